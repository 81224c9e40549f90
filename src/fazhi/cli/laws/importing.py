"""``fazhi law import``: keep a user's full texts so that a cited article opens in place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fazhi.cli.laws.folder import read_ended, read_folder
from fazhi.cli.laws.own import compile_own
from fazhi.cli.laws.store import count, keep, place_of
from fazhi.packs.laws.compiled import own_folder


def run(args: argparse.Namespace) -> int:
    """0 when all texts were kept; FazhiError for a folder that cannot be read, and then nothing is kept."""
    sources = read_folder(Path(args.folder))
    path = place_of()
    shown = sys.stderr.isatty()
    for number, title in enumerate(keep(path, sources), 1):
        if shown:
            print(f"\r{number}/{len(sources)} {title[:30]}\033[K", end="", file=sys.stderr, flush=True)
    if shown:
        print("\r\033[K", end="", file=sys.stderr)
    own = compile_own(own_folder(), sources, read_ended(Path(args.folder)))
    texts, articles = count(path)
    print(f"收存 {len(sources)} 件，全文库现有 {texts} 件、{articles} 条：{path}")
    if own:
        print(f"内置目录没有的 {own} 件已编入本机目录，此后核对引用时认得")
    return 0
