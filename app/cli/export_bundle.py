"""`pollwatch export bundle`: evidence into a file, for whoever runs the service."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.cli.export import election_view
from app.cli.failures import CommandFailed, Exit
from app.cli.new_file import new_file
from app.cli.opening import opened, read_settings
from app.cli.output import say
from app.core.clock import utc_now
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.evidence import exports
from app.evidence.bundle import Origin, Scope
from app.evidence.bundles import Bundles
from app.workers import photo_store


def export_bundle(
    election: Annotated[str, typer.Option(metavar="SLUG", help="The election.")],
    output: Annotated[Path, typer.Option(metavar="FILE", help="A ZIP that does not exist yet.")],
    incident: Annotated[str | None, typer.Option(metavar="REF", help="With all its reports.")] = None,
    report: Annotated[list[UUID] | None, typer.Option(metavar="ID", help="As often as needed.")] = None,
    reason: Annotated[str, typer.Option(help="What for; stands in the manifest.")] = "",
) -> None:
    """Originals, hashes, findings and histories as a ZIP. The histories record it, as from the console."""
    if (incident is None) == (not report):
        raise CommandFailed("Name either --incident or one or more --report.", Exit.USAGE)
    settings, now = read_settings(), utc_now()
    with opened(settings) as database:
        view = election_view(database, election)
        with new_file(output) as file:
            with database.write.begin() as session:
                scope = _scope(session, view, incident, report or [])
                exports.record(session, view, scope, None, "command line", now)
            bundles = Bundles(database, photo_store(settings))
            for piece in bundles.stream(view, scope, Origin(reason=reason), now):
                file.write(piece)
    say(f"{output}: {len(scope.report_ids)} reports.")


def _scope(session: ReadSession, view: ElectionView, incident: str | None, report_ids: list[UUID]) -> Scope:
    if incident is not None:
        return exports.of_incident(session, exports.incident_called(session, view, incident))
    return exports.of_reports(session, view, report_ids)
