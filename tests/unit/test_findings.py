"""What a moderator is told to look at in a photo: each rule, and that no verdict is among them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.facts import Claim, FileFacts, Neighbour, Position
from app.evidence.findings import Finding, Level, distance_m, findings

BISHKEK = ZoneInfo("Asia/Bishkek")
NOON = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)  # in Bishkek
OSH = Position(40.5283, 72.7985)
CLAIM = Claim(
    received_at=NOON + timedelta(minutes=5), occurred_from=NOON, occurred_until=NOON, event=OSH, station=None
)
FACTS = FileFacts("image/jpeg", 200_000, 3000, 2000, dhash=1, has_exif=True)


def found(
    code: str, claim: Claim = CLAIM, facts: FileFacts = FACTS, neighbours: tuple[Neighbour, ...] = ()
) -> Finding:
    (finding,) = (one for one in findings(claim, facts, neighbours, BISHKEK) if one.code == code)
    return finding


class TestDeclared:
    @pytest.mark.parametrize(("size_bytes", "level"), [(200_000, Level.OK), (199_999, Level.LOOK)])
    def test_size(self, size_bytes: int, level: Level) -> None:
        assert found("declared-size", replace(CLAIM, size_bytes=size_bytes)).level is level

    @pytest.mark.parametrize(("media_type", "level"), [("image/jpeg", Level.OK), ("image/png", Level.LOOK)])
    def test_type(self, media_type: str, level: Level) -> None:
        assert found("declared-type", replace(CLAIM, media_type=media_type)).level is level

    def test_nothing_declared_is_nothing_found(self) -> None:
        codes = {finding.code for finding in findings(CLAIM, FACTS, (), BISHKEK)}
        assert codes.isdisjoint({"declared-size", "declared-type"})


class TestCaptureTime:
    def test_without_one_is_normal(self) -> None:
        finding = found("capture-time")
        assert (finding.level, "normal" in finding.text) == (Level.UNKNOWN, True)

    def test_a_time_without_a_zone_is_the_elections(self) -> None:
        at_noon = replace(FACTS, taken_at=datetime(2020, 10, 4, 12, 10))  # noqa: DTZ001  as cameras write it
        assert found("capture-time", facts=at_noon).level is Level.OK

    def test_hours_off_are_said_in_words(self) -> None:
        finding = found("capture-time", facts=replace(FACTS, taken_at=NOON - timedelta(hours=5)))
        assert (finding.level, finding.text) == (Level.LOOK, "Taken 5 hours before the reported time.")
        assert (finding.facts["off_minutes"], finding.facts["before"]) == (300, True)

    def test_after_it_was_received_the_clock_is_wrong(self) -> None:
        finding = found("capture-time", facts=replace(FACTS, taken_at=NOON + timedelta(days=1)))
        assert (finding.level, "clock" in finding.text) == (Level.LOOK, True)

    def test_the_files_own_time_comes_before_the_phones_claim(self) -> None:
        claim = replace(CLAIM, taken_at=NOON)
        assert found("capture-time", claim).facts["source"] == "phone"
        facts = replace(FACTS, taken_at=NOON - timedelta(days=3))
        assert found("capture-time", claim, facts).facts["source"] == "file"

    def test_an_undated_report_has_nothing_to_compare_with(self) -> None:
        claim = replace(CLAIM, occurred_from=None, occurred_until=None)
        assert found("capture-time", claim, replace(FACTS, taken_at=NOON)).level is Level.UNKNOWN

    def test_anywhere_within_the_day_fits_a_day(self) -> None:
        claim = replace(CLAIM, occurred_from=NOON - timedelta(hours=12), occurred_until=NOON)
        facts = replace(FACTS, taken_at=NOON - timedelta(hours=7))
        assert found("capture-time", claim, facts).level is Level.OK


class TestCapturePlace:
    def test_without_one_is_normal(self) -> None:
        finding = found("capture-place")
        assert (finding.level, "normal" in finding.text) == (Level.UNKNOWN, True)

    def test_near_the_event(self) -> None:
        assert found("capture-place", facts=replace(FACTS, position=Position(40.53, 72.80))).level is Level.OK

    def test_near_the_station_is_as_good(self) -> None:
        claim = replace(CLAIM, event=Position(42.87, 74.59), station=OSH)
        assert found("capture-place", claim, replace(FACTS, position=OSH)).level is Level.OK

    def test_far_away_says_how_far(self) -> None:
        finding = found("capture-place", facts=replace(FACTS, position=Position(42.87, 74.59)))
        assert (finding.level, finding.text) == (Level.LOOK, "Taken 300 km from the reported place.")

    def test_a_turned_sign_is_named(self) -> None:
        finding = found("capture-place", facts=replace(FACTS, position=Position(-40.5283, 72.7985)))
        assert finding.facts["problem"] == "sign"

    @pytest.mark.parametrize("problem", ["zero", "no-reference", "out-of-range", "not-a-number"])
    def test_what_is_wrong_with_a_position_is_named(self, problem: str) -> None:
        finding = found("capture-place", facts=replace(FACTS, position_problem=problem))
        assert (finding.level, finding.facts) == (Level.LOOK, {"problem": problem})

    def test_the_accuracy_of_the_report_is_allowed_for(self) -> None:
        away = replace(FACTS, position=Position(40.5283 + 0.02, 72.7985))  # 2.2 km
        assert found("capture-place", facts=away).level is Level.LOOK
        assert found("capture-place", replace(CLAIM, event_accuracy_m=2000), away).level is Level.OK


class TestFileHistory:
    def test_a_messengers_size_without_camera_data(self) -> None:
        finding = found("file-history", facts=replace(FACTS, has_exif=False, width_px=1280, height_px=960))
        assert (finding.level, finding.facts["problem"]) == (Level.LOOK, "messenger")

    def test_our_own_page_resizes_too_and_says_so(self) -> None:
        claim = replace(CLAIM, original_sha256="0" * 64)
        assert (
            found("file-history", claim, replace(FACTS, has_exif=False, width_px=1280, height_px=960)).level
            is Level.OK
        )

    def test_a_program_is_named(self) -> None:
        finding = found("file-history", facts=replace(FACTS, software="GIMP 3.0"))
        assert (finding.level, finding.facts["software"]) == (Level.LOOK, "GIMP 3.0")

    def test_a_cameras_file_is_one(self) -> None:
        assert found("file-history", facts=replace(FACTS, camera="Canary 1")).level is Level.OK


class TestSeenBefore:
    def neighbour(self, *, same_file: bool = False, bits: int = 0, same_report: bool = False) -> Neighbour:
        return Neighbour("photo", "report", same_file, bits, same_report)

    def test_nowhere_else(self) -> None:
        assert found("seen-before").level is Level.OK

    def test_the_same_file(self) -> None:
        finding = found("seen-before", neighbours=(self.neighbour(same_file=True),))
        assert (finding.level, finding.text) == (Level.LOOK, "The same file came with another report.")

    @pytest.mark.parametrize(("bits", "level"), [(8, Level.LOOK), (9, Level.OK)])
    def test_a_similar_picture(self, bits: int, level: Level) -> None:
        assert found("seen-before", neighbours=(self.neighbour(bits=bits),)).level is level

    def test_the_senders_own_other_photo_is_none(self) -> None:
        assert found("seen-before", neighbours=(self.neighbour(same_report=True),)).level is Level.OK


class TestProvenance:
    @pytest.mark.parametrize(("has_c2pa", "level"), [(True, Level.LOOK), (False, Level.UNKNOWN)])
    def test_presence_is_said_and_nothing_more(self, has_c2pa: bool, level: Level) -> None:
        assert found("content-credentials", facts=replace(FACTS, has_c2pa=has_c2pa)).level is level


class TestFurtherPictures:
    def test_are_counted(self) -> None:
        finding = found("further-pictures", facts=replace(FACTS, further_pictures=2))
        assert (finding.level, finding.facts) == (Level.LOOK, {"further": 2})

    def test_are_not_mentioned_where_there_are_none(self) -> None:
        assert "further-pictures" not in {one.code for one in findings(CLAIM, FACTS, (), BISHKEK)}


LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
POSITIONS = st.builds(Position, LATITUDES, LONGITUDES)


@given(POSITIONS, POSITIONS)
def test_distance_is_one(one: Position, other: Position) -> None:
    assert distance_m(one, one) == 0
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert 0 <= distance_m(one, other) <= 20_015_200


@given(
    st.builds(
        FileFacts,
        st.sampled_from(["image/jpeg", "image/png", "image/webp"]),
        st.integers(1, 10**7),
        st.integers(16, 16_000),
        st.integers(16, 16_000),
        has_exif=st.booleans(),
        taken_at=st.none() | st.datetimes(),
        position=st.none() | POSITIONS,
        software=st.none() | st.text(),
        has_c2pa=st.booleans(),
    )
)
def test_no_finding_is_a_verdict(facts: FileFacts) -> None:
    for finding in findings(CLAIM, facts, (), BISHKEK):
        assert finding.text.endswith(".")
        assert not {"fake", "authentic", "manipulated", "genuine"} & set(finding.text.lower().split())
