"""P7: renditions cost less than half of the usual way, and hardly more memory where the photo is larger."""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from PIL import Image, ImageOps
from PIL.Image import Resampling

from app.evidence.child import render
from app.evidence.sandbox import RENDITIONS
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.process import ROOT

MP_12, MP_50 = (4000, 3000), (8160, 6120)
# In a process of its own, whose highest peak so far is read at the end.
_PEAK = """
import sys
from app.evidence import child
child.prepare()
child.render(sys.stdin.buffer.read(), [{wanted}])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def photo(width_px: int, height_px: int) -> bytes:
    """Coarse and fine structure, as in a street scene; about as many bytes as a phone makes of it."""
    coarse = Image.effect_noise((width_px // 40, height_px // 40), 90).resize((width_px, height_px))
    fine = Image.effect_noise((width_px, height_px), 12)
    image = Image.merge("RGB", [Image.blend(coarse, fine, share) for share in (0.2, 0.25, 0.3)])
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()


def ours(content: bytes) -> None:
    render(content, list(RENDITIONS.items()))


def usual(content: bytes) -> None:
    """The same, as Pillow's handbook has it: opened, upright, thumbnails, and a small grey one to hash."""
    with Image.open(io.BytesIO(content)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    for side_px in RENDITIONS.values():
        smaller = image.copy()
        smaller.thumbnail((side_px, side_px))
        smaller.save(io.BytesIO(), "JPEG")
    image.convert("L").resize((9, 8), Resampling.LANCZOS).tobytes()


def cpu_ms(derive: Callable[[bytes], None], content: bytes) -> float:
    before = time.process_time()
    derive(content)
    return (time.process_time() - before) * 1000


def peak_mb(content: bytes) -> float:
    wanted = ", ".join(f"({name!r}, {side_px})" for name, side_px in RENDITIONS.items())
    program = _PEAK.format(wanted=wanted)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=content, capture_output=True, check=True
    )
    return int(done.stdout) * 1024 / 1e6


def main() -> None:
    middling, large = photo(*MP_12), photo(*MP_50)
    mine, theirs, peak_12, peak_50 = interleaved(
        ROUNDS,
        lambda: cpu_ms(ours, middling),
        lambda: cpu_ms(usual, middling),
        lambda: peak_mb(middling),
        lambda: peak_mb(large),
    )
    conclude(
        "p07",
        "renditions (2000, 1280, 320 px) and dHash of a 12-megapixel JPEG : the usual way with Pillow",
        [
            Goal("CPU", ratio(mine, theirs), most=0.45),
            Goal("peak memory of the process, 50 megapixels : 12", ratio(peak_50, peak_12), most=1.3),
        ],
        {
            "ours, CPU ms": median(mine),
            "usual, CPU ms": median(theirs),
            "peak of 12 megapixels, MB": median(peak_12),
            "peak of 50 megapixels, MB": median(peak_50),
            "bytes of the photos": [len(middling), len(large)],
        },
    )


if __name__ == "__main__":
    main()
