"""The yardstick: a report endpoint as tutorials write it, one ORM session and one commit per request.

Durable like ours (WAL, synchronous=FULL), with the same typed body; it looks for the id, stores the report,
gives it a tracking code and counts nothing. `python -m benchmarks.textbook PORT DATABASE_URL`.
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from app.core.clock import utc_now
from app.core.text import search_key
from app.elections.models import Election
from app.intake.schemas import ReceiptOut, ReportIn, ReportReceipt
from app.reports.models import Report, TrackingCode
from benchmarks.election import prepare
from benchmarks.process import Server, serving


def build(url: str) -> FastAPI:
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _durable)
    # A row read again after its commit would hold a connection until a thread is free to close the session,
    # while all threads wait for a connection.
    make_session = sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    def session() -> Iterator[Session]:
        with make_session() as opened:
            yield opened

    @app.put("/api/v1/elections/{election}/reports/{report_id}", status_code=201)
    def put_report(
        election: str, report_id: UUID, report: ReportIn, db: Annotated[Session, Depends(session)]
    ) -> ReportReceipt:
        found = db.scalars(select(Election).where(Election.slug == election)).one()
        if db.get(Report, (found.id, report_id)) is not None:
            raise HTTPException(409, "exists")
        row = Report(**_columns(found.id, report_id, report))
        db.add(row)
        code = f"{secrets.randbelow(10**20):020d}"
        db.add(TrackingCode(digest=code.encode(), election_id=found.id, report_id=report_id))
        db.commit()
        return ReportReceipt(
            id=str(report_id),
            election=election,
            received_at=row.received_at,
            triage=row.triage,
            tracking_code=code,
            upload_token=secrets.token_urlsafe(24),
            photos=[],
            receipt=ReceiptOut(sha256=row.content_sha256, received_at=row.received_at),
        )

    return app


def _durable(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _columns(election_id: int, report_id: UUID, report: ReportIn) -> dict[str, Any]:
    now = utc_now()
    return {
        "election_id": election_id,
        "id": report_id,
        "received_at": now,
        "identity": secrets.token_bytes(32),
        "content_sha256": "0" * 64,
        "sent": report.model_dump(mode="json", exclude_defaults=True),
        "search_text": search_key(
            " ".join(filter(None, (report.title, report.description, report.place_text)))
        ),
        "channel": "web",
        "language": report.language,
        "reporter_type": report.reporter_type,
        "test": False,
        "late": False,
        "quarantined": False,
        "flags": [],
        "triage": "received",
        "version": 1,
        "due_at": now,
        "clock_from": now,
        "urgent_for": [],
        "category": report.category,
        "category_confirmed": False,
        "secondary_categories": [],
        "counts_as": "violation",
        "severity": 3,
        "severity_override": False,
        "area_code": report.area,
        "latitude_deg": report.latitude_deg,
        "longitude_deg": report.longitude_deg,
        "location_precision": "exact",
        "occurred_at": report.occurred_at,
        "occurred_on": report.occurred_at.date() if report.occurred_at else None,
        "time_precision": "minute",
        "occurrence": "occurred",
        "phase": "voting",
        "harm": {},
        "tags": [],
    }


@contextmanager
def textbook() -> Iterator[Server]:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        url = f"sqlite:///{directory}/textbook.db"
        prepare(url)
        with serving(["benchmarks.textbook", "{port}", url], Path(directory) / "log") as server:
            yield server


if __name__ == "__main__":
    uvicorn.run(build(sys.argv[2]), port=int(sys.argv[1]), access_log=False, log_level="warning")
