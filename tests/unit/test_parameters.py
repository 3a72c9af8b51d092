"""Parameters of an address: each once, none empty, none unknown, and nothing sent is repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UnknownParameter
from app.core.parameters import MAX_REFUSALS, MAX_VALUES, Parameters

WORDS = ("alpha", "beta", "gamma", "KG-GO")


def refused(parameters: Parameters) -> list[dict[str, str]]:
    with pytest.raises(UnknownParameter) as caught:
        parameters.check()
    errors: list[dict[str, str]] = caught.value.extra["errors"]
    return errors


def test_reads_words_once_each_in_the_order_given() -> None:
    given = Parameters([("by", "gamma,alpha,gamma")], {"by", "level"})

    assert given.words("by", WORDS) == ("gamma", "alpha")
    assert given.words("level", WORDS) == ()
    given.check()


def test_suggests_the_parameter_that_may_have_been_meant() -> None:
    errors = refused(Parameters([("by", "alpha"), ("levle", "1")], {"by", "level"}))

    assert errors == [
        {
            "pointer": "query",
            "code": "unknown-parameter",
            "message": "Parameter 2 is not known here; did you mean level?",
        }
    ]


@pytest.mark.parametrize(("sent", "meant"), [("gama", "gamma"), ("kg-go", "KG-GO"), ("ALPHA", "alpha")])
def test_suggests_the_value_that_may_have_been_meant(sent: str, meant: str) -> None:
    given = Parameters([("by", f"beta,{sent}")], {"by"})
    given.words("by", WORDS)

    assert refused(given) == [
        {
            "pointer": "query/by",
            "code": "unknown-value",
            "message": f"Value 2 is not known here; did you mean {meant}?",
        }
    ]


def test_lists_a_short_vocabulary_when_nothing_is_near() -> None:
    given = Parameters([("by", "zzz")], {"by"})
    given.word("by", ("json", "csv"))

    assert refused(given)[0]["message"] == "The value is not known here; known are: csv, json."


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("by", "alpha"), ("by", "beta")], "repeated"),
        ([("by", "")], "empty"),
        ([("by", "  ")], "empty"),
        ([("by", "a" * 8001)], "not-text"),
        ([("by", "a\x00")], "not-text"),
        ([("by", "a\ud800")], "not-text"),
    ],
)
def test_refuses_what_is_wrong_in_form(pairs: list[tuple[str, str]], code: str) -> None:
    errors = refused(Parameters(pairs, {"by"}))

    assert [(error["pointer"], error["code"]) for error in errors] == [("query/by", code)]


@pytest.mark.parametrize("text", ["alpha,,beta", ",alpha", "alpha,"])
def test_refuses_an_empty_value_in_a_list(text: str) -> None:
    given = Parameters([("by", text)], {"by"})
    given.words("by", WORDS)

    assert refused(given)[0]["code"] == "unknown-value"


def test_refuses_more_values_than_anybody_means() -> None:
    enough = Parameters([("by", ",".join(["a"] * MAX_VALUES))], {"by"})
    assert enough.words("by", {"a"}) == ("a",)
    enough.check()

    given = Parameters([("by", ",".join(["a"] * (MAX_VALUES + 1)))], {"by"})
    assert given.words("by", {"a"}) == ()
    assert refused(given)[0]["code"] == "too-many-values"


def test_names_a_bounded_number_of_mistakes() -> None:
    given = Parameters([(f"unknown{n}", "x") for n in range(10_000)], {"by"})

    assert len(refused(given)) == MAX_REFUSALS


@pytest.mark.parametrize(("sent", "read"), [("1", 1), ("10", 10), ("007", 7)])
def test_reads_a_whole_number(sent: str, read: int) -> None:
    given = Parameters([("limit", sent)], {"limit"})

    assert given.number("limit", 1, 10) == read
    given.check()


@pytest.mark.parametrize("sent", ["0", "11", "-1", "1.0", "1e1", "٣", "1_0", " 1", "+1", "9" * 5000, "x"])
def test_refuses_what_is_no_whole_number_within_bounds(sent: str) -> None:
    given = Parameters([("limit", sent)], {"limit"})

    assert given.number("limit", 1, 10) is None
    assert refused(given)[0]["code"] == "not-a-number"


@given(st.lists(st.tuples(st.sampled_from(["by", "level", "f", "zq9"]), st.text(max_size=20))))
def test_never_fails_otherwise_and_never_repeats_what_was_sent(pairs: list[tuple[str, str]]) -> None:
    parameters = Parameters([(name, f"canary{value}") for name, value in pairs], {"by", "level", "f"})
    parameters.words("by", WORDS)
    parameters.word("f", ("json",))
    parameters.number("level", 0, 9)

    if pairs:
        errors = refused(parameters)
        assert "canary" not in str(errors)
        assert "zq9" not in str(errors)
