"""The model case: twenty reports of 4 October 2020, taken in, moderated and published as people would."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from app.accounts.actor import Actor
from app.cli.demo_people import People, people_of
from app.db.session import WriteSession
from app.elections import importers
from app.elections import service as elections
from app.elections.directory import snapshot
from app.elections.models import Election, ElectionStatus, Mode
from app.elections.schemas import ElectionIn
from app.elections.taxonomy import load_builtin, parse
from app.elections.view import ElectionView
from app.incidents.models import Incident, StatementKind, StepKind
from app.incidents.veracity import Veracity
from app.intake.prepare import Sender
from app.intake.service import Intake
from app.moderation import claiming, coding, decisions, incidents, verification
from app.moderation.schemas import CodingIn, DecisionIn, IncidentChanges, StatementIn, StepIn, VerdictIn
from app.publication import service as publication
from app.publication.ticks import tick
from app.publication.wording import text_findings
from app.reports import queries as reports
from app.reports.lifecycle import Decision, Triage

SLUG: Final = "kg-2020-10-04"
# The same report has the same id in every installation.
_REPORTS: Final = UUID("8a0f3d0e-52c5-5f0e-9d5d-6b2f0c1f9b57")
_SAFE_BECAUSE: Final = "It stood in the press on 5 October 2020: publishing it again gives nobody away."
_READ: Final = "Read the press report it comes from. Nothing else was checked."
_ONE_REPORT: Final = "One press report, nothing checked by us."

Data = Mapping[str, Any]


def load(session: WriteSession, intake: Intake, now: datetime) -> People:
    """Make the election with everything in it; the caller has looked that it is not there yet."""
    data = read("kyrgyzstan.json")
    election = _make_election(session, data, now)
    view = snapshot(session, election, parse(load_builtin()))
    people = people_of(session, election.id, now)
    sources = {source["key"]: source for source in data["sources"]}
    for report in data["reports"]:
        sender = Sender(account_id=people.moderator.account_id, staff=True)
        body = _body(report, sources[report["source"]])
        intake.submit(session, intake.prepare(view, report_id(report["ref"]), body, sender, now))
    by_ref = {report["ref"]: report for report in data["reports"]}
    made = {
        each["key"]: _moderate(session, view, people.moderator, each, by_ref, now)
        for each in data["incidents"]
    }
    for report in data["reports"]:
        if report["expected"]["triage"] == Triage.OUT_OF_SCOPE:
            _leave_out(session, view, people.moderator, report, now)
    _relate(session, view, people.moderator, data["incidents"], made, now)
    for statement in data["statements"]:
        said = StatementIn(by=statement["by"], kind=StatementKind(statement["kind"]), text=statement["text"])
        verification.add_statement(session, view, people.moderator, made[statement["incident"]].id, said, now)
    for number, incident in enumerate(made.values()):
        _judge(session, view, people.verifiers[number % 2], incident, now)
    for incident in made.values():
        publication.publish(
            session,
            view,
            people.lead,
            incident.id,
            incident.version,
            now,
            safe_because=_SAFE_BECAUSE,
            acknowledged=[found.id for found in text_findings(session, view, incident)],
        )
    tick(session, election.id, now)
    return people


def read(name: str) -> Any:
    return json.loads(resources.files("app.cli").joinpath(f"data/{name}").read_text(encoding="utf-8"))


def report_id(ref: str) -> UUID:
    return uuid5(_REPORTS, ref)


def _make_election(session: WriteSession, data: Data, now: datetime) -> Election:
    """Live: the events were real, and "this is practice" over them would be a lie."""
    given = data["election"]
    zone, day = ZoneInfo(given["time_zone"]), date.fromisoformat(given["voting_on"])
    opens, closes = (
        datetime.combine(day, time.fromisoformat(given[name]), zone) for name in ("polls_open", "polls_close")
    )
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    described = {
        name: given[name] for name in ("slug", "code", "name", "time_zone", "voting_on", "languages")
    }
    election = elections.create(
        session,
        ElectionIn.model_validate(
            described
            | {
                "mode": Mode.LIVE,
                "phases": [
                    {"phase": "voting", "from": opens, "to": closes},
                    {"phase": "counting", "from": closes, "to": midnight},
                ],
                "parties": given["parties"],
                "cited_figures": data["cited_figures"],
            }
        ),
        now,
    )
    importers.import_areas(session, SLUG, read("kyrgyzstan-areas.geojson"), now)
    elections.set_status(session, SLUG, ElectionStatus.OPEN, now)
    session.flush()
    return election


def _body(report: Data, source: Data) -> dict[str, Any]:
    """As somebody on the staff would enter it; `ref` stays with what was sent."""
    return {name: value for name, value in report.items() if name != "expected"} | {"source": source}


def _moderate(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    wanted: Data,
    by_ref: Mapping[str, Data],
    now: datetime,
) -> Incident:
    """One incident from its reports: each is claimed, coded and linked."""
    incident: Incident | None = None
    for ref in wanted["reports"]:
        report = reports.get(session, view.id, report_id(ref))
        claiming.claim(session, view, actor, report.id, now)
        seen = CodingIn(
            category=by_ref[ref]["category"], secondary_categories=by_ref[ref]["secondary_categories"]
        )
        report = coding.recode(session, view, actor, report.id, report.version, seen, now)
        link = DecisionIn(decision=Decision.LINK, incident=incident.id if incident else None)
        report, incident = decisions.decide(session, view, actor, report.id, report.version, link, now)
    if incident is None:
        raise ValueError(f"{wanted['key']} has no report")
    public = IncidentChanges(masked=wanted["masked"], public_text=wanted["public_text"])
    return incidents.edit(session, view, actor, incident.id, incident.version, public, now)


def _leave_out(session: WriteSession, view: ElectionView, actor: Actor, wanted: Data, now: datetime) -> None:
    report = reports.get(session, view.id, report_id(wanted["ref"]))
    claiming.claim(session, view, actor, report.id, now)
    decision = DecisionIn(decision=Decision.OUT_OF_SCOPE, reason_code=wanted["expected"]["reason_code"])
    decisions.decide(session, view, actor, report.id, report.version, decision, now)


def _relate(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    wanted: list[Data],
    made: Mapping[str, Incident],
    now: datetime,
) -> None:
    for each in wanted:
        for other in each["related"]:
            incidents.relate(session, view, actor, made[each["key"]].id, made[other].id, now)


def _judge(
    session: WriteSession, view: ElectionView, verifier: Actor, incident: Incident, now: datetime
) -> None:
    step = StepIn(kind=StepKind.READ_REPORT, result=_READ)
    verification.add_step(session, view, verifier, incident.id, step, now)
    verdict = VerdictIn(veracity=Veracity.UNVERIFIABLE, note=_ONE_REPORT)
    verification.give_verdict(session, view, verifier, incident.id, incident.version, verdict, now)
