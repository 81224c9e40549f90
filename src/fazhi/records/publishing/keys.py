"""The keys a site deals with its portal by, both made from the site key: what brings it back brings them too."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fazhi.formats import letters, publication
from fazhi.records import site


def signing_key() -> bytes:
    """Return the 32 bytes that sign packages (Ed25519)."""
    return _made(b"fazhi portal: sign packages")


def inbox_key() -> bytes:
    """Return the 32 bytes that open letters of the inbox (X25519)."""
    return _made(b"fazhi portal: open letters")


def publisher() -> str:
    """Return the public key a portal believes, in hexadecimal."""
    return publication.public_of(signing_key())


def addressee() -> str:
    """Return the public key that letters to this site are closed with, in hexadecimal."""
    return letters.public_of(inbox_key()).hex()


def _made(purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(site.site_key().key)
