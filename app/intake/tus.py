"""What the tus 1.0.0 protocol (tus.io) says in headers, read strictly. Pure.

Core, creation, checksum, expiration and termination.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from app.intake.upload_errors import MalformedUpload, TusVersionNotSupported

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,checksum,expiration,termination"
ALGORITHMS: Final = ("sha256", "sha1")
OFFSET_STREAM: Final = "application/offset+octet-stream"
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MAX_METADATA: Final = 2048  # characters


@dataclass(frozen=True, slots=True)
class Metadata:
    """`Upload-Metadata`: which photo of which report."""

    election: str
    report_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class Checksum:
    algorithm: str
    digest: bytes

    def matches(self, content: bytes) -> bool:
        return hashlib.new(self.algorithm, content, usedforsecurity=False).digest() == self.digest


def require_version(given: str | None) -> None:
    if given != VERSION:
        raise TusVersionNotSupported


def read_number(name: str, given: str | None) -> int:
    if given is None or not _NUMBER.fullmatch(given):
        raise MalformedUpload(f"{name} must be a whole number.")
    return int(given)


def read_metadata(given: str | None) -> Metadata:
    """Keys and base64 values, commas between; other keys are ignored."""
    pairs = dict(_pair(part) for part in _parts(given))
    try:
        report_id = UUID(pairs["report"])
        election, sha256 = pairs["election"], pairs["sha256"]
    except (KeyError, ValueError):
        raise MalformedUpload("Upload-Metadata must name election, report and sha256.") from None
    if not _SHA256.fullmatch(sha256):
        raise MalformedUpload("sha256 in Upload-Metadata must be 64 lower-case hexadecimal digits.")
    return Metadata(election, report_id, sha256)


def read_checksum(given: str | None) -> Checksum | None:
    if given is None:
        return None
    algorithm, _, encoded = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise MalformedUpload(f"Upload-Checksum knows {' and '.join(ALGORITHMS)}.")
    return Checksum(algorithm, _decode(encoded))


def headers(**given: str | int) -> dict[str, str]:
    """`upload_offset=5` becomes `Upload-Offset: 5`; never cached, and the version on every answer."""
    named = {name.replace("_", "-").title(): str(value) for name, value in given.items()}
    return {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **named}


def expires(at: datetime) -> str:
    """As RFC 9110 writes dates."""
    return format_datetime(at, usegmt=True)


def _parts(given: str | None) -> list[str]:
    if given is None or len(given) > _MAX_METADATA:
        raise MalformedUpload(f"Upload-Metadata is required, with at most {_MAX_METADATA} characters.")
    return given.split(",")


def _pair(part: str) -> tuple[str, str]:
    name, _, encoded = part.strip().partition(" ")
    try:
        return name, _decode(encoded).decode()
    except UnicodeDecodeError:
        raise MalformedUpload("A value in Upload-Metadata is not UTF-8.") from None


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        raise MalformedUpload("A value is not base64.") from None
