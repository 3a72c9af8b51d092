"""P5: a form with three photos costs little more than taking its bytes, and less than `UploadFile`."""

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.photo_forms import cost, forms
from benchmarks.process import serving
from benchmarks.service import service

YARDSTICK = ["benchmarks.photo_yardsticks"]


def main() -> None:
    requests = forms()
    environment = {"APP_WORKER": "outside"}
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory, service(environment) as ours:
        kept, log = Path(directory), Path(directory) / "log"
        with (
            serving([*YARDSTICK, "floor", "{port}", directory], log) as floor,
            serving([*YARDSTICK, "uploadfile", "{port}", directory], kept / "log-2") as textbook,
            service(environment | {"APP_PHOTOS_IN_CLEAR": "true"}) as clear,
        ):
            sides = interleaved(
                ROUNDS,
                *(partial(cost, server, requests) for server in (ours, clear, floor, textbook)),
            )
    sealed, in_clear, least, usual = ([cpu for cpu, _ in side] for side in sides)
    written = [share for _, share in sides[0]]
    conclude(
        "p05",
        "three photos in a form, sealed : socket + SHA-256 + file + fsync; Starlette's UploadFile",
        [
            Goal("CPU for a megabyte, of the floor's", ratio(sealed, least), most=2.0),
            Goal("CPU for a megabyte, of UploadFile's", ratio(sealed, usual), most=0.70),
            Goal("bytes written, of those sent", median(written), most=1.05),
        ],
        {
            "sealed, CPU ms/MB": sealed,
            "in clear, CPU ms/MB": in_clear,
            "floor, CPU ms/MB": least,
            "UploadFile, CPU ms/MB": usual,
            "in clear : floor": ratio(in_clear, least),
            "in clear : UploadFile": ratio(in_clear, usual),
        },
    )


if __name__ == "__main__":
    main()
