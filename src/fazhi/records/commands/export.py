"""``fazhi export``: write streams as ``fazhi-export/1``, verified offline with ``fazhi verify --export``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from fazhi.records.commands._django import existing, ready

NAME = "export"
HELP = "导出账本（fazhi-export/1），可离线核对"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options; without names everything is exported."""
    parser.add_argument("names", nargs="*", metavar="事项编号或流名", help="不写即导出全部")
    parser.add_argument("-o", "--output", metavar="文件", help="写入文件；不写即输出到标准输出")


def run(args: argparse.Namespace) -> int:
    """0 when written. A file appears under its name only when it is complete."""
    existing()
    ready()
    from fazhi.records import export

    lines = export.lines(export.streams_named(args.names) if args.names else None)
    if args.output is None:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return 0
    target = Path(args.output)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            for line in lines:
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    print(f"已导出到 {target}；核对：fazhi verify --export {target}")
    return 0
