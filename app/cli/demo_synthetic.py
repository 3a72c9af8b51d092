"""Invented reports in any number: taken in fast, some moderated and published; or dripped, as on the day."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import Final, TypeVar
from uuid import uuid4

from app.cli.demo_people import People, people_of
from app.cli.synthetic_day import Event, Told, events
from app.cli.synthetic_election import SLUG, make
from app.cli.synthetic_moderation import moderate
from app.core.clock import utc_now
from app.db.session import Database
from app.elections.directory import Directory
from app.elections.view import ElectionView
from app.intake.prepare import Sender, Submission
from app.intake.service import Intake
from app.intake.store import Outcome, store
from app.publication.ticks import tick

BATCH: Final = 256
MODERATED_SHARE: Final = 0.25  # of the events; more reports come than people can read
MOST_MODERATED: Final = 1000
EVENTS_PER_COMMIT: Final = 20  # a service beside it waits no longer than that
_HAPPENED_BEFORE: Final = timedelta(minutes=5)

Advance = Callable[[int], None]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Added:
    """What was there already is not counted."""

    reports: int
    moderated: int
    published: int
    passwords: dict[str, str]


def load(database: Database, intake: Intake, seed: int, count: int, advance: Advance) -> Added:
    """The day that this seed invents, as far as it is not there yet: a load that was interrupted goes on."""
    view, people = _prepare(database, seed, utc_now())
    invented = list(events(view, seed, count, view.voting_on))
    told = sorted(
        chain.from_iterable(event.told for event in invented), key=lambda each: (each.received_at, each.id)
    )
    reports = 0
    for batch in _batches(told, BATCH):
        submissions = [_submission(view, intake, people, each) for each in batch]
        with database.write.begin() as session:
            stored = store(session, submissions)
        reports += sum(each.outcome is Outcome.CREATED for each in stored)
        advance(len(batch))
    moderated, published = _moderate(database, view, people, invented, seed)
    if reports or moderated:
        with database.write.begin() as session:
            tick(session, view.id, utc_now())
    return Added(reports, moderated, published, people.passwords)


def drip(
    database: Database, intake: Intake, seed: int, count: int, per_minute: float, advance: Advance
) -> Added:
    """Reports as from now, one by one, each a new one: something to watch a running service with."""
    view, people = _prepare(database, seed, utc_now())
    told = chain.from_iterable(event.told for event in events(view, seed, count, view.voting_on))
    for number, each in enumerate(told):
        if number:
            time.sleep(60 / per_minute)
        now = utc_now()
        happened_at = (now - _HAPPENED_BEFORE).isoformat(timespec="minutes")
        fresh = Told(uuid4(), each.body | {"occurred_at": happened_at}, now, each.known)
        with database.write.begin() as session:
            intake.submit(session, _submission(view, intake, people, fresh))
        advance(1)
    return Added(count, 0, 0, people.passwords)


def _prepare(database: Database, seed: int, now: datetime) -> tuple[ElectionView, People]:
    """The election, made if it is not there, and the four people in it."""
    directory = Directory(database, max_age_seconds=0)
    if directory.find(SLUG) is None:
        with database.write.begin() as session:
            make(session, seed, now)
    view = directory.find(SLUG)
    if view is None:
        raise LookupError(SLUG)
    with database.write.begin() as session:
        return view, people_of(session, view.id, now)


def _submission(view: ElectionView, intake: Intake, people: People, told: Told) -> Submission:
    sender = Sender(people.moderator.account_id, staff=True) if told.known else Sender()
    return intake.prepare(view, told.id, told.body, sender, told.received_at)


def _moderate(
    database: Database, view: ElectionView, people: People, invented: Sequence[Event], seed: int
) -> tuple[int, int]:
    """The first of the day, each by a chance of its own, so that what is done already changes nothing."""
    share = invented[: min(int(len(invented) * MODERATED_SHARE), MOST_MODERATED)]
    moderated = published = 0
    for batch in _batches(list(enumerate(share)), EVENTS_PER_COMMIT):
        with database.write.begin() as session:
            for number, event in batch:
                chance = Random(f"{seed}/{number}")  # noqa: S311  # invented data
                outcome = moderate(session, view, people, event, chance, utc_now())
                moderated += outcome.moderated
                published += outcome.published
    return moderated, published


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
