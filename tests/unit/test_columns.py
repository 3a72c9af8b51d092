"""Columns that are held in memory: what follows may come in any order, and words are found by code points."""

from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest

from app.incidents.columns.columns import Columns
from app.incidents.columns.following import Moved, followed
from app.incidents.columns.rows import NAMED, UNKNOWN, Names, Rows, as_number
from app.incidents.columns.words import Words
from app.incidents.sought import sought

NAMES = {name: Names().including([None]) for name in NAMED}
STORY = [("INC-2", 1), ("INC-1", 2), ("INC-2", 3), ("INC-3", 4), ("INC-1", 5), ("INC-2", 6)]


def nothing() -> Columns:
    return Columns(
        step=(0, 0),
        names=NAMES,
        refs=np.zeros(0, np.bytes_),
        published_at=np.zeros(0, np.int64),
        newest=np.zeros(0, np.int64),
        by_ref=np.zeros(0, np.int64),
        now=rows([]),
        past=rows([]),
        words=Words(),
    )


def rows(sequences: list[int]) -> Rows:
    """Of which version, and as many reports; everything else is the same."""
    same = {field.name: np.zeros(len(sequences), np.int64) for field in fields(Rows)}
    told = {"since": np.array([as_number((each, 0)) for each in sequences]), "reports": np.array(sequences)}
    return Rows(**(same | told))


def moved(story: list[tuple[str, int]]) -> Moved:
    return Moved(
        rows=rows([sequence for _, sequence in story]),
        refs=np.array([ref.encode() for ref, _ in story], np.bytes_),
        published_at=np.array([int(ref[-1]) for ref, _ in story]),
        withdrawn=np.zeros(len(story), np.bool_),
    )


def told(columns: Columns) -> set[tuple[bytes, int, int, int]]:
    """Of each row its incident, since and until which version, and its reports."""
    return {
        (columns.refs[incident], since, until, reports)
        for each in (columns.now, columns.past)
        for incident, since, until, reports in zip(
            each.incident.tolist(),
            each.since.tolist(),
            each.until.tolist(),
            each.reports.tolist(),
            strict=True,
        )
    }


@pytest.mark.parametrize("seed", range(5))
def test_what_moved_may_come_in_any_order_and_in_parts(seed: int) -> None:
    whole = followed(nothing(), (6, 0), NAMES, moved(STORY), {})
    dice = Random(seed)
    cut = dice.randrange(1, len(STORY))
    parts = [STORY[:cut], STORY[cut:]]
    for part in parts:
        dice.shuffle(part)

    columns = nothing()
    for step, part in enumerate(parts, start=1):
        columns = followed(columns, (step, 0), NAMES, moved(part), {})

    assert told(columns) == told(whole)
    assert len(told(whole)) == len(STORY)
    assert [columns.refs[place] for place in columns.newest] == [b"INC-1", b"INC-2", b"INC-3"]
    assert columns.page(np.array([ref != b"INC-2" for ref in columns.refs]), None, 5) == ["INC-3", "INC-1"]


@pytest.mark.parametrize(
    ("q", "found"),
    {
        "512": [],
        "5123": [0],
        "у": [1],
        "уча": [1, 2],
        "участок": [2],
        "участок ў": [2],
        "ў": [2],
        "урна": [3],  # of a text that has changed since
        "школа": [],
        "😀": [],
        "": [],
    }.items(),
)
def test_words_are_found_whole_or_by_their_beginning(q: str, found: list[int]) -> None:
    posted = {"5123": [0], "у": [1], "участка": [1], "участок": [2], "школа": [3], "ў": [2, 3, UNKNOWN]}
    texts = [word.encode() for word in posted]
    words = Words(
        text=b"".join(texts),
        ends=np.cumsum([0, *map(len, texts)]),
        incidents=np.array([incident for held in posted.values() for incident in held]),
        incidents_end=np.cumsum([0, *map(len, posted.values())]),
    ).moving({3: frozenset({"урна"})})

    assert np.flatnonzero(words.holding(sought(q), 4)).tolist() == found


@pytest.mark.parametrize("chosen", [[0], [0, 4_999], [0, 1, 2, 39_999], [*range(35_900, 35_910)], []])
def test_what_is_rare_among_many_is_found_however_old_it_is(chosen: list[int]) -> None:
    refs = [f"INC-{number:05}" for number in range(40_000)]
    columns = replace(
        nothing(),
        refs=np.array([ref.encode() for ref in refs]),
        newest=np.arange(40_000),
        published_at=np.arange(40_000),
    )
    mask = np.zeros(40_000, np.bool_)
    mask[chosen] = True

    assert columns.page(mask, None, 3) == [refs[number] for number in reversed(chosen)][:4]
