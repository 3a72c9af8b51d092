"""Reports and photos whose bytes are durable: stored with their rows, and nothing kept that no row names."""

from contextlib import suppress
from uuid import UUID

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import State

from app.core.clock import utc_now
from app.core.errors import AppError, Unavailable
from app.intake.multipart import Parsed
from app.intake.photo_threads import in_photo_thread
from app.intake.photos import attach
from app.intake.prepare import ReceivedPhoto, Submission
from app.intake.service import Writer
from app.intake.store import Outcome, Stored


async def take_in(state: State, submission: Submission, *, first: bool = False) -> Stored:
    """Committed when it returns. Photos that come with a repeated report are added to it.

    While this runs a row may come to name the photos, also if nobody hears of it: what none names is swept.
    """
    writer: Writer = state.writer
    stored = await writer.submit(submission, first=first)
    if stored.outcome is Outcome.REPLAYED and submission.received:
        await add_photos(state, submission.election_id, submission.report["id"], submission.received)
    else:
        await discard(state, stored.unused)
    return stored


async def add_photos(state: State, election_id: int, report_id: UUID, received: list[ReceivedPhoto]) -> None:
    """To a report that exists; its committed rows name them when it returns."""

    def write() -> list[str]:
        with state.database.write.begin() as session:
            return attach(session, election_id, report_id, received, utc_now())

    try:
        unused = await run_in_threadpool(write)
    except Unavailable:  # the commit may have come about: what no row names is swept
        raise
    except AppError:
        await discard(state, [photo.store_key for photo in received])
        raise
    await discard(state, unused)


async def discard(state: State, keys: list[str] | tuple[str, ...]) -> None:
    """Delete what no row will name. If the store is out, the sweeper does it later."""
    for key in keys:
        with suppress(AppError):
            await in_photo_thread(state.store.delete, key)


def received(form: Parsed) -> list[ReceivedPhoto]:
    return [
        ReceivedPhoto(photo.blob.key, photo.blob.sha256, photo.blob.size_bytes, photo.media_type)
        for photo in form.photos
    ]
