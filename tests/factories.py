"""What tests stand on: an election, people with roles, reports. A test names only what it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import service as accounts
from app.accounts.actor import EVERY_ELECTION
from app.accounts.models import Account
from app.accounts.roles import Role
from app.db.session import WriteSession
from app.elections import service as elections
from app.elections.models import Area, Election, ElectionStatus, Station
from app.elections.schemas import ElectionIn
from app.elections.view import ElectionView
from app.intake.prepare import Sender
from app.reports.models import Report

NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)  # noon of the vote in Bishkek
OSH = (40.5283, 72.7985)


class Factory:
    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.app, self.client = app, client

    @contextmanager
    def session(self) -> Iterator[WriteSession]:
        """Committed at the end."""
        with self.app.state.database.write.begin() as session:
            yield session

    def election(self, **given: Any) -> ElectionView:
        """Open, with KG → KG-GO (a square around Osh), KG-O and KG-GB, and stations T-0001 to T-0003."""
        status = given.pop("status", ElectionStatus.OPEN)
        values: dict[str, Any] = {
            "slug": "test-election",
            "code": "TE",
            "name": {"en": "Test election"},
            "time_zone": "Asia/Bishkek",
            "voting_on": date(2020, 10, 4),
        } | given
        with self.session() as session:
            election = elections.create(session, ElectionIn(**values), NOW)
            election.status = status
            election.closed_at = NOW if status is ElectionStatus.CLOSED else None
            self._geography(session, election)
        view: ElectionView | None = self.app.state.directory.find(values["slug"])
        assert view is not None
        return view

    def _geography(self, session: WriteSession, election: Election) -> None:
        areas = (
            ("KG", None, 0, None),
            ("KG-GO", "KG", 1, OSH),
            ("KG-O", "KG", 1, None),
            ("KG-GB", "KG", 1, None),
        )
        for code, parent, level, centre in areas:
            session.add(
                Area(
                    election_id=election.id,
                    code=code,
                    parent_code=parent,
                    level=level,
                    name={"en": code},
                    polygon=None if centre is None else _square(*centre),
                    approximate=False,
                )
            )
        for number in range(1, 4):
            session.add(
                Station(
                    election_id=election.id,
                    code=f"T-{number:04d}",
                    name={"en": f"School {number}"},
                    area_code="KG-GO",
                    latitude_deg=OSH[0] + number / 1000,
                    longitude_deg=OSH[1],
                    registered_voters=1000,
                )
            )

    def account(self, role: Role, election: ElectionView | None = None, name: str | None = None) -> Account:
        election_id = election.id if election else EVERY_ELECTION
        with self.session() as session:
            name = name or f"{role}-{uuid4().hex[:8]}"
            return accounts.create_account(session, name, role, NOW, election_id=election_id)

    def headers(
        self, role: Role, election: ElectionView | None = None, name: str | None = None
    ) -> dict[str, str]:
        """The bearer token of a fresh account."""
        return self.headers_of(self.account(role, election, name))

    def headers_of(self, account: Account) -> dict[str, str]:
        with self.session() as session:
            token = accounts.issue_token(session, account.id, "test", NOW)
        return {"Authorization": f"Bearer {token}"}

    def report(
        self, view: ElectionView, at: datetime = NOW, sender: Sender | None = None, **given: Any
    ) -> Report:
        """Taken in as anybody's report would be."""
        report_id: UUID = given.pop("id", None) or uuid4()
        body = body_of(**given)
        intake = self.app.state.intake
        with self.session() as session:
            intake.submit(session, intake.prepare(view, report_id, body, sender or Sender(), at))
            return session.get_one(Report, (view.id, report_id))


def body_of(**given: Any) -> dict[str, Any]:
    """A report as a phone sends it."""
    return {
        "category": "voter_transport.carousel_voting",
        "description": "Three white minibuses, the same people as an hour ago.",
        "occurred_at": "2020-10-04T09:15:00+06:00",
        "latitude_deg": OSH[0],
        "longitude_deg": OSH[1],
        "location_precision": "exact",
    } | given


def _square(latitude_deg: float, longitude_deg: float) -> dict[str, Any]:
    south, north, west, east = (
        latitude_deg - 0.1,
        latitude_deg + 0.1,
        longitude_deg - 0.1,
        longitude_deg + 0.1,
    )
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}
