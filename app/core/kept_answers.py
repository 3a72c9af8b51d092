"""Finished answers to public questions, kept for as long as what they show is the current state."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from app.core.etag import is_fresh, not_modified
from app.core.public_answer import PUBLIC_HEADERS

MAX_BYTES: Final = 16 * 1024 * 1024
_OVERHEAD_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """`state` names what the public saw when it was made."""

    state: str
    tag: str
    body: bytes
    media_type: str

    def to(self, request: Request) -> Response:
        if is_fresh(request, self.tag):
            return not_modified(self.tag, PUBLIC_HEADERS)
        return Response(self.body, headers={**PUBLIC_HEADERS, "etag": self.tag}, media_type=self.media_type)


class KeptAnswers:
    """For the event loop alone. Whoever asks chooses the keys: what was asked for least lately makes room."""

    def __init__(self, makers: CapacityLimiter, max_bytes: int = MAX_BYTES) -> None:
        """`makers` is how many threads may make answers at once."""
        self.makers = makers
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._bytes, self._max_bytes = 0, max_bytes

    def find(self, key: str, state: str) -> KeptAnswer | None:
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            return None
        self._kept.move_to_end(key)
        return kept

    def keep(self, key: str, answer: KeptAnswer) -> None:
        self._forget(key)
        self._kept[key] = answer
        self._bytes += _size(key, answer)
        while self._bytes > self._max_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._bytes -= _size(key, kept)


def _size(key: str, answer: KeptAnswer) -> int:
    return len(key) + len(answer.body) + _OVERHEAD_BYTES
