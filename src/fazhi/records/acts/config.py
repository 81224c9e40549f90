"""Acts on what a site sets for itself: overlays of pack parameters, calendars, settings, pack blobs."""

from __future__ import annotations

import re
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput, canonical
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.records import chance, ledger
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.organisation import add, check_span, unit_of
from fazhi.records.models import ConfigEntry

KINDS = ("overlay", "calendar", "setting")


@act
def set_config(
    running: Act,
    *,
    kind: str,
    name: str,
    value: JsonInput,
    basis: str,
    starts: date,
    ends: date | None = None,
    unit: str | None = None,
    signed: Signed | None = None,
) -> Result:
    """Set ``name`` to ``value`` for ``unit`` (None: the site) from ``starts`` to ``ends``.

    ``kind``: overlay (``procedure.param``: the caller has checked direction and type), calendar (a year; ``value``
    names the blob), setting. An entry that held before ends the day before. ``basis`` is printed with the value.
    """
    running.lock(stream_of_kind(kind))
    return set_in(
        running, kind=kind, name=name, value=value, basis=basis, starts=starts, ends=ends, unit=unit, signed=signed
    )


def stream_of_kind(kind: str) -> str:
    """Return the stream that keeps settings of a kind."""
    return f"config/{kind}"


def set_in(
    running: Act,
    *,
    kind: str,
    name: str,
    value: JsonInput,
    basis: str,
    starts: date,
    ends: date | None = None,
    unit: str | None = None,
    signed: Signed | None = None,
) -> Result:
    """Set a value inside another act, which has locked ``stream_of_kind(kind)``; see ``set_config``."""
    if kind not in KINDS:
        raise ActRefused(f"没有“{kind}”这类设置", field="kind", hint="、".join(KINDS))
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,120}", name):
        raise ActRefused("设置的名称只能用字母、数字、点、下划线", field="name", where=name[:60])
    if not basis.strip() or len(basis) > 300:
        raise ActRefused(
            "须写明依据（1 至 300 字）", field="basis", where=name, hint="没有法律依据的写“本县（镇）设定”"
        )
    check_span(starts, ends)
    stream = stream_of_kind(kind)
    running.require(unit_of(unit).path if unit else "", Role.ADMIN)
    same = ConfigEntry.objects.filter(kind=kind, name=name, unit__code=unit, ends__isnull=True)
    if unit is None:
        same = ConfigEntry.objects.filter(kind=kind, name=name, unit__isnull=True, ends__isnull=True)
    for entry in same:
        if entry.starts >= starts:
            raise ActRefused(
                f"已有 {entry.starts.isoformat()} 起的设置", field="starts", where=name, hint="生效日期须晚于现有设置"
            )
        last = date.fromordinal(starts.toordinal() - 1)
        add(running, stream, "config_ended", {"key": entry.key, "ends": last.isoformat()})
    key = f"c{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "kind": kind, "name": name, "unit": unit, "value": canonical(value).decode(),
        "basis": basis.strip(), "starts": starts.isoformat(), "ends": ends.isoformat() if ends else None,
    }  # fmt: skip
    add(running, stream, "config_set", data, signed)
    return {"config": key}


@act
def keep_blob(running: Act, *, kind: str, name: str, body: bytes) -> Result:
    """Keep bytes under their SM3 (a resolved pack, a rule set, a calendar) and record that they came in."""
    running.require("", Role.ADMIN)
    digest = sm3_hex(body)
    running.lock("config/blobs")
    ledger.put_blob(digest, kind, body)
    running.event("config/blobs", "blob_kept", {"kind": kind, "name": name, "digest": digest, "size": len(body)})
    return {"digest": digest}
