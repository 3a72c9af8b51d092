"""Administration of people: accounts and roles, tokens, invitations, organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts import invitations, passwords, queries, service
from app.accounts.deps import (
    Elections,
    HashingTurn,
    Paced,
    TheElections,
    election_id,
    grants_out,
    slug_of,
)
from app.accounts.errors import (
    AccountNotFound,
    CrossSite,
    InvitationNotFound,
    LastAdmin,
    NameTaken,
    OrganisationNotFound,
    PasswordChangeRequired,
    PasswordNotAllowed,
    SecondFactorEnrolmentRequired,
    SecondFactorRequired,
    TokenExpiryNotAllowed,
    TokenNotFound,
    TokenRefused,
    TokenTooWide,
    TooManyTokens,
)
from app.accounts.models import Account, Invitation
from app.accounts.policies import Admin, Anyone, Inviter, SignedIn
from app.accounts.roles import Role
from app.accounts.schemas import (
    ELECTION,
    Accepted,
    AcceptIn,
    AccountIn,
    AccountOut,
    InvitationIn,
    InvitationList,
    InvitationOut,
    NewAccount,
    NewInvitation,
    NewToken,
    OneTimePassword,
    OrganisationIn,
    OrganisationList,
    OrganisationOut,
    TokenIn,
    TokenList,
    TokenOut,
)
from app.core.clock import utc_now
from app.core.errors import Forbidden, InvalidRequest, TooManyRequests, Unauthenticated
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.db.session import ReadSession

router = Router(prefix="/api/v1", tags=["accounts"])

REFUSALS = (
    Unauthenticated,
    TokenRefused,
    Forbidden,
    PasswordChangeRequired,
    SecondFactorRequired,
    SecondFactorEnrolmentRequired,
    CrossSite,
    InvalidRequest,
)
ELECTION_QUERY = Query(
    alias="election", max_length=64, description="Without: everywhere.", examples=[ELECTION]
)


@router.get("/accounts", summary="List accounts", responses=documents(*REFUSALS, InvalidCursor))
def list_accounts(
    _actor: Admin,
    elections: TheElections,
    db: ReadDb,
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[AccountOut]:
    """By name, the disabled ones too."""
    cursors, query = request.app.state.cursors, {"path": "accounts"}
    after = None if cursor is None else cursors.open(query, cursor, str)[0]
    accounts, last = cut(queries.page(db, after, limit), limit)
    following = None if last is None else cursors.seal(query, (last.name_key,))
    response.headers.update(next_link(request.url.path, request.query_params.multi_items(), following))
    return Page(items=_accounts_out(db, elections, accounts), next_cursor=following)


@router.post(
    "/accounts",
    status_code=201,
    summary="Create an account",
    responses=documents(*REFUSALS, NameTaken, OrganisationNotFound),
)
def create_account(
    _actor: Admin, _turn: HashingTurn, elections: TheElections, db: WriteDb, data: AccountIn
) -> NewAccount:
    """With a one-time password, which is shown once and must be changed at the first sign-in."""
    password = passwords.one_time_password() if data.console else None
    account = service.create_account(
        db,
        data.name,
        data.role,
        utc_now(),
        election_id=election_id(elections, data.election),
        password=password,
        temporary=data.console,
        organisation_id=data.organisation_id,
    )
    return NewAccount(account=_account_out(db, elections, account), one_time_password=password)


@router.get(
    "/accounts/{account_id}", summary="Read an account", responses=documents(*REFUSALS, AccountNotFound)
)
def read_account(_actor: Admin, elections: TheElections, db: ReadDb, account_id: UUID) -> AccountOut:
    return _account_out(db, elections, queries.get(db, account_id))


@router.post(
    "/accounts/{account_id}/disable",
    summary="Disable an account",
    responses=documents(*REFUSALS, AccountNotFound, LastAdmin),
)
def disable_account(_actor: Admin, elections: TheElections, db: WriteDb, account_id: UUID) -> AccountOut:
    """Its sessions end, its tokens stop working within a second. Twice is once."""
    return _account_out(db, elections, service.disable(db, account_id, utc_now()))


@router.post(
    "/accounts/{account_id}/enable",
    summary="Enable an account again",
    responses=documents(*REFUSALS, AccountNotFound),
)
def enable_account(_actor: Admin, elections: TheElections, db: WriteDb, account_id: UUID) -> AccountOut:
    """Its tokens work again; its sessions have ended for good."""
    return _account_out(db, elections, service.enable(db, account_id))


@router.post(
    "/accounts/{account_id}/reset",
    summary="Give an account a one-time password",
    responses=documents(*REFUSALS, AccountNotFound),
)
def reset_account(_actor: Admin, _turn: HashingTurn, db: WriteDb, account_id: UUID) -> OneTimePassword:
    """Ends every session and token of the account, and removes its second factors."""
    return OneTimePassword(one_time_password=service.reset(db, account_id, utc_now()))


@router.post(
    "/accounts/{account_id}/second-factors/reset",
    status_code=204,
    summary="Remove an account's second factors",
    responses=documents(*REFUSALS, AccountNotFound),
)
def reset_second_factors(_actor: Admin, db: WriteDb, account_id: UUID) -> None:
    """For somebody who has lost them. The recovery codes go too, every session ends, the password stays."""
    service.reset_factors(db, account_id, utc_now())


@router.put(
    "/accounts/{account_id}/grants/{role}",
    status_code=204,
    summary="Grant a role",
    responses=documents(*REFUSALS, AccountNotFound),
)
def grant_role(
    _actor: Admin,
    elections: TheElections,
    db: WriteDb,
    account_id: UUID,
    role: Role,
    election_slug: Annotated[str | None, ELECTION_QUERY] = None,
) -> None:
    """In one election, or in every one. What is held already stays."""
    service.grant(db, account_id, role, election_id(elections, election_slug))


@router.delete(
    "/accounts/{account_id}/grants/{role}",
    status_code=204,
    summary="Revoke a role",
    responses=documents(*REFUSALS, AccountNotFound, LastAdmin),
)
def revoke_role(
    _actor: Admin,
    elections: TheElections,
    db: WriteDb,
    account_id: UUID,
    role: Role,
    election_slug: Annotated[str | None, ELECTION_QUERY] = None,
) -> None:
    """Takes effect within a second. What is not held stays so."""
    service.revoke(db, account_id, role, election_id(elections, election_slug))


@router.get("/tokens", summary="List tokens", responses=documents(*REFUSALS))
def list_tokens(
    actor: SignedIn,
    db: ReadDb,
    account_id: Annotated[UUID | None, Query(description="Somebody else's: administrators only.")] = None,
) -> TokenList:
    """Those that work, without the tokens themselves."""
    owner_id = service.owner(actor, account_id)
    return TokenList.model_validate({"items": queries.tokens_of(db, owner_id, utc_now())})


@router.post(
    "/tokens",
    status_code=201,
    summary="Issue a token",
    responses=documents(*REFUSALS, AccountNotFound, TokenTooWide, TooManyTokens, TokenExpiryNotAllowed),
)
def issue_token(actor: SignedIn, db: WriteDb, data: TokenIn) -> NewToken:
    """The token is shown once; only its digest is kept. Twenty of an account work at a time."""
    token, secret = service.issue_for(
        db,
        actor,
        data.account_id,
        data.label,
        utc_now(),
        role=data.role,
        expires_at=data.expires_at,
    )
    return NewToken(**TokenOut.model_validate(token).model_dump(), token=secret)


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    summary="Revoke a token",
    responses=documents(*REFUSALS, TokenNotFound),
)
def revoke_token(actor: SignedIn, db: WriteDb, token_id: UUID) -> None:
    """It stops working within a second. One's own; administrators any."""
    service.revoke_token(db, actor, token_id, utc_now())


@router.get("/invitations", summary="List open invitations", responses=documents(*REFUSALS))
def list_invitations(actor: Inviter, elections: TheElections, db: ReadDb) -> InvitationList:
    """One's own; administrators all."""
    found = invitations.open_ones(db, actor, utc_now())
    return InvitationList(items=[_invitation_out(elections, invitation) for invitation in found])


@router.post(
    "/invitations",
    status_code=201,
    summary="Invite somebody",
    responses=documents(*REFUSALS, OrganisationNotFound),
)
def create_invitation(
    actor: Inviter, elections: TheElections, db: WriteDb, data: InvitationIn
) -> NewInvitation:
    """The code is shown once and works once, for a week. Leads invite monitors, administrators anybody."""
    invitation, code = invitations.invite(
        db,
        actor,
        data.role,
        utc_now(),
        election_id=election_id(elections, data.election),
        organisation_id=data.organisation_id,
    )
    return NewInvitation(**_invitation_out(elections, invitation).model_dump(), code=code)


@router.post(
    "/invitations/accept",
    status_code=201,
    summary="Accept an invitation",
    responses=documents(
        TokenRefused, CrossSite, InvitationNotFound, NameTaken, PasswordNotAllowed, TooManyRequests
    ),
)
def accept_invitation(
    _actor: Anyone,
    _paced: Paced,
    _turn: HashingTurn,
    elections: TheElections,
    reading: ReadDb,
    db: WriteDb,
    data: AcceptIn,
) -> Accepted:
    """Makes the account; a monitor's device gets its token."""
    now = utc_now()
    invitation = invitations.find_open(reading, data.code, now)
    account, token = invitations.accept(db, invitation, data.name, data.password, now)
    return Accepted(account=_account_out(db, elections, account), token=token)


@router.delete(
    "/invitations/{invitation_id}",
    status_code=204,
    summary="Withdraw an invitation",
    responses=documents(*REFUSALS, InvitationNotFound),
)
def withdraw_invitation(actor: Inviter, db: WriteDb, invitation_id: UUID) -> None:
    """One's own; administrators any."""
    invitations.withdraw(db, actor, invitation_id, utc_now())


@router.get("/organisations", summary="List organisations", responses=documents(*REFUSALS))
def list_organisations(_actor: SignedIn, db: ReadDb) -> OrganisationList:
    return OrganisationList.model_validate({"items": queries.organisations(db)})


@router.post(
    "/organisations",
    status_code=201,
    summary="Create an organisation",
    responses=documents(*REFUSALS, NameTaken),
)
def create_organisation(_actor: Admin, db: WriteDb, data: OrganisationIn) -> OrganisationOut:
    return OrganisationOut.model_validate(service.create_organisation(db, data.name, utc_now()))


def _account_out(db: ReadSession, elections: Elections, account: Account) -> AccountOut:
    return _accounts_out(db, elections, [account])[0]


def _accounts_out(db: ReadSession, elections: Elections, accounts: list[Account]) -> list[AccountOut]:
    held = queries.grants_of_all(db, [account.id for account in accounts])
    return [
        AccountOut(
            id=account.id,
            name=account.name,
            organisation_id=account.organisation_id,
            grants=grants_out(elections, ((grant.election_id, grant.role) for grant in held[account.id])),
            created_at=account.created_at,
            disabled_at=account.disabled_at,
        )
        for account in accounts
    ]


def _invitation_out(elections: Elections, invitation: Invitation) -> InvitationOut:
    return InvitationOut(
        id=invitation.id,
        role=invitation.role,
        election=slug_of(elections, invitation.election_id),
        organisation_id=invitation.organisation_id,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
