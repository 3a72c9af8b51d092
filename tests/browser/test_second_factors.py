"""Second factors in a real browser: an app, a passkey of Chromium's virtual authenticator, and sessions."""

from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, CDPSession, Page, expect

from app.core.clock import utc_now
from tests.browser.console import PASSWORD, ConsoleSite, Seat
from tests.cli.command import Command

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PEOPLE = {"lead-1": "lead", "moderator-1": "moderator", "moderator-2": "moderator"}
LANGUAGES = {"Русский": "ru", "Кыргызча": "ky", "Ўзбекча": "uz-Cyrl", "English": "en"}
TakeSeat = Callable[..., Seat]


@pytest.fixture(scope="module")
def console_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    """By its name, as passkeys want it; leads must have a second factor."""
    command = Command(tmp_path_factory.mktemp("factors") / "data")
    assert command("migrate").code == 0
    passwords = {}
    for name, role in PEOPLE.items():
        passwords[name] = command("account", "create", name, "--role", role, "--json").json["password"]
    with command.serving(APP_SECOND_FACTOR="leads_and_admins") as served:
        yield ConsoleSite(served.url.replace("127.0.0.1", "localhost"), command, passwords)


def virtual_authenticator(page: Page) -> tuple[CDPSession, dict[str, str]]:
    """A device with a fingerprint reader, on which its owner's finger lies."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def fill_in_sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def open_account(at: Seat, name: str) -> Page:
    at.page.get_by_role("link", name=name).click()
    expect(at.page.get_by_role("heading", name="Your account")).to_be_visible()
    return at.page


def keep_recovery_codes(page: Page) -> list[str]:
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    kept = codes.all_inner_texts()
    assert_nothing_is_in_the_way(page)
    page.get_by_role("button", name="I have kept them").click()
    return kept


def test_a_lead_sets_up_an_app_before_the_console_opens_and_comes_back_with_a_recovery_code(
    chromium: Browser, console_site: ConsoleSite
) -> None:
    lead = Seat(chromium, console_site)
    page = lead.page
    page.goto("/console/")
    one_time = console_site.passwords["lead-1"]
    fill_in_sign_in(page, "lead-1", one_time)
    page.get_by_label("One-time password").fill(one_time)
    page.get_by_label("Your own password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    expect(page.get_by_role("button", name="Set up an app")).to_be_disabled()
    assert_nothing_is_in_the_way(page)

    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("code.secret").inner_text()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert_nothing_is_in_the_way(page)
    page.get_by_label("Code that the app shows").fill("12345")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).at(utc_now()))
    page.keyboard.press("Enter")
    codes = keep_recovery_codes(page)
    expect(page.get_by_role("heading", name="Elections")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    fill_in_sign_in(page, "lead-1")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert_nothing_is_in_the_way(page)
    page.reload()
    page.get_by_label("Code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Elections")).to_be_visible()
    expect(open_account(lead, "lead-1").get_by_text("Left: 9")).to_be_visible()
    lead.leave()


def test_a_passkey_signs_in_without_a_name_and_only_by_its_owners_finger(seat: TakeSeat) -> None:
    moderator = seat("moderator-1")
    devtools, device = virtual_authenticator(moderator.page)
    page = open_account(moderator, "moderator-1")

    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("A name for the new passkey").fill("this laptop")
    page.get_by_role("button", name="Add a passkey").click()
    keep_recovery_codes(page)
    expect(page.locator(".factors .listed")).to_contain_text("this laptop Not used yet.")

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".masthead .who")).to_have_text("moderator-1")

    page.get_by_role("button", name="Sign out").click()
    devtools.send("WebAuthn.setUserVerified", device | {"isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")

    devtools.send("WebAuthn.setUserVerified", device | {"isUserVerified": True})
    fill_in_sign_in(page, "moderator-1")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".masthead .who")).to_have_text("moderator-1")

    expect(open_account(moderator, "moderator-1").locator(".factors .listed")).to_contain_text("Last used")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Remove: this laptop").click()
    expect(page.locator(".factors .listed li")).to_have_count(0)


def test_somebody_sees_where_they_are_signed_in_and_ends_it(seat: TakeSeat) -> None:
    here, there = seat("moderator-2"), seat("moderator-2")
    page = open_account(here, "moderator-2")
    expect(page.get_by_text("this browser")).to_have_count(1)
    expect(page.get_by_role("button", name="Sign out there")).to_have_count(1)

    page.get_by_role("button", name="Sign out everywhere else").click()

    expect(page.get_by_role("button", name="Sign out there")).to_have_count(0)
    # What was read of a session is believed for a second at most.
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    page.wait_for_timeout(1100)
    there.page.reload()
    expect(there.page.get_by_role("heading", name="Sign in to the console")).to_be_visible()


def test_a_moderator_gives_a_program_a_token_copies_it_once_and_revokes_it(seat: TakeSeat) -> None:
    moderator = seat("moderator-2", permissions=["clipboard-read", "clipboard-write"])
    page = open_account(moderator, "moderator-2")
    tokens = page.get_by_role("region", name="Tokens")
    expect(tokens.get_by_label("Acts as").locator("option")).to_have_text(
        ["everything this account may", "Moderator"]
    )
    tokens.get_by_label("For what").fill("newsroom sheet")
    tokens.get_by_label("Acts as").select_option("moderator")
    tokens.get_by_role("button", name="Issue a token").click()

    shown = page.get_by_role("dialog", name="New token")
    secret = shown.locator(".code").inner_text()
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert_nothing_is_in_the_way(page)
    moderator.keyboard.press("Escape")

    row = tokens.get_by_role("row", name="newsroom sheet")
    expect(row.get_by_role("cell", name="never")).to_be_visible()
    row.get_by_role("button", name="Revoke: newsroom sheet").click()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_account_can_be_read_in_four_languages_on_a_narrow_screen(
    seat: TakeSeat, color_scheme: str
) -> None:
    moderator = seat("moderator-2", color_scheme=color_scheme)
    page = open_account(moderator, "moderator-2")
    page.set_viewport_size({"width": 320, "height": 640})

    for endonym, language in LANGUAGES.items():
        page.locator("select").first.select_option(label=endonym)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".account h1")).to_be_visible()
        assert_nothing_is_in_the_way(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), language
