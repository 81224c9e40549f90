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

from fazhi.kernel.citations import LawRef
from fazhi.kernel.lint.blocks import BlockKind
from fazhi.kernel.lint.context import Context
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Certainty, Finding, Hit, Severity, basis_of
from fazhi.kernel.lint.needs import compiled, needs_of
from fazhi.kernel.lint.rule import Rule, Scope
from fazhi.kernel.lint.suppress import judge

_CHUNK: Final = 200_000  # matches of one chunk are held at once, so this bounds the memory
_CONTENT: Final = "NF"
Gate = Callable[[str, int, int], object]
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

    __slots__ = (
        "_by_cue",
        "_gates",
        "_scan",
        "_scopes",
        "_shut",
        "_told",
        "_whole",
        "_words",
        "dated",
        "over",
        "rules",
        "scanned",
    )

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self.dated = tuple(at for at, rule in enumerate(self.rules) if rule.since or rule.until)
        self._told: list[_Told | None] = [None] * len(self.rules)
        self.over = tuple(rule for rule in self.rules if rule.over)
        self._whole = tuple(at for at, rule in enumerate(self.rules) if rule.scope is Scope.DOCUMENT or not rule.cues)
        self._scopes = tuple(rule.scope for rule in self.rules)
        self._gates: list[Gate | None] = [None] * len(self.rules)
        self._shut = [rule.gated for rule in self.rules]  # the pattern is not compiled yet
        by_cue: dict[str, list[int]] = {}
        for at, rule in enumerate(self.rules):
            if rule.scope is not Scope.DOCUMENT:
                for cue in rule.cues:
                    by_cue.setdefault(cue, []).append(at)
        self._by_cue = tuple(tuple(found) for found in by_cue.values())
        # Behind the cues that lead to a sentence stand the words that are only asked for: is it anywhere in the text?
        asked = {pattern for rule in self.rules for pattern in rule.asked if needs_of(pattern).ways}
        self.scanned = frozenset(asked)
        only = {word for pattern in asked for word in needs_of(pattern).words if len(word) > 1}
        only.update(cue for at in self._whole for cue in self.rules[at].cues if len(cue) > 1)
        self._words = (*by_cue, *sorted(only.difference(by_cue)))
        self._scan: Callable[..., list[tuple[int, int, int]]] | None = None
        if self._words:
            automaton = AhoCorasick(
                list(self._words), implementation=Implementation.ContiguousNFA, store_patterns=False
            )
            self._scan = automaton.find_matches_as_indexes

    def told(self, at: int) -> _Told:
        """Return what all findings of the rule at that index have in common."""
        known = self._told[at]
        if known is None:
            known = self._told[at] = _told(self.rules[at])
        return known

    def present(self, document: Document) -> tuple[set[str], list[tuple[int, int, int]] | None]:
        """Return the words of the rules that stand in a document, and the matches themselves where it is not long."""
        if self._scan is None:
            return set(), []
        folded, words = document.folded, self._words
        if len(folded) <= _CHUNK:
            matches = self._scan(folded, overlapping=True)
            return {words[cue] for cue in {match[0] for match in matches}}, matches
        found = {
            match[0] for begin, end in _chunks(document) for match in self._scan(folded[begin:end], overlapping=True)
        }
        return {words[cue] for cue in found}, None

    def whole(self, document: Document, present: set[str]) -> Iterator[int]:
        """Yield the index of each rule that looks at the document as a whole and finds a cue in it, if it has any."""
        folded = document.folded
        for at in self._whole:
            cues = self.rules[at].cues
            if not cues or any(cue in present if len(cue) > 1 else cue in folded for cue in cues):
                yield at

    def places(self, document: Document, matches: list[tuple[int, int, int]] | None) -> Iterator[tuple[int, int, int]]:
        """Yield (index of rule, start, end) for each smaller place where a rule has to look, each place once.

        Where all that a rule looks for are patterns, one of them matches there. ``matches`` are those of ``present``.
        """
        if self._scan is None:
            return
        ends, folded = document.sentence_ends, document.folded
        scopes, by_cue, gates, shut = self._scopes, self._by_cue, self._gates, self._shut
        known = len(by_cue)
        last_of_cue = [-1] * known
        last_of_rule = [-1] * len(self.rules)
        sentence, begin, stop = 0, 0, ends[0]
        around: dict[Scope, tuple[int, int]] = {}  # of the sentence at hand, for the wider scopes
        for chunk, cut in _chunks(document):
            for cue, at, _ in matches if matches is not None else self._scan(folded[chunk:cut], overlapping=True):
                if cue >= known:
                    continue
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
                        if last_of_rule[each] == sentence:
                            continue
                        last_of_rule[each] = sentence
                        start, end = begin, stop
                    else:
                        if scope not in around:
                            around[scope] = _around(document, scope, offset)
                        start, end = around[scope]
                        if last_of_rule[each] == start:
                            continue
                        last_of_rule[each] = start
                    if shut[each]:
                        gates[each], shut[each] = _gate(self.rules[each]), False
                    gate = gates[each]
                    if gate is None or gate(folded, start, end):
                        yield each, start, end


def _chunks(document: Document) -> Iterator[tuple[int, int]]:
    """Yield start and end of parts of a text that end with a sentence, each about so long that its matches fit."""
    ends, length, chunk = document.sentence_ends, len(document.text), 0
    while chunk < length:
        cut = length
        if length - chunk > _CHUNK:
            cut = ends[min(bisect_right(ends, chunk + _CHUNK), len(ends) - 1)]
        yield chunk, cut
        chunk = cut


def _gate(rule: Rule) -> Gate:
    """Return what finds a match of any pattern of the rule between two offsets, or something false."""
    searches = tuple(compiled(pattern).search for pattern in rule.patterns)
    if len(searches) == 1:
        return searches[0]

    def several(folded: str, start: int, end: int) -> bool:
        for search in searches:  # noqa: SIM110  any() costs as much again as a search in one sentence
            if search(folded, start, end):
                return True
        return False

    return several


def check(document: Document, rules: RuleSet, context: Context) -> Result:
    """Return what the rules find in one document, in order of place and code."""
    document.bind(citations=context.citations, figures=context.figures)
    day = context.day(document)
    present, matches = rules.present(document)
    context.begin(document, rules.scanned, present)
    asleep = {at for at in rules.dated if not _applies(rules.rules[at], day)}
    shown: dict[tuple[int, int, str], Finding] = {}
    suppressed: list[Finding] = []
    length = len(document.text)

    def places() -> Iterator[tuple[int, int, int]]:
        for at in rules.whole(document, present):
            yield at, 0, length
        yield from rules.places(document, matches)

    for at, start, end in places():
        if at in asleep:
            continue
        rule = rules.rules[at]
        for hit in rule.check(document, start, end, context):
            key = hit.start, hit.end, rule.code
            if key in shown:
                continue
            finding = _finding(document, rule, rules.told(at), hit)
            if finding.suppressed is not None:
                suppressed.append(finding)
            else:
                shown[key] = finding
    _say_once(document, rules, shown, suppressed)
    counts = {
        "citations": _counted(document.citations),
        "figures": getattr(document.figures, "counts", {"found": 0, "checked": 0, "not_checkable": 0}),
        "sentences": len(document.sentence_ends),
        "rules": len(rules.rules) - len(asleep),
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
    own = {rule.code: rule.over for rule in rules.over if document.kind in rule.kinds}
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


def _applies(rule: Rule, day: date) -> bool:
    return not (rule.since and day < rule.since) and not (rule.until and day >= rule.until)


def _around(document: Document, scope: Scope, offset: int) -> tuple[int, int]:
    if scope is Scope.ARTICLE and (article := document.article(offset)) is not None:
        return article.start, article.end
    return document.block(offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What every finding of one rule has in common; worked out once."""

    content: bool  # of what is found in the whole document, nothing is a sentence that sets something
    everywhere: bool
    basis: tuple[LawRef | str, ...]
    certainty: Certainty


def _told(rule: Rule) -> _Told:
    family = rule.code[0] if rule.code[1].isdigit() else rule.code[:2]
    return _Told(
        content=family in _CONTENT and rule.scope is not Scope.DOCUMENT,
        everywhere=family in _EVERYWHERE,
        basis=tuple(basis_of(written) for written in rule.basis),
        certainty=rule.certainty,
    )


def _finding(document: Document, rule: Rule, told: _Told, hit: Hit) -> Finding:
    severity, reason, remark = hit.severity or rule.severity, None, ""
    if told.content:
        verdict = judge(document, hit, severity)
        severity, reason, remark = verdict.severity, verdict.reason, verdict.remark
    if not told.everywhere and document.block_kind(hit.start) in (BlockKind.HEADER, BlockKind.FOOTER):
        severity, reason, remark = hit.severity or rule.severity, "页眉页脚", ""
    line, column = document.line_column(hit.start)
    return Finding(
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
