"""Publishing and withdrawing, by leads."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.accounts.policies import Lead, Moderator
from app.core.clock import utc_now
from app.core.etag import Version, etag
from app.core.negotiation import JSON
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.db.session import ReadSession
from app.elections.deps import InElection
from app.elections.view import ElectionView
from app.incidents import queries
from app.incidents.errors import IncidentNotFound, NotPublishable
from app.moderation.router import CHANGE_REFUSALS, REFUSALS, VERSIONED
from app.publication import service, wording
from app.publication.errors import PUBLISHING
from app.publication.rendering import in_bytes
from app.publication.schemas import (
    PublicIncidentOut,
    PublishIn,
    TextFindingOut,
    TextFindings,
    Tombstone,
    WithdrawIn,
)
from app.reports.errors import ClaimHeld, ReasonRequired

router = Router(
    prefix="/api/v1/console/elections/{election}/incidents/{incident_id}",
    tags=["console: incidents"],
)


@router.post(
    "/publish",
    summary="Publish the current revision of an incident",
    response_class=Response,
    responses={
        200: {"model": PublicIncidentOut, "description": "What the public gets."},
        **documents(*CHANGE_REFUSALS, *VERSIONED, ClaimHeld, *PUBLISHING),
    },
)
def publish_incident(
    actor: Lead,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    data: PublishIn | None = None,
    preview: Annotated[bool, Query(description="Change nothing; answer what the public would get.")] = False,
) -> Response:
    """By a lead who is not the revision's author. With `preview`, byte for byte what the public would get;
    the header `Text-Findings` says how many places of the text have to be looked at first."""
    said = data or PublishIn()
    if preview:
        shown = service.preview(db, view, incident_id, utc_now(), version=version)
    else:
        record = service.publish(
            db,
            view,
            actor,
            incident_id,
            version,
            utc_now(),
            safe_because=said.safe_because,
            acknowledged=said.acknowledged,
        )
        shown = PublicIncidentOut.of(view, record)
    found = wording.text_findings(db, view, queries.get(db, view.id, incident_id))
    headers = _headers(db, view, incident_id) | {"text-findings": str(len(found))}
    return Response(in_bytes(shown), headers=headers, media_type=JSON.content_type)


@router.get(
    "/text-findings",
    summary="List what in the text may give somebody away",
    responses=documents(*REFUSALS, IncidentNotFound),
)
def list_text_findings(
    actor: Moderator, election: str, view: InElection, db: ReadDb, incident_id: UUID
) -> TextFindings:
    """Numbers, addresses, plates and names in the public text and in statements. Whoever publishes has to
    name each in `acknowledged`."""
    found = wording.text_findings(db, view, queries.get(db, view.id, incident_id))
    return TextFindings(items=[TextFindingOut.model_validate(each) for each in found])


@router.post(
    "/withdraw",
    summary="Withdraw a published incident",
    responses=documents(*CHANGE_REFUSALS, *VERSIONED, IncidentNotFound, NotPublishable, ReasonRequired),
)
def withdraw_incident(
    actor: Lead,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    data: WithdrawIn,
    response: Response,
) -> Tombstone:
    """At once and for ever, by one lead. The reason stays inside."""
    record = service.withdraw(
        db, view, actor, incident_id, version, utc_now(), reason_code=data.reason_code, note=data.note
    )
    response.headers.update(_headers(db, view, incident_id))
    return Tombstone.of(record)


def _headers(db: ReadSession, view: ElectionView, incident_id: UUID) -> dict[str, str]:
    """The version that the next change has to name."""
    return {"etag": etag(queries.get(db, view.id, incident_id).version), "cache-control": "no-store"}
