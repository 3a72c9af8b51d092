"""In which form an answer is wanted: the suffix of the address, then `f`, then `Accept`. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.errors import AppError

_QUALITY: Final = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is its suffix and its value of `f`."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


JSON: Final = Format("json", "application/json")
CSV: Final = Format("csv", "text/csv")
XLSX: Final = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PARQUET: Final = Format("parquet", "application/vnd.apache.parquet")
ATOM: Final = Format("atom", "application/atom+xml")
GEOJSON: Final = Format("geojson", "application/geo+json")


class NotAcceptable(AppError):
    """`available` lists what there is."""

    status = 406
    code = "not-acceptable"
    title = "Not to be had in this form"

    def __init__(self, formats: Sequence[Format]) -> None:
        names = ", ".join(format_.name for format_ in formats)
        super().__init__(
            f"Ask for one of: {names}; by suffix, by ?f= or by Accept.",
            available=[{"f": format_.name, "media_type": format_.media_type} for format_ in formats],
        )


def choose(
    formats: Sequence[Format], *, suffix: str | None = None, f: str | None = None, accept: str | None = None
) -> Format:
    """The first of `formats` is what whoever has no wish gets. An answer that depends on `accept` must say
    `Vary: Accept`."""
    named = suffix if suffix is not None else f
    if named is not None:
        for format_ in formats:
            if format_.name == named:
                return format_
        raise NotAcceptable(formats)
    if not accept or not accept.strip():
        return formats[0]
    ranges = list(_ranges(accept))
    best = max(formats, key=lambda format_: _quality(format_, ranges))  # of equals the first
    if _quality(best, ranges) == 0:
        raise NotAcceptable(formats)
    return best


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Media ranges with their weight; what is malformed is no wish."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
        if "/" in name and all(map(_QUALITY.fullmatch, weights)):
            yield name, float(weights[0]) if weights else 1.0


def _quality(format_: Format, ranges: Sequence[tuple[str, float]]) -> float:
    """By the most specific range that holds it (RFC 9110, 12.5.1)."""
    essence = format_.media_type.partition(";")[0]
    kind = essence.partition("/")[0]
    for wanted in (essence, f"{kind}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights)
    return 0.0
