"""A passkey in software: what a security key would sign, and what it never should."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """`sign_count` grows with every use; `verifies` says whether it asks for a finger or a PIN."""

    origin: str
    verifies: bool = True
    sign_count: int = 0
    user_handle: str = ""
    credential_id: bytes = field(default_factory=lambda: uuid4().bytes)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.create()` answers."""
        self.user_handle = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}
        attested = UUID(int=7).bytes + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._authenticator_data(options["rp"]["id"], ATTESTED) + attested + cbor2.dumps(key)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", options["challenge"])
        return self._credential({"clientDataJSON": client_data, "attestationObject": attestation})

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.get()` answers."""
        self.sign_count += 1
        data = self._authenticator_data(options["rpId"])
        client_data = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        credential = self._credential(
            {"clientDataJSON": client_data, "authenticatorData": data, "signature": signature}
        )
        credential["response"]["userHandle"] = self.user_handle
        return credential

    def _authenticator_data(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = encoded(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {member: encoded(value) for member, value in response.items()},
            "clientExtensionResults": {},
        }


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
