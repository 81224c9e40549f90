"""权责清单: items that are put in force, altered and removed by matters, and steps that may be done under one only.

An item lives longer than any matter: one adds it, another alters or removes it. What a matter does to the list is read
from its events here; which items are in force on a day follows from all matters of a township together (`in_force`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Item, Kind, Ref, check, evaluate, parse, read_item
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.enlisting import Change, Listing, Survey
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Field, Procedure
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.view import View

NOT_IN_FORCE: Final = "所依据的清单事项在这一天不在有效期内（尚未生效或者已经取消），或者没有写明"
_NEXT: Final = "核对权责清单；事项尚未生效的，生效之日起办理；已经取消的，移交有权机关；已经办了的，登记为不合规事实"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change of the list by one matter: version of an item from ``since`` on, or its end (the day it is gone).

    ``key`` is the entry of the matter's own list; ``shown`` are the further answers by field id, as printed.
    """

    key: str
    change: Change
    code: str
    title: str
    kind: str
    flow: str
    published: date
    since: date
    shown: tuple[tuple[str, str], ...]


# -- reading and checking ----------------------------------------------------------------------------------------------


def read_listing(reader: Reader, top: Table) -> Listing | None:
    """Return the table ``listing`` of a pack, None without one. Whether it fits the steps, ask ``check_listing``."""
    if not top.has("listing"):
        top.take("listing")
        return None
    table = top.table("listing")
    survey = None
    if table.has("survey"):
        inner = table.table("survey")
        survey = Survey(step=inner.text("step"), free=inner.text("free"))
        inner.done()
    kinds = [item.value for item in Change]
    changes: dict[str, Change] = {}
    for outcome, word in table.table("changes").entries():
        if word not in kinds:
            raise PackError(f"“{word}”不是变动方式", where=f"listing.changes.{outcome}", hint="add、alter 或者 remove")
        changes[outcome] = Change(str(word))
    made = Listing(
        name=table.text("name"),
        entry=table.text("entry"),
        enters=table.text("enters"),
        code=table.text("code"),
        item=table.text("item"),
        kind=table.text("kind"),
        title=table.text("title"),
        changes=MappingProxyType(changes),
        since=reader.condition(table, "since"),
        shown=table.texts("shown"),
        flow=table.maybe("flow"),
        survey=survey,
        basis=reader.bases(table),
    )
    table.done()
    return made


def under_gate(source: str, where: str, basis: tuple[str, ...]) -> Gate:
    """Return the gate of a step that may be done only under an item in force on the day (``under``)."""
    if source.partition(".")[0] not in {"subject", "field"}:
        raise PackError("应为立项事实或者本步骤的字段", where=where, hint='例如 under = "subject.item"')
    try:
        expr = parse(f"in_force({source})")
    except ExpressionError as error:
        raise PackError(f"读不懂“{source}”", where=where, hint='例如 under = "subject.item"') from error
    return Gate(expr=expr, say=NOT_IN_FORCE, next=_NEXT, basis=basis)


def check_listing(procedure: Procedure) -> None:
    """Raise PackError when the list of a pack names what is not there, or a fact that may not follow its list."""
    for item in procedure.subject.values():
        if item.type.kind is Kind.ITEM and not item.mutable:
            raise PackError(
                f"“{item.name}”是清单事项，清单会变动",
                where=f"subject[{item.id}].mutable",
                hint="写 mutable = true",
            )
        _plain(item, f"subject[{item.id}]")
    for step in procedure.steps.values():
        for item in step.fields:
            _plain(item, f"step[{step.id}].field[{item.id}]")
    made = procedure.listing
    if made is None:
        return
    entry, enters = procedure.steps.get(made.entry), procedure.steps.get(made.enters)
    if entry is None or entry.adds is None:
        raise PackError(f"没有“{made.entry}”这一步，或者它不列入名单", where="listing.entry", hint="写 adds")
    if enters is None or enters.keyed is not None:
        raise PackError(f"没有“{made.enters}”这一步，或者它逐项办理", where="listing.enters")
    if not made.changes or not set(made.changes) <= set(entry.outcomes):
        raise PackError("应写明各种结果的变动方式", where="listing.changes", hint=f"“{entry.name}”的结果")
    fields = {item.id: item for item in entry.fields}
    wanted = {"code": Kind.TEXT, "title": Kind.TEXT, "item": Kind.ITEM, "kind": Kind.ENUM}
    named = [(key, getattr(made, key)) for key in wanted] + [("shown", name) for name in made.shown]
    for key, name in named:
        found = fields.get(name)
        if found is None or found.pii is not None or found.type.kind is not wanted.get(key, found.type.kind):
            raise PackError(f"“{entry.name}”没有合用的字段“{name}”", where=f"listing.{key}")
    if made.flow is not None and made.flow not in made.shown:
        raise PackError("flow 应是 shown 中的一项", where="listing.flow")
    if made.survey is not None:
        survey = procedure.steps.get(made.survey.step)
        if survey is None or survey.each != entry.adds or made.survey.free not in survey.outcomes:
            raise PackError("应是按同一名单逐项办理的步骤和它的结果", where="listing.survey")
    _since(procedure, made)


def _plain(item: Field, where: str) -> None:
    if item.type.kind is Kind.ITEM and item.pii is not None:
        raise PackError("清单事项不是个人信息，不密封", where=f"{where}.pii")


def _since(procedure: Procedure, made: Listing) -> None:
    if made.since is None:
        return
    if not isinstance(made.since, Ref):
        raise PackError("应为一个答复，例如 publish.effective_on", where="listing.since")
    try:
        found = check(made.since, names_of(procedure)).kind
    except ExpressionError as error:
        raise PackError(error.message, where="listing.since", hint=error.hint) from error
    if found is not Kind.DATE:
        raise PackError(f"“{made.since.source}”不是日期", where="listing.since")


# -- what one matter does ----------------------------------------------------------------------------------------------


def proposed(procedure: Procedure, state: State) -> Iterator[tuple[str, Change, Run]]:
    """Yield key, change and run of every entry that stands: the latest lawful saying of each that changes the list."""
    made = procedure.listing
    entry = procedure.steps[made.entry] if made is not None else None
    if made is None or entry is None:
        return
    for key in state.keys(entry.adds or ""):
        runs = [run for run in state.of(entry.id, key) if run.lawful and not run.voided]
        last = max(runs, key=lambda run: run.order, default=None)
        if last is not None and last.outcome in made.changes:
            yield key, made.changes[last.outcome], last


def entries(procedure: Procedure, state: State, calendar: Calendar) -> tuple[Entry, ...]:
    """Return what a matter has put in force, in the order of its list; nothing before its lawful entering step."""
    made = procedure.listing
    if made is None:
        return ()
    entered = [run for run in state.of(made.enters) if run.lawful and not run.voided]
    if not entered:
        return ()
    last = max(entered, key=lambda run: run.order)
    since: object = None
    if made.since is not None:
        clocks = CalendarClocks(procedure, state, calendar, last.occurred)
        since = evaluate(made.since, View(procedure, state, clocks, loose=True))
    day = since if isinstance(since, date) else last.occurred
    questions = {item.id: item for item in procedure.steps[made.entry].fields}
    return tuple(
        _entry(made, questions, key, change, run, last.occurred, day) for key, change, run in proposed(procedure, state)
    )


def _entry(
    made: Listing, questions: Mapping[str, Field], key: str, change: Change, run: Run, published: date, since: date
) -> Entry:
    item = read_item(_said(run, made.item))
    shown = ((name, _said(run, name)) for name in made.shown if name in questions)
    return Entry(
        key=key,
        change=change,
        code=code_named(made, change, run),
        title=_said(run, made.title) or (item.name if item else ""),
        kind=_said(run, made.kind),
        flow=_said(run, made.flow) if made.flow else "",
        published=published,
        since=since,
        shown=tuple((name, words) for name, words in shown if words),
    )


def code_named(made: Listing, change: Change, run: Run) -> str:
    """Return the code an entry speaks of: a new one, or that of the item it alters or removes."""
    if change is Change.ADD:
        return _said(run, made.code).strip()
    item = read_item(_said(run, made.item))
    return item.code if item is not None else ""


def _said(run: Run, name: str) -> str:
    value = run.fields.get(name)
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


# -- what all matters of a township come to ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item as known on a day: ``versions`` earliest first, of which ``now`` is the one in force (None: none is)."""

    code: str
    versions: tuple[Entry, ...]
    now: Entry | None
    item: Item


def known(listed: Iterable[Entry], on: date) -> Iterator[Known]:
    """Yield the items that changes make, by code, as they stand on a day: in force, still to come, or gone.

    The changes of one code must be in the order in which they take effect (`ordered`).
    """
    for code, group in groupby(listed, key=lambda entry: entry.code):
        versions = tuple(group)
        spans = tuple(_spans(versions))
        if spans:
            span = next((one for one in spans if one.on(on)), None)
            nearest = span or next((one for one in spans if one.since > on), spans[-1])
            held = [entry for entry in versions if entry.since <= on]
            now = held[-1] if span is not None and held else None
            item = nearest if now is None else replace(nearest, name=now.title)
            yield Known(code=code, versions=versions, now=now, item=item)


def ordered(listed: Iterable[Entry]) -> list[Entry]:
    """Return changes by code, each code's in the order of effect: by day, then by publication."""
    return sorted(listed, key=lambda entry: (entry.code, entry.since, entry.published))


def _spans(versions: tuple[Entry, ...]) -> Iterator[Item]:
    """Yield the stretches of force of one item, each named as its last version names it."""
    begun: date | None = None
    name = ""
    for entry in versions:
        if entry.change is Change.REMOVE:
            if begun is not None and entry.since > begun:
                yield Item(code=entry.code, name=name, since=begun, until=entry.since - timedelta(days=1))
            begun = None
        else:
            begun, name = begun or entry.since, entry.title
    if begun is not None:
        yield Item(code=versions[-1].code, name=name, since=begun)
