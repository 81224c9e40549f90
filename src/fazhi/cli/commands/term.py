"""``fazhi term``: count one term and print its 期限计算书, or many from JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.terms import (
    Due,
    EndPolicy,
    Kind,
    Suspension,
    TermSpec,
    Unit,
    compute,
    compute_before,
    term_sheet_text,
)
from fazhi.kernel.terms.batch import answers, result
from fazhi.packs.calendar import load

NAME = "term"
HELP = "计算期限，出具期限计算书"

_SINGLE = (
    "start",
    "amount",
    "unit",
    "direction",
    "rollover",
    "suspend",
    "count_start",
    "kind",
    "basis",
    "name",
    "today",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options: ``--batch`` for many terms, the rest for one."""
    parser.add_argument("--batch", metavar="文件", help="逐行计算JSON Lines文件，-为标准输入；每行一个结果，次序不变")
    parser.add_argument("--start", metavar="日期", help="起算之日；倒推时为后一行为之日")
    parser.add_argument("--amount", type=int, metavar="数", help="期限数")
    parser.add_argument("--unit", choices=[item.value for item in Unit], help="单位，没有默认值")
    parser.add_argument(
        "--direction", choices=["after", "before"], help="after自起算日往后（默认）；before倒推最迟之日"
    )
    parser.add_argument(
        "--rollover",
        choices=["none", "forward"],
        help="末日遇休息日：none不顺延，forward顺延；单位不是工作日时必须写明",
    )
    parser.add_argument(
        "--suspend", nargs=2, action="append", metavar=("起", "止"), help="停止计算的期间，起止当日都不计；可多次"
    )
    parser.add_argument("--count-start", action="store_true", default=None, help="起算当日计入")
    parser.add_argument(
        "--kind", choices=[item.value for item in Kind], help="within应在期内办（默认）；at_least不得少于"
    )
    parser.add_argument("--basis", metavar="条文", help="法律依据；不写即为本县（镇）设定")
    parser.add_argument("--name", metavar="名称", help="期限名称")
    parser.add_argument("--today", metavar="日期", help="截至该日还剩多少")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="一个期限的输出格式，默认text")


def run(args: argparse.Namespace) -> int:
    """0 when all were counted, 2 when a line of the batch could not be read. Wrong use raises TermError."""
    if args.batch is None:
        return _one(args)
    if given := [name for name in _SINGLE if getattr(args, name) is not None]:
        raise TermError(f"--batch不能与--{given[0].replace('_', '-')}同用", hint="批量计算的各项都写在文件里")
    bad = False
    with _lines(args.batch) as lines:
        for answer in answers(lines, load()):
            bad = bad or "error" in answer
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 2 if bad else 0


def _one(args: argparse.Namespace) -> int:
    for name in ("start", "amount", "unit"):
        if getattr(args, name) is None:
            raise TermError(f"缺少--{name}", hint="写明--start、--amount、--unit，或者用--batch")
    if args.rollover is None and args.unit != Unit.working_day:
        raise TermError(
            "没有写明末日遇休息日是否顺延", hint="机关自己的期限用--rollover none，当事人的期限用--rollover forward"
        )
    due = _count(args)
    today = parse_date(args.today) if args.today else None
    if args.format == "text":
        sys.stdout.write(term_sheet_text(due, today=today))
        return 0
    lines = [
        {
            "seq": line.seq,
            "event": line.event,
            "start": line.start.isoformat(),
            "end": line.end.isoformat(),
            "text": line.text,
            "counted": line.counted,
            "total": line.total,
        }
        for line in due.lines
    ]
    left = {} if today is None else {"remaining": due.remaining(today)}
    sys.stdout.write(json.dumps({**result(due), "lines": lines, **left}, ensure_ascii=False, indent=2) + "\n")
    return 0


def _count(args: argparse.Namespace) -> Due:
    before = args.direction == "before"
    spec = TermSpec(
        amount=args.amount,
        unit=Unit(args.unit),
        end=EndPolicy.public if args.rollover == "forward" else EndPolicy.agency,
        kind=Kind(args.kind) if args.kind else (Kind.at_least if before else Kind.within),
        count_start=bool(args.count_start),
        basis=args.basis,
        name=args.name or "期限",
    )
    suspensions = [
        Suspension(start=parse_date(first), end=parse_date(last), reason="停止计算")
        for first, last in args.suspend or ()
    ]
    return (compute_before if before else compute)(spec, parse_date(args.start), load(), suspensions=suspensions)


@contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream
