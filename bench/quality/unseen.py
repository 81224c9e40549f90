"""Short texts written and labelled before the checker was run on them: citations, verdicts, figures, gaps, mistakes.

One line in two is held back by the hash of the line: the checker is mended by what it gets wrong in the other half.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from fazhi.kernel.lint import Document, Kind, check
from fazhi.kernel.lint.citations import extract
from fazhi.packs.checker import context_for, names
from fazhi.packs.rules import rule_set
from quality.corpus import DAY, HERE

FOLDER: Final = HERE / "unseen"
NOTHING: Final = "\u241f"
_BREAK: Final = "⏎"
_MARKS: Final = re.compile("([⟦⟧])")
_PLACE: Final = re.compile(
    r"(?P<title>[^@]*)(?:@(?P<article>\d+)?(?:_(?P<suffix>\d+))?(?:\.(?P<paragraph>\d+))?(?:\((?P<item>\d+)\))?(?:~(?P<to>\d+))?)?"
)
_VERDICTS: Final = ("L001", "L002", "L003", "L004", "L006", "L012", "P011", "V004")
# An old number of these two laws is told under a code of its own.
_OLD_NUMBERS: Final = {"P011": "L002", "V004": "L002"}
Judged = tuple[int, int, int]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Right, wrong and missed things of one set, with the lines they stand in."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / (self.right + self.missed)


def held_back(line: str) -> bool:
    """Return whether nothing may be tuned on this line."""
    return hashlib.sha256(line.encode()).digest()[0] % 2 == 0


def lines_of(path: Path, held: bool | None) -> Iterator[str]:
    """Yield the lines of a set, all or those of one half."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# ") and held in (None, held_back(line)):
            yield line


def score(path: Path, held: bool | None) -> Tally:
    """Return how a set was judged; its name says of what it is."""
    judge = _JUDGES[re.split("[-_]", path.stem)[0].removesuffix("s") + "s"]
    out = Tally()
    for line in lines_of(path, held):
        right, wrong, missed, said = judge(line.replace(NOTHING, ""))
        out.right, out.wrong, out.missed = out.right + right, out.wrong + wrong, out.missed + missed
        if wrong or missed:
            out.lines.append(f"{'误' if wrong else ''}{'漏' if missed else ''} {line} ← {said}")
    return out


def sets() -> tuple[Path, ...]:
    """Return the files of all sets, those of one thing together."""
    return tuple(sorted(FOLDER.glob("*.txt")))


def _codes(text: str, codes: tuple[str, ...], day: date) -> list[tuple[str, int, int]]:
    document = Document(text.replace(_BREAK, "\n"), kind=Kind.GW, as_of=day)
    found = check(document, rule_set(Kind.GW, codes), context_for(as_of=day)).findings
    return [(each.code, each.start, each.end) for each in found]


def _placeholders(line: str) -> tuple[int, int, int, object]:
    text, marked = _read(line)
    found = _codes(text, ("G001",), DAY)
    hit = sum(any(a < right and left < b for _, left, right in found) for a, b in marked)
    wrong = [text[a:b] for _, a, b in found if not any(a < right and left < b for left, right in marked)]
    return hit, len(wrong), len(marked) - hit, [text[a:b] for _, a, b in found]


def _read(line: str) -> tuple[str, list[tuple[int, int]]]:
    text, marked, begun = "", [], 0
    for part in _MARKS.split(line):
        if part == "⟦":
            begun = len(text)
        elif part == "⟧":
            marked.append((begun, len(text)))
        else:
            text += part
    return text, marked


def _citations(line: str) -> tuple[int, int, int, object]:
    text, _, wanted = line.rpartition(" => ")
    given: list[tuple[object, ...]] = []
    title = ""
    for part in () if wanted == "-" else wanted.split(" ; "):
        match = _PLACE.fullmatch(part.strip())
        assert match is not None, part
        title = match["title"] or title
        given.append((title, *(int(match[key]) if match[key] else None for key in _PARTS)))
    found = [_place(each) for each in extract(text.replace(_BREAK, "\n"), names())]
    right = sum(each in found for each in given)
    return right, len([each for each in found if each not in given]), len(given) - right, found


_PARTS: Final = ("article", "suffix", "paragraph", "item", "to")


def _place(citation: object) -> tuple[object, ...]:
    from fazhi.kernel.lint.citations.numerals import read_number

    suffix = getattr(citation, "suffix", None)
    return (
        getattr(citation, "title", None),
        getattr(citation, "article", None),
        read_number(suffix[1:]) if suffix else None,
        *(getattr(citation, key, None) for key in ("paragraph", "item", "to")),
    )


def _verdicts(line: str) -> tuple[int, int, int, object]:
    """Each line is one verdict: right where exactly the findings that are due are given."""
    head, _, wanted = line.rpartition(" => ")
    day, _, text = head.partition(" | ")
    found = {_OLD_NUMBERS.get(code, code) for code, _, _ in _codes(text, _VERDICTS, date.fromisoformat(day))}
    due = set() if wanted == "-" else {_OLD_NUMBERS.get(code, code) for code in wanted.split("/")}
    if due:
        return int(bool(found & due) and not found - due), int(bool(found - due)), int(not found & due), sorted(found)
    return int(not found), int(bool(found)), 0, sorted(found)


def _figures(line: str) -> tuple[int, int, int, object]:
    text, _, wanted = line.rpartition(" => ")
    codes = tuple(f"Q{number:03}" for number in range(1, 18) if number not in (10, 11))
    found = {code for code, _, _ in _codes(text, codes, DAY)}
    due = set() if wanted == "-" else set(wanted.split("/"))
    if wanted == "Q":
        return int(bool(found)), 0, int(not found), sorted(found)
    return int(bool(found & due)), int(bool(found - due)), int(bool(due) and not found & due), sorted(found)


def _rules(line: str) -> tuple[int, int, int, object]:
    """Each line is one passage of a paper of a kind, in which one mistake is to be found, or is not there."""
    head, _, wanted = line.rpartition(" => ")
    told, _, text = head.partition(" | ")
    kind = None if told == "-" else Kind(told)
    document = Document(text.replace(_BREAK, "\n"), kind=kind, as_of=DAY)
    found = {each.code for each in check(document, rule_set(kind), context_for(as_of=DAY)).findings}
    if wanted.startswith("!"):
        return 0, int(wanted[1:] in found), 0, sorted(found)
    hit = not found.isdisjoint({wanted, _OLD_NUMBERS.get(wanted, wanted)})
    return int(hit), 0, int(not hit), sorted(found)


_JUDGES: Final[dict[str, Callable[[str], tuple[int, int, int, object]]]] = {
    "placeholders": _placeholders,
    "citations": _citations,
    "verdicts": _verdicts,
    "figures": _figures,
    "rules": _rules,
}
