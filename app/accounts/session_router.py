"""Signing in and out of the console, and what one may know and change about oneself."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts import factors as second_factors
from app.accounts import me_out, passkeys, queries
from app.accounts import sign_in as service
from app.accounts.deps import (
    FromOurPages,
    HashingTurn,
    Paced,
    TheConsole,
    TheElections,
    TheFactors,
    check_encrypted,
    clear_cookies,
    device_of,
    require_passkey_site,
    set_cookie,
    source_of,
)
from app.accounts.errors import (
    CrossSite,
    HttpsRequired,
    PasskeyRefused,
    PasskeysUnavailable,
    PasswordChangeRequired,
    PasswordNotAllowed,
    SecondFactorEnrolmentRequired,
    SecondFactorNotAwaited,
    SecondFactorRefused,
    SecondFactorRequired,
    SessionNotFound,
    SignInRefused,
    SignInSlowedDown,
    TokenRefused,
)
from app.accounts.factor_schemas import CodeIn, PasskeyOptions, PasskeySignInIn
from app.accounts.policies import Anyone, SignedIn, SignedInWithAnyPassword, SigningIn
from app.accounts.schemas import Me, PasswordIn, SessionList, SessionOut, SignInIn
from app.core.clock import utc_now
from app.core.errors import InvalidRequest, TooManyRequests, Unauthenticated
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb

router = Router(prefix="/api/v1", tags=["accounts"])

STRANGERS_REFUSALS = (TokenRefused, CrossSite, HttpsRequired, TooManyRequests, InvalidRequest)
REFUSALS = (
    Unauthenticated,
    TokenRefused,
    CrossSite,
    PasswordChangeRequired,
    SecondFactorRequired,
    SecondFactorEnrolmentRequired,
)


@router.post(
    "/sessions",
    status_code=201,
    summary="Sign in to the console",
    responses=documents(SignInRefused, SignInSlowedDown, *STRANGERS_REFUSALS),
)
def sign_in(
    _actor: Anyone,
    _ours: FromOurPages,
    _paced: Paced,
    _turn: HashingTurn,
    console: TheConsole,
    factors: TheFactors,
    elections: TheElections,
    reading: ReadDb,
    db: WriteDb,
    data: SignInIn,
    request: Request,
    response: Response,
) -> Me:
    """Sets a cookie that ends after 30 minutes without use, and after 12 hours in any case.

    Where the account has a second factor, the cookie is good for sending that, for five minutes.
    """
    check_encrypted(request)
    account, new_hash = service.check(reading, console.guesses, data.name, data.password, source_of(request))
    awaiting = queries.has_factor(reading, account.id)
    secret = service.open_session(
        db, account.id, device_of(request), utc_now(), awaiting_factor=awaiting, new_hash=new_hash
    )
    set_cookie(request, response, secret)
    return me_out.of_account(reading, elections, account, factors.required_of, awaiting_factor=awaiting)


@router.post(
    "/sessions/current/second-factor",
    summary="Send the second factor",
    responses=documents(
        Unauthenticated,
        TokenRefused,
        CrossSite,
        SecondFactorRefused,
        SecondFactorNotAwaited,
        SignInSlowedDown,
        TooManyRequests,
        InvalidRequest,
    ),
)
def send_second_factor(
    actor: SigningIn,
    _paced: Paced,
    factors: TheFactors,
    elections: TheElections,
    db: WriteDb,
    data: CodeIn,
    request: Request,
    response: Response,
) -> Me:
    """A code of the authenticator app, or a recovery code. The session that asks ends, for a whole one."""
    digest = service.half_open(actor)
    now = utc_now()
    second_factors.spend(db, factors, actor.account_id, data.code, source_of(request), now)
    service.end_session(db, digest, now)
    set_cookie(request, response, service.open_session(db, actor.account_id, device_of(request), now))
    return me_out.of_account(db, elections, queries.get(db, actor.account_id), factors.required_of)


@router.post(
    "/sessions/passkey/options",
    summary="Begin to sign in with a passkey",
    responses=documents(PasskeysUnavailable, *STRANGERS_REFUSALS),
)
def begin_passkey_sign_in(
    _actor: Anyone, _ours: FromOurPages, _paced: Paced, factors: TheFactors, request: Request
) -> PasskeyOptions:
    """The same for everybody: no name is asked, none is told."""
    options, ticket = passkeys.offer_sign_in(factors, require_passkey_site(request), utc_now())
    return PasskeyOptions(options=options, ticket=ticket)


@router.post(
    "/sessions/passkey",
    status_code=201,
    summary="Sign in with a passkey",
    responses=documents(PasskeyRefused, PasskeysUnavailable, *STRANGERS_REFUSALS),
)
def sign_in_with_passkey(
    _actor: Anyone,
    _ours: FromOurPages,
    _paced: Paced,
    factors: TheFactors,
    elections: TheElections,
    reading: ReadDb,
    db: WriteDb,
    data: PasskeySignInIn,
    request: Request,
    response: Response,
) -> Me:
    """Both factors in one: what its owner has, and the finger or PIN by which it knows them."""
    check_encrypted(request)
    now = utc_now()
    attempt = passkeys.Attempt(
        require_passkey_site(request), data.ticket, data.credential.as_browsers_say_it()
    )
    passkey, challenge, sign_count = passkeys.check(reading, factors, attempt, now)
    account = passkeys.use(db, passkey, challenge, sign_count, now)
    set_cookie(request, response, service.open_session(db, account.id, device_of(request), now))
    return me_out.of_account(db, elections, account, factors.required_of)


@router.delete(
    "/sessions/current",
    status_code=204,
    summary="Sign out",
    responses=documents(Unauthenticated, TokenRefused, CrossSite),
)
def sign_out(actor: SigningIn, db: WriteDb, response: Response) -> None:
    """Ends the session that asks; a token is not a session and stays."""
    if actor.session_digest is not None:
        service.end_session(db, actor.session_digest, utc_now())
        clear_cookies(response)


@router.get("/sessions", summary="Where I am signed in", responses=documents(*REFUSALS))
def list_sessions(actor: SignedIn, db: ReadDb, request: Request) -> SessionList:
    """The last used first. Neither an address nor what the browser calls itself is kept."""
    found = queries.sessions_of(db, actor.account_id, utc_now(), request.app.state.session_idle)
    return SessionList(
        items=[
            SessionOut(
                id=each.id,
                device=each.device,
                created_at=each.created_at,
                seen_at=each.seen_at,
                current=each.digest == actor.session_digest,
            )
            for each in found
        ]
    )


@router.delete(
    "/sessions", status_code=204, summary="Sign out everywhere else", responses=documents(*REFUSALS)
)
def end_other_sessions(actor: SignedIn, db: WriteDb) -> None:
    """They end within a second; the one that asks stays."""
    service.end_sessions(db, actor.account_id, utc_now(), but=actor.session_digest)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    summary="Sign out somewhere else",
    responses=documents(*REFUSALS, SessionNotFound, InvalidRequest),
)
def end_session(actor: SignedIn, db: WriteDb, session_id: UUID) -> None:
    """One's own only, within a second. Twice is once."""
    service.end_session_of(db, actor.account_id, session_id, utc_now())


@router.get("/me", summary="Who am I", responses=documents(Unauthenticated, TokenRefused, CrossSite))
def read_me(actor: SigningIn, elections: TheElections, db: ReadDb) -> Me:
    return me_out.of_actor(db, elections, actor)


@router.post(
    "/me/password",
    summary="Change my password",
    responses=documents(*REFUSALS, SignInRefused, PasswordNotAllowed, SignInSlowedDown, InvalidRequest),
)
def change_password(
    actor: SignedInWithAnyPassword,
    _turn: HashingTurn,
    console: TheConsole,
    factors: TheFactors,
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
    new_hash = service.hash_new(data.current_password, data.new_password)
    account = service.change_password(db, actor.account_id, new_hash, now)
    if actor.session_digest is None:
        return me_out.of_actor(db, elections, actor)
    set_cookie(request, response, service.open_session(db, actor.account_id, device_of(request), now))
    return me_out.of_account(db, elections, account, factors.required_of)
