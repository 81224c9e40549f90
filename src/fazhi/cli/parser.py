"""argparse in Chinese: its headings and messages, nothing else changed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"one of the arguments (.*) is required", r"须给出其中之一：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"\1不能是\2，可用：\3"),
    (r"argument (.*?): invalid \w+ value: (.*)", r"\1的值\2无效"),
    (r"argument (.*?): expected one argument", r"\1后面须有一个值"),
    (r"argument (.*?): expected at least one argument", r"\1后面至少须有一个值"),
    (r"argument (.*?): expected (\d+) arguments", r"\1后面须有\2个值"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1不能与\2同用"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1不带值，不能写\2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1不明确，可能是\2"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese; subparsers made from it do too. Options are never abbreviated."""

    # argparse hands its many keyword arguments through; their types are its own.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", _Formatter)
        kwargs.setdefault("allow_abbrev", False)
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明后退出")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and leave with 2."""
        for pattern, words in _MESSAGES:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = match.expand(words)
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"错误：{message}。用“{self.prog} --help”查看用法\n")


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, *args: Any, **kwargs: Any) -> str:
        plain: Callable[..., str] = super()._format_usage
        return plain(*args, **kwargs).replace("usage: ", "用法：", 1)
