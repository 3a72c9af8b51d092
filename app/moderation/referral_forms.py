"""From rows to the console's form of referrals."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.queries import name_of
from app.db.session import ReadSession
from app.incidents.models import Incident, Referral
from app.moderation.referral_schemas import ReferralOut, state_of


def referral_out(session: ReadSession, referral: Referral, now: datetime) -> ReferralOut:
    return referrals_out(session, [referral], now)[0]


def referrals_out(session: ReadSession, referrals: Sequence[Referral], now: datetime) -> list[ReferralOut]:
    name, refs = name_of(session), _refs(session, referrals)
    return [
        ReferralOut(
            id=referral.id,
            incident=referral.incident_id,
            incident_ref=refs[referral.incident_id],
            authority=referral.authority,
            text=referral.text,
            referred_at=referral.referred_at,
            referred_by=name(referral.referred_by),
            consent_reason=referral.consent_reason,
            due_at=referral.due_at,
            reminded_at=referral.reminded_at,
            state=state_of(referral.outcome, referral.due_at, now),
            outcome=referral.outcome,
            note=referral.note,
            outcome_at=referral.outcome_at,
            outcome_by=name(referral.outcome_by) if referral.outcome_by else None,
        )
        for referral in referrals
    ]


def _refs(session: ReadSession, referrals: Sequence[Referral]) -> dict[UUID, str]:
    """By incident, what it is called."""
    if not referrals:
        return {}
    called = select(Incident.id, func.coalesce(Incident.ref, Incident.work_ref)).where(
        Incident.election_id == referrals[0].election_id,
        Incident.id.in_({referral.incident_id for referral in referrals}),
    )
    return dict(session.execute(called).all())
