"""``fazhi publish``: gather what is public as masked copies into one signed package for the portal."""

from __future__ import annotations

import argparse
from pathlib import Path

from fazhi.records.commands._django import existing, ready

NAME = "publish"
HELP = "把依法公开的内容做成签名的发布包，供门户装入（只有已遮蔽的副本）"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("-o", "--output", metavar="文件", help="把发布包写到这个文件（带到门户所在的网络）")
    parser.add_argument(
        "--to", metavar="文件夹", help="直接放进门户的文件夹；不写时用环境变量 FAZHI_PORTAL，都没有就只留在本站"
    )
    parser.add_argument("--if-changed", action="store_true", help="内容没有变化就不做（工作台运行时自动这样做）")
    parser.add_argument("--key", action="store_true", help="只显示站点公钥，供门户第一次启动时写明信任谁")


def run(args: argparse.Namespace) -> int:
    """0 done; 1 something was held back because sealed personal information stands in it: it is named."""
    existing()
    ready()
    from fazhi.records.demo.clocks import follow
    from fazhi.records.publishing import packing
    from fazhi.records.publishing.keys import publisher

    follow()
    if args.key:
        print(publisher())
        return 0
    made = packing.make(always=not args.if_changed)
    portal = Path(args.to).expanduser() if args.to else packing.portal_folder()
    if args.output:
        packing.replace(Path(args.output), made.body)
        print(f"发布包：{args.output}")
    if portal is not None and (made.fresh or args.to):
        print(f"已放进门户的文件夹：{packing.deliver(made, portal)}")
    state = "" if made.fresh else "（与上一个相同，没有重做）"
    print(
        f"第 {made.number} 号{state}：公开的内容 {made.items} 件，清单事项变动 {made.listed} 条；签名公钥 {publisher()}"
    )
    for one in made.held:
        print(f"没有公开：{one.number} {one.what}：{one.why}。请在事项中核对文本，遮去后重新公布")
    return 1 if made.held else 0
