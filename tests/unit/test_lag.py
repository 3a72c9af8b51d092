"""How late a replica is, told by the log positions that were seen."""

from app.db.lag import Lag


class TestSeconds:
    def test_are_none_while_all_that_was_written_is_replayed(self) -> None:
        lag = Lag()

        assert [lag.seconds(100, 100, now=0), lag.seconds(500, 500, now=9)] == [0, 0]

    def test_count_from_when_what_is_missing_was_first_seen(self) -> None:
        lag = Lag()

        assert [
            lag.seconds(200, 100, now=0),
            lag.seconds(300, 100, now=5),
            lag.seconds(300, 150, now=60),
        ] == [
            0,
            5,
            60,
        ]

    def test_stay_as_long_as_the_delay_of_one_that_always_lags(self) -> None:
        """It replays all the time, and what it replays is thirty seconds old."""
        lag = Lag()
        found = [lag.seconds(now, now - 30, now=now) for now in range(100, 200, 5)]

        assert found[-10:] == [25] * 10

    def test_are_none_again_once_it_has_caught_up(self) -> None:
        lag = Lag()
        lag.seconds(200, 100, now=0)

        assert lag.seconds(300, 300, now=60) == 0
