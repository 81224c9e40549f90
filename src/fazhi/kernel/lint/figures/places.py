"""Sentences of a text and what stands beside them; where a slip stands after its sentence was moved or cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Slip

__all__ = ["Text", "before_it", "goes_on", "moved", "moved_to", "readings"]

_ASIDE: Final = lazily(r"\([^()]*[0-9][^()]*\)")
_PAUSE: Final = lazily("[,;:]")
_EACH: Final = lazily("[每均]")


class Text(Protocol):
    """What is needed of a document (kernel.lint.Document)."""

    @property
    def folded(self) -> str: ...

    @property
    def sentence_ends(self) -> list[int]: ...

    @property
    def has_articles(self) -> bool: ...

    @property
    def tables(self) -> Sequence[Sequence[Sequence[tuple[int, int]]]]: ...

    def block(self, offset: int) -> tuple[int, int]: ...


def before_it(document: Text, at: int, start: int) -> str:
    """Return what stands before the sentence with that index and start, in its block: one sentence, or up to its ;."""
    ends, folded = document.sentence_ends, document.folded
    first = start
    while folded[first].isspace():
        first += 1
    begin = document.block(first)[0]
    before = at - 2
    while before >= 0 and ends[before] > begin and folded[ends[before] - 1] == ";":
        before -= 1
    return folded[max(begin, ends[before] if before >= 0 else 0) : start]


def goes_on(document: Text, at: int, start: int) -> bool:
    """Say whether the list of a sentence that ends with ; goes on: the first figure behind is of the same unit."""
    ends, folded = document.sentence_ends, document.folded
    here, behind = (
        numbers(folded[start : ends[at]]),
        numbers(folded[ends[at] : ends[at + 1]] if at + 1 < len(ends) else ""),
    )
    counts = [number for number in here if number.kind is Kind.COUNT]
    return bool(counts and behind) and units_agree(counts[-1], behind[0])


def moved(slip: Slip, by: int) -> Slip:
    """Return a slip so many signs further on."""
    return replace(slip, start=slip.start + by, end=slip.end + by)


def readings(sentence: str, hits: int) -> Iterator[tuple[str, list[int], bool]]:
    """Yield a sentence with figures left out that may stand between others, and where each of its characters stood.

    First without the brackets that hold figures; then, where figures of one unit stand between those of another, with
    those of one unit only: 罚款 214.5 万元，其中涉水 9 起、罚款 87.3 万元. The third says whether what was left out
    may belong to what is reckoned (含…), so that only what is certain by itself may be told.
    """
    text, places = sentence, list(range(len(sentence) + 1))
    if hits > 2 and "(" in sentence and (asides := [match.span() for match in _ASIDE.finditer(sentence)]):
        text, places = _without(sentence, places, asides)
        held = sentence.partition("(含")[0]
        yield text, places, held != sentence and "其中" not in held
    if hits < 4 or _EACH.search(text):
        return
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    for unit in dict.fromkeys(number.unit for number in found):
        own = [index for index, number in enumerate(found) if number.unit == unit]
        if len(own) < 3 or own[-1] - own[0] == len(own) - 1:
            continue
        between = [number for number in found[own[0] : own[-1]] if number.unit != unit]
        if not all(_beside(found, number) for number in between):
            continue
        yield *_without(text, places, [(number.start, number.end) for number in between]), False


def _beside(found: Sequence[Number], number: Number) -> bool:
    """Say whether a figure is told of the same thing as one beside it: 9 起、罚款 87.3 万元, 12 批 47 人次."""
    behind = found[found.index(number) + 1]
    return any(not _PAUSE.search(each.lead) for each in (number, behind))


def _without(text: str, places: list[int], spans: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    kept: list[int] = []
    at = 0
    for start, end in spans:
        kept.extend(range(at, start))
        at = end
    kept.extend(range(at, len(text)))
    return "".join(text[place] for place in kept), [*(places[place] for place in kept), places[-1]]


def moved_to(slip: Slip, places: list[int]) -> Slip:
    """Return a slip where its signs stood before the brackets were left out."""
    return replace(slip, start=places[slip.start], end=places[slip.end - 1] + 1)
