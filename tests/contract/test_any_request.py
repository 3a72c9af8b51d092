"""Whatever the document allows, and what it does not: no server error, no answer it does not describe."""

import os
from typing import Any

import pytest
import requests
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from app.accounts.roles import Role
from app.elections.view import ElectionView
from tests.factories import Factory

EXAMPLES = 200 if os.environ.get("POLLWATCH_SOAK") else 8
BASE = "http://testserver"
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# Whoever may do what the policy says; where several may, the one who may most.
WHO = {
    "reporter": Role.LEAD,
    "monitor": Role.MONITOR,
    "visit-reporter": Role.LEAD,
    "moderator": Role.LEAD,
    "verifier": Role.LEAD,
    "lead": Role.LEAD,
    "analyst": Role.LEAD,
    "auditor": Role.AUDITOR,
}

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def operations(app: FastAPI) -> list[Any]:
    document: Any = schemathesis.openapi.from_dict(app.openapi())
    found = [result.ok() for result in document.get_all_operations()]
    assert len(found) >= 40, "the document is nearly empty: this would pass by accident"
    return found


class Known:
    """Ids that exist, so that requests get beyond "not found"."""

    def __init__(self, make: Factory, view: ElectionView) -> None:
        self.ids: dict[str, str] = {"election": view.slug}
        self.ids["report_id"] = str(make.report(view).id)
        self.headers = {role: make.headers(role, view) for role in set(WHO.values())}
        self.headers[Role.ADMIN] = make.headers(Role.ADMIN)
        self.everywhere = make.headers(Role.AUDITOR)

    def headers_for(self, policy: str) -> dict[str, str]:
        if policy == "chief-auditor":
            return self.everywhere
        return {} if policy == "anyone" else self.headers[WHO.get(policy, Role.ADMIN)]


def test_is_answered_as_described(
    app: FastAPI, client: TestClient, make: Factory, subtests: pytest.Subtests
) -> None:
    known = Known(make, make.election())
    succeeded = 0
    for operation in operations(app):
        with subtests.test(operation.label):
            statuses = _try(client, operation, known)
            succeeded += any(status < 300 for status in statuses)
    assert succeeded >= 20, "hardly anything got beyond a refusal: this would pass by accident"


def _try(client: TestClient, operation: Any, known: Known) -> set[int]:
    """What it was answered with."""
    statuses: set[int] = set()
    policy = operation.definition.raw["x-policy"]
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not os.environ.get("POLLWATCH_SOAK"),
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        for name, value in known.ids.items():
            if name in (case.path_parameters or {}):
                case.path_parameters[name] = value
        if case.path.endswith("/events"):
            case.query = {**(case.query or {}), "once": "true"}  # else it has no end
        answer = _send(client, case, known.headers_for(policy))
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
        statuses.add(answer.status_code)
        described = operation.definition.raw["responses"]
        assert answer.status_code >= 400 or str(answer.status_code) in described

    ask()
    return statuses


def _send(client: TestClient, case: Any, headers: dict[str, str]) -> Response:
    """As bytes, so that what is broken on purpose arrives as broken as it is."""
    made: Any = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    made.headers.pop("Authorization", None)
    lines = [(name.encode(), value.encode("latin-1", "replace")) for name, value in made.headers.items()]
    lines += [(name.encode(), value.encode()) for name, value in headers.items()]
    answer: Response = client.request(made.method, made.url, headers=lines, content=made.body)
    return answer
