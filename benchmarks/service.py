"""`pollwatch serve` with one route more: the same typed report, answered without touching a database.

`python -m benchmarks.service serve --port N` takes what `pollwatch` takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import bootstrap
from app.accounts.policies import Anyone
from app.cli.main import main
from app.core.clock import utc_now
from app.core.routing import StrictRoute
from app.intake.schemas import ReceiptOut, ReportIn, ReportReceipt
from benchmarks.election import SLUG, prepare
from benchmarks.process import Server, serving

TWIN = "/benchmark/reports"
PLAIN = "/benchmark/hello"
router = APIRouter(route_class=StrictRoute)


@router.put(f"{TWIN}/{{report_id}}", status_code=201)
async def take_and_forget(actor: Anyone, report_id: UUID, report: ReportIn) -> ReportReceipt:
    return ReportReceipt(
        id=str(report_id),
        election=SLUG,
        received_at=utc_now(),
        triage="received",
        tracking_code="4821 7730 1946 5500 3178",
        upload_token="b0mV5ZK1v5nB4fQvF6D1hD3h8sQ2xT9a",  # noqa: S106 - of the usual length
        photos=[],
        receipt=ReceiptOut(sha256="0" * 64, received_at=utc_now()),
    )


async def hello(_request: Request) -> Response:
    return Response(b'{"hello": "world"}', media_type="application/json")


router.routes.append(Route(PLAIN, hello))


@contextmanager
def service(
    environment: dict[str, str] | None = None, url: str | None = None, module: str = "benchmarks.service"
) -> Iterator[Server]:
    """The real command on a new data directory with an open election."""
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        prepare(url or f"sqlite:///{directory}/pollwatch.db")
        given = {
            "APP_DATA_DIR": directory,
            "APP_DATABASE_URL": url or "",
            "APP_ANONYMOUS_REPORTS_PER_MINUTE": str(10**9),
            **(environment or {}),
        }
        words = [module, "serve", "--port", "{port}"]
        with serving(words, Path(directory) / "log", given) as server:
            yield server


def run() -> None:
    bootstrap.ROUTERS = (*bootstrap.ROUTERS, router)  # type: ignore[misc]  # the one thing that is not the service
    main()


if __name__ == "__main__":
    run()
