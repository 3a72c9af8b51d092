"""Removes bytes that no row names: what a crash between photo and row leaves behind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.storage.base import PhotoStore

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Swept:
    blobs: int
    parts: int


def sweep(store: PhotoStore, known_keys: Callable[[list[str]], set[str]], older_than: datetime) -> Swept:
    """Delete every blob and unfinished part older than `older_than` that `known_keys` does not name.

    `known_keys` answers which of the given keys a row refers to. `older_than` must leave a request
    the time to commit its row, an hour at the least: photo first, row second.
    """
    blobs = 0
    for batch in _batches(store.keys(stored_before=older_than)):
        for key in set(batch) - known_keys(batch):
            store.delete(key)
            blobs += 1
    return Swept(blobs, store.discard_parts(older_than))


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for key in keys:
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
