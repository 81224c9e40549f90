"""Score the extractor against the labels: ``python -m tests.kernel.lint.citation_labels``."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from fazhi.kernel.lint.citations import Citation, extract
from fazhi.packs.checker import names

LABELS = Path(__file__).parent / "labels" / "citations.jsonl"
SETS = ("tune", "held", "fresh")


def texts() -> Path:
    """Return the folder that holds ``laws`` and ``sources``; it need not be there."""
    given = os.environ.get("FAZHI_TEXTS")
    return Path(given) if given else Path(__file__).parents[4] / "shared"


def windows(chosen: str) -> list[dict]:
    """Return the labelled windows of a set."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["set"] == chosen]


@cache
def found_in(path: Path) -> tuple[Citation, ...]:
    """Return every citation of one file."""
    return extract(path.read_text(encoding="utf-8").replace("\r\n", "\n"), names())


def score(chosen: str) -> tuple[int, list[tuple], list[tuple]]:
    """Return how many citations of a set are right, and which are too many and missing."""
    right, too_many, missing = 0, [], []
    for row in windows(chosen):
        wanted = {
            (item["start"], item["title"], *(item.get(key) for key in ("article", "suffix", "paragraph", "item")))
            for item in row["citations"]
        }
        got = {
            (item.start, item.title, item.article, item.suffix, item.paragraph, item.item)
            for item in found_in(texts() / row["file"])
            if row["start"] <= item.start < row["end"]
            and not any(first <= item.start < last for first, last in row.get("open", ()))
        }
        right += len(got & wanted)
        too_many += [(row["file"], *item) for item in got - wanted]
        missing += [(row["file"], *item) for item in wanted - got]
    return right, too_many, missing


def f1(chosen: str) -> float:
    """Return F1 by title and place of one set."""
    right, too_many, missing = score(chosen)
    return 2 * right / (2 * right + len(too_many) + len(missing))


if __name__ == "__main__":
    for each in SETS:
        right, too_many, missing = score(each)
        print(f"{each}: right {right}, too many {len(too_many)}, missing {len(missing)}, F1 {f1(each):.3f}")
        for item in (*too_many, *missing):
            print("  ", *item)
