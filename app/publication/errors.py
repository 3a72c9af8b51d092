"""The situations in which publishing is refused, beside those every incident knows."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from app.core.errors import AppError, NotFound
from app.incidents.errors import (
    IncidentNotFound,
    IncidentWithdrawn,
    NotPublishable,
    PublicTextRequired,
    SamePerson,
    VerdictRequired,
)
from app.publication.text_scan import TextFinding


class SnapshotNotFound(NotFound):
    code = "snapshot-not-found"
    title = "No such file of a version that is kept"

    def __init__(self) -> None:
        super().__init__("`…/snapshots` lists the versions that are kept, and their files.")


class TooEarly(AppError):
    """An event that has just happened gives its witness away."""

    status = 409
    code = "too-early"
    title = "It happened too short a time ago"

    def __init__(self, earliest_at: datetime) -> None:
        super().__init__(
            "Wait until `earliest_at`, or say in `safe_because` why nobody is in danger.",
            earliest_at=earliest_at.isoformat(),
        )


class TextNotAcknowledged(AppError):
    """Names each finding, but not the words: those are read where the text is read."""

    status = 409
    code = "text-not-acknowledged"
    title = "The text may give somebody away"

    def __init__(self, findings: Collection[TextFinding]) -> None:
        super().__init__(
            "Look at each of `findings`; change the text, or send the ids of those that may stand.",
            findings=[
                {"id": found.id, "kind": found.kind, "where": found.where, "start": found.start}
                for found in findings
            ],
        )


PUBLISHING: Final = (
    IncidentNotFound,
    NotPublishable,
    SamePerson,
    VerdictRequired,
    PublicTextRequired,
    TextNotAcknowledged,
    TooEarly,
)
READING: Final = (IncidentNotFound, IncidentWithdrawn)
