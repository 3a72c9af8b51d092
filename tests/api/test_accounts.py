"""People sign in, are let in and are kept out, as api.md says of accounts."""

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, update
from starlette.types import Message, Scope

from app.accounts import service
from app.accounts.deps import Console
from app.accounts.guess_limit import FREE_TRIES, GuessLimit
from app.accounts.middleware import LOOPBACK_COOKIE, SECURE_COOKIE
from app.accounts.models import Account, ApiToken, ConsoleSession, Invitation
from app.accounts.roles import Role
from app.audit.models import AuditEvent
from app.bootstrap import create_app
from app.core.clock import utc_now
from app.settings import Settings
from tests.factories import NOW, Factory

PASSWORD = "correct horse battery staple"
ANOTHER = "staple battery horse correct"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
HTTPS = "https://testserver"


@pytest.fixture
def browser(app: FastAPI, client: TestClient) -> TestClient:
    """Sends what a browser sends from our own page over https; `client` keeps the app running."""
    return TestClient(app, HTTPS, headers=SAME_ORIGIN, raise_server_exceptions=False)


def with_password(make: Factory, name: str = "anna", role: Role = Role.MODERATOR, **given: Any) -> Account:
    with make.session() as session:
        return service.create_account(session, name, role, NOW, password=PASSWORD, **given)


def sign_in(browser: TestClient, name: str = "anna", password: str = PASSWORD, **given: Any) -> Response:
    return browser.post("/api/v1/sessions", json={"name": name, "password": password}, **given)


def code_of(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    kind: str = answer.json()["type"]
    return kind.removeprefix("/problems/")


def scope_of(path: str, headers: dict[str, str]) -> Scope:
    """Of a GET, as a server gives it to the app."""
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    named = {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": ""}
    made_by = {"client": ("127.0.0.1", 1), "server": ("testserver", 80), "scheme": "http"}
    return {"type": "http", "http_version": "1.1", "method": "GET", "headers": given, **named, **made_by}


async def nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


class TestSignIn:
    def test_sets_a_cookie_that_only_our_own_pages_can_use(self, browser: TestClient, make: Factory) -> None:
        account = with_password(make)

        answer = sign_in(browser)

        assert answer.status_code == 201
        assert answer.json() == {
            "id": str(account.id),
            "name": "anna",
            "organisation_id": None,
            "grants": [{"role": "moderator", "election": None}],
            "next_step": "ready",
            "second_factors": [],
        }
        name, *attributes = answer.headers["set-cookie"].split("; ")
        assert name.startswith(f"{SECURE_COOKIE}=pws_")
        assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=strict", "Secure"]
        assert browser.get("/api/v1/me").json() == answer.json()

    def test_on_the_machine_itself_works_without_encryption(self, app: FastAPI, make: Factory) -> None:
        with_password(make)
        local = TestClient(app, "http://127.0.0.1:8000", headers=SAME_ORIGIN)

        answer = sign_in(local)

        assert answer.headers["set-cookie"].startswith(f"{LOOPBACK_COOKIE}=pws_")
        assert "Secure" not in answer.headers["set-cookie"]
        assert local.get("/api/v1/me").status_code == 200

    def test_refuses_to_take_a_password_over_a_network_in_clear(self, app: FastAPI, make: Factory) -> None:
        with_password(make)

        answer = sign_in(TestClient(app, "http://pollwatch.example", headers=SAME_ORIGIN))

        assert (answer.status_code, code_of(answer)) == (403, "https-required")

    def test_a_cookie_planted_for_the_loopback_name_is_not_looked_at_elsewhere(
        self, app: FastAPI, browser: TestClient, make: Factory
    ) -> None:
        with_password(make)
        sign_in(browser)
        secret = browser.cookies[SECURE_COOKIE]

        answer = TestClient(app, HTTPS).get("/api/v1/me", headers={"Cookie": f"{LOOPBACK_COOKIE}={secret}"})

        assert answer.status_code == 401

    @pytest.mark.parametrize(
        ("name", "password"), [("anna", ANOTHER), ("nobody", PASSWORD), ("token", PASSWORD)]
    )
    def test_says_the_same_of_a_wrong_password_and_an_unknown_name(
        self, browser: TestClient, make: Factory, name: str, password: str
    ) -> None:
        with_password(make)
        make.account(Role.MONITOR, name="token")

        answer = sign_in(browser, name, password)

        assert (answer.status_code, code_of(answer)) == (401, "sign-in-refused")
        assert "set-cookie" not in answer.headers
        assert name not in answer.text

    def test_a_disabled_account_cannot(self, browser: TestClient, make: Factory) -> None:
        account = with_password(make)
        with make.session() as session:
            service.disable(session, account.id, NOW)

        assert code_of(sign_in(browser)) == "sign-in-refused"

    def test_the_name_may_be_written_in_any_case(self, browser: TestClient, make: Factory) -> None:
        with_password(make, "Анна Ёлкина")

        assert sign_in(browser, "  анна   ЁЛКИНА ").status_code == 201

    def test_wrong_passwords_slow_down_without_locking_others_out(
        self, app: FastAPI, browser: TestClient, make: Factory
    ) -> None:
        with_password(make)
        app.state.console = Console(GuessLimit(lambda: 0.0))  # hashing may take longer than the first wait
        guesser = TestClient(app, HTTPS, headers=SAME_ORIGIN, client=("198.51.100.7", 4000))

        answers = [sign_in(guesser, password=ANOTHER) for _ in range(FREE_TRIES + 1)]
        slowed = sign_in(guesser)

        assert [answer.status_code for answer in answers] == [401] * FREE_TRIES + [429]
        assert (slowed.status_code, code_of(slowed)) == (429, "sign-in-slowed-down")
        assert int(slowed.headers["retry-after"]) >= 1
        assert sign_in(browser).status_code == 201

    def test_one_network_cannot_fill_the_queue_of_hashing(self, app: FastAPI, client: TestClient) -> None:
        app.state.console.pace.take("198.51.100.7", 120)
        flooding = TestClient(app, HTTPS, headers=SAME_ORIGIN, client=("198.51.100.7", 4000))

        answer = sign_in(flooding)

        assert (answer.status_code, code_of(answer)) == (429, "too-many-requests")

    def test_a_password_never_comes_back(self, browser: TestClient, make: Factory) -> None:
        with_password(make)
        secret = "a password that I mistyped " * 9

        answer = sign_in(browser, password=secret)

        assert answer.status_code == 422
        assert "mistyped" not in answer.text


class TestSessions:
    def test_signing_out_ends_it(self, app: FastAPI, browser: TestClient, make: Factory) -> None:
        with_password(make)
        sign_in(browser)
        secret = browser.cookies[SECURE_COOKIE]

        answer = browser.delete("/api/v1/sessions/current")

        assert answer.status_code == 204
        assert SECURE_COOKIE not in browser.cookies
        kept = TestClient(app, HTTPS, cookies={SECURE_COOKIE: secret})
        assert kept.get("/api/v1/me").status_code == 401

    @pytest.mark.parametrize(
        ("unused", "age", "status"),
        [(29, 60, 200), (31, 60, 401), (1, 12 * 60 - 1, 200), (1, 12 * 60 + 1, 401)],
    )
    def test_ends_by_idling_and_by_age(
        self, browser: TestClient, make: Factory, unused: int, age: int, status: int
    ) -> None:
        with_password(make)
        sign_in(browser)
        now = utc_now()
        with make.session() as session:
            session.execute(
                update(ConsoleSession).values(
                    seen_at=now - timedelta(minutes=unused), created_at=now - timedelta(minutes=age)
                )
            )

        assert browser.get("/api/v1/me").status_code == status

    def test_using_it_keeps_it(self, browser: TestClient, make: Factory) -> None:
        with_password(make)
        sign_in(browser)
        with make.session() as session:
            session.execute(update(ConsoleSession).values(seen_at=utc_now() - timedelta(minutes=20)))

        browser.get("/api/v1/me")

        with make.session() as session:
            seen_at = session.scalars(select(ConsoleSession.seen_at)).one()
        assert utc_now() - seen_at < timedelta(minutes=1)

    def test_an_ended_one_does_not_keep_anybody_from_the_public_side(
        self, app: FastAPI, browser: TestClient
    ) -> None:
        stale = TestClient(app, HTTPS, cookies={SECURE_COOKIE: "pws_long-ended"})

        assert stale.get("/api/v1/ping", params={"n": "abc"}).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": HTTPS},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {},
        ],
    )
    def test_other_sites_cannot_use_it_nor_sign_somebody_in(
        self, app: FastAPI, browser: TestClient, make: Factory, headers: dict[str, str]
    ) -> None:
        with_password(make)
        sign_in(browser)
        elsewhere = TestClient(app, HTTPS, cookies=dict(browser.cookies))

        change = elsewhere.post("/api/v1/tokens", json={"label": "stolen"}, headers=headers)
        login = sign_in(elsewhere, headers=headers)

        assert (change.status_code, code_of(change)) == (403, "cross-site")
        assert (login.status_code, code_of(login)) == (403, "cross-site")
        with make.session() as session:
            assert session.scalars(select(ApiToken)).all() == []

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "none"}, {"Origin": HTTPS}])
    def test_our_own_pages_can(
        self, app: FastAPI, browser: TestClient, make: Factory, headers: dict[str, str]
    ) -> None:
        with_password(make)
        sign_in(browser)
        own = TestClient(app, HTTPS, cookies=dict(browser.cookies))

        assert own.post("/api/v1/tokens", json={"label": "mine"}, headers=headers).status_code == 201


class TestOneTimePassword:
    def test_opens_nothing_but_the_change_of_password(self, browser: TestClient, make: Factory) -> None:
        with_password(make, temporary=True)

        assert sign_in(browser).json()["next_step"] == "change_password"
        refused = browser.get("/api/v1/tokens")
        changed = browser.post(
            "/api/v1/me/password", json={"current_password": PASSWORD, "new_password": ANOTHER}
        )

        assert (refused.status_code, code_of(refused)) == (403, "password-change-required")
        assert (changed.status_code, changed.json()["next_step"]) == (200, "ready")
        assert browser.get("/api/v1/tokens").status_code == 200
        assert sign_in(browser, password=ANOTHER).json()["next_step"] == "ready"
        assert sign_in(browser).status_code == 401

    def test_changing_a_password_ends_all_other_sessions(
        self, app: FastAPI, browser: TestClient, make: Factory
    ) -> None:
        with_password(make)
        other = TestClient(app, HTTPS, headers=SAME_ORIGIN)
        sign_in(other)
        sign_in(browser)

        browser.post("/api/v1/me/password", json={"current_password": PASSWORD, "new_password": ANOTHER})

        assert other.get("/api/v1/me").status_code == 401
        assert browser.get("/api/v1/me").status_code == 200

    @pytest.mark.parametrize(
        ("current", "new", "status", "code"),
        [
            (ANOTHER, "yet another password", 401, "sign-in-refused"),
            (PASSWORD, PASSWORD, 422, "password-not-allowed"),
            (PASSWORD, "too short", 422, "invalid-request"),
        ],
    )
    def test_refuses_a_wrong_the_same_or_a_short_one(
        self, browser: TestClient, make: Factory, current: str, new: str, status: int, code: str
    ) -> None:
        with_password(make)
        sign_in(browser)

        answer = browser.post("/api/v1/me/password", json={"current_password": current, "new_password": new})

        assert (answer.status_code, code_of(answer)) == (status, code)
        assert browser.get("/api/v1/me").status_code == 200


class TestAccounts:
    def test_an_admin_creates_somebody_who_can_sign_in(
        self, client: TestClient, browser: TestClient, make: Factory
    ) -> None:
        election = make.election()
        admin = make.headers(Role.ADMIN)

        created = client.post(
            "/api/v1/accounts",
            json={"name": "anna", "role": "verifier", "election": election.slug},
            headers=admin,
        )

        assert created.status_code == 201
        account = created.json()["account"]
        assert account["grants"] == [{"role": "verifier", "election": "test-election"}]
        assert client.get(f"/api/v1/accounts/{account['id']}", headers=admin).json() == account
        me = sign_in(browser, password=created.json()["one_time_password"]).json()
        assert (me["grants"], me["next_step"]) == (account["grants"], "change_password")

    def test_names_that_look_the_same_are_the_same(self, client: TestClient, make: Factory) -> None:
        admin = make.headers(Role.ADMIN)
        make.account(Role.MODERATOR, name="Anna B")

        answer = client.post("/api/v1/accounts", json={"name": "ＡＮＮＡ  b", "role": "lead"}, headers=admin)  # noqa: RUF001

        assert (answer.status_code, code_of(answer)) == (409, "name-taken")

    def test_refuses_an_unknown_election_and_organisation(self, client: TestClient, make: Factory) -> None:
        admin = make.headers(Role.ADMIN)
        body = {"name": "anna", "role": "lead"}

        election = client.post("/api/v1/accounts", json=body | {"election": "no-such"}, headers=admin)
        organisation = client.post(
            "/api/v1/accounts", json=body | {"organisation_id": str(uuid4())}, headers=admin
        )

        assert election.json()["errors"][0]["pointer"] == "/election"
        assert code_of(organisation) == "organisation-not-found"

    def test_lists_by_name_in_pages(self, client: TestClient, make: Factory) -> None:
        admin = make.headers(Role.ADMIN, name="zoe")
        for name in ("Carl", "anna", "Bert"):
            make.account(Role.MODERATOR, name=name)

        first = client.get("/api/v1/accounts?limit=3", headers=admin)
        rest = client.get(first.links["next"]["url"], headers=admin).json()

        assert [account["name"] for account in first.json()["items"]] == ["anna", "Bert", "Carl"]
        assert [account["name"] for account in rest["items"]] == ["zoe"]
        assert rest["next_cursor"] is None

    def test_disabling_ends_tokens_and_sessions_and_enabling_revives_tokens(
        self, client: TestClient, browser: TestClient, make: Factory
    ) -> None:
        admin = make.headers(Role.ADMIN)
        account = with_password(make)
        token = make.headers_of(account)
        sign_in(browser)

        client.post(f"/api/v1/accounts/{account.id}/disable", headers=admin)

        assert browser.get("/api/v1/me").status_code == 401
        assert code_of(client.get("/api/v1/me", headers=token)) == "token-refused"
        client.post(f"/api/v1/accounts/{account.id}/enable", headers=admin)
        assert client.get("/api/v1/me", headers=token).status_code == 200
        assert browser.get("/api/v1/me").status_code == 401

    def test_a_reset_ends_everything_and_gives_a_one_time_password(
        self, client: TestClient, browser: TestClient, make: Factory
    ) -> None:
        account = with_password(make)
        token = make.headers_of(account)
        sign_in(browser)

        reset = client.post(f"/api/v1/accounts/{account.id}/reset", headers=make.headers(Role.ADMIN)).json()

        assert browser.get("/api/v1/me").status_code == 401
        assert client.get("/api/v1/me", headers=token).status_code == 401
        assert sign_in(browser).status_code == 401
        assert sign_in(browser, password=reset["one_time_password"]).json()["next_step"] == "change_password"

    def test_roles_are_granted_and_revoked_per_election(self, client: TestClient, make: Factory) -> None:
        make.election()
        admin, account = make.headers(Role.ADMIN), make.account(Role.MODERATOR)
        address = f"/api/v1/accounts/{account.id}"

        for _ in range(2):
            granted = client.put(f"{address}/grants/lead?election=test-election", headers=admin)
            assert granted.status_code == 204
        grants = client.get(address, headers=admin).json()["grants"]
        for _ in range(2):
            assert client.delete(f"{address}/grants/moderator", headers=admin).status_code == 204

        assert grants == [
            {"role": "moderator", "election": None},
            {"role": "lead", "election": "test-election"},
        ]
        assert client.get(address, headers=admin).json()["grants"] == grants[1:]

    def test_the_last_admin_stays(self, client: TestClient, make: Factory) -> None:
        only = make.account(Role.ADMIN)
        admin = make.headers_of(only)
        address = f"/api/v1/accounts/{only.id}"

        disabled = client.post(f"{address}/disable", headers=admin)
        revoked = client.delete(f"{address}/grants/admin", headers=admin)

        assert (disabled.status_code, code_of(disabled)) == (409, "last-admin")
        assert (revoked.status_code, code_of(revoked)) == (409, "last-admin")
        make.account(Role.ADMIN)
        assert client.delete(f"{address}/grants/admin", headers=admin).status_code == 204

    def test_two_admins_cannot_disable_each_other_at_once(self, client: TestClient, make: Factory) -> None:
        first, second = make.account(Role.ADMIN), make.account(Role.ADMIN)
        headers = {first.id: make.headers_of(first), second.id: make.headers_of(second)}
        answers: list[int] = []

        def disable(by: UUID, whom: UUID) -> None:
            answers.append(client.post(f"/api/v1/accounts/{whom}/disable", headers=headers[by]).status_code)

        pairs = ((first.id, second.id), (second.id, first.id))
        threads = [threading.Thread(target=disable, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        with make.session() as session:
            left = session.scalars(select(Account).where(Account.disabled_at.is_(None))).all()
        assert len(left) == 1
        assert sorted(answers)[0] == 200
        assert sorted(answers)[1] in (401, 409)

    def test_an_unknown_account_is_not_found(self, client: TestClient, make: Factory) -> None:
        answer = client.get(f"/api/v1/accounts/{uuid4()}", headers=make.headers(Role.ADMIN))

        assert (answer.status_code, code_of(answer)) == (404, "account-not-found")


class TestTokens:
    def test_is_shown_once_and_kept_as_a_digest(self, client: TestClient, make: Factory) -> None:
        mine = make.headers_of(make.account(Role.ANALYST, name="anna"))

        issued = client.post("/api/v1/tokens", json={"label": "sheet"}, headers=mine).json()

        assert issued["token"].startswith("pw_")
        use = {"Authorization": f"Bearer {issued['token']}"}
        assert client.get("/api/v1/me", headers=use).json()["name"] == "anna"
        listed = client.get("/api/v1/tokens", headers=mine)
        assert [token["label"] for token in listed.json()["items"]] == ["test", "sheet"]
        assert issued["token"] not in listed.text

    def test_stops_working_when_it_is_revoked_or_expires(self, client: TestClient, make: Factory) -> None:
        account = make.account(Role.ANALYST)
        mine = make.headers_of(account)
        issued = client.post("/api/v1/tokens", json={"label": "sheet"}, headers=mine).json()
        with make.session() as session:
            expired = service.issue_token(session, account.id, "old", NOW, expires_at=NOW)

        for _ in range(2):
            assert client.delete(f"/api/v1/tokens/{issued['id']}", headers=mine).status_code == 204

        for secret in (issued["token"], expired):
            answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
            assert (answer.status_code, code_of(answer)) == (401, "token-refused")

    def test_one_of_ones_own_ends_within_a_year_and_never_in_the_past(
        self, client: TestClient, make: Factory
    ) -> None:
        mine = make.headers(Role.MODERATOR)
        now = utc_now()

        def ask(ends: datetime) -> Response:
            body = {"label": "sheet", "expires_at": ends.isoformat()}
            return client.post("/api/v1/tokens", json=body, headers=mine)

        for ends in (now - timedelta(seconds=1), now + timedelta(days=367)):
            answer = ask(ends)
            assert (answer.status_code, code_of(answer)) == (422, "token-expiry-not-allowed")
        assert ask(now + timedelta(days=30)).status_code == 201
        unsaid = client.post("/api/v1/tokens", json={"label": "sheet"}, headers=mine).json()
        ends = datetime.fromisoformat(unsaid["expires_at"])
        assert timedelta(days=365) < ends - now < timedelta(days=367)

    @pytest.mark.parametrize("label", ["", "   ", "x" * 101])
    def test_needs_a_name_of_a_hundred_characters_at_most(
        self, client: TestClient, make: Factory, label: str
    ) -> None:
        answer = client.post("/api/v1/tokens", json={"label": label}, headers=make.headers(Role.ANALYST))

        assert (answer.status_code, code_of(answer)) == (422, "invalid-request")

    def test_twenty_work_at_a_time(self, client: TestClient, make: Factory) -> None:
        mine = make.headers(Role.MODERATOR)  # one already
        ask = partial(client.post, "/api/v1/tokens", json={"label": "sheet"}, headers=mine)
        issued = [ask() for _ in range(19)]
        assert {answer.status_code for answer in issued} == {201}

        refused = ask()

        assert (refused.status_code, code_of(refused)) == (409, "too-many-tokens")
        client.delete(f"/api/v1/tokens/{issued[0].json()['id']}", headers=mine)
        assert ask().status_code == 201

    def test_acts_as_one_role_of_its_account_and_issues_nothing_wider(
        self, client: TestClient, make: Factory
    ) -> None:
        mine = make.headers(Role.LEAD)
        body = {"label": "wall board", "role": "moderator"}
        issued = client.post("/api/v1/tokens", json=body, headers=mine).json()
        use = {"Authorization": f"Bearer {issued['token']}"}

        grants = client.get("/api/v1/me", headers=use).json()["grants"]

        assert {grant["role"] for grant in grants} == {"moderator"}
        assert client.get("/api/v1/invitations", headers=mine).status_code == 200
        assert client.get("/api/v1/invitations", headers=use).status_code == 403
        assert client.post("/api/v1/tokens", json=body, headers=use).status_code == 201
        for headers, role in ((mine, "admin"), (use, None), (use, "lead")):
            answer = client.post("/api/v1/tokens", json={"label": "x", "role": role}, headers=headers)
            assert (answer.status_code, code_of(answer)) == (403, "token-too-wide")

    def test_says_when_the_team_used_one_and_nothing_of_a_monitor(
        self, client: TestClient, make: Factory
    ) -> None:
        for role, noted in ((Role.MODERATOR, True), (Role.MONITOR, False)):
            mine = make.headers(role)
            client.get("/api/v1/me", headers=mine)
            listed = client.get("/api/v1/tokens", headers=mine).json()["items"]
            assert [each["used_at"] is not None for each in listed] == [noted]

    def test_whoever_uses_one_is_answered_before_that_is_noted(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        mine = make.headers(Role.MODERATOR)
        answered, answers = threading.Event(), list[int]()

        async def send(message: Message) -> None:
            answers.append(message.get("status", 0))
            if message["type"] == "http.response.body":
                answered.set()

        assert client.portal is not None
        with make.session() as session:
            session.execute(update(ApiToken).values(label="held"))
            asked = client.portal.start_task_soon(app, scope_of("/api/v1/me", mine), nothing_more, send)
            assert answered.wait(10)
        asked.result(10)

        assert answers[0] == 200
        with make.session() as session:
            assert session.scalars(select(ApiToken.used_at)).one() is not None

    def test_issuing_and_revoking_are_in_the_audit_trail(self, client: TestClient, make: Factory) -> None:
        account = make.account(Role.LEAD)
        mine = make.headers_of(account)
        body = {"label": "sheet", "role": "moderator"}
        issued = client.post("/api/v1/tokens", json=body, headers=mine).json()
        client.post("/api/v1/tokens", json=body | {"role": "admin"}, headers=mine)
        client.delete(f"/api/v1/tokens/{issued['id']}", headers=mine)

        own = select(AuditEvent).where(AuditEvent.account_id == account.id).order_by(AuditEvent.number)
        with make.session() as session:
            noted = [(each.event, each.object_id) for each in session.scalars(own)]
        assert noted == [("created", issued["id"]), ("revoked", issued["id"])]

    def test_others_are_for_admins_only(self, client: TestClient, make: Factory) -> None:
        account = make.account(Role.ANALYST)
        owner, stranger, admin = (
            make.headers_of(account), make.headers(Role.LEAD), make.headers(Role.ADMIN)
        )  # fmt: skip
        issued = client.post("/api/v1/tokens", json={"label": "sheet"}, headers=owner).json()
        body = {"label": "for you", "account_id": str(account.id)}

        assert client.post("/api/v1/tokens", json=body, headers=stranger).status_code == 403
        assert client.get(f"/api/v1/tokens?account_id={account.id}", headers=stranger).status_code == 403
        assert client.delete(f"/api/v1/tokens/{issued['id']}", headers=stranger).status_code == 404
        assert client.post("/api/v1/tokens", json=body, headers=admin).status_code == 201
        assert client.delete(f"/api/v1/tokens/{issued['id']}", headers=admin).status_code == 204

    def test_is_refused_within_a_second_by_a_process_that_remembers_it(
        self, settings: Settings, make: Factory
    ) -> None:
        account = make.account(Role.ANALYST)
        headers = make.headers_of(account)
        remembering = create_app(settings.model_copy(update={"directory_max_age_seconds": 1.0}))
        with TestClient(remembering) as other:
            assert other.get("/api/v1/me", headers=headers).status_code == 200
            with make.session() as session:
                session.execute(update(ApiToken).values(revoked_at=utc_now()))
            revoked_at = utc_now()

            while other.get("/api/v1/me", headers=headers).status_code == 200:
                assert utc_now() - revoked_at < timedelta(seconds=1.5)

    def test_an_upload_token_of_a_report_is_not_taken_for_one(self, client: TestClient) -> None:
        upload_token = {"Authorization": "Bearer something-else"}

        assert client.get("/api/v1/ping", params={"n": "abc"}, headers=upload_token).status_code == 200
        assert code_of(client.get("/api/v1/me", headers=upload_token)) == "unauthenticated"


@pytest.fixture
def invited(client: TestClient, make: Factory) -> dict[str, Any]:
    election = make.election()
    lead = make.headers(Role.LEAD, election)
    body = {"role": "monitor", "election": election.slug}
    invitation: dict[str, Any] = client.post("/api/v1/invitations", json=body, headers=lead).json()
    return invitation | {"headers": lead}


class TestInvitations:
    def test_makes_a_monitor_with_a_token_for_the_device(
        self, client: TestClient, invited: dict[str, Any]
    ) -> None:
        answer = client.post("/api/v1/invitations/accept", json={"code": invited["code"], "name": "phone 7"})

        assert answer.status_code == 201
        me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json()['token']}"}).json()
        assert me["grants"] == [{"role": "monitor", "election": "test-election"}]

    def test_works_once(self, client: TestClient, invited: dict[str, Any], make: Factory) -> None:
        codes: list[int] = []

        def accept(number: int) -> None:
            body = {"code": invited["code"], "name": f"phone {number}"}
            codes.append(client.post("/api/v1/invitations/accept", json=body).status_code)

        threads = [threading.Thread(target=accept, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert sorted(codes) == [201, 404, 404, 404]
        with make.session() as session:
            names = session.scalars(select(Account.name)).all()
        assert len([name for name in names if name.startswith("phone")]) == 1

    def test_expires(self, client: TestClient, invited: dict[str, Any], make: Factory) -> None:
        with make.session() as session:
            session.execute(update(Invitation).values(expires_at=utc_now()))

        answer = client.post("/api/v1/invitations/accept", json={"code": invited["code"], "name": "phone"})

        assert (answer.status_code, code_of(answer)) == (404, "invitation-not-found")

    def test_can_be_withdrawn_by_whoever_sent_it(
        self, client: TestClient, invited: dict[str, Any], make: Factory
    ) -> None:
        address = f"/api/v1/invitations/{invited['id']}"
        listed = client.get("/api/v1/invitations", headers=invited["headers"])
        assert [invitation["id"] for invitation in listed.json()["items"]] == [invited["id"]]
        assert invited["code"] not in listed.text

        assert client.delete(address, headers=make.headers(Role.LEAD)).status_code == 404
        assert client.delete(address, headers=invited["headers"]).status_code == 204

        answer = client.post("/api/v1/invitations/accept", json={"code": invited["code"], "name": "phone"})
        assert code_of(answer) == "invitation-not-found"

    def test_staff_choose_a_password(self, client: TestClient, browser: TestClient, make: Factory) -> None:
        invitation = client.post(
            "/api/v1/invitations", json={"role": "verifier"}, headers=make.headers(Role.ADMIN)
        )
        body = {"code": invitation.json()["code"], "name": "vera"}

        without = client.post("/api/v1/invitations/accept", json=body)
        accepted = client.post("/api/v1/invitations/accept", json=body | {"password": PASSWORD})

        assert (without.status_code, code_of(without)) == (422, "password-not-allowed")
        assert (accepted.status_code, accepted.json()["token"]) == (201, None)
        assert sign_in(browser, "vera").json()["grants"] == [{"role": "verifier", "election": None}]

    @pytest.mark.parametrize("body", [{"role": "lead", "election": "test-election"}, {"role": "monitor"}])
    def test_a_lead_of_one_election_invites_only_its_monitors(
        self, client: TestClient, invited: dict[str, Any], body: dict[str, str]
    ) -> None:
        answer = client.post("/api/v1/invitations", json=body, headers=invited["headers"])

        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    def test_an_admin_of_one_election_cannot_make_an_admin_of_all(
        self, client: TestClient, make: Factory
    ) -> None:
        admin_here = make.headers(Role.ADMIN, make.election())

        answer = client.post("/api/v1/invitations", json={"role": "admin"}, headers=admin_here)

        assert answer.status_code == 403


class TestOrganisations:
    def test_are_created_once_and_seen_by_staff(self, client: TestClient, make: Factory) -> None:
        admin = make.headers(Role.ADMIN)

        created = client.post("/api/v1/organisations", json={"name": "Common Cause"}, headers=admin)
        again = client.post("/api/v1/organisations", json={"name": " common  CAUSE"}, headers=admin)

        assert created.status_code == 201
        assert (again.status_code, code_of(again)) == (409, "name-taken")
        listed = client.get("/api/v1/organisations", headers=make.headers(Role.LEAD)).json()
        assert listed == {"items": [created.json()]}
