"""Sessions and types: what was measured to go wrong elsewhere, and must not here."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from time import thread_time
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from app.accounts.models import Organisation
from app.db.portable import insert_if_absent
from app.db.session import Database
from app.jobs.models import Job

NOON = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)


def job(**given: object) -> Job:
    values = {
        "kind": "test",
        "payload": {},
        "run_after": NOON,
        "attempts": 0,
        "failed_at": None,
        "failure": None,
        "chain": None,
        "every_seconds": None,
    }
    return Job(**(values | given))


class TestWriters:
    def test_lose_no_update(self, database: Database, database_url: str) -> None:
        """Each has its own connection, as a command beside the service has."""
        threads, increments = 8, 25
        with database.write.begin() as session:
            session.add(job())
        begun = threading.Barrier(threads)

        def count() -> None:
            own = Database(database_url)
            begun.wait()
            for _ in range(increments):
                with own.write.begin() as session:
                    session.scalars(select(Job).with_for_update()).one().attempts += 1
            own.close()

        with ThreadPoolExecutor(threads) as pool:
            for outcome in [pool.submit(count) for _ in range(threads)]:
                outcome.result()

        with database.read() as reader:
            assert reader.scalars(select(Job.attempts)).one() == threads * increments

    def test_take_turns_with_one_who_never_pauses(self, database: Database) -> None:
        turns, done, begun, others_are_done = 50, 0, threading.Event(), threading.Event()

        def write_on_and_on() -> None:
            nonlocal done
            while done < turns and not others_are_done.is_set():
                with database.write.begin() as session:
                    session.add(job())
                    session.flush()
                    begun.set()
                    until = thread_time() + 0.01
                    while thread_time() < until:
                        pass
                done += 1

        busy = threading.Thread(target=write_on_and_on)
        busy.start()
        begun.wait()
        for _ in range(3):
            with database.write.begin() as session:
                session.add(job())
        others_are_done.set()
        busy.join()

        assert done < turns, "who wrote on and on was let in until nothing was left to write"

    def test_leave_nothing_of_a_transaction_that_failed(self, database: Database) -> None:
        def fail() -> None:
            with database.write.begin() as session:
                session.add(job())
                session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

        with database.read() as reader:
            assert reader.scalars(select(Job)).all() == []


class TestReaders:
    def test_see_one_state_throughout(self, database: Database) -> None:
        with database.write.begin() as session:
            session.add(job())

        with database.read() as reader:
            before = reader.scalars(select(Job.id)).all()
            with database.write.begin() as session:
                session.add(job())
            assert reader.scalars(select(Job.id)).all() == before

        with database.read() as reader:
            assert len(reader.scalars(select(Job.id)).all()) == 2

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM organisations",
            "UPDATE organisations SET name = 'x'",
            "CREATE TABLE mine (id INTEGER)",
            "DROP TABLE organisations",
        ],
    )
    def test_are_kept_from_writing_by_the_database(self, database: Database, statement: str) -> None:
        with database.write.begin() as session:
            session.execute(insert(Organisation), [organisation("kept")])

        with database.read() as reader, pytest.raises(DBAPIError):
            reader.execute(text(statement))

        with database.read() as reader:
            assert reader.scalars(select(Organisation.name)).all() == ["kept"]

    def test_see_one_moment_while_others_write(self, database: Database) -> None:
        with database.read() as session:
            before = session.scalars(select(Organisation.name)).all()
            with database.write.begin() as other:
                other.execute(insert(Organisation), [organisation("new")])
            assert before == []

        with database.read() as session:
            assert session.scalars(select(Organisation.name)).all() == ["new"]


class TestInsertIfAbsent:
    def test_names_the_rows_that_were_new_and_only_those(self, database: Database) -> None:
        old, new = organisation("old"), organisation("new")
        with database.write.begin() as session:
            first = insert_if_absent(session, Organisation, [old])
        with database.write.begin() as session:
            second = insert_if_absent(session, Organisation, [old, new, new, organisation("old")])

        assert first == [{"id": old["id"]}]
        assert second == [{"id": new["id"]}]

    def test_takes_no_rows_for_an_answer(self, database: Database) -> None:
        with database.write.begin() as session:
            assert insert_if_absent(session, Organisation, []) == []


class TestInstants:
    def test_without_a_zone_never_reach_the_database(self, database: Database) -> None:
        naive = NOON.replace(tzinfo=None)

        with pytest.raises(StatementError, match="naive datetime"), database.write.begin() as session:
            session.add(job(run_after=naive))

    def test_come_back_as_the_same_instant_in_utc(self, database: Database) -> None:
        in_bishkek = NOON.astimezone(timezone(timedelta(hours=6)))
        with database.write.begin() as session:
            session.add(job(run_after=in_bishkek))

        with database.read() as session:
            found = session.scalars(select(Job.run_after)).one()
            due = session.scalars(select(Job.id).where(Job.run_after == NOON)).all()

        assert (found, found.utcoffset()) == (NOON, timedelta(0))
        assert len(due) == 1


def organisation(name: str) -> dict[str, object]:
    return {"id": uuid4(), "name": name, "name_key": name, "created_at": NOON}
