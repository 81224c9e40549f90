"""Letters into the inbox: whoever writes one cannot read it again, only who holds the key of the desk can.

X25519 with a key made for this one letter, HKDF-SHA256, AES-256-GCM; the receipt number is bound in, so that no letter
can be passed off as another.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fazhi.kernel.errors import FazhiError, LedgerError
from fazhi.kernel.ledger.vault import Algorithm, decrypt, encrypt

MARK: Final = b"fazhi-letter/1\n"
MOST: Final = 64 * 1024
"""Bytes of a letter before it is closed."""

_KEY: Final = 32
_ROUNDS: Final = 100_000
_NONCE: Final = bytes(12)
"""A key serves one letter only, so its nonce need not differ."""


class LetterError(FazhiError):
    """A letter that cannot be closed or opened."""

    code = "F281"


def close(public: bytes, plain: bytes, number: str, once: bytes) -> bytes:
    """Return ``plain`` closed to the holder of ``public``; ``once`` are 32 random bytes that serve no other letter."""
    if len(plain) > MOST:
        raise LetterError(f"内容过长，最多 {MOST // 1024} 千字节", hint="请缩短，或者到窗口提交")
    own = X25519PrivateKey.from_private_bytes(once)
    mine = own.public_key().public_bytes_raw()
    key = _shared(own, X25519PublicKey.from_public_bytes(public), mine + public)
    return MARK + mine + encrypt(Algorithm.AES_256_GCM, key, _NONCE, plain, number.encode())


def open_letter(private: bytes, letter: bytes, number: str) -> bytes:
    """Return what was closed under ``number``. Raises LetterError for another key, number or an altered letter."""
    if not letter.startswith(MARK) or len(letter) > MOST + 1024:
        raise LetterError("不是收件箱的信件", where=number)
    own = X25519PrivateKey.from_private_bytes(private)
    mine, secret = letter[len(MARK) : len(MARK) + _KEY], letter[len(MARK) + _KEY :]
    try:
        key = _shared(own, X25519PublicKey.from_public_bytes(mine), mine + own.public_key().public_bytes_raw())
        return decrypt(Algorithm.AES_256_GCM, key, _NONCE, secret, number.encode())
    except (LedgerError, ValueError) as error:
        raise LetterError("信件打不开：不是写给本站的，或者被改动", where=number) from error


def public_of(private: bytes) -> bytes:
    """Return the public half of an X25519 key: what the portal closes letters with."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _shared(own: X25519PrivateKey, other: X25519PublicKey, bound: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=MARK + bound).derive(own.exchange(other))


def lookup(number: str, code: str) -> str:
    """Return under what a status is found by whoever knows number and code: slow on purpose, so that codes stay short.

    Blanks and hyphens in the code count for nothing.
    """
    plain = "".join(sign for sign in code if sign.isalnum())
    return hashlib.pbkdf2_hmac("sha256", plain.encode(), f"fazhi|{number}".encode(), _ROUNDS).hex()
