"""``fazhi init``: make the folder, the keys, the tables, and on a new site the first unit and its administrator."""

from __future__ import annotations

import argparse

from fazhi.records.commands._django import ready

NAME = "init"
HELP = "建站：建立数据目录、密钥、数据表，登记首个单位和管理员"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options; without --unit only folder, keys and tables are made."""
    parser.add_argument("--unit", metavar="代码", help="首个单位的代码，如 qinghe（小写字母、数字、短横）")
    parser.add_argument("--unit-name", metavar="名称", help="首个单位的全称，如 清禾县司法局")
    parser.add_argument("--short", metavar="简称", help="用于编号，默认取全称前两字")
    parser.add_argument("--admin", metavar="姓名", help="首任管理员姓名")
    parser.add_argument("--login", metavar="账号", default="admin", help="管理员账号，默认 admin")


def run(args: argparse.Namespace) -> int:
    """0 when the site is ready. Raises SiteError or ActRefused with what is missing."""
    ready()
    from fazhi.records import site
    from fazhi.records.acts import accounts
    from fazhi.records.acts.base import ActRefused
    from fazhi.records.acts.founding import found_site
    from fazhi.records.models import Unit

    print(f"数据目录：{site.home()}（密钥在 keys/，请与备份分开妥善保管）")
    if Unit.objects.exists():
        print("已有单位，未作改动")
        return 0
    if args.unit is None:
        print("数据表已就绪。登记首个单位：fazhi init --unit 代码 --unit-name 名称 --admin 姓名")
        return 0
    if not args.unit_name or not args.admin:
        raise ActRefused("首个单位还须写明全称和管理员", hint="加上 --unit-name 名称 --admin 姓名")
    password = accounts.first_password()
    found_site(
        unit=args.unit,
        name=args.unit_name,
        short=args.short or args.unit_name[:2],
        admin=args.admin,
        login=args.login,
        password=password,
    )
    print(f"账号：{args.login}\n初始密码：{password}（首次登录须修改，此处只显示一次）")
    return 0
