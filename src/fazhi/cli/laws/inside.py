"""What articles hold: how many paragraphs and items at most, so that a citation beyond them can be told, and figures.

Both numbers are upper bounds: a paragraph is any line of the article that is no item, an item the highest number in
brackets or before a stop anywhere in it. Texts break lines where the law does not, never the other way round as far as
was seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from fazhi.cli.laws.facts import Gathered
from fazhi.kernel.citations import number_from_cn
from fazhi.kernel.citations.misquote import figures_in
from fazhi.kernel.errors import CitationError

_MARK: Final = re.compile(
    r"[（(]\s*([一二三四五六七八九十百]{1,5}|[0-9]{1,3})\s*[）)]|(?m:^[\s*]*([一二三四五六七八九十]{1,3}|[0-9]{1,3})[、.．])"
)
_ITEM: Final = re.compile(
    r"[\s*]*(?:[（(]\s*[一二三四五六七八九十百0-9]{1,5}\s*[）)]|[一二三四五六七八九十0-9]{1,3}[、.．])"
)


def inside(words: str) -> tuple[int, int]:
    """Return how many paragraphs and items an article has at most."""
    lines = [line for line in words.split("\n") if line.strip()]
    paragraphs = sum(_ITEM.match(line) is None for line in lines)
    return max(paragraphs, 1), max(_numbers(words), default=0)


def _numbers(words: str) -> Iterator[int]:
    for match in _MARK.finditer(words):
        written = match[1] or match[2]
        try:
            yield int(written) if written.isdigit() else number_from_cn(written)
        except CitationError:
            continue


def insides_of(gathered: Gathered) -> dict[str, dict[str, str]]:
    """Return by title and edition what articles hold, as ``"12:3.5 14:2"``; those of one paragraph are left out."""

    def told(words: str) -> str:
        paragraphs, items = inside(words)
        return "" if (paragraphs, items) == (1, 0) else f"{paragraphs}" + (f".{items}" if items else "")

    return _by_edition(gathered, told)


def figures_of(gathered: Gathered) -> dict[str, dict[str, str]]:
    """Return by title and edition the figures of articles, as ``"12:20工作日,3月"``; articles without are left out."""
    return _by_edition(gathered, lambda words: ",".join(figures_in(words)))


def _by_edition(gathered: Gathered, told: Callable[[str], str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for known in gathered.laws.values():
        editions = {}
        for made in known.editions:
            if made.text is None or not made.text.articles:
                continue
            parts = [f"{place}:{what}" for place, words in made.text.articles.items() if (what := told(words))]
            editions[str(made.adopted or "")] = " ".join(parts)
        if editions:
            found[known.title] = editions
    return found
