"""Make and change elections. Each change moves the election's version, which every process watches."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit import record
from app.audit.record import Kind
from app.core.errors import InvalidRequest, PreconditionFailed
from app.db.portable import insert_if_absent
from app.db.session import WriteSession
from app.elections.errors import ElectionArchived, ElectionExists, ElectionNotFound, StatusNotAllowed
from app.elections.lifecycle import (
    ElectionStatus,
    Mode,
    four_eyes_may_be_off,
    may_be_in_mode,
    may_become,
)
from app.elections.models import Election, PublicVersion, TaxonomyDocument
from app.elections.public_state import to_the_minute
from app.elections.schemas import ElectionChanges, ElectionIn, PhaseOut
from app.elections.taxonomy import load_builtin


def create(session: WriteSession, given: ElectionIn, now: datetime) -> Election:
    """A draft: nobody but staff sees it until it is opened."""
    _check_four_eyes(given.mode, four_eyes=given.four_eyes)
    values = {
        **_stored(given),
        "status": ElectionStatus.DRAFT,
        "taxonomy_version": _builtin_taxonomy(session),
        "created_at": now,
        "closed_at": None,
        "changed_at": now,
        "version": 1,
        "public_sequence": 0,
        "tick": 0,
        "public_changed_at": to_the_minute(now),
        "incidents_published": 0,
    }
    if not insert_if_absent(session, Election, [values]):
        raise ElectionExists("Choose another slug and another code.")
    made = get(session, given.slug)
    session.add(
        PublicVersion(
            election_id=made.id,
            sequence=0,
            tick=0,
            as_of=made.public_changed_at,
            withdrawal=False,
            coverage=True,
        )
    )
    note(session, made, "created")
    return made


def get(session: WriteSession, slug: str) -> Election:
    """Held until commit; `key_share`, so that rows which refer to it, such as reports, need not wait."""
    statement = select(Election).where(Election.slug == slug)
    election = session.scalar(statement.with_for_update(key_share=True))
    if election is None:
        raise ElectionNotFound("Look at /api/v1/elections for those that exist.")
    return election


def get_changeable(session: WriteSession, slug: str) -> Election:
    """Held until commit; what is archived does not change any more."""
    election = get(session, slug)
    if election.status is ElectionStatus.ARCHIVED:
        raise ElectionArchived("What belongs to an archived election does not change any more.")
    return election


def change(
    session: WriteSession, slug: str, version: int, changes: ElectionChanges, now: datetime
) -> Election:
    """Only what `changes` names; a reader of another version is told to look again."""
    election = get_changeable(session, slug)
    if election.version != version:
        raise PreconditionFailed(election.version)
    values = _stored(changes)
    mode = values.get("mode", election.mode)
    if not may_be_in_mode(election.status, election.mode, mode):
        raise _refused("/mode", "live-is-final", "An election that was opened as live stays live.")
    _check_four_eyes(mode, four_eyes=values.get("four_eyes", election.four_eyes))
    for name, value in values.items():
        setattr(election, name, value)
    touch(election, now)
    note(session, election, "changed", fields=sorted(values))
    return election


def set_status(session: WriteSession, slug: str, status: ElectionStatus, now: datetime) -> Election:
    """Opens, closes or archives; what it is already, it stays, and nothing moves."""
    election = get(session, slug)
    if not may_become(election.status, status):
        raise StatusNotAllowed(f"It is {election.status}; that cannot become {status}.")
    if election.status is not status:
        election.status = status
        election.closed_at = _closed_at(election, now)
        touch(election, now)
        note(session, election, "status_set", status=status)
    return election


def touch(election: Election, now: datetime) -> None:
    """Every process, and whoever has kept an answer about the election, will notice."""
    election.version += 1
    election.changed_at = now


def note(session: WriteSession, election: Election, event: str, **facts: Any) -> None:
    """Into the audit trail."""
    record.act(session, Kind.ELECTION, election.slug, event, election_id=election.id, **facts)


def _closed_at(election: Election, now: datetime) -> datetime | None:
    """Late reports are counted from the first closing, also when an archived election is looked at again."""
    if election.status is ElectionStatus.CLOSED:
        return election.closed_at or now
    return None if election.status is ElectionStatus.OPEN else election.closed_at


def _stored(given: ElectionIn | ElectionChanges) -> dict[str, Any]:
    """As the columns hold it: JSON where a column is JSON."""
    values = given.model_dump()
    if "phases" in values:
        phases = [PhaseOut.model_validate(phase) for phase in values["phases"]]
        values["phases"] = [phase.model_dump(mode="json", by_alias=True) for phase in phases]
    return values


def _check_four_eyes(mode: Mode, *, four_eyes: bool) -> None:
    if not four_eyes and not four_eyes_may_be_off(mode):
        message = "In a live election every pair rule holds; only a rehearsal may do without."
        raise _refused("/four_eyes", "four-eyes-required", message)


def _refused(pointer: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, [{"pointer": pointer, "code": code, "message": message}])


def _builtin_taxonomy(session: WriteSession) -> str:
    document = load_builtin()
    version = str(document["taxonomy_version"])
    insert_if_absent(session, TaxonomyDocument, [{"version": version, "document": document}])
    return version
