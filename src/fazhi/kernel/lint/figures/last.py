"""The last relations that a sentence is held against: each is asked only where a cheap word says it may have one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import numbers
from .slips import Checked, Slip

__all__ = ["check_last"]

_CHANGES: Final = lazily(r"[增减升降多少高低前迟后期](?:[加少长升低出了])?[0-9]")


def check_last(sentence: str, taken: set[int], *, percent: bool, hits: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of figures that nothing else has judged (``taken`` are those that were)."""
    if percent and ("全部" in sentence or "均" in sentence or "数" in sentence):
        from fazhi.kernel.lint.figures.roles import check_all_done

        yield from check_all_done(sentence, taken)
    many = len(numbers(sentence)) if hits > 1 or percent or "半" in sentence else 0
    if many < 2:
        return  # what the sentence has besides are dates, articles and names
    if "其中" in sentence:
        from fazhi.kernel.lint.figures.partition import check_among

        yield from check_among(sentence, taken)
    if (percent or "半" in sentence) and ("的" in sentence or "计" in sentence or "共" in sentence):
        from fazhi.kernel.lint.figures.roles import check_named, check_together

        yield from check_named(sentence, taken)
        yield from check_together(sentence, taken)
    if "折" in sentence and "元" in sentence:
        from fazhi.kernel.lint.figures.closed import check_discount

        yield from check_discount(sentence)
    if hits > 2:
        from fazhi.kernel.lint.figures.transposed import check_transposed

        if many > 2:
            yield from _of_three(sentence, taken, percent=percent, many=many)
        yield from check_transposed(sentence, taken)
    elif percent and many > 2:
        from fazhi.kernel.lint.figures.closed import check_closed

        yield from check_closed(sentence, taken)


def _of_three(sentence: str, taken: set[int], *, percent: bool, many: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say that need three figures or more."""
    from fazhi.kernel.lint.figures.partition import check_abreast, check_partition, check_split

    if percent:
        from fazhi.kernel.lint.figures.closed import check_closed

        yield from check_closed(sentence, taken)
    if "由" in sentence or "从" in sentence or _CHANGES.search(sentence):
        from fazhi.kernel.lint.figures.closed import check_difference

        yield from check_difference(sentence, taken)
    if "扣" in sentence or "除" in sentence or "减去" in sentence:
        from fazhi.kernel.lint.figures.closed import check_less

        yield from check_less(sentence, taken)
    if percent:
        yield from check_split(sentence)
    yield from check_partition(sentence, taken)
    if many > 5:
        yield from check_abreast(sentence, taken)
