"""考核表: a unit's sheet in a round, the county's scoring, and one item with everything said about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Link
from fazhi.desk import excel, rounds
from fazhi.desk import figures as drawing
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.pages.files import SHOWN, TYPES
from fazhi.desk.pages.rounds import CRUMB
from fazhi.desk.round_forms import RULINGS, forms_of, free, score_all
from fazhi.desk.rounds import Shown
from fazhi.desk.small import handle
from fazhi.kernel.measures import Item, Scored
from fazhi.records import access, clock, evidence, figures, known, ledger, opened, round_books
from fazhi.records.access import Denied, UnitAction
from fazhi.records.acts import rounds as acts
from fazhi.records.acts.looks import round_looked
from fazhi.records.models import EvidenceLink

_TOLD: Final = {
    "round_assessed": "自评", "round_scored": "县评分", "round_excluded": "不计分", "round_objected": "提出异议",
    "round_ruled": "答复异议", "round_corrected": "封存后更正",
}  # fmt: skip


def _context(request: HttpRequest, sheet: Shown, title: str, crumbs: tuple[Link, ...], **more: Any) -> dict[str, Any]:
    one = sheet.one
    above = (CRUMB, Link(label=one.row.title, href=reverse("round", args=[one.row.key])), *crumbs)
    return page_context(
        request, title, above, nav="overview", print_foot=f"{sheet.unit.name}{one.row.title}", **more
    )  # fmt: skip


@require_safe
def sheet_page(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Show the sheet of a unit: score, items, what stands beside, how weights matter; ``?excel=1`` downloads it."""
    desk = desk_of(request)
    sheet = rounds.sheet_of(desk, key, unit)
    one, found = sheet.one, sheet.outcome
    state = rounds.state_tag(one.row)
    if request.GET.get("excel"):
        file = excel.temporary()
        round_books.write_one(one, sheet.unit, found, dict(sheet.rows), sheet.beside, state.text, file)
        file.seek(0)
        return excel.response(file, f"{sheet.unit.short}{one.row.title}")
    buttons = [Button(label="导出 Excel", href="?excel=1"), Button(label="打印", prints=True)]
    buttons.insert(0, Button(label="考核办法", href=reverse("round-scheme-kept", args=[key])))
    if sheet.sealed is None and rounds.scores(desk, one):
        buttons.insert(0, Button(label="评分", href=sheet.address("round-scoring"), kind="primary"))
    context = _context(
        request, sheet, sheet.unit.name, (), heading=f"{sheet.unit.name}考核表",
        note=f"{one.row.title}　{one.period_of(sheet.unit).span}", tag=state, buttons=tuple(buttons),
        percent=rounds.number(found.percent), band=found.band, why=found.why, score=found.score, reach=found.reach,
        uncovered=one.scheme.uncovered, total=one.scheme.total, open=len(found.open),
        parts=tuple(rounds.part_tables(sheet)), beside=sheet.beside, beside_table=rounds.beside_table(sheet),
        sensitivity=rounds.sensitivity_table(found), vary=one.scheme.vary, said=_said(sheet),
    )  # fmt: skip
    return render(request, "desk/round_sheet.html", context)


def _said(sheet: Shown) -> list[str]:
    if sheet.sealed is not None:
        said = [f"结果已封存，数据截至 {sheet.sealed.row.known.replace('T', ' ')[:16]}。"]
        if sheet.changed:
            said.append(f"封存以后有 {len(sheet.changed)} 项的数变了，列在该项的说明里，封存的分数不改。")
        if not sheet.one.same_measures:
            said.append("封存以后计量口径有改动，这里只显示封存的数。")
        return said
    return ["没有封存，数按现在的记录；每一项都可以点开，看是哪几件。"]


# -- the county's scoring --


@require_http_methods(["GET", "HEAD", "POST"])
def scoring(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Give points to all assessed items of a unit on one sheet; what is left empty is not recorded."""
    desk = desk_of(request)
    sheet = rounds.sheet_of(desk, key, unit)
    if not rounds.scores(desk, sheet.one):
        raise Denied("评分由县局办理", where=sheet.unit.name)
    if sheet.sealed is not None:
        return redirect("round-sheet", key, unit)
    items = [item for item in sheet.one.scheme.items.values() if item.indicator is None and free(sheet, item)]
    forms, done = handle(request, (score_all(desk, sheet, items),) if items else ())
    if done:
        return redirect("round-sheet", key, unit)
    context = _context(
        request, sheet, "评分", (Link(label=sheet.unit.name, href=sheet.address("round-sheet")),),
        heading=f"{sheet.unit.name}：评分", note="由系统计算的项目不在这里；要改的，在该项页面写明理由", forms=forms,
        links=tuple(Link(label=item.name, href=sheet.address("round-item", item.id)) for item in items),
    )  # fmt: skip
    return render(request, "desk/round_scoring.html", context, status=422 if request.method == "POST" else 200)


# -- one item --


@require_http_methods(["GET", "HEAD", "POST"])
def item_page(request: HttpRequest, key: str, unit: str, item: str) -> HttpResponse:
    """Show an item: its figure down to the matters, what was said, the evidence; and what may be done now."""
    desk = desk_of(request)
    sheet = rounds.sheet_of(desk, key, unit)
    scored = sheet.outcome.item(item)
    if scored is None:
        raise Http404
    drawn, done = handle(request, tuple(forms_of(request, desk, sheet, scored)))
    if done:
        return redirect(request.path)
    row = sheet.rows.get(item)
    formula, shown = _behind(desk, sheet, scored)
    context = _context(
        request, sheet, scored.item.name, (Link(label=sheet.unit.name, href=sheet.address("round-sheet")),),
        heading=scored.item.name, note=f"{sheet.unit.name}　满分 {scored.item.points} 分", item=scored.item,
        rule=rounds.rule_words(scored.item), basis=scored.item.basis.cn(), figure=rounds.figure_words(scored),
        scored=scored, score=rounds.number(scored.score), reckoned=rounds.number(scored.reckoned), row=row,
        formula=formula, shown=shown, files=_files(desk, sheet, scored.item), told=tuple(_told(sheet, scored.item)),
        beside=sheet.beside.of(item), signals=sheet.beside, changed=sheet.changed.get(item), forms=drawn,
    )  # fmt: skip
    return render(request, "desk/round_item.html", context, status=422 if request.method == "POST" else 200)


def _behind(desk: Desk, sheet: Shown, scored: Scored) -> tuple[str, tuple[drawing.Part, ...]]:
    """Return the formula in words and the matters behind each reading of it, as they are on record."""
    indicator, among = scored.item.indicator, sheet.one.scheme.indicators
    if indicator is None:
        return "", ()
    moment = sheet.sealed.row.known if sheet.sealed is not None else known.just_before(clock.now())
    period, later = sheet.one.period_of(sheet.unit), known.later(moment)
    asked = figures.Asked(path=sheet.unit.path, period=period, known=moment, later=later)
    words = opened.in_words(indicator, among.values())
    return words, drawing.parts(desk, opened.behind(indicator, asked, among))


def _files(desk: Desk, sheet: Shown, item: Item) -> tuple[Link, ...]:
    links = EvidenceLink.objects.filter(
        stream__key=sheet.one.stream, slot=acts.slot_of(sheet.unit.code, item.id)
    ).select_related("file").order_by("seq", "pk")  # fmt: skip
    may = _may_read(desk, sheet)
    return tuple(
        Link(
            label=f"佐证{number}（{link.file.kind}，{max(link.file.size // 1024, 1)} KB）",
            href=sheet.address("round-file", item.id, link.file.sm3) if may else "",
        )
        for number, link in enumerate(links, 1)
    )


def _told(sheet: Shown, item: Item) -> Iterator[tuple[str, str, str]]:
    """Yield what was done with the item: day, what, and in which words. Accounts, not scores of persons."""
    for event in ledger.events(sheet.one.stream):
        data: Any = event.data
        if event.type in _TOLD and (data["unit"], data["item"]) == (sheet.unit.code, item.id):
            points = f"{data['points']}分　" if data.get("points") else ""
            if event.type == "round_ruled":
                points = f"{RULINGS[data['ruling']]}　{points}"
            yield event.recorded[:10], _TOLD[event.type], f"{points}{data.get('note') or data.get('reason') or ''}"


def _may_read(desk: Desk, sheet: Shown) -> bool:
    path = sheet.unit.path
    return any(access.on_unit(desk.grants, one, path) for one in (UnitAction.ANSWER_ROUND, UnitAction.SCORE_ROUND))


@never_cache
@require_safe
def file(request: HttpRequest, key: str, unit: str, item: str, sm3: str) -> HttpResponse:
    """Send evidence of an item to who answers or scores; the look is logged before it is sent."""
    desk = desk_of(request)
    sheet = rounds.sheet_of(desk, key, unit)
    if not _may_read(desk, sheet):
        raise Denied("佐证材料由本单位审查人员、领导和县局查看", where=sheet.unit.name)
    link = EvidenceLink.objects.filter(
        stream__key=sheet.one.stream, slot=acts.slot_of(unit, item), file__sm3=sm3
    ).select_related("file").first()  # fmt: skip
    if link is None:
        raise Http404
    round_looked(actor=desk.actor, unit=sheet.unit, round=key, item=item)
    kind = link.file.kind
    response = HttpResponse(evidence.read(sm3), content_type=TYPES.get(kind, "application/octet-stream"))
    name = content_disposition_header(kind not in SHOWN, f"佐证.{kind}") or "attachment"
    response["Content-Disposition"] = name
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


_PLACE: Final = "rounds/<slug:key>/<slug:unit>/"
urlpatterns = [
    path(f"{_PLACE}sheet/", sheet_page, name="round-sheet"),
    path(f"{_PLACE}scoring/", scoring, name="round-scoring"),
    path(f"{_PLACE}item/<slug:item>/", item_page, name="round-item"),
    path(f"{_PLACE}item/<slug:item>/<slug:sm3>/", file, name="round-file"),
]
