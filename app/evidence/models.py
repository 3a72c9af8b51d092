"""Requests for evidence bundles, and what lies in the store without a row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.roles import Role
from app.db.base import ElectionScoped, Model


class Export(ElectionScoped, Model):
    """One request for exact data, and the second person's approval of it."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "election_id", "requested_at", "id"),)  # the list, by keyset

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID | None]
    report_ids: Mapped[list[str]] = mapped_column(JSON)  # as they were when it was requested
    reason: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    requested_as: Mapped[Role]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    approved_as: Mapped[Role | None]


class UnnamedBlob(Model):
    """A blob in the photo store that no row names, and when that was first seen."""

    __tablename__ = "unnamed_blobs"

    store_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime]
