"""Tracking codes: twenty digits that survive being read out, and tell nothing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.codes import Codes, luhn, normalise, spaced

CODES = Codes(*(bytes([number]) * 32 for number in range(5)))
OTHER = Codes(*(bytes([number + 9]) * 32 for number in range(5)))
A_REPORT = UUID(int=7, version=4)
digits = st.text("0123456789", min_size=19, max_size=19)


class TestLuhn:
    @pytest.mark.parametrize(("number", "check"), [("7992739871", "3"), ("0", "0"), ("411111111111111", "1")])
    def test_is_that_of_the_standard(self, number: str, check: str) -> None:
        assert luhn(number) == check

    @given(digits, st.integers(0, 18), st.integers(1, 9))
    def test_sees_every_wrong_digit(self, body: str, at: int, more: int) -> None:
        wrong = body[:at] + str((int(body[at]) + more) % 10) + body[at + 1 :]

        assert normalise(wrong + luhn(body)) is None

    @given(digits, st.integers(0, 17))
    def test_sees_neighbours_that_were_swapped_except_zero_and_nine(self, body: str, at: int) -> None:
        one, other = body[at], body[at + 1]
        swapped = body[:at] + other + one + body[at + 2 :]

        if one != other and {one, other} != {"0", "9"}:
            assert normalise(swapped + luhn(body)) is None


class TestTrackingCode:
    @given(st.integers(1, 2**31), st.uuids())
    def test_is_as_valid_as_one_made_on_a_phone(self, election_id: int, report_id: UUID) -> None:
        code = CODES.tracking_code(election_id, report_id)

        assert normalise(code) == code
        assert normalise(spaced(code)) == code
        assert code == CODES.tracking_code(election_id, report_id)

    def test_differs_by_election_report_and_key(self) -> None:
        made = {
            CODES.tracking_code(1, A_REPORT),
            CODES.tracking_code(2, A_REPORT),
            CODES.tracking_code(1, UUID(int=8, version=4)),
            OTHER.tracking_code(1, A_REPORT),
        }

        assert len(made) == 4

    @pytest.mark.parametrize(
        "written", ["4821 7730 1946 5500 3178", " 48217730194655003178\n", "4821-7730-1946-5500-3178"]
    )
    def test_is_read_as_people_write_it(self, written: str) -> None:
        assert normalise(written) == "48217730194655003178"

    @pytest.mark.parametrize(
        "written",
        ["", "4821", "48217730194655003179", "4821773019465500317800", "٤٨٢١٧٧٣٠١٩٤٦٥٥٠٠٣١٧٨", "x" * 20],
    )
    def test_is_nothing_else(self, written: str) -> None:
        assert normalise(written) is None


class TestTokens:
    def test_an_upload_token_opens_its_own_report_only(self) -> None:
        token = CODES.upload_token(1, A_REPORT)

        assert CODES.holds_upload_token(1, A_REPORT, token)
        assert not CODES.holds_upload_token(2, A_REPORT, token)
        assert not CODES.holds_upload_token(1, UUID(int=8), token)
        assert not CODES.holds_upload_token(1, A_REPORT, token + "A")
        assert not CODES.holds_upload_token(1, A_REPORT, "é")

    def test_an_idempotency_key_makes_the_same_report_again(self) -> None:
        report_id = CODES.report_id_for(1, "key")

        assert report_id == CODES.report_id_for(1, "key")
        assert report_id.version == 4
        assert len({report_id, CODES.report_id_for(2, "key"), CODES.report_id_for(1, "other")}) == 3
