"""For those who watch over the service: is it alive, can it do its work, and how much of it."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Final

from fastapi import Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.policies import Anyone
from app.core.clock import utc_now
from app.core.errors import AppError, Unavailable
from app.core.metrics import Metrics
from app.core.problems import documents
from app.core.routing import Router
from app.core.schema import Schema
from app.db.revision import is_current
from app.db.session import Database, ReadSession
from app.jobs.queries import backlog
from app.storage.base import PhotoStore
from app.storage.errors import StoreUnavailable

OK: Final = "ok"
FAILED: Final = "failed"
LATE: Final = "late"
# Without these no report can be taken in. Without the store photos wait on the phones, and text goes on:
# whoever took this process out of service for that would turn away the text too.
NEEDED: Final = ("database", "migrations", "writer", "worker")

router = Router(tags=["health"])


class NotReady(Unavailable):
    """`checks` says which part; the log of that part says why."""

    code = "not-ready"
    title = "This process cannot do its work now"

    def __init__(self, checks: dict[str, str]) -> None:
        super().__init__("Look at the checks that failed, and at the log.")
        self.extra["checks"] = checks


class MetricsClosed(AppError):
    status = 403
    code = "metrics-closed"
    title = "The figures are for the operator"


class Alive(Schema):
    status: str


class Ready(Schema):
    """`status` is `degraded` while reports are taken in and photos are not.

    `warnings` names what needs a person, but not another process. The photos that wait are durable, and
    go over once their store answers.
    """

    status: str
    checks: dict[str, str]
    warnings: list[str]
    photos_waiting: int
    photos_waiting_bytes: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """What readiness looks at. `writer` and `worker` say whether their threads live."""

    database: Database
    store: PhotoStore
    writer: Callable[[], bool]
    worker: Callable[[], bool]

    def checks(self) -> dict[str, str]:
        return {
            "database": self._database(),
            "migrations": self._migrations(),
            "store": self.store_condition(),
            "writer": OK if self.writer() else FAILED,
            "worker": OK if self.worker() else FAILED,
        }

    def warnings(self) -> list[str]:
        """No reason to turn reports away. For a replica that is away or late the primary stands in."""
        with self.database.read() as session:
            jobs = backlog(session, utc_now())
            replica = self._replica(session)
        found = {
            "jobs-overdue": jobs.overdue,
            "jobs-failed": jobs.failed,
            "replica-away": replica == FAILED,
            "replica-late": replica == LATE,
        }
        return [name for name, present in found.items() if present]

    def _replica(self, primary: ReadSession) -> str:
        try:
            if self.database.replica is not None and self.database.replica.is_late(primary):
                return LATE
        except SQLAlchemyError:
            return FAILED
        return OK

    def _database(self) -> str:
        try:
            self.database.ping()
        except SQLAlchemyError:
            return FAILED
        return OK

    def _migrations(self) -> str:
        try:
            return OK if is_current(self.database.read_engine) else FAILED
        except SQLAlchemyError:
            return FAILED

    def store_condition(self) -> str:
        try:
            return self.store.check()
        except StoreUnavailable:
            return FAILED


def _turn() -> Iterator[None]:
    yield


# The pools keep connections for background work; whoever watches takes one of them at a time.
Turn = Annotated[None, Depends(_turn, scope="function", max_concurrency=1)]


@router.get("/healthz", summary="Is the process alive")
async def check_alive(actor: Anyone) -> Alive:
    """Says nothing of the database: restarting the process would not bring it back."""
    return Alive(status="alive")


@router.get("/readyz", summary="Can this process do its work", responses=documents(NotReady))
def check_ready(actor: Anyone, turn: Turn, request: Request, response: Response) -> Ready:
    response.headers["cache-control"] = "no-store"
    vitals: Vitals = request.app.state.vitals
    checks = vitals.checks()
    if any(checks[name] == FAILED for name in NEEDED):
        raise NotReady(checks)
    status = "degraded" if checks["store"] == FAILED else "ready"
    waiting = vitals.store.waiting()
    return Ready(
        status=status,
        checks=checks,
        warnings=vitals.warnings(),
        photos_waiting=waiting.blobs,
        photos_waiting_bytes=waiting.size_bytes,
    )


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **documents(MetricsClosed)},
)
def read_metrics(actor: Anyone, turn: Turn, request: Request) -> Response:
    """From the machine itself while no proxy stands before it, else with `APP_METRICS_TOKEN` as bearer."""
    _require_operator(request)
    vitals: Vitals = request.app.state.vitals
    metrics: Metrics = request.app.state.metrics
    with vitals.database.read() as session:
        jobs = backlog(session, utc_now())
    metrics.jobs_due.set(jobs.due)
    metrics.jobs_failed.set(jobs.failed)
    metrics.photos_waiting.set(vitals.store.waiting().blobs)
    metrics.store_up.set(vitals.store_condition() == OK)
    metrics.waiting.set(request.app.state.writer.waiting)
    return Response(
        generate_latest(metrics.registry),
        headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"},
    )


def _require_operator(request: Request) -> None:
    token: str | None = request.app.state.metrics_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return
    if not request.app.state.behind_proxy and _is_local(request):
        return
    raise MetricsClosed("Ask from the machine itself, or send the token named by APP_METRICS_TOKEN.")


def _is_local(request: Request) -> bool:
    """A proxy that was not made known to us shows itself by the headers it adds."""
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
