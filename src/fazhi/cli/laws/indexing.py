"""``fazhi law index``: rebuild the compiled catalogue from texts and from the hand-written facts."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.cli.laws.build import catalogue_file, from_texts, write_files
from fazhi.kernel.errors import FazhiError
from fazhi.packs.laws import compiled


def run(args: argparse.Namespace) -> int:
    """0 when written or equal, 1 when ``--check`` finds a difference; FazhiError for a folder that cannot be read."""
    out = Path(args.out) if args.out else compiled.HERE
    files: dict[str, bytes] = {}
    if args.folder is not None:
        files, gathered = from_texts(Path(args.folder))
        for remark in gathered.remarks:
            print(f"  {remark}")
        print(f"读出 {len(gathered.laws)} 件法规的事实")
    facts = files.get(compiled.FACTS) or _bytes(compiled.HERE / compiled.FACTS)
    files[compiled.CATALOGUE], contradictions = catalogue_file(facts)
    for item in contradictions:
        print(f"  手写与文本不一致：《{item.title}》{item.edition} {item.fact}：手写 {item.written}，文本 {item.text}")
    if args.check:
        different = [name for name, content in sorted(files.items()) if _bytes(out / name) != content]
        print("与现有目录一致" if not different else "与现有目录不同：" + "、".join(different))
        return 1 if different else 0
    changed = write_files(out, files)
    print("没有变化" if not changed else f"已写 {len(changed)} 个文件：{'、'.join(changed)}")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FazhiError("没有这个目录文件", where=str(path), hint="先用 fazhi law index 文件夹 生成") from error
