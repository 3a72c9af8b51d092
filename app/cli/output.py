"""Data on standard output; what is said beside it on standard error, progress only where a person looks."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]


def print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_fields(fields: Mapping[str, Any]) -> None:
    """One name and value a line."""
    for name, value in fields.items():
        typer.echo(f"{name}: {'–' if value is None else value}")


def print_table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on a terminal; elsewhere lines of fields with tabs between, cut off nowhere."""
    texts = [["–" if value is None else str(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for line in ([name.lower() for name in names], *texts):
            typer.echo("\t".join(line))
        return
    table = Table(*names)
    for line in texts:
        table.add_row(*line)
    Console(highlight=False).print(table)


def say(message: str) -> None:
    typer.echo(message, err=True)


@contextmanager
def progress(what: str, total: int) -> Iterator[Progress]:
    """Its first task is the one that counts to `total`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        shown.add_task(what, total=total)
        yield shown
