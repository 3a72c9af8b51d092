"""The console's side of an incident: opened, edited, linked, checked, judged, answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.policies import Moderator, Verifier
from app.core.clock import utc_now
from app.core.errors import InvalidRequest, UnknownParameter
from app.core.etag import Version, etag
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.incidents import queries
from app.incidents.errors import (
    CannotMerge,
    CannotRelate,
    ContinuesItself,
    IncidentClosed,
    IncidentMerged,
    IncidentNotFound,
    NotMerged,
    SamePerson,
    StepRequired,
)
from app.incidents.grammar import FILTERS
from app.moderation import incident_forms, incident_queries, incidents, merging, verification, views
from app.moderation.errors import NotLinked
from app.moderation.incident_schemas import (
    IncidentOut,
    IncidentRow,
    MergePreview,
    RevisionList,
    StatementOut,
    StepOut,
)
from app.moderation.list_filters import OF_INCIDENTS, documented, incident_filters, sequence
from app.moderation.router import CHANGE_REFUSALS, REFUSALS, VERSIONED
from app.moderation.schemas import (
    IncidentChanges,
    IncidentIn,
    MergeIn,
    RelationIn,
    StatementIn,
    StepIn,
    VerdictIn,
)
from app.reports.errors import ClaimHeld, ReportIsATest, ReportNotFound, TransitionNotAllowed

router = Router(
    prefix="/api/v1/console/elections/{election}/incidents",
    tags=["console: incidents"],
)


@router.post("", status_code=201, summary="Open an incident", responses=documents(*CHANGE_REFUSALS))
def create_incident(
    actor: Moderator, election: str, view: InElection, db: WriteDb, data: IncidentIn, response: Response
) -> IncidentOut:
    """Without reports as yet. With an `id` of the client's, sending it again makes nothing new."""
    incident = incidents.create(db, view, actor, data, utc_now())
    response.headers["etag"] = etag(incident.version)
    return incident_forms.incident_out(db, view, incident, actor, utc_now())


@router.get(
    "",
    summary="List incidents",
    responses=documents(*REFUSALS, UnknownParameter, InvalidRequest, InvalidCursor),
    openapi_extra=documented(FILTERS | OF_INCIDENTS),
)
def list_incidents(
    actor: Moderator,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[IncidentRow]:
    """The newest first; `q` searches the linked reports and the references."""
    pairs = request.query_params.multi_items()
    filters = incident_filters(view, pairs)
    cursors, query = request.app.state.cursors, sequence("incidents", view, pairs)
    after = None if cursor is None else cursors.open(query, cursor, datetime, UUID)
    found, last = cut(incident_queries.page(db, view, filters, after, limit), limit)
    sealed = None if last is None else cursors.seal(query, (last.created_at, last.id))
    response.headers.update(next_link(request.url.path, pairs, sealed))
    return Page(items=incident_forms.incident_rows(db, found, actor, utc_now()), next_cursor=sealed)


@router.get("/{incident_id}", summary="Read an incident", responses=documents(*REFUSALS, IncidentNotFound))
def read_incident(
    actor: Moderator, election: str, view: InElection, db: WriteDb, incident_id: UUID, response: Response
) -> IncidentOut:
    """`ETag` is its version. What others concluded is shown once you have given your own verdict."""
    return _answer(db, view, views.incident(db, view, actor, incident_id, utc_now()), actor, response)


@router.patch(
    "/{incident_id}",
    summary="Change an incident",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, *VERSIONED, ClaimHeld, IncidentClosed),
)
def change_incident(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    changes: IncidentChanges,
    response: Response,
) -> IncidentOut:
    """Makes a draft revision: the public sees it once somebody else publishes it."""
    incident = incidents.edit(db, view, actor, incident_id, version, changes, utc_now())
    return _answer(db, view, incident, actor, response)


LINK_REFUSALS = (*CHANGE_REFUSALS, IncidentNotFound, ReportNotFound, *VERSIONED, ClaimHeld)


@router.put(
    "/{incident_id}/reports/{report_id}",
    summary="Link a report to an incident",
    responses=documents(*LINK_REFUSALS, TransitionNotAllowed, ReportIsATest, IncidentClosed),
)
def link_report(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    report_id: UUID,
    version: Version,
    response: Response,
) -> IncidentOut:
    """`If-Match` is the incident's. A report that somebody else is working on stays with them."""
    incident = incidents.link(db, view, actor, incident_id, version, report_id, utc_now())
    return _answer(db, view, incident, actor, response)


@router.delete(
    "/{incident_id}/reports/{report_id}",
    status_code=204,
    summary="Take a report out of an incident",
    responses=documents(*LINK_REFUSALS, NotLinked),
)
def unlink_report(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    report_id: UUID,
    version: Version,
    response: Response,
) -> None:
    """`If-Match` is the incident's. The report goes back to triage; the two are not suggested again."""
    incident = incidents.unlink(db, view, actor, incident_id, version, report_id, utc_now())
    response.headers["etag"] = etag(incident.version)


@router.put(
    "/{incident_id}/related/{other_id}",
    summary="Relate two incidents",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, CannotRelate, ContinuesItself, IncidentClosed),
)
def relate_incidents(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    other_id: UUID,
    response: Response,
    said: RelationIn | None = None,
) -> IncidentOut:
    """They belong together without being one; said of both at once. A body may say that the one continues
    the other; without one, what was said before stays."""
    kind = said.kind if said else None
    incident = incidents.relate(db, view, actor, incident_id, other_id, utc_now(), kind)
    return _answer(db, view, incident, actor, response)


@router.delete(
    "/{incident_id}/related/{other_id}",
    status_code=204,
    summary="Unrelate two incidents",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, CannotRelate, IncidentClosed),
)
def unrelate_incidents(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    other_id: UUID,
    response: Response,
) -> None:
    """Taken back from both at once."""
    incident = incidents.unrelate(db, view, actor, incident_id, other_id, utc_now())
    response.headers["etag"] = etag(incident.version)


@router.post(
    "/{incident_id}/steps",
    status_code=201,
    summary="Record a verification step",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, IncidentClosed),
)
def add_step(
    actor: Moderator, election: str, view: InElection, db: WriteDb, incident_id: UUID, data: StepIn
) -> StepOut:
    """The same step again within ten minutes is kept once."""
    return incident_forms.step_out(db, verification.add_step(db, view, actor, incident_id, data, utc_now()))


@router.post(
    "/{incident_id}/verdicts",
    status_code=201,
    summary="Give a verdict",
    responses=documents(
        *CHANGE_REFUSALS, IncidentNotFound, *VERSIONED, ClaimHeld, SamePerson, StepRequired, IncidentClosed
    ),
)
def give_verdict(
    actor: Verifier,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    data: VerdictIn,
    response: Response,
) -> IncidentOut:
    """`verified` and `refuted` hold once two people say so. Yours replaces your earlier one."""
    incident = verification.give_verdict(db, view, actor, incident_id, version, data, utc_now())
    return _answer(db, view, incident, actor, response)


@router.post(
    "/{incident_id}/statements",
    status_code=201,
    summary="Record a statement of the accused or of an authority",
    responses=documents(*CHANGE_REFUSALS, IncidentNotFound, IncidentClosed),
)
def add_statement(
    actor: Moderator, election: str, view: InElection, db: WriteDb, incident_id: UUID, data: StatementIn
) -> StatementOut:
    """A denial makes an incident contested, unless it is verified: then it is shown as disputed."""
    return incident_forms.statement_out(
        db, verification.add_statement(db, view, actor, incident_id, data, utc_now())
    )


@router.get(
    "/{incident_id}/merge-preview",
    summary="Show what two incidents would be as one",
    responses=documents(*REFUSALS, IncidentNotFound, CannotMerge),
)
def preview_merge(
    actor: Verifier,
    election: str,
    view: InElection,
    db: ReadDb,
    incident_id: UUID,
    other: Annotated[UUID, Query(alias="with")],
) -> MergePreview:
    """The same whichever of the two stays. Nothing is summed or averaged: ranges, and who says what."""
    return incident_forms.merge_preview(db, view, incident_id, other)


@router.post(
    "/{incident_id}/merge",
    summary="Merge an incident into another",
    responses=documents(
        *CHANGE_REFUSALS,
        IncidentNotFound,
        *VERSIONED,
        ClaimHeld,
        CannotMerge,
        ContinuesItself,
        IncidentMerged,
        IncidentClosed,
    ),
)
def merge_incident(
    actor: Verifier,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    data: MergeIn,
    response: Response,
) -> IncidentOut:
    """Answers with the one that stays. `If-Match` is that of the one that goes; it can be taken out again."""
    incident = merging.merge(db, view, actor, incident_id, version, data.into, utc_now())
    return _answer(db, view, incident, actor, response)


@router.post(
    "/{incident_id}/unmerge",
    summary="Take an incident out of the one it was merged into",
    responses=documents(
        *CHANGE_REFUSALS, IncidentNotFound, *VERSIONED, ClaimHeld, NotMerged, CannotMerge, IncidentMerged
    ),
)
def unmerge_incident(
    actor: Verifier,
    election: str,
    view: InElection,
    db: WriteDb,
    incident_id: UUID,
    version: Version,
    response: Response,
) -> IncidentOut:
    """It is what it was, with the reports that came with it; those linked since stay where they are."""
    incident = merging.unmerge(db, view, actor, incident_id, version, utc_now())
    return _answer(db, view, incident, actor, response)


@router.get(
    "/{incident_id}/revisions",
    summary="List the revisions of an incident",
    responses=documents(*REFUSALS, IncidentNotFound),
)
def list_revisions(
    actor: Moderator, election: str, view: InElection, db: ReadDb, incident_id: UUID
) -> RevisionList:
    """Who wrote which, and which of them the public got."""
    return incident_forms.revision_list(db, queries.get(db, view.id, incident_id))


def _answer(db: ReadDb, view: InElection, incident: Any, actor: Moderator, response: Response) -> IncidentOut:
    response.headers["etag"] = etag(incident.version)
    return incident_forms.incident_out(db, view, incident, actor, utc_now())
