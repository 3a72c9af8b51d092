"""What phone and report said of a photo, gathered from their rows for the findings."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from app.elections.view import ElectionView
from app.evidence.facts import Claim, Position
from app.reports.facets import TimePrecision
from app.reports.models import Photo, Report


def claim_of(view: ElectionView, report: Report, photo: Photo) -> Claim:
    """The report's place and time are those of its coding, which moderators correct."""
    declared = photo.declared
    claimed = declared.get("claimed") or {}
    since, until = _occurred(view, report)
    return Claim(
        received_at=photo.received_at or report.received_at,
        media_type=declared.get("media_type"),
        size_bytes=declared.get("size_bytes"),
        original_sha256=declared.get("original_sha256"),
        taken_at=_instant(claimed.get("taken_at")),
        position=_position(claimed),
        software=_text(claimed.get("software")),
        occurred_from=since,
        occurred_until=until,
        event=_point(report.latitude_deg, report.longitude_deg),
        event_accuracy_m=_number(report.sent.get("accuracy_m")) or 0.0,
        station=_station(view, report.station_code),
    )


def _occurred(view: ElectionView, report: Report) -> tuple[datetime | None, datetime | None]:
    """First and last instant of what is known of the event's time."""
    if report.occurred_at is not None and report.time_precision is TimePrecision.MINUTE:
        return report.occurred_at, report.occurred_at
    if report.occurred_on is None:
        return None, None
    if report.occurred_hour is not None:
        since = datetime.combine(report.occurred_on, time(report.occurred_hour), tzinfo=view.time_zone)
        return since, since + timedelta(hours=1)
    midnight = datetime.combine(report.occurred_on, time(), tzinfo=view.time_zone)
    return midnight, midnight + timedelta(days=1)


def _station(view: ElectionView, code: str | None) -> Position | None:
    station = view.stations.get(code) if code else None
    return _point(station.latitude_deg, station.longitude_deg) if station else None


def _position(claimed: Mapping[str, Any]) -> Position | None:
    return _point(_number(claimed.get("latitude_deg")), _number(claimed.get("longitude_deg")))


def _point(latitude_deg: float | None, longitude_deg: float | None) -> Position | None:
    if latitude_deg is None or longitude_deg is None:
        return None
    if abs(latitude_deg) > 90 or abs(longitude_deg) > 180:
        return None
    return Position(latitude_deg, longitude_deg)


def _instant(value: Any) -> datetime | None:
    """Claims are free in form: what cannot be read is no claim."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return value[:80] if isinstance(value, str) else None
