"""Where a slip stands after the sentence it was found in was moved, or its brackets left out."""

from __future__ import annotations

from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .slips import Slip

__all__ = ["ASIDE", "moved", "moved_to", "without_brackets"]

ASIDE: Final = lazily(r"\([^()]*[0-9][^()]*\)")


def moved(slip: Slip, by: int) -> Slip:
    """Return a slip so many signs further on."""
    return Slip(
        start=slip.start + by, end=slip.end + by, message=slip.message, suggestion=slip.suggestion, mild=slip.mild
    )


def without_brackets(sentence: str) -> tuple[str, list[int]]:
    """Return a sentence without the brackets that hold figures, and where each of its characters stood."""
    kept: list[int] = []
    at = 0
    for aside in ASIDE.finditer(sentence):
        kept.extend(range(at, aside.start()))
        at = aside.end()
    kept.extend(range(at, len(sentence)))
    return "".join(sentence[place] for place in kept), [*kept, len(sentence)]


def moved_to(slip: Slip, places: list[int]) -> Slip:
    """Return a slip where its signs stood before the brackets were left out."""
    return Slip(
        start=places[slip.start],
        end=places[slip.end - 1] + 1,
        message=slip.message,
        suggestion=slip.suggestion,
        mild=slip.mild,
    )
