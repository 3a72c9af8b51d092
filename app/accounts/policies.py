"""Who may do what: each operation names exactly one policy, as the type of its first parameter."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.accounts.actor import Actor
from app.accounts.errors import (
    CrossSite,
    PasswordChangeRequired,
    SecondFactorEnrolmentRequired,
    SecondFactorRequired,
    TokenRefused,
)
from app.accounts.next_step import NextStep
from app.accounts.roles import STAFF, Role
from app.accounts.same_origin import SAFE_METHODS, is_same_origin
from app.core.errors import Forbidden, Unauthenticated


class Strangers(Enum):
    """Whether somebody who has not signed in may do it."""

    NEVER = "never"
    ALWAYS = "always"
    WHERE_ANONYMOUS_REPORTS_ARE_TAKEN = "where anonymous reports are taken"


@dataclass(frozen=True, slots=True)
class Policy:
    """Any one of `roles` is enough; None asks for no role at all.

    Under `{election}` the roles held in that election count, elsewhere the roles held anywhere, or, where
    it is about people and elections as such, the roles held `everywhere`. An election that does not exist
    guards nothing: whoever has signed in passes, and InElection answers 404.
    """

    name: str
    roles: frozenset[Role] | None = None
    strangers: Strangers = Strangers.NEVER
    everywhere: bool = False
    steps: frozenset[NextStep] = frozenset({NextStep.READY})  # also open to somebody who has these to do

    async def __call__(self, request: Request) -> Actor | None:
        actor = self._credible(request)
        if self.strangers is Strangers.ALWAYS:
            return actor
        if actor is None and self.strangers is Strangers.NEVER:
            raise Unauthenticated("Send `Authorization: Bearer <token>`, or sign in to the console.")
        slug = request.path_params.get("election")
        election = None if slug is None else await _election(request, slug)
        if slug is not None and election is None:
            return actor
        self._check(actor, election)
        return actor

    def _credible(self, request: Request) -> Actor | None:
        """Who asks, once their way of asking has been found in order.

        A token that is not valid is refused even where none is needed: nobody shall believe that they
        report as an accredited monitor when they do not.
        """
        actor: Actor | None = request.state.actor
        if request.state.credentials_refused:
            raise TokenRefused("It is unknown, expired or revoked. Ask an administrator for a new one.")
        if actor is None:
            return None
        if (
            actor.session_digest is not None
            and _changes_something(request)
            and not is_same_origin(request.headers)
        ):
            raise CrossSite("A signed-in browser may change something only from our own pages.")
        if actor.next_step in self.steps:
            return actor
        if self.strangers is Strangers.NEVER:
            refusal, what_to_do = _UNDONE[actor.next_step]
            raise refusal(what_to_do)
        return None

    def _check(self, actor: Actor | None, election: Any) -> None:
        if self.strangers is Strangers.WHERE_ANONYMOUS_REPORTS_ARE_TAKEN:
            if election is not None and election.anonymous_reports:
                return
            if actor is None:
                raise Unauthenticated("This election takes reports from registered monitors only.")
        if self.roles is None or actor is None:
            return
        if not self.roles & self._held(actor, election):
            raise Forbidden(f"This needs one of: {', '.join(sorted(self.roles))}.")

    def _held(self, actor: Actor, election: Any) -> frozenset[Role]:
        if election is not None:
            return actor.roles_in(election.id)
        return actor.roles_in(None) if self.everywhere else actor.roles_anywhere()


_UNDONE: Final[dict[NextStep, tuple[type[Forbidden], str]]] = {
    NextStep.CHANGE_PASSWORD: (
        PasswordChangeRequired,
        "Signed in with a one-time password: choose your own first.",
    ),
    NextStep.SECOND_FACTOR: (SecondFactorRequired, "Send a code, or sign in with a passkey."),
    NextStep.ENROL_FACTOR: (
        SecondFactorEnrolmentRequired,
        "Set up an authenticator app or a passkey first.",
    ),
}


async def _election(request: Request, slug: str) -> Any:
    """The election's rules: from memory if they are fresh, else read in a thread. Elections lie above us."""
    directory = request.app.state.directory
    return directory.fresh(slug) or await run_in_threadpool(directory.find, slug)


def _changes_something(request: Request) -> bool:
    return request.method not in SAFE_METHODS


ANYONE: Final = Policy("anyone", strangers=Strangers.ALWAYS)
SIGNED_IN: Final = Policy("signed-in")
SIGNED_IN_WITH_ANY_PASSWORD: Final = Policy(
    "signed-in-with-any-password", steps=frozenset({NextStep.READY, NextStep.CHANGE_PASSWORD})
)
SIGNING_IN: Final = Policy("signing-in", steps=frozenset(NextStep))
ENROLLING: Final = Policy("enrolling", steps=frozenset({NextStep.READY, NextStep.ENROL_FACTOR}))
MONITOR: Final = Policy("monitor", frozenset({Role.MONITOR}))
MODERATOR: Final = Policy("moderator", frozenset({Role.MODERATOR}))
SOURCE_READER: Final = Policy("source-reader", frozenset({Role.MODERATOR, Role.ADMIN}))
VERIFIER: Final = Policy("verifier", frozenset({Role.VERIFIER}))
LEAD: Final = Policy("lead", frozenset({Role.LEAD}))
ANALYST: Final = Policy("analyst", frozenset({Role.ANALYST, Role.MODERATOR}))
AUDITOR: Final = Policy("auditor", frozenset({Role.AUDITOR}))
CHIEF_AUDITOR: Final = Policy("chief-auditor", frozenset({Role.AUDITOR}), everywhere=True)
ADMIN: Final = Policy("admin", frozenset({Role.ADMIN}), everywhere=True)
INVITER: Final = Policy("inviter", frozenset({Role.ADMIN, Role.LEAD}))
REPORTER: Final = Policy(
    "reporter", frozenset({Role.MONITOR}) | STAFF, Strangers.WHERE_ANONYMOUS_REPORTS_ARE_TAKEN
)
VISIT_REPORTER: Final = Policy("visit-reporter", frozenset({Role.MONITOR, Role.MODERATOR}))

Anyone = Annotated[Actor | None, Depends(ANYONE)]
SignedIn = Annotated[Actor, Depends(SIGNED_IN)]
SignedInWithAnyPassword = Annotated[Actor, Depends(SIGNED_IN_WITH_ANY_PASSWORD)]
SigningIn = Annotated[Actor, Depends(SIGNING_IN)]
Enrolling = Annotated[Actor, Depends(ENROLLING)]
Monitor = Annotated[Actor, Depends(MONITOR)]
Moderator = Annotated[Actor, Depends(MODERATOR)]
SourceReader = Annotated[Actor, Depends(SOURCE_READER)]
Verifier = Annotated[Actor, Depends(VERIFIER)]
Lead = Annotated[Actor, Depends(LEAD)]
Analyst = Annotated[Actor, Depends(ANALYST)]
Auditor = Annotated[Actor, Depends(AUDITOR)]
ChiefAuditor = Annotated[Actor, Depends(CHIEF_AUDITOR)]
Admin = Annotated[Actor, Depends(ADMIN)]
Inviter = Annotated[Actor, Depends(INVITER)]
Reporter = Annotated[Actor | None, Depends(REPORTER)]
VisitReporter = Annotated[Actor, Depends(VISIT_REPORTER)]
