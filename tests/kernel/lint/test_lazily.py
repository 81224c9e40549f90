"""Patterns that are compiled at their first use answer as compiled ones, and none of them is wrong."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import fazhi.kernel.lint
import fazhi.packs.rules
from fazhi.kernel.lint.lazily import lazily


def test_it_answers_as_a_compiled_pattern_does(monkeypatch: pytest.MonkeyPatch) -> None:
    lazy, ready = lazily("^罚(?P<sum>[0-9]+)元$", re.MULTILINE), re.compile("^罚(?P<sum>[0-9]+)元$", re.MULTILINE)
    text = "罚3元\n罚12元"
    assert [match.span("sum") for match in lazy.finditer(text)] == [match.span("sum") for match in ready.finditer(text)]
    assert (lazy.pattern, lazy.flags, lazy.groups) == (ready.pattern, ready.flags, ready.groups)
    assert lazy.sub("无", text) == "无\n无" and lazy.fullmatch("罚3元")
    monkeypatch.setattr(re, "compile", None)
    assert lazy.fullmatch("罚4元") and lazily("[", 0).pattern == "["


def test_every_pattern_of_the_checker_compiles() -> None:
    seen = 0
    for package in (fazhi.kernel.lint, fazhi.packs.rules):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(info.name)).items():
                for each in value if isinstance(value, tuple) else (value,):
                    for one in each if isinstance(each, tuple) else (each,):
                        if type(one) is type(lazily("")):
                            assert one.groups >= 0, name
                            seen += 1
    assert seen > 200
