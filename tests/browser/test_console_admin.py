"""People, elections, places and bundles of evidence in a real browser: each screen for whom it is."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import FilePayload, Page, expect

from app.web.messages import LANGUAGES
from tests.browser.console import SLUG, ConsoleSite, Seat

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]
OWN_PAGES = {"Sec-Fetch-Site": "same-origin"}
ADMIN = "admin-of-the-tests"
STATIONS = "number,name_en,area\nT-9001,School no. 1,KG\nT-9002,School no. 2,KG-NOWHERE\n"


@pytest.fixture
def admin(seat: TakeSeat, console_site: ConsoleSite) -> Seat:
    if ADMIN not in console_site.passwords:
        console_site.add(ADMIN, "admin", everywhere=True)
    return seat(ADMIN)


def election_now(admin: Seat) -> dict[str, Any]:
    found: dict[str, Any] = admin.context.request.get(f"/api/v1/console/elections/{SLUG}").json()
    return found


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_somebody_new_gets_an_account_a_role_and_a_password_and_loses_them_again(
    admin: Seat, seat: TakeSeat, console_site: ConsoleSite
) -> None:
    page = admin.page
    page.goto("/console/people")
    expect(page.get_by_role("button", name="Open: demo-lead")).to_be_visible()
    admin.keyboard.press("KeyN")
    new = page.get_by_role("dialog", name="New account")
    new.get_by_label("Name").fill("newcomer")
    new.get_by_label("In which election").select_option(SLUG)
    new.get_by_role("button", name="Create").click()
    shown = page.get_by_role("dialog", name="One-time password of newcomer")
    console_site.passwords["newcomer"] = shown.locator(".code").inner_text()
    assert_nothing_is_in_the_way(page)
    admin.keyboard.press("Escape")

    newcomer = seat("newcomer")
    newcomer.open_queue()
    page.get_by_role("button", name="Open: newcomer").click()
    person = page.get_by_role("dialog", name="newcomer")
    person.get_by_label("Role", exact=True).select_option("verifier")
    person.get_by_role("button", name="Give this role").click()
    expect(person.get_by_text("Verifier · every election", exact=True)).to_be_visible()
    assert_nothing_is_in_the_way(page)
    person.get_by_role("button", name=f"Take back: Moderator · {SLUG}").click()
    expect(person.get_by_text(f"Moderator · {SLUG}", exact=True)).to_have_count(0)
    person.get_by_label("For what").fill("import")
    person.get_by_role("button", name="Issue a token").click()
    expect(page.get_by_role("dialog", name="New token").locator(".code")).not_to_be_empty()
    admin.keyboard.press("Escape")
    person.get_by_role("button", name="Revoke: import").click()
    expect(person.get_by_role("button", name="Revoke: import")).to_have_count(0)

    person.get_by_role("button", name="Disable").click()
    expect(person.get_by_role("button", name="Enable again")).to_be_visible()
    newcomer.page.reload()
    expect(newcomer.page.get_by_role("heading", name="Sign in to the console")).to_be_visible()


def test_a_file_with_a_bad_row_imports_nothing_names_the_row_and_can_import_the_rest(admin: Seat) -> None:
    page = admin.page
    admin.open("settings")
    stations = page.get_by_role("group", name="Stations")
    file: FilePayload = {"name": "stations.csv", "mimeType": "text/csv", "buffer": STATIONS.encode()}
    stations.get_by_label("File").set_input_files(file)

    stations.get_by_role("button", name="Import stations").click()
    expect(stations.get_by_role("alert")).to_contain_text("Nothing was imported")
    expect(stations.get_by_role("row", name="3 ")).to_be_visible()
    assert_nothing_is_in_the_way(page)
    stations.get_by_role("button", name="Import the rest").click()

    expect(stations.get_by_role("status")).to_have_text("Imported: 1. Left out: 1.")
    page.wait_for_function(
        """url => fetch(url, {cache: "no-store"}).then(r => r.json())
            .then(r => r.number.filter(each => each.startsWith("T-900")).join() === "T-9001")""",
        arg=f"/api/v1/elections/{SLUG}/stations",
        polling=200,
    )


def test_rules_are_saved_by_version_and_nobodys_change_is_overwritten(admin: Seat) -> None:
    page = admin.page
    admin.open("settings")
    rules = page.get_by_role("form", name="Rules")
    rules.get_by_label("Emergency number").fill("112")
    other = admin.context.request.patch(
        f"/api/v1/console/elections/{SLUG}",
        data={"emergency_number": "103", "publication_delay_minutes": 90},
        headers={"If-Match": f'"{election_now(admin)["version"]}"', **OWN_PAGES},
    )
    assert other.ok, other.text()

    admin.keyboard.press("Ctrl+KeyS")
    conflict = page.get_by_role("dialog", name="Somebody saved first")
    expect(conflict.get_by_label("Theirs:")).to_be_visible()
    assert_nothing_is_in_the_way(page)
    conflict.get_by_role("button", name="Save what is chosen").click()

    admin.said("Saved.")
    now = election_now(admin)
    assert (now["emergency_number"], now["publication_delay_minutes"]) == ("112", 90)


def test_an_election_begins_as_a_draft_and_is_opened_on_purpose(admin: Seat) -> None:
    page = admin.page
    page.goto("/console/elections")
    expect(page.get_by_role("link", name="Synthetic election")).to_be_visible()
    admin.keyboard.press("KeyN")
    new = page.get_by_role("dialog", name="New election")
    new.get_by_label("English").fill("Trial of the console")
    new.get_by_label("In addresses").fill("trial-2027")
    new.get_by_label("Code in public references").fill("TRIAL27")
    new.get_by_label("Day of the vote").fill("2027-01-24")
    assert_nothing_is_in_the_way(page)
    new.get_by_role("button", name="Create the draft").click()

    page.get_by_role("link", name="Trial of the console").click()
    state = page.get_by_role("region", name="State")
    expect(state).to_contain_text("State: draft")
    state.get_by_role("button", name="Open", exact=True).click()
    expect(state).to_contain_text("It is never a draft again.")
    state.get_by_role("button", name="Yes, do it").click()
    expect(state).to_contain_text("State: open")


def test_a_bundle_is_asked_for_by_one_and_approved_by_another(seat: TakeSeat) -> None:
    asking, other = seat("demo-verifier-1"), seat("demo-lead")
    asking.open("exports")
    asking.page.get_by_label("Of an incident").select_option(index=1)
    asking.page.get_by_label("What for").fill("The court asked for it.")
    asking.page.get_by_role("button", name="Ask for a bundle").click()
    expect(asking.page.get_by_text("You asked for it: another person approves.")).to_be_visible()
    assert_nothing_is_in_the_way(asking.page)

    other.open("exports")
    other.page.get_by_role("button", name="Approve").click()
    with other.page.expect_download() as downloaded:
        other.page.get_by_role("link", name="Download").click()

    assert downloaded.value.suggested_filename.endswith(".zip")


def test_everybody_sees_the_links_of_their_role_and_no_others(seat: TakeSeat, admin: Seat) -> None:
    moderator = seat("demo-moderator")
    moderator.open("sources")
    expect(moderator.page.get_by_role("cell", name="Observer").first).to_be_visible()
    expect(moderator.page.get_by_role("button", name="Accredit")).to_have_count(0)
    assert_nothing_is_in_the_way(moderator.page)
    links = moderator.page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text(["Reports", "Incidents", "Referrals", "Enter a report", "Visits", "Sources"])
    moderator.page.goto("/console/people")
    expect(moderator.page.get_by_role("alert").first).to_contain_text("Your role does not allow this.")

    admin.open("settings")
    links = admin.page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text(["Sources", "Settings", "Administration"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_over_the_edge(admin: Seat, seat: TakeSeat, language: str) -> None:
    pages = {
        admin: ("/console/people", "/console/elections", f"/console/e/{SLUG}/settings"),
        seat("demo-lead"): tuple(f"/console/e/{SLUG}/{rest}" for rest in ("enter", "exports", "sources")),
    }
    for at, paths in pages.items():
        at.page.evaluate("language => localStorage.setItem('pollwatch-language', language)", language)
        for path in paths:
            at.page.goto(path)
            expect(at.page.locator("main form, main table").first).to_be_visible()
            assert at.page.locator("html").get_attribute("lang") == language
            for width in (1366, 320):
                at.page.set_viewport_size({"width": width, "height": 700})
                assert at.page.evaluate("document.documentElement.scrollWidth") <= width, path
