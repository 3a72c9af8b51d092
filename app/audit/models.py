"""The audit trail. Details of reports and incidents stay in their histories; this is what orders them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Model

# In both tables `election_id` 0 stands for what belongs to no election, hence no foreign key.


class AuditPosition(Model):
    """The number of an election's newest entry. Held from just before the commit until after it."""

    __tablename__ = "audit_positions"

    election_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger)


class AuditEvent(Model):
    """One change, or one view of exact data. Append-only: the database refuses anything else."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "election_id", "object_id"),)  # all about one report

    election_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]  # none: the sender, the service itself, or the command line
    kind: Mapped[str] = mapped_column(String(20))  # of the object
    object_id: Mapped[str | None] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(40))
    version: Mapped[int | None]  # of the report or incident, afterwards
    entry: Mapped[int | None]  # its number in the report's or incident's history, where the details are
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # nothing personal: roles, numbers, names of fields
