"""A change to an election reaches every process in time, and costs nothing while nothing changes."""

import threading
import time
from collections.abc import Iterator

import pytest

from app.db.session import Database
from app.elections import importers, service
from app.elections.directory import Directory
from app.elections.lifecycle import ElectionStatus
from app.elections.view import ElectionView
from tests.factories import NOW, Factory

MAX_AGE_SECONDS = 0.2
STATION = "number,name_en,area\n0117,Club,KG-GB\n"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """As another process opens it."""
    database = Database(database_url)
    yield database
    database.close()


def import_a_station(make: Factory) -> None:
    with make.session() as session:
        importers.import_stations(session, "test-election", STATION, NOW)


def seen(directory: Directory) -> ElectionView:
    view = directory.find("test-election")
    assert view is not None
    return view


class TestAnotherProcess:
    def test_sees_a_change_once_what_it_kept_is_too_old(self, make: Factory, database: Database) -> None:
        make.election()
        directory = Directory(database, MAX_AGE_SECONDS)
        before = seen(directory)
        import_a_station(make)

        deadline = time.monotonic() + 30
        while "0117" not in seen(directory).stations:
            assert time.monotonic() < deadline, "the change was never seen"
        waited = time.monotonic() - (deadline - 30)

        assert waited < MAX_AGE_SECONDS + 5
        assert seen(directory).version == before.version + 1

    def test_keeps_the_very_same_snapshot_while_nothing_changes(
        self, make: Factory, database: Database
    ) -> None:
        make.election()
        directory = Directory(database, 0)

        assert seen(directory) is seen(directory)

    def test_hands_the_event_loop_only_what_is_fresh(self, make: Factory, database: Database) -> None:
        make.election()
        kept, stale = Directory(database, 60), Directory(database, 0)

        assert kept.fresh("test-election") is None
        assert (seen(kept), seen(stale)) == (kept.fresh("test-election"), seen(stale))
        assert stale.fresh("test-election") is None

    def test_lists_an_election_that_was_made_meanwhile(self, make: Factory, database: Database) -> None:
        directory = Directory(database, 0)
        assert directory.all() == []

        make.election()

        assert [view.slug for view in directory.all()] == ["test-election"]

    def test_loads_an_election_once_for_all_who_ask_at_once(self, make: Factory, database: Database) -> None:
        make.election()
        directory = Directory(database, 60)
        found: list[ElectionView] = []
        threads = [threading.Thread(target=lambda: found.append(seen(directory))) for _ in range(8)]

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len({id(view) for view in found}) == 1


class TestGet:
    def test_finds_the_election_of_a_row(self, make: Factory, database: Database) -> None:
        view = make.election()

        assert Directory(database, 60).get(view.id).slug == "test-election"

    def test_follows_changes(self, make: Factory, database: Database) -> None:
        view = make.election()
        directory = Directory(database, 0)
        directory.get(view.id)

        with make.session() as session:
            service.set_status(session, view.slug, ElectionStatus.CLOSED, NOW)

        assert directory.get(view.id).status is ElectionStatus.CLOSED


class TestNothing:
    def test_is_found_for_a_name_that_nobody_gave(self, database: Database) -> None:
        directory = Directory(database, 60)

        assert directory.find("nowhere") is None
        assert directory.id_of("nowhere") is None
