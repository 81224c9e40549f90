"""Every rule is proved by its own examples: each bad one is found, no good one is."""

from __future__ import annotations

import pytest

from fazhi.kernel.errors import CitationError
from fazhi.kernel.lint import Document, Example, Kind, Result, Rule, RuleSet, Severity, check, implied
from fazhi.kernel.lint.finding import NOT_LAW, basis_of
from fazhi.packs import laws
from fazhi.packs.checker import context_for
from fazhi.packs.rules import RETIRED, all_rules
from fazhi.packs.rules._placeholder_fields import CHOICES
from fazhi.packs.rules._placeholder_forms import FORMS
from fazhi.packs.rules._placeholder_gaps import GAPS
from fazhi.packs.rules._placeholder_named import NAMED
from fazhi.packs.rules._placeholder_slots import SLOTS

RULES = all_rules()


def kind_of(rule: Rule, example: Example) -> Kind:
    """Return the kind an example is checked as: its own, else the first the rule looks at, else gw."""
    return example.kind or (min(rule.kinds) if rule.kinds else Kind.GW)


def checked(rule: Rule, example: Example) -> Result:
    """Return what the rule alone finds in the example."""
    document = Document(example.text, kind=kind_of(rule, example), as_of=example.as_of_day)
    return check(document, RuleSet([rule]), context_for(as_of=example.as_of_day))


BAD = [pytest.param(rule, item, id=f"{rule.code} finds {item.text[:24]}") for rule in RULES for item in rule.bad]
GOOD = [pytest.param(rule, item, id=f"{rule.code} passes {item.text[:24]}") for rule in RULES for item in rule.good]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_is_found(rule: Rule, example: Example) -> None:
    result = checked(rule, example)
    count = len(result.findings)
    assert count == example.count if example.count is not None else count >= 1, result.suppressed
    assert all(0 <= found.start <= found.end <= len(example.text) for found in result.findings)
    assert all(found.start < found.end or found.absent for found in result.findings)
    assert all(isinstance(found.severity, Severity) for found in result.findings), "the writers ask it for its value"


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_is_passed(rule: Rule, example: Example) -> None:
    assert [(found.text, found.message) for found in checked(rule, example).findings] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_can_be_explained_and_rests_on_something_that_exists(rule: Rule) -> None:
    assert rule.why.endswith("。")
    assert rule.message
    catalogue = laws.load()
    for written in rule.basis:
        ref = basis_of(written)
        if isinstance(ref, str):
            assert len(ref) > len(max(NOT_LAW, key=len))
            continue
        try:
            found = catalogue.resolve(ref)
        except CitationError as error:
            pytest.fail(f"{rule.code}: {error}")
        assert ref.version is not None, f"{rule.code}: name the version of {written}"
        assert ref.article is None or found.certain, f"{rule.code}: {written} was not read in the text"


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.patterns and rule.cues], ids=lambda rule: rule.code)
def test_every_match_of_a_pattern_holds_a_cue(rule: Rule) -> None:
    loose = [pattern for pattern in rule.patterns if not implied(pattern, rule.cues)]
    assert loose == [], f"findings would vanish without a word; cues {rule.cues}"


def test_codes_are_used_once_and_never_again() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(RETIRED)
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_each_form_of_a_placeholder_holds_one_of_its_words() -> None:
    loose = [
        (words, form.pattern)
        for words, form, _ in (*FORMS, *CHOICES, *NAMED, *SLOTS, *GAPS)
        if not implied(form.pattern, words)
    ]
    assert loose == []
