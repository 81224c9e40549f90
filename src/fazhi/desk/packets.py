"""意见包: the letter and the text sent for an opinion, watermarked, one file for somebody outside without an account.

Which step has one, and which letter goes along, the pack says (``packet`` of a call). The text is the version that was
current at the sending, for that is what the answer covers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fazhi.desk import papers as drawn
from fazhi.desk.found import Found
from fazhi.formats.docx.watermark import watermarked
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.procedures import PaperForm, Sending, Step
from fazhi.records import evidence, papers
from fazhi.records.acts.looks import look
from fazhi.records.acts.proposals import TEXT_SLOT
from fazhi.records.models import EvidenceLink

LIST = "包内目录.txt"
_FIXED = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What goes out: file name -> bytes, and what had to stay behind, each with its reason."""

    name: str
    files: Mapping[str, bytes]
    left_out: tuple[str, ...]

    def packed(self) -> bytes:
        """Return the ZIP; the same files give the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in self.files.items():
                archive.writestr(zipfile.ZipInfo(name, _FIXED), body)
        return target.getvalue()


def waiting(found: Found) -> Iterator[tuple[Step, Sending]]:
    """Yield the steps that wait for an opinion from outside and may go out as a packet, with the sending."""
    for step in found.procedure.steps.values():
        if step.call is not None and step.call.packet is not None and not found.past:
            for sending in found.state.calls(step.id):
                if sending.answered is None and not sending.voided:
                    yield step, sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a packet of a sending holds, before anything is opened: the names, the file of the text, what stays behind.

    ``text`` and ``link`` are None where there is no text that bears a watermark.
    """

    form: PaperForm
    letter: str
    text: str | None
    link: EvidenceLink | None
    left_out: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the papers in their order."""
        return (self.letter, *((self.text,) if self.text else ()))


def contents(found: Found, step: Step, sending: Sending) -> Contents:
    """Return what the packet of a sending holds. Raises FazhiError for a step that has none."""
    call = step.call
    if call is None or call.packet is None or call.carries is None:
        raise FazhiError("这一步没有意见包", where=step.name)
    form = found.procedure.papers[call.packet]
    letter = f"1 {form.name}.docx"
    name = found.procedure.texts[call.carries]
    link = _text(found, sending)
    if link is None:
        why = f"{name}：没有存入文件，请另送纸质件"
    elif link.file.kind != "docx":
        why = f"{name}：{link.file.kind} 文件加不了水印，请打印后另送"
    else:
        return Contents(form=form, letter=letter, text=f"2 {name}.docx", link=link, left_out=())
    return Contents(form=form, letter=letter, text=None, link=None, left_out=(why,))


def made(
    found: Found, step: Step, sending: Sending, now: datetime, *, taker: str = "", only: str | None = None
) -> Packet:
    """Return the packet of a sending. Who takes it along has seen what is in it: the looks are logged first.

    ``taker`` is named in the watermark with the minute: whoever takes it by an account of his own. ``only`` is the one
    paper that is taken (its name in ``contents``); the list goes with the whole.
    """
    holds = contents(found, step, sending)
    when = f"{taker}　{now:%Y-%m-%d %H:%M}取阅" if taker else f"{now:%Y-%m-%d}"
    words = f"仅供{found.row.number}征求意见使用　{when}　请勿外传"
    files: dict[str, bytes] = {}
    digests = [holds.letter]
    if only in (None, holds.letter):
        seen = drawn.draw(found, holds.form, None, now, whole=True)
        letter, _ = papers.word_of(found.folded, found.row.unit_path, holds.form, seen.said, found.on, seen.paper, None)
        files[holds.letter] = watermarked(letter, words)
    if holds.text is not None and holds.link is not None and only in (None, holds.text):
        look(actor=found.desk.actor, matter=found.row, page="packet", seqs=[holds.link.seq], right=found.right)
        files[holds.text] = watermarked(evidence.read(holds.link.file.sm3), words)
        digests.append(f"{holds.text}（原件国密校验值 {holds.link.file.sm3}）")
    if only is None:
        said = [
            f"{found.row.title}（{found.row.number}）意见包",
            f"{step.name}，{sending.occurred}送出，{now:%Y-%m-%d %H:%M}取出", "",
            *digests, *(f"未附：{line}" for line in holds.left_out), "",
            "请在回复页写明意见、用时、费用和利益冲突声明，署名后送回；收到后由本单位登记答复，回复件入卷。",
        ]  # fmt: skip
        files[LIST] = ("\r\n".join(said) + "\r\n").encode()
    return Packet(name=f"意见包（{found.row.number}）.zip", files=files, left_out=holds.left_out)


def _text(found: Found, sending: Sending) -> EvidenceLink | None:
    """Return the file of the text as it was at the sending."""
    links = EvidenceLink.objects.filter(stream_id=found.row.pk, slot=TEXT_SLOT).select_related("file").order_by("-seq")
    return next((link for link in links if link.file.sm3 == sending.carried), None)


def checksum(packet: bytes) -> str:
    """Return the SM3 of a packet, as it is told to who takes it."""
    return sm3_hex(packet)
