"""How fast strangers may send: limited by network, never for repeats, never for those who are registered."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.roles import Role
from app.settings import Settings
from tests.factories import Factory, body_of

REPORTS = "/api/v1/elections/test-election/reports"
LOOKUP = "/api/v1/receipts/lookup"
WRONG = {"tracking_code": "4821 7730 1946 5500 3178"}
A_MINUTE = 3  # so few that none is added while a test runs


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"anonymous_reports_per_minute": A_MINUTE})


@contextmanager
def coming_from(app: FastAPI, address: str) -> Iterator[TestClient]:
    """Beside `client`, which has started the application."""
    yield TestClient(app, client=(address, 50_000), raise_server_exceptions=False)


@pytest.fixture
def stranger(app: FastAPI, client: TestClient) -> Iterator[TestClient]:
    with coming_from(app, "203.0.113.7") as stranger:
        yield stranger


def send(client: TestClient, headers: dict[str, str] | None = None) -> Response:
    answer: Response = client.put(f"{REPORTS}/{uuid4()}", json=body_of(), headers=headers)
    return answer


def until_slowed_down(ask: Callable[[], int]) -> list[int]:
    """The answers before the first 429. A bucket fills again while it is emptied: the number may vary."""
    answers = list(itertools.takewhile(lambda status: status != 429, (ask() for _ in range(1000))))
    assert len(answers) < 1000
    return answers


class TestReports:
    def test_are_slowed_down_and_told_when_to_come_back(self, stranger: TestClient, make: Factory) -> None:
        make.election()

        answers = [send(stranger) for _ in range(A_MINUTE + 2)]

        assert [answer.status_code for answer in answers] == [201] * A_MINUTE + [429] * 2
        assert answers[0].headers["ratelimit-policy"] == f'"reports";q={A_MINUTE};w=60'
        assert answers[0].headers["ratelimit"].startswith(f'"reports";r={A_MINUTE - 1}')
        refused = answers[-1]
        assert refused.json()["type"] == "/problems/too-many-requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-policy"] == answers[0].headers["ratelimit-policy"]

    def test_that_are_repeated_are_never_held_against_anybody(
        self, stranger: TestClient, make: Factory
    ) -> None:
        make.election()
        url, body = f"{REPORTS}/{uuid4()}", body_of()
        stranger.put(url, json=body)

        repeats = [stranger.put(url, json=body) for _ in range(3 * A_MINUTE)]
        others = [send(stranger) for _ in range(A_MINUTE)]
        late_repeat = stranger.put(url, json=body)

        assert {answer.status_code for answer in repeats} == {200}
        assert [answer.status_code for answer in others] == [201] * (A_MINUTE - 1) + [429]
        assert late_repeat.status_code == 200

    def test_that_are_repeated_under_a_key_are_not_either(self, stranger: TestClient, make: Factory) -> None:
        make.election()
        key = {"Idempotency-Key": uuid4().hex}
        form = {"category": "voter_transport.carousel_voting"}
        stranger.post(REPORTS, files={"report": (None, '{"category": "a.b"}')}, headers=key)
        while send(stranger).status_code == 201:
            pass

        answer = stranger.post(REPORTS, files={"report": (None, '{"category": "a.b"}')}, headers=key)
        without_key = stranger.post(REPORTS, files={"category": (None, form["category"])})

        assert (answer.status_code, without_key.status_code) == (200, 429)

    def test_repeated_without_end_are_slowed_down_at_last(self, stranger: TestClient, make: Factory) -> None:
        make.election()
        url, body = f"{REPORTS}/{uuid4()}", body_of()
        stranger.put(url, json=body)
        while send(stranger).status_code == 201:
            pass

        codes = Counter(stranger.put(url, json=body).status_code for _ in range(12 * A_MINUTE))

        assert codes[429] > 0
        assert codes[200] >= 9 * A_MINUTE

    def test_of_another_network_are_not_slowed_down(
        self, app: FastAPI, stranger: TestClient, make: Factory
    ) -> None:
        make.election()
        while send(stranger).status_code == 201:
            pass

        with coming_from(app, "203.0.113.250") as neighbour, coming_from(app, "198.51.100.1") as other:
            assert (send(neighbour).status_code, send(other).status_code) == (429, 201)

    def test_of_one_house_count_together_under_ipv6(
        self, app: FastAPI, stranger: TestClient, make: Factory
    ) -> None:
        make.election()
        with coming_from(app, "2001:db8:1::1") as one, coming_from(app, "2001:db8:1:ffff::2") as other:
            while send(one).status_code == 201:
                pass
            assert send(other).status_code == 429

    def test_of_registered_monitors_have_a_lane_of_their_own(
        self, stranger: TestClient, make: Factory
    ) -> None:
        monitor = make.headers(Role.MONITOR, make.election())
        while send(stranger).status_code == 201:
            pass

        answers = [send(stranger, monitor) for _ in range(3 * A_MINUTE)]

        assert {answer.status_code for answer in answers} == {201}
        assert "ratelimit" not in answers[0].headers

    def test_from_this_machine_are_not_counted(
        self, app: FastAPI, stranger: TestClient, make: Factory
    ) -> None:
        """They come from the operator, or from a proxy that stands for everybody."""
        make.election()
        for address in ("127.0.0.1", "::1", "testclient"):
            with coming_from(app, address) as here:
                assert {send(here).status_code for _ in range(2 * A_MINUTE)} == {201}


class TestPhotos:
    def test_are_slowed_down_before_they_are_read(self, stranger: TestClient, make: Factory) -> None:
        make.election()
        receipt = send(stranger).json()
        url = f"{REPORTS}/{receipt['id']}/photos/{'0' * 64}"
        token = {"Authorization": f"Bearer {receipt['upload_token']}"}

        answers = until_slowed_down(
            lambda: stranger.put(url, content=b"no photo at all", headers=token).status_code
        )

        assert answers[: 10 * A_MINUTE] == [415] * 10 * A_MINUTE


class TestPages:
    def test_are_slowed_down_with_a_page_that_says_so(self, stranger: TestClient, make: Factory) -> None:
        make.election()
        page = {"Accept": "text/html"}

        reports = until_slowed_down(
            lambda: stranger.post("/r/test-election", files={"tile": (None, "x")}, headers=page).status_code
        )
        codes = until_slowed_down(
            lambda: stranger.post("/follow", data={"code": "1234"}, headers=page).status_code
        )

        assert reports == [422] * A_MINUTE
        assert set(codes) == {404}
        answer = stranger.post("/follow", data={"code": "1234"}, headers=page)
        assert (answer.status_code, answer.headers["content-type"]) == (429, "text/html; charset=utf-8")
        assert answer.headers["retry-after"]


class TestCodes:
    def test_that_are_guessed_are_slowed_down(self, stranger: TestClient, make: Factory) -> None:
        answers = until_slowed_down(lambda: stranger.post(LOOKUP, json=WRONG).status_code)

        assert answers[:60] == [404] * 60
        assert int(stranger.post(LOOKUP, json=WRONG).headers["retry-after"]) == 1

    def test_that_are_right_are_not(self, stranger: TestClient, make: Factory) -> None:
        make.election()
        right = {"tracking_code": send(stranger).json()["tracking_code"]}

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: stranger.post(LOOKUP, json=right), range(130)))

        assert {answer.status_code for answer in answers} == {200}

    def test_are_guessed_at_in_all_ways_together(self, stranger: TestClient, make: Factory) -> None:
        def guess() -> int:
            stranger.post(LOOKUP, json=WRONG)
            stranger.post("/api/v1/receipts/reply", json=WRONG | {"text": "x"})
            return stranger.post("/api/v1/receipts/withdraw", json=WRONG).status_code

        assert len(until_slowed_down(guess)) < 50
