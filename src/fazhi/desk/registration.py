"""From the form of the register desk to a matter: what is checked, what is opened, and what stays a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fazhi.components import Link, Refusal
from fazhi.desk import lists, registering
from fazhi.desk.actor import Desk
from fazhi.desk.forms.uploads import Uploads, control
from fazhi.desk.forms.values import Values
from fazhi.desk.refusals import reason, refusal_of
from fazhi.desk.registering import INSTRUCTION, MATERIAL, URGENT, Chosen
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError, TermError
from fazhi.kernel.expressions import evaluate
from fazhi.kernel.procedures import ActKind, CalendarClocks, FieldValue, View, owed_answer
from fazhi.kernel.procedures import State as Folded
from fazhi.records import evidence, matters
from fazhi.records.access import Denied
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal, Refused
from fazhi.records.evidence import Attached
from fazhi.records.intake.pages import pages_of
from fazhi.records.models import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What was registered; ``notes`` say what is still to be done by hand."""

    stream: str
    number: str
    again: bool = False
    notes: tuple[str, ...] = ()


def register_now(
    desk: Desk,
    values: Values,
    picked: Chosen | None,
    uploads: Uploads,
    errors: dict[str, Refusal],
    before: Mapping[str, Matter],
) -> Registered | None:
    """Open the matter, with its first step when its answers are given; or fill ``errors`` and return None."""
    files = uploads.files.get(MATERIAL, [])
    title = values.get("title") or (registering.base_name(files[0].name) if files else "")
    unit, _, handler = values.get("sender").partition("|")
    _check(desk, values, picked, uploads, errors, before, title)
    day = _received(values, errors)
    if picked is None or errors:
        return None
    facts = registering.answers(registering.fact_questions(picked), values, "s-", errors)
    view = registering.facts_view(picked, facts, desk)
    for question in registering.fact_questions(picked):
        if question.id not in facts and owed_answer(question, view) and f"s-{question.id}" not in errors:
            errors[f"s-{question.id}"] = Refusal(text=f"须填写“{question.name}”。", brief="须填写")
    first, typed = _first(desk, values, picked, uploads, errors, handler, day)
    if errors:
        return None
    if picked.question is not None:
        facts[picked.question.id] = picked.value
    given = _Given(
        desk=desk, values=values, picked=picked, unit=unit, handler=handler, title=title, facts=facts, day=day
    )
    attached = tuple(_attached(uploads))
    try:
        return _open(given, attached, first)
    except Refused as refused:
        if typed:
            _place_step(picked, refused, errors)
            return None
        notes = tuple(
            f"“{first[0].step and picked.procedure.steps[first[0].step].name}”没有同时办理：{item.text}"
            for item in refused.blockers
        )
    except (ActRefused, Denied) as error:
        _place(error, errors)
        return None
    try:
        done = _open(given, attached, ())
    except (ActRefused, Denied) as error:
        _place(error, errors)
        return None
    return Registered(stream=done.stream, number=done.number, again=done.again, notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the form says of the matter to be opened."""

    desk: Desk
    values: Values
    picked: Chosen
    unit: str
    handler: str
    title: str
    facts: Mapping[str, FieldValue]
    day: date | None


def _open(given: _Given, files: tuple[Attached, ...], first: tuple[Proposal, ...]) -> Registered:
    values = given.values
    done = open_matter(
        actor=given.desk.actor,
        key=values.get("_key") or None,
        procedure=given.picked.procedure.id,
        unit=given.unit,
        title=given.title,
        subject=given.facts,
        handler=given.handler,
        occurred=given.day,
        number=values.get("number") or None,
        urgent=values.get(URGENT) == "1",
        source=values.get("source")[:20],
        place=values.get("place")[:60],
        files=files,
        first=first,
    )
    return Registered(stream=str(done["stream"]), number=str(done["number"]), again=bool(done.get("again")))


def _check(
    desk: Desk,
    values: Values,
    picked: Chosen | None,
    uploads: Uploads,
    errors: dict[str, Refusal],
    before: Mapping[str, Matter],
    title: str,
) -> None:
    place = control(MATERIAL)
    if not uploads.files.get(MATERIAL) and place not in errors:
        errors[place] = Refusal(text="请选择送审文件。", brief="还没有文件", advice="只有纸质件的，拍照或扫描后上传。")
    if picked is None:
        errors["kind"] = Refusal(text="请选择事项类别。", brief="须选择")
    if values.get("sender") not in dict(registering.senders(desk)):
        errors["sender"] = Refusal(text="请选择送审单位和承办人。", brief="须选择")
    if uploads.files.get(MATERIAL) and len(title) < 2:
        errors["title"] = Refusal(text="事项名称应为 2 至 300 字。", brief="须填写")
    if values.get(URGENT) == "1" and not uploads.files.get(INSTRUCTION):
        errors.setdefault(
            control(INSTRUCTION),
            Refusal(
                text="急件须附分管领导批示。", brief="急件还没有批示", advice="附批示件；还没有批示的，先按一般件登记。"
            ),
        )
    known = next(iter(before.values()), None)
    if known is not None and values.get("again") != "1" and place not in errors:
        errors[place] = Refusal(
            text=f"同一文件已在 {known.number} 登记过。",
            brief="这份文件已经登记过",
            advice="是同一件的，打开原事项办理；确是另一件的，勾选“仍然登记”。",
            moves=(Link(label=f"打开 {known.number}", href=lists.address_of_matter(known)),),
        )


def _received(values: Values, errors: dict[str, Refusal]) -> date | None:
    text = values.get("received")
    if not text:
        return None
    try:
        return parse_date(text)
    except TermError as error:
        errors["received"] = Refusal(text=f"{error.message}。", brief=error.message, advice=f"{error.hint}。")
        return None


def _first(
    desk: Desk,
    values: Values,
    picked: Chosen,
    uploads: Uploads,
    errors: dict[str, Refusal],
    handler: str,
    day: date | None,
) -> tuple[tuple[Proposal, ...], bool]:
    """Return the first step as a proposal when all it requires is answered, and whether anything of it was typed."""
    step = picked.first
    if step is None:
        return (), False
    answers = registering.answers(registering.step_questions(step), values, "o-", errors)
    typed = bool(answers)
    if any(item.id == URGENT for item in step.fields):
        answers[URGENT] = values.get(URGENT) == "1"
    facts = registering.answers(registering.fact_questions(picked), values, "s-", {})
    state = Folded(subject={**facts, **({picked.question.id: picked.value} if picked.question else {})})
    clocks = CalendarClocks(picked.procedure, state, matters.calendar(), desk.today)
    view = View(picked.procedure, state, clocks, step=step, outcome=step.outcomes[0], fields=answers)
    for question in step.fields:
        needed = question.required if isinstance(question.required, bool) else evaluate(question.required, view) is True
        if needed and question.id not in answers and question.series is None:
            return (), typed
    text = uploads.files.get(MATERIAL, [])
    slot = (Attached(file=text[0], slot=TEXT_SLOT),) if step.makes and text else ()
    proposal = Proposal(
        kind=ActKind.DO,
        step=step.id,
        outcome=step.outcomes[0],
        fields=answers,
        occurred=day,
        signed=Signed(decider=handler or None, handler=handler or None),
        files=slot,
    )
    return (proposal,), typed


def _attached(uploads: Uploads) -> list[Attached]:
    found = []
    for slot in (MATERIAL, INSTRUCTION):
        for file in uploads.files.get(slot, ()):
            pages = pages_of(evidence.read(file.sm3), file.kind)
            found.append(Attached(file=file, slot=slot, pages=f"{pages} 页" if pages else ""))
    return found


def _place_step(picked: Chosen, refused: Refused, errors: dict[str, Refusal]) -> None:
    """Put the reasons against the first step beside its questions; the matter was not opened."""
    own = {item.id for item in registering.step_questions(picked.first)} if picked.first else set()
    verb = picked.first.act if picked.first else ""
    for item in refused.blockers:
        name = f"o-{item.field}" if item.field in own else ""
        errors.setdefault(name, refusal_of(picked.procedure, item, act="" if name else verb))


def _place(error: FazhiError, errors: dict[str, Refusal]) -> None:
    field = error.field if isinstance(error, ActRefused) else None
    places = {"title": "title", "number": "number", "handler": "sender", "unit": "sender", "occurred": "received"}
    errors[places.get(field or "", f"s-{field}" if field else "")] = reason(error)
