"""Counts as a table: what they are split by, then the numbers. Pure but for the view."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.aggregation.caveat import SYNTHETIC, about
from app.aggregation.counts import Counts
from app.aggregation.figures import Cell
from app.aggregation.members import key_members
from app.aggregation.question import Question
from app.core.tables import Column, Holds, Table, Value
from app.elections.view import ElectionView

KEYS: Final = {
    column.name: column
    for column in (
        Column("category", "Code of the kind of event, group.kind."),
        Column("category_label", "Its label in the language asked for."),
        Column("group", "Code of the group of kinds."),
        Column("group_label", "Its label in the language asked for."),
        Column("area", "Code of the area at the level asked for; empty: not located that finely."),
        Column("area_label", "Its name in the language asked for."),
        Column("station", "Number of the polling station; empty: none shown."),
        Column("day", "Day on the election's own clock, ISO 8601; empty: undated."),
        Column("hour", "First moment of the hour on the election's own clock, RFC 3339; empty: not known."),
        Column("severity", "5 critical … 1 informational.", Holds.WHOLE),
        Column("veracity", "How sure we are."),
        Column("phase", "Phase of the election."),
        Column("triage", "State of the reports; staff only."),
        Column("reporter_type", "Who reported; staff only."),
        Column("source", "Key of the source, or anonymous; staff only."),
    )
}
NUMBERS: Final = {
    column.name: column
    for column in (
        Column("reports", "Reports linked to the incidents counted.", Holds.WHOLE, "reports"),
        Column("incidents", "Incidents: violations and context.", Holds.WHOLE, "incidents"),
        Column("violations", "Of these, violations.", Holds.WHOLE, "incidents"),
        Column("context", "Of these, protests, good conduct, rejected results.", Holds.WHOLE, "incidents"),
        Column("verified", "Of all incidents: two people checked and agree.", Holds.WHOLE, "incidents"),
        Column("corroborated", "At least two independent known sources.", Holds.WHOLE, "incidents"),
        Column("contested", "Credible evidence against it, or a denial.", Holds.WHOLE, "incidents"),
        Column("unverifiable", "Looked at, not confirmed.", Holds.WHOLE, "incidents"),
        Column("unreviewed", "Nobody has given a verdict; staff only.", Holds.WHOLE, "incidents"),
    )
}
NOTICE: Final = Column("notice", "SYNTHETIC: made up, of no real event.")
_COUNTED: Final = ("reports", "incidents", "violations", "context")


def counts_table(
    counts: Counts, view: ElectionView, question: Question, cells: Sequence[Cell] | None = None
) -> Table:
    """A synthetic election says so in every row. `cells` stand for those of the counts, if given."""
    keys = key_members(view, question)
    mark = [SYNTHETIC] if view.synthetic else []

    def rows() -> Iterator[Sequence[Value]]:
        for cell in counts.cells if cells is None else cells:
            incidents = cell.figures.incidents(counts.split).values()
            yield [*(member(cell) for member in keys.values()), cell.figures.reports, *incidents, *mark]

    columns = [KEYS[name] for name in keys] + [NUMBERS[name] for name in (*_COUNTED, *counts.split)]
    if mark:
        columns.append(NOTICE)
    return Table("counts", columns, rows(), about(view, counts.as_of, counts.version, question.echo()))
