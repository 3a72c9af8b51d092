"""Photos from the command line: every byte is there, and the store's key can be changed."""

from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from tests import pictures
from tests.cli.command import Command

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demonstration", ["sqlite"], indirect=True)]

REPORTS = "/api/v1/elections/kg-2020-10-04/reports"


@pytest.fixture
def command(demonstration: Command) -> Command:
    """With three photos."""
    with demonstration.serving(APP_WORKER="outside") as served:
        for number in range(3):
            answer = httpx2.post(
                f"{served.url}{REPORTS}",
                data={"category": "other.other"},
                files={"photo": ("a.jpg", pictures.jpeg(640 + number, 480))},
                headers={"Idempotency-Key": str(uuid4())},
            )
            assert answer.status_code == 201
    return demonstration


def blobs(command: Command) -> list[Path]:
    return sorted(path for path in (command.data_dir / "photos").rglob("*") if path.is_file())


class TestCheck:
    def test_all_is_there(self, command: Command) -> None:
        done = command("media", "check", "--json")

        assert (done.code, done.json) == (0, {"checked": 3, "damages": []})

    def test_names_what_is_not(self, command: Command) -> None:
        gone, damaged, _kept = blobs(command)
        gone.unlink()
        content = bytearray(damaged.read_bytes())
        content[-20] ^= 1
        damaged.write_bytes(content)

        done = command("media", "check", "--json")

        assert done.code == 4
        faults = {damage["key"]: damage["fault"] for damage in done.json["damages"]}
        assert faults == {gone.name: "bytes-missing", damaged.name: "bytes-unreadable"}


class TestRotateKey:
    def test_photos_open_under_the_new_key_alone(self, command: Command) -> None:
        before = [path.read_bytes() for path in blobs(command)]

        assert command("media", "rotate-key", "--retire").code == 0

        assert command("media", "check").code == 0
        after = [path.read_bytes() for path in blobs(command)]
        assert all(
            old[:69] != new[:69] and old[69:] == new[69:] for old, new in zip(before, after, strict=True)
        )

    def test_keys_that_the_deployment_gives_are_left_to_it(self, command: Command) -> None:
        done = command("media", "rotate-key", APP_STORE_KEYS="11" * 32)

        assert (done.code, "APP_STORE_KEYS" in done.err) == (2, True)
