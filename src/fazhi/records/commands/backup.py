"""``fazhi backup``: everything the site keeps in one file, while work goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.records.commands._django import existing, ready
from fazhi.records.commands._progress import told

NAME = "backup"
HELP = "备份：把整个站点（账本、附件、密文）写进一个文件，不用停机"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("-o", "--output", metavar="文件", required=True, help="写到哪个文件（不覆盖已有的）")
    parser.add_argument(
        "--with-key", action="store_true", help="把主密钥用口令短语加密后一并放入；不写则主密钥须另行保管"
    )
    parser.add_argument("--passphrase-file", metavar="文件", help="口令短语文件；不写则取 FAZHI_PASSPHRASE 或当场输入")


def run(args: argparse.Namespace) -> int:
    """0 when written and on the disk."""
    existing()
    ready()
    from fazhi.records import site
    from fazhi.records.carrying import passphrase
    from fazhi.records.carrying.backup import back_up

    words = passphrase.asked(args.passphrase_file, twice=True) if args.with_key else None
    made = back_up(Path(args.output), words, told())
    print(f"已备份到 {args.output}：{made.streams} 条流，{made.events} 件记录，{made.files} 个附件")
    if made.root is not None:
        print("最近检查点的根：" + " ".join(made.root[at : at + 4] for at in range(0, 64, 4)))
    if made.with_key:
        print("主密钥已用口令短语加密放入。口令短语请写下来，与备份分开保管；忘了就打不开密封的个人信息。")
    else:
        print(f"备份里没有主密钥：请另行保管 {site.home() / 'keys' / 'site.key'}，不要与备份放在一处。")
    print("文件里有未加密的办理记录和附件，只给有权的人。恢复：FAZHI_HOME=空文件夹 fazhi restore 文件")
    return 0
