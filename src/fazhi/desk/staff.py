"""The acts of an administrator as small forms: units, people, posts, accounts, scopes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest

from fazhi.components import Field
from fazhi.desk.actor import Desk
from fazhi.desk.people import OTHER_POSTS, post_name
from fazhi.desk.small import Small, Typed, options
from fazhi.packs import procedures
from fazhi.records.access import OVER_UNITS
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Account, Holding, Unit
from fazhi.records.staff import Staff

KINDS = {
    "county_bureau": "县级部门",
    "township": "乡镇",
    "subdistrict": "街道",
    "office": "站所、科室",
    "village": "村（社区）",
}
ROLES = {role.value: role.cn for role in OVER_UNITS}
FIRST_PASSWORD = "desk.first_password"  # noqa: S105  the session key, not a password


def _posts() -> dict[str, str]:
    return {**procedures.posts(), **OTHER_POSTS}


def _unit_field(units: Sequence[Unit], name: str = "unit", label: str = "单位", value: str = "") -> Field:
    return Field(
        name=name, label=label, kind="select", value=value, half=True,
        choices=options([(unit.code, unit.name) for unit in units]),
    )  # fmt: skip


def _day(name: str, label: str, day: date | None, *, required: bool = True) -> Field:
    return Field(
        name=name, label=label, kind="date", value=day.isoformat() if day else "", half=True, required=required
    )


def _post_fields(units: Sequence[Unit], today: date) -> tuple[Field, ...]:
    return (
        _unit_field(units),
        Field(name="post", label="岗位", kind="select", half=True, choices=options(_posts())),
        Field(
            name="role", label="权限", kind="select", half=True, choices=options(ROLES),
            help="经办、审查、领导可以办理；查看只能看；管理只管人员和账号，看不到事项。",
        ),
        _day("starts", "任职起", today),
        _day("ends", "任职止", None, required=False),
    )  # fmt: skip


def keep_first(request: HttpRequest, login: str, password: str) -> None:
    """Keep a first password for the next page only: it is shown once and stands nowhere else."""
    request.session[FIRST_PASSWORD] = {"login": login, "password": password}


def forms_of_units(request: HttpRequest, desk: Desk, units: Sequence[Unit]) -> tuple[Small, ...]:
    """Return the forms of the list: register a person (with post and account), open a unit, rename one."""

    def hire(typed: Typed) -> str:
        unit, name = typed.needed("unit", "单位"), typed.needed("name", "姓名")
        post, role = typed.needed("post", "岗位"), typed.needed("role", "权限")
        starts, ends, login = typed.day("starts"), typed.day_or_none("ends"), typed.text("login")
        # Three acts: what would stop the second or third is asked before the first, and each is done once a form.
        organisation.check_span(starts, ends)
        if login and Account.objects.filter(login=login).exists():
            raise ActRefused("账号名已经用过", field="login", where=login, hint="换一个；停用的账号名也不再启用")
        made = organisation.create_person(actor=desk.actor, key=typed.key, unit=unit, name=name)["person"]
        organisation.appoint(actor=desk.actor, person=made, unit=unit, post=post, role=role, starts=starts, ends=ends)
        if login:
            password = accounts.first_password()
            accounts.create_account(
                actor=desk.actor, login=login, person=made, unit=unit, password=password, created=desk.today
            )
            keep_first(request, login, password)
        return f"已登记 {name}。"

    def outside(typed: Typed) -> str:
        unit, name, login = (
            typed.needed("unit", "委托单位"),
            typed.needed("name", "姓名"),
            typed.needed("login", "账号名"),
        )
        if Account.objects.filter(login=login).exists():
            raise ActRefused("账号名已经用过", field="login", where=login, hint="换一个；停用的账号名也不再启用")
        made = organisation.create_person(actor=desk.actor, key=typed.key, unit=unit, name=name)["person"]
        password = accounts.first_password()
        accounts.create_account(
            actor=desk.actor, login=login, person=made, unit=unit, password=password, created=desk.today
        )
        keep_first(request, login, password)
        return f"已登记 {name}，在事项里委托以后才打得开材料。"

    def open_unit(typed: Typed) -> str:
        organisation.create_unit(
            actor=desk.actor,
            key=typed.key,
            code=typed.needed("code", "代码"),
            name=typed.needed("name", "名称"),
            short=typed.needed("short", "简称"),
            kind=typed.needed("kind", "种类"),
            starts=typed.day("starts"),
            parent=typed.needed("parent", "上级单位"),
        )
        return f"已登记单位 {typed.text('name')}。"

    def rename(typed: Typed) -> str:
        organisation.rename_unit(
            actor=desk.actor,
            key=typed.key,
            unit=typed.needed("unit", "单位"),
            name=typed.needed("name", "新名称"),
            short=typed.needed("short", "简称"),
            kind=typed.needed("kind", "种类"),
            starts=typed.day("starts"),
        )
        return f"已更名为 {typed.text('name')}，以前的事项仍用当时的名称。"

    kind = Field(name="kind", label="种类", kind="select", half=True, choices=options(KINDS))
    return (
        Small(
            id="hire",
            title="登记人员、岗位和账号",
            verb="登记人员",
            do=hire,
            note="只在纸上签批的人不填账号。开设账号后，初始口令只显示一次。",
            fields=(
                Field(name="name", label="姓名", half=True),
                *_post_fields(units, desk.today),
                Field(name="login", label="账号名", required=False, half=True, help="2 至 40 个字母、汉字或数字。"),
            ),
        ),
        Small(
            id="outside",
            title="登记外聘法律顾问、外单位公职律师的账号",
            verb="登记账号",
            do=outside,
            note="没有岗位的外部账号：只打开委托给他的意见包，委托期满打不开；看不到事项、台账、统计。初始口令只显示一次。",
            fields=(
                Field(name="name", label="姓名", half=True),
                Field(name="login", label="账号名", half=True, help="2 至 40 个字母、汉字或数字。"),
                _unit_field(units, label="委托单位"),
            ),
        ),
        Small(
            id="unit",
            title="登记单位",
            verb="登记单位",
            do=open_unit,
            fields=(
                Field(name="name", label="名称", half=True),
                Field(name="short", label="简称", half=True, help="印在编号里，例如“柳湾”。"),
                Field(name="code", label="代码", half=True, help="小写字母、数字、短横，登记后不变。"),
                kind,
                _unit_field(units, "parent", "上级单位"),
                _day("starts", "成立日期", desk.today),
            ),
        ),
        Small(
            id="rename",
            title="单位更名（如乡镇改街道）",
            verb="更名",
            do=rename,
            fields=(
                _unit_field(units),
                Field(name="name", label="新名称", half=True),
                Field(name="short", label="简称", half=True),
                kind,
                _day("starts", "生效日期", desk.today),
            ),
        ),
    )


def forms_of_person(request: HttpRequest, desk: Desk, units: Sequence[Unit], found: Staff) -> tuple[Small, ...]:
    """Return the forms of one person's page."""
    held = {item.key: _held_words(item) for item in found.holdings if item.ends is None or item.ends >= desk.today}
    forms = [_appoint(desk, units, found)]
    if held:
        forms += [_end(desk, held), _dismiss(desk, found)]
    forms.append(_create_account(request, desk, units, found))
    for account in found.accounts:
        forms += _account_forms(request, desk, units, account)
    return tuple(forms)


def _held_words(held: Holding) -> str:
    return f"{held.unit.short}{post_name(held.post)}，{held.starts.isoformat()} 起"


def _appoint(desk: Desk, units: Sequence[Unit], found: Staff) -> Small:
    def appoint(typed: Typed) -> str:
        organisation.appoint(
            actor=desk.actor,
            key=typed.key,
            person=found.person.key,
            unit=typed.needed("unit", "单位"),
            post=typed.needed("post", "岗位"),
            role=typed.needed("role", "权限"),
            starts=typed.day("starts"),
            ends=typed.day_or_none("ends"),
        )
        return f"{found.person.name}已任命。"

    return Small(id="appoint", title="任命岗位", verb="任命", do=appoint, fields=_post_fields(units, desk.today))


def _end(desk: Desk, held: dict[str, str]) -> Small:
    def end(typed: Typed) -> str:
        organisation.end_holding(
            actor=desk.actor, key=typed.key, holding=typed.needed("holding", "岗位"), ends=typed.day("ends")
        )
        return "已登记离任日期。"

    return Small(
        id="end",
        title="离任一个岗位",
        verb="登记离任",
        do=end,
        fields=(
            Field(name="holding", label="岗位", kind="select", half=True, choices=options(held)),
            _day("ends", "最后一天", desk.today),
        ),
    )


def _dismiss(desk: Desk, found: Staff) -> Small:
    def dismiss(typed: Typed) -> str:
        organisation.dismiss(actor=desk.actor, key=typed.key, person=found.person.key, ends=typed.day("ends"))
        return f"{found.person.name}的全部岗位已登记离任，账号自次日停用。"

    return Small(
        id="dismiss",
        title="调离、退休（全部岗位离任，账号停用）",
        verb="登记调离",
        danger=True,
        do=dismiss,
        note="手上的工作请先在“工作移交”里移交。历史署名不变。",
        fields=(_day("ends", "最后一天", desk.today),),
    )


def _create_account(request: HttpRequest, desk: Desk, units: Sequence[Unit], found: Staff) -> Small:
    def create(typed: Typed) -> str:
        login, password = typed.needed("login", "账号名"), accounts.first_password()
        accounts.create_account(
            actor=desk.actor,
            key=typed.key,
            login=login,
            person=found.person.key,
            unit=typed.needed("unit", "所属单位"),
            password=password,
            created=desk.today,
        )
        keep_first(request, login, password)
        return f"已开设账号 {login}。"

    home = found.holdings[-1].unit.code if found.holdings else ""
    return Small(
        id="account",
        title="开设账号",
        verb="开设账号",
        do=create,
        note="初始口令在下一页显示一次，请当面或电话告知本人；首次登录须更改。",
        fields=(Field(name="login", label="账号名", half=True), _unit_field(units, label="所属单位", value=home)),
    )


def _account_forms(request: HttpRequest, desk: Desk, units: Sequence[Unit], account: Account) -> list[Small]:
    login = account.login

    def reset(typed: Typed) -> str:
        password = accounts.first_password()
        accounts.reset_password(actor=desk.actor, key=typed.key, login=login, password=password)
        keep_first(request, login, password)
        return f"{login} 的口令已重置。"

    def disable(typed: Typed) -> str:
        day = typed.day("from")
        accounts.disable_account(actor=desk.actor, key=typed.key, login=login, disabled_from=day)
        return f"{login} 自 {day.isoformat()} 起停用。"

    def enable(typed: Typed) -> str:
        accounts.enable_account(actor=desk.actor, key=typed.key, login=login)
        return f"{login} 已恢复使用。"

    def grant(typed: Typed) -> str:
        accounts.grant_scope(
            actor=desk.actor,
            key=typed.key,
            over=typed.needed("over", "范围"),
            role=typed.needed("role", "权限"),
            starts=typed.day("starts"),
            ends=typed.day_or_none("ends"),
            account=login,
        )
        return "数据范围已授予。"

    n = account.pk
    forms = [
        Small(id=f"reset{n}", title=f"重置 {login} 的口令", verb="重置口令", do=reset, note="新的初始口令只显示一次。"),
        Small(
            id=f"scope{n}",
            title=f"给 {login} 另授数据范围",
            verb="授予",
            do=grant,
            note="一个司法所管几个镇、一个法制员管几个村时用；范围可以交叉。",
            fields=(
                _unit_field(units, "over", "范围（含下级单位）"),
                Field(name="role", label="权限", kind="select", half=True, choices=options(ROLES)),
                _day("starts", "起", desk.today),
                _day("ends", "止", None, required=False),
            ),
        ),
    ]
    if account.disabled_from is None:
        first = _day("from", "停用自（当天起不能登录）", desk.today + timedelta(days=1))
        forms.append(
            Small(id=f"disable{n}", title=f"停用 {login}", verb="停用账号", danger=True, do=disable, fields=(first,))
        )
    else:
        forms.append(Small(id=f"enable{n}", title=f"恢复 {login}", verb="恢复使用", do=enable))
    return forms
