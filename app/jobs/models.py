"""The outbox: a job exists exactly when the change that asked for it does."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Model


class Job(Model):
    """`run_after` is also the lease: a claimed job is due again when its worker has died."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_after: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int]
    failed_at: Mapped[datetime | None]  # gave up after the last attempt; kept for a person to look at
    failure: Mapped[str | None] = mapped_column(String(200))
    # Only for work that comes round (see periodic.py): its name, of which there is one, and its interval.
    chain: Mapped[str | None] = mapped_column(String(120), unique=True)
    every_seconds: Mapped[int | None]
