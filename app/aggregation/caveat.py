"""What stands beside every number."""

from typing import Final

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
