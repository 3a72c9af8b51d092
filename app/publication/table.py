"""Published incidents as a table: one row each, the members of the JSON in columns. Pure but for the view."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, get_args

import orjson

from app.core.tables import Column, Holds, Table, Value
from app.elections.languages import LANGUAGES
from app.publication.schemas import Harmed, PublicIncidentOut

POSITION: Final = ("longitude_deg", "latitude_deg")
HARMED: Final[tuple[Harmed, ...]] = get_args(Harmed)
_UTC: Final = "UTC"
_DEGREES: Final = "degrees, WGS 84"
_ENDS: Final = {"min": "at least so many", "max": "at most so many; empty: not known"}


def text_column(language: str) -> str:
    return f"public_text_{language.lower().replace('-', '_')}"


COLUMNS: Final = (
    Column("ref", "Reference, for ever."),
    Column("synthetic", "Made up, of no real event.", Holds.TRUTH),
    Column("category", "Code of the kind of event, group.kind."),
    Column("group", "Code of the group of kinds."),
    Column("counts_as", "violation, context, or none: in no count."),
    Column("severity", "5 critical … 1 informational.", Holds.WHOLE),
    Column("veracity", "How sure we are."),
    Column("disputed", "Verified, and somebody denies it.", Holds.TRUTH),
    Column("occurred_from", "Not before; empty: undated.", Holds.INSTANT, _UTC),
    Column("occurred_to", "Before; half-open.", Holds.INSTANT, _UTC),
    Column("time_precision", "How exactly the time is shown."),
    Column("area", "Code of the area; empty: not located."),
    Column("station", "Number of the polling station, where it is shown."),
    Column("location_precision", "station, cell (centre of a cell of the one grid) or area (no position)."),
    Column("latitude_deg", "Of the station or the cell's centre.", Holds.NUMBER, _DEGREES),
    Column("longitude_deg", "Of the station or the cell's centre.", Holds.NUMBER, _DEGREES),
    *(Column(text_column(language), f"In a moderator's words, {language}.") for language in LANGUAGES),
    *(
        Column(f"{kind}_{end}", f"People {kind}: {means}.", Holds.WHOLE, "people")
        for kind in HARMED
        for end, means in _ENDS.items()
    ),
    Column("reports", "Linked reports; moves every 15 minutes.", Holds.WHOLE, "reports"),
    Column("sources", "Independent known sources among them.", Holds.WHOLE, "sources"),
    Column("statements", "What accused parties and authorities answered, as JSON."),
    Column("related", "References of other incidents of the same course, separated by spaces."),
    Column("continues", "Those of them that it continues, separated by spaces."),
    Column("continued_by", "Those of them that continue it, separated by spaces."),
    Column("published_at", "First published, to the minute.", Holds.INSTANT, _UTC),
    Column("changed_at", "Last changed in public, to the minute.", Holds.INSTANT, _UTC),
)


def incidents_table(shown: Iterable[PublicIncidentOut], about: dict[str, str]) -> Table:
    return Table("incidents", COLUMNS, map(row, shown), about, POSITION)


def row(shown: PublicIncidentOut) -> Sequence[Value]:
    """In the order of COLUMNS."""
    return [
        shown.ref,
        shown.synthetic,
        shown.category,
        shown.group,
        shown.counts_as.value,
        shown.severity,
        shown.veracity.value,
        shown.disputed,
        shown.occurred_from,
        shown.occurred_to,
        shown.time_precision.value,
        shown.area,
        shown.station,
        shown.location_precision.value,
        shown.position.latitude_deg if shown.position else None,
        shown.position.longitude_deg if shown.position else None,
        *(shown.public_text.get(language) for language in LANGUAGES),
        *_harm(shown),
        shown.reports,
        shown.sources,
        _json(shown),
        *(" ".join(refs) or None for refs in (shown.related, shown.continues, shown.continued_by)),
        shown.published_at,
        shown.changed_at,
    ]


def _harm(shown: PublicIncidentOut) -> Iterator[int | None]:
    for kind in HARMED:
        found = shown.harm.get(kind)
        yield from (None, None) if found is None else (found.min, found.max)


def _json(shown: PublicIncidentOut) -> str | None:
    if not shown.statements:
        return None
    return orjson.dumps([said.model_dump(mode="json") for said in shown.statements]).decode()
