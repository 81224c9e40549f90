"""Files of a matter whose text can be read: which those are, and one fetched with its name, the look logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from fazhi.desk.found import Found
from fazhi.records.acts.looks import look
from fazhi.records.models import EvidenceLink

READABLE: Final = frozenset({"docx", "doc", "wps", "pdf", "ofd", "txt"})
"""Kinds of files that may hold text. A scan among them says so when it is opened."""

_SLOTS: Final = {"late": "补录凭证", "paper": "文书", "table": "列入所据的表格", "letter": "来信"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of a matter as somebody reads it: its place there, what it is called, the name it came with."""

    link: EvidenceLink
    label: str
    name: str


def label_of(found: Found, link: EvidenceLink, named: str | None = None) -> str:
    """Return what a file is in its matter: the evidence item, the text it is a version of, or an attachment.

    ``named`` is the step of its event, where the caller has that at hand.
    """
    step = found.procedure.steps.get(named or link.step)
    if link.slot == "text" and step is not None:
        call = step.call.returns if step.call is not None else None
        return found.procedure.texts.get(step.makes or call or "") or "文本"
    names = {item.id: item.name for item in step.evidence} if step is not None else {}
    return names.get(link.slot) or _SLOTS.get(link.slot, "附件")


def source_of(found: Found, sm3: str, seq: str, *, page: str) -> Source | None:
    """Return a file of the matter that can be read, after logging that its name was seen; None where there is none.

    ``seq`` chooses among several places of one file. The matter must have been found with ``Action.UNMASK``.
    """
    links = EvidenceLink.objects.filter(stream_id=found.row.pk, file__sm3=sm3).select_related("file").order_by("pk")
    link = next((item for item in links if not seq.isdigit() or item.seq == int(seq)), None)
    if link is None or link.file.kind not in READABLE:
        return None
    seen = look(actor=found.desk.actor, matter=found.row, page=page, seqs=[link.seq])
    name = str(seen.get((link.seq, link.name_field), f"附件.{link.file.kind}"))
    return Source(link=link, label=label_of(found, link), name=name)


def check_address(found: Found, link: EvidenceLink) -> str:
    """Return the page that checks a file, empty where it cannot be read or the person may not see it."""
    if not found.may_unmask or link.file.kind not in READABLE:
        return ""
    return reverse("check-file", args=[link.file.sm3]) + f"?m={found.id}&n={link.seq}"
