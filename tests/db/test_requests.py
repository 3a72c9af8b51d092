"""A request and its transaction: committed before a byte is answered, begun after the body has arrived."""

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import text

from app.core import problems
from app.core.middleware import stack
from app.db.deps import ReadDb, WriteDb
from app.db.session import Database
from tests.core.server import Client, serving

TABLES = (
    "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
    "CREATE TABLE children (parent_id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
)


class Child(BaseModel):
    parent_id: int


@pytest.fixture
def app(database: Database) -> FastAPI:
    app = FastAPI(middleware=stack())
    problems.install(app)
    app.state.database = database
    with database.write.begin() as session:
        for table in TABLES:
            session.execute(text(table))

    @app.post("/children", status_code=201)
    def add(child: Child, db: WriteDb) -> Child:
        db.execute(text("INSERT INTO children VALUES (:parent_id)"), child.model_dump())
        return child

    @app.get("/children")
    def count(db: ReadDb) -> int:
        return int(db.scalar(text("SELECT count(*) FROM children")) or 0)

    @app.delete("/children")
    def forget(db: ReadDb) -> int:
        db.execute(text("DELETE FROM children"))
        return 0

    return app


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def test_a_commit_that_fails_is_not_answered_as_a_success(client: TestClient) -> None:
    """The reference is checked by the commit, after the endpoint has returned."""
    answer = client.post("/children", json={"parent_id": 1})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    assert client.get("/children").json() == 0


def test_what_was_answered_is_there_for_the_next(client: TestClient, database: Database) -> None:
    with database.write.begin() as session:
        session.execute(text("INSERT INTO parents VALUES (1)"))

    assert client.post("/children", json={"parent_id": 1}).status_code == 201
    assert client.get("/children").json() == 1


def test_an_endpoint_that_reads_cannot_write(client: TestClient, database: Database) -> None:
    with database.write.begin() as session:
        session.execute(text("INSERT INTO parents VALUES (1)"))
        session.execute(text("INSERT INTO children VALUES (1)"))

    assert client.delete("/children").status_code == 500
    assert client.get("/children").json() == 1


def test_a_slow_body_holds_no_connection(app: FastAPI, database: Database) -> None:
    body = json.dumps({"parent_id": 1}).encode()
    opened = [engine.pool.checkedout() for engine in (database.read_engine, database.write_engine)]  # type: ignore[attr-defined]
    assert opened == [0, 0]

    with serving(app) as port, Client(port) as slow, Client(port) as quick:
        slow.head("POST", "/children", "Content-Type: application/json", f"Content-Length: {len(body)}")
        slow.send(body[:5])
        quick.head("GET", "/children")  # answered after the server has seen the slow one
        assert quick.answer().status == 200
        held = database.write_engine.pool.checkedout()  # type: ignore[attr-defined]
        slow.send(body[5:])
        slow.answer()

    assert held == 0
