"""本周收付: what is to be paid, collected, given back or seen to in the coming days, over all matters one may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import EmptyState, FilterBar, Link, State, Tag, cn_date, short_date
from fazhi.desk import lists, spans
from fazhi.desk.actor import desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import basis_words
from fazhi.kernel.procedures.owing import Direction
from fazhi.records import owing, queries
from fazhi.records.owing import Coming


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One obligation on the sheet. Sums are None where nothing is paid (renew, inspect)."""

    day: date
    kind: str
    what: str
    party: str
    number: str
    title: str
    href: str
    amount: Decimal | None
    paid: Decimal | None
    left: Decimal | None
    interest: Decimal | None
    interest_basis: str
    basis: str
    whose: str
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All rows of one direction: 要付 3 笔，合计 123,000.00 元. ``total`` is None where there are no sums."""

    title: str
    rows: tuple[Row, ...]
    total: Decimal | None
    late: int
    interest: Decimal


@require_safe
def sheet(request: HttpRequest, span: str = "week") -> HttpResponse:
    """Show what is due in the next 7 (31) days and what is late, by direction; ``unit`` and ``person`` narrow it."""
    if span not in spans.SPANS:
        raise Http404
    desk = desk_of(request)
    title, days = spans.title("owing-span", span), spans.SPANS[span][1]
    last = desk.today + timedelta(days=days - 1)
    unit, person = request.GET.get("unit", ""), request.GET.get("person", "")
    units = [(item.code, item.name) for item in queries.units_of(desk.grants, desk.today)]
    found = owing.coming(desk.grants, desk.today, last, unit=unit)
    people = sorted({name for row in found.rows for name in row.whose})
    kept = [row for row in found.rows if not person or person in row.whose]
    bar = FilterBar(
        fields=(
            lists.select("unit", "单位", unit, units),
            lists.select("person", "谁办", person, ((name, name) for name in people)),
        ),
        clear=request.path,
        words="，".join(word for word in (dict(units).get(unit, desk.township.name), person) if word),
    )
    month = Link(label="看 31 天的", href=reverse("owing-span", args=["month"])) if span == "week" else None
    context = page_context(
        request,
        title,
        nav="week",
        print_foot=title,
        tabs=spans.tabs("owing-span", span, lists.address_of(request.GET)),
        filters=bar,
        span_words=f"{cn_date(desk.today)}至{cn_date(last)}",
        groups=tuple(_groups(kept, desk.today)),
        total=len(kept),
        cut=found.cut,
        most=owing.MOST,
        provisional=any(row.owed.clock and row.owed.clock.due and row.owed.clock.due.provisional for row in kept),
        empty=EmptyState(
            title=f"这 {days} 天没有要付、要收、要退的",
            reason=f"{bar.words or '您能看到的单位'}从今天到{short_date(last)}没有到期的收付，也没有逾期的。",
            action=month,
        ),
    )
    return render(request, "desk/owing.html", context)


def _groups(rows: Iterable[Coming], today: date) -> Iterator[Group]:
    by: dict[Direction, list[Row]] = {}
    for row in rows:
        by.setdefault(row.owed.obligation.direction, []).append(_row(row, today))
    for direction in Direction:
        if found := by.get(direction):
            sums = [row.left for row in found if row.left is not None]
            yield Group(
                title=f"要{direction.cn}",
                rows=tuple(found),
                total=sum(sums, Decimal(0)) if sums else None,
                late=sum(row.day < today for row in found),
                interest=sum((row.interest for row in found if row.interest), Decimal(0)),
            )


def _row(row: Coming, today: date) -> Row:
    item = row.owed
    day = item.due or today
    clock = item.clock
    rule = item.rule
    return Row(
        day=day,
        kind=item.obligation.name,
        what=row.what,
        party=row.party,
        number=row.matter.number,
        title=row.matter.title,
        href=lists.address_of_matter(row.matter),
        amount=item.amount,
        paid=item.paid if item.paid else None,
        left=item.left,
        interest=item.interest if item.interest else None,
        interest_basis=basis_words(row.procedure, rule.basis) if rule is not None and item.interest else "",
        basis=basis_words(row.procedure, clock.term.basis) if clock is not None else "",
        whose="、".join(row.whose) or "未分配",
        tag=_tag(row, day, today),
    )


def _tag(row: Coming, day: date, today: date) -> Tag | None:
    due = row.owed.clock.due if row.owed.clock is not None else None
    if day < today:
        return Tag(state=State.LATE, text=f"逾期 {row.owed.late} 日")
    if day == today:
        return Tag(state=State.TODAY, text="今天")
    if due is not None and due.provisional:
        return Tag(state=State.CHECK, text="暂定")
    return None


urlpatterns = [
    path("owing/", sheet, name="owing"),
    path("owing/<slug:span>/", sheet, name="owing-span"),
]
