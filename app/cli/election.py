"""`pollwatch election …`: what has to stand before the first report comes."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.cli.failures import CommandFailed, Exit
from app.cli.opening import opened, read_settings, writing
from app.cli.output import AsJson, print_fields, print_json, print_table, say
from app.core.clock import utc_now
from app.elections import importers, service
from app.elections.directory import Directory
from app.elections.import_result import Imported
from app.elections.models import ElectionStatus, Mode
from app.elections.schemas import ElectionIn

election = typer.Typer(help="Elections, their areas, stations and visits.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The election, as it stands in addresses.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]
Partial = Annotated[bool, typer.Option("--partial", help="Import the good rows although others are bad.")]


@election.command("create")
def create_election(
    slug: Slug,
    code: Annotated[str, typer.Option(help="Stands in public references, like KG20.")],
    name: Annotated[str, typer.Option(help="In English.")],
    time_zone: Annotated[str, typer.Option(help="Like Asia/Bishkek.")],
    voting_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the vote.")],
    live: Annotated[bool, typer.Option("--live", help="No rehearsal.")] = False,
    more: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="JSON with further members: name, phases, …"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make an election. It is a draft, seen by nobody but staff, until it is opened."""
    further = _read_json(more) if more else {}
    given = {
        "slug": slug,
        "code": code,
        "time_zone": time_zone,
        "voting_on": voting_on.date(),
        "mode": Mode.LIVE if live else Mode.REHEARSAL,
        **further,
        "name": {"en": name, **further.get("name", {})},
    }
    with writing(read_settings()) as session:
        made = service.create(session, _valid(given), utc_now())
    _print_state(made.slug, made.status, as_json)


@election.command("list")
def list_elections(as_json: AsJson = False) -> None:
    """List elections, newest vote first."""
    with opened(read_settings()) as database:
        views = Directory(database, max_age_seconds=0).all()
    if as_json:
        print_json(
            [
                {
                    "slug": view.slug,
                    "code": view.code,
                    "voting_on": view.voting_on.isoformat(),
                    "status": view.status,
                    "mode": view.mode,
                    "synthetic": view.synthetic,
                    "areas": len(view.areas.by_code),
                    "stations": len(view.stations),
                }
                for view in views
            ]
        )
    else:
        rows = [
            (view.slug, view.code, view.voting_on, view.status, len(view.areas.by_code), len(view.stations))
            for view in views
        ]
        print_table(("Slug", "Code", "Voting on", "Status", "Areas", "Stations"), rows)


@election.command("open")
def open_election(slug: Slug, as_json: AsJson = False) -> None:
    """Take reports from now on, and show the election to everybody."""
    _set_status(slug, ElectionStatus.OPEN, as_json)


@election.command("close")
def close_election(slug: Slug, as_json: AsJson = False) -> None:
    """Take reports for 14 more days, marked late, and then no more."""
    _set_status(slug, ElectionStatus.CLOSED, as_json)


@election.command("archive")
def archive_election(slug: Slug, as_json: AsJson = False) -> None:
    """Let nothing of it change any more."""
    _set_status(slug, ElectionStatus.ARCHIVED, as_json)


@election.command("import-areas")
def import_areas(slug: Slug, file: Source, partial: Partial = False, as_json: AsJson = False) -> None:
    """Take areas from GeoJSON; `properties` hold code, parent, level and name."""
    _import(slug, _read_json(file), importers.import_areas, partial, as_json)


@election.command("import-stations")
def import_stations(slug: Slug, file: Source, partial: Partial = False, as_json: AsJson = False) -> None:
    """Take stations from CSV: number, area, name_en, …, latitude_deg, longitude_deg, registered_voters."""
    _import(slug, _read_text(file), importers.import_stations, partial, as_json)


@election.command("import-visits")
def import_visits(slug: Slug, file: Source, partial: Partial = False, as_json: AsJson = False) -> None:
    """Take visits from CSV: station, organisation, method, from, to."""
    _import(slug, _read_text(file), importers.import_visits, partial, as_json)


Importer = Callable[..., Imported]


def _import(slug: str, content: Any, importer: Importer, partial: bool, as_json: bool) -> None:
    with writing(read_settings()) as session:
        imported = importer(session, slug, content, utc_now(), partial=partial)
    refused = [{"row": bad.row, "code": bad.code, "message": bad.message} for bad in imported.refused]
    if as_json:
        print_json({"imported": imported.imported, "refused": refused})
    else:
        print_fields({"imported": imported.imported, "refused": len(refused)})
        for bad in refused:
            say(f"row {bad['row']}: {bad['message']}")
    if refused:
        raise typer.Exit(Exit.PARTLY)


def _set_status(slug: str, status: ElectionStatus, as_json: bool) -> None:
    with writing(read_settings()) as session:
        changed = service.set_status(session, slug, status, utc_now())
    _print_state(changed.slug, changed.status, as_json)


def _print_state(slug: str, status: ElectionStatus, as_json: bool) -> None:
    result = {"slug": slug, "status": status.value}
    print_json(result) if as_json else print_fields(result)


def _valid(given: dict[str, Any]) -> ElectionIn:
    try:
        return ElectionIn.model_validate(given)
    except ValidationError as failed:
        wrong = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in failed.errors())
        raise CommandFailed(f"The election is not valid: {wrong}", Exit.USAGE) from None


def _read_json(file: Path) -> Any:
    try:
        return json.loads(_read_text(file))
    except json.JSONDecodeError as failed:
        raise CommandFailed(f"{file} is not JSON (line {failed.lineno}): {failed.msg}.", Exit.USAGE) from None


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not UTF-8; save it as UTF-8 and try again.", Exit.USAGE) from None
