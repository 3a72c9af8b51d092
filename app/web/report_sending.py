"""What happens to a filled-in report form: a receipt, or what to change before it can be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from starlette.datastructures import State

from app.core.errors import AppError
from app.elections.limits import PHOTOS_PER_REPORT
from app.elections.view import ElectionView
from app.intake.delivery import discard, received, take_in
from app.intake.multipart import Parsed, RefusedPhoto
from app.intake.photo_errors import PhotoTooLarge, PhotoTypeNotAllowed
from app.intake.prepare import Sender, Submission
from app.intake.schemas import ReportReceipt
from app.intake.service import Intake
from app.intake.store import Outcome
from app.web.form_ids import FormIds
from app.web.report_form import Fault, Filled

# Members of a report that stand in the form under another name.
_FIELDS: Final = {"category": "tile", "occurred_at": "day", "occurred_on": "day", "harm": "hurt"}


@dataclass(frozen=True, slots=True)
class Sent:
    receipt: ReportReceipt
    repeated: bool


async def send(
    state: State, view: ElectionView, form: Parsed, filled: Filled, now: datetime
) -> Sent | list[Fault]:
    """Sent twice, it is one report. With faults nothing of it is stored, and no photo is kept."""
    forms: FormIds = state.form_ids
    report_id = forms.open(view.id, filled["form"])
    faults = filled.faults(view.time_zone) + [_photo_fault(refused) for refused in form.refused]
    if report_id is None:
        faults.append(Fault("form", "report.error.form_unknown"))
    if faults or report_id is None:
        await _forget_photos(state, form)
        return faults
    prepared = await _prepare(state, view, form, filled, report_id, now)
    if not isinstance(prepared, Submission):
        return prepared
    stored = await take_in(state, prepared)
    if stored.outcome is Outcome.CONFLICT:
        return [Fault("form", "report.error.id_used")]
    intake: Intake = state.intake
    return Sent(intake.receipt(view, prepared, stored, base=""), stored.outcome is Outcome.REPLAYED)


async def _prepare(
    state: State, view: ElectionView, form: Parsed, filled: Filled, report_id: UUID, now: datetime
) -> Submission | list[Fault]:
    intake: Intake = state.intake
    body = filled.report(view.taxonomy, view.time_zone, now)
    try:
        return intake.prepare(
            view, report_id, body, Sender(), now, photos=received(form), identity=filled.identity()
        )
    except ValidationError as failed:
        await _forget_photos(state, form)
        return [_fault(str(error["loc"][0])) for error in failed.errors(include_url=False)]
    except AppError:
        await _forget_photos(state, form)
        raise


async def _forget_photos(state: State, form: Parsed) -> None:
    await discard(state, [photo.store_key for photo in received(form)])


def _fault(member: str) -> Fault:
    return Fault(_FIELDS.get(member, member), "report.error.other")


def _photo_fault(refused: RefusedPhoto) -> Fault:
    if isinstance(refused.reason, PhotoTypeNotAllowed):
        return Fault("photo", "report.error.photo_type", {"photo": refused.number})
    if isinstance(refused.reason, PhotoTooLarge):
        return Fault("photo", "report.error.photo_too_large", {"photo": refused.number})
    return Fault("photo", "report.error.too_many_photos", {"limit": PHOTOS_PER_REPORT})
