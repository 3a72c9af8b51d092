"""What stands in an evidence bundle, under which names, and how its hashes are taken. No I/O."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

SUMS: Final = "SHA256SUMS"
_SUFFIXES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}


@dataclass(frozen=True, slots=True)
class File:
    """One file of the bundle; `pieces` can be read once, in its turn."""

    name: str
    pieces: Iterable[bytes]
    compressible: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for. Fixed when it is requested: what a second person approves is what goes out."""

    report_ids: tuple[UUID, ...]
    incident_id: UUID | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wanted the bundle and why; `reader` is whoever downloads it now. An operator has no account."""

    reason: str
    requested_by: UUID | None = None
    requested_as: str = "operator"
    approved_by: UUID | None = None
    approved_as: str | None = None
    reader: UUID | None = None


class Numbers:
    """People and sources under numbers of this bundle alone: the same number is the same person in all its
    files, and no number says who that is."""

    def __init__(self) -> None:
        self._known: dict[str, dict[UUID, str]] = {}

    def person(self, account_id: UUID | None) -> str | None:
        return self._number("person", account_id)

    def source(self, source_id: UUID | None) -> str | None:
        return self._number("source", source_id)

    def _number(self, kind: str, known_as: UUID | None) -> str | None:
        if known_as is None:
            return None
        known = self._known.setdefault(kind, {})
        return known.setdefault(known_as, f"{kind}-{len(known) + 1}")


def document(name: str, content: Any) -> File:
    """As JSON a person can read."""
    written = json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n"
    return File(name, (written.encode(),))


def photo_name(report_id: UUID, number: int, sha256: str, media_type: str) -> str:
    return f"reports/{report_id}/photos/{number}-{sha256[:12]}.{_SUFFIXES.get(media_type, 'bin')}"


def with_sums(files: Iterable[File]) -> Iterator[File]:
    """The same files, and behind them the list of their hashes as `sha256sum` reads it.

    It comes last because each hash is known only once the file's bytes have passed.
    """
    lines = []
    for file in files:
        seen = hashlib.sha256()
        yield File(file.name, _hashed(file.pieces, seen), file.compressible)
        lines.append(f"{seen.hexdigest()}  {file.name}\n")
    yield File(SUMS, ("".join(lines).encode(),))


def _hashed(pieces: Iterable[bytes], seen: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        seen.update(piece)
        yield piece


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


README: Final = """\
EVIDENCE BUNDLE
===============

What is in here

  manifest.json                       when and for what the bundle was made; photos that are missing from it
  reports/<id>/report.json            one report as it was received, and how moderators coded it
  reports/<id>/history.json           who did what with it, in order
  reports/<id>/photos/<n>-<hash>.*    its photos: the original bytes, as they arrived
  reports/<id>/photos/findings.json   hash and facts of each photo, and what to look at in it
  reports/<id>/photos/redactions.json which versions with parts blackened were made of each photo, with the
                                      hash of each and who approved it; the versions themselves are not here
  incident/                           what happened according to the moderators, how it was checked (steps,
                                      verdicts), what the accused answered (statements), and the history
  SHA256SUMS                          the SHA-256 hash of every file above, this one included

How to check it

  Unpack it and run in its folder:

      sha256sum -c SHA256SUMS           (on macOS: shasum -a 256 -c SHA256SUMS)

  Every line should end with "OK". Without such a command, any tool that shows the SHA-256 hash of a file
  will do: compare it with the line in SHA256SUMS. The hash in findings.json is the one under which the
  photo was received: it must be that of the photo's file, and the photo's name begins with it.
  "receipt_sha256" in report.json is the hash of everything that was sent with the report; its sender's
  receipt names the same. It cannot be computed from report.json where the sender also gave a contact or
  their own position, because those are not in here.

What it proves

  That these are the bytes which the team's system held when the bundle was made: a file whose hash is right
  was not changed since. Write down the hash of the bundle itself when you receive it, and it proves that
  for the whole.

What it does not prove

  That a report is true, that a photo shows what its report says, or who sent it. A finding is something to
  look at and never a verdict. What a photo's file says of its time and place can be wrong or forged.

What was left out

  Contact data and the sender's own position are never in a bundle, nor are the messages between sender and
  team or the text of internal notes. People of the team and known sources have numbers (person-1, source-1)
  that mean something within this bundle only. While verdicts of others are still hidden from whoever
  downloads the bundle, they are missing from it too. Photos hold whatever the camera wrote into them, often
  its place and serial number, and people may be recognised in photos and texts: keep the bundle accordingly.
"""
