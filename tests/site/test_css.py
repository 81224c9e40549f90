"""The style sheets: colours live in the tokens only, and every pair that is read together is legible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src" / "fazhi" / "site" / "static" / "fazhi"
SHEETS = sorted(STATIC.glob("*.css"))
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\(|:\s*(?:white|black|red|blue|grey|gray)\b")


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def tokens(selector: str) -> dict[str, str]:
    """The colours set under ``selector`` in the tokens, on top of the plain ones."""
    text = rules(STATIC / "tokens.css")
    found: dict[str, str] = {}
    for head in dict.fromkeys([":root {", f"{selector} {{"]):
        body = text[text.index(head) + len(head) :].split("}", 1)[0]
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sheet", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name)
def test_no_colour_stands_outside_the_tokens(sheet: Path) -> None:
    assert _COLOUR.findall(rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_there_is_one_break_and_nothing_moves_or_casts_a_shadow(sheet: Path) -> None:
    text = rules(sheet)
    assert set(re.findall(r"(?:max|min)-width:\s*([\w.]+)\)", text)) <= {"760px"}
    assert not re.search(r"box-shadow|text-shadow|animation|transition|@keyframes|text-overflow", text)
    assert "!important" not in text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", rules(STATIC / "tokens.css"))) | {"--foot-line"}
    assert set(re.findall(r"var\((--[\w-]+)", rules(sheet))) <= known


TEXT = ("ink", "ink-2", "ink-3", "blue", "red", "amber", "green")
GROUNDS = ("paper", "page", "sunk")


@pytest.mark.parametrize("look", [":root", ":root.contrast"])
def test_every_text_is_legible_on_every_ground(look: str) -> None:
    colours = tokens(look)
    weak = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text in TEXT
        for ground in GROUNDS
        if contrast(colours[text], colours[ground]) < (4.5 if look == ":root" else 7)
    ]
    assert weak == []


@pytest.mark.parametrize("look", [":root", ":root.contrast"])
@pytest.mark.parametrize("tone", ["blue", "red", "amber", "green"])
def test_a_colour_is_legible_on_its_own_wash_and_white_on_it(look: str, tone: str) -> None:
    colours = tokens(look)
    assert contrast(colours[tone], colours[f"wash-{tone}"]) >= 5.8
    assert contrast(colours["ink"], colours[f"wash-{tone}"]) >= 13.5
    assert contrast(colours["paper"], colours[tone]) >= 4.5


@pytest.mark.parametrize("look", [":root", ":root.contrast"])
def test_the_top_bar_the_borders_of_controls_and_the_marks_are_legible(look: str) -> None:
    colours = tokens(look)
    assert contrast(colours["paper"], colours["blue-deep"]) >= 7
    assert min(contrast(colours["line-2"], colours[ground]) for ground in ("paper", "page")) >= 3
    assert min(contrast(colours["ink"], colours[mark]) for mark in ("mark-del", "mark-ins")) >= 7


def test_a_share_of_a_width_is_declared_in_one_sheet_only() -> None:
    """Two sheets once gave the columns of ledgers and of papers one name: ledgers came out a column too wide."""
    for name in ("share", "width"):
        sheets = [path.name for path in SHEETS if f".{name}-1 {{" in rules(path)]
        assert len(sheets) == 1, (name, sheets)
