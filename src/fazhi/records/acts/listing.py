"""What a list of powers asks of acts: items are looked up, changes of the list are checked, running matters follow.

A matter carries the item it rests on in its own events, with the days of its force. Before an act those are brought up
to the list as it is, and the act that puts a change in force tells every running matter; so a gate reads one stream
and is right all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fazhi.kernel.expressions import Kind, code_of, read_item
from fazhi.kernel.procedures import ActKind, Blocker, BlockKind, FieldValue, Procedure, Step
from fazhi.kernel.procedures import Field as Question
from fazhi.kernel.procedures.enlisting import Change, Listing
from fazhi.kernel.procedures.listing import Entry, code_named, proposed
from fazhi.kernel.procedures.state import Run
from fazhi.records import powers
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.matters import Folded

_VOID = "〔公布已作废〕"
_ENTER = {ActKind.DO, ActKind.ANSWER, ActKind.VOID}


def looked_up(
    questions: Iterable[Question], fields: Mapping[str, FieldValue], path: str, day: date
) -> Mapping[str, FieldValue]:
    """Return answers with every item (a code is enough) as the list of the township has it on a day.

    Raises Refused where the list never had such an item.
    """
    asked = [item for item in questions if item.type.kind is Kind.ITEM and fields.get(item.id)]
    if not asked:
        return fields
    found = dict(fields)
    wrong: list[Blocker] = []
    for question in asked:
        typed = str(fields[question.id])
        item = powers.named(powers.home_of(path), code_of(typed), day) if code_of(typed) else None
        if item is None:
            text = f"“{question.name}”：权责清单上没有编码为“{code_of(typed) or typed[:40]}”的事项"
            hint = "从列出的事项中选择，或者核对编码；清单上没有的，先按“权责清单变动”办理"
            wrong.append(Blocker(kind=BlockKind.FIELD, text=text, next=hint, field=question.id))
        else:
            found[question.id] = item.text
    if wrong:
        raise Refused(wrong)
    return found


def questions_of(procedure: Procedure, step: Step | None, kind: ActKind) -> Collection[Question]:
    """Return the questions an act answers: those of its step, or the facts that a change gives anew."""
    if step is not None:
        return step.fields
    return procedure.subject.values() if kind is ActKind.CHANGE else ()


def moved(
    folded: Folded, path: str, day: date, home_has: Sequence[Entry] = (), but: int | None = None
) -> list[Proposal]:
    """Return the change that brings the items a matter names up to the list as it is; none where nothing differs."""
    now: dict[str, FieldValue] = {}
    for use in powers.uses_of(folded):
        item = powers.named(powers.home_of(path), use.code, day, but=but, more=home_has)
        text = item.text if item is not None else _taken_back(use.item)
        if text != use.item:
            now[use.name] = text
    return [Proposal(kind=ActKind.CHANGE, fields=now, why="权责清单有变动，随清单更新")] if now else []


def _taken_back(said: str) -> str:
    """Return an item whose publication was voided: it was in force on no day, and says so."""
    item = read_item(said)
    if item is None or _VOID in item.name:
        return said
    return replace(item, name=f"{item.name}{_VOID}", until=item.since - timedelta(days=1)).text


def touches(procedure: Procedure, proposals: Iterable[Proposal]) -> bool:
    """Return whether proposals may put changes of a list in force, or take them back."""
    made = procedure.listing
    if made is None:
        return False
    return any(item.kind in _ENTER and (item.step == made.enters or item.kind is ActKind.VOID) for item in proposals)


def followers(folded: Folded, path: str) -> tuple[str, ...]:
    """Return the streams of the running matters under the items that a matter changes, itself left out."""
    made = folded.procedure.listing
    codes = (
        {code_named(made, change, run) for _, change, run in proposed(folded.procedure, folded.state)} if made else ()
    )
    uses = powers.running(powers.home_of(path), codes)
    return tuple(dict.fromkeys(key for use in uses if (key := use.matter.stream.key) != folded.stream))


# -- what is asked of a change -----------------------------------------------------------------------------------------


def check(folded: Folded, item: Proposal, path: str, matter_id: int, day: date) -> None:
    """Raise Refused where an act on a list cannot be as it was said; ``folded`` is the matter after it."""
    made = folded.procedure.listing
    if made is None or item.kind not in {ActKind.DO, ActKind.ANSWER}:
        return
    home = powers.home_of(path)
    standing = list(proposed(folded.procedure, folded.state))
    if item.step == made.entry:
        newest = max(standing, key=lambda one: one[2].id, default=None)
        if newest is not None and newest[2].id == folded.state.seq:
            _refuse(_entry_problems(made, [newest], home, matter_id, day, standing), made.code)
    if made.survey is not None and item.step == made.survey.step and item.outcome == made.survey.free:
        mine = [one for one in standing if one[0] == item.key]
        _refuse(_unsettled(made, mine, home), "outcome")
    if item.step == made.enters:
        since = {entry.since for entry in powers.entries_of(folded)}
        on = max(since, default=day)
        problems = [*_entry_problems(made, standing, home, matter_id, on, standing)]
        if made.survey is not None:
            free = [one for one in standing if _said_free(folded, made, one[0])]
            problems += _unsettled(made, free, home)
        _refuse(problems, None)


def _refuse(problems: Sequence[str], field: str | None) -> None:
    if problems:
        hint = "核对权责清单；名单中有误的，在原序号上改正后再办"
        kind = BlockKind.GATE if field is None else BlockKind.OUTCOME if field == "outcome" else BlockKind.FIELD
        raise Refused([Blocker(kind=kind, text=text, next=hint, field=field) for text in problems])


def _entry_problems(
    made: Listing,
    some: Sequence[tuple[str, Change, Run]],
    home: str,
    matter_id: int,
    on: date,
    all_: Sequence[tuple[str, Change, Run]],
) -> list[str]:
    found: list[str] = []
    for key, change, run in some:
        code = code_named(made, change, run)
        place = f"第{key}项“{code}”"
        if not code or code_of(code) != code:
            found.append(f"第{key}项没有合用的事项编码（不留空格，至多四十个字）")
            continue
        if any(other != key and code_named(made, kind, said) == code for other, kind, said in all_):
            found.append(f"{place}在本次变动的名单中重复")
        item = powers.named(home, code, on, but=matter_id)
        if change is Change.ADD and item is not None and (item.until is None or item.until >= on):
            found.append(f"{place}已在清单上（{item.text}），不能再新增")
        if change is not Change.ADD and (item is None or not item.on(on)):
            found.append(f"{place}在{on.isoformat()}不在清单上，不能{change.cn}")
    return found


def _unsettled(made: Listing, some: Sequence[tuple[str, Change, Run]], home: str) -> list[str]:
    found = []
    for key, change, run in some:
        code = code_named(made, change, run)
        uses = powers.cases(home, [code]) if change is not Change.ADD else []
        if uses:
            numbers = "、".join(use.matter.number for use in uses[:5])
            more = f"等{len(uses)}件" if len(uses) > 5 else f"共{len(uses)}件"
            found.append(f"第{key}项“{code}”名下还有在办事项：{numbers}，{more}，须逐件写明移交或者继续办理")
    return found


def _said_free(folded: Folded, made: Listing, key: str) -> bool:
    survey = made.survey
    if survey is None:
        return False
    runs = [run for run in folded.state.of(survey.step, key) if run.lawful and not run.voided]
    last = max(runs, key=lambda run: run.order, default=None)
    return last is not None and last.outcome == survey.free
