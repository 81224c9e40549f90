"""工作台: what is late, due today, due in five working days; what was sent out; what must be remedied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from fazhi.components import (
    COUNTED_BESIDE,
    Button,
    Cell,
    Column,
    EmptyState,
    Link,
    SimpleTable,
    State,
    Tab,
    Tag,
    WaitGroup,
    WorkGroup,
    long_date,
    short_date,
)
from fazhi.desk import tasks
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, address, page_context
from fazhi.desk.tasks import Work, short
from fazhi.records import browsing, matters
from fazhi.records.acts import matter_rows
from fazhi.records.filtering import Filter
from fazhi.records.models import Matter, Task

TABS: Final = (("", "本所在办"), ("mine", "只看我的"), ("sent", "我送出、等回复"), ("remedy", "不合规事实待补救"))

REMEDIES: Final = 100
"""Matters with unlawful facts that are listed, the latest first."""

_refreshed: set[date] = set()


def _make_rows_speak_of(today: date) -> None:
    """Once a day and process: an open term passes without any event, so rows are made again for the new day."""
    if today not in _refreshed:
        matter_rows.refresh(today)
        _refreshed.clear()
        _refreshed.add(today)


def _count(desk: Desk) -> int | None:
    """Return how many own tasks are late or due within today, for the left column."""
    seen = tasks.seen(desk)
    found = Task.objects.filter(seen, tasks.posted(desk.post_ids), due__lte=desk.today, paused=False)
    return found[: COUNTED_BESIDE + 1].count()


NAV = NavEntry(label="工作台", url="work", order=10, count=_count)


def work(request: HttpRequest) -> HttpResponse:
    """Show the work of the person who is signed in; ``tab`` chooses what, ``all`` opens what comes later."""
    desk = desk_of(request)
    _make_rows_speak_of(desk.today)
    chosen = request.GET.get("tab", "")
    if chosen not in dict(TABS):
        chosen = ""
    found, cut = tasks.of_office(desk, whole=chosen != "remedy")
    own, own_cut = [task for task in found if tasks.is_mine(desk, task)], False
    if cut:
        own, own_cut = tasks.of_person(desk, whole=chosen == "mine")
    calendar = matters.calendar()
    everything, mine = tasks.sort(found, calendar, desk.today), tasks.sort(own, calendar, desk.today)
    remedies = browsing.listing_of(desk.grants, desk.today, Filter(findings=True, unfiled=True), desk.taking)
    unlawful = browsing.first_rows(remedies, REMEDIES) if chosen == "remedy" else ()
    owed = len(unlawful) if unlawful else browsing.count(remedies, REMEDIES)
    counts = {"": everything.count, "mine": mine.count, "sent": len(everything.sent), "remedy": owed}
    shown = mine if chosen == "mine" else everything
    cuts = {"": cut, "mine": own_cut, "sent": cut, "remedy": owed == REMEDIES}
    context = page_context(
        request,
        "工作台",
        nav="work",
        print_foot=f"{desk.unit.name}期限表",
        tabs=tuple(
            Tab(
                label=label,
                href=f"?tab={name}" if name else "/",
                count=f"{counts[name]} 以上" if cuts[name] else counts[name],
                current=name == chosen,
            )
            for name, label in TABS
        ),
        groups=_groups(desk, shown, show_later="all" in request.GET) if chosen in {"", "mine"} else (),
        later=_later(shown, chosen, show="all" in request.GET) if chosen in {"", "mine"} else None,
        waiting=_waiting(desk, shown if chosen != "sent" else everything) if chosen != "remedy" else None,
        unlawful=_remedies(unlawful) if chosen == "remedy" else None,
        buttons=_buttons(),
        cut=f"只列出最早到期的 {tasks.MOST} 件；其余的请到“事项”，按“逾期”或“在办”筛选。"
        if cuts[chosen] and chosen != "remedy"
        else "",
    )
    return render(request, "desk/work.html", context)


def _buttons() -> tuple[Button, ...]:
    found = []
    if address("intake"):
        found.append(Button(label="登记收件", href=address("intake"), kind="primary"))
    found.append(Button(label="办理新事项", href=reverse("open"), kind="secondary" if found else "primary"))
    if address("week"):
        found.append(Button(label="打印本周期限表", href=address("week")))
    return tuple(found)


def _groups(desk: Desk, work: Work, *, show_later: bool) -> tuple[WorkGroup, ...]:
    calendar, today = matters.calendar(), desk.today
    listed = (*work.late, *work.today, *work.soon, *(work.later if show_later else ()))
    holders = tasks.holders_of(listed, today)
    first, last = calendar.add_working(today, 1), calendar.add_working(today, 5)
    legal = sum(task.statutory for task in work.late)
    note = f"其中法定期限逾期 {legal} 件" if legal else "均为本县（镇）设定期限，法定期限逾期 0 件"
    groups = []
    if work.late:
        groups.append(
            WorkGroup(
                title="已逾期",
                note=note,
                late=True,
                column_heads=True,
                rows=tasks.rows(work.late, calendar, today, holders),
            )
        )
    groups.append(
        WorkGroup(
            title="今天",
            note=long_date(today),
            column_heads=not groups,
            rows=tasks.rows(work.today, calendar, today, holders),
            empty=EmptyState(title="今天没有到期的事", reason="五个工作日内要办的列在下面。"),
        )
    )
    groups.append(
        WorkGroup(
            title="五个工作日内",
            note=f"{short_date(first)}至{short_date(last)}",
            rows=tasks.rows(work.soon, calendar, today, holders),
            empty=EmptyState(title="五个工作日内没有到期的事", reason="更晚到期和没有期限的，点“以后”查看。"),
        )
    )
    if show_later and work.later:
        groups.append(WorkGroup(title="以后和未定期限", rows=tasks.rows(work.later, calendar, today, holders)))
    return tuple(groups)


def _later(work: Work, tab: str, *, show: bool) -> Link | None:
    if show or not work.later:
        return None
    query = f"?tab={tab}&all=1" if tab else "?all=1"
    return Link(label=f"以后和未定期限 {len(work.later)} 件，点开查看", href=query)


def _waiting(desk: Desk, work: Work) -> WaitGroup:
    return WaitGroup(
        title="我送出、等回复",
        rows=tasks.waits(work.sent, matters.calendar(), desk.today),
        empty=EmptyState(title="没有送出后等回复的事", reason="送其他单位办理、等其答复的事项列在这里。"),
    )


def _remedies(found: Sequence[Matter]) -> SimpleTable:
    return SimpleTable(
        caption="不合规事实待补救",
        columns=(
            Column(key="title", name="事项"),
            Column(key="number", name="编号"),
            Column(key="findings", name="不合规事实"),
            Column(key="state", name="现状"),
            Column(key="who", name="承办"),
        ),
        rows=tuple(
            (
                Cell(text=row.title, href=reverse("matter", args=[short(row.stream.key)])),
                Cell(text=row.number),
                Cell(tag=Tag(state=State.UNLAWFUL, text=f"不合规事实 {row.findings} 项")),
                Cell(text=row.state),
                Cell(text=f"{row.unit.short}　{row.handler.name if row.handler else ''}"),
            )
            for row in found
        ),
        empty=EmptyState(title="没有待补救的不合规事实", reason="登记过不合规事实、还没有归档的事项列在这里。"),
    )


urlpatterns = [path("", work, name="work")]
