"""What the reviewer makes of the 提示: an opinion, or set aside with a reason. Kept in the draft of the step's form.

Which step takes them is said by the pack (``takes``). Nothing enters the file before that form is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from fazhi.components import Choice, Field, Link, State, Tag, Weight
from fazhi.desk.checked import Beside
from fazhi.desk.forms import drafts
from fazhi.desk.forms.plan import MOST_ROWS, ROWS
from fazhi.desk.forms.values import MARK, Values
from fazhi.desk.found import Found
from fazhi.desk.versions import WEIGHTS
from fazhi.formats.writers.marking import place_of
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.lint import Finding, Result
from fazhi.kernel.procedures import CODE, FINDINGS, SET_ASIDE, Step, taker
from fazhi.records.acts.base import ActRefused

_WORDS = {FINDINGS: "写成意见", SET_ASIDE: "不采用（写明理由）"}
_DONE = {FINDINGS: "已写成意见草稿第 {} 条", SET_ASIDE: "不采用，理由已写进草稿第 {} 条"}
_ENTERED = {FINDINGS: "已提出意见", SET_ASIDE: "已登记不采用"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a draft: its number there, what it was made of (if of a finding), what stands in it."""

    number: int
    mark: str
    weight: Weight | None
    word: str
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step that takes findings and that this person may do now, with the draft of its form."""

    what: str
    step: Step
    form: str
    href: str
    values: Values

    @property
    def word(self) -> str:
        """Return what is offered beside a finding."""
        return _WORDS[self.what]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the results to choose from: the weights where the step has them; none where there is one only."""
        weighed = tuple(outcome for outcome in self.step.outcomes if outcome in WEIGHTS)
        return weighed or (self.step.outcomes if len(self.step.outcomes) > 1 else ())

    def names(self, row: int) -> list[str]:
        """Return the names of the controls of a row."""
        return [f"r{row}-outcome", *(f"r{row}-{item.id}" for item in self.step.fields)]

    def row_of(self, mark: str) -> int | None:
        """Return the row a finding was written into, unless somebody emptied it since."""
        return next((line.number for line in self.lines if line.mark == mark), None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the rows of the draft in which anything stands."""
        return tuple(self._line(row) for row in range(1, MOST_ROWS + 1) if self.values.any_of(self.names(row)))

    def _line(self, row: int) -> Line:
        said = {item.takes: self.values.get(f"r{row}-{item.id}") for item in self.step.fields if item.takes}
        outcome = self.values.get(f"r{row}-outcome")
        return Line(
            number=row,
            mark=self.values.get(f"r{row}-{MARK}"),
            weight=WEIGHTS.get(outcome),
            word=outcome,
            place=said.get("place", ""),
            text=said.get("reason") or said.get("suggestion") or said.get("message", ""),
        )


def offers(request: HttpRequest, found: Found) -> tuple[Offer, ...]:
    """Return the steps that take findings, for somebody who holds a post of theirs, while they are open."""
    return tuple(_offers(request, found)) if found.may_act else ()


def _offers(request: HttpRequest, found: Found) -> Iterator[Offer]:
    for what in (FINDINGS, SET_ASIDE):
        step = taker(found.procedure, what)
        if step is None or not set(step.posts) & found.desk.post_ids:
            continue
        view = found.picture.find(step.id)
        if view is not None and view.doable:
            form = f"{found.id}/do/{step.id}/"
            values, _ = drafts.restore(request, form)
            yield Offer(what=what, step=step, form=form, href=found.address("act", "do", step.id), values=values)


def mark_of(sm3: str, finding: Finding) -> str:
    """Return what a finding in a file is known by: file, rule, place."""
    return f"{sm3[:16]}:{finding.code}:{finding.start}-{finding.end}"


def beside(found: Found, result: Result, sm3: str, offered: tuple[Offer, ...], here: str) -> dict[int, Beside]:
    """Return what stands with each finding, by number: what was made of it, or the ways to go on."""
    entered = {offer.what: set(_entered(found, offer.step)) for offer in offered}
    made = {}
    for number, finding in enumerate(result.findings, 1):
        place = place_of(result.document, finding)
        mark, known = mark_of(sm3, finding), {(place, finding.message), (place, finding.code)}
        links = tuple(
            Link(label=offer.word, href=f"{here}&f={number}&do={offer.what}#finding-{number}") for offer in offered
        )
        held = next(((offer, row) for offer in offered if (row := offer.row_of(mark)) is not None), None)
        done = next((offer for offer in offered if known & entered[offer.what]), None)
        if held is not None:
            offer, row = held
            tag = Tag(state=State.DONE if offer.what == FINDINGS else State.SKIPPED, text=_DONE[offer.what].format(row))
            weight = next(line.weight for line in offer.lines if line.number == row)
            change = tuple(
                Link(label="修改" if other is offer else f"改为{other.word}", href=link.href)
                for other, link in zip(offered, links, strict=True)
            )
            made[number] = Beside(done=tag, weight=weight, links=change)
        elif done is not None:
            made[number] = Beside(done=Tag(state=State.DONE, text=_ENTERED[done.what]))
        else:
            made[number] = Beside(buttons=links)
    return made


def _entered(found: Found, step: Step) -> Iterator[tuple[str, str]]:
    """Yield the place of each entry with its message, and with its rule: the message may have been written anew."""
    names = {item.takes: item.id for item in step.fields if item.takes}
    for run in found.state.every(step.id):
        for part in ("message", CODE):
            said = str(run.fields.get(names.get(part, ""), ""))
            if said and not run.voided:
                yield str(run.fields.get(names["place"], "")), said


def questions(offer: Offer, result: Result, finding: Finding, mark: str, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the form for one finding, filled in from what was typed, from the draft, or from the finding itself."""
    row = offer.row_of(mark)
    known = prefilled(offer, result, finding)
    fields = []
    if offer.outcomes:
        choices = tuple(Choice(value=outcome, label=outcome) for outcome in offer.outcomes)
        held = offer.values.get(f"r{row}-outcome") if row is not None else ""
        fields.append(
            Field(name="outcome", label="分量", kind="radio", choices=choices, value=typed.get("outcome", held))
        )
    for item in offer.step.fields:
        if item.takes in (None, CODE) or (offer.what == SET_ASIDE and item.takes != "reason"):
            continue
        held = offer.values.get(f"r{row}-{item.id}") if row is not None else known.get(item.id, "")
        fields.append(
            Field(
                name=item.id,
                label=item.name,
                kind="textarea" if item.long else "text",
                value=typed.get(item.id, held),
                required=item.takes in {"place", "message", "reason"},
                lines=3,
            )
        )
    return tuple(fields)


def prefilled(offer: Offer, result: Result, finding: Finding) -> dict[str, str]:
    """Return what the fields of the step take from a finding, by field."""
    said = {
        "place": place_of(result.document, finding),
        "message": finding.message,
        "basis": refs_cn(finding.basis),
        "suggestion": finding.suggestion or "",
        "code": finding.code,
    }
    return {item.id: said[item.takes] for item in offer.step.fields if item.takes in said}


def put(
    request: HttpRequest,
    offered: tuple[Offer, ...],
    offer: Offer,
    mark: str,
    known: Mapping[str, str],
    typed: Mapping[str, str],
) -> int:
    """Write a finding into the draft of the step's form and out of any other; return the row.

    Raises ActRefused beside the field that is wanting.
    """
    if offer.outcomes and typed.get("outcome") not in offer.outcomes:
        raise ActRefused("请选择分量", field="outcome")
    answers = dict(known) | {item.id: typed[item.id] for item in offer.step.fields if item.takes and item.id in typed}
    for item in offer.step.fields:
        if item.takes in {"place", "message", "reason"} and not answers.get(item.id):
            raise ActRefused(f"须填写“{item.name}”", field=item.id)
    row = offer.row_of(mark) or next((n for n in range(1, MOST_ROWS + 1) if not _taken(offer, n)), None)
    if row is None:
        raise ActRefused(f"草稿已有 {MOST_ROWS} 条", hint="先把草稿交出，再写其余各条")
    values = offer.values
    for name, text in {**answers, MARK: mark, **({"outcome": typed["outcome"]} if offer.outcomes else {})}.items():
        values = values.replaced(f"r{row}-{name}", text)
    more = offer.values.get("_rows", "0")
    values = values.replaced("_rows", str(max(int(more) if more.isdigit() else 0, row - ROWS, 0)))
    for other in offered:
        if other is not offer and (old := other.row_of(mark)) is not None:
            left = other.values.without(f"r{old}-")
            drafts.keep(request, other.form, left)
            if not _anything(other, left):
                drafts.drop(request, other.form)
    drafts.keep(request, offer.form, values)
    return row


def _anything(offer: Offer, values: Values) -> bool:
    return any(values.any_of(offer.names(row)) for row in range(1, MOST_ROWS + 1))


def _taken(offer: Offer, row: int) -> bool:
    return offer.values.any_of(offer.names(row))
