"""One run: a scan for the words of all rules, each rule once per sentence that may hold something, findings in order.

Lines are counted only when there is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from fazhi.kernel.lint.blocks import BlockKind
from fazhi.kernel.lint.context import Context
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Finding, Hit, Severity, basis_of
from fazhi.kernel.lint.rule import Rule
from fazhi.kernel.lint.ruleset import RuleSet, Told
from fazhi.kernel.lint.suppress import judge
from fazhi.kernel.making import maker

_MARGINS: Final = (BlockKind.HEADER, BlockKind.FOOTER)
_made: Final = maker(Finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Findings by place, those suppressed with their reasons, and what was looked at."""

    document: Document
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    counts: dict[str, Any]


def check(document: Document, rules: RuleSet, context: Context) -> Result:
    """Return what the rules find in one document, in order of place and code."""
    document.bind(citations=context.citations, figures=context.figures)
    seen = rules.seen(document)
    asleep, dated = rules.asleep(seen, context.day(document))
    context.begin(document, rules.asked, seen)
    shown: dict[tuple[int, int, str], Finding] = {}
    suppressed: list[Finding] = []
    margins = any(kind in document.blocks.kinds for kind in _MARGINS)
    length = len(document.text)

    everywhere = ((at, 0, length) for at in rules.whole(document, seen, asleep))
    for at, start, end in chain(everywhere, rules.places(document, seen, asleep)):
        rule = rules.rules[at]
        for hit in rule.check(document, start, end, context):
            key = hit.start, hit.end, rule.code
            if key in shown:
                continue
            finding = _finding(document, rule, rules.told(at), hit, margins)
            if finding.suppressed is not None:
                suppressed.append(finding)
            else:
                shown[key] = finding
    _say_once(document, rules, shown, suppressed)
    counts = {
        "citations": _counted(document.citations),
        "figures": getattr(document.figures, "counts", {"found": 0, "checked": 0, "not_checkable": 0}),
        "sentences": len(document.sentence_ends),
        "rules": len(rules.rules) - dated,
    }
    return Result(
        document=document,
        findings=tuple(sorted(shown.values(), key=_by_place)),
        suppressed=tuple(sorted(suppressed, key=_by_place)),
        counts=counts,
    )


def _by_place(finding: Finding) -> tuple[int, str, int]:
    return finding.start, finding.code, finding.end


def _say_once(
    document: Document, rules: RuleSet, shown: dict[tuple[int, int, str], Finding], suppressed: list[Finding]
) -> None:
    """Take out what a rule made for this kind of document says of the same place in its own words."""
    own = rules.over_others(document.kind) if rules.over else {}
    if not own:
        return
    others: dict[str, list[tuple[tuple[int, int, str], Finding]]] = {}
    for key, other in shown.items():
        others.setdefault(other.code, []).append((key, other))
    for code, over in own.items():
        for _, finding in others.get(code, ()):
            for key, other in (each for one in over for each in others.get(one, ())):
                if other.start < finding.end and finding.start < other.end and key in shown:
                    suppressed.append(replace(other, suppressed=f"同一处已由{finding.code}提示"))
                    del shown[key]


def _finding(document: Document, rule: Rule, told: Told, hit: Hit, margins: bool) -> Finding:
    """Return what is told of a hit; ``margins``: whether the document has headers or footers at all."""
    severity, reason, remark = hit.severity or rule.severity, None, ""
    if told.content:
        verdict = judge(document, hit, severity)
        severity, reason, remark = verdict.severity, verdict.reason, verdict.remark
    if margins and not told.everywhere and document.block_kind(hit.start) in _MARGINS:
        severity, reason, remark = hit.severity or rule.severity, "页眉页脚", ""
    line, column = document.line_column(hit.start)
    return _made(
        code=rule.code,
        severity=severity,
        blocking=rule.blocking and severity is Severity.ERROR,
        start=hit.start,
        end=hit.end,
        line=line,
        column=column,
        text=document.text[hit.start : hit.end],
        message=(hit.message or rule.message) + remark,
        basis=told.basis if hit.basis is None else tuple(basis_of(written) for written in hit.basis),
        suggestion=hit.suggestion or rule.suggestion,
        confidence=rule.confidence if hit.confidence is None else hit.confidence,
        certainty=told.certainty,
        absent=hit.absent,
        suppressed=reason,
    )


def _counted(citations: tuple[Any, ...]) -> dict[str, int]:
    """Count citations by what became of them; a title nobody knows was not checked."""
    unclear = sum(getattr(item, "status", None) in (None, "not_checkable", "unknown_title") for item in citations)
    return {"found": len(citations), "checked": len(citations) - unclear, "not_checkable": unclear}
