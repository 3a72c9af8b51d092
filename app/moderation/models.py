"""What people at the console keep beside reports and incidents; nothing of it is counted or ever public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import ElectionScoped, Model


class SavedView(ElectionScoped, Model):
    """A question to the list of reports under a name of one's own."""

    __tablename__ = "saved_views"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    query: Mapped[str] = mapped_column(Text)  # as in an address
    saved_at: Mapped[datetime]


class ReportDraft(ElectionScoped, Model):
    """A decision or coding that somebody has begun; outlives their claim, not their shift."""

    __tablename__ = "report_drafts"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        Index(None, "election_id", "expires_at"),
    )

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class UndoStep(ElectionScoped, Model):
    """How a report stood before it was decided, for as long as that can be taken back."""

    __tablename__ = "undo_steps"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        Index(None, "election_id", "expires_at"),
        Index(None, "election_id", "bulk_id"),
    )

    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)  # of the report after it
    account_id: Mapped[UUID]
    bulk_id: Mapped[UUID | None]  # one of many that were changed together
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class ApartPair(ElectionScoped, Model):
    """Two of a report and an incident, or of one kind, that somebody says are not the same event.

    Stored in both directions.
    """

    __tablename__ = "apart_pairs"

    one_id: Mapped[UUID] = mapped_column(primary_key=True)
    other_id: Mapped[UUID] = mapped_column(primary_key=True)
    set_by: Mapped[UUID]
    set_at: Mapped[datetime]
