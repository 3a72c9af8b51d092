"""Reads a form as it arrives: photos go straight to the store, everything else is small and bounded.

`UploadFile` would write every byte twice. Parsing, hashing and writing happen in one thread call per slice.
"""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from anyio import CancelScope
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.core.errors import AppError
from app.elections.limits import PHOTOS_PER_REPORT
from app.intake.photo_errors import MalformedMultipart, PhotoTooLarge, PhotoTypeNotAllowed, TooManyPhotos
from app.intake.photo_stream import MAX_PHOTO_BYTES, IncomingPhoto, StoredPhoto, discard_photos, feed
from app.intake.photo_threads import in_photo_thread
from app.storage.base import PhotoStore

MAX_FIELDS: Final = 40
MAX_PARTS: Final = 64  # all of the above, the report, and inputs a browser left empty
MAX_REPORT_BYTES: Final = 64 * 1024
MAX_FIELDS_BYTES: Final = 64 * 1024  # names and values of all fields together
MAX_FRAME_BYTES: Final = 1024 * 1024  # all of a form that is not photos
MAX_HEADERS: Final = 8
MAX_HEADER_BYTES: Final = 2048
_BOUNDARY: Final = re.compile(rb"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")  # RFC 2046
_UTF_8: Final = (b"utf-8", b"utf8")
_PLAIN_ENCODINGS: Final = (b"7bit", b"8bit", b"binary")


@dataclass(frozen=True, slots=True)
class RefusedPhoto:
    """`number` counts the photos of the form, from 1."""

    number: int
    reason: AppError


@dataclass(slots=True)
class Parsed:
    fields: list[tuple[str, str]] = field(default_factory=list)
    report: bytes | None = None
    photos: list[StoredPhoto] = field(default_factory=list)
    refused: list[RefusedPhoto] = field(default_factory=list)


async def receive_form(
    chunks: AsyncIterator[bytes],
    content_type: str,
    store: PhotoStore,
    max_photo_bytes: int = MAX_PHOTO_BYTES,
    *,
    note_refused: bool = False,
) -> Parsed:
    """The whole form, with its photos durable, or a refusal with nothing of it left in the store.

    A photo that stands in the form twice is kept once. File names are not even looked at. With
    `note_refused` a photo that is not taken is only noted, so that the rest of the form can be shown again.
    """
    form = _Form(content_type, store, max_photo_bytes, note_refused=note_refused)
    try:
        await feed(chunks, form.feed)
        return form.finish()
    except BaseException:
        with CancelScope(shield=True):
            await in_photo_thread(form.discard)
        raise


class _Part(Protocol):
    """What the content of one part is written to."""

    def write(self, content: memoryview) -> None: ...

    def end(self) -> None: ...

    def discard(self) -> None: ...


class _TextPart:
    def __init__(self, form: "_Form", name: str) -> None:
        self._form, self._name, self._content = form, name, bytearray()
        self._limit_bytes = MAX_REPORT_BYTES if name == "report" else MAX_FIELDS_BYTES

    def write(self, content: memoryview) -> None:
        self._content += content
        if len(self._content) > self._limit_bytes:
            raise MalformedMultipart(f"`{self._name}` is larger than {self._limit_bytes} bytes.")

    def end(self) -> None:
        if self._name == "report":
            self._form.add_report(bytes(self._content))
        else:
            self._form.add_field(self._name, _text(bytes(self._content)))

    def discard(self) -> None:
        return


class _PhotoPart:
    def __init__(self, form: "_Form", photo: IncomingPhoto, chosen: bool) -> None:
        self._form, self.photo, self._chosen = form, photo, chosen

    def write(self, content: memoryview) -> None:
        self.photo.write(content)

    def end(self) -> None:
        if self._chosen or self.photo.size_bytes:
            self._form.add_photo(self.photo.finish())

    def discard(self) -> None:
        self.photo.discard()


class _NotingPart:
    """A photo of which only the refusal is kept; what else of it comes is thrown away."""

    def __init__(self, part: _Part, note: Callable[[AppError], None]) -> None:
        self._part, self._note, self._refused = part, note, False

    def write(self, content: memoryview) -> None:
        self._attempt(lambda: self._part.write(content))

    def end(self) -> None:
        self._attempt(self._part.end)

    def discard(self) -> None:
        if not self._refused:
            self._part.discard()

    def _attempt(self, step: Callable[[], None]) -> None:
        if self._refused:
            return
        try:
            step()
        except (PhotoTypeNotAllowed, PhotoTooLarge, TooManyPhotos) as refusal:
            self._refused = True
            self._part.discard()
            self._note(refusal)


class _Form:
    """The parser's callbacks, and what they have gathered."""

    def __init__(
        self, content_type: str, store: PhotoStore, max_photo_bytes: int, *, note_refused: bool
    ) -> None:
        self._store, self._max_photo_bytes, self._note_refused = store, max_photo_bytes, note_refused
        self._parsed = Parsed()
        self._parts = self._photos = self._fields_bytes = self._size_bytes = 0
        self._headers: dict[bytes, bytes] = {}
        self._header_name, self._header_value = bytearray(), bytearray()
        self._part: _Part | None = None
        self._ended = False
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_part_begin": self._on_part_begin,
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
            max_header_count=MAX_HEADERS,
            max_header_size=MAX_HEADER_BYTES,
        )

    def feed(self, content: bytes) -> None:
        self._size_bytes += len(content)
        if self._size_bytes > PHOTOS_PER_REPORT * self._max_photo_bytes + MAX_FRAME_BYTES:
            raise PhotoTooLarge(self._max_photo_bytes)
        try:
            self._parser.write(content)
        except FormParserError:
            raise MalformedMultipart("A part does not begin or end as multipart/form-data asks.") from None

    def finish(self) -> Parsed:
        if not self._ended:
            raise MalformedMultipart("The form ends in the middle.")
        return self._parsed

    def discard(self) -> None:
        if self._part is not None:
            self._part.discard()
        discard_photos(self._store, self._parsed.photos)

    def add_report(self, content: bytes) -> None:
        if self._parsed.report is not None:
            raise MalformedMultipart("There is more than one `report`.")
        self._parsed.report = content

    def add_field(self, name: str, value: str) -> None:
        self._fields_bytes += len(name) + len(value.encode())
        if len(self._parsed.fields) == MAX_FIELDS or self._fields_bytes > MAX_FIELDS_BYTES:
            raise MalformedMultipart(
                f"A form has at most {MAX_FIELDS} fields and {MAX_FIELDS_BYTES} bytes of text."
            )
        if name == "_charset_" and value.lower().encode() not in _UTF_8:
            raise MalformedMultipart("Only utf-8 is read.")
        self._parsed.fields.append((name, value))

    def add_photo(self, photo: StoredPhoto) -> None:
        if any(photo.blob.sha256 == other.blob.sha256 for other in self._parsed.photos):
            discard_photos(self._store, [photo])
        else:
            self._parsed.photos.append(photo)

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise MalformedMultipart(f"A form has at most {MAX_PARTS} parts.")
        self._headers = {}

    def _on_header_field(self, content: bytes, start: int, end: int) -> None:
        self._header_name += content[start:end]

    def _on_header_value(self, content: bytes, start: int, end: int) -> None:
        self._header_value += content[start:end]

    def _on_header_end(self) -> None:
        name, value = bytes(self._header_name).lower(), bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()
        if name in self._headers:
            raise MalformedMultipart("A part has the same header twice.")
        self._headers[name] = value

    def _on_headers_finished(self) -> None:
        disposition, parameters = parse_options_header(self._headers.get(b"content-disposition"))
        if disposition != b"form-data" or not parameters.get(b"name"):
            raise MalformedMultipart("A part has no name.")
        _check_charset(self._headers)
        self._part = self._open_part(_text(parameters[b"name"]), parameters.get(b"filename"))

    def _open_part(self, name: str, filename: bytes | None) -> _Part:
        if name == "photo":
            return self._open_photo(chosen=filename != b"")
        if filename is not None and name != "report":
            raise MalformedMultipart("Only `photo` may be a file.")
        return _TextPart(self, name)

    def _open_photo(self, *, chosen: bool) -> _Part:
        self._photos += chosen
        part: _Part = _PhotoPart(self, IncomingPhoto(self._store, self._max_photo_bytes), chosen)
        if len(self._parsed.photos) == PHOTOS_PER_REPORT:
            part = _NoMorePhotos()
        if not self._note_refused:
            return part
        number = self._photos
        return _NotingPart(part, lambda reason: self._parsed.refused.append(RefusedPhoto(number, reason)))

    def _on_part_data(self, content: bytes, start: int, end: int) -> None:
        if self._part is not None:
            self._part.write(memoryview(content)[start:end])

    def _on_part_end(self) -> None:
        if self._part is not None:
            self._part.end()
        self._part = None

    def _on_end(self) -> None:
        self._ended = True


class _NoMorePhotos:
    """Where the content of a sixth photo would go; an input left empty is none."""

    def write(self, content: memoryview) -> None:
        if content:
            raise TooManyPhotos

    def end(self) -> None:
        return

    def discard(self) -> None:
        return


def _boundary(content_type: str) -> bytes:
    essence, parameters = parse_options_header(content_type)
    boundary = parameters.get(b"boundary", b"")
    if essence != b"multipart/form-data" or not _BOUNDARY.fullmatch(boundary):
        raise MalformedMultipart("The form names no boundary that RFC 2046 allows.")
    return boundary


def _check_charset(headers: dict[bytes, bytes]) -> None:
    """Refused before anything is decoded: some charsets take seconds for a small text."""
    _, parameters = parse_options_header(headers.get(b"content-type"))
    if parameters.get(b"charset", b"utf-8").lower() not in _UTF_8:
        raise MalformedMultipart("Only utf-8 is read.")
    if headers.get(b"content-transfer-encoding", b"binary").lower() not in _PLAIN_ENCODINGS:
        raise MalformedMultipart("A part is encoded; send it as it is.")


def _text(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise MalformedMultipart("A field is not utf-8.") from None
    if "\0" in text:
        raise MalformedMultipart("A field contains NUL.")
    return text
