"""What changes in an election: as a stream of events, and the same for those who ask again and again."""

from typing import Annotated, Any, Final

from fastapi import Header, Query, Request

from app.accounts.errors import PasswordChangeRequired, TokenRefused
from app.accounts.policies import Moderator
from app.accounts.roles import Role
from app.activity import changes, streams
from app.activity.errors import TooManyStreams
from app.activity.schemas import Changes
from app.activity.streams import EventStream
from app.core.errors import Forbidden, InvalidRequest, Unauthenticated
from app.core.pagination import DEFAULT_LIMIT, Limit
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound

router = Router(prefix="/api/v1/console/elections/{election}", tags=["console: live"])

REFUSALS: Final = (
    Unauthenticated,
    TokenRefused,
    Forbidden,
    PasswordChangeRequired,
    ElectionNotFound,
    InvalidRequest,
)
_HIGHEST: Final = 2**53 - 1  # what a browser can count to
After = Annotated[
    int | None,
    Query(ge=0, le=_HIGHEST, description="The last id you have; default: from now on.", examples=[118]),
]
LastEventId = Annotated[
    int | None,
    Header(
        alias="Last-Event-ID",
        ge=0,
        le=_HIGHEST,
        description="Sent by a browser that connects again; goes before `after`.",
        examples=[118],
    ),
]
# An event as OpenAPI 3.2 and WHATWG's "Server-sent events" see it.
_EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "A stream of events.",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "event": {"type": "string", "enum": ["position", "change", "reset", "ended"]},
                        "data": {"type": "string", "description": "JSON."},
                        "retry": {"type": "integer"},
                    },
                }
            }
        },
    }
}
Once = Annotated[bool, Query(description="Tell what there is and end.", examples=[False])]


@router.get(
    "/events",
    summary="Follow what changes, as server-sent events",
    status_code=200,
    response_class=EventStream,
    responses=_EVENTS | documents(*REFUSALS, TooManyStreams),
)
async def follow_events(
    actor: Moderator,
    election: str,
    view: InElection,
    request: Request,
    after: After = None,
    last_event_id: LastEventId = None,
    once: Once = False,
) -> EventStream:
    """`position` says where it begins, `change` what changed (as in `…/changes`), `reset` that all has to be
    read again, `ended` that you may not any more. A comment every few seconds is a sign of life."""
    state = request.app.state
    state.streams.check(actor)

    async def entitled() -> bool:
        asking = await request.state.still()
        return asking is not None and Role.MODERATOR in asking.roles_in(view.id)

    number = after if last_event_id is None else last_event_id
    told = streams.frames(state.live, view, number, entitled, once=once)
    return EventStream(told, state.streams, actor)


@router.get("/changes", summary="List what changed", responses=documents(*REFUSALS))
def list_changes(
    actor: Moderator,
    election: str,
    view: InElection,
    db: ReadDb,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Changes:
    """The same events under the same ids as in `…/events`; without `after` only where to begin."""
    return changes.since(db, view, after, limit)
