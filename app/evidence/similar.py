"""Near-identical pictures: 64-bit difference hashes of an election, all compared at once. No I/O.

A million hashes are 8 MB; comparing one with all of them is one XOR and one bit count over an array, which
takes milliseconds and finds every pair within any distance, where an index by bands would miss some.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

_FIRST_ROOM: Final = 1024


@dataclass(frozen=True, slots=True)
class Near:
    photo_id: UUID
    distance_bits: int


class Hashes:
    """Grows by `add`; `near` answers from memory. One per election and process, filled from the database."""

    def __init__(self) -> None:
        self._ids: list[UUID] = []
        self._hashes: npt.NDArray[np.uint64] = np.zeros(_FIRST_ROOM, np.uint64)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, photos: Iterable[tuple[UUID, int]]) -> None:
        for photo_id, dhash in photos:
            if len(self._ids) == len(self._hashes):
                self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
            self._hashes[len(self._ids)] = dhash
            self._ids.append(photo_id)

    def near(self, dhash: int, within_bits: int, limit: int = 20) -> list[Near]:
        """The closest first; among equals the one that was added first."""
        known = self._hashes[: len(self._ids)]
        distances = np.bitwise_count(known ^ np.uint64(dhash))
        hits = np.flatnonzero(distances <= within_bits)
        closest = hits[np.argsort(distances[hits], kind="stable")][:limit]
        return [Near(self._ids[at], int(distances[at])) for at in closest]
