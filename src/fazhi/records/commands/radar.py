"""``fazhi radar``: what this site cites of laws that changed: matters, procedures, papers, rules."""

from __future__ import annotations

import argparse
import json
import sys

from fazhi.kernel.errors import CitationError
from fazhi.records.commands._django import existing, ready

NAME = "radar"
HELP = "法律修改、废止以后，本站哪些事项、规程、文书、规则引用了它"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("title", nargs="?", metavar="标题", help="变了的法律；不写则列出近三年变动、本站有引用的法律")
    parser.add_argument("--day", metavar="日期", help="哪一次变动（施行或者失效之日），默认最近一次")
    parser.add_argument("--read", action="store_true", help="只读新附件，不列出（工作台运行时每十分钟自动读）")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")


def run(args: argparse.Namespace) -> int:
    """0 when nothing is to be looked at (or with ``--read``), 1 when something is listed; CitationError for a title.

    Whoever can run it holds database and keys in hand: nobody is asked, and no look is logged.
    """
    existing()
    ready()
    from fazhi.records import reading

    reading.read_waiting(None, _told if sys.stderr.isatty() else None)
    if args.read:
        return 0
    return _one(args) if args.title else _all(args)


def _told(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r读附件 {done}/{total}\033[K", end=end, file=sys.stderr, flush=True)


def _all(args: argparse.Namespace) -> int:
    from fazhi.cli.laws.changes import horizon
    from fazhi.records import clock, radar
    from fazhi.records.access import EVERYBODY

    today = clock.today()
    found = radar.counted(EVERYBODY, today, *horizon(today))
    if args.format == "json":
        rows = [
            {"law": each.change.title, "change": each.change.cn, "day": each.change.day.isoformat(),
             "places": each.places, "done": each.done, "due": each.due.isoformat() if each.due else None}
            for each in found
        ]  # fmt: skip
        print(json.dumps({"as_of": today.isoformat(), "changes": rows}, ensure_ascii=False, indent=1))
    else:
        for each in found:
            print(f"《{each.change.title}》{each.change.cn}：引用 {each.places} 处，待看 {each.places - each.done} 处")
        print(f"{today.isoformat()}：{len(found)} 件法律" + ("" if found else "，没有要处理的"))
    return 1 if any(each.places > each.done for each in found) else 0


def _one(args: argparse.Namespace) -> int:
    from fazhi.cli.laws.changes import changes_of, kept_changes
    from fazhi.packs.laws.compiled import load_index
    from fazhi.records import clock, radar
    from fazhi.records.access import EVERYBODY

    index = load_index()
    entry = index.find(args.title)
    if entry is None:
        raise CitationError(f"目录中没有“{args.title}”", code="unknown_title", hint="核对标题")
    kept = [change for change in kept_changes(index, radar.kept_texts()) if change.title == entry.title]
    known = sorted((*changes_of(entry), *kept), key=lambda change: change.day)
    chosen = [change for change in known if args.day in (None, change.day.isoformat())][-1:]
    if not chosen:
        days = "、".join(change.day.isoformat() for change in known)
        raise CitationError(
            f"《{entry.title}》没有这一次变动", hint=f"变动的日期：{days}" if days else "目录中没有变动"
        )
    change, today = chosen[0], clock.today()
    rows, _ = radar.with_sentences(EVERYBODY, today, radar.rows(EVERYBODY, today, change))
    if args.format == "json":
        places = [
            {"kind": row.kind, "where": row.where, "unit": row.unit, "cited": row.cited, "sentence": row.words,
             "said": row.said, "state": row.state.value, "reason": row.mark.reason if row.mark else "",
             "due": row.mark.due.isoformat() if row.mark and row.mark.due else None}
            for row in rows
        ]  # fmt: skip
        answer = {"law": change.title, "change": change.cn, "day": change.day.isoformat(), "places": places}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(f"{row.kind} {row.where}　{row.cited}　【{row.state.value}】\n  {row.words}\n  {row.said}")
        print(f"《{change.title}》{change.cn}：{len(rows)} 处")
    return 1 if any(row.state is radar.State.OPEN for row in rows) else 0
