"""Removes bytes that no row names: what a crash between photo and row leaves behind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.storage.base import PhotoStore

BATCH: Final = 500
# More than crashes leave: the database is older than the store.
FEW: Final = 50
MAX_SHARE: Final = 0.01  # of the blobs that rows name


@dataclass(frozen=True, slots=True)
class Swept:
    """`kept_back` are blobs that would have been deleted, were they not so many."""

    blobs: int
    parts: int
    kept_back: int


def too_many(unnamed: int, named: int) -> bool:
    """Whether so much without a row says that rows are missing rather than that bytes are left over."""
    return not named or unnamed > max(FEW, MAX_SHARE * named)


def sweep(
    store: PhotoStore,
    known_keys: Callable[[list[str]], set[str]],
    long_unnamed: Callable[[list[str]], set[str]],
    older_than: datetime,
    parts_older_than: datetime,
    *,
    however_many: bool = False,
) -> Swept:
    """Delete every blob older than `older_than` that has been without a row for long, and forgotten parts.

    `known_keys` answers which of the given keys a row refers to. `older_than` must leave a request
    the time to commit its row, an hour at the least: photo first, row second. `long_unnamed` is told all
    blobs without a row and answers which of them it has been told before, long enough ago.

    A store of which no row names anything belongs to another database, lost or not yet restored, and one
    with many blobs unnamed to a database restored from before them: a person has to say that they may go.
    """
    named, unnamed = 0, list[str]()
    for batch in _batches(store.keys(stored_before=older_than)):
        known = known_keys(batch)
        named += len(known)
        unnamed += set(batch) - known
    doomed = long_unnamed(unnamed)
    kept_back = 0
    if doomed and not however_many and too_many(len(unnamed), named):
        doomed, kept_back = set(), len(doomed)
    for key in doomed:
        store.delete(key)
    return Swept(len(doomed), store.discard_parts(parts_older_than), kept_back)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for key in keys:
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
