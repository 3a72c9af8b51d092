"""The words of an incident that the public would get, and what in them somebody has to look at first."""

from collections.abc import Collection

from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.incidents.queries import statements_of
from app.publication import queries
from app.publication.errors import TextNotAcknowledged
from app.publication.text_scan import TextFinding, not_acknowledged, scan


def text_findings(session: ReadSession, view: ElectionView, incident: Incident) -> list[TextFinding]:
    """In the public text and in statements, by language."""
    texts = {f"public_text.{language}": text for language, text in sorted(incident.public_text.items())}
    for number, said in enumerate(statements_of(session, incident)):
        texts[f"statements.{number}.by"] = said.by
        texts |= {f"statements.{number}.{language}": text for language, text in sorted(said.text.items())}
    return scan(texts, sources=queries.names_of_sources(session, view.id), places=_names_known(view))


def check_acknowledged(found: Collection[TextFinding], acknowledged: Collection[str]) -> None:
    missing = not_acknowledged(found, acknowledged)
    if missing:
        raise TextNotAcknowledged(missing)


def _names_known(view: ElectionView) -> list[str]:
    """Of areas, parties and the election itself, in all languages."""
    named = [view.name, *(area.name for area in view.areas.by_code.values())]
    named += [party["name"] for party in view.parties if isinstance(party.get("name"), dict)]
    return [name for names in named for name in names.values()]
