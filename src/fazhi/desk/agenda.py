"""议题包: the agenda of a meeting and, for every item, its papers, its legal state and its materials, as one print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fazhi.desk import papers as shown
from fazhi.desk.found import Found
from fazhi.formats.docx.read import lines
from fazhi.formats.errors import ReadError
from fazhi.kernel.papers import Cell, Grade, Note, Paper, Paragraph, Span, Table
from fazhi.kernel.procedures import PaperForm
from fazhi.kernel.procedures.papersource import Facts, lacking
from fazhi.records import evidence, matters, papers
from fazhi.records.acts.looks import look
from fazhi.records.models import EvidenceLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the clerk types: name, time and place of the meeting."""

    name: str
    time: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A matter on the agenda: its papers for the meeting, and how many conditions of the discussion it lacks."""

    found: Found
    forms: tuple[PaperForm, ...]
    lacks: int

    @property
    def state(self) -> str:
        """Return its legal state in words."""
        return "前置程序齐备" if not self.lacks else f"尚缺 {self.lacks} 项，见核对表"


def item_of(found: Found) -> Item | None:
    """Return a matter as an item; None where its pack declares no paper for an agenda, or it is closed."""
    declared = [form for form in found.procedure.papers.values() if form.agenda]
    if not declared or found.state.closed is not None:
        return None
    lacks = {
        condition.text
        for form in declared
        for condition in lacking(found.procedure, found.state, matters.calendar(), found.on, form)
    }
    forms = tuple(sorted(declared, key=lambda form: form.agenda))
    return Item(found=found, forms=forms, lacks=len(lacks))


def pack(meeting: Meeting, items: Sequence[Item], organ: str, now: datetime, person: str) -> tuple[Paper, ...]:
    """Return the whole pack: agenda first, then item by item; each paper begins on a right-hand page."""
    foot = f"议题包　打印：{now:%Y-%m-%d %H:%M}　{person}"
    found = [_agenda(meeting, items, organ)]
    for number, item in enumerate(items, 1):
        listed = papers.listed(item.found.folded, Facts(matter={}), item.found.on)
        ready = {offer.form.id for offer in listed if offer.ready}
        found += [
            shown.draw(item.found, form, None, now).paper
            for form in item.forms
            if form.id in ready and form.grade is Grade.INTERNAL
        ]
        found += _materials(number, item)
    return tuple(replace(paper, foot=foot) for paper in found)


def _cell(text: str, head: bool = False) -> Cell:
    return Cell(spans=(Span(text=text),), head=head)


def _agenda(meeting: Meeting, items: Sequence[Item], organ: str) -> Paper:
    head = tuple(_cell(name, True) for name in ("序号", "议题", "申报单位", "汇报人", "法定程序情况"))
    rows = tuple(
        (
            _cell(str(number)),
            _cell(f"{item.found.row.title}\n（{item.found.row.number}）"),
            _cell(item.found.row.unit.name),
            _cell(item.found.row.handler.name if item.found.row.handler else ""),
            _cell(item.state),
        )
        for number, item in enumerate(items, 1)
    )
    blocks = (
        Paragraph(spans=(Span(text=f"时间：{meeting.time or '＿＿＿＿'}"),)),
        Paragraph(spans=(Span(text=f"地点：{meeting.place or '＿＿＿＿'}"),)),
        Paragraph(spans=(Span(text="议题："),)),
        Table(widths=(2, 9, 6, 3, 5), rows=(head, *rows), heads=1, small=True),
        Note(spans=(Span(text="法定程序尚缺的议题，补齐后再提交讨论；合法性审查机构负责人列席会议。"),)),
    )
    return Paper(title=f"{meeting.name or '会议'}议程", subtitle=organ, blocks=blocks)


def _materials(number: int, item: Item) -> Iterator[Paper]:
    """Yield the list of materials, and the text under discussion where it is a Word file that can be read."""
    found = item.found
    texts = found.procedure.texts
    tokens = [(texts[name], held[2]) for name, held in found.state.texts.items() if name in texts]
    links = {
        link.file.sm3: link
        for link in EvidenceLink.objects.filter(stream_id=found.row.pk).select_related("file").order_by("seq")
    }
    rows = [tuple(_cell(name, True) for name in ("序号", "材料", "形式", "校验（SM3 前12位）"))]
    attached: list[Paper] = []
    for place, (name, token) in enumerate(tokens, 1):
        link = links.get(token)
        text = _text(found, link) if link is not None and link.file.kind == "docx" else ()
        form = "电子件，正文附后" if text else "电子件，另附" if link is not None else "纸质件，另附"
        rows.append((_cell(str(place)), _cell(name), _cell(form), _cell(token[:12] if link is not None else "")))
        if text:
            attached.append(_copy(number, name, text))
    blocks = (
        Table(widths=(2, 10, 7, 6), rows=tuple(rows), heads=1, small=True),
        Note(spans=(Span(text="另附的材料按本清单次序排在本议题之后。附后的正文供阅读，版式以原件为准。"),)),
    )
    yield Paper(title=f"议题{number}材料清单", subtitle=found.row.title, blocks=blocks)
    yield from attached


def _text(found: Found, link: EvidenceLink) -> tuple[str, ...]:
    """Return the text of a file for who may open it, which is logged; nothing for others, or where it is unreadable."""
    if not found.may_unmask:
        return ()
    look(actor=found.desk.actor, matter=found.row, page="agenda", seqs=[link.seq])
    try:
        return lines(evidence.read(link.file.sm3))
    except (ReadError, evidence.UploadRefused):
        return ()


def _copy(number: int, name: str, text: Sequence[str]) -> Paper:
    blocks = tuple(Paragraph(spans=(Span(text=line),)) for line in text)
    return Paper(title=f"议题{number}附件：{name}", blocks=blocks)
