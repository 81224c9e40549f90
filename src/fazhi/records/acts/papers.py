"""Acts on papers: issue one with its number, take back what came back of it, bind the sealed scan, void it.

The number comes before the print; the Word file is kept as it was issued, with the digest of its text. What comes back
is kept whatever it says; the comparison counts what differs. A seal is never drawn: the scan of it makes a 正式件.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from fazhi.formats.docx.read import lines as docx_lines
from fazhi.kernel.ledger import sm3_hex
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.papers import BLANK, Change, Compared, Grade, Paper, Standing, compare, lines
from fazhi.kernel.procedures import ActKind, PaperForm
from fazhi.records import access, evidence, matters, numbering, papers
from fazhi.records.access import Action
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.numbers import take_in, void_in
from fazhi.records.acts.opening import after
from fazhi.records.acts.organisation import stream_of, unit_of
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.recording import record_all
from fazhi.records.evidence import Attached, Received
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Person
from fazhi.records.papers import Issued

SCANS = frozenset({"pdf", "jpg", "png", "heic", "ofd", "tif"})
"""Kinds of file a sealed scan may be."""

SLOT = papers.SLOT


@act
def issue(running: Act, *, matter: str, paper: str, entry: str | None = None, signed: Signed | None = None) -> Result:
    """Issue a paper of a matter: number, Word file and digest are kept. Returns seq, number and digest.

    ``entry`` is the entry of the list, for a paper made for each. Personal values stand in it as the addressee must
    read them (in a public paper masked); the event says which classes. Raises ActRefused, Denied.
    """
    before = matters.glimpse(matter)
    form = before.procedure.papers.get(paper)
    if form is None:
        raise ActRefused("本规程没有这件文书", field="paper", where=paper[:40])
    if form.grade is Grade.INTERNAL:
        raise ActRefused("内部用纸直接打印，不用印发", field="paper", where=form.name)
    unit_stream = stream_of(before.card.unit)
    running.lock(matter, *((unit_stream,) if form.series is not None else ()))
    folded, row, record = _allowed(running, matter)
    if (done := papers.current(papers.issued(record.pk), paper, entry)) is not None:
        raise ActRefused(
            f"已印发{done.number or form.name}，不能重复印发",
            where=form.name,
            hint="内容有误的，先作废并写明理由，再重新印发",
        )
    seen: set[str] = set()
    public = form.grade is Grade.PUBLIC
    reveal = papers.masked_reveal(matter) if public else papers.whole_reveal(matter, seen)
    said = replace(papers.facts(folded, record, reveal, masked=public), day=running.today, standing=Standing.ISSUED)
    offer = next(
        (item for item in papers.listed(folded, said, running.today) if item.form.id == paper and item.key == entry),
        None,
    )
    if offer is None or not offer.ready:
        raise ActRefused(f"现在还不能印发：须{offer.why}" if offer else "没有这一项", field="paper", where=form.name)
    number, series = papers.number_taken(folded, form, running.today, entry), None
    if not number and form.series is not None:
        series = form.series
        book = numbering.book_of(unit_of(before.card.unit), form.series, running.today)
        number = take_in(running, stream=unit_stream, unit=book, kind=form.series, day=running.today, matter=matter)
    person = Person.objects.filter(key=running.grants.person).values_list("name", flat=True).first() or ""
    foot = f"{record.number}　打印：{running.recorded:%Y-%m-%d %H:%M}　{person}"
    said = replace(said, number=number, person=person, foot=foot)
    made = papers.drawn(folded, form, said, running.today, entry)
    if (not made.number and form.number is not None) or BLANK in made.number:
        raise ActRefused("这件文书还没有文号，不能印发", field="paper", where=form.name, hint="先办理取号的那一步")
    body, own = papers.word_of(folded, record.unit_path, form, said, running.today, made, entry)
    file = evidence.receive(io.BytesIO(body), f"{form.name}{made.number}.docx".replace("/", "、"))
    data: dict[str, JsonInput] = {
        "paper": paper,
        "name": made.title,
        "number": made.number,
        "text": digest(made),
        "grade": form.grade.value,
    }
    optional: dict[str, JsonInput] = {
        "key": entry,
        "series": series,
        "form": own or None,
        "classes": sorted(seen) or None,
        "blank": [item.what for item in made.missing] or None,
        "signed": signed.data() if signed else None,
    }
    data |= {name: value for name, value in optional.items() if value is not None}
    event = running.event(matter, papers.ISSUED, data, files=[Attached(file=file, slot=SLOT)])
    result = after(running, folded, event)
    matter_rows.settle(running, {matter: result}, {matter: row})
    return {"stream": matter, "seq": event.seq, "number": made.number, "text": digest(made)}


@act
def void_paper(running: Act, *, matter: str, seq: int, reason: str) -> Result:
    """Void an issued paper with a reason; a number of its own stays in the book, voided. Raises ActRefused, Denied."""
    before = matters.glimpse(matter)
    running.lock(matter, stream_of(before.card.unit))
    folded, row, record = _allowed(running, matter)
    paper = _issued(record, seq)
    if not reason.strip():
        raise ActRefused("作废须写明理由", field="reason")
    if paper.series is not None:
        stream, unit = stream_of(before.card.unit), unit_of(before.card.unit)
        book = numbering.book_of(unit, paper.series, paper.day)
        void_in(running, stream=stream, unit=book, kind=paper.series, text=paper.number, reason=reason)
    data = {"paper": paper.paper, "name": paper.name, "number": paper.number, "reason": reason.strip()[:400]}
    event = running.event(matter, papers.VOIDED, data, run=seq)
    matter_rows.settle(running, {matter: after(running, folded, event)}, {matter: row})
    return {"stream": matter, "seq": event.seq}


@act
def take_back(running: Act, *, matter: str, seq: int, file: Received) -> Result:
    """Keep what came back of an issued paper from Word or WPS, with the counts of what differs.

    Raises ActRefused, Denied, and ReadError for a file that cannot be read as Word.
    """
    running.lock(matter)
    folded, row, record = _allowed(running, matter)
    paper = _issued(record, seq)
    counts = Counter(item.change.value for item in compared(paper, file.sm3))
    changes: Mapping[str, JsonInput] = {change.value: counts[change.value] for change in Change}
    data: dict[str, JsonInput] = {"paper": paper.paper, "name": paper.name, "number": paper.number, "changes": changes}
    event = running.event(matter, papers.RETURNED, data, run=seq, files=[Attached(file=file, slot=SLOT)])
    matter_rows.settle(running, {matter: after(running, folded, event)}, {matter: row})
    return {"stream": matter, "seq": event.seq, "changes": dict(changes)}


@act
def seal(running: Act, *, matter: str, seq: int, file: Received, pages: str = "") -> Result:
    """Bind the sealed scan to an issued paper: from now on it is the 正式件. Also vouches for the step that owed it.

    Raises ActRefused, Denied.
    """
    running.lock(matter)
    folded, row, record = _allowed(running, matter)
    paper = _issued(record, seq)
    if file.kind not in SCANS:
        raise ActRefused("盖章件应为扫描件（PDF、OFD 或图像）", field="scan", hint="扫描盖章的纸质件后上传")
    if paper.sealed is not None:
        raise ActRefused("盖章件已经收到", field="scan", where=paper.number or paper.name)
    attached = Attached(file=file, slot=SLOT, pages=pages[:64])
    data = {"paper": paper.paper, "name": paper.name, "number": paper.number, "text": paper.digest}
    event = running.event(matter, papers.SEALED, data, run=seq, files=[attached])
    result = after(running, folded, event)
    if (owed := _owed(result, result.procedure.papers.get(paper.paper), paper.key)) is not None:
        step, run, slot = owed
        vouch = Proposal(kind=ActKind.VOUCH, step=step, key=paper.key, run=run, files=(replace(attached, slot=slot),))
        result = record_all(running, result, row, [vouch])
    matter_rows.settle(running, {matter: result}, {matter: row})
    return {"stream": matter, "seq": result.count}


def _allowed(running: Act, matter: str) -> tuple[Folded, MatterRow, Matter]:
    """Return the matter, its row as acts see it, and the record; Denied for who may not act on it."""
    head = running.heads[matter]
    folded, row = matters.folded(matter, head), matter_rows.read(head)
    if not access.allows(running.grants, Action.ACT, row, running.today):
        raise access.Denied("您无权办理此件", where=row.number, hint="请与承办单位联系")
    return folded, row, Matter.objects.select_related("parent").get(pk=head.id)


def _issued(record: Matter, seq: int) -> Issued:
    paper = next((item for item in papers.issued(record.pk) if item.seq == seq), None)
    if paper is None:
        raise ActRefused("没有印发过这一件", where=record.number)
    if paper.voided:
        raise ActRefused("这一件已经作废", where=paper.number or paper.name)
    return paper


def _owed(folded: Folded, form: PaperForm | None, key: str | None) -> tuple[str, int, str] | None:
    """Return step, run and evidence item that the sealed paper vouches for, when they are still owed."""
    if form is None or form.vouches is None:
        return None
    step, _, item = form.vouches.partition(".")
    runs = [run for run in folded.state.of(step, key) if run.lawful and not run.voided]
    return (step, runs[-1].id, item) if runs and item in runs[-1].missing else None


def digest(paper: Paper) -> str:
    """Return the SM3 of a paper's text: its lines, without the foot line."""
    return sm3_hex("\n".join(lines(paper)).encode())


def compared(paper: Issued, sm3: str) -> tuple[Compared, ...]:
    """Return clause by clause what was issued and what the file with this digest says."""
    return compare(docx_lines(evidence.read(paper.sm3)), docx_lines(evidence.read(sm3)))
