"""Elections and what belongs to them before the first report: areas, stations, visits, taxonomy, ticks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import ElectionScoped, Model
from app.elections.lifecycle import ElectionStatus as ElectionStatus
from app.elections.lifecycle import Mode as Mode


class Election(Model):
    """One vote. Everything else belongs to exactly one, and no query mixes two."""

    __tablename__ = "elections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)  # "KG20": stands in public references
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    time_zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON)
    voting_on: Mapped[date]
    phases: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # [{phase, from, to}], RFC 3339
    status: Mapped[ElectionStatus]
    mode: Mapped[Mode]
    synthetic: Mapped[bool]
    anonymous_reports: Mapped[bool]
    four_eyes: Mapped[bool]
    cell_resolution: Mapped[int]  # H3, of the one public grid
    publication_delay_minutes: Mapped[int]
    emergency_number: Mapped[str] = mapped_column(String(20))
    parties: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # [{code, name}]
    cited_figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    taxonomy_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]  # when `version` last moved
    version: Mapped[int]  # moves with every change to the election, its areas, stations or taxonomy
    public_sequence: Mapped[int]  # moves with publish and withdraw; never with intake
    tick: Mapped[int]
    public_changed_at: Mapped[datetime]  # when one of the two last moved, to the minute
    incidents_published: Mapped[int]  # the running number in the latest public reference


class Area(ElectionScoped, Model):
    """A node of the election's own tree, any depth."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    polygon: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # GeoJSON Polygon or MultiPolygon, lon-lat
    approximate: Mapped[bool]


class Station(ElectionScoped, Model):
    __tablename__ = "stations"
    __table_args__ = (
        CheckConstraint("latitude_deg BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude_deg BETWEEN -180 AND 180", name="longitude_range"),
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    area_code: Mapped[str] = mapped_column(String(40))
    latitude_deg: Mapped[float | None]
    longitude_deg: Mapped[float | None]
    registered_voters: Mapped[int | None]


class VisitMethod(StrEnum):
    RANDOM = "random"
    OTHER = "other"


class Visit(ElectionScoped, Model):
    """Somebody observed a station from–to, whatever happened: the only denominator of a rate."""

    __tablename__ = "visits"
    __table_args__ = (
        Index(None, "election_id", "station_code"),
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    station_code: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[UUID | None]
    method: Mapped[VisitMethod]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    received_at: Mapped[datetime]


class TaxonomyDocument(Model):
    """A version of the taxonomy, as loaded; never changed once an election uses it."""

    __tablename__ = "taxonomies"

    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class Tick(ElectionScoped, Model):
    """The election's intake as the public sees it; moves every 15 minutes, never with a single report."""

    __tablename__ = "ticks"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    received: Mapped[int]
    waiting: Mapped[int]
    counted: Mapped[int]
    not_counted: Mapped[int]


class PublicVersion(ElectionScoped, Model):
    """A state of what is public that was, and can be asked for again. Never changed."""

    __tablename__ = "public_versions"
    __table_args__ = (Index(None, "election_id", "withdrawal", "sequence"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    tick: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[datetime]
    withdrawal: Mapped[bool]  # whether something was withdrawn with it: from every version before it too
    coverage: Mapped[bool]  # whether its coverage was kept: not by releases of before
