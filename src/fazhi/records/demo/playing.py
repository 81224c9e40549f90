"""Playing the course of a matter through the acts: who decides, who types, with which papers, on which day."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.procedures import ActKind, CalendarClocks, FieldValue, Late, Procedure, Step, View
from fazhi.kernel.procedures.forms import owed_evidence
from fazhi.kernel.procedures.state import State
from fazhi.records import evidence, matters, packs
from fazhi.records.access import Actor, actor_of
from fazhi.records.acts.base import Signed
from fazhi.records.acts.commissions import commission, state_no_interest
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal
from fazhi.records.demo import papers
from fazhi.records.demo.script import County, Days, MatterEntry, Move, PersonEntry, ScriptError
from fazhi.records.evidence import Attached
from fazhi.records.models import Account, Participant, Unit

SHELF = "镇综合档案室 2 号柜"
"""Where the paper originals of the demonstration lie once a file is closed."""

_KINDS = {
    "do": ActKind.DO, "send": ActKind.SEND, "answer": ActKind.ANSWER, "fact": ActKind.FACT, "void": ActKind.VOID,
    "change": ActKind.CHANGE, "vouch": ActKind.VOUCH,
}  # fmt: skip


OFFICE = "@office"
HOLDER = "@:"
"""An answer that stands for the name of the office whose matter it is."""


def stream_of(matter: str) -> str:
    """Return the stream of a matter of the demonstration: the same in every build."""
    return f"matter/{sm3_hex(f'fazhi demo {matter}'.encode())[:20]}"


@dataclass(slots=True)
class Player:
    """Plays moves in the order they are given; remembers the matters that were opened by others (``children``)."""

    county: County
    days: Days
    children: dict[str, str] = field(default_factory=dict)
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def play(self, entry: MatterEntry, number: int) -> None:
        """Do the ``number``-th move of a matter; the first one opens it. The clock stands on the day it is recorded."""
        move = entry.moves[number]
        stream = stream_of(entry.id)
        key = f"demo {entry.id} {number}"
        if number == 0:
            self._open(entry, move, stream, key)
            return
        if move.child:
            stream = self.children[entry.id]
        if move.verb in {"commission", "state"}:
            self._commission(entry, move, stream, key)
            return
        folded = matters.folded(stream)
        proposal, actor = self._proposal(entry, move, folded.procedure, folded.state, folded.card.number)
        done = record(actor=actor, key=key, matter=stream, proposals=[proposal])
        if opened := done.get("children"):
            self.children[entry.id] = opened[0]

    def _commission(self, entry: MatterEntry, move: Move, stream: str, key: str) -> None:
        """Give the sending of a step to somebody outside, or let that person state that there is no conflict."""
        day = self.days.day(move.at)
        step = matters.folded(stream).procedure.steps[move.step or ""]
        actor = self._actor(self._person(entry, move.by, step.posts), day, step.posts)
        if move.verb == "state":
            held = Participant.objects.filter(matter__stream__key=stream, person__accounts__login=actor.login)
            state_no_interest(actor=actor, key=key, participant=held.latest("pk").key)
            return
        commission(
            actor=actor, key=key, matter=stream, step=step.id, reason=move.why,
            person=self.county.person(str(move.field["person"])).key,
            ends=date.fromisoformat(str(self.days.value(move.field["ends"], day))),
        )  # fmt: skip

    def _open(self, entry: MatterEntry, move: Move, stream: str, key: str) -> None:
        day = self.days.day(move.at)
        unit = Unit.objects.get(code=entry.unit)
        procedure = packs.for_new(entry.procedure, unit, day)
        subject = {name: self.days.value(value, day) for name, value in entry.subject.items()}
        proposal, actor = self._proposal(entry, move, procedure, State(subject=subject), "")
        open_matter(
            actor=actor,
            key=key,
            procedure=entry.procedure,
            unit=entry.unit,
            title=entry.title,
            subject=subject,
            handler=self.county.person(entry.handler).key,
            occurred=day,
            urgent=entry.urgent,
            source=entry.source,
            first=[proposal],
            stream=stream,
        )

    def _proposal(
        self, entry: MatterEntry, move: Move, procedure: Procedure, state: State, number: str
    ) -> tuple[Proposal, Actor]:
        day = self.days.day(move.at)
        office = next(unit.name for unit in self.county.units if unit.code == entry.unit)
        fields = {
            name: office if value == OFFICE else self._named(entry, value) or self.days.value(value, day)
            for name, value in move.field.items()
        }
        if procedure.archive is not None and move.step == procedure.archive.step:
            fields.setdefault(procedure.archive.place, SHELF)
        if move.verb == "change":
            actor, signed = self._signing(entry, move, ("handler",))
            return Proposal(kind=ActKind.CHANGE, fields=fields, occurred=day, signed=signed, why=move.why), actor
        step = procedure.steps[move.step or ""]
        actor, signed = self._signing(entry, move, step.posts)
        kind = _KINDS[move.verb]
        run = None
        if kind in {ActKind.VOID, ActKind.VOUCH}:
            run = state.of(step.id, move.key)[-1].id
        outcome = move.outcome
        if outcome is None and len(step.outcomes) == 1 and kind in {ActKind.DO, ActKind.ANSWER, ActKind.FACT}:
            outcome = step.outcomes[0]
        proposal = Proposal(
            kind=kind,
            step=step.id,
            key=move.key,
            outcome=outcome,
            fields=fields,
            occurred=day,
            signed=signed,
            files=tuple(self._files(entry, move, procedure, step, state, outcome, fields, number)),
            run=run,
            why=move.why,
            late=self._late(move),
        )
        return proposal, actor

    def _late(self, move: Move) -> Late | None:
        if move.late is None:
            return None
        return Late(reason=move.late["reason"], approver=self.county.person(move.late["approver"]).key)

    def _signing(self, entry: MatterEntry, move: Move, posts: tuple[str, ...]) -> tuple[Actor, Signed]:
        """Return who types and, where somebody else decided on paper, who that was."""
        decider = self._person(entry, move.by, posts)
        typist = self._person(entry, move.typed, posts) if move.typed else decider
        if typist.login is None:
            typist = self.county.person(entry.handler)
        day = self.days.day(move.at if move.recorded is None else move.recorded)
        actor = self._actor(typist, day, posts)
        if typist.id == decider.id:
            return actor, Signed()
        return actor, Signed(decider=decider.key, handler=typist.key, voucher="纸质签批件", page="1")

    def _person(self, entry: MatterEntry, named: str | None, posts: tuple[str, ...]) -> PersonEntry:
        if named is not None and any(one.id == named for one in self.county.people):
            return self.county.person(named)
        for post in (named,) if named else posts:
            if post == "handler":
                return self.county.person(entry.handler)
            if post and (found := self.county.holder(post, entry.unit)):
                return found
        raise ScriptError(f"没有人担任：{named or '、'.join(posts)}", where=entry.id)

    def _named(self, entry: MatterEntry, value: FieldValue) -> str:
        """Return the name of who holds the post that an answer names (``@:head``); empty where it names none."""
        if not isinstance(value, str) or not value.startswith(HOLDER):
            return ""
        return self._person(entry, value.removeprefix(HOLDER), ()).name

    def _actor(self, person: PersonEntry, day: date, posts: tuple[str, ...]) -> Actor:
        if not person.posts:
            return actor_of(Account.objects.get(login=person.login), on=day)
        held = next((pair for pair in person.posts if pair[0] in posts), person.posts[0])
        return actor_of(Account.objects.get(login=person.login), post=held[0], unit=held[1], on=day)

    def _files(
        self,
        entry: MatterEntry,
        move: Move,
        procedure: Procedure,
        step: Step,
        state: State,
        outcome: str | None,
        fields: Mapping[str, FieldValue],
        number: str,
    ) -> Iterator[Attached]:
        """Yield the papers that go with a move: the text it makes, and every piece of evidence it owes."""
        day = self.days.day(move.at)
        if step.makes and move.verb in {"do", "fact"}:
            text = procedure.texts[step.makes]
            version = len(state.every(step.id)) + 1
            body = papers.draft(entry.title, move.text or (f"{text}（{step.name}第{version}次）。",), day)
            name = f"{entry.title}（{step.name}{version}）.docx"
            yield Attached(file=evidence.receive(io.BytesIO(body), name), slot=TEXT_SLOT)
        if move.verb in {"send", "void"}:
            return
        clocks = CalendarClocks(procedure, state, self.days.calendar, day)
        view = View(procedure, state, clocks, step=step, key=move.key, outcome=outcome, fields=fields)
        owed = set(owed_evidence(step, view)) - set(move.missing)
        for item in step.evidence:
            if item.id in owed:
                body = papers.voucher(item.name, entry.title, number, day)
                yield Attached(file=evidence.receive(io.BytesIO(body), f"{item.name}.docx"), slot=item.id, pages="1")
