"""A moderator at the console: what tests of moderation say in one line."""

from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.elections.view import ElectionView
from tests.factories import Factory


class Desk:
    """One signed-in person in one election."""

    def __init__(self, client: TestClient, make: Factory, view: ElectionView, role: Role) -> None:
        account = make.account(role, view)
        self.name = account.name
        self.actor = Actor(account.id, account.name, {view.id: frozenset({role})})
        self._client, self.headers = client, make.headers_of(account)
        self.base = f"/api/v1/console/elections/{view.slug}"

    def get(self, path: str, **query: Any) -> Response:
        return self._client.get(self.base + path, params=query, headers=self.headers)

    def send(self, method: str, path: str, json: Any = None, version: int | str | None = None) -> Response:
        headers = dict(self.headers)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self._client.request(method, self.base + path, json=json, headers=headers)

    def claim(self, report_id: UUID | str, **given: Any) -> Response:
        return self.send("PUT", f"/reports/{report_id}/claim", given or None)

    def report(self, report_id: UUID | str) -> dict[str, Any]:
        answer = self.get(f"/reports/{report_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def incident(self, incident_id: UUID | str) -> dict[str, Any]:
        answer = self.get(f"/incidents/{incident_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, report_id: UUID | str, decision: str, **given: Any) -> Response:
        """Claimed and in the version that is there now."""
        self.claim(report_id)
        version = self.report(report_id)["version"]
        return self.send("POST", f"/reports/{report_id}/decisions", {"decision": decision, **given}, version)

    def code(self, report_id: UUID | str, **changes: Any) -> Response:
        self.claim(report_id)
        return self.send("PATCH", f"/reports/{report_id}", changes, self.report(report_id)["version"])

    def opened(self, report_id: UUID | str) -> str:
        """The incident that linking this report has opened."""
        answer = self.decide(report_id, "link")
        assert answer.status_code == 201, answer.text
        incident_id: str = answer.json()["incident"]
        return incident_id

    def change(self, incident_id: str, **changes: Any) -> Response:
        return self.send("PATCH", f"/incidents/{incident_id}", changes, self.incident(incident_id)["version"])

    def link(self, incident_id: str, report_id: UUID | str) -> Response:
        version = self.incident(incident_id)["version"]
        return self.send("PUT", f"/incidents/{incident_id}/reports/{report_id}", version=version)

    def unlink(self, incident_id: str, report_id: UUID | str) -> Response:
        version = self.incident(incident_id)["version"]
        return self.send("DELETE", f"/incidents/{incident_id}/reports/{report_id}", version=version)

    def check(self, incident_id: str, kind: str = "called_source", result: str = "Confirmed.") -> Response:
        return self.send("POST", f"/incidents/{incident_id}/steps", {"kind": kind, "result": result})

    def judge(self, incident_id: str, veracity: str, note: str = "") -> Response:
        version = self.incident(incident_id)["version"]
        body = {"veracity": veracity, "note": note}
        return self.send("POST", f"/incidents/{incident_id}/verdicts", body, version)

    def deny(self, incident_id: str, kind: str = "denial") -> Response:
        body = {"by": "Birimdik party", "kind": kind, "text": {"en": "The party denies the allegation."}}
        return self.send("POST", f"/incidents/{incident_id}/statements", body)


def problem(answer: Response) -> tuple[int, str]:
    """(status, code)"""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


# What any change leaves behind, also one that was taken back.
MOVES_ON = ("version", "history", "claim", "changed_at")


def still(found: dict[str, Any]) -> dict[str, Any]:
    """What a report or an incident says beside its history."""
    return {name: value for name, value in found.items() if name not in MOVES_ON}
