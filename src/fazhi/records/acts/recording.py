"""Recording proposals on a matter inside an act: judged by the kernel, appended with what is personal sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.making import maker
from fazhi.kernel.procedures import (
    SEALED,
    ActKind,
    EventType,
    FieldValue,
    MatterEvent,
    Rules,
    Step,
    from_ledger,
    judge,
)
from fazhi.kernel.procedures import Act as Proposed
from fazhi.kernel.procedures.acts import USUAL
from fazhi.records import evidence, ledger, matters, numbering
from fazhi.records.access import ALLOWED, Action
from fazhi.records.acts import listing
from fazhi.records.acts.base import Act
from fazhi.records.acts.calls import open_child
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.numbers import enter_in, take_in
from fazhi.records.acts.opening import after, json_of
from fazhi.records.acts.organisation import stream_of, unit_of
from fazhi.records.acts.own_text import own_text
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal, Refused
from fazhi.records.evidence import Attached
from fazhi.records.matters import Folded
from fazhi.records.models import Participant, Scope
from fazhi.records.vault import Private


def record_all(
    running: Act,
    folded: Folded,
    row: MatterRow,
    proposals: Sequence[Proposal],
    *,
    rules: Rules = USUAL,
    children: Mapping[str | None, str] | None = None,
    opened: tuple[dict[str, Folded], dict[str, MatterRow]] | None = None,
    known: bool = False,
) -> Folded:
    """Record proposals, all or none. ``known``: items of lists are as the program found them, not as somebody typed."""
    added: list[Event] = []
    for number, item in enumerate(proposals):
        try:
            folded = _record(running, folded, row, item, rules, children or {}, opened, added, known)
        except Refused as refused:
            raise Refused(refused.blockers, at=number) from None
    return folded


_proposed = maker(Proposed)


def _record(
    running: Act,
    folded: Folded,
    row: MatterRow,
    item: Proposal,
    rules: Rules,
    children: Mapping[str | None, str],
    opened: tuple[dict[str, Folded], dict[str, MatterRow]] | None,
    added: list[Event],
    known: bool,
) -> Folded:
    procedure, stream = folded.procedure, folded.stream
    step = procedure.steps.get(item.step or "")
    day = item.occurred or running.today
    questions = listing.questions_of(procedure, step, item.kind)
    if not known:
        answers = listing.looked_up(questions, item.fields, row.unit_path, day)
        item = item if answers is item.fields else replace(item, fields=answers)
    decider, posts = decider_of(running, item, day, row, step)
    texts = [file for file in item.files if file.slot == TEXT_SLOT]
    own = own_text(folded, row.pk, item, step, day, running.today, decider)
    proposed = _proposed(
        kind=item.kind,
        occurred=day,
        recorded=running.today,
        decider=decider,
        posts=posts,
        step=item.step,
        key=item.key,
        outcome=item.outcome,
        fields=_answers(item, step),
        text=texts[0].file.sm3 if texts else sm3_hex(own.body) if own else item.text,
        vouchers=frozenset(file.slot for file in item.files if file.slot != TEXT_SLOT),
        run=item.run,
        why=item.why,
        late=item.late,
    )
    verdict = judge(procedure, folded.state, proposed, matters.calendar(), lambda: _history(stream, added), rules)
    if verdict.event is None:
        raise Refused(verdict.blockers)
    if own is not None and not running.rehearsal:
        kept = evidence.receive([own.body], own.name)
        item = replace(item, files=(*item.files, Attached(file=kept, slot=TEXT_SLOT)))
    child = children.get(item.step) if item.kind is ActKind.SEND else None
    event = _append(running, folded, row, item, verdict.event, child)
    result = after(running, folded, event)
    added.append(event)
    listing.check(result, item, row.unit_path, row.pk, day)
    if child is not None and step is not None and opened is not None:
        made, made_row = open_child(running, result, row, step, item, event, child)
        opened[0][child], opened[1][child] = made, made_row
    return result


_DOING = frozenset({ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT})


def _history(stream: str, added: Sequence[Event]) -> Iterator[MatterEvent]:
    """Yield the events of a matter, those of this act last: they are not stored yet."""
    yield from matters.history(stream)
    yield from (seen for seen in map(from_ledger, added) if seen is not None)


def _answers(item: Proposal, step: Step | None) -> Mapping[str, FieldValue]:
    """Return the answers as the judge sees them: a number still to be taken counts as given."""
    if step is None:
        return item.fields
    asked = {name: value for name, value in item.fields.items() if value not in ("", ())}
    if item.kind not in _DOING:
        return asked  # what is said about an earlier record takes no number
    for declared in step.fields:
        if declared.series is not None and declared.id not in asked and declared.required is not False:
            asked[declared.id] = "取号"
    return asked


def _append(
    running: Act, folded: Folded, row: MatterRow, item: Proposal, event: MatterEvent, child: str | None
) -> Event:
    procedure = folded.procedure
    step = procedure.steps.get(event.step or "")
    if step is None and event.type == EventType.AMENDED and (run := folded.state.find(event.run or 0)) is not None:
        # A correction need not name the step; its answers are those of the step it corrects, and sealed as there.
        step = procedure.steps[run.step]
    declared = {each.id: each for each in (step.fields if step else procedure.subject.values())}
    facts: dict[str, JsonInput] = {}
    private: dict[str, Private] = {}
    for name, value in event.fields.items():
        question = declared.get(name)
        if question is not None and question.series is not None:
            value = _number(running, folded.stream, row, question.series, item.fields.get(name), event.occurred)
        if question is not None and question.pii:
            private[f"fields.{name}"] = Private(cls=question.pii, value=json_of(value))
        elif value != SEALED:
            facts[name] = json_of(value)
    data: dict[str, JsonInput] = {"decider": event.decider, "fields": facts}
    optional: dict[str, JsonInput] = {
        "key": event.key,
        "outcome": event.outcome or None,
        "uses": dict(event.uses) or None,
        "text": event.text,
        "vouchers": sorted(event.vouchers) or None,
        "owed": event.extra.get("owed") or None,  # type: ignore[dict-item]
        "breaches": event.extra.get("breaches") or None,  # type: ignore[dict-item]
        "child": child,
        "signed": item.signed.data() or None,
        "filled": dict(item.filled) or None,
    }
    data |= {name: value for name, value in optional.items() if value is not None}
    if item.why:
        private["why"] = Private(cls="free", value=item.why)
    if item.late is not None:
        data["late"] = {"approver": item.late.approver}
        private["late.reason"] = Private(cls="free", value=item.late.reason)
    return running.event(
        folded.stream,
        event.type,
        data,
        occurred=item.occurred,
        step=event.step,
        run=event.run,
        pack_digest=procedure.digest,
        private=private,
        files=item.files,
    )


def _number(running: Act, matter: str, row: MatterRow, series: str, given: FieldValue | None, day: date) -> str:
    """Take the next number of a series, or enter the paper number that was typed."""
    stream, book = stream_of(row.unit_code), numbering.book_of(unit_of(row.unit_code), series, day)
    if isinstance(given, str) and given.strip():
        return enter_in(running, stream=stream, unit=book, kind=series, text=given, day=day, matter=matter)
    return take_in(running, stream=stream, unit=book, kind=series, day=day, matter=matter)


def decider_of(
    running: Act, item: Proposal, day: date, row: MatterRow, step: Step | None
) -> tuple[str, frozenset[str]]:
    """Return who decides and the posts of theirs that count in this matter on that day.

    A post counts when it is held in the same township (or bureau) as the matter, in a unit above it, in a unit that
    takes part, by a person who takes part, or when the post was given a scope over the matter's unit (one office for
    several towns).
    """
    named = item.signed.decider
    grants = running.grants
    person = named or grants.person
    # What the actor holds today was read with the grants.
    known = person == grants.person and day == running.now.date()
    held = grants.held if known else ledger.posts_held(day, person)
    home = "/".join(row.unit_path.split("/")[:2]) + "/"
    found = {post for post, _, path in held if path.startswith(home) or row.unit_path.startswith(path)}
    if step is not None and held and not found & set(step.posts):
        found |= _reached(person, held, day, row)
    return person or running.actor.login, frozenset(found)


def _reached(person: str, held: Sequence[tuple[str, str, str]], day: date, row: MatterRow) -> set[str]:
    """Return the posts that count by a scope given to them, or because their unit or the person takes part."""
    scoped = Scope.objects.filter(unit__code__in=[unit for _, unit, _ in held], starts__lte=day).exclude(ends__lt=day)
    given = scoped.values_list("unit__code", "post", "over__path")
    over = {(unit, post) for unit, post, path in given if row.unit_path.startswith(path)}
    roles = [role.value for role in ALLOWED[Action.ACT]]
    taking = Participant.objects.filter(matter_id=row.pk, starts__lte=day, role__in=roles).exclude(ends__lt=day)
    asked = list(taking.values_list("unit__code", "person__key"))
    units, invited = {unit for unit, _ in asked}, any(key == person for _, key in asked)
    return {post for post, unit, _ in held if (unit, post) in over or unit in units or invited}
