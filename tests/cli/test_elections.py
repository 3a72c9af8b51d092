"""What one process changes about an election, another serves within a second or so."""

import json
from importlib import resources
from pathlib import Path

import httpx2
import pytest

from app.cli.synthetic_stations import as_csv, stations
from app.elections.area_import import read_areas
from tests.cli.command import Command, Served, wait_until

AREAS = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson")
ADDRESS = "/api/v1/elections/kg-2027"


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    return Command(tmp_path / "data", database_url)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The country's areas and its invented stations."""
    (tmp_path / "areas.geojson").write_bytes(AREAS.read_bytes())
    invented = stations(read_areas(json.loads(AREAS.read_text("utf-8")), {}).rows, seed=7)
    (tmp_path / "stations.csv").write_text(as_csv(invented), "utf-8", newline="")
    return tmp_path


def serves(served: Served, path: str, member: str, value: object) -> bool:
    answer = httpx2.get(f"{served.url}{path}", timeout=30)
    return answer.status_code == 200 and answer.json()[member] == value


def test_a_running_service_sees_what_the_command_line_does(command: Command, files: Path) -> None:
    created = ("create", "kg-2027", "--code", "KG27", "--name", "Kyrgyzstan 2027")
    place_and_time = ("--time-zone", "Asia/Bishkek", "--voting-on", "2027-10-03")

    with command.serving() as served:
        assert command("election", *created, *place_and_time).code == 0
        assert httpx2.get(f"{served.url}{ADDRESS}", timeout=30).status_code == 404  # a draft

        assert command("election", "open", "kg-2027").code == 0
        wait_until(served.process, served.log, lambda: serves(served, ADDRESS, "status", "open"))

        assert command("election", "import-areas", "kg-2027", str(files / "areas.geojson")).code == 0
        wait_until(served.process, served.log, lambda: serves(served, ADDRESS, "areas", 10))

        assert command("election", "import-stations", "kg-2027", str(files / "stations.csv")).code == 0
        pack = f"{ADDRESS}/stations"
        wait_until(served.process, served.log, lambda: serves(served, pack, "count", 2475))

        number = httpx2.get(f"{served.url}{pack}", timeout=30).json()["number"]
        assert (number[0], number[-1]) == ("T-0001", "T-2475")
