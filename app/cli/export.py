"""`pollwatch export …`: what the public can have, to a file, in the same words as over HTTP."""

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from app.aggregation.counts import public_counts
from app.aggregation.question import read_question
from app.aggregation.rendering import as_json
from app.aggregation.table import counts_table
from app.cli.failures import CommandFailed, Exit
from app.cli.opening import opened, read_settings
from app.core import parquet_table
from app.core.negotiation import GEOJSON, JSON, PARQUET, Format, choose
from app.core.table_files import TABLES, Wanted, written
from app.db.session import Database
from app.elections.asked_version import VERSION, asked_version
from app.elections.directory import Directory
from app.elections.public_state import public_state
from app.elections.view import ElectionView
from app.incidents import grammar
from app.publication.downloads import Downloads, unmoved
from app.publication.listings import Incidents

export = typer.Typer(help="Public data into files.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The election.")]
Question = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=VALUE]...", help="As in the address: by=group,area from=2020-10-04 …"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Its suffix is the format."),
]
Form = Annotated[str | None, typer.Option("--format", "-f", help="Above the suffix.")]


@export.command("counts")
def export_counts(slug: Slug, question: Question = None, out: Out = None, form: Form = None) -> None:
    """Counts of what is published: json, csv, xlsx or parquet."""
    chosen = _form((JSON, *TABLES), out, form)
    pairs = _pairs(question or [])
    with opened(read_settings()) as database:
        view = election_view(database, slug)
        asked = read_question(view, pairs, staff=False)
        with database.read() as session:
            state = public_state(session, view.id, asked_version(pairs))
            counts = public_counts(session, view, asked, state)
    if chosen is JSON:
        _write([as_json(counts, view, asked)], out)
    else:
        _write(written(counts_table(counts, view, asked), chosen), out)


@export.command("incidents")
def export_incidents(slug: Slug, question: Question = None, out: Out = None, form: Form = None) -> None:
    """Published incidents, newest first: json, geojson, csv, xlsx or parquet."""
    chosen = _form((JSON, GEOJSON, *TABLES), out, form)
    pairs = _pairs(question or [])
    with opened(read_settings()) as database:
        view, downloads = election_view(database, slug), Downloads()
        filters = grammar.parse(view, pairs, also=frozenset({VERSION}))
        with database.read() as session:
            state = public_state(session, view.id, asked_version(pairs))
            listing = Incidents(view, filters, state)
            newest, after = downloads.first(session, listing.read)
        shown = chain(newest, downloads.following(database.read, after, listing.read, unmoved(view, state)))
        if chosen is JSON:
            _write([listing.page(list(shown), None, JSON)], out)
        else:
            _write(listing.whole(shown, Wanted(chosen)), out)


def election_view(database: Database, slug: str) -> ElectionView:
    view = Directory(database, max_age_seconds=0).find(slug)
    if view is None:
        raise CommandFailed("There is no such election; `pollwatch election list` shows them.")
    return view


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    pairs = [word.partition("=") for word in words]
    if not all(separator for _, separator, _ in pairs):
        raise CommandFailed("Write what you ask for as NAME=VALUE, such as by=group.", Exit.USAGE)
    return [(name, value) for name, _, value in pairs]


def _form(formats: tuple[Format, ...], out: Path | None, form: str | None) -> Format:
    suffix = out.suffix.removeprefix(".") if out else None
    chosen = choose(formats, suffix=form or suffix)
    if chosen is PARQUET:
        parquet_table.check_installed()
    return chosen


def _write(pieces: Iterable[bytes], out: Path | None) -> None:
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with out.open("wb") as file:
        for piece in pieces:
            file.write(piece)
