"""Signs that are written in many ways, each read as the one that the forms know; as long as before, so places stay."""

from __future__ import annotations

import re
from typing import Final

from fazhi.kernel.lint.lazily import lazily

__all__ = ["ODD", "alike"]

_LOOKS: Final = {"○": "◎◯◌", "*": "∗﹡✱✲⁎", "_": "﹏ˍ‗", "…": "⋯‥", "□": "▢◻⬜", "×": "✗✘"}
_TABLE: Final = str.maketrans({each: known for known, others in _LOOKS.items() for each in others})
# PPP, QQ and Roman II are words; XX and NN have forms of their own.
_DOUBLED: Final = "CDEFGHJKLMORSTUVWYZ"
_DECIMAL: Final = "□○_#?@*-—"
_DOTS: Final = ("..", "。。。", "···", "、、、")
ODD: Final = (
    *_DOTS,
    *(each for others in _LOOKS.values() for each in others),
    *(each * 2 for each in _DOUBLED),
    *(f"{each}.{each}" for each in _DECIMAL),
    *("{}", "{ ", "<>", "< ", "「」", "「 "),
)
"""Words one of which stands in a line that ``alike`` would change."""
_RUN: Final = lazily(
    r"(?P<dots>(?<!\.)\.{3,8}(?!\.)|(?<=[一-龥])\.\.(?=[一-龥])|。{3,8}|·{3,8}|、{3,8})"
    rf"|(?P<letters>(?<![A-Za-z0-9])([{_DOUBLED}])\3{{1,3}}(?![A-Za-z0-9]))"
    rf"|(?P<decimal>(?<=([{re.escape(_DECIMAL)}]))\.(?=\5))"
    r"|(?P<hollow>\{ {0,12}\}|< {0,12}>|「 {0,12}」)"
)


def alike(line: str) -> str:
    """Return the line, as long as before, with ◎ as ○, ... as …, CC as BB, □.□ as □□□ and {} as []."""
    return _RUN.sub(_known, line.translate(_TABLE))


def _known(run: re.Match[str]) -> str:
    found = run[0]
    if run["dots"]:
        return "…" * len(found)
    if run["letters"]:
        return "B" * len(found)
    return f"[{found[1:-1]}]" if run["hollow"] else run[5]
