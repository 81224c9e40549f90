"""A passage as ``frames`` reads it, what a frame says of one of its figures, and what else may explain that figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind
from .quantities import Quantity, quantities

__all__ = ["Claim", "Passage", "exchanged", "explained", "near", "vouched"]

_MANY: Final = 18
"""More quantities than these are not reckoned with: something would come out by chance."""


@dataclass(frozen=True)
class Passage:
    """A sentence with what stands in front of it. Offsets are those of ``text``."""

    text: str
    own: int
    """Where the sentence itself begins."""

    @cached_property
    def all(self) -> list[Quantity]:
        """Its quantities, or none where there are too many to be sure of any."""
        found = quantities(self.text)
        return found if len(found) <= _MANY else [each for each in found if each.start >= self.own][:_MANY]

    @cached_property
    def here(self) -> list[Quantity]:
        """The quantities of the sentence itself."""
        return [each for each in self.all if each.start >= self.own]

    def like(self, stated: Quantity, *, own: bool = False) -> list[Quantity]:
        """Return the other quantities of the same measure, of the sentence itself or of the whole passage."""
        return [
            each
            for each in (self.here if own else self.all)
            if each is not stated and each.kind is stated.kind and each.unit == stated.unit
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a frame says that a figure should be."""

    code: str
    stated: Quantity
    value: Fraction
    """What the formula gives."""
    slack: Fraction
    """How far the roundings of its operands may carry it."""
    formula: str
    """The formula in figures, as an official reads it."""
    operands: tuple[Quantity, ...]
    complete: bool
    """Whether the frame is certain of its operands; if not, two exchanged digits must stand in."""
    closed: bool = False
    """Whether nothing else can explain the figure: a list that is told to hold all, a vote."""
    also: tuple[Fraction, ...] = ()
    """Of a closed one, the few values that some of its operands make and that explain the figure all the same."""


def near(stated: Quantity, value: Fraction, slack: Fraction = Fraction(0)) -> bool:
    """Say whether a figure can be the printed form of a value, rounded or cut off at its last place."""
    return (
        stated.low - slack <= value <= stated.high + slack or stated.value <= value + slack < stated.value + stated.step
    )


def exchanged(one: Fraction, other: Fraction) -> bool:
    """Say whether two values have the same digits but for two that changed places; short figures prove nothing."""
    a, b = _digits(one), _digits(other)
    longest = max(len(a), len(b))
    if longest < 3 or one == other:
        return False
    a, b = a.ljust(longest, "0"), b.ljust(longest, "0")
    apart = [at for at in range(longest) if a[at] != b[at]]
    alike = Fraction(1, 10) < one / other < 10 if other else False
    return alike and len(apart) == 2 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]


def _digits(value: Fraction) -> str:
    """Return the digits of a value that ends, without the noughts at either end."""
    for power in (1, 10, 100, 1000, 10000):
        if (value * power).denominator == 1:
            return str(abs((value * power).numerator)).rstrip("0")
    return ""


def explained(passage: Passage, stated: Quantity, *, added: bool) -> bool:
    """Say whether anything in the passage can be reckoned to a figure, however unlikely: then nothing is said of it.

    ``added``: the figure is one of what is added and taken away, so that no product explains it.
    """
    like = [each for each in passage.like(stated) if each.value]
    if any(near(stated, value, slack) for value, slack in _sums(like)):
        return True
    return not added and any(near(stated, value, slack) for value, slack in _products(passage, stated))


def vouched(passage: Passage, claim: Claim) -> bool:
    """Say whether the passage bears a figure out in the way such papers do, so that no frame speaks against it.

    It is the part or the whole that a written percentage is told of, or what some of the operands come to while the
    others stand apart from them (two lists of the same things; what is left, told behind the list). A percentage is
    that of a figure in another, or in what all of its measure come to.
    """
    stated = claim.stated
    if not stated.value:
        return True
    if stated.kind is Kind.PERCENT:
        if any(_OWN_SHARE.match(passage.text, each.end) for each in claim.operands[1:]):
            return True  # what has a share of its own is a part beside it, not the whole
        counts = [each for each in passage.all if each.kind is Kind.COUNT and each.value]
        told = [each for each in counts if each.end <= stated.start]
        return any(
            near(stated, part.value / whole * 100) for part in told for whole in _wholes(part, counts, part is told[-1])
        )
    return _borne_out(passage, stated) or _in_two_lists(passage, claim)


def _borne_out(passage: Passage, stated: Quantity) -> bool:
    """Say whether the percentage next to a figure is that of the figure in another, or of another in it.

    What a percentage is told behind is the part; what stands before it with 的, or behind it, is the whole.
    """
    at = next((at for at, each in enumerate(passage.all) if each.start == stated.start), -2)
    like = [each for each in passage.like(stated) if each.value]
    for beside in (at - 1, at + 1):
        if not 0 <= beside < len(passage.all) or not stated.value:
            continue
        share = passage.all[beside]
        part = beside > at and passage.text[stated.end : share.start] != "的"
        if share.kind is Kind.PERCENT and any(
            near(share, (stated.value / each.value if part else each.value / stated.value) * 100) for each in like
        ):
            return True
    return False


_OWN_SHARE: Final = lazily(r",?占(?:比)?[\d.]+%(?=[;。,])")
_PARTED: Final = lazily("[;。%‰]")
_APART: Final = lazily("每|即|其余|剩余")


def _in_two_lists(passage: Passage, claim: Claim) -> bool:
    """Say whether the figure is what a run, or two, of the operands make, and the others are parted from them."""
    operands = sorted(claim.operands, key=lambda each: each.start)
    runs = (operands[begin:end] for begin in range(len(operands)) for end in range(begin + 2, len(operands) + 1))
    for some in (*runs, *combinations(operands, 2)):
        others = [each for each in operands if each not in some]
        if others and sum((each.value for each in some), start=Fraction(0)) == claim.stated.value:
            first, last = some[0], some[-1]
            if all(
                _APART.search(each.clause)
                or _PARTED.search(passage.text, min(each.end, last.end), max(each.start, first.start))
                for each in others
            ):
                return True
    return False


def _wholes(part: Quantity, counts: Sequence[Quantity], nearest: bool) -> Iterator[Fraction]:
    """Yield what a part may be a percentage of: other figures of its measure, and what those around it make together.

    Of the ``nearest`` in front of the percentage, figures of any measure: 36 votes of 40 people.
    """
    like = [each for each in counts if each.unit == part.unit]
    yield from (each.value for each in (counts if nearest else like) if each is not part)
    for begin in range(len(like)):
        for end in range(begin + 2, len(like) + 1):
            if part in like[begin:end]:
                yield sum((each.value for each in like[begin:end]), start=Fraction(0))


def _sums(like: Sequence[Quantity]) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield what figures of one measure make, added and taken from one another, and how far roundings carry it."""

    def slack(*some: Quantity) -> Fraction:
        return sum((each.high - each.low for each in some), start=Fraction(0)) / 2

    for each in like:
        yield each.value, Fraction(0)
    for many in (2, 3) if len(like) <= 10 else (2,):
        for some in combinations(like, many):
            yield sum((each.value for each in some), start=Fraction(0)), slack(*some)
    for begin in range(len(like)):
        for end in range(begin + 2, len(like) + 1):
            run = like[begin:end]
            total = sum((each.value for each in run), start=Fraction(0))
            yield total, slack(*run)
            for whole in like:
                if whole not in run:
                    yield abs(whole.value - total), slack(whole, *run)
                    yield whole.value + total, slack(whole, *run)
    for a in like:
        for b in like:
            if a is not b:
                yield a.value - b.value, slack(a, b)
                for c in like if len(like) <= 8 else ():
                    if c is not a and c is not b:
                        yield a.value + c.value - b.value, slack(a, b, c)


def _products(passage: Passage, stated: Quantity) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield what quantities of the measure make with others: times one, two or three, over one, a share of one."""
    others = [each for each in passage.all if each is not stated and each.value and each.kind is Kind.COUNT]
    shares = [each for each in passage.all if each.kind is Kind.PERCENT and each is not stated]
    like = [each for each in others if each.unit == stated.unit]
    factors = [each for each in others if each.unit != stated.unit]
    bases = [(each.value, each.high - each.low) for each in like]
    bases += [(abs(a.value - b.value), Fraction(0)) for a, b in combinations(like, 2)]
    bases += [(a.value + b.value, Fraction(0)) for a, b in combinations(like, 2)]
    for base, width in bases:
        for share in shares:
            of = share.value / 100
            yield base * of, base * share.step / 200
            yield base * (1 + of), base * share.step / 200
            yield base * (1 - of), base * share.step / 200
            if of:
                yield base / of, base / of * share.step / 200
            for factor in factors:
                by = factor.value / 12 if factor.unit == "月" else factor.value
                yield base * of * by, Fraction(0)
                yield base * of * factor.value, Fraction(0)
                yield base * (1 + of * by), Fraction(0)
        for many in (1, 2, 3):
            for some in combinations(factors, many):
                by = Fraction(1)
                for factor in some:
                    by *= factor.value
                yield base * by, width * by / 2
                yield base / by, width / by / 2
                yield base * by * (12 if len(some) < 3 else 1), width * by
    for a, b in combinations(factors, 2):  # a length times a width is an area, so many of each are so many in all
        yield a.value * b.value, Fraction(0)
