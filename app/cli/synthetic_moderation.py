"""What the four people of the demonstration make of an invented event: much rests on chance, as it does."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from app.cli.demo_people import People
from app.cli.synthetic_day import Event, Told
from app.db.session import WriteSession
from app.elections.taxonomy import label
from app.elections.view import ElectionView
from app.incidents.models import Incident, StatementKind, StepKind
from app.incidents.veracity import Veracity
from app.moderation import claiming, coding, decisions, incidents, verification
from app.moderation.schemas import CodingIn, DecisionIn, IncidentChanges, StatementIn, StepIn, VerdictIn
from app.publication import service as publication
from app.publication.wording import text_findings
from app.reports import queries as reports
from app.reports.lifecycle import Decision, Triage

_SAID: Final = {"en": "Invented: {}.", "ru": "Выдумано: {}."}
_DENIAL: Final = {"en": "Invented: those concerned deny it.", "ru": "Выдумано: те, о ком речь, отрицают это."}
_SAFE_BECAUSE: Final = "Invented: there is nobody to protect."
# How a first look ends, how often; what is not named here is linked to an incident.
_NOT_LINKED: Final = (
    (0.05, DecisionIn(decision=Decision.REJECT, reason_code="R4")),
    (0.03, DecisionIn(decision=Decision.OUT_OF_SCOPE, reason_code="R1")),
    (0.03, DecisionIn(decision=Decision.NEEDS_INFO, reason_code="N1")),
)
_VERDICTS: Final = (
    (0.15, None),  # nobody has got to it yet
    (0.20, Veracity.VERIFIED),
    (0.05, Veracity.REFUTED),
    (0.60, Veracity.UNVERIFIABLE),
)
_DENIED: Final = 0.05
_PUBLISHED: Final = 0.85


@dataclass(frozen=True, slots=True)
class Outcome:
    moderated: bool
    published: bool


NOTHING: Final = Outcome(moderated=False, published=False)


def moderate(
    session: WriteSession, view: ElectionView, people: People, event: Event, random: Random, now: datetime
) -> Outcome:
    """From the first look to publication, or as far as it gets. What somebody has decided on stays."""
    first = event.told[0]
    if reports.get(session, view.id, first.id).triage is not Triage.RECEIVED:
        return NOTHING
    for share, decision in _NOT_LINKED:
        if random.random() < share:
            for told in event.told:
                _decide(session, view, people, told, decision, now)
            return Outcome(moderated=True, published=False)
    incident = _link(session, view, people, event, now)
    judged = _judge(session, view, people, incident, random, now)
    if not judged or random.random() >= _PUBLISHED:
        return Outcome(moderated=True, published=False)
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
    return Outcome(moderated=True, published=True)


def _link(session: WriteSession, view: ElectionView, people: People, event: Event, now: datetime) -> Incident:
    incident: Incident | None = None
    for told in event.told:
        if told.copy_of is not None:
            _decide(session, view, people, told, DecisionIn(decision=Decision.DUPLICATE), now)
            continue
        link = DecisionIn(decision=Decision.LINK, incident=incident.id if incident else None)
        incident = _decide(session, view, people, told, link, now)
    if incident is None:
        raise ValueError("an event that nobody but copies tells of")
    kind = view.taxonomy.kinds[event.category]
    text = {language: said.format(label(kind.labels, language)) for language, said in _SAID.items()}
    public = IncidentChanges.model_validate({"public_text": text})
    return incidents.edit(session, view, people.moderator, incident.id, incident.version, public, now)


def _decide(
    session: WriteSession,
    view: ElectionView,
    people: People,
    told: Told,
    decision: DecisionIn,
    now: datetime,
) -> Incident | None:
    actor = people.moderator
    claiming.claim(session, view, actor, told.id, now)
    seen = CodingIn(category=told.body["category"])
    version = reports.get(session, view.id, told.id).version
    report = coding.recode(session, view, actor, told.id, version, seen, now)
    return decisions.decide(session, view, actor, told.id, report.version, decision, now)[1]


def _judge(
    session: WriteSession,
    view: ElectionView,
    people: People,
    incident: Incident,
    random: Random,
    now: datetime,
) -> bool:
    """One verdict, or two where two are needed."""
    veracity = random.choices([given for _, given in _VERDICTS], [share for share, _ in _VERDICTS])[0]
    if veracity is None:
        return False
    first, second = random.sample(people.verifiers, 2)
    strong = veracity is not Veracity.UNVERIFIABLE
    kind = StepKind.CALLED_SOURCE if strong else StepKind.READ_REPORT
    step = StepIn(kind=kind, result="Invented.")
    verification.add_step(session, view, first, incident.id, step, now)
    verdict = VerdictIn.model_validate({"veracity": veracity})
    for verifier in (first, second) if strong else (first,):
        incident = verification.give_verdict(
            session, view, verifier, incident.id, incident.version, verdict, now
        )
    if random.random() < _DENIED:
        denial = StatementIn.model_validate(
            {"by": "Those concerned", "kind": StatementKind.DENIAL, "text": _DENIAL}
        )
        verification.add_statement(session, view, people.moderator, incident.id, denial, now)
    return True
