"""The course of a matter (办理经过): every act, newest first, with who decided, handled and typed, and its evidence.

What one act did several times over (four opinions, nine stances) is one entry. Nothing is left out: voided records are
struck through, unlawful facts stand in a red frame, late entries say how late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from fazhi.components import Cell, Column, Link, SimpleTable, State, TimelineEntry, cn_date
from fazhi.desk import papers
from fazhi.desk.course_read import Course, Entry, read
from fazhi.desk.evidence_text import check_address, label_of
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import basis_words
from fazhi.kernel.expressions import Kind
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.procedures import Field, MatterEvent, Procedure, Run, Step, days_late, from_ledger
from fazhi.records import matters, originals
from fazhi.records.models import Unit
from fazhi.records.originals import Way
from fazhi.records.participation import ADDED, ENDED, STATED

__all__ = ["answers", "matters_day", "read", "timeline"]

_PLAIN: Final = "办结"
"""The result of a step that has only one."""

_OTHER: Final = {"moved": "移交单位", "erased": "依法删除个人信息", STATED: "声明没有利益冲突"}


def timeline(course: Course) -> tuple[TimelineEntry, ...]:
    """Return the course newest first, by the day things occurred."""
    drawn = [(group[-1].event, _draw(course, group)) for group in _groups(course.entries)]
    drawn.sort(key=lambda item: (item[1].day, item[0].seq), reverse=True)
    return tuple(entry for _, entry in drawn)


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries; those of one act, one step and one kind together."""
    group: list[Entry] = []
    for entry in entries:
        if group and _same(group[-1], entry):
            group.append(entry)
            continue
        if group:
            yield group
        group = [entry]
    if group:
        yield group


def _same(one: Entry, other: Entry) -> bool:
    return (
        one.event.act_id == other.event.act_id
        and one.event.type == other.event.type == "ran"
        and one.event.step == other.event.step
        and one.seen is not None
        and one.seen.key is not None
    )


def _draw(course: Course, group: list[Entry]) -> TimelineEntry:
    entry = group[0]
    event, seen = entry.event, entry.seen
    step = course.found.procedure.steps.get(event.step or "")
    if len(group) > 1 and step is not None:
        return _several(course, group, step)
    match event.type:
        case "opened":
            return _opened(course, event)
        case "ran" | "answered" | "sent" if seen is not None and step is not None:
            return _ran(course, event, seen, step)
        case "fact" if seen is not None and step is not None:
            return _fact(course, event, seen, step)
        case "voided" | "vouched" | "amended" if seen is not None:
            return _about(course, event, seen)
        case "changed" if seen is not None:
            return _changed(course, event, seen)
        case "confirmed" if seen is not None:
            said = _subject(course, event, seen.fields)
            return _entry(
                course, event, "核验导入的内容", f"{_reason(course, event).replace('理由：', '对照：')}{said}。"
            )
        case "handed_over":
            text = f"由{course.names.person(event.data.get('from'))}交{course.names.person(event.data.get('to'))}"
            return _entry(course, event, "移交承办人", f"{text}。{_reason(course, event)}")
        case "placed":
            return _placed(course, event)
        case kind if kind in (ADDED, ENDED):
            return _part(course, event)
        case kind if kind in papers.TOLD:
            return _paper(course, event)
    return _entry(course, event, _OTHER.get(event.type, event.type), "")


def _part(course: Course, event: Event) -> TimelineEntry:
    """Return who began or ceased to take part, or was commissioned; whose end it is the event of the beginning says."""
    data = event.data
    if event.type == ENDED:
        return _entry(course, event, "参与结束", f"最后一天：{data.get('ends')}。{_reason(course, event)}")
    unit = Unit.objects.filter(code=data["unit"]).values_list("name", flat=True).first() if data.get("unit") else None
    who = unit or course.names.person(data.get("person"))
    title = "参与" if data.get("run") is None else "委托"
    days = f"自{data.get('starts')}" + (f"至{data.get('ends')}" if data.get("ends") else "起")
    return _entry(course, event, title, f"{who}，{days}。{_reason(course, event)}")


def _placed(course: Course, event: Event) -> TimelineEntry:
    move = originals.read(event)
    who = course.personal.value(event.seq, originals.WHO, "name") if originals.WHO in event.sealed else ""
    words = {Way.LENT: "借阅人", Way.GIVEN: "接收人"}.get(move.way, "经手人")
    parts = [
        move.place and (f"接收单位：{move.place}" if move.way is Way.GIVEN else f"存放处：{move.place}"),
        who and f"{words}：{who}",
        f"应于{cn_date(move.until)}归还" if move.until is not None else "",
    ]
    text = "；".join(part for part in parts if part)
    return _entry(course, event, f"原件{move.way.cn}", f"{text}。{_reason(course, event)}")


def _paper(course: Course, event: Event) -> TimelineEntry:
    word, text, state = papers.told(event)
    seq = event.run if event.run is not None else event.seq
    here = () if course.local is not None else (course.found.address("issued", str(seq)),)
    refs = (*_files(course, event), *(Link(label="文书", href=href, bare=True) for href in here))
    return _entry(course, event, word, text, state=state, refs=refs)


def _entry(course: Course, event: Event, title: str, text: str, **more: object) -> TimelineEntry:
    day = matters_day(event)
    who = _who(course, event)
    return TimelineEntry(day=day, title=title, text=f"{text}{who}", **{"refs": _files(course, event), **more})  # type: ignore[arg-type]


def matters_day(event: Event) -> date:
    """Return the day on which an event occurred."""
    return date.fromisoformat(event.occurred.at[:10])


def _opened(course: Course, event: Event) -> TimelineEntry:
    fields = event.data.get("fields")
    said = _subject(course, event, fields if isinstance(fields, dict) else {})
    source = event.data.get("source")
    handler = course.names.person(event.data.get("handler"))
    origin = event.data.get("imported")
    row = f"从旧台账第 {origin.get('row')} 行导入，未核验" if isinstance(origin, dict) else ""
    parts = [row, f"承办{handler}" if handler else "", f"来源：{source}" if source else "", said]
    refs: tuple[Link, ...] = ()
    parent = event.data.get("parent")
    if isinstance(parent, dict):
        refs = (Link(label="送办事项", href=course.matter(str(parent.get("stream", "")))),)
    letter = event.data.get("letter")
    if isinstance(letter, str):
        refs = (*refs, *course.letter(letter), *_files(course, event))
    text = "；".join(part for part in parts if part)
    return _entry(course, event, "立项", f"{text}。" if text else "", refs=refs)


def _subject(course: Course, event: Event, fields: Mapping[str, object]) -> str:
    seen = from_ledger(event)
    if seen is None:
        return ""
    return "；".join(
        f"{item.name}：{course.personal.shown(event.seq, item, seen.fields[item.id])}"
        for item in course.found.procedure.subject.values()
        if item.id in seen.fields and not item.long and item.type.kind is not Kind.BOOL
    )


def _title(course: Course, step: Step, seen: MatterEvent) -> str:
    name = step.name + (f"（第 {seen.key} 项）" if seen.key else "")
    return f"{name}：{seen.outcome}" if seen.outcome and seen.outcome != _PLAIN else name


def _run(course: Course, seq: int) -> Run | None:
    return course.found.state.find(seq)


def _ran(course: Course, event: Event, seen: MatterEvent, step: Step) -> TimelineEntry:
    run = _run(course, event.seq)
    title = (
        _title(course, step, seen)
        if event.type != "sent"
        else f"送出：{step.name}" + (f"（第 {seen.key} 项）" if seen.key else "")
    )
    if event.type == "answered":
        title = f"答复：{title}"
    if seen.imported:
        title = f"{title}（旧台账所记，未核验{'' if run is None or run.dated else '，没有日期'}）"
    title += _filled(event)
    refs = list(_files(course, event))
    child = event.data.get("child")
    result = event.data.get("result")
    if isinstance(child, str):
        refs.append(Link(label="所送事项", href=course.matter(child)))
    if isinstance(result, dict):
        refs.append(Link(label="所送事项的结论", href=course.matter(str(result.get("stream", "")))))
    voided = run.voided if run is not None else _sending_voided(course, event.seq)
    state = State.SKIPPED if voided else State.DONE
    if run is not None and not run.voided and (run.imported or run.outcome not in step.passes):
        state = State.CHECK
    if event.type == "sent" and not voided:
        state = State.WAITING
    if run is not None and run.lawful and not voided and course.found.may_act:
        refs += _moves(course, run, step)
    return _entry(
        course,
        event,
        title,
        _said(course, event, seen, step.fields),
        state=state,
        refs=tuple(refs),
        late_entry=_late(event, seen),
        struck=voided,
    )


def _sending_voided(course: Course, seq: int) -> bool:
    return any(one.voided for many in course.found.state.sendings.values() for one in many if one.id == seq)


def _moves(course: Course, run: Run, step: Step) -> Iterator[Link]:
    if run.missing:
        names = "、".join(item.name for item in step.evidence if item.id in run.missing)
        yield Link(label=f"补交凭证：{names}", href=course.found.address("about", "vouch", str(run.id)))
    yield Link(label="更正", href=course.found.address("about", "amend", str(run.id)), bare=True)
    yield Link(label="作废", href=course.found.address("about", "void", str(run.id)), bare=True)


def _said(course: Course, event: Event, seen: MatterEvent, questions: Sequence[Field]) -> str:
    said = [
        f"{item.name}：{course.personal.shown(event.seq, item, seen.fields[item.id]).rstrip('。')}"
        for item in questions
        if seen.fields.get(item.id) not in (None, "", ())
    ]
    return "；".join(said) + ("。" if said else "")


def _who(course: Course, event: Event) -> str:
    """Return 决定人、经办人、录入人, each named once, and where the paper lies."""
    signed = event.data.get("signed")
    given = signed if isinstance(signed, dict) else {}
    decider = course.names.person(event.data.get("decider"))
    handler = course.names.person(given.get("handler"))
    login = course.names.logins.get(event.actor.account, event.actor.account)
    words = [f"决定人{decider}" if decider else ""]
    if handler and handler != decider:
        words.append(f"经办{handler}")
    if login != (handler or decider):
        words.append(f"录入{login}")
    late = event.data.get("late")
    if isinstance(late, dict) and late.get("approver") and event.type != "fact":
        words.append(f"补录批准{course.names.person(late['approver'])}")
    if given.get("voucher"):
        words.append(f"原件：{given['voucher']}" + (f"（{given['page']}）" if given.get("page") else ""))
    return "；".join(word for word in words if word) + "。"


def _late(event: Event, seen: MatterEvent) -> str:
    if not seen.late:
        return ""
    days = days_late(seen.occurred, seen.recorded, matters.calendar())
    return f"补录（晚 {days} 个工作日）"


def _reason(course: Course, event: Event) -> str:
    return f"理由：{course.personal.free(event.seq, 'why').rstrip('。')}。" if "why" in event.sealed else ""


def _fact(course: Course, event: Event, seen: MatterEvent, step: Step) -> TimelineEntry:
    procedure = course.found.procedure
    breaches = event.data.get("breaches")
    texts = (
        [_breach(procedure, item) for item in breaches if isinstance(item, dict)] if isinstance(breaches, list) else []
    )
    late = event.data.get("late")
    approver = course.names.person(late.get("approver")) if isinstance(late, dict) else ""
    login = course.names.logins.get(event.actor.account, event.actor.account)
    words = "；".join(texts) or "违反程序的情形见说明"
    text = f"{words}。{_reason(course, event)}登记：{login}，{cn_date(seen.recorded)}"
    text += f"；批准：{approver}；" if approver else "。"
    run = _run(course, event.seq)
    refs = list(_files(course, event))
    view = course.found.picture.find(step.id, seen.key)
    if course.found.may_act and view is not None and view.doable:
        kind = "send" if step.call else "do"
        refs.append(Link(label=f"补救：依法{step.act}", href=course.found.address("act", kind, step.id)))
    return _entry(
        course,
        event,
        _title(course, step, seen),
        text,
        unlawful=True,
        refs=tuple(refs),
        late_entry=_late(event, seen),
        conclusion=f"不作为依法办理的“{step.name}”，须依法补救；不计入依法办理的件数。",
        struck=run is not None and run.voided,
    )


def _breach(procedure: Procedure, item: Mapping[str, object]) -> str:
    names = item.get("basis")
    ids = [str(name) for name in names if str(name) in procedure.basis] if isinstance(names, list) else []
    basis = basis_words(procedure, ids)
    return str(item.get("text", "")).rstrip("。") + (f"（{basis}）" if basis else "")


def _about(course: Course, event: Event, seen: MatterEvent) -> TimelineEntry:
    run = _run(course, seen.run or 0)
    step = course.found.procedure.steps.get(run.step) if run is not None else None
    word = {"voided": "作废", "vouched": "补交凭证", "amended": "更正"}[event.type]
    name = step.name if step is not None else "送出"
    day = f"（{cn_date(run.occurred)}的记录）" if run is not None else ""
    text = _reason(course, event)
    if step is not None:
        text += _said(course, event, seen, step.fields)
        names = [item.name for item in step.evidence if item.id in seen.vouchers]
        text += f"凭证：{'、'.join(names)}。" if names else ""
    return _entry(course, event, f"{word}：{name}{day}", text, state=State.NOTE)


def _changed(course: Course, event: Event, seen: MatterEvent) -> TimelineEntry:
    subject = course.found.procedure.subject
    said = "；".join(
        f"{subject[name].name}改为{course.personal.shown(event.seq, subject[name], value)}"
        for name, value in seen.fields.items()
        if name in subject
    )
    return _entry(
        course, event, "变更事实", f"{said}。{_reason(course, event)}", state=State.NOTE, late_entry=_late(event, seen)
    )


def _several(course: Course, group: list[Entry], step: Step) -> TimelineEntry:
    event, first = group[0].event, group[0].seen
    counts = Counter(entry.seen.outcome for entry in group if entry.seen is not None)
    words = "、".join(f"{outcome} {counts[outcome]}" for outcome in step.outcomes if counts[outcome])
    return _entry(
        course,
        event,
        f"{step.name} {len(group)} 项" + (f"：{words}" if len(step.outcomes) > 1 else "") + _filled(event),
        "",
        late_entry=_late(event, first) if first is not None else "",
        table=_table(course, group, step),
    )


def _filled(event: Event) -> str:
    """Return where entries came from that nobody typed."""
    source = event.data.get("filled")
    if not isinstance(source, dict):
        return ""
    return "（从表格列入）" if "sheet" in source else "（从现行有效文件库列入）"


def _table(course: Course, group: Sequence[Entry], step: Step) -> SimpleTable:
    """Return what was done for each entry of a list as a table: a column for each question that was answered."""
    seen = [(entry.event.seq, entry.seen) for entry in group if entry.seen is not None]
    asked = [item for item in step.fields if any(one.fields.get(item.id) not in (None, "", ()) for _, one in seen)]
    several = len(step.outcomes) > 1
    names = ["项", *(item.name for item in asked), *(["结果"] if several else [])]
    rows = []
    for seq, one in seen:
        run = _run(course, seq)
        void = run is not None and run.voided
        said = [course.personal.shown(seq, item, one.fields.get(item.id)) for item in asked]
        cells = [f"{one.key}（已作废）" if void else str(one.key), *said, *([one.outcome or ""] if several else [])]
        rows.append(tuple(Cell(text=text, struck=void) for text in cells))
    return SimpleTable(
        caption=f"{step.name}，{len(seen)} 项",
        columns=tuple(Column(key=f"c{number}", name=name) for number, name in enumerate(names)),
        rows=tuple(rows),
    )


def _files(course: Course, event: Event) -> tuple[Link, ...]:
    """Return the files bound to an event, by evidence and pages; the names they came with are personal."""
    links = []
    for link in course.files.get(event.seq, ()):
        pages = f" {link.pages}" if link.pages else ""
        links.append(Link(label=f"{label_of(course.found, link, event.step)}{pages}", href=course.file(link)))
        if course.local is None and (check := check_address(course.found, link)):
            links.append(Link(label="体检", href=check, bare=True))
    return tuple(links)


def answers(found: Found, run: Run, personal: Personal) -> Iterator[tuple[str, str]]:
    """Yield question and answer of a run, all of them, for pages about one record."""
    step = found.procedure.steps[run.step]
    for item in step.fields:
        value = run.fields.get(item.id)
        if value not in (None, "", ()):
            yield item.name, personal.now(run.id, item, value, found.on)
