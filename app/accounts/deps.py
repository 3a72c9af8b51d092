"""What the endpoints about accounts need besides an actor: turns at hashing, the limits, the cookie."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request
from starlette.responses import Response

from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.device_class import DeviceClass, device_class
from app.accounts.errors import ConsoleOnly, CrossSite, HttpsRequired, PasskeysUnavailable
from app.accounts.factors import Factors
from app.accounts.guess_limit import GuessLimit
from app.accounts.middleware import LOOPBACK_COOKIE, SECURE_COOKIE
from app.accounts.passkey_site import Site, site_of
from app.accounts.passwords import HASHING_TURNS
from app.accounts.roles import Role
from app.accounts.same_origin import is_loopback, is_same_origin
from app.accounts.schemas import GrantOut
from app.core.errors import InvalidRequest
from app.core.ratelimit import Policy, RateLimiter

# Generous for an office behind one address at the start of a shift, far below what hashing can take.
SIGN_IN_PACE = Policy("sign-in", 120, 60)


@dataclass(frozen=True, slots=True)
class Console:
    """What signing in remembers between requests, for as long as the process lives."""

    guesses: GuessLimit = field(default_factory=GuessLimit)
    pace: RateLimiter = field(default_factory=lambda: RateLimiter(SIGN_IN_PACE))


class Named(Protocol):
    @property
    def slug(self) -> str: ...


class Elections(Protocol):
    """What accounts need to know of elections, which lie above them."""

    def id_of(self, slug: str) -> int | None: ...

    def get(self, election_id: int) -> Named: ...


def source_of(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _console(request: Request) -> Console:
    console: Console = request.app.state.console
    return console


def _elections(request: Request) -> Elections:
    elections: Elections = request.app.state.directory
    return elections


def _factors(request: Request) -> Factors:
    factors: Factors = request.app.state.factors
    return factors


async def _paced(request: Request) -> None:
    _console(request).pace.take(source_of(request)).require()


async def _same_origin(request: Request) -> None:
    """Signing somebody in to a stranger's account, unnoticed, is an attack too."""
    if not is_same_origin(request.headers):
        raise CrossSite("Send it from our own page, or with an Origin that names this server.")


def _hashing_turn() -> Iterator[None]:
    yield


TheConsole = Annotated[Console, Depends(_console)]
TheFactors = Annotated[Factors, Depends(_factors)]
TheElections = Annotated[Elections, Depends(_elections)]
Paced = Annotated[None, Depends(_paced)]
FromOurPages = Annotated[None, Depends(_same_origin)]
# Whoever waits for a turn holds no thread and no connection: guessing cannot starve the rest.
HashingTurn = Annotated[None, Depends(_hashing_turn, scope="function", max_concurrency=HASHING_TURNS)]


def election_id(elections: Elections, slug: str | None) -> int:
    """What a grant's `election` means; null is every election."""
    if slug is None:
        return EVERY_ELECTION
    found = elections.id_of(slug)
    if found is None:
        message = "There is no election of this name."
        error = {"pointer": "/election", "code": "unknown-election", "message": message}
        raise InvalidRequest(message, [error])
    return found


def slug_of(elections: Elections, election: int) -> str | None:
    return None if election == EVERY_ELECTION else elections.get(election).slug


def grants_out(elections: Elections, grants: Iterable[tuple[int, Role]]) -> list[GrantOut]:
    return [GrantOut(role=role, election=slug_of(elections, election)) for election, role in sorted(grants)]


def device_of(request: Request) -> DeviceClass:
    return device_class(request.headers.get("user-agent", ""))


def passkey_site(request: Request) -> Site | None:
    return site_of(request.app.state.base_url, request.headers.get("host", ""))


def require_passkey_site(request: Request) -> Site:
    site = passkey_site(request)
    if site is None:
        raise PasskeysUnavailable("Open the console at APP_BASE_URL by https, or at http://localhost.")
    return site


def require_session(actor: Actor) -> bytes:
    """The session's digest. A token that leaked shall not be enough to become its account for good."""
    if actor.session_digest is None:
        raise ConsoleOnly("Sign in to the console: a token cannot change how its account signs in.")
    return actor.session_digest


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Only this host ever gets it back, only from its own pages, and no script can read it."""
    secure = check_encrypted(request)
    name = SECURE_COOKIE if secure else LOOPBACK_COOKIE
    response.set_cookie(name, secret, path="/", secure=secure, httponly=True, samesite="strict")


def clear_cookies(response: Response) -> None:
    for name, secure in ((SECURE_COOKIE, True), (LOOPBACK_COOKIE, False)):
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")


def check_encrypted(request: Request) -> bool:
    """Whether cookies can be Secure; refuses where a password would have crossed a network in clear."""
    base_url: str | None = request.app.state.base_url
    if request.url.scheme == "https" or (base_url is not None and base_url.startswith("https://")):
        return True
    if not is_loopback(request.headers.get("host", "")):
        raise HttpsRequired("Open the console by https, or on the machine itself by http://127.0.0.1.")
    return False
