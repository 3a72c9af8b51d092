"""The pages in a real browser: without JavaScript, on a small screen, for everybody."""

import io
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from app.web.messages import ENDONYMS, LANGUAGES, translate
from tests.browser.conftest import SLUG

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NARROW = {"width": 320, "height": 640}
FORM = f"/r/{SLUG}"
PAGES = [
    "/",
    FORM,
    "/follow",
    f"/elections/{SLUG}",
    f"/elections/{SLUG}/method",
    f"/embed/{SLUG}",
    "/i/INC-KG20-0007",
    "/problems/not-found",
    "/docs",
    f"/ogc/collections/{SLUG}.areas/items",
    "/nowhere",
]
FIELD_PAGES = [FORM, "/follow"]
# Everything that can be tapped, as large as the eye sees it: a label belongs to its box.
TARGETS = """() => [...document.querySelectorAll('a, button, select, textarea, input:not([type=hidden])')]
  .filter(target => !target.closest('main p:not(.buttons), .skip') || target.closest('.tick'))
  .map(target => target.closest('.tick, .tile, label.file') || target)
  .filter(target => target.getClientRects().length && !target.matches('.skip'))
  .map(target => [target.outerHTML.slice(0, 80), target.getBoundingClientRect().height])
  .filter(([, height]) => height < 47.5)"""

# What goes on beyond the column of the page, unless it scrolls.
BEYOND = """() => {
  const column = document.querySelector('main > .width');
  const edge = column.getBoundingClientRect().right - parseFloat(getComputedStyle(column).paddingRight);
  return [...column.querySelectorAll('table, ul, dl, .figure')]
    .filter(each => getComputedStyle(each.parentElement).overflowX === 'visible')
    .filter(each => each.getBoundingClientRect().right > edge + 1)
    .map(each => each.textContent.trim().slice(0, 40));
}"""

# As an election of ten million reports has them.
WITH_LARGE_FIGURES = """() => {
  for (const each of document.querySelectorAll('.nested .figure, .bars .figure')) each.innerHTML =
    '<b>16\u00a0489</b> <span class="in-reports">(149\u00a0467)</span>' +
    ' <span class="in-verified"><svg class="sure"><use href="#verified"/></svg>12\u00a0566</span>';
  for (const each of document.querySelectorAll('.verdicts .figure')) each.textContent = '186\u00a0755';
}"""
TOO_WIDE_VERDICTS = """() => [...document.querySelectorAll('.verdicts .figure')]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"""


def a_photo(colour: str) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return a_file(file.getvalue())


def a_file(content: bytes) -> FilePayload:
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": content}


def fill_in(page: Page, description: str) -> None:
    page.goto(FORM)
    page.get_by_label("Bribery").check()
    page.get_by_label("Number of the polling station").fill("1162")
    page.get_by_label("Area", exact=False).first.select_option("KG-GO")
    page.get_by_label("What did you see or hear?").fill(description)


def code_on(page: Page) -> str:
    return page.locator(".code").inner_text()


@pytest.mark.parametrize("java_script_enabled", [False, True])
def test_a_report_with_photos_is_sent_followed_answered_and_withdrawn(
    browse: Callable[..., Page], *, java_script_enabled: bool
) -> None:
    page = browse(java_script_enabled=java_script_enabled, viewport={"width": 360, "height": 640})

    fill_in(page, "Envelopes at the gate.")
    page.get_by_label("Choose photos").set_input_files([a_photo("white"), a_photo("red")])
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Report received")
    code = code_on(page)
    assert re.fullmatch(r"(\d{4}\s+){4}\d{4}", code)
    expect(page.get_by_text("Photo 2: Received")).to_be_visible()

    page.goto("/follow")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text(translate("en", "triage.received"))).to_be_visible()

    page.get_by_label("Your answer").fill("At the west gate.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("status")).to_have_text(translate("en", "follow.reply_sent"))
    expect(page.get_by_text("At the west gate.")).to_be_visible()

    page.get_by_label("Yes, withdraw my report").check()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text(translate("en", "triage.withdrawn"))).to_be_visible()
    assert code.split()[0] not in page.url


def test_sending_again_from_the_history_is_the_same_report(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    fill_in(page, "Sent twice.")
    page.get_by_role("button", name="Send the report").click()
    code = code_on(page)

    page.reload()  # the browser sends the form again

    assert code_on(page) == code
    expect(page.get_by_text(translate("en", "receipt.already"))).to_be_visible()


def test_a_double_tap_is_one_report(browse: Callable[..., Page]) -> None:
    """The second tap cuts the first answer off; what was sent is the same form."""
    page = browse(java_script_enabled=False)
    fill_in(page, "Tapped twice.")

    page.get_by_role("button", name="Send the report").dblclick(no_wait_after=True)

    expect(page.get_by_role("heading", level=1)).to_have_text("Report received")
    code = code_on(page)
    page.reload()
    assert code_on(page) == code


def test_what_is_missing_is_said_where_the_eye_and_the_focus_are(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    page.goto(FORM)
    page.get_by_label("What did you see or hear?").fill("Something.")
    page.get_by_role("button", name="Send the report").click()

    expect(page).to_have_title(re.compile("^Error: Report a problem"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("What did you see or hear?")).to_have_value("Something.")
    summary.get_by_role("link").click()
    assert page.url.endswith("#tile")
    page.get_by_label("Bribery").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report received")


def test_day_and_time_are_asked_for_only_when_they_are_wanted(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    page.goto(FORM)
    day = page.get_by_label("Day", exact=True)
    expect(day).to_be_hidden()
    page.get_by_label("At this day and time").check()
    day.fill("2020-10-04")
    page.locator("#time").fill("09:15")


def test_the_language_is_one_link_away_and_stays(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    page.goto(f"/elections/{SLUG}?area=KG-GO")

    page.get_by_role("link", name=ENDONYMS["ky"]).click()

    assert page.url.endswith(f"/elections/{SLUG}?area=KG-GO&lang=ky")
    assert page.locator("html").get_attribute("lang") == "ky"
    page.get_by_role("link", name=translate("ky", "common.follow_a_report")).click()
    assert page.url.endswith("/follow?lang=ky")


def test_a_filter_shows_less(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    page.goto(f"/elections/{SLUG}")
    page.get_by_label("How sure").select_option("contested")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".cards > li")).to_have_count(1)
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".cards > li")).to_have_count(18)


def test_the_map_can_be_zoomed_shows_the_same_incidents_and_goes_away_again(
    browse: Callable[..., Page],
) -> None:
    page = browse(viewport=NARROW)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(error.message))
    page.goto(f"/elections/{SLUG}?area=KG-O")
    listed = page.locator(".cards > li").count()
    plain = page.locator(".map > svg")
    opening = page.get_by_role("button", name=translate("en", "election.zoom"))

    opening.click()

    seen = page.locator(".zoom [role=status]")
    expect(seen).to_have_text(translate("en", "election.zoom_in_view", shown=listed, all=listed))
    assert listed > 1
    expect(plain).to_be_hidden()
    map_ = page.get_by_role("region", name=re.compile("^Map of the published incidents"))
    expect(map_).to_be_focused()
    map_.press("Enter")
    expect(page.locator(":focus")).to_contain_text("Incidents: ")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.keyboard.press("Escape")
    expect(map_).to_be_focused()
    page.keyboard.press("Escape")
    expect(plain).to_be_visible()
    expect(opening).to_be_focused()
    assert page.locator("canvas").count() == 0
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_over_the_edge(browse: Callable[..., Page], language: str) -> None:
    page = browse(viewport=NARROW)
    for path in PAGES:
        page.goto(f"{path}?lang={language}")
        for width in (320, 768, 1000, 1366):
            page.set_viewport_size({"width": width, "height": NARROW["height"]})
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_stay_within_the_column(browse: Callable[..., Page], language: str) -> None:
    """Also with the figures of a large election; on a narrow page they are a list."""
    page = browse()
    page.goto(f"/elections/{SLUG}?lang={language}")
    for width, columns in ((320, "list"), (768, "table"), (1366, "table")):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(BEYOND) == [], width
        expect(page.locator("table.matrix")).to_be_visible(visible=columns == "table")
    page.evaluate(WITH_LARGE_FIGURES)
    for width in (320, 768, 1366):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(BEYOND) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(TOO_WIDE_VERDICTS) == []


def test_a_table_that_scrolls_is_moved_by_keyboard_and_keeps_its_first_column(
    browse: Callable[..., Page],
) -> None:
    page = browse(viewport={"width": 768, "height": 640})
    page.goto(f"/elections/{SLUG}?lang=ru")
    box = page.get_by_role("group", name=translate("ru", "election.totals_title"))
    caption, shown = page.locator(".matrix caption > span").bounding_box(), box.bounding_box()
    assert caption is not None
    assert shown is not None
    assert caption["x"] + caption["width"] <= shown["x"] + shown["width"]
    first = page.locator(".matrix tbody th").first
    before = first.bounding_box()

    box.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")

    expect(page.locator(".matrix thead th").last).to_be_in_viewport()
    assert before is not None
    after = first.bounding_box()
    assert after is not None
    assert after["x"] == before["x"]


@pytest.mark.parametrize("path", FIELD_PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_tapped_in_the_field_is_large_enough(
    browse: Callable[..., Page], path: str, language: str
) -> None:
    page = browse(viewport=NARROW)
    page.goto(f"{path}?lang={language}")
    assert page.evaluate(TARGETS) == []


def test_the_focus_is_seen_and_begins_with_a_way_past_the_head(browse: Callable[..., Page]) -> None:
    page = browse()
    page.goto(FORM)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=translate("en", "common.skip"))
    expect(skip).to_be_focused()
    assert skip.evaluate("link => getComputedStyle(link).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "tile"


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "error", "receipt"])
def test_everybody_can_use_it(browse: Callable[..., Page], path: str, colour_scheme: str) -> None:
    """Labels, contrast, headings, landmarks: what axe knows."""
    page = browse(color_scheme=colour_scheme)
    if path in ("error", "receipt"):
        fill_in(page, "Seen by axe." if path == "receipt" else "x")
        if path == "error":
            page.get_by_label("Choose photos").set_input_files([a_file(b"not a photo at all")])
        page.get_by_role("button", name="Send the report").click()
    else:
        page.goto(f"{path}?lang=ru")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_the_figures_are_there_when_it_is_printed(browse: Callable[..., Page]) -> None:
    page = browse()
    page.goto(f"/elections/{SLUG}")
    page.emulate_media(media="print")
    expect(page.locator("table.matrix")).to_be_visible()
    expect(page.locator(".filters")).to_be_hidden()
    assert page.locator(".scroll").evaluate("box => box.scrollHeight - box.clientHeight") == 0
    page.set_viewport_size({"width": 703, "height": 900})  # of A4 between its margins
    assert page.evaluate("document.documentElement.scrollWidth") == 703
    table, box = (page.locator(each).bounding_box() for each in (".matrix", ".scroll"))
    assert table is not None
    assert box is not None
    assert table["width"] <= box["width"]
