"""Below these versions something that we rely on is missing, or something is known to be broken."""

from importlib.metadata import version

import pytest
from packaging.version import Version

FLOORS = {
    "fastapi": "0.165",  # Depends(max_concurrency=…): without it requests starve one another
    "starlette": "1.10",
    "python-multipart": "0.0.31",
    "pillow": "13",  # decoders that take untrusted pictures
    "uvicorn": "0.54",
    "h11": "0.16",  # chunked bodies that two readers end at different places
    "sqlalchemy": "2.1",
}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_is_installed_new_enough(package: str, floor: str) -> None:
    assert Version(version(package)) >= Version(floor)
