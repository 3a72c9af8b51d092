"""An answer as JSON and as a table. Pure but for the view."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from app.aggregation.caveat import CAVEAT, SYNTHETIC, notices
from app.aggregation.counts import Counts
from app.aggregation.figures import Cell, Value
from app.aggregation.question import LABELLED, By, Question
from app.core.csv_table import Value as Written
from app.elections.taxonomy import label
from app.elections.view import ElectionView

Member = Callable[[Cell], Value]


def as_json(counts: Counts, view: ElectionView, question: Question) -> bytes:
    keys = _key_members(view, question)
    return orjson.dumps(
        {
            "as_of": counts.as_of,
            "version": counts.version,
            "election": view.slug,
            "taxonomy_version": view.taxonomy.version,
            "filters": question.echo(),
            "caveat": CAVEAT,
            "notices": notices(view),
            "intake": asdict(counts.intake),
            "cells": [
                {
                    **{name: member(cell) for name, member in keys.items()},
                    "reports": cell.figures.reports,
                    "incidents": cell.figures.incidents(counts.split),
                }
                for cell in counts.cells
            ],
            "totals": {
                "reports": counts.totals.reports,
                "incidents": {**counts.totals.incidents(counts.split), "refuted": counts.totals.refuted},
            },
        },
        option=orjson.OPT_UTC_Z,
    )


def table(
    counts: Counts, view: ElectionView, question: Question
) -> tuple[list[str], Iterator[Sequence[Written]]]:
    """Header and rows: what it is split by, then the numbers. A synthetic election says so in every row."""
    keys = _key_members(view, question)
    numbers = ["reports", "incidents", "violations", "context", *counts.split]
    mark = [SYNTHETIC] if view.synthetic else []
    columns = [*keys, *numbers, *(["notice"] if mark else [])]

    def rows() -> Iterator[Sequence[Written]]:
        for cell in counts.cells:
            incidents = cell.figures.incidents(counts.split).values()
            yield [*(member(cell) for member in keys.values()), cell.figures.reports, *incidents, *mark]

    return columns, rows()


def _key_members(view: ElectionView, question: Question) -> dict[str, Member]:
    """What a cell is, by name; with a label beside the code where a language is asked for."""
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
