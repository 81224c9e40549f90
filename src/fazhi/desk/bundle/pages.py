"""The pages of a bundle: 目录.html and a 期限计算书 for each term, whole in themselves, without script or address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from fazhi.components import TimelineEntry
from fazhi.desk import course, overview
from fazhi.desk.bundle import volume
from fazhi.desk.bundle.keeping import keeping
from fazhi.desk.course_read import Course
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import basis_words
from fazhi.desk.termsheet import sheet
from fazhi.desk.words import clock_tag
from fazhi.kernel.ledger import Event
from fazhi.kernel.procedures import Clock
from fazhi.records import matters
from fazhi.records.bundle import Called, Form, Item, Subject, cleaned
from fazhi.records.models import Matter
from fazhi.records.standing import state_words
from fazhi.records.vault import CLASSES

STYLES: Final = ("tokens", "base", "tables", "work", "papers", "print")

TYPES: Final = {
    "opened": "立项", "ran": "办理", "sent": "送出", "answered": "答复", "fact": "登记不合规事实", "voided": "作废",
    "vouched": "补交凭证", "amended": "更正", "changed": "变更事实", "handed_over": "移交承办人", "moved": "移交单位",
    "placed": "登记原件位置", "erased": "依法删除个人信息", "paper_issued": "印发文书", "paper_voided": "作废文书",
    "paper_returned": "收回改稿", "paper_sealed": "收到盖章件", "participant_added": "参与、委托",
    "participant_ended": "参与结束", "interest_stated": "声明没有利益冲突",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One event as the list of the bundle shows it."""

    seq: int
    recorded: str
    words: str
    person: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """One personal value that the page does not show: where it stands, of which class, its digest, why."""

    seq: int
    path: str
    cls: str
    digest: str
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One term with its sheet."""

    name: str
    state: str
    until: str
    basis: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledRow:
    """A matter that this one called: the step it was sent from, what it is, its page, or why it is not here."""

    run: int
    step: str
    title: str
    href: str
    why: str


def draw(
    found: Found, subject: Subject, form: Form, items: Sequence[Item], personal: Personal, called: Sequence[Called] = ()
) -> dict[str, bytes]:
    """Return path -> page. The index comes first."""
    local = {item.sm3: item.path for item in items if item.path is not None}
    seen = course.read(found, personal, local)
    sheets = {clock: f"期限计算书/{n:02}-{cleaned(_name(clock))}.html" for n, clock in enumerate(_counted(found), 1)}
    context = {
        "found": found,
        "form": form,
        "made": subject.made.replace("T", " ")[:16],
        "foot": f"{found.row.number}　举证包（{form.cn}）",
        "facts": overview.head(found, personal).facts,
        "long_facts": overview.long_facts(found, personal),
        "keeping": keeping(found),
        "state": state_words(found.picture),
        "point": subject.checkpoint,
        "root": _grouped(subject.checkpoint.root) if subject.checkpoint is not None else "",
        "head": subject.head,
        "count": subject.count,
        "rows": _volume(found, seen, items, personal),
        "timeline": _oldest_first(course.timeline(seen)),
        "terms": tuple(_terms(found, sheets)),
        "records": tuple(_records(seen)),
        "sealed": tuple(_sealed(seen, form)),
        "called": tuple(_called(seen, called)),
        "opened": sum(len(entry.event.sealed) for entry in seen.entries),
        "style": style(),
    }
    drawn = {"目录.html": render_to_string("desk/bundle/index.html", context).encode("utf-8")}
    for clock, path in sheets.items():
        page = {"sheet": sheet(found, clock), "foot": context["foot"], "style": context["style"]}
        drawn[path] = render_to_string("desk/bundle/term.html", page).encode("utf-8")
    return drawn


@cache
def style() -> str:
    """Return the style sheets of the site as one text: a bundle brings its own."""
    found = (finders.find(f"fazhi/{name}.css") for name in (*STYLES, "bundle"))
    return "\n".join(_read(path) for path in found if isinstance(path, str))


def _read(path: str) -> str:
    from pathlib import Path

    return Path(path).read_text(encoding="utf-8")


def _counted(found: Found) -> Iterator[Clock]:
    return (clock for clock in found.picture.clocks if clock.due is not None and clock.began is not None)


def _name(clock: Clock) -> str:
    return clock.term.name + (f"（第 {clock.key} 项）" if clock.key else "")


def _grouped(root: str) -> tuple[str, ...]:
    return tuple(root[at : at + 4] for at in range(0, len(root), 4))


def _volume(found: Found, seen: Course, items: Sequence[Item], personal: Personal) -> tuple[volume.VolumeRow, ...]:
    events = {entry.event.seq: entry.event for entry in seen.entries}
    address = {item.number: item.path for item in items if item.path is not None}
    return volume.rows(found.folded, events, items, personal, address, found.desk.township.name)


def _oldest_first(entries: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    return tuple(reversed(entries))


def _terms(found: Found, sheets: Mapping[Clock, str]) -> Iterator[TermRow]:
    for clock, path in sheets.items():
        tag, until = clock_tag(matters.calendar(), found.on, clock)
        provisional = "（暂定）" if clock.due is not None and clock.due.provisional else ""
        yield TermRow(
            name=_name(clock),
            state=tag.text,
            until=until + provisional,
            basis=basis_words(found.procedure, clock.term.basis),
            href=path,
        )


def _records(seen: Course) -> Iterator[RecordRow]:
    steps = seen.found.procedure.steps
    following = [entry.event.prev for entry in seen.entries[1:]] + [seen.found.folded.hash]
    for entry, digest in zip(seen.entries, following, strict=True):
        event = entry.event
        step = steps.get(event.step or "")
        words = TYPES.get(event.type, event.type) + (f"：{step.name}" if step is not None else "")
        person = seen.names.logins.get(event.actor.account, event.actor.account)
        recorded = event.recorded.replace("T", " ")[:16]
        yield RecordRow(seq=event.seq, recorded=recorded, words=words, person=person, hash=digest)


def _called(seen: Course, called: Sequence[Called]) -> Iterator[CalledRow]:
    steps = {entry.event.seq: entry.event.step or "" for entry in seen.entries}
    rows = {
        row.stream.key: row
        for row in Matter.objects.select_related("stream").filter(stream__key__in=[one.stream for one in called])
    }
    for one in called:
        row, step = rows.get(one.stream), seen.found.procedure.steps.get(steps.get(one.run, ""))
        yield CalledRow(
            run=one.run,
            step=step.name if step is not None else "",
            # Who may not take the matter away learns its number only: its title may say what it is about.
            title=_title(row, named=one.content is not None),
            href=f"{one.folder}/目录.html" if one.content is not None else "",
            why=one.why,
        )


def _title(row: Matter | None, *, named: bool) -> str:
    if row is None:
        return ""
    return f"{row.number}　{row.title}".strip("　") if named else row.number


def _sealed(seen: Course, form: Form) -> Iterator[SealedRow]:
    """Yield the personal values that this bundle does not hold: all of a masked one, else those that were erased."""
    erased = {place for entry in seen.entries for place in _erased(entry.event)}
    for entry in seen.entries:
        for path, sealed in entry.event.sealed.items():
            gone = f"{entry.event.seq}:{path}" in erased
            if gone or form is Form.MASKED:
                cls = CLASSES.get(sealed.cls, sealed.cls)
                yield SealedRow(seq=entry.event.seq, path=path, cls=cls, digest=sealed.digest, erased=gone)


def _erased(event: Event) -> Iterator[str]:
    fields = event.data.get("fields")
    if event.type == "erased" and isinstance(fields, list):
        yield from (str(place) for place in fields)
