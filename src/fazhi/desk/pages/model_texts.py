"""示范文本: the model texts the county has approved and pushed, for everybody to take; its administrator sets them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Cell, Column, EmptyState, Field, Link, SimpleTable, cn_date
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms.uploads import HELP
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.desk.written import sent_as_kept
from fazhi.formats.docx.safe import LARGEST
from fazhi.records import access, model_texts
from fazhi.records.access import Action, Denied, Role
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.model_texts import set_model_text, withdraw_model_text
from fazhi.records.models import Unit

_CRUMBS = (Link(label="管理", href="/manage/"),)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List the model texts in force; on POST put one into force, or take one back."""
    desk = _reader(request)
    county = _county(desk)
    held = model_texts.in_force(desk.unit.path, desk.today)
    forms, done = handle(request, _forms(request, desk, county, held) if county is not None else ())
    if done:
        return redirect("model-texts")
    names = ("名称", "自何日起", "依据", "发布", "文件")
    table = SimpleTable(
        caption="示范文本",
        columns=tuple(Column(key=f"c{place}", name=name) for place, name in enumerate(names)),
        lead=0,
        rows=tuple(
            (
                Cell(text=one.title),
                Cell(text=one.starts.isoformat()),
                Cell(text=one.basis),
                Cell(text=one.unit),
                Cell(text=f"下载（{one.kind}）", href=reverse("model-text-file", args=[one.key])),
            )
            for one in held
        ),
        empty=EmptyState(title="县里还没有发布示范文本", reason="发布以后，各乡镇在这里下载，快审时逐条与它比对。"),
    )
    context = page_context(
        request, "示范文本", _CRUMBS, nav="manage", table=table, heading="示范文本",
        note="县里审定、各乡镇共用；批量快审时只放行只填了空白处的", panel_title="现行的示范文本", forms=forms,
    )  # fmt: skip
    return render(request, "desk/paper_forms.html", context)


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.grants.paths((*access.ALLOWED[Action.SEE], Role.ADMIN)):
        raise Denied("您没有查看示范文本的权限", hint="请与本单位管理员联系")
    return desk


def _county(desk: Desk) -> Unit | None:
    """Return the county the person administers."""
    widest = min(desk.grants.paths((Role.ADMIN,)), key=len, default="none")
    return Unit.objects.filter(path__startswith=widest).order_by("path").first() if widest.count("/") < 2 else None


def _forms(
    request: HttpRequest, desk: Desk, county: Unit | None, held: tuple[model_texts.ModelText, ...]
) -> tuple[Small, ...]:
    unit = county.code if county is not None else ""

    def use(typed: Typed) -> str:
        upload = request.FILES.get("use-file")
        if upload is None:
            raise ActRefused("请选择文件", field="file")
        if upload.size is not None and upload.size > LARGEST:
            raise ActRefused(f"文件超过 {LARGEST // 2**20} MB", field="file")
        starts = typed.day_or_none("starts") or desk.today
        set_model_text(
            actor=desk.actor, key=typed.key, title=typed.needed("title", "名称"), file=upload.name or "",
            body=upload.read(), basis=typed.needed("basis", "依据"), starts=starts, unit=unit,
            name=typed.text("replaces"),
        )  # fmt: skip
        return f"《{typed.text('title')}》自{cn_date(starts)}起用。"

    def drop(typed: Typed) -> str:
        starts = typed.day_or_none("starts") or desk.today
        withdraw_model_text(
            actor=desk.actor, key=typed.key, name=typed.needed("which", "示范文本"), unit=unit, starts=starts,
            basis=typed.needed("basis", "依据"),
        )  # fmt: skip
        return f"自{cn_date(starts)}起不再使用；已经用它订的合同不受影响。"

    basis = Field(name="basis", label="依据", help="例如：县司法局备案号；没有的写“本县设定”。", half=True)
    starts = Field(name="starts", label="自哪天起", kind="date", value=desk.today.isoformat(), half=True)
    known = [(one.key, one.title) for one in held]
    file = Field(
        name="file", label="示范文本", kind="file", accept=".docx,.doc,.wps",
        help=f"要填的地方写成下划线（____）、空的括号、方框，或者连续三个以上空格。{HELP}",
    )  # fmt: skip
    replaces = Field(
        name="replaces", label="替换哪一份", kind="select", required=False, half=True,
        choices=options(known, "不替换，新增一份"),
    )  # fmt: skip
    title = Field(name="title", label="名称", half=True)
    which = Field(name="which", label="哪一份", kind="select", choices=options(known))
    return (
        Small(id="use", title="发布示范文本", verb="发布", do=use, fields=(file, title, replaces, basis, starts)),
        *(
            [Small(id="drop", title="停用示范文本", verb="停用", do=drop, fields=(which, basis, starts))]
            if known
            else []
        ),
    )


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """Send the file of a model text in force."""
    desk = _reader(request)
    found = next((one for one in model_texts.in_force(desk.unit.path, desk.today) if one.key == key), None)
    if found is None:
        raise Http404
    return sent_as_kept(f"{found.title}.{found.kind}", model_texts.body_of(found))


urlpatterns = [
    path("model-texts/", page, name="model-texts"),
    path("model-texts/<slug:key>/file/", file, name="model-text-file"),
]
