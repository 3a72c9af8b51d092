"""The console in a real browser, with the keyboard alone, on a Russian layout."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from app.web.messages import LANGUAGES
from tests.browser.console import PASSWORD, SLUG, ConsoleSite, Seat
from tests.browser.line import line_to
from tests.soak import size

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]


def next_report(at: Seat) -> str:
    """N, and the id of what was handed out."""
    answer = at.answer_to(lambda: at.keyboard.press("KeyN"), "POST", "/queue/next")
    expect(at.page.get_by_role("region", name="Decision")).to_be_visible()
    report_id: str = answer.json()["id"]
    return report_id


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def row_of(page: Page, report: str) -> Locator:
    return page.locator(".rows > li", has=page.locator(f"a[href*='{report}']"))


def cut_every_wait_short(page: Page) -> None:
    """As a browser does that has found a connection; where no worker is shared, the page itself waits."""
    page.evaluate("dispatchEvent(new Event('online'))")


def expect_live(page: Page) -> None:
    expect(page.locator(".live")).to_have_text("Live")


def test_a_stranger_is_asked_who_they_are(chromium: Browser, console_site: ConsoleSite) -> None:
    stranger = Seat(chromium, console_site)
    stranger.page.goto("/console/e/demo-synthetic/reports")

    stranger.page.get_by_label("Name").fill("demo-moderator")
    stranger.page.get_by_label("Password").fill("not the password")
    stranger.page.keyboard.press("Enter")

    expect(stranger.page.get_by_role("alert")).to_contain_text("Name or password is wrong")
    assert_nothing_is_in_the_way(stranger.page)
    stranger.leave()


def test_an_obvious_report_takes_three_keys_or_four(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()

    moderator.keyboard.presses = 0
    accepted = next_report(moderator)
    moderator.keyboard.press("Digit1")
    moderator.said("Part of an incident.")
    assert moderator.keyboard.presses == 2

    moderator.keyboard.presses = 0
    ended = next_report(moderator)
    moderator.keyboard.press("Digit3", "Digit2", "Enter")
    moderator.said("Read, and not used.")
    assert moderator.keyboard.presses == 4

    assert moderator.api(f"reports/{accepted}")["triage"] == "linked"
    assert moderator.api(f"reports/{ended}")["triage"] == "rejected"


def test_a_decision_is_taken_back_with_one_key(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    report = next_report(moderator)
    moderator.keyboard.press("Digit3", "Digit7", "Enter")
    expect(moderator.page.get_by_role("button", name="Undo")).to_be_visible()

    moderator.keyboard.press("KeyZ")

    moderator.said("Taken back")
    assert moderator.api(f"reports/{report}")["triage"] == "received"


def test_no_single_key_ends_a_report_and_none_acts_while_somebody_types(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    report = next_report(moderator)

    moderator.keyboard.press("Digit3", "Escape", "KeyI")
    moderator.keyboard.write("Позвонили на участок. ")
    moderator.keyboard.press("KeyN", "Digit1", "KeyC")
    note = moderator.page.get_by_label("Add a note")

    expect(note).to_have_value("Позвонили на участок. т1с")
    moderator.keyboard.press("Ctrl+Enter")
    expect(moderator.page.locator(".notes")).to_contain_text("Позвонили на участок. т1с")
    assert moderator.api(f"reports/{report}")["triage"] == "received"


def test_the_coding_is_saved_and_survives_a_reload_before_it_is(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    report = next_report(moderator)
    page = moderator.page
    page.get_by_label("Tags, with commas between").fill("night, gate")

    page.reload()
    expect(page.get_by_role("region", name="Who works on it")).to_be_visible()
    moderator.keyboard.press("KeyC")  # leaving may have given it back
    tags = page.get_by_label("Tags, with commas between")
    expect(tags).to_be_enabled()
    expect(tags).to_have_value("night, gate")
    moderator.keyboard.press("Ctrl+KeyS")

    moderator.said("Saved.")
    assert moderator.api(f"reports/{report}")["coding"]["tags"] == ["night", "gate"]


def test_a_queue_is_chosen_narrowed_served_from_and_kept_as_a_view(seat: TakeSeat) -> None:
    lead = seat("demo-lead")
    lead.open_queue()
    page = lead.page
    before_leads = lead.api("queues")["items"][5]
    assert before_leads["name"] == "escalated"
    row = page.get_by_role("navigation", name="Queues").get_by_role("link", name="Before a lead")
    expect(row).to_contain_text(str(before_leads["count"]))
    lead.keyboard.press("KeyG", "Digit5")
    expect(row).to_have_attribute("aria-current", "page")

    lead.keyboard.press("KeyF")
    page.get_by_label("Who works on it").select_option("Nobody works on it")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("button", name="Without the filter “Nobody works on it”")).to_be_visible()
    assert page.url.endswith("/reports?claim=free&queue=escalated")
    served = lead.answer_to(lambda: lead.keyboard.press("KeyN"), "POST", "/queue/next")
    assert '"queue":"escalated"' in (served.request.post_data or "")
    assert served.json()["id"] in {each["id"] for each in lead.api("reports?queue=escalated")["items"]}

    lead.keyboard.press("KeyL")
    page.get_by_label("Keep what is shown now under the name").fill("Наши, ночь")
    page.keyboard.press("Enter")
    lead.said("“Наши, ночь” is kept.")
    assert_nothing_is_in_the_way(page)
    lead.open("reports")
    expect(page.locator(".rows > li").first).to_be_visible()
    lead.keyboard.press("KeyL")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(1)
    page.locator("dialog h2").click()  # out of the field, where a digit is a digit
    lead.keyboard.press("Digit1")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith("/reports?claim=free&queue=escalated")
    lead.keyboard.press("KeyL")
    page.get_by_role("button", name="Delete “Наши, ночь”").click()
    lead.said("“Наши, ночь” is deleted.")
    assert lead.api("views")["items"] == []


def test_two_people_see_who_works_on_what(seat: TakeSeat) -> None:
    first, second = seat("demo-moderator"), seat("demo-verifier-1")
    first.open_queue()
    second.open_queue()
    held = next_report(first)
    other = next_report(second)

    assert held != other
    second.open(f"reports/{held}")
    claim = second.page.get_by_role("region", name="Who works on it")
    expect(claim).to_contain_text("demo-moderator works on it since")
    expect(claim.get_by_role("button", name="Take over")).to_have_count(0)
    expect(second.page.get_by_role("region", name="Decision")).to_have_count(0)


def test_two_browsers_see_each_others_claims_at_once_and_nothing_moves(seat: TakeSeat) -> None:
    first, second = seat("demo-moderator"), seat("demo-verifier-1")
    for each in (first, second):
        each.open_queue()
        expect_live(each.page)
    order = [each.get_attribute("href") for each in second.page.locator(".row-link").all()]

    held = next_report(first)
    expect(row_of(second.page, held)).to_contain_text("demo-moderator")
    other = next_report(second)
    expect(row_of(first.page, other)).to_contain_text("demo-verifier-1")
    first.keyboard.press("Digit3", "Digit2", "Enter")
    expect(row_of(second.page, held)).to_contain_class("gone")

    assert [each.get_attribute("href") for each in second.page.locator(".row-link").all()] == order
    second.keyboard.press("KeyU")
    expect(row_of(second.page, held)).to_have_count(0)


def test_a_cut_line_is_said_and_what_happened_meanwhile_comes_when_it_is_back(
    chromium: Browser, console_site: ConsoleSite, seat: TakeSeat
) -> None:
    other = seat("demo-moderator")
    other.open_queue()
    with line_to(urlsplit(console_site.url).port or 0) as line:
        far = ConsoleSite(line.url, console_site.command, console_site.passwords, console_site.ready)
        cut_off = Seat(chromium, far)
        cut_off.sign_in("demo-verifier-1")
        cut_off.open_queue()
        expect_live(cut_off.page)

        line.cut()
        expect(cut_off.page.locator(".live")).to_contain_text("Not connected since")
        held = next_report(other)
        line.connect()

        expect_live(cut_off.page)
        expect(row_of(cut_off.page, held)).to_contain_text("demo-moderator")
        cut_off.leave()


def test_without_a_worker_to_share_every_tab_follows_for_itself(seat: TakeSeat) -> None:
    other, at = seat("demo-moderator"), seat("demo-verifier-1")
    other.open_queue()
    at.context.add_init_script("delete window.SharedWorker")
    tabs = [at.page, at.context.new_page()]

    for tab in tabs:
        with tab.expect_request("**/events?after=*"):
            tab.goto(f"/console/e/{SLUG}/reports")
        expect_live(tab)

    held = next_report(other)
    for tab in tabs:
        expect(row_of(tab, held)).to_contain_text("demo-moderator")


def test_where_no_stream_gets_through_news_are_asked_for_and_that_is_said(seat: TakeSeat) -> None:
    other, at = seat("demo-moderator"), seat("demo-verifier-1")
    other.open_queue()
    at.context.add_init_script("delete window.SharedWorker")
    at.context.route("**/events?after=*", lambda route: route.abort())
    at.open_queue()
    expect(at.page.locator(".live")).to_have_text("News come every 10 seconds")

    held = next_report(other)
    cut_every_wait_short(at.page)

    expect(row_of(at.page, held)).to_contain_text("demo-moderator")
    expect(at.page.locator(".live")).to_have_text("News come every 10 seconds")


def test_a_restart_is_said_and_nothing_is_lost_over_it(console_site: ConsoleSite, seat: TakeSeat) -> None:
    at = seat("demo-moderator")
    at.context.add_init_script("delete window.SharedWorker")
    at.open_queue()
    expect_live(at.page)

    console_site.stop()
    expect(at.page.locator(".live")).to_contain_text("Not connected since")
    console_site.start_again()
    held = at.context.request.post(
        f"/api/v1/console/elections/{SLUG}/queue/next",
        data={"queue": "all"},
        headers={"Sec-Fetch-Site": "same-origin"},
    ).json()["id"]
    cut_every_wait_short(at.page)

    expect(row_of(at.page, held)).to_contain_text("you")
    expect_live(at.page)


def test_a_lead_sees_who_holds_what_and_takes_it_over_from_the_board(seat: TakeSeat) -> None:
    holder, lead = seat("demo-moderator"), seat("demo-lead")
    holder.open_queue()
    lead.open("board")
    expect(lead.page.get_by_role("heading", name="Where the work stands")).to_be_visible()

    held = next_report(holder)
    link = lead.page.locator(f"a[href$='{held}']")
    expect(link).to_be_visible()
    assert_nothing_is_in_the_way(lead.page)
    row = lead.page.get_by_role("row").filter(has=link)
    row.get_by_role("button", name="Take over from demo-moderator").click()
    lead.keyboard.write("Конец смены.")
    lead.keyboard.press("Enter")

    expect(lead.page.get_by_role("region", name="Who works on it")).to_contain_text("You work on it")
    expect(holder.page.get_by_role("alert")).to_contain_text("demo-lead took this report over")


def test_the_next_incident_is_held_by_one_and_seen_by_all(seat: TakeSeat) -> None:
    first, second = seat("demo-verifier-1"), seat("demo-lead")
    of_first, of_second = (at.page.get_by_role("region", name="Who works on it") for at in (first, second))
    first.open("incidents")
    expect(first.page.get_by_role("button", name="Next incident")).to_be_visible()
    expect(first.page.get_by_role("link", name="Publish", exact=True)).to_have_count(0)  # that is for leads

    served = first.answer_to(lambda: first.keyboard.press("KeyN"), "POST", "/incidents/queue/next")
    expect(of_first).to_contain_text("You work on it")
    assert_nothing_is_in_the_way(first.page)
    second.open(f"incidents/{served.json()['id']}?queue=publish")
    expect(second.page.get_by_role("link", name="Publish", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(of_second).to_contain_text("demo-verifier-1 works on it since")

    first.keyboard.press("Shift+KeyC")
    expect(of_second).to_contain_text("Nobody works on this incident")
    second.keyboard.press("KeyC")
    expect(of_first).to_contain_text("demo-lead works on it since")


def test_a_browser_that_dies_holds_nothing_for_longer_than_its_lease(
    seat: TakeSeat, console_site: ConsoleSite
) -> None:
    victim, other = seat("demo-moderator"), seat("demo-verifier-1")
    console_site.let_claims_run_out()  # whatever else is still held, and more urgent
    victim.open_queue()
    held = next_report(victim)
    victim.die()
    other.open(f"reports/{held}")
    expect(other.page.get_by_role("region", name="Who works on it")).to_contain_text("demo-moderator")

    console_site.let_claims_run_out()

    assert next_report(other) == held


def test_a_lead_takes_over_with_a_reason_and_the_holder_reads_it_and_keeps_the_draft(seat: TakeSeat) -> None:
    holder, lead = seat("demo-moderator"), seat("demo-lead")
    holder.open_queue()
    report = next_report(holder)
    holder.page.get_by_label("Tags, with commas between").fill("mine")
    lead.open(f"reports/{report}")
    expect(lead.page.get_by_role("button", name="Take over")).to_be_visible()

    lead.keyboard.press("KeyC")
    lead.keyboard.write("Конец смены.")
    lead.keyboard.press("Enter")

    expect(lead.page.get_by_role("region", name="Decision")).to_be_visible()
    holder.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the heartbeat, now
    expect(holder.page.get_by_role("alert")).to_contain_text("demo-lead took this report over")
    expect(holder.page.get_by_label("Tags, with commas between")).to_have_value("mine")


def test_somebody_elses_edit_is_never_overwritten_and_ones_own_never_lost(seat: TakeSeat) -> None:
    """One claim, two tabs of the same person: the hardest case, since nobody is locked out."""
    moderator = seat("demo-moderator")
    moderator.open_queue()
    report = next_report(moderator)
    tags = moderator.page.get_by_label("Tags, with commas between")
    tags.fill("mine")
    version = moderator.api(f"reports/{report}")["version"]
    other_tab = moderator.context.request.patch(
        f"/api/v1/console/elections/demo-synthetic/reports/{report}",
        data={"tags": ["theirs"], "phase": "counting"},
        headers={"If-Match": f'"{version}"', "Sec-Fetch-Site": "same-origin"},
    )
    assert other_tab.ok, other_tab.text()

    moderator.keyboard.press("Ctrl+KeyS")
    conflict = moderator.page.get_by_role("dialog", name="Somebody saved first")
    expect(conflict.get_by_label("Theirs:")).to_be_visible()
    assert_nothing_is_in_the_way(moderator.page)
    moderator.keyboard.press("Enter")
    expect(conflict).to_have_count(0)

    moderator.said("Saved.")
    coding = moderator.api(f"reports/{report}")["coding"]
    assert (coding["tags"], coding["phase"]) == (["mine"], "counting")


def test_two_leads_take_reports_through_to_the_public_by_keyboard_alone(
    seat: TakeSeat, console_site: ConsoleSite
) -> None:
    """One writes and checks, both judge without seeing the other, and who did not write last publishes."""
    console_site.add("lead-2", "lead")
    leads = seat("demo-lead"), seat("lead-2")
    for number in range(size(usual=2, soak=20)):
        author, second = leads if number % 2 else leads[::-1]
        author.open_queue()
        next_report(author)
        author.keyboard.press("Digit1")
        author.said("Part of an incident.")
        author.keyboard.press("KeyO")
        expect(author.page.get_by_role("form", name="Text and coding of the incident")).to_be_visible()
        incident = author.page.url.rpartition("/")[2]

        write_and_check(author)
        judge(author, "Digit1")
        second.open(f"incidents/{incident}")
        verdicts = second.page.get_by_role("region", name="How sure")
        expect(verdicts).to_contain_text("You see it once you have given yours")
        judge(second, "Digit1")
        expect(verdicts.get_by_text("Verified").first).to_be_visible()

        # An accredited witness stands in for a verdict: then the second one changed nothing.
        last_author = author.api(f"incidents/{incident}/revisions")["items"][0]["author"]
        wrote, publishes = (author, second) if last_author == author.name else (second, author)
        wrote.page.reload()
        expect(wrote.page.get_by_role("region", name="To the public")).to_contain_text(
            "You made the last change: another lead publishes it."
        )
        publish(publishes)
        shown = author.api(f"incidents/{incident}")
        assert (shown["publication"], shown["veracity"]) == ("published", "verified")
        public = author.page.request.get(f"/api/v1/elections/{SLUG}/incidents/{shown['ref']}").json()
        assert public["public_text"] == {"ky": "Автобус менен ташып жатышат."}


def write_and_check(at: Seat) -> None:
    at.keyboard.press("KeyT")
    at.keyboard.write("Автобус менен ташып жатышат.")
    at.keyboard.press("Ctrl+KeyS")
    at.said("Saved.")
    at.keyboard.press("Escape", "KeyS", "Digit1")
    at.keyboard.write("Позвонили: подтверждает.")
    at.keyboard.press("Ctrl+Enter")
    checked = at.page.get_by_role("region", name="What was checked")
    expect(checked).to_contain_text("Позвонили: подтверждает.")


def judge(at: Seat, digit: str) -> None:
    expect(at.page.get_by_role("button", name="Give my verdict")).to_be_visible()
    at.keyboard.press("KeyV", digit, "Enter")
    at.said("Your verdict is recorded.")


def publish(at: Seat) -> None:
    at.page.reload()
    expect(at.page.get_by_role("button", name="Look and publish")).to_be_visible()
    at.keyboard.press("KeyP")
    expect(at.page.get_by_role("button", name="Publish this")).to_be_enabled()
    at.keyboard.press("Enter")
    at.said("Published.")


def test_what_is_not_saved_yet_is_said_so_and_saved_once_the_line_is_back(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    report = next_report(moderator)
    version = moderator.api(f"reports/{report}")["version"]
    moderator.page.get_by_label("Tags, with commas between").fill("tunnel")
    moderator.context.set_offline(True)
    moderator.keyboard.press("Ctrl+KeyS")
    expect(moderator.page.locator(".connection")).to_contain_text("Not saved yet")

    moderator.context.set_offline(False)

    moderator.said("Saved.")
    expect(moderator.page.locator(".connection")).to_be_empty()
    saved = moderator.api(f"reports/{report}")
    assert (saved["coding"]["tags"], saved["version"]) == (["tunnel"], version + 1)


def test_a_session_that_ends_takes_nothing_that_was_typed(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    next_report(moderator)
    page = moderator.page
    page.get_by_label("Tags, with commas between").fill("half a thought")
    moderator.context.clear_cookies()
    moderator.keyboard.press("Ctrl+KeyS")
    expect(page.get_by_text("Your session has ended")).to_be_visible()

    page.get_by_label("Name").fill("demo-moderator")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_label("Tags, with commas between")).to_have_value("half a thought")


def test_signing_out_forgets_what_was_typed(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()
    next_report(moderator)
    moderator.page.get_by_label("Tags, with commas between").fill("half a thought")

    moderator.page.get_by_role("button", name="Sign out").click()

    expect(moderator.page.get_by_label("Password")).to_be_visible()
    assert moderator.page.evaluate("JSON.stringify(sessionStorage)") == "{}"


@pytest.mark.parametrize("screen", ["sources", "visits"])
def test_the_tables_can_be_used_by_everybody(seat: TakeSeat, screen: str) -> None:
    moderator = seat("demo-moderator")
    moderator.open(screen)
    expect(moderator.page.get_by_role("heading", level=1)).to_be_visible()
    assert_nothing_is_in_the_way(moderator.page)


def test_the_keys_are_shown_on_request(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    moderator.open_queue()

    moderator.keyboard.press("Shift+Slash")

    expect(moderator.page.get_by_role("dialog", name="What the keys do")).to_contain_text("Next")
    assert_nothing_is_in_the_way(moderator.page)


def test_everybody_can_use_it(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    assert_nothing_is_in_the_way(moderator.page)
    moderator.open_queue()
    assert_nothing_is_in_the_way(moderator.page)
    next_report(moderator)
    assert_nothing_is_in_the_way(moderator.page)
    moderator.keyboard.press("Digit3")
    assert_nothing_is_in_the_way(moderator.page)
    moderator.keyboard.press("Escape", "Digit2")
    expect(moderator.page.get_by_role("dialog").get_by_role("radio").first).to_be_visible()
    assert_nothing_is_in_the_way(moderator.page)
    moderator.open("incidents")
    expect(moderator.page.locator(".rows > li").first).to_be_visible()
    moderator.keyboard.press("KeyJ")
    expect(moderator.page.get_by_role("region", name="What was checked")).to_be_visible()
    assert_nothing_is_in_the_way(moderator.page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_over_the_edge(seat: TakeSeat, language: str) -> None:
    lead = seat("demo-lead")
    lead.open_queue()
    report = next_report(lead)
    incident = lead.api("incidents?limit=1")["items"][0]["id"]
    page = lead.page
    page.evaluate("language => localStorage.setItem('pollwatch-language', language)", language)
    for path in (
        "reports",
        f"reports/{report}",
        "incidents",
        f"incidents/{incident}",
        "board",
        "enter",
        "sources",
        "visits",
    ):
        lead.open(path)
        expect(page.locator("h1").first).to_be_attached()
        assert page.locator("html").get_attribute("lang") == language
        for width, height in ((1366, 768), (683, 384), (320, 640)):  # 683: 1366 at 200 %
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_where_a_lead_can_go_and_what_waits_there_fits_in_every_language(seat: TakeSeat) -> None:
    lead = seat("demo-lead")
    lead.open("incidents")
    page = lead.page
    steps = page.get_by_role("navigation", name="The next step").get_by_role("link")
    counted = lead.api("incidents/queues")["items"]
    expect(steps.locator(".queue-count")).to_have_text([str(each["count"]) for each in counted])

    for language in LANGUAGES:
        page.locator(".masthead select").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        tops = page.locator(".masthead li, .masthead-end > *").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().top)"
        )
        assert max(tops) < 40, f"{language}: the masthead has a second line"
