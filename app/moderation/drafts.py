"""What somebody has begun to decide or code, kept for them alone while their claim may run out."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.db.portable import upsert
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.moderation.errors import DraftNotFound
from app.moderation.models import ReportDraft, UndoStep
from app.reports import queries

KEPT: Final = timedelta(minutes=30)


def keep(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report_id: UUID,
    content: dict[str, Any],
    now: datetime,
) -> ReportDraft:
    """In place of one's earlier draft, for half an hour from now. It needs no claim and changes nothing."""
    report = queries.get(session, view.id, report_id)
    key = {"election_id": view.id, "account_id": actor.account_id, "report_id": report.id}
    upsert(
        session,
        ReportDraft,
        [{**key, "content": content, "saved_at": now, "expires_at": now + KEPT}],
    )
    return session.get_one(ReportDraft, tuple(key.values()), populate_existing=True)


def get(
    session: ReadSession, view: ElectionView, actor: Actor, report_id: UUID, now: datetime
) -> ReportDraft:
    queries.get(session, view.id, report_id)
    draft = session.get(ReportDraft, (view.id, actor.account_id, report_id))
    if draft is None or draft.expires_at <= now:
        raise DraftNotFound("You kept none in the last half hour, or you have decided since.")
    return draft


def forget(session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID) -> None:
    session.execute(
        delete(ReportDraft).where(
            ReportDraft.election_id == view.id,
            ReportDraft.account_id == actor.account_id,
            ReportDraft.report_id == report_id,
        )
    )


def sweep(session: WriteSession, election_id: int, now: datetime) -> None:
    """Drafts, and steps that can no longer be taken back."""
    for row in (ReportDraft, UndoStep):
        session.execute(delete(row).where(row.election_id == election_id, row.expires_at <= now))
