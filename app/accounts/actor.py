"""Who is asking: set once per request by the middleware, compared with a policy by the endpoint."""

from dataclasses import dataclass, field
from uuid import UUID

from app.accounts.next_step import NextStep
from app.accounts.roles import Role, covered

EVERY_ELECTION = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """`grants` maps an election's id, or EVERY_ELECTION, to the roles held there."""

    account_id: UUID
    name: str
    grants: dict[int, frozenset[Role]] = field(default_factory=dict)
    organisation_id: UUID | None = None
    session_digest: bytes | None = None  # set when a console cookie, not a token, spoke
    narrowed_to: Role | None = None  # the one role in which a token speaks that is for less than its account
    next_step: NextStep = NextStep.READY  # what a browser has to do before anything else

    def roles_in(self, election_id: int | None) -> frozenset[Role]:
        held = self.grants.get(EVERY_ELECTION, frozenset())
        if election_id is not None:
            held |= self.grants.get(election_id, frozenset())
        return covered(held)

    def roles_anywhere(self) -> frozenset[Role]:
        return covered(frozenset().union(*self.grants.values()))
