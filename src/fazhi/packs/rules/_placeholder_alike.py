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
_SPACED: Final = "*#?@…×_"
_UNITS: Final = (
    *("万元", "亿元", "元", "件", "起", "份", "次", "场", "条", "人", "名", "户", "个", "项", "家", "处", "亩", "吨", "公里", "平方", "立方"),
    *("公斤", "批次", "人次", "%"),
)  # fmt: skip
ODD: Final = (
    *_DOTS,
    *(f"{sign} {unit}" for sign in _SPACED for unit in _UNITS),
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
    rf"|(?P<spaced>(?<=([{_SPACED}])) (?=(?:{'|'.join(_UNITS)})(?![民员数额目次级])))"
    r"|(?P<hollow>\{ {0,12}\}|< {0,12}>|「 {0,12}」)"
)


def alike(line: str) -> str:
    """Return the line, as long as before, with ◎ as ○, ... as …, CC as BB, □.□ as □□□, "* 件" as **件, {} as []."""
    return _RUN.sub(_known, line.translate(_TABLE))


def _known(run: re.Match[str]) -> str:
    found = run[0]
    if run["dots"]:
        return "…" * len(found)
    if run["letters"]:
        return "B" * len(found)
    if run["hollow"]:
        return f"[{found[1:-1]}]"
    return run[7] if run["spaced"] else run[5]
