"""Papers of a matter: the list, one as it would be printed, the issued one with what came back, the comparison."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Field, Link, SimpleTable, State, Tag, cn_date, sheet
from fazhi.desk import papers as shown
from fazhi.desk.forms.uploads import HELP
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle
from fazhi.desk.written import sent_file
from fazhi.formats.errors import ReadError
from fazhi.kernel.papers import Change, Compared, Grade, Standing
from fazhi.kernel.procedures import PaperForm
from fazhi.records import clock, evidence, papers
from fazhi.records.access import Action
from fazhi.records.acts import papers as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.evidence import Received
from fazhi.records.papers import Issued


@require_safe
def papers_of(request: HttpRequest, matter: str) -> HttpResponse:
    """List the papers of a matter, issued and voided ones among them."""
    found = find(request, matter)
    rows = [
        (
            Cell(text=row.link.label, href=row.link.href),
            Cell(text=shown.GRADES[row.form.grade]),
            Cell(tag=row.tag),
            Cell(text=row.number or (f"须{row.why}" if row.why else "")),
        )
        for row in shown.rows(found)
    ]
    rows += [
        (
            Cell(text=item.name, href=found.address("issued", str(item.seq)), struck=True),
            Cell(text="印发件"),
            Cell(tag=Tag(state=State.SKIPPED, text="已作废")),
            Cell(text=item.number, struck=True),
        )
        for item in papers.issued(found.row.pk)
        if item.voided
    ]
    table = SimpleTable(
        caption="文书",
        columns=tuple(
            Column(key=key, name=name)
            for key, name in (("name", "文书"), ("grade", "类别"), ("state", "现状"), ("number", "文号（须先办的）"))
        ),
        rows=tuple(rows),
        empty=EmptyState(title="没有文书", reason="本事项开立时的规程没有声明文书。"),
    )
    context = page_context(
        request, "文书", found.crumbs, nav="matters", print_foot=found.row.number, table=table,
        heading=f"文书：{found.row.title}",
    )  # fmt: skip
    return render(request, "desk/papers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, matter: str, paper: str, key: str | None = None) -> HttpResponse:
    """Show a paper as it would be printed now; a POST without a form shows it with personal values, logged."""
    found, form = _form(request, matter, paper, key)
    row = next(item for item in shown.rows(found) if item.form is form and item.key == key)
    if row.issued is not None and request.method != "POST":
        return redirect(found.address("issued", str(row.issued.seq)))
    whole = request.method == "POST" and "_form" not in request.POST
    forms = (_issue(found, form, key),) if found.may_act and form.grade is not Grade.INTERNAL and not row.why else ()
    drawn, done = handle(request, forms)
    if done:
        return redirect(found.address("paper", *_args(form, key)))
    seen = shown.draw(found, form, key, clock.now(), whole=whole)
    context = page_context(
        request,
        row.link.label,
        (*found.crumbs, Link(label="文书", href=found.address("papers"))),
        nav="matters",
        print_foot=found.row.number,
        sheet=sheet(seen.paper),
        note=_note(form, row),
        tag=row.tag,
        word=found.address("paper-word", *_args(form, key)),
        masked=seen.masked,
        whole=whole,
        missing=tuple(dict.fromkeys(item.what for item in seen.paper.missing)),
        forms=drawn,
        copies=form.copies,
    )
    return render(request, "desk/paper.html", context)


def _note(form: PaperForm, row: shown.Row) -> str:
    if row.why:
        return f"现在只能预览。印发（打印）须{row.why}"
    if form.grade is Grade.INTERNAL:
        return f"内部用纸，一般打印 {form.copies} 份" if form.copies > 1 else "内部用纸，可直接打印"
    return "送签稿：不占文号；签发后点“印发”，取号并留存"


def _issue(found: Found, form: PaperForm, key: str | None) -> Small:
    def do(typed: Typed) -> str:
        result = acts.issue(
            actor=found.desk.actor, key=typed.key, matter=found.folded.stream, paper=form.id, **_keyed(key)
        )
        return f"已印发{result['number'] or form.name}，请打印、签字、盖章，盖章件扫描后传回。"

    note = "印发后文本留存，不能再改；内容有误的，作废后重新印发。"
    if form.series is not None:
        note = f"将在“{form.series}”编号簿取下一个号，先占号后打印。{note}"
    return Small(id="issue", title="签发后印发", verb="印发", do=do, note=note, open=True)


def _keyed(key: str | None) -> dict[str, str]:
    """Return the key of a paper as an argument, under the name the act has for it."""
    return {"entry": key} if key is not None else {}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, matter: str, paper: str, key: str | None = None) -> HttpResponse:
    """Send a paper as a Word file, as a 送签稿; a POST sends it with personal values, logged."""
    found, form = _form(request, matter, paper, key)
    seen = shown.draw(found, form, key, clock.now(), whole=request.method == "POST")
    body, _ = papers.word_of(found.folded, found.row.unit_path, form, seen.said, found.on, seen.paper, key)
    return sent_file(f"{shown.name_of(form, key)}（{found.row.number}）", body)


def _form(request: HttpRequest, matter: str, paper: str, key: str | None) -> tuple[Found, PaperForm]:
    found = find(request, matter)
    form = found.procedure.papers.get(paper)
    keys = found.state.lists.get(form.each, ()) if form is not None and form.each is not None else (None,)
    if form is None or key not in keys:
        raise Http404
    return found, form


def _args(form: PaperForm, key: str | None) -> tuple[str, ...]:
    return (form.id, *([key] if key else ()))


# -- issued ------------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issued(request: HttpRequest, matter: str, seq: int) -> HttpResponse:
    """Show an issued paper: its file, what came back of it, the sealed scan; and the forms for these."""
    found = find(request, matter)
    item = _issued(found, seq)
    drawn, done = handle(request, tuple(_forms(request, found, item)) if found.may_act and not item.voided else ())
    if done:
        return redirect(found.address("issued", str(seq)))
    sealed = item.standing is Standing.SEALED
    tag = Tag(state=State.DONE, text="正式件") if sealed else Tag(state=State.WAITING, text="已印发，待盖章件")
    context = page_context(
        request,
        item.number or item.name,
        (*found.crumbs, Link(label="文书", href=found.address("papers"))),
        nav="matters",
        print_foot=found.row.number,
        heading=item.name,
        tag=Tag(state=State.SKIPPED, text="已作废") if item.voided else tag,
        facts=tuple(_facts(found, item)),
        back=_back(found, item),
        buttons=(Button(label="下载印发的 Word", href=_file(found, item.sm3, item.seq), kind="primary"),),
        forms=drawn,
    )
    return render(request, "desk/issued.html", context)


def _facts(found: Found, item: Issued) -> list[tuple[str, str, Link | None]]:
    facts: list[tuple[str, str, Link | None]] = [
        ("文号", item.number or "无", None),
        ("印发日期", cn_date(item.day), None),
        ("文本摘要（SM3）", f"{item.digest[:32]} {item.digest[32:]}", None),
    ]
    if item.sealed is not None:
        link = Link(label="盖章扫描件", href=_file(found, item.sealed.sm3, item.sealed.seq))
        facts.append(("正式件", f"{cn_date(item.sealed.day)}收到，", link))
    return facts


def _back(found: Found, item: Issued) -> SimpleTable:
    def words(counts: object) -> str:
        held = counts if isinstance(counts, dict) else {}
        parts = [f"{change.cn} {held[change.value]}" for change in Change if held.get(change.value)]
        return "、".join(parts) if any(held.get(change.value) for change in _DIFFERENT) else "与印发件逐条一致"

    rows = tuple(
        (
            Cell(text=cn_date(bound.day), href=found.address("compared", str(item.seq), str(bound.seq))),
            Cell(text=words(bound.counts), strong=any(bound.counts.get(change.value) for change in _DIFFERENT)),
        )
        for bound in item.returned
    )
    return SimpleTable(
        caption="传回的文本",
        columns=(Column(key="day", name="传回日期"), Column(key="what", name="与印发件比对")),
        rows=rows,
        empty=EmptyState(title="没有传回过", reason="在 Word 或 WPS 里改过的，传回比对；没有改动的，直接传盖章件。"),
    )


_DIFFERENT = (Change.CHANGED, Change.MISSING, Change.ADDED)


def _file(found: Found, sm3: str, seq: int) -> str:
    return reverse("file", args=[sm3]) + f"?m={found.id}&n={seq}"


def _issued(found: Found, seq: int) -> Issued:
    item = next((one for one in papers.issued(found.row.pk) if one.seq == seq), None)
    if item is None:
        raise Http404
    return item


def _forms(request: HttpRequest, found: Found, item: Issued) -> list[Small]:
    stream, actor = found.folded.stream, found.desk.actor

    def back(typed: Typed) -> str:
        file = _uploaded(request, "back", "file")
        try:
            result = acts.take_back(actor=actor, key=typed.key, matter=stream, seq=item.seq, file=file)
        except ReadError as error:
            raise ActRefused(error.message, field="file", hint=error.hint) from error
        counts = result["changes"]
        different = sum(counts[change.value] for change in _DIFFERENT)
        return f"已收下并比对：{different} 处与印发件不同。" if different else "已收下并比对：与印发件逐条一致。"

    def seal(typed: Typed) -> str:
        file = _uploaded(request, "seal", "scan")
        acts.seal(actor=actor, key=typed.key, matter=stream, seq=item.seq, file=file, pages=typed.text("pages"))
        return f"盖章件已收下，{item.number or item.name}成为正式件。"

    def void(typed: Typed) -> str:
        acts.void_paper(
            actor=actor, key=typed.key, matter=stream, seq=item.seq, reason=typed.needed("reason", "作废的理由")
        )
        return f"{item.number or item.name}已作废。"

    forms = []
    if item.sealed is None:
        scan = Field(name="scan", label="盖章扫描件", kind="file", accept=".pdf,.ofd,.jpg,.jpeg,.png,.heic", help=HELP)
        pages = Field(name="pages", label="页码", required=False, half=True)
        note = "章由人工加盖。扫描件收下后，该件成为正式件。"
        forms.append(
            Small(id="seal", title="传盖章件", verb="收下盖章件", do=seal, fields=(scan, pages), note=note, open=True)
        )
    file = Field(name="file", label="传回的 Word 文件", kind="file", accept=".docx", help=f"WPS 请另存为 .docx。{HELP}")
    forms.append(Small(id="back", title="传回文本，逐条比对", verb="收下并比对", do=back, fields=(file,)))
    reason = Field(name="reason", label="作废的理由", kind="textarea")
    note = "作废的件保留，文号不再使用。"
    forms.append(Small(id="void", title="作废", verb="作废", do=void, fields=(reason,), note=note, danger=True))
    return forms


def _uploaded(request: HttpRequest, form: str, name: str) -> Received:
    """Return the file of a small form. Raises ActRefused beside its field."""
    upload = request.FILES.get(f"{form}-{name}")
    cut = getattr(request, "upload_refused", None)
    if isinstance(cut, evidence.UploadRefused):
        raise ActRefused(cut.message, field=name, hint=cut.hint)
    if upload is None:
        raise ActRefused("请选择文件", field=name)
    try:
        return evidence.receive(upload, upload.name or "", declared=upload.size)
    except evidence.UploadRefused as error:
        raise ActRefused(error.message, field=name, where=error.where, hint=error.hint) from error


@never_cache
@require_safe
def compared(request: HttpRequest, matter: str, seq: int, event: int) -> HttpResponse:
    """Show clause by clause what was issued and what came back."""
    found = find(request, matter, Action.UNMASK)
    item = _issued(found, seq)
    bound = next((one for one in item.returned if one.seq == event), None)
    if bound is None:
        raise Http404
    pairs = acts.compared(item, bound.sm3)
    every = request.GET.get("all") == "1"
    counts = {change: sum(pair.change is change for pair in pairs) for change in Change}
    different = sum(counts[change] for change in _DIFFERENT)
    context = page_context(
        request,
        "文本比对",
        (*found.crumbs, Link(label=item.number or item.name, href=found.address("issued", str(seq)))),
        nav="matters",
        print_foot=found.row.number,
        heading=f"文本比对：{item.name}",
        note=f"{item.number}　印发件（{cn_date(item.day)}）与传回件（{cn_date(bound.day)}）",
        pairs=tuple(_tagged(pair) for pair in pairs if every or pair.change is not Change.SAME),
        verdict=Tag(state=State.CHECK, text=f"{different} 处不同")
        if different
        else Tag(state=State.DONE, text="逐条一致"),
        words="，".join(f"{change.cn} {counts[change]} 条" for change in Change),
        every=every,
        total=len(pairs),
        different=different,
        here=request.path,
    )
    return render(request, "desk/compared.html", context)


def _verdict(different: int) -> Tag:
    if different:
        return Tag(state=State.CHECK, text=f"{different} 处不同")
    return Tag(state=State.DONE, text="逐条一致")


_TAGS = {Change.SAME: State.DONE, Change.CHANGED: State.CHECK, Change.MISSING: State.LATE, Change.ADDED: State.CHECK}


def _tagged(pair: Compared) -> tuple[Compared, Tag]:
    return pair, Tag(state=_TAGS[pair.change], text=pair.change.cn)


urlpatterns = [
    path("m/<slug:matter>/papers/", papers_of, name="papers"),
    path("m/<slug:matter>/papers/<slug:paper>/word/", word, name="paper-word"),
    path("m/<slug:matter>/papers/<slug:paper>/", paper, name="paper"),
    path("m/<slug:matter>/papers/<slug:paper>/<slug:key>/word/", word, name="paper-word"),
    path("m/<slug:matter>/papers/<slug:paper>/<slug:key>/", paper, name="paper"),
    path("m/<slug:matter>/issued/<int:seq>/", issued, name="issued"),
    path("m/<slug:matter>/issued/<int:seq>/back/<int:event>/", compared, name="compared"),
]
