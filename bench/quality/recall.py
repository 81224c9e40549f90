"""How many of the mistakes put into the papers on purpose are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from quality.corpus import HERE, findings_of, papers

LISTS: Final = (
    "seeded.txt",
    "seeded-2.txt",
    "seeded-3.txt",
    "seeded-4.txt",
    "seeded-5.txt",
    "seeded-6.txt",
    "seeded-7.txt",
)
"""One list a batch, in the order in which they were written; the numbers of a batch are those of its own papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One mistake: where it stands, the codes that would tell it, and whether one of them does."""

    batch: str
    paper: str
    codes: frozenset[str]
    words: str
    held_back: bool
    found: bool


def seeds() -> Iterator[Seed]:
    """Yield every mistake put in on purpose with what is found of it; ValueError where its words are not there."""
    by_name = {paper.name.removeprefix("doc:"): paper for paper in papers() if paper.name.startswith("doc:")}
    told: dict[str, tuple[str, list[tuple[str, int, int]]]] = {}
    for batch in LISTS:
        for line in (HERE / batch).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            name, codes, words = line.split("|")
            if name not in told:
                document = by_name[name].read()
                told[name] = document.text, [(each.code, each.start, each.end) for each in findings_of(document)]
            text, found = told[name]
            wanted = frozenset(codes.split("/"))
            at = text.index(words)
            # What is absent has no place of its own.
            hit = any(
                code in wanted and (not words or start == end or (start < at + len(words) + 30 and at - 30 < end))
                for code, start, end in found
            )
            held = by_name[name].held_back
            yield Seed(batch=batch, paper=name, codes=wanted, words=words, held_back=held, found=hit)
