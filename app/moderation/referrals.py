"""Handing an incident to an authority, and what came of it, including nothing."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, literal, select

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.core.errors import InvalidRequest
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.incidents import history, queries
from app.incidents.errors import PublicTextRequired
from app.incidents.models import Incident, Referral
from app.moderation.errors import ConsentRequired, ReferralNotFound
from app.moderation.linking import check_open
from app.moderation.once import SAME_WITHIN
from app.moderation.referral_schemas import ReferralChanges, ReferralIn, ReferralState
from app.reports.facets import MayRefer
from app.reports.sent import facts

_AT_A_TIME: Final = 500


def refer(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    data: ReferralIn,
    now: datetime,
) -> Referral:
    """The authority gets the incident's text and nothing of any report. The same again within minutes is a
    retry: kept once.
    """
    incident = queries.lock(session, view.id, incident_id)
    check_open(incident)
    _check_later(data.due_at, now)
    if not incident.public_text:
        raise PublicTextRequired("The authority gets the incident's text, and it has none yet.")
    for earlier in queries.referrals_of(session, incident):
        same = (earlier.authority, earlier.referred_by, earlier.text) == (
            data.authority,
            actor.account_id,
            incident.public_text,
        )
        if same and now - earlier.referred_at < SAME_WITHIN:
            return earlier
    overridden = _check_consent(session, view, actor, incident, data.consent_reason)
    referral = Referral(
        election_id=view.id,
        id=uuid4(),
        incident_id=incident.id,
        authority=data.authority,
        text=dict(incident.public_text),
        referred_at=now,
        referred_by=actor.account_id,
        consent_reason=overridden,
        due_at=data.due_at,
        reminded_at=None,
        outcome=None,
        note="",
        outcome_at=None,
        outcome_by=None,
    )
    session.add(referral)
    history.note_event(
        session, incident, account_id=actor.account_id, event="referred", at=now, note=data.authority
    )
    return referral


def update(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    referral_id: UUID,
    changes: ReferralChanges,
    now: datetime,
) -> Referral:
    """A new date is a new reminder; an outcome ends them."""
    referral = _locked(session, view, referral_id)
    before = _state(referral)
    if changes.due_at is not None:
        _check_later(changes.due_at, now)
        referral.due_at, referral.reminded_at = changes.due_at, None
    if changes.outcome is not None:
        referral.outcome, referral.outcome_at, referral.outcome_by = changes.outcome, now, actor.account_id
    if changes.note is not None:
        referral.note = changes.note
    after = _state(referral)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changed:
        history.note_event(
            session,
            queries.get(session, view.id, referral.incident_id),
            account_id=actor.account_id,
            event="referral_changed",
            at=now,
            changes=changed,
            note=referral.authority,
        )
    return referral


def overdue(session: ReadSession, view: ElectionView, now: datetime, up_to: int) -> int:
    """How many somebody should ask about, counted no further than `up_to`."""
    some = select(literal(1)).where(*_in_state(view, ReferralState.OVERDUE, now)).limit(up_to)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def page(
    session: ReadSession,
    view: ElectionView,
    state: ReferralState | None,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Referral]:
    """Due first; one row more than `limit`, which says that there is another page."""
    found = select(Referral).where(*_in_state(view, state, now))
    if after is not None:
        due_at, referral_id = after
        later = (Referral.due_at == due_at) & (Referral.id > referral_id)
        found = found.where((Referral.due_at > due_at) | later)
    return list(session.scalars(found.order_by(Referral.due_at, Referral.id).limit(limit + 1)))


def _in_state(view: ElectionView, state: ReferralState | None, now: datetime) -> list[ColumnElement[bool]]:
    found = [Referral.election_id == view.id]
    if state is ReferralState.ANSWERED:
        return [*found, Referral.outcome.is_not(None)]
    if state is ReferralState.OVERDUE:
        return [*found, Referral.outcome.is_(None), Referral.due_at <= now]
    if state is ReferralState.WAITING:
        return [*found, Referral.outcome.is_(None), Referral.due_at > now]
    return found


def remind(session: WriteSession, now: datetime) -> int:
    """Say once in the history of each incident that an answer is due."""
    due = (
        select(Referral)
        .where(Referral.outcome.is_(None), Referral.reminded_at.is_(None), Referral.due_at <= now)
        .order_by(Referral.incident_id)
        .limit(_AT_A_TIME)
    )
    referrals = session.scalars(due.with_for_update(skip_locked=True)).all()
    for referral in referrals:
        referral.reminded_at = now
        incident = queries.lock(session, referral.election_id, referral.incident_id)
        history.note_event(
            session, incident, account_id=None, event="referral_due", at=now, note=referral.authority
        )
    return len(referrals)


def _check_consent(
    session: ReadSession, view: ElectionView, actor: Actor, incident: Incident, because: str | None
) -> str | None:
    """The reason, where it was needed."""
    reports = queries.reports_of(session, incident)
    without = [report for report in reports if facts(report.sent).may_refer != MayRefer.YES]
    if not without:
        return None
    if because is None or Role.LEAD not in actor.roles_in(view.id):
        raise ConsentRequired(len(without))
    return because


def _state(referral: Referral) -> dict[str, str | None]:
    return {"due_at": referral.due_at.isoformat(), "outcome": referral.outcome, "note": referral.note}


def _check_later(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        message = "Name an instant that is still to come."
        raise InvalidRequest(message, [{"pointer": "/due_at", "code": "in-the-past", "message": message}])


def _locked(session: WriteSession, view: ElectionView, referral_id: UUID) -> Referral:
    known = session.get(Referral, (view.id, referral_id))
    if known is None:
        raise ReferralNotFound("Take the id from the list of referrals.")
    queries.lock(session, view.id, known.incident_id)  # the incident first, as everywhere
    session.refresh(known)
    return known
