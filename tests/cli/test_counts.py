"""Numbers from the command line: proven, and exported in the words of the API."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.command import Command

SLUG = "kg-2020-10-04"


@pytest.fixture
def command(demonstration: Command) -> Command:
    return demonstration


class TestVerify:
    def test_agrees_with_every_row(self, command: Command) -> None:
        done = command("counts", "verify", "--json")

        assert done.code == 0
        assert done.json == {SLUG: []}

    def test_names_a_number_that_is_wrong_and_ends_with_4(self, command: Command) -> None:
        engine = create_engine(command.database_url)
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE public_tallies SET reports = reports + 1 WHERE area = 'KG-T' AND grain = 'day'")
            )
        engine.dispose()

        done = command("counts", "verify", "--election", SLUG, "--json")

        assert done.code == 4
        (difference,) = done.json[SLUG]
        assert difference["cell"]["area"] == "KG-T"
        assert (difference["found"], difference["expected"]) == ([2, 1], [1, 1])

    def test_an_election_that_does_not_exist_is_said(self, command: Command) -> None:
        assert command("counts", "verify", "--election", "nowhere").code == 1


@pytest.mark.parametrize("demonstration", ["sqlite"], indirect=True)
class TestExport:
    def test_counts_come_in_the_form_the_suffix_names(self, command: Command, tmp_path: Path) -> None:
        file = tmp_path / "counts.csv"

        assert command("export", "counts", SLUG, "by=area", "--out", str(file)).code == 0

        assert file.read_text().splitlines()[1].startswith("KG-GB,1,1")

    def test_counts_can_be_piped(self, command: Command) -> None:
        done = command("export", "counts", SLUG, "by=group", "group=media")

        answer = json.loads(done.out)
        assert [(cell["group"], cell["reports"]) for cell in answer["cells"]] == [("media", 3)]

    def test_incidents_come_as_geojson_filtered_as_in_the_api(self, command: Command, tmp_path: Path) -> None:
        file = tmp_path / "incidents.geojson"

        done = command("export", "incidents", SLUG, "area=KG-GO", "veracity=unverifiable", "-o", str(file))

        assert done.code == 0, done.err
        collection = json.loads(file.read_text())
        assert len(collection["features"]) == 5
        assert collection["filters"]["area"] == ["KG-GO"]

    @pytest.mark.parametrize(
        ("words", "code"), [(("by=gruop",), 1), (("by",), 2), (("--format", "xls"), 1)], ids=str
    )
    def test_what_is_not_known_is_refused(self, command: Command, words: tuple[str, ...], code: int) -> None:
        done = command("export", "counts", SLUG, *words)

        assert done.code == code
        assert done.out == ""


def test_a_snapshot_is_proven_by_its_sums(command: Command) -> None:
    assert command("snapshot", "create", SLUG).code == 0
    assert command("snapshot", "verify", SLUG).code == 0
    engine = create_engine(command.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE snapshot_incidents SET severity = 6 - severity"))
    engine.dispose()

    assert command("snapshot", "verify", SLUG).code == 4
