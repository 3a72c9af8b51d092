"""Photos on their way in, piece by piece."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Model


class Upload(Model):
    """Directory: from an upload's id to the photo of the report that it brings.

    How far it has come is not kept here: the store knows what is durable.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "election_id", "report_id", "sha256"), Index(None, "expires_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("elections.id"))
    report_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    store_key: Mapped[str | None] = mapped_column(String(64))  # once its first byte is durable
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    received: Mapped[bool]  # ended because all of it is there
