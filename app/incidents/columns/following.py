"""From the columns of one version to those of a later one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.elections.public_state import Step
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import NEVER, UNKNOWN, Bools, Bytes, Ints, Names, Rows


@dataclass(frozen=True, slots=True)
class Moved:
    """All that became public after a version, in any order. `rows` do not know yet which incident each is,
    nor until when it was public like this."""

    rows: Rows
    refs: Bytes
    published_at: Ints
    withdrawn: Bools


def followed(
    columns: Columns,
    step: Step,
    names: Mapping[str, Names],
    moved: Moved,
    texts: Mapping[str, frozenset[str]],
) -> Columns:
    """`names` are those of the columns at their places, and what the moved rows add. `texts` are, by
    reference, the words of the incidents whose text may have changed."""
    known = _with_new_incidents(columns, moved)
    rows = replace(moved.rows, incident=known.incidents(moved.refs))
    before = columns.now.at(np.unique(rows.incident[rows.incident < len(columns.now)]))
    told = before.followed_by(rows)
    told = told.at(np.lexsort((told.since, told.incident)))
    last = np.diff(told.incident, append=UNKNOWN) != 0
    told = replace(told, until=np.where(last, NEVER, np.append(told.since[1:], NEVER)[: len(told)]))
    past = columns.past.followed_by(told.at(~last))
    return replace(
        known,
        step=step,
        names=names,
        now=_now(columns.now, told.at(last)),
        past=_without_places(past, names, rows.incident[moved.withdrawn]),
        words=columns.words.moving(by_incident(known, texts)),
    )


def _with_new_incidents(columns: Columns, moved: Moved) -> Columns:
    unknown = columns.incidents(moved.refs) == UNKNOWN
    refs, first = np.unique(moved.refs[unknown], return_index=True)
    published_at = moved.published_at[unknown][first]
    numbers = np.arange(len(columns.refs), len(columns.refs) + len(refs), dtype=np.int32)
    by_ref = np.searchsorted(columns.refs, refs, sorter=columns.by_ref)
    order = np.lexsort((refs, published_at))
    newest = columns.places(published_at[order], refs[order])
    return replace(
        columns,
        refs=np.concatenate([columns.refs, refs]),
        published_at=np.concatenate([columns.published_at, published_at]),
        newest=np.insert(columns.newest, newest, numbers[order]),
        by_ref=np.insert(columns.by_ref, by_ref, numbers),
    )


def _now(now: Rows, newest: Rows) -> Rows:
    """`newest` has one row of each incident, in their order."""
    known = newest.incident < len(now)
    replaced = now.replaced(newest.incident[known], newest.at(known))
    return replaced.followed_by(newest.at(~known))


def _without_places(past: Rows, names: Mapping[str, Names], withdrawn: Ints) -> Rows:
    """A withdrawal takes the place out of every version."""
    if not len(withdrawn):
        return past
    taken = np.isin(past.incident, withdrawn)
    return replace(
        past,
        station=np.where(taken, names["station"].places[None], past.station),
        latitude_deg=np.where(taken, np.nan, past.latitude_deg),
        longitude_deg=np.where(taken, np.nan, past.longitude_deg),
    )


def by_incident(columns: Columns, texts: Mapping[str, frozenset[str]]) -> dict[int, frozenset[str]]:
    """The same, by the numbers of the incidents instead of their references."""
    refs = np.array([ref.encode() for ref in texts], dtype=np.bytes_)
    return dict(zip(columns.incidents(refs).tolist(), texts.values(), strict=True)) if texts else {}
