"""Loading the service without looking for garbage: there is none, and it took a quarter of the start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded inside stays for good, so the collector does not look at it later either."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
