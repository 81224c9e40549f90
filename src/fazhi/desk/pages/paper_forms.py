"""文书版式: which papers there are, which named places each has, and the county's own Word form of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Cell, Column, Field, Link, SimpleTable, State, Tag, cn_date
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms.uploads import HELP
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle
from fazhi.desk.written import sent_file
from fazhi.formats.docx import write
from fazhi.formats.docx.safe import LARGEST
from fazhi.formats.errors import ReadError
from fazhi.kernel.expressions import Expr
from fazhi.kernel.papers import Conditions, Paper, Printable, Spot
from fazhi.kernel.papers import render as made
from fazhi.kernel.papers.named import PARTS, name_of, names
from fazhi.kernel.papers.tree import Place, leaves, pieces_of
from fazhi.kernel.procedures import PaperForm, Procedure
from fazhi.kernel.procedures.checklists import PaperNames
from fazhi.kernel.procedures.papersource import called
from fazhi.packs import procedures
from fazhi.records import clock, papers
from fazhi.records.access import Denied, Role
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.paper_forms import set_form
from fazhi.records.models import Unit

_CRUMBS = (Link(label="管理", href="/manage/"),)


def _may(desk: Desk) -> None:
    if not desk.grants.covers("", (Role.ADMIN,)) and not desk.grants.paths((Role.ADMIN,)):
        raise Denied("只有管理员可以设定文书版式", hint="请与县局管理员联系")


def _unit(desk: Desk) -> str:
    """Return the code of the widest unit the person administers: its form serves all below."""
    widest = min(desk.grants.paths((Role.ADMIN,)), key=len, default=desk.unit.path)
    return Unit.objects.filter(path=widest).values_list("code", flat=True).first() or desk.unit.code


@require_safe
def paper_forms(request: HttpRequest) -> HttpResponse:
    """List every paper of every procedure with the form in force."""
    desk = desk_of(request)
    _may(desk)
    rows = []
    for id_ in procedures.ids():
        procedure = procedures.get(id_)
        for form in procedure.papers.values():
            own = papers.own_form(desk.unit.path, id_, form.id, desk.today)
            tag = Tag(state=State.DONE, text="县里版式") if own else Tag(state=State.NOTE, text="程序自带版式")
            href = reverse("paper-form", args=[id_, form.id])
            rows.append((Cell(text=procedure.title), Cell(text=form.name, href=href), Cell(tag=tag)))
    table = SimpleTable(
        caption="文书版式",
        columns=tuple(Column(key=key, name=name) for key, name in (("p", "程序"), ("n", "文书"), ("s", "现用"))),
        rows=tuple(rows),
        lead=1,
    )
    context = page_context(
        request, "文书版式", _CRUMBS, nav="manage", table=table, heading="文书版式",
        note="换版式只换 Word 的样子；内容仍由占位填入，不能运行宏和代码", panel_title="文书",
    )  # fmt: skip
    return render(request, "desk/paper_forms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_form(request: HttpRequest, procedure: str, paper: str) -> HttpResponse:
    """Show the named places of one paper, and put a form of the county's own into force."""
    desk = desk_of(request)
    _may(desk)
    declared, form = _found(procedure, paper)
    drawn, done = handle(request, tuple(_forms(request, desk, declared, form)))
    if done:
        return redirect("paper-form", procedure, paper)
    own = papers.own_form(desk.unit.path, procedure, paper, desk.today)
    context = page_context(
        request,
        form.name,
        (*_CRUMBS, Link(label="文书版式", href=reverse("paper-forms"))),
        nav="manage",
        table=_places(declared, form),
        heading=f"文书版式：{form.name}",
        note=f"现用：{'县里版式，校验 ' + own[0][:12] if own else '程序自带版式'}",
        panel_title="占位",
        sample=reverse("paper-form-sample", args=[procedure, paper]),
        forms=drawn,
    )
    return render(request, "desk/paper_forms.html", context)


def _found(procedure: str, paper: str) -> tuple[Procedure, PaperForm]:
    declared = procedures.get(procedure) if procedure in procedures.ids() else None
    form = declared.papers.get(paper) if declared is not None else None
    if declared is None or form is None:
        raise Http404
    return declared, form


def _places(procedure: Procedure, form: PaperForm) -> SimpleTable:
    words = PaperNames(procedure)
    known = {
        name: called(piece.expr, words)
        for piece in leaves(tuple(pieces_of(form.body)))
        if isinstance(piece, Place) and (name := name_of(piece)) is not None
    }
    single, rows = names(form.body)
    listed = [(f"{{{{{name}}}}}", known.get(name, ""), "一处") for name in (*PARTS, *sorted(single - set(PARTS)))]
    for list_, inner in rows.items():
        how = f"表格的一行，按“{procedure.lists[list_]}”逐项重复"
        listed += [(f"{{{{{name}}}}}", known.get(name, ""), how) for name in sorted(inner)]
    return SimpleTable(
        caption="占位",
        columns=tuple(
            Column(key=key, name=name) for key, name in (("n", "写在版式里"), ("w", "填入"), ("h", "怎样填"))
        ),
        rows=tuple(tuple(Cell(text=text) for text in row) for row in listed),
    )


def _forms(request: HttpRequest, desk: Desk, procedure: Procedure, form: PaperForm) -> list[Small]:
    def use(typed: Typed) -> str:
        upload = request.FILES.get("use-file")
        if upload is None:
            raise ActRefused("请选择文件", field="file")
        if upload.size is not None and upload.size > LARGEST:
            raise ActRefused(f"文件超过 {LARGEST // 2**20} MB", field="file")
        return _set(upload.read(), typed, "file")

    def drop(typed: Typed) -> str:
        return _set(None, typed, "basis")

    def _set(body: bytes | None, typed: Typed, at: str) -> str:
        starts = typed.day_or_none("starts") or desk.today
        basis = typed.needed("basis", "依据")
        try:
            set_form(
                actor=desk.actor,
                key=typed.key,
                procedure=procedure.id,
                paper=form.id,
                body=body,
                basis=basis,
                starts=starts,
                unit=_unit(desk),
            )
        except ReadError as error:
            raise ActRefused(error.message, field=at, hint=error.hint) from error
        word = "县里版式" if body is not None else "程序自带版式"
        return f"{form.name}自{cn_date(starts)}起用{word}。"

    basis = Field(name="basis", label="依据", help="例如：县司法局〔2026〕5号；没有的写“本县（镇）设定”。", half=True)
    starts = Field(name="starts", label="自哪天起", kind="date", value=_iso(desk.today), half=True)
    how = f"在要填的地方写 {{{{名称}}}}，或插入标记为名称的内容控件。{HELP}"
    file = Field(name="file", label="版式（Word）", kind="file", accept=".docx", help=how)
    return [
        Small(id="use", title="换用县里的版式", verb="换用", do=use, fields=(file, basis, starts)),
        Small(id="drop", title="恢复程序自带版式", verb="恢复", do=drop, fields=(basis, starts)),
    ]


def _iso(day: date) -> str:
    return day.isoformat()


@require_safe
def sample(request: HttpRequest, procedure: str, paper: str) -> HttpResponse:
    """Send a form to begin with: the pack's own layout with its places written out."""
    _may(desk_of(request))
    declared, form = _found(procedure, paper)
    base = Paper(title=form.name, blocks=(), grade=form.grade)
    paper_ = made(form.body, _Sample(declared), base, Spot(list=form.each))
    return sent_file(f"{form.name}（版式样张）", write(paper_))


class _Sample:
    """A source that says its places instead of values: one entry of each list, conditions all true."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._names = PaperNames(procedure)

    def value(self, expr: Expr, at: Spot) -> Printable:
        return f"{{{{{expr.source}}}}}"

    def test(self, expr: Expr, at: Spot) -> bool:
        return True

    def called(self, expr: Expr) -> str:
        return called(expr, self._names)

    def keys(self, list_: str) -> Sequence[str]:
        return ("1",)

    def runs(self, step: str) -> Sequence[int]:
        return ()

    def basis(self, ids: Sequence[str]) -> str:
        return f"{{{{依据 {' '.join(ids)}}}}}"

    def due(self, term: str, at: Spot, moment: str | None = None) -> date | None:
        return None

    def today(self) -> date:
        return clock.today()

    def term(self, term: str) -> str:
        return f"{self._procedure.terms[term].name}末日"

    def conditions(self, step: str) -> Conditions:
        return Conditions(items=())


urlpatterns = [
    path("paper-forms/", paper_forms, name="paper-forms"),
    path("paper-forms/<slug:procedure>/<slug:paper>/", paper_form, name="paper-form"),
    path("paper-forms/<slug:procedure>/<slug:paper>/sample/", sample, name="paper-form-sample"),
]
