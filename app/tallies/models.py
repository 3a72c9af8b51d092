"""Rollup tables, fine and wide: of everything for the staff, of what is published for the public."""

from typing import Final

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import ElectionScoped, Model

# SQLite: rows lie in the primary key itself, so that a range of cells is read, and written, in one place.
ONE_TREE: Final = {"sqlite_with_rowid": False}


class TallyColumns(ElectionScoped):
    """See app.tallies.cells.Key for what the columns hold."""

    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    bucket: Mapped[str] = mapped_column(String(13), primary_key=True)
    area: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts_as: Mapped[str] = mapped_column(String(12), primary_key=True)
    severity: Mapped[int] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(40), primary_key=True)
    triage: Mapped[str] = mapped_column(String(40), primary_key=True)
    veracity: Mapped[str] = mapped_column(String(40), primary_key=True)
    publication: Mapped[str] = mapped_column(String(40), primary_key=True)
    reports: Mapped[int]
    incidents: Mapped[int]


class StaffTally(TallyColumns, Model):
    __tablename__ = "staff_tallies"
    __table_args__ = ONE_TREE


class PublicTally(TallyColumns, Model):
    __tablename__ = "public_tallies"
    __table_args__ = ONE_TREE


class SumColumns(ElectionScoped):
    """See app.tallies.sums for what the columns hold."""

    days: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[str] = mapped_column(String(10), primary_key=True)
    area: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts_as: Mapped[str] = mapped_column(String(12), primary_key=True)
    reports_alone: Mapped[int]
    reports_unreviewed: Mapped[int]
    reports_verified: Mapped[int]
    reports_corroborated: Mapped[int]
    reports_contested: Mapped[int]
    reports_unverifiable: Mapped[int]
    incidents_unreviewed: Mapped[int]
    incidents_verified: Mapped[int]
    incidents_corroborated: Mapped[int]
    incidents_contested: Mapped[int]
    incidents_unverifiable: Mapped[int]
    incidents_refuted: Mapped[int]


class StaffSum(SumColumns, Model):
    __tablename__ = "staff_sums"
    __table_args__ = ONE_TREE


class PublicSum(SumColumns, Model):
    __tablename__ = "public_sums"
    __table_args__ = ONE_TREE
