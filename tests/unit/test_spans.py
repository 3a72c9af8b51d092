"""Whatever range of days is asked for, the sums that cover it hold each of its days once and no other."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.spans import UNDATED, WHOLE, Cover, covering, spans_of

FIRST, LAST = date(2020, 9, 1), date(2020, 11, 9)
days = st.dates(FIRST, LAST)
ends = st.none() | st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))


@given(st.lists(days | st.none(), min_size=1, max_size=40), ends, ends)
def test_a_range_is_covered_exactly(
    happened: list[date | None], first: date | None, end: date | None
) -> None:
    sums = Counter(span for day in happened for span in spans_of(day.isoformat() if day else ""))
    dated = [day for day in happened if day]
    known = (min(dated), max(dated)) if dated else None

    cover = covering(first, end, known)

    expected = [day for day in dated if (not first or day >= first) and (not end or day < end)]
    assert sum(sums[span] for span in cover.added) - sum(sums[span] for span in cover.taken) == len(expected)


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_calendar_may_end_in_it(edge: date) -> None:
    sums = Counter(span for day in (edge, LAST) for span in spans_of(day.isoformat()))
    known = (min(edge, LAST), max(edge, LAST))

    for first, end in ((None, None), (edge, None), (None, edge), (LAST, None), (None, LAST)):
        cover = covering(first, end, known)
        expected = [day for day in (edge, LAST) if (not first or day >= first) and (not end or day < end)]
        assert sum(map(sums.__getitem__, cover.added)) - sum(map(sums.__getitem__, cover.taken)) == len(
            expected
        )


@given(days, st.integers(0, 60))
def test_few_sums_cover_it(first: date, length: int) -> None:
    cover = covering(first, first + timedelta(days=length), (FIRST, LAST))

    assert len(cover.added) + len(cover.taken) <= min(length, 8 + (length + 7) // 8)


def test_what_spans_all_known_days_is_the_whole_less_the_undated() -> None:
    assert covering(FIRST, None, (FIRST, LAST)) == Cover((WHOLE,), (UNDATED,))


def test_nothing_is_read_where_nothing_happened() -> None:
    assert covering(FIRST, LAST, None) == Cover(())
    assert covering(LAST, FIRST, (FIRST, LAST)) == Cover(())
