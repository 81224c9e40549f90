"""What lists have in common: filters read from the address, pages by key, saved views, columns that are chosen.

The address says everything: what is filtered, which columns are shown, where the page begins. So a view is an address
under a name, and Excel and print take the same address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, QueryDict

from fazhi.components import Button, Choice, Field, FilterBar, Link, Pager, Refusal, State, Tag
from fazhi.desk.actor import Desk
from fazhi.desk.dates import read_span, span_words
from fazhi.kernel.errors import TermError
from fazhi.records import browsing, queries
from fazhi.records.browsing import Page
from fazhi.records.filtering import COUNTED, Filter, Standing, pieces
from fazhi.records.models import Matter, SavedView
from fazhi.records.registers import Entry, words
from fazhi.records.standing import IMPORTED

MARKS: Final[Mapping[str, str]] = {
    "late": "逾期",
    "findings": "有不合规事实",
    "vouchers": "待补凭证",
    "late_entries": "补录",
    "urgent": "急件",
}
ALL: Final = Choice(value="", label="全部")
_PLACE: Final = ("after", "before")
PRINTED: Final = 2000
"""Rows that are shown on one page to be printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for: the filter, how it is drawn, and what of it could not be read."""

    wanted: Filter
    bar: FilterBar
    query: QueryDict
    wrong: bool = False

    def address(self, **changed: str | None) -> str:
        """Return the same address with some parts changed; ``None`` drops a part, and the page place always goes."""
        return address_of(self.query, **changed)


def address_of(query: QueryDict, **changed: str | None) -> str:
    """Return ``?…`` for ``query`` with parts changed; the place in the pages is dropped unless it is given."""
    copy = query.copy()
    for name in (*_PLACE, *changed):
        copy.pop(name, None)
    for name, value in changed.items():
        if value is not None:
            copy[name] = value
    for name in [name for name, value in copy.items() if value == ""]:
        copy.pop(name)
    return f"?{copy.urlencode()}"


def asked(request: HttpRequest, desk: Desk, *, procedure: str = "", more: Sequence[Field] = (), clear: str) -> Asked:
    """Read the filter of a list of matters from the address. ``procedure`` fixes it; ``more`` are filters besides."""
    query = request.GET
    since = until = None
    error: Refusal | None = None
    try:
        since, until = read_span(query.get("opened", ""))
    except TermError as wrong:
        error = Refusal(text=f"{wrong.message}。", advice=f"{wrong.hint}。" if wrong.hint else "")
    standing = query.get("standing", "")
    mark = query.get("mark", "")
    wanted = Filter(
        words=query.get("words", "").strip()[:100],
        procedure=procedure or query.get("procedure", ""),
        standing=Standing(standing) if standing in set(Standing) else None,
        unit=query.get("unit", ""),
        handler=query.get("handler", ""),
        since=since,
        until=until,
        late=mark == "late",
        findings=mark == "findings",
        vouchers=mark == "vouchers",
        late_entries=mark == "late_entries",
        urgent=mark == "urgent",
    )
    fields = tuple(_fields(desk, wanted, query, error, fixed=bool(procedure)))
    words = "，".join((*words_of(fields), *words_of(more))) or "全部"
    bar = FilterBar(fields=(*fields, *more), clear=clear, words=words)
    return Asked(wanted=wanted, bar=bar, query=query, wrong=error is not None)


def _fields(desk: Desk, wanted: Filter, query: QueryDict, error: Refusal | None, *, fixed: bool) -> Iterable[Field]:
    kinds, handlers = browsing.kinds_and_handlers(desk.grants, desk.today, desk.taking)
    typed = query.get("opened", "")
    span = typed if error else span_words(wanted.since, wanted.until)
    yield Field(name="opened", label="收件日期", value=span, required=False, error=error)
    if not fixed:
        yield select("procedure", "类别", wanted.procedure, kinds)
    yield select("standing", "状态", wanted.standing or "", ((item.value, item.cn) for item in Standing))
    units = queries.units_of(desk.grants, desk.today)
    yield select("unit", "承办单位", wanted.unit, ((unit.code, unit.name) for unit in units))
    yield select("handler", "承办人", wanted.handler, handlers)
    yield select("mark", "情形", query.get("mark", ""), MARKS.items())
    yield Field(name="words", label="名称、编号", value=wanted.words, required=False)


def select(name: str, label: str, value: str, choices: Iterable[tuple[str, str]]) -> Field:
    """Return a filter with a closed list, 全部 first."""
    return Field(
        name=name,
        label=label,
        kind="select",
        value=value,
        required=False,
        choices=(ALL, *(Choice(value=value, label=text) for value, text in choices)),
    )


def words_of(fields: Iterable[Field]) -> Iterable[str]:
    """Yield what is filtered in words: 收件日期：2026-08-01 至 2026-11-20."""
    for field in fields:
        if field.value and field.kind == "select":
            chosen = next((item.label for item in field.choices if item.value == field.value), "")
            if chosen:
                yield f"{field.label}：{chosen}"
        elif field.value:
            yield f"{field.label}：{field.value}"


def hidden(query: QueryDict, *without: str) -> tuple[Field, ...]:
    """Return what the address says as hidden fields, so that another form of the page keeps it."""
    dropped = {*without, *_PLACE}
    return tuple(
        Field(name=name, label=name, kind="hidden", value=value)
        for name, values in query.lists()
        if name not in dropped
        for value in values
        if value
    )


def pager_of(page: Page, query: QueryDict) -> Pager:
    """Return where one is among all rows, and the ways on."""
    last = page.first + len(page.rows) - 1
    here = f"第 {page.first} 至 {last} 件" if page.first else f"第一万件以后的 {len(page.rows)} 件"
    return Pager(
        text=f"{here}，共{'' if page.total > COUNTED else ' '}{pieces(page.total)}",
        previous=address_of(query, before=page.before) if page.before else "",
        next=address_of(query, after=page.after) if page.after else "",
    )


def saved_views(desk: Desk, page: str, current: str) -> tuple[Link, ...]:
    """Return the views the person keeps for ``page``; the one that is shown has no address."""
    kept = SavedView.objects.filter(account=desk.account, page=page).order_by("position", "name")
    return tuple(
        Link(label=view.name, href="" if view.query == current.removeprefix("?") else f"?{view.query}") for view in kept
    )


def address_of_matter(row: Matter) -> str:
    """Return the page of a matter."""
    return f"/m/{row.stream.key.partition('/')[2]}/"


def exceptions(row: Matter, desk: Desk, days_late: int) -> tuple[Tag, ...]:
    """Return what must not be overlooked in a row, with shape and word."""
    found = []
    if row.closed is None and row.next_due is not None:
        if row.next_due < desk.today:
            found.append(Tag(state=State.LATE, text=f"逾期 {max(days_late, 1)} 个工作日"))
        elif row.next_due == desk.today:
            found.append(Tag(state=State.TODAY, text="今天止"))
    if row.findings:
        found.append(Tag(state=State.UNLAWFUL, text=f"不合规事实 {row.findings} 项"))
    if row.vouchers_owed:
        found.append(Tag(state=State.WAITING, text=f"待补凭证 {row.vouchers_owed} 件"))
    if row.late_entries:
        found.append(Tag(state=State.NOTE, text=f"补录 {row.late_entries} 处"))
    return tuple(found)


def state_of(row: Matter) -> State:
    """Return the shape of a matter's state."""
    if row.closed is not None:
        return State.DONE
    if row.state == IMPORTED:
        return State.CHECK
    return State.WAITING if row.state.startswith("等待答复") else State.OPEN


def views(
    desk: Desk, page: str, query: QueryDict, width: int, usual: Sequence[tuple[str, str, int]] = ()
) -> tuple[Link, ...]:
    """Return the views of a list: the standard one, those in ``usual`` (name, value, columns), the own ones, 选列."""
    current = address_of(query, view=None, choose=None)
    named = query.get("view", "")
    own = saved_views(desk, page, address_of(query, choose=None))
    is_own = any(not link.href for link in own)
    plain = not named and not query.getlist("c") and not is_own
    found = [Link(label=f"标准 {width} 列" if plain else "标准", href="" if plain else _without_columns(query))]
    for label, value, columns in usual:
        here = named == value and not is_own
        found.append(Link(label=f"{label} {columns} 列", href="" if here else _without_columns(query, view=value)))
    if query.getlist("c") and not is_own:
        found.append(Link(label=f"自选 {width} 列"))
    choose = Link(label="选列、存视图", href=f"{current if not named else address_of(query)}&choose=1#choose")
    return (*found, *own, choose)


def _without_columns(query: QueryDict, **changed: str) -> str:
    copy = query.copy()
    copy.pop("c", None)
    copy.pop("view", None)
    return address_of(copy, choose=None, **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnForm:
    """The form in which columns are chosen, and that in which the list is kept under a name."""

    columns: Field
    kept: tuple[Field, ...]
    page: str
    query: str
    own: tuple[str, ...]
    address: str


def column_form(
    request: HttpRequest, page: str, columns: Sequence[tuple[str, str]], shown: Iterable[str]
) -> ColumnForm | None:
    """Return the form when the address asks for it (``choose=1``)."""
    if not request.GET.get("choose"):
        return None
    desk_views = SavedView.objects.filter(account_id=request.user.pk, page=page).order_by("position", "name")
    return ColumnForm(
        columns=Field(
            name="c",
            label="显示哪些列",
            kind="checkboxes",
            values=tuple(shown),
            required=False,
            choices=tuple(Choice(value=key, label=name) for key, name in columns),
            help="只隐藏，不改名，不换次序；编号和名称总在。",
        ),
        kept=hidden(request.GET, "c", "view", "choose"),
        page=page,
        query=address_of(request.GET, choose=None).removeprefix("?"),
        own=tuple(desk_views.values_list("name", flat=True)),
        address=request.path,
    )


def list_buttons(query: str, total: int) -> tuple[Button, ...]:
    """Return Excel and print of exactly the filter; none for an empty list."""
    if not total:
        return ()
    joint = "&" if len(query) > 1 else ""
    return (
        Button(
            label=f"导出 Excel（当前{'' if total > COUNTED else ' '}{pieces(total)}）", href=f"{query}{joint}excel=1"
        ),
        Button(label="打印（A3 横向）", href=f"{query}{joint}print=1"),
    )


def printed(entry: Entry) -> str:
    """Return an entry as tables print it."""
    return words(entry)


def number_of(page: Page, place: int) -> str:
    """Return the 序号 of a row of a page: from the oldest on, as registers are kept.

    Of more than are counted the newest is 1; beyond ``COUNTED`` no row has a number.
    """
    if not page.first:
        return ""
    number = page.first + place
    return str(number if page.total > COUNTED else page.total - number + 1)


def cut_words(total: int, shown: int) -> str:
    """Return how many matters are not on the paper: 3 件; empty when all are."""
    if total > COUNTED:
        return f"的（{pieces(total)}中）"
    return f" {total - shown} 件" if total > shown else ""


def shared_prefix(rows: Iterable[Matter]) -> str:
    """Return what all numbers say before 〔, when it is the same: a narrow column need not repeat it on the screen."""
    found = {row.number.partition("〔")[0] for row in rows}
    return found.pop() if len(found) == 1 else ""


def short_hint(prefix: str, total: int = 0) -> str:
    """Return what stands beside the views of a wide table of ``total`` matters."""
    counted = "超过一万件，序号自最近一件起；" if total > COUNTED else ""
    left_out = f"编号前略“{prefix}”；" if prefix else ""
    return f"{left_out}{counted}表格可左右移动：编号和事项名称固定，右边还有列"
