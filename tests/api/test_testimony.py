"""Who stands behind an incident, and where its reports say different things."""

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts import service as accounts
from app.accounts.roles import Role
from app.elections.view import ElectionView
from app.incidents.corroboration import ANONYMOUS, RELAYED, SHARED
from app.intake.prepare import Sender
from app.reports.models import PhotoFinding, Report
from tests.api.test_candidates import photo
from tests.api.test_moderation_incidents import known
from tests.desk import Desk
from tests.factories import NOW, Factory


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


def holding(desk: Desk, first: Report, *others: Report) -> str:
    incident = desk.opened(first.id)
    for other in others:
        desk.link(incident, other.id)
    return incident


def monitor(make: Factory, view: ElectionView, knowledge: str, description: str) -> Report:
    sender = Sender(account_id=make.account(Role.MONITOR, view).id)
    return make.report(view, sender=sender, knowledge=knowledge, description=description)


class TestCorroboration:
    def test_says_which_reports_count_as_one_source_and_why(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        one = known(make, view, "m-1", organisation="Common Cause")
        same = known(make, view, "m-2", organisation="common cause")
        other, anonymous = known(make, view, "kloop"), make.report(view)

        found = desk.incident(holding(desk, one, same, other, anonymous))

        assert (found["sources"], found["veracity"]) == (2, "corroborated")
        assert {frozenset(each["reports"]): each["because"] for each in found["corroboration"]} == {
            frozenset({str(one.id), str(same.id)}): [SHARED["organisation"]],
            frozenset({str(other.id)}): [],
            frozenset({str(anonymous.id)}): [ANONYMOUS],
        }
        reasons = sorted(each["reasons"] for each in found["corroboration"])
        assert reasons == [[], ["anonymous"], ["organisation"]]

    def test_two_monitors_of_one_organisation_are_one_source(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        with make.session() as session:
            organisation_id = accounts.create_organisation(session, "Common Cause", NOW).id
            of_one = [
                accounts.create_account(
                    session, name, Role.MONITOR, NOW, election_id=view.id, organisation_id=organisation_id
                )
                for name in ("anara", "bek")
            ]
        told = [
            make.report(
                view, sender=Sender(account_id=account.id), description=f"{account.name} saw it open."
            )
            for account in of_one
        ]

        found = desk.incident(holding(desk, *told))

        assert (found["sources"], found["veracity"]) == (1, "unreviewed")
        assert [each["because"] for each in found["corroboration"]] == [[SHARED["organisation"]]]

    def test_a_monitor_who_passes_on_what_a_newspaper_wrote_is_no_source(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        seen = monitor(
            make, view, knowledge="witnessed", description="I stood beside the box and saw it open."
        )
        read = monitor(
            make, view, knowledge="media_report", description="The paper writes of an open box there."
        )

        found = desk.incident(holding(desk, seen, read))

        assert (found["sources"], found["veracity"]) == (1, "unreviewed")
        assert [(each["known"], each["because"]) for each in found["corroboration"]] == [
            (True, []), (False, [RELAYED]),
        ]  # fmt: skip

    @pytest.mark.parametrize("alike", ["the same file", "look the same"])
    def test_copies_of_one_photo_are_one(
        self, make: Factory, view: ElectionView, desk: Desk, alike: str
    ) -> None:
        one, other = known(make, view, "kloop"), known(make, view, "cec")
        first = photo(make, view, one.id, "a" * 64)
        second = photo(make, view, other.id, ("a" if alike == "the same file" else "b") * 64)
        if alike == "look the same":
            looks_like(make, view, first, second, other.id)

        found = desk.incident(holding(desk, one, other))

        assert found["sources"] == 1
        assert found["corroboration"][0]["because"] == [SHARED["photo"]]


def looks_like(make: Factory, view: ElectionView, one: UUID, other: UUID, report_id: UUID) -> None:
    """As the inspection writes it."""
    hit = {"photo_id": str(other), "report_id": str(report_id), "distance_bits": 2}
    with make.session() as session:
        session.add(
            PhotoFinding(
                election_id=view.id,
                photo_id=one,
                number=0,
                code="seen-before",
                level="look",
                text="A very similar picture came with another report.",
                facts={"same": [], "near": [hit]},
                rules_version=1,
                found_at=NOW,
            )
        )


def test_differences_are_shown_with_who_says_what(make: Factory, view: ElectionView, desk: Desk) -> None:
    first = known(make, view, "kloop", harm={"injured": {"min": 1, "max": 3}})
    second = known(
        make, view, "cec", harm={"injured": {"min": 12}}, occurred_at="2020-10-04T11:15:00+06:00", id=uuid4()
    )
    incident = holding(desk, first, second)

    found = {each["about"]: each for each in desk.incident(incident)["disagreement"]}

    assert set(found) == {"time", "injured"}
    assert (found["injured"]["text"], found["injured"]["range"]) == ("At least 1.", {"min": 1, "max": None})
    assert {(said["source"], said["value"]["min"]) for said in found["injured"]["says"]} == {
        ("kloop", 1), ("cec", 12),
    }  # fmt: skip
    assert desk.incident(desk.opened(make.report(view).id))["disagreement"] == []
