"""`pollwatch monitor invite`: a code from which somebody in the field makes their own account."""

from typing import Annotated

import typer
from sqlalchemy import select

from app.accounts import invitations, service
from app.accounts.models import Organisation
from app.accounts.roles import Role
from app.cli.opening import read_settings, writing
from app.cli.output import AsJson, print_fields, print_json
from app.core.clock import utc_now
from app.core.text import unique_key
from app.elections.service import get as get_election

monitor = typer.Typer(help="People in the field.", no_args_is_help=True)


@monitor.callback()
def _group() -> None:
    """Keeps `invite` a command of its own, whatever joins it later."""


@monitor.command("invite")
def invite_monitor(
    election: Annotated[str, typer.Option("--election", metavar="SLUG", help="Which election for.")],
    organisation: Annotated[
        str | None, typer.Option(help="Whose monitor it is; made if there is none of this name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make an invitation for one monitor. The code works once, for a week, and is not shown again."""
    now = utc_now()
    with writing(read_settings()) as session:
        found = get_election(session, election)
        organisation_id = None
        if organisation is not None:
            known = select(Organisation.id).where(Organisation.name_key == unique_key(organisation))
            organisation_id = (
                session.scalar(known) or service.create_organisation(session, organisation, now).id
            )
        made, code = invitations.invite(
            session, None, Role.MONITOR, now, election_id=found.id, organisation_id=organisation_id
        )
    result = {"election": election, "code": code, "expires_at": made.expires_at.isoformat(timespec="seconds")}
    print_json(result) if as_json else print_fields(result)
