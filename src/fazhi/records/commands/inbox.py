"""``fazhi inbox``: take the letters that came in on the portal, from its folder or from one somebody carried over."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import existing, ready

NAME = "inbox"
HELP = "把门户收到的信件取进工作台的收件箱"

_NAME = re.compile(r"(\d{8}-\d{6})\.letter")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", nargs="?", metavar="文件夹", help="放信件的文件夹；不写即 FAZHI_PORTAL 下的 inbox")


def run(args: argparse.Namespace) -> int:
    """0 all taken; 1 some could not be opened: they are left aside under another name and named."""
    existing()
    ready()
    from fazhi.formats.letters import LetterError
    from fazhi.records.acts.letters import take_in
    from fazhi.records.demo.clocks import follow
    from fazhi.records.publishing.packing import portal_folder

    follow()
    portal = portal_folder()
    if args.folder is None and portal is None:
        raise FazhiError("没有写信件在哪里", code="F284", hint="写文件夹，或者设环境变量 FAZHI_PORTAL")
    folder = Path(args.folder) if args.folder is not None else (portal or Path()) / "inbox"
    if not folder.is_dir():
        raise FazhiError("没有这个文件夹", code="F284", where=str(folder), hint="门户启动过一次以后才有")
    taken, refused = 0, 0
    for path in sorted(folder.iterdir()):
        found = _NAME.fullmatch(path.name)
        if found is None:
            continue
        try:
            taken += bool(take_in(found[1], path.read_bytes()))
        except LetterError as error:
            refused += 1
            path.replace(path.with_suffix(".unread"))
            print(f"没有取进：{error}", file=sys.stderr)
            continue
        path.unlink()
    print(f"取进 {taken} 封" + (f"，{refused} 封打不开，改名为 .unread 留在原处" if refused else ""))
    return 1 if refused else 0
