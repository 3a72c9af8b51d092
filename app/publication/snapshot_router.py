"""Versions that are kept, and their files, for everybody."""

import re
from typing import Annotated, Final

from fastapi import Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field

from app.accounts.policies import Anyone
from app.core.errors import Unavailable, UnknownParameter
from app.core.etag import etag, is_fresh, not_modified
from app.core.parameters import Parameters
from app.core.problems import documents
from app.core.public_answer import PUBLIC_HEADERS, UNCHANGED, Document, answer
from app.core.routing import Router
from app.core.schema import Schema
from app.db.session import beside
from app.elections.deps import InElection, PublicElectionDb
from app.elections.errors import ElectionNotFound
from app.elections.models import ElectionStatus
from app.elections.public_state import Step
from app.elections.view import ElectionView
from app.incidents.public import Snapshot
from app.publication import snapshots
from app.publication.errors import SnapshotNotFound
from app.publication.rendering import in_bytes
from app.publication.snapshot_files import FILES, SUMS

router = Router(prefix="/api/v1", tags=["snapshots"])

SHOWN: Final = 400  # more than a year of days
_STEP: Final = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


class SnapshotFile(Schema):
    name: str = Field(examples=["incidents.csv"])
    size_bytes: int = Field(examples=[20480])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class SnapshotOut(Schema):
    version: str = Field(examples=["118.42"])
    as_of: AwareDatetime = Field(description="When this version began.", examples=["2020-10-05T03:00:00Z"])
    made_at: AwareDatetime = Field(examples=["2020-10-05T03:10:00Z"])
    incidents: int = Field(examples=[18])
    revised: int = Field(description="How often something in it was withdrawn since.", examples=[0])
    files: list[SnapshotFile] = Field(description="Empty for the minute in which they are summed anew.")

    @classmethod
    def of(cls, view: ElectionView, snapshot: Snapshot) -> "SnapshotOut":
        return cls(
            version=snapshots.state_of(snapshot).version,
            as_of=snapshot.as_of,
            made_at=snapshot.made_at,
            incidents=snapshot.incidents,
            revised=snapshot.revised,
            files=[SnapshotFile(**file) for file in snapshots.files_of(view, snapshot) or ()],
        )


class SnapshotList(Schema):
    election: str = Field(examples=["kg-2020-10-04"])
    items: list[SnapshotOut]


@router.get(
    "/elections/{election}/snapshots",
    summary="List the versions that are kept",
    response_model=SnapshotList,
    responses={**UNCHANGED, **documents(ElectionNotFound, UnknownParameter)},
)
def list_snapshots(
    actor: Anyone, election: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """The newest first, with the sums of their files."""
    Parameters(request.query_params.multi_items(), ()).check()
    kept = [SnapshotOut.of(view, snapshot) for snapshot in snapshots.newest(db, view, SHOWN)]
    document = Document.of(in_bytes(SnapshotList(election=view.slug, items=kept)))
    return answer(request, document, kept=view.status is not ElectionStatus.DRAFT)


@router.get(
    "/elections/{election}/snapshots/{version}/{file}",
    summary="Take a file of a version that is kept",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": {"application/octet-stream": {}}},
        **UNCHANGED,
        **documents(ElectionNotFound, SnapshotNotFound, UnknownParameter, Unavailable),
    },
)
def read_snapshot_file(
    actor: Anyone,
    election: str,
    version: Annotated[str, Path(max_length=20, examples=["118.42"])],
    file: Annotated[str, Path(max_length=40, examples=["incidents.csv"])],
    view: InElection,
    db: PublicElectionDb,
    request: Request,
) -> Response:
    """`incidents.csv`, `incidents.geojson`, `counts.csv`, `coverage.csv`, `rates.csv`, `rates-by-area.csv`,
    `metadata.json`, and `SHA256SUMS` of these. What was withdrawn since has lost its words and place; the
    numbers are those of the version."""
    Parameters(request.query_params.multi_items(), ()).check()
    snapshot = snapshots.get(db, view, _step(version))
    if file not in FILES and file != SUMS:
        raise SnapshotNotFound
    files = snapshots.files_of(view, snapshot)
    if files is None:
        raise Unavailable("Its files are being summed anew.", 60)
    draft = view.status is ElectionStatus.DRAFT
    headers = {**PUBLIC_HEADERS, **({"cache-control": "no-store"} if draft else {})}
    sums = {each["name"]: each["sha256"] for each in files}
    if file == SUMS:
        lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())
        return answer(request, Document.of(lines.encode(), "text/plain; charset=utf-8"), kept=not draft)
    if file not in sums:  # what was watched then is not kept
        raise SnapshotNotFound
    tag = etag(sums[file][:32])
    if is_fresh(request, tag):
        return not_modified(tag, headers)
    pieces = request.app.state.snapshot_files.written(beside(db), view, snapshot, file)
    return StreamingResponse(pieces, headers={**headers, "etag": tag}, media_type=FILES[file].content_type)


def _step(version: str) -> Step:
    found = _STEP.fullmatch(version)
    if found is None:
        raise SnapshotNotFound
    return int(found[1]), int(found[2])
