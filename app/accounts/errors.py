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
    title = "Too many wrong passwords"


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


class InvitationNotFound(NotFound):
    """Unknown, used, expired and withdrawn codes get the same answer."""

    code = "invitation-not-found"
    title = "This invitation is not, or no longer, valid"
