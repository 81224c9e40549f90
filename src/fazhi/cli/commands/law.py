"""``fazhi law``: ask the catalogue of laws, rebuild it, keep and search a user's full texts."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fazhi.cli.laws.clock import today
from fazhi.kernel.errors import CitationError

NAME = "law"
HELP = "查法规目录：是否有效、条号对不对、引文对不对；收存全文"

_FINE, _NEGATIVE, _WRONG = 0, 1, 2
_ASKED = ("article", "quoted", "as_of")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the commands below ``law``."""
    below = parser.add_subparsers(dest="what", metavar="做什么", title="做什么", required=True)
    status = below.add_parser("status", help="某一天是否有效，条号和引文对不对")
    status.add_argument("title", nargs="?", metavar="标题", help="法规标题，全称或简称，书名号可写可不写")
    status.add_argument("--article", metavar="条号", help="如 45、120_1、第一百二十条之一")
    status.add_argument("--quoted", metavar="引文", help="说是该条写着的原话")
    status.add_argument("--as-of", dest="as_of", metavar="日期", help="按哪一天判断，默认今天")
    status.add_argument("--batch", metavar="文件", help="逐行回答JSON Lines文件，-为标准输入；每行一个结果，次序不变")
    status.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    show = below.add_parser("show", help="一件法规的版本和条数；收存了全文的，显示条文")
    show.add_argument("title", metavar="标题", help="法规标题，全称或简称")
    show.add_argument("article", nargs="?", metavar="条号", help="只看这一条")
    show.add_argument("--as-of", dest="as_of", metavar="日期", help="哪一天适用的文本，默认今天")
    show.add_argument("--full", action="store_true", help="显示收存的全文")
    show.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    keep = below.add_parser("import", help="收存法律全文，此后可看条文、可查字词")
    keep.add_argument("folder", metavar="文件夹", help="法律文本，每件一个文件，名为“标题(2024-06-28).md”")
    search = below.add_parser("search", help="在收存的全文里查字词")
    search.add_argument("words", nargs="+", metavar="字词", help="要查的词，几个词须同在一条里")
    search.add_argument("--title", metavar="标题", help="只在这一件里查")
    search.add_argument("--limit", type=int, default=20, metavar="数", help="最多显示几条，默认20")
    search.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    radar = below.add_parser("radar", help="一件法律变了，哪些规程、文书、规则引用了它")
    radar.add_argument("title", nargs="?", metavar="标题", help="变了的法律；不写则列出一切已不是现行的引用")
    radar.add_argument("--article", metavar="条号", help="只看引用这一条的")
    radar.add_argument("--as-of", dest="as_of", metavar="日期", help="按哪一天判断，默认今天")
    radar.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    index = below.add_parser("index", help="从法律文本重建目录（维护者用）")
    index.add_argument("folder", nargs="?", metavar="文件夹", help="法律文本；不写则只把手写的事实重新编入")
    index.add_argument("--out", metavar="文件夹", help="写到别处，默认写回程序包")
    index.add_argument("--check", action="store_true", help="只比较，不写；有不同则退出码为1")


def run(args: argparse.Namespace) -> int:
    """Hand over to the command below; 0 fine, 1 a negative answer, 2 wrong use (raised)."""
    if args.what == "status":
        return _status(args)
    # Only status has to be quick; the others import what they need.
    module = importlib.import_module(f"fazhi.cli.laws.{_MODULES[args.what]}")
    return int(module.run(args))


_MODULES = {"show": "showing", "index": "indexing", "import": "importing", "search": "searching", "radar": "radar"}


def _status(args: argparse.Namespace) -> int:
    from fazhi.cli.laws.questions import answers, article_of, day_of, result, split_place
    from fazhi.kernel.lint.validity import Status, verdict
    from fazhi.packs.laws.compiled import load_index

    if args.batch is None:
        if not args.title:
            raise CitationError("没有写标题", hint="写一个标题，或用--batch")
        title, (article, suffix) = args.title, article_of(args.article)
        if article is None and load_index().find(title) is None:
            title, article, suffix = split_place(title)
        day = day_of(args.as_of) if args.as_of else today()
        said = verdict(load_index(), title, article=article, suffix=suffix, quoted=args.quoted, as_of=day)
        answer = result(args.title, said)
        if args.format == "json":
            print(json.dumps({"id": None, **answer}, ensure_ascii=False))
        else:
            print(_text(answer, said.status.cn, day, near=load_index().near(args.title) if not said.canonical else ()))
        return _FINE if said.status is Status.IN_FORCE else _NEGATIVE
    if args.title or any(getattr(args, name) is not None for name in _ASKED):
        raise CitationError("--batch不能与标题、--article、--quoted、--as-of同用", hint="各项都写在文件里")
    bad = False
    with _lines(args.batch) as lines:
        for reply in answers(lines, load_index(), today()):
            bad = bad or "error" in reply
            sys.stdout.write(json.dumps(reply, ensure_ascii=False) + "\n")
    return _WRONG if bad else _FINE


def _text(answer: dict[str, object], words: str, day: date, near: tuple[str, ...]) -> str:
    lines = [f"《{answer['canonical'] or answer['title']}》 {day.isoformat()}：{words}", f"  {answer['reason']}"]
    facts = (("施行", "effective"), ("失效", "repealed"), ("继任", "successor"), ("条数", "articles"))
    lines += [f"  {name}：{answer[key]}" for name, key in facts if answer[key] is not None]
    if near:
        lines.append("  相近的标题：" + "、".join(f"《{title}》" for title in near))
    return "\n".join(lines)


@contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream
