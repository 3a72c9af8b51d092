"""What the public can list: how it is read, and what it looks like in each form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from app.aggregation.caveat import about
from app.core.negotiation import ATOM, GEOJSON, JSON, Format
from app.core.pagination import MAX_LIMIT, cut
from app.core.table_files import TABLES, Wanted, written
from app.db.session import ReadSession
from app.elections.languages import Language
from app.elections.public_state import PublicState, Step
from app.elections.view import ElectionView
from app.incidents.columns.held import HeldColumns
from app.incidents.grammar import Filters
from app.incidents.public import Shown
from app.incidents.seen import seen
from app.publication import changes, queries
from app.publication.changes import ChangeList, ChangeOut, changes_table
from app.publication.downloads import After
from app.publication.feeds import Place, changes_feed, incidents_feed
from app.publication.pages import Matching
from app.publication.rendering import head, in_bytes, many, whole
from app.publication.schemas import PublicIncidentOut


class Listing(Protocol):
    """Pages in some forms, everything at once in others."""

    name: ClassVar[str]
    formats: ClassVar[Sequence[Format]]
    cursor: ClassVar[Sequence[type]]

    @property
    def state(self) -> PublicState:
        """The one that is read."""

    @property
    def question(self) -> Mapping[str, Any]:
        """All that was asked, as it was understood."""

    def read(self, session: ReadSession, after: After, limit: int) -> tuple[list[Any], After]: ...

    def page(self, shown: Sequence[Any], next_cursor: str | None, form: Format) -> bytes: ...

    def whole(self, shown: Iterable[Any], wanted: Wanted) -> Iterator[bytes]: ...

    def feed(self, shown: Sequence[Any], place: Place, lang: Language) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Incidents:
    """Newest first."""

    view: ElectionView
    filters: Filters
    state: PublicState
    held: HeldColumns | None = None
    name: ClassVar[str] = "incidents"
    formats: ClassVar[Sequence[Format]] = (JSON, GEOJSON, *TABLES, ATOM)
    cursor: ClassVar[Sequence[type]] = queries.CURSOR

    @property
    def question(self) -> Mapping[str, Any]:
        return self.filters.echo()

    def read(self, session: ReadSession, after: After, limit: int) -> tuple[list[Shown], After]:
        held = self.held if limit <= MAX_LIMIT else None  # a download reads on from where it was
        matching = Matching(session, self.view.id, self.filters, self.state, held)
        records, last = cut(matching.page(after, limit), limit)
        return list(records), None if last is None else (last.published_at, last.ref)

    def page(self, shown: Sequence[Shown], next_cursor: str | None, form: Format) -> bytes:
        return many(self.view, shown, head(self.view, self.state, self.question), next_cursor, form)

    def whole(self, shown: Iterable[Shown], wanted: Wanted) -> Iterator[bytes]:
        return whole(shown, self.view, self.state, self.question, wanted)

    def feed(self, shown: Sequence[Shown], place: Place, lang: Language) -> bytes:
        incidents = [PublicIncidentOut.of(self.view, record) for record in shown]
        return incidents_feed(self.view, self.state, incidents, place, lang)


@dataclass(frozen=True, slots=True)
class Changes:
    """The oldest first; a feed begins with the newest."""

    view: ElectionView
    filters: Filters
    since: Step
    state: PublicState
    newest_first: bool = False
    name: ClassVar[str] = "changes"
    formats: ClassVar[Sequence[Format]] = (JSON, *TABLES, ATOM)
    cursor: ClassVar[Sequence[type]] = changes.CURSOR

    @property
    def question(self) -> Mapping[str, Any]:
        since = {} if self.since == changes.BEGINNING else {"since": f"{self.since[0]}.{self.since[1]}"}
        return {**since, **self.filters.echo()}

    def read(self, session: ReadSession, after: After, limit: int) -> tuple[list[ChangeOut], After]:
        among = seen(self.state)
        read = changes.reading(self.view, self.filters, self.since, among, newest_first=self.newest_first)
        return read(session, after, limit)

    def page(self, shown: Sequence[ChangeOut], next_cursor: str | None, form: Format) -> bytes:
        beside = head(self.view, self.state, self.question)
        return in_bytes(ChangeList(**beside, items=list(shown), next_cursor=next_cursor))

    def whole(self, shown: Iterable[ChangeOut], wanted: Wanted) -> Iterator[bytes]:
        beside = about(self.view, self.state.changed_at, self.state.version, self.question)
        return written(changes_table(shown, beside), wanted.form, excel=wanted.excel)

    def feed(self, shown: Sequence[ChangeOut], place: Place, lang: Language) -> bytes:
        return changes_feed(self.view, self.state, shown, place, lang)
