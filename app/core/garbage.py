"""Full collections of garbage that do not look again and again at what stays."""

import gc
from collections.abc import Mapping
from typing import Any, Final

_OLDEST: Final = 2
_MOST_FREEZES: Final = 10


class _Freezing:
    """What is left by the 1st, 2nd, 4th, 8th … full collection is kept out of those that follow.

    That is mostly what a process has learned, as SQLAlchemy's compiled statements; looking at it took longer
    than most answers. Of what happens to be at work at these few moments, cycles are never given back.
    """

    def __init__(self) -> None:
        self._collections = 0
        self._freezes = 0

    def __call__(self, phase: str, info: Mapping[str, Any]) -> None:
        if phase != "stop" or info["generation"] != _OLDEST:
            return
        self._collections += 1
        if self._collections >= 1 << self._freezes:
            gc.freeze()
            self._freezes += 1
            if self._freezes == _MOST_FREEZES:
                gc.callbacks.remove(self)


def freeze_what_stays() -> None:
    """From now on, in this process."""
    gc.callbacks.append(_Freezing())
