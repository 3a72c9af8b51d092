"""Live events of a real server, and the audit trail as a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.cli.command import Command

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demonstration", ["sqlite"], indirect=True)]

CONSOLE = "/api/v1/console/elections/kg-2020-10-04"
REPORTS = "/api/v1/elections/kg-2020-10-04/reports"


@pytest.fixture
def command(demonstration: Command) -> Command:
    return demonstration


def headers_of_new(command: Command, role: str) -> dict[str, str]:
    made = command("account", "create", f"{role}-{uuid4().hex[:6]}", "--role", role, "--token", "--json")
    return {"Authorization": f"Bearer {made.json['token']}"}


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def send(url: str) -> str:
    answer = httpx2.put(f"{url}{REPORTS}/{uuid4()}", json={"category": "other.other"})
    assert answer.status_code == 201
    found: str = answer.json()["id"]
    return found


def test_a_stream_tells_what_happens_and_ends_with_the_token(command: Command) -> None:
    headers = headers_of_new(command, "moderator")
    with (
        command.serving(APP_WORKER="outside") as served,
        httpx2.stream("GET", f"{served.url}{CONSOLE}/events", headers=headers, timeout=60) as answer,
    ):
        told = events(answer.iter_lines())
        assert next(told)[0] == "position"

        sent = send(served.url)
        name, change = next(told)
        assert (name, change["event"], change["object_id"]) == ("change", "received", sent)

        tokens = httpx2.get(f"{served.url}/api/v1/tokens", headers=headers).json()["items"]
        revoked = httpx2.delete(f"{served.url}/api/v1/tokens/{tokens[0]['id']}", headers=headers)
        assert revoked.status_code == 204
        assert list(told) == [("ended", {})]


def test_a_server_that_is_stopped_does_not_wait_for_streams_and_nothing_is_lost(command: Command) -> None:
    headers = headers_of_new(command, "moderator")
    with command.serving(APP_WORKER="outside") as served:
        with httpx2.stream("GET", f"{served.url}{CONSOLE}/events", headers=headers, timeout=60) as answer:
            told = events(answer.iter_lines())
            last = next(told)[1]["id"]
            sent = [send(served.url)]
            served.process.terminate()
            with pytest.raises(httpx2.RemoteProtocolError):
                list(told)
        assert served.process.wait(timeout=15) == 0

    with command.serving(APP_WORKER="outside") as again:
        sent.append(send(again.url))
        answer = httpx2.get(
            f"{again.url}{CONSOLE}/events",
            params={"once": "true"},
            headers={**headers, "Last-Event-ID": str(last)},
        )
        found = [
            data["object_id"] for name, data in events(iter(answer.text.splitlines())) if name == "change"
        ]
        assert found == sent


def test_the_trail_is_exported_line_by_line(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "audit.jsonl"

    done = command("audit", "export", "--out", str(out))
    one = command("audit", "export", "--election", "kg-2020-10-04")

    assert (done.code, one.code) == (0, 0)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert out.stat().st_mode & 0o777 == 0o600
    assert {line["election"] for line in lines} == {None, "kg-2020-10-04"}
    ids = [line["id"] for line in lines if line["election"] is not None]
    assert ids == list(range(1, len(ids) + 1))
    assert [json.loads(line) for line in one.out.splitlines()] == [
        line for line in lines if line["election"] is not None
    ]
    assert command("audit", "export", "--out", str(out)).code == 2
    assert command("audit", "export", "--election", "nowhere").code == 1
