"""What is kept is bounded, and what was asked for lately stays."""

from anyio import CapacityLimiter

from app.core.kept_answers import KeptAnswer, KeptAnswers

ROOM = 10_000


def answers() -> KeptAnswers:
    return KeptAnswers(CapacityLimiter(1), ROOM)


def answer(state: str = "1.0", size_bytes: int = 2000) -> KeptAnswer:
    return KeptAnswer(state, b"x" * size_bytes, {"etag": '"tag"', "content-type": "application/json"})


def test_is_found_in_its_own_state_only() -> None:
    kept = answers()
    kept.keep("a", answer("1.0"))

    assert kept.find("a", "1.0") is not None
    assert kept.find("a", "1.1") is None
    assert kept.find("b", "1.0") is None


def test_the_newest_state_takes_the_place_of_the_one_before() -> None:
    kept = answers()
    kept.keep("a", answer("1.0"))
    kept.keep("a", answer("1.1"))

    assert kept.find("a", "1.0") is None
    assert kept.find("a", "1.1") is not None


def test_what_was_asked_for_least_lately_makes_room() -> None:
    kept = answers()
    for key in ("a", "b", "c"):
        kept.keep(key, answer())
    kept.find("a", "1.0")

    kept.keep("d", answer())

    assert [key for key in "abcd" if kept.find(key, "1.0")] == ["a", "c", "d"]


def test_what_has_no_room_at_all_is_not_kept() -> None:
    kept = answers()
    kept.keep("a", answer())
    kept.keep("huge", answer(size_bytes=ROOM))

    assert kept.find("huge", "1.0") is None
    kept.keep("b", answer())
    assert kept.find("b", "1.0") is not None
