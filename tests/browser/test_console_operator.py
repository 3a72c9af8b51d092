"""A report entered for somebody else, in a real browser."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Dialog, FilePayload, Page, Route, expect

from tests.browser.console import Seat
from tests.pictures import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]
WORDS = "Раздают деньги у школы."


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def pay_first(route: Route) -> None:
    """Something between the browser and the service answers in its place."""
    route.fulfill(status=403, content_type="text/html", body="Pay for this network first.")


def found_reports(at: Seat) -> int:
    return len(at.api("reports?q=деньги+у+школы")["items"])


def photo(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=content)


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_a_call_becomes_a_report_with_its_source_its_photos_and_a_code_to_read_out(seat: TakeSeat) -> None:
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
    chosen = [photo("list.jpg", jpeg(640, 480)), photo("box.jpg", jpeg(480, 640))]
    not_chosen = [photo("wrong.jpg", jpeg(320, 240)), photo("letter.jpg", b"%PDF-1.7 a letter")]
    page.get_by_label("Choose photos").set_input_files([*not_chosen, *chosen])
    expect(page.get_by_role("alert").last).to_contain_text("“letter.jpg” is not a photo we can take.")
    page.get_by_role("button", name="Leave out wrong.jpg").click()
    expect(page.locator("canvas:visible")).to_have_count(2)
    assert_nothing_is_in_the_way(page)
    page.once("dialog", Dialog.accept)
    with page.expect_event("dialog") as asked:
        page.reload()
    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Name of the source")).to_have_value("Газета «Ош»")
    expect(page.get_by_text("no longer has this file")).to_have_count(2)
    page.get_by_label("Choose photos").set_input_files(chosen)
    expect(page.locator("canvas:visible")).to_have_count(2)
    page.route(f"**/photos/{digest(chosen[1]['buffer'])}", pay_first, times=1)
    answer = operator.answer_to(
        lambda: page.get_by_role("button", name="Send the report").click(), "PUT", ""
    ).json()

    taken = page.get_by_role("region", name="Received", exact=True)
    expect(taken).to_contain_text(answer["tracking_code"])
    expect(taken).to_contain_text("1 photo is stored with the report. 1 photo could not be sent.")
    assert_nothing_is_in_the_way(page)
    operator.keyboard.press("KeyN")
    page.get_by_role("button", name="Send the photos again").click()  # while the next one is entered
    operator.said("2 photos are stored with the report.")
    report = operator.api(f"reports/{answer['id']}")
    assert {each["sha256"] for each in report["photos"]} == {digest(each["buffer"]) for each in chosen}
    assert {each["state"] for each in report["photos"]} == {"received"}
    assert (report["channel"], report["source"]["key"]) == ("media", "газета-ош")
    assert report["original"]["category"].startswith("vote_buying.")
    expect(page.get_by_label("Name of the source")).to_have_value("")


def test_when_the_line_breaks_it_is_sent_again_as_it_was_and_stays_one_report(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    operator.open("enter")
    page.get_by_role("button", name="Bribery").click()
    page.get_by_label("In the words of the person who says it").fill(WORDS)

    def taken_and_lost(route: Route) -> None:
        route.fetch()
        pay_first(route)

    page.route("**/reports/*", taken_and_lost)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Whether it arrived is not known.")).to_be_visible()
    expect(page.get_by_label("In the words of the person who says it")).to_be_disabled()
    page.unroute("**/reports/*")
    page.reload()
    page.get_by_role("button", name="Send the same again").click()

    expect(page.get_by_role("region", name="Received", exact=True)).to_be_visible()
    assert found_reports(operator) == 1


def fill_in(operator: Seat, words: str, content: bytes) -> None:
    """The form that is open, with a photo; it is not sent."""
    page = operator.page
    page.get_by_role("button", name="Bribery").click()
    page.get_by_label("In the words of the person who says it").fill(words)
    page.get_by_label("Choose photos").set_input_files([photo("box.jpg", content)])
    expect(page.locator("canvas:visible")).to_have_count(1)


def end_the_session(operator: Seat) -> None:
    """From elsewhere, while the page stays as it is."""
    operator.context.clear_cookies()
    operator.page.get_by_role("link", name="Reports").click()
    expect(operator.page.get_by_role("heading", name="Sign in to the console")).to_be_visible()


def test_nobody_else_is_shown_or_sends_what_one_account_left_in_the_tab(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    stored, waiting = jpeg(640, 400), jpeg(400, 640)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    operator.open("enter")
    fill_in(operator, "Сказано на рынке.", stored)
    page.route(f"**/photos/{digest(stored)}", pay_first)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("region", name="Received", exact=True)).to_contain_text("could not be sent")
    page.get_by_role("button", name="Enter another").click()
    fill_in(operator, WORDS, waiting)

    end_the_session(operator)
    left = page.get_by_text("Only the account that entered them can see and send them")
    expect(left).to_contain_text("1 report that was entered in this tab has not been sent.")
    expect(left).to_contain_text("1 photo is still on its way from this tab.")
    assert_nothing_is_in_the_way(page)
    sent.clear()
    page.unroute(f"**/photos/{digest(stored)}")
    operator.sign_in_here("demo-lead")
    page.get_by_role("link", name="Enter a report").click()
    expect(page.get_by_label("In the words of the person who says it")).to_have_value("")
    expect(page.locator("canvas")).to_have_count(0)
    expect(page.locator(".outbox")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(left).to_contain_text("1 report that was entered in this tab has not been sent.")
    assert sent == []

    operator.sign_in_here("demo-moderator")
    page.get_by_role("link", name="Enter a report").click()
    expect(page.get_by_label("In the words of the person who says it")).to_have_value(WORDS)
    expect(page.locator("canvas:visible")).to_have_count(1)
    page.get_by_role("button", name="Send the photos again").click()
    operator.said("1 photo is stored with the report.")


def test_signing_out_says_first_what_is_not_sent_and_then_leaves_nothing_of_it(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    operator.open("enter")
    fill_in(operator, "Автобус стоит у школы.", jpeg(500, 400))

    page.get_by_role("button", name="Sign out").click()
    asked = page.get_by_role("dialog", name="Not everything has been sent")
    expect(asked).to_contain_text("1 report that you entered has not been sent.")
    assert_nothing_is_in_the_way(page)
    asked.get_by_role("button", name="Open the report in").click()
    expect(page.get_by_label("In the words of the person who says it")).to_have_value(
        "Автобус стоит у школы."
    )
    page.get_by_role("button", name="Sign out").click()
    asked.get_by_role("button", name="Sign out without sending").click()

    expect(page.get_by_role("heading", name="Sign in to the console")).to_be_visible()
    expect(page.get_by_text("Only the account that entered")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    operator.sign_in_here("demo-moderator")
    page.get_by_role("link", name="Enter a report").click()
    expect(page.get_by_label("In the words of the person who says it")).to_have_value("")


def test_a_tab_ends_when_another_account_signs_in_beside_it(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    operator.open("enter")
    fill_in(operator, "Список лежит на окне.", jpeg(450, 400))
    beside = operator.context.new_page()
    beside.goto("/console/")
    beside.get_by_role("button", name="Sign out").click()

    operator.sign_in_here("demo-lead", beside)

    expect(
        operator.page.get_by_text("1 report that was entered in this tab has not been sent.")
    ).to_be_visible()


def test_what_is_left_of_several_reports_is_told_apart_by_name(seat: TakeSeat) -> None:
    operator = seat("demo-moderator")
    page = operator.page
    page.route("**/photos/*", pay_first)
    operator.open("enter")
    for content in (jpeg(300, 401), jpeg(300, 402)):
        fill_in(operator, "Кричат у входа.", content)
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("region", name="Received", exact=True)).to_contain_text("could not be sent")
        page.get_by_role("button", name="Enter another").click()

    left = page.get_by_role("region", name="Photos of the report received at")
    expect(left).to_have_count(2)
    first, second = (bar.get_attribute("aria-label") for bar in left.all())
    assert first != second
    assert_nothing_is_in_the_way(page)
