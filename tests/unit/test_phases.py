"""Which phase of an election an instant falls into."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.elections.phases import Phase, PhasePeriod, phase_at

BISHKEK = timezone(timedelta(hours=6))
DAY = date(2020, 10, 4)


def at(hour: int, day: int = 4) -> datetime:
    return datetime(2020, 10, day, hour, tzinfo=BISHKEK)


class TestPhaseAt:
    @pytest.mark.parametrize(
        ("instant", "phase"),
        [
            (at(7), Phase.VOTING),
            (at(8), Phase.OPENING),
            (at(9), Phase.VOTING),
            (at(20), Phase.COUNTING),
            (at(23), Phase.COUNTING),
        ],
    )
    def test_is_the_declared_one_whose_end_is_the_next_ones_beginning(
        self, instant: datetime, phase: Phase
    ) -> None:
        periods = (
            PhasePeriod(Phase.OPENING, at(8), at(9)),
            PhasePeriod(Phase.VOTING, at(9), at(20)),
            PhasePeriod(Phase.COUNTING, at(20), at(3, day=5)),
        )

        assert phase_at(periods, DAY, BISHKEK, instant) is phase

    def test_is_the_first_of_two_that_overlap(self) -> None:
        periods = (
            PhasePeriod(Phase.EARLY_VOTING, at(8, day=1), at(20, day=1)),
            PhasePeriod(Phase.CAMPAIGN, at(0, day=1), at(0, day=3)),
        )

        assert phase_at(periods, DAY, BISHKEK, at(10, day=1)) is Phase.EARLY_VOTING
        assert phase_at(periods, DAY, BISHKEK, at(22, day=1)) is Phase.CAMPAIGN

    @pytest.mark.parametrize(
        ("instant", "phase"),
        [
            (datetime(2020, 10, 3, 17, 59, tzinfo=UTC), Phase.CAMPAIGN),
            (datetime(2020, 10, 3, 18, 0, tzinfo=UTC), Phase.VOTING),
            (datetime(2020, 10, 4, 17, 59, tzinfo=UTC), Phase.VOTING),
            (datetime(2020, 10, 4, 18, 0, tzinfo=UTC), Phase.POST_ELECTION),
        ],
    )
    def test_follows_from_the_local_day_where_none_is_declared(self, instant: datetime, phase: Phase) -> None:
        assert phase_at((), DAY, BISHKEK, instant) is phase
