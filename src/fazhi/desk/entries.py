"""成批列入: the ways by which a step's entries come many at once, and what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from fazhi.components import Cell, Choice, Column, EmptyState, Field, Link, Refusal, SimpleTable, State, Tag, cn_date
from fazhi.desk import old_ledgers, people
from fazhi.desk.found import Found
from fazhi.formats.tables import Header
from fazhi.kernel.procedures import Step
from fazhi.records.filling import Target
from fazhi.records.sheets.running import Fate, Judged


def ways(found: Found, step: Step) -> tuple[Link, ...]:
    """Return the links beside the form of a step: from the library, from a table."""
    fill = step.fills
    if fill is None or found.past:
        return ()
    address = found.address("entries", step.id)
    library = (Link(label="从现行有效文件库列入", href=f"{address}#library", bare=True),) if fill.library else ()
    return (*library, Link(label="从表格列入（Excel）", href=f"{address}#sheet", bare=True)) if fill.sheet else library


def decider_field(found: Found, step: Step, value: str, error: Refusal | None) -> Field:
    """Return who decides, oneself where one may."""
    some = people.candidates(step.posts, found.row.unit_path, found.desk.today)
    own = found.desk.person.key
    default = own if any(item.key == own for item in some) else some[0].key if len(some) == 1 else ""
    choices = tuple(Choice(value=item.key, label=item.label) for item in some)
    return Field(
        name="decider", label="决定人", kind="select", half=True, value=value or default, error=error,
        choices=(Choice(value="", label="请选择" if choices else "本单位今天无人任此岗位"), *choices),
    )  # fmt: skip


def chosen_field(target: Target, rows: Sequence[Judged], chosen: Sequence[str] | None) -> Field:
    """Return the documents that can be entered, all ticked at first."""
    ready = [one for one in rows if one.fate is Fate.READY]
    picked = tuple(one.draft.key for one in ready) if chosen is None else tuple(chosen)
    return Field(
        name="take", label=f"{cn_date(target.on)}现行有效、还没有列入的文件", kind="checkboxes", values=picked,
        choices=tuple(
            Choice(value=one.draft.key, label=" ".join((one.draft.number, one.draft.title)).strip()) for one in ready
        ),
    )  # fmt: skip


_TONES: Final = {
    Fate.READY: State.DONE, Fate.WRONG: State.ERROR, Fate.SAME: State.NOTE, Fate.CHANGED: State.CHECK,
    Fate.TWICE: State.CHECK,
}  # fmt: skip
_WORDS: Final = {
    Fate.READY: "可以列入", Fate.WRONG: "有错，不列入", Fate.SAME: "已经列入", Fate.CHANGED: "与已列入的不同",
    Fate.TWICE: "表内重复",
}  # fmt: skip


def counted(rows: Sequence[Judged]) -> tuple[tuple[Tag, str], ...]:
    """Return how many rows have which fate."""
    numbers = {fate: sum(one.fate is fate for one in rows) for fate in Fate}
    return tuple((Tag(state=_TONES[fate], text=_WORDS[fate]), f"{n} 行") for fate, n in numbers.items() if n)


def odd(rows: Sequence[Judged], header: Header | None, caption: str) -> SimpleTable:
    """Return the rows that are not entered or have something to say, with why; ``header`` of a table."""
    names = ("行" if header is not None else "序号", "名称", "怎么办", "原因")
    told = [one for one in rows if one.problems or one.fate not in {Fate.READY, Fate.SAME}]
    return SimpleTable(
        caption=caption,
        columns=tuple(Column(key=name, name=name) for name in names),
        lead=1,
        rows=tuple(
            (
                Cell(text=str(one.draft.row)),
                Cell(text=one.draft.title or "（没有名称）"),
                Cell(tag=Tag(state=_TONES[one.fate], text=_WORDS[one.fate])),
                Cell(text="；".join(_said(one, header))),
            )
            for one in told[: old_ledgers.SHOWN]
        ),
        empty=EmptyState(title="没有问题", reason="各行都可以列入，或者已经列入。"),
    )


def _said(one: Judged, header: Header | None) -> Sequence[str]:
    names = header.names if header is not None else ()
    return [
        f"{names[item.column]}：{item.text}" if item.column is not None and item.column < len(names) else item.text
        for item in one.problems
    ]


def day_words(on: date, today: date) -> str:
    """Return the day on which documents must be in force, as the page says it."""
    return "今天" if on == today else cn_date(on)
