"""Entries of a matter's list brought in many at once, from a table or from the library in force.

Each is an act like one that was typed: the same gates, the same lists, its source in its event. What is on the list
already is told by what the pack says tells entries apart (``Fill.key``), so that a second time adds nothing; what
stands there otherwise is shown and left alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fazhi.kernel.expressions import code_of, evaluate, read_item
from fazhi.kernel.procedures import SEALED, Act, ActKind, Blocker, CalendarClocks, FieldValue, Run, Step, View, judge
from fazhi.kernel.procedures.filling import Fill, identity
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.forms import asked
from fazhi.kernel.procedures.library import ENDING, IN_FORCE
from fazhi.records import access, library, matters, powers
from fazhi.records.access import Actor
from fazhi.records.acts import listing
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.evidence import Attached
from fazhi.records.matters import Folded
from fazhi.records.models import IssuedDocument, Matter
from fazhi.records.sheets.drafts import Draft, Level, Problem, Said
from fazhi.records.sheets.running import Fate, Judged

SLOT: Final = "table"
"""Where the table is bound that entries came from."""
PORTION: Final = 50
"""Entries of one act: what a kill loses at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The list that is filled: the matter, the step that adds to it, what the pack says of that, and who decides."""

    row: Matter
    folded: Folded
    step: Step
    fill: Fill
    today: date
    decider: str

    @property
    def on(self) -> date:
        """Return the day on which documents of the library must be in force; today where the matter does not say."""
        if self.fill.on is None:
            return self.today
        clocks = CalendarClocks(self.folded.procedure, self.folded.state, matters.calendar(), self.today)
        found = evaluate(self.fill.on, View(self.folded.procedure, self.folded.state, clocks, loose=True))
        return found if isinstance(found, date) else self.today


def listed(target: Target) -> dict[str, tuple[str, Run]]:
    """Return what stands on the list: what tells an entry from others -> its key and what was last said of it."""
    state, step = target.folded.state, target.step
    found = {}
    for key in state.keys(step.adds or ""):
        runs = [run for run in state.of(step.id, key) if not run.voided]
        last = max(runs, key=lambda run: run.order, default=None)
        if last is not None and (name := identity(target.fill, last.fields)):
            found[name] = (key, last)
    return found


def documents(target: Target) -> list[tuple[IssuedDocument, Draft]]:
    """Return the documents of the township in force on the day that counts, each with what it says of an entry."""
    home, on = powers.home_of(target.row.unit_path), target.on
    rows = IssuedDocument.objects.select_related("matter__stream", "matter__unit").filter(
        access.under("matter__unit_path", home)
    )
    standing = [row for row in rows.order_by("published", "matter_id") if library.standing(row, on) in _STANDING]
    return [(row, _draft(target, number, row)) for number, row in enumerate(standing, start=1)]


_STANDING: Final = frozenset({IN_FORCE, ENDING})


def _draft(target: Target, number: int, row: IssuedDocument) -> Draft:
    told = {
        "title": row.title, "number": row.number, "document": row.document, "published": row.published.isoformat(),
        "unit": row.matter.unit.short,
    }  # fmt: skip
    fields: dict[str, FieldValue] = {name: told[part] for name, part in target.fill.library.items() if told[part]}
    return Draft(
        row=number, title=row.title, number=row.document or row.number, opened=None, handler=None, unit="", place="",
        subject={}, steps=(Said(step=target.step.id, outcome=target.fill.outcome, fields=fields),), cells=(),
        key=identity(target.fill, fields), print="",
    )  # fmt: skip


def judged(target: Target, drafts: Sequence[Draft], columns: Mapping[str, int] | None = None) -> list[Judged]:
    """Return what becomes of each row. ``columns``: answer -> column of the table, for problems of a cell."""
    there, here = listed(target), dict[str, int]()
    found = []
    for draft in drafts:
        one = _judged(target, draft, there, here, columns or {})
        if one.fate is Fate.READY:
            here[one.draft.key] = draft.row
        found.append(one)
    return found


def _judged(
    target: Target, draft: Draft, there: Mapping[str, tuple[str, Run]], here: Mapping[str, int], at: Mapping[str, int]
) -> Judged:
    if draft.wrong or not draft.steps:
        return Judged(draft=draft, fate=Fate.WRONG)
    said = draft.steps[0]
    try:
        fields = listing.looked_up(target.step.fields, said.fields, target.row.unit_path, target.today)
    except Refused as refused:
        return Judged(draft=draft, fate=Fate.WRONG, why=_problems(refused.blockers, at))
    fields = _asked(target, said.outcome, fields)
    draft = replace(draft, steps=(replace(said, fields=fields),), key=identity(target.fill, fields))
    if not draft.key:
        text = "没有编号、名称，分不清是哪一项"
        return Judged(draft=draft, fate=Fate.WRONG, why=(Problem(level=Level.WRONG, text=text),))
    if draft.key in there:
        key, run = there[draft.key]
        if _same(run, said.outcome, fields):
            return Judged(draft=draft, fate=Fate.SAME)
        text = f"与名单第 {key} 项内容不同，没有改动；要改的，在原序号上重新填写"
        return Judged(draft=draft, fate=Fate.CHANGED, why=(Problem(level=Level.WRONG, text=text),))
    if draft.key in here:
        text = f"与第 {here[draft.key]} 行相同（{draft.key}）"
        return Judged(draft=draft, fate=Fate.TWICE, row=here[draft.key], why=(Problem(level=Level.WRONG, text=text),))
    why = _problems(_refusals(target, said.outcome, fields), at)
    return Judged(draft=draft, fate=Fate.WRONG if why else Fate.READY, why=why)


def _asked(target: Target, outcome: str, fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """Return the answers that this result asks for: a table has every column in every row."""
    clocks = CalendarClocks(target.folded.procedure, target.folded.state, matters.calendar(), target.today)
    view = View(
        target.folded.procedure, target.folded.state, clocks, step=target.step, outcome=outcome, fields=dict(fields)
    )
    questions = {item.id: item for item in target.step.fields}
    return {name: value for name, value in fields.items() if asked(questions[name], view) is not False}


def _refusals(target: Target, outcome: str, fields: Mapping[str, FieldValue]) -> Sequence[Blocker]:
    """Return why an entry cannot be made as things stand; whether the decider holds the post the act itself asks."""
    folded, step = target.folded, target.step
    act = Act(
        kind=ActKind.DO, occurred=target.today, recorded=target.today, decider=target.decider,
        posts=frozenset(step.posts), step=step.id, outcome=outcome, fields=fields,
    )  # fmt: skip
    verdict = judge(folded.procedure, folded.state, act, matters.calendar(), lambda: matters.history(folded.stream))
    if verdict.event is None:
        return verdict.blockers
    made = replace(folded, state=apply(folded.procedure, folded.state, verdict.event))
    proposal = Proposal(kind=ActKind.DO, step=step.id, outcome=outcome, fields=fields)
    try:
        listing.check(made, proposal, target.row.unit_path, target.row.pk, target.today)
    except Refused as refused:
        return refused.blockers
    return ()


def _problems(blockers: Sequence[Blocker], at: Mapping[str, int]) -> tuple[Problem, ...]:
    return tuple(
        Problem(level=Level.WRONG, column=at.get(item.field or ""), text=item.text.rstrip("。")) for item in blockers
    )


def _same(run: Run, outcome: str, fields: Mapping[str, FieldValue]) -> bool:
    return run.outcome == outcome and all(
        _plain(run.fields.get(name)) == _plain(value)
        for name, value in fields.items()
        if run.fields.get(name) != SEALED
    )


def _plain(value: object) -> str:
    """Return an answer as it is compared: an item by its code, for the days of its force move with the list."""
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    words = str(value) if value is not None else ""
    return code_of(words) if read_item(words) is not None else words


def take(
    actor: Actor, target: Target, ready: Sequence[tuple[Draft, Mapping[str, str | int]]], *, file: Attached | None,
    seconds: float,
) -> Iterator[int]:  # fmt: skip
    """Enter the rows, portion by portion, until the end or until so many ``seconds`` have passed; yield how many.

    Each comes with where it is from. Raises Refused (``at`` is the place among ``ready``), Denied, Conflict; what was
    entered before stays.
    """
    until, expected = time.monotonic() + seconds, target.folded.count
    signed = Signed(decider=target.decider)
    for first in range(0, len(ready), PORTION):
        some = ready[first : first + PORTION]
        proposals = [
            Proposal(
                kind=ActKind.DO, step=target.step.id, outcome=draft.steps[0].outcome, fields=draft.steps[0].fields,
                signed=signed, filled=source, files=(file,) if file is not None and not number else (),
            )
            for number, (draft, source) in enumerate(some)
        ]  # fmt: skip
        try:
            done = record(actor=actor, key=None, matter=target.folded.stream, proposals=proposals, expected=expected)
        except Refused as refused:
            raise Refused(refused.blockers, at=first + refused.at) from None
        expected = done["seq"]
        yield len(some)
        if time.monotonic() >= until:
            return
