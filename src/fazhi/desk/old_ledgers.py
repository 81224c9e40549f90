"""旧台账导入 as pages show it: columns and what they can mean, what a first look found, how far an import is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.components import Cell, Choice, Column, EmptyState, Field, Link, Refusal, SimpleTable, State, Tag
from fazhi.desk.actor import Desk
from fazhi.desk.forms.values import Values
from fazhi.formats.tables import Grid, Header
from fazhi.formats.tables import values as read
from fazhi.formats.tables.guarding import column_letters
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import FieldValue, Procedure, Step
from fazhi.packs import procedures
from fazhi.records import access, packs, staff
from fazhi.records.access import Action
from fazhi.records.models import SheetImport, Unit
from fazhi.records.sheets.drafts import Level
from fazhi.records.sheets.mapping import UNITS, Meaning
from fazhi.records.sheets.returned import said
from fazhi.records.sheets.running import Fate, Judged, Survey
from fazhi.records.sheets.targets import Target, targets_of

SHOWN: Final = 100
"""Rows with something to say that are shown on the page; the returned table has all."""
KEPT: Final = Choice(value="", label="只存原文，不对应")


def units(desk: Desk) -> tuple[Unit, ...]:
    """Return the units whose ledgers one may take over."""
    return tuple(
        Unit.objects.filter(staff.under(desk.grants, access.ALLOWED[Action.ACT]), ends__isnull=True).order_by("path")
    )


def kinds(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return (id, title) of every procedure that keeps a register."""
    found = (packs.for_new(name, desk.unit, desk.today) for name in procedures.ids())
    return tuple((item.id, item.title) for item in found if item.registers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One column of the table: its place in letters, its head, what stands in it, and the questions about it."""

    letters: str
    head: str
    sample: str
    hidden: bool
    target: Field
    unit: Field


def columns(
    grid: Grid, header: Header, procedure: Procedure, meaning: Meaning, errors: Mapping[str, Refusal],
    entry: Step | None = None,
) -> tuple[Asked, ...]:  # fmt: skip
    """Return the columns that have a head or hold something, with what each is taken to mean."""
    targets = targets_of(procedure, entry)
    choices = (KEPT, *(Choice(value=item.id, label=_label(item)) for item in targets.values()))
    found = []
    for place, head in enumerate(header.names):
        sample = _sample(grid, header, place)
        if not head:
            continue
        found.append(
            Asked(
                letters=column_letters(place + 1),
                head=head,
                sample=sample,
                hidden=place in grid.hidden,
                target=Field(
                    name=f"c-{place}", label=f"“{head}”对应什么", kind="select", value=meaning.columns.get(head, ""),
                    choices=choices, error=errors.get(f"c-{place}"), required=False,
                ),
                unit=Field(
                    name=f"u-{place}", label=f"“{head}”的金额单位", kind="select", value=meaning.units.get(head, ""),
                    choices=(Choice(value="", label="不是金额"), *(Choice(value=unit, label=unit) for unit in UNITS)),
                    error=errors.get(f"u-{place}"), required=False,
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _label(target: Target) -> str:
    name = target.name.partition("：")[2] or target.name
    return f"{target.group}：{name}"


def _sample(grid: Grid, header: Header, place: int) -> str:
    some = []
    for row in grid.rows[header.last + 1 : header.last + 60]:
        text = read.shown(row[place]) if place < len(row) else ""
        if text and text not in some:
            some.append(text[:18])
        if len(some) == 3:
            break
    return "；".join(some)


def fixed(
    procedure: Procedure, meaning: Meaning, values: Values | None = None, *, new: bool = False
) -> tuple[Field, ...]:
    """Return the facts that the table does not have and that may be the same for all its rows.

    ``new``: of matters to be registered; what is left open is then never asked again.
    """
    left = "不填" if new else "不填，核验时逐件填"
    mapped = set(meaning.columns.values())
    found = []
    for item in procedure.subject.values():
        name = f"subject.{item.id}"
        if name in mapped or item.type.kind not in {Kind.BOOL, Kind.ENUM}:
            continue
        said = meaning.fixed.get(name)
        value = {True: "1", False: "0"}.get(said, "") if isinstance(said, bool) else str(said or "")
        options = (
            (("1", "是"), ("0", "否")) if item.type.kind is Kind.BOOL else tuple((one, one) for one in item.type.values)
        )
        found.append(
            Field(
                name=f"x-{item.id}", label=item.name, kind="select", required=False, half=True,
                value=values.get(f"x-{item.id}") if values is not None else value,
                choices=(Choice(value="", label=left), *(Choice(value=a, label=b) for a, b in options)),
            )
        )  # fmt: skip
    return tuple(found)


def fixed_answers(entry: Step, meaning: Meaning, values: Values | None = None) -> tuple[Field, ...]:
    """Return the answers of an entry that the table does not have and that may be the same for all its rows."""
    mapped, found = set(meaning.columns.values()), []
    own = {entry.fills.name, *entry.fills.key} if entry.fills is not None else set()
    for item in entry.fields:
        name, kind = f"{entry.id}.{item.id}", item.type.kind
        if name in mapped or item.id in own or item.series or kind not in _SAME:
            continue
        said = values.get(f"x-{item.id}") if values is not None else _shown(meaning.fixed.get(name))
        options = (("1", "是"), ("0", "否")) if kind is Kind.BOOL else tuple((one, one) for one in item.type.values)
        picked = kind in {Kind.BOOL, Kind.ENUM}
        choices = (Choice(value="", label="不填"), *(Choice(value=a, label=b) for a, b in options)) if picked else ()
        control = "select" if picked else "date" if kind is Kind.DATE else "text"
        found.append(
            Field(
                name=f"x-{item.id}", label=item.name, kind=control, required=False, half=True, value=said,
                help=item.help or "", choices=choices,
            )
        )  # fmt: skip
    return tuple(found)


_SAME: Final = frozenset({Kind.BOOL, Kind.ENUM, Kind.DATE, Kind.TEXT})


def _shown(value: FieldValue | None) -> str:
    return {True: "1", False: "0"}.get(value, "") if isinstance(value, bool) else str(value or "")


def typed_entry(entry: Step, header: Header, values: Values) -> Meaning:
    """Return the mapping that a form says, where the rows are entries that ``entry`` adds."""
    columns = {head: values.get(f"c-{place}") for place, head in enumerate(header.names) if head}
    held: dict[str, FieldValue] = {}
    for item in entry.fields:
        text, name = values.get(f"x-{item.id}").strip(), f"{entry.id}.{item.id}"
        if text and name not in columns.values() and item.type.kind in _SAME:
            held[name] = (
                text == "1" if item.type.kind is Kind.BOOL else _day(text) if item.type.kind is Kind.DATE else text
            )
    units = {head: unit for place, head in enumerate(header.names) if (unit := values.get(f"u-{place}")) in UNITS}
    at = values.get("heads")
    return Meaning(
        columns={head: target for head, target in columns.items() if target},
        units={head: unit for head, unit in units.items() if columns.get(head)}, fixed=held, sheet=values.get("sheet"),
        heads=int(at) if at.isdecimal() else None,
    )  # fmt: skip


def _day(text: str) -> str:
    """Return a day as events keep it; what is none is left for the check of the mapping to refuse."""
    try:
        return parse_date(text).isoformat()
    except TermError:
        return text


def typed(procedure: Procedure, header: Header, values: Values) -> Meaning:
    """Return the mapping that a form says."""
    heads = {place: head for place, head in enumerate(header.names) if head}
    said = {head: values.get(f"c-{place}") for place, head in heads.items()}
    at = values.get("heads")
    held: dict[str, FieldValue] = {}
    for item in procedure.subject.values():
        text = values.get(f"x-{item.id}")
        if text and f"subject.{item.id}" not in said.values():
            held[f"subject.{item.id}"] = text == "1" if item.type.kind is Kind.BOOL else text
    return Meaning(
        columns={head: target for head, target in said.items() if target},
        units={
            head: unit for place, head in heads.items() if said[head] and (unit := values.get(f"u-{place}")) in UNITS
        },
        fixed=held,
        sheet=values.get("sheet"),
        heads=int(at) if at.isdecimal() else None,
    )


_TONES: Final = {
    Fate.READY: State.DONE, Fate.WRONG: State.ERROR, Fate.SAME: State.NOTE, Fate.CHANGED: State.CHECK,
    Fate.TWICE: State.CHECK,
}  # fmt: skip


def counted(found: Survey) -> tuple[tuple[Tag, str], ...]:
    """Return what a first look counted: a tag and how many, rows first, then what was passed over."""
    said = [(Tag(state=_TONES[fate], text=fate.cn), f"{found.fates[fate]} 行") for fate in Fate if found.fates[fate]]
    if found.levels[Level.OPEN]:
        said.append((Tag(state=State.CHECK, text="有几处看不准、留空"), f"{found.levels[Level.OPEN]} 行"))
    passed = "，".join(f"{kind.cn} {n}" for kind, n in found.lines.items() if kind.value not in {"row", "blank"} and n)
    if passed:
        said.append((Tag(state=State.NOTE, text="不是台账行，跳过"), passed))
    return tuple(said)


def odd(rows: list[Judged], header: Header, *, new: bool = False) -> SimpleTable:
    """Return rows with something to say, as the page lists them; ``new``: rows that were to be registered."""
    names = ("行", "名称", "怎么办", "问题")
    return SimpleTable(
        caption="有问题的行",
        columns=tuple(Column(key=name, name=name) for name in names),
        lead=2,
        rows=tuple(
            (
                Cell(text=str(one.draft.row)),
                Cell(text=one.draft.title or "（没有名称）"),
                Cell(tag=Tag(state=_TONES[one.fate], text="还不能登记" if new else one.fate.cn)),
                Cell(
                    text="；".join(said(one, header)), href=f"/m/{one.matter.partition('/')[2]}/" if one.matter else ""
                ),
            )
            for one in rows[:SHOWN]
        ),
        empty=EmptyState(title="没有问题", reason="看过的各行都可以照样导入。"),
    )


def listed(desk: Desk) -> SimpleTable:
    """Return the imports of the units one works for, the latest first."""
    rows = SheetImport.objects.filter(unit__in=units(desk)).select_related("unit").order_by("-pk")[:50]
    titles = dict(kinds(desk))
    names = ("开始", "单位", "规程", "进度", "已导入", "已有", "有改动", "未导入", "")
    return SimpleTable(
        caption="导入过的旧台账",
        columns=tuple(Column(key=f"c{place}", name=name) for place, name in enumerate(names)),
        lead=2,
        rows=tuple(
            (
                Cell(text=row.begun.isoformat() if row.begun else ""),
                Cell(text=row.unit.name),
                Cell(text=titles.get(row.procedure, row.procedure)),
                Cell(
                    tag=Tag(state=State.DONE, text="完成")
                    if row.state == "ended"
                    else Tag(state=State.WAITING, text=f"停在第 {row.done} 行")
                ),
                Cell(text=f"{row.taken:,}"),
                Cell(text=f"{row.same:,}"),
                Cell(text=f"{row.changed:,}"),
                Cell(text=f"{row.refused:,}"),
                Cell(text="打开", href=f"/old-ledgers/run/{row.key}/"),
            )
            for row in rows
        ),
        empty=EmptyState(title="还没有导入过", reason="导入一次以后，在这里看进度，接着导完。"),
    )


def rest(begun: SheetImport) -> Link:
    """Return where the matters of an import are listed."""
    return Link(
        label="看导入的事项", href=f"/matters/?procedure={begun.procedure}&unit={begun.unit.code}&standing=imported"
    )
