"""How much a scenario does: enough to see in `make test`, the figures of a release in `make soak`."""

import os


def size(usual: int, soak: int) -> int:
    return soak if os.environ.get("POLLWATCH_SOAK") == "1" else usual
