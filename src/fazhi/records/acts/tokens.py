"""Acts on tokens of the interface: made by whoever will use it, revoked by the same or by the administrator.

The secret is shown once and never stored: a row keeps its SHA-256, an event keeps neither.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.digest import sha256_hex
from fazhi.records import chance, clock
from fazhi.records.access import Actor, Denied, Role
from fazhi.records.acts.accounts import account_of
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, stream_of
from fazhi.records.models import Account, ApiToken

PREFIX = "fz_"
LONGEST = 366
"""Days a token may last, inclusive of the first."""


def make(*, actor: Actor, name: str, ends: date, key: str | None = None) -> dict[str, object]:
    """Make a token for the account of ``actor``; the answer holds its ``secret``, unless the form was posted before."""
    secret = PREFIX + secrets.token_urlsafe(32)
    done = _made(actor=actor, key=key, name=name, ends=ends, hashed=sha256_hex(secret.encode()))
    return done if done.get("again") else {**done, "secret": secret}


@act
def _made(running: Act, *, name: str, ends: date, hashed: str) -> Result:
    account = account_of(running.actor.login)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise ActRefused("用途应为 1 至 60 字", field="name")
    if not running.today <= ends < running.today + timedelta(days=LONGEST):
        raise ActRefused("截止日期须在今天以后一年以内", field="ends", hint="到期后另建一个")
    stream = stream_of(account.home.code)
    running.lock(stream)
    key = f"t{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "account": account.login, "name": name, "made": running.today.isoformat(), "ends": ends.isoformat(),
    }  # fmt: skip
    add(running, stream, "token_made", data)
    ApiToken.objects.filter(key=key).update(hash=hashed)
    return {"token": key}


@act
def revoke(running: Act, *, token: str) -> Result:
    """Revoke a token from today on. Raises Denied for that of somebody whose account one does not manage."""
    held = ApiToken.objects.select_related("account__home").filter(key=token).first()
    if held is None or held.revoked is not None:
        raise ActRefused("没有这个令牌，或者已经注销", field="token")
    if held.account.login != running.actor.login and not running.grants.covers(held.account.home.path, [Role.ADMIN]):
        raise Denied("这个令牌不是您的", where=held.name, hint="请其本人或者单位管理员注销")
    stream = stream_of(held.account.home.code)
    running.lock(stream)
    data: dict[str, JsonInput] = {"key": token, "revoked": running.today.isoformat()}
    add(running, stream, "token_revoked", data)
    return {"token": token}


def account_by(secret: str) -> Account | None:
    """Return the account that a secret signs in, None where it opens nothing today."""
    if not secret.startswith(PREFIX):
        return None
    held = ApiToken.objects.select_related("account").filter(hash=sha256_hex(secret.encode())).first()
    today = clock.today()
    return held.account if held is not None and held.works_on(today) and held.account.enabled_on(today) else None
