"""JSON that means one thing only: what two parsers could read differently, or choke on, is refused."""

import json
import math
import re
from typing import Any, Final, NoReturn

from app.core.errors import AppError
from app.core.text import is_storable

MAX_DEPTH: Final = 32
MAX_INTEGER_DIGITS: Final = 4000

# An unclosed string matches up to the end, so that no character is looked at twice.
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_OPENING: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b"[]{}")))
# Escapes that may hide a NUL or a surrogate; without one of them only plain text can be inside.
_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class MalformedJson(AppError):
    """`offset` counts characters (bytes where the text is not UTF-8); never an echo of what stands there."""

    status = 422
    code = "malformed-json"
    title = "The body is not JSON that we can read"

    def __init__(self, reason: str, message: str, offset: int | None = None) -> None:
        super().__init__(
            message,
            errors=[{"pointer": "", "code": reason, "message": message}],
            **({} if offset is None else {"offset": offset}),
        )


def loads(raw: bytes) -> Any:
    """The value, or MalformedJson. Safe and quick for any bytes."""
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        _check_depth(raw)
    try:
        value = _DECODER.decode(raw.decode())
    except UnicodeDecodeError as bad:
        raise MalformedJson("not-utf-8", "The text is not UTF-8.", bad.start) from None
    except json.JSONDecodeError as bad:
        raise MalformedJson("syntax", f"The JSON breaks off being JSON: {bad.msg}.", bad.pos) from None
    except RecursionError:
        _too_deep()
    if _SUSPECT.search(raw) is not None and not is_storable(value):
        raise MalformedJson("text-not-storable", "A text contains NUL or half a surrogate pair.")
    return value


def _check_depth(raw: bytes) -> None:
    """Each round takes the innermost brackets away: what still nests after MAX_DEPTH rounds is too deep."""
    left = _STRING.sub(b"", raw).translate(_OPENING, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        left = left.replace(b"[]", b"")
    if b"[]" in left or left.count(b"[") > MAX_DEPTH:
        _too_deep()


def _too_deep() -> NoReturn:
    raise MalformedJson("nesting-too-deep", f"Arrays and objects may be nested {MAX_DEPTH} deep.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedJson("duplicate-key", "An object names the same member twice.")
    return members


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise MalformedJson("number-out-of-range", "A number is larger than a double can hold.")
    return value


def _int(text: str) -> int:
    if len(text) > MAX_INTEGER_DIGITS:
        raise MalformedJson("number-out-of-range", f"A number has more than {MAX_INTEGER_DIGITS} digits.")
    return int(text)


def _constant(_name: str) -> NoReturn:
    raise MalformedJson("number-not-finite", "NaN and Infinity are not JSON.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant
)
