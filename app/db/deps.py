"""Sessions for endpoints: committed after the endpoint returns, before a byte is answered."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from app.db.engine import MAX_READERS, POSTGRES_WRITERS
from app.db.session import ReadSession, WriteSession


def _read(request: Request) -> Iterator[ReadSession]:
    with request.app.state.database.read() as session:
        yield session


def _write(request: Request) -> Iterator[WriteSession]:
    actor = getattr(request.state, "actor", None)
    with request.app.state.database.write.begin() as session:
        session.acting = None if actor is None else actor.account_id
        yield session


ReadDb = Annotated[ReadSession, Depends(_read, scope="function", max_concurrency=MAX_READERS)]
# On SQLite the pool of one connection makes them take turns; on PostgreSQL this is the pool's share.
WriteDb = Annotated[WriteSession, Depends(_write, scope="function", max_concurrency=POSTGRES_WRITERS)]
