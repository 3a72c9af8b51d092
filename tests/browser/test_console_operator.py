"""A report entered for somebody else, in a real browser."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, Route, expect

from tests.browser.console import Seat

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]
WORDS = "Раздают деньги у школы."


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def found_reports(at: Seat) -> int:
    return len(at.api("reports?q=деньги+у+школы")["items"])


def test_a_call_becomes_a_report_with_its_channel_and_source_and_a_code_to_read_out(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    operator.open("enter")
    expect(page.get_by_role("button", name="Bribery")).to_be_visible()

    operator.keyboard.press("Ctrl+KeyS")
    expect(page.get_by_role("alert")).to_contain_text("Choose what happened.")
    operator.keyboard.press("Digit2")
    page.get_by_label("In the words of the person who says it").fill("Звонили с рынка.")
    page.get_by_label("Came by").select_option("media")
    page.get_by_label("Name of the source").fill("Газета «Ош»")
    page.get_by_label("How to reach them").fill("+996 555 000000")
    assert_nothing_is_in_the_way(page)
    page.reload()
    expect(page.get_by_label("Name of the source")).to_have_value("Газета «Ош»")
    answer = operator.answer_to(
        lambda: page.get_by_role("button", name="Send the report").click(), "PUT", ""
    ).json()

    taken = page.get_by_role("region", name="Received")
    expect(taken).to_contain_text(answer["tracking_code"])
    assert_nothing_is_in_the_way(page)
    report = operator.api(f"reports/{answer['id']}")
    assert (report["channel"], report["source"]["key"]) == ("media", "газета-ош")
    assert report["original"]["category"].startswith("vote_buying.")
    operator.keyboard.press("KeyN")
    expect(page.get_by_label("Name of the source")).to_have_value("")


def test_when_the_line_breaks_it_is_sent_again_as_it_was_and_stays_one_report(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    operator.open("enter")
    page.get_by_role("button", name="Bribery").click()
    page.get_by_label("In the words of the person who says it").fill(WORDS)

    def taken_and_lost(route: Route) -> None:
        route.fetch()
        route.fulfill(status=403, content_type="text/html", body="Pay for this network first.")

    page.route("**/reports/*", taken_and_lost)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Whether it arrived is not known.")).to_be_visible()
    expect(page.get_by_label("In the words of the person who says it")).to_be_disabled()
    page.unroute("**/reports/*")
    page.reload()
    page.get_by_role("button", name="Send the same again").click()

    expect(page.get_by_role("region", name="Received")).to_be_visible()
    assert found_reports(operator) == 1
