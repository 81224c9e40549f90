"""Findings for the terminal: the line with the words marked, what it is about, why, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from unicodedata import east_asian_width

from fazhi.formats.writers.summary import Summary
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Finding, Result, Severity

_Paint = Callable[[str, str], str]
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_EXCERPT = 24  # signs of the line shown on either side of the place
_LONGEST = 60


def one(result: Result, *, colour: bool = False) -> str:
    """Return the findings of one document with what was read and counted; ends with an empty line."""
    paint = _painted if colour else _plain
    return "\n".join([*_head(result, paint), *_body(result, paint), *_foot(result, paint), ""]) + "\n"


def unread(path: str, error: FazhiError) -> str:
    """Return nothing: what cannot be read is said on the error stream at once."""
    return ""


def whole(parts: Iterable[str], summary: Summary) -> Iterator[str]:
    """Yield the parts and, for several files, the totals."""
    yield from parts
    if summary.files + summary.unreadable > 1:
        yield f"合计：{summary.files}份已检查" + (f"，{summary.unreadable}份读不了" if summary.unreadable else "")
        yield f"；{_severities(summary.severities)}\n"


def _head(result: Result, paint: _Paint) -> Iterator[str]:
    document = result.document
    day = f"，日期{document.date}" if document.date else ""
    kind = f"{document.kind.cn}（{document.kind.value}，{document.kind_reason}）"
    yield paint(document.path, "1")
    yield paint(f"  读出{len(document.text):,}字，按{kind}检查{day}", "2")


def _body(result: Result, paint: _Paint) -> Iterator[str]:
    for finding in result.findings:
        level = finding.severity.cn + ("（阻断）" if finding.blocking else "")
        place = f"{finding.line}:{finding.column}"
        yield f"  {place:<8}{paint(level, _COLOURS[finding.severity])} {paint(finding.code, '1')} {finding.message}"
        yield from _excerpt(result, finding, paint)
        if finding.basis:
            yield "          " + paint("依据：" + refs_cn(finding.basis), "2")
        if finding.suggestion:
            yield "          " + paint("建议：" + finding.suggestion, "2")


def _foot(result: Result, paint: _Paint) -> Iterator[str]:
    counted = {severity.value: 0 for severity in reversed(Severity)}
    for finding in result.findings:
        counted[finding.severity] += 1
    citations, figures = result.counts["citations"], result.counts["figures"]
    looked = (
        f"引用{citations['found']}处，已核对{citations['checked']}，无法核对{citations['not_checkable']}；"
        f"数字关系{figures['found']}处，已核对{figures['checked']}，无法核对{figures['not_checkable']}"
    )
    left = f"；另有{len(result.suppressed)}处按语境不报" if result.suppressed else ""
    yield f"  {_severities(counted)}。{looked}；规则{result.counts['rules']}条{left}。"
    yield paint("  以上为提示，不是结论；没有提示也不等于合法，结论由审查人作出。", "2")


def _excerpt(result: Result, finding: Finding, paint: _Paint) -> Iterator[str]:
    """The words in their line, marked below (without colour) or in colour."""
    text = result.document.text
    first = text.rfind("\n", 0, finding.start) + 1
    last = text.find("\n", finding.start)
    last = len(text) if last < 0 else last
    end = min(finding.end, last, finding.start + _LONGEST)
    start = max(first, finding.start - _EXCERPT)
    before = ("…" if start > first else "") + _visible(text[start : finding.start].lstrip())
    stop = min(last, end + _EXCERPT)
    after = _visible(text[end:stop]) + ("…" if stop < last else "")
    if finding.absent:
        yield f"          {before}{paint('▲', _COLOURS[finding.severity])}{after}"
        return
    words = _visible(text[finding.start : end])
    yield f"          {before}{paint(words, '4;' + _COLOURS[finding.severity])}{after}"
    if paint is _plain:
        yield f"          {' ' * _width(before)}{'^' * max(1, _width(words))}"


def _severities(counted: dict[str, int]) -> str:
    if not any(counted.values()):
        return "未发现问题"
    return "，".join(f"{Severity(name).cn}{count}处" for name, count in counted.items() if count)


def _visible(text: str) -> str:
    """Return the text without what would move the cursor or change the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _plain(text: str, style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"
