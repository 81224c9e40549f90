"""The outline of a text: which lines begin an article, which a heading, and where each ends.

Functions of the folded text alone; what they find is kept by the `Document` that asked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fazhi.kernel.citations import number_from_cn
from fazhi.kernel.errors import CitationError
from fazhi.kernel.lint.lazily import lazily

ArticleLine = tuple[int, int, int, str | None]
"""Start of the line, end of 第N条, number, and what is written after 之."""

HeadingLine = tuple[int, int, int]
"""Start of the line, end of the ordinal, level."""

_NUMBER: Final = r"[一二三四五六七八九十百千零〇两]+|[0-9]{1,4}"
_ARTICLE: Final = lazily(
    rf"\n[ \t]*(?:\*\*|#{{1,6}} )?第({_NUMBER})条(?:之([一二三四五六七八九十]{{1,3}}))?"
    r"(?:\*\*)?(?=[\s:、.(*【]|$|(?!规定|第|至|和|及|与|的|所|之|以|或|中|,)[\u4e00-\u9fff《“])",
    re.MULTILINE,
)  # a plain line break is looked for many times quicker than ^, so both are searched in "\n" + text
_HEADINGS: Final = lazily(
    r"\n[ \t]*(?:(#{1,6}) |(?:\*\*)?第(?:" + _NUMBER + r")([编章节])(?=[\s*]|$)|([一二三四五六七八九十]{1,3})、"
    r"|(\([一二三四五六七八九十]{1,3}\))|([0-9]{1,2}[.、](?![0-9]))|(\([0-9]{1,2}\)))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One 第N条 with what belongs to it; ``suffix`` 1 means 之一, ``heading_end`` is the end of 第N条 itself."""

    number: int
    suffix: int | None
    start: int
    end: int
    heading_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line with an ordinal, to its first full stop. Level 0 章/节/#, 1 一、, 2 （一）, 3 1., 4 (1)."""

    level: int
    start: int
    end: int


def article_lines(folded: str) -> list[ArticleLine]:
    """Return every line that 第N条 begins, in order."""
    return [
        (match.start(), match.end() - 1, number, match[2])
        for match in (_ARTICLE.finditer(_to_search(folded)) if "条" in folded else ())
        if (number := _number(match[1])) is not None
    ]


def article_numbers(folded: str) -> list[int]:
    """Return the numbers alone of `article_lines`; found quicker."""
    written = _ARTICLE.findall(_to_search(folded)) if "条" in folded else ()
    return [number for each, _ in written if (number := _number(each)) is not None]


def any_article(folded: str) -> bool:
    """Return whether any line begins with 第N条: the first is enough."""
    return any(_number(match[1]) is not None for match in _ARTICLE.finditer(_to_search(folded)))


def begins_article(folded: str, written: str) -> bool:
    """Return whether the first line with 第N条, so written, begins an article: quicker than to read all numbers."""
    searched = _to_search(folded)
    at = searched.find(f"\n第{written}条")
    return at >= 0 and _ARTICLE.match(searched, at) is not None and _number(written) is not None


def articles_between(lines: Sequence[ArticleLine], chapters: Sequence[int], length: int) -> Iterator[Article]:
    """Yield the articles that begin at these lines; each ends where the next one or a chapter begins."""
    for index, (start, heading_end, number, suffix) in enumerate(lines):
        end = lines[index + 1][0] if index + 1 < len(lines) else length
        after = bisect_right(chapters, start)
        if after < len(chapters):
            end = min(end, chapters[after])
        yield Article(
            number=number, suffix=_number(suffix) if suffix else None, start=start, end=end, heading_end=heading_end
        )


def heading_lines(folded: str) -> list[HeadingLine]:
    """Return every line that an ordinal begins, in order; most are never looked at."""
    return [
        (match.start(), match.end() - 1, 0 if (at := match.lastindex or 3) < 3 else at - 2)
        for match in _HEADINGS.finditer(_to_search(folded))
    ]


def heading_of(folded: str, line: HeadingLine) -> Heading:
    """Return the heading of such a line, to its first full stop."""
    start, after, level = line
    end = folded.find("\n", after)
    end = len(folded) if end < 0 else end
    stop = folded.find("。", after, end)
    return Heading(level=level, start=start, end=end if stop < 0 else stop)


def _to_search(folded: str) -> str:
    # The patterns begin with a line break, so the first line needs one too.
    return "\n" + folded


@lru_cache(maxsize=4096)
def _number(written: str) -> int | None:
    # The same few hundred numerals head the articles of every text, and reading one strictly is slow.
    if written[0].isdigit():
        return int(written) or None
    try:
        return number_from_cn(written.replace("〇", "零").replace("两", "二"))
    except CitationError:
        return None
