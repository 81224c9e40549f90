"""Passages of papers of enforcement in many words: the mistake is found however it is said, what is lawful is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fazhi.kernel.lint import Document, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set

DAY = date(2026, 9, 1)
LINES = Path(__file__).with_name("enforcement_wordings.txt").read_text(encoding="utf-8").splitlines()
PASSAGES = [line.split(" ", 3) for line in LINES if line[:1] in "+-"]
OURS = re.compile(r"(?:P|E|ER)[0-9]{3}")


def found(kind: str, text: str) -> set[str]:
    """Return the codes of these families that are found in a passage of a paper of that kind."""
    document = Document(text.replace("\\n", "\n"), kind=Kind(kind), as_of=DAY)
    result = check(document, rule_set(Kind(kind)), context_for(as_of=DAY))
    return {finding.code for finding in result.findings if OURS.fullmatch(finding.code)}


@pytest.mark.parametrize(
    ("code", "kind", "text"), [pytest.param(*rest, id=rest[2][:24]) for sign, *rest in PASSAGES if sign == "+"]
)
def test_the_mistake_is_found_however_it_is_said(code: str, kind: str, text: str) -> None:
    assert code in found(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"), [pytest.param(*rest[1:], id=rest[2][:24]) for sign, *rest in PASSAGES if sign == "-"]
)
def test_what_comes_near_and_is_lawful_is_passed(kind: str, text: str) -> None:
    assert found(kind, text) == set()
