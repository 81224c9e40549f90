"""Short texts written before the checker was run on them: what was reached on both halves is not lost again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "bench"))

from quality.unseen import FOLDER, held_back, lines_of, score, sets  # noqa: E402

LEAST = {
    "citations": (1.0, 0.98),
    "citations-2": (1.0, 0.98),
    "citations-3": (0.98, 0.99),
    "citations-4": (1.0, 1.0),
    "citations-5": (1.0, 1.0),
    "citations-6": (1.0, 1.0),
    "citations-own": (0.99, 0.98),
    "citations-own-2": (0.98, 0.98),
    "placeholders": (0.98, 0.92),
    "placeholders-2": (0.98, 0.86),
    "verdicts": (1.0, 0.97),
    "verdicts-2": (0.98, 0.98),
    "verdicts-3": (0.98, 0.97),
    "verdicts-4": (1.0, 1.0),
    "verdicts-5": (1.0, 1.0),
    "verdicts-own": (0.98, 0.98),
    "verdicts-own-2": (0.98, 0.97),
    "figures": (1.0, 0.9),
    "figures-2": (1.0, 0.9),
    "figures-3": (0.86, 0.93),
    "placeholders-3": (0.97, 0.95),
    "rules": (0.7, 0.7),
}
"""F1 on the half tuned on and on the half held back."""


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("held", [False, True])
def test_what_was_reached_is_kept(name: str, held: bool) -> None:
    got = score(FOLDER / f"{name}.txt", held)
    assert got.f1 >= LEAST[name][held], [] if held else got.lines


def test_about_half_of_every_set_is_held_back() -> None:
    for path in sets():
        lines = list(lines_of(path, None))
        assert len(lines) >= 50
        assert 0.4 <= sum(map(held_back, lines)) / len(lines) < 0.6


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("placeholder_lines", 250),
        ("placeholder_fresh", 200),
        ("placeholder_more", 190),
        ("placeholder_more2", 200),
        ("placeholder_more3", 100),
        ("placeholder_more4", 110),
        ("placeholder_more5", 165),
        ("placeholder_more6", 120),
        ("placeholder_odd", 360),
        ("placeholder_kinds", 320),
        ("placeholder_kinds2", 230),
    ],
)
def test_lines_tuned_on_are_all_told(name: str, least: int) -> None:
    got = score(Path(__file__).with_name(f"{name}.txt"), None)
    assert got.lines == []
    assert got.right > least
