"""What the photo path is measured against: the least that can be done, and what tutorials do.

`python -m benchmarks.photo_yardsticks floor|uploadfile PORT DIRECTORY`.
"""

import hashlib
import os
import socket
import sys
import threading
from pathlib import Path
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.photo_forms import FORMS

_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"
_SLICE_BYTES = 256 * 1024


def serve_floor(port: int, directory: Path) -> None:
    """Socket, SHA-256, file, fsync; a thread for each connection, nothing parsed but the length."""
    listening = socket.create_server(("127.0.0.1", port), backlog=128)
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=_take_all, args=(connection, directory), daemon=True).start()


def _take_all(connection: socket.socket, directory: Path) -> None:
    with connection:
        buffer = bytearray(_SLICE_BYTES)
        while received := connection.recv_into(buffer):
            head, _, rest = bytes(buffer[:received]).partition(b"\r\n\r\n")
            left = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(rest)
            with (directory / uuid4().hex).open("wb", buffering=0) as file:
                seen = hashlib.sha256(rest)
                file.write(rest)
                while left and (received := connection.recv_into(buffer, min(left, _SLICE_BYTES))):
                    piece = memoryview(buffer)[:received]
                    seen.update(piece)
                    file.write(piece)
                    left -= received
                os.fsync(file.fileno())
            connection.sendall(_ANSWER)


def serve_uploadfile(port: int, directory: Path) -> None:
    def keep(upload: UploadFile) -> str:
        seen = hashlib.sha256()
        with (directory / uuid4().hex).open("wb") as file:
            while piece := upload.file.read(_SLICE_BYTES):
                seen.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return seen.hexdigest()

    async def take(request: Request) -> JSONResponse:
        async with request.form(max_part_size=10**8) as form:
            photos = [photo for photo in form.getlist("photo") if isinstance(photo, UploadFile)]
            return JSONResponse([keep(photo) for photo in photos], 201)

    app = Starlette(routes=[Route(FORMS, take, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    kind, port, directory = sys.argv[1:]
    {"floor": serve_floor, "uploadfile": serve_uploadfile}[kind](int(port), Path(directory))
