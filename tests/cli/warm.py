"""`pollwatch` from a process that has imported it already: each command is a fork of its own, with its own
environment and its own output, and only the second of importing is saved.

Reads an order a line (JSON: words, env, out, err) and answers each with the code that the command ended with.
"""

import json
import os
import sys
from typing import Any

import shapely  # noqa: F401 - what commands import where they use it

import app.bootstrap
import app.cli.main
import app.models


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _become(order: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(order["env"])
    for stream, path in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), stream)
    sys.argv = ["pollwatch", *order["words"]]
    app.cli.main.main()
    sys.exit()


if __name__ == "__main__":
    main()
