"""本周、本月期限表: every last day of the coming 7 or 31 days on one sheet for the wall, by unit or by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import EmptyState, FilterBar, Link, State, Tag, cn_date, short_date
from fazhi.desk import lists, spans
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.packs import procedures
from fazhi.records import dues, queries
from fazhi.records.models import Task

NAV = NavEntry(label="期限", url="week", order=60)
MOST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One last day on the sheet."""

    number: str
    title: str
    href: str
    what: str
    whose: str
    basis: str
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day with what is due on it; ``late`` gathers everything past its last day."""

    label: str
    rows: tuple[Due, ...]
    late: bool = False


@require_safe
def sheet(request: HttpRequest, span: str = "week") -> HttpResponse:
    """Show the sheet of the next 7 (31) days, what is late on top; ``unit`` and ``person`` narrow it."""
    if span not in spans.SPANS:
        raise Http404
    desk = desk_of(request)
    title, days = spans.title("week-span", span), spans.SPANS[span][1]
    last = desk.today + timedelta(days=days - 1)
    unit, person = request.GET.get("unit", ""), request.GET.get("person", "")
    units = [(item.code, item.name) for item in queries.units_of(desk.grants, desk.today)]
    tasks = dues.due_until(desk.grants, desk.today, last, unit=unit)
    everything = list(tasks[: MOST + 1])
    whose = dues.duty_names(everything, desk.today)
    people = sorted({name for names in whose.values() for name in names})
    kept = [task for task in everything[:MOST] if not person or person in whose[task.pk]]
    bar = FilterBar(
        fields=(
            lists.select("unit", "单位", unit, units),
            lists.select("person", "谁办", person, ((name, name) for name in people)),
        ),
        clear=request.path,
        words="，".join(
            word for word in (dict(units).get(unit, desk.township.name if not unit else ""), person) if word
        ),
    )
    context = page_context(
        request,
        title,
        nav="week",
        print_foot=title,
        tabs=spans.tabs("week-span", span, lists.address_of(request.GET)),
        filters=bar,
        span_words=f"{cn_date(desk.today)}至{cn_date(last)}",
        days=tuple(_days(kept, whose, desk)),
        total=len(kept),
        cut=len(everything) > MOST,
        provisional=any(task.provisional for task in kept),
        empty=EmptyState(
            title=f"这 {days} 天没有到期的事",
            reason=f"{bar.words or '您能看到的单位'}从今天到{short_date(last)}没有要到期的期限，也没有逾期。",
            action=Link(label="看 31 天的", href=reverse("week-span", args=["month"])) if span == "week" else None,
        ),
    )
    return render(request, "desk/week.html", context)


def _days(tasks: Iterable[Task], whose: dict[int, tuple[str, ...]], desk: Desk) -> Iterator[Day]:
    late: list[Due] = []
    days: dict[date, list[Due]] = {}
    for task in tasks:
        if task.due is None:
            continue
        into = late if task.due < desk.today else days.setdefault(task.due, [])
        into.append(_due(task, whose[task.pk], desk))
    if late:
        yield Day(label="已逾期", rows=tuple(late), late=True)
    for day, rows in sorted(days.items()):
        word = "今天，" if day == desk.today else ""
        yield Day(label=f"{word}{short_date(day)}", rows=tuple(rows))


def _due(task: Task, names: tuple[str, ...], desk: Desk) -> Due:
    tag = None
    if task.due is not None and task.due < desk.today:
        tag = Tag(state=State.LATE, text=f"{short_date(task.due)}止")
    elif task.paused:
        tag = Tag(state=State.PAUSED, text="中止计算")
    elif task.provisional:
        tag = Tag(state=State.CHECK, text="暂定")
    elif task.work_by is not None and task.due is not None and task.work_by < task.due:
        tag = Tag(state=State.TODAY, text=f"末日休息，{short_date(task.work_by)}前办")
    posts = "、".join(procedures.posts().get(post, post) for post in task.posts.split("|") if post)
    return Due(
        number=task.matter.number,
        title=task.matter.title,
        href=lists.address_of_matter(task.matter),
        what=task.title,
        whose="、".join(names) or posts or "未分配",
        basis=task.basis,
        tag=tag,
    )


urlpatterns = [
    path("terms/", sheet, name="week"),
    path("terms/<slug:span>/", sheet, name="week-span"),
]
