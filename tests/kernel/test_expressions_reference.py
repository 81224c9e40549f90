"""The reference tells the truth: its tables say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.kernel.expressions_world import SCOPE, Cast

from fazhi.kernel import expressions
from fazhi.kernel.expressions import DAY_UNITS, FUNCTIONS, Arg, Kind, check, parse, sentence

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its head."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_table_of_functions_is_the_one_in_the_code() -> None:
    assert rows("Functions") == [
        [f"`{function.form(name)}`", function.result, "key" if function.keyed else "", function.meaning]
        for name, function in FUNCTIONS.items()
    ]


def test_types_units_and_codes_are_those_of_the_code() -> None:
    assert {word.strip() for row in rows("Types") for word in row[0].split(",")} == set(Kind)
    assert set(re.findall(r"'(\w+_day)'", PAGE)) == set(DAY_UNITS)
    folder = Path(expressions.__file__).parent
    used = {
        code for path in folder.glob("*.py") for code in re.findall(r"\bF1\d\d\b", path.read_text(encoding="utf-8"))
    }
    assert {row[0] for row in rows("Faults and advice")} == used


@pytest.mark.parametrize(("text", "chinese"), rows("How it reads"))
def test_a_condition_of_the_page_reads_as_the_page_says(text: str, chinese: str) -> None:
    assert sentence(parse(text.strip("`")), Cast(), SCOPE) == chinese


EXAMPLES = {
    Arg.STEP: "review",
    Arg.CALL: "counsel",
    Arg.LISTED: "third",
    Arg.LIST: "parties",
    Arg.TERM: "reply",
    Arg.OUTCOME: "'合法'",
    Arg.REF: "field.missing",
    Arg.DATE: "today()",
    Arg.UNIT: "'working_day'",
    Arg.NUMBER: "subject.amount",
    Arg.SHARE: "'过半数'",
    Arg.ITEM: "subject.item",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_type_and_its_phrase(name: str) -> None:
    function = FUNCTIONS[name]
    call = parse(f"{name}({', '.join(EXAMPLES[arg] for arg in function.args)})")
    assert check(call, SCOPE).kind == {"number": "money"}.get(function.result, function.result)
    assert not re.search(r"[a-z]", sentence(call, Cast()))


def test_all_that_is_public_is_listed_and_there() -> None:
    assert expressions.__all__ == sorted(expressions.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert all(hasattr(expressions, name) for name in expressions.__all__)
