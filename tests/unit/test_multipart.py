"""Forms in any pieces and any bytes: read the same, or refused with nothing left in the store."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import AppError
from app.intake.multipart import Parsed, receive_form
from app.intake.photo_errors import MalformedMultipart, PhotoTypeNotAllowed, TooManyPhotos
from app.storage.base import PhotoStore
from app.storage.open import open_store
from tests.pictures import jpeg

BOUNDARY = "----pollwatch7MA4YWxkTrZu0gW"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
PHOTO = jpeg(16, 16)
Part = tuple[str, bytes]

REPORT: Part = ('name="report"', b'{"category": "other.other"}')
A_PHOTO: Part = ('name="photo"; filename="a.jpg"', PHOTO)


def form(*parts: Part) -> bytes:
    written = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in parts
    )
    return written + f"--{BOUNDARY}--\r\n".encode()


@contextmanager
def empty_store() -> Iterator[PhotoStore]:
    with TemporaryDirectory() as directory:
        yield open_store(Path(directory), None)


def read(store: PhotoStore, content: bytes, cuts: list[int] | None = None) -> Parsed:
    async def pieces() -> AsyncIterator[bytes]:
        places = [0, *sorted(cut % (len(content) + 1) for cut in cuts or []), len(content)]
        for start, end in pairwise(places):
            yield content[start:end]

    return asyncio.run(receive_form(pieces(), TYPE, store))


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_is_read_the_same_in_whatever_pieces_it_arrives(cuts: list[int]) -> None:
    with empty_store() as store:
        parsed = read(store, form(REPORT, A_PHOTO, ('name="note"', "Ёлка".encode())), cuts)

        assert (parsed.report, parsed.fields) == (REPORT[1], [("note", "Ёлка")])
        (photo,) = parsed.photos
        with store.open(photo.blob.key) as stored:
            assert stored.read() == PHOTO


@given(st.binary(max_size=400), st.integers(0, 2000), st.booleans())
def test_with_anything_in_it_is_read_or_refused_and_leaves_nothing_behind(
    noise: bytes, at: int, replacing: bool
) -> None:
    whole = form(REPORT, A_PHOTO)
    place = at % len(whole)
    content = whole[:place] + noise + whole[place + (len(noise) if replacing else 0) :]

    with empty_store() as store:
        try:
            kept = {photo.blob.key for photo in read(store, content).photos}
        except (MalformedMultipart, PhotoTypeNotAllowed, TooManyPhotos):
            kept = set()

        assert set(store.keys()) == kept


@given(st.integers(0, 10_000))
def test_that_breaks_off_is_refused_and_leaves_nothing_behind(length: int) -> None:
    whole = form(REPORT, A_PHOTO)
    end = whole.rindex(b"--\r\n")

    with empty_store() as store:
        with pytest.raises(AppError):
            read(store, whole[: length % end])

        assert list(store.keys()) == []
