"""Publish and withdraw: the only ways in which something private becomes public, or stops being it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.core.errors import PreconditionFailed
from app.db.session import ReadSession, WriteSession
from app.elections.models import Election
from app.elections.queries import lock_election
from app.elections.taxonomy import PublicPrecision
from app.elections.view import ElectionView
from app.incidents import claims, history
from app.incidents import queries as incidents
from app.incidents.errors import NotPublishable
from app.incidents.lifecycle import Publication, may_withdraw
from app.incidents.models import Incident, PublicRef
from app.incidents.public import PublicIncident
from app.publication import queries, related, sightings, snapshots, steps, versions
from app.publication.merging import follow_merges
from app.publication.readiness import check_ready, check_showable
from app.publication.record import compose, placed
from app.publication.schemas import PublicIncidentOut
from app.publication.wording import text_findings
from app.reports.errors import ReasonRequired
from app.reports.reasons import WITHDRAW, fitting

# A withdrawn incident leaves its numbers in what was published, so that they can be made again.
WITHOUT_WORDS: Final[dict[str, Any]] = {
    "public_text": {},
    "statements": [],
    "harm": {},
    "position": None,
    "related": [],
    "continues": [],
    "continued_by": [],
}


def publish(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    now: datetime,
    *,
    safe_because: str | None = None,
    acknowledged: Collection[str] = (),
) -> PublicIncident:
    """The public gets the current revision, or somebody hears why not and nothing changes.

    At first publication the incident gets its reference, and its numbers are set; afterwards they move
    only in ticks.
    """
    election = lock_election(session, view.id)
    incident, *others = _locked_group(session, view, incident_id)
    claims.check_not_held_by_another(session, incident, actor.account_id, now, name_of(session))
    _check_version(incident, version)
    revision = queries.newest_revision(session, incident)
    check_ready(session, view, incident, revision, actor, now, safe_because, acknowledged)
    if acknowledged:
        _note_acknowledged(session, view, incident, actor, now)
    ref = incident.ref or _new_ref(session, election, incident)
    record = _write(session, view, incident, ref, now)
    sightings.renew(session, view, incident, ref)
    follow_merges(session, record, incident, now)
    revision.published_at, revision.published_by = now, actor.account_id
    revision.record = PublicIncidentOut.of(view, record).model_dump(mode="json")
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="published",
        at=now,
        note=safe_because or "",
    ):
        incident.ref = ref
        incident.publication = Publication.PUBLISHED
        incident.published_revision = incident.revision
    claims.release(session, incident)
    session.flush()
    related.mirror(session, record, now)
    for other in others:
        _redraft_if_coarser(session, view, other, now)
    versions.publish(session, election, now)
    return record


def withdraw(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    now: datetime,
    *,
    reason_code: str,
    note: str = "",
) -> PublicIncident:
    """A tombstone remains; text, place and statements leave the public row and every version at once.

    The same goes for every public incident that was merged into it.
    """
    if reason_code not in fitting(WITHDRAW):
        raise ReasonRequired("Say why, inside, with one of `reason_codes`.", reason_codes=fitting(WITHDRAW))
    election = lock_election(session, view.id)
    inside = {incident_id} | incidents.merged_ids(session, view.id, incident_id)
    rows = {each: incidents.lock(session, view.id, each) for each in sorted(inside)}
    incident = rows.pop(incident_id)
    _check_version(incident, version)
    if incident.ref is None or not may_withdraw(incident.publication):
        raise NotPublishable("Only what is published can be withdrawn.")
    for member in rows.values():
        if may_withdraw(member.publication):
            _withdraw_one(session, view, actor, member, now, reason_code=reason_code, note=note)
    record = _withdraw_one(session, view, actor, incident, now, reason_code=reason_code, note=note)
    versions.publish(session, election, now, withdrawal=True)
    return record


def preview(
    session: ReadSession, view: ElectionView, incident_id: UUID, now: datetime, *, version: int | None = None
) -> PublicIncidentOut:
    """Exactly what the public would get if the incident were published now."""
    incident = incidents.get(session, view.id, incident_id)
    _check_version(incident, version)
    check_showable(view, incident, now)
    current = session.get(PublicIncident, (view.id, incident.ref)) if incident.ref else None
    ref = incident.ref or _ref(view.code, queries.published_so_far(session, view.id) + 1)
    return PublicIncidentOut.of(view, PublicIncident(**compose(session, view, incident, ref, now, current)))


def _withdraw_one(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident: Incident,
    now: datetime,
    *,
    reason_code: str,
    note: str,
) -> PublicIncident:
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="withdrawn",
        at=now,
        reason_code=reason_code,
        note=note,
    ):
        incident.publication = Publication.WITHDRAWN
    record = session.get_one(PublicIncident, (view.id, incident.ref))
    beside = record.related_refs
    with history.public_change(session, record):
        _bury(session, record, now)
    versions.bury(session, view.id, record.ref)
    snapshots.bury(session, view.id, record.ref, now)
    sightings.forget(session, view.id, record.ref)
    for revision in queries.published_revisions(session, incident):
        revision.record = {**(revision.record or {}), **WITHOUT_WORDS}
    related.forget(session, record, beside, now)
    return record


def _locked_group(session: WriteSession, view: ElectionView, incident_id: UUID) -> list[Incident]:
    """The incident, then all that are related to it; locked in the order of their ids, as everywhere."""
    group = queries.group_ids(session, view.id, incident_id)
    locked = {each: incidents.lock(session, view.id, each) for each in sorted(group)}
    return [locked.pop(incident_id), *locked.values()]


def _note_acknowledged(
    session: WriteSession, view: ElectionView, incident: Incident, actor: Actor, now: datetime
) -> None:
    """Who has looked at what may give somebody away; the words stand in the text itself."""
    kinds = sorted(found.kind for found in text_findings(session, view, incident))
    history.note_event(
        session,
        incident,
        account_id=actor.account_id,
        event="text_acknowledged",
        at=now,
        note=", ".join(kinds),
    )


def _check_version(incident: Incident, version: int | None) -> None:
    if version is not None and incident.version != version:
        raise PreconditionFailed(incident.version)


def _new_ref(session: WriteSession, election: Election, incident: Incident) -> str:
    """The next number of the election, whose row is locked: no gaps, so that gaps tell nothing."""
    election.incidents_published += 1
    ref = _ref(election.code, election.incidents_published)
    session.add(PublicRef(ref=ref, election_id=election.id, incident_id=incident.id))
    return ref


def _ref(code: str, number: int) -> str:
    return f"INC-{code}-{number:04d}"


def _write(
    session: WriteSession, view: ElectionView, incident: Incident, ref: str, now: datetime
) -> PublicIncident:
    record = session.get(PublicIncident, (view.id, ref))
    columns = compose(session, view, incident, ref, now, record)
    if record is None:
        record = PublicIncident(**columns)
        with history.public_change(session, record, new=True):
            session.add(record)
        return record
    related.forget(session, record, set(record.related_refs) - set(columns["related_refs"]), now)
    with history.public_change(session, record):
        for name, value in columns.items():
            setattr(record, name, value)
    return record


def _redraft_if_coarser(session: WriteSession, view: ElectionView, other: Incident, now: datetime) -> None:
    """Have a related incident published again when its place may no longer be shown as exactly as it is.

    The draft keeps the author of what is published: the coarser place follows from a rule and is nobody's
    edit, so that the same lead may publish it.
    """
    if other.publication is not Publication.PUBLISHED or other.revision != other.published_revision:
        return
    shown = session.get_one(PublicIncident, (view.id, other.ref))
    allowed = placed(session, view, other).precision
    if allowed.coarseness <= PublicPrecision(shown.location_precision).coarseness:
        return
    author_id = queries.newest_revision(session, other).author_id
    with history.change(session, other, account_id=None, event="place_coarsened", at=now):
        history.draft(session, other, author_id=author_id, at=now)


def _bury(session: WriteSession, record: PublicIncident, now: datetime) -> None:
    record.state, record.merged_into = Publication.WITHDRAWN, None
    record.station_code = record.h3_cell = record.latitude_deg = record.longitude_deg = None
    record.public_text, record.harm, record.statements = {}, {}, []
    record.related_refs, record.continuations = [], {}
    steps.changed(session, record, now)
