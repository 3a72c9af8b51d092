"""Both numbers of a cell, added up by the rules of counting. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from operator import add, itemgetter
from typing import Any, Final, NamedTuple

from app.elections.taxonomy import CountsAs
from app.incidents.veracity import Veracity

Value = str | int | None
Key = tuple[Value, ...]
Numbers = Sequence[int]  # reports, incidents: of context, that proved false, of each of VERACITIES
Group = tuple[Key, Numbers]

VERACITIES: Final = tuple(veracity.value for veracity in Veracity if veracity is not Veracity.REFUTED)
SPLIT: Final = (
    Veracity.VERIFIED.value,
    Veracity.CORROBORATED.value,
    Veracity.CONTESTED.value,
    Veracity.UNVERIFIABLE.value,
)
STAFF_SPLIT: Final = (*SPLIT, Veracity.UNREVIEWED.value)
_AT: Final = {veracity: 3 + at for at, veracity in enumerate(VERACITIES)}  # among the numbers
NOTHING: Final[Numbers] = (0,) * (3 + len(VERACITIES))


class Figures(NamedTuple):
    """`total` incidents are violations or context, and each has one veracity. What proved false is in no
    other number, nor are its reports: it is told apart."""

    numbers: Numbers

    @property
    def reports(self) -> int:
        return self.numbers[0]

    @property
    def context(self) -> int:
        return self.numbers[1]

    @property
    def refuted(self) -> int:
        return self.numbers[2]

    @property
    def total(self) -> int:
        return sum(self.numbers[3:])

    @property
    def violations(self) -> int:
        return self.total - self.context

    def of(self, veracity: str) -> int:
        """Incidents that have it."""
        return self.numbers[_AT[veracity]]

    def incidents(self, split: Sequence[str]) -> dict[str, int]:
        """As the API shows it."""
        total, context = self.total, self.context
        return {
            "total": total,
            "violations": total - context,
            "context": context,
            **{veracity: self.of(veracity) for veracity in split},
        }


class Cell(NamedTuple):
    """`key` has one value per `by`, in its order; null is not located, undated, or not known."""

    key: Key
    figures: Figures


def numbers_of(counts_as: str, veracity: str, reports: int, incidents: int) -> Numbers:
    """Of reports and incidents that are alike. Reports that no incident holds have no veracity."""
    if veracity == Veracity.REFUTED:
        return (0, 0, incidents, *NOTHING[3:])
    context = incidents if counts_as == CountsAs.CONTEXT else 0
    return (reports, context, 0, *(incidents if veracity == each else 0 for each in VERACITIES))


def add_up(
    groups: Iterable[Group], max_cells: int, *, taking_away: bool = False
) -> tuple[list[Cell], Figures] | None:
    """The cells in the order of their keys, null last, and their sum; None if there would be too many. Where
    groups may take others away again, only what is left tells how many there are."""
    sums: dict[Key, Numbers] = {}
    for key, numbers in groups:
        if not any(numbers):  # what a rollup keeps of a cell that nothing is in any more
            continue
        if (found := sums.get(key)) is not None:
            sums[key] = tuple(map(add, found, numbers))
        elif taking_away or len(sums) < max_cells:
            sums[key] = numbers
        else:
            return None
    if taking_away and sum(map(any, sums.values())) > max_cells:
        return None
    totals = Figures([sum(column) for column in zip(*sums.values(), strict=True)] or NOTHING)
    cells = [Cell(key, Figures(numbers)) for key, numbers in sums.items() if _counts(numbers)]
    cells.sort(key=lambda cell: in_order(cell.key))
    return cells, totals


def _counts(numbers: Numbers) -> bool:
    return bool(numbers[0] or any(numbers[3:]))


class _Last:
    """More than every value."""

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return other is not self


_LAST: Final = _Last()


def in_order(key: Key) -> tuple[Any, ...]:
    """Sorts null after everything."""
    return tuple([_LAST if value is None else value for value in key]) if None in key else key


def arrange(cells: list[Cell], names: Sequence[str], sort: str | None) -> list[Cell]:
    """By one member, the largest first after a minus; of equals, and without a wish, in the order of keys."""
    if sort is None:
        return cells
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name in names:
        at = list(names).index(name)
        known = [cell for cell in cells if cell.key[at] is not None]
        known.sort(key=lambda cell: itemgetter(at)(cell.key), reverse=descending)
        return known + [cell for cell in cells if cell.key[at] is None]
    number: Mapping[str, Any] = {
        "reports": lambda cell: cell.figures.reports,
        "incidents": lambda cell: cell.figures.total,
    }
    return sorted(cells, key=number[name], reverse=descending)
