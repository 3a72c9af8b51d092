"""Finished answers to public questions, kept for as long as what they show is the current state."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from app.core.etag import is_fresh, not_modified

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_ANSWER_BYTES: Final = 1024 * 1024
_OVERHEAD_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """`state` names what the public saw when it was made. Of the headers, `etag` is one."""

    state: str
    body: bytes
    headers: Mapping[str, str]

    @classmethod
    def of(cls, state: str, answer: Response) -> "KeptAnswer":
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return cls(state, bytes(answer.body), headers)

    def to(self, request: Request) -> Response:
        tag = self.headers["etag"]
        if is_fresh(request, tag):
            names = self.headers.keys() - {"etag", "content-type", "content-disposition", "link"}
            return not_modified(tag, {name: self.headers[name] for name in names})
        return Response(self.body, headers=dict(self.headers))


class KeptAnswers:
    """Whoever asks chooses the keys: what was asked for least lately makes room."""

    def __init__(self, makers: CapacityLimiter, max_bytes: int = MAX_BYTES) -> None:
        """`makers` is how many threads may make answers at once."""
        self.makers = makers
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._bytes, self._max_bytes = 0, max_bytes
        self._lock = threading.Lock()

    def find(self, key: str, state: str) -> KeptAnswer | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.state != state:
                return None
            self._kept.move_to_end(key)
            return kept

    def keep(self, key: str, answer: KeptAnswer) -> None:
        if len(answer.body) > MAX_ANSWER_BYTES:
            return
        with self._lock:
            self._forget(key)
            self._kept[key] = answer
            self._bytes += _size(key, answer)
            while self._bytes > self._max_bytes:
                self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._bytes -= _size(key, kept)


def known(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    """304 to whoever has what the tag names, or the answer of this address that is kept under it."""
    if is_fresh(request, tag):
        return not_modified(tag, dict(headers))
    answers: KeptAnswers = request.app.state.kept_answers
    kept = answers.find(_key(request, tag), tag)
    return None if kept is None else kept.to(request)


def keeping(request: Request, answer: Response) -> Response:
    """The answer itself, and it is known from now on: a whole one, for everybody, that names its bytes."""
    if answer.status_code == 200 and answer.headers["cache-control"].startswith("public"):
        tag = answer.headers["etag"]
        answers: KeptAnswers = request.app.state.kept_answers
        answers.keep(_key(request, tag), KeptAnswer.of(tag, answer))
    return answer


def _key(request: Request, tag: str) -> str:
    """Addresses stand in answers."""
    return f"{tag} {request.url}"


def _size(key: str, answer: KeptAnswer) -> int:
    return len(key) + len(answer.body) + _OVERHEAD_BYTES
