"""The small values every page is made of: states, links, buttons, refusals, the frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class State(StrEnum):
    """What a thing is in; each has a shape and a tone of its own, and always stands beside a word.

    The value is the CSS name. Red is used for ``late``, ``unlawful`` and ``error`` only.
    """

    LATE = "late"
    """■ red: 逾期 N 个工作日."""
    UNLAWFUL = "unlawful"
    """■ red: 不合规事实、疑似违反、还没有的必须项."""
    ERROR = "error"
    """☒ red: what was entered cannot be recorded."""
    TODAY = "today"
    """▲ amber: 今天止、快到期."""
    CHECK = "check"
    """▲ amber: 需核对、部分落实、未受理."""
    OPEN = "open"
    """● blue: 在办、剩 N 个工作日、已受理."""
    DONE = "done"
    """✓ green: 已办、已落实、有效."""
    WAITING = "waiting"
    """○ grey: 等别人、还没有、已退回."""
    LOCKED = "locked"
    """lock, grey: 未到（前步未办结）."""
    SKIPPED = "skipped"
    """– grey: 不需要，写明理由."""
    PAUSED = "paused"
    """‖ grey: 暂停、中止."""
    NOTE = "note"
    """● grey: 文字类提示，不涉合法性."""


class Weight(StrEnum):
    """How binding an opinion is: filled red, amber outline, grey outline."""

    MUST = "must"
    SHOULD = "should"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        """The word printed in the tag."""
        return {"must": "必须", "should": "应当", "advice": "建议"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A state said with shape and word: ``Tag(state=State.LATE, text="逾期 2 个工作日")``."""

    state: State
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A few words that may lead somewhere; without ``href`` they are printed as plain text.

    Used for bases (an article is a link, 本镇设定 is not), papers, crumbs, rails. ``bare`` links (打印、看改动)
    only make sense on a screen and are left out on paper.
    """

    label: str
    href: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An act, or a way to another page that looks like one. The label says what happens: 送审, not 确定.

    With ``href`` it is a link; else it submits its form, sending ``name=value`` when a name is given. One primary a
    view.
    """

    label: str
    href: str = ""
    name: str = ""
    value: str = ""
    kind: Literal["primary", "secondary", "danger"] = "secondary"
    small: bool = False
    prints: bool = False
    """Opens the printing of the page; shown only where a script can do so, elsewhere the browser's own menu does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something cannot be done: what, under which article, and the next lawful moves.

    ``brief`` is the short form for the summary on top of the form; without it the whole text stands there. ``text``
    is printed bold (不能提交班子会议：尚无合法性审查意见（参照…）); ``advice`` follows it plainly (可先：…);
    ``moves`` are links to the steps named there.
    """

    text: str
    brief: str = ""
    advice: str = ""
    moves: tuple[Link, ...] = ()


COUNTED_BESIDE: Final = 999
"""So many are counted for the left column, and one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One entry of the left column; ``count`` is what waits there (``None``: nothing is counted).

    Beyond ``COUNTED_BESIDE`` nobody reads a number in a column, nor is it worth counting: 999+.
    """

    label: str
    href: str
    count: int | None = None
    current: bool = False

    @property
    def waits(self) -> str:
        """Return the number as it is printed; empty where nothing is counted."""
        if self.count is None:
            return ""
        return f"{self.count}" if self.count <= COUNTED_BESIDE else f"{COUNTED_BESIDE}+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every desk page. ``base.html`` reads it as ``frame``.

    ``nav`` holds at most eight entries. ``person`` is name and post: 沈若兰（柳湾司法所所长）. ``search``,
    ``sign_out`` and ``account`` (own posts and password) are addresses; sign-out is a POST form; without ``search``
    nothing can be searched for. ``query`` keeps what was searched for.
    """

    unit: str
    person: str
    nav: tuple[NavItem, ...]
    system: str = "法治工作台"
    home: str = "/"
    search: str = "/search/"
    query: str = ""
    sign_out: str = "/sign-out/"
    account: str = ""
    warning: str = "严禁上传涉密文件"
    help: Link | None = None

    def __post_init__(self) -> None:
        if len(self.nav) > 8:
            raise ValueError(f"左栏最多八项，给了 {len(self.nav)} 项")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One way to look at the same list: 只看我的 4. ``count`` is in words where not all is counted: 200 以上."""

    label: str
    href: str
    count: int | str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label with its value in a head line: 编号 柳决〔2026〕7号."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState:
    """An empty list says why it is empty and what can be done."""

    title: str
    reason: str
    action: Link | None = None
