"""``fazhi rebuild``: the projected tables written again from the ledger, after the program or a table has changed."""

from __future__ import annotations

import argparse

from fazhi.records.commands._django import existing, ready
from fazhi.records.commands._progress import told

NAME = "rebuild"
HELP = "按账本重写数据表（台账、任务、编号簿、人员单位等）：换了程序版本，或者数据表与账本不符时"

_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options. What agrees with the ledger is not touched, so it can be run at any time and again."""
    parser.add_argument(
        "--lines",
        action="store_true",
        help="只补算留存的台账行，不核对账本（工作台运行时每十分钟自动补，导出整本台账就不必现算）",
    )


def run(args: argparse.Namespace) -> int:
    """0 when every table agrees with the ledger afterwards, 1 when rows are left that no event accounts for."""
    existing()
    ready()
    from fazhi.records.acts.rebuilding import rebuild
    from fazhi.records.demo.clocks import follow

    follow()
    if args.lines:
        print(f"补算台账行 {_complete()} 件。")
        return 0
    done = rebuild(told())
    print(f"账本 {done.events} 件记录核对无误。")
    if lines := _complete():
        print(f"补算台账行 {lines} 件。")
    if not done.found:
        print("数据表与账本一致，没有改动。")
        return 0
    print(f"数据表有 {len(done.found)} 处与账本不符，已按账本重写：")
    for finding in done.found[:_SHOWN]:
        print(f"  {finding.stream or '本机'}：{finding.message}")
    if len(done.found) > _SHOWN:
        print(f"  另有 {len(done.found) - _SHOWN} 处")
    if not done.left:
        print("重写后再次核对：全部一致。")
        return 0
    print(f"还有 {len(done.left)} 处，账上没有，没有删去；可能是改动，请先查清：")
    for finding in done.left[:_SHOWN]:
        print(f"  {finding.stream or '本机'}：{finding.message}")
    return 1


def _complete() -> int:
    from fazhi.records import clock, register_cells

    return register_cells.complete(clock.today())
