"""A published incident as sentences: where, when, who was hurt, as exactly as it may be said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.elections.view import ElectionView
from app.publication.schemas import PublicIncidentOut, RangeOut
from app.web.page import Page, Text

_HARM: Final = ("deaths", "hospitalised", "injured", "detained")


@dataclass(frozen=True, slots=True)
class Told:
    """One incident in the reader's language, or the next best."""

    facts: PublicIncidentOut
    category: Text
    text: Text
    place: Text
    place_note: str
    when: str
    harm: tuple[tuple[str, str], ...]
    graphic: bool


def tell(page: Page, view: ElectionView, incident: PublicIncidentOut) -> Told:
    kind = view.taxonomy.kinds[incident.category]
    area = view.areas.get(incident.area) if incident.area else None
    station = view.stations.get(incident.station) if incident.station else None
    place = Text(page.t("election.not_located"), page.language)
    if station:
        name = page.text(station.name)
        place = Text(f"{station.code}, {name.words}", name.language)
    elif area:
        place = page.text(area.name)
    return Told(
        facts=incident,
        category=page.text(kind.labels),
        text=page.text(incident.public_text),
        place=place,
        place_note=page.t(f"place.{incident.location_precision}" if area or station else "place.unknown"),
        when=_when(page, view, incident),
        harm=_harm(page, incident),
        graphic=kind.graphic,
    )


def _when(page: Page, view: ElectionView, incident: PublicIncidentOut) -> str:
    if incident.occurred_from is None or incident.occurred_to is None:
        return page.t("time.coarser")
    since, until = (
        instant.astimezone(view.time_zone) for instant in (incident.occurred_from, incident.occurred_to)
    )
    day = page.day(since.date())
    if incident.time_precision == "hour":
        return page.t("time.hour", day=day, **{"from": _clock(since), "until": _clock(until)})
    return page.t("time.part_of_day" if incident.time_precision == "part_of_day" else "time.day", day=day)


def _clock(instant: datetime) -> str:
    return f"{instant:%H:%M}"


def _harm(page: Page, incident: PublicIncidentOut) -> tuple[tuple[str, str], ...]:
    """Nobody hurt, as far as anybody said, is no line of its own."""
    said = ((kind, incident.harm[kind]) for kind in _HARM if kind in incident.harm)
    return tuple((page.t(f"harm.{kind}"), _range(page, found)) for kind, found in said if found.max != 0)


def _range(page: Page, found: RangeOut) -> str:
    least = found.min or 0
    if found.max is None:
        return page.t("harm.at_least", min=page.number(least)) if least else page.t("common.unknown")
    if found.max == least:
        return page.t("harm.exactly", min=page.number(least))
    return page.t("harm.between", min=page.number(least), max=page.number(found.max))
