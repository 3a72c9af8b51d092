"""Checking an incident: what was done, what people conclude, what the accused answered."""

from datetime import datetime
from uuid import UUID, uuid4

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import claims, history, queries
from app.incidents.errors import SamePerson, StepRequired
from app.incidents.models import Incident, Statement, Step, StepKind, Verdict
from app.incidents.veracity import NEEDS_TWO, Veracity
from app.moderation.assessing import assess, standing_of
from app.moderation.incidents import locked_for_change
from app.moderation.linking import check_open
from app.moderation.once import SAME_WITHIN
from app.moderation.schemas import StatementIn, StepIn, VerdictIn
from app.moderation.testimony import linked_to


def add_step(
    session: WriteSession, view: ElectionView, actor: Actor, incident_id: UUID, data: StepIn, now: datetime
) -> Step:
    """Record one thing done to check the incident. The same again within minutes is a retry: kept once."""
    incident = queries.lock(session, view.id, incident_id)
    check_open(incident)
    for earlier in queries.steps_of(session, incident):
        same = (earlier.account_id, earlier.kind, earlier.result) == (
            actor.account_id,
            data.kind,
            data.result,
        )
        if same and now - earlier.at < SAME_WITHIN:
            return earlier
    step = Step(
        election_id=view.id,
        id=uuid4(),
        incident_id=incident.id,
        kind=data.kind,
        result=data.result,
        account_id=actor.account_id,
        at=now,
    )
    session.add(step)
    history.note_event(session, incident, account_id=actor.account_id, event="step", at=now, note=data.kind)
    return step


def give_verdict(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    data: VerdictIn,
    now: datetime,
) -> Incident:
    """One person's verdict, in place of their earlier one; what it says stays out of the history.

    Nobody else may be working on the incident, and the judge's own claim ends with it.

    `verified` and `refuted` need a step beyond reading the report, and hold once a second person says the
    same. A lead who judges an incident on which verdicts differ sets the differing ones aside.
    """
    incident = locked_for_change(session, view, actor, incident_id, version, now)
    check_open(incident)
    veracity = Veracity(data.veracity)
    if veracity in NEEDS_TWO:
        _require_a_step(session, incident)
    _put_aside(session, view, actor, incident, veracity, now)
    session.add(
        Verdict(
            election_id=view.id,
            id=uuid4(),
            incident_id=incident.id,
            account_id=actor.account_id,
            veracity=veracity,
            note=data.note,
            at=now,
            replaced_at=None,
        )
    )
    claims.release(session, incident)
    stands = standing_of(session, view, incident, linked_to(session, incident))
    before = (incident.veracity, incident.disputed)
    if (*before, incident.before_lead) == (stands.veracity, stands.disputed, stands.disagreement):
        history.note_event(session, incident, account_id=actor.account_id, event="verdict", at=now)
        return incident
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="verdict",
        at=now,
        drafts=before != (stands.veracity, stands.disputed),
    ):
        assess(session, view, incident)
    return incident


def add_statement(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    data: StatementIn,
    now: datetime,
) -> Statement:
    """Record what an accused party or an authority answered; word for word the same is kept once."""
    incident = queries.lock(session, view.id, incident_id)
    check_open(incident)
    texts = dict[str, str](data.text.items())
    for earlier in queries.statements_of(session, incident):
        if (earlier.by, earlier.kind, earlier.text) == (data.by, data.kind, texts):
            return earlier
    statement = Statement(
        election_id=view.id,
        id=uuid4(),
        incident_id=incident.id,
        by=data.by,
        kind=data.kind,
        text=texts,
        account_id=actor.account_id,
        at=now,
    )
    session.add(statement)
    with history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="statement",
        at=now,
        drafts=True,
        note=data.kind,
    ):
        assess(session, view, incident)
    return statement


def _require_a_step(session: WriteSession, incident: Incident) -> None:
    done = {step.kind for step in queries.steps_of(session, incident)}
    if not done - {StepKind.READ_REPORT}:
        raise StepRequired("Reading the report is not enough: record what else was done to check it.")


def _put_aside(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident: Incident,
    veracity: Veracity,
    now: datetime,
) -> None:
    """One's own earlier verdict, and, where a lead settles a disagreement, those that differ from theirs."""
    settles = incident.before_lead and Role.LEAD in actor.roles_in(view.id)
    for earlier in queries.verdicts_in_force(session, incident):
        mine = earlier.account_id == actor.account_id
        if mine and not settles and earlier.veracity is veracity and veracity in NEEDS_TWO:
            raise SamePerson("You have said so already: another person has to give the second verdict.")
        if mine or (settles and earlier.veracity is not veracity):
            earlier.replaced_at = now
    session.flush()
