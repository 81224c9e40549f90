"""Acts on units, persons and posts. Everything is effective-dated; nothing is ever removed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.records import chance, organisation
from fazhi.records.access import OVER_UNITS, Role
from fazhi.records.acts import projecting
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.models import Account, Holding, Person, Unit, UnitPeriod

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_POST = re.compile(r"[a-z][a-z0-9_]{1,39}")


def stream_of(unit_code: str) -> str:
    """Return the name of the stream that holds what concerns a unit."""
    return f"unit/{unit_code}"


def add(running: Act, stream: str, kind: str, data: dict[str, JsonInput], signed: Signed | None = None) -> None:
    """Append one event to ``stream`` and write what it changes."""
    given = {**data, "signed": signed.data()} if signed else data
    projecting.write(organisation.changes(running.event(stream, kind, given)))


def unit_of(code: str) -> Unit:
    """Return the unit with this code. Raises ActRefused when there is none."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise ActRefused("没有这个单位", field="unit", where=code, hint="请先登记单位")
    return found


def person_of(key: str) -> Person:
    """Return the person with this key. Raises ActRefused when there is none."""
    found = Person.objects.filter(key=key).first()
    if found is None:
        raise ActRefused("没有这个人员", field="person", where=key, hint="请先登记人员")
    return found


def check_role(role: Role) -> None:
    """Refuse a role that is given for one matter and never over a unit."""
    if role not in OVER_UNITS:
        raise ActRefused(f"“{role.cn}”只在一件事项里给，不随岗位或者范围给", field="role", hint="在事项里办理委托")


def check_span(starts: date, ends: date | None) -> None:
    """Refuse an end before its start."""
    if ends is not None and ends < starts:
        raise ActRefused(
            f"截止日期 {ends.isoformat()} 早于起始日期 {starts.isoformat()}", field="ends", hint="请核对两个日期"
        )


def _named(name: str, short: str) -> None:
    for text, limit, which in ((name, 100, "name"), (short, 20, "short")):
        if not text.strip() or len(text) > limit or not text.isprintable():
            raise ActRefused(f"单位名称应为 1 至 {limit} 字", field=which, where=text[:30])


@act
def create_unit(
    running: Act,
    *,
    code: str,
    name: str,
    short: str,
    kind: str,
    starts: date,
    parent: str | None = None,
    signed: Signed | None = None,
) -> Result:
    """Register a unit under ``parent`` (code; None for the first). ``kind``: county_bureau, township, subdistrict, …"""
    if not _CODE.fullmatch(code):
        raise ActRefused("单位代码只能用小写字母、数字和短横，2 至 40 个", field="code", where=code[:40])
    _named(name, short)
    above = unit_of(parent) if parent else None
    path = f"{above.path if above else ''}{code}/"
    running.require(above.path if above else "", Role.ADMIN)
    if Unit.objects.filter(code=code).exists():
        raise ActRefused("单位代码已经用过", field="code", where=code, hint="换一个代码；撤并的单位代码不再启用")
    running.lock(stream_of(code))
    data: dict[str, JsonInput] = {
        "code": code, "path": path, "parent": parent, "name": name, "short": short, "kind": kind,
        "starts": starts.isoformat(),
    }  # fmt: skip
    add(running, stream_of(code), "unit_created", data, signed)
    return {"unit": code, "path": path}


def _open_period(unit: Unit, from_day: date, running: Act) -> UnitPeriod:
    period = UnitPeriod.objects.get(unit=unit, ends__isnull=True)
    if unit.ends is not None:
        raise ActRefused("单位已经撤并", field="unit", where=unit.name)
    if from_day <= period.starts:
        raise ActRefused(f"生效日期须晚于现名称的起始日期 {period.starts.isoformat()}", field="starts", where=unit.name)
    if from_day > running.today:
        raise ActRefused("更名、撤并请在生效之日或以后登记", field="starts", where=from_day.isoformat())
    return period


@act
def rename_unit(
    running: Act, *, unit: str, name: str, short: str, kind: str, starts: date, signed: Signed | None = None
) -> Result:
    """Give a unit another name or kind (a township becomes a subdistrict) from ``starts``; the past keeps its own."""
    _named(name, short)
    running.lock(stream_of(unit))
    found = unit_of(unit)
    running.require(found.path, Role.ADMIN)
    period = _open_period(found, starts, running)
    data: dict[str, JsonInput] = {
        "code": unit, "name": name, "short": short, "kind": kind, "starts": starts.isoformat(),
        "previous_starts": period.starts.isoformat(),
    }  # fmt: skip
    add(running, stream_of(unit), "unit_renamed", data, signed)
    return {"unit": unit}


@act
def merge_unit(running: Act, *, unit: str, into: str, starts: date, signed: Signed | None = None) -> Result:
    """Merge ``unit`` into ``into`` from ``starts`` on: who answers for the successor answers for its matters."""
    running.lock(stream_of(unit), stream_of(into))
    old, new = unit_of(unit), unit_of(into)
    if old.pk == new.pk or new.path.startswith(old.path):
        raise ActRefused("不能并入自己或自己的下级", field="into", where=new.name)
    if new.ends is not None:
        raise ActRefused("并入的单位已经撤并", field="into", where=new.name)
    running.require(old.path, Role.ADMIN)
    running.require(new.path, Role.ADMIN)
    period = _open_period(old, starts, running)
    data: dict[str, JsonInput] = {
        "code": unit, "into": into, "ends": (starts - timedelta(days=1)).isoformat(),
        "previous_starts": period.starts.isoformat(),
    }  # fmt: skip
    add(running, stream_of(unit), "unit_merged", data, signed)
    add(running, stream_of(into), "unit_absorbed", data, signed)
    return {"unit": unit, "into": into}


@act
def create_person(running: Act, *, unit: str, name: str, person: str | None = None) -> Result:
    """Register a person met first in ``unit``; ``person`` is the key to use, made up when not given."""
    found = unit_of(unit)
    running.require(found.path, Role.ADMIN)
    if not name.strip() or len(name) > 50 or not name.isprintable():
        raise ActRefused("姓名应为 1 至 50 字", field="name", where=name[:50])
    key = person or f"p{chance.token_hex(5)}"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key):
        raise ActRefused("人员编码只能用字母、数字、短横", field="person", where=key[:40])
    if Person.objects.filter(key=key).exists():
        raise ActRefused("人员编码已经用过", field="person", where=key)
    running.lock(stream_of(unit))
    add(running, stream_of(unit), "person_created", {"key": key, "name": name})
    return {"person": key}


@act
def appoint(
    running: Act,
    *,
    person: str,
    unit: str,
    post: str,
    role: Role | str,
    starts: date,
    ends: date | None = None,
    signed: Signed | None = None,
) -> Result:
    """Give ``person`` a post in ``unit`` from ``starts`` to ``ends``, with ``role`` over the unit."""
    return _appoint(running, person, unit, post, Role(role), starts, ends, None, signed)


@act
def deputise(
    running: Act, *, holding: str, person: str, starts: date, ends: date, signed: Signed | None = None
) -> Result:
    """Let ``person`` act for the holder of ``holding`` from ``starts`` to ``ends``; a deputy always has a last day."""
    held = Holding.objects.select_related("unit").filter(key=holding).first()
    if held is None:
        raise ActRefused("没有这个任职记录", field="holding", where=holding)
    return _appoint(running, person, held.unit.code, held.post, Role(held.role), starts, ends, held, signed)


def _appoint(
    running: Act,
    person: str,
    unit: str,
    post: str,
    role: Role,
    starts: date,
    ends: date | None,
    acting_for: Holding | None,
    signed: Signed | None,
) -> dict[str, Any]:
    running.lock(stream_of(unit))
    where, who = unit_of(unit), person_of(person)
    running.require(where.path, Role.ADMIN, *((Role.LEAD,) if acting_for else ()))
    check_span(starts, ends)
    check_role(role)
    if not _POST.fullmatch(post):
        raise ActRefused("岗位代码只能用小写字母、数字和下划线", field="post", where=post[:40])
    if where.ends is not None and starts > where.ends:
        raise ActRefused("单位在任职起始日已经撤并", field="starts", where=where.name)
    same = Holding.objects.filter(person=who, unit=where, post=post).filter(Q(ends__isnull=True) | Q(ends__gte=starts))
    if ends is not None:
        same = same.filter(starts__lte=ends)
    if same.exists():
        raise ActRefused("此人在这段时间已担任这个岗位", field="starts", where=f"{who.name} {where.name}")
    key = f"h{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "person": person, "unit": unit, "post": post, "role": role.value, "starts": starts.isoformat(),
        "ends": ends.isoformat() if ends else None, "acting_for": acting_for.key if acting_for else None,
    }  # fmt: skip
    add(running, stream_of(unit), "appointed", data, signed)
    return {"holding": key}


@act
def end_holding(running: Act, *, holding: str, ends: date, signed: Signed | None = None) -> Result:
    """Say that ``ends`` is the last day of a holding (离任、调出)."""
    held = Holding.objects.select_related("unit").filter(key=holding).first()
    if held is None:
        raise ActRefused("没有这个任职记录", field="holding", where=holding)
    running.require(held.unit.path, Role.ADMIN)
    running.lock(stream_of(held.unit.code))
    check_span(held.starts, ends)
    add(running, stream_of(held.unit.code), "holding_ended", {"key": holding, "ends": ends.isoformat()}, signed)
    return {"holding": holding}


@act
def dismiss(running: Act, *, person: str, ends: date, signed: Signed | None = None) -> Result:
    """End every holding of ``person`` on ``ends`` and disable the accounts from the next day on (调离、退休).

    The work in hand is handed over by an act of its own; past signatures stay as they are.
    """
    who = person_of(person)
    held = list(
        Holding.objects.select_related("unit").filter(person=who).filter(Q(ends__isnull=True) | Q(ends__gt=ends))
    )
    accounts = list(Account.objects.select_related("home").filter(person=who, disabled_from__isnull=True))
    if not held:
        raise ActRefused("此人没有在任的岗位", field="person", where=who.name)
    for holding in held:
        running.require(holding.unit.path, Role.ADMIN)
        check_span(holding.starts, ends)
    streams = {stream_of(holding.unit.code) for holding in held} | {stream_of(a.home.code) for a in accounts}
    running.lock(*streams)
    for holding in held:
        data: dict[str, JsonInput] = {"key": holding.key, "ends": ends.isoformat()}
        add(running, stream_of(holding.unit.code), "holding_ended", data, signed)
    first_day_out = (ends + timedelta(days=1)).isoformat()
    for account in accounts:
        gone: dict[str, JsonInput] = {"login": account.login, "disabled_from": first_day_out}
        add(running, stream_of(account.home.code), "account_disabled", gone, signed)
    return {"holdings": [holding.key for holding in held], "accounts": [account.login for account in accounts]}
