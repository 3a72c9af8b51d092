"""What the cells of an answer are called, from the columns of what was read. Pure but for the view."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Result

from app.aggregation.figures import Group, Value
from app.aggregation.question import By, Question
from app.elections.view import ElectionView

COLUMN_OF: Final = {
    By.CATEGORY: "category",
    By.GROUP: "category",
    By.AREA: "area",
    By.STATION: "station",
    By.DAY: "bucket",
    By.HOUR: "bucket",
    By.SEVERITY: "severity",
    By.VERACITY: "veracity",
    By.PHASE: "phase",
    By.TRIAGE: "triage",
    By.REPORTER_TYPE: "reporter_type",
    By.SOURCE: "source",
}
_DAY_CHARACTERS: Final = 10
_AT_A_TIME: Final = 500
_HOURS_KEPT: Final = 20_000


def column_names(question: Question) -> tuple[str, ...]:
    """What a group must say of itself, each once; then come its numbers."""
    return tuple(dict.fromkeys(COLUMN_OF[by] for by in question.by))


def in_batches(result: Result[Any]) -> Iterator[Sequence[Any]]:
    """Its rows: faster than one by one, and whoever has enough stops early."""
    for batch in result.partitions(_AT_A_TIME):
        yield from batch


def groups(rows: Iterable[Sequence[Any]], view: ElectionView, question: Question) -> Iterator[Group]:
    """Of rows of `column_names` and numbers."""
    names = column_names(question)
    readers = [(names.index(COLUMN_OF[by]), reader(by, view, question.level)) for by in question.by]
    first_number = len(names)
    for row in rows:
        yield tuple([read(row[at]) for at, read in readers]), row[first_number:]


def reader(by: By, view: ElectionView, level: int) -> Callable[[Any], Value]:
    """What a value of its column is called."""
    if by is By.GROUP:
        return _group
    if by is By.AREA:
        return cache(lambda code: view.areas.at_level(code, level) if code else None)
    if by is By.DAY:
        return _day
    if by is By.HOUR:
        return lambda bucket: _hour(bucket, view.time_zone)
    return _as_it_is


def _group(category: str) -> str:
    return category.partition(".")[0]


def _day(bucket: str) -> str | None:
    return bucket[:_DAY_CHARACTERS] or None


@lru_cache(maxsize=_HOURS_KEPT)
def _hour(bucket: str, zone: ZoneInfo) -> str | None:
    """Its first moment, with the offset that the election's clock has then."""
    if len(bucket) <= _DAY_CHARACTERS:
        return None
    return datetime.fromisoformat(f"{bucket}:00").replace(tzinfo=zone).isoformat()


def _as_it_is(value: Any) -> Value:
    found: Value = value if value != "" else None
    return found
