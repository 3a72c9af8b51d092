"""Make and change elections. Each change moves the election's version, which every process watches."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator
from sqlalchemy import or_, select

from app.core.schema import Schema
from app.db.session import WriteSession
from app.elections.errors import ElectionExists, ElectionNotFound
from app.elections.models import Election, ElectionStatus, Mode, TaxonomyDocument
from app.elections.taxonomy import load_builtin

Language = Literal["ky", "ru", "uz-Cyrl", "en"]


class PhaseIn(Schema):
    phase: Annotated[str, Field(max_length=40)]
    since: datetime
    until: datetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since.tzinfo is None or self.until.tzinfo is None or self.since >= self.until:
            raise ValueError("a phase needs two instants with their zone, the first one earlier")
        return self


class ElectionIn(Schema):
    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,63}$", examples=["kg-2020-10-04"])]
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,12}$", examples=["KG20"])]
    name: dict[Language, Annotated[str, Field(min_length=1, max_length=200)]]
    time_zone: Annotated[str, Field(examples=["Asia/Bishkek"])]
    languages: Annotated[list[Language], Field(min_length=1, max_length=4)] = Field(
        default_factory=lambda: list[Language](("ky", "ru", "uz-Cyrl", "en"))
    )
    voting_on: date
    phases: Annotated[list[PhaseIn], Field(max_length=20)] = Field(default_factory=list)
    mode: Mode = Mode.REHEARSAL
    synthetic: bool = False
    anonymous_reports: bool = True
    four_eyes: bool = True
    cell_resolution: Annotated[int, Field(ge=4, le=8)] = 7
    publication_delay_minutes: Annotated[int, Field(ge=60, le=7 * 24 * 60)] = 60
    emergency_number: Annotated[str, Field(max_length=20)] = "102"
    parties: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=200)] = Field(
        default_factory=list
    )
    cited_figures: dict[str, Any] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not a time zone of the IANA database")
        return ZoneInfo(name).key


def create(session: WriteSession, given: ElectionIn, now: datetime) -> Election:
    """A draft: nobody but staff sees it until it is opened."""
    taken = select(Election.id).where(or_(Election.slug == given.slug, Election.code == given.code))
    if session.scalar(taken) is not None:
        raise ElectionExists("Choose another slug and another code.")
    election = Election(
        **given.model_dump(exclude={"phases"}),
        phases=[
            {"phase": phase.phase, "from": phase.since.isoformat(), "to": phase.until.isoformat()}
            for phase in given.phases
        ],
        status=ElectionStatus.DRAFT,
        taxonomy_version=_builtin_taxonomy(session),
        created_at=now,
        closed_at=None,
        version=1,
        public_sequence=0,
        tick=0,
        incidents_published=0,
    )
    session.add(election)
    session.flush()
    return election


def get(session: WriteSession, slug: str) -> Election:
    """Held until commit."""
    election = session.scalar(select(Election).where(Election.slug == slug).with_for_update())
    if election is None:
        raise ElectionNotFound("Look at /api/v1/elections for those that exist.")
    return election


def set_status(session: WriteSession, slug: str, status: ElectionStatus, now: datetime) -> Election:
    election = get(session, slug)
    election.status = status
    election.closed_at = now if status is ElectionStatus.CLOSED else None
    election.version += 1
    return election


def _builtin_taxonomy(session: WriteSession) -> str:
    document = load_builtin()
    version = str(document["taxonomy_version"])
    if session.get(TaxonomyDocument, version) is None:
        session.add(TaxonomyDocument(version=version, document=document))
        session.flush()
    return version
