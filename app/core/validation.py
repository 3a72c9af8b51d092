"""Turns what Pydantic found into pointers, codes and sentences that repeat nothing of what was sent."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from app.core.errors import InvalidRequest
from app.core.schema import KNOWN_NAMES

MAX_ERRORS: Final = 50
_GENERIC: Final = "The value is not valid."
# Pydantic's own sentences for these would quote the input.
_SENTENCES: Final = {
    "missing": "This member is required.",
    "extra_forbidden": "Contains a member that is not known here.",
    "uuid_parsing": "Should be a UUID.",
    "uuid_type": "Should be a UUID.",
    "url_parsing": "Should be a URL.",
    "url_syntax_violation": "Should be a URL.",
    "date_parsing": "Should be a date such as 2020-10-04.",
    "date_from_datetime_parsing": "Should be a date such as 2020-10-04.",
    "datetime_parsing": "Should be an instant such as 2020-10-04T09:15:00+06:00.",
    "datetime_from_date_parsing": "Should be an instant such as 2020-10-04T09:15:00+06:00.",
    "datetime_object_invalid": "Should be an instant such as 2020-10-04T09:15:00+06:00.",
    "timezone_aware": "Should carry its offset, such as +06:00 or Z.",
    "timezone_offset": "Should carry another offset.",
    "time_parsing": "Should be a time such as 09:15.",
    "time_delta_parsing": "Should be a duration.",
    "union_tag_invalid": "Should name one of the known kinds.",
    "json_invalid": "Should be JSON.",
    "get_attribute_error": _GENERIC,
    "iteration_error": _GENERIC,
    "recursion_loop": _GENERIC,
}
_IN_URL: Final = frozenset({"query", "path", "header", "cookie"})
_AUTHORED: Final = frozenset({"value_error", "assertion_error", "text_not_storable"})
_SHORTEST_ECHO: Final = 4


def explain(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """`errors` as Pydantic or FastAPI list them, the latter with the place ("body", "query") in front."""
    return [_one(error) for error, _ in zip(errors, range(MAX_ERRORS), strict=False)]


def invalid(failed: ValidationError, detail: str = "The body is not as it should be.") -> InvalidRequest:
    """For models that code validates itself, outside a signature: `raise invalid(failed) from None`."""
    return InvalidRequest(detail, explain(failed.errors(include_url=False)))


def _one(error: Mapping[str, Any]) -> dict[str, str]:
    kind: str = error["type"]
    place = list(error["loc"])
    if kind == "extra_forbidden":
        place.pop()  # the name is the sender's
    if kind == "text_not_storable":
        place.append(error["ctx"]["member"])
    return {"pointer": _pointer(place), "code": kind.replace("_", "-"), "message": _message(kind, error)}


def _pointer(place: list[int | str]) -> str:
    if place and place[0] in _IN_URL:
        return "/".join(map(str, place[:2]))
    if place and place[0] == "body":
        place = place[1:]
    # Names that are not ours are keys of a map or branches of a union: the pointer stops above them.
    tokens = [str(step) for step in place if isinstance(step, int) or step in KNOWN_NAMES]
    return "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens)


def _message(kind: str, error: Mapping[str, Any]) -> str:
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    message: str = error["msg"]
    if kind == "too_long":
        return message.partition(" after validation")[0] + "."
    if kind in _AUTHORED or "ctx" not in error:
        message = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return _GENERIC if _echoes(message, error.get("input")) else message
    return message


def _echoes(message: str, given: Any) -> bool:
    if isinstance(given, dict):
        return any(_echoes(message, inner) for pair in given.items() for inner in pair)
    if isinstance(given, list | tuple):
        return any(_echoes(message, inner) for inner in given)
    text = str(given)
    return len(text) >= _SHORTEST_ECHO and text in message
