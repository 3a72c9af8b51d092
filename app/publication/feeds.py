"""Feeds for people: newly published incidents, and what changed about them. Pure but for the view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.aggregation.caveat import CAVEAT, SYNTHETIC
from app.core.atom import Entry, Feed, atom
from app.elections.languages import Language
from app.elections.public_state import PublicState
from app.elections.taxonomy import label
from app.elections.view import ElectionView
from app.publication.changes import ChangeOut
from app.publication.schemas import PublicIncidentOut

_TITLES: Final = {"incidents": "published incidents", "changes": "changes of published incidents"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the feed stands: `site` is `https://host`, `itself` the whole address it was asked for under."""

    site: str
    itself: str
    following: str | None = None


def incidents_feed(
    view: ElectionView, state: PublicState, shown: Sequence[PublicIncidentOut], place: Place, lang: Language
) -> bytes:
    entries = [
        Entry(
            id=_permalink(place, incident.ref),
            title=_title(view, incident, lang),
            updated=incident.changed_at,
            published=incident.published_at,
            link=_permalink(place, incident.ref),
            text=_text(incident, lang),
            categories=(incident.category, incident.veracity.value),
            related=_related(place, incident),
        )
        for incident in shown
    ]
    return atom(_feed("incidents", view, state, entries, place, lang))


def changes_feed(
    view: ElectionView, state: PublicState, shown: Sequence[ChangeOut], place: Place, lang: Language
) -> bytes:
    """Each change is an entry of its own: a reader of feeds shows an entry once."""
    entries = [
        Entry(
            id=f"{_permalink(place, change.ref)}#{change.version}",
            title=_headline(view, change, lang),
            updated=change.changed_at,
            published=change.changed_at,
            link=_permalink(place, change.merged_into or change.ref),
            text=_text(change.incident, lang) if change.incident else change.public_sentence or "",
            categories=(change.change,),
            related=_related(place, change.incident) if change.incident else (),
        )
        for change in shown
    ]
    return atom(_feed("changes", view, state, entries, place, lang))


def _feed(
    what: str, view: ElectionView, state: PublicState, entries: Sequence[Entry], place: Place, lang: Language
) -> Feed:
    links = [("self", place.itself), ("alternate", f"{place.site}/elections/{view.slug}")]
    if place.following:
        links.append(("next", place.following))
    name = label(view.name, lang)
    return Feed(
        id=place.itself,
        title=f"{_mark(view)}{name}: {_TITLES[what]}",
        subtitle=CAVEAT,
        language=lang,
        author=f"{_mark(view)}{name}",
        updated=state.changed_at,
        links=links,
        entries=entries,
    )


def _headline(view: ElectionView, change: ChangeOut, lang: Language) -> str:
    if change.incident is not None:
        return f"{change.change}: {_title(view, change.incident, lang)}"
    into = f" into {change.merged_into}" if change.merged_into else ""
    done = "no longer among these" if change.change == "left" else change.change
    return f"{_mark(view)}{change.ref}: {done}{into}"


def _title(view: ElectionView, incident: PublicIncidentOut, lang: Language) -> str:
    """What, where, how sure."""
    kind = view.taxonomy.kinds.get(incident.category)
    area = view.areas.get(incident.area) if incident.area else None
    what = label(kind.labels, lang) if kind else incident.category
    where = f", {label(area.name, lang)}" if area else ""
    return f"{_mark(view)}{incident.ref}: {what}{where} ({incident.veracity.value})"


def _text(incident: PublicIncidentOut, lang: Language) -> str:
    return label(incident.public_text, lang) if incident.public_text else ""


def _related(place: Place, incident: PublicIncidentOut) -> list[tuple[str, str]]:
    """As the title of each link, how the incident stands to the other."""
    said = {**dict.fromkeys(incident.related, "related to"), **dict.fromkeys(incident.continues, "continues")}
    said |= dict.fromkeys(incident.continued_by, "continued by")
    return [(_permalink(place, ref), f"{words} {ref}") for ref, words in said.items()]


def _mark(view: ElectionView) -> str:
    return f"{SYNTHETIC} " if view.synthetic else ""


def _permalink(place: Place, ref: str) -> str:
    return f"{place.site}/i/{ref}"
