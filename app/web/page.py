"""What every template may use: the reader's language, and sentences, numbers, dates and links in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import Headers
from starlette.types import Scope

from app.elections.taxonomy import fallbacks
from app.web import dates, messages


class Text(NamedTuple):
    """Words, and the language they are in, which may not be the page's."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to one reader. Nothing here outlives it."""

    language: str
    chosen: bool  # in the address, so that links must carry it on
    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, scope: Scope) -> "Page":
        query = tuple(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))
        asked = next((value for name, value in query if name == "lang"), None)
        language = messages.choose_language(asked, Headers(scope=scope).get("accept-language"))
        chosen = asked is not None and messages.choose_language(asked, None) == language
        return cls(language, chosen, scope["path"], tuple(pair for pair in query if pair[0] != "lang"))

    def t(self, key: str, **values: object) -> str:
        return messages.translate(self.language, key, **values)

    def count(self, key: str, count: int) -> str:
        return messages.plural(self.language, key, count)

    def number(self, value: int) -> str:
        return messages.number(self.language, value)

    def share(self, part: int, whole: int) -> str:
        """`12.1%`, as the language writes it."""
        return self.percent(part / whole)

    def percent(self, share: float) -> str:
        return messages.percent(self.language, share)

    def megabytes(self, size_bytes: int) -> str:
        return dates.megabytes(self.language, size_bytes)

    def size(self, size_bytes: int) -> str:
        return dates.size(self.language, size_bytes)

    def text(self, texts: Mapping[str, str]) -> Text:
        """In the reader's language, or the next best; `texts` must not be empty."""
        found = next((language for language in fallbacks(self.language) if language in texts), None)
        language = found or next(iter(texts))
        return Text(texts[language], language)

    def day(self, on: date) -> str:
        return dates.day(self.language, on)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        return dates.moment(self.language, at, zone)

    def link(self, path: str, **query: str) -> str:
        """An address of ours that keeps the language the reader has chosen."""
        carried = {**query, "lang": self.language} if self.chosen else query
        return f"{path}?{urlencode(carried)}" if carried else path

    def here_in(self, language: str) -> str:
        """This very address in another language."""
        return f"{self.path}?{urlencode([*self.query, ('lang', language)])}"

    def here_with(self, name: str, value: str) -> str:
        """This very address with one parameter set."""
        kept = [pair for pair in self.query if pair[0] != name]
        return self.link(self.path, **dict([*kept, (name, value)]))
