"""A large election, held in memory, is answered like a small one: byte for byte, at every version."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Delete, Update, delete, update

from app.aggregation.counts import Counts, public_counts
from app.aggregation.errors import TooManyCells
from app.aggregation.question import By, Question
from app.bootstrap import create_app
from app.db.session import Database, ReadSession
from app.elections.public_state import public_state
from app.elections.view import ElectionView
from app.incidents.columns.held import HeldColumns
from app.incidents.grammar import ALL, parse
from app.incidents.lifecycle import Publication
from app.incidents.public import PastIncident
from app.incidents.veracity import Veracity
from app.publication import versions
from app.reports.facets import Phase
from app.settings import Settings
from tests.api.test_versions import NUMBERS, PUBLIC, Story, same, told
from tests.factories import Factory
from tests.forgetful import forget_answers
from tests.public_rows import changed, published, ticked

PLACES: Final = ("KG-GO", "KG-O", None)
KINDS: Final = (
    "voter_transport.carousel_voting",
    "voter_transport.organised_busing",
    "coercion.threats_to_voters",
    "other.positive_conduct",
    "other.blanket_allegation",
)
TOLD: Final = (
    *NUMBERS,
    "/counts?by=station",
    "/counts?q=minibuses&by=area",
    "/incidents?limit=2",
    "/incidents.geojson?bbox=72.0,40.0,73.0,41.0&limit=9",
)
TEXTS: Final[tuple[dict[str, str], ...]] = (
    {"ru": "Ёлка у школы №5123.", "ky": "Мектептердин жанында."},
    {"en": "Minibuses carried the same people."},
    {"ru": "Наблюдателя не пустили.", "en": "An observer was kept out."},
    {},
)
OGC: Final = "/ogc/collections/test-election.incidents/items"
SOUGHT: Final = ("елка", "мектеп", "observer пусти", "minibuses", "5123", "512", "у", "нигде", "!")


class Large:
    """The same service on the same database, with every election held in memory."""

    def __init__(self, settings: Settings) -> None:
        self.app: FastAPI = create_app(settings.model_copy(update={"columns_from_incidents": 0}))
        self.client = TestClient(self.app, raise_server_exceptions=False)
        forget_answers(self.app)

    @property
    def held(self) -> HeldColumns:
        held: HeldColumns = self.app.state.held_columns
        return held

    def holds(self, view: ElectionView) -> bool:
        """What is public now; and if it is still being read, then it will be."""
        if self._holds_now(view):
            return True
        self.held.settle()
        return self._holds_now(view)

    def _holds_now(self, view: ElectionView) -> bool:
        with self.app.state.database.public() as session:
            return self.held.find(session, view.id, ALL, public_state(session, view.id)) is not None


@pytest.fixture
def large(settings: Settings) -> Iterator[Large]:
    large = Large(settings)
    yield large
    large.held.settle()
    large.app.state.database.close()


def answers_differ(large: Large, small: TestClient, paths: Sequence[str]) -> list[str]:
    asked = [path if path.startswith(OGC) else f"{PUBLIC}{path}" for path in paths]
    return [path for path in asked if not same(large.client.get(path), small.get(path))]


def test_every_version_of_a_story_is_told_alike(client: TestClient, make: Factory, large: Large) -> None:
    class Followed(Story):
        def note(self) -> None:
            assert large.holds(self.view)
            super().note()

    story = Followed(client, make, TOLD)
    incidents = told(story)
    known = sorted({version for _, version in story.told})
    assert len(known) == 10
    words = [f"/counts?q=school&by=area&version={version}" for version in known]
    assert answers_differ(large, client, [*TOLD, *words]) == []

    story.withdraw(incidents["queues"])

    assert large.holds(story.view)
    asked = [f"{path}{'&' if '?' in path else '?'}version={version}" for path in TOLD for version in known]
    assert answers_differ(large, client, [*TOLD, *asked]) == []


class Election:
    """Incidents by chance, and questions about them."""

    def __init__(self, make: Factory, seed: int) -> None:
        self.make, self.view, self.dice = make, make.election(), Random(seed)
        self.refs: list[str] = []

    def one(self) -> dict[str, Any]:
        dice = self.dice
        day = dice.choice([None, *(date(2020, 10, 1) + timedelta(days=day) for day in range(6))])
        shown = dice.random() < 0.5
        return {
            "category": (category := dice.choice(KINDS)),
            "counts_as": self.view.taxonomy.kinds[category].counts_as,
            "severity": dice.randint(1, 5),
            "veracity": dice.choice(list(Veracity)[1:]),
            "area_code": dice.choice(PLACES),
            "station_code": dice.choice([None, "T-0001"]),
            "latitude_deg": 40.5 + dice.random() / 10 if shown else None,
            "longitude_deg": 72.8 + dice.random() / 10 if shown else None,
            "occurred_on": day,
            "occurred_hour": dice.choice([None, 0, 9, 23]) if day else None,
            "phase": dice.choice(list(Phase)),
            "public_text": dice.choice(TEXTS),
            "reports": dice.randint(1, 9),
        }

    def publish(self) -> None:
        at = datetime(2020, 10, 5, 9, self.dice.randrange(3), tzinfo=UTC)
        self.refs.append(published(self.make, self.view, published_at=at, **self.one()))

    def change(self) -> None:
        changed(self.make, self.view, self.dice.choice(self.refs), **self.one())

    def withdraw(self) -> None:
        ref = self.refs.pop(self.dice.randrange(len(self.refs)))
        changed(self.make, self.view, ref, state=Publication.WITHDRAWN, public_text={}, station_code=None)
        with self.make.session() as session:
            versions.bury(session, self.view.id, ref)

    def question_of_features(self) -> str:
        dice = self.dice
        times = (
            "2020-10-03",
            "2020-10-04T03:30:00Z",
            "2020-10-02T03:00:00Z/..",
            "../2020-10-05T03:00:00Z",
            "2020-10-02T12:00:00Z/2020-10-04T18:00:00Z",
        )
        given = (
            f"bbox={dice.choice(['72.82,40.5,72.9,40.56', '72.85,40,-170,41'])}",
            f"veracity={','.join(dice.sample(list(Veracity), 3))}",
        )
        return "&".join(
            [f"{OGC}?datetime={dice.choice(times)}", *dice.sample(given, dice.randint(0, 1)), "f=json"]
        )

    def question(self) -> str:
        dice = self.dice
        days = [f"2020-10-0{day}" for day in range(1, 8)]
        since, until = sorted(dice.sample([*days, *(f"{day}T09:00:00%2B06:00" for day in days)], 2))
        filters = [
            f"category={','.join(dice.sample(KINDS, 2))}",
            f"group={dice.choice(['coercion', 'voter_transport', 'other'])}",
            f"area={dice.choice(['KG-GO', 'KG-O', 'KG'])}",
            "station=T-0001",
            f"veracity={','.join(dice.sample(list(Veracity), 2))}",
            f"severity={dice.randint(1, 5)},5",
            f"phase={dice.choice(list(Phase))},voting",
            f"from={since}",
            f"to={until}",
            f"from={since}&to={until}",
            f"bbox=72.8{dice.randrange(5)},40.5,72.9,40.58",
            "bbox=72.85,40,-170,41",
        ]
        by = ("category", "group", "area", "day", "hour", "severity", "veracity", "phase", "station")
        path = dice.choice(
            [
                f"/counts?by={','.join(dice.sample(by, dice.randint(1, 4)))}",
                f"/counts?by=area,day&level={dice.randint(0, 1)}&sort=-reports",
                "/counts?limit=1",
                "/series?bucket=hour",
                "/series?bucket=day",
                f"/incidents?limit={dice.choice([1, 3, 200])}",
                "/incidents.atom?lang=ru",
                "/incidents.geojson?limit=2",
            ]
        )
        chosen = dice.sample(filters, dice.randint(0, 3))
        if dice.random() < 0.3:
            chosen.append(f"q={dice.choice(SOUGHT)}")
        return "&".join([path, *chosen])


def test_any_question_is_answered_alike(client: TestClient, make: Factory, large: Large) -> None:
    election = Election(make, seed=4)
    known = []
    for step in [election.publish] * 12 + [election.publish, election.change, election.withdraw] * 6:
        step()
        if election.dice.random() < 0.3:
            ticked(make, election.view)
        known.append(client.get(f"{PUBLIC}/counts").json()["version"])
        assert large.holds(election.view)
        questions = [election.question() for _ in range(5)]
        questions += [election.question_of_features() for _ in range(3)]
        before = [f"{election.question()}&version={election.dice.choice(known)}" for _ in range(3)]
        assert answers_differ(large, client, [*questions, *before]) == []


def test_more_combinations_than_a_number_can_tell_apart(
    client: TestClient, make: Factory, large: Large
) -> None:
    election = Election(make, 5)
    for number in range(20):
        given = {
            "category": KINDS[number % len(KINDS)],
            "area_code": PLACES[number % len(PLACES)],
            "station_code": f"T-{number % 6}",
            "severity": 5,
            "veracity": list(Veracity)[number % len(Veracity)],
            "phase": list(Phase)[number % len(Phase)],
            "occurred_on": (date.min, date.max)[number % 2],
            "occurred_hour": 9,
        }
        published(make, election.view, **(election.one() | given))
    assert large.holds(election.view)

    by = "day,hour,category,group,area,station,severity,veracity,phase"
    assert answers_differ(large, client, [f"/counts?by={by}", f"/counts.csv?by={by}&sort=hour"]) == []


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_too_many_cells_are_refused_alike(make: Factory, large: Large, most: int) -> None:
    """What proved false is among them."""
    election = Election(make, 6)
    for category in KINDS[:3]:
        published(make, election.view, category=category)
    published(make, election.view, category=KINDS[3], veracity=Veracity.REFUTED)
    changed(make, election.view, "INC-TE-0001", category=KINDS[1])
    assert large.holds(election.view)
    question = Question(by=(By.CATEGORY, By.HOUR))

    with large.app.state.database.public() as session:
        for asked in [None, (4, 0)]:
            state = public_state(session, election.view.id, asked)
            count = partial(public_counts, session, election.view, question, state, most=most)
            assert keys_or_refusal(count) == keys_or_refusal(partial(count, large.held))


def test_the_page_is_the_same(client: TestClient, make: Factory, large: Large) -> None:
    election = Election(make, 12)
    for number in range(12):
        text = {"en": f"A school, {number}" if number % 3 else "A market"}
        published(make, election.view, **(election.one() | {"public_text": text}))
    assert large.holds(election.view)

    for query in ("", "area=KG-GO", "q=school", "from=2020-10-02&to=2020-10-05", "severity=1,2&q=school"):
        pages = [asked.get(f"/elections/test-election?{query}") for asked in (large.client, client)]
        assert [page.status_code for page in pages] == [200, 200]
        assert pages[0].text == pages[1].text, query


def test_what_lies_outside_a_window_fills_no_cells(make: Factory, large: Large) -> None:
    """Whether sums of days are taken away from the whole, or rows are chosen."""
    election, first = Election(make, 8), date(2020, 9, 1)
    for number, category in enumerate(sorted(election.view.taxonomy.kinds)[:30]):
        published(make, election.view, category=category, occurred_on=first + timedelta(days=number))
    assert large.holds(election.view)

    with large.app.state.database.public() as session:
        state = public_state(session, election.view.id)
        for days, left_out in product((1, 3, 12, 20, 27), (-1, 0, 1)):
            most = 30 - days - left_out
            filters = parse(election.view, [("from", str(first + timedelta(days=days)))])
            question = Question(filters=filters, by=(By.CATEGORY, By.AREA))
            count = partial(public_counts, session, election.view, question, state, most=most)
            assert keys_or_refusal(count) == keys_or_refusal(partial(count, large.held))


def keys_or_refusal(count: Callable[[], Counts]) -> str:
    try:
        return str([cell.key for cell in count().cells])
    except TooManyCells as refusal:
        return refusal.detail or ""


def test_pages_follow_one_another_to_the_end(client: TestClient, make: Factory, large: Large) -> None:
    election = Election(make, 7)
    for _ in range(9):
        election.publish()
    assert large.holds(election.view)

    seen, path = [], f"{PUBLIC}/incidents?limit=2&veracity=verified,corroborated,contested,unverifiable"
    while path:
        pages = [asked.get(path) for asked in (large.client, client)]
        assert same(*pages)
        seen += [item["ref"] for item in pages[0].json()["items"]]
        path = pages[0].links["next"]["url"] if "next" in pages[0].links else ""

    whole = client.get(f"{PUBLIC}/incidents.json?limit=200").json()["items"]
    assert seen == [item["ref"] for item in whole if item["veracity"] != "refuted"]


def test_what_moved_much_is_followed_in_the_background(
    client: TestClient, make: Factory, large: Large
) -> None:
    """Meanwhile the database answers; words are read anew when many have changed."""
    held = HeldColumns(large.app.state.database, 0, most_at_once=2, most_texts=3)
    large.app.state.held_columns = held
    election = Election(make, 11)
    for count in (4, 2, 3, 5):
        for _ in range(count):
            election.publish()
            election.change()
        questions = [election.question() for _ in range(8)]
        questions += [f"/counts?by=group&q={q}" for q in SOUGHT]
        assert answers_differ(large, client, questions) == []
        assert large.holds(election.view)
        assert answers_differ(large, client, questions) == []


def test_a_reader_of_an_earlier_state_is_not_told_of_the_next(make: Factory, large: Large) -> None:
    election = Election(make, 12)
    election.publish()
    with large.app.state.database.public() as session:
        before = public_state(session, election.view.id)
        election.publish()
        assert large.holds(election.view)

        assert large.held.find(session, election.view.id, ALL, before) is None


class Late(Database):
    """Like one with a replica that has stopped where `stopped` began to read."""

    stopped: ReadSession | None = None

    def public(self) -> ReadSession:
        return self.stopped or super().public()


def test_what_is_known_is_not_taken_for_what_a_late_replica_knows(make: Factory, settings: Settings) -> None:
    election, database = Election(make, 15), Late(settings.database_url)
    held = HeldColumns(database, 0, most_at_once=1)
    view_id = election.view.id

    def known() -> bool:
        with database.read() as session:
            found = held.find(session, view_id, ALL, public_state(session, view_id))
        held.settle()
        return found is not None

    election.publish()
    assert [known(), known()] == [False, True]
    with database.read() as before, database.read() as stopped:
        states = [public_state(session, view_id) for session in (before, stopped)]
        changed(make, election.view, election.refs[0], area_code="KG-O")
        assert known()
        for _ in range(2):
            changed(make, election.view, election.refs[0], area_code="KG-GO")
        database.stopped = stopped
        assert not known()

        assert held.find(before, view_id, ALL, states[0]) is None
        database.stopped = None
        assert [known(), known()] == [False, True]
    database.close()


@pytest.mark.parametrize("harmed", [delete(PastIncident), update(PastIncident).values(area_code="KG-O")])
def test_columns_that_do_not_add_up_are_not_used(
    client: TestClient, make: Factory, large: Large, harmed: Delete | Update
) -> None:
    election = Election(make, 13)
    for _ in range(5):
        election.publish()
    ref = published(make, election.view, area_code="KG-GO")
    assert large.holds(election.view)

    with make.session() as session:
        session.execute(harmed.where(PastIncident.ref == ref))
    large.app.state.held_columns = HeldColumns(large.app.state.database, 0)

    assert not large.holds(election.view)
    assert answers_differ(large, client, [*NUMBERS, "/incidents"]) == []
    election.publish()
    assert not large.holds(election.view)


def test_small_elections_are_not_held(client: TestClient, make: Factory, app: FastAPI) -> None:
    election = Election(make, 14)
    election.publish()
    client.get(f"{PUBLIC}/counts?by=hour")

    with app.state.database.public() as session:
        state = public_state(session, election.view.id)
        assert app.state.held_columns.find(session, election.view.id, ALL, state) is None
    assert "columns" not in {thread.name for thread in threading.enumerate()}
