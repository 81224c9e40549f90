"""权责清单: a township's lists on any day; of one item its versions side by side, and the matters that run under it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from fazhi.components import (
    Button,
    Cell,
    Column,
    EmptyState,
    Field,
    FilterBar,
    Link,
    Pager,
    Refusal,
    RegisterRow,
    RegisterTable,
    SimpleTable,
    State,
    Tag,
    error_summary,
    table_date,
)
from fazhi.components.tables import Pin
from fazhi.desk import excel, lists
from fazhi.desk.actor import Desk, reader_of
from fazhi.desk.frame import page_context
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.procedures.enlisting import Change
from fazhi.packs import procedures
from fazhi.records import access, powers
from fazhi.records.access import Action
from fazhi.records.models import ListedChange, Unit
from fazhi.records.powers import Listed

TITLE: Final = "权责清单"
SIZE: Final = 50
IN_FORCE, TO_CHANGE, NOT_YET, GONE = "有效", "将变动", "尚未生效", "已取消"
STATES: Final = (IN_FORCE, TO_CHANGE, NOT_YET, GONE)
_CRUMB: Final = Link(label="台账", href="/ledger/")


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """List the items of a township as they stand on a day (``on``), by code; Excel and A3 of the same."""
    desk = reader_of(request, TITLE)
    home, on, error = _asked(request, desk)
    held = list(powers.listed(powers.rows(home.path), on))
    state, kind = request.GET.get("state", IN_FORCE), request.GET.get("kind", "")
    words = " ".join(request.GET.get("q", "").split())[:60]
    bar = _bar(request, desk, home, on, error, held, (state, kind, words))
    found = [one for one in held if _wanted(one, on, state, kind, words)]
    counted, names = powers.counted(home.path), _names()
    heads = _heads(names)
    if request.GET.get("excel") and error is None:
        lines = ((number, *_told(one, on, names, counted)) for number, one in enumerate(found, start=1))
        file = excel.workbook(
            f"{home.name}{TITLE}", f"{bar.words}　{on.isoformat()}",
            [excel.Head(name=name, width=share * 3) for name, _, share in heads], lines, pinned=3,
        )  # fmt: skip
        return excel.response(file, f"{home.short}{TITLE}{on:%Y%m%d}")
    printing = bool(request.GET.get("print"))
    size = lists.PRINTED if printing else SIZE
    asked = request.GET.get("page", "")
    first = min(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, max(-(-len(found) // size), 1))
    first = 0 if printing else (max(first, 1) - 1) * size
    shown = found[first : first + size]
    query = lists.address_of(request.GET, page=None, print=None)
    table = RegisterTable(
        title=TITLE,
        columns=tuple(Column(key=name, name=name, pin=pin, share=share) for name, pin, share in heads),
        rows=tuple(_row(one, n, on, names, counted, home) for n, one in enumerate(shown, start=first + 1)),
        totals=(f"{len(found)} 项",),
        pager=None if printing else _pager(request, first, len(shown), len(found)),
        empty=_empty(held, bar),
    )
    context = page_context(
        request,
        TITLE,
        (_CRUMB,),
        nav="ledgers",
        print_foot=f"{home.name}{TITLE}　{on.isoformat()}",
        table=table,
        filters=bar,
        summary=error_summary("筛选", bar.fields),
        printing=printing,
        cut=max(len(found) - len(shown), 0) if printing else 0,
        note=f"{home.name}，{on.isoformat()}的清单",
        buttons=(Button(label="返回权责清单", href=query),) if printing else lists.list_buttons(query, len(found)),
    )
    return render(request, "desk/list.html", context)


@require_safe
def item(request: HttpRequest) -> HttpResponse:
    """Show one item (``unit``, ``code``): how it stands on the day, two versions side by side, what runs under it."""
    desk = reader_of(request, TITLE)
    home, on, _ = _asked(request, desk)
    found = next(iter(powers.listed(powers.rows(home.path, request.GET.get("code", "")), on)), None)
    if found is None:
        raise Http404
    names = _names()
    running, hidden = _running(found, home, desk)
    context = page_context(
        request,
        f"{found.known.code} {_title(found)}",
        (_CRUMB, Link(label=TITLE, href=f"{reverse('powers')}?{urlencode({'unit': home.code})}")),
        nav="ledgers",
        print_foot=f"{found.known.code} {_title(found)}　{on.isoformat()}",
        tag=_tag(found, on),
        facts=tuple(_facts(found, names, on)),
        flow=_flow(_version(found)),
        versions=_versions(found, desk),
        beside=_beside(found, names, request),
        running=running,
        hidden=hidden,
    )
    return render(request, "desk/power.html", context)


# -- what is asked -----------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, desk: Desk) -> tuple[Unit, date, Refusal | None]:
    """Return whose list is asked for, on which day, and what is wrong with the day that was typed."""
    code, text = request.GET.get("unit", ""), request.GET.get("on", "").strip()
    home = Unit.objects.filter(code=code, path__in=_paths()).first() if code else None
    if home is None:
        home = desk.township
        if home.path not in _paths() and home.path.count("/") == 1:
            home = Unit.objects.filter(path__in=_paths()).order_by("path").first() or home
    try:
        return home, parse_date(text) if text else desk.today, None
    except TermError as error:
        return home, desk.today, Refusal(text=f"{error.message}。", advice=f"{error.hint}。" if error.hint else "")


def _paths() -> tuple[str, ...]:
    codes = [code for code, _ in powers.homes()]
    return tuple(Unit.objects.filter(code__in=codes).values_list("path", flat=True))


def _bar(
    request: HttpRequest,
    desk: Desk,
    home: Unit,
    on: date,
    error: Refusal | None,
    held: Sequence[Listed],
    chosen: tuple[str, str, str],
) -> FilterBar:
    state, kind, words = chosen
    units = powers.homes()
    kinds = sorted({row.kind for one in held for row in one.rows if row.kind})
    day = request.GET.get("on", "") if error else table_date(on)
    fields = [
        Field(name="on", label="哪一天的清单", value=day, required=False, error=error),
        lists.select("state", "状态", state if "state" in request.GET else IN_FORCE, ((w, w) for w in STATES)),
        lists.select("kind", "类别", kind, ((word, word) for word in kinds)),
        Field(name="q", label="编码、名称、依据、岗位", value=words, required=False),
    ]
    if len(units) > 1 or (units and units[0][0] != home.code):
        fields.insert(0, lists.select("unit", "乡镇（街道）", home.code, units))
    told = [home.short, on.isoformat(), *(word for word in (state, kind, words) if word)]
    return FilterBar(fields=tuple(fields), clear=reverse("powers"), words="，".join(told))


def _wanted(one: Listed, on: date, state: str, kind: str, words: str) -> bool:
    row = one.now or one.rows[-1]
    said = " ".join((row.code, _title(one), row.shown))
    standing = _state(one, on)
    fits = not state or standing == state or (state == IN_FORCE and standing == TO_CHANGE)
    return fits and (not kind or _kind(one) == kind) and all(word in said for word in words.split())


# -- how an item stands ------------------------------------------------------------------------------------------------


def _state(one: Listed, on: date) -> str:
    if one.now is not None:
        return TO_CHANGE if one.rows[-1].since > on else IN_FORCE
    return NOT_YET if one.known.item.since > on else GONE


def _tag(one: Listed, on: date) -> Tag:
    word = _state(one, on)
    shape = {IN_FORCE: State.DONE, TO_CHANGE: State.TODAY, NOT_YET: State.WAITING}.get(word, State.LOCKED)
    return Tag(state=shape, text=word)


def _version(one: Listed) -> ListedChange:
    """Return the version that says what the item is: the one in force, or the last (or first to come) that was one."""
    made = [row for row in one.rows if row.change != Change.REMOVE]
    return one.now or (made[-1] if made else one.rows[-1])


def _title(one: Listed) -> str:
    return _version(one).title


def _kind(one: Listed) -> str:
    return _version(one).kind


def _names() -> dict[str, str]:
    """Return id -> name of what lists show besides code, name and kind, in the order of the packs."""
    found: dict[str, str] = {}
    for name in procedures.ids():
        declared = procedures.get(name)
        if declared.listing is not None:
            asked = {field.id: field.name for field in declared.steps[declared.listing.entry].fields}
            found.update({key: asked[key] for key in declared.listing.shown})
    return found


def _heads(names: dict[str, str]) -> tuple[tuple[str, Pin, int], ...]:
    fixed = (("序号", "seq", 3), ("事项编码", "number", 6), ("名称", "name", 12), ("类别", "", 5), ("状态", "", 5))
    rest = (("生效日期", "", 6), ("止于", "", 6), ("在办件数", "", 4))
    return (*fixed, *((name, "", 8) for name in names.values()), *rest)


def _told(one: Listed, on: date, names: dict[str, str], counted: powers.Counted) -> tuple[str | int | date | None, ...]:
    row = _version(one)
    shown = json.loads(row.shown)
    return (
        row.code, row.title, row.kind, _state(one, on), *(shown.get(key, "") for key in names),
        one.known.item.since, one.known.item.until, counted.get(row.code, 0),
    )  # fmt: skip


def _row(one: Listed, number: int, on: date, names: dict[str, str], counted: powers.Counted, home: Unit) -> RegisterRow:
    href = f"{reverse('power')}?{urlencode({'unit': home.code, 'code': one.known.code, 'on': on.isoformat()})}"
    cells = [Cell(text=str(number))]
    for (name, pin, _), value in zip(_heads(names)[1:], _told(one, on, names, counted), strict=True):
        if name == "状态":
            cells.append(Cell(tag=_tag(one, on)))
        elif pin == "name":
            cells.append(Cell(text=str(value), href=href))
        else:
            cells.append(Cell(text=value.isoformat() if isinstance(value, date) else str(value or "")))
    until = one.known.item.until
    facts = (_state(one, on), _kind(one), f"生效 {one.known.item.since}", f"止于 {until}" if until else "")
    return RegisterRow(
        cells=tuple(cells),
        name=_title(one),
        href=href,
        number=one.known.code,
        facts=tuple(fact for fact in facts if fact),
    )


def _pager(request: HttpRequest, first: int, shown: int, total: int) -> Pager | None:
    if total <= SIZE:
        return None
    number = first // SIZE + 1
    return Pager(
        text=f"第 {first + 1} 至 {first + shown} 项，共 {total} 项",
        previous=lists.address_of(request.GET, page=str(number - 1)) if first else "",
        next=lists.address_of(request.GET, page=str(number + 1)) if first + shown < total else "",
    )


def _empty(held: Sequence[Listed], bar: FilterBar) -> EmptyState:
    if not held:
        return EmptyState(
            title="还没有清单事项",
            reason="清单变动公布以后，事项自动列入，不必另填。",
            action=Link(label="登记收件", href="/register/"),
        )
    return EmptyState(
        title="没有符合条件的事项",
        reason=f"筛选条件：{bar.words}。",
        action=Link(label="清除条件", href="?"),
    )


# -- one item ----------------------------------------------------------------------------------------------------------


def _facts(one: Listed, names: dict[str, str], on: date) -> Iterator[tuple[str, str]]:
    version = _version(one)
    yield "清单日期", on.isoformat()
    yield "事项编码", one.known.code
    yield "类别", version.kind
    shown = json.loads(version.shown)
    for key, name in names.items():
        if shown.get(key):
            yield name, str(shown[key])
    yield "生效日期", one.known.item.since.isoformat()
    if one.known.item.until:
        yield "止于", one.known.item.until.isoformat()


def _flow(row: ListedChange) -> Link | None:
    """Return the guide and chart of the procedure by which the item is run, where this site has it."""
    found = next((one for name in procedures.ids() if row.flow in {(one := procedures.get(name)).id, one.title}), None)
    return Link(label=f"流程：{found.title}", href=reverse("guide", args=[found.id])) if found else None


def _versions(one: Listed, desk: Desk) -> SimpleTable:
    rows = []
    for number, row in enumerate(one.rows, start=1):
        matter = row.matter
        seen = access.allows(desk.grants, Action.SEE, matter, desk.today)
        rows.append(
            (
                Cell(text=f"第 {number} 版"),
                Cell(text=Change(row.change).cn),
                Cell(text=row.since.isoformat()),
                Cell(text=row.title),
                Cell(text=row.published.isoformat()),
                Cell(text=matter.number, href=lists.address_of_matter(matter) if seen else ""),
            )
        )
    names = ("版本", "变动", "生效日期", "名称", "公布日期", "清单变动")
    return SimpleTable(
        caption="历次变动", columns=tuple(Column(key=name, name=name) for name in names), rows=tuple(rows)
    )


def _beside(one: Listed, names: dict[str, str], request: HttpRequest) -> SimpleTable | None:
    """Return two versions side by side (``before`` and ``after``, the last two without), what differs marked."""
    made = [(number, row) for number, row in enumerate(one.rows, start=1) if row.change != Change.REMOVE]
    if len(made) < 2:
        return None
    numbers = {str(number): (number, row) for number, row in made}
    before = numbers.get(request.GET.get("before", ""), made[-2])
    after = numbers.get(request.GET.get("after", ""), made[-1])
    rows = []
    for name, key in (
        ("名称", "title"),
        ("类别", "kind"),
        ("生效日期", "since"),
        *((name, key) for key, name in names.items()),
    ):
        old, new = (_said(row, key) for _, row in (before, after))
        if old or new:
            changed = old != new
            rows.append((Cell(text=name), Cell(text=old or "—"), Cell(text=new or "—", strong=changed),
                         Cell(text="有改动" if changed else "相同", strong=changed)))  # fmt: skip
    columns = ("栏目", f"第 {before[0]} 版", f"第 {after[0]} 版", "对照")
    return SimpleTable(
        caption="两版对照", columns=tuple(Column(key=name, name=name) for name in columns), rows=tuple(rows)
    )


def _said(row: ListedChange, key: str) -> str:
    return str(getattr(row, key)) if key in {"title", "kind", "since"} else str(json.loads(row.shown).get(key, ""))


def _running(one: Listed, home: Unit, desk: Desk) -> tuple[SimpleTable | None, int]:
    """Return the open matters under the item that one may see, and how many there are besides."""
    uses = powers.running(home.path, [one.known.code])
    seen = [use for use in uses if access.allows(desk.grants, Action.SEE, use.matter, desk.today)]
    rows = tuple(
        (
            Cell(text=use.matter.number, href=lists.address_of_matter(use.matter)),
            Cell(text=use.matter.title),
            Cell(text=use.matter.procedure_title),
            Cell(text=use.matter.unit.short),
            Cell(text=use.matter.state),
        )
        for use in seen
    )
    names = ("登记号", "名称", "规程", "承办单位", "状态")
    columns = tuple(Column(key=name, name=name) for name in names)
    empty = EmptyState(title="没有在办事项", reason="以这一事项为依据，或者写明了这一事项，尚未办结的列在这里。")
    return SimpleTable(caption="在办事项", columns=columns, rows=rows, empty=empty), len(uses) - len(seen)


urlpatterns = [path("powers/", shelf, name="powers"), path("powers/item/", item, name="power")]
