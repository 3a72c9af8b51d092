"""Has a picture looked at by a process that may crash, hang or be taken over, and believes it nothing."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final, Literal

from pydantic import Field, ValidationError

from app.core.errors import AppError
from app.core.schema import Schema
from app.core.strict_json import loads
from app.evidence.bare_jpeg import is_bare_jpeg
from app.evidence.spares import Child, start

# Longest side in pixels, the largest first: each is made from the one before.
RENDITIONS: Final = {"large": 2000, "view": 1280, "thumb": 320}
REDACTED: Final = {"redacted": 2000}
WALL_SECONDS: Final = 15.0
MAX_ANSWER_BYTES: Final = 12 * 1024 * 1024  # noise at the largest size and quality stays below
TIMEOUT, CRASHED = "inspection-timeout", "inspection-crashed"
_CHUNK_BYTES: Final = 64 * 1024
_READY, _READY_UNFILTERED = b"ready\n", b"ready, unfiltered\n"


class SandboxBroken(Exception):
    """The child could not even start: our installation's fault or the machine's, not the picture's."""


class SandboxUnfiltered(SandboxBroken):
    """This kernel has no filter of system calls, and the settings do not say that we may do without."""


class Problem(Exception):
    """Why there is no rendition; `code` is one of those in docs/photos.md."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Made(Schema):
    """One rendition, as the child describes it."""

    name: str
    width_px: int = Field(gt=0)
    height_px: int = Field(gt=0)
    size_bytes: int = Field(gt=0)


class Facts(Schema):
    """What the file says of itself; see app/evidence/file_facts.py, which reads it."""

    media_type: Literal["image/jpeg", "image/png", "image/webp", "image/heic"]
    dhash: str = Field(pattern=r"^[0-9a-f]{16}$")
    has_exif: bool
    has_c2pa: bool
    further_pictures: int = Field(ge=0)
    software: str | None = Field(None, max_length=80)
    camera: str | None = Field(None, max_length=170)
    taken_at: datetime | None = None
    latitude_deg: float | None = Field(None, ge=-90, le=90)
    longitude_deg: float | None = Field(None, ge=-180, le=180)
    position_problem: Literal["not-a-number", "no-reference", "out-of-range", "zero"] | None = None


class Picture(Schema):
    """What was found out about a picture; width and height as one sees it, upright."""

    width_px: int = Field(gt=0, le=16_000)
    height_px: int = Field(gt=0, le=16_000)
    facts: Facts
    renditions: list[Made]


class _Unusable(Schema):
    problem: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)


@dataclass(frozen=True, slots=True)
class Inspected:
    picture: Picture
    contents: list[bytes]  # in the order of `picture.renditions`


def inspect(
    content: BinaryIO,
    wall_seconds: float = WALL_SECONDS,
    *,
    may_be_unfiltered: bool = False,
    child: Callable[[], Child] = start,
) -> Inspected:
    """The picture and its renditions, each a JPEG without metadata, or Problem; within `wall_seconds`.

    Nothing is written to disk, the picture never stands in our memory as a whole, and `child`, where one is
    taken, ends with it.
    """
    answer = _ask(content, _words(RENDITIONS), wall_seconds, child, may_be_unfiltered=may_be_unfiltered)
    return _understood(answer, RENDITIONS)


def redact(
    content: BinaryIO,
    polygons: Sequence[Sequence[tuple[float, float]]],
    wall_seconds: float = WALL_SECONDS,
    *,
    may_be_unfiltered: bool = False,
) -> Inspected:
    """The picture with these polygons black, as one JPEG without metadata, under the promises of `inspect`.

    Corners are shares of the upright picture, from the top left.
    """
    words = [*_words(REDACTED), *(f"black={_corners(polygon)}" for polygon in polygons)]
    answer = _ask(content, words, wall_seconds, start, may_be_unfiltered=may_be_unfiltered)
    return _understood(answer, REDACTED)


def _words(renditions: Mapping[str, int]) -> list[str]:
    return [f"{name}={side_px}" for name, side_px in renditions.items()]


def _corners(polygon: Sequence[tuple[float, float]]) -> str:
    return ";".join(f"{x!r},{y!r}" for x, y in polygon)


def _ask(
    content: BinaryIO,
    words: Sequence[str],
    wall_seconds: float,
    take: Callable[[], Child],
    *,
    may_be_unfiltered: bool,
) -> bytes:
    """What a child of its own says to this."""
    with take() as child:
        exchange = _Exchange(child, words, content, may_be_unfiltered=may_be_unfiltered)
        try:
            exchange.run(time.monotonic() + wall_seconds)
        except Problem:
            if exchange.has_begun:
                raise
        finally:
            child.kill()
    if not exchange.has_begun:
        raise SandboxBroken
    if child.returncode != 0:
        raise Problem(CRASHED)
    return exchange.answer()


class _Exchange:
    """Feeds a child as it reads, and gathers what it says."""

    def __init__(
        self, child: Child, words: Sequence[str], content: BinaryIO, *, may_be_unfiltered: bool
    ) -> None:
        assert child.stdin is not None  # noqa: S101 - it was started with pipes
        assert child.stdout is not None  # noqa: S101
        self._child, self._content, self._may_be_unfiltered = child, content, may_be_unfiltered
        self._stdin, self._stdout = child.stdin, child.stdout
        self._unsent = " ".join(words).encode() + b"\n"
        self._answer = bytearray()
        self._selector = selectors.DefaultSelector()

    @property
    def has_begun(self) -> bool:
        """Whether the child had its limits set and was about to read."""
        return self._answer.startswith((_READY, _READY_UNFILTERED))

    def answer(self) -> bytes:
        return bytes(self._answer.partition(b"\n")[2])

    def run(self, deadline: float) -> None:
        """Until the child has said all and ended."""
        os.set_blocking(self._stdin.fileno(), False)
        with self._selector as selector:
            selector.register(self._stdin, selectors.EVENT_WRITE, self._feed)
            selector.register(self._stdout, selectors.EVENT_READ, self._hear)
            while selector.get_map():
                for key, _ in selector.select(_left(deadline)):
                    key.data()
        try:
            self._child.wait(_left(deadline))
        except subprocess.TimeoutExpired:
            raise Problem(TIMEOUT) from None

    def _feed(self) -> None:
        self._unsent = self._unsent or self._content.read(_CHUNK_BYTES)
        if self._unsent:
            try:
                self._unsent = self._unsent[os.write(self._stdin.fileno(), self._unsent) :]
            except BrokenPipeError:  # it reads no further
                self._unsent = b""
            else:
                return
        self._selector.unregister(self._stdin)
        self._stdin.close()

    def _hear(self) -> None:
        piece = os.read(self._stdout.fileno(), _CHUNK_BYTES)
        self._answer += piece
        if self._answer.startswith(_READY_UNFILTERED) and not self._may_be_unfiltered:
            raise SandboxUnfiltered
        if len(self._answer) > MAX_ANSWER_BYTES:
            raise Problem(CRASHED)
        if not piece:
            self._selector.unregister(self._stdout)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Problem(TIMEOUT)
    return left


def _understood(answer: bytes, renditions: Mapping[str, int]) -> Inspected:
    """Checked as what a stranger says, because that is who may be speaking."""
    line, _, rest = answer.partition(b"\n")
    try:
        about = loads(line)
        if isinstance(about, dict) and "problem" in about:
            raise Problem(_Unusable.model_validate(about).problem)
        picture = Picture.model_validate(about)
    except (AppError, ValidationError):
        raise Problem(CRASHED) from None
    contents = []
    for made in picture.renditions:
        contents.append(rest[: made.size_bytes])
        rest = rest[made.size_bytes :]
    if rest or [made.name for made in picture.renditions] != list(renditions):
        raise Problem(CRASHED)
    if not all(map(_fits, picture.renditions, contents, renditions.values())):
        raise Problem(CRASHED)
    return Inspected(picture, contents)


def _fits(made: Made, content: bytes, side_px: int) -> bool:
    return (
        len(content) == made.size_bytes
        and max(made.width_px, made.height_px) <= side_px
        and is_bare_jpeg(content)
    )
