"""Importing full texts: files are shown first as they would be kept; only the second button keeps them."""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.cli.laws import store
from fazhi.cli.laws.folder import Source, read_folder
from fazhi.components import Cell, Column, Field, Link, Refusal, SimpleTable, State, Tag
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.pages.laws import may_import
from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.packs.laws.compiled import load_index
from fazhi.records import site
from fazhi.records.access import Denied
from fazhi.records.acts.laws import keep_texts
from fazhi.records.intake import names

MOST: Final = 50
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that cannot be kept, and why."""

    name: str
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
def import_laws(request: HttpRequest) -> HttpResponse:
    """Ask for files; show how each would be kept; keep them when that was confirmed."""
    desk = desk_of(request)
    if not may_import(desk):
        raise Denied("导入法规全文由站点管理员办理", where="法规库", hint="请与县局管理员联系")
    if request.method != "POST":
        return _ask(request)
    token = request.POST.get("token", "")
    if token:
        return _keep(request, desk, token)
    uploads = request.FILES.getlist("files")
    if (refused := getattr(request, "upload_refused", None)) is not None:
        return _ask(request, Refusal(text=str(refused)))
    if not 1 <= len(uploads) <= MOST:
        return _ask(request, Refusal(text=f"请选 1 至 {MOST} 个文件", advice="更多的用命令 fazhi law import 文件夹。"))
    folder = _waiting(secrets.token_hex(16))
    folder.mkdir(mode=0o700, parents=True)
    unread = []
    for upload in uploads:
        name = names.clean(upload.name or "")
        try:
            text = read(Path(name), upload.read()).text
        except FazhiError as error:
            unread.append(Unread(name=name, why=error.message))
            continue
        (folder / f"{Path(name).stem.strip('. ') or '未命名'}.md").write_text(text, encoding="utf-8")
    return _preview(request, folder, unread)


def _ask(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    fields = (
        Field(
            name="files",
            label="法规文本",
            kind="file",
            accept=".docx,.doc,.wps,.pdf,.txt,.md,.html,.htm",
            help="文件名写成“标题(2024-06-28).docx”，括号里是通过（公布）日。先看清楚再收存，选好后不会直接入库。",
            error=refusal,
        ),
    )
    return _render(request, "desk/law_import.html", status=422 if refusal else 200, fields=fields, refusal=refusal)


def _preview(request: HttpRequest, folder: Path, unread: list[Unread]) -> HttpResponse:
    try:
        sources = read_folder(folder)
    except FazhiError as error:
        shutil.rmtree(folder)
        said = "；".join(f"{each.name}：{each.why}" for each in unread)
        return _ask(request, Refusal(text=said or error.message, advice=error.hint or ""))
    table = SimpleTable(
        caption="将要收存的文本",
        columns=tuple(
            Column(key=word, name=word) for word in ("标题", "通过（公布）日", "施行日", "条数", "开头", "说明")
        ),
        rows=tuple(_row(source) for source in sources),
    )
    return _render(request, "desk/law_preview.html", table=table, unread=unread, token=folder.name, count=len(sources))


def _row(source: Source) -> tuple[Cell, ...]:
    law = source.law
    first = next(iter(law.articles.values()), "")
    return (
        Cell(text=f"《{law.title}》"),
        Cell(text=source.day.isoformat() if source.day else "没有写"),
        Cell(text=law.effective.isoformat() if law.effective else "没有读出"),
        Cell(text=str(len(law.articles)) if law.articles else "不分条"),
        Cell(text=first[:40]),
        Cell(tag=_judged(source)),
    )


def _judged(source: Source) -> Tag:
    """Return what keeping a text would mean: new here, instead of one that is here, or doubtful."""
    law = source.law
    entry = load_index().find(law.title)
    if source.day is None:
        return Tag(state=State.CHECK, text="没有日期，对不上目录里的哪一次文本")
    if any(each.adopted == source.day for each in store.adopted_of(store.place_of(), law.title)):
        return Tag(state=State.CHECK, text="替换已收存的同日文本")
    if entry is None:
        return Tag(state=State.NOTE, text="目录里没有，收存后编入本机目录")
    edition = next((each for each in entry.editions if each.adopted == source.day), None)
    if edition is None:
        return Tag(state=State.CHECK, text="目录里没有这一天的文本，请核对日期")
    if edition.articles is not None and law.articles and edition.articles != _last(law.articles):
        return Tag(state=State.CHECK, text=f"目录记 {edition.articles} 条，这里 {_last(law.articles)} 条，可能不全")
    return Tag(state=State.DONE, text="与目录相符")


def _last(articles: object) -> int:
    numbers = [int(place.partition("_")[0]) for place in articles] if isinstance(articles, dict) else []
    return max(numbers, default=0)


def _keep(request: HttpRequest, desk: Desk, token: str) -> HttpResponse:
    folder = _waiting(token)
    if not _TOKEN.fullmatch(token) or not folder.is_dir():
        messages.error(request, "这批文件已经收存过，或者已经放弃，请重新选文件。")
        return redirect(reverse("law-import"))
    if request.POST.get("what") == "drop":
        shutil.rmtree(folder)
        messages.info(request, "没有收存。")
        return redirect(reverse("law-import"))
    done = keep_texts(actor=desk.actor, folder=folder, unit_path=desk.unit.path, key=token)
    shutil.rmtree(folder)
    messages.success(request, f"收存 {done['texts']} 件，已记入账本；此后引用的条文可以点开看。")
    return redirect(reverse("laws"))


def _waiting(token: str) -> Path:
    return site.home() / "laws-waiting" / (token if _TOKEN.fullmatch(token) else "none")


def _render(request: HttpRequest, template: str, *, status: int = 200, **more: object) -> HttpResponse:
    context = page_context(
        request, "导入法规全文", (Link(label="法规库", href=reverse("laws")),), nav="check", **more
    )  # fmt: skip
    return render(request, template, context, status=status)


urlpatterns = [path("laws/import/", import_laws, name="law-import")]
