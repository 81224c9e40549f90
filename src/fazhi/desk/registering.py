"""登记一件: the form of the register desk, made from what the packs ask when a matter opens.

A kind of matter is a procedure and, where it has one, the first of its closed lists (事项类别). What the pack requires
for that kind is asked; its first step is done at once when its own answers are given, and stays a task otherwise. A
question of the first step that is called ``urgent`` is answered by 急件, which every matter has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.components import Choice, Field, FileLine, Refusal, State, Tag
from fazhi.desk.actor import Desk
from fazhi.desk.forms.questions import answer_of, field_of
from fazhi.desk.forms.uploads import ACCEPT, Uploads, control
from fazhi.desk.forms.values import Values
from fazhi.desk.receipts import URGENT
from fazhi.desk.small import options
from fazhi.desk.telling import Telling, tellings
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import CalendarClocks, FieldValue, Procedure, Step, View
from fazhi.kernel.procedures import Field as Question
from fazhi.kernel.procedures import State as Folded
from fazhi.kernel.procedures.inhand import in_hand
from fazhi.packs import procedures
from fazhi.records import matters, packs, queries, staff
from fazhi.records.evidence import Received
from fazhi.records.models import Matter

MATERIAL: Final = "material"
INSTRUCTION: Final = "instruction"
SOURCES: Final = ("内网", "窗口", "微信、邮箱", "U盘", "邮寄")
HELP: Final = (
    "docx、doc、wps、et、xlsx、pdf、ofd、图片、压缩包；单个不超过 100 MB。一次选多张照片（jpg、png），合成一个 PDF。"
    "严禁上传涉密文件，认出密级标志的文件不保存。"
)

_BRACKETED: Final = re.compile(
    r"\s*[（(【\[](?:[^（()）】\]]{0,6}(?:版|稿|终|改|副本)[^（()）】\]]{0,4}|\d{1,2})[）)】\]]$"
)
_PLAIN: Final = re.compile(
    r"[\s_\-—]*(?:最终版|最终|定稿|终稿|修改稿|修改版|修订稿|副本|[vV]\d+(?:\.\d+)*|第[一二三四五六七八九十\d]+[版稿])\d{0,2}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The kind that was chosen: its procedure, and the value of its closed list (empty where it has none)."""

    procedure: Procedure
    value: str

    @property
    def question(self) -> Question | None:
        """Return the closed list that makes the kinds of this procedure."""
        return kind_question(self.procedure)

    @property
    def label(self) -> str:
        """Return the kind as papers print it."""
        return self.value or self.procedure.title

    @property
    def first(self) -> Step | None:
        """Return the first step when it can be done with the registration."""
        step = self.procedure.steps[self.procedure.opens]
        return None if step.call or step.keyed or len(step.outcomes) > 1 else step


def kind_question(procedure: Procedure) -> Question | None:
    """Return the first closed list that must be answered when a matter opens."""
    return next(
        (item for item in procedure.subject.values() if item.type.kind is Kind.ENUM and item.required is True), None
    )


def kinds(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return (value, label) of every kind of matter that can be registered."""
    found = []
    names = procedures.ids()
    for name in names:
        procedure = packs.for_new(name, desk.unit, desk.today)
        question = kind_question(procedure)
        if question is None:
            found.append((name, procedure.title))
            continue
        lead = f"{procedure.title}：" if len(names) > 1 else ""
        found += [(f"{name}|{value}", f"{lead}{value}") for value in question.type.values]
    return tuple(found)


def chosen(desk: Desk, value: str) -> Chosen | None:
    """Return the kind that was chosen, or None for none."""
    name, _, kind = value.partition("|")
    if name not in procedures.ids():
        return None
    procedure = packs.for_new(name, desk.unit, desk.today)
    question = kind_question(procedure)
    if question is not None and kind not in question.type.values:
        return None
    if question is not None:
        procedure = in_hand(procedure, {question.id: kind})
    return Chosen(procedure=procedure, value=kind)


def base_name(name: str) -> str:
    """Return a file name without extension and marks of versions: 合同（最终版3）.docx gives 合同."""
    stem, dot, extension = name.rpartition(".")
    plain = stem if dot and re.fullmatch(r"[A-Za-z0-9]{1,5}", extension) else name
    while True:
        shorter = _PLAIN.sub("", _BRACKETED.sub("", plain)).strip()
        if shorter == plain or not shorter:
            return plain.strip()
        plain = shorter


def lines(uploads: Uploads, slot: str, before: Mapping[str, Matter]) -> tuple[FileLine, ...]:
    """Return the received files as the form lists them: new, a further version, known already, or not checked."""
    seen: dict[str, int] = {}
    found = []
    for file in uploads.files.get(slot, ()):
        base = base_name(file.name)
        seen[base] = seen.get(base, 0) + 1
        found.append(FileLine(name=file.name, tag=_tag(file, seen[base], before.get(file.sm3))))
    return tuple(found)


def _tag(file: Received, version: int, known: Matter | None) -> Tag:
    if known is not None:
        return Tag(state=State.CHECK, text=f"同一文件已在 {known.number} 登记")
    if file.warning:
        return Tag(state=State.WAITING, text=file.warning)
    word = "新件，第 1 版" if version == 1 else f"同名，第 {version} 版"
    return Tag(state=State.DONE, text=word)


def fields(
    desk: Desk, values: Values, uploads: Uploads, errors: Mapping[str, Refusal], before: Mapping[str, Matter]
) -> tuple[Field, ...]:
    """Return the questions that stand for every kind."""
    urgent = values.get(URGENT) or "0"
    sender = values.get("sender") or _own(desk)
    found = [
        Field(
            name=control(MATERIAL),
            label="送审文件",
            kind="file",
            accept=ACCEPT,
            help=HELP,
            files=lines(uploads, MATERIAL, before),
            error=errors.get(control(MATERIAL)),
        ),
        Field(
            name="title",
            label="事项名称",
            value=values.get("title"),
            required=False,
            help="不填就取自第一个文件的名称；登记后印在接收单上。",
            error=errors.get("title"),
        ),
        Field(
            name="kind",
            label="事项类别",
            kind="select",
            value=values.get("kind"),
            half=True,
            choices=options(kinds(desk)),
            error=errors.get("kind"),
        ),
        Field(
            name="sender",
            label="送审单位、承办人",
            kind="select",
            value=sender,
            half=True,
            choices=options(senders(desk)),
            error=errors.get("sender"),
        ),
        Field(
            name="source",
            label="来源",
            kind="radio",
            value=values.get("source") or SOURCES[0],
            half=True,
            choices=tuple(Choice(value=item, label=item) for item in SOURCES),
        ),
        Field(
            name=URGENT,
            label="急件",
            kind="radio",
            value=urgent,
            half=True,
            choices=(Choice(value="0", label="否"), Choice(value="1", label="是（须有分管领导批示）")),
            error=errors.get(URGENT),
        ),
    ]
    if before:
        again = Choice(value="1", label="确认是另一件，仍然登记")
        found.insert(
            1,
            Field(
                name="again", label="同一文件", kind="checkboxes", values=values.all("again"), required=False,
                choices=(again,),
            ),
        )  # fmt: skip
    return tuple(found)


def more_fields(values: Values, uploads: Uploads, errors: Mapping[str, Refusal]) -> tuple[Field, ...]:
    """Return what is asked less often: the instruction of an urgent matter, where the original lies, an old number."""
    return (
        Field(
            name=control(INSTRUCTION),
            label="分管领导批示（急件须附）",
            kind="file",
            required=False,
            accept=ACCEPT,
            help="批示件的扫描件或照片。",
            files=lines(uploads, INSTRUCTION, {}),
            error=errors.get(control(INSTRUCTION)),
        ),
        Field(
            name="place", label="原件存放", value=values.get("place"), required=False, half=True,
            help="例如：司法所 2 号柜第 6 盒。",
        ),
        Field(
            name="number", label="纸质旧号", value=values.get("number"), required=False, half=True,
            help="已在纸质登记簿上编过号的填写；留空自动取号。", error=errors.get("number"),
        ),
        Field(
            name="received", label="收件日期", kind="date", value=values.get("received"), required=False, half=True,
            help="不填就是今天；照实填写。", error=errors.get("received"),
        ),
    )  # fmt: skip


def senders(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return (value, label) of every unit and person of one's reach, the own office first."""
    found = staff.senders(desk.grants, desk.today)
    ordered = sorted(found, key=lambda item: (item[0].pk != desk.unit.pk, item[0].path, item[1].name))
    return tuple((f"{unit.code}|{person.key}", f"{unit.name}　{person.name}") for unit, person in ordered)


def _own(desk: Desk) -> str:
    return f"{desk.unit.code}|{desk.person.key}"


def facts_view(picked: Chosen, facts: Mapping[str, FieldValue], desk: Desk) -> View:
    """Return what the conditions of opening facts see while the form is being filled in."""
    known = {**facts, **({picked.question.id: picked.value} if picked.question else {})}
    state = Folded(subject=known)
    return View(picked.procedure, state, CalendarClocks(picked.procedure, state, matters.calendar(), desk.today))


def told(picked: Chosen | None, values: Values) -> tuple[Telling, ...]:
    """Return what can be told beforehand of later steps (能否快审), from what the form holds so far."""
    if picked is None:
        return ()
    facts = answers(fact_questions(picked), values, "s-", {})
    if picked.question is not None:
        facts[picked.question.id] = picked.value
    return tellings(picked.procedure, facts)


def answers(
    questions: Iterator[Question] | tuple[Question, ...], values: Values, prefix: str, errors: dict[str, Refusal]
) -> dict[str, FieldValue]:
    """Return what was typed as answers, and put what cannot be read beside its field."""
    found: dict[str, FieldValue] = {}
    for question in questions:
        name = f"{prefix}{question.id}"
        try:
            value = answer_of(question, values, name)
        except ValueError as error:
            errors[name] = Refusal(text=f"“{question.name}”{error}。", brief=str(error))
            continue
        if value is not None:
            found[question.id] = value
    return found


def fact_questions(picked: Chosen) -> tuple[Question, ...]:
    """Return the opening facts besides the one that makes the kind."""
    kind = picked.question
    return tuple(item for item in picked.procedure.subject.values() if kind is None or item.id != kind.id)


def step_questions(step: Step) -> tuple[Question, ...]:
    """Return the questions of the first step besides 急件."""
    return tuple(item for item in step.fields if item.id != URGENT)


def fact_fields(
    picked: Chosen, values: Values, errors: Mapping[str, Refusal], desk: Desk
) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Return the facts that must be given for this kind, and the others."""
    view = facts_view(picked, answers(fact_questions(picked), values, "s-", {}), desk)
    must, may = [], []
    for question in fact_questions(picked):
        name = f"s-{question.id}"
        drawn = field_of(
            picked.procedure, question, values, name=name, view=view, error=errors.get(name),
            items=(desk.unit.path, desk.today),
        )  # fmt: skip
        if drawn is not None:
            (must if drawn.required or drawn.error else may).append(drawn)
    return tuple(must), tuple(may)


def step_fields(picked: Chosen, values: Values, errors: Mapping[str, Refusal]) -> tuple[Field, ...]:
    """Return the questions of the first step, all of them optional here: unanswered, the step stays a task."""
    step = picked.first
    if step is None:
        return ()
    found = (
        field_of(
            picked.procedure, question, values, name=f"o-{question.id}", step=step, optional=True,
            error=errors.get(f"o-{question.id}"),
        )
        for question in step_questions(step)
    )  # fmt: skip
    return tuple(field for field in found if field is not None)


def earlier(desk: Desk, uploads: Uploads) -> dict[str, Matter]:
    """Return digest -> matter for the received files that are bound already to a matter one may see."""
    digests = [file.sm3 for file in uploads.files.get(MATERIAL, ())]
    return queries.bound_before(desk.grants, desk.today, digests) if digests else {}
