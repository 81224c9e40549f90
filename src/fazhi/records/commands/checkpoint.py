"""``fazhi checkpoint``: make a checkpoint now and print its root, for the portal, the bundle and the wall."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.records.commands._django import existing, ready

NAME = "checkpoint"
HELP = "做一个检查点，给出可公布、可打印的根"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "-o", "--output", metavar="文件", help="把检查点写入文件，供日后核对（fazhi verify --checkpoint）"
    )
    parser.add_argument("--daily", action="store_true", help="当天已有检查点就不再做（工作台运行时每天自动做一个）")


def run(args: argparse.Namespace) -> int:
    """0; the checkpoint is kept in the database and in the folder ``checkpoints``, and printed. Raises Laundering."""
    existing()
    ready()
    from fazhi.records import checkpoints
    from fazhi.records.acts.checkpoints import make_checkpoint, make_daily
    from fazhi.records.demo.clocks import follow

    follow()
    made = make_daily() if args.daily else make_checkpoint()
    if made is None:
        print("当天已有检查点，或者还没有任何记录")
        return 0
    if args.output:
        Path(args.output).write_bytes(made.body + b"\n")
    header = made.header
    print(f"检查点第 {made.number} 号（{header.recorded}）：{header.streams} 条流，{header.events} 件记录")
    print("根：" + " ".join(made.root[at : at + 8] for at in range(0, 64, 8)))
    print(f"文件：{checkpoints.path_of(made.number)}（请把根公布、打印，或把文件另存到别的机器）")
    return 0
