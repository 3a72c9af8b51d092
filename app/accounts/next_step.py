"""What stands between somebody who has proved who they are and the console."""

from enum import StrEnum
from typing import Final

from app.accounts.roles import STAFF, Role


class NextStep(StrEnum):
    READY = "ready"
    SECOND_FACTOR = "second_factor"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  a step, not a secret
    ENROL_FACTOR = "enrol_factor"


# Of whom APP_SECOND_FACTOR requires one; everybody else may have one.
REQUIRED_OF: Final[dict[str, frozenset[Role]]] = {
    "optional": frozenset(),
    "leads_and_admins": frozenset({Role.LEAD, Role.ADMIN}),
    "staff": STAFF,
}


def next_step(*, awaiting_factor: bool, password_temporary: bool, factor_missing: bool) -> NextStep:
    """The password alone opens nothing of an account that has a second factor, not even a new password."""
    if awaiting_factor:
        return NextStep.SECOND_FACTOR
    if password_temporary:
        return NextStep.CHANGE_PASSWORD
    return NextStep.ENROL_FACTOR if factor_missing else NextStep.READY
