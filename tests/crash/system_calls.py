"""What a traced process asked of the kernel, in order, and how it stands with an upload."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TRACED: Final = "fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg"
STRACE: Final = ("strace", "-D", "-f", "-yy", "-qq", "-s", "24", "-e", f"trace={TRACED}")
_CALL: Final = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_RESUMED: Final = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
_UNFINISHED: Final = " <unfinished ...>"
_BLOB: Final = r"[0-9a-f]{32}"


@dataclass(frozen=True)
class Call:
    """`began` and `ended` count lines of the trace."""

    name: str
    words: str
    began: int
    ended: int

    @property
    def is_sync(self) -> bool:
        return self.name in ("fsync", "fdatasync") and self.words.endswith("= 0")


def read_trace(path: Path) -> list[Call]:
    """All calls that returned, in the order in which they began."""
    open_calls: dict[str, tuple[str, str, int]] = {}
    calls = []
    for number, line in enumerate(path.read_text(errors="replace").splitlines()):
        if found := _RESUMED.match(line):
            name, words, began = open_calls.pop(found["pid"])
            calls.append(Call(name, words + found["rest"], began, number))
        elif found := _CALL.match(line):
            if found["rest"].endswith(_UNFINISHED):
                open_calls[found["pid"]] = (found["name"], found["rest"].removesuffix(_UNFINISHED), number)
            else:
                calls.append(Call(found["name"], found["rest"], number, number))
    return sorted(calls, key=lambda call: call.began)


def answers_of_uploads(calls: list[Call]) -> Iterator[list[Call]]:
    """The calls up to each answer before which a photo got its name; one request is made at a time."""
    since: list[Call] = []
    for call in calls:
        since.append(call)
        if "<TCP" in call.words and '"HTTP/1.1 20' in call.words:
            if any(_key_of(earlier) for earlier in since):
                yield since
            since = []


def durable_before_the_answer(calls: list[Call]) -> bool:
    """Photo synced, named, name synced, database synced, answered: each after the end of the one before."""
    renamed = next(call for call in calls if _key_of(call))
    key = _key_of(renamed)
    directory = rf"/photos/{key[:2]}/{key[2:4]}>"
    return (
        any(call.is_sync and f".part-{key}>" in call.words and call.ended < renamed.began for call in calls)
        and (named := _first_sync(calls, directory, renamed.ended)) is not None
        and (stored := _first_sync(calls, r"/pollwatch\.db-wal>", named.ended)) is not None
        and stored.ended < calls[-1].began
    )


def _first_sync(calls: list[Call], of: str, after: int) -> Call | None:
    found = (call for call in calls if call.is_sync and re.search(of, call.words) and call.began > after)
    return next(found, None)


def _key_of(call: Call) -> str:
    """Of the photo that this call gives its name, if it does."""
    found = re.search(rf"/\.part-({_BLOB})\", .*/\1\"\) = 0", call.words)
    return found[1] if found and call.name.startswith("rename") else ""
