"""A stolen password is not enough where a second factor is set up, and nobody is locked out by others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, update

from app.accounts import service
from app.accounts.guess_limit import CODES, FREE_TRIES, GuessLimit
from app.accounts.models import AuthenticatorApp, ConsoleSession, Passkey, RecoveryCode, SpentTicket
from app.accounts.roles import Role
from app.core.clock import utc_now
from app.settings import Settings
from tests.api.test_accounts import ANOTHER, HTTPS, PASSWORD, SAME_ORIGIN, code_of, sign_in, with_password
from tests.authenticator import Authenticator, encoded
from tests.factories import NOW, Factory

pytestmark = pytest.mark.slow

FACTORS = "/api/v1/me/second-factors"
SECOND = "/api/v1/sessions/current/second-factor"
STRANGER = ("198.51.100.7", 4000)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": HTTPS})


@pytest.fixture
def anna(app: FastAPI, client: TestClient, make: Factory) -> "Person":
    account = with_password(make)
    person = Person(app, account.id)
    assert sign_in(person.browser).status_code == 201
    return person


class Person:
    """Somebody with a browser, and an app that is set up by the last code, so that the next one is new."""

    def __init__(self, app: FastAPI, account_id: UUID) -> None:
        self.app, self.account_id = app, account_id
        self.browser = self.another_browser()
        self.secret = ""
        self.recovery_codes: list[str] = []

    def another_browser(self, client: tuple[str, int] = ("192.0.2.1", 4000)) -> TestClient:
        return TestClient(self.app, HTTPS, headers=SAME_ORIGIN, client=client, raise_server_exceptions=False)

    def set_up_app(self) -> Response:
        started = self.browser.post(f"{FACTORS}/authenticator-app", json={"password": PASSWORD})
        assert started.status_code == 201, started.text
        self.secret = started.json()["secret"]
        # The code before this one, so that this one stays good; again if meanwhile it is one older.
        confirmed = self._confirm(-1)
        if confirmed.status_code == 403:
            confirmed = self._confirm(-1)
        assert confirmed.status_code == 200, confirmed.text
        self.recovery_codes = confirmed.json()["recovery_codes"]
        return confirmed

    def _confirm(self, steps: int) -> Response:
        return self.browser.post(f"{FACTORS}/authenticator-app/confirm", json={"code": self.code(steps)})

    def code(self, steps: int = 0) -> str:
        return pyotp.HOTP(self.secret).at(int(utc_now().timestamp()) // 30 + steps)

    def wrong_code(self) -> str:
        right = {self.code(steps) for steps in range(-2, 3)}
        return next(code for code in map("{:06d}".format, range(10)) if code not in right)

    def add_passkey(self, name: str = "laptop", **given: Any) -> Authenticator:
        authenticator = Authenticator(HTTPS, **given)
        answer = register(self.browser, authenticator, name)
        assert answer.status_code == 201, answer.text
        return authenticator


def register(browser: TestClient, authenticator: Authenticator, name: str = "laptop") -> Response:
    offer = browser.post(f"{FACTORS}/passkeys/options", json={"password": PASSWORD}).json()
    made = authenticator.make(offer["options"])
    return browser.post(
        f"{FACTORS}/passkeys", json={"ticket": offer["ticket"], "name": name, "credential": made}
    )


def use_passkey(browser: TestClient, authenticator: Authenticator) -> Response:
    offer = browser.post("/api/v1/sessions/passkey/options", json={}).json()
    used = authenticator.use(offer["options"])
    return browser.post("/api/v1/sessions/passkey", json={"ticket": offer["ticket"], "credential": used})


def at_once(requests: list[Callable[[], Response]]) -> list[int]:
    with ThreadPoolExecutor(len(requests)) as pool:
        return [answer.status_code for answer in pool.map(lambda request: request(), requests)]


def refused(answer: Response, status: int, code: str) -> bool:
    assert (answer.status_code, code_of(answer)) == (status, code)
    return True


class TestAuthenticatorApp:
    def test_is_set_up_by_its_first_code_and_gives_recovery_codes(self, anna: Person) -> None:
        started = anna.browser.post(f"{FACTORS}/authenticator-app", json={"password": PASSWORD}).json()
        before = anna.browser.get(FACTORS).json()
        anna.secret = started["secret"]
        confirmed = anna.browser.post(f"{FACTORS}/authenticator-app/confirm", json={"code": anna.code()})

        assert f"secret={anna.secret}" in started["uri"]
        assert {len(row) for row in started["qr_rows"]} == {len(started["qr_rows"])}
        assert before["authenticator_app_since"] is None
        assert len(set(confirmed.json()["recovery_codes"])) == 10
        assert anna.browser.get(FACTORS).json()["recovery_codes_left"] == 10
        assert anna.browser.get("/api/v1/me").json()["second_factors"] == ["authenticator_app"]

    def test_the_secret_lies_sealed_and_is_never_shown_again(
        self, app: FastAPI, anna: Person, make: Factory
    ) -> None:
        anna.set_up_app()

        with make.session() as session:
            sealed = session.scalars(select(AuthenticatorApp.sealed)).one()
        assert anna.secret.encode() not in sealed
        assert app.state.factors.unseal(anna.account_id, sealed) == anna.secret
        with pytest.raises(InvalidTag):
            app.state.factors.unseal(uuid4(), sealed)
        assert anna.secret not in anna.browser.get(FACTORS).text

    def test_one_that_was_never_confirmed_changes_nothing(self, anna: Person) -> None:
        anna.browser.post(f"{FACTORS}/authenticator-app", json={"password": PASSWORD})

        assert sign_in(anna.another_browser()).json()["next_step"] == "ready"

    def test_needs_the_password_again_and_a_right_first_code(self, anna: Person) -> None:
        wrong = anna.browser.post(f"{FACTORS}/authenticator-app", json={"password": ANOTHER})
        none = anna.browser.post(f"{FACTORS}/authenticator-app/confirm", json={"code": "123456"})
        started = anna.browser.post(f"{FACTORS}/authenticator-app", json={"password": PASSWORD})
        anna.secret = started.json()["secret"]
        first = anna.browser.post(f"{FACTORS}/authenticator-app/confirm", json={"code": anna.wrong_code()})

        assert refused(wrong, 401, "sign-in-refused")
        assert refused(none, 404, "factor-not-found")
        assert refused(first, 403, "second-factor-refused")

    def test_a_second_one_is_refused_until_the_first_is_removed(self, anna: Person) -> None:
        anna.set_up_app()

        again = anna.browser.post(f"{FACTORS}/authenticator-app", json={"password": PASSWORD})
        removed = anna.browser.post(f"{FACTORS}/authenticator-app/remove", json={"password": PASSWORD})

        assert refused(again, 409, "authenticator-app-in-use")
        assert removed.status_code == 204
        assert anna.browser.get(FACTORS).json()["recovery_codes_left"] == 0
        assert sign_in(anna.another_browser()).json()["next_step"] == "ready"

    def test_a_token_cannot_set_one_up(self, client: TestClient, anna: Person, make: Factory) -> None:
        with make.session() as session:
            token = service.issue_token(session, anna.account_id, "leaked", NOW)

        answer = client.post(
            f"{FACTORS}/authenticator-app",
            json={"password": PASSWORD},
            headers={"Authorization": f"Bearer {token}"},
        )

        assert refused(answer, 403, "console-only")


class TestHalfSignedIn:
    def test_the_password_alone_opens_nothing(self, anna: Person) -> None:
        anna.set_up_app()
        thief = anna.another_browser()

        half = sign_in(thief)

        assert (half.json()["next_step"], half.json()["grants"]) == ("second_factor", [])
        assert thief.get("/api/v1/me").json() == half.json()
        for method, path, body in (
            ("GET", "/api/v1/tokens", None),
            ("POST", "/api/v1/tokens", {"label": "mine"}),
            ("GET", "/api/v1/sessions", None),
            ("DELETE", "/api/v1/sessions", None),
            ("GET", FACTORS, None),
            ("POST", f"{FACTORS}/authenticator-app/remove", {"password": PASSWORD}),
            ("POST", f"{FACTORS}/recovery-codes", {"password": PASSWORD}),
            ("POST", "/api/v1/me/password", {"current_password": PASSWORD, "new_password": ANOTHER}),
        ):
            assert refused(thief.request(method, path, json=body), 403, "second-factor-required"), path

    def test_is_over_after_five_minutes(self, anna: Person, make: Factory) -> None:
        anna.set_up_app()
        late = anna.another_browser()
        sign_in(late)
        with make.session() as session:
            half = update(ConsoleSession).where(ConsoleSession.awaiting_factor.is_(True))
            session.execute(half.values(created_at=utc_now() - timedelta(minutes=5, seconds=1)))

        assert refused(late.post(SECOND, json={"code": anna.code()}), 401, "unauthenticated")

    def test_a_code_makes_it_whole_and_the_half_one_ends(self, anna: Person) -> None:
        anna.set_up_app()
        browser = anna.another_browser()
        sign_in(browser)
        half = TestClient(anna.app, HTTPS, headers=SAME_ORIGIN, cookies=dict(browser.cookies))

        whole = browser.post(SECOND, json={"code": anna.code()})

        assert whole.json()["next_step"] == "ready"
        assert whole.json()["grants"] == [{"role": "moderator", "election": None}]
        assert browser.get("/api/v1/tokens").status_code == 200
        assert half.get("/api/v1/me").status_code == 401

    def test_each_code_works_once(self, anna: Person) -> None:
        anna.set_up_app()
        first, second = anna.another_browser(), anna.another_browser()
        sign_in(first)
        sign_in(second)
        code = anna.code()

        assert first.post(SECOND, json={"code": code}).status_code == 200
        assert refused(second.post(SECOND, json={"code": code}), 403, "second-factor-refused")
        assert refused(second.post(SECOND, json={"code": anna.code(-1)}), 403, "second-factor-refused")

    def test_of_the_same_code_sent_four_times_at_once_one_is_taken(self, anna: Person) -> None:
        anna.set_up_app()
        browsers = [anna.another_browser() for _ in range(4)]
        for each in browsers:
            sign_in(each)
        code = anna.code()

        statuses = at_once([partial(each.post, SECOND, json={"code": code}) for each in browsers])

        assert sorted(statuses) == [200, 403, 403, 403]

    def test_a_code_of_another_minute_is_refused(self, anna: Person) -> None:
        anna.set_up_app()
        browser = anna.another_browser()
        sign_in(browser)

        assert refused(browser.post(SECOND, json={"code": anna.code(3)}), 403, "second-factor-refused")
        assert browser.post(SECOND, json={"code": anna.code()}).status_code == 200

    def test_is_not_awaited_of_whoever_is_signed_in(self, anna: Person) -> None:
        assert refused(anna.browser.post(SECOND, json={"code": "123456"}), 409, "second-factor-not-awaited")

    def test_guessing_codes_slows_down_the_guesser_and_nobody_else(self, anna: Person) -> None:
        anna.set_up_app()
        anna.app.state.factors.guesses = GuessLimit(lambda: 0.0, CODES)
        guesser, owner = anna.another_browser(STRANGER), anna.another_browser()
        sign_in(guesser)
        sign_in(owner)

        answers = [guesser.post(SECOND, json={"code": anna.wrong_code()}) for _ in range(FREE_TRIES + 1)]

        assert [answer.status_code for answer in answers] == [403] * FREE_TRIES + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert owner.post(SECOND, json={"code": anna.code()}).status_code == 200

    def test_a_recovery_code_gets_in_while_others_guess_from_everywhere(self, anna: Person) -> None:
        anna.set_up_app()
        for number in range(CODES.tries):
            anna.app.state.factors.guesses.attempt(str(anna.account_id), f"10.{number}.0.1")
        owner = anna.another_browser()
        sign_in(owner)

        assert refused(owner.post(SECOND, json={"code": anna.code()}), 429, "sign-in-slowed-down")
        assert owner.post(SECOND, json={"code": anna.recovery_codes[0]}).status_code == 200

    def test_nobody_learns_who_has_a_factor_before_the_password_is_right(self, anna: Person) -> None:
        without = sign_in(anna.another_browser(), password=ANOTHER)
        anna.set_up_app()
        with_one = sign_in(anna.another_browser(), password=ANOTHER)
        nobody = sign_in(anna.another_browser(), "nobody", ANOTHER)

        said = [
            {name: value for name, value in answer.json().items() if name != "request_id"}
            for answer in (without, with_one, nobody)
        ]
        assert said[0] == said[1] == said[2]


class TestRecoveryCodes:
    def test_each_stands_in_once_however_it_is_typed(self, anna: Person) -> None:
        anna.set_up_app()
        code = anna.recovery_codes[3]
        first, second = anna.another_browser(), anna.another_browser()
        sign_in(first)
        sign_in(second)

        assert first.post(SECOND, json={"code": code.upper().replace("-", " ")}).status_code == 200
        assert refused(second.post(SECOND, json={"code": code}), 403, "second-factor-refused")
        assert first.get(FACTORS).json()["recovery_codes_left"] == 9

    def test_new_ones_end_the_old_ones(self, anna: Person) -> None:
        anna.set_up_app()

        made = anna.browser.post(f"{FACTORS}/recovery-codes", json={"password": PASSWORD})

        assert set(made.json()["recovery_codes"]).isdisjoint(anna.recovery_codes)
        other = anna.another_browser()
        sign_in(other)
        assert refused(
            other.post(SECOND, json={"code": anna.recovery_codes[0]}), 403, "second-factor-refused"
        )
        assert other.post(SECOND, json={"code": made.json()["recovery_codes"][0]}).status_code == 200

    def test_are_of_no_use_to_another_account(self, anna: Person, make: Factory) -> None:
        anna.set_up_app()
        boris = Person(anna.app, with_password(make, "boris").id)
        sign_in(boris.browser, "boris")
        boris.set_up_app()
        half = boris.another_browser()
        sign_in(half, "boris")

        assert refused(half.post(SECOND, json={"code": anna.recovery_codes[0]}), 403, "second-factor-refused")

    def test_are_kept_as_digests_only(self, anna: Person, make: Factory) -> None:
        anna.set_up_app()

        with make.session() as session:
            kept = session.scalars(select(RecoveryCode.digest)).all()
        assert {len(each) for each in kept} == {32}

    def test_without_a_factor_there_are_none(self, anna: Person) -> None:
        answer = anna.browser.post(f"{FACTORS}/recovery-codes", json={"password": PASSWORD})

        assert refused(answer, 404, "factor-not-found")


class TestPasskeys:
    def test_signs_in_alone_by_no_name_and_no_password(self, anna: Person, make: Factory) -> None:
        laptop = anna.add_passkey("laptop")
        anna.add_passkey("key on my ring")
        browser = anna.another_browser()

        answer = use_passkey(browser, laptop)

        assert (answer.status_code, answer.json()["next_step"]) == (201, "ready")
        held = browser.get(FACTORS).json()
        assert [each["name"] for each in held["passkeys"]] == ["laptop", "key on my ring"]
        assert held["recovery_codes_left"] == 10
        with make.session() as session:
            counts = session.scalars(select(Passkey.sign_count).order_by(Passkey.created_at)).all()
        assert counts == [1, 0]

    def test_is_a_second_factor_after_the_password_too(self, anna: Person) -> None:
        laptop = anna.add_passkey()
        browser = anna.another_browser()

        half = sign_in(browser).json()

        assert (half["next_step"], half["second_factors"]) == ("second_factor", ["passkey"])
        assert refused(browser.post(SECOND, json={"code": "123456"}), 403, "second-factor-refused")
        assert use_passkey(browser, laptop).json()["next_step"] == "ready"
        assert browser.get("/api/v1/tokens").status_code == 200

    def test_options_are_the_same_for_everybody(self, anna: Person) -> None:
        anna.add_passkey()

        options = anna.another_browser().post("/api/v1/sessions/passkey/options", json={}).json()["options"]

        assert (options["rpId"], options["userVerification"]) == ("testserver", "required")
        assert not options.get("allowCredentials")

    def test_an_answer_works_once(self, anna: Person, make: Factory) -> None:
        laptop = anna.add_passkey()
        laptop.sign_count = -1  # as synced passkeys, which do not count, so that only the challenge tells
        browser = anna.another_browser()
        offer = browser.post("/api/v1/sessions/passkey/options", json={}).json()
        answer = {"ticket": offer["ticket"], "credential": laptop.use(offer["options"])}

        first = browser.post("/api/v1/sessions/passkey", json=answer)
        again = anna.another_browser().post("/api/v1/sessions/passkey", json=answer)

        assert first.status_code == 201
        assert refused(again, 401, "passkey-refused")
        with make.session() as session:
            assert len(session.scalars(select(SpentTicket)).all()) == 1

    def test_of_the_same_answer_sent_four_times_at_once_one_is_taken(self, anna: Person) -> None:
        laptop = anna.add_passkey()
        laptop.sign_count = -1
        offer = anna.browser.post("/api/v1/sessions/passkey/options", json={}).json()
        answer = {"ticket": offer["ticket"], "credential": laptop.use(offer["options"])}
        browsers = [anna.another_browser() for _ in range(4)]

        statuses = at_once([partial(each.post, "/api/v1/sessions/passkey", json=answer) for each in browsers])

        assert sorted(statuses) == [201, 401, 401, 401]

    @pytest.mark.parametrize(
        "changed",
        [
            {"origin": "https://testserver.evil.example"},
            {"verifies": False},
            {"sign_count": -1},
            {"user_handle": encoded(UUID(int=1).bytes)},
            {"user_handle": ""},
            {"credential_id": b"never registered"},
        ],
        ids=["site", "no finger", "count", "somebody else", "nobody", "unknown"],
    )
    def test_is_refused_for_another_site_without_its_owner_or_out_of_order(
        self, anna: Person, changed: dict[str, Any]
    ) -> None:
        laptop = anna.add_passkey()
        assert use_passkey(anna.another_browser(), laptop).status_code == 201
        for name, value in changed.items():
            setattr(laptop, name, value)

        assert refused(use_passkey(anna.another_browser(), laptop), 401, "passkey-refused")

    def test_somebody_elses_key_is_refused(self, anna: Person) -> None:
        laptop = anna.add_passkey()
        forged = Authenticator(
            HTTPS, credential_id=laptop.credential_id, user_handle=laptop.user_handle, sign_count=5
        )

        assert refused(use_passkey(anna.another_browser(), forged), 401, "passkey-refused")

    def test_a_challenge_is_good_for_what_and_for_whom_it_was_made(self, anna: Person) -> None:
        laptop = anna.add_passkey()
        browser = anna.another_browser()
        sign_in_ticket = browser.post("/api/v1/sessions/passkey/options", json={}).json()
        registration = anna.browser.post(f"{FACTORS}/passkeys/options", json={"password": PASSWORD}).json()
        made = Authenticator(HTTPS).make(registration["options"])
        used = laptop.use({"rpId": "testserver", "challenge": registration["options"]["challenge"]})

        crossed = browser.post(
            "/api/v1/sessions/passkey", json={"ticket": registration["ticket"], "credential": used}
        )
        mixed = anna.browser.post(
            f"{FACTORS}/passkeys",
            json={"ticket": sign_in_ticket["ticket"], "name": "mine", "credential": made},
        )
        use_passkey(browser, laptop)
        elsewhere = browser.post(
            f"{FACTORS}/passkeys",
            json={"ticket": registration["ticket"], "name": "mine", "credential": made},
        )

        assert refused(crossed, 401, "passkey-refused")
        assert refused(mixed, 422, "passkey-not-registered")
        assert refused(elsewhere, 422, "passkey-not-registered")

    def test_of_a_disabled_account_is_refused(self, anna: Person, make: Factory) -> None:
        laptop = anna.add_passkey()
        with make.session() as session:
            service.disable(session, anna.account_id, NOW)

        assert refused(use_passkey(anna.another_browser(), laptop), 401, "passkey-refused")

    @pytest.mark.parametrize("given", [{"origin": "https://elsewhere.example"}, {"verifies": False}])
    def test_one_made_for_another_site_or_that_asks_nothing_is_not_registered(
        self, anna: Person, given: dict[str, Any]
    ) -> None:
        answer = register(anna.browser, Authenticator(**{"origin": HTTPS} | given))

        assert refused(answer, 422, "passkey-not-registered")

    def test_the_same_one_is_registered_once(self, anna: Person) -> None:
        laptop = anna.add_passkey()

        assert refused(register(anna.browser, laptop), 422, "passkey-not-registered")

    def test_junk_is_refused_without_an_accident(self, anna: Person) -> None:
        laptop = anna.add_passkey()
        offer = anna.browser.post(f"{FACTORS}/passkeys/options", json={"password": PASSWORD}).json()
        made = Authenticator(HTTPS).make(offer["options"])

        for junk in ("", "AA", "_" * 300, encoded(b"[]"), encoded(b'{"type":1,"challenge":2,"origin":3}')):
            for member in ("clientDataJSON", "attestationObject"):
                credential = made | {"response": made["response"] | {member: junk}}
                answer = anna.browser.post(
                    f"{FACTORS}/passkeys",
                    json={"ticket": offer["ticket"], "name": "mine", "credential": credential},
                )
                assert refused(answer, 422, "passkey-not-registered")
            asked = anna.browser.post("/api/v1/sessions/passkey/options", json={}).json()
            used = laptop.use(asked["options"])
            for member in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
                credential = used | {"response": used["response"] | {member: junk}}
                answer = anna.browser.post(
                    "/api/v1/sessions/passkey", json={"ticket": asked["ticket"], "credential": credential}
                )
                assert refused(answer, 401, "passkey-refused")

    def test_one_is_removed_and_the_other_stays(self, anna: Person) -> None:
        laptop, ring = anna.add_passkey("laptop"), anna.add_passkey("ring")
        first = anna.browser.get(FACTORS).json()["passkeys"][0]["id"]

        wrong = anna.browser.post(f"{FACTORS}/passkeys/{first}/remove", json={"password": ANOTHER})
        removed = anna.browser.post(f"{FACTORS}/passkeys/{first}/remove", json={"password": PASSWORD})
        again = anna.browser.post(f"{FACTORS}/passkeys/{first}/remove", json={"password": PASSWORD})

        assert refused(wrong, 401, "sign-in-refused")
        assert removed.status_code == 204
        assert refused(again, 404, "factor-not-found")
        assert refused(use_passkey(anna.another_browser(), laptop), 401, "passkey-refused")
        assert use_passkey(anna.another_browser(), ring).status_code == 201

    def test_do_not_work_at_an_address_by_number(self, anna: Person) -> None:
        anna.app.state.base_url = None

        answer = anna.browser.post("/api/v1/sessions/passkey/options", json={})

        assert refused(answer, 409, "passkeys-unavailable")
        assert anna.browser.get(FACTORS).json()["passkeys_possible"] is False


class TestRequired:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"second_factor": "leads_and_admins"})

    def test_a_lead_without_one_may_only_set_one_up(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        lead = Person(app, with_password(make, role=Role.LEAD).id)

        assert sign_in(lead.browser).json()["next_step"] == "enrol_factor"
        for path in ("/api/v1/tokens", "/api/v1/sessions"):
            assert refused(lead.browser.get(path), 403, "second-factor-enrolment-required")
        lead.set_up_app()

        assert lead.browser.get("/api/v1/me").json()["next_step"] == "ready"
        assert lead.browser.get("/api/v1/tokens").status_code == 200
        removed = lead.browser.post(f"{FACTORS}/authenticator-app/remove", json={"password": PASSWORD})
        assert removed.status_code == 204
        assert lead.browser.get("/api/v1/me").json()["next_step"] == "enrol_factor"

    def test_a_moderator_may_do_without(self, app: FastAPI, client: TestClient, make: Factory) -> None:
        moderator = Person(app, with_password(make).id)

        assert sign_in(moderator.browser).json()["next_step"] == "ready"

    def test_a_one_time_password_is_changed_first(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        lead = Person(app, with_password(make, role=Role.LEAD, temporary=True).id)

        assert sign_in(lead.browser).json()["next_step"] == "change_password"
        changed = lead.browser.post(
            "/api/v1/me/password", json={"current_password": PASSWORD, "new_password": ANOTHER}
        )

        assert changed.json()["next_step"] == "enrol_factor"

    def test_a_token_of_a_lead_works(self, client: TestClient, make: Factory) -> None:
        assert client.get("/api/v1/tokens", headers=make.headers(Role.LEAD)).status_code == 200


class TestSessions:
    def test_lists_ones_own_by_kind_of_device(self, anna: Person, make: Factory) -> None:
        phone = anna.another_browser()
        phone.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148"
        sign_in(phone)
        with_password(make, "boris")
        sign_in(anna.another_browser(), "boris")

        listed = phone.get("/api/v1/sessions").json()["items"]

        assert {(each["device"], each["current"]) for each in listed} == {("phone", True), ("other", False)}

    def test_one_is_ended_and_a_strangers_is_not_found(self, anna: Person, make: Factory) -> None:
        other, stranger = anna.another_browser(), anna.another_browser()
        sign_in(other)
        with_password(make, "boris")
        sign_in(stranger, "boris")
        others = next(
            each["id"] for each in anna.browser.get("/api/v1/sessions").json()["items"] if not each["current"]
        )

        assert refused(stranger.delete(f"/api/v1/sessions/{others}"), 404, "session-not-found")
        assert other.get("/api/v1/me").status_code == 200
        assert anna.browser.delete(f"/api/v1/sessions/{others}").status_code == 204
        assert anna.browser.delete(f"/api/v1/sessions/{others}").status_code == 204
        assert other.get("/api/v1/me").status_code == 401
        assert anna.browser.get("/api/v1/me").status_code == 200

    def test_all_others_are_ended_at_once(self, anna: Person) -> None:
        others = [anna.another_browser(), anna.another_browser()]
        for each in others:
            sign_in(each)

        assert anna.browser.delete("/api/v1/sessions").status_code == 204

        assert [each.get("/api/v1/me").status_code for each in others] == [401, 401]
        assert len(anna.browser.get("/api/v1/sessions").json()["items"]) == 1

    @pytest.mark.parametrize("change", ["app", "passkey", "recovery codes", "removal"])
    def test_a_change_of_factors_ends_the_others_and_keeps_this_one(self, anna: Person, change: str) -> None:
        anna.set_up_app() if change != "app" else None
        other = anna.another_browser()
        sign_in(other)
        other.post(SECOND, json={"code": anna.code()}) if change != "app" else None
        assert other.get("/api/v1/tokens").status_code == 200

        match change:
            case "app":
                anna.set_up_app()
            case "passkey":
                anna.add_passkey()
            case "recovery codes":
                anna.browser.post(f"{FACTORS}/recovery-codes", json={"password": PASSWORD})
            case _:
                anna.browser.post(f"{FACTORS}/authenticator-app/remove", json={"password": PASSWORD})

        assert other.get("/api/v1/me").status_code == 401
        assert anna.browser.get("/api/v1/tokens").status_code == 200


class TestReset:
    def test_an_admin_removes_what_somebody_has_lost(
        self, client: TestClient, anna: Person, make: Factory
    ) -> None:
        anna.set_up_app()
        anna.add_passkey()

        admin = make.account(Role.ADMIN)
        path = f"/api/v1/accounts/{anna.account_id}/second-factors/reset"
        answer = client.post(path, headers=make.headers_of(admin))

        assert answer.status_code == 204
        trail = client.get("/api/v1/console/audit", headers=make.headers(Role.AUDITOR)).json()["items"]
        (removed,) = [entry for entry in trail if entry["event"] == "factors_removed"]
        assert (removed["object_id"], removed["account_id"]) == (str(anna.account_id), str(admin.id))
        assert anna.browser.get("/api/v1/me").status_code == 401
        assert sign_in(anna.another_browser()).json()["next_step"] == "ready"
        with make.session() as session:
            assert session.scalars(select(RecoveryCode)).all() == []

    def test_a_one_time_password_comes_without_factors(
        self, client: TestClient, anna: Person, make: Factory
    ) -> None:
        anna.set_up_app()

        given = client.post(f"/api/v1/accounts/{anna.account_id}/reset", headers=make.headers(Role.ADMIN))

        me = sign_in(anna.another_browser(), password=given.json()["one_time_password"]).json()
        assert (me["next_step"], me["second_factors"]) == ("change_password", [])
