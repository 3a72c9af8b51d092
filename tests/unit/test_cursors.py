"""Cursors: opened by whoever sealed them, for the query they were sealed for, and by nobody else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.pagination import Cursors, InvalidCursor, cut, next_link

CURSORS = Cursors(b"k" * 32)
QUERY = {"path": "/incidents", "category": ["media.assault"], "sort": "published_at"}
NOON = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
values = st.one_of(
    st.text(max_size=40),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
    st.none(),
)


class TestCursor:
    @given(st.lists(values, min_size=1, max_size=4))
    def test_gives_back_what_was_sealed(self, sealed: list[object]) -> None:
        cursor = CURSORS.seal(QUERY, sealed)  # type: ignore[arg-type]  # each is a CursorValue

        opened = CURSORS.open(QUERY, cursor, *(type(value) for value in sealed))

        assert list(opened) == sealed

    @given(st.binary(max_size=60), st.integers(0, 10_000))
    def test_that_was_changed_anywhere_is_refused(self, noise: bytes, at: int) -> None:
        cursor = CURSORS.seal(QUERY, [NOON, UUID(int=7)])
        place = at % len(cursor)
        other = next(letter for letter in "AZaz09" if letter != cursor[place])
        # The last letter holds bits that no byte does: changing only those changes nothing.
        changed = [cursor[:place] + other + cursor[place + 1 :], noise.hex(), cursor + "AAAA", cursor[4:]]

        for forged in changed[1:] if place == len(cursor) - 1 else changed:
            with pytest.raises(InvalidCursor):
                CURSORS.open(QUERY, forged, datetime, UUID)

    @pytest.mark.parametrize(
        "query",
        [{}, QUERY | {"category": []}, QUERY | {"sort": "ref"}, QUERY | {"path": "/reports"}],
    )
    def test_of_another_query_is_refused(self, query: dict[str, object]) -> None:
        cursor = CURSORS.seal(QUERY, [1])

        with pytest.raises(InvalidCursor):
            CURSORS.open(query, cursor, int)

    def test_of_another_key_is_refused(self) -> None:
        with pytest.raises(InvalidCursor):
            Cursors(b"x" * 32).open(QUERY, CURSORS.seal(QUERY, [1]), int)

    @pytest.mark.parametrize("kinds", [(), (int, int), (str,), (bool,)])
    def test_of_other_kinds_is_refused(self, kinds: tuple[type, ...]) -> None:
        with pytest.raises(InvalidCursor):
            CURSORS.open(QUERY, CURSORS.seal(QUERY, [1]), *kinds)

    @pytest.mark.parametrize("cursor", ["", "é", "====", "A" * 3000, "not a cursor", "\0"])
    def test_that_is_none_is_refused(self, cursor: str) -> None:
        with pytest.raises(InvalidCursor) as refused:
            CURSORS.open(QUERY, cursor, int)

        assert refused.value.extra["errors"][0]["pointer"] == "query/cursor"

    def test_holds_no_instant_without_its_zone(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            CURSORS.seal(QUERY, [NOON.replace(tzinfo=None)])


class TestPages:
    @given(st.lists(st.integers(), max_size=12), st.integers(1, 10))
    def test_end_where_no_row_follows(self, rows: list[int], limit: int) -> None:
        page, last = cut(rows[: limit + 1], limit)

        assert page == rows[:limit]
        assert last == (page[-1] if len(rows) > limit else None)

    def test_are_linked_by_the_same_query_with_the_next_cursor(self) -> None:
        query = [("category", "a,b"), ("cursor", "old"), ("q", "née")]

        assert next_link("/x", query, "new") == {
            "Link": '</x?category=a%2Cb&q=n%C3%A9e&cursor=new>; rel="next"'
        }
        assert next_link("/x", query, None) == {}
