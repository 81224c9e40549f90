"""How fast citations are found and judged: `python bench/bench_citations.py`, with the public texts at hand.

One process, one thread, processor time, the best of five passes; megabytes of UTF-8. Nothing else offline finds these
citations, so there is no peer to stand beside. Exits 1 when the bar for the extraction is missed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.citations import extract
from fazhi.packs.checker import citations_of, names

TEXTS = Path(os.environ.get("FAZHI_TEXTS") or Path(__file__).resolve().parents[2] / "shared")
BAR = 40.0
DAY = date(2026, 9, 1)


def best(work: Callable[[str], int], texts: list[str], passes: int = 5) -> tuple[float, int]:
    """Return megabytes a second of the best pass and how many citations one pass finds."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    spent, found = float("inf"), 0
    for _ in range(passes):
        begun = time.process_time()
        found = sum(work(text) for text in texts)
        spent = min(spent, time.process_time() - begun)
    return size / spent, found


def main() -> int:
    """Print the table; 1 when the bar is missed, 0 also where there are no texts."""
    laws = [path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("laws/*/*.md"))]
    papers = [path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("sources/*.txt"))]
    if not laws:
        print("no texts (FAZHI_TEXTS): citations not measured")
        return 0
    known = names()
    rows = (
        ("laws, found", lambda text: len(extract(text, known)), laws),
        ("papers, found", lambda text: len(extract(text, known)), papers),
        ("laws, found and judged", lambda text: len(citations_of(Document(text, as_of=DAY), as_of=DAY)), laws),
    )
    print(f"{'citations':<24}{'MB/s':>8}{'number':>8}")
    rates = []
    for name, work, texts in rows:
        rate, number = best(work, texts)
        rates.append(rate)
        print(f"{name:<24}{rate:>8.1f}{number:>8}")
    print(f"bar: laws, found ≥ {BAR:.0f} MB/s: {'kept' if rates[0] >= BAR else 'MISSED'}")
    return 0 if rates[0] >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
