"""From rows to the console's form of referrals."""

from collections.abc import Sequence
from datetime import datetime

from app.accounts.queries import name_of
from app.db.session import ReadSession
from app.incidents.models import Referral
from app.moderation.referral_schemas import ReferralOut, state_of


def referral_out(session: ReadSession, referral: Referral, now: datetime) -> ReferralOut:
    return referrals_out(session, [referral], now)[0]


def referrals_out(session: ReadSession, referrals: Sequence[Referral], now: datetime) -> list[ReferralOut]:
    name = name_of(session)
    return [
        ReferralOut(
            id=referral.id,
            incident=referral.incident_id,
            authority=referral.authority,
            text=referral.text,
            referred_at=referral.referred_at,
            referred_by=name(referral.referred_by),
            consent_reason=referral.consent_reason,
            due_at=referral.due_at,
            state=state_of(referral.outcome, referral.due_at, now),
            outcome=referral.outcome,
            note=referral.note,
            outcome_at=referral.outcome_at,
            outcome_by=name(referral.outcome_by) if referral.outcome_by else None,
        )
        for referral in referrals
    ]
