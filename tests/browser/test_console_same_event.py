"""The same event at the console: what is suggested, linked with one press, or set apart."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.console import SLUG, Seat
from tests.browser.test_console_decisions import assert_nothing_is_in_the_way
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


def told(at: Seat, **given: Any) -> str:
    report = str(uuid4())
    path = f"/api/v1/elections/{SLUG}/reports/{report}"
    sent = at.context.request.put(path, data=THE_SAME | given, headers=OWN_PAGES)
    assert sent.ok, sent.text()
    return report


def test_what_could_be_the_same_is_linked_with_one_press_or_never_suggested_again(seat: TakeSeat) -> None:
    at = seat("demo-moderator")
    first, second, other = told(at), told(at), told(at, latitude_deg=40.5285)
    page = at.page

    at.open(f"reports/{first}")
    panel = page.get_by_role("region", name="Could be the same event")
    expect(panel.get_by_role("listitem").filter(has_text="the same words").first).to_be_visible()
    assert_nothing_is_in_the_way(page)
    at.keyboard.press("KeyC", "Digit1")
    at.said("Part of an incident.")
    incident = at.api(f"reports/{first}")["incident"]

    at.open(f"reports/{second}")
    expect(panel).to_contain_text("0 m apart")
    at.keyboard.press("KeyC", "Shift+Digit1")
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
