"""Files as cameras, programs and messengers write them, beside what exiftool says of them."""

import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from app.evidence.sandbox import CRASHED, TIMEOUT, Problem, inspect, redact
from app.intake.media_type import SNIFFED_BYTES, media_type_of
from tests import pictures
from tests.soak import size

# In `make soak`, besides what is made here: see tools/fetch_camera_files.sh.
FETCHED = Path(__file__).parents[2] / ".venv" / "camera-files"
pytestmark = pytest.mark.slow

# What is left where nothing but a picture is in the file.
STRUCTURE = {
    "SourceFile",
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:EncodingProcess",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "Composite:ImageSize",
    "Composite:Megapixels",
}
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
# What exiftool writes into a file, as the programs do that a photo passes through.
TAGS = (
    "-Make=Canary",
    "-Model=Canary 1",
    "-Software=Canary Edit 3",
    "-Artist=Canary Artist",
    "-DateTimeOriginal=2020:10:04 11:05:00",
    "-OffsetTimeOriginal=+06:00",
    "-GPSLatitude=40.5283",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=72.7985",
    "-GPSLongitudeRef=E",
    "-XMP:Creator=Canary Creator",
    "-XMP:Description=Canary",
)
BY_KIND = {"JPEG": ("-IPTC:By-line=Canary", "-Comment=Canary", "-Photoshop:CopyrightFlag=1")}
CORNER = [[(0.1, 0.1), (0.4, 0.1), (0.4, 0.4)]]


def exiftool(*words: str | Path) -> str:
    done = subprocess.run(["exiftool", *words], capture_output=True, text=True, check=True)
    return done.stdout


def said_of(directory: Path, *words: str) -> dict[str, dict[str, Any]]:
    """By file name, all that exiftool finds."""
    listed: list[dict[str, Any]] = json.loads(exiftool("-json", "-n", *words, directory))
    return {Path(found["SourceFile"]).name: found for found in listed}


def written(directory: Path, kind: str) -> Path:
    """A file that exiftool has filled."""
    path = directory / f"whole.{KINDS[kind]}"
    path.write_bytes(pictures.encoded(pictures.picture(), kind))
    exiftool("-quiet", "-overwrite_original", *TAGS, *BY_KIND.get(kind, ()), path)
    return path


def fetched() -> list[Path]:
    found = [path for path in sorted(FETCHED.rglob("*")) if path.is_file()] if size(0, 1) else []
    assert size(0, 400) <= len(found)
    return found


def keep(directory: Path, name: str, content: bytes) -> str | None:
    """What is made of this picture; or why nothing is."""
    try:
        found = inspect(io.BytesIO(content))
    except Problem as problem:
        return problem.code
    for number, made in enumerate(found.contents):
        (directory / f"{name}-{number}.jpg").write_bytes(made)
    return None


class TestWhatIsMade:
    def test_holds_nothing_but_a_picture(self, tmp_path: Path) -> None:
        sources, made = tmp_path / "sources", tmp_path / "made"
        sources.mkdir()
        made.mkdir()

        for kind in KINDS:
            content = written(sources, kind).read_bytes()
            assert keep(made, kind, content) is None
            (made / f"redacted-{kind}.jpg").write_bytes(redact(io.BytesIO(content), CORNER).contents[0])
        for number, build in enumerate(pictures.USABLE.values()):
            assert keep(made, f"usable-{number}", build()) is None

        for number, path in enumerate(fetched()):
            content = path.read_bytes()
            if media_type_of(content[:SNIFFED_BYTES]) is not None:
                assert keep(made, f"fetched-{number}", content) not in {CRASHED, TIMEOUT}, path

        for name, found in said_of(sources).items():
            assert {"Make", "GPSLatitude", "Creator"} <= found.keys(), name
        listed = said_of(made, "-G0", "--System:all", "--ExifTool:all")
        assert len(listed) >= 4 * len(KINDS) + 3 * len(pictures.USABLE)
        for name, found in listed.items():
            assert found.keys() <= STRUCTURE, name


class TestFacts:
    @pytest.mark.parametrize("kind", KINDS)
    def test_are_what_exiftool_wrote(self, kind: str, tmp_path: Path) -> None:
        facts = inspect(io.BytesIO(written(tmp_path, kind).read_bytes())).picture.facts

        assert facts.taken_at is not None
        assert facts.taken_at.isoformat() == "2020-10-04T11:05:00+06:00"
        assert (facts.camera, facts.software) == ("Canary 1", "Canary Edit 3")

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_position_is_exiftools(self, kind: str, tmp_path: Path) -> None:
        ours = {}
        for name, tags in POSITIONS.items():
            content = with_gps(kind, tags)
            (tmp_path / f"{name}.{KINDS[kind]}").write_bytes(content)
            ours[f"{name}.{KINDS[kind]}"] = inspect(io.BytesIO(content)).picture.facts

        theirs = said_of(tmp_path, "-Composite:GPSLatitude", "-Composite:GPSLongitude")
        for name, facts in ours.items():
            assert facts.latitude_deg == pytest.approx(float(theirs[name]["GPSLatitude"]), abs=1e-6), name
            assert facts.longitude_deg == pytest.approx(float(theirs[name]["GPSLongitude"]), abs=1e-6), name

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_position_that_is_none_says_why(self, kind: str) -> None:
        for problem, tags in NOWHERE:
            facts = inspect(io.BytesIO(with_gps(kind, tags))).picture.facts
            assert facts.position_problem == problem, tags
            assert (facts.latitude_deg, facts.longitude_deg) == (None, None)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
    def test_a_megabyte_of_makers_notes_hides_none(self, kind: str) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Model] = "Canary 1"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = os.urandom(1_000_000)

        found = inspect(io.BytesIO(pictures.encoded(pictures.picture(), kind, exif=exif.tobytes())))

        assert found.picture.facts.camera == "Canary 1"


POSITIONS: dict[str, dict[int, Any]] = {
    "north-east": {1: "N", 2: (40.0, 31.0, 42.25), 3: "E", 4: (72.0, 47.0, 54.6)},
    "south-west": {1: "S", 2: (33.0, 52.0, 7.123456), 3: "W", 4: (70.0, 0.0, 59.999)},
    "south-east": {1: "S", 2: (0.0, 0.0, 0.5), 3: "E", 4: (179.0, 59.0, 59.999)},
    "decimal-degrees": {1: "N", 2: (40.528333, 0.0, 0.0), 3: "W", 4: (72.7985, 0.0, 0.0)},
    "decimal-minutes": {1: "N", 2: (40.0, 31.70000, 0.0), 3: "E", 4: (72.0, 47.91, 0.0)},
    "one-of-them-zero": {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (72.0, 47.0, 55.0)},
    "poles": {1: "S", 2: (90.0, 0.0, 0.0), 3: "W", 4: (180.0, 0.0, 0.0)},
}
OSH = POSITIONS["north-east"]
NOWHERE: list[tuple[str, dict[int, Any]]] = [
    ("zero", {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
    ("no-reference", {2: OSH[2], 4: OSH[4]}),
    ("no-reference", {**OSH, 1: "X"}),
    ("out-of-range", {**OSH, 2: (91.0, 0.0, 0.0)}),
    ("out-of-range", {**OSH, 4: (180.0, 0.0, 1.0)}),
    ("not-a-number", {**OSH, 2: (IFDRational(40, 0), 0.0, 0.0)}),
    ("not-a-number", {**OSH, 4: (72.0, IFDRational(0, 0), 0.0)}),
]


def with_gps(kind: str, tags: dict[int, Any]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(tags)
    return pictures.encoded(pictures.picture(), kind, exif=exif.tobytes())
