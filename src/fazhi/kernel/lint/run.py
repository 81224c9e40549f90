"""One run: a scan for all cues, each rule once per sentence with a cue, findings in order.

The scan is one pass of an Aho-Corasick automaton; sentences are offsets, found by walking their ends along with the
matches. Nothing is made per sentence; lines are counted only when there is a finding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ahocorasick_rs import AhoCorasick, Implementation

from fazhi.kernel.lint.blocks import BlockKind
from fazhi.kernel.lint.context import Context
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Finding, Hit, Severity, basis_of
from fazhi.kernel.lint.rule import Rule, Scope
from fazhi.kernel.lint.suppress import Verdict, judge

_CHUNK: Final = 200_000  # matches of one chunk are held at once, so this bounds the memory
_CONTENT: Final = "NF"
_EVERYWHERE: Final = "GLQ"  # families that look at page headers and footers too


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Findings by place, those suppressed with their reasons, and what was looked at."""

    document: Document
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    counts: dict[str, Any]


class RuleSet:
    """Rules made ready: one automaton over all their cues. Make it once for a kind and use it for many documents."""

    __slots__ = ("_by_cue", "_scan", "_scopes", "dated", "rules", "unprompted")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self.unprompted = tuple(at for at, rule in enumerate(self.rules) if not rule.cues)
        self.dated = tuple(at for at, rule in enumerate(self.rules) if rule.since or rule.until)
        self._scopes = tuple(rule.scope for rule in self.rules)
        by_cue: dict[str, list[int]] = {}
        for at, rule in enumerate(self.rules):
            for cue in rule.cues:
                by_cue.setdefault(cue, []).append(at)
        self._by_cue = tuple(tuple(found) for found in by_cue.values())
        self._scan: Callable[..., list[tuple[int, int, int]]] | None = None
        if by_cue:
            automaton = AhoCorasick(list(by_cue), implementation=Implementation.ContiguousNFA, store_patterns=False)
            self._scan = automaton.find_matches_as_indexes

    def places(self, document: Document) -> Iterator[tuple[int, int, int]]:
        """Yield (index of rule, start, end) for each place where a rule has to look, each place once."""
        length = len(document.text)
        for at in self.unprompted:
            yield at, 0, length
        if self._scan is None:
            return
        ends, folded = document.sentence_ends, document.folded
        scopes, by_cue = self._scopes, self._by_cue
        last_of_cue = [-1] * len(by_cue)
        last_of_rule = [-1] * len(self.rules)
        sentence, begin, stop = 0, 0, ends[0]
        around: dict[Scope, tuple[int, int]] = {}  # of the sentence at hand, for the wider scopes
        chunk = 0
        while chunk < length:
            cut = length
            if length - chunk > _CHUNK:
                cut = ends[min(bisect_right(ends, chunk + _CHUNK), len(ends) - 1)]
            for cue, at, _ in self._scan(folded[chunk:cut], overlapping=True):
                offset = at + chunk
                if not begin <= offset < stop:
                    sentence = bisect_right(ends, offset)
                    begin, stop = (ends[sentence - 1] if sentence else 0), ends[sentence]
                    around.clear()
                if last_of_cue[cue] == sentence:
                    continue
                last_of_cue[cue] = sentence
                for each in by_cue[cue]:
                    scope = scopes[each]
                    if scope is Scope.SENTENCE:
                        if last_of_rule[each] != sentence:
                            last_of_rule[each] = sentence
                            yield each, begin, stop
                        continue
                    if scope is Scope.DOCUMENT:
                        if last_of_rule[each] < 0:
                            last_of_rule[each] = 0
                            yield each, 0, length
                        continue
                    if scope not in around:
                        around[scope] = _around(document, scope, offset)
                    start, end = around[scope]
                    if last_of_rule[each] != start:
                        last_of_rule[each] = start
                        yield each, start, end
            chunk = cut


def check(document: Document, rules: RuleSet, context: Context) -> Result:
    """Return what the rules find in one document, in order of place and code."""
    document.bind(citations=context.citations, figures=context.figures)
    context.memo.clear()
    day = context.day(document)
    asleep = {at for at in rules.dated if not _applies(rules.rules[at], day)}
    shown: dict[tuple[int, int, str], Finding] = {}
    suppressed: list[Finding] = []
    for at, start, end in rules.places(document):
        if at in asleep:
            continue
        rule = rules.rules[at]
        for hit in rule.check(document, start, end, context):
            finding = _finding(document, rule, hit)
            if finding is None:
                continue
            if finding.suppressed is not None:
                suppressed.append(finding)
            else:
                shown.setdefault((finding.start, finding.end, finding.code), finding)
    _say_once(document, rules, shown, suppressed)
    counts = {
        "citations": _counted(document.citations),
        "figures": getattr(document.figures, "counts", {"found": 0, "checked": 0, "not_checkable": 0}),
        "sentences": len(document.sentence_ends),
        "rules": len(rules.rules) - len(asleep),
    }
    return Result(
        document=document,
        findings=tuple(sorted(shown.values(), key=lambda finding: (finding.start, finding.code, finding.end))),
        suppressed=tuple(suppressed),
        counts=counts,
    )


def _say_once(
    document: Document, rules: RuleSet, shown: dict[tuple[int, int, str], Finding], suppressed: list[Finding]
) -> None:
    """Take out what a rule made for this kind of document says of the same place in its own words."""
    own = {rule.code: rule.over for rule in rules.rules if rule.over and document.kind in rule.kinds}
    if not own:
        return
    for finding in [each for each in shown.values() if each.code in own]:
        for key, other in list(shown.items()):
            if other.code in own[finding.code] and other.start < finding.end and finding.start < other.end:
                suppressed.append(replace(other, suppressed=f"同一处已由{finding.code}提示"))
                del shown[key]


def _applies(rule: Rule, day: date) -> bool:
    return not (rule.since and day < rule.since) and not (rule.until and day >= rule.until)


def _around(document: Document, scope: Scope, offset: int) -> tuple[int, int]:
    if scope is Scope.ARTICLE and (article := document.article(offset)) is not None:
        return article.start, article.end
    return document.block(offset)


def _finding(document: Document, rule: Rule, hit: Hit) -> Finding | None:
    family = rule.code[0] if rule.code[1].isdigit() else rule.code[:2]
    severity = hit.severity or rule.severity
    # What is found in the whole document (its title, its signature, what it lacks) is no sentence that sets something.
    content = family in _CONTENT and rule.scope is not Scope.DOCUMENT
    verdict = judge(document, hit, severity) if content else Verdict(severity=severity)
    if family not in _EVERYWHERE and document.block_kind(hit.start) in (BlockKind.HEADER, BlockKind.FOOTER):
        verdict = Verdict(severity=severity, reason="页眉页脚")
    line, column = document.line_column(hit.start)
    return Finding(
        code=rule.code,
        severity=verdict.severity,
        blocking=rule.blocking and verdict.severity is Severity.ERROR,
        start=hit.start,
        end=hit.end,
        line=line,
        column=column,
        text=document.text[hit.start : hit.end],
        message=(hit.message or rule.message) + verdict.remark,
        basis=tuple(basis_of(written) for written in (hit.basis if hit.basis is not None else rule.basis)),
        suggestion=hit.suggestion or rule.suggestion,
        confidence=rule.confidence if hit.confidence is None else hit.confidence,
        certainty=rule.certainty,
        absent=hit.absent,
        suppressed=verdict.reason,
    )


def _counted(citations: tuple[Any, ...]) -> dict[str, int]:
    """Count citations by what became of them; a title nobody knows was not checked."""
    unclear = sum(getattr(item, "status", None) in (None, "not_checkable", "unknown_title") for item in citations)
    return {"found": len(citations), "checked": len(citations) - unclear, "not_checkable": unclear}
