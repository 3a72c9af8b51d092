"""Pictures as cameras make them, and as attackers do."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, PngImagePlugin

from tests import heic

# What stands in the metadata of `camera_jpeg` and must be in nothing that is made of it.
SECRETS = (b"Canary", b"POLYGLOT", b"GPS")
CORNERS = {"top left": "red", "top right": "lime", "bottom left": "blue", "bottom right": "yellow"}


def picture(width_px: int = 320, height_px: int = 240, mode: str = "RGB") -> Image.Image:
    """Each quarter in the colour of its corner."""
    image = Image.new("RGB", (width_px, height_px))
    middle_x, middle_y = width_px // 2, height_px // 2
    for corner, colour in CORNERS.items():
        x = middle_x if "right" in corner else 0
        y = middle_y if "bottom" in corner else 0
        image.paste(colour, (x, y, x + middle_x, y + middle_y))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def jpeg(width_px: int = 320, height_px: int = 240) -> bytes:
    return encoded(picture(width_px, height_px))


def exif(orientation: int = 1) -> bytes:
    """With a position, a serial number and a name."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Canary Cameras"
    tags[0x013B] = "Canary Artist"
    tags.get_ifd(0x8825).update({1: "N", 2: (40.0, 31.0, 42.0), 3: "E", 4: (72.0, 47.0, 55.0)})
    tags.get_ifd(0x8769)[0xA431] = "Canary-0001"
    return tags.tobytes()


def dated_jpeg() -> bytes:
    """In Osh, at 11:05 of the sixth hour east of Greenwich, on the day of the vote."""
    tags = Image.Exif()
    tags.load(exif())
    tags.get_ifd(0x8769).update({0x9003: "2020:10:04 11:05:00", 0x9011: "+06:00"})
    return encoded(picture(), exif=tags.tobytes())


def camera_jpeg(orientation: int = 1) -> bytes:
    """EXIF with its own thumbnail's place, XMP, ICC, IPTC, a comment, and a ZIP after the end."""
    profile = b"\0" * 36 + b"acsp" + b"Canary" * 20
    plain = encoded(picture(), exif=exif(orientation), icc_profile=profile, comment=b"Canary comment")
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Canary</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x50\0\x06Canary"
    return plain[:2] + segment(0xE1, xmp) + segment(0xED, iptc) + plain[2:] + b"PK\x03\x04 Canary"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def png_with_metadata() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Canary")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Canary</x:xmpmeta>", zip=True)
    return encoded(picture(), "PNG", pnginfo=notes, exif=exif())


def png_of(width_px: int, height_px: int, rows: int | None = None) -> bytes:
    """Black, one bit a pixel, never in memory as a whole; with `rows` it ends early."""
    squeezed, row = zlib.compressobj(9), b"\0" * (1 + (width_px + 7) // 8)
    data = b"".join(squeezed.compress(row) for _ in range(height_px if rows is None else rows))
    header = struct.pack(">IIBBBBB", width_px, height_px, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data + squeezed.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in chunks)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_text_bomb() -> bytes:
    """A text of 128 megabytes, squeezed into 128 kilobytes, before the pixels."""
    squeezed = zlib.compressobj(9)
    text = b"".join(squeezed.compress(b" " * 2**20) for _ in range(128)) + squeezed.flush()
    small = encoded(picture(), "PNG")
    return small[:33] + chunk(b"zTXt", b"Comment\0\0" + text) + small[33:]


def animated(kind: str) -> bytes:
    frames = [picture().rotate(angle) for angle in range(0, 360, 10)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=10, loop=0)


def webp_of(width_px: int, height_px: int) -> bytes:
    """Its header promises a canvas of this size, 14 bits a side, and holds a small picture."""
    small = encoded(picture(), "WEBP", lossless=True)[12:]
    canvas = (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas + small
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif_loop() -> bytes:
    """A directory that is its own successor and its own sub-directory."""
    ifd = struct.pack("<H", 2)
    ifd += (
        struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<I", 8)
    )
    plain = jpeg()
    return plain[:2] + segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + ifd) + plain[2:]


def camera_heic(orientation: int = 1) -> bytes:
    """EXIF, XMP and a colour profile; turned in the container's words and in those of EXIF."""
    profile = b"\0" * 36 + b"acsp" + b"Canary" * 20
    xmp = b"<x:xmpmeta>Canary</x:xmpmeta>"
    return heic.encoded(picture(), exif=exif(orientation), xmp=xmp, icc_profile=profile)


def tiled_heic() -> bytes:
    """As phones lay out what is larger than their encoder takes, with the colours of `picture`."""
    return heic.grid([Image.new("RGB", (64, 64), colour) for colour in CORNERS.values()], columns=2, rows=2)


def tiles_of(columns: int, rows: int, said: tuple[int, int] | None = None) -> bytes:
    """One black tile of 512 pixels a side in every place."""
    return heic.grid([Image.new("RGB", (512, 512))], columns, rows, said)


def polyglot() -> bytes:
    """A JPEG to a decoder; to a browser that guesses, a page."""
    plain = jpeg()
    page = b"<html><script>alert('POLYGLOT')</script></html>"
    return plain[:2] + segment(0xFE, page) + plain[2:] + page


# By the code that says why there is no rendition of it.
UNUSABLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut off": ("damaged", lambda: jpeg(1000, 800)[:3000]),
    "only a beginning": ("not-a-picture", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 20),
    "no pixels in the data": ("damaged", lambda: encoded(picture(), "PNG")[:41] + b"\xff" * 800),
    "900 megapixels in the header": ("too-many-pixels", lambda: png_of(30_000, 30_000, rows=2)),
    "70 megapixels": ("too-many-pixels", lambda: png_of(10_000, 7_000)),
    "a side of 60,000 pixels": ("sides-too-long", lambda: png_of(60_000, 16)),
    "a single pixel": ("too-small", lambda: png_of(1, 1)),
    "a canvas of 268 megapixels": ("too-many-pixels", lambda: webp_of(16_383, 16_383)),
    "animated WebP": ("several-frames", lambda: animated("WEBP")),
    "animated PNG": ("several-frames", lambda: animated("PNG")),
    "a text that unfolds": ("damaged", png_text_bomb),
    "71 megapixels of tiles in 12 kilobytes": ("too-many-pixels", lambda: tiles_of(17, 16)),
    "more tiles than it says": ("damaged", lambda: tiles_of(8, 8, said=(320, 240))),
    "ten thousand tiles": ("not-a-picture", lambda: tiles_of(100, 100)),
    "HEIC without pixels": ("damaged", lambda: heic.encoded(picture())[:-100]),
    "only a beginning of HEIC": ("not-a-picture", lambda: camera_heic()[:60]),
}
USABLE: dict[str, Callable[[], bytes]] = {
    "62 megapixels in 59 kilobytes": lambda: png_of(8_000, 7_750),
    "polyglot": polyglot,
    "EXIF that loops": exif_loop,
    "metadata of every kind": camera_jpeg,
    "a PNG with texts": png_with_metadata,
    "67 megapixels of tiles in 12 kilobytes": lambda: tiles_of(16, 16),
    "a HEIC with metadata": camera_heic,
}
# What calls itself a photo and is none.
NO_PHOTOS = {
    "page": b"<!doctype html><script>alert(1)</script>" + b" " * 100,
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' + b" " * 100,
    "document": b"%PDF-1.7\n" + b"0" * 100,
    "GIF": encoded(picture(), "GIF"),
    "TIFF": encoded(picture(), "TIFF"),
    "program": b"\x7fELF" + b"\0" * 100,
    "archive": b"PK\x03\x04" + b"\0" * 100,
    "nearly nothing": b"\xff\xd8",
    "nothing": b"",
    "WAVE in the same container": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40,
    "AVIF": b"\0\0\0\x1cftypavif\0\0\0\0mif1avif" + b"\0" * 100,
    "film": b"\0\0\0\x18ftypisom\0\0\0\0isomavc1" + b"\0" * 100,
}
