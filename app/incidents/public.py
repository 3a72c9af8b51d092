"""The public's own rows: what it may see of an incident, and nothing else. Written when a lead publishes."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.text import LONGEST_WORD
from app.db.base import ElectionScoped, Model
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.reports.facets import Phase, TimePrecision

# Ranges of words are ranges of code points on both databases.
_WORD: Final = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")


class Shown(ElectionScoped):
    """What the public sees of an incident while it is published."""

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(64))
    counts_as: Mapped[str] = mapped_column(String(12))
    severity: Mapped[int]
    veracity: Mapped[Veracity]
    disputed: Mapped[bool]
    area_code: Mapped[str | None] = mapped_column(String(40))
    station_code: Mapped[str | None] = mapped_column(String(40))
    location_precision: Mapped[str] = mapped_column(String(12))  # station, cell or area: the precision shown
    latitude_deg: Mapped[float | None]  # the centre of the published cell, or the station
    longitude_deg: Mapped[float | None]
    occurred_on: Mapped[date | None]
    occurred_hour: Mapped[int | None]  # local; none where the place is an area
    time_precision: Mapped[TimePrecision]  # hour, day or coarser
    phase: Mapped[Phase]
    public_text: Mapped[dict[str, str]] = mapped_column(JSON)
    harm: Mapped[dict[str, Any]] = mapped_column(JSON)
    statements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    related_refs: Mapped[list[str]] = mapped_column(JSON)
    # Of these, which it continues and which continue it: reference → kind of relation.
    continuations: Mapped[dict[str, str]] = mapped_column(JSON)
    reports: Mapped[int]
    sources: Mapped[int]
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Told(Shown):
    """And whether it is still published, or where else its reports are."""

    state: Mapped[Publication]
    merged_into: Mapped[str | None] = mapped_column(String(40))  # the reference that holds its reports too
    # The versions (public sequence, tick) with which the public saw it first and as it is.
    published_sequence: Mapped[int]
    changed_sequence: Mapped[int]
    changed_tick: Mapped[int]


_NEWEST: Final = ("published_at", "ref")
_FILTERED: Final = ("state", "area_code", "severity", "veracity", "occurred_on", "occurred_hour", "phase")


class PublicIncident(Told, Model):
    """One published, merged or withdrawn incident. After the first time, its numbers move only in ticks."""

    __tablename__ = "public_incidents"
    __table_args__ = (
        # Lists: a page of what is rare among many is found without reading the rows that it passes over.
        Index("ix_public_incidents_newest", "election_id", *_NEWEST, "category", *_FILTERED),
        Index("ix_public_incidents_of_category", "election_id", "category", *_NEWEST, *_FILTERED),
        Index(None, "election_id", "changed_at", "ref"),
        Index("ix_public_incidents_changed", "election_id", "changed_sequence", "changed_tick", "ref"),
    )

    h3_cell: Mapped[int | None] = mapped_column(BigInteger)  # the published cell
    reports_next: Mapped[int]  # what the next tick will show
    sources_next: Mapped[int]


class PastIncident(Told, Model):
    """As it became with a version, and was until the next row of its reference. Only a withdrawal changes
    it: words and place go, what its numbers stand on stays."""

    __tablename__ = "public_history"
    __table_args__ = (
        Index(None, "election_id", "published_at", "ref"),
        Index("ix_public_history_changed", "election_id", "changed_sequence", "changed_tick", "ref"),
    )

    changed_sequence: Mapped[int] = mapped_column(primary_key=True)
    changed_tick: Mapped[int] = mapped_column(primary_key=True)
    withdrawn: Mapped[bool]  # since


class PublicWord(ElectionScoped, Model):
    """That a word stands in the public text of an incident, or stood in an earlier version of it. Of what was
    withdrawn there is none."""

    __tablename__ = "public_words"
    __table_args__ = (
        Index("ix_public_words_found", "election_id", "word", "current", "ref"),
        {"sqlite_with_rowid": False},
    )

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    current: Mapped[bool]


class SnapshotIncident(Shown, Model):
    """As the public saw it in a kept version; what was withdrawn since has lost its words and place."""

    __tablename__ = "snapshot_incidents"
    __table_args__ = (Index(None, "election_id", "ref"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    tick: Mapped[int] = mapped_column(primary_key=True)
    withdrawn: Mapped[bool]


class Snapshot(ElectionScoped, Model):
    """A version whose incidents are kept, and the sums of its files; none while they have to be made anew."""

    __tablename__ = "snapshots"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    tick: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[datetime]
    made_at: Mapped[datetime]
    incidents: Mapped[int]
    revised: Mapped[int]  # how often something in it was withdrawn
    files: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    summed_by: Mapped[str | None] = mapped_column(String(64))  # which release, of which election's version


class WatchedArea(ElectionScoped, Model):
    """The stations of an area as coverage shows them from a tick on, until the area's next row: how many, by
    who visited them and whether that recorded anything. Which they are is not in it. Never changed."""

    __tablename__ = "watched_areas"

    area_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    tick: Mapped[int] = mapped_column(primary_key=True)
    stations: Mapped[list[Any]] = mapped_column(JSON)  # as incidents.coverage writes them
