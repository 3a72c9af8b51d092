"""One change of many reports: named one by one, each under its own rules, taken back together.

What can be refused is refused before anything is written, so a trial run hears exactly what the change would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.roles import Role, covered
from app.core.errors import AppError, InvalidRequest, PreconditionFailed
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.jobs.queue import enqueue
from app.moderation import undoing
from app.moderation.claiming import check_not_held_by_another
from app.moderation.coded import PLACE, current, recoded
from app.moderation.coding import MOVED
from app.moderation.errors import TooManyTags, UndoNotPossible
from app.moderation.models import UndoStep
from app.moderation.schemas import MAX_TAGS, BulkAction, BulkIn
from app.reports import claims, history, queries, urgency
from app.reports.errors import TransitionNotAllowed
from app.reports.lifecycle import OPEN, Decision, Triage, may_decide
from app.reports.models import Report
from app.tallies.deltas import Deltas

UNDO_WITHIN: Final = timedelta(minutes=10)
SPAM: Final = "R4"


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one report, or would. `version` is None where there is no such report."""

    report_id: UUID
    version: int | None
    refusal: AppError | None


@dataclass(frozen=True, slots=True)
class Done:
    """`bulk_id` is None where nothing was changed."""

    bulk_id: UUID | None
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The change, with what it names looked up."""

    change: BulkIn
    assignee_id: UUID | None


def change(session: WriteSession, view: ElectionView, actor: Actor, wanted: BulkIn, now: datetime) -> Done:
    """Each report that may be changed is, the others say why not; with `dry_run` nothing is.

    Rows are locked in the order of their ids, as everywhere.
    """
    looked_up = _look_up(session, view, wanted, now)
    bulk_id = uuid4()
    with history.together(session, view.id) as deltas:
        items = {
            report_id: _one(session, view, actor, looked_up, report_id, bulk_id, now, deltas)
            for report_id in sorted(wanted.report_ids)
        }
    changed = not wanted.dry_run and any(item.refusal is None for item in items.values())
    return Done(bulk_id if changed else None, [items[report_id] for report_id in wanted.report_ids])


def undo(session: WriteSession, view: ElectionView, actor: Actor, bulk_id: UUID, now: datetime) -> Done:
    """All that it changed, but for what was changed or taken up since: those say so."""
    kept = select(UndoStep).where(UndoStep.election_id == view.id, UndoStep.bulk_id == bulk_id)
    steps = session.scalars(kept.order_by(UndoStep.report_id)).all()
    if not steps or any(step.account_id != actor.account_id for step in steps):
        raise UndoNotPossible("You have made no such change in the last ten minutes.")
    with history.together(session, view.id) as deltas:
        return Done(bulk_id, [_undo_one(session, view, actor, step, now, deltas) for step in steps])


def _one(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    wanted: _Wanted,
    report_id: UUID,
    bulk_id: UUID,
    now: datetime,
    deltas: Deltas,
) -> Item:
    report = None
    try:
        report = queries.lock(session, view.id, report_id)
        _check(session, actor, wanted.change, report, now)
    except AppError as refusal:
        return Item(report_id, report.version if report else None, refusal)
    if not wanted.change.dry_run:
        stood = undoing.before(session, report)
        _apply(session, view, actor, wanted, report, now, deltas)
        undoing.remember(session, actor, report, stood, now, lasting=UNDO_WITHIN, bulk_id=bulk_id)
    return Item(report_id, report.version, None)


def _check(session: WriteSession, actor: Actor, wanted: BulkIn, report: Report, now: datetime) -> None:
    """All that can be wrong with one report."""
    check_not_held_by_another(session, report, actor, now)
    version = wanted.versions.get(report.id)
    if version is not None and version != report.version:
        raise PreconditionFailed(report.version)
    if not _fits(wanted.action, report.triage):
        raise TransitionNotAllowed(report.triage, wanted.action)
    if wanted.action is BulkAction.TAG and len({*report.tags, *wanted.tags}) > MAX_TAGS:
        raise TooManyTags(f"It has {len(report.tags)} tags; {MAX_TAGS} are the most.")


def _fits(action: BulkAction, triage: Triage) -> bool:
    decision = {BulkAction.REJECT_SPAM: Decision.REJECT, BulkAction.SNOOZE: Decision.SNOOZE}.get(action)
    if decision is not None:
        return may_decide(triage, decision)
    return triage in OPEN if action is BulkAction.ASSIGN else triage is not Triage.ERASED


def _apply(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    wanted: _Wanted,
    report: Report,
    now: datetime,
    deltas: Deltas,
) -> None:
    given = wanted.change
    reason = SPAM if given.action is BulkAction.REJECT_SPAM else None
    with history.change(
        session,
        report,
        account_id=actor.account_id,
        event=f"bulk_{given.action}",
        at=now,
        reason_code=reason,
        note=given.note,
        counted_with=deltas,
    ):
        _set(view, report, wanted, now)
    if given.action is BulkAction.SET_STATION:
        enqueue(session, MOVED, now, election_id=view.id, report_id=str(report.id))
    if given.action in (BulkAction.REJECT_SPAM, BulkAction.SNOOZE):
        claims.release(session, report)


def _set(view: ElectionView, report: Report, wanted: _Wanted, now: datetime) -> None:
    given = wanted.change
    if given.action is BulkAction.ASSIGN:
        report.assigned_to = wanted.assignee_id
    elif given.action is BulkAction.TAG:
        report.tags = list(dict.fromkeys([*report.tags, *given.tags]))
    elif given.action is BulkAction.SET_STATION:
        placed = recoded(view, current(report), {"station": given.station})
        for name in PLACE:
            setattr(report, name, placed[name])
    elif given.action is BulkAction.REJECT_SPAM:
        report.triage = Triage.REJECTED
        report.snoozed_until = report.escalated_at = report.alarmed_at = None
    elif given.until is not None:
        report.triage = Triage.IN_TRIAGE
        urgency.pause(report, now, given.until)


def _look_up(session: WriteSession, view: ElectionView, wanted: BulkIn, now: datetime) -> _Wanted:
    """What is wrong with the change itself is refused as a whole."""
    if wanted.station is not None and wanted.station not in view.stations:
        raise _refused("/station", "unknown-station", "The election has no such station.")
    if wanted.until is not None and wanted.until <= now:
        raise _refused("/until", "in-the-past", "Name an instant that is still to come.")
    return _Wanted(wanted, None if wanted.assignee is None else _assignee(session, view, wanted.assignee))


def _assignee(session: WriteSession, view: ElectionView, name: str) -> UUID:
    account = accounts.find_by_name(session, name)
    if account is not None and account.disabled_at is None:
        grants = accounts.grants_of(session, account.id)
        held = grants.get(view.id, frozenset()) | grants.get(EVERY_ELECTION, frozenset())
        if Role.MODERATOR in covered(held):
            return account.id
    raise _refused("/assignee", "not-a-moderator", "Name somebody who moderates this election.")


def _undo_one(
    session: WriteSession, view: ElectionView, actor: Actor, step: UndoStep, now: datetime, deltas: Deltas
) -> Item:
    report = queries.lock(session, view.id, step.report_id)
    try:
        if report.version != step.version:
            raise PreconditionFailed(report.version)
        undoing.check_may_be_undone(session, report, step, actor, now)
    except AppError as refusal:
        return Item(report.id, report.version, refusal)
    undoing.take_back(session, view, actor, report, step, now, deltas)
    return Item(report.id, report.version, None)


def _refused(pointer: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, [{"pointer": pointer, "code": code, "message": message}])
