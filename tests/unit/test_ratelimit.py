"""A bucket fills evenly, neighbours share one, strangers do not, and memory is bounded."""

import pytest

from app.core.ratelimit import Policy, RateLimited, RateLimiter, network_of

POLICY = Policy("reports", quota=4, window_seconds=60)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(POLICY, monotonic=clock)


def taken(limiter: RateLimiter, source: str | None, times: int) -> list[bool]:
    return [limiter.take(source).allowed for _ in range(times)]


class TestTake:
    def test_allows_the_quota_and_then_no_more(self, limiter: RateLimiter) -> None:
        assert taken(limiter, "192.0.2.1", 6) == [True] * 4 + [False] * 2

    def test_allows_one_more_each_time_its_share_of_the_window_has_passed(
        self, limiter: RateLimiter, clock: Clock
    ) -> None:
        taken(limiter, "192.0.2.1", 4)

        clock.seconds += 14.9
        assert not limiter.take("192.0.2.1").allowed
        clock.seconds += 0.2
        assert taken(limiter, "192.0.2.1", 2) == [True, False]

    def test_saves_up_no_more_than_the_quota(self, limiter: RateLimiter, clock: Clock) -> None:
        taken(limiter, "192.0.2.1", 1)
        clock.seconds += 3000

        assert taken(limiter, "192.0.2.1", 5) == [True] * 4 + [False]

    def test_says_when_to_come_back_and_means_it(self, limiter: RateLimiter, clock: Clock) -> None:
        taken(limiter, "192.0.2.1", 4)
        verdict = limiter.take("192.0.2.1")

        clock.seconds += verdict.retry_after_seconds

        assert verdict.retry_after_seconds == 15
        assert verdict.headers == {
            "RateLimit-Policy": '"reports";q=4;w=60',
            "RateLimit": '"reports";r=0;t=15',
        }
        assert limiter.take("192.0.2.1").allowed

    def test_gives_back_what_must_not_be_punished(self, limiter: RateLimiter) -> None:
        taken(limiter, "192.0.2.1", 4)
        limiter.give_back("192.0.2.1")

        assert taken(limiter, "192.0.2.1", 2) == [True, False]

    def test_refuses_as_an_error_with_its_headers(self, limiter: RateLimiter) -> None:
        taken(limiter, None, 4)

        with pytest.raises(RateLimited) as refused:
            limiter.take(None).require()

        assert refused.value.retry_after_seconds == 15
        assert "RateLimit" in refused.value.headers


class TestSources:
    def test_in_one_network_share_a_bucket(self, limiter: RateLimiter) -> None:
        taken(limiter, "192.0.2.1", 4)

        assert not limiter.take("192.0.2.200").allowed
        assert limiter.take("192.0.3.1").allowed

    @pytest.mark.parametrize(
        ("source", "network"),
        [
            ("192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("fe80::1%eth0", "fe80::/48"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("not an address", "not an address"),
            ("", ""),
        ],
    )
    def test_are_told_apart_by_their_network(self, source: str, network: str) -> None:
        assert network_of(source) == network

    def test_are_forgotten_in_the_order_of_their_last_use(self, clock: Clock) -> None:
        limiter = RateLimiter(POLICY, max_keys=2, monotonic=clock)
        for source in ("192.0.2.1", "192.0.3.1"):
            taken(limiter, source, 4)

        assert limiter.take("192.0.4.1").allowed  # pushes out the first

        assert len(limiter) == 2
        assert not limiter.take("192.0.3.1").allowed
        assert limiter.take("192.0.2.1").allowed

    def test_cannot_be_followed_over_the_hour(self, limiter: RateLimiter, clock: Clock) -> None:
        taken(limiter, "192.0.2.1", 4)
        before = set(limiter._buckets)
        clock.seconds += 3600

        assert limiter.take("192.0.2.1").allowed
        assert not before & set(limiter._buckets)
        assert not any(b"192" in key for key in before)
