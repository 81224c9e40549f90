"""``fazhi export``: write streams as ``fazhi-export/1``, verified offline with ``fazhi verify --export``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from fazhi.formats.target import checked
from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import existing, ready

NAME = "export"
HELP = "导出账本（fazhi-export/1）或一个事项的举证包，可离线核对"

_DESK: Final = "fazhi.desk.bundle"  # by name only: its pages are drawn above this layer


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options; without names everything is exported."""
    parser.add_argument("names", nargs="*", metavar="事项编号或流名", help="不写即全部；与 --parcel 同用写单位代码")
    parser.add_argument("--bundle", metavar="事项编号或流名", help="导出一个事项的举证包（zip），须用 -o 写明文件")
    parser.add_argument("--masked", action="store_true", help="举证包只出遮蔽本：不含个人信息和未公布的文件")
    parser.add_argument("--only", action="store_true", help="举证包只出本事项，不带它送出办理的事项（如合法性审查）")
    parser.add_argument(
        "--parcel",
        action="store_true",
        help="打成并入件（含附件、密封内容，用口令短语加密），给 fazhi import；后面写单位代码，不写即全部",
    )
    parser.add_argument("--passphrase-file", metavar="文件", help="口令短语文件；不写则取 FAZHI_PASSPHRASE 或当场输入")
    parser.add_argument("-o", "--output", metavar="文件", help="写入文件；不写即输出到标准输出")


def run(args: argparse.Namespace) -> int:
    """0 when written. A file appears under its name only when it is complete."""
    existing()
    ready()
    if args.parcel:
        return _parcel(args)
    from fazhi.records import export

    if args.bundle is not None:
        return _bundle(args, export.streams_named([args.bundle])[0])
    for given, word in ((args.masked, "--masked"), (args.only, "--only")):
        if given:
            raise export.NothingToExport(
                f"{word} 只用于举证包", hint=f"写成 fazhi export --bundle 事项编号 {word} -o 文件"
            )
    lines = export.lines(export.streams_named(args.names) if args.names else None)
    if args.output is None:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return 0
    target = Path(args.output)
    with _whole(target) as file:
        for line in lines:
            file.write(line)
    print(f"已导出到 {target}；核对：fazhi verify --export {target}")
    return 0


def _bundle(args: argparse.Namespace, stream: str) -> int:
    """Write the bundle of a matter; nobody in particular has asked for it, which the access log says too."""
    from fazhi.records import export
    from fazhi.records.access import SYSTEM
    from fazhi.records.bundle import Form
    from fazhi.records.models import Matter

    row = Matter.objects.select_related("stream", "unit", "handler").filter(stream__key=stream).first()
    if row is None or args.names or args.output is None:
        raise export.NothingToExport(
            "举证包一次导出一个事项，写入一个文件",
            where=args.bundle,
            hint="写成 fazhi export --bundle 事项编号 [--masked] [--only] -o 文件.zip",
        )
    target = Path(args.output)
    making = importlib.import_module(_DESK)
    with _whole(target) as file:
        form = Form.MASKED if args.masked else Form.FULL
        made = making.export(actor=SYSTEM, row=row, form=form, target=file, alone=args.only)
    if made.called or made.left:
        print(f"送出办理的事项：在内 {made.called} 个" + (f"，没有放进来 {made.left} 个" if made.left else ""))
    print(f"已导出到 {target}：记录 {made.events} 件，文件 {made.files} 个；SM3 {made.sm3}")
    if made.root is not None:
        print(f"检查点第 {made.number} 号，根：" + " ".join(made.root[at : at + 4] for at in range(0, 64, 4)))
    print("核对：解开后在文件夹里运行 python verify.py")
    return 0


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """Give a file that bears the name ``target`` only when it is complete and durable."""
    draft = checked(target).with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb+") as file:
            yield cast(BinaryIO, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _parcel(args: argparse.Namespace) -> int:
    from fazhi.records.carrying import passphrase
    from fazhi.records.carrying.parcel import pack_up

    if args.output is None:
        raise FazhiError("并入件须写入文件", code="F312", hint="加上 -o 文件")
    words = passphrase.asked(args.passphrase_file, twice=True)
    count = pack_up(Path(args.output), args.names, words)
    print(f"已打成并入件 {args.output}：{count} 条流。对方运行：fazhi import {args.output}")
    return 0
