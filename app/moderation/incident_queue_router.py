"""The console's queues of incidents, and the claims on them."""

from uuid import UUID

from fastapi import Response

from app.accounts.policies import Verifier
from app.core.clock import utc_now
from app.core.etag import etag
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.incidents.errors import IncidentNotFound
from app.moderation import claiming, incident_forms, incident_queue, report_forms
from app.moderation.incident_schemas import IncidentQueueList, IncidentQueueOut, NextIncident
from app.moderation.report_schemas import ClaimOut
from app.moderation.router import CHANGE_REFUSALS, REFUSALS
from app.moderation.schemas import ClaimIn, NextIncidentIn
from app.reports.errors import ClaimHeld

router = Router(
    prefix="/api/v1/console/elections/{election}/incidents",
    tags=["console: incidents"],
)


@router.post(
    "/queue/next",
    summary="Claim the next incident",
    response_model=NextIncident,
    responses={204: {"description": "Nothing waits for you."}, **documents(*CHANGE_REFUSALS)},
)
def next_incident(
    actor: Verifier, election: str, view: InElection, db: WriteDb, wanted: NextIncidentIn, response: Response
) -> NextIncident | Response:
    """The first one due whose next step you may take: never beside your own verdict, redaction or revision.
    `publish` serves leads. Where two verdicts differ, `second_check` serves leads too."""
    now = utc_now()
    incident = incident_queue.next_incident(db, view, actor, wanted.queue, now)
    if incident is None:
        return Response(status_code=204)
    response.headers["etag"] = etag(incident.version)
    return incident_forms.next_incident(db, view, incident, wanted.queue, actor, now)


@router.get("/queues", summary="Count the queues of incidents", responses=documents(*REFUSALS))
def count_incident_queues(actor: Verifier, election: str, view: InElection, db: ReadDb) -> IncidentQueueList:
    """Those that serve you, in a fixed order. What a pair rule forbids you is not counted: a second verdict
    beside your own, your own redaction, your own revision."""
    counted = incident_queue.counts(db, view, actor, utc_now())
    items = [IncidentQueueOut(name=each.queue, count=each.count, more=each.more) for each in counted]
    return IncidentQueueList(items=items)


@router.put(
    "/{incident_id}/claim",
    summary="Take, renew or take over a claim on an incident",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, ClaimHeld),
)
def claim_incident(
    actor: Verifier,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    wanted: ClaimIn | None = None,
) -> ClaimOut:
    """While you hold it, nobody else edits, judges or publishes it; the lease is that of a report."""
    wanted = wanted or ClaimIn()
    claim = claiming.claim(
        db,
        view,
        actor,
        incident_id,
        utc_now(),
        on_call=wanted.on_call,
        take_over_reason=wanted.take_over_reason,
        of=claiming.INCIDENTS,
    )
    return report_forms.claim_out(db, claim, actor.account_id)


@router.delete(
    "/{incident_id}/claim",
    status_code=204,
    summary="Release a claim on an incident",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, ClaimHeld),
)
def release_incident(
    actor: Verifier, election: str, view: InElection, db: WriteDb, incident_id: UUID
) -> None:
    """It is free at once; releasing what you do not hold any more does nothing."""
    claiming.release(db, view, actor, incident_id, utc_now(), of=claiming.INCIDENTS)
