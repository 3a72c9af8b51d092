"""What publishing notes of who saw it where and when, so that coverage can tell what visits recorded."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from app.accounts.models import Account, Organisation
from app.core.text import unique_key
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents.models import Incident, Sighting
from app.publication.masking import interval
from app.reports.facets import DAY_IS_KNOWN, HOUR_IS_KNOWN, Knowledge, TimePrecision
from app.reports.models import Report, Source
from app.reports.sent import facts

# Whoever passes these on has not recorded anything at the station.
PASSED_ON: Final = frozenset({Knowledge.MEDIA_REPORT, Knowledge.OFFICIAL_STATEMENT, Knowledge.PARTY_CLAIM})
_MINUTE: Final = timedelta(minutes=1)


def renew(session: WriteSession, view: ElectionView, incident: Incident, ref: str) -> None:
    """Of the reports that are linked to it now, those of known sources at a known station and time."""
    forget(session, view.id, ref)
    linked = (
        select(Report, Source, Organisation.name_key)
        .join(Source, (Source.election_id == Report.election_id) & (Source.id == Report.source_id))
        .outerjoin(Account, Account.id == Source.account_id)
        .outerjoin(Organisation, Organisation.id == Account.organisation_id)
        .where(Report.election_id == view.id, Report.incident_id == incident.id, Report.test.is_(False))
    )
    for report, source, organisation_key in session.execute(linked).all():
        station = report.station_code or incident.station_code
        during = _during(report, view.time_zone)
        key = organisation_key or (unique_key(source.organisation) if source.organisation else None)
        known = source.account_id is not None or key is not None
        if station is None or during is None or not known or facts(report.sent).knowledge in PASSED_ON:
            continue
        since, until = during
        session.add(
            Sighting(
                election_id=view.id,
                ref=ref,
                report_id=report.id,
                station_code=station,
                account_id=source.account_id,
                organisation_key=key,
                since_at=since,
                until_at=until,
            )
        )


def forget(session: WriteSession, election_id: int, ref: str) -> None:
    session.execute(delete(Sighting).where(Sighting.election_id == election_id, Sighting.ref == ref))


def _during(report: Report, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """When it happened, as exactly as it is known: `since <= x < until`; none if not even the day is."""
    if report.time_precision is TimePrecision.MINUTE and report.occurred_at is not None:
        return report.occurred_at, report.occurred_at + _MINUTE
    if report.time_precision not in DAY_IS_KNOWN:
        return None
    hour = report.occurred_hour if report.time_precision in HOUR_IS_KNOWN else None
    return interval(report.occurred_on, hour, zone)
