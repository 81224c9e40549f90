"""Every command says in Chinese what it does and what each of its arguments means, and stands in the reference."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest
from tests.architecture import tree

from fazhi.cli.discovery import Entry, commands, load_command, named
from fazhi.cli.parser import Parser

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of every command and of the commands below it."""
    for entry in commands():
        parser = Parser(prog=f"fazhi {entry.name}", description=entry.help)
        load_command(entry).configure(parser)
        yield from below(parser)


def below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action.choices.values():
                yield from below(choice)


def test_there_are_commands() -> None:
    assert list(commands())


@pytest.mark.parametrize("entry", commands(), ids=lambda entry: entry.name)
def test_each_command_says_in_chinese_what_it_does(entry: Entry) -> None:
    assert CHINESE.search(entry.help)


def test_a_command_is_found_alone_as_it_is_among_all() -> None:
    for entry in commands():
        alone = named(entry.name)
        assert alone is None or (alone.name, alone.help, alone.module) == (entry.name, entry.help, entry.module)
    assert named("check") is not None
    assert [named(word) for word in ("chekc", "__init__", "../check", "--help", "")] == [None] * 5


def test_each_argument_is_explained_in_chinese() -> None:
    silent = [
        f"{parser.prog} {'/'.join(action.option_strings) or action.dest}"
        for parser in parsers()
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction) and not CHINESE.search(action.help or "")
    ]
    assert silent == []


def test_each_command_stands_in_the_reference() -> None:
    reference = (tree.ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert [parser.prog for parser in parsers() if f"`{parser.prog}`" not in reference] == []
