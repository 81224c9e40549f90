"""The page of GB/T 9704-2012 in the units of Word: sizes, fonts, the line grid.

A4 with margins 37, 35, 28, 26 mm leaves 156 x 225 mm: 22 lines of 28 characters of 三号 (16 pt). 28 x 16 pt are 2 mm
more than 156 mm, so each character is set 0.25 pt closer; a line is 28.95 pt. With the grid type ``linesAndChars``
LibreOffice puts 14 characters on a line, so the grid holds lines only.
"""

from __future__ import annotations

from typing import Final


def twips(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


WIDTH, HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = twips(37), twips(35), twips(28), twips(26)
FOOT: Final = twips(23)
"""From the edge of the paper to the foot of the page number, whose dash stands 7 mm below the text block."""

BLOCK: Final = WIDTH - LEFT - RIGHT
"""Width of the text block in twips: 156 mm."""

LINE: Final = 579
"""A line in twips: 225 mm / 22 lines = 28.95 pt."""

TIGHTER: Final = -5
"""Character spacing in twips: 28 characters of 16 pt on 156 mm."""

CHARACTER: Final = 316
"""One character of the grid in twips (16 pt less 0.25 pt, rounded up)."""

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
"""Names as the standard and the offices use them. They are named even where the machine does not have them."""

NUMBERS: Final = "宋体"
"""Font of the page number."""

SAN_HAO, ER_HAO, SI_HAO, XIAO_SI, WU_HAO, XIAO_WU = 32, 44, 28, 24, 21, 18
"""Sizes in half points."""

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
