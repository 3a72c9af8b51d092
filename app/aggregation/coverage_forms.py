"""Coverage as JSON, as a table and on a map. Pure but for the view."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import orjson

from app.aggregation.caveat import CAVEAT, SYNTHETIC, about, notices
from app.aggregation.coverage import Coverage, CoverageCell, Reason
from app.aggregation.coverage_question import CoverageBy, CoverageQuestion
from app.aggregation.features import geometry_of
from app.aggregation.figures import Value as KeyValue
from app.aggregation.question import By
from app.aggregation.table import NOTICE
from app.core.tables import Column, Holds, Table, Value
from app.elections.public_state import PublicState
from app.elections.taxonomy import label
from app.elections.view import ElectionView

KEYS: Final = {
    column.name: column
    for column in (
        Column("area", "Code of the area at the level asked for; empty: stations known only more coarsely."),
        Column("area_label", "Its name in the language asked for."),
        Column("organisation", "Whose observers visited; empty: of none."),
        Column("method", "random: stations drawn at random; other: chosen otherwise."),
    )
}
NUMBERS: Final = (
    Column("stations", "Stations there are.", Holds.WHOLE, "stations"),
    Column("visited", "Of these, visited by observers, each once; empty: withheld.", Holds.WHOLE, "stations"),
    Column("coverage", "visited / stations.", Holds.NUMBER),
    Column(
        "recorded",
        "Visited stations at which these visits recorded a published violation; empty: no rate.",
        Holds.WHOLE,
        "stations",
    ),
    Column("rate", "recorded / visited.", Holds.NUMBER),
    Column("rate_low", "Lower end of its 95 % interval (Wilson); of random samples only.", Holds.NUMBER),
    Column("rate_high", "Upper end.", Holds.NUMBER),
    Column("reason", f"Why something is missing: {', '.join(Reason)}."),
)
_Member = Callable[[CoverageCell], KeyValue]


def coverage_json(
    found: Coverage, view: ElectionView, question: CoverageQuestion, state: PublicState
) -> bytes:
    keys = _keys(view, question)
    answer = {
        **_head(view, question, state),
        "cells": [
            {**{name: member(cell) for name, member in keys.items()}, **cell.members()}
            for cell in found.cells
        ],
        "totals": found.totals.members(),
    }
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def coverage_geojson(
    found: Coverage, view: ElectionView, question: CoverageQuestion, state: PublicState
) -> bytes:
    """By area alone. Stations known only more coarsely are a feature without geometry."""
    table = coverage_table(found, view, question, state)
    features = [
        {
            "type": "Feature",
            "geometry": geometry_of(view, By.AREA, cell.key[0]),
            "properties": dict(zip(table.names, row, strict=True)),
        }
        for cell, row in zip(found.cells, table.rows, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        **_head(view, question, state),
        "totals": found.totals.members(),
        "features": features,
    }
    return orjson.dumps(collection, option=orjson.OPT_UTC_Z)


def coverage_table(
    found: Coverage, view: ElectionView, question: CoverageQuestion, state: PublicState
) -> Table:
    """A synthetic election says so in every row."""
    keys = _keys(view, question)
    mark = [SYNTHETIC] if view.synthetic else []

    def rows() -> Iterator[Sequence[Value]]:
        for cell in found.cells:
            yield [*(member(cell) for member in keys.values()), *cell.members().values(), *mark]

    columns = [*(KEYS[name] for name in keys), *NUMBERS, *([NOTICE] if mark else [])]
    beside = {"cited_figures": json.dumps(dict(view.cited_figures), ensure_ascii=False)}
    told = about(view, state.changed_at, state.version, question.echo()) | beside
    return Table("coverage", columns, rows(), told)


def _head(view: ElectionView, question: CoverageQuestion, state: PublicState) -> dict[str, Any]:
    """What a reader must know before the numbers. What others counted is quoted as they said it."""
    return {
        "as_of": state.changed_at,
        "version": state.version,
        "election": view.slug,
        "taxonomy_version": view.taxonomy.version,
        "filters": question.echo(),
        "caveat": CAVEAT,
        "notices": notices(view),
        "cited_figures": view.cited_figures,
    }


def _keys(view: ElectionView, question: CoverageQuestion) -> dict[str, _Member]:
    """By name, in the order asked for."""
    found: dict[str, _Member] = {}
    for at, by in enumerate(question.by):
        found[by.value] = _value_at(at)
        if question.lang and by is CoverageBy.AREA:
            found["area_label"] = _label_at(at, view, question.lang)
    return found


def _value_at(at: int) -> _Member:
    return lambda cell: cell.key[at]


def _label_at(at: int, view: ElectionView, language: str) -> _Member:
    def labelled(cell: CoverageCell) -> str | None:
        area = view.areas.get(str(cell.key[at]))
        return None if area is None else label(area.name, language)

    return labelled
