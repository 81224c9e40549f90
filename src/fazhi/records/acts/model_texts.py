"""Putting a model text (示范文本) of the county into force, a newer one in its place, and taking it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fazhi.formats import ReadError, read
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.papers import blanks_of
from fazhi.records import chance, ledger
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.config import set_in, stream_of_kind
from fazhi.records.acts.organisation import unit_of
from fazhi.records.model_texts import PREFIX, READABLE
from fazhi.records.models import ConfigEntry


@act
def set_model_text(
    running: Act, *, title: str, file: str, body: bytes, basis: str, starts: date, unit: str, name: str = ""
) -> Result:
    """Put a file into force as a model text of a county, from ``starts``, for all units below. Returns its name.

    ``name``: of the model text it takes the place of. Raises ActRefused for a unit that is no county, a file without
    text or without a blank, a title of another length than 2 to 60 signs; Denied.
    """
    running.lock("config/blobs", stream_of_kind("setting"))
    _of_county(running, unit)
    title, kind = " ".join(title.split()), Path(file).suffix.lower().removeprefix(".")
    if not 2 <= len(title) <= 60:
        raise ActRefused("名称应为 2 至 60 字", field="title")
    if kind not in READABLE:
        raise ActRefused("读不出文字的文件不能作示范文本", field="file", hint="请用 docx")
    try:
        lines = read(Path(file), body).text.split("\n")
    except ReadError as error:
        raise ActRefused(error.message, field="file", hint=error.hint) from error
    if not blanks_of(lines):
        raise ActRefused(
            "文本里没有要填的空白", field="file", hint="空白写成下划线（____）、空的括号、方框或者连续三个以上空格"
        )
    if name:
        _known(name, unit)
    digest = sm3_hex(body)
    ledger.put_blob(digest, "model_text", body)
    data = {"kind": "model_text", "name": f"{title}.{kind}", "digest": digest, "size": len(body)}
    running.event("config/blobs", "blob_kept", data)
    name = name or f"m{chance.token_hex(5)}"
    value = {"title": title, "digest": digest, "kind": kind}
    set_in(running, kind="setting", name=f"{PREFIX}{name}", value=value, basis=basis, starts=starts, unit=unit)
    return {"name": name}


@act
def withdraw_model_text(running: Act, *, name: str, basis: str, starts: date, unit: str) -> Result:
    """Let a model text serve no more from ``starts`` on. What was made from it stays. Raises ActRefused, Denied."""
    running.lock(stream_of_kind("setting"))
    _of_county(running, unit)
    _known(name, unit)
    value = {"title": "", "digest": "", "kind": ""}
    return set_in(running, kind="setting", name=f"{PREFIX}{name}", value=value, basis=basis, starts=starts, unit=unit)


def _of_county(running: Act, unit: str) -> None:
    found = unit_of(unit)
    running.require(found.path, Role.ADMIN)
    if found.path.count("/") != 1:
        raise ActRefused("示范文本由县里审定下发，乡镇不能自行设定", field="title", hint="请与县局管理员联系")


def _known(name: str, unit: str) -> None:
    if not ConfigEntry.objects.filter(kind="setting", name=f"{PREFIX}{name}", unit__code=unit).exists():
        raise ActRefused("没有这份示范文本", field="name", where=name[:40])
