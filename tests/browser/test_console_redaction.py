"""Covering parts of a photo in a real browser: drawn by one person, agreed to by another."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect

from tests import pictures
from tests.browser.console import SLUG, Seat

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

TakeSeat = Callable[..., Seat]
OWN_PAGES = {"Sec-Fetch-Site": "same-origin"}
# Of 640 by 480 pixels a fifth in the middle: what a new rectangle covers.
IN_THE_MIDDLE = {"left": 0.4, "top": 0.4, "width": 0.2, "height": 0.2}


def report_with_photo(at: Seat, **said: Any) -> str:
    """Its id, once the service has made its picture."""
    photo = pictures.jpeg(640, 480)
    declared = {
        "sha256": hashlib.sha256(photo).hexdigest(),
        "size_bytes": len(photo),
        "media_type": "image/jpeg",
    }
    path = f"/api/v1/elections/{SLUG}/reports/{uuid4()}"
    body = {"category": "other.other", "photos": [declared], **said}
    answer = at.context.request.put(path, data=body, headers=OWN_PAGES)
    assert answer.ok, answer.text()
    receipt = answer.json()
    taken = at.context.request.put(
        receipt["photos"][0]["upload_url"],
        data=photo,
        headers={"Authorization": f"Bearer {receipt['upload_token']}", "Content-Type": "image/jpeg"},
    )
    assert taken.ok, taken.text()
    report_id: str = receipt["id"]
    # The console would find the picture only when it next looks, after fifteen seconds.
    at.wait_until(lambda: at.api(f"reports/{report_id}")["photos"][0]["renditions"])
    return report_id


def open_editor(at: Seat, report: str) -> Locator:
    at.open(f"reports/{report}")
    at.page.get_by_role("button", name="Open photo 1").click()
    at.keyboard.press("KeyR")
    dialog = at.page.get_by_role("dialog", name="Cover parts of a photo")
    expect(dialog.get_by_role("img", name="The photo as it came")).to_be_visible()
    return dialog


def answer_questions(dialog: Locator) -> None:
    for what, answer in (("faces", "All covered"), ("documents", "None"), ("licence plates", "None")):
        dialog.get_by_role("group", name=f"Any {what}?").get_by_label(answer).check()


def assert_nothing_is_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_one_person_covers_by_keyboard_and_another_agrees(seat: TakeSeat) -> None:
    maker, second = seat("demo-moderator"), seat("demo-verifier-1")
    report = report_with_photo(maker)
    dialog = open_editor(maker, report)
    send = dialog.get_by_role("button", name="Make it, for another person to look at")

    maker.keyboard.press("KeyR", "ArrowLeft", "Shift+ArrowDown", "Digit2", "ArrowRight")
    expect(
        dialog.get_by_text("Shape 1 of 1: 133 × 96 pixels, 251 from the left, 193 from the top.")
    ).to_be_visible()
    maker.keyboard.press("KeyD", "Delete", "KeyP")
    expect(send).to_be_disabled()
    answer_questions(dialog)
    assert_nothing_is_in_the_way(maker.page)
    send.click()

    expect(dialog.get_by_text("You made it: another moderator decides.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Nothing is left to see: approve")).to_have_count(0)
    photo = maker.api(f"reports/{report}")["photos"][0]["id"]
    made = maker.api(f"photos/{photo}/redactions")["items"]
    left, top, width = 251 / 640, 193 / 480, 133 / 640
    assert [each["shapes"] for each in made] == [
        [
            {
                "rectangle": {
                    "left": pytest.approx(left, abs=1e-6),
                    "top": pytest.approx(top, abs=1e-6),
                    "width": pytest.approx(width, abs=2e-6),
                    "height": 0.2,
                }
            }
        ]
    ]

    dialog = open_editor(second, report)
    approve = dialog.get_by_role("button", name="Nothing is left to see: approve")
    expect(approve).to_be_disabled()
    dialog.get_by_role("button", name="Look at it").click()
    expect(dialog.get_by_role("img", name="The photo as it would be shown")).to_be_visible()
    assert_nothing_is_in_the_way(second.page)
    approve.click()
    expect(dialog.get_by_text("approved", exact=True)).to_be_visible()
    shown = second.context.request.get(f"/api/v1/console/elections/{SLUG}/photos/{photo}/redacted")
    assert shown.ok


def test_shapes_are_drawn_with_the_pointer_and_kept_until_they_are_sent(seat: TakeSeat) -> None:
    maker = seat("demo-moderator")
    report = report_with_photo(maker)
    dialog = open_editor(maker, report)
    area = dialog.locator(".canvas svg").bounding_box()
    assert area is not None
    x, y = area["x"], area["y"]
    pointer = maker.page.mouse

    pointer.move(x + 20, y + 20)
    pointer.down()
    pointer.move(x + 120, y + 90)
    pointer.up()
    dialog.get_by_role("button", name="Polygon by its corners").click()
    for corner_x, corner_y in ((200, 40), (260, 40), (230, 100)):
        pointer.click(x + corner_x, y + corner_y)
    dialog.get_by_role("button", name="Close the polygon").click()
    expect(dialog.get_by_text("Shape 2 of 2")).to_be_visible()

    maker.page.reload()
    maker.page.get_by_role("button", name="Open photo 1").click()
    maker.keyboard.press("KeyR")
    expect(dialog.get_by_text("Shape 1 of 2")).to_be_visible()


def test_a_lost_answer_makes_no_second_redaction_and_says_what_is_there(seat: TakeSeat) -> None:
    maker = seat("demo-moderator")
    report = report_with_photo(maker)
    dialog = open_editor(maker, report)
    maker.keyboard.press("KeyR")
    answer_questions(dialog)

    def made_and_lost(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.fulfill(status=403, content_type="text/html", body="Pay for this network first.")
        else:
            route.continue_()

    maker.page.route("**/redactions", made_and_lost)
    dialog.get_by_role("button", name="Make it, for another person to look at").click()

    expect(dialog.get_by_text("waits for a second person")).to_be_visible()
    photo = maker.api(f"reports/{report}")["photos"][0]["id"]
    made = maker.api(f"photos/{photo}/redactions")["items"]
    assert [each["shapes"] for each in made] == [[{"rectangle": IN_THE_MIDDLE}]]


def test_graphic_photos_are_not_even_fetched_before_somebody_asks(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    report = report_with_photo(moderator, category="violence.killing")
    fetched: list[str] = []
    moderator.page.on("request", lambda request: fetched.append(request.url))

    moderator.open(f"reports/{report}")
    expect(moderator.page.get_by_role("region", name="Photos")).to_be_visible()
    expect(moderator.page.get_by_role("button", name="Open photo 1")).to_have_count(0)

    assert [url for url in fetched if "/photos/" in url] == []


def test_it_can_be_used_on_a_narrow_screen(seat: TakeSeat) -> None:
    moderator = seat("demo-moderator")
    report = report_with_photo(moderator)
    moderator.page.set_viewport_size({"width": 320, "height": 640})

    dialog = open_editor(moderator, report)

    assert dialog.evaluate("each => each.scrollWidth <= each.clientWidth")
