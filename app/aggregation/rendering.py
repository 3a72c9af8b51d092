"""An answer as JSON. Pure but for the view."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson

from app.aggregation.caveat import CAVEAT, notices
from app.aggregation.counts import Counts
from app.aggregation.figures import Cell
from app.aggregation.members import key_members
from app.aggregation.question import Question
from app.elections.view import ElectionView


def as_json(counts: Counts, view: ElectionView, question: Question) -> bytes:
    keys = key_members(view, question)
    answer = {
        **head(counts, view, question),
        "cells": [
            {**{name: member(cell) for name, member in keys.items()}, **_numbers(cell, counts)}
            for cell in counts.cells
        ],
        "totals": _totals(counts),
    }
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def series_json(counts: Counts, cells: Sequence[Cell], view: ElectionView, question: Question) -> bytes:
    """`cells` are those of app.aggregation.series: buckets without gaps, then what is in none."""
    *buckets, undated = cells
    bucket = question.by[0].value
    filters = {name: value for name, value in question.echo().items() if name != "by"}
    answer = {
        **head(counts, view, question),
        "filters": {"bucket": bucket, **filters},
        "time_zone": str(view.time_zone),
        "points": [{bucket: cell.key[0], **_numbers(cell, counts)} for cell in buckets],
        "undated": _numbers(undated, counts),
        "totals": _totals(counts),
    }
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def head(counts: Counts, view: ElectionView, question: Question) -> dict[str, Any]:
    """What a reader must know before the numbers."""
    return {
        "as_of": counts.as_of,
        "version": counts.version,
        "election": view.slug,
        "taxonomy_version": view.taxonomy.version,
        "filters": question.echo(),
        "caveat": CAVEAT,
        "notices": notices(view),
        "intake": asdict(counts.intake),
    }


def _numbers(cell: Cell, counts: Counts) -> dict[str, Any]:
    return {"reports": cell.figures.reports, "incidents": cell.figures.incidents(counts.split)}


def _totals(counts: Counts) -> dict[str, Any]:
    totals = counts.totals
    return {
        "reports": totals.reports,
        "incidents": {**totals.incidents(counts.split), "refuted": totals.refuted},
    }
