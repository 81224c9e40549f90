"""The folder of a portal: the store, packages that wait, letters that wait, and two small files of its own.

``publisher.key`` is the public key of the site it believes; ``portal.toml`` what stands in the foot of every page;
``secret`` makes receipt codes.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDERS: Final = ("store", "incoming", "refused", "inbox")
KNOWN: Final = ("name", "about", "host", "operator", "phone", "address", "site_code", "icp", "police")
"""What ``portal.toml`` may say."""


def folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the portal as an absolute path, made with what belongs into it where it was missing."""
    home = Path(environ.get("FAZHI_PORTAL_HOME") or "portal-home").expanduser().resolve()
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret(home: Path) -> bytes:
    """Return 32 bytes that only this portal knows; the first start makes them."""
    path = home / "secret"
    if not path.exists():
        draft = home / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its secret is the portal's
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def publisher(home: Path) -> str:
    """Return the public key of the site the portal believes, empty where none was named yet."""
    path = home / "publisher.key"
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


@lru_cache(maxsize=4)
def told(home: Path) -> Mapping[str, str]:
    """Return what ``portal.toml`` says; empty where there is none. Read once a process."""
    path = home / "portal.toml"
    if not path.exists():
        return {}
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: str(said[name]) for name in KNOWN if name in said}
