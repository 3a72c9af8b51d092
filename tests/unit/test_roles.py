"""Roles nest as product.md says, per election, and nowhere else."""

from uuid import uuid4

import pytest

from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.roles import Role, covered

CONTAINED = {
    Role.MONITOR: {Role.MONITOR},
    Role.MODERATOR: {Role.MODERATOR},
    Role.VERIFIER: {Role.MODERATOR, Role.VERIFIER},
    Role.LEAD: {Role.MODERATOR, Role.VERIFIER, Role.LEAD},
    Role.ANALYST: {Role.ANALYST},
    Role.AUDITOR: {Role.AUDITOR},
    Role.ADMIN: {Role.ADMIN},
}


def actor(**grants: Role) -> Actor:
    elections = {"everywhere": EVERY_ELECTION, "here": 1, "there": 2}
    return Actor(uuid4(), "somebody", {elections[where]: frozenset({role}) for where, role in grants.items()})


class TestNesting:
    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_covers_exactly_what_it_contains(self, role: Role) -> None:
        assert covered(frozenset({role})) == CONTAINED[role]

    def test_nothing_covers_nothing(self) -> None:
        assert covered(frozenset()) == frozenset()


class TestElections:
    def test_a_role_counts_only_where_it_is_held(self) -> None:
        lead = actor(here=Role.LEAD)

        assert Role.MODERATOR in lead.roles_in(1)
        assert lead.roles_in(2) == frozenset()
        assert lead.roles_in(None) == frozenset()
        assert lead.roles_anywhere() == CONTAINED[Role.LEAD]

    def test_a_role_held_everywhere_counts_in_each(self) -> None:
        everywhere = actor(everywhere=Role.VERIFIER, there=Role.ANALYST)

        assert everywhere.roles_in(1) == {Role.MODERATOR, Role.VERIFIER}
        assert everywhere.roles_in(2) == {Role.MODERATOR, Role.VERIFIER, Role.ANALYST}
