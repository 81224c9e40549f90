"""The small lawful pack, its expected runs, and ways to spoil it in one place."""

from __future__ import annotations

import copy
import time
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tests.kernel.packing import POSTS

from fazhi.kernel.procedures import Case, Procedure, load, read_cases
from fazhi.kernel.procedures.prove import Proof, prove
from fazhi.packs.calendar import load as load_calendar

HERE = Path(__file__).parent
CASES = """
[[case]]
name = "从送审到集体讨论"
kind = "lawful"
subject = { risk = true }
acts = [
  { on = "2026-03-02", do = "submit", by = "甲" },
  { on = "2026-03-03", do = "intake", by = "乙", outcome = "受理" },
  { on = "2026-03-04", do = "study", by = "丙", outcome = "可控" },
  { on = "2026-03-05", do = "opinion", by = "乙", outcome = "合法" },
  { on = "2026-03-05", do = "check", by = "乙", outcome = "一致" },
  { on = "2026-03-05", do = "check", by = "丁", outcome = "一致" },
  { on = "2026-03-05", do = "notice", by = "甲" },
  { on = "2026-03-16", do = "hearing", by = "戊" },
  { on = "2026-03-17", do = "agenda", by = "甲" },
  { on = "2026-03-18", do = "meeting", by = "戊" },
]
"""


def raw() -> dict[str, Any]:
    """Return the lawful pack's data, free to be spoilt."""
    return copy.deepcopy(_raw())


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((HERE / "lawful.toml").read_text(encoding="utf-8"))


def step(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one step of a pack's data."""
    return next(item for item in data["step"] if item["id"] == name)


def only(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """Keep some guarantees."""
    data["guarantee"] = [item for item in data["guarantee"] if item["id"] in names]
    return data


def proofs(data: dict[str, Any], *, seconds: float = 20.0, cases: str = CASES, seed: int = 0) -> dict[str, Proof]:
    """Return the verdict on each guarantee by its id."""
    procedure: Procedure = load(data, POSTS)
    expected: tuple[Case, ...] = read_cases(procedure, tomllib.loads(cases))
    found = prove(procedure, expected, load_calendar(), ticker=time.monotonic, seconds=seconds, seed=seed)
    return {item.guarantee.id: item for item in found}
