"""The program that opens a stranger's picture: `python -m app.evidence.child`.

On stdin come a line such as `view=1280 thumb=320`, which says what is wanted, and behind it the picture.
`black=0.1,0.2;0.5,0.2;0.5,0.9`, as often as needed, blackens a polygon, in shares of the upright picture.
Facts and new pixels go out on stdout, and then the process ends. Before it reads the first byte it gives up
what it does not need, and of ours it imports only what runs here: all it has may be lost.
"""

import ctypes
import io
import json
import resource
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pi_heif  # type: ignore[import-untyped]  # ships no types
from PIL import ExifTags, Image, ImageDraw, UnidentifiedImageError
from PIL.Image import Resampling, Transpose

from app.evidence import file_facts, seccomp
from app.evidence.rehearsal import HEIC

READY: Final = b"ready\n"  # limits hold, and the filter of system calls too
READY_UNFILTERED: Final = b"ready, unfiltered\n"
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
MEDIA_TYPES: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "HEIF": "image/heic",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
MAX_PIXELS: Final = 64 * 1024 * 1024  # a camera of "64 megapixels" makes 9,248 × 6,936
MIN_SIDE_PX, MAX_SIDE_PX = 16, 16_000
JPEG_QUALITY: Final = 82
EDGE_PX: Final = 5  # of a blackened polygon: corners fall on whole pixels, and none may be missed

# Seen: 1,390 MiB at most for a WebP with alpha of 64 megapixels, 80 MiB for a JPEG of 12.
MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 15
LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_NOFILE, 3),  # those it was born with
    (resource.RLIMIT_CORE, 0),
)
# Counted over all that runs under this user. The filter lets threads start and nothing else; HEIC needs one.
MAX_THREADS: Final = 4096

Polygon = list[tuple[float, float]]

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class Unusable(Exception):
    """No rendition is made of this picture; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main() -> None:
    """READY; then one picture in, one answer out: a line of JSON, and behind it the renditions it lists."""
    prepare()
    filtered = confine()
    # What goes wrong from here on is the picture's doing.
    sys.stdout.buffer.write(READY if filtered else READY_UNFILTERED)
    sys.stdout.buffer.flush()
    line = sys.stdin.buffer.readline()
    if not line:  # nobody needs it any more
        return
    wanted, black = asked(line.decode().split())
    try:
        about, renditions = render(sys.stdin.buffer.read(), wanted, black)
    except Unusable as unusable:
        about, renditions = {"problem": unusable.code}, []
    sys.stdout.buffer.write(b"".join([json.dumps(about).encode(), b"\n", *renditions]))


def asked(words: list[str]) -> tuple[list[tuple[str, int]], list[Polygon]]:
    """Which renditions, and which polygons to blacken in them."""
    named = [word.split("=", 1) for word in words]
    wanted = [(name, int(value)) for name, value in named if name != "black"]
    black = [
        [(float(x), float(y)) for x, y in (corner.split(",") for corner in value.split(";"))]
        for name, value in named
        if name == "black"
    ]
    return wanted, black


def prepare() -> None:
    """Loads all that is loaded on first use, by rehearsing each format; fails where a decoder is missing."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore")  # to show one, files are opened
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    pi_heif.register_heif_opener(decode_threads=0, thumbnails=False, depth_images=False, aux_images=False)
    for content in [*map(_written, ("JPEG", "PNG", "WEBP")), HEIC]:
        render(content, [("rehearsal", MIN_SIDE_PX)], [[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]])
    with suppress(OSError):  # where memory runs short, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _written(name: str) -> bytes:
    """With what a camera writes beside the pixels: reading a time loads modules, too."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:10:04 08:00:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+06:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (42.0, 52.0, 0.0)
    written = io.BytesIO()
    Image.new("RGB", (MIN_SIDE_PX, MIN_SIDE_PX)).save(written, name, exif=exif)
    return written.getvalue()


def confine() -> bool:
    """Gives up for good what a decoder does not need; whether that includes system calls."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # not even idle it outlives who started it
    for kind, most in (*LIMITS, (resource.RLIMIT_NPROC, MAX_THREADS)):
        resource.setrlimit(kind, (most, most))
    if seccomp.install():
        return True
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # nothing else keeps it from starting programs
    return False


def render(
    content: bytes, wanted: list[tuple[str, int]], black: Sequence[Polygon] = ()
) -> tuple[dict[str, Any], list[bytes]]:
    """What the picture is, and its renditions, of which the largest is wanted first; or Unusable."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return _render(content, image, wanted, black)
    except Unusable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("too-many-pixels") from None
    except MemoryError:
        raise Unusable("too-much-memory") from None
    except UnidentifiedImageError:
        raise Unusable("not-a-picture") from None
    except Exception:  # noqa: BLE001 - a decoder may raise anything
        raise Unusable("damaged") from None


def _render(
    content: bytes, image: Image.Image, wanted: list[tuple[str, int]], black: Sequence[Polygon]
) -> tuple[dict[str, Any], list[bytes]]:
    _check(image)
    size, media_type = image.size, MEDIA_TYPES[image.format or ""]
    further = _pictures(image) - 1
    image = _averageable(image)
    if not black:  # else at its full size: what is to be hidden must not be averaged into what is beside it
        _shrink(image, wanted[0][1])
    image.load()
    # Only now: looking for EXIF may decode, and a picture that failed to decode once is blank the next time.
    facts = file_facts.read(content, image)
    # HEIC says in its own words how it is to be turned, and is decoded upright; there EXIF only repeats it.
    orientation = 1 if media_type == "image/heic" else _orientation(image)
    width_px, height_px = size[::-1] if orientation >= 5 else size
    image = _on_white(image)
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
    _blacken(image, black)
    listed, contents = [], []
    for name, side_px in wanted:
        _shrink(image, side_px)
        _blacken(image, black)
        contents.append(_jpeg(image))
        listed.append(
            {
                "name": name,
                "width_px": image.width,
                "height_px": image.height,
                "size_bytes": len(contents[-1]),
            }
        )
    facts |= {"media_type": media_type, "further_pictures": further, "dhash": file_facts.dhash(image)}
    about = {"width_px": width_px, "height_px": height_px, "facts": facts, "renditions": listed}
    return about, contents


def _check(image: Image.Image) -> None:
    """By the header, before a pixel is decoded."""
    if min(image.size) < MIN_SIDE_PX:
        raise Unusable("too-small")
    if max(image.size) > MAX_SIDE_PX:
        raise Unusable("sides-too-long")
    if image.width * image.height > MAX_PIXELS:
        raise Unusable("too-many-pixels")
    if image.format in {"PNG", "WEBP"} and _pictures(image) > 1:
        raise Unusable("several-frames")


def _pictures(image: Image.Image) -> int:
    """Of several in a JPEG (previews, depth maps) the first is read, of HEIC the one it names as its own."""
    found: int = getattr(image, "n_frames", 1)
    return found


def _orientation(image: Image.Image) -> int:
    """As EXIF has it, 1 to 8. EXIF that cannot be read is no reason to refuse the picture."""
    try:
        found = image.getexif().get(_ORIENTATION_TAG)
    except Exception:  # noqa: BLE001 - as above
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _averageable(image: Image.Image) -> Image.Image:
    """In a mode whose samples are amounts: a palette's are names, and 16 bits a sample are not resized."""
    if image.mode in {"1", "P"}:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda sample: sample / 256).convert("L")
    return image


def _shrink(image: Image.Image, side_px: int) -> None:
    """In place, never larger; a JPEG not yet decoded is decoded at a fraction of its size."""
    image.thumbnail((side_px, side_px), Resampling.BICUBIC, reducing_gap=1.0)


def _blacken(image: Image.Image, polygons: Sequence[Polygon]) -> None:
    """In place, every pixel that a polygon touches; its edge a little beyond."""
    draw = ImageDraw.Draw(image)
    last_x, last_y = image.width - 1, image.height - 1
    for polygon in polygons:
        corners = [
            (min(int(x * image.width), last_x), min(int(y * image.height), last_y)) for x, y in polygon
        ]
        draw.polygon(corners, fill="black")
        draw.line([*corners, corners[0]], fill="black", width=EDGE_PX, joint="curve")


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _jpeg(image: Image.Image) -> bytes:
    """From the pixels alone: nothing that came with the picture goes with them."""
    written = io.BytesIO()
    Image.frombytes("RGB", image.size, image.tobytes()).save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()


if __name__ == "__main__":
    main()
