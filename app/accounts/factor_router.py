"""Setting up and removing one's own second factors: by password, from the console, ending other sessions."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts import factors as service
from app.accounts import passkeys, queries, totp
from app.accounts.actor import Actor
from app.accounts.deps import (
    Console,
    HashingTurn,
    TheConsole,
    TheFactors,
    device_of,
    passkey_site,
    require_passkey_site,
    require_session,
    set_cookie,
    source_of,
)
from app.accounts.errors import (
    AppInUse,
    ConsoleOnly,
    CrossSite,
    FactorNotFound,
    PasskeyNotRegistered,
    PasskeysUnavailable,
    PasswordChangeRequired,
    SecondFactorRefused,
    SecondFactorRequired,
    SignInRefused,
    SignInSlowedDown,
    TokenRefused,
    TooManyPasskeys,
)
from app.accounts.factor_schemas import (
    AppStarted,
    CodeIn,
    FactorsOut,
    NewPasskey,
    NewRecoveryCodes,
    PasskeyIn,
    PasskeyOptions,
    PasskeyOut,
    PasswordAgain,
)
from app.accounts.policies import Enrolling
from app.accounts.sign_in import check, renew_session
from app.core.clock import utc_now
from app.core.errors import InvalidRequest, Unauthenticated
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.db.session import ReadSession, WriteSession

router = Router(prefix="/api/v1/me/second-factors", tags=["accounts"])

REFUSALS = (
    Unauthenticated,
    TokenRefused,
    CrossSite,
    PasswordChangeRequired,
    SecondFactorRequired,
    InvalidRequest,
)
WITH_PASSWORD = (*REFUSALS, ConsoleOnly, SignInRefused, SignInSlowedDown)


@router.get("", summary="My second factors", responses=documents(*REFUSALS))
def list_second_factors(actor: Enrolling, factors: TheFactors, db: ReadDb, request: Request) -> FactorsOut:
    held = service.held_by(db, actor.account_id)
    return FactorsOut(
        authenticator_app_since=None if held.app is None else held.app.confirmed_at,
        passkeys=[PasskeyOut.model_validate(each) for each in held.passkeys],
        recovery_codes_left=held.recovery_codes_left,
        required=not factors.required_of.isdisjoint(actor.roles_anywhere()),
        passkeys_possible=passkey_site(request) is not None,
    )


@router.post(
    "/authenticator-app",
    status_code=201,
    summary="Begin to set up an authenticator app",
    responses=documents(*WITH_PASSWORD, AppInUse),
)
def begin_authenticator_app(
    actor: Enrolling,
    _turn: HashingTurn,
    console: TheConsole,
    factors: TheFactors,
    reading: ReadDb,
    db: WriteDb,
    data: PasswordAgain,
    request: Request,
) -> AppStarted:
    """The secret, shown once. Nothing changes until its first code is sent."""
    _check_password(reading, console, actor, data.password, request)
    secret = service.start_app(db, factors, actor.account_id, utc_now())
    uri = totp.uri(secret, actor.name)
    return AppStarted(secret=secret, uri=uri, qr_rows=totp.qr_rows(uri))


@router.post(
    "/authenticator-app/confirm",
    summary="Confirm an authenticator app by its first code",
    responses=documents(*REFUSALS, ConsoleOnly, FactorNotFound, SecondFactorRefused),
)
def confirm_authenticator_app(
    actor: Enrolling, factors: TheFactors, db: WriteDb, data: CodeIn, request: Request, response: Response
) -> NewRecoveryCodes:
    require_session(actor)
    codes = service.confirm_app(db, factors, actor.account_id, data.code, utc_now())
    _renew(db, actor, request, response)
    return NewRecoveryCodes(recovery_codes=codes)


@router.post(
    "/authenticator-app/remove",
    status_code=204,
    summary="Remove the authenticator app",
    responses=documents(*WITH_PASSWORD, FactorNotFound),
)
def remove_authenticator_app(
    actor: Enrolling,
    _turn: HashingTurn,
    console: TheConsole,
    reading: ReadDb,
    db: WriteDb,
    data: PasswordAgain,
    request: Request,
    response: Response,
) -> None:
    _check_password(reading, console, actor, data.password, request)
    service.remove_app(db, actor.account_id)
    _renew(db, actor, request, response)


@router.post(
    "/passkeys/options",
    summary="Begin to register a passkey",
    responses=documents(*WITH_PASSWORD, PasskeysUnavailable, TooManyPasskeys),
)
def begin_passkey(
    actor: Enrolling,
    _turn: HashingTurn,
    console: TheConsole,
    factors: TheFactors,
    reading: ReadDb,
    data: PasswordAgain,
    request: Request,
) -> PasskeyOptions:
    """Good for five minutes, for the session that asks."""
    site = require_passkey_site(request)
    _check_password(reading, console, actor, data.password, request)
    account = queries.get(reading, actor.account_id)
    options, ticket = passkeys.offer_registration(
        reading, factors, site, account, require_session(actor), utc_now()
    )
    return PasskeyOptions(options=options, ticket=ticket)


@router.post(
    "/passkeys",
    status_code=201,
    summary="Register a passkey",
    responses=documents(*REFUSALS, ConsoleOnly, PasskeysUnavailable, PasskeyNotRegistered),
)
def register_passkey(
    actor: Enrolling, factors: TheFactors, db: WriteDb, data: PasskeyIn, request: Request, response: Response
) -> NewPasskey:
    attempt = passkeys.Attempt(
        require_passkey_site(request), data.ticket, data.credential.as_browsers_say_it()
    )
    digest, now = require_session(actor), utc_now()
    passkey, codes = passkeys.register(db, factors, attempt, actor.account_id, digest, data.name, now)
    _renew(db, actor, request, response)
    return NewPasskey(passkey=PasskeyOut.model_validate(passkey), recovery_codes=codes)


@router.post(
    "/passkeys/{passkey_id}/remove",
    status_code=204,
    summary="Remove a passkey",
    responses=documents(*WITH_PASSWORD, FactorNotFound),
)
def remove_passkey(
    actor: Enrolling,
    _turn: HashingTurn,
    console: TheConsole,
    reading: ReadDb,
    db: WriteDb,
    passkey_id: UUID,
    data: PasswordAgain,
    request: Request,
    response: Response,
) -> None:
    _check_password(reading, console, actor, data.password, request)
    service.remove_passkey(db, actor.account_id, passkey_id)
    _renew(db, actor, request, response)


@router.post(
    "/recovery-codes",
    status_code=201,
    summary="Make new recovery codes",
    responses=documents(*WITH_PASSWORD, FactorNotFound),
)
def make_recovery_codes(
    actor: Enrolling,
    _turn: HashingTurn,
    console: TheConsole,
    factors: TheFactors,
    reading: ReadDb,
    db: WriteDb,
    data: PasswordAgain,
    request: Request,
    response: Response,
) -> NewRecoveryCodes:
    """Those made earlier work no more."""
    _check_password(reading, console, actor, data.password, request)
    codes = service.new_recovery_codes(db, factors, actor.account_id)
    _renew(db, actor, request, response)
    return NewRecoveryCodes(recovery_codes=codes)


def _check_password(
    reading: ReadSession, console: Console, actor: Actor, password: str, request: Request
) -> None:
    """A browser left open shall not be enough to become somebody for good."""
    require_session(actor)
    check(reading, console.guesses, actor.name, password, source_of(request))


def _renew(db: WriteSession, actor: Actor, request: Request, response: Response) -> None:
    set_cookie(request, response, renew_session(db, actor.account_id, device_of(request), utc_now()))
