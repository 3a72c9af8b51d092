"""Turns: what senders need besides a policy, taken before their body is read."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.accounts.actor import Actor
from app.accounts.deps import source_of
from app.elections.view import ElectionView
from app.intake.errors import CodeUnknown
from app.intake.pace import Guess, Pace, Turn


async def report_turn(
    request: Request, actor: Actor | None, view: ElectionView, report_id: UUID | None
) -> Turn:
    """Whoever is registered has a lane of their own, without a limit."""
    if actor is not None:
        return Turn()
    pace: Pace = request.app.state.pace
    return await pace.report(source_of(request), request.app.state.database, view.id, report_id)


async def _addition_turn(request: Request) -> None:
    pace: Pace = request.app.state.pace
    pace.addition(source_of(request))


async def _guess(request: Request) -> AsyncIterator[Guess]:
    """Counts a code that was refused as unknown; whoever answers otherwise says so themselves."""
    pace: Pace = request.app.state.pace
    guess = pace.guess(source_of(request))
    try:
        yield guess
    except CodeUnknown:
        guess.was_wrong()
        raise


AdditionTurn = Annotated[None, Depends(_addition_turn)]
CodeGuess = Annotated[Guess, Depends(_guess, scope="function")]
