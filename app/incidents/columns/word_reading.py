"""Reads which incidents hold which words."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np
from sqlalchemy import func, select

from app.db.session import ReadSession
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import Ints
from app.incidents.columns.words import Words
from app.incidents.public import PublicWord

_AT_A_TIME: Final = 16  # words: a common one stands in every incident
_TOGETHER: Final = 50_000  # incidents looked up at once

_Posted = tuple[bytes, bytes]  # a word, and the references of those that hold it, one space between two


def read_words(session: ReadSession, election_id: int, columns: Columns) -> Words:
    """Of the incidents that the columns hold, as their texts are now."""
    texts, lengths, incidents, sizes = [], [], [], []
    for posted in _together(_posted(session, election_id)):
        texts.append(b"".join(word for word, _ in posted))
        lengths.append(np.array([len(word) for word, _ in posted], np.int64))
        refs = b" ".join(refs for _, refs in posted).split()
        incidents.append(columns.incidents(np.array(refs, np.bytes_)).astype(np.int32))
        sizes.append(np.array([_count(refs) for _, refs in posted], np.int64))
    return Words(
        text=b"".join(texts),
        ends=_ends(lengths),
        incidents=np.concatenate(incidents),
        incidents_end=_ends(sizes),
    )


def _posted(session: ReadSession, election_id: int) -> Iterator[_Posted]:
    """Sorted by code points, which sort as their UTF-8 does."""
    statement = (
        select(PublicWord.word, func.aggregate_strings(PublicWord.ref, " "))
        .where(PublicWord.election_id == election_id, PublicWord.current.is_(True))
        .group_by(PublicWord.word)
        .order_by(PublicWord.word)
    )
    found = session.execute(statement.execution_options(yield_per=_AT_A_TIME))
    for word, refs in chain.from_iterable(found.partitions()):
        yield word.encode(), refs.encode()


def _together(posted: Iterator[_Posted]) -> Iterator[list[_Posted]]:
    """Enough for one look-up of many."""
    batch: list[_Posted] = []
    size = 0
    for word, refs in posted:
        batch.append((word, refs))
        size += _count(refs)
        if size >= _TOGETHER:
            yield batch
            batch, size = [], 0
    yield batch


def _count(refs: bytes) -> int:
    return refs.count(b" ") + 1


def _ends(sizes: Sequence[Ints]) -> Ints:
    found: Ints = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    return found
