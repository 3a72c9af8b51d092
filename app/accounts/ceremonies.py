"""WebAuthn without a database: the options a browser is given, and judging what it sends back."""

from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.accounts.errors import PasskeyNotRegistered, PasskeyRefused
from app.accounts.passkey_site import Site
from app.accounts.totp import ISSUER

# What the library raises for bytes that are no credential, beside its own.
_MALFORMED: Final = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
)
_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_TIMEOUT_MS: Final = 120_000


def registration_options(
    site: Site, challenge: bytes, account_id: UUID, name: str, known: list[bytes]
) -> dict[str, Any]:
    """For a passkey that finds its account by itself and always asks its owner for a PIN or a finger."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=ISSUER,
        user_id=account_id.bytes,
        user_name=name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    return options_to_json_dict(options)


def registered(site: Site, challenge: bytes, credential: dict[str, Any]) -> VerifiedRegistration:
    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except _MALFORMED:
        raise PasskeyNotRegistered(
            "Try again, on this site, with a device that checks who you are."
        ) from None


def sign_in_options(site: Site, challenge: bytes) -> dict[str, Any]:
    """Names no credential: the browser offers those it has, and nobody learns which accounts have one."""
    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def new_sign_count(
    site: Site, challenge: bytes, credential: dict[str, Any], public_key: bytes, sign_count: int
) -> int:
    """Refuses a signature that is not by this key, for this site, and newer than the last."""
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        ).new_sign_count
    except _MALFORMED:
        raise PasskeyRefused from None
