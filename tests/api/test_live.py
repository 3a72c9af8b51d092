"""Live events: what changed, in order, nothing lost and nothing told to whoever may not know."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.activity import live
from app.activity.live import Live
from app.activity.live_queries import LiveEvent
from app.activity.streams import MOST_OF_ONE, frames
from app.bootstrap import create_app
from app.core.running import running
from app.db.session import Database
from app.elections.view import ElectionView
from app.intake.prepare import Sender
from app.settings import Settings
from tests.desk import Desk, problem
from tests.factories import NOW, Factory, body_of
from tests.soak import size


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def moderator(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


def told(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and data of each event of a stream."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            data = json.loads(lines["data"])
            assert "id" not in data or lines["id"] == str(data["id"])
            found.append((lines["event"], data))
    return found


def stream(desk: Desk, client: TestClient, last: int | None = None) -> list[tuple[str, dict[str, Any]]]:
    """What a stream tells at once to somebody who has the events up to `last`."""
    headers = dict(desk.headers) | ({} if last is None else {"Last-Event-ID": str(last)})
    answer = client.get(f"{desk.base}/events", params={"once": "true"}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    return told(answer.text)


def events_of(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [data["event"] for name, data in found if name == "change"]


class TestEvents:
    def test_say_what_changed_and_who_did_it(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        report = make.report(view)

        moderator.claim(report.id)
        moderator.send("DELETE", f"/reports/{report.id}/claim")

        (_, begin), *changes = stream(moderator, client, last=0)
        assert begin == {"id": 0}
        assert [(name, data["event"], data["actor"]) for name, data in changes] == [
            ("change", "received", None),
            ("change", "claimed", moderator.name),
            ("change", "released", moderator.name),
        ]
        assert {data["object_id"] for _, data in changes} == {str(report.id)}
        assert changes[0][1].keys() == {"id", "at", "kind", "object_id", "version", "event", "actor"}

    def test_looking_is_not_told(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        report = make.report(view)

        moderator.report(report.id)

        assert events_of(stream(moderator, client, last=0)) == ["received"]

    def test_without_a_number_they_begin_now(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        make.report(view)

        [(name, begin)] = stream(moderator, client)
        report = make.report(view)

        assert name == "position"
        [(_, _), (_, change)] = stream(moderator, client, last=begin["id"])
        assert change["object_id"] == str(report.id)

    def test_of_another_election_are_not_told(
        self, client: TestClient, make: Factory, moderator: Desk
    ) -> None:
        other = make.election(slug="other", code="OTHER")
        make.report(other)

        assert events_of(stream(moderator, client, last=0)) == []
        for path in ("events", "changes"):
            address = f"/api/v1/console/elections/other/{path}"
            assert client.get(address, headers=moderator.headers).status_code == 403

    def test_a_number_of_a_lost_database_means_to_begin_anew(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        make.report(view)

        [(name, begin)] = stream(moderator, client, last=10_000)

        assert name == "reset"
        changes = moderator.get("/changes", after=10_000).json()
        assert changes == {"items": [], "last": begin["id"], "more": False, "reset": True}

    @pytest.mark.parametrize("number", ["-1", "x", "1.5", str(2**53)])
    def test_refuses_what_is_no_number(self, client: TestClient, moderator: Desk, number: str) -> None:
        headers = {**moderator.headers, "Last-Event-ID": number}

        assert client.get(f"{moderator.base}/events", headers=headers).status_code == 422
        assert moderator.get("/changes", after=number).status_code == 422


class TestChanges:
    def test_are_the_same_under_the_same_ids(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        for _ in range(5):
            moderator.claim(make.report(view).id)
        streamed = [data for name, data in stream(moderator, client, last=0) if name == "change"]

        asked: list[dict[str, Any]] = []
        page = {"last": 0, "more": True}
        while page["more"]:
            page = moderator.get("/changes", after=page["last"], limit=3).json()
            asked += page["items"]

        assert asked == streamed
        assert moderator.get("/changes", after=page["last"]).json()["items"] == []

    def test_without_a_number_say_where_to_begin(
        self, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        make.report(view)

        answer = moderator.get("/changes").json()

        assert (answer["items"], answer["reset"]) == ([], False)
        make.report(view)
        assert len(moderator.get("/changes", after=answer["last"]).json()["items"]) == 1


class TestNothingIsLost:
    def test_across_a_minute_without_a_connection_and_a_restart_of_the_server(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk, settings: Settings
    ) -> None:
        reports = [make.report(view) for _ in range(3)]
        before = stream(moderator, client, last=0)
        last = before[-1][1]["id"]

        cut = (NOW + timedelta(seconds=seconds) for seconds in range(0, 60, 10))
        reports += [make.report(view, at=at) for at in cut]
        again = create_app(settings)
        with TestClient(again) as restarted:
            after = stream(moderator, restarted, last=last)

        ids = [data["object_id"] for name, data in [*before, *after] if name == "change"]
        assert ids == [str(report.id) for report in reports]

    def test_while_many_write_and_the_reader_comes_and_goes(
        self, client: TestClient, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        """Half of the changes roll back; each stream begins where the one before was cut off."""
        writers, each = 4, size(8, 100)
        done = threading.Event()
        seen: list[dict[str, Any]] = []

        def write(_writer: int) -> None:
            for _ in range(each):
                make.report(view)
                with pytest.raises(_Undone), make.session() as session:  # noqa: PT012
                    make.app.state.intake.submit(
                        session, make.app.state.intake.prepare(view, uuid4(), body_of(), Sender(), NOW)
                    )
                    raise _Undone

        def read() -> None:
            while True:
                finished = done.is_set()
                found = stream(moderator, client, last=seen[-1]["id"] if seen else 0)
                seen.extend(data for name, data in found if name == "change")
                if finished:
                    return

        reader = threading.Thread(target=read)
        reader.start()
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))
        done.set()
        reader.join()

        assert [data["id"] for data in seen] == sorted({data["id"] for data in seen})
        assert len({data["object_id"] for data in seen}) == len(seen) == writers * each


class _Undone(Exception):
    """Rolls a transaction back."""


Told = list[LiveEvent]


def following(
    follower: Live, view: ElectionView, act: Callable[[], object], wanted: int, number: int = 0
) -> Told:
    """What somebody hears who follows from `number` on while `act` happens in another thread."""

    async def hear() -> Told:
        heard: Told = []
        async with running(follower.run), aclosing(follower.follow(view.id, number, 0.2)) as batches:
            acting: asyncio.Task[object] | None = None
            async for batch in batches:
                heard += batch
                if acting is None:
                    acting = asyncio.create_task(asyncio.to_thread(act))
                if len(heard) >= wanted:
                    await acting
                    return heard
        raise AssertionError("the events have no end")

    return asyncio.run(_within(60, hear()))


async def _within(seconds: float, work: Coroutine[Any, Any, Told]) -> Told:
    async with asyncio.timeout(seconds):
        return await work


class TestFollowing:
    def test_hears_of_what_is_committed_meanwhile(
        self, app: FastAPI, make: Factory, view: ElectionView
    ) -> None:
        def act() -> None:
            for _ in range(20):
                make.report(view)

        heard = following(Live(app.state.database), view, act, wanted=20)

        numbers = [event.number for event in heard]
        assert numbers == sorted(set(numbers))
        assert {event.event for event in heard} == {"received"}

    def test_hears_of_what_another_process_has_committed(
        self, app: FastAPI, make: Factory, view: ElectionView, database_url: str
    ) -> None:
        elsewhere = Database(database_url)
        report = make.report(view)

        heard = following(Live(elsewhere), view, lambda: make.report(view), wanted=2)

        elsewhere.close()
        assert heard[0].object_id == str(report.id)
        assert len(heard) == 2

    def test_catches_up_from_the_database_when_memory_does_not_reach_back(
        self, app: FastAPI, make: Factory, view: ElectionView, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "KEPT", 2)
        monkeypatch.setattr(live, "AT_ONCE", 3)
        for _ in range(10):
            make.report(view)

        def act() -> None:
            for _ in range(10):
                make.report(view)

        heard = following(Live(app.state.database), view, act, wanted=20)

        assert len({event.object_id for event in heard}) == len(heard) == 20

    def test_ends_once_somebody_may_not_any_more(
        self, app: FastAPI, make: Factory, view: ElectionView
    ) -> None:
        """The event that happens afterwards is not told."""
        may = True

        async def entitled() -> bool:
            return may

        async def hear() -> list[bytes]:
            nonlocal may
            follower = Live(app.state.database)
            heard: list[bytes] = []
            async with running(follower.run):
                async for frame in frames(follower, view, None, entitled, once=False):
                    heard.append(frame)
                    may = False
                    await asyncio.to_thread(make.report, view)
            return heard

        position, ended = asyncio.run(hear())

        assert b"event: position" in position
        assert ended == b"event: ended\ndata: {}\n\n"


class TestStreams:
    def test_one_account_has_only_so_many(self, app: FastAPI, client: TestClient, moderator: Desk) -> None:
        actor = Actor(moderator.actor.account_id, moderator.name)
        streams = app.state.streams
        held = [streams.one_of(actor) for _ in range(MOST_OF_ONE)]
        for each in held:
            each.__enter__()

        refused = moderator.get("/events", once="true")
        for each in held:
            each.__exit__(None, None, None)

        assert problem(refused) == (429, "too-many-streams")
        assert int(refused.headers["retry-after"]) > 0
        assert moderator.get("/events", once="true").status_code == 200


def test_a_take_over_is_told_to_whoever_loses_the_claim(
    client: TestClient, make: Factory, view: ElectionView, moderator: Desk
) -> None:
    report = make.report(view)
    lead = Desk(client, make, view, Role.LEAD)
    moderator.claim(report.id)
    [(_, begin)] = stream(moderator, client)

    assert lead.claim(report.id, take_over_reason="end of shift").status_code == 200

    [_, (_, change)] = stream(moderator, client, last=begin["id"])
    assert (change["event"], change["actor"]) == ("taken_over", lead.name)
