"""Payloads about people and what they hold; no password and no digest ever leaves."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.accounts.device_class import DeviceClass
from app.accounts.factors import FactorKind
from app.accounts.next_step import NextStep
from app.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from app.accounts.roles import Role
from app.core.schema import Schema

AN_ID = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"
ELECTION = "kg-2020-10-04"

Name = Annotated[str, Field(min_length=1, max_length=100, examples=["demo-moderator"])]
# What is typed may be anything; only a new password is judged by its length.
TypedPassword = Annotated[str, Field(max_length=MAX_LENGTH, examples=["correct horse battery staple"])]
NewPassword = Annotated[
    str, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH, examples=["correct horse battery staple"])
]
ElectionSlug = Annotated[
    str | None, Field(max_length=64, description="null: in every election.", examples=[ELECTION])
]
Instant = Annotated[AwareDatetime, Field(examples=["2020-10-04T03:15:04Z"])]
OptionalInstant = Annotated[AwareDatetime | None, Field(examples=[None])]


class SignInIn(Schema):
    name: Name
    password: TypedPassword


class PasswordIn(Schema):
    current_password: TypedPassword
    new_password: NewPassword


class GrantOut(Schema):
    role: Role = Field(examples=[Role.MODERATOR])
    election: ElectionSlug


class Me(Schema):
    id: UUID = Field(examples=[AN_ID])
    name: Name
    organisation_id: UUID | None = Field(examples=[None])
    grants: list[GrantOut]
    next_step: NextStep = Field(
        description="What stands between you and the console.", examples=[NextStep.READY]
    )
    second_factors: list[FactorKind] = Field(
        description="What this account has besides its password.", examples=[[FactorKind.PASSKEY]]
    )


class SessionOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    device: DeviceClass = Field(
        description="All that is kept of what the browser said of itself.", examples=[DeviceClass.COMPUTER]
    )
    created_at: Instant
    seen_at: Instant = Field(description="To the minute.")
    current: bool = Field(description="The one that asks.", examples=[True])


class SessionList(Schema):
    items: list[SessionOut]


class AccountIn(Schema):
    name: Name
    role: Role = Field(examples=[Role.MODERATOR])
    election: ElectionSlug = None
    organisation_id: UUID | None = Field(None, examples=[None])
    console: bool = Field(
        True, description="Make a one-time password; false: works by token only.", examples=[True]
    )


class AccountOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    name: Name
    organisation_id: UUID | None = Field(examples=[None])
    grants: list[GrantOut]
    created_at: Instant
    disabled_at: OptionalInstant


class NewAccount(Schema):
    account: AccountOut
    one_time_password: str | None = Field(
        description="Shown now and never again.", examples=["hq7zk-mw3dp-x9tya-cf5rn"]
    )


class OneTimePassword(Schema):
    one_time_password: str = Field(
        description="Shown now and never again.", examples=["hq7zk-mw3dp-x9tya-cf5rn"]
    )


class TokenIn(Schema):
    label: str = Field(min_length=1, max_length=100, pattern=r"\S", examples=["newsroom spreadsheet"])
    account_id: UUID | None = Field(
        None, description="Somebody else's account: administrators only.", examples=[None]
    )
    role: Role | None = Field(
        None,
        description="Acts as this role only, and only where its account may; "
        "without: as everything its account may.",
        examples=[Role.ANALYST],
    )
    expires_at: AwareDatetime | None = Field(
        None,
        description="For oneself: within 366 days, and then if it is left out. For another account: left "
        "out, it works until it is revoked.",
        examples=[None],
    )


class TokenOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    label: str = Field(examples=["newsroom spreadsheet"])
    role: Role | None = Field(
        description="The only one it acts as; null: as everything its account may.",
        examples=[Role.ANALYST],
    )
    created_at: Instant
    expires_at: OptionalInstant
    used_at: AwareDatetime | None = Field(
        description="Its last use, to the hour. Null: never, or by somebody who only monitors, of whom it "
        "is not kept.",
        examples=[None],
    )


class TokenList(Schema):
    items: list[TokenOut]


class NewToken(TokenOut):
    token: str = Field(
        description="Shown now and never again.", examples=["pw_4nQm0cT9q0Zf3pXl2b7vJ8sYwK5dRgHa1eUiOoNcMtE"]
    )


class InvitationIn(Schema):
    role: Role = Field(examples=[Role.MONITOR])
    election: ElectionSlug = None
    organisation_id: UUID | None = Field(None, examples=[None])


class InvitationOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    role: Role = Field(examples=[Role.MONITOR])
    election: ElectionSlug
    organisation_id: UUID | None = Field(examples=[None])
    created_at: Instant
    expires_at: Instant


class InvitationList(Schema):
    items: list[InvitationOut]


class NewInvitation(InvitationOut):
    code: str = Field(
        description="Shown now and never again.", examples=["pwi_4nQm0cT9q0Zf3pXl2b7vJ8sYwK5dRgHa1eUiOoNcMtE"]
    )


class AcceptIn(Schema):
    code: str = Field(max_length=100, examples=["pwi_4nQm0cT9q0Zf3pXl2b7vJ8sYwK5dRgHa1eUiOoNcMtE"])
    name: Name
    password: NewPassword | None = Field(
        None, description="Required for every role but monitor.", examples=["correct horse battery staple"]
    )


class Accepted(Schema):
    account: AccountOut
    token: str | None = Field(
        description="Of a monitor's device; shown now and never again.",
        examples=["pw_4nQm0cT9q0Zf3pXl2b7vJ8sYwK5dRgHa1eUiOoNcMtE"],
    )


class OrganisationIn(Schema):
    name: str = Field(min_length=1, max_length=200, examples=["Common Cause"])


class OrganisationOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    name: str = Field(examples=["Common Cause"])
    created_at: Instant


class OrganisationList(Schema):
    items: list[OrganisationOut]
