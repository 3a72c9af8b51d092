"""Incidents by hand: opened, edited, joined with their reports, related to one another."""

import secrets
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core.errors import InvalidRequest, PreconditionFailed
from app.db.session import WriteSession
from app.elections.queries import lock_election
from app.elections.view import ElectionView
from app.incidents import history, queries, urgency
from app.incidents.errors import CannotRelate
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentRelation, RelationKind
from app.incidents.veracity import Veracity
from app.moderation import chains, linking
from app.moderation.assessing import assess
from app.moderation.claiming import INCIDENTS, check_not_held_by_another
from app.moderation.coded import CODED, blank, current, recoded
from app.moderation.errors import NotLinked
from app.moderation.schemas import IncidentChanges, IncidentIn
from app.reports import queries as report_queries
from app.reports.errors import TransitionNotAllowed
from app.reports.lifecycle import Decision, may_decide
from app.reports.models import Report

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def create(
    session: WriteSession, view: ElectionView, actor: Actor, data: IncidentIn, now: datetime
) -> Incident:
    """Without reports as yet. The same `id` from the same person makes nothing new."""
    if data.id is not None:
        earlier = session.get(Incident, (view.id, data.id))
        if earlier is not None:
            return _own(earlier, actor)
    given = data.given()
    coding = recoded(view, blank(view, data.category, now), given)
    incident = opened(view, actor, coding, now, incident_id=data.id)
    incident.severity_override = data.severity is not None
    incident.severity = data.severity or incident.severity
    incident.masked, incident.single_observer = data.masked, data.single_observer
    incident.public_text = dict[str, str](data.public_text.items())
    session.add(incident)
    assess(session, view, incident)
    history.created(session, incident, account_id=actor.account_id, at=now)
    return incident


def opened(
    view: ElectionView, actor: Actor, coding: dict[str, Any], now: datetime, incident_id: UUID | None = None
) -> Incident:
    """A row with this coding, not yet stored and not yet assessed."""
    incident = Incident(
        **{name: coding[name] for name in CODED},
        election_id=view.id,
        id=incident_id or uuid4(),
        work_ref=_work_ref(),
        ref=None,
        created_at=now,
        created_by=actor.account_id,
        changed_at=now,
        version=1,
        severity=1,
        severity_override=False,
        masked=False,
        single_observer=False,
        public_text={},
        veracity=Veracity.UNREVIEWED,
        disputed=False,
        before_lead=False,
        report_count=0,
        source_count=0,
        merged_into=None,
        publication=Publication.INTERNAL,
        revision=0,
        published_revision=0,
    )
    incident.due_at = urgency.due(incident)
    return incident


def edit(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    changes: IncidentChanges,
    now: datetime,
) -> Incident:
    """Change text and coding. On a published incident the public sees it once somebody else publishes it."""
    incident = locked_for_change(session, view, actor, incident_id, version, now)
    linking.check_open(incident)
    given = changes.given()
    columns = recoded(view, current(incident), given)
    columns |= {name: given[name] for name in ("masked", "single_observer") if name in given}
    columns["public_text"] = _merged(incident.public_text, given.get("public_text", {}))
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="edited",
        at=now,
        drafts=True,
        note=given.get("severity_reason") or "",
    ):
        for name, value in columns.items():
            setattr(incident, name, value)
        if "severity" in given:
            incident.severity_override = given["severity"] is not None
            incident.severity = given["severity"] or incident.severity
        assess(session, view, incident)
    return incident


def link(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    report_id: UUID,
    now: datetime,
) -> Incident:
    """Add an open report that nobody else is working on. Already there: nothing happens."""
    report, incident = _locked_pair(session, view, actor, incident_id, version, report_id, now)
    if report.incident_id == incident.id:
        return incident
    if not may_decide(report.triage, Decision.LINK):
        raise TransitionNotAllowed(report.triage, Decision.LINK)
    linking.check_not_a_test(report)
    linking.link(session, view, actor, report, incident, now)
    return incident


def unlink(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    report_id: UUID,
    now: datetime,
) -> Incident:
    """Take a report out again; it goes back to triage, or ends as withdrawn if its sender took it back."""
    report, incident = _locked_pair(session, view, actor, incident_id, version, report_id, now)
    if report.incident_id != incident.id:
        raise NotLinked("This incident does not hold this report; read both again.")
    linking.unlink(session, view, actor, report, incident, now)
    return incident


def relate(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    other_id: UUID,
    now: datetime,
    kind: RelationKind | None = None,
) -> Incident:
    """Say that two incidents belong together without being one, and whether the one continues the other.

    Twice is once. Without a kind, one that was said before stays. Nothing continues itself, through however
    many others; whoever adds to such a chain takes turns.
    """
    if kind in (RelationKind.CONTINUES, RelationKind.CONTINUED_BY):
        lock_election(session, view.id)
    one, other = _two_locked(session, view, incident_id, other_id)
    known = session.get(IncidentRelation, (view.id, one.id, other.id))
    wanted = kind or (known.kind if known else RelationKind.RELATED)
    if known is not None and known.kind is wanted:
        return one
    if wanted is RelationKind.CONTINUES:
        chains.check_continues(session, one, other)
    if wanted is RelationKind.CONTINUED_BY:
        chains.check_continues(session, other, one)
    for first, second, stands in ((one, other, wanted), (other, one, wanted.from_the_other_side)):
        row = {"election_id": view.id, "incident_id": first.id, "related_id": second.id}
        session.merge(IncidentRelation(**row, kind=stands))
        _note(session, actor, first, stands.value, second, now)
    return one


def unrelate(
    session: WriteSession, view: ElectionView, actor: Actor, incident_id: UUID, other_id: UUID, now: datetime
) -> Incident:
    one, other = _two_locked(session, view, incident_id, other_id)
    both = (one.id, other.id)
    gone = delete(IncidentRelation).where(
        IncidentRelation.election_id == view.id,
        IncidentRelation.incident_id.in_(both),
        IncidentRelation.related_id.in_(both),
    )
    if session.scalars(gone.returning(IncidentRelation.incident_id)).all():
        _note(session, actor, one, "unrelated", other, now)
        _note(session, actor, other, "unrelated", one, now)
    return one


def locked(session: WriteSession, view: ElectionView, incident_id: UUID, version: int) -> Incident:
    """The incident, held until commit, in the version the moderator saw."""
    incident = queries.lock(session, view.id, incident_id)
    if incident.version != version:
        raise PreconditionFailed(incident.version)
    return incident


def locked_for_change(
    session: WriteSession, view: ElectionView, actor: Actor, incident_id: UUID, version: int, now: datetime
) -> Incident:
    """The same, unless somebody else is working on it."""
    incident = queries.lock(session, view.id, incident_id)
    check_not_held_by_another(session, incident, actor, now, INCIDENTS)
    if incident.version != version:
        raise PreconditionFailed(incident.version)
    return incident


def _locked_pair(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    report_id: UUID,
    now: datetime,
) -> tuple[Report, Incident]:
    report = report_queries.lock(session, view.id, report_id)
    check_not_held_by_another(session, report, actor, now)
    return report, locked(session, view, incident_id, version)


def _two_locked(
    session: WriteSession, view: ElectionView, incident_id: UUID, other_id: UUID
) -> tuple[Incident, Incident]:
    """In the order of their ids, so that two people relating the same two cannot wait for each other."""
    if incident_id == other_id:
        raise CannotRelate("Name another incident.")
    rows = {each: queries.lock(session, view.id, each) for each in sorted((incident_id, other_id))}
    for incident in rows.values():
        linking.check_open(incident)
    return rows[incident_id], rows[other_id]


def _note(
    session: WriteSession, actor: Actor, incident: Incident, event: str, counterpart: Incident, now: datetime
) -> None:
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event=event,
        at=now,
        drafts=True,
        note=counterpart.work_ref,
    ):
        pass


def _own(earlier: Incident, actor: Actor) -> Incident:
    if earlier.created_by != actor.account_id:
        message = "Another incident has this id: make a new one."
        raise InvalidRequest(message, [{"pointer": "/id", "code": "id-taken", "message": message}])
    return earlier


def _merged(texts: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    return {language: text for language, text in {**texts, **changes}.items() if text is not None}


def _work_ref() -> str:
    """Tells nothing: neither how many there are nor which public reference it will get."""
    return "W-" + "".join(secrets.choice(_LETTERS) for _ in range(10))
