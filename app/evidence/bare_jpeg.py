"""Tells a JPEG that is pixels and nothing else from one that carries something along."""

from typing import Final

_SOI, _EOI, _SOS, _APP0 = 0xD8, 0xD9, 0xDA, 0xE0
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantization, restart interval
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
_RESTARTS: Final = frozenset(range(0xD0, 0xD8))
_JFIF_HEADER_BYTES: Final = 16  # without a thumbnail


def is_bare_jpeg(content: bytes) -> bool:
    """From start to end marker only tables, one frame, its scans, and a JFIF header without a thumbnail."""
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if not _is_structure(marker, length):
            return False
        at += 2 + length
        if marker == _SOS:
            at = _end_of_scan(content, at)
    return content[at:] == b"\xff\xd9"


def _is_structure(marker: int, length: int) -> bool:
    if marker == _APP0:
        return length == _JFIF_HEADER_BYTES
    return length >= 2 and (marker in _TABLES or marker in _FRAMES or marker == _SOS)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is neither a restart nor a stuffed byte."""
    while (at := content.find(b"\xff", at)) != -1:
        following = content[at + 1 : at + 2]
        if following != b"\0" and (not following or following[0] not in _RESTARTS):
            return at
        at += 2
    return len(content)
