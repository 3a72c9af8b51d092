"""Many rows in memory, counted in parts, are counted as one by one."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import pytest

from app.aggregation.column_counts import ColumnCounts
from app.aggregation.errors import TooManyCells
from app.aggregation.figures import NOTHING, Figures, Key, add_up, numbers_of
from app.aggregation.question import By, Question
from app.elections.public_state import PublicState
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import NEVER, UNKNOWN, Names, Rows, as_number
from app.incidents.columns.words import Words
from app.incidents.grammar import ALL, Filters
from tests.unit.elections import view

INCIDENTS = 50_001
FIRST_DAY = date(2020, 9, 20).toordinal()
VALUES = {
    "category": ("media.journalist_detained", "media.threats_to_journalist", "secrecy.group_or_open"),
    "counts_as": ("violation", "context", "none"),
    "veracity": ("verified", "corroborated", "unverifiable", "refuted"),
    "area": ("KG-O-1", "KG-O-2", None),
    "station": (*(f"T-{number:04}" for number in range(900)), None),
    "phase": ("voting", "counting"),
}
EVERYTHING = 1_000_000
STATE = PublicState(sequence=1, tick=0, changed_at=datetime(2020, 10, 5, tzinfo=UTC))


@cache
def columns() -> Columns:
    """With the types that app.incidents.columns.reading gives them."""
    dice = np.random.default_rng(20201004)
    named = {name: dice.integers(0, len(values), INCIDENTS, np.int32) for name, values in VALUES.items()}
    days, hours = FIRST_DAY + dice.integers(0, 20, INCIDENTS), dice.integers(0, 24, INCIDENTS)
    rows = Rows(
        incident=np.arange(INCIDENTS, dtype=np.int32),
        since=np.full(INCIDENTS, as_number((1, 0))),
        until=np.full(INCIDENTS, NEVER),
        published=dice.random(INCIDENTS) < 0.9,
        severity=dice.integers(1, 6, INCIDENTS, np.int8),
        day=np.where(dice.random(INCIDENTS) < 0.9, days, UNKNOWN).astype(np.int32),
        hour=np.where(dice.random(INCIDENTS) < 0.8, hours, UNKNOWN).astype(np.int8),
        latitude_deg=np.full(INCIDENTS, np.nan),
        longitude_deg=np.full(INCIDENTS, np.nan),
        reports=dice.integers(1, 9, INCIDENTS, np.int32),
        **named,
    )
    return Columns(
        step=(1, 0),
        names={name: Names().including(values) for name, values in VALUES.items()},
        refs=np.array([f"INC-{number:06}".encode() for number in range(INCIDENTS)]),
        published_at=np.arange(INCIDENTS),
        newest=np.arange(INCIDENTS),
        by_ref=np.arange(INCIDENTS),
        now=rows,
        past=rows.at(np.zeros(0, np.int64)),
        words=Words(),
    )


def one_by_one(by: tuple[By, ...], severities: tuple[int, ...]) -> dict[Key, Figures]:
    names, rows = columns().names, columns().now
    sums: dict[Key, Counter[int]] = {}
    for place in range(INCIDENTS):
        value = {name: names[name].values[getattr(rows, name)[place]] for name in VALUES}
        chosen = rows.published[place] and (not severities or rows.severity[place] in severities)
        if not chosen or value["counts_as"] == "none":
            continue
        numbers = numbers_of(value["counts_as"] or "", value["veracity"] or "", int(rows.reports[place]), 1)
        key = tuple(told(each, value, int(rows.day[place]), int(rows.hour[place]), place) for each in by)
        sums.setdefault(key, Counter()).update(dict(enumerate(numbers)))
    return {key: Figures([found[at] for at in range(len(NOTHING))]) for key, found in sums.items()}


def told(by: By, value: dict[str, str | None], day: int, hour: int, place: int) -> str | int | None:
    match by:
        case By.GROUP:
            return (value["category"] or "").partition(".")[0]
        case By.SEVERITY:
            return int(columns().now.severity[place])
        case By.DAY:
            return None if day == UNKNOWN else date.fromordinal(day).isoformat()
        case By.HOUR:
            known = UNKNOWN not in (day, hour)
            return f"{date.fromordinal(day)}T{hour:02}:00:00+06:00" if known else None
        case _:
            return value[by.value]


@pytest.mark.parametrize("severities", [(), (5,)], ids=["all", "some"])
@pytest.mark.parametrize(
    "by",
    [
        (),
        (By.CATEGORY, By.AREA),
        (By.HOUR,),
        (By.GROUP, By.DAY, By.SEVERITY),
        (By.STATION, By.VERACITY),
        (By.STATION, By.HOUR, By.AREA, By.CATEGORY),
        (By.STATION, By.HOUR, By.CATEGORY, By.SEVERITY),
    ],
    ids=lambda by: ",".join(by) or "nothing",
)
def test_they_are_counted_as_one_by_one(by: tuple[By, ...], severities: tuple[int, ...]) -> None:
    question = Question(filters=Filters(severities=severities), by=by, level=2)
    counting = ColumnCounts(columns(), question.filters, STATE)

    added = add_up(counting.read(view(), question, EVERYTHING), EVERYTHING)

    assert added is not None
    expected = {key: figures for key, figures in one_by_one(by, severities).items() if figures.total}
    assert {cell.key: tuple(cell.figures.numbers) for cell in added[0]} == {
        key: tuple(figures.numbers) for key, figures in expected.items()
    }


def test_what_was_chosen_is_split_by_one_thing_after_another() -> None:
    counting = ColumnCounts(columns(), ALL, STATE)
    totals = []
    for by in (By.SEVERITY, By.AREA, By.HOUR):
        added = add_up(counting.read(view(), Question(by=(by,), level=2), EVERYTHING), EVERYTHING)
        assert added is not None
        totals.append(list(added[1].numbers))
    assert totals[0] == totals[1] == totals[2]


@pytest.mark.parametrize("by", [(By.STATION,), (By.STATION, By.HOUR)])
def test_more_cells_than_there_may_be_are_refused(by: tuple[By, ...]) -> None:
    counting = ColumnCounts(columns(), ALL, STATE)
    with pytest.raises(TooManyCells):
        list(counting.read(view(), Question(by=by), 900))
    assert len(list(counting.read(view(), Question(by=(By.STATION,)), 901))) == 901
