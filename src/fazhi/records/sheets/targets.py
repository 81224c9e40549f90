"""What a column of an old ledger can mean: the cover of a matter, the facts asked when it opens, answers of its steps.

Read off the declaration of a procedure; its registers say under which heads offices keep them. Nothing here knows any
procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.formats.tables.layout import plain
from fazhi.kernel.expressions import DATE, TEXT, Kind, Ref, Type
from fazhi.kernel.procedures import Field, Procedure, Step

CARD: Final[Mapping[str, str]] = {
    "title": "名称",
    "number": "编号（纸质旧号）",
    "opened": "立项（收件、登记）日期",
    "handler": "承办人",
    "unit": "承办科室",
    "place": "原件存放",
}
"""What stands on the cover of every matter."""
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("名称", "事项名称", "项目名称", "标题", "题名"),
    "number": ("编号", "号码", "文号", "登记号", "收件登记号"),
    "opened": ("登记日期", "收件日期", "立项日期", "受理日期", "登记时间"),
    "handler": ("承办人", "经办人", "办理人"),
    "unit": ("承办科室", "承办单位", "承办部门", "经办科室", "经办部门", "送审单位"),
    "place": ("原件存放", "存放位置", "存放地点"),
}
_BRACKETS: Final = re.compile(r"[（(【\[][^（()）】\]]*[）)】\]]")
_UNIT: Final = re.compile(r"单位[:：]?|亿元|万元|元")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One meaning: ``id`` as mappings keep it (title, subject.amount, enter.signed_on, qualify.outcome, sign.date)."""

    id: str
    name: str
    group: str
    type: Type
    pii: str | None = None

    @property
    def step(self) -> str:
        """Return the step it belongs to; empty for the cover and the facts."""
        owner, _, name = self.id.partition(".")
        return owner if name and owner != "subject" else ""

    @property
    def part(self) -> str:
        """Return the name behind the dot."""
        return self.id.partition(".")[2]


def targets_of(procedure: Procedure, entry: Step | None = None) -> dict[str, Target]:
    """Return every meaning by its id, in the order a form shows them.

    Steps done once per entry of a list are left out: one row says one thing of them, and the list has many. Where the
    rows are themselves entries, ``entry`` is the step that adds them, and its answers are all they can mean.
    """
    if entry is not None:
        own = {f"{entry.id}.{item.id}" for item in entry.fields if item.series is None} | {f"{entry.id}.outcome"}
        return {target.id: target for target in _of_step(entry) if target.id in own}
    found = [Target(id=name, name=label, group="封面", type=_card_type(name)) for name, label in CARD.items()]
    found += [_of_field(f"subject.{item.id}", item, "立项事实") for item in procedure.subject.values()]
    for step in procedure.steps.values():
        if step.keyed is None:
            found += _of_step(step)
    return {target.id: target for target in found}


def _card_type(name: str) -> Type:
    return DATE if name == "opened" else TEXT


def _of_field(name: str, item: Field, group: str) -> Target:
    return Target(id=name, name=item.name, group=group, type=item.type, pii=item.pii)


def _of_step(step: Step) -> Iterator[Target]:
    if len(step.outcomes) > 1:
        kind = Type(kind=Kind.ENUM, values=step.outcomes)
        yield Target(id=f"{step.id}.outcome", name=f"{step.name}：结果", group=step.name, type=kind)
    yield Target(id=f"{step.id}.date", name=f"{step.name}：日期", group=step.name, type=DATE)
    for item in step.fields:
        yield _of_field(f"{step.id}.{item.id}", item, step.name)


def vocabulary(procedure: Procedure, entry: Step | None = None) -> dict[str, str]:
    """Return head (as compared) -> target: the words of this procedure's registers first, then its own questions."""
    targets = targets_of(procedure, entry)
    found: dict[str, str] = {}
    for register in procedure.registers:
        for column in register.columns:
            target = next((name for name in map(_target, column.sources) if name in targets), None)
            if target is not None:
                found.setdefault(plain(column.name), target)
                found.setdefault(_bare(column.name), target)
    fill = entry.fills if entry is not None else None
    cover = {"title": f"{entry.id}.{fill.name}", "number": f"{entry.id}.{fill.key[0]}"} if entry and fill else None
    for name, words in _SAID.items():
        for word in words:
            if (means := name if cover is None else cover.get(name)) is not None:
                found.setdefault(plain(word), means)
    seen: dict[str, list[str]] = {}
    for target in targets.values():
        if target.id not in CARD:
            seen.setdefault(_bare(target.name), []).append(target.id)
    for word, ids in seen.items():
        if len(ids) == 1:
            found.setdefault(word, ids[0])
    return {word: target for word, target in found.items() if word}


def _target(source: object) -> str:
    if isinstance(source, str):
        return {"title": "title", "number": "number", "opened": "opened", "handler": "handler", "unit": "unit"}.get(
            source, ""
        )
    return f"{source.owner}.{source.name}" if isinstance(source, Ref) else ""


def _bare(head: str) -> str:
    """Return a head without what stands in brackets and without a unit: 金额（万元） and 金额 are one."""
    return _UNIT.sub("", plain(_BRACKETS.sub("", head)))


def suggested(procedure: Procedure, heads: Iterable[str], entry: Step | None = None) -> dict[str, str]:
    """Return head -> target where it is plain what is meant; each target once, the first head that fits it best."""
    words = vocabulary(procedure, entry)
    found: dict[str, str] = {}
    for fits in (_exactly, _bare_alike, _within):
        for head in heads:
            if not head or head in found:
                continue
            target = fits(head, words)
            if target and target not in found.values():
                found[head] = target
    return found


def _exactly(head: str, words: Mapping[str, str]) -> str:
    return words.get(plain(head), "")


def _bare_alike(head: str, words: Mapping[str, str]) -> str:
    return words.get(_bare(head), "")


def _within(head: str, words: Mapping[str, str]) -> str:
    """Return what a longer head ends with: 合同名称 is 名称, 合同编号 is 编号."""
    bare = _bare(head)
    ends = {target for word, target in words.items() if len(word) >= 2 and bare.endswith(word)}
    return ends.pop() if len(ends) == 1 else ""
