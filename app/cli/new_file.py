"""Files that a command makes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.cli.failures import CommandFailed, Exit


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """For its owner alone, durable at the end and gone again if it was not finished."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CommandFailed(f"{path} exists already, and nothing is written over it.", Exit.USAGE) from None
    try:
        with os.fdopen(made, "wb") as file:
            yield file
            file.flush()
            os.fsync(made)
    except BaseException:
        path.unlink()
        raise
