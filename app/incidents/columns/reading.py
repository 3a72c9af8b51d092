"""Reads the versions of what is public into columns."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import String, func, select, type_coerce

from app.core.text import words_of
from app.db.session import ReadSession
from app.elections.public_state import Step
from app.incidents.columns.columns import Columns, seconds
from app.incidents.columns.following import Moved, followed
from app.incidents.columns.rows import NAMED, UNKNOWN, Bytes, Names, Rows, as_number
from app.incidents.columns.word_reading import read_words
from app.incidents.columns.words import Words
from app.incidents.lifecycle import Publication
from app.incidents.public import PastIncident, PublicIncident
from app.incidents.steps import changed_since

_NONE_YET: Final[Step] = (-1, 0)
_AT_A_TIME: Final = 5_000
_TYPES: Final[Mapping[str, Any]] = {
    "incident": np.int32,
    "since": np.int64,
    "until": np.int64,
    "published": np.bool_,
    "severity": np.int8,
    "day": np.int32,
    "hour": np.int8,
    "latitude_deg": np.float64,
    "longitude_deg": np.float64,
    "reports": np.int32,
    **dict.fromkeys(NAMED, np.int32),
}
_COLUMNS: Final = {
    "ref": PastIncident.ref,
    "sequence": PastIncident.changed_sequence,
    "tick": PastIncident.changed_tick,
    "state": type_coerce(PastIncident.state, String),
    "published_at": PastIncident.published_at,
    "category": PastIncident.category,
    "counts_as": PastIncident.counts_as,
    "veracity": type_coerce(PastIncident.veracity, String),
    "area": PastIncident.area_code,
    "station": PastIncident.station_code,
    "phase": type_coerce(PastIncident.phase, String),
    "severity": PastIncident.severity,
    "day": PastIncident.occurred_on,
    "hour": PastIncident.occurred_hour,
    "latitude_deg": PastIncident.latitude_deg,
    "longitude_deg": PastIncident.longitude_deg,
    "reports": PastIncident.reports,
}


def load(session: ReadSession, election_id: int, step: Step) -> Columns:
    """Everything, as of `step`, the version that the session sees. Seconds for some 100,000 incidents."""
    nothing = Columns(
        step=_NONE_YET,
        names={name: Names().including([None]) for name in NAMED},
        refs=np.zeros(0, np.bytes_),
        published_at=np.zeros(0, np.int64),
        newest=np.zeros(0, np.int32),
        by_ref=np.zeros(0, np.int32),
        now=_no_rows(),
        past=_no_rows(),
        words=Words(),
    )
    names, moved = _read(session, election_id, nothing)
    return with_words(session, election_id, followed(nothing, step, names, moved, {}))


def with_words(session: ReadSession, election_id: int, columns: Columns) -> Columns:
    """All words read anew; the session sees the version of the columns."""
    return replace(columns, words=read_words(session, election_id, columns))


def follow(session: ReadSession, election_id: int, columns: Columns, step: Step) -> Columns:
    """The columns as of `step`, the version that the session sees, which is a later one."""
    names, moved = _read(session, election_id, columns)
    texts = _texts_since(session, election_id, columns.step[0])
    return followed(columns, step, names, moved, texts)


def moved_since(session: ReadSession, election_id: int, step: Step, most: int) -> int:
    """How many rows would have to be followed; no more than `most` are counted."""
    among = select(PastIncident.ref).where(*_since(election_id, step)).limit(most)
    return session.scalars(select(func.count()).select_from(among.subquery())).one()


def _since(election_id: int, step: Step) -> list[Any]:
    return [
        PastIncident.election_id == election_id,
        changed_since(PastIncident, step),
    ]


def _read(session: ReadSession, election_id: int, columns: Columns) -> tuple[Mapping[str, Names], Moved]:
    names = dict(columns.names)
    batches = []
    statement = select(*_COLUMNS.values()).where(*_since(election_id, columns.step))
    for batch in session.execute(statement.execution_options(yield_per=_AT_A_TIME)).partitions():
        told = dict(zip(_COLUMNS, zip(*batch, strict=True), strict=True))
        for name in NAMED:
            names[name] = names[name].including(told[name])
        batches.append(_moved(told, names))
    none = Moved(_no_rows(), np.zeros(0, np.bytes_), np.zeros(0, np.int64), np.zeros(0, np.bool_))
    return names, _together([none, *batches])


def _moved(told: Mapping[str, Sequence[Any]], names: Mapping[str, Names]) -> Moved:
    size = len(told["ref"])
    values = {
        "incident": np.full(size, UNKNOWN),
        "since": [as_number(step) for step in zip(told["sequence"], told["tick"], strict=True)],
        "until": np.zeros(size),
        "published": [state == Publication.PUBLISHED for state in told["state"]],
        "severity": told["severity"],
        "day": [_day(day) for day in told["day"]],
        "hour": [UNKNOWN if hour is None else hour for hour in told["hour"]],
        "latitude_deg": np.array(told["latitude_deg"], np.float64),
        "longitude_deg": np.array(told["longitude_deg"], np.float64),
        "reports": told["reports"],
        **{name: names[name].places_of(told[name]) for name in NAMED},
    }
    return Moved(
        rows=_rows(values),
        refs=_bytes(told["ref"]),
        published_at=np.fromiter(map(seconds, told["published_at"]), np.int64, size),
        withdrawn=np.array([state == Publication.WITHDRAWN for state in told["state"]], np.bool_),
    )


def _together(parts: Sequence[Moved]) -> Moved:
    first, *others = parts
    return Moved(
        rows=first.rows.followed_by(*(each.rows for each in others)),
        refs=np.concatenate([each.refs for each in parts]),
        published_at=np.concatenate([each.published_at for each in parts]),
        withdrawn=np.concatenate([each.withdrawn for each in parts]),
    )


def _texts_since(session: ReadSession, election_id: int, sequence: int) -> Mapping[str, frozenset[str]]:
    """Ticks change no text. Of what was withdrawn no word is found."""
    changed = select(PublicIncident.ref, PublicIncident.public_text).where(
        PublicIncident.election_id == election_id, PublicIncident.changed_sequence > sequence
    )
    return {ref: words_of(texts) for ref, texts in session.execute(changed)}


def _no_rows() -> Rows:
    return _rows({field.name: () for field in fields(Rows)})


def _rows(values: Mapping[str, Any]) -> Rows:
    return Rows(**{name: np.array(values[name], _TYPES[name]) for name in _TYPES})


def _bytes(refs: Sequence[str]) -> Bytes:
    return np.array([ref.encode() for ref in refs], np.bytes_)


def _day(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()
