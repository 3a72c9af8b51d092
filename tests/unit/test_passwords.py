"""Passwords cannot be read, guessed quickly, or used to lock their owner out."""

import re

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.accounts.errors import PasswordNotAllowed, SignInSlowedDown
from app.accounts.guess_limit import (
    FORGOTTEN_AFTER_SECONDS,
    FREE_TRIES,
    LONGEST_DELAY_SECONDS,
    PASSWORDS,
    GuessLimit,
)

RIGHT = "correct horse battery staple"
HOME, ATTACKER = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """Not here: this is about what they really cost."""


class TestHashing:
    def test_only_the_right_password_matches(self) -> None:
        kept = passwords.hash_password(RIGHT)

        assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert passwords.matches(kept, RIGHT)
        assert not passwords.matches(kept, RIGHT + " ")

    def test_nothing_matches_where_there_is_no_hash(self) -> None:
        assert not passwords.matches(None, RIGHT)
        assert not passwords.matches("not a hash", RIGHT)

    def test_a_cheaper_hash_is_outdated(self) -> None:
        cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(RIGHT)

        assert passwords.is_outdated(cheap)
        assert not passwords.is_outdated(passwords.hash_password(RIGHT))

    @pytest.mark.parametrize("length", [11, 201])
    def test_refuses_too_short_and_too_long(self, length: int) -> None:
        with pytest.raises(PasswordNotAllowed):
            passwords.hash_password("x" * length)

    def test_one_time_passwords_differ_and_can_be_read_out(self) -> None:
        made = {passwords.one_time_password() for _ in range(100)}

        assert len(made) == 100
        assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", one) for one in made)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def waiting_seconds(guesses: GuessLimit, name: str, source: str) -> int:
    """0: the try was let through, and counted."""
    try:
        guesses.attempt(name, source)
    except SignInSlowedDown as slowed:
        return slowed.retry_after_seconds
    return 0


class TestGuessLimit:
    def test_each_wrong_password_doubles_the_waiting_time(self) -> None:
        clock = Clock()
        guesses = GuessLimit(clock)
        assert [waiting_seconds(guesses, "anna", HOME) for _ in range(FREE_TRIES)] == [0] * FREE_TRIES

        waits = []
        for _ in range(12):
            waits.append(waiting_seconds(guesses, "anna", HOME))
            clock.now += waits[-1]
            assert waiting_seconds(guesses, "anna", HOME) == 0

        assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, LONGEST_DELAY_SECONDS, LONGEST_DELAY_SECONDS]

    def test_many_tries_at_once_are_many_tries(self) -> None:
        guesses = GuessLimit(Clock())

        let_through = [waiting_seconds(guesses, "anna", HOME) == 0 for _ in range(50)]

        assert sum(let_through) == FREE_TRIES

    def test_a_guesser_does_not_lock_the_owner_out(self) -> None:
        guesses = GuessLimit(Clock())
        for _ in range(50):
            waiting_seconds(guesses, "anna", ATTACKER)

        assert waiting_seconds(guesses, "anna", ATTACKER) > 0
        assert waiting_seconds(guesses, "anna", HOME) == 0

    def test_a_name_is_the_same_in_any_spelling_and_a_network_at_any_address(self) -> None:
        guesses = GuessLimit(Clock())
        for spelling in ("anna", "ANNA", " Anna ", "ａｎｎａ"):  # noqa: RUF001  full-width letters, on purpose
            assert waiting_seconds(guesses, spelling, HOME) == 0

        assert waiting_seconds(guesses, "anna", "192.0.2.200") > 0

    def test_a_right_password_forgives_the_wrong_ones(self) -> None:
        guesses = GuessLimit(Clock())
        for _ in range(FREE_TRIES):
            guesses.attempt("anna", HOME)

        guesses.succeeded("anna", HOME)

        assert waiting_seconds(guesses, "anna", HOME) == 0

    def test_all_is_forgotten_after_an_hour(self) -> None:
        clock = Clock()
        guesses = GuessLimit(clock)
        for _ in range(50):
            waiting_seconds(guesses, "anna", HOME)

        clock.now += FORGOTTEN_AFTER_SECONDS + 1

        assert waiting_seconds(guesses, "anna", HOME) == 0

    def test_guessing_from_everywhere_slows_strangers_down_but_not_a_network_known_to_be_hers(self) -> None:
        clock = Clock()
        guesses = GuessLimit(clock)
        guesses.attempt("anna", HOME)
        guesses.succeeded("anna", HOME)
        for number in range(PASSWORDS.tries):
            guesses.attempt("anna", f"10.{number}.0.1")

        assert waiting_seconds(guesses, "anna", "10.200.0.1") == PASSWORDS.delay_seconds
        assert waiting_seconds(guesses, "anna", HOME) == 0
        assert waiting_seconds(guesses, "bermet", "10.200.0.1") == 0
