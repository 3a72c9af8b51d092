"""What signing in decides without a database: which step comes next, which site, which device, which code."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pyotp
import pytest

from app.accounts import recovery_codes, totp
from app.accounts.device_class import DeviceClass, device_class
from app.accounts.next_step import REQUIRED_OF, NextStep, next_step
from app.accounts.passkey_site import Site, site_of
from app.accounts.passkey_tickets import REGISTER, SIGN_IN, VALID_FOR, Tickets
from app.accounts.roles import STAFF, Role

NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)


class TestNextStep:
    def test_the_second_factor_comes_before_everything_and_the_password_before_enrolment(self) -> None:
        for awaiting, temporary, missing in product([False, True], repeat=3):
            step = next_step(awaiting_factor=awaiting, password_temporary=temporary, factor_missing=missing)

            assert (step is NextStep.SECOND_FACTOR) == awaiting
            assert (step is NextStep.CHANGE_PASSWORD) == (temporary and not awaiting)
            assert (step is NextStep.ENROL_FACTOR) == (missing and not temporary and not awaiting)

    def test_monitors_never_need_one(self) -> None:
        assert all(Role.MONITOR not in roles for roles in REQUIRED_OF.values())
        assert REQUIRED_OF["staff"] == STAFF


class TestSite:
    @pytest.mark.parametrize(
        ("base_url", "host", "site"),
        [
            ("https://pollwatch.example", "anything", Site("pollwatch.example", "https://pollwatch.example")),
            ("https://Pollwatch.Example:443/x", "", Site("pollwatch.example", "https://pollwatch.example")),
            ("https://p.example:8443", "localhost", Site("p.example", "https://p.example:8443")),
            ("http://localhost:8000", "", Site("localhost", "http://localhost:8000")),
            ("http://pollwatch.example", "localhost", None),
            ("https://192.0.2.1", "localhost", None),
            ("http://127.0.0.1:8000", "localhost:8000", None),
            ("https://p.example:port", "localhost", None),
            (None, "localhost:8000", Site("localhost", "http://localhost:8000")),
            (None, "localhost", Site("localhost", "http://localhost")),
            (None, "127.0.0.1:8000", None),
            (None, "[::1]:8000", None),
            (None, "pollwatch.example", None),
            (None, "localhost.evil.example", None),
            (None, "evil.example#localhost", None),
            (None, "[", None),
            (None, "", None),
        ],
    )
    def test_is_ours_by_name_and_encrypted_or_the_machine_itself(
        self, base_url: str | None, host: str, site: Site | None
    ) -> None:
        assert site_of(base_url, host) == site


class TestTickets:
    def test_are_good_for_their_purpose_until_they_expire(self) -> None:
        tickets = Tickets(b"k" * 32)
        challenge, ticket = tickets.issue(REGISTER + b"session", NOW)

        assert tickets.challenge(ticket, REGISTER + b"session", NOW) == challenge
        assert tickets.challenge(ticket, REGISTER + b"another", NOW) is None
        assert tickets.challenge(ticket, SIGN_IN, NOW) is None
        assert tickets.challenge(ticket, REGISTER + b"session", NOW + VALID_FOR) is None
        assert Tickets(b"l" * 32).challenge(ticket, REGISTER + b"session", NOW) is None

    @pytest.mark.parametrize("ticket", ["", "A", "AAAA", "=" * 8, "AAAA" * 24])
    def test_made_up_ones_are_not(self, ticket: str) -> None:
        assert Tickets(b"k" * 32).challenge(ticket, SIGN_IN, NOW) is None


class TestCodes:
    def test_one_step_to_either_side_is_taken_and_no_more(self) -> None:
        secret = totp.new_secret()
        current = int(NOW.timestamp()) // totp.STEP_SECONDS

        found = [
            totp.matching_step(secret, pyotp.HOTP(secret).at(current + ahead), NOW)
            for ahead in (-2, -1, 0, 1, 2)
        ]

        assert found == [None, current - 1, current, current + 1, None]

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "шесть"])
    def test_what_is_no_code_matches_nothing(self, code: str) -> None:
        assert totp.matching_step(totp.new_secret(), code, NOW) is None

    def test_agrees_with_the_vectors_of_the_standard(self) -> None:
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, "12345678901234567890"

        for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
            assert totp.matching_step(secret, code, at) == seconds // 30

    def test_a_qr_code_is_square_and_says_more_the_longer_the_text(self) -> None:
        short, long = totp.qr_rows("otpauth://totp/x"), totp.qr_rows("otpauth://totp/" + "x" * 200)

        assert {len(row) for row in short} == {len(short)}
        assert set("".join(short)) == {"0", "1"}
        assert len(short) < len(long)


class TestRecoveryCodes:
    def test_are_ten_that_differ_and_can_be_read_out(self) -> None:
        codes = recovery_codes.new_codes()

        assert len(set(codes)) == recovery_codes.COUNT
        assert all(len(code) == 19 and not set("01loi") & set(code) for code in codes)

    def test_the_digest_depends_on_key_account_and_code_and_not_on_how_it_is_typed(self) -> None:
        account = uuid4()
        digest = recovery_codes.digest(b"key", account, "abcd-efgh")

        assert recovery_codes.digest(b"key", account, " ABCD efgh") == digest
        assert recovery_codes.digest(b"other", account, "abcd-efgh") != digest
        assert recovery_codes.digest(b"key", UUID(int=1), "abcd-efgh") != digest
        assert recovery_codes.digest(b"key", account, "abcd-efgj") != digest


@pytest.mark.parametrize(
    ("user_agent", "found"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", DeviceClass.COMPUTER),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0", DeviceClass.COMPUTER),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", DeviceClass.COMPUTER),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0.0.0 Mobile Safari/537.36", DeviceClass.PHONE),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148", DeviceClass.PHONE),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0.0.0 Safari/537.36", DeviceClass.TABLET),
        ("Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) Mobile/15E148", DeviceClass.TABLET),
        ("curl/8.11", DeviceClass.OTHER),
        ("", DeviceClass.OTHER),
        ("x" * 100_000 + "iPhone", DeviceClass.OTHER),
    ],
)
def test_a_device_is_told_by_its_kind(user_agent: str, found: DeviceClass) -> None:
    assert device_class(user_agent) is found
