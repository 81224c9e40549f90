"""Weighted means with their margin of error. Exact up to one square root; nothing here is a float.

Design assumed: those who answered in a place are a simple random sample of the people there, drawn without replacement,
and the populations are known (stratified sample, or post-stratified). With places h, populations N_h, answers n_h to
this question, N = ΣN_h over the places that have an answer, for a group d (or everybody, d = all):

    weight of an answer in h    w_h = N_h / n_h
    mean                        ȳ_d = Σ w·y / Σ w            over the answers of d
    residual                    z   = y − ȳ_d for an answer of d, 0 for any other
    variance                    V   = Σ_h N_h² · (1 − n_h/N_h) · s²_h(z)/n_h  ÷  (Σ_d w)²
    margin (95 %)               E   = 1.96 · √V

``1 − n_h/N_h`` is the finite population correction (no less than 0), ``s²_h`` the variance of z within the place with
the divisor n_h − 1. For everybody this is the textbook Σ W_h²(1−f_h)s_h²/n_h; for a place that of its own sample; for a
group across places the linearised variance of a ratio. Where a place has one answer, its s² is the mean of the others'
weighted by their degrees of freedom. No margin is given where it cannot be estimated: no place with two answers, or all
the same. What no formula sees: who did not want to answer, who was never asked, how a question is put.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Final

NORMAL: Final = Fraction(196, 100)
"""The normal quantile of a two-sided 95 %."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One answer to one question: the value, and whether it belongs to the group estimated."""

    value: Fraction
    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A place: its population and the answers to the question from there, those outside the group too."""

    people: int
    answers: tuple[One, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean and its margin, both exact or ``None``; ``n`` answers stand behind it."""

    n: int
    mean: Fraction | None
    margin: Decimal | None

    def printed(self) -> tuple[str, str]:
        """Return mean and margin with one decimal, half up; empty where there is none."""
        mean = "" if self.mean is None else str(tenth(self.mean))
        return mean, "" if self.margin is None else str(self.margin.quantize(_TENTH, rounding=ROUND_HALF_UP))


def tenth(exact: Fraction) -> Decimal:
    """Return a number rounded half up to one decimal."""
    with localcontext() as context:
        context.prec = 50
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_TENTH, rounding=ROUND_HALF_UP)


def estimate(strata: Sequence[Stratum]) -> Estimate:
    """Return mean and margin of the answers inside the group; places without an answer count for nothing."""
    held = [one for one in strata if one.answers]
    n = sum(answer.inside for one in held for answer in one.answers)
    weight = sum((Fraction(one.people, len(one.answers)) * _inside(one) for one in held), Fraction(0))
    if not n or not weight:
        return Estimate(n=n, mean=None, margin=None)
    mean = sum((Fraction(one.people, len(one.answers)) * _sum(one) for one in held), Fraction(0)) / weight
    return Estimate(n=n, mean=mean, margin=_margin(held, weight, mean))


def _inside(one: Stratum) -> int:
    return sum(answer.inside for answer in one.answers)


def _sum(one: Stratum) -> Fraction:
    return sum((answer.value for answer in one.answers if answer.inside), Fraction(0))


def _margin(held: Sequence[Stratum], weight: Fraction, mean: Fraction) -> Decimal | None:
    within = {
        at: _variance([answer.value - mean if answer.inside else Fraction(0) for answer in one.answers])
        for at, one in enumerate(held)
        if len(one.answers) > 1
    }
    freedom = sum(len(held[at].answers) - 1 for at in within)
    if not freedom:
        return None
    pooled = sum((one * (len(held[at].answers) - 1) for at, one in within.items()), Fraction(0)) / freedom
    whole = Fraction(0)
    for at, one in enumerate(held):
        if not _inside(one):
            continue  # every residual is 0 there
        count = len(one.answers)
        correction = max(Fraction(0), 1 - Fraction(count, one.people))
        whole += one.people**2 * correction * within.get(at, pooled) / count
    if not any(within.values()):
        return None
    return _root(whole / weight**2 * NORMAL**2)


def _variance(values: Sequence[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def _root(exact: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).sqrt()


def strata_of(people: Sequence[int], answers: Sequence[tuple[int, Fraction, bool]]) -> tuple[Stratum, ...]:
    """Return the places with their answers; each answer is (number of the place, value, inside)."""
    found: list[list[One]] = [[] for _ in people]
    for place, value, inside in answers:
        found[place].append(One(value=value, inside=inside))
    return tuple(Stratum(people=number, answers=tuple(one)) for number, one in zip(people, found, strict=True))
