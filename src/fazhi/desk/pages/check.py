"""公文体检: the checker on a page. What a drafter checks leaves no trace: nothing is kept, nothing is logged.

The same findings as ``fazhi check`` gives; with ``?format=json`` its very JSON, apart from ``path``. They are called
提示; the conclusion is the reviewer's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.cli.checker.one import Settings, as_asked, check_document, unread_json, whole_json
from fazhi.components import Cell, Choice, Column, Field, Link, Refusal, SimpleTable
from fazhi.desk import checked
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.formats import read
from fazhi.formats.writers import docx, html
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Document, Kind, Result, basis_of
from fazhi.packs.rules import find
from fazhi.records import site

NAV = NavEntry(label="公文体检", url="check", order=55)

_OUTPUTS: Final = (
    Choice(value="page", label="在网页上看"),
    Choice(value="docx", label="下载带批注的 Word", hint="只有 .docx 能写批注"),
    Choice(value="html", label="下载标注网页", hint="可在任何浏览器里打开、打印"),
)
_KINDS: Final = frozenset(kind.value for kind in Kind)
LONGEST_TEXT: Final = 1_000_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file or a text; check what was sent and answer with the findings, keeping nothing of it."""
    desk = desk_of(request)
    if request.method != "POST":
        return _ask(request)
    as_json = request.GET.get("format") == "json"
    try:
        settings = _settings(request, desk)
        result = check_document(as_asked(_read(request), settings), settings)
        if as_json:
            return _json("".join(whole_json(result, settings)))
        return _download(request, result) or _show(request, result)
    except FazhiError as error:
        return _json("".join(unread_json(_name(request), error, desk.today)), 422) if as_json else _ask(request, error)


def _json(text: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _name(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    return (upload.name if upload is not None else None) or "粘贴的文字.txt"


def _read(request: HttpRequest) -> Document:
    if (refused := getattr(request, "upload_refused", None)) is not None:
        raise FazhiError(str(refused), hint="请拆成几个文件，或者在命令行检查")
    upload, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    if upload is not None:
        return read(Path(_name(request)), upload.read())
    if not text:
        raise FazhiError("没有选文件，也没有粘贴文字", hint="选一个文件，或者把文字贴在下面")
    if len(text) > LONGEST_TEXT:
        raise FazhiError("粘贴的文字太长", hint="请存成文件后上传")
    return read(Path(_name(request)), text.replace("\r\n", "\n").encode("utf-8", "replace"))


def _settings(request: HttpRequest, desk: Desk) -> Settings:
    named, day = request.POST.get("kind", ""), request.POST.get("as_of", "").strip()
    return Settings(
        today=desk.today,
        as_of=parse_date(day) if day else None,
        kind=Kind(named) if named in _KINDS else None,
        every_rule=named == "all",
        deep=request.POST.get("deep") == "1",
        site=site.home(),
    )


def _download(request: HttpRequest, result: Result) -> HttpResponse | None:
    wanted = request.POST.get("output", "page")
    stem = Path(result.document.path).stem
    if wanted == "docx":
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        answer = HttpResponse(docx.commented(result), content_type=kind)
    elif wanted == "html":
        answer = HttpResponse(html.page(result), content_type="application/octet-stream")
    else:
        return None
    answer["Content-Disposition"] = content_disposition_header(True, f"{stem}（体检）.{wanted}") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _ask(request: HttpRequest, error: FazhiError | None = None) -> HttpResponse:
    posted = request.POST
    kinds = (
        Choice(value="", label="自动识别"),
        *(Choice(value=kind.value, label=kind.cn) for kind in Kind),
        Choice(value="all", label="全部规则都用"),
    )
    wrong = Refusal(text=error.message, advice=error.hint or "") if error is not None else None
    fields = (
        Field(
            name="file",
            label="文件",
            kind="file",
            required=False,
            accept=".docx,.doc,.wps,.pdf,.ofd,.txt,.md,.html,.htm",
            help="Word、WPS、有文字层的 PDF、OFD、网页、文字文件。扫描件没有文字层，查不了。一次查一个。",
            error=wrong,
        ),
        Field(
            name="text", label="或者粘贴文字", kind="textarea", required=False, lines=6, value=posted.get("text", "")
        ),
        Field(
            name="kind",
            label="文种",
            kind="select",
            required=False,
            half=True,
            choices=kinds,
            value=posted.get("kind", ""),
        ),
        Field(
            name="as_of",
            label="按哪一天的法律",
            kind="date",
            required=False,
            half=True,
            value=posted.get("as_of", ""),
            help="不写即按文件自己的日期，没有日期的按今天。",
        ),
        Field(name="output", label="结果", kind="radio", choices=_OUTPUTS, value=posted.get("output", "page")),
        Field(
            name="deep",
            label="也用把握较小的规则（深度检查）",
            kind="bool",
            required=False,
            value=posted.get("deep", ""),
        ),
    )
    context = page_context(request, "公文体检", nav="check", fields=fields, refusal=wrong)
    return render(request, "desk/check.html", context, status=422 if error is not None else 200)


def _show(request: HttpRequest, result: Result) -> HttpResponse:
    context = page_context(
        request,
        "体检结果",
        (Link(label="公文体检", href=reverse("check")),),
        nav="check",
        note=f"{checked.note(result)}本次体检不留痕。",
        again=Link(label="再查一份", href=reverse("check")),
        print_foot="公文体检",
        **checked.drawn(result),
    )
    return render(request, "desk/check_result.html", context)


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: why, basis, what it finds and what it leaves alone."""
    desk_of(request)
    try:
        found = find(code, site.home())
    except FazhiError as error:
        raise Http404 from error
    rows = (
        ("为什么", found.why),
        ("依据", refs_cn(basis_of(written) for written in found.basis)),
        ("归类", f"{found.certainty.value}{'（阻断）' if found.blocking else ''}"),
        ("适用文种", "、".join(kind.cn for kind in sorted(found.kinds)) or "全部"),
        ("建议", found.suggestion or "—"),
        *(("会提示", example.text.strip()) for example in found.bad),
        *(("不提示", example.text.strip()) for example in found.good),
    )
    table = SimpleTable(
        caption=f"规则 {found.code}",
        columns=(Column(key="name", name="项"), Column(key="text", name="内容")),
        rows=tuple((Cell(text=name), Cell(text=text)) for name, text in rows),
    )
    context = page_context(
        request,
        f"{found.code} {found.title}",
        (Link(label="公文体检", href=reverse("check")),),
        nav="check",
        table=table,
    )
    return render(request, "desk/check_rule.html", context)


urlpatterns = [path("check/", check, name="check"), path("check/rules/<slug:code>/", rule, name="check-rule")]
