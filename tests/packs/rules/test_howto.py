"""docs/howto/add-rule.md, followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

from fazhi.kernel.lint import Context, Document, Rule, RuleSet, check, implied
from fazhi.kernel.lint.rule import EXAMPLE_DAY
from fazhi.packs.rules import all_rules, rules_of
from fazhi.packs.site_rules import read

PAGE = (Path(__file__).parents[3] / "docs" / "howto" / "add-rule.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """Return the first block of the page in that language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def found_by(rule: Rule, text: str) -> int:
    document = Document(text, kind=min(rule.kinds) if rule.kinds else None)
    return len(check(document, RuleSet([rule]), Context(as_of=EXAMPLE_DAY)).findings)


def test_the_rule_of_the_page_works_and_its_code_is_free() -> None:
    values: dict[str, object] = {}
    exec(compile(block("python"), "add-rule.md", "exec"), values)
    (rule,) = rules_of(values.values())
    assert [found_by(rule, example.text) for example in rule.bad] == [1]
    assert [found_by(rule, example.text) for example in rule.good] == [0, 0]
    assert all(implied(pattern, rule.cues) for pattern in rule.patterns)
    assert rule.code not in {each.code for each in all_rules()}


def test_the_county_rule_of_the_page_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "本县.toml"
    path.write_text(block("toml"), encoding="utf-8")
    (rule,) = read(path)
    assert found_by(rule, "由县经信局负责。") == 1
