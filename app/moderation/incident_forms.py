"""From rows to the console's form of an incident, with what the viewer may not see yet left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.accounts.roles import Role
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents import claims
from app.incidents import queries as kernel
from app.incidents.corroboration import REASONS, OneSource, counted_as_one
from app.incidents.disagreement import Difference, differences
from app.incidents.errors import CannotMerge
from app.incidents.models import (
    Incident,
    IncidentClaim,
    IncidentLink,
    RelationKind,
    Revision,
    Statement,
    Step,
    Verdict,
)
from app.incidents.veracity import Given, may_see_verdicts
from app.moderation import incident_queries, testimony
from app.moderation.incident_queue import on_top_because
from app.moderation.incident_schemas import (
    DifferenceOut,
    IncidentOut,
    IncidentRow,
    LinkOut,
    MergedOut,
    MergePreview,
    NextIncident,
    OneSourceOut,
    RevisionList,
    RevisionOut,
    SaysOut,
    StatementOut,
    StepOut,
    VerdictOut,
)
from app.moderation.queue_names import IncidentQueue
from app.moderation.referral_forms import referrals_out
from app.moderation.report_forms import NameOf, actor_of, claim_members, history_entry

_PLAIN = (
    "id", "work_ref", "ref", "version", "category", "counts_as", "severity", "severity_override", "veracity",
    "disputed", "before_lead", "publication", "occurred_at", "time_precision", "occurrence", "phase",
    "location_precision", "masked", "single_observer", "public_text", "harm",
    "merged_into", "revision", "published_revision", "created_at", "changed_at", "due_at",
)  # fmt: skip


def incident_out(
    session: ReadSession, view: ElectionView, incident: Incident, actor: Actor, now: datetime
) -> IncidentOut:
    return IncidentOut(**_members(session, view, incident, actor, now))


def next_incident(
    session: ReadSession,
    view: ElectionView,
    incident: Incident,
    queue: IncidentQueue,
    actor: Actor,
    now: datetime,
) -> NextIncident:
    because = on_top_because(incident, queue, now)
    return NextIncident(**_members(session, view, incident, actor, now), on_top_because=because)


def merge_preview(
    session: ReadSession, view: ElectionView, incident_id: UUID, other_id: UUID
) -> MergePreview:
    one, other = (kernel.get(session, view.id, each) for each in (incident_id, other_id))
    if one.id == other.id:
        raise CannotMerge("Name another incident.")
    linked = testimony.of_both(session, one, other)
    found = [_difference(each) for each in differences(testimony.said(linked))]
    return MergePreview(reports=one.report_count + other.report_count, disagreement=found)


def _members(
    session: ReadSession, view: ElectionView, incident: Incident, actor: Actor, now: datetime
) -> dict[str, Any]:
    name, claim = name_of(session), claims.find(session, incident, now)
    links = incident_queries.links_of(session, incident)
    related = incident_queries.related_to(session, incident)
    linked = testimony.linked_to(session, incident)
    verdicts = kernel.verdicts_in_force(session, incident)
    seen = may_see_verdicts(
        actor.account_id,
        [Given(verdict.account_id, verdict.veracity) for verdict in verdicts],
        standing=incident.veracity,
        settles=incident.before_lead and Role.LEAD in actor.roles_in(view.id),
    )
    return {
        **_row_members(incident, name, claim, actor),
        "election": view.slug,
        "latitude_deg": incident.latitude_deg,
        "longitude_deg": incident.longitude_deg,
        "links": [
            LinkOut(
                report=link.report_id,
                incident=link.incident_id,
                linked_at=link.linked_at,
                linked_by=name(link.linked_by),
                unlinked_at=link.unlinked_at,
                unlinked_by=actor_of(link.unlinked_by, name),
            )
            for link in links
        ],
        "merged": [
            _merged(session, inside, links) for inside in incident_queries.merged_directly(session, incident)
        ],
        "related": list(related),
        "continues": [each for each, kind in related.items() if kind is RelationKind.CONTINUES],
        "continued_by": [each for each, kind in related.items() if kind is RelationKind.CONTINUED_BY],
        "corroboration": [_one_source(found) for found in counted_as_one(testimony.origins(session, linked))],
        "disagreement": [_difference(found) for found in differences(testimony.said(linked))],
        "steps": [_step(step, name) for step in kernel.steps_of(session, incident)],
        "verdict_count": len(verdicts),
        "verdicts": [_verdict(verdict, name) for verdict in verdicts] if seen else None,
        "statements": [_statement(made, name) for made in kernel.statements_of(session, incident)],
        "referrals": referrals_out(session, kernel.referrals_of(session, incident), now),
        "history": [history_entry(event, name) for event in incident_queries.events_of(session, incident)],
    }


def incident_rows(
    session: ReadSession, incidents: Sequence[Incident], actor: Actor, now: datetime
) -> list[IncidentRow]:
    name, held = name_of(session), incident_queries.claims_on(session, incidents, now)
    return [
        IncidentRow(**_row_members(incident, name, held.get(incident.id), actor)) for incident in incidents
    ]


def revision_list(session: ReadSession, incident: Incident) -> RevisionList:
    name = name_of(session)
    return RevisionList(
        items=[_revision(revision, name) for revision in incident_queries.revisions_of(session, incident)]
    )


def step_out(session: ReadSession, step: Step) -> StepOut:
    return _step(step, name_of(session))


def statement_out(session: ReadSession, statement: Statement) -> StatementOut:
    return _statement(statement, name_of(session))


def _row_members(
    incident: Incident, name: NameOf, claim: IncidentClaim | None, actor: Actor
) -> dict[str, Any]:
    return {
        **{member: getattr(incident, member) for member in _PLAIN},
        "group": incident.category.partition(".")[0],
        "occurred_on": incident.occurred_on.isoformat() if incident.occurred_on else None,
        "area": incident.area_code,
        "station": incident.station_code,
        "reports": incident.report_count,
        "sources": incident.source_count,
        "created_by": name(incident.created_by),
        "claim": claim_members(claim, actor.account_id, name) if claim else None,
    }


def _merged(session: ReadSession, inside: Incident, links: Sequence[IncidentLink]) -> MergedOut:
    came = {inside.id} | kernel.merged_ids(session, inside.election_id, inside.id)
    return MergedOut(
        id=inside.id,
        work_ref=inside.work_ref,
        ref=inside.ref,
        version=inside.version,
        reports=sum(link.unlinked_at is None and link.incident_id in came for link in links),
    )


def _one_source(found: OneSource) -> OneSourceOut:
    return OneSourceOut(
        known=found.known,
        sources=list(found.sources),
        reports=[UUID(report) for report in found.reports],
        because=[REASONS[code] for code in found.because],
        reasons=list(found.because),
    )


def _difference(found: Difference) -> DifferenceOut:
    return DifferenceOut(
        about=found.about,
        text=found.text,
        range=found.range,
        says=[
            SaysOut(report=UUID(said.report), source=said.source, value=value) for said, value in found.says
        ],
    )


def _step(step: Step, name: NameOf) -> StepOut:
    return StepOut(id=step.id, kind=step.kind, result=step.result, actor=name(step.account_id), at=step.at)


def _verdict(verdict: Verdict, name: NameOf) -> VerdictOut:
    return VerdictOut(
        actor=name(verdict.account_id), veracity=verdict.veracity, note=verdict.note, at=verdict.at
    )


def _statement(made: Statement, name: NameOf) -> StatementOut:
    return StatementOut(
        id=made.id, by=made.by, kind=made.kind, text=made.text, actor=name(made.account_id), at=made.at
    )


def _revision(revision: Revision, name: NameOf) -> RevisionOut:
    return RevisionOut(
        number=revision.number,
        author=name(revision.author_id),
        created_at=revision.created_at,
        published_at=revision.published_at,
        published_by=actor_of(revision.published_by, name),
        record=revision.record,
    )
