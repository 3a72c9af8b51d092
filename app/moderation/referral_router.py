"""The console's referrals to authorities, and ready-made messages to senders."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.policies import Moderator
from app.core.clock import utc_now
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.core.schema import Schema
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.elections.languages import Language
from app.incidents.errors import IncidentClosed, IncidentMerged, IncidentNotFound, PublicTextRequired
from app.moderation import quick_replies, referral_forms, referrals
from app.moderation.errors import ConsentRequired, ReferralNotFound
from app.moderation.named_queues import COUNTED_TO
from app.moderation.referral_schemas import (
    OverdueReferrals,
    ReferralChanges,
    ReferralIn,
    ReferralOut,
    ReferralState,
)
from app.moderation.router import CHANGE_REFUSALS, REFUSALS

router = Router(prefix="/api/v1/console/elections/{election}", tags=["console: incidents"])


class QuickReplyOut(Schema):
    code: str
    language: str
    text: str
    draft: bool


class QuickReplies(Schema):
    items: list[QuickReplyOut]


@router.post(
    "/incidents/{incident_id}/referrals",
    status_code=201,
    summary="Hand an incident to an authority",
    responses=documents(
        *CHANGE_REFUSALS,
        IncidentNotFound,
        IncidentClosed,
        IncidentMerged,
        PublicTextRequired,
        ConsentRequired,
    ),
)
def refer_incident(
    actor: Moderator, election: str, view: InElection, db: WriteDb, incident_id: UUID, data: ReferralIn
) -> ReferralOut:
    """It gets the incident's text, never a report. Every sender must have agreed, unless a lead says why not.
    The same again within ten minutes is kept once."""
    now = utc_now()
    return referral_forms.referral_out(db, referrals.refer(db, view, actor, incident_id, data, now), now)


@router.patch(
    "/referrals/{referral_id}",
    summary="Say what came of a referral, or when it is due",
    responses=documents(*CHANGE_REFUSALS, ReferralNotFound),
)
def change_referral(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    referral_id: UUID,
    changes: ReferralChanges,
) -> ReferralOut:
    """`no_action` is an outcome too. Each change stands in the history of the incident."""
    now = utc_now()
    return referral_forms.referral_out(db, referrals.update(db, view, actor, referral_id, changes, now), now)


@router.get("/referrals", summary="List referrals", responses=documents(*REFUSALS, InvalidCursor))
def list_referrals(
    actor: Moderator,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    state: Annotated[ReferralState | None, Query()] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ReferralOut]:
    """Due first; `overdue` are those that somebody should ask about."""
    now, cursors = utc_now(), request.app.state.cursors
    query = {"list": "referrals", "election": view.id, "state": state}
    after = None if cursor is None else cursors.open(query, cursor, datetime, UUID)
    found, last = cut(referrals.page(db, view, state, now, after, limit), limit)
    sealed = None if last is None else cursors.seal(query, (last.due_at, last.id))
    response.headers.update(next_link(request.url.path, request.query_params.multi_items(), sealed))
    return Page(items=referral_forms.referrals_out(db, found, now), next_cursor=sealed)


@router.get("/referrals/overdue", summary="Count overdue referrals", responses=documents(*REFUSALS))
def count_overdue_referrals(
    actor: Moderator, election: str, view: InElection, db: ReadDb
) -> OverdueReferrals:
    """Those that somebody should ask about."""
    count = referrals.overdue(db, view, utc_now(), COUNTED_TO + 1)
    return OverdueReferrals(count=min(count, COUNTED_TO), more=count > COUNTED_TO)


@router.get(
    "/quick-replies",
    tags=["console: reports"],
    summary="List ready-made messages to senders",
    responses=documents(*REFUSALS),
)
def list_quick_replies(actor: Moderator, election: str, view: InElection, lang: Language) -> QuickReplies:
    """In the language the sender wrote in, as far as there is one; a `draft` nobody has proofread."""
    found = quick_replies.in_language(lang)
    return QuickReplies(items=[QuickReplyOut.model_validate(reply) for reply in found])
