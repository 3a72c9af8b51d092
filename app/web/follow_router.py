"""`/follow`: what became of a report, for whoever holds its code. The code is only ever in a form's body."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.core.clock import utc_now
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.db.session import ReadSession
from app.intake import follow
from app.intake.codes import normalise
from app.intake.deps import AdditionTurn, CodeGuess
from app.intake.pace import Guess
from app.reports.lifecycle import may_withdraw
from app.web.deps import READS, ThePage
from app.web.form_body import SmallForm
from app.web.page import Page
from app.web.render import private

MAX_REPLY_LENGTH: Final = 4000

router = Router(prefix="/follow", include_in_schema=False)


@router.api_route("", methods=READS)
async def ask_for_code(page: ThePage) -> Response:
    return _ask(page)


@router.post("")
def follow_report(page: ThePage, guess: CodeGuess, form: SmallForm, request: Request, db: ReadDb) -> Response:
    return _show(request, page, db, form, guess)


@router.post("/reply")
def reply_from_page(
    page: ThePage, turn: AdditionTurn, guess: CodeGuess, form: SmallForm, request: Request, db: WriteDb
) -> Response:
    """The same words twice are kept once."""
    codes = request.app.state.intake.codes
    code, text = form.get("code", ""), form.get("text", "")
    if not text:
        return _show(request, page, db, form, guess, fault=("text", page.t("follow.reply_empty")))
    if len(text) > MAX_REPLY_LENGTH:
        length, limit = page.number(len(text)), page.number(MAX_REPLY_LENGTH)
        too_long = page.t("report.error.too_long", length=length, limit=limit)
        return _show(request, page, db, form, guess, fault=("text", too_long))
    if follow.find(db, codes, code) is not None:
        follow.reply(db, codes, code, text, utc_now())
    return _show(request, page, db, {"code": code}, guess, done=page.t("follow.reply_sent"))


@router.post("/withdraw")
def withdraw_from_page(
    page: ThePage, guess: CodeGuess, form: SmallForm, request: Request, db: WriteDb
) -> Response:
    codes = request.app.state.intake.codes
    code = form.get("code", "")
    if not form.get("confirm"):
        return _show(request, page, db, form, guess, fault=("confirm", page.t("follow.withdraw_unconfirmed")))
    if follow.find(db, codes, code) is not None:
        follow.withdraw(db, codes, code, utc_now())
    return _show(request, page, db, {"code": code}, guess, done=page.t("follow.withdrawn"))


def _show(
    request: Request,
    page: Page,
    session: ReadSession,
    form: dict[str, str],
    guess: Guess,
    *,
    fault: tuple[str, str] | None = None,
    done: str | None = None,
) -> Response:
    code = form.get("code", "")
    report = follow.find(session, request.app.state.intake.codes, code)
    if report is None:
        guess.was_wrong()
        return _ask(page, code, fault=_why_not(page, code))
    return private(
        "follow",
        page,
        status=422 if fault else 200,
        view=request.app.state.directory.get(report.election_id),
        code=code,
        report=report,
        reason=follow.reason_of(session, report),
        photos=follow.photos_of(session, report),
        messages=follow.messages_of(session, report),
        may_withdraw=may_withdraw(report.triage),
        typed=form.get("text", ""),
        limit=MAX_REPLY_LENGTH,
        faults=[fault] if fault else [],
        done=done,
    )


def _ask(page: Page, code: str = "", fault: str | None = None) -> Response:
    values: dict[str, Any] = {"code": code, "faults": [("code", fault)] if fault else []}
    return private("follow_ask", page, status=404 if fault else 200, **values)


def _why_not(page: Page, code: str) -> str:
    """Says only what whoever typed it can see for themselves."""
    if not code:
        return page.t("follow.code_missing")
    return page.t("follow.not_found" if normalise(code) else "follow.code_mistyped")
