"""Whole documents give the codes they must give, and no others where that is said. See cases/README.md."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fazhi.kernel.lint import Document, Result, check
from fazhi.kernel.lint.rule import EXAMPLE_DAY
from fazhi.packs.checker import context_for
from fazhi.packs.rules import all_rules, rule_set

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))}
KEYS = {"text", "kind", "as_of", "must", "never"}
COVERED = {"G", "P", "E", "T", "X", "V", "EC", "ED", "EG", "ER"}
"""Families of which every code must be found in a case; a family joins when its rules are complete."""
CODES = {rule.code for rule in all_rules()}


@cache
def case(name: str) -> dict[str, Any]:
    """Return one case as a table."""
    return tomllib.loads(CASES[name].read_text(encoding="utf-8"))


@cache
def result(name: str) -> Result:
    """Return what all rules for the kind, the deep ones too, find in the document of a case."""
    declared = case(name)
    document = Document(declared["text"].lstrip("\n"), path=name, as_of=declared.get("as_of"))
    as_of = declared.get("as_of") or document.date or EXAMPLE_DAY
    return check(document, rule_set(document.kind, deep=True), context_for(as_of=as_of, deep=True))


@pytest.mark.parametrize("name", CASES)
def test_a_document_gives_the_codes_it_must(name: str) -> None:
    declared = case(name)
    assert set(declared) <= KEYS and {"text", "kind"} <= set(declared)
    found = result(name)
    assert found.document.kind.value == declared["kind"], found.document.kind_reason
    codes = {item.code for item in found.findings}
    places = codes | {f"{item.code}@{item.line}" for item in found.findings}
    expected = {written for written in declared.get("must", []) if written.partition("@")[0] in CODES}
    assert expected <= places, f"missing {sorted(expected - places)} among {sorted(places)}"
    forbidden = tuple(declared.get("never", []))
    unwanted = [(item.code, item.text) for item in found.findings if forbidden and item.code.startswith(forbidden)]
    assert unwanted == []


@pytest.mark.parametrize("name", CASES)
def test_every_finding_lies_where_it_says(name: str) -> None:
    text = result(name).document.text
    for item in result(name).findings:
        assert text[item.start : item.end] == item.text
        assert (item.start == item.end) is item.absent
        lines = text.split("\n")
        assert lines[item.line - 1][item.column - 1 :].startswith(item.text.split("\n")[0])


def test_every_code_is_found_in_a_whole_document() -> None:
    wanted = {code for code in CODES if code.rstrip("0123456789") in COVERED}
    found = {item.code for name in CASES for item in result(name).findings}
    assert sorted(wanted - found) == []


def test_codes_that_are_expected_but_not_written_yet() -> None:
    written = {item.partition("@")[0] for name in CASES for item in case(name).get("must", [])}
    missing = sorted(written - CODES)
    if missing:
        pytest.skip(f"{len(missing)} codes are expected and have no rule yet: {'、'.join(missing)}")
