"""Whether an incident may be published now, by this person."""

from collections.abc import Collection, Sequence
from datetime import datetime

from app.accounts.actor import Actor
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.errors import NotPublishable, PublicTextRequired, SamePerson, VerdictRequired
from app.incidents.lifecycle import Publication, may_publish
from app.incidents.models import Incident, Revision
from app.incidents.queries import reports_of
from app.incidents.veracity import Veracity
from app.publication.delay import earliest_publication, happened_by, is_plausible
from app.publication.errors import TooEarly
from app.publication.masking import interval
from app.publication.wording import check_acknowledged, text_findings
from app.reports.facets import Occurrence, TimePrecision
from app.reports.lifecycle import SENDER_WITHDREW
from app.reports.models import Report


def check_showable(view: ElectionView, incident: Incident, now: datetime) -> None:
    """Raise unless there is something the public could ever get, whoever has agreed to it."""
    if incident.merged_into is not None:
        raise NotPublishable("It was merged into another incident. Publish that one.")
    if incident.publication is Publication.MERGED:
        raise NotPublishable("In public it is still part of another incident: have that one published first.")
    if not may_publish(incident.publication):
        raise NotPublishable("It was withdrawn, and the tombstone stays. What happened gets a new incident.")
    if incident.occurrence is Occurrence.WILL_OCCUR:
        raise NotPublishable("It is a warning of what may happen. Recode it once it has happened.")
    if incident.occurred_on is not None and not is_plausible(incident.occurred_on, view.voting_on):
        raise NotPublishable("Its day is ten years or more from the vote. Correct it.")
    if (begins_at := _begins_at(view, incident)) is not None and begins_at > now:
        raise NotPublishable("Its time lies in the future. Correct it.")


def check_ready(
    session: ReadSession,
    view: ElectionView,
    incident: Incident,
    revision: Revision,
    actor: Actor,
    now: datetime,
    safe_because: str | None,
    acknowledged: Collection[str],
) -> None:
    """Raise unless the current revision may become public by this person's hand."""
    check_showable(view, incident, now)
    if incident.published_revision == incident.revision:
        raise NotPublishable("There is nothing new in it to publish.")
    if incident.report_count == 0:
        raise NotPublishable("No report is linked to it: the public never sees what nobody reported.")
    if view.four_eyes and revision.author_id == actor.account_id:
        raise SamePerson("You made the last change to it. Another lead has to publish it.")
    if incident.veracity is Veracity.UNREVIEWED:
        raise VerdictRequired("Let a verifier give a verdict: what nobody has judged is never public.")
    if not any(incident.public_text.get(language, "").strip() for language in view.languages):
        raise PublicTextRequired("Write it in at least one of the election's languages.")
    check_acknowledged(text_findings(session, view, incident), acknowledged)
    if not safe_because:
        _check_safe(view, incident, reports_of(session, incident), now)


def _check_safe(view: ElectionView, incident: Incident, reports: Sequence[Report], now: datetime) -> None:
    """What only a lead's word that the source is safe overrides."""
    if any(SENDER_WITHDREW in report.flags for report in reports):
        raise NotPublishable(
            "A sender has taken a linked report back. Unlink it, or say in `safe_because` why that is safe."
        )
    to_the_minute = incident.time_precision is TimePrecision.MINUTE
    happened = happened_by(
        incident.occurred_at if to_the_minute else None,
        interval(incident.occurred_on, incident.occurred_hour, view.time_zone),
        min([incident.created_at, *(report.received_at for report in reports)]),
    )
    earliest_at = earliest_publication(happened, view.publication_delay_minutes)
    if now < earliest_at:
        raise TooEarly(earliest_at)


def _begins_at(view: ElectionView, incident: Incident) -> datetime | None:
    if incident.time_precision is TimePrecision.MINUTE and incident.occurred_at is not None:
        return incident.occurred_at
    known = interval(incident.occurred_on, incident.occurred_hour, view.time_zone)
    return None if known is None else known[0]
