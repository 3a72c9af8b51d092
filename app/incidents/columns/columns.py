"""All versions of what is public of an election, as columns. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.elections.public_state import PublicState, Step
from app.incidents.columns.rows import UNKNOWN, Bools, Bytes, Ints, Names, Rows, as_number
from app.incidents.columns.words import Words

_LOOKED_AT, _TIMES = 4_096, 8  # of the newest, for those that are chosen; then so many times more
After = tuple[datetime, str] | None  # published_at and ref of the last incident on a page


@dataclass(frozen=True, slots=True)
class Columns:
    """As of the version `step`. Never changed: whoever reads one keeps what they read.

    Incidents are numbered in the order they came to be known here; row n of `now` is incident n as it is,
    `past` holds what incidents were before. `newest` and `by_ref` are all incidents, in an order.
    """

    step: Step
    names: Mapping[str, Names]
    refs: Bytes
    published_at: Ints  # seconds since 1970
    newest: Ints  # the oldest first, by published_at and ref
    by_ref: Ints
    now: Rows
    past: Rows
    words: Words

    def seen(self, state: PublicState) -> Iterator[tuple[Rows, Bools]]:
        """Each incident once: rows, and which of them the public saw in this state."""
        version = as_number(state.step)
        yield self.now, self.now.since <= version
        if state.past:
            yield self.past, (self.past.since <= version) & (version < self.past.until)

    def page(self, chosen: Bools, after: After, limit: int) -> list[str]:
        """Of the incidents chosen, the newest first, one more than `limit` if there are others."""
        before = self.newest
        if after is not None:
            published_at, ref = np.array([seconds(after[0])]), np.array([after[1].encode()])
            before = before[: self.places(published_at, ref)[0]]
        found, looked_at = before[:0], 0
        while len(found) <= limit and looked_at < len(before):
            looked_at = max(_LOOKED_AT, looked_at * _TIMES)
            last = before[-looked_at:]
            found = last[chosen[last]][-(limit + 1) :]
        return [ref.decode() for ref in self.refs[found[::-1]].tolist()]

    def places(self, published_at: Ints, refs: Bytes) -> Ints:
        """Of each, how many incidents are older than it, in the order of `newest`."""
        times = self.published_at[self.newest]
        ends = (np.searchsorted(times, published_at, side).tolist() for side in ("left", "right"))
        found = [
            first + np.searchsorted(self.refs[self.newest[first:end]], ref)
            for first, end, ref in zip(*ends, refs, strict=True)
        ]
        return np.array(found, dtype=np.int64)

    def incidents(self, refs: Bytes) -> Ints:
        """Their numbers; UNKNOWN of those not known here."""
        if not len(self.refs):
            return np.full(len(refs), UNKNOWN)
        places = np.searchsorted(self.refs, refs, sorter=self.by_ref)
        found = self.by_ref[np.minimum(places, len(self.refs) - 1)]
        return np.where(self.refs[found] == refs, found, UNKNOWN)


def seconds(moment: datetime) -> int:
    """As `published_at` has it."""
    return int(moment.timestamp())
