"""Store a batch of submissions: each exactly once, however often a bad connection sends it."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, tuple_

from app.accounts.models import Account, Organisation
from app.db.portable import insert_if_absent
from app.db.session import WriteSession
from app.intake.prepare import ReceivedPhoto, Submission
from app.jobs.queue import enqueue
from app.reports import history
from app.reports.lifecycle import Triage
from app.reports.models import Photo, PhotoState, Report, ReportRelation, ReportSecret, Source, TrackingCode

RENDITIONS = "photo.renditions"
Id = tuple[int, UUID]


class Outcome(StrEnum):
    CREATED = "created"
    REPLAYED = "replayed"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one submission; `unused` are blobs that no row needs."""

    outcome: Outcome
    received_at: datetime
    tracking_code: str
    unused: tuple[str, ...] = ()


def store(session: WriteSession, submissions: list[Submission]) -> list[Stored]:
    """Write what is new; tell replays from conflicts. The caller commits.

    Rows are written in the order of their keys: two processes that are sent the same reports do not deadlock.
    """
    firsts: dict[Id, Submission] = {}
    for submission in sorted(submissions, key=_id):
        firsts.setdefault(_id(submission), submission)
    _add_sources(session, list(firsts.values()))
    added = insert_if_absent(session, Report, [first.report for first in firsts.values()])
    new = {(row["election_id"], row["id"]) for row in added}
    created = {key: first for key, first in firsts.items() if key in new}
    codes = _add_codes(session, created)
    _add_belongings(session, list(created.values()))
    _count(session, list(created.values()))
    earlier = _earlier(session, [key for key in firsts if key not in new])
    return [_answer(session, submission, firsts, created, codes, earlier) for submission in submissions]


def _id(submission: Submission) -> Id:
    return submission.election_id, submission.report["id"]


def _add_sources(session: WriteSession, submissions: list[Submission]) -> None:
    sources = {source["id"]: source for item in submissions if (source := item.source)}
    names = _organisations(session, {source["account_id"] for source in sources.values()} - {None})
    rows = [
        {**source, "organisation": source["organisation"] or names.get(source["account_id"])}
        for source in (sources[key] for key in sorted(sources))
    ]
    insert_if_absent(session, Source, rows)


def _organisations(session: WriteSession, account_ids: set[UUID]) -> dict[UUID, str]:
    """By account, whose observer it is: two of one organisation are not independent of each other."""
    if not account_ids:
        return {}
    found = select(Account.id, Organisation.name).join(
        Organisation, Organisation.id == Account.organisation_id
    )
    return {row.id: row.name for row in session.execute(found.where(Account.id.in_(account_ids)))}


def _add_codes(session: WriteSession, created: dict[Id, Submission]) -> dict[Id, str]:
    """Each report under its sender's own code; under the server's if that one is another report's."""
    given: dict[Id, str] = {}
    for attempt in range(2):
        wanted = sorted(
            (item.digests[attempt], key)
            for key, item in created.items()
            if key not in given and len(item.digests) > attempt
        )
        rows = [{"digest": digest, "election_id": key[0], "report_id": key[1]} for digest, key in wanted]
        free = {row["digest"] for row in insert_if_absent(session, TrackingCode, rows)}
        for digest, key in wanted:
            if digest in free:
                given[key] = created[key].codes[attempt]
                free.remove(digest)  # a neighbour with the same code is not its owner
    return given


def _add_belongings(session: WriteSession, created: list[Submission]) -> None:
    secrets = [
        {
            "election_id": item.election_id,
            "report_id": item.report["id"],
            "contact": item.contact,
            "sender_position": item.sender_position,
        }
        for item in created
        if item.contact or item.sender_position
    ]
    if secrets:
        session.execute(insert(ReportSecret), secrets)
    relations = [
        {"election_id": item.election_id, "report_id": item.report["id"], "related_ref": ref}
        for item in created
        for ref in dict.fromkeys(item.related)
    ]
    if relations:
        session.execute(insert(ReportRelation), relations)
    photos = [row for item in created for row in _photos(item)]
    if photos:
        session.execute(insert(Photo), photos)
    for row in photos:
        if row["state"] is PhotoState.RECEIVED:
            ask_for_renditions(session, row["election_id"], row["id"], row["received_at"])


def _photos(item: Submission) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for declared in item.declared:
        rows.setdefault(
            declared.sha256, _photo(item, declared.sha256, declared.size_bytes, declared.media_type)
        )
        rows[declared.sha256]["declared"] = declared.model_dump(mode="json")
    for received in item.received:
        row = rows.setdefault(
            received.sha256, _photo(item, received.sha256, received.size_bytes, received.media_type)
        )
        if row["state"] is PhotoState.EXPECTED:
            row.update(arrived(received, item.report["received_at"]))
    return list(rows.values())


def arrived(received: ReceivedPhoto, at: datetime) -> dict[str, Any]:
    """The columns of a photo whose bytes are in the store."""
    return {
        "state": PhotoState.RECEIVED,
        "store_key": received.store_key,
        "size_bytes": received.size_bytes,
        "media_type": received.media_type,
        "received_at": at,
    }


def ask_for_renditions(session: WriteSession, election_id: int, photo_id: UUID, at: datetime) -> None:
    enqueue(session, RENDITIONS, at, election_id=election_id, photo_id=str(photo_id))


def _photo(item: Submission, sha256: str, size_bytes: int, media_type: str) -> dict[str, Any]:
    return {
        "election_id": item.election_id,
        "id": uuid4(),
        "report_id": item.report["id"],
        "sha256": sha256,
        "size_bytes": size_bytes,
        "media_type": media_type[:40],
        "state": PhotoState.EXPECTED,
        "store_key": None,
        "received_at": None,
        "declared": {},
        "width_px": None,
        "height_px": None,
        "problem": None,
        "facts": None,
        "dhash": None,
        "inspected_at": None,
    }


def _count(session: WriteSession, created: list[Submission]) -> None:
    by_election: dict[int, list[Any]] = {}
    for item in created:
        by_election.setdefault(item.election_id, []).append(SimpleNamespace(**item.report))
    for election_id in sorted(by_election):
        history.received(session, election_id, by_election[election_id])


def _earlier(session: WriteSession, keys: list[Id]) -> dict[Id, Any]:
    if not keys:
        return {}
    columns = (Report.election_id, Report.id, Report.identity, Report.received_at, Report.triage)
    found = session.execute(select(*columns).where(tuple_(Report.election_id, Report.id).in_(keys)))
    return {(row.election_id, row.id): row for row in found}


def _answer(
    session: WriteSession,
    submission: Submission,
    firsts: dict[Id, Submission],
    created: dict[Id, Submission],
    codes: dict[Id, str],
    earlier: dict[Id, Any],
) -> Stored:
    key = _id(submission)
    blobs = tuple(photo.store_key for photo in submission.received)
    if created.get(key) is submission:
        return Stored(Outcome.CREATED, submission.report["received_at"], codes[key])
    if key in created:  # a neighbour in this batch was first
        first = firsts[key].report
        same = hmac.compare_digest(first["identity"], submission.report["identity"])
        outcome = Outcome.REPLAYED if same else Outcome.CONFLICT
        return Stored(outcome, first["received_at"], codes[key], blobs)
    row = earlier[key]
    if row.triage in {Triage.WITHDRAWN, Triage.ERASED}:
        return Stored(Outcome.WITHDRAWN, row.received_at, "", blobs)
    if not hmac.compare_digest(row.identity, submission.report["identity"]):
        return Stored(Outcome.CONFLICT, row.received_at, "", blobs)
    return Stored(Outcome.REPLAYED, row.received_at, _code_of(session, submission), blobs)


def _code_of(session: WriteSession, submission: Submission) -> str:
    """Under which of its codes an earlier report is known."""
    known = session.scalars(
        select(TrackingCode.digest).where(
            TrackingCode.digest.in_(submission.digests),
            TrackingCode.election_id == submission.election_id,
            TrackingCode.report_id == submission.report["id"],
        )
    ).all()
    for digest, code in zip(submission.digests, submission.codes, strict=True):
        if digest in known:
            return code
    return submission.codes[-1]
