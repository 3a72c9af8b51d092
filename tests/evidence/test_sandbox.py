"""Pictures are looked at in a process that may die; ours neither opens them nor grows with them."""

import gc
import io
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from app.evidence.bare_jpeg import is_bare_jpeg
from app.evidence.sandbox import CRASHED, TIMEOUT, Problem, SandboxBroken, SandboxUnfiltered, inspect
from app.evidence.spares import Child, Spares, start
from tests import heic, pictures
from tests.memory import peak_bytes, reset_peak

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
# EXIF 2.32, tag 0x0112: where the first row's first and last pixel are seen.
FIRST_ROW = {
    1: ("top left", "top right"),
    2: ("top right", "top left"),
    3: ("bottom right", "bottom left"),
    4: ("bottom left", "bottom right"),
    5: ("top left", "bottom left"),
    6: ("top right", "bottom right"),
    7: ("bottom right", "top right"),
    8: ("bottom left", "top left"),
}


def problem(content: bytes, **given: Any) -> str:
    with pytest.raises(Problem) as found:
        inspect(io.BytesIO(content), **given)
    return found.value.code


def colour_at(image: Image.Image, corner: str) -> str:
    """The name of the nearest of the four colours."""
    x = image.width * 3 // 4 if "right" in corner else image.width // 4
    y = image.height * 3 // 4 if "bottom" in corner else image.height // 4
    red, green, blue = (value > 128 for value in image.getpixel((x, y)))  # type: ignore[union-attr]
    return {(True, False, False): "red", (False, True, False): "lime", (False, False, True): "blue"}.get(
        (red, green, blue), "yellow"
    )


def children() -> set[str]:
    """Started by any of our threads."""
    return {pid for found in Path("/proc/self/task").glob("*/children") for pid in found.read_text().split()}


class TestRenditions:
    def test_are_three_sizes_of_the_picture(self) -> None:
        found = inspect(io.BytesIO(pictures.jpeg(2600, 1300)))

        assert (found.picture.width_px, found.picture.height_px) == (2600, 1300)
        sizes = {made.name: (made.width_px, made.height_px) for made in found.picture.renditions}
        assert sizes == {"large": (2000, 1000), "view": (1280, 640), "thumb": (320, 160)}
        for made, content in zip(found.picture.renditions, found.contents, strict=True):
            with Image.open(io.BytesIO(content)) as image:
                assert (image.format, image.mode, image.size) == ("JPEG", "RGB", sizes[made.name])
                assert colour_at(image, "bottom left") == "blue"

    def test_are_never_larger_than_the_picture(self) -> None:
        found = inspect(io.BytesIO(pictures.jpeg(200, 100)))
        assert {(made.width_px, made.height_px) for made in found.picture.renditions} == {(200, 100)}

    @pytest.mark.parametrize("orientation", FIRST_ROW)
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_are_upright(self, orientation: int, kind: str) -> None:
        content = pictures.encoded(pictures.picture(), kind, exif=pictures.exif(orientation))

        found = inspect(io.BytesIO(content))

        first, last = FIRST_ROW[orientation]
        turned = orientation >= 5
        assert (found.picture.width_px, found.picture.height_px) == ((240, 320) if turned else (320, 240))
        for rendition in found.contents:
            with Image.open(io.BytesIO(rendition)) as image:
                assert (image.width < image.height) == turned
                assert colour_at(image, first) == pictures.CORNERS["top left"]
                assert colour_at(image, last) == pictures.CORNERS["top right"]

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_are_made_of_every_kind_of_png(self, mode: str) -> None:
        if mode == "I;16":
            grey = Image.new("I;16", (320, 240), 128 * 256)
        else:
            grey = Image.new("L", (320, 240), 128).convert(mode)

        found = inspect(io.BytesIO(pictures.encoded(grey, "PNG")))

        with Image.open(io.BytesIO(found.contents[0])) as image:
            mean = sum(image.convert("L").resize((1, 1)).tobytes())
            assert abs(mean - 128) < 12

    def test_are_made_of_cmyk(self) -> None:
        found = inspect(io.BytesIO(pictures.encoded(pictures.picture(mode="CMYK"))))
        with Image.open(io.BytesIO(found.contents[0])) as image:
            assert colour_at(image, "top left") == "red"

    def test_show_what_is_transparent_as_white(self) -> None:
        found = inspect(io.BytesIO(pictures.encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")))
        with Image.open(io.BytesIO(found.contents[0])) as image:
            assert image.getpixel((5, 5)) == (255, 255, 255)

    def test_are_made_of_the_first_picture_where_a_camera_put_more_behind_it(self) -> None:
        further = pictures.encoded(ImageOps.mirror(pictures.picture()))
        written = io.BytesIO()
        with Image.open(io.BytesIO(further)) as other:
            pictures.picture().save(written, "MPO", save_all=True, append_images=[other])

        found = inspect(io.BytesIO(written.getvalue()))

        with Image.open(io.BytesIO(found.contents[0])) as image:
            assert colour_at(image, "top left") == "red"
        assert found.picture.facts.further_pictures == 1

    def test_are_made_of_the_picture_that_a_heic_calls_its_own(self) -> None:
        further = ImageOps.mirror(pictures.picture())
        content = heic.encoded(further, save_all=True, append_images=[pictures.picture()], primary_index=1)

        found = inspect(io.BytesIO(content))

        with Image.open(io.BytesIO(found.contents[0])) as image:
            assert colour_at(image, "top left") == "red"
        assert found.picture.facts.further_pictures == 1

    def test_are_made_of_tiles(self) -> None:
        found = inspect(io.BytesIO(pictures.tiled_heic()))

        assert (found.picture.width_px, found.picture.height_px) == (128, 128)
        assert found.picture.facts.further_pictures == 0
        with Image.open(io.BytesIO(found.contents[0])) as image:
            for corner, colour in pictures.CORNERS.items():
                assert colour_at(image, corner) == colour


class TestMetadata:
    @pytest.mark.parametrize("name", pictures.USABLE)
    def test_is_in_no_rendition(self, name: str, tmp_path: Path) -> None:
        found = inspect(io.BytesIO(pictures.USABLE[name]()))

        for content in found.contents:
            assert segments(content) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
            assert not any(secret in content for secret in pictures.SECRETS)
            with Image.open(io.BytesIO(content)) as image:
                assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert groups_exiftool_finds(content, tmp_path) <= {
                "ExifTool",
                "File",
                "System",
                "JFIF",
                "Composite",
            }

    def test_is_in_what_was_sent(self, tmp_path: Path) -> None:
        """Or else the test above would pass by accident."""
        assert all(secret in pictures.camera_heic() for secret in (b"Canary Artist", b"xmpmeta", b"acsp"))
        sent = pictures.camera_jpeg()
        assert {0xE1, 0xE2, 0xED, 0xFE} <= segments(sent)
        assert all(secret in sent for secret in (b"Canary comment", b"Canary Artist", b"xmpmeta"))
        if shutil.which("exiftool"):
            assert {"GPS", "IPTC", "ICC_Profile"} & groups_exiftool_finds(sent, tmp_path)

    def test_is_found_wherever_it_stands(self) -> None:
        bare = inspect(io.BytesIO(pictures.jpeg())).contents[0]
        with Image.open(io.BytesIO(bare)) as image:
            progressive = pictures.encoded(image, progressive=True)

        assert is_bare_jpeg(bare)
        assert is_bare_jpeg(progressive)
        hidden = {
            "a comment": bare[:2] + pictures.segment(0xFE, b"x") + bare[2:],
            "EXIF": bare[:2] + pictures.segment(0xE1, b"Exif\0\0") + bare[2:],
            "a second header": bare[:2] + pictures.segment(0xE0, b"JFXX\0" + b"x" * 40) + bare[2:],
            "something after the end": bare + b"x",
            "a second picture": bare + bare,
            "no end": bare[:-2],
            "nothing": b"",
            "only a start": b"\xff\xd8\xff",
            "a segment of no length": b"\xff\xd8\xff\xdb\0\0\xff\xd9",
        }
        for name, content in hidden.items():
            assert not is_bare_jpeg(content), name


class TestHostilePictures:
    @pytest.mark.parametrize("name", pictures.UNUSABLE)
    def test_end_as_a_finding(self, name: str) -> None:
        expected, build = pictures.UNUSABLE[name]
        assert problem(build()) == expected

    @pytest.mark.parametrize("cut", [20, 100, 200, 400, 700, 1000])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_cut_off_anywhere_end_as_a_finding(self, kind: str, cut: int) -> None:
        whole = pictures.encoded(Image.effect_noise((200, 200), 80).convert("RGB"), kind)
        assert problem(whole[:cut]) in {"damaged", "not-a-picture"}

    def test_leave_no_child_and_do_not_make_us_grow(self) -> None:
        before, children_before = reset_peak(), children()

        for build in (*pictures.USABLE.values(), *(build for _, build in pictures.UNUSABLE.values())):
            content = build()
            with suppress(Problem):
                inspect(io.BytesIO(content))
            del content

        assert children() <= children_before
        assert peak_bytes() - before < 50 * MIB

    def test_of_the_largest_size_pass_through_in_pieces(self) -> None:
        class Endless(io.RawIOBase):
            left_bytes = 15 * MIB

            def read(self, size: int = -1) -> bytes:
                given = min(size, self.left_bytes)
                self.left_bytes -= given
                return b"\xff" * given

        before = reset_peak()
        with pytest.raises(Problem, match="not-a-picture"):
            inspect(Endless())  # type: ignore[arg-type]  # all that is read of it is `read`
        assert peak_bytes() - before < 8 * MIB


class _Fed(io.RawIOBase):
    """What does something whenever the child takes more than a pipe holds: by then it has begun."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then, self._given = then, 0

    def read(self, size: int = -1) -> bytes:
        self._given += 1
        if self._given > 4:
            self._then()
        return b"\xff" * 65536


class TestChild:
    def test_that_is_killed_is_a_finding(self) -> None:
        before = children()

        def kill() -> None:
            for pid in children() - before:
                os.kill(int(pid), signal.SIGKILL)

        with pytest.raises(Problem, match="inspection-crashed"):
            inspect(_Fed(kill))  # type: ignore[arg-type]
        assert children() == before

    def test_that_takes_too_long_is_ended(self) -> None:
        before = children()

        with pytest.raises(Problem, match="inspection-timeout"):
            inspect(_Fed(lambda: time.sleep(0.2)), wall_seconds=3)  # type: ignore[arg-type]
        assert children() == before

    def test_that_cannot_start_is_no_finding(self) -> None:
        with pytest.raises(SandboxBroken):
            inspect(io.BytesIO(pictures.jpeg()), wall_seconds=0.001)

    def test_gives_up_memory_files_and_processes(self) -> None:
        """Asked of the process itself, in the middle of its work."""
        before, seen = children(), list[str]()

        def look() -> None:
            (pid,) = children() - before
            seen.append(Path("/proc", pid, "limits").read_text())
            seen.append(Path("/proc", pid, "environ").read_text())
            seen.append(f"niceness {os.getpriority(os.PRIO_PROCESS, int(pid))}")
            raise InterruptedError

        with pytest.raises(InterruptedError):
            inspect(_Fed(look))  # type: ignore[arg-type]

        said = " ".join(" ".join(seen).split())
        assert "Max address space 1610612736 1610612736" in said
        assert "Max cpu time 15 15" in said
        assert "Max file size 0 0" in said
        assert "Max open files 3 3" in said
        assert "Max processes 4096 4096" in said, "threads are counted as such, and HEIC needs one"
        assert "Max core file size 0 0" in said
        assert f"niceness {min(os.getpriority(os.PRIO_PROCESS, 0) + 15, 19)}" in said
        assert seen[1] == "", "no key of ours is in its environment"


def segments(content: bytes) -> set[int]:
    """The markers of all segments, walked without our own reader."""
    found, at = set(), 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xD9:
        found.add(content[at + 1])
        if content[at + 1] == 0xDA:  # the scan goes on to the end
            break
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


def groups_exiftool_finds(content: bytes, directory: Path) -> set[str]:
    """Nothing where exiftool is not installed: the walk over the segments says the same."""
    if shutil.which("exiftool") is None:
        return set()
    path = directory / "picture.jpg"
    path.write_bytes(content)
    listed = subprocess.run(
        ["exiftool", "-G1", "-s", path], capture_output=True, text=True, check=True
    ).stdout
    return {line.partition("]")[0].removeprefix("[") for line in listed.splitlines() if line.startswith("[")}


class Noted(Spares):
    """Remembers who was taken."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.taken: list[int] = []

    def take(self) -> Child:
        child = super().take()
        self.taken.append(child.pid)
        return child


class TestSpares:
    def test_take_one_picture_each_and_end_with_whoever_holds_them(self) -> None:
        before, spares = children(), Noted(2)

        for _ in range(4):
            assert problem(b"\xff\xd8\xff", child=spares.take) == "not-a-picture"

        assert len(set(spares.taken)) == 4
        assert len(children() - before) <= 2, "those that wait"
        del spares
        gc.collect()
        assert children() == before

    def test_do_not_start_before_the_first_picture(self) -> None:
        before, spares = children(), Spares()
        assert children() == before
        del spares

    def test_that_died_waiting_are_no_finding(self) -> None:
        spares, before = Spares(), children()
        assert problem(b"\xff\xd8\xff", child=spares.take) == "not-a-picture"
        with ExitStack() as ended:
            for pid in children() - before:
                handle = os.pidfd_open(int(pid))
                ended.callback(os.close, handle)
                os.kill(int(pid), signal.SIGKILL)
                select.select([handle], [], [], 10)
        assert problem(b"\xff\xd8\xff", child=spares.take) == "not-a-picture"

    def test_do_not_outlive_us(self) -> None:
        """Neither one that waits for a picture nor one that was taken over and lies low."""
        lies_low = (
            "import sys, threading\n"
            "from app.evidence import child\n"
            "child.prepare()\n"
            "child.confine()\n"
            "sys.stdout.buffer.write(child.READY)\n"
            "sys.stdout.flush()\n"
            "lock = threading.Lock()\n"
            "lock.acquire()\n"
            "lock.acquire()\n"
        )
        program = (
            "from app.evidence.spares import Child, Spares, start\n"
            "spares = Spares()\n"
            f"begun = [start(('-c', {lies_low!r})), spares.take()]\n"
            "for child in begun:\n"
            "    child.stdout.readline()\n"
            "print(*(child.pid for child in begun), flush=True)\n"
            "input()\n"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with parent, ExitStack() as handles:
            assert parent.stdout is not None
            living = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
            for handle in living:
                handles.callback(os.close, handle)
            assert select.select(living, [], [], 0)[0] == []

            parent.kill()
            parent.wait()

            assert len(living) == 2
            for handle in living:
                assert select.select([handle], [], [], 10)[0] == [handle]


class TestConfinement:
    """What takes over the child can do nothing, and its end is a finding."""

    @pytest.mark.parametrize(
        "deed",
        [
            "open('/etc/passwd')",
            "__import__('socket').socket()",
            "__import__('os').fork()",
            "__import__('os').execv('/bin/true', ['true'])",
            "__import__('os').posix_spawn('/bin/true', ['true'], {})",
            "__import__('threading').Thread(target=__import__('os').fork).start()",
            "__import__('mmap').mmap(-1, 4096, prot=7)",
            "bytearray(4 << 30)",
            "exec('while True: pass')",
        ],
    )
    def test_ends_the_child(self, deed: str) -> None:
        program = (
            "import resource, sys\n"
            "from app.evidence import child\n"
            "child.prepare()\n"
            "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n"
            "child.LIMITS = tuple(limit for limit in child.LIMITS if limit[0] != resource.RLIMIT_CPU)\n"
            "assert child.confine()\n"
            "sys.stdout.buffer.write(child.READY)\n"
            "sys.stdout.flush()\n"
            f"{deed}\n"
            'sys.stdout.buffer.write(b\'{"problem": "survived"}\\n\')\n'
        )
        children_before = children()
        assert problem(b"", child=lambda: start(("-c", program))) in {CRASHED, TIMEOUT}
        assert children() <= children_before

    def test_a_kernel_without_the_filter_is_refused_unless_allowed(self) -> None:
        program = 'import sys\nsys.stdout.buffer.write(b\'ready, unfiltered\\n{"problem": "damaged"}\\n\')\n'
        with pytest.raises(SandboxUnfiltered):
            inspect(io.BytesIO(b""), child=lambda: start(("-c", program)))
        assert problem(b"", child=lambda: start(("-c", program)), may_be_unfiltered=True) == "damaged"
