"""Submit: one report, exactly once, whether it came as JSON, as a form, or from the command line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.core.keyring import Keyring
from app.db.group_writer import GroupWriter
from app.db.session import WriteSession
from app.elections.errors import ElectionClosed, ElectionNotOpen
from app.elections.view import ElectionView
from app.intake.codes import Codes, spaced
from app.intake.errors import IdConflict, ReportWithdrawn
from app.intake.prepare import ReceivedPhoto, Sender, Submission, prepare
from app.intake.schemas import PhotoOut, ReceiptOut, ReportReceipt
from app.intake.store import Outcome, Stored, store
from app.reports.lifecycle import Triage
from app.reports.models import PhotoState

Writer = GroupWriter[Submission, Stored]

REFUSALS: Final = {
    Outcome.CONFLICT: IdConflict(
        "What you sent differs from what we have under this id. Use a new id for a new report."
    ),
    Outcome.WITHDRAWN: ReportWithdrawn("Send it as a new report if you want us to have it again."),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What intake needs besides a session: its keys. Made once, by the composition root."""

    keyring: Keyring
    codes: Codes

    def prepare(
        self,
        view: ElectionView,
        report_id: UUID,
        parsed: Any,
        sender: Sender,
        now: datetime,
        *,
        photos: list[ReceivedPhoto] | None = None,
        sealed: bool = False,
        identity: Any = None,
    ) -> Submission:
        """Refuses only for the election's state and the body's form."""
        self.require_taking(view, now)
        return prepare(
            view,
            report_id,
            parsed,
            sender,
            now,
            codes=self.codes,
            keyring=self.keyring,
            photos=photos,
            sealed=sealed,
            late=view.intake_at(now) == "late",
            identity=identity,
        )

    def require_taking(self, view: ElectionView, now: datetime) -> None:
        """Whether the election takes reports, and what belongs to them."""
        state = view.intake_at(now)
        if state == "closed":
            raise ElectionClosed("Reports were taken until 14 days after it closed.")
        if state == "not_open":
            raise ElectionNotOpen("Ask the people who run this election when it opens.")

    def submit(self, session: WriteSession, submission: Submission) -> Stored:
        """In the caller's transaction, for the command line and importers."""
        return store(session, [submission])[0]

    def receipt(self, view: ElectionView, submission: Submission, stored: Stored, base: str) -> ReportReceipt:
        """The answer, rebuilt the same for every replay; a conflict is refused here."""
        if (refusal := REFUSALS.get(stored.outcome)) is not None:
            raise refusal
        report_id = submission.report["id"]
        have = {photo.sha256 for photo in submission.received}
        names = dict.fromkeys([*(photo.sha256 for photo in submission.declared), *sorted(have)])
        return ReportReceipt(
            id=str(report_id),
            election=view.slug,
            received_at=stored.received_at,
            triage=Triage.RECEIVED,
            tracking_code=spaced(stored.tracking_code),
            upload_token=self.codes.upload_token(view.id, report_id),
            photos=[photo_out(base, view.slug, report_id, sha256, _state(sha256, have)) for sha256 in names],
            receipt=ReceiptOut(sha256=submission.report["content_sha256"], received_at=stored.received_at),
        )


def photo_out(base: str, slug: str, report_id: UUID, sha256: str, state: str) -> PhotoOut:
    url = f"{base}/api/v1/elections/{slug}/reports/{report_id}/photos/{sha256}"
    return PhotoOut(sha256=sha256, state=state, upload_url=url)


def _state(sha256: str, have: set[str]) -> PhotoState:
    return PhotoState.RECEIVED if sha256 in have else PhotoState.EXPECTED
