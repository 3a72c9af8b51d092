"""The situations in which accounts refuse."""

from app.core.errors import AppError, Forbidden, NotFound, TooManyRequests, Unauthenticated


class TokenRefused(Unauthenticated):
    code = "token-refused"
    title = "This token is not, or no longer, valid"


class SignInRefused(Unauthenticated):
    """One answer for an unknown name, a wrong password and a disabled account."""

    code = "sign-in-refused"
    title = "Name or password is wrong"


class SignInSlowedDown(TooManyRequests):
    code = "sign-in-slowed-down"
    title = "Too many wrong tries"


class CrossSite(AppError):
    status = 403
    code = "cross-site"
    title = "This request did not come from the console itself"


class HttpsRequired(AppError):
    status = 403
    code = "https-required"
    title = "Signing in needs an encrypted connection"


class PasswordChangeRequired(Forbidden):
    code = "password-change-required"
    title = "Change the one-time password first"


class SecondFactorRequired(Forbidden):
    code = "second-factor-required"
    title = "The second factor is missing"


class SecondFactorEnrolmentRequired(Forbidden):
    code = "second-factor-enrolment-required"
    title = "Set up a second factor first"


class SecondFactorRefused(AppError):
    """One answer for a wrong, an expired and a used code. Not 401: who asks stays half signed in."""

    status = 403
    code = "second-factor-refused"
    title = "This code is not right, or has been used"


class SecondFactorNotAwaited(AppError):
    status = 409
    code = "second-factor-not-awaited"
    title = "No second factor is awaited"


class PasskeyRefused(Unauthenticated):
    """One answer for an unknown passkey, a wrong signature, an old challenge and a disabled account."""

    code = "passkey-refused"
    title = "This passkey was not accepted"

    def __init__(self) -> None:
        super().__init__("Try again, or sign in with name and password.")


class PasskeyNotRegistered(AppError):
    status = 422
    code = "passkey-not-registered"
    title = "This passkey could not be registered"


class PasskeysUnavailable(AppError):
    status = 409
    code = "passkeys-unavailable"
    title = "Passkeys do not work at this address"


class TooManyPasskeys(AppError):
    status = 409
    code = "too-many-passkeys"
    title = "This account has as many passkeys as it can"


class FactorNotFound(NotFound):
    code = "factor-not-found"
    title = "No such second factor"


class AppInUse(AppError):
    status = 409
    code = "authenticator-app-in-use"
    title = "An authenticator app is set up already"


class ConsoleOnly(AppError):
    status = 403
    code = "console-only"
    title = "Only somebody signed in to the console can do this"


class SessionNotFound(NotFound):
    code = "session-not-found"
    title = "No such session"


class PasswordNotAllowed(AppError):
    status = 422
    code = "password-not-allowed"
    title = "Choose another password"


class NameTaken(AppError):
    status = 409
    code = "name-taken"
    title = "This name is in use"


class LastAdmin(AppError):
    status = 409
    code = "last-admin"
    title = "The last administrator stays"


class AccountNotFound(NotFound):
    code = "account-not-found"
    title = "No such account"


class OrganisationNotFound(NotFound):
    code = "organisation-not-found"
    title = "No such organisation"


class TokenNotFound(NotFound):
    code = "token-not-found"
    title = "No such token"


class TooManyTokens(AppError):
    status = 409
    code = "too-many-tokens"
    title = "This account has as many tokens as it can"


class TokenExpiryNotAllowed(AppError):
    status = 422
    code = "token-expiry-not-allowed"
    title = "A token cannot end then"


class TokenTooWide(Forbidden):
    code = "token-too-wide"
    title = "A token may do no more than whoever issues it"


class InvitationNotFound(NotFound):
    """Unknown, used, expired and withdrawn codes get the same answer."""

    code = "invitation-not-found"
    title = "This invitation is not, or no longer, valid"
