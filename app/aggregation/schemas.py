"""What counts look like, for the documentation; tests/api/test_counts.py holds the answers against it."""

from typing import Any

from pydantic import AwareDatetime, Field

from app.core.schema import Answer, Schema


class IntakeOut(Schema):
    """Everything received, as of the latest tick; nothing of it is broken down in public."""

    received: int = Field(description="waiting + counted + not_counted.", examples=[20])
    waiting: int = Field(examples=[0])
    counted: int = Field(description="Linked to an incident that is published and counts.", examples=[19])
    not_counted: int = Field(examples=[1])


class IncidentNumbers(Schema):
    """`total` is violations + context, and verified + corroborated + contested + unverifiable (and, for the
    staff, unreviewed)."""

    total: int = Field(examples=[1])
    violations: int = Field(examples=[1])
    context: int = Field(description="Protests, good conduct, rejected results.", examples=[0])
    verified: int = Field(description="Two people checked it and agree.", examples=[0])
    corroborated: int = Field(description="At least two independent known sources.", examples=[0])
    contested: int = Field(examples=[0])
    unverifiable: int = Field(description="Looked at, not confirmed.", examples=[1])
    unreviewed: int = Field(default=0, description="Staff only: nobody has given a verdict.", examples=[0])


class TotalIncidentNumbers(IncidentNumbers):
    refuted: int = Field(description="Proved false: in no other number.", examples=[0])


class CellOut(Schema):
    """One member per `by`; null is not located, undated, unknown. Both numbers always."""

    category: str | None = Field(default=None, examples=["media.assault_on_journalist"])
    category_label: str | None = Field(default=None, description="With `lang`.")
    group: str | None = Field(default=None, examples=["media"])
    group_label: str | None = None
    area: str | None = Field(default=None, examples=["KG-GO"])
    area_label: str | None = None
    station: str | None = Field(default=None, examples=["T-0117"])
    day: str | None = Field(default=None, examples=["2020-10-04"])
    hour: str | None = Field(default=None, examples=["2020-10-04T09:00:00+06:00"])
    severity: int | None = Field(default=None, examples=[4])
    veracity: str | None = Field(default=None, examples=["unverifiable"])
    phase: str | None = Field(default=None, examples=["voting"])
    triage: str | None = Field(default=None, description="Staff only.")
    reporter_type: str | None = Field(default=None, description="Staff only.")
    source: str | None = Field(default=None, description="Staff only: a source's key, or `anonymous`.")
    reports: int = Field(examples=[2])
    incidents: IncidentNumbers


class TotalsOut(Schema):
    reports: int = Field(examples=[19])
    incidents: TotalIncidentNumbers


class Head(Answer):
    """What a reader must know before the numbers."""

    as_of: AwareDatetime = Field(
        description="The last change of what is public; for counts of the staff, now.",
        examples=["2020-10-05T03:00:00Z"],
    )
    version: str = Field(
        description="Public sequence and tick: the same version is the same numbers.", examples=["118.42"]
    )
    election: str = Field(examples=["kg-2020-10-04"])
    taxonomy_version: str = Field(examples=["2026.1"])
    filters: dict[str, Any] = Field(
        description="The question as it was understood.", examples=[{"area": ["KG-GO"]}]
    )
    caveat: str
    notices: list[str] = Field(description="SYNTHETIC, REHEARSAL, FOUR EYES OFF.", examples=[[]])


class NumbersHead(Head):
    intake: IntakeOut


class CountsOut(NumbersHead):
    cells: list[CellOut] = Field(description="Ordered by what they are, null last, unless `sort` is given.")
    totals: TotalsOut = Field(description="Of all cells, also of those that `limit` cut off.")


class PointOut(Schema):
    """One bucket; of what was asked for, `hour` or `day`. Zeros where nothing is in it."""

    hour: str | None = Field(
        default=None, description="Its first moment.", examples=["2020-10-04T09:00:00+06:00"]
    )
    day: str | None = Field(default=None, examples=["2020-10-04"])
    reports: int = Field(examples=[2])
    incidents: IncidentNumbers


class UndatedOut(Schema):
    reports: int = Field(examples=[3])
    incidents: IncidentNumbers


class SeriesOut(NumbersHead):
    time_zone: str = Field(description="Whose hours and days these are.", examples=["Asia/Bishkek"])
    points: list[PointOut] = Field(
        description="One after the other without gaps, of the time asked for or of all that is dated."
    )
    undated: UndatedOut = Field(description="Its time is known only more coarsely than the bucket.")
    totals: TotalsOut = Field(description="Of all points and of what is undated.")
