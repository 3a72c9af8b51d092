"""The four numbers that the public gets of everything received."""

from hypothesis import given
from hypothesis import strategies as some

from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.publication.intake_totals import StaffCell, intake_totals
from app.reports.lifecycle import NEVER_COUNTED, OPEN, Triage


def free(triage: Triage, reports: int = 1) -> StaffCell:
    return StaffCell(triage, "", "", "violation", reports)


def held(
    publication: Publication,
    reports: int = 1,
    veracity: Veracity = Veracity.UNVERIFIABLE,
    counts_as: str = "violation",
) -> StaffCell:
    return StaffCell(Triage.LINKED, publication, veracity, counts_as, reports)


def totals(*cells: StaffCell, public_reports: int = 0, counted: int = 0) -> tuple[int, int, int, int]:
    """received, waiting, counted, not counted"""
    found = intake_totals(cells, public_reports=public_reports, counted=counted)
    return found.received, found.waiting, found.counted, found.not_counted


def test_what_nobody_has_decided_waits() -> None:
    for triage in OPEN:
        assert totals(free(triage)) == (1, 1, 0, 0)
    assert totals(held(Publication.INTERNAL)) == (1, 1, 0, 0)


def test_what_ended_is_not_counted() -> None:
    for triage in NEVER_COUNTED:
        assert totals(free(triage)) == (1, 0, 0, 1)
    assert totals(held(Publication.WITHDRAWN)) == (1, 0, 0, 1)


def test_what_proved_false_is_not_counted_published_or_not() -> None:
    assert totals(held(Publication.INTERNAL, veracity=Veracity.REFUTED)) == (1, 0, 0, 1)
    assert totals(held(Publication.PUBLISHED, veracity=Veracity.REFUTED), public_reports=1) == (1, 0, 0, 1)


def test_what_counts_as_nothing_is_not_counted() -> None:
    assert totals(held(Publication.INTERNAL, counts_as="none")) == (1, 0, 0, 1)
    assert totals(held(Publication.PUBLISHED, counts_as="none"), public_reports=1) == (1, 0, 0, 1)


def test_what_was_linked_and_is_not_yet_public_waits() -> None:
    assert totals(held(Publication.PUBLISHED, 3), public_reports=2, counted=2) == (3, 1, 2, 0)


def test_what_the_public_still_counts_is_counted_although_it_was_rejected_since() -> None:
    assert totals(free(Triage.REJECTED), public_reports=1, counted=1) == (1, 0, 1, 0)


cells = some.builds(
    StaffCell,
    some.sampled_from(Triage),
    some.sampled_from(["", *Publication]),
    some.sampled_from(["", *Veracity]),
    some.sampled_from(["violation", "context", "none"]),
    some.integers(0, 50),
)


@given(some.lists(cells, max_size=20), some.data())
def test_received_is_the_sum_of_the_others_and_none_is_negative(
    given_cells: list[StaffCell], data: some.DataObject
) -> None:
    received = sum(cell.reports for cell in given_cells)
    public_reports = data.draw(some.integers(0, received))
    counted = data.draw(some.integers(0, public_reports))

    found = intake_totals(given_cells, public_reports=public_reports, counted=counted)

    assert found.received == received == found.waiting + found.counted + found.not_counted
    assert found.counted == counted
    assert min(found.waiting, found.counted, found.not_counted) >= 0
