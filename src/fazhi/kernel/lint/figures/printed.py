"""How a figure is printed, for patterns that hold several at once: digits with their commas, and 万 or 亿."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

__all__ = ["COUNTED", "FAR", "INEXACT", "Printed", "fig", "opened", "read"]

FAR: Final = 400
"""How far is looked: to the ends of a paragraph without any would be to read it again for every figure."""


def fig(name: str) -> str:
    """Return the pattern of a printed figure, its scale in the group ``name`` followed by ``_s``.

    It begins at no comma inside of digits: a long run of them is read once.
    """
    return rf"(?<![\d.])(?<!\d,)(?P<{name}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)(?P<{name}_s>[万亿]?)"


INEXACT: Final = lazily(
    r"(?<![履签违预制节公合契邀特解])约|(?<![附最邻就靠])近|左右|\d[万亿]?[余多]|不足|超过|不低于|不少于|以上(?!\S{1,2}项)|以内|至少|最[多高低]|上限|封顶"
)
COUNTED: Final = lazily(fig("n") + r"(?P<unit>平方米|立方米|公里|[元亩株吨座户件人个处套台盏卷份项宗起])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A figure as printed."""

    start: int
    end: int
    value: Fraction
    step: Fraction
    """What one unit of the last printed digit is worth."""
    rounding: Fraction
    """What the print may have left off: half a step of a figure with decimals or in 万, else nothing."""


def read(found: re.Match[str], name: str) -> Printed:
    """Return the figure that a pattern found under a name."""
    digits, scale = found[name].replace(",", ""), {"万": 10**4, "亿": 10**8}.get(found[name + "_s"], 1)
    decimals = len(digits.partition(".")[2])
    step = Fraction(scale, 10**decimals)
    return Printed(
        start=found.start(name),
        end=found.end(name + "_s"),
        value=Fraction(digits) * scale,
        step=step,
        rounding=step / 2 if decimals or scale > 1 else Fraction(0),
    )


def opened(text: str, at: int, marks: str) -> int:
    """Return where the part of a text begins that holds a place, behind the last of some marks."""
    far = max(0, at - FAR)
    begin = max(text.rfind(mark, far, at) for mark in marks) + 1
    return begin or far
