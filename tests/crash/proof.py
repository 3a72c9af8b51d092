"""What must be true of a database and its photos, whatever happened to the service before."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select

from app.aggregation.verify import recount
from app.bootstrap import create_app
from app.db.session import ReadSession
from app.elections.models import Election
from app.reports.models import Photo, PhotoState, Report, ReportSecret, TrackingCode
from app.settings import Settings
from app.storage.base import PhotoStore
from tests.crash.outbox import Sent


def prove(settings: Settings, acknowledged: list[Sent]) -> None:
    """Everything acknowledged is there, nothing is there in half, every number can be counted again."""
    app = create_app(settings)
    with app.state.database.read() as session:
        _nothing_lost(session, acknowledged)
        _no_halves(session)
        _no_photo_without_bytes(session, app.state.store, acknowledged)
        election_id = session.scalars(select(Election.id)).one()
        assert recount(session, election_id) == []
    app.state.database.close()


def _nothing_lost(session: ReadSession, acknowledged: list[Sent]) -> None:
    stored = {row.id: row.content_sha256 for row in session.execute(select(Report.id, Report.content_sha256))}
    for sent in acknowledged:
        report_id = UUID(sent.receipt["id"])
        assert report_id in stored, "an acknowledged report is lost"
        assert stored[report_id] == sent.receipt["receipt"]["sha256"]


def _no_halves(session: ReadSession) -> None:
    reports = set(session.scalars(select(Report.id)))
    assert sorted(session.scalars(select(TrackingCode.report_id))) == sorted(reports)
    with_contact = {
        report.id for report in session.scalars(select(Report)) if int(report.sent["description"][7:]) % 3
    }
    assert set(session.scalars(select(ReportSecret.report_id))) == with_contact
    with_photo = set(session.scalars(select(Photo.report_id)))
    assert with_photo <= reports


def _no_photo_without_bytes(session: ReadSession, store: PhotoStore, acknowledged: list[Sent]) -> None:
    received = {
        (photo.report_id, photo.sha256): photo
        for photo in session.scalars(select(Photo).where(Photo.state == PhotoState.RECEIVED))
    }
    assert len(received) == session.scalar(select(func.count()).select_from(Photo))
    for photo in received.values():
        assert photo.store_key is not None
        with store.open(photo.store_key) as content:
            assert sha256(content.read()).hexdigest() == photo.sha256
    for sent in acknowledged:
        if sent.photo:
            assert (UUID(sent.receipt["id"]), sent.photo_sha256) in received
