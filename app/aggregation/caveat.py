"""What stands beside every number."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.core.tables import instant_text
from app.elections.models import Mode
from app.elections.view import ElectionView

CAVEAT: Final = (
    "These are reports from citizens and monitors. They show what people reported, not everything that"
    " happened. More reports from a place can mean more problems or more reporters; no reports does not"
    " mean no problems. Several reports can describe one incident; incidents and reports are counted"
    " separately."
)
SYNTHETIC: Final = "SYNTHETIC"


def notices(view: ElectionView) -> list[str]:
    """What a reader must know before believing any number."""
    found = []
    if view.synthetic:
        found.append(f"{SYNTHETIC}: made-up reports, of no real event.")
    if view.mode is Mode.REHEARSAL:
        found.append("REHEARSAL: this election is not live.")
    if not view.four_eyes:
        found.append("FOUR EYES OFF: one person alone may verify and publish here.")
    return found


def about(view: ElectionView, as_of: datetime, version: str, filters: Mapping[str, Any]) -> dict[str, str]:
    """What stands beside the numbers in a file, which has nothing around it."""
    return {
        "election": view.slug,
        "version": version,
        "as_of": instant_text(as_of),
        "taxonomy_version": view.taxonomy.version,
        "filters": json.dumps(dict(filters), ensure_ascii=False),
        "caveat": CAVEAT,
        **{f"notice {number}": text for number, text in enumerate(notices(view), 1)},
    }


def file_name(view: ElectionView, what: str, version: str) -> str:
    """Without its suffix. A file of a synthetic election cannot be taken for another."""
    return f"{f'{SYNTHETIC}-' if view.synthetic else ''}{view.slug}-{what}-{version}"
