"""议题包: the agenda of a meeting and, for every item, its papers, its legal state and its materials, as one print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fazhi.desk import agenda_files as files
from fazhi.desk import papers as shown
from fazhi.desk.agenda_files import Attachment, Ready
from fazhi.desk.found import Found
from fazhi.formats import office
from fazhi.formats.docx import write
from fazhi.formats.errors import ReadError
from fazhi.formats.printing import merged
from fazhi.kernel.papers import Cell, Grade, Note, Paper, Paragraph, Span, Table
from fazhi.kernel.procedures import PaperForm
from fazhi.kernel.procedures.checklists import checklists, lacking, passed_on
from fazhi.kernel.procedures.papersource import Facts
from fazhi.records import clock, matters, papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the clerk types: name, time and place of the meeting."""

    name: str
    time: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A matter on the agenda: its papers for the meeting, and how many conditions of the discussion it lacks.

    ``lacks`` is None where its pack lists no conditions; ``passed`` the day of a meeting that passed it and still
    holds.
    """

    found: Found
    forms: tuple[PaperForm, ...]
    lacks: int | None
    passed: date | None

    @property
    def due(self) -> bool:
        """Say whether it stands ready for its meeting: nothing lacks, and none has passed it yet."""
        return self.lacks == 0 and self.passed is None

    @property
    def state(self) -> str:
        """Return its legal state in words."""
        if self.passed is not None:
            return f"已于{self.passed.year}年{self.passed.month}月{self.passed.day}日讨论通过"
        if self.lacks is None:
            return "规程没有列出前置程序，请逐项核对"
        return "前置程序齐备" if not self.lacks else f"尚缺 {self.lacks} 项，见核对表"


def item_of(found: Found) -> Item | None:
    """Return a matter as an item; None where its pack declares no paper for an agenda, or it is closed."""
    declared = [form for form in found.procedure.papers.values() if form.agenda]
    if not declared or found.state.closed is not None:
        return None
    known = (found.procedure, found.state, matters.calendar(), found.on)
    steps = {step for form in declared for step in checklists(form)}
    lacks = {condition.text for form in declared for condition in lacking(*known, form)}
    passed = [passed_on(*known, step) for step in steps]
    held = [day for day in passed if day is not None]
    return Item(
        found=found,
        forms=tuple(sorted(declared, key=lambda form: form.agenda)),
        lacks=len(lacks) if steps else None,
        passed=max(held) if held and len(held) == len(passed) else None,
    )


Part = Paper | bytes
"""A paper of ours, or the pages of an attachment as PDF."""


def attached(items: Sequence[Item]) -> tuple[tuple[Item, Attachment], ...]:
    """Return the attachments of all items in the order of the agenda."""
    return tuple((item, one) for item in items for one in files.attachments(item.found))


def word(meeting: Meeting, items: Sequence[Item], organ: str, now: datetime, person: str) -> tuple[Paper, ...]:
    """Return the pack for one Word file: attachments as their text, those that are no text named on the agenda."""
    ready = [files.as_text(item.found, files.attachments(item.found)) for item in items]
    return tuple(part for part in _pack(meeting, items, ready, organ, _foot(now, person)) if isinstance(part, Paper))


def pdf(meeting: Meeting, items: Sequence[Item], organ: str, now: datetime, person: str) -> bytes:
    """Return the whole pack as one PDF for double-sided print: attachments as their own pages.

    Needs LibreOffice. Raises ReadError when the papers themselves could not be turned into pages.
    """
    every = attached(items)
    made = iter(files.as_pdf([(item.found, one) for item, one in every]))
    ready = [tuple(next(made) for whose, _ in every if whose is item) for item in items]
    parts = list(_pack(meeting, items, ready, organ, _foot(now, person)))
    names = {f"p{number}.docx": write(part) for number, part in enumerate(parts) if isinstance(part, Paper)}
    turned = office.convert(names, "pdf")
    if len(turned) < len(names):
        raise ReadError("议程和核对表没有转换成 PDF", code="F212", hint="请改为下载 Word，附件另行打印")
    return merged([turned[f"p{n}.docx"] if isinstance(part, Paper) else part for n, part in enumerate(parts)])


def attachments_only(items: Sequence[Item]) -> bytes:
    """Return the attachments that have pages as one PDF, in the order of the agenda: beside the Word file.

    For a computer without LibreOffice. Raises ReadError when none has pages.
    """
    made = files.as_pdf([(item.found, one) for item, one in attached(items)])
    bodies = [one.pdf for one in made if one.pdf is not None]
    if not bodies:
        raise ReadError("没有可以合并的附件", code="F212", hint="请按材料清单逐件打印")
    return merged(bodies)


def _foot(now: datetime, person: str) -> str:
    return f"议题包　打印：{now:%Y-%m-%d %H:%M}　{person}"


def _pack(
    meeting: Meeting, items: Sequence[Item], ready: Sequence[Sequence[Ready]], organ: str, foot: str
) -> Iterator[Part]:
    """Yield the pack: agenda first, then item by item; each part begins on a right-hand page."""
    yield replace(_agenda(meeting, items, ready, organ), foot=foot)
    for number, (item, files_of) in enumerate(zip(items, ready, strict=True), 1):
        listed = papers.listed(item.found.folded, Facts(matter={}), item.found.on)
        now_ready = {offer.form.id for offer in listed if offer.ready}
        for form in item.forms:
            if form.id in now_ready and form.grade is Grade.INTERNAL:
                yield replace(shown.draw(item.found, form, None, clock.now()).paper, foot=foot)
        yield replace(_materials(number, item, files_of), foot=foot)
        for place, one in enumerate(files_of, 1):
            if one.pdf is not None:
                yield one.pdf
            elif one.text:
                yield replace(_copy(f"议题{number}附件{place}：{one.attachment.title}", one.text), foot=foot)


def _cell(text: str, head: bool = False) -> Cell:
    return Cell(spans=(Span(text=text),), head=head)


def _agenda(meeting: Meeting, items: Sequence[Item], ready: Sequence[Sequence[Ready]], organ: str) -> Paper:
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
        *_left_out(ready),
    )
    return Paper(title=f"{meeting.name or '会议'}议程", subtitle=organ, blocks=blocks)


def _left_out(ready: Sequence[Sequence[Ready]]) -> Iterator[Note]:
    """Yield by name, with the reason, what is not in this print: nothing is left out in silence."""
    said = [
        f"议题{number}附件{place}“{one.attachment.title}”（{one.why}）"
        for number, files_of in enumerate(ready, 1)
        for place, one in enumerate(files_of, 1)
        if one.pdf is None and not one.text
    ]
    if said:
        yield Note(spans=(Span(text=f"没有合并进来、须另行打印的附件 {len(said)} 件：{'；'.join(said)}。"),))


def _materials(number: int, item: Item, ready: Sequence[Ready]) -> Paper:
    """Return the list of an item's attachments: each with its form here, its pages, and its digest."""
    rows = [tuple(_cell(name, True) for name in ("序号", "材料", "在本件中", "校验（SM3 前12位）"))]
    for place, one in enumerate(ready, 1):
        rows.append(
            (
                _cell(str(place)),
                _cell(one.attachment.title),
                _cell(_form(one)),
                _cell(one.attachment.sm3[:12]),
            )
        )
    if not ready:
        rows.append((_cell(""), _cell("本议题没有附件"), _cell(""), _cell("")))
    copied = "抄录的正文供阅读，版式以原件为准。" if any(one.text for one in ready) else ""
    blocks = (
        Table(widths=(2, 9, 7, 7), rows=tuple(rows), heads=1, small=True),
        Note(spans=(Span(text=f"附件按本清单次序排在本议题之后，每件从右页起。{copied}"),)),
    )
    return Paper(title=f"议题{number}材料清单", subtitle=item.found.row.title, blocks=blocks)


def _form(one: Ready) -> str:
    if one.pdf is not None:
        return f"附后，{one.pages} 页"
    return "抄录正文附后" if one.text else f"未附：{one.why}"


def _copy(title: str, text: Sequence[str]) -> Paper:
    return Paper(title=title, blocks=tuple(Paragraph(spans=(Span(text=line),)) for line in text))
