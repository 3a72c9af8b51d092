"""What the public gets of an incident, and what a lead says when publishing or withdrawing one."""

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field

from app.aggregation.schemas import Head
from app.core.schema import Answer, Schema
from app.elections.taxonomy import CountsAs, PublicPrecision
from app.elections.view import ElectionView
from app.incidents.models import StatementKind
from app.incidents.public import PublicIncident, Shown
from app.incidents.veracity import Veracity
from app.publication.members import members
from app.reports.facets import TimePrecision

WITHDRAWN: Final = "Withdrawn by the editors."
Harmed = Literal["deaths", "hospitalised", "injured", "detained"]


class Position(Answer):
    latitude_deg: float = Field(description="WGS 84, degrees.", examples=[40.5283])
    longitude_deg: float = Field(examples=[72.7985])


class RangeOut(Answer):
    """`{"min": 12, "max": null}` is at least 12; it is never 12."""

    min: int | None = Field(examples=[12])
    max: int | None = Field(examples=[None])


class StatementOut(Answer):
    by: str = Field(examples=["Birimdik party"])
    kind: StatementKind = Field(examples=[StatementKind.DENIAL])
    text: dict[str, str] = Field(examples=[{"en": "The party denies the allegation."}])


class PublicIncidentOut(Answer):
    """One incident, as a lead published it. There is nothing of any single report in it."""

    ref: str = Field(description="For ever.", examples=["INC-KG20-0007"])
    synthetic: bool = Field(description="Made up, of no real event.", examples=[False])
    category: str = Field(examples=["secrecy.ballot_photographed"])
    group: str = Field(examples=["secrecy"])
    counts_as: CountsAs = Field(description="`none` is in no count.", examples=[CountsAs.VIOLATION])
    severity: int = Field(ge=1, le=5, description="5 critical … 1 informational.", examples=[3])
    veracity: Veracity = Field(examples=[Veracity.UNVERIFIABLE])
    disputed: bool = Field(description="Verified, and somebody denies it.", examples=[False])
    occurred_from: AwareDatetime | None = Field(
        description="With `occurred_to` the hour or day, half-open; null when not even the day is known.",
        examples=["2020-10-04T03:00:00Z"],
    )
    occurred_to: AwareDatetime | None = Field(examples=["2020-10-04T04:00:00Z"])
    time_precision: TimePrecision = Field(examples=[TimePrecision.HOUR])
    area: str | None = Field(description="null: not located.", examples=["KG-GO"])
    station: str | None = Field(
        description="Only where `location_precision` is `station`.", examples=["T-0117"]
    )
    location_precision: PublicPrecision = Field(
        description="What `position` is: the station, the centre of a cell of the one grid, or nothing.",
        examples=[PublicPrecision.CELL],
    )
    position: Position | None
    public_text: dict[str, str] = Field(
        description="By language, in a moderator's words.",
        examples=[{"en": "Voters were seen photographing marked ballots."}],
    )
    harm: dict[Harmed, RangeOut] = Field(examples=[{"injured": {"min": 12, "max": None}}])
    reports: int = Field(description="Linked reports; moves every 15 minutes.", examples=[2])
    sources: int = Field(description="Independent known sources among them.", examples=[1])
    statements: list[StatementOut]
    related: list[str] = Field(description="Other incidents of the same course.", examples=[[]])
    continues: list[str] = Field(description="Those of `related` that it continues.", examples=[[]])
    continued_by: list[str] = Field(description="Those of `related` that continue it.", examples=[[]])
    published_at: AwareDatetime = Field(description="To the minute.", examples=["2020-10-05T03:00:00Z"])
    changed_at: AwareDatetime = Field(description="To the minute.", examples=["2020-10-05T03:15:00Z"])

    @classmethod
    def of(cls, view: ElectionView, record: Shown) -> "PublicIncidentOut":
        return cls.model_validate(members(view, record))


class Tombstone(Answer):
    """What remains of a withdrawn incident."""

    ref: str = Field(examples=["INC-KG20-0007"])
    state: Literal["withdrawn"] = Field(examples=["withdrawn"])
    public_sentence: str = Field(description="Always the same.", examples=[WITHDRAWN])
    changed_at: AwareDatetime = Field(examples=["2020-10-05T03:00:00Z"])

    @classmethod
    def of(cls, record: PublicIncident) -> "Tombstone":
        return cls(ref=record.ref, state="withdrawn", public_sentence=WITHDRAWN, changed_at=record.changed_at)


class GeoPoint(Answer):
    type: Literal["Point"] = Field(examples=["Point"])
    coordinates: tuple[float, float] = Field(
        description="Longitude, latitude.", examples=[(72.7985, 40.5283)]
    )


class Feature(Answer):
    """RFC 7946; `geometry` is null where no position is public."""

    type: Literal["Feature"] = Field(examples=["Feature"])
    id: str = Field(examples=["INC-KG20-0007"])
    geometry: GeoPoint | None
    properties: dict[str, Any] = Field(description="The incident's other members.")


class IncidentList(Head):
    items: list[PublicIncidentOut]
    next_cursor: str | None = Field(description="null on the last page.", examples=[None])


class IncidentCollection(Head):
    type: Literal["FeatureCollection"] = Field(examples=["FeatureCollection"])
    features: list[Feature]
    next_cursor: str | None = Field(description="null on the last page.", examples=[None])


class PublishIn(Schema):
    safe_because: Annotated[str, Field(min_length=3, max_length=1000)] | None = Field(
        default=None,
        description="Why the source is safe although the waiting time is not over. Stays inside.",
        examples=["The outlet reported it under its own name an hour ago."],
    )
    acknowledged: Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=200)] = Field(
        default_factory=list,
        description="Ids of the text findings that you have looked at and that may stand.",
        examples=[["9f86d081884c7d65"]],
    )


class TextFindingOut(Answer):
    """Something in the text that may give somebody away."""

    id: str = Field(
        description="The same for the same words, in any revision.", examples=["9f86d081884c7d65"]
    )
    kind: Literal["source", "email", "account", "identity_number", "plate", "phone", "name"]
    where: str = Field(examples=["public_text.en"])
    start: int = Field(description="Characters before it.", examples=[14])
    text: str = Field(examples=["01 KG 123 ABC"])


class TextFindings(Answer):
    items: list[TextFindingOut]


class WithdrawIn(Schema):
    reason_code: Annotated[str, Field(max_length=8)] = Field(
        description="W1 refuted, W2 privacy or safety, W3 error in coding, W4 published twice. Stays inside.",
        examples=["W2"],
    )
    note: Annotated[str, Field(max_length=2000)] = Field(default="", examples=["A relative asked for it."])
