"""What a photo is by its first bytes; what its sender calls it does not matter."""

from typing import Final

SNIFFED_BYTES: Final = 12


def media_type_of(first_bytes: bytes) -> str | None:
    """One of the types we take, or None. Needs SNIFFED_BYTES of a file that has so many."""
    if first_bytes.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first_bytes.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP":
        return "image/webp"
    return None
