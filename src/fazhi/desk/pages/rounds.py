"""考核: the rounds, a new one, a round with its units side by side, its dates and its closing; the schemes in words."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Choice, Column, EmptyState, Field, Link, SimpleTable
from fazhi.desk import excel, rounds
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures import Period, PeriodKind, Scheme
from fazhi.records import periodic, round_books
from fazhi.records import rounds as records
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, UnitAction
from fazhi.records.acts import rounds as acts
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import Unit
from fazhi.records.rounds import Round

CRUMB: Final = Link(label="考核", href="/rounds/")
_NUMBERS: Final = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF: 2, PeriodKind.YEAR: 1}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List the rounds a person may see; the county opens one here."""
    desk = desk_of(request)
    if not desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.SEE_ROUND]):
        raise Denied("您看不到考核", where="考核", hint="考核由审查人员、领导和县局查看")
    county, wrong = _county(desk), ""
    schemes: dict[str, Scheme] = {}
    if county is not None:
        try:
            schemes = dict(records.schemes())
        except PackError as error:
            wrong = f"本县自己的考核体系用不了：{error.message}（{error.where}）。" + (error.hint or "")
    forms, done = handle(request, (_open(request, desk, county, schemes),) if county is not None and schemes else ())
    if done:
        return redirect("rounds")
    found = rounds.seen(desk)
    rows = tuple(
        (
            Cell(text=one.row.title, href=reverse("round", args=[one.row.key])),
            Cell(text=f"{len(one.units)} 个单位" if rounds.scores(desk, one) else _own(desk, one)),
            Cell(tag=rounds.state_tag(one.row)),
        )
        for one in found
    )
    names = (("title", "考核"), ("units", "单位"), ("state", "状态"))
    table = SimpleTable(
        caption="考核",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=rows,
        empty=EmptyState(title="还没有考核", reason="考核由县局开始；开始以后，这里有本单位的考核表。"),
    )
    context = page_context(
        request, "考核", nav="overview", heading="考核", table=table, forms=forms, wrong=wrong,
        note="分数从卷里算，按行政区划顺序，不排名次，不考个人",
        schemes=tuple(Link(label=one.title, href=reverse("round-scheme", args=[one.id])) for one in schemes.values()),
        buttons=(Button(label="报表", href=reverse("reports")),),
    )  # fmt: skip
    return render(request, "desk/rounds.html", context, status=422 if request.method == "POST" else 200)


def _own(desk: Desk, one: Round) -> str:
    return "、".join(unit.short for unit in rounds.own_units(desk, one))


def _county(desk: Desk) -> Unit | None:
    paths = desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    return Unit.objects.filter(path=paths[0]).first() if paths else None


def _open(request: HttpRequest, desk: Desk, county: Unit, schemes: dict[str, Scheme]) -> Small:
    townships = [unit for unit in periodic.issuing(county.path) if unit.ends is None or unit.ends >= desk.today]

    def do(typed: Typed) -> str:
        done = acts.open_round(
            actor=desk.actor, key=typed.key, county=county.code, scheme=typed.text("scheme"),
            period=typed.text("period"), units=request.POST.getlist("open-units"),
            assess_until=typed.day("assess_until"), object_until=typed.day("object_until"), note=typed.text("note"),
        )  # fmt: skip
        return f"{done['title']}已经开始。"

    return Small(
        id="open", title="开始一轮考核", verb="开始考核", do=do,
        note="考核体系按现在的样子随这一轮保存，以后改文件不影响已经开始的考核。",
        fields=(
            Field(
                name="scheme", label="考核体系", kind="select",
                choices=options([(one.id, one.title) for one in schemes.values()]),
            ),
            Field(name="period", label="时段", kind="select", choices=_periods(county, schemes, desk)),
            Field(
                name="units", label="单位", kind="checkboxes", values=tuple(unit.code for unit in townships),
                choices=tuple(Choice(value=unit.code, label=unit.name) for unit in townships),
            ),
            Field(name="assess_until", label="自评截止日", kind="date", half=True),
            Field(name="object_until", label="异议截止日", kind="date", half=True, help="在自评截止日以后。"),
            Field(name="note", label="说明", kind="textarea", required=False, help="至多 400 字。"),
        ),
    )  # fmt: skip


def _periods(county: Unit, schemes: dict[str, Scheme], desk: Desk) -> tuple[Choice, ...]:
    kinds = {kind for scheme in schemes.values() for kind in scheme.kinds}
    cuts, found = cuts_of(county.path), list[Period]()
    for year in (desk.today.year, desk.today.year - 1):
        for kind in reversed(PeriodKind):
            if kind in kinds:
                found += [cuts.period(kind, year, number) for number in range(_NUMBERS[kind], 0, -1)]
    return options([(str(one), one.title) for one in found if one.first <= desk.today])


@require_http_methods(["GET", "HEAD", "POST"])
def one_round(request: HttpRequest, key: str) -> HttpResponse:
    """Show a round with its units side by side, move its dates, close it; a township comes to its own sheet."""
    desk = desk_of(request)
    one = rounds.round_for(desk, key)
    if not rounds.scores(desk, one):
        return redirect("round-sheet", key, rounds.own_units(desk, one)[0].code)
    if request.GET.get("excel"):
        file = excel.temporary()
        round_books.write_all(one, file)
        file.seek(0)
        return excel.response(file, one.row.title)
    forms, done = handle(request, () if one.row.closed is not None else (_dates(desk, one), _close(desk, one)))
    if done:
        return redirect("round", key)
    waiting = records.waiting(one) if one.row.closed is None else []
    context = page_context(
        request, one.row.title, (CRUMB,), nav="overview", heading=one.row.title, tag=rounds.state_tag(one.row),
        note=one.row.note, table=rounds.side_by_side(one), forms=forms,
        objections=tuple(
            Link(
                label=f"{unit.short}：{one.scheme.items[row.item].name}",
                href=reverse("round-item", args=[key, unit.code, row.item]),
            )
            for unit, row in waiting
        ),
        words=_words(one),
        buttons=(
            Button(label="导出 Excel", href="?excel=1"),
            Button(label="考核办法", href=reverse("round-scheme-kept", args=[key])),
            Button(label="打印", prints=True),
        ),
    )  # fmt: skip
    return render(request, "desk/round.html", context, status=422 if request.method == "POST" else 200)


def _words(one: Round) -> str:
    scheme = one.scheme
    return (
        f"总分 {scheme.total} 分，现在能登记、能看的 {scheme.covered} 分，未覆盖 {scheme.uncovered} 分不给分也不扣分；"
        f"折百分＝得分 ÷ 可得分 × 100。{scheme.share.cn}。按行政区划顺序，不排名次。"
        f"“截止前办结”是时段最后 {scheme.window} 日办结的件数和全期办结的件数，只供核对，不影响分数。"
    )


def _dates(desk: Desk, one: Round) -> Small:
    def do(typed: Typed) -> str:
        acts.set_dates(
            actor=desk.actor, key=typed.key, round=one.row.key, assess_until=typed.day("assess_until"),
            object_until=typed.day("object_until"), reason=typed.text("reason"),
        )  # fmt: skip
        return "日期已改。"

    held = [day.isoformat() if day is not None else "" for day in (one.row.assess_until, one.row.object_until)]
    return Small(
        id="dates", title="改日期", verb="改日期", do=do,
        fields=(
            Field(name="assess_until", label="自评截止日", kind="date", value=held[0], half=True),
            Field(name="object_until", label="异议截止日", kind="date", value=held[1], half=True),
            Field(name="reason", label="理由", kind="text"),
        ),
    )  # fmt: skip


def _close(desk: Desk, one: Round) -> Small:
    def do(typed: Typed) -> str:
        done = acts.close_round(actor=desk.actor, key=typed.key, round=one.row.key)
        return f"{done['units']} 个单位的结果已经封存。"

    return Small(
        id="close", title="封存结果", verb="封存结果", do=do,
        note="各单位的数、算式、分数和分数旁边的情况一并封存，不再改动；以后的补录、更正列在旁边。",
    )  # fmt: skip


@require_safe
def scheme(request: HttpRequest, name: str) -> HttpResponse:
    """Show a scheme in words: what is scored, how, on which basis, and what is not covered."""
    desk = desk_of(request)
    if _county(desk) is None:
        raise Denied("没有这套考核体系，或您无权查看", where=name[:40])
    found = records.schemes().get(name)
    if found is None:
        raise Http404
    return _scheme(request, found, (CRUMB,))


@require_safe
def scheme_kept(request: HttpRequest, key: str) -> HttpResponse:
    """Show the scheme of a round as it was kept with it; open to all who see a part of the round."""
    one = rounds.round_for(desk_of(request), key)
    return _scheme(request, one.scheme, (CRUMB, Link(label=one.row.title, href=reverse("round", args=[key]))))


def _scheme(request: HttpRequest, found: Scheme, crumbs: tuple[Link, ...]) -> HttpResponse:
    bands = "、".join(f"{band.name}（{band.at}分以上）" for band in found.bands[:-1])
    context = page_context(
        request, "考核办法", crumbs, nav="overview", heading=f"{found.title}考核办法",
        note=f"总分 {found.total} 分，覆盖 {found.covered} 分，未覆盖 {found.uncovered} 分",
        said=(
            found.says, f"依据：{found.basis.cn()}。{found.share.cn}。",
            f"档次按折百分：{bands}、{found.bands[-1].name}；计分的项目不足应计分值 {found.enough}% 的不分档。"
            if found.bands else "不分档。",
        ),
        tables=tuple(rounds.scheme_tables(found)), buttons=(Button(label="打印", prints=True),),
    )  # fmt: skip
    return render(request, "desk/round_scheme.html", context)


urlpatterns = [
    path("rounds/", index, name="rounds"),
    path("rounds/scheme/<slug:name>/", scheme, name="round-scheme"),
    path("rounds/<slug:key>/", one_round, name="round"),
    path("rounds/<slug:key>/scheme/", scheme_kept, name="round-scheme-kept"),
]
