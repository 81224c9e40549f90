"""批量办同一步: one step of one procedure done in many matters, filled in once, with what differs in a row of its own.

Each row is a matter (and an entry of its list, where the step is done for each) and becomes an act of its own, judged
by itself: one that is refused holds no other up. Nothing here knows any procedure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fazhi.components import Cell, Choice, Column, Field, Refusal, SimpleTable, State, Tag
from fazhi.desk.actor import Desk
from fazhi.desk.forms.first import handed
from fazhi.desk.forms.plan import Part, Plan, carried, plan, to_do, view_of
from fazhi.desk.forms.questions import field_of, printed
from fazhi.desk.forms.reading import Problems, place_act_refused, place_refused, proposals
from fazhi.desk.forms.uploads import Uploads
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found
from fazhi.desk.lists import address_of_matter
from fazhi.desk.refusals import reason
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import SEALED, ActKind, Procedure, Step, StepState, StepView, asked
from fazhi.kernel.procedures import Field as Question
from fazhi.records import access, matters
from fazhi.records.access import Action, Denied
from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.matters import record, rehearse
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.ledger import Conflict
from fazhi.records.models import Matter

MOST: Final = 100
"""Rows of one form."""
LOOKED: Final = 300
"""Matters of a list that are looked into for the step."""
OUTCOME: Final = "outcome"
DIFFER: Final = "differ"
"""The boxes that say which questions are answered row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step that is open in several matters: in how many rows, and in how many of them it is owed."""

    procedure: Procedure
    step: Step
    kind: ActKind
    rows: int
    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: the act it would be, what is typed for it, and what was found wrong with it (``None``: not tried).

    ``done``: what was recorded; ``against``: why it may not go with the others, whatever is typed. ``note`` and
    ``detail`` say what was looked at beside the form: a line, and pairs of what the one and the other side say.
    """

    plan: Plan
    found: Found
    values: Values
    picked: bool
    seq: int
    problems: Problems | None = None
    cells: tuple[Field, ...] = ()
    done: str = ""
    against: tuple[Refusal, ...] = ()
    note: str = ""
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Return the name of the row in the form."""
        return row_id(self.found.id, self.plan.key)

    @property
    def name(self) -> str:
        """Return what the row is about besides the matter: the entry of the list, in the words it was entered with."""
        entry = self.plan.parts[0].entry
        if self.plan.key is None:
            return ""
        step = self.found.procedure.steps.get(entry.step) if entry is not None else None
        said = [
            printed(item, entry.fields[item.id])
            for item in (step.fields if step is not None else ())
            if entry is not None and entry.fields.get(item.id) not in (None, "", (), SEALED)
        ]
        return f"第 {self.plan.key} 项{'　' + '，'.join(said[:2]) if said else ''}"

    @property
    def href(self) -> str:
        """Return the page of its matter."""
        return address_of_matter(self.found.row)

    @property
    def reasons(self) -> tuple[Refusal, ...]:
        """Return everything that stands against the row."""
        if self.problems is None:
            return self.against
        return (*self.against, *self.problems.general, *self.problems.fields.values())

    @property
    def tag(self) -> Tag | None:
        """Return whether the row would be done; None before it was tried."""
        if self.reasons:
            return Tag(state=State.CHECK, text="不能办")
        return None if self.problems is None else Tag(state=State.DONE, text="可以办")


def row_id(matter: str, key: str | None) -> str:
    """Return the name of a row: the matter, and the entry of the list behind a full stop."""
    return matter if key is None else f"{matter}.{key}"


def kind_of(step: Step, asked_for: str) -> ActKind:
    """Return the act a form is for: an answer where it is asked for, else the sending of a call or the step itself."""
    if step.call is None:
        return ActKind.DO
    return ActKind.ANSWER if asked_for == ActKind.ANSWER.value else ActKind.SEND


def seen(desk: Desk, rows: Iterable[Matter]) -> Iterator[Found]:
    """Yield the matters of a list one may act on, as they stand today."""
    for row in rows:
        if access.allows(desk.grants, Action.ACT, row, desk.today):
            folded = matters.folded(row.stream.key)
            if not folded.state.imported:
                yield Found(desk=desk, row=row, folded=folded, picture=matters.shown(folded, desk.today), on=desk.today)


def keys(found: Found, step: Step, kind: ActKind) -> tuple[str | None, ...]:
    """Return the entries (``None``: the matter itself, or a new entry) for which a step is to be done now."""
    return tuple(view.key for view in found.picture.steps if view.step.id == step.id and _open(kind, step, view))


def _open(kind: ActKind, step: Step, view: StepView) -> bool:
    if kind is ActKind.ANSWER:
        return view.state is StepState.WAITING
    return view.doable and (step.adds is not None or to_do(kind, view))


def offers(found: Iterable[Found]) -> list[Offer]:
    """Return the steps that are open in the matters by procedure: what is owed first, then in the order of the pack."""
    counted: dict[tuple[str, str, ActKind], Offer] = {}
    for one in found:
        for view in one.picture.steps:
            step = view.step
            for kind in (ActKind.DO,) if step.call is None else (ActKind.SEND, ActKind.ANSWER):
                if not _open(kind, step, view) or wants_text(_plan(one, step, kind, view.key)):
                    continue
                place = (one.procedure.id, step.id, kind)
                known = counted.get(place) or Offer(procedure=one.procedure, step=step, kind=kind, rows=0, owed=0)
                owed = kind is ActKind.ANSWER or view in one.picture.due_now
                counted[place] = replace(known, rows=known.rows + 1, owed=known.owed + owed)

    def order(one: Offer) -> tuple[str, bool, int]:
        return one.procedure.title, not one.owed, tuple(one.procedure.steps).index(one.step.id)

    return sorted(counted.values(), key=order)


def wants_text(made: Plan) -> bool:
    """Say whether the act needs a text of its own in each matter: then it is done one by one."""
    step = made.step
    if made.kind is not ActKind.DO or step.makes is None:
        return False
    procedure = made.found.procedure if made.found is not None else None
    written = procedure is not None and any(form.makes == step.makes for form in procedure.papers.values())
    return not written and carried(made) is None


def _plan(found: Found, step: Step, kind: ActKind, key: str | None) -> Plan:
    """Return the act of one row: one part, whose questions bear their own names."""
    if key is not None:
        return plan(found, kind, step, Values(), key)
    part = Part(prefix="", view=found.picture.find(step.id))
    return Plan(found=found, kind=kind, step=step, parts=(part,))


def line_of(
    found: Found, step: Step, kind: ActKind, key: str | None, values: Values, *, picked: bool, seq: str = ""
) -> Line:
    """Return a row with what the form says for it: its own cells, else what is said for all, else what is known.

    ``seq``: how many events the matter had when the form was made; empty for a form that is made now.
    """
    own = row_id(found.id, key)
    step = found.procedure.steps.get(step.id, step)
    made = _plan(found, step, kind, key)
    said = values
    for name, known in handed(found, step).items():
        if not values.any_of((name,)):
            said = said.replaced(name, *known)
    for name in differing(values, (OUTCOME, *(item.id for item in made.questions))):
        cell = values.get(f"{own}-{name}")
        if cell:
            said = said.replaced(name, cell)
    if not values.get("handler"):
        said = said.replaced("handler", found.folded.card.handler or found.desk.person.key)
    return Line(
        plan=made, found=found, values=said, picked=picked, seq=int(seq) if seq.isdecimal() else found.folded.count
    )


def differing(values: Values, names: Sequence[str]) -> tuple[str, ...]:
    """Return the questions that were chosen to be answered row by row, in the order of the form."""
    ticked = set(values.all(DIFFER))
    return tuple(name for name in names if name in ticked)


def splitting(made: Plan) -> tuple[Question, ...]:
    """Return the questions that may be answered row by row: those with one value."""
    return tuple(item for item in made.questions if item.type.kind is not Kind.SET)


def with_cells(line: Line, values: Values, names: Sequence[str]) -> Line:
    """Return a row with the controls of what differs, as they were typed, and what is wrong beside each."""
    questions = {item.id: item for item in line.plan.questions}
    wrong = line.problems.fields if line.problems is not None else {}
    cells = []
    for name in names:
        own = f"{line.id}-{name}"
        if name == OUTCOME:
            choices = tuple(Choice(value=item, label=item) for item in line.plan.outcomes)
            drawn = Field(name=own, label="结果", kind="select", value=values.get(own), choices=choices)
        else:
            found = field_of(line.found.procedure, questions[name], values, name=own, optional=True)
            if found is None:
                continue
            drawn = found
        cells.append(replace(_cell(drawn), error=wrong.get(name)))
    return replace(line, cells=tuple(cells))


def _cell(drawn: Field) -> Field:
    """Return a question as it stands in a row: short, without help; nothing chosen means what is said for all."""
    plain = replace(drawn, help="", basis=None, half=False, lines=1, required=False)
    if drawn.kind not in {"radio", "select"}:
        return plain
    listed = tuple(item for item in drawn.choices if item.value)
    return replace(plain, kind="select", choices=(Choice(value="", label="同上面填的"), *listed))


def is_asked(lines: Sequence[Line], name: str) -> bool:
    """Say whether a question is asked in any of the rows, as far as is known."""
    for line in lines:
        question = next((item for item in line.plan.questions if item.id == name), None)
        if question is None:
            continue
        view = view_of(line.plan, line.plan.parts[0], line.values)
        if view is None or asked(question, view) is not False:
            return True
    return not lines


Doing = Callable[[Line, Sequence[Proposal]], Mapping[str, object]]
"""What is done with a row whose answers could be read; returns what the act returned."""


def tried(lines: Sequence[Line], uploads: Uploads, today: date, do: Doing) -> list[Line]:
    """Return the rows with what became of each: done (``done`` says what), or everything that stands against it.

    Rows that are not picked, and those that something speaks against already, are left as they are.
    """
    return [_tried(line, uploads, today, do) if line.picked and not line.against else line for line in lines]


def _tried(line: Line, uploads: Uploads, today: date, do: Doing) -> Line:
    made = line.plan
    if wants_text(made):
        said = Refusal(text="这一步每件要交自己的文本。", advice="打开该件单独办理。")
        return replace(line, problems=Problems(general=[said]))
    ready, parts, problems = proposals(made, line.values, uploads, today)
    done = ""
    if not problems:
        try:
            answer = do(line, ready)
            done = "这一件已经记入，没有重复记入" if answer.get("again") else "已办"
        except Refused as refused:
            place_refused(made, line.found.procedure, parts, refused, problems)
        except ActRefused as error:
            place_act_refused(error, problems, {item.id: item.id for item in made.questions})
        except (Conflict, Denied, Busy) as error:
            problems.general.append(reason(error))
    return replace(line, problems=problems, done=done)


def rehearsed(line: Line, ready: Sequence[Proposal]) -> Mapping[str, object]:
    """Ask whether a row would be done; nothing is written."""
    rehearse(actor=line.found.desk.actor, matter=line.found.folded.stream, proposals=ready)
    return {}


def doing(key: str, seqs: dict[str, int]) -> Doing:
    """Return what does a row: once under the form's ``key``, and only if nothing came since the form was made.

    Rows of one matter follow one another: the later expects what the earlier wrote.
    """

    def do(line: Line, ready: Sequence[Proposal]) -> Mapping[str, object]:
        stream = line.found.folded.stream
        answer = record(
            actor=line.found.desk.actor, key=f"{key[:24]}-{line.found.row.pk}-{line.plan.key or ''}"[:64],
            matter=stream, proposals=ready, expected=seqs.get(stream, line.seq),
        )  # fmt: skip
        seqs[stream] = int(answer["seq"])
        return answer

    return do


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of the rows: the table, and how many."""

    table: SimpleTable
    good: int
    bad: int


def told(lines: Sequence[Line], *, done: bool) -> Told:
    """Return what became (or would become) of the rows that were picked or fell out, those that are refused first."""
    picked = sorted((line for line in lines if line.picked or line.against), key=lambda line: not line.reasons)
    names = ("编号", "事项名称", "结果", "说明")
    return Told(
        table=SimpleTable(
            caption="逐件的结果" if done else "逐件能不能办",
            columns=tuple(Column(key=name, name=name) for name in names),
            lead=2,
            rows=tuple(_said(line, done=done) for line in picked),
        ),
        good=sum(not line.reasons for line in picked),
        bad=sum(bool(line.reasons) for line in picked),
    )


def _said(line: Line, *, done: bool) -> tuple[Cell, ...]:
    bad = bool(line.reasons)
    words = ("没有办" if bad else "已办") if done else ("不能办" if bad else "可以办")
    why = "".join(dict.fromkeys(f"{item.text}{item.advice}" for item in line.reasons))
    return (
        Cell(text=line.found.row.number),
        Cell(text="　".join(filter(None, (line.found.row.title, line.name))), href=line.href),
        Cell(tag=Tag(state=State.CHECK if bad else State.DONE, text=words)),
        Cell(text=why if bad else line.done.removeprefix("已办") or line.note),
    )
