"""The next report: the most urgent one that nobody works on, served to one person only."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.moderation.named_queues import conditions, may_be_served
from app.moderation.queue_names import ReportQueue
from app.moderation.schemas import NextIn
from app.reports import claims, history
from app.reports.models import Report

ANYTHING = NextIn()


def next_report(
    session: WriteSession, view: ElectionView, actor: Actor, now: datetime, wanted: NextIn = ANYTHING
) -> Report | None:
    """Claim and return the report that comes due first; None when nothing waits.

    Never the same one to two people, nor to one person who asks twice at once: whoever is about to claim a
    row holds its lock, and others skip it. Only of their own queue does anybody get what they hold already.
    Not served are snoozed reports until they wake, quarantined ones, tests, and escalated ones to anybody
    but a lead.
    """
    statement = waiting(view, actor, now, wanted).with_for_update(skip_locked=True, of=Report)
    # A claim that was committed after the statement began is seen only now: then the next one is due.
    while (report := session.scalar(statement)) is not None:
        held = claims.find(session, report, now)
        if held is None:
            history.note_event(session, report, account_id=actor.account_id, event="claimed", at=now)
        elif wanted.queue is not ReportQueue.MINE or held.account_id != actor.account_id:
            continue
        on_call = held is not None and held.on_call
        claims.take(session, report, actor.account_id, now, name_of(session), on_call=on_call)
        return report
    return None


def waiting(view: ElectionView, actor: Actor, now: datetime, wanted: NextIn) -> Select[Report]:
    """The one report that is served next; the database finds it at the front of the queue's index."""
    statement = (
        select(Report)
        .where(
            *conditions(wanted.queue, view, actor.account_id, now),
            *may_be_served(wanted.queue, view, actor, now),
        )
        .order_by(Report.due_at, Report.id)
        .limit(1)
    )
    if wanted.languages:
        statement = statement.where(or_(Report.language.in_(wanted.languages), Report.language.is_(None)))
    if not wanted.graphic:
        graphic = [kind.slug for kind in view.taxonomy.kinds.values() if kind.graphic]
        statement = statement.where(Report.category.not_in(graphic))
    return statement
