"""Where the content of a document speaks against what it seems to set: one place for all rules of content (N, F).

A document that forbids, clears away or reports a thing does not set it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fazhi.kernel.lint.blocks import BlockKind
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Hit, Severity
from fazhi.kernel.lint.lazily import lazily

_WITHIN: Final = 12
_REVERSED: Final = (
    "不得设定", "不得设置", "不得违法", "不得以", "严禁", "禁止", "清理", "废止", "取消", "纠正", "防止", "避免",
    "排查", "不存在", "未发现", "杜绝", "不再", "查处", "整治", "停止执行",
)  # fmt: skip
_CITED: Final = lazily(r"《[^》\n]{2,60}》(?:\([^)]{1,20}\))?第[一二三四五六七八九十百零〇0-9]+条")
_DEFINED: Final = lazily(r"所称[^。]{1,40}?[,是]?是?指")
_REPORTED: Final = lazily(r"问题|案例|通报|清理对象|清理范围|不足|整改|负面清单|典型")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``reason`` is why a hit is not shown; otherwise the severity it is shown with, and a remark for the message."""

    severity: Severity
    reason: str | None = None
    remark: str = ""


def judge(document: Document, hit: Hit, severity: Severity) -> Verdict:
    """Return what becomes of one hit of a rule of content."""
    folded = document.folded
    start, end = document.sentence(hit.start)
    before = folded[max(start, hit.start - _WITHIN) : hit.start]
    for word in _REVERSED:
        if word in before:
            return Verdict(severity=severity, reason=f"前有“{word}”，不是设定")
    if _DEFINED.search(folded, start, end):
        return Verdict(severity=severity, reason="定义句")
    if _is_heading(document, hit.start):
        return Verdict(severity=severity, reason="标题或附件名")
    quoted = folded.count("“", start, hit.start) > folded.count("”", start, hit.start)
    if quoted or _in_report_of_problems(document, hit.start):
        where = "引号内引述" if quoted else "所在小节叙述问题或案例"
        return Verdict(severity=Severity.INFO, remark=f"（{where}，仅供参考）")
    if severity is Severity.ERROR and _CITED.search(folded, start, end):
        return Verdict(severity=Severity.WARNING, remark="（同句引有条文，请核对上位法原文）")
    return Verdict(severity=severity)


def _is_heading(document: Document, offset: int) -> bool:
    if document.block_kind(offset) is BlockKind.HEADING:
        return True
    title = document.title
    return title is not None and title[0] <= offset < title[1] and len(document.blocks) > 1


def _in_report_of_problems(document: Document, offset: int) -> bool:
    inside = document.section(offset)
    return (
        inside is not None
        and _REPORTED.search(document.folded, inside.start, min(inside.end, inside.start + 40)) is not None
    )
