"""The pages everybody may read. Each asks the store and nothing else; no cookie is needed for any of them."""

from __future__ import annotations

import csv
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from io import StringIO
from itertools import groupby
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from fazhi.portal import clock, showing, store
from fazhi.portal.frame import CONTRAST, ELDER, Look, keep_look, look_of
from fazhi.portal.store import Asked

SIZE: Final = 20
ON_HOME: Final = 4
PAGES_KEPT: Final = 500
"""Drawn pages kept in memory; with the largest that is kept, at most some sixty megabytes."""
LARGEST: Final = 128 * 1024
Crumb = tuple[str, str]
View = Callable[..., HttpResponse]


_drawn: Final[OrderedDict[tuple[object, ...], tuple[bytes, dict[str, str]]]] = OrderedDict()
_guard: Final = Lock()


def public(view: View) -> View:
    """Draw a page once for a package, a day and a look: everybody sees the same. Caches may keep it for a minute."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        look = look_of(request).css
        key = (store.place(settings.PORTAL_HOME), clock.today(), look, request.get_full_path())
        with _guard:
            known = _drawn.get(key)
            if known is not None:
                _drawn.move_to_end(key)
        if known is not None:
            return HttpResponse(known[0], headers=known[1])
        response = view(request, *args, **more)
        response.setdefault("Cache-Control", "public, max-age=60")
        response.setdefault("Vary", "Cookie")
        if response.status_code == 200 and len(response.content) <= LARGEST:
            with _guard:
                _drawn[key] = (response.content, dict(response.items()))
                while len(_drawn) > PAGES_KEPT:
                    _drawn.popitem(last=False)
        return response

    return require_safe(kept)


def page(request: HttpRequest, name: str, title: str, crumbs: tuple[Crumb, ...] = (), **more: Any) -> HttpResponse:
    """Return a page with its title and the way to it."""
    return render(request, f"portal/{name}.html", {"page_title": title, "crumbs": crumbs, **more})


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the errands, what may be commented on now, and the newest of each section."""
    day, folder = clock.today(), settings.PORTAL_HOME
    open_, count = store.found(folder, Asked(until=day.isoformat()), most=ON_HOME)
    sections = []
    for name, total, _ in store.sections(folder):
        newest, _ = store.found(folder, Asked(section=name), most=ON_HOME)
        if not all(brief.until for brief in newest):  # consultations stand above, while they run
            sections.append(
                {
                    "name": name,
                    "total": total,
                    "href": f"/items/?{urlencode({'section': name})}",
                    "lines": [showing.line(brief, day) for brief in newest],
                }
            )
    return page(
        request, "home", "首页", open=[showing.line(brief, day) for brief in open_], open_count=count,
        sections=sections, lists=store.lists(folder), forms=store.forms(folder), empty=not store.meta(folder),
    )  # fmt: skip


@public
def items(request: HttpRequest) -> HttpResponse:
    """List what was published (``q``, ``section``, ``unit``, ``open``), the newest first, twenty a page."""
    folder, day = settings.PORTAL_HOME, clock.today()
    words = " ".join(request.GET.get("q", "").split())[:60]
    section, unit = request.GET.get("section", "")[:80], request.GET.get("unit", "")[:80]
    running = request.GET.get("open") == "1"
    asked = Asked(words=words, section=section, unit=unit, until=day.isoformat() if running else "")
    number = int(given) if (given := request.GET.get("page", "1")).isdecimal() and len(given) < 6 else 1
    first = (max(number, 1) - 1) * SIZE
    found, total = store.found(folder, asked, first=first, most=SIZE)
    title = "搜索" if "q" in request.GET else "正在征求意见" if running else section or "全部公开内容"
    kept = {"q": words, "section": section, "unit": unit, "open": "1" if running else ""}

    def leads(to: int) -> str:
        return "?" + urlencode({name: value for name, value in {**kept, "page": str(to)}.items() if value})

    return page(
        request, "items", title, (("首页", "/"),), lines=[showing.line(brief, day) for brief in found], total=total,
        first=first + 1, last=first + len(found), words=words, section=section, unit=unit, running=running,
        sections=[name for name, _, _ in store.sections(folder)], units=store.units(folder),
        earlier=leads(number - 1) if first else "", later=leads(number + 1) if first + len(found) < total else "",
    )  # fmt: skip


@public
def item(request: HttpRequest, id_: str) -> HttpResponse:
    """Show one published thing whole: how it stands, its text, how it was made, its papers and versions."""
    return _whole(request, id_)


@public
def item_print(request: HttpRequest, id_: str) -> HttpResponse:
    """Show the same as it stands on paper, for a browser to print or to save as PDF; it needs no script."""
    return _whole(request, id_, sheet=True)


def _whole(request: HttpRequest, id_: str, *, sheet: bool = False) -> HttpResponse:
    found, day = _item(id_), clock.today()
    versions = found.get("versions") or []
    at = request.GET.get("version", "")
    shown = versions[int(at) - 1] if at.isdecimal() and 0 < int(at[:4]) <= len(versions) else None
    until = found["until"]
    section = f"/items/?{urlencode({'section': found['section']})}"
    return page(
        request, "item", found["title"], (("首页", "/"), (found["section"], section)), item=found,
        standing=showing.standing(day, until, found.get("force") or {}), facts=showing.facts(found, day),
        published=showing.long(found["day"]), shown=shown, text=shown["text"] if shown else found["text"],
        trouble=shown["trouble"] if shown else found["trouble"],
        versions=[
            {**one, "at": number, "here": one is shown} for number, one in enumerate(versions, start=1)
        ] if len(versions) > 1 else [],
        comment=bool(until) and until >= day.isoformat(), sheet=sheet,
    )  # fmt: skip


@public
def item_text(request: HttpRequest, id_: str) -> HttpResponse:
    """Give the wording of a published thing as plain text."""
    found = _item(id_)
    head = [found["title"], "　".join(filter(None, (found["number"], found["unit"], f"{found['day']}公布")))]
    said = [*head, "", *(found["text"] or [found["trouble"] or "没有正文"])]
    for paper in found["papers"]:
        said += ["", f"附：{paper['name']}（{paper['day']}）", *(paper["text"] or [paper["trouble"]])]
    response = HttpResponse("\n".join(said) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{id_}.txt"'
    return response


@public
def item_data(request: HttpRequest, id_: str) -> HttpResponse:
    """Give everything told of a published thing as JSON."""
    return JsonResponse(_item(id_), json_dumps_params={"ensure_ascii": False})


def _item(id_: str) -> dict[str, Any]:
    found = store.item(settings.PORTAL_HOME, id_)
    if found is None:
        raise Http404
    return found


@public
def lists(request: HttpRequest) -> HttpResponse:
    """Name the bodies that have a list of powers."""
    return page(request, "lists", "权责、履职和服务清单", (("首页", "/"),), lists=store.lists(settings.PORTAL_HOME))


@public
def list_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show the list of one body as it stands today, kind by kind."""
    found = store.list_of(settings.PORTAL_HOME, code)
    if found is None:
        raise Http404
    day = clock.today()
    several = showing.list_items(found["entries"], day)
    kinds = [(kind, list(group)) for kind, group in groupby(several, key=lambda one: one.kind)]
    if request.GET.get("format") == "csv":
        rows = [(one.code, one.title, one.kind, one.standing.words, *(w for _, w in one.told)) for one in several]
        return _csv(("事项编码", "名称", "类别", "状态"), rows, f"list-{code}")
    return page(
        request, "list", f"{found['unit']}清单", (("首页", "/"), ("清单", "/lists/")), unit=found["unit"], kinds=kinds,
        day=day, total=len(several),
    )  # fmt: skip


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """主动公开目录: index, name, gist and day of everything published (条例第十二条), as a page or CSV."""
    folder = settings.PORTAL_HOME
    found, total = store.found(folder, Asked(), most=5000)
    if request.GET.get("format") == "csv":
        rows = [(one.id, one.title, one.what, one.day, one.number, one.unit, one.section) for one in found]
        return _csv(("索引", "名称", "内容概述", "生成日期", "文号", "公开单位", "类别"), rows, "catalogue")
    return page(request, "catalogue", "主动公开目录", (("首页", "/"),), rows=found[:500], total=total)


@public
def roots(request: HttpRequest) -> HttpResponse:
    """Show the roots of the last checkpoints and how anybody checks a bundle against them."""
    told = [
        {**row, "moment": row["recorded"].replace("T", " ")[:16], "groups": _grouped(row["root"])}
        for row in store.roots(settings.PORTAL_HOME)
    ]
    if request.GET.get("format") == "csv":
        rows = [(row["number"], row["recorded"], row["events"], row["root"], row["previous_root"]) for row in told]
        return _csv(("号", "时间", "记录件数", "根", "上一个根"), rows, "roots")
    return page(request, "roots", "数据核验", (("首页", "/"),), roots=told)


def _grouped(root: str) -> list[str]:
    return [root[at : at + 4].upper() for at in range(0, len(root), 4)]


def _csv(heads: tuple[str, ...], rows: list[tuple[object, ...]], name: str) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    # A cell that begins like a formula would be run by a spreadsheet: a quote before it keeps it text.
    writer.writerows([_calm(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _calm(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


@public
def about(request: HttpRequest) -> HttpResponse:
    """Tell how the pages can be used with keyboard, screen reader and large type."""
    return page(request, "access", "无障碍说明", (("首页", "/"),))


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every part of the site."""
    folder = settings.PORTAL_HOME
    sections = [(name, total, f"/items/?{urlencode({'section': name})}") for name, total, _ in store.sections(folder)]
    return page(
        request, "sitemap", "网站地图", (("首页", "/"),), sections=sections, lists=store.lists(folder),
        forms=store.forms(folder),
    )  # fmt: skip


@require_safe
def choose_look(request: HttpRequest) -> HttpResponse:
    """Keep a choice of look (``elder``, ``contrast``: 1 or 0) and go back to the page it was made on."""
    now = look_of(request)
    chosen = Look(
        elder=request.GET.get(ELDER, "1" if now.elder else "0") == "1",
        contrast=request.GET.get(CONTRAST, "1" if now.contrast else "0") == "1",
    )
    back = request.GET.get("back", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe and back.startswith("/") else "/")
    keep_look(response, chosen)
    response["Cache-Control"] = "no-store"
    return response


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, and where to look."""
    response = page(request, "missing", "没有这一页", (("首页", "/"),))
    response.status_code = 404
    return response
