"""公文体检: the checker on a page. What a drafter checks leaves no trace: nothing is kept, nothing is logged.

The same findings as ``fazhi check`` gives. They are called 提示; the conclusion is the reviewer's.
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

from fazhi.cli.checker.one import Settings, as_asked, check_document
from fazhi.components import Cell, Choice, Column, Field, Link, Refusal, SimpleTable, State, Tag
from fazhi.components import Finding as Shown
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.formats import read
from fazhi.formats.writers import docx, html
from fazhi.formats.writers.marking import place_of, stretches
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Certainty, Kind, Result, basis_cn, basis_of
from fazhi.packs.rules import find

NAV = NavEntry(label="公文体检", url="check", order=55)

_STATES: Final = {
    Certainty.SUSPECTED: State.UNLAWFUL,
    Certainty.VERIFY: State.CHECK,
    Certainty.WORDING: State.NOTE,
}
_MARKS: Final = {Certainty.SUSPECTED: "unlawful", Certainty.VERIFY: "check", Certainty.WORDING: "note"}
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
    try:
        result = _checked(request, desk)
        return _download(request, result) or _show(request, result)
    except FazhiError as error:
        return _ask(request, error)


def _checked(request: HttpRequest, desk: Desk) -> Result:
    if (refused := getattr(request, "upload_refused", None)) is not None:
        raise FazhiError(str(refused), hint="请拆成几个文件，或者在命令行检查")
    upload, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    if upload is not None:
        document = read(Path(upload.name or "文件"), upload.read())
    elif text:
        if len(text) > LONGEST_TEXT:
            raise FazhiError("粘贴的文字太长", hint="请存成文件后上传")
        document = read(Path("粘贴的文字.txt"), text.replace("\r\n", "\n").encode("utf-8", "replace"))
    else:
        raise FazhiError("没有选文件，也没有粘贴文字", hint="选一个文件，或者把文字贴在下面")
    named, day = request.POST.get("kind", ""), request.POST.get("as_of", "").strip()
    settings = Settings(
        today=desk.today,
        as_of=parse_date(day) if day else None,
        kind=Kind(named) if named in _KINDS else None,
        every_rule=named == "all",
        deep=request.POST.get("deep") == "1",
    )
    return check_document(as_asked(document, settings), settings)


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
    document = result.document
    shown = [_shown(result, at) for at in range(len(result.findings))]
    groups = [
        (name.value, [item for item, finding in zip(shown, result.findings, strict=True) if finding.certainty is name])
        for name in Certainty
    ]
    counts = tuple(
        Tag(state=_STATES[name], text=f"{name.value} {len(items)}")
        for name, (_, items) in zip(Certainty, groups, strict=True)
    )
    stretched = [
        (
            stretch.kind.name.lower(),
            [(piece, _MARKS[piece.certainty] if piece.certainty else "") for piece in stretch.pieces],
        )
        for stretch in stretches(document, result.findings)
    ]
    context = page_context(
        request,
        "体检结果",
        (Link(label="公文体检", href=reverse("check")),),
        nav="check",
        heading=document.title_text or Path(document.path).name,
        note=_note(result),
        stretched=stretched,
        groups=[(name, items) for name, items in groups if items],
        counts=counts,
        found=f"提示 {len(shown)} 条" if shown else "没有提示",
        looked=_looked(result),
        print_foot="公文体检",
    )
    return render(request, "desk/check_result.html", context)


def _shown(result: Result, at: int) -> Shown:
    finding = result.findings[at]
    rule = find(finding.code)
    basis = "；".join(basis_cn(each) for each in finding.basis)
    text = (
        finding.message
        + (f"。依据：{basis}" if basis else "")
        + (f"。建议：{finding.suggestion}" if finding.suggestion else "")
    )
    tag = Tag(state=_STATES[finding.certainty], text=finding.certainty.value)
    why = Link(label=f"为什么（{finding.code}）", href=reverse("check-rule", args=[finding.code]), bare=True)
    return Shown(
        number=at + 1,
        tag=tag,
        place=place_of(result.document, finding),
        title=rule.title,
        text=text,
        href=f"#mark-{at + 1}",
        refs=(why,),
    )


def _note(result: Result) -> str:
    document = result.document
    day = f"，日期 {document.date}" if document.date else ""
    return f"{document.kind.cn}（{document.kind_reason}）{day}，共 {len(document.text):,} 字。本次体检不留痕。"


def _looked(result: Result) -> str:
    citations, figures = result.counts["citations"], result.counts["figures"]
    return (
        "提示不是结论，结论由审查人作出；没有提示也不等于合法。"
        f"识别引用 {citations['found']} 处，已核对 {citations['checked']} 处，"
        f"无法核对 {citations['not_checkable']} 处；数字 {figures['found']} 处，已互相核对 {figures['checked']} 处。"
        f"用规则 {result.counts['rules']} 条。"
    )


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: why, basis, what it finds and what it leaves alone."""
    desk_of(request)
    try:
        found = find(code)
    except FazhiError as error:
        raise Http404 from error
    rows = (
        ("为什么", found.why),
        ("依据", "；".join(basis_cn(basis_of(written)) for written in found.basis)),
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
