"""Instants that are none in every time zone: an answer, never a failure."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from tests.factories import Factory
from tests.traces import Traces

ENDS = (
    ("0001-01-01T00:00:00+23:59", "0001-01-02T00:00:00+23:59"),
    ("9999-12-31T23:00:00-23:59", "9999-12-31T23:59:00-23:59"),
)
CONSOLE = "/api/v1/console/elections"


@pytest.mark.parametrize(("since", "until"), ENDS)
class TestEndsOfTheCalendar:
    def test_are_no_visit(
        self, client: TestClient, make: Factory, traces: Traces, since: str, until: str
    ) -> None:
        monitor = make.headers(Role.MONITOR, make.election())
        visit = {"id": str(uuid4()), "station": "T-0001", "method": "random", "from": since, "to": until}

        with traces.nothing():
            answer = client.post("/api/v1/elections/test-election/visits", json=visit, headers=monitor)

        assert answer.status_code == 422
        assert {error["pointer"] for error in answer.json()["errors"]} == {"/from", "/to"}

    def test_are_no_visit_in_a_file(
        self, client: TestClient, make: Factory, traces: Traces, since: str, until: str
    ) -> None:
        make.election()
        sheet = f"organisation,station,from,to,method\nOurs,T-0001,{since},{until},random\n"
        headers = make.headers(Role.ADMIN) | {"Content-Type": "text/csv"}

        with traces.nothing():
            answer = client.post(f"{CONSOLE}/test-election/import/visits", content=sheet, headers=headers)

        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/import-refused")

    def test_are_no_phase(
        self, client: TestClient, make: Factory, traces: Traces, since: str, until: str
    ) -> None:
        headers = make.headers(Role.ADMIN)
        election: dict[str, Any] = {
            "slug": "some-election",
            "code": "SOME",
            "name": {"en": "Some"},
            "time_zone": "Asia/Bishkek",
            "voting_on": since[:10],
            "phases": [{"phase": "voting", "from": since, "to": until}],
        }

        with traces.nothing():
            answer = client.post(CONSOLE, json=election, headers=headers)

        assert answer.status_code == 422
        pointers = {error["pointer"] for error in answer.json()["errors"]}
        assert {"/voting_on", "/phases/0/from", "/phases/0/to"} <= pointers
