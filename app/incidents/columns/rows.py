"""Rows of what was public, column by column. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from app.elections.public_state import Step

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.bytes_]

UNKNOWN: Final = -1  # day or hour
NEVER: Final = np.iinfo(np.int64).max  # later than every version
NAMED: Final = ("category", "counts_as", "veracity", "area", "station", "phase")


def as_number(step: Step) -> int:
    """Of two versions, the greater is the later."""
    sequence, tick = step
    return (sequence << 32) | tick


def sequences(steps: Ints) -> Ints:
    """Of versions as numbers, the public sequence: a text changes with it, and never with a tick alone."""
    return steps >> 32


class Names(NamedTuple):
    """The values of a column of texts; a row holds the place of its own."""

    values: tuple[str | None, ...] = ()
    places: Mapping[str | None, int] = {}

    def including(self, values: Iterable[str | None]) -> "Names":
        """The same places, and behind them places for what is new."""
        new = [value for value in dict.fromkeys(values) if value not in self.places]
        if not new:
            return self
        known = (*self.values, *new)
        return Names(known, {value: place for place, value in enumerate(known)})

    def places_of(self, values: Sequence[str | None]) -> Ints:
        return np.fromiter((self.places[value] for value in values), np.int32, len(values))

    def chosen(self, wanted: Iterable[str | None]) -> Bools:
        """Of each place, whether its value is among the wanted."""
        among = frozenset(wanted)
        return np.fromiter((value in among for value in self.values), np.bool_, len(self.values))


@dataclass(frozen=True, slots=True)
class Rows:
    """Arrays of one length. `since <= version < until`: when the public saw an incident like this."""

    incident: Ints  # which one, as Columns numbers them
    since: Ints
    until: Ints
    published: Bools
    category: Ints
    counts_as: Ints
    veracity: Ints
    area: Ints
    station: Ints
    phase: Ints
    severity: Ints
    day: Ints  # proleptic Gregorian ordinal, or UNKNOWN
    hour: Ints  # on the election's clock, or UNKNOWN
    latitude_deg: Floats  # NaN where no place is shown
    longitude_deg: Floats
    reports: Ints

    def __len__(self) -> int:
        return len(self.incident)

    def at(self, places: npt.NDArray[Any]) -> Self:
        """The rows at these places, or those of which the mask says yes."""
        return self._each(lambda name: getattr(self, name)[places])

    def followed_by(self, *others: Self) -> Self:
        return self._each(lambda name: np.concatenate([getattr(each, name) for each in (self, *others)]))

    def replaced(self, places: Ints, by: Self) -> Self:
        def replaced(name: str) -> Any:
            column = getattr(self, name).copy()
            column[places] = getattr(by, name)
            return column

        return self._each(replaced)

    def _each(self, make: Callable[[str], Any]) -> Self:
        return type(self)(**{field.name: make(field.name) for field in fields(self)})
