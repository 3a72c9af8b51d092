"""Polling stations from CSV: zeros kept, each bad row named by its line, unreadable files refused whole."""

import pytest

from app.elections.csv_sheet import MAX_ROWS, decode
from app.elections.errors import ImportRefused
from app.elections.station_import import read_stations
from app.elections.view import StationView

AREAS = {"KG-GO": None}
HEADER = "number,name_en,name_ru,area,latitude_deg,longitude_deg,registered_voters\n"
GOOD = "T-0001,School 1,Школа 1,KG-GO,40.5283,72.7985,1450\n"


def problems(text: str) -> list[tuple[int, str]]:
    return [(found.row, found.code) for found in read_stations(text, AREAS).problems]


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(ImportRefused) as refused:
        read_stations(text, AREAS)
    (error,) = refused.value.extra["errors"]
    return error["pointer"], error["code"]


class TestAGoodFile:
    def test_is_read_whole(self) -> None:
        reading = read_stations(HEADER + GOOD, AREAS)

        assert reading.problems == []
        assert reading.rows == [
            StationView("T-0001", {"ru": "Школа 1", "en": "School 1"}, "KG-GO", 40.5283, 72.7985, 1450)
        ]

    def test_keeps_the_zeros_of_a_number(self) -> None:
        assert read_stations(HEADER + "0117,School,,KG-GO,,,\n", AREAS).rows[0].code == "0117"

    def test_needs_neither_position_nor_voters(self) -> None:
        station = read_stations("area,number,name_uz-Cyrl\nKG-GO,7,Мактаб\n", AREAS).rows[0]

        assert station == StationView("7", {"uz-Cyrl": "Мактаб"}, "KG-GO", None, None, None)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_may_end_its_lines_in_any_way(self, end: str) -> None:
        assert len(read_stations((HEADER + GOOD).replace("\n", end), AREAS).rows) == 1

    def test_may_begin_with_a_byte_order_mark(self) -> None:
        assert len(read_stations("\ufeff" + HEADER + GOOD, AREAS).rows) == 1
        assert decode(b"\xef\xbb\xbfnumber") == "number"

    def test_may_quote_commas_quotation_marks_and_whole_numbers(self) -> None:
        row = '"T-0002","School ""No 2"", new wing",,KG-GO,"40.5","72.7",12\n'

        assert read_stations(HEADER + row, AREAS).rows[0].name == {"en": 'School "No 2", new wing'}

    def test_may_have_empty_lines(self) -> None:
        assert problems(HEADER + "\n" + GOOD + "\n,,,,,,\n") == []


class TestABadRowIsNamedByItsLine:
    @pytest.mark.parametrize(
        ("code", "row"),
        [
            ("bad-code", ",School,,KG-GO,,,"),
            ("bad-code", "=1+1,School,,KG-GO,,,"),
            ("bad-code", "-7,School,,KG-GO,,,"),
            ("bad-code", '"1,2",School,,KG-GO,,,'),
            ("bad-code", "x" * 41 + ",School,,KG-GO,,,"),
            ("unknown-area", "7,School,,KG-XX,,,"),
            ("unknown-area", "7,School,,,,,"),
            ("no-name", "7,,,KG-GO,,,"),
            ("looks-like-a-formula", "7,\"=HYPERLINK(\"\"http://x\"\")\",,KG-GO,,,"),
            ("looks-like-a-formula", "7,@SUM(A1),,KG-GO,,,"),
            ("too-long", "7," + "x" * 201 + ",,KG-GO,,,"),
            ("text-not-storable", "7,Sch\0ool,,KG-GO,,,"),
            ("text-not-storable", "7,Sch\ud800ool,,KG-GO,,,"),
            ("text-not-storable", '7,"School\nunder",,KG-GO,,,'),
            ("half-a-position", "7,School,,KG-GO,40.5,,"),
            ("not-degrees", "7,School,,KG-GO,91,72,"),
            ("not-degrees", "7,School,,KG-GO,40.5,181,"),
            ("not-degrees", "7,School,,KG-GO,nan,72,"),
            ("not-degrees", "7,School,,KG-GO,4e1,72,"),
            ("not-degrees", '7,School,,KG-GO,"40,5",72,'),
            ("not-degrees", "7,School,,KG-GO,٤٠,72,"),
            ("not-a-count", "7,School,,KG-GO,,,1 450"),
            ("not-a-count", "7,School,,KG-GO,,,-1"),
            ("not-a-count", "7,School,,KG-GO,,,999999999"),
            ("wrong-number-of-cells", "7,School"),
            ("wrong-number-of-cells", "7,School,,KG-GO,,,,"),
            ("number-twice", GOOD.strip()),
        ],
    )  # fmt: skip
    def test_and_the_others_are_read(self, code: str, row: str) -> None:
        text = HEADER + GOOD + row + "\nT-0003,School 3,,KG-GO,,,\n"

        assert problems(text) == [(3, code)]
        assert [station.code for station in read_stations(text, AREAS).rows] == ["T-0001", "T-0003"]

    def test_also_below_a_row_of_two_lines(self) -> None:
        assert problems(HEADER + '8,"School\nunder",,KG-GO,,,\n' + "7,,,KG-GO,,,\n") == [
            (2, "text-not-storable"),
            (4, "no-name"),
        ]


class TestAFileThatCannotBeRead:
    @pytest.mark.parametrize(
        ("where", "text"),
        [
            (("line/1", "no-rows"), ""),
            (("line/1", "no-rows"), "\n\n"),
            (("line/1", "no-rows"), HEADER),
            (("line/1", "semicolons"), "number;area\n7;KG-GO\n"),
            (("line/1", "missing-column"), "number,name_en\n7,School\n"),
            (("line/1", "column-twice"), "number,area,area\n7,KG-GO,KG-GO\n"),
            (("line/1", "unknown-column"), "number,area,=cmd\n7,KG-GO,x\n"),
            (("line/3", "not-csv"), HEADER + GOOD + '8,"School,,KG-GO,,,\n9,School,,KG-GO,,,\n'),
            (("line/2", "not-csv"), HEADER + '8,"School" 8,,KG-GO,,,\n'),
            (("line/2", "not-csv"), HEADER + "8," + "x" * 200_000 + ",,KG-GO,,,\n"),
        ],
    )
    def test_is_refused_with_the_line(self, where: tuple[str, str], text: str) -> None:
        assert refusal(text) == where

    def test_is_refused_when_it_has_a_million_rows(self) -> None:
        assert refusal("number,area\n" + "7,KG-GO\n" * 1_000_000) == ("line/1", "too-many-rows")
        assert MAX_ROWS == 200_000

    @pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
    def test_is_refused_when_it_is_not_utf_8(self, encoding: str) -> None:
        with pytest.raises(ImportRefused) as refused:
            decode((HEADER + GOOD).encode(encoding))

        assert refused.value.extra["errors"][0]["code"] == "not-utf-8"
