"""``fazhi checkpoint``: make a checkpoint now and print its root, for the portal, the bundle and the wall."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Checkpoint
from fazhi.records.commands._django import existing, ready

NAME = "checkpoint"
HELP = "做一个检查点，给出可公布、可打印的根"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "-o", "--output", metavar="文件", help="把检查点写入文件，供日后核对（fazhi verify --checkpoint）"
    )
    parser.add_argument(
        "--notice", metavar="文件.docx", help="把公示单（根、件数、时间、核对办法）写成 Word 文件，打印盖章后张贴"
    )
    parser.add_argument("--unit", metavar="单位代码", help="公示单上落款的单位；不写即最上级单位")
    parser.add_argument("--last", action="store_true", help="不做新的，用最近一个（补打公示单）")
    parser.add_argument("--daily", action="store_true", help="当天已有检查点就不再做（工作台运行时每天自动做一个）")


def run(args: argparse.Namespace) -> int:
    """0; the checkpoint is kept in the database and in the folder ``checkpoints``, and printed. Raises Laundering."""
    existing()
    ready()
    from fazhi.records import checkpoints
    from fazhi.records.acts.checkpoints import make_checkpoint, make_daily
    from fazhi.records.demo.clocks import follow
    from fazhi.records.notice_sheet import groups

    follow()
    made = _last() if args.last else make_daily() if args.daily else make_checkpoint()
    if made is None:
        print("当天已有检查点，或者还没有任何记录")
        return 0
    if args.notice:
        _notice(made, args.unit, Path(args.notice))
    if args.output:
        Path(args.output).write_bytes(made.body + b"\n")
    header = made.header
    print(f"检查点第 {made.number} 号（{header.recorded}）：{header.streams} 条流，{header.events} 件记录")
    print("根：" + " ".join(groups(made.root)))
    print(f"文件：{checkpoints.path_of(made.number)}（请把根公布、打印，或把文件另存到别的机器）")
    return 0


def _last() -> Checkpoint:
    from fazhi.kernel.ledger import parse_checkpoint
    from fazhi.records.models import Checkpoint as Kept

    kept = Kept.objects.order_by("-number").first()
    if kept is None:
        raise FazhiError("还没有检查点", code="F145", hint="运行 fazhi checkpoint 做一个")
    return parse_checkpoint(bytes(kept.body))


def _notice(made: Checkpoint, code: str | None, target: Path) -> None:
    """Write the sheet for the notice board. Raises FazhiError for a unit that is not there."""
    from fazhi.formats.docx import write
    from fazhi.records.models import Unit
    from fazhi.records.notice_sheet import sheet_of

    units = Unit.objects.filter(code=code) if code else Unit.objects.order_by("path")
    unit = units.first()
    if unit is None:
        raise FazhiError("没有这个单位", code="F145", where=code, hint="写单位代码；不写即最上级单位")
    target.write_bytes(write(sheet_of(made, unit.name)))
    print(f"公示单：{target}")
