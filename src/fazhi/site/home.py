"""The folder a site keeps everything in, and the secret that signs its sessions.

``FAZHI_HOME`` names the folder; without it, ``home`` in the place the program was started in. One folder is the
whole site: it can be copied to a stick and carried.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def home_folder(environ: Mapping[str, str]) -> Path:
    """Return the site's folder as an absolute path, made if it was missing (readable by its owner only)."""
    home = Path(environ.get("FAZHI_HOME") or "home").expanduser().resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(home: Path, environ: Mapping[str, str]) -> str:
    """Return the key that signs sessions and forms: ``FAZHI_SECRET_KEY``, else the one kept in ``home``.

    The first start writes it. Two processes starting at once agree on one key: the file appears under its name only
    when it is complete, and the second one reads what the first one wrote.
    """
    given = environ.get("FAZHI_SECRET_KEY", "").strip()
    if given:
        return given
    path = home / "secret-key"
    if not path.exists():
        draft = home / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            # Another process was first; its key is the site's key.
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
