"""What a cell is, member by member: codes, with labels beside them where a language is asked for."""

from collections.abc import Callable
from typing import Any

from app.aggregation.figures import Cell, Value
from app.aggregation.question import LABELLED, By, Question
from app.elections.taxonomy import label
from app.elections.view import ElectionView

Member = Callable[[Cell], Value]


def key_members(view: ElectionView, question: Question) -> dict[str, Member]:
    """By name, in the order asked for."""
    found: dict[str, Member] = {}
    for at, by in enumerate(question.by):
        if question.fields and by not in question.fields:
            continue
        found[by.value] = _value_at(at)
        if question.lang and by in LABELLED:
            found[f"{by.value}_label"] = _label_at(at, by, view, question.lang)
    return found


def _value_at(at: int) -> Member:
    return lambda cell: cell.key[at]


def _label_at(at: int, by: By, view: ElectionView, language: str) -> Member:
    def labelled(cell: Cell) -> str | None:
        known: Any = _entries(by, view).get(cell.key[at])
        return None if known is None else label(known.name if by is By.AREA else known.labels, language)

    return labelled


def _entries(by: By, view: ElectionView) -> Any:
    if by is By.AREA:
        return view.areas.by_code
    return view.taxonomy.groups if by is By.GROUP else view.taxonomy.kinds
