"""What somebody wants counted: filters, and what to split by. Pure but for the election's view."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.core.parameters import MAX_VALUES, Pairs, Parameters
from app.elections.languages import LANGUAGES
from app.elections.view import ElectionView
from app.incidents.grammar import ALL, Filters, parse
from app.reports.facets import ReporterType
from app.reports.lifecycle import Triage


class By(StrEnum):
    """What counts can be split by."""

    CATEGORY = "category"
    GROUP = "group"
    AREA = "area"
    STATION = "station"
    DAY = "day"
    HOUR = "hour"
    SEVERITY = "severity"
    VERACITY = "veracity"
    PHASE = "phase"
    TRIAGE = "triage"
    REPORTER_TYPE = "reporter_type"
    SOURCE = "source"


STAFF_ONLY: Final = frozenset({By.TRIAGE, By.REPORTER_TYPE, By.SOURCE})
OF_REPORTS: Final = frozenset({By.REPORTER_TYPE, By.SOURCE})  # what an incident has only through its reports
LABELLED: Final = frozenset({By.CATEGORY, By.GROUP, By.AREA})
NUMBERS: Final = ("reports", "incidents")
MAX_CELLS: Final = 100_000
# Of a public answer that is made as a whole; what is streamed may have all of them.
MAX_AT_ONCE: Final = 2_000
MAX_SOURCE: Final = 64
DEFAULT_LEVEL: Final = 1  # of areas
_OWN: Final = frozenset({"by", "level", "sort", "limit", "fields", "lang", "f", "flavour", "version"})
_STAFF: Final = frozenset({"triage", "reporter_type", "source", "near"})


@dataclass(frozen=True, slots=True)
class Question:
    """`by` in the order asked. `level` is the level of areas that `by=area` counts at."""

    filters: Filters = ALL
    by: tuple[By, ...] = ()
    level: int = DEFAULT_LEVEL
    sort: str | None = None
    limit: int | None = None
    fields: tuple[str, ...] = ()
    lang: str | None = None
    triage: tuple[Triage, ...] = ()
    reporter_types: tuple[ReporterType, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def about_triage(self) -> bool:
        """Whoever asks for states of triage sees also those that never count."""
        return By.TRIAGE in self.by or bool(self.triage)

    @property
    def about_reports(self) -> bool:
        """Whether it needs what only single reports have: inside, also their text."""
        return bool(OF_REPORTS.intersection(self.by) or self.reporter_types or self.sources or self.filters.q)

    @property
    def needs_rows(self) -> bool:
        """Whether the rollups, which know no station, point, text or sender, cannot answer."""
        filters = self.filters
        return bool(By.STATION in self.by or filters.stations or filters.bbox or self.about_reports)

    def echo(self) -> dict[str, Any]:
        """Everything that makes the cells what they are, as it was understood."""
        shown: Mapping[str, Any] = {
            "by": [by.value for by in self.by],
            "level": self.level if By.AREA in self.by else None,
            "sort": self.sort,
            "limit": self.limit,
            "fields": list(self.fields),
            "lang": self.lang,
            "triage": [triage.value for triage in self.triage],
            "reporter_type": [reporter_type.value for reporter_type in self.reporter_types],
            "source": list(self.sources),
        }
        return {name: value for name, value in shown.items() if value not in (None, [])} | self.filters.echo()


def read_question(view: ElectionView, pairs: Pairs, *, staff: bool) -> Question:
    """Raises UnknownParameter. `f`, `flavour` and `version` are about the answer, and read elsewhere."""
    pairs = list(pairs)
    own = _OWN | _STAFF if staff else _OWN
    filters = parse(view, pairs, also=own)
    given = Parameters([pair for pair in pairs if pair[0] in own], own)
    allowed = [by.value for by in By if staff or by not in STAFF_ONLY]
    by = tuple(By(word) for word in given.words("by", allowed))
    question = Question(
        filters=filters,
        by=by,
        level=_level(given, view, by),
        sort=given.word("sort", [f"{sign}{name}" for name in (*by, *NUMBERS) for sign in ("", "-")]),
        limit=given.number("limit", 1, MAX_CELLS),
        fields=_fields(given, by),
        lang=given.word("lang", LANGUAGES),
        triage=tuple(Triage(word) for word in sorted(given.words("triage", list(Triage)))),
        reporter_types=tuple(
            ReporterType(word) for word in sorted(given.words("reporter_type", list(ReporterType)))
        ),
        sources=_sources(given),
    )
    if given.text("near") is not None:
        given.refuse("near", "not-yet", "Counts cannot be asked for near a point yet; use bbox.")
    given.check()
    return question


def _level(given: Parameters, view: ElectionView, by: tuple[By, ...]) -> int:
    deepest = max((area.level for area in view.areas.by_code.values()), default=0)
    level = given.number("level", 0, max(deepest, 1))
    if level is not None and By.AREA not in by:
        given.refuse("level", "without-area", "Says at which level to count areas: it needs by=area.")
    return DEFAULT_LEVEL if level is None else level


def _fields(given: Parameters, by: tuple[By, ...]) -> tuple[str, ...]:
    """Of a cell's members; both numbers always, because one alone misleads."""
    fields = given.words("fields", [*by, *NUMBERS])
    if fields and not set(NUMBERS) <= set(fields):
        given.refuse("fields", "both-numbers", "Name reports and incidents too: neither is given alone.")
    return fields


def _sources(given: Parameters) -> tuple[str, ...]:
    """Keys of sources, or `anonymous`. A key nobody has counts nothing: keys are not for guessing at."""
    text = given.text("source")
    if text is None:
        return ()
    keys = text.split(",")
    if len(keys) > MAX_VALUES or any(not key or len(key) > MAX_SOURCE for key in keys):
        given.refuse("source", "not-a-key", f"Should be at most {MAX_VALUES} keys of sources.")
    return tuple(sorted(set(keys)))
