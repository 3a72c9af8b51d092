"""What a photo is by its first bytes; what its sender calls it does not matter."""

from typing import Final

SNIFFED_BYTES: Final = 12
# ISO/IEC 23008-12: stills in HEVC, and in a codec that is named further on, by which some cameras mean HEVC.
_STILL_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})


def media_type_of(first_bytes: bytes) -> str | None:
    """One of the types we take, or None. Needs SNIFFED_BYTES of a file that has so many."""
    if first_bytes.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first_bytes.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP":
        return "image/webp"
    if first_bytes[4:8] == b"ftyp" and first_bytes[8:12] in _STILL_BRANDS:
        return "image/heic"
    return None
