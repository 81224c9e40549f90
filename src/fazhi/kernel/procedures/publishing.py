"""What of a matter is public: read from its declaration and its events, sealed answers never.

Nothing is published because it is there: a publication names the step that makes it public, the text, the answers and
the steps that are told. What it does not name stays in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Kind, Ref, Value, check, evaluate, parse
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.model import Field, Procedure
from fazhi.kernel.procedures.publicity import Inbox, Publication, Raised
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.remedies import check_remedies, read_remedy
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A step on the way to what is published: first and last day, how often, and its result (of the latest)."""

    step: str
    name: str
    first: date
    last: date
    outcome: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One thing a matter has made public. ``run`` is the event, ``text`` the digest of the text as it stood then.

    ``until`` is the last day on which comments are taken, None where none are asked for.
    """

    step: str
    run: int
    what: str
    section: str
    day: date
    number: str
    text: str
    until: date | None
    facts: tuple[tuple[str, str], ...]
    course: tuple[Passed, ...]
    basis: tuple[str, ...]


# -- reading and checking ----------------------------------------------------------------------------------------------


def read_publication(reader: Reader, table: Table) -> Publication:
    """Return one table ``publication``. Whether it fits the steps, ask ``check_publications``."""
    made = Publication(
        step=table.text("step"),
        what=table.text("what"),
        term=table.maybe("term"),
        masks=table.texts("masks"),
        basis=reader.bases(table),
        section=table.maybe("section"),
        text=table.maybe("text"),
        number=_ref(table.maybe("number"), table.at("number")),
        shows=tuple(_named(name, table.at("shows")) for name in table.texts("shows")),
        course=table.texts("course"),
        until=_ref(table.maybe("until"), table.at("until")),
    )
    table.done()
    return made


def read_inbox(reader: Reader, top: Table) -> Inbox | None:
    """Return the table ``inbox`` of a pack, None without one. Whether it fits, ask ``check_publications``."""
    if not top.has("inbox"):
        top.take("inbox")
        return None
    table = top.table("inbox")
    sets, says = _said(table, "sets"), _said(table, "says")
    made = Inbox(
        name=table.text("name"),
        asks=tuple(_named(name, "inbox.asks") for name in table.texts("asks")),
        title=_named(table.text("title"), "inbox.title"),
        arrived=_ref(table.maybe("arrived"), "inbox.arrived"),
        sets=MappingProxyType({_named(name, "inbox.sets"): value for name, value in sets.items()}),
        says=MappingProxyType(says),
        course=table.texts("course"),
        terms=table.texts("terms"),
        remedies=tuple(read_remedy(reader, inner) for inner in table.tables("remedy")),
        help=table.maybe("help"),
        basis=reader.bases(table),
    )
    table.done()
    return made


PARTS: Final = ("about", "text", "name", "contact", "sent")
"""What a letter about a problem says: what it is about, the problem, who and how to reach him, the day of sending."""
_OPEN: Final = frozenset({"about", "sent"})
"""Parts that may stand where everybody who works on the matter reads them; the others name people."""


def read_raised(reader: Reader, top: Table) -> Raised | None:
    """Return the table ``raised`` of a pack, None without one. Whether it fits, ask ``check_publications``."""
    if not top.has("raised"):
        top.take("raised")
        return None
    table = top.table("raised")
    fills, sets = _said(table, "fills"), _said(table, "sets")
    made = Raised(
        name=table.text("name"),
        fills=MappingProxyType({_named(name, "raised.fills"): part for name, part in fills.items()}),
        sets=MappingProxyType({_named(name, "raised.sets"): value for name, value in sets.items()}),
        course=table.texts("course"), terms=table.texts("terms"), help=table.maybe("help"), basis=reader.bases(table),
    )  # fmt: skip
    table.done()
    return made


def _check_raised(procedure: Procedure, raised: Raised) -> None:
    """Raise PackError where what a letter fills in is not asked, or a name would stand in the open."""
    for ref, part in raised.fills.items():
        item = field_of(procedure, ref)
        if part not in PARTS:
            raise PackError(f"信件没有“{part}”", where="raised.fills", hint="、".join(PARTS))
        if ref.owner not in ("subject", procedure.opens) or item is None:
            raise PackError(f"“{ref.source}”不是立项事实，也不是第一步的字段", where="raised.fills")
        if item.type.kind is not (Kind.DATE if part == "sent" else Kind.TEXT) or item.series is not None:
            raise PackError(f"“{item.name}”装不下信件的“{part}”", where="raised.fills")
        if part not in _OPEN and item.pii is None:
            raise PackError(f"“{item.name}”不密封，不能填入信件里可能写有个人信息的内容", where="raised.fills")
    for ref in raised.sets:
        if ref.owner not in ("subject", procedure.opens) or field_of(procedure, ref) is None:
            raise PackError(f"“{ref.source}”不是立项事实，也不是第一步的字段", where="raised.sets")
        if ref in raised.fills:
            raise PackError(f"“{ref.source}”既填又定", where="raised.sets")
    for key, names, known in (
        ("course", raised.course, procedure.steps), ("terms", raised.terms, procedure.terms),
    ):  # fmt: skip
        for name in names:
            if name not in known:
                raise PackError(f"没有名为“{name}”的{'步骤' if key == 'course' else '期限'}", where=f"raised.{key}")


def _said(table: Table, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.table(key).entries():
        if not isinstance(value, str) or not value:
            raise PackError("应为文字", where=f"{table.path}.{key}.{name}")
        found[name] = value
    return found


def _ref(source: str | None, where: str) -> Ref | None:
    return None if source is None else _named(source, where)


def _named(source: str, where: str) -> Ref:
    try:
        made = parse(source)
    except ExpressionError as error:
        raise PackError(f"读不懂“{source}”", where=where, hint="例如 decide.number") from error
    if not isinstance(made, Ref):
        raise PackError("应为一个事实或者答复", where=where, hint="例如 subject.wanted、decide.number")
    return made


def field_of(procedure: Procedure, ref: Ref) -> Field | None:
    """Return the declared question behind ``subject.x`` or ``step.x``; None for a step's own outcome or date."""
    if ref.owner == "subject":
        return procedure.subject.get(ref.name)
    step = procedure.steps.get(ref.owner)
    return next((item for item in step.fields if item.id == ref.name), None) if step is not None else None


def check_publications(procedure: Procedure) -> None:
    """Raise PackError when what is published or taken in names what is not there, or shows what is sealed."""
    for made in procedure.publications:
        where = f"publication[{made.step}]"
        if made.text is not None and made.text not in procedure.texts:
            raise PackError(f"没有名为“{made.text}”的文本", where=f"{where}.text")
        for name in made.course:
            if name not in procedure.steps:
                raise PackError(f"没有名为“{name}”的步骤", where=f"{where}.course")
        for key, refs, kind in (
            ("number", (made.number,), Kind.TEXT), ("until", (made.until,), Kind.DATE), ("shows", made.shows, None),
        ):  # fmt: skip
            for ref in refs:
                if ref is not None:
                    _open(procedure, ref, kind, f"{where}.{key}")
    if (inbox := procedure.inbox) is not None:
        _inbox(procedure, inbox)
    if procedure.raised is not None:
        _check_raised(procedure, procedure.raised)


def _open(procedure: Procedure, ref: Ref, kind: Kind | None, where: str) -> None:
    try:
        found = check(ref, names_of(procedure)).kind
    except ExpressionError as error:
        raise PackError(error.message, where=where, hint=error.hint) from error
    item = field_of(procedure, ref)
    if item is not None and item.pii is not None:
        raise PackError(f"“{item.name}”是个人信息，不能公开", where=where, hint="公开的只能是不密封的答复")
    if ref.owner in procedure.steps and procedure.steps[ref.owner].keyed is not None:
        raise PackError(f"“{ref.source}”逐项办理，不是一个答复", where=where)
    if kind is not None and found is not kind:
        raise PackError(f"“{ref.source}”应为{'日期' if kind is Kind.DATE else '文字'}", where=where)


def _inbox(procedure: Procedure, inbox: Inbox) -> None:
    first = procedure.opens
    named = [("asks", ref) for ref in inbox.asks] + [("title", inbox.title)]
    named += [("arrived", inbox.arrived)] if inbox.arrived is not None else []
    named += [("sets", ref) for ref in inbox.sets]
    for key, ref in named:
        if ref.owner not in ("subject", first) or field_of(procedure, ref) is None:
            raise PackError(f"“{ref.source}”不是立项事实，也不是第一步的字段", where=f"inbox.{key}")
    if inbox.title not in inbox.asks or (item := field_of(procedure, inbox.title)) is None or item.pii is not None:
        raise PackError("应为所问的一项，且不是个人信息", where="inbox.title")
    arrived = field_of(procedure, inbox.arrived) if inbox.arrived is not None else None
    if arrived is not None and arrived.type.kind is not Kind.DATE:
        raise PackError("应为日期", where="inbox.arrived")
    asked = {ref.source for ref in inbox.asks} | ({inbox.arrived.source} if inbox.arrived is not None else set())
    for name in inbox.course:
        if name not in procedure.steps:
            raise PackError(f"没有名为“{name}”的步骤", where="inbox.course")
    for name in inbox.terms:
        if name not in procedure.terms:
            raise PackError(f"没有名为“{name}”的期限", where="inbox.terms")
    check_remedies(procedure, inbox.remedies)
    for name in inbox.says:
        if name not in asked:
            raise PackError(f"没有问“{name}”", where="inbox.says")
    for ref in inbox.sets:
        if ref.source in asked:
            raise PackError(f"“{ref.source}”既问又定", where="inbox.sets")


# -- what one matter has made public -----------------------------------------------------------------------------------


def published(procedure: Procedure, state: State, calendar: Calendar) -> Iterator[Published]:
    """Yield what a matter has lawfully made public and nobody voided, by declaration; nothing of an imported one."""
    if state.imported:
        return
    for made in procedure.publications:
        runs = [run for run in state.every(made.step) if run.lawful and not run.voided]
        last = max(runs, key=lambda run: run.order, default=None)
        if last is None:
            continue
        clocks = CalendarClocks(procedure, state, calendar, state.latest or last.occurred)
        view = View(procedure, state, clocks, loose=True)
        until = evaluate(made.until, view) if made.until is not None else None
        yield Published(
            step=made.step,
            run=last.id,
            what=made.what,
            section=made.section or procedure.title,
            day=last.occurred,
            number=_words(evaluate(made.number, view)) if made.number is not None else "",
            text=_text_then(procedure, state, made.text, last) if made.text is not None else "",
            until=until if isinstance(until, date) else None,
            facts=tuple(_facts(procedure, made, view)),
            course=tuple(passed(procedure, state, made.course)),
            basis=made.basis,
        )


def _facts(procedure: Procedure, made: Publication, view: View) -> Iterator[tuple[str, str]]:
    for ref in made.shows:
        item = field_of(procedure, ref)
        step = procedure.steps.get(ref.owner)
        name = item.name if item is not None else step.name if step is not None else ref.source
        if words := _words(evaluate(ref, view)):
            yield name, words


def _words(value: Value | None) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(sorted(str(item) for item in value))
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _text_then(procedure: Procedure, state: State, text: str, by: Run) -> str:
    """Return the digest of a text as it stood when a run was done: of the last run before it that made it."""
    makers = [
        step.id
        for step in procedure.steps.values()
        if step.makes == text or (step.call is not None and step.call.returns == text)
    ]
    before = [
        run
        for name in makers
        for run in state.every(name)
        if run.text is not None and not run.voided and run.order <= by.order
    ]
    return max(before, key=lambda run: run.order).text or "" if before else ""


def passed(procedure: Procedure, state: State, steps: tuple[str, ...]) -> Iterator[Passed]:
    """Yield those of the steps that were lawfully done, in the order given."""
    for name in steps:
        runs = sorted((run for run in state.every(name) if run.lawful and not run.voided), key=lambda run: run.order)
        if runs:
            yield Passed(
                step=name,
                name=procedure.steps[name].name,
                first=runs[0].occurred,
                last=runs[-1].occurred,
                outcome=runs[-1].outcome,
                times=len(runs),
            )
