"""An answer as JSON. Pure but for the view."""

from dataclasses import asdict
from typing import Any

import orjson

from app.aggregation.caveat import CAVEAT, notices
from app.aggregation.counts import Counts
from app.aggregation.members import key_members
from app.aggregation.question import Question
from app.elections.view import ElectionView


def as_json(counts: Counts, view: ElectionView, question: Question) -> bytes:
    keys = key_members(view, question)
    answer = {
        **head(counts, view, question),
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
