"""The audit trail is numbered in the order in which others see it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.audit import record
from app.audit.models import AuditEvent
from app.audit.record import Kind
from app.db.session import Database, WriteSession
from tests.soak import size

AT = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
ELECTION = 7


def note(session: WriteSession, event: str = "coded", election_id: int = ELECTION) -> None:
    record.note(session, election_id, Kind.REPORT, uuid4(), event, account_id=None, at=AT)


def numbers(database: Database, after: int = 0, election_id: int = ELECTION) -> list[int]:
    with database.read() as session:
        statement = select(AuditEvent.number).where(
            AuditEvent.election_id == election_id, AuditEvent.number > after
        )
        return list(session.scalars(statement.order_by(AuditEvent.number)))


class TestOrder:
    def test_numbers_follow_one_another_in_each_election(self, database: Database) -> None:
        with database.write.begin() as session:
            note(session)
            note(session, election_id=8)
            note(session)
        with database.write.begin() as session:
            note(session)

        assert numbers(database) == [1, 2, 3]
        assert numbers(database, election_id=8) == [1]

    def test_what_is_rolled_back_leaves_no_entry_and_no_gap(self, database: Database) -> None:
        session = database.write()
        note(session)
        session.rollback()
        note(session, "kept")
        session.commit()
        session.close()

        assert numbers(database) == [1]

    def test_a_reader_that_goes_on_from_the_last_number_misses_nothing(self, database: Database) -> None:
        writers, each = 6, size(20, 200)
        done = threading.Event()
        seen: list[int] = []

        def write(_writer: int) -> None:
            for _ in range(each):
                with database.write.begin() as session:
                    note(session)

        def read() -> None:
            while not done.is_set():
                seen.extend(numbers(database, seen[-1] if seen else 0))
            seen.extend(numbers(database, seen[-1] if seen else 0))

        reader = threading.Thread(target=read)
        reader.start()
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))
        done.set()
        reader.join()

        assert seen == list(range(1, writers * each + 1))

    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_whoever_began_first_and_commits_last_comes_last(self, database: Database) -> None:
        """Numbers given when an entry is noted would let it appear behind a reader's back."""
        slow = database.write()
        slow.execute(text("SELECT 1"))
        note(slow, "slow")
        slow.flush()
        with database.write.begin() as quick:
            note(quick, "quick")
        assert numbers(database) == [1]

        slow.commit()
        slow.close()

        with database.read() as session:
            events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.number)).all()
        assert events == ["quick", "slow"]

    def test_transactions_over_several_elections_do_not_deadlock(self, database: Database) -> None:
        def write(first: int) -> None:
            for _ in range(10):
                with database.write.begin() as session:
                    for election_id in (first, 3 - first):
                        note(session, election_id=election_id)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, (1, 2)))

        assert numbers(database, election_id=1) == numbers(database, election_id=2) == list(range(1, 21))
