"""Files become areas, stations and visits of an election: whole or not at all, and twice is once."""

import json
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.elections import importers
from app.elections.errors import ElectionArchived, ElectionNotFound, ImportRefused
from app.elections.import_result import Imported, RowProblem
from app.elections.models import ElectionStatus, Visit
from app.elections.view import ElectionView
from tests.factories import NOW, Factory

STATIONS = "number,name_en,area,latitude_deg,longitude_deg,registered_voters\n"
VISITS = "station,organisation,method,from,to\n"
A_VISIT = "T-0001,Common Cause,random,2020-10-04T08:00:00+06:00,2020-10-04T09:00:00+06:00\n"
EVENING = datetime(2020, 10, 4, 18, 0, tzinfo=UTC)


def fresh(make: Factory, view: ElectionView) -> ElectionView:
    found: ElectionView | None = make.app.state.directory.find(view.slug)
    assert found is not None
    return found


@pytest.fixture
def kyrgyzstan() -> Any:
    text = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson").read_text("utf-8")
    return json.loads(text)


class TestAreas:
    def test_are_seen_as_soon_as_they_are_imported(self, make: Factory, kyrgyzstan: Any) -> None:
        view = make.election()

        with make.session() as session:
            done = importers.import_areas(session, view.slug, kyrgyzstan, EVENING)

        seen = fresh(make, view)
        assert done == Imported(10, [])
        assert seen.areas.containing(42.8746, 74.5698) == "KG-GB"
        assert seen.areas.by_code["KG-GO"].approximate
        assert (seen.version, seen.changed_at) == (view.version + 1, EVENING)

    def test_imported_twice_change_nothing(self, make: Factory, kyrgyzstan: Any) -> None:
        view = make.election()
        with make.session() as session:
            importers.import_areas(session, view.slug, kyrgyzstan, NOW)
        once = fresh(make, view)

        with make.session() as session:
            done = importers.import_areas(session, view.slug, kyrgyzstan, EVENING)

        assert done == Imported(10, [])
        assert fresh(make, view).version == once.version

    def test_with_a_bad_one_are_refused_whole(self, make: Factory) -> None:
        view = make.election()
        features = [
            {"type": "Feature", "properties": {"code": code, "parent": parent, "name": {"en": code}}}
            for code, parent in (("KG-N", "KG"), ("KG-X", "nowhere"))
        ]
        document = {"type": "FeatureCollection", "features": features}

        with pytest.raises(ImportRefused) as refused, make.session() as session:
            importers.import_areas(session, view.slug, document, NOW)

        assert [error["pointer"] for error in refused.value.extra["errors"]] == ["/features/1"]
        assert fresh(make, view) is fresh(make, view)
        assert "KG-N" not in fresh(make, view).areas.by_code

        with make.session() as session:
            done = importers.import_areas(session, view.slug, document, NOW, partial=True)

        assert (done.imported, [problem.row for problem in done.refused]) == (1, [2])
        assert fresh(make, view).areas.by_code["KG-N"].level == 1


class TestStations:
    def test_are_replaced_by_number_and_never_removed(self, make: Factory) -> None:
        view = make.election()
        text = STATIONS + "T-0001,Library,KG-O,40.5,72.8,900\n0117,Club,KG-GB,,,\n"

        with make.session() as session:
            done = importers.import_stations(session, view.slug, text, NOW)

        stations = fresh(make, view).stations
        assert done == Imported(2, [])
        assert set(stations) == {"T-0001", "T-0002", "T-0003", "0117"}
        assert (stations["T-0001"].name, stations["T-0001"].area_code) == ({"en": "Library"}, "KG-O")

    def test_with_a_bad_one_are_refused_whole(self, make: Factory) -> None:
        view = make.election()
        text = STATIONS + "0117,Club,KG-GB,,,\n0118,Club,KG-XX,,,\n"

        with pytest.raises(ImportRefused) as refused, make.session() as session:
            importers.import_stations(session, view.slug, text, NOW)

        assert [error["pointer"] for error in refused.value.extra["errors"]] == ["line/3"]
        assert "0117" not in fresh(make, view).stations

    def test_are_imported_without_the_bad_ones_on_request(self, make: Factory) -> None:
        view = make.election()
        text = STATIONS + "0117,Club,KG-GB,,,\n0118,Club,KG-XX,,,\n"

        with make.session() as session:
            done = importers.import_stations(session, view.slug, text, NOW, partial=True)

        message = "The election has no area of this code. Import its areas first."
        assert done == Imported(1, [RowProblem(3, "unknown-area", message)])
        assert "0117" in fresh(make, view).stations

    def test_may_be_twenty_thousand(self, make: Factory) -> None:
        view = make.election()
        text = STATIONS + "".join(f"{number:06d},School,KG-GB,,,\n" for number in range(20_000))

        with make.session() as session:
            done = importers.import_stations(session, view.slug, text, NOW)

        assert done.imported == 20_000


class TestVisits:
    @pytest.fixture(autouse=True)
    def organisation(self, make: Factory) -> None:
        with make.session() as session:
            accounts.create_organisation(session, "Common Cause", NOW)

    def count(self, make: Factory) -> int:
        with make.session() as session:
            return session.scalar(select(func.count()).select_from(Visit)) or 0

    def test_imported_twice_are_there_once(self, make: Factory) -> None:
        view = make.election()

        for _ in range(2):
            with make.session() as session:
                done = importers.import_visits(session, view.slug, VISITS + A_VISIT, EVENING)
            assert done == Imported(1, [])

        assert self.count(make) == 1

    @pytest.mark.parametrize(
        ("code", "row"),
        [
            ("unknown-station", A_VISIT.replace("T-0001", "T-9999")),
            ("unknown-organisation", A_VISIT.replace("Common", "Other")),
            ("unknown-method", A_VISIT.replace("random", "sometimes")),
            ("bad-time", A_VISIT.replace("2020-10-04T08", "8 o'clock")),
            ("time-without-zone", A_VISIT.replace("+06:00", "")),
            ("ends-before-start", A_VISIT.replace("T08", "T10")),
            ("too-long-a-visit", A_VISIT.replace("2020-10-04T08", "2020-10-01T08")),
            ("in-the-future", A_VISIT.replace("2020-10-04T09", "2020-10-05T09")),
        ],
    )
    def test_that_cannot_be_are_named(self, make: Factory, code: str, row: str) -> None:
        view = make.election()

        with make.session() as session:
            done = importers.import_visits(session, view.slug, VISITS + row, EVENING, partial=True)

        assert (done.imported, [problem.code for problem in done.refused]) == (0, [code])
        assert self.count(make) == 0

    def test_that_just_ended_by_a_clock_that_is_fast_are_taken(self, make: Factory) -> None:
        view = make.election()
        ended_at = datetime(2020, 10, 4, 3, 0, tzinfo=UTC)

        with make.session() as session:
            done = importers.import_visits(
                session, view.slug, VISITS + A_VISIT, ended_at - timedelta(minutes=30)
            )

        assert done.imported == 1


class TestTheElection:
    def test_must_exist(self, make: Factory) -> None:
        with pytest.raises(ElectionNotFound), make.session() as session:
            importers.import_stations(session, "nowhere", STATIONS, NOW)

    def test_that_is_archived_takes_no_more(self, make: Factory) -> None:
        view = make.election(status=ElectionStatus.ARCHIVED)

        with pytest.raises(ElectionArchived), make.session() as session:
            importers.import_stations(session, view.slug, STATIONS, NOW)
