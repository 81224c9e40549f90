"""The paper originals of a matter on its archive page: where they lie now, every move, and the forms for the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.components import Cell, Column, EmptyState, Field, SimpleTable, State, Tag, cn_date
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.desk.small import Small, Typed
from fazhi.records import originals as kept
from fazhi.records.acts.originals import place_originals
from fazhi.records.models import VaultItem
from fazhi.records.originals import WHO, WHY, Move, Originals, Way


def standing(found: Found) -> Originals:
    """Return where the originals stand."""
    return kept.originals(found.folded, found.row.pk)


def said(found: Found) -> tuple[tuple[str, str], ...]:
    """Return label and words for the cover of a file: 原件存放, and 原件现状 where they are not there now."""
    now = standing(found)
    lines = [("原件存放", now.place)] if now.place else []
    if now.lent is not None:
        lines.append(("原件现状", loan_words(now.lent, found)))
    if now.given is not None:
        lines.append(("原件现状", f"{cn_date(now.given.day)}移交{now.given.place}"))
    return tuple(lines)


def loan_words(move: Move, found: Found) -> str:
    """Return what is to be said of a loan on the day of the page: 借出（…起，应于…归还，已逾期3日）."""
    due = f"，应于{cn_date(move.until)}归还" if move.until is not None else ""
    late = move.overdue(found.on)
    return f"借出（{cn_date(move.day)}起{due}{f'，已逾期{late}日' if late else ''}）"


def tag(move: Move, found: Found) -> Tag:
    """Return the loan in a word with its shape."""
    late = move.overdue(found.on)
    return Tag(state=State.LATE, text=f"逾期 {late} 日未还") if late else Tag(state=State.WAITING, text="借出")


COLUMNS: Final = (
    ("day", "日期"),
    ("way", "事由"),
    ("place", "地点"),
    ("to", "何人"),
    ("until", "期限"),
    ("why", "说明"),
)


def table(found: Found, now: Originals, personal: Personal) -> SimpleTable:
    """Return every move of the originals, the latest first."""
    sealed = {(move.seq, path) for move in now.moves for path in (WHO, WHY)} & personal_places(found)

    def value(move: Move, path: str, cls: str) -> str:
        return personal.value(move.seq, path, cls) if (move.seq, path) in sealed else ""

    rows = tuple(
        (
            Cell(text=cn_date(move.day)),
            Cell(tag=tag(move, found)) if move is now.lent else Cell(text=move.way.cn),
            Cell(text=move.place),
            Cell(text=value(move, WHO, "name")),
            Cell(text=cn_date(move.until) if move.until is not None else ""),
            Cell(text=value(move, WHY, "free")),
        )
        for move in reversed(now.moves)
    )
    return SimpleTable(
        caption="原件去向",
        columns=tuple(Column(key=key, name=name) for key, name in COLUMNS),
        rows=rows,
        empty=EmptyState(
            title="没有登记过去向", reason=f"原件存放：{now.place}。" if now.place else "原件存放还没有登记。"
        ),
    )


def personal_places(found: Found) -> frozenset[tuple[int, str]]:
    """Return event and path of the sealed values of the moves, without opening any."""
    held = VaultItem.objects.filter(stream_id=found.row.pk, field__in=(WHO, WHY))
    return frozenset(held.values_list("seq", "field"))


def forms(found: Found, now: Originals) -> Iterator[Small]:
    """Yield the forms for what may happen to the originals next."""
    if now.given is not None:
        return
    day = Field(name="day", label="日期", kind="date", value=found.on.isoformat(), half=True)
    to = Field(name="to", label="借阅人（单位、姓名）", half=True)
    why = Field(name="why", label="说明", required=False)
    if now.lent is not None:
        place = Field(
            name="place", label="放回哪里", required=False, value=now.place, half=True, help="放回原处的不用改"
        )
        yield _form(found, Way.RETURNED, "归还原件", "登记归还", (day, place, why), open_=True)
        return
    until = Field(name="until", label="归还期限", kind="date", half=True)
    purpose = Field(name="why", label="用途", help="诉讼、复议、审计、查询等；写明批准人")
    yield _form(found, Way.LENT, "借出原件", "登记借出", (day, until, to, purpose))
    place = Field(name="place", label="存放在哪里（柜、盒）", value=now.place)
    yield _form(found, Way.KEPT, "改变存放处", "登记存放处", (day, place, why))
    body = Field(name="place", label="接收单位", help="如县档案馆。移交后本机关不再保管，不能再借出。")
    hand = Field(name="to", label="接收人", required=False, half=True)
    yield _form(found, Way.GIVEN, "移交原件", "登记移交", (day, hand, body, why), danger=True)


def _form(
    found: Found,
    way: Way,
    title: str,
    verb: str,
    fields: tuple[Field, ...],
    *,
    open_: bool = False,
    danger: bool = False,
) -> Small:
    def do(typed: Typed) -> str:
        place_originals(
            actor=found.desk.actor,
            key=typed.key,
            matter=found.folded.stream,
            way=way,
            day=typed.day("day"),
            place=typed.text("place"),
            to=typed.text("to"),
            until=typed.day_or_none("until"),
            why=typed.text("why"),
        )
        return f"原件{way.cn}已登记。"

    return Small(id=f"originals-{way.value}", title=title, verb=verb, do=do, fields=fields, open=open_, danger=danger)
