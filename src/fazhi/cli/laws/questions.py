"""``fazhi law status --batch``: one JSON object a line in, one a line out, in the same order.

The keys are fixed because other programs call them. ``article`` may be a number, ``"120_1"`` or written out
(第一百二十条之一); without ``as_of`` the day of the call is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.citations.lawtext import number_of
from fazhi.kernel.errors import CitationError, FazhiError
from fazhi.kernel.lint.validity import Verdict, verdict

MAX_LINE = 1_000_000
_ARTICLE = re.compile(
    r"\s*第?\s*([0-9０-９零〇一二三四五六七八九十百千]+)\s*条?(?:\s*(?:之|_|-)\s*([0-9一二三四五六七八九十]+))?"
    r"\s*(?:第[^条]{1,12}[款项目])*\s*"
)
_WITH_PLACE = re.compile(r"(.{2,}?)\s*第([0-9０-９零〇一二三四五六七八九十百千]+)条(?:之([0-9一二三四五六七八九十]+))?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def answers(lines: Iterable[bytes], index: LawIndex, today: date) -> Iterator[dict[str, object]]:
    """One result for each line; a bad one gives ``{"id", "error"}``. Blank lines at the very end are no lines."""
    blanks = 0
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            blanks += 1
            continue
        for missed in range(number - blanks, number):
            yield {"id": None, "error": f"第{missed}行是空行。每行写一个JSON对象"}
        blanks = 0
        yield answer(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, number, index, today)


def answer(raw: bytes, number: int, index: LawIndex, today: date) -> dict[str, object]:
    """The result of one line; ``number`` (from 1) names it in the message."""
    ident: Any = None
    try:
        query = _object(raw)
        ident = query.get("id")
        title = query.get("title")
        if not isinstance(title, str) or not title.strip():
            raise CitationError("缺少title，或title不是文字", hint='写成"title": "行政处罚法"')
        quoted = query.get("quoted")
        if quoted is not None and not isinstance(quoted, str):
            raise CitationError("quoted应为文字")
        article, suffix = article_of(query.get("article"))
        if article is None and index.find(title) is None:
            title, article, suffix = split_place(title)
        extra = query.get("suffix")
        if extra is not None and suffix is None and article is not None:
            suffix = _suffix(extra)
        day = today if query.get("as_of") in (None, "") else day_of(query["as_of"])
        said = verdict(index, title, article=article, suffix=suffix, quoted=quoted, as_of=day)
        return {"id": ident, **result(query["title"], said)}
    except FazhiError as error:
        return {"id": ident if isinstance(ident, str | int | float) else None, "error": f"第{number}行：{error}"}


def result(title: str, said: Verdict) -> dict[str, object]:
    """The fixed output keys without ``id``, and ``reason``."""
    new = said.new_article
    return {
        "title": title,
        "canonical": said.canonical,
        "status": said.status.value,
        "successor": said.successor,
        "effective": said.effective.isoformat() if said.effective else None,
        "repealed": said.repealed.isoformat() if said.repealed else None,
        "articles": said.articles,
        "new_article": int(new) if new is not None and new.isdecimal() else new,
        "reason": said.reason,
    }


def split_place(title: str) -> tuple[str, int | None, int | None]:
    """Return title, article and suffix of 《行政处罚法》第四十四条; a title alone comes back as it is."""
    match = _WITH_PLACE.fullmatch(title.strip())
    number = number_of(match[2]) if match else None
    if match is None or number is None:
        return title, None, None
    return match[1], number, number_of(match[3]) if match[3] else None


def article_of(written: object) -> tuple[int | None, int | None]:
    """Return article and suffix of a number or of an article written out; CitationError for anything else."""
    if written is None or written == "":
        return None, None
    if isinstance(written, bool) or (isinstance(written, float) and not written.is_integer()):
        raise CitationError("article应为条号")
    if isinstance(written, int | float):
        return int(written), None
    match = _ARTICLE.fullmatch(written) if isinstance(written, str) and len(written) < 40 else None
    number = number_of(match[1]) if match else None
    if match is None or number is None:
        raise CitationError(f"看不懂条号“{str(written)[:40]}”", hint='写成 45、"120_1" 或 "第一百二十条之一"')
    return number, number_of(match[2]) if match[2] else None


def day_of(written: object) -> date:
    """Return the day written as 2026-01-31 (2026年1月31日 is read too); CitationError for anything else."""
    match = _DAY.fullmatch(written.strip()) if isinstance(written, str) else None
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass  # such a day does not exist: said below, like any other unreadable day
    raise CitationError(f"“{str(written)[:40]}”不是日期", hint="写作2026-01-31")


def _suffix(written: object) -> int:
    number = written if isinstance(written, int) else number_of(str(written).removeprefix("之"))
    if number is None or isinstance(written, bool):
        raise CitationError("suffix应为“之一”一类的文字")
    return int(number)


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise CitationError(f"一行超过{MAX_LINE}字节", hint="每行写一个问题")
    try:
        query = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CitationError("不是合格的JSON", hint='写成{"id": "1", "title": "行政处罚法", "article": 45}') from error
    if not isinstance(query, dict):
        raise CitationError("不是JSON对象", hint="每行写一个{…}")
    return query
