"""What coverage looks like, for the documentation; tests/api/test_coverage.py holds answers against it."""

from typing import Any

from pydantic import Field

from app.aggregation.coverage import Reason
from app.aggregation.schemas import Head
from app.core.schema import Schema


class CoverageNumbers(Schema):
    """`reason` says why whatever is null is missing."""

    stations: int = Field(description="Stations there are.", examples=[312])
    visited: int | None = Field(
        description="Of these, visited by observers, each once; null: withheld.", examples=[40]
    )
    coverage: float | None = Field(description="visited / stations.", examples=[0.1282])
    recorded: int | None = Field(
        description="Visited stations at which these visits recorded a published violation.", examples=[6]
    )
    rate: float | None = Field(description="recorded / visited.", examples=[0.15])
    rate_low: float | None = Field(
        description="Lower end of its 95 % interval (Wilson); of random samples only.", examples=[0.0706]
    )
    rate_high: float | None = Field(description="Upper end.", examples=[0.2907])
    reason: Reason | None = Field(
        description="no_visits, not_split (by organisation and method), too_few_visits: no rate."
        " too_few_stations: no coverage. not_a_random_sample: no interval.",
        examples=[None],
    )


class CoverageCellOut(CoverageNumbers):
    """One member per `by`."""

    area: str | None = Field(
        default=None, description="null: stations known only more coarsely.", examples=["KG-GO"]
    )
    area_label: str | None = Field(default=None, description="With `lang`.")
    organisation: str | None = Field(
        default=None, description="null: observers of none.", examples=["Common Cause"]
    )
    method: str | None = Field(default=None, examples=["random"])


class CoverageOut(Head):
    cited_figures: dict[str, Any] = Field(
        description="What others counted, as they said it; in none of our numbers.",
        examples=[{"stations_total": 2475, "samples": [{"method": "random", "stations_observed": 300}]}],
    )
    cells: list[CoverageCellOut] = Field(description="Ordered by what they are, null last.")
    totals: CoverageNumbers = Field(description="Of all stations asked about.")
