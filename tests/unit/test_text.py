"""What two people would call the same text, and what both databases can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import LONGEST_WORD, is_storable, search_key, unique_key, words


class TestUniqueKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Common Cause", "  common   CAUSE "),
            ("Общее дело", "ОБЩЕЕ\u00a0ДЕЛО"),
            ("ﬁne", "fine"),
            ("e\u0301", "é"),
            ("Straße", "STRASSE"),
        ],
    )
    def test_is_the_same_for_what_people_read_the_same(self, one: str, other: str) -> None:
        assert unique_key(one) == unique_key(other)

    @pytest.mark.parametrize(("one", "other"), [("и", "й"), ("у", "ў"), ("е", "ё"), ("а", "a"), ("a", "b")])
    def test_differs_for_other_letters(self, one: str, other: str) -> None:
        assert unique_key(one) != unique_key(other)

    @given(st.text())
    def test_of_a_key_is_the_key(self, text: str) -> None:
        key = unique_key(unique_key(text))

        assert unique_key(key) == key
        assert key == key.strip()


class TestSearchKey:
    def test_finds_yo_written_as_ye_and_keeps_other_marks(self) -> None:
        assert search_key("Ёлка") == search_key("елка")
        assert search_key("Йод") != search_key("иод")


class TestWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Ёлка, ЕЛКА!", {"елка"}),
            ("Йод и ў, ң, ө, ҳ", {"йод", "и", "ў", "ң", "ө", "ҳ"}),
            ("за\u0301мок José née", {"замок", "jose", "nee"}),
            ("o‘zbek o'zbek O\u02bbZBEK", {"ozbek"}),
            ("УИК №5123, т.е. кабина-2", {"уик", "5123", "т", "е", "кабина", "2"}),
            ("из\u00adбира\u200bтель \u202eнаоборот", {"избиратель", "наоборот"}),
            ("ﬁne STRASSE straße", {"fine", "strasse"}),
            ("a_b", {"a", "b"}),
            ("!?… 🗳️ — «»", set()),
            ("x" * 50, {"x" * LONGEST_WORD}),
        ],
    )
    def test_are_those_that_people_would_look_for(self, text: str, found: set[str]) -> None:
        assert words(text) == found

    @given(st.text())
    def test_of_words_are_the_words(self, text: str) -> None:
        assert words(" ".join(words(text))) == words(text)


class TestStorable:
    @pytest.mark.parametrize("value", ["a\0b", "\ud800", {"a": ["\udfff"]}, {"\0": 1}, ("x", "\0")])
    def test_refuses_nul_and_half_a_surrogate_pair_at_any_depth(self, value: object) -> None:
        assert not is_storable(value)

    @given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
    def test_takes_everything_else(self, value: object) -> None:
        without = "\0" not in repr_text(value)

        assert is_storable(value) == without


def repr_text(value: object) -> str:
    """All text in it, one after the other."""
    if isinstance(value, list):
        return "".join(map(repr_text, value))
    return value if isinstance(value, str) else ""
