"""How a person wants to see the pages: type size and contrast, kept in one cookie, set on the server.

Lives here: reading and writing that choice, and what every template is given about the look. No script is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fazhi.components import table_time

COOKIE: Final = "fazhi_look"
LARGE: Final = "large"
CONTRAST: Final = "contrast"
_YEAR: Final = 365 * 24 * 60 * 60
_STATIC: Final = Path(__file__).parent / "static" / "fazhi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The chosen look: large type, high contrast, both or neither."""

    large: bool = False
    contrast: bool = False

    @property
    def css(self) -> str:
        """The classes on the root element."""
        return " ".join(name for name, on in ((LARGE, self.large), (CONTRAST, self.contrast)) if on)


def read_look(request: HttpRequest) -> Look:
    """Return the look chosen earlier; anything unknown in the cookie is ignored."""
    chosen = request.COOKIES.get(COOKIE, "").split("+")
    return Look(large=LARGE in chosen, contrast=CONTRAST in chosen)


def keep_look(response: HttpResponse, chosen: Look) -> None:
    """Write the choice into ``response``; it holds for a year on this machine."""
    response.set_cookie(
        COOKIE,
        chosen.css.replace(" ", "+"),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def look(request: HttpRequest) -> dict[str, object]:
    """Give every template ``look``, the version of our static files, and the moment it would be printed."""
    return {
        "look": read_look(request),
        "asset_version": asset_version(),
        "printed": table_time(timezone.localtime()),
    }


@cache
def asset_version() -> str:
    """Return a few characters that change whenever one of our static files does; computed once a process."""
    digest = sha256()
    for path in sorted(_STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
