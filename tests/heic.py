"""HEIC files as phones write them: one picture, several, or one laid out in tiles."""

import io
import struct
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

_TILES, _GRID = 1, 60_000  # ids of the items: tiles count from the first
_HIDDEN = 1  # not a picture of its own


def encoded(image: Image.Image, **options: Any) -> bytes:
    """With `exif`, its orientation also stands in the container's own words (irot, imir), as phones do it."""
    written = io.BytesIO()
    image.save(written, "HEIF", quality=90, **options)
    return written.getvalue()


def grid(tiles: Sequence[Image.Image], columns: int, rows: int, said: tuple[int, int] | None = None) -> bytes:
    """Tiles of one size beside and below one another; repeated where there are fewer than places.

    `said` is the size that the header gives for the whole, if not the true one.
    """
    side_px = tiles[0].width
    files = [encoded(tile, chroma=420) for tile in tiles]
    pixels = [_find(file, b"mdat") for file in files]
    decoder = _box(b"hvcC", _find(_find(_find(_find(files[0], b"meta")[4:], b"iprp"), b"ipco"), b"hvcC"))
    size = (columns * side_px, rows * side_px)
    layout = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, *size)
    ids = range(_TILES, _TILES + columns * rows)
    properties = decoder + _size(side_px, side_px) + _size(*(said or size))
    associated = [struct.pack(">HB2B", number, 2, 0x81, 2) for number in ids]
    associated.append(struct.pack(">HBB", _GRID, 1, 3))
    about = [
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
        _full(b"pitm", struct.pack(">H", _GRID)),
        _full(
            b"iinf",
            struct.pack(">H", len(ids) + 1)
            + b"".join(_item(number, b"hvc1", flags=_HIDDEN) for number in ids)
            + _item(_GRID, b"grid"),
        ),
        _full(
            b"iref",
            _box(b"dimg", struct.pack(f">HH{len(ids)}H", _GRID, len(ids), *ids)),
        ),
        _box(
            b"iprp",
            _box(b"ipco", properties)
            + _full(b"ipma", struct.pack(">I", len(associated)) + b"".join(associated)),
        ),
        _box(b"idat", layout),
    ]
    start = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    before = len(start + _meta(about, _locations(ids, pixels, 0, len(layout)))) + 8
    return (
        start + _meta(about, _locations(ids, pixels, before, len(layout))) + _box(b"mdat", b"".join(pixels))
    )


def _meta(about: list[bytes], locations: bytes) -> bytes:
    return _full(b"meta", b"".join([*about, locations]))


def _locations(ids: range, pixels: list[bytes], at: int, layout_bytes: int) -> bytes:
    """Tiles lie in the file from `at` on, the layout in the box that is made for such."""
    starts = list(accumulate(map(len, pixels), initial=at))
    found = [
        struct.pack(">HHHHII", number, 0, 0, 1, starts[place % len(pixels)], len(pixels[place % len(pixels)]))
        for place, number in enumerate(ids)
    ]
    found.append(struct.pack(">HHHHII", _GRID, 1, 0, 1, 0, layout_bytes))
    return _full(b"iloc", struct.pack(">HH", 0x4400, len(found)) + b"".join(found), version=1)


def _item(number: int, kind: bytes, flags: int = 0) -> bytes:
    return _full(b"infe", struct.pack(">HH4sB", number, 0, kind, 0), version=2, flags=flags)


def _size(width_px: int, height_px: int) -> bytes:
    return _full(b"ispe", struct.pack(">II", width_px, height_px))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full(kind: bytes, content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, flags]) + content)


def _find(content: bytes, kind: bytes) -> bytes:
    """What stands in the first box of this kind."""
    at = 0
    while content[at + 4 : at + 8] != kind:
        at += int.from_bytes(content[at : at + 4], "big")
    return content[at + 8 : at + int.from_bytes(content[at : at + 4], "big")]
