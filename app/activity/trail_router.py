"""The audit trail, for auditors: of one election, and of what belongs to none."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import AwareDatetime

from app.accounts.errors import PasswordChangeRequired, TokenRefused
from app.accounts.policies import Auditor, ChiefAuditor
from app.activity import trail
from app.activity.schemas import AuditEntry
from app.activity.trail import TrailFilters
from app.audit.record import NO_ELECTION
from app.core.errors import Forbidden, InvalidRequest, Unauthenticated
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound

router = Router(prefix="/api/v1/console", tags=["console: audit"])

REFUSALS: Final = (
    Unauthenticated,
    TokenRefused,
    Forbidden,
    PasswordChangeRequired,
    InvalidRequest,
    InvalidCursor,
)
By = Annotated[UUID | None, Query(alias="actor", description="An account's id.")]
Action = Annotated[str | None, Query(pattern="^[a-z_]{1,40}$", examples=["original_viewed"])]
On = Annotated[
    str | None,
    Query(alias="object", pattern="^[0-9A-Za-z_-]{1,64}$", description="Id of a report, an incident, …"),
]
From = Annotated[AwareDatetime | None, Query(alias="from", examples=["2020-10-04T00:00:00+06:00"])]
To = Annotated[AwareDatetime | None, Query(description="Exclusive.", examples=["2020-10-05T00:00:00+06:00"])]


@router.get(
    "/elections/{election}/audit",
    summary="Read the audit trail of an election",
    responses=documents(*REFUSALS, ElectionNotFound),
)
def read_audit_trail(
    actor: Auditor,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    by: By = None,
    action: Action = None,
    on: On = None,
    since: From = None,
    to: To = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Every change and every view of exact data, the newest first, in the order of their commits."""
    filters = TrailFilters(by, action, on, since, to)
    return _page(db, view.id, filters, request, response, limit, cursor)


@router.get(
    "/audit",
    summary="Read the audit trail of what belongs to no election",
    responses=documents(*REFUSALS),
)
def read_general_audit_trail(
    actor: ChiefAuditor,
    db: ReadDb,
    request: Request,
    response: Response,
    by: By = None,
    action: Action = None,
    on: On = None,
    since: From = None,
    to: To = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Accounts, tokens, invitations, organisations, keys; for auditors of every election."""
    filters = TrailFilters(by, action, on, since, to)
    return _page(db, NO_ELECTION, filters, request, response, limit, cursor)


def _page(
    db: Any,
    election_id: int,
    filters: TrailFilters,
    request: Request,
    response: Response,
    limit: int,
    cursor: str | None,
) -> Page[AuditEntry]:
    pairs = request.query_params.multi_items()
    asked = [pair for pair in pairs if pair[0] not in {"cursor", "limit"}]
    cursors, query = request.app.state.cursors, {"path": "audit", "election": election_id, "asked": asked}
    before = None if cursor is None else cursors.open(query, cursor, int)[0]
    entries, last = cut(trail.page(db, election_id, filters, before, limit), limit)
    sealed = None if last is None else cursors.seal(query, (last.id,))
    response.headers.update(next_link(request.url.path, pairs, sealed))
    return Page(items=entries, next_cursor=sealed)
