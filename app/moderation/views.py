"""Looking at one report or incident, with its exact place and time, is on record before the answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.actor import Actor
from app.audit import record
from app.audit.record import Kind
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import queries as incidents
from app.incidents.models import Incident
from app.moderation.candidate_schemas import CandidatesOut
from app.reports import queries as reports
from app.reports.models import Report

VIEWED: Final = "viewed"
CANDIDATES_VIEWED: Final = "candidates_viewed"


def report(session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID, now: datetime) -> Report:
    found = reports.get(session, view.id, report_id)
    _note(session, Kind.REPORT, found, actor, now)
    return found


def incident(
    session: WriteSession, view: ElectionView, actor: Actor, incident_id: UUID, now: datetime
) -> Incident:
    found = incidents.get(session, view.id, incident_id)
    _note(session, Kind.INCIDENT, found, actor, now)
    return found


def candidates(
    session: WriteSession, found: Report | Incident, shown: CandidatesOut, actor: Actor, now: datetime
) -> None:
    """What was suggested for it is shown with its place and its words: one entry that names all of them."""
    kind = Kind.REPORT if isinstance(found, Report) else Kind.INCIDENT
    facts = {
        "reports": [str(each.id) for each in shown.reports],
        "incidents": [str(each.id) for each in shown.incidents],
    }
    if shown.reports or shown.incidents:
        _note(session, kind, found, actor, now, CANDIDATES_VIEWED, facts)


def _note(
    session: WriteSession,
    kind: Kind,
    found: Report | Incident,
    actor: Actor,
    now: datetime,
    event: str = VIEWED,
    facts: Mapping[str, Any] | None = None,
) -> None:
    record.note(
        session,
        found.election_id,
        kind,
        found.id,
        event,
        account_id=actor.account_id,
        at=now,
        version=found.version,
        facts=facts,
    )
