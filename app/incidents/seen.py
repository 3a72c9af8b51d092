"""What the public saw in a version: the rows of now, or of each incident the newest until then."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from app.elections.public_state import PublicState, Step
from app.incidents.public import PastIncident, PublicIncident, Told
from app.incidents.steps import changed_with

_LATER: Final = aliased(
    PastIncident
)  # made once: an alias of so many columns costs as much as a small answer


@dataclass(frozen=True, slots=True)
class Seen:
    """Select from `rows`, of one election, those that meet `conditions`: each reference is there once."""

    rows: type[Told]
    conditions: tuple[ColumnElement[bool], ...]


NOW: Final = Seen(PublicIncident, ())


def seen(state: PublicState) -> Seen:
    return Seen(PastIncident, (_newest_until(state.step),)) if state.past else NOW


def _newest_until(step: Step) -> ColumnElement[bool]:
    superseded = exists().where(
        _LATER.election_id == PastIncident.election_id,
        _LATER.ref == PastIncident.ref,
        changed_with(_LATER) > changed_with(PastIncident),
        changed_with(_LATER) <= step,
    )
    return and_(changed_with(PastIncident) <= step, ~superseded)
