"""Takes in visits of observers, exactly once each."""

from datetime import datetime

from sqlalchemy import Select, select, tuple_

from app.accounts.actor import Actor
from app.core.errors import InvalidRequest
from app.db.portable import insert_if_absent
from app.db.session import ReadSession, WriteSession
from app.elections.errors import ElectionClosed, ElectionNotOpen, VisitConflict
from app.elections.import_result import BadRow
from app.elections.models import Visit
from app.elections.schemas import VisitIn
from app.elections.view import ElectionView
from app.elections.visit_times import check_times

After = tuple[datetime, object]


def report(
    session: WriteSession, view: ElectionView, actor: Actor, data: VisitIn, now: datetime
) -> tuple[Visit, bool]:
    """The visit, and whether this call stored it. The same visit again is a no-op, another one a conflict."""
    _require_open(view, now)
    _check(view, data, now)
    said = {
        "station_code": data.station,
        "organisation_id": actor.organisation_id,
        "method": data.method,
        "started_at": data.started_at,
        "ended_at": data.ended_at,
        "account_id": actor.account_id,
    }
    key = {"election_id": view.id, "id": data.id}
    created = bool(insert_if_absent(session, Visit, [{**key, **said, "received_at": now}]))
    visit = session.get_one(Visit, (view.id, data.id))
    if any(getattr(visit, name) != value for name, value in said.items()):
        raise VisitConflict("Make a new id for another visit.")
    return visit, created


def page(session: ReadSession, election_id: int, after: After | None, limit: int) -> list[Visit]:
    """The latest first; one more than `limit`, which says that there is another page."""
    statement: Select[Visit] = select(Visit).where(Visit.election_id == election_id)
    if after is not None:
        statement = statement.where(tuple_(Visit.started_at, Visit.id) < after)
    return list(
        session.scalars(statement.order_by(Visit.started_at.desc(), Visit.id.desc()).limit(limit + 1))
    )


def _require_open(view: ElectionView, now: datetime) -> None:
    taken = view.intake_at(now)
    if taken == "not_open":
        raise ElectionNotOpen("Ask the people who run this election when it opens.")
    if taken == "closed":
        raise ElectionClosed("Visits were taken until 14 days after it closed.")


def _check(view: ElectionView, data: VisitIn, now: datetime) -> None:
    if data.station not in view.stations:
        raise _refused("/station", "unknown-station", "The election has no station of this number.")
    try:
        check_times(data.started_at, data.ended_at, now)
    except BadRow as bad:
        raise _refused("/to", bad.code, bad.message) from None


def _refused(pointer: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, [{"pointer": pointer, "code": code, "message": message}])
