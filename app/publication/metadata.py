"""What somebody needs who has only the files: columns, units, definitions, licence, caveat, policy. Pure but
for the view."""

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from app.aggregation.caveat import CAVEAT, notices
from app.aggregation.coverage_forms import KEYS as COVERAGE_KEYS
from app.aggregation.coverage_forms import NUMBERS as COVERAGE_NUMBERS
from app.aggregation.table import KEYS, NUMBERS
from app.core.schema import Schema
from app.core.tables import Column, Holds
from app.elections.schemas import PublicationPolicy
from app.elections.view import ElectionView
from app.publication.changes import OWN_COLUMNS
from app.publication.schemas import WITHDRAWN
from app.publication.table import COLUMNS
from app.publication.ticks import EVERY

DEFINITIONS: Final = {
    "report": "What one sender sent. It is never published.",
    "incident": "What happened, in a moderator's words; several reports can describe one.",
    "violation": "An incident against the rules of the election.",
    "context": "Protests, good conduct, rejected results: a line of its own, never among violations.",
    "verified": "Two people checked it, on more than reading the report, and agree.",
    "corroborated": "At least two independent known sources. All anonymous reports count as one.",
    "contested": "Credible evidence against it, or a denial of what is not verified.",
    "unverifiable": "Looked at, not confirmed.",
    "refuted": "Proved false: shown as such, in no count.",
    "withdrawn": f"In no list and no count. The public reads: {WITHDRAWN}",
    "not located": "Known only more coarsely than the level asked for: null, never left out.",
    "undated": "Known only more coarsely than the day or hour asked for: null, never left out.",
    "visit": "Observers were at a station, whether or not anything happened; no single one is shown.",
    "coverage": "Share of the stations that were visited, each counted once.",
    "rate": "Share of the visited stations at which those visits recorded a published violation; of one"
    " organisation and method, with a 95 % interval (Wilson) of random samples only.",
    "position": "Of the station, or the centre of a cell of one fixed grid; never the place of a report.",
    "version": "Public sequence and tick: the same version is the same numbers.",
    "tick": "When the totals received, and an incident's reports and sources, move: all at once.",
}
_STAFF_ONLY: Final = frozenset({"triage", "reporter_type", "source", "unreviewed"})


class Licence(Schema):
    id: str = Field(description="SPDX.", examples=["CC-BY-4.0"])
    url: str = Field(examples=["https://spdx.org/licenses/CC-BY-4.0.html"])


class ColumnOut(Schema):
    name: str = Field(examples=["reports"])
    holds: Holds = Field(examples=[Holds.WHOLE])
    unit: str | None = Field(examples=["reports"])
    means: str = Field(examples=["Reports linked to the incidents counted."])


class Metadata(Schema):
    election: str = Field(examples=["kg-2020-10-04"])
    name: dict[str, str] = Field(examples=[{"en": "Parliamentary election"}])
    time_zone: str = Field(description="Of days and hours.", examples=["Asia/Bishkek"])
    synthetic: bool = Field(description="Made up, of no real event.", examples=[False])
    taxonomy_version: str = Field(examples=["2026.1"])
    licence: Licence
    caveat: str
    notices: list[str] = Field(description="SYNTHETIC, REHEARSAL, FOUR EYES OFF.", examples=[[]])
    publication: PublicationPolicy
    definitions: dict[str, str] = Field(examples=[{"unverifiable": DEFINITIONS["unverifiable"]}])
    tables: dict[str, list[ColumnOut]] = Field(
        description="Every column that a file may have, in its order; of counts and coverage, those that were"
        " asked for."
    )


def metadata(view: ElectionView, licence: str) -> Metadata:
    counts = [column for column in (*KEYS.values(), *NUMBERS.values()) if column.name not in _STAFF_ONLY]
    return Metadata(
        election=view.slug,
        name=dict(view.name),
        time_zone=view.time_zone.key,
        synthetic=view.synthetic,
        taxonomy_version=view.taxonomy.version,
        licence=Licence(id=licence, url=f"https://spdx.org/licenses/{licence}.html"),
        caveat=CAVEAT,
        notices=notices(view),
        publication=PublicationPolicy(
            cell_resolution=view.cell_resolution,
            delay_minutes=view.publication_delay_minutes,
            four_eyes=view.four_eyes,
            tick_minutes=EVERY.seconds // 60,
        ),
        definitions=DEFINITIONS,
        tables={
            "counts": _shown(counts),
            "incidents": _shown(COLUMNS),
            "coverage": _shown((*COVERAGE_KEYS.values(), *COVERAGE_NUMBERS)),
            "changes": _shown((*OWN_COLUMNS, *COLUMNS)),
        },
    )


def _shown(columns: Iterable[Column]) -> list[ColumnOut]:
    return [ColumnOut.model_validate(column) for column in columns]
