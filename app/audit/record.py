"""The one place where the audit trail is written, as the last thing in the transaction of what it tells.

Numbers are given last, and the row that holds the newest is locked until the commit is seen by others.
Whoever sees number 7 therefore sees 1 to 6 too: a reader that goes on from the last number it saw misses
nothing, however transactions overlap. See docs/decisions/0029-order-of-events.md.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event as events
from sqlalchemy import insert

from app.audit.models import AuditEvent, AuditPosition
from app.core.clock import utc_now
from app.db.portable import insert_into
from app.db.session import WriteSession

NO_ELECTION: Final = 0
_NOTED: Final = "audit"

Noted = list[tuple[int, dict[str, Any]]]


class Kind(StrEnum):
    """What something happened to."""

    REPORT = "report"
    INCIDENT = "incident"
    SOURCE = "source"
    EXPORT = "export"
    ELECTION = "election"
    ACCOUNT = "account"
    TOKEN = "token"  # noqa: S105  a word, not a secret
    INVITATION = "invitation"
    ORGANISATION = "organisation"
    KEY = "key"


def note(
    session: WriteSession,
    election_id: int,
    kind: Kind,
    object_id: UUID | str | None,
    event: str,
    *,
    account_id: UUID | None,
    at: datetime,
    version: int | None = None,
    entry: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Written when the session commits; if it does not, nothing is."""
    values = {
        "at": at,
        "account_id": account_id,
        "kind": kind.value,
        "object_id": None if object_id is None else str(object_id),
        "event": event,
        "version": version,
        "entry": entry,
        "facts": dict(facts or {}),
    }
    if not session.in_transaction():
        session.begin()  # what is noted before the first statement is rolled back like the rest
    noted: Noted = session.info.setdefault(_NOTED, [])
    noted.append((election_id, values))


def act(
    session: WriteSession,
    kind: Kind,
    object_id: UUID | str | None,
    event: str,
    *,
    election_id: int = NO_ELECTION,
    **facts: Any,
) -> None:
    """Note what has no history of its own, as done by whoever this transaction is made for."""
    note(
        session,
        election_id,
        kind,
        object_id,
        event,
        account_id=session.acting,
        at=utc_now(),
        facts=facts,
    )


def _write(session: WriteSession) -> None:
    if session.in_nested_transaction() or _NOTED not in session.info:
        return
    session.flush()  # whatever may wait for somebody else's lock does so before ours is taken
    noted: Noted = session.info.pop(_NOTED)
    for election_id in sorted({election_id for election_id, _ in noted}):  # one order: no deadlock
        theirs = [values for election, values in noted if election == election_id]
        first = _advance(session, election_id, len(theirs)) - len(theirs) + 1
        rows = [
            {"election_id": election_id, "number": number, **values}
            for number, values in enumerate(theirs, first)
        ]
        session.execute(insert(AuditEvent), rows)


def _advance(session: WriteSession, election_id: int, by: int) -> int:
    """The new last number. From here on others wait until we have committed."""
    counted = (
        insert_into(session, AuditPosition)
        .values(election_id=election_id, last=by)
        .on_conflict_do_update(index_elements=["election_id"], set_={"last": AuditPosition.last + by})
        .returning(AuditPosition.last)
    )
    last: int = session.execute(counted).scalar_one()
    return last


def _forget(session: WriteSession, _previous: object) -> None:
    session.info.pop(_NOTED, None)


events.listen(WriteSession, "before_commit", _write)
events.listen(WriteSession, "after_soft_rollback", _forget)
