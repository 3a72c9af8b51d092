"""How late a replica is, by what its primary had written when somebody last looked."""

import threading
from collections import deque
from typing import Final

_MOST_MARKS: Final = 4096  # at one every five seconds more than five hours: far beyond any limit


class Lag:
    """Positions in the primary's log, each with when it was seen there, until the replica has replayed it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._marks: deque[tuple[int, float]] = deque(maxlen=_MOST_MARKS)

    def seconds(self, written: int, replayed: int, now: float) -> float:
        """Since when what the primary had written is missing on the replica; 0 when nothing is.

        No clock but ours is asked. What was missing before anybody looked counts from the first look.
        """
        with self._mutex:
            self._marks.append((written, now))
            while self._marks and self._marks[0][0] <= replayed:
                self._marks.popleft()
            return now - self._marks[0][1] if self._marks else 0.0
