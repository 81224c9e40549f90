"""What every page has around it: the day, the look chosen earlier, the name above and the facts in the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fazhi.components import wording
from fazhi.portal import clock, home, store

COOKIE: Final = "fazhi_portal_look"
ELDER: Final = "elder"
CONTRAST: Final = "contrast"
UNSET: Final = "（由主办单位填写）"
_WEEK: Final = "一二三四五六日"
_YEAR: Final = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The look chosen earlier: 长者模式, high contrast, both or neither. Kept in a cookie that says nothing else."""

    elder: bool = False
    contrast: bool = False

    @property
    def css(self) -> str:
        """The classes on the root element."""
        return " ".join(name for name, on in ((ELDER, self.elder), (CONTRAST, self.contrast)) if on)


def look_of(request: HttpRequest) -> Look:
    """Return the look chosen earlier; anything unknown in the cookie is ignored."""
    chosen = request.COOKIES.get(COOKIE, "").split("+")
    return Look(elder=ELDER in chosen, contrast=CONTRAST in chosen)


def keep_look(response: HttpResponse, chosen: Look) -> None:
    """Write the choice into ``response``; without one the cookie goes."""
    if not chosen.css:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, chosen.css.replace(" ", "+"), max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS
    )


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template the look, the day, the name of the site, its foot and the last root."""
    today, folder = clock.today(), settings.PORTAL_HOME
    said, meta = home.told(folder), store.meta(folder)
    last = next(iter(store.roots(folder, 1)), None)
    return {
        "look": look_of(request),
        "asset": asset_version(),
        "today": f"{wording.cn_date(today)} 星期{_WEEK[today.weekday()]}",
        "site": {
            "name": said.get("name") or f"{meta.get('name', '')}依法行政公开",
            "about": said.get("about", "各镇、街道的决策、文件和办理结果"),
            "made": wording.table_time(_moment(meta["made"])) if "made" in meta else "",
            "foot": tuple((label, said.get(name) or UNSET) for label, name in _FOOT),
            "marks": tuple((label, said.get(name) or UNSET) for label, name in _MARKS),
        },
        "last_root": last and {**last, "moment": wording.table_time(_moment(last["recorded"]))},
    }


_FOOT: Final = (("主办", "host"), ("承办", "operator"), ("电话", "phone"), ("地址", "address"))
_MARKS: Final = (("网站标识码", "site_code"), ("备案号", "icp"), ("公安备案号", "police"))


def _moment(text: str) -> date:
    from datetime import datetime

    return datetime.fromisoformat(text)


@cache
def asset_version() -> str:
    """Return a few characters that change whenever a style sheet does; computed once a process."""
    own = Path(__file__).parent / "static" / "fazhi_portal"
    tokens = Path(settings.STATICFILES_DIRS[0]) / "fazhi" / "tokens.css"
    digest = sha256()
    for path in (tokens, *sorted(own.iterdir())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
