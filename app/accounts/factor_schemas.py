"""Payloads about second factors; a secret leaves once, when it is made."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.accounts.schemas import AN_ID, Instant, OptionalInstant, TypedPassword
from app.core.schema import Lenient, Schema

_CREDENTIAL_ID = "uOsWnmBFRbGuy5jKHbtHcA"
_BYTES = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0"

Base64Url = Annotated[str, Field(max_length=20_000, pattern=r"^[A-Za-z0-9_-]*$", examples=[_BYTES])]
CredentialId = Annotated[
    str, Field(min_length=1, max_length=1400, pattern=r"^[A-Za-z0-9_-]+$", examples=[_CREDENTIAL_ID])
]
Ticket = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9_=-]*$",
        description="As it came with the options.",
        examples=["AAAAAGdDV8A3b0x"],
    ),
]
RecoveryCodes = Annotated[
    list[str] | None,
    Field(
        description="Each works once. Shown now and never again; null where there are some already.",
        examples=[["hq7z-kmw3-dpx9-tyac"]],
    ),
]
PasskeyName = Annotated[str, Field(min_length=1, max_length=100, examples=["work laptop"])]


class CodeIn(Schema):
    code: str = Field(
        min_length=1,
        max_length=40,
        description="Six digits of the authenticator app, or a recovery code.",
        examples=["492039"],
    )


class PasswordAgain(Schema):
    password: TypedPassword


class PasskeyOut(Schema):
    id: UUID = Field(examples=[AN_ID])
    name: PasskeyName
    created_at: Instant
    used_at: OptionalInstant


class FactorsOut(Schema):
    authenticator_app_since: OptionalInstant
    passkeys: list[PasskeyOut]
    recovery_codes_left: int = Field(examples=[10])
    required: bool = Field(
        description="Whether your roles need a second factor on this server.", examples=[False]
    )
    passkeys_possible: bool = Field(
        description="Whether passkeys work at the address you use.", examples=[True]
    )


class AppStarted(Schema):
    secret: str = Field(
        description="Base 32. Shown now and never again.", examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]
    )
    uri: str = Field(
        description="For an app on the same device.",
        examples=["otpauth://totp/Pollwatch:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Pollwatch"],
    )
    qr_rows: list[str] = Field(
        description="The same as a QR code: one string a row, `1` where it is dark.",
        examples=[["1010", "0110"]],
    )


class NewRecoveryCodes(Schema):
    recovery_codes: RecoveryCodes


class PasskeyOptions(Schema):
    options: dict[str, Any] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON` or its twin for requests.",
        examples=[{"rpId": "pollwatch.example", "userVerification": "required"}],
    )
    ticket: Ticket


class _Credential(Lenient):
    """As `PublicKeyCredential.toJSON()` says it; members that we do not read are let through."""

    model_config = ConfigDict(serialize_by_alias=True)
    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    kind: Literal["public-key"] = Field(alias="type", examples=["public-key"])

    def as_browsers_say_it(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True)


class Attestation(Lenient):
    client_data: Base64Url = Field(alias="clientDataJSON")
    attestation: Base64Url = Field(alias="attestationObject")


class Assertion(Lenient):
    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url = Field(alias="userHandle")


class MadeCredential(_Credential):
    response: Attestation


class UsedCredential(_Credential):
    response: Assertion


class PasskeyIn(Schema):
    ticket: Ticket
    name: PasskeyName
    credential: MadeCredential


class PasskeySignInIn(Schema):
    ticket: Ticket
    credential: UsedCredential


class NewPasskey(NewRecoveryCodes):
    passkey: PasskeyOut
