"""The parser every JSON body goes through."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.strict_json import MAX_DEPTH, MalformedJson, loads

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)

REPORT = json.dumps(
    {
        "tracking_code": "4821 7730 1946 5500 3178",
        "category": "voter_transport.carousel_voting",
        "description": "Үч ак микроавтобус, бир эле адамдар. " * 10,
        "occurred_at": "2020-10-04T09:15:00+06:00",
        "latitude_deg": 40.5283,
        "longitude_deg": 72.7985,
        "harm": {"injured": {"min": 0, "max": None}},
        "photos": [{"sha256": "0" * 64, "size_bytes": 215401}],
    },
    ensure_ascii=False,
).encode()


def reason(raw: bytes) -> str:
    with pytest.raises(MalformedJson) as caught:
        loads(raw)
    return str(caught.value.extra["errors"][0]["code"])


class TestRefuses:
    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (b'{"a": NaN}', "number-not-finite"),
            (b"[Infinity, -Infinity]", "number-not-finite"),
            (b"[1e999]", "number-out-of-range"),
            (b"[-1e999]", "number-out-of-range"),
            (b"9" * 4001, "number-out-of-range"),
            (b'{"a": 1, "a": 1}', "duplicate-key"),
            (b'[{"b": {"a": 1, "\\u0061": 2}}]', "duplicate-key"),
            (b'["\\u0000"]', "text-not-storable"),
            (b'{"\\u0000": 1}', "text-not-storable"),
            (b'["\\ud83d"]', "text-not-storable"),
            (b'["\\uDE00\\uD83D"]', "text-not-storable"),
            (b'["\x00"]', "syntax"),
            (b'["\xff"]', "not-utf-8"),
            (b'["\xed\xa0\xbd"]', "not-utf-8"),
            (b"\xef\xbb\xbf{}", "syntax"),
            ("[]".encode("utf-16"), "not-utf-8"),
            (b"", "syntax"),
            (b"{", "syntax"),
            (b"{'a': 1}", "syntax"),
            (b"[1,]", "syntax"),
            (b"{} {}", "syntax"),
            (b"[" * 33 + b"]" * 33, "nesting-too-deep"),
            (b'{"a":' * 33 + b"1" + b"}" * 33, "nesting-too-deep"),
            (b'[{"a":' * 50_000, "nesting-too-deep"),
            (b'"\\' + b"[" * 100, "syntax"),
        ],
    )
    def test_what_is_not_plain_json(self, raw: bytes, code: str) -> None:
        assert reason(raw) == code

    def test_without_repeating_what_was_sent(self) -> None:
        for raw in (b'{"canary": 1, "canary": 2}', b'{"canary": canary}', b'["canary\\u0000"]'):
            with pytest.raises(MalformedJson) as caught:
                loads(raw)
            assert "canary" not in json.dumps([caught.value.detail, caught.value.extra])

    def test_saying_where(self) -> None:
        with pytest.raises(MalformedJson) as caught:
            loads(b'{"a": 1,, }')
        assert caught.value.extra["offset"] == 8

    @pytest.mark.parametrize(
        "raw",
        [
            b"[" * 10**5 + b"]" * 10**5,
            b"[" * 10**5,
            b"]" * 10**5,
            b"[]" * (5 * 10**5),
            b'{"a":' * 10**5,
            b"[" * 40 + b'"' + b"\\" * 10**6,
            b"[" * 40 + b'\\"' * (5 * 10**5),
            b'"' * 10**6 + b"[" * 40,
            b'["\\u0000' + b"\\u0000" * 10**5,
            b"1" * 10**6,
            (b"[" * 31 + b"]" * 31 + b",") * 10**4,
        ],
        ids=range(11),
    )
    def test_bombs_of_a_megabyte_quickly(self, raw: bytes) -> None:
        began = time.process_time()
        reason(raw)
        assert time.process_time() - began < 1


class TestAccepts:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            (b"[" * 32 + b"]" * 32, 32),
            (b'["\\ud83d\\ude00"]', ["\N{GRINNING FACE}"]),
            (b'["\\\\u0000 \\\\ud83d"]', ["\\u0000 \\ud83d"]),
            (b'["' + b"[" * 100 + b'", "\\"' + b"{" * 100 + b'"]', ["[" * 100, '"' + "{" * 100]),
            (b"9" * 4000, int("9" * 4000)),
            (b'"' + b"1" * 5000 + b'"', "1" * 5000),
            (b" {} ", {}),
            (b"[" + b",".join([b"[{}]"] * 50) + b"]", [[{}]] * 50),
        ],
    )
    def test_what_only_looks_bad(self, raw: bytes, value: Any) -> None:
        parsed = loads(raw)
        if isinstance(value, int) and isinstance(parsed, list):
            depth = 1
            while parsed:
                parsed, depth = parsed[0], depth + 1
            assert depth == MAX_DEPTH
        else:
            assert parsed == value

    @given(JSON_VALUES)
    def test_all_json_the_standard_library_writes_or_names_the_reason(self, value: Any) -> None:
        try:
            assert loads(json.dumps(value).encode()) == json.loads(json.dumps(value))
        except MalformedJson as refused:
            assert refused.extra["errors"][0]["code"] == "text-not-storable"  # noqa: PT017
            assert "\\u0000" in json.dumps(value)

    @given(st.binary() | st.text(alphabet='[]{}",:\\u0dDc8 1eE+-naN').map(str.encode))
    def test_any_bytes_without_another_exception(self, raw: bytes) -> None:
        try:
            loads(raw)
        except MalformedJson as refused:
            assert refused.status == 422  # noqa: PT017


def test_a_report_costs_microseconds() -> None:
    assert 1000 < len(REPORT) < 1500
    best = min(timed(100) for _ in range(20))
    assert best < 100e-6  # a loose bound for slow machines; about 8 µs where it was written


def timed(times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        loads(REPORT)
    return (time.perf_counter() - began) / times
