"""The text a step makes, written from its paper: whoever fills in the form need not type the paper again.

A step that makes a text (审查意见书) wants a file. Where the pack declares a paper as the form of that text and no file
was handed in, the paper as it would read after the act is that file: a 送签稿, its number still to be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from fazhi.formats.docx import write
from fazhi.kernel.procedures import ActKind, EventType, MatterEvent, Step, apply
from fazhi.records import papers
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal
from fazhi.records.matters import Folded
from fazhi.records.models import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """A Word file made from a paper, not kept yet."""

    body: bytes
    name: str


def own_text(
    folded: Folded, record: int, item: Proposal, step: Step | None, day: date, recorded: date, decider: str
) -> OwnText | None:
    """Return the text of a proposed act made from its paper; None where one was handed in or no paper serves.

    ``record`` is the row of the matter. Nothing is written: the judge has not spoken yet.
    """
    if step is None or step.makes is None or item.kind is not ActKind.DO or item.text is not None:
        return None
    if any(file.slot == TEXT_SLOT for file in item.files):
        return None
    procedure = folded.procedure
    serving = {form.id for form in procedure.papers.values() if form.makes == step.makes}
    if not serving:
        return None
    numbers = {declared.id for declared in step.fields if declared.series is not None}
    event = MatterEvent(
        seq=folded.count + 1,
        type=EventType.RAN,
        occurred=day,
        recorded=recorded,
        decider=decider,
        step=step.id,
        key=item.key,
        outcome=item.outcome or step.outcomes[0],
        fields=MappingProxyType({name: value for name, value in item.fields.items() if name not in numbers or value}),
    )
    then = replace(folded, state=apply(procedure, folded.state, event))
    row = Matter.objects.select_related("parent").get(pk=record)
    said = papers.facts(then, row, papers.whole_reveal(folded.stream, set()), masked=False)
    offer = next((item for item in papers.listed(then, said, recorded) if item.ready and item.form.id in serving), None)
    if offer is None:
        return None
    paper = papers.drawn(then, offer.form, said, recorded, offer.key)
    return OwnText(body=write(paper), name=f"{offer.form.name}（送签稿）.docx")
