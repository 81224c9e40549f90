"""Patterns that a rule looks for in papers of its kinds alone, even where it is asked of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Kind, RuleSet, check, compiled, rule
from fazhi.kernel.lint.cues import cues_of

PATTERNS = ("罚款交给队员", "先扣着")
CONTEXT = Context(as_of=date(2026, 9, 1))


@rule(
    code="LOCAL-OWN",
    name="own-patterns",
    title="例子",
    why="例子。",
    basis=("本地要求：例子",),
    severity="error",
    kinds=("pd",),
    cues=PATTERNS,
    patterns=PATTERNS,
    own=PATTERNS[1:],
    gated=True,
    bad=("罚款交给队员。", "车先扣着。"),
    good=("无。",),
)
def example(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for pattern in PATTERNS:
        for match in compiled(pattern).finditer(document.folded, start, end):
            yield Hit(*match.span())


def found(text: str, kind: Kind) -> list[str]:
    """Return what is found in a text of that kind."""
    return [finding.text for finding in check(Document(text, kind=kind), RuleSet([example]), CONTEXT).findings]


def test_every_pattern_is_looked_for_in_a_paper_of_the_kind() -> None:
    assert found("罚款交给队员。车先扣着。", Kind.PD) == ["罚款交给队员", "先扣着"]


def test_an_own_pattern_is_passed_over_in_a_paper_of_another_kind() -> None:
    assert found("罚款交给队员。车先扣着。", Kind.GW) == ["罚款交给队员"]


def test_the_words_of_own_patterns_are_scanned_for_in_papers_of_the_kind_alone() -> None:
    rules, text = RuleSet([replace(example, cues=cues_of(PATTERNS))]), "罚款交给队员。车先扣着。"
    of_kind, of_other = (rules.seen(Document(text, kind=kind)).present for kind in (Kind.PD, Kind.GW))
    assert of_other < of_kind
    assert any(word in PATTERNS[1] for word in of_kind) and not any(word in PATTERNS[1] for word in of_other)


def test_a_rule_whose_patterns_are_all_its_own_is_asked_in_papers_of_the_kind() -> None:
    rules = RuleSet([replace(example, own=frozenset(PATTERNS))])
    for kind, expected in ((Kind.PD, ["先扣着"]), (Kind.GW, [])):
        told = check(Document("车先扣着。", kind=kind), rules, CONTEXT).findings
        assert [finding.text for finding in told] == expected
