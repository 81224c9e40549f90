"""现行有效文件库: the documents in force of the whole site, by state and by words, with their texts and versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
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
    RegisterRow,
    RegisterTable,
    SimpleTable,
    State,
    Tag,
)
from fazhi.components.tables import Pin
from fazhi.desk import excel, lists, versions
from fazhi.desk.actor import Desk, reader_of
from fazhi.desk.found import Found
from fazhi.desk.frame import page_context
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures.library import CHANGED, ENDING, IN_FORCE, NOT_YET
from fazhi.records import access, library, matters
from fazhi.records.access import Action
from fazhi.records.library import Wanted
from fazhi.records.models import IssuedDocument, Matter

TITLE: Final = "现行有效文件库"
_CRUMB: Final = Link(label="台账", href="/ledger/")
SIZE: Final = 50
_HEADS: Final[tuple[tuple[str, Pin, int], ...]] = (
    ("序号", "seq", 3), ("登记号", "number", 8), ("文件名称", "name", 12), ("状态", "", 5), ("有效期至", "", 5),
    ("发文字号", "", 7), ("种类", "", 5), ("制定单位", "", 6), ("公布日期", "", 5), ("施行日期", "", 5),
    ("修改日期", "", 5), ("文本数", "", 3),
)  # fmt: skip


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """List what is asked for (``q``, ``state``, ``kind``, ``unit``), the newest first; Excel and A3 of the same."""
    desk = reader_of(request, TITLE)
    left = library.read_waiting()
    wanted = Wanted(
        words=" ".join(request.GET.get("q", "").split())[:60],
        state=request.GET.get("state", ""),
        kind=request.GET.get("kind", ""),
        unit=request.GET.get("unit", ""),
    )
    bar = _bar(desk, wanted)
    rows = library.found(wanted, desk.today)
    total = rows.order_by().count()
    if request.GET.get("excel"):
        heads = [excel.Head(name=name, width=share * 3) for name, _, share in _HEADS]
        file = excel.workbook(
            TITLE,
            f"{bar.words}　截至 {desk.today.isoformat()}",
            heads,
            ((number, *_told(row, desk.today)) for number, row in enumerate(rows.iterator(chunk_size=500), start=1)),
            pinned=3,
        )
        return excel.response(file, f"{TITLE}{desk.today:%Y%m%d}")
    printing = bool(request.GET.get("print"))
    asked = request.GET.get("page", "")
    size = lists.PRINTED if printing else SIZE
    first = min(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, max(-(-total // size), 1))
    first = 0 if printing else (max(first, 1) - 1) * size
    shown = list(rows[first : first + size])
    query = lists.address_of(request.GET, page=None, print=None)
    table = RegisterTable(
        title=TITLE,
        columns=tuple(Column(key=name, name=name, pin=pin, share=share) for name, pin, share in _HEADS),
        rows=tuple(_row(row, number, desk.today) for number, row in enumerate(shown, start=first + 1)),
        totals=(f"{total} 件", *((f"还有 {left} 件的全文正在读入",) if left else ())),
        pager=None if printing else _pager(request, first, len(shown), total),
        empty=_empty(wanted, bar),
    )
    context = page_context(
        request,
        TITLE,
        (_CRUMB,),
        nav="ledgers",
        print_foot=TITLE,
        table=table,
        filters=bar,
        printing=printing,
        cut=max(total - len(shown), 0) if printing else 0,
        note="全站公布的文件；状态按今天计算",
        buttons=(Button(label="返回文件库", href=query),) if printing else lists.list_buttons(query, total),
    )
    return render(request, "desk/list.html", context)


@require_safe
def document(request: HttpRequest, matter: str) -> HttpResponse:
    """Show one document: how it stands, its text, its versions. Its matter only to those who may see it."""
    desk = reader_of(request, TITLE)
    row = IssuedDocument.objects.select_related("matter__stream", "matter__unit").filter(
        matter__stream__key=f"matter/{matter}"
    ).first()  # fmt: skip
    if row is None:
        raise Http404
    seen = access.allows(desk.grants, Action.SEE, row.matter, desk.today)
    text, trouble = "", "没有登记文件文本。"
    if row.digest:
        try:
            text, trouble = library.text_of(row.digest), ""
        except FazhiError as error:
            trouble = f"文本读不出来：{error.message}"
    state, tag = library.standing(row, desk.today), _tag(row, desk.today)
    context = page_context(
        request,
        row.matter.title,
        (_CRUMB, Link(label=TITLE, href=reverse("library"))),
        nav="ledgers",
        print_foot=f"{row.matter.title}　{state}",
        tag=tag,
        facts=_facts(row, desk.today),
        paragraphs=tuple(line.strip() for line in text.splitlines() if line.strip()),
        trouble=trouble,
        versions=_versions(row, desk) if seen else None,
        links=_links(row.matter) if seen else (),
    )
    return render(request, "desk/library_document.html", context)


def _bar(desk: Desk, wanted: Wanted) -> FilterBar:
    fields = (
        Field(name="q", label="名称、文号、全文字词", value=wanted.words, required=False),
        lists.select("state", "状态", wanted.state, ((word, word) for word in library.states(desk.today))),
        lists.select("kind", "种类", wanted.kind, ((word, word) for word in library.kinds())),
        lists.select("unit", "制定单位", wanted.unit, library.units()),
    )
    return FilterBar(fields=fields, clear=reverse("library"), words="，".join(lists.words_of(fields)) or "全部")


def _told(row: IssuedDocument, on: date) -> Sequence[str | int | date | None]:
    return (
        row.number, row.matter.title, library.standing(row, on), row.until, row.document, row.kind,
        row.matter.unit.name, row.published, row.since, row.changed, row.texts,
    )  # fmt: skip


def _tag(row: IssuedDocument, on: date) -> Tag:
    word = library.standing(row, on)
    shape = {IN_FORCE: State.DONE, ENDING: State.TODAY, NOT_YET: State.WAITING}.get(word, State.LOCKED)
    return Tag(state=shape, text=f"{word}（{CHANGED}）" if row.changed and shape is not State.LOCKED else word)


def _row(row: IssuedDocument, number: int, on: date) -> RegisterRow:
    href = reverse("library-document", args=[row.matter.stream.key.partition("/")[2]])
    tag = _tag(row, on)
    cells = [Cell(text=str(number))]
    for (name, pin, _), value in zip(_HEADS[1:], _told(row, on), strict=True):
        if name == "状态":
            cells.append(Cell(tag=tag))
        elif pin == "name":
            cells.append(Cell(text=str(value), href=href))
        else:
            cells.append(Cell(text=value.isoformat() if isinstance(value, date) else str(value or "")))
    until = f"有效期至 {row.until.isoformat()}" if row.until else ""
    return RegisterRow(
        cells=tuple(cells),
        name=row.matter.title,
        href=href,
        number=f"{row.number or row.document}　{row.matter.unit.short}",
        facts=tuple(fact for fact in (tag.text, f"施行 {row.since.isoformat()}", until) if fact),
    )


def _pager(request: HttpRequest, first: int, shown: int, total: int) -> Pager | None:
    if total <= SIZE:
        return None
    number = first // SIZE + 1
    return Pager(
        text=f"第 {first + 1} 至 {first + shown} 件，共 {total} 件",
        previous=lists.address_of(request.GET, page=str(number - 1)) if first else "",
        next=lists.address_of(request.GET, page=str(number + 1)) if first + shown < total else "",
    )


def _empty(wanted: Wanted, bar: FilterBar) -> EmptyState:
    if wanted == Wanted():
        return EmptyState(
            title="文件库还是空的",
            reason="文件在事项里公布以后自动入库，不必另填。",
            action=Link(label="登记收件", href="/register/"),
        )
    return EmptyState(
        title="没有符合条件的文件",
        reason=f"筛选条件：{bar.words}。全文按两个字以上的词查找，几个词之间空一格。",
        action=Link(label="清除条件，看全部文件", href="?"),
    )


def _facts(row: IssuedDocument, on: date) -> tuple[tuple[str, str], ...]:
    listed = (
        ("登记号", row.number), ("发文字号", row.document), ("种类", row.kind), ("制定单位", row.matter.unit.name),
        ("公布日期", row.published), ("施行日期", row.since), ("有效期至", row.until), ("修改日期", row.changed),
        (row.word or "终止", row.ended),
    )  # fmt: skip
    return tuple((name, value.isoformat() if isinstance(value, date) else value) for name, value in listed if value)


def _links(row: Matter) -> tuple[Link, ...]:
    return (Link(label=f"打开事项 {row.number}", href=lists.address_of_matter(row)),)


def _versions(row: IssuedDocument, desk: Desk) -> SimpleTable | None:
    """Return the versions that lie in the matter as files, each with the way to hold it beside the one before."""
    folded = matters.folded(row.matter.stream.key)
    declared = folded.procedure.library
    if declared is None:
        return None
    found = Found(
        desk=desk, row=row.matter, folded=folded, picture=matters.shown(folded, desk.today), on=desk.today
    )  # fmt: skip
    held = versions.versions(found, declared.text)
    compare = found.address("compared-text", declared.text)
    rows: Iterator[tuple[Cell, ...]] = (
        (
            Cell(text=f"第 {each.number} 稿"),
            Cell(text=each.step.name),
            Cell(text=each.day.isoformat()),
            Cell(
                text=f"与第 {each.number - 1} 稿逐条对照", href=f"{compare}?before={held[at - 1].seq}&after={each.seq}"
            )
            if at
            else Cell(text=""),
        )
        for at, each in enumerate(held)
    )
    return SimpleTable(
        caption="历次文本",
        columns=tuple(Column(key=name, name=name) for name in ("文本", "来自", "日期", "对照")),
        rows=tuple(rows),
        empty=EmptyState(title="只有一个文本", reason="修改后登记了新文本的，在这里逐条对照。"),
    )


urlpatterns = [
    path("library/", shelf, name="library"),
    path("library/<slug:matter>/", document, name="library-document"),
]
