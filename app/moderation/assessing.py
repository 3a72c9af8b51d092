"""What the linked reports, the verdicts and the statements amount to: numbers, severity and veracity."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents import queries
from app.incidents.corroboration import independent_sources
from app.incidents.models import Incident, StatementKind
from app.incidents.veracity import Given, Standing, standing
from app.moderation.coded import kind_of
from app.moderation.testimony import Linked, linked_to, origins
from app.reports.facets import Knowledge
from app.reports.models import Report
from app.reports.sent import facts
from app.reports.severity import Severity, severity
from app.reports.urgency import because


def severity_of(view: ElectionView, report: Report) -> Severity:
    """By the rules, with the moderators' category and harm and what else was sent."""
    said = facts(report.sent)
    return severity(
        category=report.category,
        default=kind_of(view, report.category).default_severity,
        harm=report.harm,
        target_type=said.target_type,
        journalist_victim=said.journalist_victim,
        stations_affected_min=said.stations_affected_min,
    )


def urgent_for(report: Report, found_later: Iterable[str] | None = None) -> list[str]:
    """By the rules; what was found out from other rows stays unless it is given anew."""
    said = facts(report.sent)
    return because(
        occurrence=report.occurrence,
        harm=report.harm,
        target_type=said.target_type,
        journalist_victim=said.journalist_victim,
        found_later=report.urgent_for if found_later is None else found_later,
    )


def assess(session: ReadSession, view: ElectionView, incident: Incident) -> None:
    """Bring the incident's numbers, severity and veracity up to date. Inside a change of its history only."""
    session.flush()
    linked = linked_to(session, incident)
    incident.report_count = len(linked.reports)
    incident.source_count = independent_sources(origins(session, linked))
    if not incident.severity_override:
        incident.severity = _severity(view, incident, linked.reports)
    stands = standing_of(session, view, incident, linked)
    incident.veracity, incident.disputed = stands.veracity, stands.disputed
    incident.before_lead = stands.disagreement


def standing_of(session: ReadSession, view: ElectionView, incident: Incident, linked: Linked) -> Standing:
    verdicts = queries.verdicts_in_force(session, incident)
    judges = {verdict.account_id for verdict in verdicts}
    return standing(
        [Given(verdict.account_id, verdict.veracity) for verdict in verdicts],
        independent_sources=incident.source_count,
        denied=any(
            statement.kind is StatementKind.DENIAL for statement in queries.statements_of(session, incident)
        ),
        accredited_witness=any(_is_accredited_witness(linked, report, judges) for report in linked.reports),
        before=incident.veracity,
        four_eyes=view.four_eyes,
    )


def _severity(view: ElectionView, incident: Incident, reports: Sequence[Report]) -> int:
    """The highest of its reports; while it has none, that of its own category and harm."""
    if reports:
        return max(report.severity for report in reports)
    return severity(
        category=incident.category,
        default=kind_of(view, incident.category).default_severity,
        harm=incident.harm,
        target_type=None,
        journalist_victim=False,
        stations_affected_min=0,
    ).value


def _is_accredited_witness(linked: Linked, report: Report, judges: set[UUID]) -> bool:
    """Somebody accredited saw it, and is not the one who now judges it."""
    source = linked.source_of(report)
    return (
        source is not None
        and source.accredited
        and source.account_id not in judges
        and facts(report.sent).knowledge == Knowledge.WITNESSED
    )
