"""A site's own rules: TOML files in ``FAZHI_HOME/rules``, patterns only. Nothing of a site is ever run as Python.

Each ``[[rule]]`` is a pattern rule with the keys of ``KEYS``; its code begins with ``LOCAL-``. Every refusal names
file, rule and key, and the examples are tried when the file is read, so that a rule that finds nothing is told at once.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

from fazhi.kernel.errors import CitationError, FazhiError, PackError
from fazhi.kernel.lint import Context, Document, Kind, Rule, RuleSet, Severity, basis_of, check, pattern_rule
from fazhi.kernel.lint.rule import EXAMPLE_DAY

KEYS: Final = {
    "code": "编号，以LOCAL-开头",
    "title": "毛病，一句话",
    "why": "为什么要提示",
    "basis": "依据的列表：法条写“行政处罚法@2021:16”，本地要求写“本地要求：……”",
    "severity": "error、warning或info",
    "kinds": "文种代号的列表，不写为全部",
    "patterns": "正则表达式的列表，命中任一即提示",
    "unless": "同一句里有这些就不提示",
    "also": "同一句里还要有这些",
    "before_unless": "命中前十二字内有这些词就不提示",
    "message": "提示的话，不写用title",
    "suggestion": "怎么改",
    "bad": "应当提示的例子",
    "good": "容易误报、不得提示的例子",
}
_NEEDED: Final = ("code", "title", "why", "basis", "severity", "patterns", "bad", "good")
_LISTS: Final = frozenset({"basis", "kinds", "patterns", "unless", "also", "before_unless", "bad", "good"})
_LONGEST: Final = 400


@cache
def load(folder: Path) -> tuple[Rule, ...]:
    """Return the rules of every ``*.toml`` in the folder, by code; none where there is no folder."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.toml")):
        for each in read(path):
            if each.code in rules:
                raise PackError(f"编号{each.code}用了两次", where=path.name)
            rules[each.code] = each
    return tuple(rules[code] for code in sorted(rules))


def read(path: Path) -> tuple[Rule, ...]:
    """Return the rules of one file. PackError names what is wrong and where."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"不是合格的TOML文件：{error}", where=path.name) from error
    listed = table.pop("rule", None)
    if table or not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise PackError("每条规则写成一个[[rule]]表，不写别的", where=path.name)
    return tuple(_rule(item, f"{path.name} 第{number}条") for number, item in enumerate(listed, 1))


def _rule(table: dict[str, Any], where: str) -> Rule:
    unknown = sorted(set(table) - set(KEYS))
    if unknown:
        raise PackError(f"不认识的键“{unknown[0]}”", where=where, hint=f"可用的键：{'、'.join(KEYS)}")
    for key in _NEEDED:
        if not table.get(key):
            raise PackError(f"没有写{key}（{KEYS[key]}）", where=where)
    for key, value in table.items():
        fits = (
            isinstance(value, list) and all(isinstance(item, str) and item for item in value)
            if key in _LISTS
            else isinstance(value, str)
        )
        if not fits:
            raise PackError("须写成文字的列表" if key in _LISTS else "须写成文字", where=f"{where} {key}")
    if not re.fullmatch(r"LOCAL-[A-Z0-9-]{1,30}", table["code"]):
        raise PackError(f"编号“{table['code']}”不能用", where=where, hint="以LOCAL-开头，后面是大写字母、数字和短横线")
    _choice(table["severity"], [item.value for item in Severity], f"{where} severity")
    for kind in table.get("kinds", []):
        _choice(kind, [item.value for item in Kind], f"{where} kinds")
    for key in ("patterns", "unless", "also"):
        for pattern in table.get(key, []):
            _refuse_bad_pattern(pattern, f"{where} {key}")
    for written in table["basis"]:
        _refuse_bad_basis(written, f"{where} basis")
    try:
        made = pattern_rule(name=table["code"].lower(), **table)
    except FazhiError as error:
        raise PackError(error.message, where=where, hint=error.hint) from error
    _try_examples(made, where)
    return made


def _choice(value: str, among: list[str], where: str) -> None:
    if value not in among:
        raise PackError(f"不能是“{value}”", where=where, hint=f"可用：{'、'.join(among)}")


def _refuse_bad_pattern(pattern: str, where: str) -> None:
    if len(pattern) > _LONGEST:
        raise PackError(f"模式超过{_LONGEST}字", where=where, hint="拆成几个模式")
    try:
        parsed = parser.parse(pattern)
    except re.error as error:
        raise PackError(f"模式“{pattern[:40]}”写错了：{error}", where=where, hint="核对括号和转义") from error
    if _grows(parsed, inside=False):
        hint = "重复里不要再有不限次数的重复，如(甲+)+；把+、*改成{1,20}"
        raise PackError(f"模式“{pattern[:40]}”可能极慢", where=where, hint=hint)


def _grows(sequence: Any, *, inside: bool) -> bool:
    """Whether an endless repetition stands inside another one: such patterns can take longer than anyone waits."""
    for code, value in sequence:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            endless = value[1] is op.MAXREPEAT or value[1] > 1000
            if (endless and inside) or _grows(value[2], inside=inside or endless):
                return True
        elif code is op.BRANCH:
            if any(_grows(branch, inside=inside) for branch in value[1]):
                return True
        elif code is op.SUBPATTERN:
            if _grows(value[3], inside=inside):
                return True
        elif code in (op.ASSERT, op.ASSERT_NOT) and _grows(value[1], inside=inside):
            return True
    return False


def _refuse_bad_basis(written: str, where: str) -> None:
    from fazhi.packs import laws

    try:
        ref = basis_of(written)
        if not isinstance(ref, str):
            laws.load().resolve(ref)
    except CitationError as error:
        raise PackError(error.message, where=where, hint=error.hint) from error


def _try_examples(rule: Rule, where: str) -> None:
    rules = RuleSet([rule])
    for word, examples, wanted in (("bad", rule.bad, True), ("good", rule.good, False)):
        for example in examples:
            kind = min(rule.kinds) if rule.kinds else Kind.GW
            found = check(Document(example.text, kind=kind), rules, Context(as_of=EXAMPLE_DAY)).findings
            if bool(found) is not wanted:
                said = "没有命中" if wanted else f"命中了“{found[0].text}”"
                raise PackError(f"例子“{example.text[:30]}”{said}", where=f"{where} {word}", hint="改模式，或者改例子")
