"""Erasure of personal values on a legal duty: values, salts and key go, digests and the chain stay."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.kernel.ledger.envelope import stamp
from fazhi.records import ledger, vault
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.models import Matter
from fazhi.records.vault import CLASSES


@act
def erase(
    running: Act, *, stream: str, cls: str, basis: str, signed: Signed, paths: Sequence[str] | None = None
) -> Result:
    """Destroy the values of class ``cls`` in ``stream`` (only those at ``paths``; None: all, and their key).

    Needs a basis in words and somebody who decided; admin and lead over the owning unit may do it. It cannot be undone.
    """
    if cls not in CLASSES:
        raise ActRefused(f"没有“{cls}”这一类个人信息", field="cls", hint="、".join(CLASSES.values()))
    if not basis.strip():
        raise ActRefused(
            "删除个人信息须写明法律依据", field="basis", hint="例如：个人信息保护法第四十七条第一款第（一）项"
        )
    if not signed.decider:
        raise ActRefused("删除个人信息须有决定人", field="decider")
    matter = Matter.objects.filter(stream__key=stream).first()
    running.lock(stream)
    running.require(matter.unit_path if matter else "", Role.LEAD, Role.ADMIN)
    moment = stamp(running.recorded)
    gone = ledger.destroy(running.heads[stream].id, cls, paths, moment)
    if not gone:
        raise ActRefused("没有可删除的内容（可能已经删除）", field="cls", where=CLASSES[cls])
    vault.forget_keys()
    fields = [f"{seq}:{path}" for seq, path in gone]
    data = {"class": cls, "fields": fields, "whole": paths is None, "basis": basis.strip(), "signed": signed.data()}
    running.event(stream, "erased", data)
    if matter is not None:
        Matter.objects.filter(pk=matter.pk).update(last_recorded=moment)
    return {"erased": len(gone)}
