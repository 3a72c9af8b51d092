"""The life of an election, every step of it."""

from itertools import product

import pytest

from app.elections.lifecycle import (
    ElectionStatus,
    Mode,
    four_eyes_may_be_off,
    may_be_in_mode,
    may_become,
)

ALLOWED = {
    ("draft", "open"), ("draft", "archived"), ("open", "closed"), ("closed", "open"),
    ("closed", "archived"), ("archived", "closed"),
}  # fmt: skip


class TestStatus:
    @pytest.mark.parametrize(("current", "wanted"), list(product(ElectionStatus, ElectionStatus)))
    def test_moves_by_these_steps_and_no_others(
        self, current: ElectionStatus, wanted: ElectionStatus
    ) -> None:
        assert may_become(current, wanted) == (current is wanted or (current, wanted) in ALLOWED)


class TestMode:
    @pytest.mark.parametrize(("status", "current", "wanted"), list(product(ElectionStatus, Mode, Mode)))
    def test_never_goes_from_live_to_rehearsal_once_opened(
        self, status: ElectionStatus, current: Mode, wanted: Mode
    ) -> None:
        relabelled = (current, wanted) == (Mode.LIVE, Mode.REHEARSAL) and status is not ElectionStatus.DRAFT

        assert may_be_in_mode(status, current, wanted) == (not relabelled)

    def test_only_a_rehearsal_may_do_without_pair_rules(self) -> None:
        assert [mode for mode in Mode if four_eyes_may_be_off(mode)] == [Mode.REHEARSAL]
