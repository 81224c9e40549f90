"""A key under a pass-phrase: scrypt makes a key of the words, AES-256-GCM closes what travels."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
from collections.abc import Mapping
from hashlib import scrypt
from pathlib import Path
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.ledger.vault import NONCE_SIZE, Algorithm, decrypt, encrypt

VARIABLE: Final = "FAZHI_PASSPHRASE"
SHORTEST: Final = 12
_COST: Final = 1 << 15


class WrongPassphrase(FazhiError):
    """No pass-phrase, one too short, or not the one the file was closed with."""

    code = "F311"


def wrapped(plain: bytes, words: str, what: str) -> bytes:
    """Return ``plain`` closed under ``words``; ``what`` names it and must be named again to open it."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(NONCE_SIZE)
    box = encrypt(Algorithm.AES_256_GCM, _key(words, salt, _COST), nonce, plain, what.encode())
    return canonical({"kdf": "scrypt", "n": _COST, "salt": salt.hex(), "nonce": nonce.hex(), "box": box.hex()})


def unwrapped(body: bytes, words: str, what: str) -> bytes:
    """Return what ``wrapped`` took. Raises WrongPassphrase."""
    try:
        raw: Mapping[str, Any] = json.loads(body)
        cost = int(raw["n"])
        if raw["kdf"] != "scrypt" or not 1 << 14 <= cost <= 1 << 20:
            raise ValueError("kdf")
        key = _key(words, bytes.fromhex(raw["salt"]), cost)
        return decrypt(
            Algorithm.AES_256_GCM, key, bytes.fromhex(raw["nonce"]), bytes.fromhex(raw["box"]), what.encode()
        )
    except (ValueError, KeyError, TypeError, FazhiError) as error:
        raise WrongPassphrase("口令短语不对，或这部分被改动过", hint="核对大小写和空格后再试") from error


def asked(file: str | None, *, twice: bool = False) -> str:
    """Return the pass-phrase from ``file``, the environment or the keyboard. Raises WrongPassphrase when too short."""
    if file is not None:
        words = Path(file).read_text(encoding="utf-8").strip()
    elif VARIABLE in os.environ:
        words = os.environ[VARIABLE].strip()
    elif sys.stdin.isatty():
        words = getpass.getpass("口令短语：").strip()
        if twice and getpass.getpass("再输一遍：").strip() != words:
            raise WrongPassphrase("两遍输入不同")
    else:
        raise WrongPassphrase("没有给出口令短语", hint=f"--passphrase-file 文件，或环境变量 {VARIABLE}")
    if sum(2 if ord(c) > 0x2E7F else 1 for c in words) < SHORTEST:
        raise WrongPassphrase(
            f"口令短语至少 {SHORTEST} 个字符（汉字一个算两个）", hint="用一句自己记得住、别人猜不到的话，写下来另行保管"
        )
    return words


def _key(words: str, salt: bytes, cost: int) -> bytes:
    return scrypt(words.encode(), salt=salt, n=cost, r=8, p=1, maxmem=256 << 20, dklen=32)
