"""Finds out who is asking, from headers alone, before a byte of the body is read."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final

import anyio
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.accounts import queries, tokens
from app.accounts.actor import Actor
from app.accounts.models import ApiToken, ConsoleSession
from app.accounts.roles import STAFF, Role
from app.accounts.same_origin import is_loopback
from app.accounts.token_rules import NOTE_USE_AFTER
from app.core.clock import utc_now
from app.core.once_answered import OnceAnswered
from app.db.engine import MAX_AUTH
from app.db.session import Database, ReadSession

SECURE_COOKIE: Final = "__Host-pollwatch"
LOOPBACK_COOKIE: Final = "pollwatch"  # browsers refuse __Host- and Secure on plain http
TOUCH_AFTER: Final = timedelta(minutes=1)
_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class _Credential:
    digest: bytes
    is_session: bool


class ActorMiddleware:
    """Sets `actor` and `credentials_refused` in the request's state.

    What was read is believed for `max_age_seconds` at most, so that is how long a revoked token lives on.
    A cookie that no longer counts is ignored, not refused: whoever was signed in once can still read the
    public pages and sign in again.
    """

    def __init__(
        self,
        app: ASGIApp,
        database: Database,
        idle: timedelta,
        factor_required_of: frozenset[Role] = frozenset(),
        max_age_seconds: float = 1.0,
    ) -> None:
        self.app = app
        self._database = database
        self._idle = idle
        self._factor_required_of = factor_required_of
        self._max_age_seconds = max_age_seconds
        self._known: OrderedDict[bytes, tuple[float, Actor | None]] = OrderedDict()
        self._noting: set[bytes] = set()
        self._readers = anyio.CapacityLimiter(MAX_AUTH)
        self._writers = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        credential = _credential(Headers(scope=scope))
        actor, unnoted = (None, False) if credential is None else await self._find(credential)
        state = scope.setdefault("state", {})
        state["actor"] = actor
        state["still"] = partial(self._still, credential)
        state["credentials_refused"] = actor is None and credential is not None and not credential.is_session
        if credential is None or not unnoted:
            await self.app(scope, receive, send)
            return
        noting = OnceAnswered(send, partial(self._note, credential))
        await self.app(scope, receive, noting)
        await noting.done()

    async def _find(self, credential: _Credential) -> tuple[Actor | None, bool]:
        """The actor, and whether it is time to note that the session or token is in use."""
        read_at, actor = self._known.get(credential.digest, (0.0, None))
        if read_at and monotonic() - read_at < self._max_age_seconds:
            return actor, False
        read_at = monotonic()
        actor, unnoted = await anyio.to_thread.run_sync(self._read, credential, limiter=self._readers)
        self._known[credential.digest] = (read_at, actor)
        self._known.move_to_end(credential.digest)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return actor, unnoted

    async def _still(self, credential: _Credential | None) -> Actor | None:
        """Whom the credential stands for by now. Asking does not count as using it, so that a stream
        that stays open does not keep a session alive that nobody uses."""
        if credential is None:
            return None
        read_at, actor = self._known.get(credential.digest, (0.0, None))
        if read_at and monotonic() - read_at < self._max_age_seconds:
            return actor
        return (await anyio.to_thread.run_sync(self._read, credential, limiter=self._readers))[0]

    def _read(self, credential: _Credential) -> tuple[Actor | None, bool]:
        now = utc_now()
        with self._database.read() as session:
            if not credential.is_session:
                return self._read_token(session, credential.digest, now)
            signed_in = queries.live_session(session, credential.digest, now, self._idle)
            if signed_in is None:
                return None, False
            actor = queries.actor_by_session(session, signed_in, self._factor_required_of)
            return actor, signed_in.seen_at < now - TOUCH_AFTER

    def _read_token(self, session: ReadSession, digest: bytes, now: datetime) -> tuple[Actor | None, bool]:
        """Of those who only monitor no use is noted: it would say when somebody was out observing, and add
        a write to each of the reports that arrive by the thousand."""
        token = queries.live_token(session, digest, now)
        actor = None if token is None else queries.actor_of_token(session, token)
        if token is None or actor is None:
            return None, False
        stale = token.used_at is None or token.used_at < now - NOTE_USE_AFTER
        return actor, stale and not STAFF.isdisjoint(actor.roles_anywhere())

    async def _note(self, credential: _Credential) -> None:
        """Takes a turn at writing, which no answer shall wait for; one for all that use it meanwhile."""
        if credential.digest in self._noting:
            return
        self._noting.add(credential.digest)
        try:
            await anyio.to_thread.run_sync(self._touch, credential, limiter=self._writers)
        finally:
            self._noting.discard(credential.digest)

    def _touch(self, credential: _Credential) -> None:
        digest, now = credential.digest, utc_now()
        used = (
            update(ConsoleSession).where(ConsoleSession.digest == digest).values(seen_at=now)
            if credential.is_session
            else update(ApiToken).where(ApiToken.digest == digest).values(used_at=now)
        )
        try:
            with self._database.write.begin() as session:
                session.execute(used)
        except SQLAlchemyError:
            return  # the database takes no writes just now; the next request notes it


def _credential(headers: Headers) -> _Credential | None:
    """A bearer token of ours, else a console cookie. Other bearers (upload tokens) are not ours to judge."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = token.strip()
        return (
            _Credential(tokens.digest(token), is_session=False)
            if token.startswith(tokens.API_TOKEN)
            else None
        )
    cookies = cookie_parser(headers.get("cookie", ""))
    secret = cookies.get(SECURE_COOKIE)
    planted = cookies.get(LOOPBACK_COOKIE)  # perhaps, by a neighbouring domain, except on this machine
    if not secret and planted and is_loopback(headers.get("host", "")):
        secret = planted
    return None if not secret else _Credential(tokens.digest(secret), is_session=True)
