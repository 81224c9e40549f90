"""Labels of findings, and which of them the checker still gives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from quality.corpus import HERE, Paper, article_at, findings_of, mark_of, papers

FOLDER: Final = HERE / "labels"
ENOUGH: Final = 5
"""Fewer labelled findings than this say nothing of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One finding with what was said of it twice; ``label`` is what was settled, ``why`` where it needs saying."""

    doc: str
    rule: str
    first: str
    second: str
    label: str
    at: int | None = None
    text: str = ""
    article: str = ""
    mark: str = ""
    why: str = ""


@dataclass(slots=True)
class Tally:
    """Counts of true, false and unsure, as first labelled and as still found; new findings nobody labelled."""

    first: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    unlabelled: int = 0


@dataclass(slots=True, kw_only=True)
class Measured:
    """Tallies by rule and by whether the text was held back; labels of texts that are not at hand."""

    tallies: dict[tuple[str, bool], Tally]
    away: int
    texts: int
    still: dict[Label, bool]


def labels() -> tuple[Label, ...]:
    """Return every label in order of file and line."""
    return tuple(
        Label(**json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )


def measure(given: Iterable[Label] | None = None, every: Iterable[Paper] | None = None) -> Measured:
    """Check every labelled text at hand and hold the findings against the labels."""
    written: dict[str, list[Label]] = {}
    for label in labels() if given is None else given:
        written.setdefault(label.doc, []).append(label)
    out = Measured(tallies={}, away=0, texts=0, still={})
    for paper in papers() if every is None else every:
        out.texts += 1
        _hold(paper, written.pop(paper.name, []), out)
    out.away = sum(map(len, written.values()))
    return out


def _hold(paper: Paper, known: list[Label], out: Measured) -> None:
    document = paper.read()
    found = findings_of(document)
    places = [(each.code, each.start, max(each.end, each.start + 1)) for each in found]
    law = paper.name.startswith("law:")
    marks = [
        (each.code, article_at(document, each.start), mark_of(document, each)) if law and known else None
        for each in found
    ]
    said = [False] * len(found)
    for label in known:
        mine = [
            index
            for index, place in enumerate(places)
            if place[0] == label.rule
            and (marks[index] == (label.rule, label.article, label.mark) if law else _overlap(label, place))
        ]
        for index in mine:
            said[index] = True
        tally = out.tallies.setdefault((label.rule, paper.held_back), Tally())
        tally.first[label.label] += 1
        tally.now[label.label] += bool(mine)
        out.still[label] = bool(mine)
    for place, labelled in zip(places, said, strict=True):
        if not labelled:
            out.tallies.setdefault((place[0], paper.held_back), Tally()).unlabelled += 1


def _overlap(label: Label, place: tuple[str, int, int]) -> bool:
    begin = label.at or 0
    return place[1] < begin + max(len(label.text), 1) and begin < place[2]


def disagreements() -> Iterator[Label]:
    """Yield the labels on which the two passes differ."""
    return (label for label in labels() if label.first != label.second)


def precision(counts: Counter[str]) -> float | None:
    """Return the share of true among true and false; ``None`` where there is neither."""
    clear = counts["true"] + counts["false"]
    return counts["true"] / clear if clear else None


def as_json(label: Label) -> str:
    """Return one line of a label file; what is empty is left out."""
    row: dict[str, Any] = {key: getattr(label, key) for key in Label.__slots__}
    return json.dumps({key: value for key, value in row.items() if value not in ("", None)}, ensure_ascii=False)


def write(path: Path, given: Iterable[Label]) -> None:
    """Write a label file in the order of documents, rules and places."""
    rows = sorted(given, key=lambda each: (each.doc, each.rule, each.at or 0, each.mark))
    path.write_text("".join(as_json(each) + "\n" for each in rows), encoding="utf-8")
