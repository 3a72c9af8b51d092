"""Evidence bundles for courts and newsrooms: asked for, approved, downloaded."""

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.accounts.errors import CrossSite, PasswordChangeRequired, TokenRefused
from app.accounts.policies import Verifier
from app.accounts.queries import name_of
from app.core.clock import utc_now
from app.core.errors import Forbidden, InvalidRequest, Unauthenticated
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.core.strict_json import MalformedJson
from app.db.deps import ReadDb, WriteDb
from app.db.session import ReadSession
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound
from app.evidence import exports
from app.evidence.errors import ExportExpired, ExportNotApproved, ExportNotFound
from app.evidence.export_schemas import ExportIn, ExportOut
from app.evidence.models import Export
from app.incidents.errors import IncidentNotFound, SamePerson
from app.reports.errors import ReportNotFound

router = Router(prefix="/api/v1/console/elections/{election}/exports", tags=["console: exports"])

REFUSALS = (Unauthenticated, TokenRefused, Forbidden, PasswordChangeRequired, ElectionNotFound)


class ZipResponse(StreamingResponse):
    media_type = "application/zip"


@router.post(
    "",
    status_code=201,
    summary="Ask for an evidence bundle",
    responses=documents(
        *REFUSALS, CrossSite, InvalidRequest, MalformedJson, IncidentNotFound, ReportNotFound
    ),
)
def request_export(
    actor: Verifier, election: str, view: InElection, db: WriteDb, data: ExportIn
) -> ExportOut:
    """Of an incident with the reports linked to it now, or of reports. Another person has to approve."""
    now = utc_now()
    scope = exports.scope_of(db, view, data.incident, data.reports)
    return _out(db, exports.request(db, view, actor, scope, data.reason, now), now)


@router.get(
    "", summary="List the requests for bundles", responses=documents(*REFUSALS, InvalidRequest, InvalidCursor)
)
def list_exports(
    actor: Verifier,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ExportOut]:
    """The newest first."""
    now, cursors, query = utc_now(), request.app.state.cursors, {"list": "exports", "election": view.id}
    after = None if cursor is None else cursors.open(query, cursor, datetime, UUID)
    found, last = cut(exports.page(db, view, after, limit), limit)
    sealed = None if last is None else cursors.seal(query, (last.requested_at, last.id))
    response.headers.update(next_link(request.url.path, request.query_params.multi_items(), sealed))
    return Page(items=[_out(db, export, now) for export in found], next_cursor=sealed)


@router.get(
    "/{export_id}", summary="See where a request stands", responses=documents(*REFUSALS, ExportNotFound)
)
def read_export(actor: Verifier, election: str, view: InElection, db: ReadDb, export_id: UUID) -> ExportOut:
    """`requested`, `approved`, or `expired` 24 hours after the approval."""
    return _out(db, exports.get(db, view, export_id), utc_now())


@router.post(
    "/{export_id}/approve",
    summary="Approve an evidence bundle",
    responses=documents(*REFUSALS, CrossSite, ExportNotFound, SamePerson),
)
def approve_export(
    actor: Verifier, election: str, view: InElection, db: WriteDb, export_id: UUID
) -> ExportOut:
    """By another person than asked for it."""
    now = utc_now()
    return _out(db, exports.approve(db, view, actor, export_id, now), now)


@router.get(
    "/{export_id}/bundle",
    summary="Download an evidence bundle",
    response_class=ZipResponse,
    responses=documents(
        *REFUSALS, ExportNotFound, ExportNotApproved, ExportExpired, ReportNotFound, IncidentNotFound
    ),
)
def download_bundle(
    actor: Verifier, election: str, view: InElection, db: WriteDb, export_id: UUID, request: Request
) -> ZipResponse:
    """A ZIP with originals, hashes and histories. Each download stands in the history of each report."""
    now = utc_now()
    scope, origin = exports.download(db, view, actor, export_id, now)
    return ZipResponse(
        request.app.state.bundles.stream(view, scope, origin, now),
        headers={
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="{view.slug}-evidence-{export_id}.zip"',
        },
    )


def _out(db: ReadSession, export: Export, now: datetime) -> ExportOut:
    name = name_of(db)
    approved_at = export.approved_at
    return ExportOut(
        id=export.id,
        state=exports.state_of(export, now),
        incident=export.incident_id,
        reports=[UUID(report_id) for report_id in export.report_ids],
        reason=export.reason,
        requested_at=export.requested_at,
        requested_by=name(export.requested_by),
        approved_at=approved_at,
        approved_by=name(export.approved_by) if export.approved_by else None,
        available_until=approved_at + exports.AVAILABLE_FOR if approved_at else None,
    )
