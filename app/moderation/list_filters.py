"""The lists of the console: the one query grammar, and what only staff may ask by."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from app.core.parameters import Pairs, Parameters
from app.elections.view import ElectionView
from app.incidents.grammar import FILTERS, Filters, parse
from app.incidents.lifecycle import Publication
from app.moderation.queue_names import ReportQueue
from app.reports.facets import ReporterType
from app.reports.lifecycle import Triage

PAGING: Final = frozenset({"limit", "cursor"})
OF_REPORTS: Final = frozenset(
    {"queue", "triage", "claim", "assigned", "language", "reporter_type", "source", "incident"}
    | {"test", "late", "escalated", "snoozed", "sort"}
)
OF_INCIDENTS: Final = frozenset({"publication", "before_lead", "draft", "merged"})
_CLAIMS: Final = ("free", "held", "mine")
_YES_NO: Final = ("true", "false")


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """Empty and None are all."""

    coded: Filters
    queue: ReportQueue | None
    triages: tuple[Triage, ...]
    claim: str | None
    languages: tuple[str, ...]
    reporter_types: tuple[ReporterType, ...]
    sources: tuple[str, ...]
    incidents: tuple[UUID, ...]
    test: bool | None
    late: bool | None
    escalated: bool | None
    assigned: bool | None  # to somebody
    snoozed: bool | None
    sort: Sort


@dataclass(frozen=True, slots=True)
class IncidentFilters:
    coded: Filters
    publications: tuple[Publication, ...]
    before_lead: bool | None
    draft: bool | None  # something public changed that nobody has published
    merged: bool  # those that were merged into others, in place of those that stand for themselves


def report_filters(view: ElectionView, pairs: Pairs) -> ReportFilters:
    """Raises UnknownParameter, which names what is wrong."""
    pairs = list(pairs)
    coded = parse(view, pairs, also=OF_REPORTS | PAGING)
    given = Parameters(pairs, FILTERS | OF_REPORTS | PAGING)
    filters = ReportFilters(
        coded=coded,
        queue=ReportQueue(word) if (word := given.word("queue", list(ReportQueue))) else None,
        triages=tuple(Triage(word) for word in given.words("triage", list(Triage))),
        claim=given.word("claim", _CLAIMS),
        languages=_free(given, "language"),
        reporter_types=tuple(ReporterType(word) for word in given.words("reporter_type", list(ReporterType))),
        sources=_free(given, "source"),
        incidents=_ids(given, "incident"),
        test=_yes_no(given, "test"),
        late=_yes_no(given, "late"),
        escalated=_yes_no(given, "escalated"),
        assigned=_yes_no(given, "assigned"),
        snoozed=_yes_no(given, "snoozed"),
        sort=Sort(given.word("sort", list(Sort)) or Sort.NEWEST),
    )
    given.check()
    return filters


def incident_filters(view: ElectionView, pairs: Pairs) -> IncidentFilters:
    pairs = list(pairs)
    coded = parse(view, pairs, also=OF_INCIDENTS | PAGING)
    given = Parameters(pairs, FILTERS | OF_INCIDENTS | PAGING)
    filters = IncidentFilters(
        coded=coded,
        publications=tuple(Publication(word) for word in given.words("publication", list(Publication))),
        before_lead=_yes_no(given, "before_lead"),
        draft=_yes_no(given, "draft"),
        merged=_yes_no(given, "merged") or False,
    )
    given.check()
    return filters


def _free(given: Parameters, name: str) -> tuple[str, ...]:
    """Words of no vocabulary of ours; one that nothing carries finds nothing."""
    value = given.text(name)
    return tuple(sorted(set(value.split(",")))) if value else ()


def _ids(given: Parameters, name: str) -> tuple[UUID, ...]:
    try:
        return tuple(sorted({UUID(word) for word in _free(given, name)}))
    except ValueError:
        given.refuse(name, "not-an-id", "Should be the id of an incident, or several with commas between.")
        return ()


def _yes_no(given: Parameters, name: str) -> bool | None:
    word = given.word(name, _YES_NO)
    return None if word is None else word == "true"


def sequence(of: str, view: ElectionView, pairs: Pairs) -> dict[str, Any]:
    """All that makes the sequence of a list; a cursor belongs to it alone."""
    asked = {name: value for name, value in pairs if name not in PAGING}
    return {"list": f"console/{of}", "election": view.id, **asked}


_DESCRIBED: Final = {
    "from": ("Half-open, with `to`; a date is its first moment in the election's zone.", "2020-10-04"),
    "to": ("The end, excluded.", "2020-10-05"),
    "category": ("Category codes.", "media.assault_on_journalist"),
    "group": ("Category groups.", "media"),
    "area": ("Areas, each with all below it.", "KG-GO"),
    "station": ("Stations.", "T-0117"),
    "veracity": ("Of the incident.", "unverifiable"),
    "severity": ("5 critical … 1 informational.", "5,4"),
    "phase": ("Phases of the election.", "voting"),
    "bbox": ("minLon,minLat,maxLon,maxLat.", "72.7,40.4,72.9,40.6"),
    "q": ("Words that stand in the text, in any case.", "minibus"),
    "queue": ("What stands in a queue, as `…/queues` names it.", "overdue"),
    "triage": ("States of the report.", "received,in_triage"),
    "claim": ("`free`, `held` by anybody, or `mine`.", "free"),
    "language": ("As the sender chose it.", "ky,ru"),
    "reporter_type": ("What the sender said they are.", "observer_citizen"),
    "source": ("Keys of sources.", "kloop"),
    "incident": ("Ids of incidents.", "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"),
    "test": ("true or false.", "false"),
    "late": ("true or false.", "false"),
    "escalated": ("true or false.", "true"),
    "assigned": ("To somebody: true or false.", "false"),
    "snoozed": ("true or false.", "false"),
    "sort": ("`newest`, `oldest` or `due`.", "newest"),
    "publication": ("internal, published or withdrawn.", "internal"),
    "before_lead": ("Two verdicts differ: true or false.", "true"),
    "merged": ("true: those merged into others, which are left out otherwise.", "true"),
    "draft": ("Something changed that is not published: true or false.", "true"),
}


def documented(names: frozenset[str]) -> dict[str, Any]:
    """For `openapi_extra`: the parameters that are read from the address as a whole."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": f"{text} A comma means or." if "," in example else text,
                "schema": {"type": "string"},
                "example": example,
            }
            for name, (text, example) in _DESCRIBED.items()
            if name in names
        ]
    }
