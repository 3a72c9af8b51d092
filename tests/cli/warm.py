"""`pollwatch` from a process that has imported it already: each command is a fork of its own, with its own
environment and its own output, and only the seconds of importing are saved.

Reads a line of JSON each time. An order (words, env, out, err) is answered with the id of the process that
does it; such an id with the code that the process ended with, or with null while it runs.
"""

import gc
import json
import os
import sys
from typing import Any

import shapely  # noqa: F401 - what commands import where they use it
from sqlalchemy.orm import configure_mappers

import app.bootstrap
import app.cli.main
import app.cli.serving
import app.models
from app.web.render import templates


def main() -> None:
    configure_mappers()
    templates()
    gc.freeze()  # else the collector of each child would copy what they share
    for line in sys.stdin:
        order = json.loads(line)
        answer = _ended(order) if isinstance(order, int) else _begun(order)
        print(json.dumps(answer), flush=True)  # noqa: T201


def _begun(order: dict[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        _become(order)
    return child


def _ended(child: int) -> int | None:
    found, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(order: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(order["env"])
    for stream, path in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), stream)
    sys.argv = ["pollwatch", *order["words"]]
    app.cli.main.main()
    sys.exit()


if __name__ == "__main__":
    main()
