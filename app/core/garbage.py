"""Full collections of garbage that do not look again and again at what stays."""

import gc
from collections.abc import Mapping
from typing import Any, Final

_OLDEST: Final = 2
_LAST: Final = 2_400


class _Freezing:
    """What is left by a full collection is kept out of those that follow: at first after each, later after a
    quarter more of them, and after thousands never again.

    That is mostly what a process has learned, as SQLAlchemy's compiled statements; looking at it took longer
    than most answers. Of what happens to be at work at these few moments, cycles are never given back.
    """

    def __init__(self) -> None:
        self._collections = 0
        self._next = 1

    def __call__(self, phase: str, info: Mapping[str, Any]) -> None:
        if phase != "stop" or info["generation"] != _OLDEST:
            return
        self._collections += 1
        if self._collections == self._next:
            gc.freeze()
            self._next += max(1, self._next // 4)
            if self._next > _LAST:
                gc.callbacks.remove(self)


def freeze_what_stays() -> None:
    """From now on, in this process."""
    gc.callbacks.append(_Freezing())
