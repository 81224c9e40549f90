"""Acts on accounts and scopes. Passwords are hashed before the transaction and never reach an event."""

from __future__ import annotations

import re
import secrets
from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Q

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.records import chance
from fazhi.records.access import Actor, Denied, Role
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.organisation import add, check_role, check_span, person_of, stream_of, unit_of
from fazhi.records.models import Account, Scope, Unit

_LOGIN = re.compile(r"[\w.-]{2,40}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_SHORTEST = 10


def first_password() -> str:
    """Return a random first password that can be read out over the telephone; it must be changed at first sign-in."""
    groups = ("".join(secrets.choice(_LETTERS + "23456789") for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def check_strength(password: str, login: str) -> None:
    """Refuse a password that is short, common, of one kind of character, or contains the login."""
    problem = None
    if len(password) < _SHORTEST:
        problem = f"密码至少 {_SHORTEST} 位"
    elif password.isdigit() or password.isalpha():
        problem = "密码应包含字母、数字、符号中的至少两种"
    elif login.casefold() in password.casefold():
        problem = "密码不能包含账号名"
    else:
        try:
            CommonPasswordValidator().validate(password)
        except ValidationError:
            problem = "这个密码太常见"
    if problem:
        raise ActRefused(problem, field="password", hint="例如用几个不相干的词加数字，自己记得住的一句话")


def account_of(login: str) -> Account:
    """Return the account with this login. Raises ActRefused when there is none."""
    found = Account.objects.select_related("person", "home").filter(login=login).first()
    if found is None:
        raise ActRefused("没有这个账号", field="login", where=login)
    return found


def create_account(
    *,
    actor: Actor,
    login: str,
    person: str,
    unit: str,
    password: str,
    created: date,
    must_change: bool = True,
    hashed: str | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Open an account for ``person`` of ``unit``; ``password`` is a first one that must be changed.

    Only the demonstration, whose passwords are printed, waives the change (the event says so) and gives the hash it
    made once of the one password of all its accounts.
    """
    if not _LOGIN.fullmatch(login):
        raise ActRefused("账号应为 2 至 40 个字母、汉字、数字、点、短横", field="login", where=login[:40])
    return _create(
        actor=actor, key=key, login=login, person=person, unit=unit, created=created,
        hashed=hashed or make_password(password),
        must_change=must_change,
    )  # fmt: skip


@act
def _create(
    running: Act, *, login: str, person: str, unit: str, hashed: str, created: date, must_change: bool
) -> Result:
    running.lock(stream_of(unit))
    running.require(unit_of(unit).path, Role.ADMIN)
    person_of(person)
    if Account.objects.filter(login=login).exists():
        raise ActRefused("账号名已经用过", field="login", where=login, hint="换一个；停用的账号名也不再启用")
    data: dict[str, JsonInput] = {
        "login": login, "person": person, "home": unit, "created": created.isoformat(),
    }  # fmt: skip
    if not must_change:
        data["must_change"] = False
    add(running, stream_of(unit), "account_created", data)
    Account.objects.filter(login=login).update(password=hashed)
    return {"login": login}


def _manage(running: Act, account: Account) -> str:
    """Lock the stream of ``account`` and return it. Raises Denied unless the actor manages a unit of the person."""
    units = Unit.objects.filter(holdings__person=account.person_id, holdings__starts__lte=running.today)
    units = units.filter(Q(holdings__ends__isnull=True) | Q(holdings__ends__gte=running.today))
    paths = [account.home.path, *units.values_list("path", flat=True)]
    if not any(running.grants.covers(path, [Role.ADMIN]) for path in paths):
        raise Denied("您没有管理此账号的权限", where=account.login, hint="请与其任职单位的管理员联系")
    stream = stream_of(account.home.code)
    running.lock(stream)
    return stream


def reset_password(*, actor: Actor, login: str, password: str, key: str | None = None) -> dict[str, object]:
    """Set a first password again (forgotten, locked out); the person must change it at the next sign-in."""
    return _reset(actor=actor, key=key, login=login, hashed=make_password(password))


@act
def _reset(running: Act, *, login: str, hashed: str) -> Result:
    stream = _manage(running, account_of(login))
    add(running, stream, "password_reset", {"login": login})
    Account.objects.filter(login=login).update(password=hashed)
    return {"login": login}


def change_password(*, actor: Actor, old: str, new: str, key: str | None = None) -> dict[str, object]:
    """Change the actor's own password. Raises Denied when ``old`` is wrong, ActRefused when ``new`` is weak."""
    account = account_of(actor.login)
    if not check_password(old, account.password):
        raise Denied("原密码不对", hint="请重新输入；忘记密码请管理员重置")
    if old == new:
        raise ActRefused("新密码与原密码相同", field="new")
    check_strength(new, account.login)
    return _change(actor=actor, key=key, hashed=make_password(new))


@act
def _change(running: Act, *, hashed: str) -> Result:
    account = account_of(running.actor.login)
    stream = stream_of(account.home.code)
    running.lock(stream)
    add(running, stream, "password_changed", {"login": account.login})
    Account.objects.filter(pk=account.pk).update(password=hashed)
    return {"login": account.login}


@act
def disable_account(running: Act, *, login: str, disabled_from: date, signed: Signed | None = None) -> Result:
    """Let the account no longer work from ``disabled_from`` (inclusive) on. Past signatures stay."""
    account = account_of(login)
    if running.actor.account_id == account.pk:
        raise ActRefused("不能停用自己正在使用的账号", field="login", where=login)
    stream = _manage(running, account)
    data: dict[str, JsonInput] = {"login": login, "disabled_from": disabled_from.isoformat()}
    add(running, stream, "account_disabled", data, signed)
    return {"login": login}


@act
def enable_account(running: Act, *, login: str, signed: Signed | None = None) -> Result:
    """Let a disabled account work again."""
    add(running, _manage(running, account_of(login)), "account_enabled", {"login": login}, signed)
    return {"login": login}


@act
def grant_scope(
    running: Act,
    *,
    over: str,
    role: Role | str,
    starts: date,
    ends: date | None = None,
    account: str | None = None,
    unit: str | None = None,
    post: str = "",
    signed: Signed | None = None,
) -> Result:
    """Give ``account``, or whoever holds ``post`` in ``unit``, a role over everything under ``over``."""
    if (account is None) == (unit is None) or bool(post) != (unit is not None):
        raise ActRefused("数据范围须授予一个账号，或某单位的某个岗位，二者取一", field="account")
    target = unit_of(over)
    running.require(target.path, Role.ADMIN)
    check_span(starts, ends)
    check_role(Role(role))
    if account is not None:
        account_of(account)
    else:
        unit_of(unit or "")
    running.lock(stream_of(over))
    scope = f"s{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": scope, "account": account, "unit": unit, "post": post, "over": over, "role": Role(role).value,
        "starts": starts.isoformat(), "ends": ends.isoformat() if ends else None,
    }  # fmt: skip
    add(running, stream_of(over), "scope_granted", data, signed)
    return {"scope": scope}


@act
def end_scope(running: Act, *, scope: str, ends: date, signed: Signed | None = None) -> Result:
    """Say that ``ends`` is the last day of a scope."""
    found = Scope.objects.select_related("over").filter(key=scope).first()
    if found is None:
        raise ActRefused("没有这条数据范围", field="scope", where=scope)
    running.require(found.over.path, Role.ADMIN)
    running.lock(stream_of(found.over.code))
    check_span(found.starts, ends)
    add(running, stream_of(found.over.code), "scope_ended", {"key": scope, "ends": ends.isoformat()}, signed)
    return {"scope": scope}
