"""The address of a PostgreSQL server as a value; it is printed without its password."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Server:
    """A server that keeps full texts. ``url`` is ``DATABASE_URL`` as it was given."""

    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"PostgreSQL {parts.hostname or '本机'}{parts.path}"

    def __repr__(self) -> str:
        return f"Server({self})"
