"""What somebody typed becomes a report, or sentences; never an error, whatever was typed."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.elections.taxonomy import load_builtin, parse
from app.intake.schemas import ReportIn
from app.web.form_ids import FormIds
from app.web.messages import LANGUAGES, translate
from app.web.report_form import TEXT_LIMITS, Filled

BISHKEK = ZoneInfo("Asia/Bishkek")
NOW = datetime(2020, 10, 3, 20, 30, tzinfo=UTC)  # in Bishkek it is the next day already
TAXONOMY = parse(load_builtin())
FORMS = FormIds(b"k" * 32)

# Letters and signs that a day, a time, a form's id or a description are made of, and some that are not.
TEXT = st.text("0123456789-./:=_ abй\r\n'<", max_size=30)
typed = st.dictionaries(
    st.sampled_from(
        ["tile", "kind", "hurt", "occurrence", "when", "day", "time", "station", "area", *TEXT_LIMITS, "x"]
    ),
    st.one_of(TEXT, st.sampled_from(["at", "now", "today", "bribery", "yes", "2020-10-04", "9.15"])),
)


class TestReportForm:
    @given(typed)
    def test_whatever_was_typed_is_a_report_or_says_what_to_change(self, fields: dict[str, str]) -> None:
        filled = Filled.of(fields.items())
        faults = filled.faults(BISHKEK)
        for fault in faults:
            for language in LANGUAGES:
                assert translate(language, fault.sentence, **fault.values)
        if not faults:
            assert filled.report(TAXONOMY, BISHKEK, NOW)["category"]

    @given(typed)
    def test_is_the_same_in_whatever_order_and_with_whatever_left_empty(self, fields: dict[str, str]) -> None:
        again = [*reversed(list(fields.items())), ("place_text", fields.get("place_text", " "))]
        assert Filled.of(fields.items()).identity() == Filled.of(again).identity()

    def test_today_is_the_day_of_the_election(self) -> None:
        filled = Filled.of([("tile", "bribery"), ("when", "today")])
        assert filled.report(TAXONOMY, BISHKEK, NOW)["occurred_on"] == "2020-10-04"

    def test_is_what_a_phone_could_have_sent(self) -> None:
        fields = {
            "tile": "bribery",
            "when": "now",
            "hurt": "yes",
            "may_refer": "yes",
            "description": "a\r\nb",
        }
        sent = ReportIn.model_validate(Filled.of(fields.items()).report(TAXONOMY, BISHKEK, NOW))
        assert (sent.category, sent.description, sent.may_refer) == ("vote_buying.unspecified", "a\nb", "yes")
        assert sent.occurred_at == NOW
        assert sent.harm.injured is not None

    @pytest.mark.parametrize("tile", TAXONOMY.tiles)
    def test_every_tile_is_a_category(self, tile: str) -> None:
        for hurt in ("yes", "no", ""):
            body = Filled.of([("tile", tile), ("hurt", hurt)]).report(TAXONOMY, BISHKEK, NOW)
            assert body["category"] in TAXONOMY.kinds


class TestFormIds:
    def test_opens_what_it_issued_for_the_same_election(self) -> None:
        issued = FORMS.issue(1)
        assert FORMS.open(1, issued) == UUID(issued.partition(".")[0])
        assert FORMS.open(2, issued) is None
        assert FormIds(b"other").open(1, issued) is None

    def test_issues_each_once(self) -> None:
        assert len({FORMS.issue(1) for _ in range(100)}) == 100

    @given(TEXT)
    def test_opens_nothing_else(self, text: str) -> None:
        assert FORMS.open(1, text) is None
        assert FORMS.open(1, f"{UUID(int=7)}.{text}") is None
