"""Sealing personal values into the vault and reading them back.

An event holds digests only. Value and salt lie encrypted under a key per stream and class, the key wrapped by the
site key. Reading for a person goes through ``acts.looks``, which writes the access log first.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.sealed import SALT_SIZE, Opening, Sealed, seal
from fazhi.kernel.ledger.vault import NONCE_SIZE, decrypt, encrypt, lock, unlock, unwrap_key, wrap_key
from fazhi.kernel.making import maker
from fazhi.records import chance, ledger, site
from fazhi.records.ledger import Head
from fazhi.records.models import VaultItem, VaultKey

CLASSES: Mapping[str, str] = {
    "name": "姓名", "id": "证件号码", "phone": "电话", "address": "住址", "account": "账号", "free": "自由文字",
    "file": "文件名",
}  # fmt: skip
"""Classes of personal information and their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """A personal value on its way into an event: its class and the value."""

    cls: str
    value: JsonInput


_opening, _sealed = maker(Opening), maker(Sealed)
ItemRow = tuple[int, int, int, str, str, bytes]


class _Kept:
    """Keys that were opened lately, so that the next act on a matter need not open them again.

    Asked with the wrapped key that stands in the table under the lock: one that was destroyed there is never found.
    Nothing is at risk that is not without it: who can read this memory reads the site key, and an old copy of a box
    lies beside the wrapped key of its time. All of them go together, after ``SECONDS`` or when there are ``MANY``.
    """

    SECONDS: Final = 600
    MANY: Final = 256

    def __init__(self) -> None:
        self._keys: dict[tuple[bytes, bytes, str, str], bytes] = {}
        self._since = 0.0

    def opened(self, master: bytes, wrapped: bytes, stream: str, cls: str) -> bytes:
        """Return the key in ``wrapped``; the place it was made for is checked when it is opened."""
        place, now = (master, wrapped, stream, cls), time.monotonic()
        if now - self._since > self.SECONDS or len(self._keys) >= self.MANY:
            self.forget()
            self._since = now
        found = self._keys.get(place)
        if found is None:
            found = self._keys[place] = unwrap_key(master, wrapped, matter=stream, cls=cls)
        return found

    def forget(self) -> None:
        """Drop all keys."""
        self._keys = {}


_kept = _Kept()


def forget_keys() -> None:
    """Drop the keys that were opened: some were destroyed."""
    _kept.forget()


class StreamVault:
    """The keys of one stream during one act: opened or made when first needed."""

    def __init__(self, locked: Head) -> None:
        self._head = locked
        self._id = locked.id
        self._stream = locked.key
        self._keys: dict[str, tuple[int, bytes]] = {}

    def seal(self, seq: int, values: Mapping[str, Private]) -> tuple[dict[str, Sealed], list[ItemRow]]:
        """Return what the event at ``seq`` holds of ``values`` and the rows that keep them."""
        sealed: dict[str, Sealed] = {}
        rows: list[ItemRow] = []
        master = site.site_key()
        algorithm = master.algorithm
        for path, private in values.items():
            key_id, key = self._key(private.cls, master)
            opening = _opening(value=private.value, salt=chance.token_bytes(SALT_SIZE))
            digest = seal(opening.value, opening.salt)
            nonce = os.urandom(NONCE_SIZE)
            box = lock(algorithm, key, nonce, opening, stream=self._stream, seq=seq, path=path)
            sealed[path] = _sealed(cls=private.cls, digest=digest)
            rows.append((key_id, self._id, seq, path, digest, box))
        return sealed, rows

    def keep(self, seq: int, path: str, cls: str, opening: Opening, digest: str) -> ItemRow:
        """Return the row that keeps a value sealed elsewhere, boxed under this site's keys; ``digest`` as it stands."""
        master = site.site_key()
        key_id, key = self._key(cls, master)
        nonce = os.urandom(NONCE_SIZE)
        box = lock(master.algorithm, key, nonce, opening, stream=self._stream, seq=seq, path=path)
        return (key_id, self._id, seq, path, digest, box)

    def _key(self, cls: str, master: site.SiteKey) -> tuple[int, bytes]:
        if cls not in CLASSES:
            raise LedgerError(f"没有“{cls}”这一类个人信息", where=self._stream, hint="、".join(CLASSES))
        if cls not in self._keys:
            held = ledger.beside(self._head).keys.get(cls)
            self._keys[cls] = self._made(cls, master) if held is None else self._opened(cls, master, *held)
        return self._keys[cls]

    def _opened(self, cls: str, master: site.SiteKey, key_id: int, wrapped: bytes) -> tuple[int, bytes]:
        return key_id, _kept.opened(master.key, wrapped, self._stream, cls)

    def _made(self, cls: str, master: site.SiteKey) -> tuple[int, bytes]:
        key = os.urandom(master.algorithm.key_size)
        nonce = os.urandom(NONCE_SIZE)
        wrapped = wrap_key(master.algorithm, master.key, nonce, key, matter=self._stream, cls=cls)
        return ledger.add_vault_key(self._id, cls, master.algorithm, wrapped), key


def open_fields(stream: str, seqs: Iterable[int] | None = None) -> dict[tuple[int, str], Opening]:
    """Return (seq, path) -> value and salt of a stream (of the events ``seqs``); what was erased is left out.

    For the machine itself (fold, verify, export, the acts). For a person's eyes use ``acts.looks.look``.
    """
    rows = VaultItem.objects.filter(stream__key=stream, box__isnull=False).select_related("key")
    if seqs is not None:
        rows = rows.filter(seq__in=list(seqs))
    keys: dict[int, bytes] = {}
    found: dict[tuple[int, str], Opening] = {}
    for item in rows:
        if item.key_id not in keys:
            keys[item.key_id] = _unwrapped(item.key, stream)
        box = bytes(item.box or b"")
        found[item.seq, item.field] = unlock(keys[item.key_id], box, stream=stream, seq=item.seq, path=item.field)
    return found


def _unwrapped(key: VaultKey, stream: str) -> bytes:
    if key.wrapped is None:
        raise LedgerError("密钥已按法定义务销毁", code="F144", where=f"{stream} {CLASSES.get(key.cls, key.cls)}")
    return unwrap_key(site.site_key().key, bytes(key.wrapped), matter=stream, cls=key.cls)


def box_draft(account: int, form: str, plain: bytes) -> bytes:
    """Return ``plain`` (what was typed into a form) encrypted for one account and form."""
    key = site.site_key()
    nonce = os.urandom(NONCE_SIZE)
    return nonce + encrypt(key.algorithm, key.key, nonce, plain, f"draft|{account}|{form}".encode())


def open_draft(account: int, form: str, box: bytes) -> bytes:
    """Return what ``box_draft`` took. Raises LedgerError for another account, form or site."""
    key = site.site_key()
    return decrypt(key.algorithm, key.key, box[:NONCE_SIZE], box[NONCE_SIZE:], f"draft|{account}|{form}".encode())


def box_ballots(survey: str, plain: bytes) -> bytes:
    """Return the answers of an open survey, encrypted."""
    key = site.site_key()
    nonce = os.urandom(NONCE_SIZE)
    return nonce + encrypt(key.algorithm, key.key, nonce, plain, f"survey|{survey}".encode())


def open_ballots(survey: str, box: bytes) -> bytes:
    """Return what ``box_ballots`` took. Raises LedgerError for another survey or site."""
    key = site.site_key()
    return decrypt(key.algorithm, key.key, box[:NONCE_SIZE], box[NONCE_SIZE:], f"survey|{survey}".encode())


def box_text(digest: str, plain: bytes) -> bytes:
    """Return wording of the file with this digest, encrypted: a cache must not outlive the care taken of the file."""
    key = site.site_key()
    nonce = os.urandom(NONCE_SIZE)
    return nonce + encrypt(key.algorithm, key.key, nonce, plain, f"text|{digest}".encode())


def open_text(digest: str, box: bytes) -> bytes:
    """Return what ``box_text`` took. Raises LedgerError for another file or site."""
    key = site.site_key()
    return decrypt(key.algorithm, key.key, box[:NONCE_SIZE], box[NONCE_SIZE:], f"text|{digest}".encode())
