"""Decisions in a real browser: begun and gone on with, taken back, and made for many at once.

And what could be the same event, in this module because its site is already there.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.console import SLUG, ConsoleSite, Seat
from tests.browser.test_console_redaction import OWN_PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]
THE_SAME = {
    "category": "polling_procedure.box_not_sealed",
    "description": "The box at the school stood there without its seal.",
    "location_precision": "exact",
    "latitude_deg": 40.5283,
    "longitude_deg": 72.7985,
    "occurred_at": "2027-01-24T09:15:00+06:00",
}


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_decision_that_was_begun_outlives_a_dead_browser_and_is_taken_back_exactly(
    seat: TakeSeat, console_site: ConsoleSite
) -> None:
    before = seat("demo-moderator")
    before.open_queue()
    answer = before.answer_to(lambda: before.keyboard.press("KeyN"), "POST", "/queue/next")
    report = answer.json()["id"]
    expect(before.page.get_by_role("region", name="Decision")).to_be_visible()
    before.keyboard.press("Digit3", "Digit2")
    before.page.get_by_label("Note for the team, if any").focus()
    kept = before.answer_to(lambda: before.keyboard.write("Обычная очередь."), "PUT", "/draft")
    assert kept.ok
    before.die()
    console_site.let_claims_run_out()

    after = seat("demo-moderator")
    after.open(f"reports/{report}")
    expect(after.page.get_by_role("button", name="Work on it")).to_be_visible()
    after.keyboard.press("KeyC")
    begun = after.page.get_by_role("group", name="A decision that was begun")
    expect(begun).to_contain_text("R2 · Обычная очередь.")
    assert_nothing_is_in_the_way(after.page)
    after.keyboard.press("KeyD", "Enter")
    after.said("Read, and not used.")
    assert after.api(f"reports/{report}")["history"][-1]["note"] == "Обычная очередь."
    expect(after.page.locator(".undo-bar")).to_contain_text("0:0")
    after.keyboard.press("KeyZ")

    after.said("Taken back")
    found = after.api(f"reports/{report}")
    assert (found["triage"], found["claim"]["mine"]) == ("received", True)
    expect(begun).to_have_count(0)
    # Read anew: before that no key would reach it.
    expect(after.page.get_by_role("button", name="Accept: a new incident")).to_be_visible()

    after.keyboard.press("KeyM")
    ready = after.page.get_by_role("group", name="Ready-made messages")
    ready.get_by_label("Ready-made messages in").select_option("ru")
    expect(ready.get_by_role("button").nth(1)).to_contain_text("Когда это произошло")
    question = after.page.get_by_role("textbox", name="Ask the sender")
    question.focus()
    after.keyboard.press("Ctrl+Shift+Digit2")
    after.keyboard.write(" Хотя бы примерно.")
    assert_nothing_is_in_the_way(after.page)
    after.keyboard.press("Ctrl+Enter")
    after.said("The sender reads it")
    assert after.api(f"reports/{report}")["messages"][-1]["text"].endswith("сейчас? Хотя бы примерно.")


def test_a_lead_tries_a_change_of_many_makes_it_and_takes_it_back(seat: TakeSeat) -> None:
    lead = seat("demo-lead")
    lead.open_queue()
    page = lead.page

    lead.keyboard.press("KeyJ", "KeyX", "KeyJ", "KeyJ", "Shift+KeyX", "KeyW")
    dialog = page.get_by_role("dialog", name="Change many at once")
    expect(dialog).to_contain_text("3 reports")
    lead.keyboard.press("Digit2")
    dialog.get_by_label("Tags, with commas between").fill("night")
    assert_nothing_is_in_the_way(page)
    dialog.get_by_role("button", name="Try it first").click()
    expect(dialog).to_contain_text("3 reports would be changed. Nothing has been yet.")
    assert tagged(lead) == []
    lead.keyboard.press("Enter")
    expect(dialog).to_contain_text("3 reports changed.")
    lead.keyboard.press("Escape")
    expect(page.locator(".undo-bar")).to_contain_text("3 reports changed.")
    assert len(tagged(lead)) == 3

    lead.keyboard.press("KeyZ")

    lead.said("3 reports stand as before.")
    assert tagged(lead) == []


def tagged(at: Seat) -> list[str]:
    first = at.api("reports?triage=received,in_triage&sort=due&limit=8")["items"]
    return [row["id"] for row in first if "night" in at.api(f"reports/{row['id']}")["coding"]["tags"]]


def told(at: Seat, **given: Any) -> str:
    report = str(uuid4())
    path = f"/api/v1/elections/{SLUG}/reports/{report}"
    sent = at.context.request.put(path, data=THE_SAME | given, headers=OWN_PAGES)
    assert sent.ok, sent.text()
    return report


def opened(at: Seat, report: str) -> str:
    """The incident of this one report."""
    path = f"/api/v1/console/elections/{SLUG}/reports/{report}"
    assert at.context.request.put(f"{path}/claim", data={}, headers=OWN_PAGES).ok
    headers = OWN_PAGES | {"If-Match": f'"{at.api(f"reports/{report}")["version"]}"'}
    decided = at.context.request.post(f"{path}/decisions", data={"decision": "link"}, headers=headers)
    assert decided.ok, decided.text()
    incident: str = decided.json()["incident"]
    return incident


def test_what_could_be_the_same_is_linked_with_one_press_or_never_suggested_again(seat: TakeSeat) -> None:
    at = seat("demo-moderator")
    first, second, other = told(at), told(at), told(at, latitude_deg=40.5285)
    page = at.page

    at.open(f"reports/{first}")
    panel = page.get_by_role("region", name="Could be the same event")
    expect(panel.get_by_role("listitem").filter(has_text="the same words").first).to_be_visible()
    assert_nothing_is_in_the_way(page)
    at.keyboard.press("KeyC")
    expect(page.get_by_role("region", name="Decision")).to_be_visible()
    at.keyboard.press("Digit1")
    at.said("Part of an incident.")
    incident = at.api(f"reports/{first}")["incident"]

    at.open(f"reports/{second}")
    expect(panel).to_contain_text("0 m apart")
    at.keyboard.press("KeyC")
    expect(panel.get_by_role("button", name="Link to this incident")).to_be_enabled()
    at.keyboard.press("Shift+Digit1")
    at.said("Part of an incident.")
    assert at.api(f"reports/{second}")["incident"] == incident

    at.open(f"incidents/{incident}")
    expect(panel).to_contain_text("22 m apart")
    assert_nothing_is_in_the_way(page)
    at.keyboard.press("KeyY", "Digit1")
    at.said("They are not suggested for each other again.")
    expect(panel).to_contain_text("Nothing like it is known nearby.")
    at.open(f"reports/{other}")
    expect(panel).to_contain_text("Nothing like it is known nearby.")


def test_two_incidents_become_one_by_choice_and_two_again(seat: TakeSeat) -> None:
    at = seat("demo-verifier-1")
    page = at.page
    place = {"latitude_deg": 42.8746, "longitude_deg": 74.5698}
    goes, stays = (
        opened(at, told(at, **place, harm={"injured": injured}))
        for injured in ({"min": 1, "max": 1}, {"min": 3})
    )
    at.open(f"incidents/{goes}")
    panel = page.get_by_role("region", name="Could be the same event")
    expect(panel.get_by_role("button", name="Merge")).to_be_visible()

    at.keyboard.press("Shift+Digit1")
    dialog = page.get_by_role("dialog", name="Merge two incidents")
    expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()
    expect(dialog.get_by_role("region", name="What the reports of both say")).to_contain_text("at least 1")
    at.keyboard.press("Digit2")
    expect(dialog).to_contain_text("Together: 2 reports.")
    assert_nothing_is_in_the_way(page)
    at.keyboard.press("Enter")

    at.said("Merged.")
    assert page.url.endswith(stays)
    expect(page.get_by_role("region", name="Where the reports differ")).to_contain_text("at least 1")
    behind = page.get_by_role("region", name="Who stands behind it")
    expect(behind).to_contain_text("2 reports, 0 independent known sources")
    page.get_by_role("button", name="Take it out again").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 report that came with it goes back.")
    at.keyboard.press("Enter")
    at.said("Two again.")
    expect(panel).to_contain_text("Nothing like it is known nearby.")
    assert at.api(f"incidents/{goes}")["merged_into"] is None


def test_what_was_handed_to_an_authority_is_listed_until_something_came_of_it(seat: TakeSeat) -> None:
    at = seat("demo-lead")
    page = at.page
    incident = opened(at, told(at, may_refer="yes", latitude_deg=41.4))
    path = f"/api/v1/console/elections/{SLUG}/incidents/{incident}"
    headers = OWN_PAGES | {"If-Match": f'"{at.api(f"incidents/{incident}")["version"]}"'}
    written = at.context.request.patch(
        path, data={"public_text": {"en": "The box stood there unsealed."}}, headers=headers
    )
    assert written.ok, written.text()
    at.open(f"incidents/{incident}")
    expect(page.get_by_role("button", name="Hand to an authority")).to_be_visible()

    at.keyboard.press("KeyR")
    dialog = page.get_by_role("dialog", name="Hand to an authority")
    expect(dialog).to_contain_text("The box stood there unsealed.")
    dialog.get_by_label("Authority").fill("Central Election Commission")
    dialog.get_by_label("Answer expected by").fill("2099-01-01T10:00")
    assert_nothing_is_in_the_way(page)
    page.keyboard.press("Enter")
    at.said("Handed over.")
    at.open("referrals")
    page.get_by_label("Which").select_option("waiting")
    expect(page.get_by_role("table")).to_contain_text("Central Election Commission")
    assert_nothing_is_in_the_way(page)
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_role("button", name="What came of it: Central Election Commission").click()
    at.keyboard.press("Digit4", "Enter")

    at.said("Recorded.")
    assert at.api("referrals?state=answered")["items"][0]["outcome"] == "no_action"


def test_an_incident_is_said_to_continue_another_and_perhaps_not_after_all(seat: TakeSeat) -> None:
    at = seat("demo-moderator")
    before, after = (opened(at, told(at)) for _ in range(2))
    at.open(f"incidents/{after}")
    related = at.page.get_by_role("region", name="Related incidents")

    related.get_by_label("How it stands to the other").select_option("continues")
    related.get_by_label("Other incident").select_option(before)
    related.get_by_role("button", name="Relate", exact=True).click()

    choice = related.get_by_role("listitem").get_by_role("combobox")
    expect(choice).to_have_value("continues")
    assert_nothing_is_in_the_way(at.page)
    assert at.api(f"incidents/{before}")["continued_by"] == [after]
    with at.page.expect_response(lambda answer: answer.request.method == "PUT"):
        choice.select_option("related")
    expect(choice).to_have_value("related")
    assert at.api(f"incidents/{before}")["continued_by"] == []
