"""The service's own keys: made on first start, kept outside the database, readable by its owner only."""

import base64
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MASTER: Final = "master.key"
TEAM: Final = "team-x25519.key"
SEALED: Final = "sealed-p256.key"
KEY_BYTES: Final = 32
SEALED_INFO: Final = b"pollwatch/sealed/v1"
# RFC 9180 base mode: what X25519 sealed boxes do, by a standard that a library keeps.
_SEAL: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Keyring:
    """One master key, from which each purpose derives its own, and the two private keys of the team."""

    def __init__(self, master: bytes, team: bytes, sealed: bytes) -> None:
        self._master = master
        self._team = x25519.X25519PrivateKey.from_private_bytes(team)
        self._sealed = ec.derive_private_key(int.from_bytes(sealed, "big"), ec.SECP256R1())

    def derive(self, purpose: str) -> bytes:
        """32 bytes that belong to this purpose alone (HKDF-SHA-256, RFC 5869)."""
        return HKDFExpand(SHA256(), KEY_BYTES, f"pollwatch/{purpose}/v1".encode()).derive(self._master)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """To the team's public key: whoever holds the database without this keyring cannot read it."""
        return _SEAL.encrypt(plaintext, self._team.public_key(), context)

    def unseal(self, ciphertext: bytes, context: bytes) -> bytes:
        """Raise `cryptography.exceptions.InvalidTag` when it was not sealed for us in this context."""
        return _SEAL.decrypt(ciphertext, self._team, context)

    def open_report(self, envelope: dict[str, Any]) -> bytes:
        """The JSON inside `application/vnd.pollwatch.sealed+json`; ValueError or InvalidTag if not for us.

        ECDH P-256 with the ephemeral `epk` (uncompressed point), HKDF-SHA-256, AES-256-GCM; all base64.
        """
        if envelope["key_id"] != self.sealed_key_id:
            raise ValueError("sealed for another key")
        point, iv, ciphertext = (
            base64.b64decode(envelope[name], validate=True) for name in ("epk", "iv", "ciphertext")
        )
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = self._sealed.exchange(ec.ECDH(), theirs)
        key = HKDF(SHA256(), KEY_BYTES, salt=None, info=SEALED_INFO + point).derive(shared)
        return AESGCM(key).decrypt(iv, ciphertext, None)

    @property
    def sealed_key_id(self) -> str:
        return base64.urlsafe_b64encode(
            HKDFExpand(SHA256(), 9, b"key-id").derive(self._sealed_point())
        ).decode()

    def public_keys(self) -> dict[str, Any]:
        """What a phone needs to seal a report before it leaves."""
        return {
            "sealed": {
                "key_id": self.sealed_key_id,
                "algorithm": "ECDH-P256+HKDF-SHA256+A256GCM",
                "info": SEALED_INFO.decode(),
                "public_key": base64.b64encode(self._sealed_point()).decode(),
            }
        }

    def _sealed_point(self) -> bytes:
        return self._sealed.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_keyring(directory: Path, given_master: str | None = None) -> Keyring:
    """The keyring in `directory`, made there if this is the first start. `given_master` is 64 hex digits."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    master = bytes.fromhex(given_master) if given_master else _load_or_make(directory / MASTER)
    return Keyring(master, _load_or_make(directory / TEAM), _load_or_make(directory / SEALED))


def _load_or_make(path: Path) -> bytes:
    if path.exists():
        return _load(path)
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps({"key": secrets.token_bytes(KEY_BYTES).hex()}).encode())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(aside, path)  # atomic, and never over a key that another process made meanwhile
    aside.unlink()
    return _load(path)


def _load(path: Path) -> bytes:
    return bytes.fromhex(json.loads(path.read_text())["key"])
