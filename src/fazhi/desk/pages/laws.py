"""法规库: the catalogue of laws, an article in place where its text was imported, words looked for in the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.cli.laws import store
from fazhi.cli.laws.questions import article_of
from fazhi.cli.laws.searching import excerpt, written
from fazhi.cli.laws.store import Kept
from fazhi.components import Button, Cell, Column, EmptyState, Field, FilterBar, Link, SimpleTable, State, Tag
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.lists import address_of, select
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.citations.index import Edition, Entry
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.errors import FazhiError, TermError
from fazhi.kernel.lint.validity import Status, verdict
from fazhi.packs.laws.compiled import load_index
from fazhi.records.access import Role

SIZE: Final = 50
_FOUND: Final = 40
_STATES: Final = {
    Status.IN_FORCE: State.DONE, Status.REPEALED: State.SKIPPED, Status.NOT_YET: State.WAITING,
    Status.OUT_OF_RANGE: State.UNLAWFUL, Status.UNKNOWN: State.CHECK, Status.NOT_CHECKABLE: State.CHECK,
    Status.RENUMBERED: State.CHECK, Status.MISMATCH: State.CHECK,
}  # fmt: skip
NOT_HERE: Final = "本机未导入全文"


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """List the catalogue by title and state; ``words`` looks into the texts that were imported here."""
    desk = desk_of(request)
    title = " ".join(request.GET.get("title", "").split())[:60]
    words = " ".join(request.GET.get("words", "").split())[:60]
    standing = request.GET.get("standing", "")
    kept = {name_key(each.title) for each in store.newest(store.place_of())}
    rows = [(entry, tag_of(entry, desk.today)) for entry in load_index() if _named(entry, title)]
    rows = [row for row in rows if standing in ("", row[1].text)]
    rows.sort(key=lambda row: (row[1].text != Status.IN_FORCE.cn, row[0].bare))
    asked = request.GET.get("page", "1")
    last = max((len(rows) - 1) // SIZE + 1, 1)
    page = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
    table = SimpleTable(
        caption="法规目录",
        columns=tuple(Column(key=name, name=name) for name in ("标题", "类别", "今天", "现行文本", "条数", "全文")),
        rows=tuple(_row(entry, tag, kept, desk.today) for entry, tag in rows[(page - 1) * SIZE : page * SIZE]),
        empty=EmptyState(title="目录里没有", reason="换个说法，或者只写标题里的两个字；本县的规定导入全文后编入目录。"),
    )
    trouble = ""
    found: list[Kept] = []
    if words:
        try:
            found = store.search(store.place_of(), words, limit=_FOUND)
        except FazhiError as error:
            trouble = error.message
    states = [(status.cn, status.cn) for status in (Status.IN_FORCE, Status.REPEALED, Status.NOT_YET)]
    context = page_context(
        request,
        "法规库",
        (Link(label="公文体检", href=reverse("check")),),
        nav="check",
        filters=FilterBar(
            fields=(
                Field(name="title", label="标题", value=title, required=False),
                select("standing", "今天", standing, states),
                Field(name="words", label="条文里的字词", value=words, required=False),
            ),
            clear=reverse("laws"),
            submit="查",
        ),
        table=table,
        total=len(rows),
        pages=_pages(request, page, last),
        words=words,
        trouble=trouble,
        hits=[
            (f"《{kept_.title}》{written(kept_.place)}", _address(kept_.title, kept_.place), excerpt(kept_, words))
            for kept_ in found
        ],
        cut=len(found) == _FOUND,
        kept=len(kept),
        buttons=(Button(label="导入全文", href=reverse("law-import")),) if may_import(desk) else (),
        print_foot="法规库",
    )
    return render(request, "desk/laws.html", context)


def may_import(desk: Desk) -> bool:
    """Say whether the person administers the site, and so keeps its texts."""
    return desk.grants.covers(desk.unit.path.split("/")[0] + "/", (Role.ADMIN,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One article as the page shows it."""

    place: str
    name: str
    words: str
    chosen: bool


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Show one law (``t``): its editions, and where the text is here, its articles or the one asked for (``a``).

    ``on`` is a day, ``v`` the year of an edition; without either it is today's wording. Where the text of that edition
    was not imported it says so, and never shows another edition's words.
    """
    desk = desk_of(request)
    title, place = request.GET.get("t", "").strip("《》 ")[:200], _place(request.GET.get("a", ""))
    entry = load_index().find(title)
    day, edition = _edition(entry, request, desk.today)
    place_of = store.place_of()
    adopted = edition.adopted if edition is not None else None
    held = store.whole(place_of, entry.title if entry else title, adopted) if title else []
    if entry is None and not held:
        raise Http404
    if edition is not None and held and held[0].adopted != adopted:
        held = []  # another edition's words would pass for the one asked for
    name = entry.title if entry else held[0].title
    number, _, suffix = place.partition("_")
    said = verdict(
        load_index(), name, article=int(number) if number else None, suffix=int(suffix) if suffix else None, as_of=day
    )
    every = request.GET.get("all") == "1" or not place
    articles = [
        Shown(place=each.place, name=written(each.place), words=each.words, chosen=each.place == place)
        for each in held
        if every or each.place == place
    ]
    context = page_context(
        request,
        f"《{name}》{written(place)}",
        (Link(label="法规库", href=reverse("laws")),),
        nav="check",
        note=_which(edition, day) if edition else "",
        tag=Tag(state=_STATES[said.status], text=said.status.cn),
        reason=said.reason,
        entry=entry,
        short="、".join(entry.short) if entry else "",
        editions=_editions(entry, name, place) if entry else None,
        articles=articles,
        place=written(place),
        not_here=NOT_HERE if not held else "",
        missing=bool(held) and bool(place) and not articles,
        whole=_address(name, place, all="1") if held and not every else "",
        import_=reverse("law-import") if may_import(desk) and not held else "",
        print_foot=f"《{name}》{written(place)}",
    )
    return render(request, "desk/law.html", context)


def _place(asked: str) -> str:
    try:
        number, suffix = article_of(asked.strip() or None)
    except FazhiError:
        return ""
    return "" if number is None else f"{number}_{suffix}" if suffix else str(number)


def _edition(entry: Entry | None, request: HttpRequest, today: date) -> tuple[date, Edition | None]:
    """Return the day and the edition asked for: of a year (``v``), of a day (``on``), else today's."""
    day = today
    try:
        day = parse_date(request.GET.get("on", "")) if request.GET.get("on") else today
    except TermError:
        day = today
    if entry is None:
        return day, None
    year = request.GET.get("v", "")
    meant = [each for each in entry.editions if year and each.adopted and str(each.adopted.year) == year]
    if meant and meant[-1].start is not None:
        after = [each.start for each in entry.editions if each.start and each.start > meant[-1].start]
        return (meant[-1].start if after and min(after) <= today else max(today, meant[-1].start)), meant[-1]
    return day, entry.on(day) or (entry.editions[0] if entry.editions else None)


def _which(edition: Edition, day: date) -> str:
    adopted = f"{edition.adopted.isoformat()} 通过（公布）的文本" if edition.adopted else "通过日不明的文本"
    return f"{adopted}，按 {day.isoformat()}"


def _editions(entry: Entry, name: str, place: str) -> SimpleTable:
    kept = {each.adopted for each in store.adopted_of(store.place_of(), name)}
    rows = []
    for edition in reversed(entry.editions):
        ended = ""
        if edition.repealed is not None:
            ended = f"{edition.repealed.isoformat()} {'起' if edition.repealed_sure else '前已'}失效"
            ended += f"，由《{edition.successor}》取代" if edition.successor else ""
        start = edition.effective.isoformat() if edition.effective else ""
        rows.append(
            (
                Cell(
                    text=edition.adopted.isoformat() if edition.adopted else "不明",
                    href=_address(name, place, on=edition.start.isoformat()) if edition.start else "",
                ),
                Cell(text=start + ("" if edition.effective_sure or not start else "（按通过日计）")),
                Cell(text=str(edition.articles) if edition.articles else "不明"),
                Cell(text=ended),
                Cell(text="已导入" if edition.adopted in kept else NOT_HERE),
            )
        )
    return SimpleTable(
        caption="历次文本",
        columns=tuple(Column(key=word, name=word) for word in ("通过（公布）", "施行", "条数", "失效", "全文")),
        rows=tuple(rows),
    )


def tag_of(entry: Entry, today: date) -> Tag:
    """Return where a law stands today."""
    status = verdict(load_index(), entry.title, as_of=today).status
    return Tag(state=_STATES[status], text=status.cn)


def _named(entry: Entry, title: str) -> bool:
    return not title or any(title in name for name in (entry.title, *entry.short))


def _row(entry: Entry, tag: Tag, kept: set[str], today: date) -> tuple[Cell, ...]:
    edition = entry.on(today)
    return (
        Cell(text=entry.title, href=_address(entry.title)),
        Cell(text=entry.kind),
        Cell(tag=tag),
        Cell(text=edition.adopted.isoformat() if edition and edition.adopted else ""),
        Cell(text=str(edition.articles) if edition and edition.articles else ""),
        Cell(text="已导入" if name_key(entry.title) in kept else ""),
    )


def _address(title: str, place: str = "", **more: str) -> str:
    asked = {"t": title, **({"a": place} if place else {}), **more}
    return f"{reverse('law')}?{urlencode(asked)}"


def _pages(request: HttpRequest, page: int, last: int) -> tuple[Link, ...]:
    found = []
    if page > 1:
        found.append(Link(label="上一页", href=address_of(request.GET, page=str(page - 1)), bare=True))
    if page < last:
        found.append(Link(label="下一页", href=address_of(request.GET, page=str(page + 1)), bare=True))
    return tuple(found)


urlpatterns = [path("laws/", laws, name="laws"), path("laws/show/", law, name="law")]
