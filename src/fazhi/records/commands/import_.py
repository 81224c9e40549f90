"""``fazhi import``: take in what another site recorded, list what both sides did, enter it late; or an old ledger."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import read_reference
from fazhi.records.commands._django import existing, ready
from fazhi.records.commands._sheet import take_sheet, wanted

NAME = "import"
HELP = "并入另一站点（或离线盘）的事项：原链原样接入，两边各自办的列出对照，可补录；或者导入旧台账（Excel、CSV）"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="文件",
        help="fazhi export --parcel 写出的文件，或者旧台账（.xlsx .xls .et .csv）；不写即列出待补录的",
    )
    parser.add_argument("--passphrase-file", metavar="文件", help="口令短语文件；不写则取 FAZHI_PASSPHRASE 或当场输入")
    parser.add_argument("--checkpoint", metavar="文件", help="从对方另行得到的检查点或根，账本须与它相符")
    parser.add_argument("--dry-run", action="store_true", help="只看各条流会怎样，不写入")
    parser.add_argument("--enter", type=int, metavar="序号", help="把列出的一组补录进来，由原办理人署名、注明晚录")
    parser.add_argument("--approver", metavar="人员编码", help="批准补录的人")
    parser.add_argument("--reason", metavar="理由", help="为什么晚录，如：离线办理期间两边都有记录")
    table = parser.add_argument_group(
        "旧台账（与“旧台账导入”一页同一套：每次至多五百行一个动作，断了接着导，再导不重复）"
    )
    table.add_argument("--unit", metavar="单位编码", help="哪个单位的台账")
    table.add_argument("--procedure", metavar="规程", help="各行属于哪个规程，如 contract")
    table.add_argument("--account", metavar="账号", help="由哪个账号导入（预览不用写）")
    table.add_argument(
        "--mapping", metavar="文件", help="各栏对照（JSON）；不写则用为该单位存过的，没有存过的按表头推定"
    )
    table.add_argument("--write-mapping", metavar="文件", help="只把对照写成文件，改好后用 --mapping 带上")
    table.add_argument("--preview", action="store_true", help="只看各行会怎样，不写入；有不能导入的行退出码为 1")
    table.add_argument("-o", "--output", metavar="文件", help="把没有导入的行写成退回表（.xlsx），每行写明问题")


def run(args: argparse.Namespace) -> int:
    """0 when everything is in, 1 when something waits to be entered by hand, or rows of a ledger were not taken."""
    existing()
    ready()
    if wanted(args):
        return take_sheet(args)
    from fazhi.records.carrying import branches

    if args.enter is not None:
        return _enter(args)
    if args.file is not None and not _take_in(args):
        return 0
    left = list(branches.waiting())
    for branch in left:
        _show(branch)
    if left:
        print(f"\n{len(left)} 组两边各自办了，留待处理。补录：fazhi import --enter 序号 --approver 人员 --reason 理由")
        return 1
    print("没有待补录的。")
    return 0


def _take_in(args: argparse.Namespace) -> bool:
    """Say how the streams stand and take them in; False for a dry run."""
    from fazhi.records.access import SYSTEM
    from fazhi.records.acts.importing import take_in
    from fazhi.records.carrying import passphrase
    from fazhi.records.carrying.parcel import keep_files, unpacked
    from fazhi.records.carrying.relations import compare

    reference = None if args.checkpoint is None else read_reference(Path(args.checkpoint).read_bytes())
    words = passphrase.asked(args.passphrase_file)
    with unpacked(Path(args.file), words, reference) as (parcel, held):
        standings = compare(parcel)
        counted = Counter(one.relation for one in standings)
        print("、".join(f"{relation.cn} {n} 条流" for relation, n in sorted(counted.items())))
        if args.dry_run:
            for one in standings:
                print(f"  {one.relation.cn}　{one.stream}（共有 {one.common} 件）")
            return False
        keep_files(held)
        done = take_in(actor=SYSTEM, key=None, parcel=parcel, standings=standings)
    print(f"已并入：新 {done['new']} 条流，接续 {done['ahead']} 条流。核对：fazhi verify")
    return True


def _show(branch) -> None:
    print(f"\n[{branch.seq}] {branch.stream}：前 {branch.common} 件相同，以后两边各自办了")
    for title, events in (("这里", branch.ours), ("那边", [one.event for one in branch.theirs])):
        for event in events:
            what = f"{event.step or ''} {event.data.get('outcome') or ''}".strip()
            print(f"  {title}　{event.occurred.at}　{event.type} {what}　{event.actor.account}（{event.recorded} 录）")


def _enter(args: argparse.Namespace) -> int:
    from fazhi.records.carrying import branches
    from fazhi.records.models import Person

    branch = next((one for one in branches.waiting() if one.seq == args.enter), None)
    if branch is None:
        raise FazhiError("没有这一组", code="F316", where=str(args.enter), hint="不带参数运行 fazhi import 看清单")
    if not args.reason or not args.approver or not Person.objects.filter(key=args.approver).exists():
        raise FazhiError("补录须写明理由和批准人（人员编码）", code="F316", hint="--reason 理由 --approver 人员编码")
    entered, refused = branches.enter_late(branch, reason=args.reason, approver=args.approver)
    print(f"已补录 {len(entered)} 件。")
    for seq, why in refused:
        print(f"  第 {seq} 件没有补录：{why}")
    return 1 if refused else 0
