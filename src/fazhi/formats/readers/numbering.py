"""Automatic numbers of Word: what stands before a paragraph though nobody typed it (第一条, 一、, (1))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fazhi.formats.readers.packed import Element
from fazhi.kernel.citations import number_cn

__all__ = ["Numbering"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEGAL: Final = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACE: Final = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: Element | None) -> None:
        """Read ``word/numbering.xml``; without one nothing is numbered."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._started: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._overridden: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.iterfind(f"{W}abstractNum"):
            levels = {int(level.get(f"{W}ilvl") or 0): _level(level) for level in abstract.iterfind(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for num in root.iterfind(f"{W}num"):
            name = num.get(f"{W}numId") or ""
            link = num.find(f"{W}abstractNumId")
            self._abstract[name] = (link.get(f"{W}val") if link is not None else None) or ""
            for override in num.iterfind(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._started[(name, int(override.get(f"{W}ilvl") or 0))] = int(start.get(f"{W}val") or 1)

    def label(self, name: str, depth: int) -> str:
        """Return the number the next paragraph of this list bears at this depth; empty for bullets and none."""
        abstract = self._abstract.get(name)
        levels = self._levels.get(abstract or "")
        if abstract is None or not levels or depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if (name, depth) in self._started and (name, depth) not in self._overridden:
            self._overridden.add((name, depth))
            counts[depth] = self._started[(name, depth)]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if levels[depth].form in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = levels.get(at)
            return _number(counts.get(at, level.start if level else 1), level.form if level else "decimal")

        return _PLACE.sub(shown, levels[depth].text)


def _level(level: Element) -> _Level:
    def value(name: str, otherwise: str) -> str:
        found = level.find(f"{W}{name}")
        return (found.get(f"{W}val") if found is not None else None) or otherwise

    start = value("start", "1")
    text = level.find(f"{W}lvlText")
    shown = text.get(f"{W}val") if text is not None else ""
    return _Level(value("numFmt", "decimal"), shown or "", int(start) if start.isdigit() else 1)


def _number(count: int, form: str) -> str:
    """Return a count in the form Word names; decimal for forms that no Chinese paper uses."""
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return number_cn(count) if count > 0 else "零"
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return number_cn(count).translate(_LEGAL) if count > 0 else "零"
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= count <= 20:
        return chr(0x245F + count)
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((96 if form == "lowerLetter" else 64) + count)
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 40:
        rest, roman = count, ""
        for worth, sign in _ROMAN:
            while rest >= worth:
                roman, rest = roman + sign, rest - worth
        return roman if form == "lowerRoman" else roman.upper()
    return str(count)
