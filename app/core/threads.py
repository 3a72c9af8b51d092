"""How the threads of one process share the processor."""

import sys
from typing import Final

_TURN_SECONDS: Final = 0.001


def take_short_turns() -> None:
    """One that reckons keeps one that answers waiting for a millisecond each time, not for Python's five.

    Whoever answers gives way at each statement, and a request has some twenty.
    """
    sys.setswitchinterval(_TURN_SECONDS)
