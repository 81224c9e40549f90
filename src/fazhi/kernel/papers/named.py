"""The named places of a paper: what a county's own form of it may fill in, and what each says for one matter.

A name is what stands in the braces of the pack's text (`matter.title`, `subject.amount | 大写`, `依据 jc27`); besides
there are the parts of the finished paper: 标题, 文号, 主送, 正文, 落款单位, 落款日期.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from fazhi.kernel.papers import plain
from fazhi.kernel.papers.model import Grade, Paper, Signature
from fazhi.kernel.papers.render import BLANK, Source, Spot, due_words, written
from fazhi.kernel.papers.tree import (
    BasisPlace,
    DuePlace,
    Each,
    Grid,
    If,
    Line,
    Node,
    Ordinal,
    Past,
    Piece,
    Place,
    Row,
    leaves,
)

PARTS: Final = ("标题", "文号", "主送", "正文", "落款单位", "落款日期")
"""Names of the parts of the finished paper."""


def name_of(piece: Piece) -> str | None:
    """Return the name of a place, or None for fixed words."""
    match piece:
        case Place(expr=expr, form=form):
            return f"{expr.source} | {form.value}" if form.value else expr.source
        case BasisPlace(ids=ids):
            return f"依据 {' '.join(ids)}"
        case DuePlace(term=term):
            return f"期限 {term}"
        case Ordinal():
            return "序"
    return None


def names(nodes: tuple[Node, ...]) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Return the names that say one thing, and by list those that say one thing for each entry."""
    rows: dict[str, set[str]] = {}
    for each in _repeats(nodes):
        rows.setdefault(each.list, set()).update(_named(each.body))
    single = frozenset(_named(nodes)) | frozenset(PARTS)
    return single, {list_: frozenset(found) for list_, found in rows.items()}


def values(
    nodes: tuple[Node, ...], source: Source, paper: Paper, at: Spot
) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """Return what every name says: the single ones, and by list one mapping per entry."""
    single = {name: _said(piece, source, at, paper.grade) for name, piece in _pieces(nodes)}
    single |= _parts(paper)
    rows: dict[str, list[dict[str, str]]] = {}
    for each in _repeats(nodes):
        held = rows.setdefault(each.list, [])
        keys = [key for key in source.keys(each.list) if _listed(each, key, source)]
        for number, key in enumerate(keys, 1):
            spot = Spot(list=each.list, key=key, ordinal=number)
            said = {name: _said(piece, source, spot, paper.grade) for name, piece in _pieces(each.body)}
            if number <= len(held):
                held[number - 1] |= said
            else:
                held.append(said)
    return single, rows


def _listed(each: Each, key: str, source: Source) -> bool:
    return each.where is None or source.test(each.where, Spot(list=each.list, key=key))


def _said(piece: Piece, source: Source, at: Spot, grade: Grade) -> str:
    match piece:
        case Place(expr=expr, form=form, optional=optional):
            value = source.value(expr, at)
            return written(value, form) if value not in (None, "") else "" if optional else BLANK
        case BasisPlace(ids=ids):
            return source.basis(ids)
        case DuePlace():
            return due_words(piece, source, at, grade) or BLANK
        case Ordinal():
            return str(at.ordinal)
    return ""


def _parts(paper: Paper) -> dict[str, str]:
    signed = next((block for block in paper.blocks if isinstance(block, Signature)), None)
    body = plain.lines(replace(paper, title="", number="", subtitle="", addressee=""))
    inner = [line for line in body if signed is None or line not in (signed.unit, signed.day)]
    return {
        "标题": paper.title,
        "文号": paper.number,
        "主送": paper.addressee,
        "正文": "\n".join(inner),
        "落款单位": signed.unit if signed else "",
        "落款日期": signed.day if signed else "",
    }


def _named(nodes: tuple[Node, ...]) -> Iterator[str]:
    yield from (name for name, _ in _pieces(nodes))


def _pieces(nodes: tuple[Node, ...]) -> Iterator[tuple[str, Piece]]:
    """Yield the places outside repeats; of a condition both ways."""
    for node in nodes:
        lines: Sequence[tuple[Piece, ...]] = ()
        match node:
            case Line(parts=parts):
                lines = parts
            case Row(cells=cells):
                lines = [cell.pieces for cell in cells]
            case Grid(body=body):
                yield from _pieces(body)
            case If(body=body, otherwise=otherwise):
                yield from _pieces(body)
                yield from _pieces(otherwise)
        for pieces in lines:
            for piece in leaves(pieces):
                if (name := name_of(piece)) is not None:
                    yield name, piece


def _repeats(nodes: tuple[Node, ...]) -> Iterator[Each]:
    for node in nodes:
        if isinstance(node, Each):
            yield node
        elif isinstance(node, Grid):
            yield from _repeats(node.body)
        elif isinstance(node, If | Past):
            yield from _repeats(node.body)
            yield from _repeats(node.otherwise)
