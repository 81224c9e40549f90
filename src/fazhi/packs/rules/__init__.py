"""The rules of the checker: one module a topic, each rule with its examples. A module added here is found by itself.

Codes are never used twice; those of rules taken out stand in ``RETIRED`` with what became of them.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fazhi.kernel.errors import FazhiError, PackError
from fazhi.kernel.lint import Kind, Rule, RuleSet, cues, needs
from fazhi.packs.profiles import profile

CUES = Path(__file__).with_name("cues.json")
"""Derived cues, written by ``scripts/generate_docs.py``; a pattern that is not in there is parsed."""

NEEDS = Path(__file__).with_name("needs.json")
"""What each pattern needs of a text, where a set of rules asks for it when it is made; written likewise."""

# At once, not with the rules: which kind a document is of is asked before there are any.
cues.remember(json.loads(CUES.read_bytes()) if CUES.is_file() else {})
needs.remember(json.loads(NEEDS.read_bytes()) if NEEDS.is_file() else {})

# Code -> why it is gone. A code in here must never name another rule.
RETIRED: dict[str, str] = {
    "R002": "到期的纲要、规划由L006提示",
    "I002": "不予公开未写条款和理由由EG003提示",
    "I003": "信息不存在未写检索由EG005提示",
    "I009": "收取检索、复制等费用由EG007提示",
}


_FAMILIES = {
    "N": "规范性文件内容",
    "F": "公平竞争",
    "C": "合同与协议",
    "D": "决策方案",
    "R": "年度报告、述法",
    "Q": "数字与逻辑",
    "L": "法条与政策引用",
    "G": "公文格式与文字",
    "I": "信息公开答复",
    "P": "行政处罚",
    "E": "行政强制",
    "T": "人民调解",
    "X": "信访",
    "V": "复议答复、应诉",
    "EC": "行政检查",
    "ED": "通用、送达、模板",
    "EG": "政府信息公开（执法清单）",
    "ER": "责令改正",
}


def families() -> dict[str, str]:
    """Return the letters that codes begin with and what each family is about, in the order they are printed."""
    return dict(_FAMILIES)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of this package by code; PackError where a code stands twice or was retired."""
    found: dict[str, tuple[Rule, str]] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if info.name.startswith("_") or info.ispkg:
            continue
        for each in rules_of(importlib.import_module(f"{__name__}.{info.name}").__dict__.values()):
            if each.code in RETIRED:
                raise PackError(f"编号{each.code}已停用，不得再用", where=info.name, hint=RETIRED[each.code])
            taken, where = found.setdefault(each.code, (each, info.name))
            if taken is not each:
                raise PackError(f"编号{each.code}用了两次", where=f"{where}、{info.name}")
    return tuple(rule for _, (rule, _) in sorted(found.items()))


def rules_of(values: Iterable[object]) -> Iterator[Rule]:
    """Yield the rules among the values of a module, also those in tuples and lists."""
    for value in values:
        if isinstance(value, Rule):
            yield value
        elif isinstance(value, tuple | list):
            yield from (item for item in value if isinstance(item, Rule))


def site_rules(site: Path | None) -> tuple[Rule, ...]:
    """Return the site's own rules; PackError where a file of theirs cannot be used."""
    if site is None or not (site / "rules").is_dir():
        return ()
    from fazhi.packs.site_rules import load

    return load(site / "rules")


def find(code: str, site: Path | None = None) -> Rule:
    """Return the rule with this code. FazhiError where there is none."""
    for each in (*all_rules(), *site_rules(site)):
        if each.code == code:
            return each
    gone = RETIRED.get(code)
    raise FazhiError(
        f"没有规则{code}" + (f"，它已停用：{gone}" if gone else ""), hint="全部规则见docs/reference/rules.md"
    )


@cache
def rule_set(
    kind: Kind | None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    *,
    deep: bool = False,
    site: Path | None = None,
) -> RuleSet:
    """Return the rules for a kind (``None``: all) with a code that begins as in ``select`` and not as in ``ignore``.

    The profile of the kind decides first; a full code in ``select`` wins over it. ``deep`` adds the deep rules.
    """
    every = (*all_rules(), *site_rules(site))
    if kind is None:
        chosen = tuple(each for each in every if deep or not each.deep)
    else:
        chosen = profile(kind, site).choose((each for each in every if each.applies(kind)), deep=deep)
    codes = {each.code for each in chosen}
    named = (each for each in every if each.code in select and each.code not in codes)
    return RuleSet(
        each
        for each in (*chosen, *named)
        if (not select or each.code.startswith(select)) and not (ignore and each.code.startswith(ignore))
    )
