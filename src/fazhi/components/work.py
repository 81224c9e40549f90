"""What the desk and the matter page show: rows of work, clocks, what is missing, the course so far, the chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fazhi.components.basics import EmptyState, Fact, Link, State, Tag, Weight
from fazhi.components.forms import Field
from fazhi.components.tables import SimpleTable


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One thing to do: what, whose, by when, under which rule. ``verb`` opens the very step at ``href``."""

    verb: str
    title: str
    href: str
    number: str
    who: str
    office: str
    clock: Tag
    until: str
    """11月18日（周三）止, or what the count rests on: 公布后第 15 日."""
    basis: Link
    """An article with its address, or 本镇设定：… without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGroup:
    """A head with its rows: 已逾期 2 件.

    ``late`` draws the red bar; the head of the columns is printed on paper always.
    """

    title: str
    rows: tuple[WorkRow, ...]
    note: str = ""
    late: bool = False
    column_heads: bool = False
    empty: EmptyState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """Something sent out: to whom, how long it has been waiting, by when it was agreed or is due."""

    title: str
    href: str
    number: str
    whom: str
    waited: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitGroup:
    """我送出、等回复 with its rows."""

    title: str
    rows: tuple[WaitRow, ...]
    links: tuple[Link, ...] = ()
    empty: EmptyState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One running term: its name, what is left, the last day, why it began, and the 期限计算书.

    ``due`` is ``None`` where the rule says 及时 and counts no days; such a term is never late.
    """

    name: str
    tag: Tag
    due: date | None
    note: str
    sheet: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItem:
    """What the next step still lacks, with its basis or who will bring it."""

    state: State
    text: str
    basis: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripStep:
    """One step in the strip of a matter's head. ``OPEN`` is the place one stands, ``LOCKED`` lies ahead."""

    label: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The steps in one line; on a phone 第 10 步，共 17 步 and the link to the chart stand in its place."""

    steps: tuple[StripStep, ...]
    position: int
    total: int
    chart: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterHead:
    """Title, states, facts and strip on top of a matter."""

    title: str
    tags: tuple[Tag, ...]
    facts: tuple[Fact, ...]
    strip: Strip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One act in the course of a matter, newest first: day, shape, what; actor, paper, page.

    ``unlawful`` frames it in red as 不合规事实: ``title`` then says what (合法性审查前已上会讨论), ``text`` the
    article, who recorded and who approved, ``conclusion`` (bold) what follows from it, ``refs`` the remedy.
    ``late_entry`` is the mark of a later entry: 补录（晚 1 个工作日）; empty when it was recorded in time. ``struck``
    strikes the title through: a record that was voided and stays visible.
    """

    day: date
    title: str
    text: str
    state: State = State.DONE
    refs: tuple[Link, ...] = ()
    unlawful: bool = False
    late_entry: str = ""
    conclusion: str = ""
    struck: bool = False
    table: SimpleTable | None = None
    """What one act did several times over, a row for each entry of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionItem:
    """One opinion and its answer: number, weight, the clause it is bound to, the text, 采纳 or not.

    ``answer`` is a radio field whose error, if any, frames the whole item; ``reason`` a textarea shown when it is
    needed.
    """

    number: int
    weight: Weight
    clause: Link
    text: str
    answer: Field
    reason: Field | None = None
    note: str = ""
    refs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """A step in the chart. ``fact`` says what happened, what it waits for, or why it is not needed."""

    number: int
    name: str
    tag: Tag
    fact: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStage:
    """One rank of the chart: a single node, or several that may go in any order inside one frame with its rule."""

    nodes: tuple[FlowNode, ...]
    rule: str = ""

    @property
    def together(self) -> bool:
        """Whether a frame is drawn around the nodes."""
        return len(self.nodes) > 1 or bool(self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hint of the checker: class with shape and word, number in text order, place, what, and what was made of it.

    ``done`` is set when it became an opinion (已写成第 1 条意见, with ``weight``). ``chosen`` opens it; its form is
    the block of the page. 提示不是结论: the machine never says 违法.
    """

    number: int
    tag: Tag
    place: str
    title: str
    text: str
    href: str = ""
    chosen: bool = False
    done: Tag | None = None
    weight: Weight | None = None
    refs: tuple[Link, ...] = ()
