"""现行有效文件库: how a pack says that what it makes goes on being in force, and how such a document stands.

A matter ends and is archived; the document it made lives on: it takes effect, is changed, prolonged, repealed, or its
time runs out. Everything is read from the events; only where it stands on a day is asked of a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Kind, Ref, check, evaluate
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.model import Library, Procedure
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.view import View

NOT_YET: Final = "尚未施行"
IN_FORCE: Final = "有效"
ENDING: Final = "将失效"
LAPSED: Final = "已失效"
CHANGED: Final = "被修改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document as it stands: its numbers and days, and the digest of its present text (empty: none was handed in).

    ``since`` is the first day of force, ``until`` the last, ``warn`` the day from which that is near; ``ended`` the
    day on which it was ended and ``word`` how (已废止); ``changed`` the day of its newest text. ``texts`` counts texts.
    """

    number: str
    document: str
    published: date
    since: date
    until: date | None
    warn: date | None
    ended: date | None
    word: str
    changed: date | None
    digest: str
    texts: int

    def state_on(self, on: date) -> str:
        """Return how it stands on a day: 有效、将失效、尚未施行、已失效, or the word of the pack for its end."""
        if self.ended is not None and self.ended <= on:
            return self.word
        if self.until is not None and on > self.until:
            return LAPSED
        if on < self.since:
            return NOT_YET
        return ENDING if self.warn is not None and on >= self.warn else IN_FORCE


def read_library(reader: Reader, top: Table) -> Library | None:
    """Return the table ``library`` of a pack, None without one. Whether it fits the steps, ask ``check_library``."""
    if not top.has("library"):
        top.take("library")
        return None
    table = top.table("library")
    made = Library(
        name=table.text("name"),
        text=table.text("text"),
        enters=table.text("enters"),
        number=reader.condition(table, "number"),
        document=reader.condition(table, "document"),
        since=reader.condition(table, "since"),
        valid=table.maybe("valid"),
        warn=table.maybe("warn"),
        ends=MappingProxyType({name: str(word) for name, word in table.table("ends").entries()}),
        changes=table.texts("changes"),
        basis=reader.bases(table),
    )
    table.done()
    return made


def check_library(procedure: Procedure) -> None:
    """Raise PackError when the library of a pack names what is not there, or what is no open answer."""
    made = procedure.library
    if made is None:
        return
    if made.text not in procedure.texts:
        raise PackError(f"没有名为“{made.text}”的文本", where="library.text")
    for key, names in (("enters", (made.enters,)), ("ends", tuple(made.ends)), ("changes", made.changes)):
        for name in names:
            step = procedure.steps.get(name)
            if step is None or step.keyed is not None:
                raise PackError(f"没有“{name}”这一步，或者它逐项办理", where=f"library.{key}")
            if key == "changes" and step.makes != made.text:
                raise PackError(
                    f"“{step.name}”不产生这一文本", where="library.changes", hint=f'写 makes = "{made.text}"'
                )
    for key, term in (("valid", made.valid), ("warn", made.warn)):
        if term is not None and (term not in procedure.terms or procedure.terms[term].suspend):
            raise PackError(f"没有名为“{term}”的期限，或者它会停止计算", where=f"library.{key}")
    for key, source, kind in (
        ("number", made.number, Kind.TEXT), ("document", made.document, Kind.TEXT), ("since", made.since, Kind.DATE),
    ):  # fmt: skip
        if source is None:
            continue
        if not isinstance(source, Ref):
            raise PackError("应为一个答复，例如 publish.effective_on", where=f"library.{key}")
        try:
            found = check(source, names_of(procedure)).kind
        except ExpressionError as error:
            raise PackError(error.message, where=f"library.{key}", hint=error.hint) from error
        fields = procedure.steps[source.owner].fields if source.owner in procedure.steps else ()
        if found is not kind or any(item.id == source.name and item.pii for item in fields):
            raise PackError(
                f"“{source.source}”不是不密封的{'日期' if kind is Kind.DATE else '文字'}", where=f"library.{key}"
            )


def issued(procedure: Procedure, state: State, calendar: Calendar) -> Issued | None:
    """Return the document a matter has put in force, None while it has not (or not lawfully)."""
    made = procedure.library
    entered = _last(state, made.enters) if made is not None else None
    if made is None or entered is None:
        return None
    clocks = CalendarClocks(procedure, state, calendar, entered.occurred)
    view = View(procedure, state, clocks, loose=True)

    def told(source: Ref | None) -> object:
        return evaluate(source, view) if source is not None else None

    since = told(made.since if isinstance(made.since, Ref) else None)
    ends = [(run, word) for name, word in made.ends.items() if (run := _last(state, name)) is not None]
    ended = max(ends, key=lambda item: item[0].order, default=None)
    changes = [run for name in made.changes if (run := _last(state, name)) is not None]
    token = state.texts.get(made.text)
    makers = [name for name, step in procedure.steps.items() if step.makes == made.text]
    due = {name: clocks.clock(name).due for name in (made.valid, made.warn) if name is not None}
    valid, warn = due.get(made.valid or ""), due.get(made.warn or "")
    return Issued(
        number=str(told(made.number if isinstance(made.number, Ref) else None) or ""),
        document=str(told(made.document if isinstance(made.document, Ref) else None) or ""),
        published=entered.occurred,
        since=since if isinstance(since, date) else entered.occurred,
        until=valid.due if valid is not None else None,
        warn=warn.due if warn is not None else None,
        ended=ended[0].occurred if ended is not None else None,
        word=ended[1] if ended is not None else "",
        changed=max((run.occurred for run in changes), default=None),
        digest=token[2] or "" if token is not None else "",
        texts=sum(run.text is not None and not run.voided for name in makers for run in state.every(name)),
    )


def _last(state: State, name: str) -> Run | None:
    runs = [run for run in state.of(name) if run.lawful and not run.voided]
    return max(runs, key=lambda run: run.order, default=None)
