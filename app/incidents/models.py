"""What happened, how sure we are, and the drafts of what the public may see."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import ElectionScoped, Model
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.reports.facets import LocationPrecision, Occurrence, Phase, TimePrecision
from app.reports.models import ClaimColumns


def _near(place: str, *further: str) -> Index:
    columns = ("election_id", place, *further, "occurred_on", "occurred_at", "id")
    return Index(f"ix_incidents_near_{place}", *columns)


_MERGED: Final = text("merged_into IS NOT NULL")  # few are, and an index of all would not be used


class Incident(ElectionScoped, Model):
    """What happened, in the moderators' coding. Several reports can describe one incident."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("election_id", "work_ref"),
        CheckConstraint("latitude_deg BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude_deg BETWEEN -180 AND 180", name="longitude_range"),
        Index(None, "election_id", "created_at", "id"),
        Index(None, "election_id", "merged_into", postgresql_where=_MERGED, sqlite_where=_MERGED),
        Index(None, "election_id", "due_at", "id"),  # the queues of incidents
        # What is near in place and time.
        _near("h3_cell"),
        _near("station_code"),
        _near("area_code", "category"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_ref: Mapped[str] = mapped_column(String(16))  # "W-…", unrelated to the public reference
    ref: Mapped[str | None] = mapped_column(String(40))  # "INC-KG20-0007", given at first publication
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    due_at: Mapped[datetime]  # to be checked or parked by then

    category: Mapped[str] = mapped_column(String(64))
    counts_as: Mapped[str] = mapped_column(String(12))
    severity: Mapped[int]
    severity_override: Mapped[bool]
    area_code: Mapped[str | None] = mapped_column(String(40))
    station_code: Mapped[str | None] = mapped_column(String(40))
    latitude_deg: Mapped[float | None]
    longitude_deg: Mapped[float | None]
    h3_cell: Mapped[int | None] = mapped_column(BigInteger)
    location_precision: Mapped[LocationPrecision]
    occurred_at: Mapped[datetime | None]
    occurred_on: Mapped[date | None]
    occurred_hour: Mapped[int | None]
    time_precision: Mapped[TimePrecision]
    occurrence: Mapped[Occurrence]
    phase: Mapped[Phase]
    harm: Mapped[dict[str, Any]] = mapped_column(JSON)
    masked: Mapped[bool]  # area and day at most, whatever the category would allow
    single_observer: Mapped[bool]  # the station had exactly one known observer: never shown as a station
    public_text: Mapped[dict[str, str]] = mapped_column(JSON)  # language → text, written by a moderator

    veracity: Mapped[Veracity]
    disputed: Mapped[bool]
    before_lead: Mapped[bool]  # two verdicts differ
    report_count: Mapped[int]  # linked reports
    source_count: Mapped[int]  # independent known sources among them
    merged_into: Mapped[UUID | None]  # which holds its reports; until taken out again, it stays as it was

    publication: Mapped[Publication]
    revision: Mapped[int]  # number of the newest revision; 0: nothing to publish yet
    published_revision: Mapped[int]


class IncidentClaim(ClaimColumns):
    """On an incident."""

    __tablename__ = "incident_claims"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
    )

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)


class RelationKind(StrEnum):
    """How the one stands to the other."""

    RELATED = "related"
    CONTINUES = "continues"
    CONTINUED_BY = "continued_by"

    @property
    def from_the_other_side(self) -> "RelationKind":
        return _OTHER_SIDE.get(self, self)


_OTHER_SIDE: Final = {
    RelationKind.CONTINUES: RelationKind.CONTINUED_BY,
    RelationKind.CONTINUED_BY: RelationKind.CONTINUES,
}


class IncidentRelation(ElectionScoped, Model):
    """Related, not merged. Stored in both directions; `kind` is how the one stands to the other."""

    __tablename__ = "incident_relations"

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    related_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[RelationKind]


class IncidentLink(ElectionScoped, Model):
    """One stay of a report in an incident; an ended one is a pair not to be suggested again."""

    __tablename__ = "incident_links"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        Index(None, "election_id", "report_id"),
        Index(None, "election_id", "incident_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    report_id: Mapped[UUID]
    linked_at: Mapped[datetime]
    linked_by: Mapped[UUID]
    unlinked_at: Mapped[datetime | None]
    unlinked_by: Mapped[UUID | None]


class StepKind(StrEnum):
    CALLED_SOURCE = "called_source"
    SECOND_SOURCE = "second_source"
    VISITED = "visited"
    OFFICIAL_STATEMENT = "official_statement"
    PHOTO_CHECK = "photo_check"
    MAP_CHECK = "map_check"
    READ_REPORT = "read_report"


class Step(ElectionScoped, Model):
    """One thing done to check an incident."""

    __tablename__ = "verification_steps"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
        Index(None, "election_id", "incident_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    kind: Mapped[StepKind]
    result: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID]
    at: Mapped[datetime]


class Verdict(ElectionScoped, Model):
    """One person's verdict; the same person's next one replaces it."""

    __tablename__ = "verdicts"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
        Index(None, "election_id", "incident_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    account_id: Mapped[UUID]
    veracity: Mapped[Veracity]
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class StatementKind(StrEnum):
    DENIAL = "denial"
    CORRECTION = "correction"
    COMMENT = "comment"


class Statement(ElectionScoped, Model):
    """What an accused party or an authority answered."""

    __tablename__ = "statements"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
        Index(None, "election_id", "incident_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    by: Mapped[str] = mapped_column(String(200))
    kind: Mapped[StatementKind]
    text: Mapped[dict[str, str]] = mapped_column(JSON)
    account_id: Mapped[UUID]
    at: Mapped[datetime]


class ReferralOutcome(StrEnum):
    ACTED = "acted"
    PASSED_ON = "passed_on"
    REFUSED = "refused"
    NO_ACTION = "no_action"
    NO_ANSWER = "no_answer"


class Referral(ElectionScoped, Model):
    """An incident handed to an authority, with its text as it was then, and what came of it."""

    __tablename__ = "referrals"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
        Index(None, "election_id", "incident_id"),
        Index(None, "election_id", "due_at", "id"),  # the list, by keyset
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    authority: Mapped[str] = mapped_column(String(200))
    text: Mapped[dict[str, str]] = mapped_column(JSON)  # all that the authority got
    referred_at: Mapped[datetime]
    referred_by: Mapped[UUID]
    consent_reason: Mapped[str | None] = mapped_column(Text)  # a lead's, where a sender had not agreed
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    outcome: Mapped[ReferralOutcome | None]
    note: Mapped[str] = mapped_column(Text)
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[UUID | None]


class Revision(ElectionScoped, Model):
    """A state of everything public about an incident, and who made it; seen once published."""

    __tablename__ = "revisions"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
    )

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[UUID]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # what the public got; set when published


class Sighting(ElectionScoped, Model):
    """Where and when a known source saw what is published, by a report that was published with it.

    Written with each publication, shown to nobody: coverage finds by it what visits recorded.
    """

    __tablename__ = "sightings"
    __table_args__ = (Index(None, "election_id", "station_code"),)

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    station_code: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[UUID | None]
    organisation_key: Mapped[str | None] = mapped_column(String(200))  # its name, normalised
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]  # not included


class IncidentEvent(ElectionScoped, Model):
    """The history of an incident, append-only."""

    __tablename__ = "incident_events"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "incident_id"], ["incidents.election_id", "incidents.id"]),
    )

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    event: Mapped[str] = mapped_column(String(40))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason_code: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text)


class PublicRef(Model):
    """Directory: from a public reference to its election and incident."""

    __tablename__ = "public_refs"

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("elections.id"))
    incident_id: Mapped[UUID]
