"""Signing in and out of the console, and what one may know and change about oneself."""

from fastapi import APIRouter, Request, Response

from app.accounts import sign_in as service
from app.accounts.actor import Actor
from app.accounts.deps import (
    Elections,
    FromOurPages,
    HashingTurn,
    Paced,
    TheConsole,
    TheElections,
    check_encrypted,
    clear_cookies,
    grants_out,
    set_cookie,
    source_of,
)
from app.accounts.errors import (
    CrossSite,
    HttpsRequired,
    PasswordNotAllowed,
    SignInRefused,
    SignInSlowedDown,
    TokenRefused,
)
from app.accounts.policies import Anyone, SignedInWithAnyPassword
from app.accounts.queries import grants_of
from app.accounts.schemas import Me, PasswordIn, SignInIn
from app.core.clock import utc_now
from app.core.errors import InvalidRequest, Unauthenticated
from app.core.problems import documents
from app.core.routing import StrictRoute
from app.db.deps import ReadDb, WriteDb

router = APIRouter(prefix="/api/v1", tags=["accounts"], route_class=StrictRoute)


@router.post(
    "/sessions",
    status_code=201,
    summary="Sign in to the console",
    responses=documents(
        TokenRefused, SignInRefused, CrossSite, HttpsRequired, SignInSlowedDown, InvalidRequest
    ),
)
def sign_in(
    _actor: Anyone,
    _ours: FromOurPages,
    _paced: Paced,
    _turn: HashingTurn,
    console: TheConsole,
    elections: TheElections,
    reading: ReadDb,
    db: WriteDb,
    data: SignInIn,
    request: Request,
    response: Response,
) -> Me:
    """Sets a cookie that ends after 30 minutes without use, and after 12 hours in any case."""
    check_encrypted(request)
    account, new_hash = service.check(reading, console.guesses, data.name, data.password, source_of(request))
    held = grants_of(reading, account.id)
    set_cookie(request, response, service.open_session(db, account.id, utc_now(), new_hash))
    return Me(
        id=account.id,
        name=account.name,
        organisation_id=account.organisation_id,
        grants=grants_out(elections, ((at, role) for at, roles in held.items() for role in roles)),
        next_step=service.next_step(account.password_temporary),
    )


@router.delete(
    "/sessions/current",
    status_code=204,
    summary="Sign out",
    responses=documents(Unauthenticated, TokenRefused, CrossSite),
)
def sign_out(actor: SignedInWithAnyPassword, db: WriteDb, response: Response) -> None:
    """Ends the session that asks; a token is not a session and stays."""
    if actor.session_digest is not None:
        service.end_session(db, actor.session_digest, utc_now())
        clear_cookies(response)


@router.get("/me", summary="Who am I", responses=documents(Unauthenticated, TokenRefused, CrossSite))
def read_me(actor: SignedInWithAnyPassword, elections: TheElections) -> Me:
    return _me(actor, elections)


@router.post(
    "/me/password",
    summary="Change my password",
    responses=documents(
        Unauthenticated,
        TokenRefused,
        SignInRefused,
        CrossSite,
        PasswordNotAllowed,
        SignInSlowedDown,
        InvalidRequest,
    ),
)
def change_password(
    actor: SignedInWithAnyPassword,
    _turn: HashingTurn,
    console: TheConsole,
    elections: TheElections,
    reading: ReadDb,
    db: WriteDb,
    data: PasswordIn,
    request: Request,
    response: Response,
) -> Me:
    """Ends every session of the account; the one that asks gets a new cookie."""
    service.check(reading, console.guesses, actor.name, data.current_password, source_of(request))
    now = utc_now()
    service.change_password(
        db, actor.account_id, service.hash_new(data.current_password, data.new_password), now
    )
    if actor.session_digest is not None:
        set_cookie(request, response, service.open_session(db, actor.account_id, now))
    return _me(actor, elections).model_copy(update={"next_step": service.NextStep.READY})


def _me(actor: Actor, elections: Elections) -> Me:
    held = ((at, role) for at, roles in actor.grants.items() for role in roles)
    return Me(
        id=actor.account_id,
        name=actor.name,
        organisation_id=actor.organisation_id,
        grants=grants_out(elections, held),
        next_step=service.next_step(actor.password_temporary),
    )
