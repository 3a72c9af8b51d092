"""Roles, and which of them contain which. Held per election, or for every election at once."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    MONITOR = "monitor"
    MODERATOR = "moderator"
    VERIFIER = "verifier"
    LEAD = "lead"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMIN = "admin"


# moderator ⊂ verifier ⊂ lead; the others stand alone. Admin manages people and elections, moderates nothing.
INCLUDES: Final[dict[Role, frozenset[Role]]] = {
    Role.VERIFIER: frozenset({Role.MODERATOR}),
    Role.LEAD: frozenset({Role.MODERATOR, Role.VERIFIER}),
}
STAFF: Final = frozenset({Role.MODERATOR, Role.VERIFIER, Role.LEAD, Role.ANALYST, Role.AUDITOR, Role.ADMIN})


def covered(roles: frozenset[Role]) -> frozenset[Role]:
    """Everything somebody holding `roles` may act as."""
    return roles.union(*(INCLUDES.get(role, frozenset()) for role in roles))
