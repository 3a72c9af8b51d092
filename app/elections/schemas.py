"""What an election is made of, as administrators send it and as everybody reads it."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    MISSING,
    AfterValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from app.core.moments import PlausibleDay, PlausibleInstant
from app.core.schema import Schema
from app.elections.languages import LANGUAGES, Language
from app.elections.models import ElectionStatus, Mode, VisitMethod
from app.elections.phases import Phase
from app.elections.taxonomy import CountsAs, LabelStatus, PublicPrecision

SLUG = "kg-2020-10-04"
NAME = {"en": "Kyrgyzstan, parliamentary election, 4 October 2020"}
MORNING, EVENING = "2020-10-04T08:00:00+06:00", "2020-10-04T20:00:00+06:00"
PARTY = {"code": "reforma", "name": {"en": "Reforma", "ru": "«Реформа»"}}
KEYS = {"sealed": {"key_id": "3q2-7_Ab", "algorithm": "ECDH-P256+HKDF-SHA256+A256GCM"}}
CITED = {"stations_total": 2475}

Instant = Annotated[PlausibleInstant, AfterValidator(lambda instant: instant.astimezone(UTC))]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[dict[Language, Text], Field(min_length=1, examples=[NAME])]
TimeZone = Annotated[str, Field(max_length=64, examples=["Asia/Bishkek"])]
Languages = Annotated[list[Language], Field(min_length=1, max_length=4, examples=[list(LANGUAGES)])]
EmergencyNumber = Annotated[str, Field(max_length=20, examples=["102"])]
CellResolution = Annotated[
    int, Field(ge=4, le=8, description="H3, of the one public grid: 7 is about 5 km² a cell.", examples=[7])
]
DelayMinutes = Annotated[
    int, Field(ge=60, le=7 * 24 * 60, description="From event to publication.", examples=[60])
]
CitedFigures = Annotated[
    dict[str, Any], Field(max_length=50, description="Of others; never joined to ours.", examples=[CITED])
]
Version = Annotated[int, Field(description="Moves with every change.", examples=[7])]


class PhaseOut(Schema):
    """`from <= instant < to`. Where periods overlap, the one that stands first holds."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    phase: Phase = Field(examples=[Phase.VOTING])
    since: Instant = Field(alias="from", examples=[MORNING])
    until: Instant = Field(alias="to", examples=[EVENING])


class PhaseIn(PhaseOut):
    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since >= self.until:
            raise ValueError("a phase begins before it ends")
        return self


class Party(Schema):
    code: Annotated[str, Field(min_length=1, max_length=64, examples=["reforma"])]
    name: dict[Language, Text] = Field(examples=[PARTY["name"]])


Phases = Annotated[list[PhaseIn], Field(max_length=20)]
Parties = Annotated[list[Party], Field(max_length=200, examples=[[PARTY]])]


@cache
def _time_zones() -> frozenset[str]:
    """Read once: to list them opens every file of the database."""
    return frozenset(available_timezones())


class ElectionIn(Schema):
    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,63}$", examples=[SLUG])]
    code: Annotated[
        str,
        Field(pattern=r"^[A-Z0-9]{2,12}$", description="Stands in public references.", examples=["KG20"]),
    ]
    name: Name
    time_zone: TimeZone
    languages: Languages = Field(default_factory=lambda: list(LANGUAGES))
    voting_on: PlausibleDay = Field(examples=["2020-10-04"])
    phases: Phases = Field(default_factory=list)
    mode: Mode = Field(Mode.REHEARSAL, examples=[Mode.REHEARSAL])
    synthetic: bool = Field(False, description="Invented; marked so on every page and file.")
    anonymous_reports: bool = True
    four_eyes: bool = Field(True, description="The pair rules. Off only in a rehearsal.")
    cell_resolution: CellResolution = 7
    publication_delay_minutes: DelayMinutes = 60
    emergency_number: EmergencyNumber = "102"
    parties: Parties = Field(default_factory=list)
    cited_figures: CitedFigures = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in _time_zones():
            raise ValueError("not a time zone of the IANA database")
        return ZoneInfo(name).key


class ElectionChanges(Schema):
    """What is left out stays. Slug, code, time zone and the grid are for ever: others hold on to them."""

    name: Name | MISSING = MISSING
    languages: Languages | MISSING = MISSING
    phases: Phases | MISSING = MISSING
    mode: Mode | MISSING = MISSING
    anonymous_reports: bool | MISSING = MISSING
    four_eyes: bool | MISSING = MISSING
    publication_delay_minutes: DelayMinutes | MISSING = MISSING
    emergency_number: EmergencyNumber | MISSING = MISSING
    parties: Parties | MISSING = MISSING
    cited_figures: CitedFigures | MISSING = MISSING


class ElectionSummary(Schema):
    slug: str = Field(examples=[SLUG])
    name: dict[str, str] = Field(examples=[NAME])
    time_zone: TimeZone
    voting_on: date = Field(examples=["2020-10-04"])
    status: ElectionStatus = Field(examples=[ElectionStatus.OPEN])
    mode: Mode = Field(examples=[Mode.LIVE])
    synthetic: bool = Field(examples=[False])
    version: Version


class ElectionList(Schema):
    items: list[ElectionSummary]


class Limits(Schema):
    photos_per_report: int = Field(examples=[5])
    photo_bytes: int = Field(examples=[15728640])
    photo_types: list[str] = Field(examples=[["image/jpeg", "image/png", "image/webp", "image/heic"]])
    description_characters: int = Field(examples=[4000])


class PublicationPolicy(Schema):
    cell_resolution: CellResolution
    delay_minutes: DelayMinutes
    four_eyes: bool = Field(examples=[True])
    tick_minutes: int = Field(description="How often the public's totals move.", examples=[15])


class ElectionOut(ElectionSummary):
    code: str = Field(examples=["KG20"])
    languages: list[str] = Field(examples=[list(LANGUAGES)])
    phases: list[PhaseOut]
    anonymous_reports: bool = Field(examples=[True])
    emergency_number: EmergencyNumber
    limits: Limits
    publication: PublicationPolicy
    public_keys: dict[str, Any] = Field(
        description="With which a phone can seal a report before it leaves.", examples=[KEYS]
    )
    taxonomy_version: str = Field(examples=["2026.1"])
    parties: list[Party]
    cited_figures: dict[str, Any] = Field(examples=[CITED])
    areas: int = Field(description="How many there are.", examples=[10])
    stations: int = Field(description="How many there are.", examples=[2475])
    changed_at: datetime = Field(examples=["2020-10-01T06:00:00Z"])


class ConsoleElection(ElectionSummary):
    code: str = Field(examples=["KG20"])
    languages: list[str] = Field(examples=[list(LANGUAGES)])
    phases: list[PhaseOut]
    anonymous_reports: bool = Field(examples=[True])
    four_eyes: bool = Field(examples=[True])
    cell_resolution: CellResolution
    publication_delay_minutes: DelayMinutes
    emergency_number: EmergencyNumber
    parties: list[Party]
    cited_figures: dict[str, Any] = Field(examples=[CITED])
    taxonomy_version: str = Field(examples=["2026.1"])
    created_at: datetime = Field(examples=["2020-09-01T06:00:00Z"])
    changed_at: datetime = Field(examples=["2020-10-01T06:00:00Z"])
    closed_at: datetime | None = Field(examples=[None])


class ConsoleElectionList(Schema):
    items: list[ConsoleElection]


class Labelled(Schema):
    slug: str = Field(examples=["voter_transport.carousel_voting"])
    label: str = Field(examples=["Карусель"])
    label_language: str = Field(
        description="Of the label: the first in `fallback` that has one.", examples=["ru"]
    )


class TileOut(Labelled):
    default: str = Field(description="The kind a tap stands for.", examples=["coercion.unspecified"])
    if_someone_is_hurt: str | None = Field(examples=["violence.unspecified"])


class KindOut(Labelled):
    definition: str = Field(examples=["The same voters are driven from station to station."])
    definition_language: str = Field(examples=["en"])
    default_severity: int = Field(description="1 informational to 5 critical.", examples=[4])
    counts_as: CountsAs = Field(examples=[CountsAs.VIOLATION])
    public_precision: PublicPrecision = Field(examples=[PublicPrecision.CELL])
    graphic: bool = Field(examples=[False])


class GroupOut(Labelled):
    tile: str = Field(examples=["bribery"])
    kinds: list[KindOut]


class Categories(Schema):
    election: str = Field(examples=[SLUG])
    taxonomy_version: str = Field(examples=["2026.1"])
    language: Language = Field(examples=["ky"])
    fallback: list[str] = Field(examples=[["ky", "ru", "en"]])
    label_status: dict[str, LabelStatus] = Field(
        description="By language: whether somebody who speaks it has read the labels.",
        examples=[{"en": "reviewed", "ru": "draft"}],
    )
    tiles: list[TileOut]
    groups: list[GroupOut]


class AreaOut(Schema):
    code: str = Field(examples=["KG-GO"])
    parent: str | None = Field(examples=["KG"])
    level: int = Field(description="0 is the root.", examples=[1])
    name: dict[str, str] = Field(examples=[{"en": "Osh", "ru": "Ош"}])
    label: str = Field(examples=["Ош"])
    label_language: str = Field(examples=["ru"])
    approximate: bool = Field(description="The polygon is a sketch.", examples=[True])
    has_polygon: bool = Field(examples=[True])


class Areas(Schema):
    """Parents stand before their children."""

    election: str = Field(examples=[SLUG])
    version: Version
    language: Language = Field(examples=["ky"])
    items: list[AreaOut]


class StationPack(Schema):
    """All stations, column by column: the n-th entry of each array belongs to the n-th station."""

    election: str = Field(examples=[SLUG])
    version: Version
    valid_from: datetime = Field(examples=["2020-10-01T06:00:00Z"])
    count: int = Field(examples=[2475])
    areas: list[str] = Field(description="The codes that `area` points into.", examples=[["KG-GB", "KG-GO"]])
    number: list[str] = Field(examples=[["T-0001", "T-0002"]])
    area: list[int] = Field(examples=[[1, 1]])
    latitude_deg: list[float | None] = Field(description="WGS 84, degrees.", examples=[[40.52831, None]])
    longitude_deg: list[float | None] = Field(description="WGS 84, degrees.", examples=[[72.79851, None]])
    registered_voters: list[int | None] = Field(examples=[[1450, None]])
    name: dict[str, list[str | None]] = Field(
        description="By language.", examples=[{"en": ["School no. 1", "Library no. 2"]}]
    )


class RowProblemOut(Schema):
    row: int = Field(description="Line of the CSV file, or place of the feature from 1.", examples=[12])
    code: str = Field(examples=["unknown-area"])
    message: str = Field(examples=["The election has no area of this code. Import its areas first."])


class ImportedOut(Schema):
    imported: int = Field(description="Rows that stand in the election now.", examples=[2474])
    refused_total: int = Field(examples=[1])
    refused: list[RowProblemOut] = Field(description="The first thousand of them.")


class VisitIn(Schema):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: UUID = Field(
        description="Made on the device; sending the same id twice stores one visit.",
        examples=["0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"],
    )
    station: Annotated[str, Field(max_length=40, examples=["T-0117"])]
    method: VisitMethod = Field(
        description="Whether chance chose the station.", examples=[VisitMethod.RANDOM]
    )
    started_at: PlausibleInstant = Field(alias="from", examples=[MORNING])
    ended_at: PlausibleInstant = Field(alias="to", examples=["2020-10-04T09:30:00+06:00"])


class VisitOut(Schema):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: UUID = Field(examples=["0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"])
    station: str = Field(validation_alias="station_code", examples=["T-0117"])
    organisation_id: UUID | None = Field(examples=[None])
    method: VisitMethod = Field(examples=[VisitMethod.RANDOM])
    started_at: datetime = Field(alias="from", examples=["2020-10-04T02:00:00Z"])
    ended_at: datetime = Field(alias="to", examples=["2020-10-04T03:30:00Z"])
    received_at: datetime = Field(examples=["2020-10-04T03:31:00Z"])
