"""Where a slip stands after the sentence it was found in was moved, or its brackets left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers
from .slips import Slip

__all__ = ["moved", "moved_to", "readings"]

_ASIDE: Final = lazily(r"\([^()]*[0-9][^()]*\)")
_PAUSE: Final = lazily("[,;:]")
_EACH: Final = lazily("[每均]")


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
