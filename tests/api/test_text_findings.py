"""What in a public text may give somebody away has to be looked at before it is published."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.elections.view import ElectionView
from app.incidents.models import Incident
from tests.api.test_moderation_incidents import STAFF
from tests.desk import Desk, problem
from tests.factories import Factory
from tests.incidents import edited, incident_in, linked

TEXT = {"en": "Bakyt Asanov drove 01 KG 123 ABC.", "ru": "Телефон 0555 123456."}


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def publish(lead: Desk, incident: Incident, preview: bool = False, **said: Any) -> Any:
    version = lead.incident(incident.id)["version"]
    path = f"/incidents/{incident.id}/publish" + ("?preview=true" if preview else "")
    return lead.send("POST", path, said or None, version)


def findings(lead: Desk, incident: Incident) -> list[dict[str, Any]]:
    answer = lead.get(f"/incidents/{incident.id}/text-findings")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


class TestTextFindings:
    def test_publishing_waits_until_each_is_acknowledged(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view, public_text=TEXT)

        found = findings(lead, incident)
        refused = publish(lead, incident)
        partly = publish(lead, incident, acknowledged=[found[0]["id"]])

        assert [(each["kind"], each["where"]) for each in found] == [
            ("plate", "public_text.en"), ("name", "public_text.en"), ("phone", "public_text.ru"),
        ]  # fmt: skip
        assert problem(refused) == (409, "text-not-acknowledged")
        assert [each["id"] for each in refused.json()["findings"]] == [each["id"] for each in found]
        assert "Asanov" not in refused.text
        assert problem(partly) == (409, "text-not-acknowledged")
        assert len(partly.json()["findings"]) == 2

        done = publish(lead, incident, acknowledged=[each["id"] for each in found])

        assert done.status_code == 200, done.text
        told = [(event["event"], event["note"]) for event in lead.incident(incident.id)["history"]]
        assert ("text_acknowledged", "name, phone, plate") in told

    def test_the_preview_says_how_many_in_a_header_and_nothing_in_its_body(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view, public_text=TEXT)

        shown = publish(lead, incident, preview=True)

        assert (shown.status_code, shown.headers["text-findings"]) == (200, "3")
        assert shown.json()["public_text"] == TEXT

    def test_looks_for_whoever_sent_reports_and_into_statements(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view, public_text={"en": "As bright eyes wrote, nobody was let in."})
        report = make.report(view, sender=STAFF, source={"key": "be", "name": "Bright Eyes"})
        linked(make, incident, [report])
        said = {"by": "The head", "kind": "denial", "text": {"en": "Write to head@example.org."}}
        lead.send("POST", f"/incidents/{incident.id}/statements", said)

        assert [(each["kind"], each["where"], each["text"]) for each in findings(lead, incident)] == [
            ("source", "public_text.en", "bright eyes"),
            ("email", "statements.0.en", "head@example.org"),
        ]

    def test_names_of_places_are_no_names_of_people(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view, public_text={"en": "In Test election nobody was named. KG KG-GO."})

        assert findings(lead, incident) == []
        assert publish(lead, incident).status_code == 200

    def test_a_later_revision_has_to_be_looked_at_anew_only_for_what_is_new(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view, public_text={"en": "Bakyt Asanov drove."})
        first = [each["id"] for each in findings(lead, incident)]
        publish(lead, incident, acknowledged=first)
        edited(make, incident, public_text={"en": "They say Bakyt Asanov drove. Call 0555 123456."})

        refused = publish(lead, incident, acknowledged=first)

        assert [each["kind"] for each in refused.json()["findings"]] == ["phone"]
