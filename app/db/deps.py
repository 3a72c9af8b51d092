"""Sessions for endpoints: committed after the endpoint returns, before a byte is answered."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from app.db.engine import MAX_PUBLIC_READERS, MAX_READERS, POSTGRES_WRITERS
from app.db.session import ReadSession, WriteSession


def _read(request: Request) -> Iterator[ReadSession]:
    with request.app.state.database.read() as session:
        yield session


def _wait() -> Iterator[None]:
    yield


# Of their own: a replica that is slow keeps nobody in the console waiting.
PublicTurn = Annotated[None, Depends(_wait, scope="function", max_concurrency=MAX_PUBLIC_READERS)]


def _public(request: Request, _turn: PublicTurn) -> Iterator[ReadSession]:
    with request.app.state.database.public() as session:
        yield session


def _write(request: Request) -> Iterator[WriteSession]:
    actor = getattr(request.state, "actor", None)
    with request.app.state.database.write.begin() as session:
        session.acting = None if actor is None else actor.account_id
        yield session


ReadDb = Annotated[ReadSession, Depends(_read, scope="function", max_concurrency=MAX_READERS)]
# For what is public alone: it may be of a replica, which is behind. Of an election: elections.deps.
PublicReadDb = Annotated[ReadSession, Depends(_public, scope="function")]
# On SQLite the one connection makes them take turns; on PostgreSQL this is the pool's share.
WriteDb = Annotated[WriteSession, Depends(_write, scope="function", max_concurrency=POSTGRES_WRITERS)]
