"""The folder of a site: keys, evidence, and what must be there before the first act.

``FAZHI_HOME`` is made by the settings; here its inside is. Keys are readable by their owner only.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.vault import Algorithm


class SiteError(FazhiError):
    """The folder of the site cannot be used as it is."""

    code = "F240"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKey:
    """The key that wraps the keys of the vault, and the cipher of new boxes."""

    algorithm: Algorithm
    key: bytes


def home() -> Path:
    """Return the folder of the site."""
    return Path(settings.FAZHI_HOME)


def ensure(*, fresh: bool = False) -> Path:
    """Make what is missing in the folder of the site (keys, evidence) and return it. Safe to call at every start.

    ``fresh``: the caller knows that nothing was sealed yet. Otherwise a missing key beside a filled vault is a
    SiteError, because a new key would not open it.
    """
    base = home()
    for name in ("keys", "evidence"):
        (base / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    path = base / "keys" / "site.key"
    if not path.exists():
        if not fresh and _has_vault():
            raise SiteError(
                "保险库的主密钥文件不见了，已密封的个人信息打不开",
                where=str(path),
                hint="请从备份中取回 keys/site.key；不要新建，新密钥打不开旧内容",
            )
        write_new(path, f"{Algorithm.SM4_GCM} {secrets.token_hex(Algorithm.SM4_GCM.key_size)}\n".encode("ascii"))
    site_key()
    return base


def _has_vault() -> bool:
    from django.db import ProgrammingError
    from django.db.utils import OperationalError

    from fazhi.records.models import VaultKey

    try:
        return VaultKey.objects.exists()
    except (OperationalError, ProgrammingError):
        return False  # no tables yet: a new site


def write_new(path: Path, body: bytes) -> None:
    """Write ``body`` under ``path``, complete or not at all; who comes second keeps what the first one wrote."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(draft, path)
            sync_folder(path.parent)
    except FileExistsError:
        pass  # another process was first; its key is the site's key
    finally:
        draft.unlink()


_MARK = "stick-mark"


def check_mark(mark: str) -> None:
    """Refuse a mark of an offline copy that could not stand in a number. Raises SiteError."""
    if not 1 <= len(mark) <= 6 or not mark.isalnum() or mark.isdigit():
        raise SiteError("离线盘的标记应为 1 至 6 个汉字、字母或数字，不全是数字", where=mark[:20], hint="例如：离、离2")


def mark_stick(mark: str) -> None:
    """Say that this site is an offline copy: every number it gives bears ``mark``, and so never meets one from home."""
    check_mark(mark)
    write_new(home() / _MARK, f"{mark}\n".encode())


def stick_mark() -> str:
    """Return the mark of an offline copy, or nothing at home."""
    path = home() / _MARK
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


_at_once = True


def to_disk(handle: int) -> None:
    """Let the disk keep what was written to ``handle`` before going on."""
    if _at_once:
        os.fsync(handle)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let files reach the disk only at the end of a ``with`` block: what nobody was told of (a demonstration)."""
    global _at_once
    _at_once = not hasattr(os, "sync")
    try:
        yield
    finally:
        if not _at_once:
            os.sync()
        _at_once = True


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut."""
    if os.name == "nt":
        return  # a folder cannot be opened there; its names are kept with the files
    handle = os.open(folder, os.O_RDONLY)
    try:
        to_disk(handle)
    finally:
        os.close(handle)


def site_key() -> SiteKey:
    """Return the site key. Raises SiteError when the file is missing, unreadable or open to others."""
    return _read_key(settings.FAZHI_HOME)


def forget() -> None:
    """Read the key anew at its next use: the folder was filled meanwhile."""
    _read_key.cache_clear()


@lru_cache(maxsize=4)
def _read_key(home: str | Path) -> SiteKey:
    path = Path(home) / "keys" / "site.key"
    name = str(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        words = path.read_text(encoding="ascii").split()
    except OSError as error:
        raise SiteError("读不到保险库的主密钥", where=name, hint="请先运行 fazhi init，或从备份中取回") from error
    # Windows has no such modes: what Python shows there says nothing, and who may read is the user's folder's affair.
    if mode & 0o077 and os.name != "nt":
        raise SiteError(f"主密钥文件的权限是 {mode:04o}，他人可读", where=name, hint="请运行 chmod 600 后再启动")
    try:
        algorithm = Algorithm(words[0])
        key = bytes.fromhex(words[1])
    except (IndexError, ValueError) as error:
        raise SiteError("主密钥文件写法不对", where=name, hint="请从备份中取回") from error
    if len(words) != 2 or len(key) != algorithm.key_size:
        raise SiteError("主密钥文件写法不对", where=name, hint="请从备份中取回")
    return SiteKey(algorithm=algorithm, key=key)
