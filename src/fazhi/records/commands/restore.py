"""``fazhi restore``: a backup into an empty folder or another kind of database, verified."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.kernel.ledger import read_reference
from fazhi.records.commands._django import start
from fazhi.records.commands._progress import told

NAME = "restore"
HELP = "恢复：把备份放进空的站点（可换数据库种类），并全部核对"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="备份文件", help="fazhi backup 写出的文件")
    parser.add_argument("--key", metavar="文件", help="另行保管的主密钥 site.key（备份里没有密钥时）")
    parser.add_argument("--passphrase-file", metavar="文件", help="口令短语文件；不写则取 FAZHI_PASSPHRASE 或当场输入")
    parser.add_argument("--stick", metavar="标记", help="恢复成离线盘：此后取的号都带这个标记（如 离），带回时不会重号")
    parser.add_argument("--checkpoint", metavar="文件", help="从别处（门户、纸面）得到的检查点或根，账本须与它相符")


def run(args: argparse.Namespace) -> int:
    """0 when everything was put back and verifies, 1 when the verification finds a difference."""
    start()
    from fazhi.records import site
    from fazhi.records.carrying import passphrase
    from fazhi.records.carrying.restore import restore

    if args.stick is not None:
        site.check_mark(args.stick)
    reference = None if args.checkpoint is None else read_reference(Path(args.checkpoint).read_bytes())
    done = restore(
        Path(args.file),
        words=lambda: passphrase.asked(args.passphrase_file),
        key=None if args.key is None else Path(args.key),
        reference=reference,
        told=told(),
    )
    if args.stick is not None:
        site.mark_stick(args.stick)
    print(f"已恢复到 {site.home()}：{done.streams} 条流，{done.events} 件记录，{done.files} 个附件")
    if done.report.ok:
        print("核对：未发现改动。登录状态没有恢复，各人重新登录即可。")
        return 0
    print(f"核对：发现 {len(done.report.findings)} 处不符，备份之前就有，或程序版本不同。先不要启用：")
    for finding in done.report.findings[:20]:
        print(f"  {finding.code}  {finding.stream or '本机'}：{finding.message}")
    if all(finding.code in {"projection", "number"} for finding in done.report.findings):
        print("账本本身无误，只是数据表不同：如果备份是以前的程序做的，运行 fazhi rebuild 按账本重写。")
    return 1
