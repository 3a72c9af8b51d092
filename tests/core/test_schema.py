"""Strict bodies, lenient bodies, and errors that repeat nothing."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field, HttpUrl, ValidationError, field_validator

from app.core.schema import Lenient, Schema
from app.core.text import search_key, unique_key
from app.core.validation import MAX_ERRORS, explain, invalid

CANARY = "canary-4711"


class Colour(StrEnum):
    RED = "red"


class Point(Schema):
    latitude_deg: float = Field(ge=-90, le=90)


class Cat(Schema):
    kind: Literal["cat"]


class Dog(Schema):
    kind: Literal["dog"]


class Everything(Schema):
    id: UUID | None = None
    name: str = Field("x", max_length=5, pattern="^[a-z]*$")
    colour: Colour = Colour.RED
    at: AwareDatetime | None = None
    count: int = 0
    link: HttpUrl | None = None
    points: list[Point] = Field([], max_length=2)
    labels: dict[str, int] = {}  # noqa: RUF012
    either: int | list[int] = 0
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] = Cat(kind="cat")
    checked: str = ""

    @field_validator("checked")
    @classmethod
    def _quotes_its_input(cls, value: str) -> str:
        if value:
            raise ValueError(f"what is {value}?")
        return value


class Report(Lenient):
    category: str
    point: Point | None = None


def errors_of(given: object) -> list[dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(given)
    return explain(caught.value.errors())


class TestSchema:
    def test_strips_white_space(self) -> None:
        assert Everything(name=" ab ").name == "ab"

    @pytest.mark.parametrize("bad", ["a\0b", "\ud800", "\udfff"])  # noqa: PT014
    def test_refuses_text_no_database_holds(self, bad: str) -> None:
        assert errors_of({"name": bad})[0]["pointer"] == "/name"
        assert errors_of({"name": bad})[0]["code"] == "text-not-storable"
        assert errors_of({"labels": {bad: 1}})[0]["code"] == "text-not-storable"

    def test_reads_rows(self) -> None:
        class Row:
            latitude_deg = 40.5

        assert Point.model_validate(Row()).latitude_deg == 40.5


class TestLenient:
    def test_keeps_unknown_members(self) -> None:
        report = Report.model_validate({"category": "x", "from_the_future": [1]})

        assert report.model_extra == {"from_the_future": [1]}
        assert report.model_dump() == {"category": "x", "point": None, "from_the_future": [1]}

    def test_is_strict_about_what_it_knows(self) -> None:
        with pytest.raises(ValidationError):
            Report.model_validate({"category": "x", "point": {"latitude_deg": 91}})


class TestExplain:
    @pytest.mark.parametrize(
        ("given", "pointer", "code"),
        [
            (
                {"points": [{"latitude_deg": 1}, {"latitude_deg": 91}]},
                "/points/1/latitude_deg",
                "less-than-equal",
            ),
            ({"points": [{}]}, "/points/0/latitude_deg", "missing"),
            ({"points": [{"latitude_deg": 1}] * 3}, "/points", "too-long"),
            ({"at": "2020-10-04T09:15:00"}, "/at", "timezone-aware"),
            ({CANARY: 1}, "", "extra-forbidden"),
            ({"points": [{"latitude_deg": 1, CANARY: 1}]}, "/points/0", "extra-forbidden"),
            ({"labels": {CANARY: "x"}}, "/labels", "int-parsing"),
            ({"either": CANARY}, "/either", "int-parsing"),
            ([], "", "model-attributes-type"),
        ],
    )
    def test_points_at_the_member(self, given: object, pointer: str, code: str) -> None:
        assert (errors_of(given)[0]["pointer"], errors_of(given)[0]["code"]) == (pointer, code)

    @pytest.mark.parametrize("member", [*Everything.model_fields, CANARY])
    @pytest.mark.parametrize("value", [CANARY, [CANARY], {CANARY: CANARY}, {"kind": CANARY}])
    def test_repeats_nothing(self, member: str, value: object) -> None:
        try:
            Everything.model_validate({member: value})
        except ValidationError as failed:
            assert CANARY not in json.dumps(explain(failed.errors()))  # noqa: PT017
            assert CANARY not in json.dumps(invalid(failed).extra)  # noqa: PT017

    def test_says_what_our_own_rules_say(self) -> None:
        class Ordered(Schema):
            end: datetime

            @field_validator("end")
            @classmethod
            def _never(cls, _value: datetime) -> datetime:
                raise ValueError("The end lies before the beginning.")

        with pytest.raises(ValidationError) as caught:
            Ordered.model_validate({"end": "2020-10-04T00:00:00Z"})
        assert invalid(caught.value).extra["errors"] == [
            {"pointer": "/end", "code": "value-error", "message": "The end lies before the beginning."}
        ]

    def test_is_not_longer_than_somebody_reads(self) -> None:
        with pytest.raises(ValidationError) as caught:
            Everything.model_validate({"labels": {str(n): "x" for n in range(1000)}})
        assert len(explain(caught.value.errors())) == MAX_ERRORS


class TestText:
    def test_names_compare_without_case_width_and_space(self) -> None:
        assert unique_key("  Ош \u00a0 ШААРЫ ") == unique_key("ош шаары")
        assert unique_key("ﬁ") == "fi"
        assert unique_key("ө") != unique_key("о")

    def test_search_finds_yo_as_ye_and_keeps_other_letters(self) -> None:
        assert search_key("Ёлка") == search_key("елка")
        assert search_key("ў") != search_key("у")
        assert search_key("й") != search_key("и")
