"""What every count says beside its cells: the intake, as of the latest tick."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db.session import ReadSession
from app.elections.models import Tick


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything received: `received` is the sum of the others."""

    received: int = 0
    waiting: int = 0
    counted: int = 0
    not_counted: int = 0


def intake(session: ReadSession, election_id: int, number: int | None = None) -> Intake:
    """As of the latest tick, or of one before."""
    columns = select(Tick.received, Tick.waiting, Tick.counted, Tick.not_counted)
    latest = columns.where(Tick.election_id == election_id).order_by(Tick.number.desc()).limit(1)
    if number is not None:
        latest = latest.where(Tick.number == number)
    row = session.execute(latest).one_or_none()
    return Intake() if row is None else Intake(*row)
