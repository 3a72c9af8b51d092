"""What changed in public since a version: each incident once, as it is now; a tombstone for what is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import AwareDatetime, Field
from sqlalchemy import ColumnElement, and_, or_, select, true, tuple_

from app.aggregation.schemas import Head
from app.core.pagination import cut
from app.core.schema import Schema
from app.core.tables import Column, Table, Value
from app.db.session import ReadSession
from app.elections.public_state import Step
from app.elections.view import ElectionView
from app.incidents.grammar import ALL, Filters
from app.incidents.lifecycle import Publication
from app.incidents.public import Told
from app.incidents.seen import Seen
from app.incidents.steps import changed_since
from app.publication import queries
from app.publication.downloads import After, Read
from app.publication.left import once_matching
from app.publication.schemas import WITHDRAWN, PublicIncidentOut
from app.publication.table import COLUMNS, POSITION, row

Kind = Literal["published", "changed", "left", "merged", "withdrawn"]
BEGINNING: Final[Step] = (0, 0)
CURSOR: Final = (int, int, str)
MOST_LOOKED_AT: Final = 2000  # changes, for one page of those that match
OWN_COLUMNS: Final = (
    Column(
        "change",
        "published (for the first time since the version asked about), changed, left (no longer matches what"
        " is asked for), merged, withdrawn.",
    ),
    Column("version", "With which it became as it is now."),
    Column("merged_into", "Reference of the incident that holds its reports."),
)


class ChangeOut(Schema):
    """`incident` is null for what left what is asked for, and for what is merged or withdrawn: nothing of its
    text remains."""

    ref: str = Field(examples=["INC-KG20-0007"])
    change: Kind = Field(
        description="`published`: for the first time since `since`. `left`: it matched the filters then or"
        " later, and does not now.",
        examples=["published"],
    )
    version: str = Field(description="With which it became as it is now.", examples=["118.42"])
    changed_at: AwareDatetime = Field(description="To the minute.", examples=["2020-10-05T03:15:00Z"])
    merged_into: str | None = Field(description="Which incident holds its reports.", examples=[None])
    public_sentence: str | None = Field(
        description="Of what was withdrawn, always the same.", examples=[None]
    )
    incident: PublicIncidentOut | None

    @classmethod
    def of(cls, view: ElectionView, record: Told, since: Step, *, matches: bool) -> "ChangeOut":
        shown = record.state is Publication.PUBLISHED and matches
        return cls(
            ref=record.ref,
            change=_kind(record, since, matches=matches),
            version=f"{record.changed_sequence}.{record.changed_tick}",
            changed_at=record.changed_at,
            merged_into=record.merged_into if record.state is Publication.MERGED else None,
            public_sentence=WITHDRAWN if record.state is Publication.WITHDRAWN else None,
            incident=PublicIncidentOut.of(view, record) if shown else None,
        )


class ChangeList(Head):
    items: list[ChangeOut]
    next_cursor: str | None = Field(description="null on the last page.", examples=[None])


def _kind(record: Told, since: Step, *, matches: bool) -> Kind:
    if record.state is Publication.WITHDRAWN:
        return "withdrawn"
    if record.state is Publication.MERGED:
        return "merged"
    if not matches:
        return "left"
    return "published" if record.published_sequence > since[0] else "changed"


def reading(
    view: ElectionView, filters: Filters, since: Step, seen: Seen, *, newest_first: bool = False
) -> Read[ChangeOut]:
    """The oldest change first, so that whoever keeps up begins where they stopped."""

    def read(session: ReadSession, after: After, limit: int) -> tuple[list[ChangeOut], After]:
        asked = _Asked(view.id, filters, since, seen, after, newest_first)
        end = _end(session, asked) if filters != ALL else None
        page, last = cut(_page(session, asked, end, limit), limit)
        place = end if last is None else (last[0].changed_sequence, last[0].changed_tick, last[0].ref)
        return [ChangeOut.of(view, record, since, matches=matches) for record, matches in page], place

    return read


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose changes, after which version, and after which place of the list."""

    election_id: int
    filters: Filters
    since: Step
    seen: Seen
    after: After
    newest_first: bool

    @property
    def place(self) -> tuple[Any, Any, Any]:
        rows = self.seen.rows
        return (rows.changed_sequence, rows.changed_tick, rows.ref)

    @property
    def order(self) -> Sequence[Any]:
        return [column.desc() for column in self.place] if self.newest_first else self.place

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = [
            self.seen.rows.election_id == self.election_id,
            *self.seen.conditions,
            changed_since(self.seen.rows, self.since),
        ]
        if self.after is not None:
            place = tuple_(*self.place)
            found.append(place < self.after if self.newest_first else place > self.after)
        return found


def _end(session: ReadSession, asked: _Asked) -> After:
    """The place of the last change that one page looks at, if others follow: so that a page of what is rare
    costs no more than another."""
    places = select(*asked.place).where(*asked.conditions).order_by(*asked.order)
    found = session.execute(places.limit(MOST_LOOKED_AT + 1)).all()
    return tuple(found[-2]) if len(found) > MOST_LOOKED_AT else None


def _page(session: ReadSession, asked: _Asked, end: After, limit: int) -> Sequence[tuple[Told, bool]]:
    """And whether they match; one more than `limit` if others follow. Whatever is asked for, what is gone is
    told: it may have been among what was asked for before."""
    rows, filters, since, order = asked.seen.rows, asked.filters, asked.since, asked.order
    conditions = asked.conditions
    if end is not None:
        place = tuple_(*asked.place)
        conditions.append(place >= end if asked.newest_first else place <= end)
    matching = queries.matching(filters, rows)
    if filters.q is not None:
        among = [*conditions, *matching, rows.state == Publication.PUBLISHED]
        matching.append(queries.holding(session, asked.election_id, asked.seen, filters, among, order, limit))
    matches = and_(true(), *matching)
    if matching:
        once = once_matching(session, asked.election_id, rows, filters, since, conditions, order, limit)
        conditions.append(or_(rows.state != Publication.PUBLISHED, matches, once))
    statement = select(rows, matches).where(*conditions).order_by(*order).limit(limit + 1)
    return [(record, bool(found)) for record, found in session.execute(statement)]


def changes_table(shown: Iterable[ChangeOut], about: dict[str, str]) -> Table:
    return Table("changes", (*OWN_COLUMNS, *COLUMNS), map(_row, shown), about, POSITION)


def _row(change: ChangeOut) -> Sequence[Value]:
    """What is gone has its reference and the time, and nothing else of the incident."""
    own = (change.change, change.version, change.merged_into)
    if change.incident is not None:
        return [*own, *row(change.incident)]
    nothing: dict[str, Value] = dict.fromkeys((column.name for column in COLUMNS), None)
    return [*own, *(nothing | {"ref": change.ref, "changed_at": change.changed_at}).values()]
