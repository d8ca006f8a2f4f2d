"""Heads of the journal, signed with Ed25519 so that nobody can cut off its end or write it anew unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestock.ledger.entries import canonical

__all__ = ["Head", "demo_key", "new_key", "public_of", "read_head", "sign_head", "verify_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a journal, and the signature of its hash.

    Attributes
    ----------
    seq, hash : place and SHA-256 (hex) of the last entry
    public_key, signature : Ed25519 (RFC 8032), hex
    """

    seq: int
    hash: str
    public_key: str
    signature: str


def new_key() -> str:
    """Return a new private key, hex."""
    import secrets

    return secrets.token_hex(32)


def demo_key(seed: int) -> str:
    """Return the private key of a demo, hex: everybody can make it from the seed, so it proves nothing."""
    return hashlib.sha256(f"lodestock demo key {seed}".encode()).hexdigest()


def public_of(private_key: str) -> str:
    """Return the public key of a private one, hex.

    Raises
    ------
    ValueError : it is no key
    """
    return str(_private(private_key).public_key().public_bytes_raw().hex())


def sign_head(private_key: str, seq: int, entry_hash: str) -> Head:
    """Return a signed head.

    Raises
    ------
    ValueError : it is no key
    """
    signature = _private(private_key).sign(_message(seq, entry_hash)).hex()
    return Head(seq, entry_hash, public_of(private_key), signature)


def verify_head(head: Head) -> bool:
    """Say whether the signature of a head is right."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
        key.verify(bytes.fromhex(head.signature), _message(head.seq, head.hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def read_head(said: Mapping[str, Any]) -> Head:
    """Return a head from its JSON object.

    Raises
    ------
    LookupError, TypeError, ValueError : it is none
    """
    head = Head(said["seq"], said["hash"], said["public_key"], said["signature"])
    texts = (head.hash, head.public_key, head.signature)
    if type(head.seq) is not int or not all(isinstance(t, str) for t in texts):
        raise TypeError("a head has a whole number seq, and texts hash, public_key and signature")
    return head


def _message(seq: int, entry_hash: str) -> bytes:
    return canonical({"journal": "lodestock", "seq": seq, "hash": entry_hash}).encode()


def _private(key: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
