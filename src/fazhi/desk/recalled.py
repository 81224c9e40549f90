"""Earlier opinions beside the form: what the office said on like clauses, and its wording on the way into the draft.

Which step's entries are opinions is said by the pack (``memory``). Taking a wording fills the draft of the form and
records nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from fazhi.components import Link, State, Tag
from fazhi.desk.forms.plan import MOST_ROWS, ROWS, Plan
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found
from fazhi.desk.versions import WEIGHTS
from fazhi.kernel.procedures import Memory, Procedure
from fazhi.records import memory
from fazhi.records.memory import Clause, Earlier

TAKE = "_recall"
"""Name of the button that takes a wording: ``key@row``, row 0 for the next free one."""

FIND, WORDS = "_find", "_words"
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An earlier opinion as a page shows it. ``value`` is what the button sends, ``at`` the row it is like."""

    each: Earlier
    source: Link
    tags: tuple[Tag, ...]
    weight: object | None
    value: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What stands beside the form: the opinions found, by likeness or by ``words``."""

    told: tuple[Told, ...]
    words: str
    note: str


def beside(found: Found, made: Plan, values: Values) -> Recalled | None:
    """Return earlier opinions for the form of the step that is the pack's memory; None for any other step."""
    declared = found.procedure.memory
    if declared is None or declared.step != made.step.id:
        return None
    words = values.get(WORDS)
    if words:
        hits = memory.find(found.desk.grants, found.desk.today, words, most=20)
        told = tuple(told_of(each, f"{each.key}@0") for each in hits)
        return Recalled(
            told=told, words=words, note=f"查“{words}”：{len(told)} 条" + ("，只列前面的" if len(told) == 20 else "")
        )
    rows = tuple(_rows(made, declared, values))
    told = tuple(_like(found, rows))
    note = "按草稿里各条的条款、问题、依据找" if rows else "草稿里写了条款和问题，这里列出相近的；也可以查字词"
    return Recalled(told=told, words="", note=note)


def like(found: Found, clause: Clause) -> tuple[Told, ...]:
    """Return the opinions most like a clause, for the form of one hint."""
    hits = memory.like(found.desk.grants, found.desk.today, clause, but=found.row.pk, most=3)
    return tuple(told_of(each, each.key) for each in hits)


def _rows(made: Plan, declared: Memory, values: Values) -> Iterator[tuple[int, Clause]]:
    for part in made.parts:
        said = {name: values.get(part.name(name)) for name in _fields(declared).values()}
        if any(said.values()):
            number = part.prefix.removeprefix("r").rstrip("-")
            yield int(number) if number.isdigit() else 0, clause_of(declared, said)


def clause_of(declared: Memory, said: dict[str, str]) -> Clause:
    """Return the clause that typed answers speak of, by field."""
    return Clause(
        text=f"{said.get(declared.place, '')} {said.get(declared.message, '')}",
        basis=said.get(declared.basis or "", ""),
        code=said.get(declared.code or "", ""),
    )


def _like(found: Found, rows: tuple[tuple[int, Clause], ...]) -> Iterator[Told]:
    seen: set[str] = set()
    for number, clause in rows:
        hits = memory.like(found.desk.grants, found.desk.today, clause, but=found.row.pk, most=SHOWN)
        for each in [hit for hit in hits if hit.key not in seen][: max(2, SHOWN // len(rows))]:
            seen.add(each.key)
            yield told_of(each, f"{each.key}@{number}", at=f"第 {number} 项" if len(rows) > 1 else "")


def told_of(each: Earlier, value: str = "", *, at: str = "") -> Told:
    """Return an opinion as pages show it."""
    source = (
        Link(label=f"{each.matter.number or each.matter.title}", href=_address(each))
        if each.matter is not None
        else Link(label="县局示范意见")
    )
    tags = []
    if each.fate:
        refused = each.fate.startswith("不")
        tags.append(Tag(state=State.SKIPPED if refused else State.DONE, text=each.fate))
    if each.later:
        tags.append(Tag(state=State.CHECK if each.later.startswith(("未", "不")) else State.DONE, text=each.later))
    return Told(each=each, source=source, tags=tuple(tags), weight=WEIGHTS.get(each.weight), value=value, at=at)


def _address(each: Earlier) -> str:
    return reverse("matter", args=[each.matter.stream.key.partition("/")[2]]) if each.matter is not None else ""


def _fields(declared: Memory) -> dict[str, str]:
    named = {
        "message": declared.message, "suggestion": declared.suggestion, "basis": declared.basis, "code": declared.code,
        "place": declared.place,
    }  # fmt: skip
    return {part: name for part, name in named.items() if name}


def wording(procedure: Procedure, each: Earlier) -> dict[str, str]:
    """Return what an earlier opinion says, by field of the step that remembers; the clause is this text's own."""
    declared = procedure.memory
    if declared is None:
        return {}
    said = {"message": each.message, "suggestion": each.suggestion, "basis": each.basis, "code": each.code}
    return {_fields(declared)[part]: text for part, text in said.items() if text and part in _fields(declared)}


def taken(found: Found, made: Plan, values: Values, asked: str) -> tuple[Values, int] | None:
    """Return the answers with the wording of ``asked`` (``key@row``) put in, and the row; None where there is none."""
    key, _, at = asked.partition("@")
    each = memory.one(found.desk.grants, found.desk.today, key)
    declared = found.procedure.memory
    if each is None or declared is None or declared.step != made.step.id:
        return None
    prefixes = [part.prefix for part in made.parts]
    row = int(at) if at.isdigit() else 0
    if f"r{row}-" not in prefixes and prefixes != [""]:
        row = next((n for n in range(1, MOST_ROWS + 1) if not _filled(made, values, n)), 0)
        if row == 0:
            return None
    prefix = "" if prefixes == [""] else f"r{row}-"
    for name, text in wording(found.procedure, each).items():
        values = values.replaced(f"{prefix}{name}", text)
    more = values.get("_rows", "0")
    return values.replaced("_rows", str(max(int(more) if more.isdigit() else 0, row - ROWS, 0))), row


def _filled(made: Plan, values: Values, row: int) -> bool:
    return values.any_of([f"r{row}-outcome", *(f"r{row}-{item.id}" for item in made.questions)])
