"""Attachments of a meeting's items: which files of a matter go with it, each made printable or named with why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fazhi.desk.found import Found
from fazhi.formats import office
from fazhi.formats.docx import safe
from fazhi.formats.docx.read import lines
from fazhi.formats.errors import ReadError
from fazhi.formats.printing import pages_in
from fazhi.kernel.errors import FazhiError
from fazhi.records import access, bundle, evidence, papers
from fazhi.records.access import Action
from fazhi.records.acts.looks import look
from fazhi.records.acts.proposals import TEXT_SLOT
from fazhi.records.intake import scans
from fazhi.records.intake.sniff import decode
from fazhi.records.models import EvidenceLink, Matter

OFFICE: Final = frozenset({"docx", "doc", "wps", "xlsx", "xls", "et"})
"""Kinds that LibreOffice turns into pages."""

WHOLE: Final = 300 * 1024 * 1024
"""Bytes of attachments that go into one print; those beyond are named."""

_NOT: Final = {
    "heic": "HEIC 照片不能合并，请另存为 JPG",
    "ofd": "OFD 版式文件不能合并，请用版式阅读器打印",
    "zip": "压缩包不能合并，请解开后打印",
}
_NO_OFFICE: Final = "本机没有 LibreOffice，不能转成 PDF，请用办公软件打印"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with an item: what it is, where it lies (``row`` None: on paper only, or closed to the person).

    ``why`` says from the beginning why it cannot be in the print, empty where it may be.
    """

    title: str
    kind: str = ""
    sm3: str = ""
    seq: int = 0
    row: Matter | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An attachment as it is printed: its pages as PDF, or its text, or neither and ``why``."""

    attachment: Attachment
    pdf: bytes | None = None
    pages: int = 0
    text: tuple[str, ...] = ()
    why: str = ""


def attachments(found: Found) -> tuple[Attachment, ...]:
    """Return the files of an item in their order: the texts in force first, then what the steps that stand brought.

    Versions that were replaced, runs that were voided or done again, and papers that came back changed are left out:
    the meeting sees what is in force. A text that came back from another matter lies there.
    """
    named = found.procedure.texts
    texts = [(named[name], held[2]) for name, held in found.state.texts.items() if name in named]
    first = [_text(found, title, token) for title, token in texts]
    tokens = {token for _, token in texts}
    rest = (item for item in bundle.items_of(found.folded, found.row.pk) if item.sm3 not in tokens)
    stands = _standing(found)
    seals = {one.sealed.seq: one for one in papers.issued(found.row.pk) if one.sealed is not None and not one.voided}
    more = [
        Attachment(
            title=item.title, kind=item.kind, sm3=item.sm3, seq=item.seq, row=found.row, why=_closed(found, found.row)
        )
        for item in rest
        if (item.slot == papers.SLOT and item.seq in seals) or (item.slot not in {papers.SLOT, TEXT_SLOT} and
            item.seq in stands)
    ]  # fmt: skip
    return (*first, *more)


def _standing(found: Found) -> frozenset[int]:
    """Return the events whose files count: of the latest lawful run of each step, and vouchers brought afterwards."""
    state = found.state
    runs = {run.id for many in state.runs.values() for run in many}
    latest = {
        max(lawful, key=lambda run: run.order).id
        for many in state.runs.values()
        if (lawful := [run for run in many if run.lawful and not run.voided])
    }
    links = EvidenceLink.objects.filter(stream_id=found.row.pk).values_list("seq", flat=True)
    return frozenset(latest | (set(links) - runs))


def _text(found: Found, title: str, token: str) -> Attachment:
    streams = [found.folded.stream, *found.folded.children.values()]
    links = EvidenceLink.objects.filter(stream__key__in=streams, file__sm3=token).select_related("file", "stream")
    link = min(links, key=lambda one: (streams.index(one.stream.key), one.seq), default=None)
    if link is None:
        return Attachment(title=title, why="纸质件，没有电子件")
    row = Matter.objects.select_related("stream", "unit").get(pk=link.stream_id)
    return Attachment(
        title=title, kind=link.file.kind, sm3=token, seq=link.seq, row=row, why=_closed(found, row)
    )  # fmt: skip


def _closed(found: Found, row: Matter) -> str:
    allowed = access.allows(found.desk.grants, Action.UNMASK, row, found.desk.today)
    return "" if allowed else "您无权打开，请承办单位打印"


def foretold(item: Attachment) -> str:
    """Return why an attachment will not be in the PDF, as far as that is seen without opening it; else empty."""
    if item.why:
        return item.why
    if item.kind in OFFICE and office.installed() is None:
        return _NO_OFFICE
    return _NOT.get(item.kind, "")


def as_text(found: Found, items: Sequence[Attachment]) -> tuple[Ready, ...]:
    """Return attachments for a Word file: the text of those that have some to copy, the others with why not."""
    return tuple(_copied(found, item) for item in items)


def _copied(found: Found, item: Attachment) -> Ready:
    if item.why:
        return Ready(attachment=item, why=item.why)
    if item.kind not in {"docx", "txt"}:
        return Ready(attachment=item, why=foretold(item) or "放不进 Word 文件，在合并的 PDF 里")
    try:
        body = _body(found, item)
        if item.kind == "txt":
            return _lined(item, body)
        text = lines(body)
    except FazhiError as error:
        return Ready(attachment=item, why=f"{error.message}，请打印原件")
    return Ready(attachment=item, text=text, why="" if text else "没有可以抄录的文字，请打印原件")


def _lined(item: Attachment, body: bytes) -> Ready:
    text = tuple(line for line in (decode(body) or "").splitlines() if line.strip())
    return Ready(attachment=item, text=text, why="" if text else "没有可以抄录的文字，请打印原件")


def as_pdf(items: Sequence[tuple[Found, Attachment]]) -> tuple[Ready, ...]:
    """Return attachments as PDF in the order given: their own pages, pictures on A4, Office files by LibreOffice."""
    bodies, troubles = _bodies(items)
    names = {number: f"a{number}.{items[number][1].kind}" for number in bodies if items[number][1].kind in OFFICE}
    turned = office.convert({names[number]: bodies[number] for number in names}, "pdf")
    found = []
    for number, (_, item) in enumerate(items):
        if number in troubles:
            found.append(Ready(attachment=item, why=troubles[number]))
        elif item.kind == "txt":
            found.append(_lined(item, bodies[number]))
        elif number in names:
            found.append(_ready(item, turned.get(names[number]), "LibreOffice 没有转换成功，请用办公软件打印"))
        else:
            found.append(_ready(item, bodies[number], "没有读到内容"))
    return tuple(found)


def _bodies(items: Sequence[tuple[Found, Attachment]]) -> tuple[Mapping[int, bytes], Mapping[int, str]]:
    """Return by place in ``items`` what can go on, pictures as PDF already, and of the others why not."""
    bodies: dict[int, bytes] = {}
    troubles: dict[int, str] = {}
    total = 0
    for number, (found, item) in enumerate(items):
        if why := foretold(item):
            troubles[number] = why
            continue
        try:
            body = _body(found, item)
            total += len(body)
            if total > WHOLE:
                troubles[number] = f"合并件超过 {WHOLE // 2**20} MB，请单独打印"
                continue
            bodies[number] = _fit(item.kind, body)
        except FazhiError as error:
            troubles[number] = f"{error.message}，请打印原件"
    return bodies, troubles


def _fit(kind: str, body: bytes) -> bytes:
    if kind in scans.KINDS:
        return scans.merged([body])
    if kind == "docx":
        safe.refuse_fetched(safe.parts(body))
    return body


def _ready(item: Attachment, pdf: bytes | None, why: str) -> Ready:
    if pdf is None:
        return Ready(attachment=item, why=why)
    try:
        return Ready(attachment=item, pdf=pdf, pages=pages_in(pdf))
    except ReadError as error:
        return Ready(attachment=item, why=f"{error.message}，请打印原件")


def _body(found: Found, item: Attachment) -> bytes:
    """Return the bytes of a file, after the look is logged in the matter where it lies."""
    if item.row is None:
        raise ReadError("没有电子件", code="F212")
    look(actor=found.desk.actor, matter=item.row, page="agenda", seqs=[item.seq])
    return evidence.read(item.sm3)


def unmerged(ready: Sequence[Ready]) -> Iterator[Ready]:
    """Yield those that are in the print neither as pages nor as text."""
    return (one for one in ready if one.pdf is None and not one.text)
