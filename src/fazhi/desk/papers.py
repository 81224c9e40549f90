"""The papers of a matter as the desk shows them: which there are, what each is now, where to go for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fazhi.components import Link, State, Tag
from fazhi.desk.found import Found
from fazhi.desk.personal import WORKING, Personal
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.papers import Change, Grade, Paper, Standing
from fazhi.kernel.procedures import PaperForm
from fazhi.kernel.procedures.paperforms import personal as personal_classes
from fazhi.kernel.procedures.papersource import Facts
from fazhi.records import papers
from fazhi.records.acts.looks import look
from fazhi.records.papers import Issued

GRADES = {Grade.FORMAL: "印发件", Grade.PUBLIC: "公开件", Grade.INTERNAL: "内部用纸"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paper (and key) of a matter: its name as a link, what it is now, what must come first."""

    form: PaperForm
    key: str | None
    link: Link
    tag: Tag
    number: str
    why: str
    issued: Issued | None


def name_of(form: PaperForm, key: str | None) -> str:
    """Return the name of a paper, with its entry where it is made for each."""
    return form.name + (f"（第 {key} 项）" if key else "")


def rows(found: Found) -> tuple[Row, ...]:
    """Return the papers of a matter in the order of its pack. None where its version declares none."""
    if not found.procedure.papers:
        return ()
    said = Facts(matter={})
    done = papers.issued(found.row.pk)
    listed = []
    for offer in papers.listed(found.folded, said, found.on):
        current = papers.current(done, offer.form.id, offer.key)
        args = (offer.form.id, *([offer.key] if offer.key else ()))
        href = found.address("issued", str(current.seq)) if current else found.address("paper", *args)
        listed.append(
            Row(
                form=offer.form,
                key=offer.key,
                link=Link(label=name_of(offer.form, offer.key), href=href),
                tag=tag_of(offer.form, current, ready=offer.ready),
                number=current.number if current else "",
                why=offer.why,
                issued=current,
            )
        )
    return tuple(listed)


def tag_of(form: PaperForm, current: Issued | None, *, ready: bool) -> Tag:
    """Return what a paper is now, in a word with its shape."""
    if current is not None:
        sealed = current.standing is Standing.SEALED
        return Tag(state=State.DONE, text="正式件") if sealed else Tag(state=State.WAITING, text="已印发，待盖章件")
    if not ready:
        return Tag(state=State.LOCKED, text="未到")
    return Tag(state=State.OPEN, text="可打印" if form.grade is Grade.INTERNAL else "可印发")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A paper as a page shows it now, and whether something in it is masked that the person may see."""

    paper: Paper
    masked: bool
    said: Facts


def draw(found: Found, form: PaperForm, key: str | None, now: datetime, *, whole: bool = False) -> Seen:
    """Return a paper as this person may see it; what is seen unmasked is logged before. A public one stays masked."""
    classes = set(personal_classes(found.procedure, form))
    public = form.grade is Grade.PUBLIC
    open_ = None
    if found.may_unmask and not public and (classes if whole else classes & WORKING):
        open_ = look(
            actor=found.desk.actor,
            matter=found.row,
            page="paper",
            classes=classes if whole else WORKING,
            right=found.right,
        )
    seen = Personal(found.folded.stream, open_)
    said = papers.facts(found.folded, found.row, seen.value, masked=not whole, on=found.on)
    foot = f"{found.row.number}　打印：{now:%Y-%m-%d %H:%M}　{found.desk.person.name}"
    said = replace(said, foot=foot, person=found.desk.person.name, day=None)
    paper = papers.drawn(found.folded, form, said, found.on, key)
    return Seen(paper=paper, masked=seen.hides and found.may_unmask and not public, said=said)


TOLD = {
    papers.ISSUED: ("印发", State.DONE),
    papers.VOIDED: ("作废文书", State.SKIPPED),
    papers.RETURNED: ("传回文本", State.NOTE),
    papers.SEALED: ("收到盖章件（正式件）", State.DONE),
}
"""How the course of a matter tells what became of a paper: the word and its shape."""


def told(event: Event) -> tuple[str, str, State]:
    """Return word, text and state of an event about a paper, for the course."""
    word, state = TOLD[event.type]
    reason, changes = event.data.get("reason"), event.data.get("changes")
    said = f"《{event.data.get('name')}》{event.data.get('number') or ''}。" + (f"理由：{reason}。" if reason else "")
    if isinstance(changes, dict):
        counted = [f"{change.cn} {changes[change.value]} 条" for change in Change if changes.get(change.value)]
        said += f"与印发件比对：{'，'.join(counted)}。"
    return word, said, state
