"""Every operation, also one yet to be written, has one policy and lets in exactly whom it names."""

import re
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.openapi import policies_by_operation
from app.accounts.policies import Admin, Moderator, Reporter
from app.accounts.roles import Role
from app.bootstrap import create_app
from app.settings import Settings
from tests.factories import Factory

# Written out again on purpose: a slip in policies.py must not move the expectation with it.
EVERYBODY = frozenset(Role)
MODERATORS = frozenset({Role.MODERATOR, Role.VERIFIER, Role.LEAD})
MAY = {
    "anyone": EVERYBODY,
    "reporter": EVERYBODY,
    "signed-in": EVERYBODY,
    "signed-in-with-any-password": EVERYBODY,
    "signing-in": EVERYBODY,
    "enrolling": EVERYBODY,
    "monitor": {Role.MONITOR},
    "visit-reporter": {Role.MONITOR} | MODERATORS,
    "moderator": MODERATORS,
    "source-reader": {Role.ADMIN} | MODERATORS,
    "verifier": {Role.VERIFIER, Role.LEAD},
    "lead": {Role.LEAD},
    "analyst": {Role.ANALYST} | MODERATORS,
    "auditor": {Role.AUDITOR},
    "chief-auditor": {Role.AUDITOR},
    "inviter": {Role.ADMIN, Role.LEAD},
    "admin": {Role.ADMIN},
}
Operations = list[tuple[str, str, str]]  # method, path and policy
OPEN_TO_STRANGERS = {"anyone", "reporter"}
TURNED_AWAY = {"/problems/unauthenticated", "/problems/forbidden"}
PARAMETERS = {"election": "test-election", "role": "moderator", "sha256": "0" * 64}

one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def operations(app: FastAPI) -> Operations:
    """Method, path and policy of everything in the document."""
    paths = app.openapi()["paths"]
    found = [
        (method, path, operation.get("x-policy", ""))
        for path, item in paths.items()
        for method, operation in item.items()
    ]
    assert len(found) >= 20, "the document is nearly empty: these tests would pass by accident"
    return found


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Operations:
    """Read once for all roles: to make the document takes longer than to ask every operation."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("document"), worker="outside", _env_file=None)
    return operations(create_app(settings))


def ask(client: TestClient, method: str, path: str, headers: dict[str, str] | None = None) -> Response:
    """With an empty body: whoever is let in hears what is missing, and nothing is changed."""
    address = re.sub(r"{(\w+)}", lambda named: PARAMETERS.get(named[1], str(uuid4())), path)
    if path.endswith("/events"):
        address += "?once=true"  # else it has no end
    json: dict[str, str] | None = None if method in ("get", "delete") else {}
    return client.request(method, address, json=json, headers=headers)


def problem(answer: Response) -> str:
    if answer.headers.get("content-type") != "application/problem+json" or not answer.content:
        return ""  # HEAD gets a problem's headers only
    found: str = answer.json()["type"]
    return found


@one_database_is_enough
class TestPolicies:
    def test_every_operation_has_exactly_one(self, app: FastAPI) -> None:
        declared = policies_by_operation(app)

        for method, path, shown in operations(app):
            names = [policy.name for policy in declared[method, path]]
            assert names == [shown], (method, path)
            assert shown in MAY, (method, path)

    def test_strangers_are_turned_away(
        self, everything: Operations, client: TestClient, make: Factory
    ) -> None:
        make.election()

        for method, path, policy in everything:
            answer = ask(client, method, path)
            if policy in OPEN_TO_STRANGERS:
                assert problem(answer) not in TURNED_AWAY, (method, path)
            else:
                assert answer.status_code == 401, (method, path)
                assert problem(answer) == "/problems/unauthenticated", (method, path)

    def test_strangers_are_turned_away_before_they_learn_whether_an_election_exists(
        self, everything: Operations, client: TestClient
    ) -> None:
        for method, path, policy in everything:
            if policy not in OPEN_TO_STRANGERS:
                assert ask(client, method, path).status_code == 401, (method, path)

    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_may_do_exactly_what_policies_say(
        self, everything: Operations, client: TestClient, make: Factory, role: Role
    ) -> None:
        make.election()
        headers = make.headers(role)
        restricted = 0

        for method, path, policy in everything:
            answer = ask(client, method, path, headers)
            restricted += MAY[policy] != EVERYBODY
            if role in MAY[policy]:
                assert problem(answer) not in TURNED_AWAY, (method, path)
                assert answer.status_code < 500, (method, path)
            else:
                assert (answer.status_code, problem(answer)) == (403, "/problems/forbidden"), (method, path)

        assert restricted > 0, "no operation needs a role: this would pass by accident"

    def test_a_token_that_is_not_valid_is_refused_everywhere(
        self, everything: Operations, client: TestClient
    ) -> None:
        for method, path, _ in everything:
            answer = ask(client, method, path, {"Authorization": "Bearer pw_made-up"})
            assert answer.status_code == 401, (method, path)
            assert method == "head" or problem(answer) == "/problems/token-refused", (method, path)


@pytest.fixture
def guarded(app: FastAPI) -> FastAPI:
    """Three operations that only say who was let in."""

    @app.get("/only/{election}/moderator")  # noqa: FAST003  the policy reads it
    def only_moderator(actor: Moderator) -> str:
        return actor.name

    @app.get("/only/admin")
    def only_admin(actor: Admin) -> str:
        return actor.name

    @app.get("/only/{election}/reporter")  # noqa: FAST003
    def only_reporter(actor: Reporter) -> str:
        return actor.name if actor else "a stranger"

    return app


@pytest.mark.usefixtures("guarded")
class TestElections:
    def test_a_role_in_one_election_is_none_in_another(self, client: TestClient, make: Factory) -> None:
        here = make.election(slug="here", code="HERE")
        make.election(slug="there", code="THERE")
        lead = make.headers(Role.LEAD, here, name="lena")

        assert client.get("/only/here/moderator", headers=lead).json() == "lena"
        assert client.get("/only/there/moderator", headers=lead).status_code == 403

    def test_administering_one_election_is_not_administering_people(
        self, client: TestClient, make: Factory
    ) -> None:
        admin_here = make.headers(Role.ADMIN, make.election())

        assert client.get("/only/admin", headers=admin_here).status_code == 403
        assert client.get("/only/admin", headers=make.headers(Role.ADMIN)).status_code == 200

    def test_where_anonymous_reports_are_not_taken_strangers_must_say_who_they_are(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election(slug="open", code="OPEN", anonymous_reports=True)
        registered = make.election(slug="registered", code="REG", anonymous_reports=False)
        elsewhere = make.headers(Role.MONITOR, make.election(slug="elsewhere", code="ELSE"))

        assert client.get("/only/open/reporter").json() == "a stranger"
        assert client.get("/only/registered/reporter").status_code == 401
        assert client.get("/only/registered/reporter", headers=elsewhere).status_code == 403
        monitor = make.headers(Role.MONITOR, registered, name="mira")
        assert client.get("/only/registered/reporter", headers=monitor).json() == "mira"
