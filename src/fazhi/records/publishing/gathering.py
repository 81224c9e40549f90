"""What matters have made public, gathered by their declarations as plain rows: nothing personal, nothing sealed.

Each row is everything the portal will ever know of a thing: title, number, unit, days, told answers, the wording of
the text, the steps on the way, issued papers for the public. No file is passed on: files carry names and comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fazhi.kernel.citations.basis import bases_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Json, sm3_hex
from fazhi.kernel.papers import Grade
from fazhi.kernel.procedures import Procedure, State
from fazhi.kernel.procedures.library import Issued
from fazhi.kernel.procedures.publishing import Published, published
from fazhi.packs import procedures
from fazhi.records import library, matters, papers
from fazhi.records.matters import Folded
from fazhi.records.models import Event, Matter, Unit
from fazhi.records.publishing.guarding import leaks

Row = dict[str, Json]
UNREAD: Final = "全文没有可以转成文字的文本，请到发布单位查阅。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Something that would be public and is held back: of which matter, what, and why."""

    number: str
    what: str
    why: str


def gather(on: date) -> tuple[list[Row], list[Withheld]]:
    """Return the rows of everything public on a day, the newest first, and what was held back."""
    rows: list[Row] = []
    held: list[Withheld] = []
    matters_ = {row.pk: row for row in _published_matters()}
    homes = dict(Unit.objects.values_list("path", "name"))
    for pk, folded in matters.fold_many(matters_):
        for made in published(folded.procedure, folded.state, matters.calendar()):
            if made.day > on:
                continue
            row = _row(matters_[pk], folded, made, homes)
            if found := leaks(folded.stream, [row]):
                why = f"文中有已密封的个人信息（{'、'.join(found)}）"
                held.append(Withheld(number=folded.card.number, what=made.what, why=why))
            else:
                rows.append(row)
    return sorted(rows, key=lambda row: (str(row["day"]), str(row["id"])), reverse=True), held


def _published_matters() -> Iterator[Matter]:
    """Yield the matters in which a publishing step of any pack was done."""
    steps = {one.step for name in procedures.ids() for one in procedures.get(name).publications}
    streams = Event.objects.filter(step__in=steps, stream__kind="matter").values("stream_id").distinct()
    yield from Matter.objects.filter(pk__in=streams).select_related("unit", "stream").order_by("pk")


def _row(matter: Matter, folded: Folded, made: Published, homes: dict[str, str]) -> Row:
    issued = library.issued_of(folded)
    shelved = folded.procedure.library is not None and folded.procedure.library.enters == made.step
    row: Row = {
        "id": identity(folded.stream, made.step),
        "section": made.section,
        "what": made.what,
        "title": folded.card.title,
        "number": made.number,
        "record": folded.card.number,
        "unit": homes.get(home_of(matter.unit_path), matter.unit.name),
        "office": matter.unit.name,
        "day": made.day.isoformat(),
        "until": made.until.isoformat() if made.until is not None else "",
        "facts": [list(fact) for fact in made.facts],
        "course": [
            {
                "step": passed.name,
                "first": passed.first.isoformat(),
                "last": passed.last.isoformat(),
                "outcome": passed.outcome,
                "times": passed.times,
            }
            for passed in made.course
        ],
        "basis": bases_cn(folded.procedure.bases(made.basis)),
        "papers": list(_papers(matter, folded)),
    }
    text = issued.digest if issued is not None and shelved else made.text
    row["text"], row["trouble"] = wording(text)
    if issued is not None and shelved:
        row["force"] = _force(issued)
        row["versions"] = list(_versions(folded.procedure, folded.state))
    return row


def identity(stream: str, step: str) -> str:
    """Return the address of a published thing: it says nothing of the matter and stays the same."""
    return sm3_hex(f"{stream}|{step}".encode())[:16]


def home_of(path: str) -> str:
    """Return the path of the township (or bureau) a unit belongs to: what the public knows as the issuing body."""
    return "/".join(path.split("/")[:2]) + "/" if path.count("/") > 1 else path


def wording(digest: str) -> tuple[list[Json], Json]:
    """Return the paragraphs of a kept text, and why there are none."""
    if not digest:
        return [], ""
    try:
        said = library.text_of(digest)
    except (FazhiError, OSError):
        return [], UNREAD
    lines: list[Json] = [line.strip() for line in said.splitlines() if line.strip()]
    return lines, "" if lines else UNREAD


def _papers(matter: Matter, folded: Folded) -> Iterator[Json]:
    """Yield the papers for the public that were issued and not voided: name, number, day, wording."""
    for one in papers.issued(matter.pk):
        form = folded.procedure.papers.get(one.paper)
        if form is not None and form.grade is Grade.PUBLIC and not one.voided:
            text, trouble = wording(one.sm3)
            said = {"name": one.name, "number": one.number, "day": one.day.isoformat()}
            yield {**said, "text": text, "trouble": trouble}


def _force(issued: Issued) -> Row:
    days = {name: getattr(issued, name) for name in ("published", "since", "until", "warn", "ended", "changed")}
    return {
        **{name: day.isoformat() if day is not None else "" for name, day in days.items()},
        "word": issued.word,
        "number": issued.number,
        "document": issued.document,
    }


def _versions(procedure: Procedure, state: State) -> Iterator[Json]:
    """Yield the texts that were in force, the earliest first: what was published, then what each change made of it."""
    declared = procedure.library
    if declared is None:
        return
    runs = [run for name in declared.changes for run in state.of(name) if run.lawful and not run.voided and run.text]
    entered = [run for run in state.of(declared.enters) if run.lawful and not run.voided]
    first = max(entered, key=lambda run: run.order, default=None)
    makers = [step.id for step in procedure.steps.values() if step.makes == declared.text]
    original = [
        run
        for name in makers
        for run in state.every(name)
        if run.text and not run.voided and first is not None and run.order <= first.order
    ]
    before: Sequence[tuple[date, str, str]] = (
        [(first.occurred, "公布", max(original, key=lambda run: run.order).text or "")] if first and original else []
    )
    changed = [
        (run.occurred, procedure.steps[run.step].name, run.text or "")
        for run in sorted(runs, key=lambda run: run.order)
    ]
    for day, name, digest in (*before, *changed):
        text, trouble = wording(digest)
        yield {"day": day.isoformat(), "name": name, "text": text, "trouble": trouble}
