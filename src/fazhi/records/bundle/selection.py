"""Which files of a matter lie in its file (卷), in which order, and which of them a masked bundle leaves out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.papers import Grade
from fazhi.kernel.procedures import Procedure
from fazhi.records import papers
from fazhi.records.acts.proposals import TEXT_SLOT
from fazhi.records.matters import Folded
from fazhi.records.models import EvidenceLink

_LONGEST: Final = 40
"""Characters of a title in the name of a file: Windows counts the whole path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of the volume. ``seq`` is the event it is bound to, ``index`` its place among the files of that event.

    ``paper``: an issued paper, else material or voucher; ``document`` is its 文号 where the file itself has one.
    ``path`` is its place in a bundle, ``None`` when masked.
    """

    number: int
    seq: int
    index: int
    sm3: str
    sha256: str
    size: int
    kind: str
    slot: str
    step: str
    pages: str
    title: str
    document: str
    paper: bool
    path: str | None


def items_of(folded: Folded, stream_id: int, *, masked: bool = False) -> tuple[Item, ...]:
    """Return the files bound to the events of a matter up to the one it was folded to, in the order they came."""
    links = EvidenceLink.objects.filter(stream_id=stream_id, seq__lte=folded.count).select_related("file")
    own = _papers(folded, stream_id)
    found: list[Item] = []
    places: dict[str, str] = {}
    for number, (link, index) in enumerate(_indexed(links.order_by("seq", "pk")), 1):
        known = own.get(link.seq) if link.slot == papers.SLOT else None
        known = known or Known(
            title=title_of(folded.procedure, link.step, link.slot),
            paper=is_issued(folded.procedure, link.step, link.slot),
            public=is_published(folded.procedure, link.step),
        )
        path = None
        if not masked or known.public:
            name = f"{'文书' if known.paper else '卷内'}/{number:03}-{cleaned(known.title)}.{link.file.kind}"
            path = places.setdefault(link.file.sm3, name)
        found.append(
            Item(
                number=number,
                seq=link.seq,
                index=index,
                sm3=link.file.sm3,
                sha256=link.file.sha256,
                size=link.file.size,
                kind=link.file.kind,
                slot=link.slot,
                step=link.step,
                pages=link.pages,
                title=known.title,
                document=known.document,
                paper=known.paper,
                path=path,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a file is by the place where it is bound; ``public``: it stays in a masked bundle."""

    title: str
    paper: bool
    public: bool
    document: str = ""


def _papers(folded: Folded, stream_id: int) -> dict[int, Known]:
    """Return event -> what its file is, for papers that the program made: issued, come back, sealed."""
    found: dict[int, Known] = {}
    for one in papers.issued(stream_id):
        form = folded.procedure.papers.get(one.paper)
        # A public paper is written masked: what stands in it is what everybody reads.
        public = form is not None and form.grade is Grade.PUBLIC and not one.voided
        title = f"{one.name}（已作废）" if one.voided else one.name
        found[one.seq] = Known(title=title, paper=True, public=public, document=one.number)
        for back in one.returned:
            found[back.seq] = Known(title=f"{one.name}（改回稿）", paper=False, public=False, document=one.number)
        if one.sealed is not None:
            found[one.sealed.seq] = Known(title=f"{one.name}（盖章件）", paper=True, public=False, document=one.number)
    return found


def _indexed(links: Iterator[EvidenceLink]) -> Iterator[tuple[EvidenceLink, int]]:
    """Yield links with the index that names the sealed file name: ``evidence.<index>.name``."""
    for link in links:
        middle = link.name_field.split(".")[1] if link.name_field.count(".") == 2 else ""
        yield link, int(middle) if middle.isdigit() else 0


def title_of(procedure: Procedure, step: str, slot: str) -> str:
    """Return what a file is by its place: the name of the evidence, of the text, or 附件."""
    declared = procedure.steps.get(step)
    if declared is not None:
        for item in declared.evidence:
            if item.id == slot:
                return item.name
        if slot == TEXT_SLOT and declared.makes in procedure.texts:
            return procedure.texts[declared.makes or ""]
    return {"late": "补录凭证", "instruction": "领导批示"}.get(slot, "附件")


def is_issued(procedure: Procedure, step: str, slot: str) -> bool:
    """Say whether a file somebody brought is an issued paper: evidence of a step that takes a 文号 in the same act.

    Papers that the program made are known by their own events (``_papers``).
    """
    declared = procedure.steps.get(step)
    if declared is None or declared.ends or slot not in {item.id for item in declared.evidence}:
        return False
    return any(item.series is not None for item in declared.fields)


def is_published(procedure: Procedure, step: str) -> bool:
    """Say whether the files of a step are what was published whole: these alone stay in a masked bundle."""
    return any(item.step == step and not item.masks for item in procedure.publications)


def cleaned(text: str) -> str:
    """Return a text that may stand in the name of a file on any system."""
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in unicodedata.normalize("NFC", text))
    return re.sub(r'[\\/:*?"<>|\s]+', " ", plain).strip(" .")[:_LONGEST] or "未名"
