"""An election's month of reports, moderated and published, put straight into the tables with its rollups."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, text, update

from app.core.text import words_of
from app.db.migrate import migrate
from app.db.session import Database, WriteSession
from app.elections import service
from app.elections.directory import Directory
from app.elections.models import Area, Election, ElectionStatus, PublicVersion
from app.elections.schemas import ElectionIn
from app.elections.taxonomy import Kind
from app.elections.view import ElectionView
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PastIncident, PublicIncident, PublicWord
from app.reports.counting import Coded, place
from app.reports.models import Report
from app.tallies.apply import apply
from app.tallies.deltas import Deltas
from app.tallies.models import PublicTally, StaffTally

SLUG = "bench-2020"
NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
FIRST_DAY = date(2020, 9, 10)
DAYS = 30
REGIONS = [f"KG-{number}" for number in range(9)]
PLACES = [*REGIONS, None]
PLACED = [30, 20, 10, 8, 8, 6, 5, 4, 4, 5]
AT_A_TIME = 20_000
REPORTS_OF_AN_INCIDENT = 3
ENDS = {"received": 12, "in_triage": 10, "needs_info": 3, "rejected": 35, "duplicate": 15, "out_of_scope": 13}
WORDS = ("автобус", "участок", "бюллетень", "наблюдатель", "деньги", "список", "урна", "журналист", "угроза")
LINKED = 12  # per cent of reports; nine in ten of what comes in is never published
VERACITY = {"unverifiable": 55, "corroborated": 20, "verified": 15, "contested": 7, "refuted": 3}


class Count(dict[str, Any]):
    """A row whose columns can be read as attributes, as the rules of counting read them."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


Dress = Callable[[Count], None]


def prepare(
    url: str, reports: int, *, only_rollups: bool = False, seed: int = 9, dress: Dress = lambda _row: None
) -> ElectionView:
    """A new database with so many reports, or with the rollups of so many and no reports.

    Without reports nobody knows an hour: questions by hour find what a day holds. `dress` may give the
    reports and incidents what no count looks at.
    """
    migrate(url)
    database = Database(url)
    with database.write.begin() as session:
        _make_election(session)
    view = Directory(database, 60).find(SLUG)
    assert view is not None
    if only_rollups:
        _sum_up(database, view, reports, Random(seed))
    else:
        _fill(database, view, reports, Random(seed), dress)
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    if database.embedded:
        database.checkpoint()
    database.close()
    return view


def _make_election(session: WriteSession) -> None:
    election = service.create(
        session,
        ElectionIn(
            slug=SLUG,
            code="BENCH",
            name={"en": "Benchmark"},
            time_zone="Asia/Bishkek",
            voting_on=date(2020, 10, 4),
        ),
        NOW,
    )
    election.status = ElectionStatus.OPEN
    session.flush()
    for code in ["KG", *REGIONS]:
        parent = None if code == "KG" else "KG"
        session.add(
            Area(
                election_id=election.id,
                code=code,
                parent_code=parent,
                level=0 if parent is None else 1,
                name={"en": code},
                polygon=None,
                approximate=False,
            )
        )


def _fill(database: Database, view: ElectionView, reports: int, dice: Random, dress: Dress) -> None:
    staff, public = Deltas(), Deltas()
    coming = _rows(view, reports, dice, staff, public)
    while batch := list(islice(coming, AT_A_TIME)):
        with database.write.begin() as session:
            for table in (Report, Incident, PublicIncident):
                rows = [row for kind, row in batch if kind is table]
                if table is not PublicIncident:
                    for row in rows:
                        dress(row)
                if rows:
                    session.execute(insert(cast(Table, table.__table__)), rows)
        database.checkpoint()
    with database.write.begin() as session:
        _apply(session, view.id, staff, public)


def prepare_published(url: str, reports: int, *, seed: int = 9) -> ElectionView:
    """A new database with what the public sees of so many reports, texts and rollups, and with no reports.

    In two versions, 1.0 and 1.1: with the tick between them every fifth incident got its last report.
    """
    migrate(url)
    database = Database(url)
    with database.write.begin() as session:
        _make_election(session)
    view = Directory(database, 60).find(SLUG)
    assert view is not None
    public = Deltas()
    coming = _published(view, reports, Random(seed), public)
    while batch := list(islice(coming, AT_A_TIME)):
        with database.write.begin() as session:
            session.execute(insert(cast(Table, PublicIncident.__table__)), batch)
            session.execute(insert(cast(Table, PastIncident.__table__)), list(_kept(batch)))
            session.execute(insert(cast(Table, PublicWord.__table__)), list(_posted(batch)))
            published = Election.incidents_published + len(batch)
            session.execute(update(Election).values(public_sequence=1, tick=1, incidents_published=published))
    with database.write.begin() as session:
        of_both = {"election_id": view.id, "sequence": 1, "as_of": NOW, "withdrawal": False, "coverage": True}
        session.add_all(PublicVersion(tick=tick, **of_both) for tick in (0, 1))
        apply(session, PublicTally, view.id, public)
        session.execute(text("ANALYZE"))
    database.close()
    return view


def _published(view: ElectionView, reports: int, dice: Random, public: Deltas) -> Iterator[Count]:
    codings = _codings(view, dice)
    for number in range(reports - reports * LINKED // 100, reports, REPORTS_OF_AN_INCIDENT):
        coding = next(codings)
        if dice.random() >= 0.85 or coding["counts_as"] == "none":
            continue
        veracity = dice.choices(list(VERACITY), list(VERACITY.values()))[0]
        row = _public(view, coding, number, veracity)
        row["changed_tick"] = int(number // REPORTS_OF_AN_INCIDENT % 5 == 0)
        row["public_text"] = {"ru": " ".join(dice.choices(WORDS, k=12)), "en": f"Incident {number}."}
        cell = place(cast(Coded, row), triage="linked", veracity=veracity, publication=Publication.PUBLISHED)
        public.add(cell, reports=REPORTS_OF_AN_INCIDENT, incidents=1)
        yield row


def _kept(rows: list[Count]) -> Iterator[dict[str, Any]]:
    names = [column.name for column in PastIncident.__table__.columns]
    for row in rows:
        kept = {**row, "merged_into": None, "withdrawn": False}
        if row["changed_tick"]:
            before = kept | {"changed_tick": 0, "reports": row["reports"] - 1}
            yield {name: before[name] for name in names}
        yield {name: kept[name] for name in names}


def _posted(rows: list[Count]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for word in words_of(row["public_text"]):
            yield {
                "election_id": row["election_id"],
                "ref": row["ref"],
                "word": word,
                "current": True,
            }


def _sum_up(database: Database, view: ElectionView, reports: int, dice: Random) -> None:
    staff, public = Deltas(), Deltas()
    held = reports * LINKED // 100 // REPORTS_OF_AN_INCIDENT
    for draw, number in _drawn(view, reports - held * REPORTS_OF_AN_INCIDENT, ENDS, dice):
        triage = draw.pop("state")
        staff.add(place(cast(Coded, Count(draw)), triage=triage), reports=number)
    for publication, share in (("published", 0.85), ("internal", 0.15)):
        for draw, number in _drawn(view, int(held * share), VERACITY, dice):
            veracity = draw.pop("state")
            cell = place(
                cast(Coded, Count(draw)), triage="linked", veracity=veracity, publication=publication
            )
            staff.add(cell, reports=REPORTS_OF_AN_INCIDENT * number, incidents=number)
            if publication == "published" and draw["counts_as"] != "none":
                public.add(cell, reports=REPORTS_OF_AN_INCIDENT * number, incidents=number)
    with database.write.begin() as session:
        _apply(session, view.id, staff, public)


def _drawn(
    view: ElectionView, count: int, states: dict[str, int], dice: Random
) -> Iterator[tuple[Count, int]]:
    """Codings, and how many of each: as `_codings` has them, without an hour."""
    drawn = Counter[tuple[int, bool, str | None, int, str]]()
    kinds, often = _kinds(view)
    for begin in range(0, count, AT_A_TIME):
        size = min(AT_A_TIME, count - begin)
        drawn.update(
            zip(
                dice.choices(range(len(kinds)), often, k=size),
                dice.choices((False, True), (9, 1), k=size),
                dice.choices(PLACES, PLACED, k=size),
                dice.choices(range(DAYS), _days(view), k=size),
                dice.choices(list(states), list(states.values()), k=size),
                strict=True,
            )
        )
    for (kind, worse, area, day, state), number in drawn.items():
        yield (
            Count(_coding(view, kinds[kind], area, day, 12, worse=worse), occurred_hour=None, state=state),
            number,
        )


def _apply(session: WriteSession, election_id: int, staff: Deltas, public: Deltas) -> None:
    apply(session, StaffTally, election_id, staff)
    apply(session, PublicTally, election_id, public)


def _rows(
    view: ElectionView, reports: int, dice: Random, staff: Deltas, public: Deltas
) -> Iterator[tuple[type[Any], Count]]:
    codings = _codings(view, dice)
    ends, weights = list(ENDS), list(ENDS.values())
    alone = reports - reports * LINKED // 100
    for number, triage in enumerate(dice.choices(ends, weights, k=alone)):
        row = _report(view, next(codings), number, triage, None)
        staff.add(place(cast(Coded, row), triage=triage), reports=1)
        yield Report, row
    for number in range(alone, reports, REPORTS_OF_AN_INCIDENT):
        coding = next(codings)
        veracity = dice.choices(list(VERACITY), list(VERACITY.values()))[0]
        publication = Publication.PUBLISHED if dice.random() < 0.85 else Publication.INTERNAL
        incident = _incident(view, coding, number, veracity, publication)
        cell = place(cast(Coded, incident), triage="linked", veracity=veracity, publication=publication)
        staff.add(cell, reports=REPORTS_OF_AN_INCIDENT, incidents=1)
        yield Incident, incident
        for offset in range(REPORTS_OF_AN_INCIDENT):
            yield Report, _report(view, coding, number + offset, "linked", incident["id"])
        if publication is Publication.PUBLISHED and coding["counts_as"] != "none":
            public.add(cell, reports=REPORTS_OF_AN_INCIDENT, incidents=1)
            yield PublicIncident, _public(view, coding, number, veracity)


def _kinds(view: ElectionView) -> tuple[list[Kind], list[float]]:
    """As unequal as words in a text."""
    kinds = sorted(view.taxonomy.kinds.values(), key=lambda kind: kind.slug)
    Random(1).shuffle(kinds)
    return kinds, [1 / (rank + 3) for rank in range(len(kinds))]


def _days(view: ElectionView) -> list[int]:
    """Most of it on the day of the vote."""
    return [40 if FIRST_DAY + timedelta(days=day) == view.voting_on else 2 for day in range(DAYS)]


def _coding(view: ElectionView, kind: Kind, area: str | None, day: int, hour: int, *, worse: bool) -> Count:
    on = FIRST_DAY + timedelta(days=day)
    at = datetime(on.year, on.month, on.day, hour, tzinfo=view.time_zone)
    return Count(
        category=kind.slug,
        counts_as=kind.counts_as.value,
        severity=min(kind.default_severity + worse, 5),
        area_code=area,
        occurred_on=on,
        occurred_hour=hour,
        occurred_at=at,
        phase=view.phase_at(at),
    )


def _codings(view: ElectionView, dice: Random) -> Iterator[Count]:
    kinds, often = _kinds(view)
    while True:
        chosen = dice.choices(kinds, often, k=AT_A_TIME)
        areas = dice.choices(PLACES, PLACED, k=AT_A_TIME)
        days = dice.choices(range(DAYS), _days(view), k=AT_A_TIME)
        for kind, area, day in zip(chosen, areas, days, strict=True):
            hour = min(int(dice.gammavariate(6, 1.5)) + 3, 23)
            yield _coding(view, kind, area, day, hour, worse=dice.random() < 0.1)


def _coded(coding: Count) -> Count:
    return Count(
        coding,
        severity_override=False,
        station_code=None,
        latitude_deg=None,
        longitude_deg=None,
        h3_cell=None,
        location_precision="region",
        time_precision="hour",
        occurrence="occurred",
        harm={},
    )


def report_id(number: int) -> UUID:
    """One after the other, so that millions are written side by side."""
    return UUID(int=number << 96, version=4)


def _report(view: ElectionView, coding: Count, number: int, triage: str, incident_id: UUID | None) -> Count:
    at = NOW + timedelta(milliseconds=number)
    return Count(
        _coded(coding),
        election_id=view.id,
        id=report_id(number),
        received_at=at,
        identity=b"\0" * 32,
        content_sha256="0" * 64,
        sent={},
        search_text="",
        channel="web",
        language="ru",
        source_id=None,
        reporter_type=None,
        test=False,
        late=False,
        quarantined=False,
        flags=[],
        triage=triage,
        version=1,
        incident_id=incident_id,
        due_at=at,
        clock_from=at,
        urgent_for=[],
        snoozed_until=None,
        escalated_at=None,
        category_confirmed=True,
        secondary_categories=[],
        tags=[],
    )


def _incident(view: ElectionView, coding: Count, number: int, veracity: str, publication: str) -> Count:
    incident_id = report_id(number)
    return Count(
        _coded(coding),
        election_id=view.id,
        id=incident_id,
        work_ref=f"W-{incident_id.hex[:12]}",
        ref=None,
        created_at=NOW,
        created_by=incident_id,
        changed_at=NOW,
        due_at=NOW,
        version=1,
        masked=False,
        single_observer=False,
        public_text={},
        veracity=veracity,
        disputed=False,
        before_lead=False,
        report_count=REPORTS_OF_AN_INCIDENT,
        source_count=0,
        publication=publication,
        revision=1,
        published_revision=1,
    )


def _public(view: ElectionView, coding: Count, number: int, veracity: str) -> Count:
    row = Count(
        coding,
        election_id=view.id,
        ref=f"INC-BENCH-{number:07d}",
        state=Publication.PUBLISHED,
        veracity=veracity,
        disputed=False,
        station_code=None,
        location_precision="area",
        h3_cell=None,
        latitude_deg=None,
        longitude_deg=None,
        time_precision="hour",
        public_text={},
        harm={},
        statements=[],
        related_refs=[],
        continuations={},
        reports=REPORTS_OF_AN_INCIDENT,
        sources=0,
        reports_next=REPORTS_OF_AN_INCIDENT,
        sources_next=0,
        published_at=NOW,
        changed_at=NOW,
        published_sequence=1,
        changed_sequence=1,
        changed_tick=0,
    )
    del row["occurred_at"]
    return row
