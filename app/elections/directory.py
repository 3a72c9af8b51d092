"""Every election in memory, checked against its version in the database."""

import math
import threading
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.db.session import Database, ReadSession
from app.elections.areas import AreaTree
from app.elections.models import Election, ElectionStatus, TaxonomyDocument
from app.elections.phases import Phase, PhasePeriod
from app.elections.queries import areas_of, stations_of
from app.elections.taxonomy import Taxonomy, parse
from app.elections.view import ElectionView


class Directory:
    """Snapshots by slug; each is at most `max_age_seconds` behind the database."""

    def __init__(self, database: Database, max_age_seconds: float) -> None:
        self._database, self._max_age_seconds = database, max_age_seconds
        self._kept: dict[str, tuple[ElectionView, float]] = {}
        self._all: tuple[tuple[str, ...], float] = ((), -math.inf)
        self._taxonomies: dict[str, Taxonomy] = {}
        self._lock = threading.Lock()

    def fresh(self, slug: str) -> ElectionView | None:
        """From memory only: for the event loop, which must not wait for a database."""
        kept = self._kept.get(slug)
        if kept is None or time.monotonic() - kept[1] > self._max_age_seconds:
            return None
        return kept[0]

    def find(self, slug: str) -> ElectionView | None:
        with self._lock:  # of all who find it too old at the same moment, one reads
            if (view := self.fresh(slug)) is not None and self._max_age_seconds > 0:
                return view
            with self._database.read() as session:
                return self._refresh(session, slug)

    def id_of(self, slug: str) -> int | None:
        view = self.find(slug)
        return None if view is None else view.id

    def get(self, election_id: int) -> ElectionView:
        """The election that a row belongs to; it exists, or the row would not."""
        for view, _ in list(self._kept.values()):
            if view.id == election_id and (found := self.find(view.slug)) is not None:
                return found
        with self._database.read() as session:
            slug = session.scalars(select(Election.slug).where(Election.id == election_id)).one()
        found = self.find(slug)
        if found is None:
            raise LookupError(slug)
        return found

    def all(self) -> list[ElectionView]:
        """Newest vote first."""
        return [view for slug in self._slugs() if (view := self.find(slug)) is not None]

    def public(self) -> list[ElectionView]:
        """Those that everybody may see: all but drafts."""
        return [view for view in self.all() if view.status is not ElectionStatus.DRAFT]

    def _slugs(self) -> tuple[str, ...]:
        with self._lock:
            slugs, at = self._all
            if time.monotonic() - at > self._max_age_seconds:
                with self._database.read() as session:
                    order = (Election.voting_on.desc(), Election.id)
                    slugs = tuple(session.scalars(select(Election.slug).order_by(*order)))
                self._all = (slugs, time.monotonic())
        return slugs

    def _refresh(self, session: ReadSession, slug: str) -> ElectionView | None:
        at = time.monotonic()
        found = session.execute(select(Election.id, Election.version).where(Election.slug == slug)).first()
        if found is None:
            self._kept.pop(slug, None)
            return None
        kept = self._kept.get(slug)
        view = kept[0] if kept is not None and kept[0].version == found.version else self._load(session, slug)
        self._kept[slug] = (view, at)
        return view

    def _load(self, session: ReadSession, slug: str) -> ElectionView:
        election = session.scalars(select(Election).where(Election.slug == slug)).one()
        return snapshot(session, election, self._taxonomy(session, election.taxonomy_version))

    def _taxonomy(self, session: ReadSession, version: str) -> Taxonomy:
        if version not in self._taxonomies:
            document = session.get_one(TaxonomyDocument, version).document
            self._taxonomies[version] = parse(document)
        return self._taxonomies[version]


def snapshot(session: ReadSession, election: Election, taxonomy: Taxonomy) -> ElectionView:
    return ElectionView(
        id=election.id,
        slug=election.slug,
        code=election.code,
        name=election.name,
        time_zone=ZoneInfo(election.time_zone),
        languages=tuple(election.languages),
        voting_on=election.voting_on,
        phases=tuple(_period(phase) for phase in election.phases),
        status=election.status,
        mode=election.mode,
        synthetic=election.synthetic,
        anonymous_reports=election.anonymous_reports,
        four_eyes=election.four_eyes,
        cell_resolution=election.cell_resolution,
        publication_delay_minutes=election.publication_delay_minutes,
        emergency_number=election.emergency_number,
        parties=tuple(election.parties),
        cited_figures=election.cited_figures,
        closed_at=election.closed_at,
        changed_at=election.changed_at,
        version=election.version,
        taxonomy=taxonomy,
        areas=AreaTree.of(areas_of(session, election.id)),
        stations={station.code: station for station in stations_of(session, election.id)},
    )


def _period(phase: dict[str, Any]) -> PhasePeriod:
    return PhasePeriod(
        Phase(phase["phase"]), datetime.fromisoformat(phase["from"]), datetime.fromisoformat(phase["to"])
    )
