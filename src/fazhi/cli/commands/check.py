"""``fazhi check``: what is unlawful, unsupported, outdated, inconsistent or unfinished in documents, with the place."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TextIO

from fazhi.cli.checker.one import Settings, writer
from fazhi.formats.target import checked
from fazhi.formats.writers.summary import Summary
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Kind, Severity

NAME = "check"
HELP = "检查公文：引用、数字、内容、格式"

FINE, FINDINGS, WRONG = 0, 1, 2
_FILES_ONLY = ("html", "docx")
_BEIJING = timezone(timedelta(hours=8))


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("files", nargs="*", metavar="文件", help="要检查的文件，可以有多个")
    parser.add_argument(
        "--kind",
        metavar="文种",
        choices=[*(kind.value for kind in Kind), "all"],
        help="按这一文种检查；all强制使用全部规则；不写即自动识别",
    )
    parser.add_argument("--as-of", metavar="日期", help="按这一天的法律判断；不写即按文件自己的日期，没有日期的按今天")
    parser.add_argument("--format", choices=_formats(), default="text", help="输出格式，默认text")
    parser.add_argument("-o", "--output", metavar="文件", help="写到文件；html、docx检查多个文件时写文件夹")
    parser.add_argument("--text-out", metavar="文件夹", help="另存抽取的文字，位置按它计算")
    parser.add_argument("--select", metavar="编号", help="只用这些规则，逗号分隔，可写前缀，如 G,N0")
    parser.add_argument("--ignore", metavar="编号", help="不用这些规则，写法同上")
    parser.add_argument("--deep", action="store_true", help="也用把握较小的规则（深度检查）")
    parser.add_argument(
        "--fail-on",
        choices=[severity.value for severity in reversed(Severity)],
        default=Severity.INFO.value,
        help="有这一级别以上的提示时退出码为1，默认info",
    )
    parser.add_argument("--jobs", type=int, metavar="个数", help="同时用几个进程，默认用全部处理器")
    parser.add_argument("--explain", metavar="编号", help="说明一条规则：理由、依据、例子")


def run(args: argparse.Namespace) -> int:
    """0 when nothing was found, 1 with findings, 2 when a file could not be read."""
    if args.explain is not None:
        return _explain(args)
    if not args.files:
        raise FazhiError("没有写要检查的文件", hint="用法：fazhi check 文件…；说明一条规则：fazhi check --explain G001")
    from fazhi.cli.checker.many import check_files, cores

    settings = _settings(args)
    if args.text_out:
        Path(args.text_out).mkdir(parents=True, exist_ok=True)
    if settings.out_is_folder:
        Path(args.output).mkdir(parents=True, exist_ok=True)
    total = Summary(as_of=settings.as_of or settings.today, catalogue=_catalogue())
    answers = check_files(args.files, settings, max(1, args.jobs) if args.jobs is not None else cores())

    def parts() -> Iterator[str]:
        for answer in answers:
            total.merge(answer.summary)
            yield answer.part

    if settings.format in _FILES_ONLY:
        for _ in parts():
            pass
        print(f"已写入{args.output}", file=sys.stderr)
    else:
        with _target(args.output) as target:
            target.writelines(_whole(settings, parts(), total))
    worst = total.worst()
    if total.unreadable:
        return WRONG
    return FINDINGS if worst is not None and worst.rank >= Severity(args.fail_on).rank else FINE


def _whole(settings: Settings, parts: Iterator[str], total: Summary) -> Iterator[str]:
    if settings.format == "sarif":
        from fazhi.formats.writers import sarif
        from fazhi.packs.rules import all_rules, site_rules

        return sarif.whole(parts, total, (*all_rules(), *site_rules(settings.site)))
    written: Iterator[str] = writer(settings.format).whole(parts, total)
    return written


def _day(written: str) -> date:
    from fazhi.kernel.calendar import parse_date

    return parse_date(written)


def _settings(args: argparse.Namespace) -> Settings:
    kind = None if args.kind in (None, "all") else Kind(args.kind)
    select, ignore = _codes(args.select), _codes(args.ignore)
    if args.format in _FILES_ONLY and args.output is None:
        raise FazhiError(f"--format {args.format}要写到文件", hint="用-o写明文件；检查多个文件时写文件夹")
    folder = args.format in _FILES_ONLY and (len(args.files) > 1 or Path(args.output).is_dir())
    return Settings(
        today=datetime.now(_BEIJING).date(),
        as_of=_day(args.as_of) if args.as_of else None,
        kind=kind,
        every_rule=args.kind == "all",
        select=select,
        ignore=ignore,
        deep=args.deep,
        format=args.format,
        colour=args.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        text_out=args.text_out,
        out=args.output,
        out_is_folder=folder,
        site=_site(),
    )


def _site() -> Path | None:
    """The folder of the site, where there is one: its own rules and profiles lie there."""
    home = Path(os.environ.get("FAZHI_HOME") or "home").expanduser()
    return home if home.is_dir() else None


def _codes(written: str | None) -> tuple[str, ...]:
    """Return the codes or prefixes of a comma list. FazhiError where one fits no rule."""
    if written is None:
        return ()
    from fazhi.packs.rules import all_rules, site_rules

    every = (*all_rules(), *site_rules(_site()))
    codes = tuple(dict.fromkeys(code.strip().upper() for code in written.replace("，", ",").split(",") if code.strip()))
    for code in codes:
        if not any(rule.code.startswith(code) for rule in every):
            raise FazhiError(f"没有编号以“{code}”开头的规则", hint="全部规则见docs/reference/rules.md")
    if not codes:
        raise FazhiError("没有写编号", hint="如 --select G,N001")
    return codes


def _explain(args: argparse.Namespace) -> int:
    from fazhi.cli.checker import explain
    from fazhi.packs.rules import find

    rule = find(args.explain.strip().upper(), _site())
    if args.format == "json":
        print(json.dumps(explain.as_dict(rule), ensure_ascii=False, indent=2))
    else:
        print("\n".join(explain.as_text(rule)))
    return FINE


@contextmanager
def _target(name: str | None) -> Iterator[TextIO]:
    """Give the stream to write to; a file appears under its name only when it is whole."""
    if name is None:
        yield sys.stdout
        return
    path = Path(name)
    half = checked(path).with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _formats() -> list[str]:
    """The formats of output this installation can write."""
    found = [name for name in _FILES_ONLY if importlib.util.find_spec(f"fazhi.formats.writers.{name}") is not None]
    return ["text", "json", "sarif", *found]


def _catalogue() -> str | None:
    from fazhi.packs.checker import catalogue_name

    return catalogue_name()
