"""Evidence from the command line, without a second person and without a console."""

import json
import subprocess
import zipfile
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from tests import pictures
from tests.cli.command import Command, Done

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demonstration", ["sqlite"], indirect=True)]

ELECTION = "kg-2020-10-04"
PHOTO = pictures.camera_jpeg()


@pytest.fixture
def command(demonstration: Command) -> Command:
    return demonstration


@pytest.fixture
def report_id(command: Command) -> str:
    with command.serving(APP_WORKER="outside") as served:
        answer = httpx2.post(
            f"{served.url}/api/v1/elections/{ELECTION}/reports",
            data={"category": "other.other"},
            files={"photo": ("a.jpg", PHOTO)},
            headers={"Idempotency-Key": str(uuid4())},
        )
    found: str = answer.json()["id"]
    return found


def export(command: Command, output: Path, *wanted: str) -> Done:
    return command("export", "bundle", "--election", ELECTION, "--output", str(output), *wanted)


def test_of_reports_is_a_file_for_its_owner_alone(command: Command, report_id: str, tmp_path: Path) -> None:
    output = tmp_path / "bundle.zip"

    done = export(command, output, "--report", report_id, "--reason", "For the court.")

    assert (done.code, done.out) == (0, "")
    assert output.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(output) as archive:
        archive.extractall(tmp_path / "unpacked")
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "unpacked", check=True)
    folder = tmp_path / "unpacked" / "reports" / report_id
    assert [photo.read_bytes() for photo in folder.glob("photos/*.jpg")] == [PHOTO]
    assert json.loads((folder / "history.json").read_text())[-1]["event"] == "exported"
    manifest = json.loads((tmp_path / "unpacked" / "manifest.json").read_text())
    assert (manifest["requested_by"], manifest["approved_by"]) == (
        {"person": None, "role": "operator"},
        None,
    )


def test_of_an_incident_is_named_by_its_reference(command: Command, tmp_path: Path) -> None:
    output = tmp_path / "bundle.zip"

    done = export(command, output, "--incident", "INC-KG20-0001")

    assert done.code == 0, done.err
    with zipfile.ZipFile(output) as archive:
        assert json.loads(archive.read("incident/incident.json"))["ref"] == "INC-KG20-0001"


def test_writes_over_nothing_and_leaves_nothing_half(command: Command, tmp_path: Path) -> None:
    kept, never = tmp_path / "kept.zip", tmp_path / "never.zip"
    kept.write_text("mine")

    over = export(command, kept, "--incident", "INC-KG20-0001")
    unknown = export(command, never, "--incident", "INC-KG20-9999")
    neither = export(command, never)

    assert (over.code, kept.read_text()) == (2, "mine")
    assert (unknown.code, "no incident" in unknown.err) == (1, True)
    assert neither.code == 2
    assert not never.exists()
