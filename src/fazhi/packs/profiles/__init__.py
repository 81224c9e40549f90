"""Profiles: for each kind of document, which rules are off, which deep ones are on, and at what level a rule is shown.

One TOML file a kind, with the keys ``off`` and ``on`` (codes or their beginnings) and a table ``level``. A site's own
files of the same form, in ``FAZHI_HOME/profiles``, are laid over them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from fazhi.kernel.errors import PackError
from fazhi.kernel.lint import Kind, Rule, Severity

_HERE: Final = Path(__file__).parent
_KEYS: Final = frozenset({"off", "on", "level"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What differs for a kind. Where ``off`` and ``on`` both fit a code, the longer one decides."""

    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    level: dict[str, Severity] = field(default_factory=dict)

    def choose(self, rules: Iterable[Rule], *, deep: bool) -> tuple[Rule, ...]:
        """Return the rules that are on, at the level of this profile; deep ones where asked for or switched on."""
        return tuple(self._levelled(each) for each in rules if self._is_on(each, deep=deep))

    def _is_on(self, rule: Rule, *, deep: bool) -> bool:
        on, off = _longest(rule.code, self.on), _longest(rule.code, self.off)
        if off or on:
            return on >= off
        return deep or not rule.deep

    def _levelled(self, rule: Rule) -> Rule:
        level = self.level.get(rule.code)
        return rule if level is None else replace(rule, severity=level)


def _longest(code: str, beginnings: Iterable[str]) -> int:
    return max((len(each) for each in beginnings if code.startswith(each)), default=0)


@cache
def profile(kind: Kind, site: Path | None = None) -> Profile:
    """Return the profile of a kind, the site's laid over ours. PackError names file and key."""
    found = read(_HERE / f"{kind.value}.toml")
    if site is None:
        return found
    own = read(site / "profiles" / f"{kind.value}.toml")
    return Profile(off=found.off + own.off, on=found.on + own.on, level=found.level | own.level)


def read(path: Path) -> Profile:
    """Return the profile in a file; an empty one where there is none."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Profile()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"不是合格的TOML文件：{error}", where=path.name) from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise PackError(f"不认识的键“{unknown[0]}”", where=path.name, hint=f"可用的键：{'、'.join(sorted(_KEYS))}")
    codes = {}
    for key in ("off", "on"):
        listed = table.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
            raise PackError("须写成编号的列表", where=f"{path.name} {key}")
        codes[key] = tuple(listed)
    levels = table.get("level", {})
    if not isinstance(levels, dict) or not all(value in tuple(Severity) for value in levels.values()):
        raise PackError("级别写error、warning或info", where=f"{path.name} level")
    return Profile(off=codes["off"], on=codes["on"], level={code: Severity(value) for code, value in levels.items()})
