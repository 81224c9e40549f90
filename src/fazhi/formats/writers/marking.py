"""A text cut at the borders of its findings: what every writer that shows the text with its marks starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fazhi.kernel.citations import number_cn
from fazhi.kernel.lint import BlockKind, Certainty, Document, Finding

__all__ = ["Piece", "Stretch", "place_of", "stretches"]

_GRAVEST = (Certainty.WORDING, Certainty.VERIFY, Certainty.SUSPECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words under the same findings. ``numbers`` (from 1) are all that cover it, ``begins`` and ``ends`` those that
    begin and end with it; without words it stands where something is missing."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One block of the text."""

    kind: BlockKind
    pieces: tuple[Piece, ...]


def stretches(document: Document, findings: tuple[Finding, ...]) -> Iterator[Stretch]:
    """Yield the blocks of a document, cut where findings begin and end; every finding begins exactly once."""
    numbered = list(enumerate(findings, 1))
    shown: set[int] = set()
    for start, end, kind in document.blocks:
        inside = [(at, each) for at, each in numbered if each.start <= end and each.end >= start]
        pieces = tuple(_pieces(document.text, start, end, inside, shown))
        if pieces:
            yield Stretch(kind=kind, pieces=pieces)
    left = [(at, each) for at, each in numbered if at not in shown]
    if left:
        pieces = tuple(_missing(at, each) for at, each in left)
        yield Stretch(kind=BlockKind.PARAGRAPH, pieces=pieces)


def _pieces(text: str, start: int, end: int, inside: list[tuple[int, Finding]], shown: set[int]) -> Iterator[Piece]:
    borders = {start, end}
    for _, finding in inside:
        borders |= {min(max(finding.start, start), end), min(max(finding.end, start), end)}
    for a, b in pairwise(sorted(borders)):
        yield from _absent(inside, a, shown)
        over = [(at, each) for at, each in inside if each.start < b and each.end > a]
        begins = tuple(at for at, _ in over if at not in shown)
        shown.update(begins)
        yield Piece(
            text=text[a:b],
            numbers=tuple(at for at, _ in over),
            begins=begins,
            ends=tuple(at for at, each in over if each.end == b or b == end),
            certainty=max((each.certainty for _, each in over), key=_GRAVEST.index, default=None),
        )
    yield from _absent(inside, end, shown)


def _absent(inside: list[tuple[int, Finding]], place: int, shown: set[int]) -> Iterator[Piece]:
    for at, finding in inside:
        if finding.start == finding.end == place and at not in shown:
            shown.add(at)
            yield _missing(at, finding)


def _missing(at: int, finding: Finding) -> Piece:
    return Piece(text="", numbers=(at,), begins=(at,), ends=(at,), certainty=finding.certainty)


def place_of(document: Document, finding: Finding) -> str:
    """Return where a finding stands as an official would say it: 第六条, 首部, the heading it is under, or the line."""
    article = document.article(finding.start)
    if article is not None and not finding.absent:
        return f"第{number_cn(article.number)}条" + (f"之{number_cn(article.suffix)}" if article.suffix else "")
    if finding.absent:
        return "全文"
    heading = None
    for each in document.headings:
        if each.start > finding.start:
            break
        if each.level <= 2:
            heading = each
    if heading is None and document.articles and finding.start < document.articles[0].start:
        return "首部"
    if heading is not None:
        words = document.text[heading.start : heading.end].strip().lstrip("#").strip()
        return words[:16] + ("…" if len(words) > 16 else "")
    return f"第{finding.line}行"
