"""What somebody asks of coverage: the query grammar as far as it makes sense of visits.

Neither stations nor times are asked by, because they would single out visits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.core.parameters import Pairs, Parameters
from app.elections.languages import LANGUAGES
from app.elections.models import VisitMethod
from app.elections.view import ElectionView


class CoverageBy(StrEnum):
    """What coverage can be split by."""

    AREA = "area"
    ORGANISATION = "organisation"
    METHOD = "method"


FILTERS: Final = frozenset({"area"})  # of the one grammar
_NAMES: Final = frozenset(
    {"by", "level", "area", "organisation", "method", "lang", "f", "flavour", "version"}
)


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """`by` in the order asked; empty filters are all. `organisations` are names."""

    by: tuple[CoverageBy, ...] = (CoverageBy.AREA,)
    level: int = 1
    areas: tuple[str, ...] = ()
    area_codes: frozenset[str] = frozenset()  # the areas and everything below them
    organisations: tuple[str, ...] = ()
    methods: tuple[VisitMethod, ...] = ()
    lang: str | None = None

    def echo(self) -> dict[str, Any]:
        """Everything that makes the cells what they are, as it was understood."""
        shown: dict[str, Any] = {
            "by": [by.value for by in self.by],
            "level": self.level if CoverageBy.AREA in self.by else None,
            "area": list(self.areas),
            "organisation": list(self.organisations),
            "method": [method.value for method in self.methods],
            "lang": self.lang,
        }
        return {name: value for name, value in shown.items() if value not in (None, [])}


def read_coverage_question(
    view: ElectionView, pairs: Pairs, organisations: Collection[str]
) -> CoverageQuestion:
    """Raises UnknownParameter. `organisations` are those that whoever asks may know to have visited."""
    given = Parameters(pairs, _NAMES)
    by = tuple(CoverageBy(word) for word in given.words("by", list(CoverageBy))) or (CoverageBy.AREA,)
    areas = tuple(sorted(given.words("area", view.areas.by_code)))
    deepest = max((area.level for area in view.areas.by_code.values()), default=0)
    level = given.number("level", 0, max(deepest, 1))
    if level is not None and CoverageBy.AREA not in by:
        given.refuse("level", "without-area", "Says at which level to split by area: it needs by=area.")
    question = CoverageQuestion(
        by=by,
        level=view.areas.table_level if level is None else level,
        areas=areas,
        area_codes=frozenset(code for area in areas for code in view.areas.descendants(area)),
        organisations=_organisations(given, organisations),
        methods=tuple(VisitMethod(word) for word in sorted(given.words("method", list(VisitMethod)))),
        lang=given.word("lang", LANGUAGES),
    )
    given.check()
    return question


def _organisations(given: Parameters, known: Collection[str]) -> tuple[str, ...]:
    """A name that has commas itself can be asked for alone."""
    name = given.text("organisation")
    if name is not None and name in known:
        return (name,)
    return tuple(sorted(given.words("organisation", known)))
