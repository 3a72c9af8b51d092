"""The console's side of a report: the queue, claims, coding, decisions, questions and notes."""

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response

from app.accounts.errors import CrossSite, PasswordChangeRequired, TokenRefused
from app.accounts.policies import Admin, Moderator, SourceReader
from app.core.clock import utc_now
from app.core.errors import (
    Forbidden,
    InvalidRequest,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
    UnknownParameter,
)
from app.core.etag import Version, etag
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.core.strict_json import MalformedJson
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound
from app.incidents.errors import IncidentClosed, IncidentNotFound
from app.incidents.grammar import FILTERS
from app.moderation import (
    accreditation,
    claiming,
    coding,
    decisions,
    messages,
    report_forms,
    report_queries,
    views,
)
from app.moderation import queue as the_queue
from app.moderation.errors import SourceNotFound
from app.moderation.list_filters import OF_REPORTS, documented, report_filters, sequence
from app.moderation.report_schemas import (
    ClaimOut,
    DecisionOut,
    MessageOut,
    NextReport,
    NoteOut,
    ReportOut,
    ReportRow,
    SourceList,
    SourceOut,
)
from app.moderation.schemas import AccreditationIn, ClaimIn, CodingIn, DecisionIn, MessageIn, NextIn, NoteIn
from app.reports.errors import (
    ClaimHeld,
    ClaimRequired,
    ReasonRequired,
    ReportIsATest,
    ReportNotFound,
    TransitionNotAllowed,
)

router = Router(prefix="/api/v1/console/elections/{election}", tags=["console: reports"])

REFUSALS = (Unauthenticated, TokenRefused, Forbidden, PasswordChangeRequired, ElectionNotFound)
CHANGE_REFUSALS = (*REFUSALS, CrossSite, InvalidRequest, MalformedJson)
VERSIONED = (PreconditionRequired, PreconditionFailed)
CLAIMED = (ClaimRequired, ClaimHeld)


@router.post(
    "/queue/next",
    summary="Claim the most urgent report",
    response_model=NextReport,
    responses={204: {"description": "Nothing waits."}, **documents(*CHANGE_REFUSALS)},
)
def next_in_queue(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    response: Response,
    wanted: NextIn | None = None,
) -> NextReport | Response:
    """Never the same report to two people. Tests and snoozed reports are not served, escalated ones to
    leads only."""
    now = utc_now()
    report = the_queue.next_report(db, view, actor, now, wanted or the_queue.ANYTHING)
    if report is None:
        return Response(status_code=204)
    response.headers["etag"] = etag(report.version)
    return report_forms.next_report(db, view, report, actor.account_id, now)


@router.get(
    "/reports",
    summary="List reports",
    responses=documents(*REFUSALS, UnknownParameter, InvalidRequest, InvalidCursor),
    openapi_extra=documented(FILTERS | OF_REPORTS),
)
def list_reports(
    actor: Moderator,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ReportRow]:
    """Everything that was sent, also what was ended; `q` searches title, description and place."""
    pairs = request.query_params.multi_items()
    filters = report_filters(view, pairs)
    cursors, query = request.app.state.cursors, sequence("reports", view, pairs)
    after = None if cursor is None else cursors.open(query, cursor, datetime, UUID)
    now = utc_now()
    found = report_queries.page(db, view, filters, actor.account_id, now, after, limit)
    rows, last = cut(found, limit)
    sealed = (
        None
        if last is None
        else cursors.seal(query, (report_queries.sort_value(filters, last.report), last.report.id))
    )
    response.headers.update(next_link(request.url.path, pairs, sealed))
    return Page(items=report_forms.report_rows(db, rows, actor.account_id), next_cursor=sealed)


@router.get("/reports/{report_id}", summary="Read a report", responses=documents(*REFUSALS, ReportNotFound))
def read_report(
    actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID, response: Response
) -> ReportOut:
    """Everything needed to judge it; `ETag` is its version. Who looked is on record before the answer."""
    now = utc_now()
    report = views.report(db, view, actor, report_id, now)
    response.headers["etag"] = etag(report.version)
    return report_forms.report_out(db, view, report, actor.account_id, now)


@router.patch(
    "/reports/{report_id}",
    summary="Change the coding of a report",
    responses=documents(*CHANGE_REFUSALS, ReportNotFound, *CLAIMED, *VERSIONED),
)
def change_report(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    report_id: UUID,
    version: Version,
    changes: CodingIn,
    response: Response,
) -> ReportOut:
    """What was sent stays as it is. Severity follows by the rules unless it is given with a reason."""
    now = utc_now()
    report = coding.recode(db, view, actor, report_id, version, changes, now)
    response.headers["etag"] = etag(report.version)
    return report_forms.report_out(db, view, report, actor.account_id, now)


@router.put(
    "/reports/{report_id}/claim",
    summary="Take, renew or take over a claim",
    responses=documents(*CHANGE_REFUSALS, ReportNotFound, ClaimHeld),
)
def claim_report(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    report_id: UUID,
    wanted: ClaimIn | None = None,
) -> ClaimOut:
    """Holds 5 minutes, 2 for a critical report, 20 on a call; repeat it every 30 s while it is open."""
    wanted = wanted or ClaimIn()
    claim = claiming.claim(
        db,
        view,
        actor,
        report_id,
        utc_now(),
        on_call=wanted.on_call,
        take_over_reason=wanted.take_over_reason,
    )
    return report_forms.claim_out(db, claim, actor.account_id)


@router.delete(
    "/reports/{report_id}/claim",
    status_code=204,
    summary="Release a claim",
    responses=documents(*REFUSALS, CrossSite, ReportNotFound, ClaimHeld),
)
def release_report(actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID) -> None:
    """The report is free at once; releasing what you do not hold any more does nothing."""
    claiming.release(db, view, actor, report_id, utc_now())


@router.post(
    "/reports/{report_id}/decisions",
    status_code=201,
    summary="Decide about a report",
    responses=documents(
        *CHANGE_REFUSALS,
        ReportNotFound,
        IncidentNotFound,
        *CLAIMED,
        *VERSIONED,
        TransitionNotAllowed,
        ReasonRequired,
        ReportIsATest,
        IncidentClosed,
    ),
)
def decide_report(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    report_id: UUID,
    version: Version,
    decision: DecisionIn,
    response: Response,
) -> DecisionOut:
    """Ends the claim, but for `reopen`. `link` without an incident opens a new one; the answer names it."""
    report, incident = decisions.decide(db, view, actor, report_id, version, decision, utc_now())
    response.headers["etag"] = etag(report.version)
    return report_forms.decision_out(decision, report, incident)


@router.post(
    "/reports/{report_id}/messages",
    status_code=201,
    summary="Ask the sender",
    responses=documents(*CHANGE_REFUSALS, ReportNotFound),
)
def ask_sender(
    actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID, data: MessageIn
) -> MessageOut:
    """The sender reads it with the tracking code. The same words again within ten minutes are kept once."""
    message = messages.ask(db, view, actor, report_id, data.text, utc_now())
    return report_forms.message_out(db, message)


@router.post(
    "/reports/{report_id}/notes",
    status_code=201,
    summary="Add an internal note",
    responses=documents(*CHANGE_REFUSALS, ReportNotFound),
)
def add_note(
    actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID, data: NoteIn
) -> NoteOut:
    """Only the team sees it. The same words again within ten minutes are kept once."""
    return report_forms.note_out(db, messages.note(db, view, actor, report_id, data.text, utc_now()))


@router.get("/sources", summary="List sources", responses=documents(*REFUSALS))
def list_sources(actor: SourceReader, election: str, view: InElection, db: ReadDb) -> SourceList:
    """Everybody known behind reports, as pseudonyms, with how many they sent; for administrators too, who
    say which of them are accredited."""
    return report_forms.source_list(db, view)


@router.patch(
    "/sources/{source_id}",
    summary="Accredit a source, or take it back",
    responses=documents(*CHANGE_REFUSALS, SourceNotFound),
)
def accredit_source(
    actor: Admin, election: str, view: InElection, db: WriteDb, source_id: UUID, data: AccreditationIn
) -> SourceOut:
    """Counts from the next verdict on."""
    return SourceOut.model_validate(accreditation.accredit(db, view, source_id, data.accredited))
