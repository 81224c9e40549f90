"""Rules made of elements: who does what to whom, each element a choice of words, in any order near one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fazhi.kernel.lint import Context, Document, Hit, Kind, Rule, compiled, is_titled, rule
from fazhi.kernel.lint.cues import cues_of

_NEAR = 60
_REVERSED_WITHIN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of saying a mistake: ``anchor``, and within ``near`` signs of it every one of ``beside``.

    ``block`` lets the others stand in the next sentences of the paragraph. It is no mistake where ``without`` matches
    as near, or ``nowhere`` in the document.
    """

    anchor: str
    beside: tuple[str, ...] = ()
    without: str = ""
    nowhere: str = ""
    near: int = _NEAR
    block: bool = False


def way(anchor: str, *beside: str, without: str = "", nowhere: str = "", near: int = _NEAR, block: bool = False) -> Way:
    """Return a way; see ``Way``."""
    return Way(anchor=anchor, beside=beside, without=without, nowhere=nowhere, near=near, block=block)


def hits_of(
    ways: Iterable[Way], document: Document, start: int, end: int, context: Context, *kinds: Kind
) -> Iterator[Hit]:
    """Yield the first place of a sentence where one of the ways is met: from its first element to its last.

    Plain words say many things in a law or a plan: where kinds are given, nothing is found in papers of others.
    """
    if kinds and document.kind not in kinds:
        return
    for each in ways:
        for match in compiled(each.anchor).finditer(document.folded, start, end):
            if (hit := _met(each, match, document, start, end, context)) is not None:
                yield hit
                return


def said_in(ways: Iterable[Way], document: Document, context: Context, *kinds: Kind) -> Iterator[Hit]:
    """Yield every place of the document where one of the ways is met in a sentence, if it is of one of the kinds."""
    if document.kind not in kinds:
        return
    for each in ways:
        for match in context.each(document, each.anchor):
            if (hit := _met(each, match, document, *document.sentence(match.start()), context)) is not None:
                yield hit


def _met(each: Way, match: re.Match[str], document: Document, start: int, end: int, context: Context) -> Hit | None:
    folded = document.folded
    begin, stop = document.block(match.start()) if each.block else (start, end)
    begin, stop = max(begin, match.start() - each.near), min(stop, match.end() + each.near)
    first, last = match.span()
    for other in each.beside:
        found = compiled(other).search(folded, begin, stop)
        if found is None:
            return None
        first, last = min(first, found.start()), max(last, found.end())
    if each.without and compiled(each.without).search(folded, begin, stop):
        return None
    if each.nowhere and context.found(document, each.nowhere):
        return None
    return Hit(first, last)


def said_rule(
    *,
    ways: Iterable[Way],
    patterns: Iterable[str] = (),
    unless: Iterable[str] = (),
    document_also: Iterable[str] = (),
    document_unless: Iterable[str] = (),
    before_unless: Iterable[str] = (),
    titled: str = "",
    kinds: Iterable[str] = (),
    **declared: Any,
) -> Rule:
    """Return the rule that one of ``patterns`` matches or one of the ``ways`` is met in a sentence; one hit a sentence.

    ``unless``, ``document_also``, ``document_unless``, ``before_unless`` and ``titled`` are those of ``pattern_rule``;
    they hold for patterns and ways alike, but for ``before_unless``, which looks before a pattern only.
    """
    searched, said = tuple(patterns), tuple(ways)
    excuses, reversed_by = tuple(unless), tuple(before_unless)
    nowhere, somewhere = tuple(document_unless), tuple(document_also)
    own = frozenset(Kind(kind) for kind in kinds)

    def written(document: Document, start: int, end: int) -> Iterator[Hit]:
        folded = document.folded
        for pattern in searched:
            for match in compiled(pattern).finditer(folded, start, end):
                before = folded[max(start, match.start() - _REVERSED_WITHIN) : match.start()]
                if not any(word in before for word in reversed_by):
                    yield Hit(*match.span())

    def check(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
        if titled and not is_titled(document, titled):
            return
        hit = next(written(document, start, end), None) or next(
            hits_of(said, document, start, end, context, *own), None
        )
        if hit is None or any(compiled(each).search(document.folded, start, end) for each in excuses):
            return
        if not all(context.found(document, each) for each in somewhere):
            return
        if not any(context.found(document, each) for each in nowhere):
            yield hit

    anchors = (*searched, *(each.anchor for each in said))
    around = (*somewhere, *nowhere, *(each.nowhere for each in said if each.nowhere))
    declared = {"cues": cues_of(anchors) or (), "somewhere": somewhere, **declared}
    return rule(
        kinds=own,
        patterns=anchors,
        together=[(each.anchor, *each.beside) for each in said if not each.block and each.anchor not in searched],
        own=[each.anchor for each in said] if own else (),
        anywhere=around,
        gated=True,
        **declared,
    )(check)
