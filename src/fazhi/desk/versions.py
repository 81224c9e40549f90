"""The versions of a text that lie in a matter as files, and the opinions its list holds, for the second look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fazhi.components import Weight
from fazhi.desk.evidence_text import READABLE
from fazhi.desk.found import Found
from fazhi.kernel.procedures import FINDINGS, Run, Step, taker, taking
from fazhi.records.acts.proposals import TEXT_SLOT
from fazhi.records.models import EvidenceLink

WEIGHTS = {weight.label: weight for weight in Weight}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a text: which it is (from 1), the step that gave it, its day, its file."""

    number: int
    run: Run
    step: Step
    link: EvidenceLink

    @property
    def seq(self) -> int:
        """Return the event that brought it."""
        return self.run.id

    @property
    def day(self) -> date:
        """Return the day it is of."""
        return self.run.occurred


def versions(found: Found, text: str) -> tuple[Version, ...]:
    """Return the versions of a text that can be read, the earliest first; the others are counted but not listed."""
    steps = {
        step.id: step
        for step in found.procedure.steps.values()
        if text in (step.makes, step.call.returns if step.call is not None else None)
    }
    runs = sorted(
        (run for name in steps for run in found.state.every(name) if run.text is not None and not run.voided),
        key=lambda run: run.order,
    )
    if len(runs) < 2:
        return ()
    held = EvidenceLink.objects.filter(
        stream_id=found.row.pk, slot=TEXT_SLOT, seq__in=[run.id for run in runs], file__kind__in=READABLE
    ).select_related("file")
    links = {link.seq: link for link in held}
    return tuple(
        Version(number=number, run=run, step=steps[run.step], link=links[run.id])
        for number, run in enumerate(runs, 1)
        if run.id in links
    )


def pairs(found: Found) -> Iterator[tuple[str, str]]:
    """Yield id and name of each text that can be compared: two versions of it lie in the matter as files."""
    for text, name in found.procedure.texts.items():
        if len(versions(found, text)) > 1:
            yield text, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An entry that came of a review: its key, weight (or word), the clause it names, what it asks, what followed.

    ``done`` are the later steps for it, with their results: 采纳反馈：采纳.
    """

    key: str
    weight: Weight | None
    word: str
    place: str
    text: str
    done: tuple[str, ...]
    order: tuple[date, int]


def opinions(found: Found) -> tuple[Opinion, ...]:
    """Return the entries of the step that takes findings. One withdrawn is no opinion.

    Where the results of the step are weights (必须、应当、建议), any other result of it withdraws the entry.
    """
    step = taker(found.procedure, FINDINGS)
    if step is None or step.adds is None:
        return ()
    weighed = any(outcome in WEIGHTS for outcome in step.outcomes)
    made = []
    for key in found.state.keys(step.adds):
        runs = [run for run in found.state.of(step.id, key) if run.lawful and not run.voided]
        latest = max(runs, key=lambda run: run.order, default=None)
        if latest is not None and (latest.outcome in WEIGHTS or not weighed):
            made.append(_opinion(found, step, key, latest))
    return tuple(made)


def _opinion(found: Found, step: Step, key: str, run: Run) -> Opinion:
    def said(part: str) -> str:
        field = taking(step, part)
        return str(run.fields.get(field.id) or "") if field is not None else ""

    weight = WEIGHTS.get(run.outcome)
    return Opinion(
        key=key,
        weight=weight,
        word="" if weight is not None or len(step.outcomes) == 1 else run.outcome,
        place=said("place"),
        text=said("suggestion") or said("message"),
        done=tuple(_done(found, step, key)),
        order=run.order,
    )


def _done(found: Found, step: Step, key: str) -> Iterator[str]:
    for other in found.procedure.steps.values():
        if other.each != step.adds:
            continue
        runs = [run for run in found.state.of(other.id, key) if run.lawful and not run.voided]
        if runs:
            yield f"{other.name}：{max(runs, key=lambda run: run.order).outcome}"


def usual(held: tuple[Version, ...], said: tuple[Opinion, ...]) -> tuple[Version, Version]:
    """Return the two versions that are compared unless others are asked for: the one reviewed, and the newest.

    The one reviewed is the last on which an opinion was given before a newer version came.
    """
    newest = held[-1]
    earlier = [each for each in held[:-1] if any(each.run.order < opinion.order for opinion in said)]
    reviewed = [
        each
        for each, after in pairwise(held)
        if any(each.run.order < opinion.order < after.run.order for opinion in said)
    ]
    return (reviewed or earlier or [held[-2]])[-1], newest
