"""`/elections/{slug}` and `/i/{ref}`: the public record, for reading."""

import re
from datetime import date
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.aggregation.counts import Counts, PublicCounting
from app.aggregation.question import By, Question
from app.core.clock import utc_now
from app.core.origin import origin_of
from app.core.pagination import Cursors, cut
from app.core.routing import Router
from app.db.deps import PublicReadDb
from app.db.session import ReadSession
from app.elections.models import ElectionStatus
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents.columns.held import HeldColumns
from app.incidents.coverage import stations_in_public
from app.incidents.errors import IncidentNotFound
from app.incidents.grammar import ALL, Filters, parse
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.publication import queries, snapshots
from app.publication.pages import Matching
from app.publication.schemas import PublicIncidentOut
from app.web import dates
from app.web.area_map import area_map
from app.web.both_numbers import both_numbers
from app.web.count_table import Table, along_one, by_group_and_area, fits, hours_of
from app.web.deps import READS, PublicElection, ThePage
from app.web.incident_words import tell
from app.web.map_files import map_files
from app.web.page import Page
from app.web.quoting import cited, lines_for
from app.web.render import moved, public, unchanged
from app.web.to_download import kept_files, to_download
from app.web.watched import watched
from app.web.zoom import CSP as WITH_SCRIPT
from app.web.zoom import zoom

INCIDENTS_SHOWN: Final = 30
SURE_FIRST: Final = (
    Veracity.VERIFIED,
    Veracity.CORROBORATED,
    Veracity.CONTESTED,
    Veracity.UNVERIFIABLE,
)
# Beside our own cursor, what other sites append to an address that somebody shares.
_NO_FILTER: Final = re.compile(r"cursor|utm_\w+|fbclid|gclid|yclid|igshid|_openstat")

router = Router(include_in_schema=False)


@router.api_route("/elections/{slug}", methods=READS)
def show_election(page: ThePage, view: PublicElection, request: Request, db: PublicReadDb) -> Response:
    """The filters are those of the API; a field of the form that was left open filters nothing."""
    given = [(name, value) for name, value in page.query if value and not _NO_FILTER.fullmatch(name)]
    filters = parse(view, given)
    state = public_state(db, view.id)
    takes = view.intake_at(utc_now()) in ("open", "late")
    origin = origin_of(request)
    script = built.script if (built := map_files()) else None
    kept = kept_files(view, next(iter(snapshots.newest(db, view, 1)), None))
    version = f"{view.id}.{view.version}-{state.version}-{takes:d}-{origin}-{script}-{kept}"
    answer = unchanged(request, page, version)
    if answer is None:
        held = request.app.state.held_columns
        counted = _counted(db, view, filters, state, held)
        matching = Matching(db, view.id, filters, state, held)
        seen = watched(stations_in_public(db, view.id, state.tick), view)
        answer = public(
            request,
            "election",
            page,
            version,
            view=view,
            takes=takes,
            query=given,
            filters=filters,
            both=both_numbers(page),
            **counted,
            **_listed(request, page, view, filters, matching),
            watched=seen,
            side_by_side=_side_by_side(page, view, counted["table"]),
            zoom=zoom(page, view.slug, given, script, counted["map"], seen.shades),
            downloads=to_download(view, given, len(counted["counts"].cells), matching.how_many()),
            kept=kept,
            lines=lines_for(origin, view.slug, given),
            cited=cited(origin, view.slug, given, state.version),
            zone=dates.utc_offset(view.time_zone, state.changed_at),
            sure_first=SURE_FIRST,
        )
    if script is not None:
        answer.headers["content-security-policy"] = WITH_SCRIPT
    return answer


@router.api_route("/i/{ref}", methods=READS)
def show_incident(page: ThePage, ref: str, request: Request, db: PublicReadDb) -> Response:
    """Where a reference leads for ever: to the incident, or to the word that it was withdrawn."""
    record = queries.find(db, ref)
    view = request.app.state.directory.get(record.election_id) if record else None
    if record is None or view is None or view.status is ElectionStatus.DRAFT:
        raise IncidentNotFound("No incident was published under this reference.")
    version = f"{view.id}.{view.version}-{public_state(db, view.id).version}"
    if record.state is Publication.MERGED:
        return moved(page.link(f"/i/{queries.survivor(db, record).ref}"))
    if record.state is Publication.WITHDRAWN:
        return public(request, "withdrawn", page, version, status=410, view=view, ref=ref)
    shown = PublicIncidentOut.of(view, record)
    return unchanged(request, page, version) or public(
        request, "incident", page, version, view=view, told=tell(page, view, shown)
    )


def _counted(
    session: ReadSession, view: ElectionView, filters: Filters, state: PublicState, held: HeldColumns
) -> dict[str, Any]:
    def ask(*by: By, filters: Filters = filters, sort: str | None = None) -> Counts:
        return counting.counts(Question(filters=filters, by=by, level=level, sort=sort))

    counting = PublicCounting(session, view, state, held)
    on_the_day = filters.during(view.voting_on, view.time_zone)
    level = view.areas.table_level
    areas = view.areas.at(level)
    by_area = ask(By.CATEGORY, By.AREA)
    table = by_group_and_area(by_area.cells, areas, view.taxonomy.groups)
    return {
        "everything": by_area if filters == ALL else ask(filters=ALL),
        "counts": by_area,
        "table": table,
        "map": area_map(view.areas, areas, table.total.by_column),
        "by_hour": hours_of(view.voting_on, along_one(ask(By.HOUR, filters=on_the_day).cells)),
        "by_day": {_day(key): figures for key, figures in along_one(ask(By.DAY).cells).items()},
        "by_severity": along_one(ask(By.SEVERITY, sort="-severity").cells),
        "areas": areas,
    }


def _side_by_side(page: Page, view: ElectionView, table: Table) -> bool:
    def head_of(area: str | None) -> str:
        return (
            page.t("election.not_located") if area is None else page.text(view.areas.by_code[area].name).words
        )

    columns = [(head_of(column), table.total[column]) for column in table.columns]
    return fits(columns, (page.t("common.total"), table.total.total))


def _listed(
    request: Request, page: Page, view: ElectionView, filters: Filters, matching: Matching
) -> dict[str, Any]:
    cursors: Cursors = request.app.state.cursors
    of = {"page": f"/elections/{view.slug}", **filters.echo()}
    given = dict(page.query).get("cursor")
    after = cursors.open(of, given, *queries.CURSOR) if given else None
    records, last = cut(matching.page(after, INCIDENTS_SHOWN), INCIDENTS_SHOWN)
    return {
        "incidents": [tell(page, view, PublicIncidentOut.of(view, record)) for record in records],
        "next_cursor": cursors.seal(of, (last.published_at, last.ref)) if last else None,
    }


def _day(key: str | int | None) -> date | None:
    return None if key is None else date.fromisoformat(str(key))
