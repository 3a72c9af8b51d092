"""Group commit: each item whole or not at all, nobody left waiting, nobody sunk by a neighbour."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Organisation
from app.core.errors import Unavailable
from app.db.group_writer import MAX_BATCH, MAX_WAITING, MIN_BATCH, GroupWriter
from app.db.outages import DatabaseUnavailable
from app.db.session import Database, WriteSession

PATIENCE_SECONDS = 30
NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Names:
    """Stores names as organisations, and may be held up so that a crowd gathers meanwhile."""

    def __init__(self) -> None:
        self.batches: list[list[str | None]] = []
        self.entered, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()

    def store(self, session: WriteSession, names: list[str | None]) -> list[str | None]:
        self.batches.append(names)
        self.entered.set()
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        session.execute(insert(Organisation), [organisation(name) for name in names])
        return names


def organisation(name: str | None) -> dict[str, object]:
    return {"id": uuid4(), "name": name, "name_key": name, "created_at": NOW}


@contextmanager
def writing(database: Database, names: Names) -> Iterator[GroupWriter[str | None, str | None]]:
    writer = GroupWriter(database.write, names.store)
    try:
        yield writer
    finally:
        names.may_go_on.set()
        writer.close()


async def held_up(writer: GroupWriter[str | None, str | None], names: Names) -> asyncio.Task[str | None]:
    """The first item is being stored, and whatever follows has to wait until it may go on."""
    names.may_go_on.clear()
    first = asyncio.create_task(writer.submit("the first"))
    assert await asyncio.to_thread(names.entered.wait, PATIENCE_SECONDS)
    return first


async def queued(
    writer: GroupWriter[str | None, str | None], *items: str | None, first: bool = False
) -> list[asyncio.Task[str | None]]:
    tasks = [asyncio.create_task(writer.submit(item, first=first)) for item in items]
    await asyncio.sleep(0)  # each task runs up to where it waits
    return tasks


def stored(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Organisation.name)))


def test_what_arrives_during_a_commit_shares_the_next_one(database: Database) -> None:
    names = Names()

    async def scenario() -> list[str | None]:
        first = await held_up(writer, names)
        others = await queued(writer, "a", "b", "c")
        names.may_go_on.set()
        return await asyncio.gather(first, *others)

    with writing(database, names) as writer:
        answers = asyncio.run(scenario())

    assert answers == ["the first", "a", "b", "c"]
    assert names.batches == [["the first"], ["a", "b", "c"]]
    assert stored(database) == {"the first", "a", "b", "c"}


def test_a_poisoned_item_sinks_no_neighbour(database: Database) -> None:
    names = Names()

    async def scenario() -> list[str | BaseException | None]:
        first = await held_up(writer, names)
        others = await queued(writer, "a", None, "b", "a", "c")
        names.may_go_on.set()
        return await asyncio.gather(first, *others, return_exceptions=True)

    with writing(database, names) as writer:
        answers = asyncio.run(scenario())

    assert [answer for answer in answers if isinstance(answer, str)] == ["the first", "a", "b", "c"]
    assert [type(answer) for answer in answers[2::2]] == [IntegrityError, IntegrityError]
    assert stored(database) == {"the first", "a", "b", "c"}


@one_database_is_enough
class TestOrder:
    def test_who_comes_first_waits_for_none_of_the_others(self, database: Database) -> None:
        names = Names()

        async def scenario() -> None:
            first = await held_up(writer, names)
            strangers = await queued(writer, "stranger 1", "stranger 2")
            monitors = await queued(writer, "monitor 1", "monitor 2", first=True)
            names.may_go_on.set()
            await asyncio.gather(first, *strangers, *monitors)

        with writing(database, names) as writer:
            asyncio.run(scenario())

        assert names.batches[1] == ["monitor 1", "monitor 2", "stranger 1", "stranger 2"]

    def test_a_batch_ends_so_that_others_get_the_connection(self, database: Database) -> None:
        names = Names()

        async def scenario() -> None:
            first = await held_up(writer, names)
            others = await queued(writer, *(str(number) for number in range(1000)))
            names.may_go_on.set()
            await asyncio.gather(first, *others)

        with writing(database, names) as writer:
            asyncio.run(scenario())

        sizes = [len(batch) for batch in names.batches]
        assert sum(sizes) == 1001
        assert sizes[1] == MIN_BATCH  # the first took long
        assert MIN_BATCH < max(sizes) <= MAX_BATCH  # the others did not

    def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(self, database: Database) -> None:
        names = Names()

        async def scenario() -> None:
            first = await held_up(writer, names)
            others = await queued(writer, *(str(number) for number in range(MAX_WAITING)))
            with pytest.raises(Unavailable) as refused:
                await writer.submit("one too many")
            assert refused.value.retry_after_seconds > 0
            monitors = await queued(writer, "a monitor", first=True)
            names.may_go_on.set()
            await asyncio.gather(first, *others, *monitors)

        with writing(database, names) as writer:
            asyncio.run(scenario())

        assert len(stored(database)) == MAX_WAITING + 2
        assert "one too many" not in stored(database)


@one_database_is_enough
class TestEnds:
    def test_who_has_gone_changes_nothing_for_the_others(self, database: Database) -> None:
        names = Names()

        async def scenario() -> str | None:
            await held_up(writer, names)
            gone, staying = await queued(writer, "gone", "staying")
            gone.cancel()
            names.may_go_on.set()
            return await staying

        with writing(database, names) as writer:
            assert asyncio.run(scenario()) == "staying"

        assert stored(database) == {"the first", "gone", "staying"}

    def test_an_event_loop_that_ended_takes_nobody_with_it(self, database: Database) -> None:
        names = Names()

        async def abandoned() -> None:
            await held_up(writer, names)

        async def later() -> str | None:
            waiting = (await queued(writer, "later"))[0]
            names.may_go_on.set()
            return await waiting

        with writing(database, names) as writer:
            asyncio.run(abandoned())
            assert asyncio.run(later()) == "later"
            assert writer.alive

    def test_closing_finishes_what_is_waiting(self, database: Database) -> None:
        names = Names()

        async def scenario() -> list[str | None]:
            first = await held_up(writer, names)
            others = await queued(writer, "a", "b")
            closing = asyncio.create_task(asyncio.to_thread(writer.close))
            names.may_go_on.set()
            await closing
            with pytest.raises(Unavailable):
                await writer.submit("too late")
            return await asyncio.gather(first, *others)

        writer = GroupWriter(database.write, names.store)

        assert asyncio.run(scenario()) == ["the first", "a", "b"]
        assert stored(database) == {"the first", "a", "b"}

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # that is the point
    def test_when_the_thread_dies_nobody_is_left_waiting(self, database: Database) -> None:
        names, crowd = Names(), 40

        def dies(session: WriteSession, items: list[str | None]) -> list[str | None]:
            names.store(session, items)
            raise SystemExit

        async def scenario() -> None:
            first = await held_up(writer, names)
            others = await queued(writer, *(str(number) for number in range(crowd)))
            names.may_go_on.set()
            heard = await asyncio.gather(first, *others, return_exceptions=True)
            assert {type(answer) for answer in heard} == {Unavailable}
            with pytest.raises(Unavailable):
                await writer.submit("afterwards")

        writer = GroupWriter(database.write, dies)
        asyncio.run(scenario())
        writer.close()

        assert not writer.alive
        assert stored(database) == set()


@only_postgresql
class TestOtherTransactions:
    def test_one_that_the_database_undid_is_tried_again(self, database: Database) -> None:
        with database.write.begin() as session:
            session.execute(insert(Organisation), [organisation("disputed")])
        blocker = database.write()
        rename = update(Organisation).values(name="renamed")
        blocker.execute(rename)
        tries = 0

        def impatient(session: WriteSession, items: list[str]) -> list[str]:
            nonlocal tries
            tries += 1
            if tries == 2:
                blocker.rollback()
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            session.execute(update(Organisation).values(name=items[0]))
            return items

        writer = GroupWriter(database.write, impatient)
        assert asyncio.run(writer.submit("decided")) == "decided"
        writer.close()
        blocker.close()

        assert tries == 2
        assert stored(database) == {"decided"}

    def test_a_lost_connection_is_an_outage_that_passes(self, database: Database) -> None:
        names = Names()
        lost = True

        def losing(session: WriteSession, items: list[str | None]) -> list[str | None]:
            nonlocal lost
            if lost:
                pid = session.scalar(text("SELECT pg_backend_pid()"))
                with database.read() as other:
                    other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
                lost = False
            return names.store(session, items)

        writer = GroupWriter(database.write, losing)
        with pytest.raises(DatabaseUnavailable) as outage:
            asyncio.run(writer.submit("at first"))
        assert asyncio.run(writer.submit("again")) == "again"
        writer.close()

        assert outage.value.status == 503
        assert stored(database) == {"again"}
