"""F1 of G001 on sentences in which ⟦…⟧ marks what was left unfilled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fazhi.kernel.lint import Document, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set
from quality.corpus import DAY

_NOTHING: Final = "\u241f"
_PARTS: Final = re.compile("([⟦⟧])")


@dataclass(slots=True, kw_only=True)
class Score:
    """Places found, places found that are none, places missed; the lines they stand in."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    lines: list[str]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)


def score(path: Path) -> Score:
    """Return what G001 finds in each line against its marks; a place counts when the two overlap."""
    rules, context = rule_set(Kind.GW, ("G001",)), context_for(as_of=DAY)
    out = Score(lines=[])
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, marked = _read(line.replace(_NOTHING, ""))
        found = [(each.start, each.end) for each in check(Document(text, kind=Kind.GW), rules, context).findings]
        hit = sum(any(a < right and left < b for left, right in found) for a, b in marked)
        wrong = [text[a:b] for a, b in found if not any(a < right and left < b for left, right in marked)]
        out.right, out.missed, out.wrong = out.right + hit, out.missed + len(marked) - hit, out.wrong + len(wrong)
        if wrong or hit < len(marked):
            out.lines.append(f"{'误' if wrong else '漏'} {line}")
    return out


def _read(line: str) -> tuple[str, list[tuple[int, int]]]:
    text, marked, begun = "", [], 0
    for part in _PARTS.split(line):
        if part == "⟦":
            begun = len(text)
        elif part == "⟧":
            marked.append((begun, len(text)))
        else:
            text += part
    return text, marked
