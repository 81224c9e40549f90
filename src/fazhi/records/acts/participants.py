"""Acts on who takes part in a matter: 县局审、邻所交叉审、法律顾问 are asked in by its own unit, with a reason.

Taking part opens the matter and lets the posts held there decide its steps; it never lets one ask in others or give the
matter to another 承办人.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.records import access, chance, matters
from fazhi.records.access import Action, Role
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.opening import after
from fazhi.records.acts.organisation import check_span, person_of, unit_of
from fazhi.records.matters import Folded
from fazhi.records.models import Participant
from fazhi.records.participation import ADDED, ENDED
from fazhi.records.vault import Private

ROLES: Final = (Role.WORK, Role.REVIEW, Role.VIEW)
"""What taking part may be for. Who leads a unit or a county leads it by post, not by invitation."""


@act
def add_participant(
    running: Act,
    *,
    matter: str,
    role: Role | str,
    reason: str,
    unit: str | None = None,
    person: str | None = None,
    starts: date | None = None,
    ends: date | None = None,
    signed: Signed | None = None,
    expected: int | None = None,
) -> Result:
    """Let a unit, or one person, take part in a matter from ``starts`` (today) to ``ends`` (None: till ended).

    Returns ``participant``, the key by which ``end_participant`` knows it. Raises ActRefused, Denied, Conflict.
    """
    folded, row = held(running, matter, expected)
    if (unit is None) == (person is None):
        raise ActRefused("参与的是一个单位或一个人员，须选其一", field="unit")
    given = Role(role)
    if given not in ROLES:
        words = "、".join(item.cn for item in ROLES)
        raise ActRefused(f"参与只能给“{words}”", field="role", where=given.cn)
    first = starts or running.today
    check_span(first, ends)
    need_reason(reason)
    asked_unit = unit_of(unit) if unit is not None else None
    asked_person = person_of(person) if person is not None else None
    if asked_unit is not None:
        if asked_unit.pk == row.unit_id:
            raise ActRefused("这就是承办单位，不用加为参与单位", field="unit", where=asked_unit.name)
        if asked_unit.ends is not None and first > asked_unit.ends:
            raise ActRefused("单位在参与起始日已经撤并", field="unit", where=asked_unit.name)
    same = Participant.objects.filter(matter_id=row.pk, unit=asked_unit, person=asked_person, role=given.value)
    same = same.filter(Q(ends__isnull=True) | Q(ends__gte=first))
    if ends is not None:
        same = same.filter(starts__lte=ends)
    if same.exists():
        raise ActRefused("在这段时间已经参与此件", field="starts", where=row.number)
    key = f"t{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "unit": unit, "person": person, "role": given.value, "starts": first.isoformat(),
        "ends": ends.isoformat() if ends else None,
    }  # fmt: skip
    result = tell(running, folded, row, ADDED, data, reason, signed)
    Participant.objects.create(
        key=key, matter_id=row.pk, unit=asked_unit, person=asked_person, role=given.value, starts=first, ends=ends
    )
    return {"stream": matter, "seq": result.count, "participant": key}


@act
def end_participant(
    running: Act,
    *,
    matter: str,
    participant: str,
    reason: str,
    ends: date | None = None,
    signed: Signed | None = None,
    expected: int | None = None,
) -> Result:
    """Say that ``ends`` (today) is the last day on which somebody takes part. What was decided stays decided."""
    folded, row = held(running, matter, expected)
    found = Participant.objects.filter(matter_id=row.pk, key=participant).first()
    if found is None:
        raise ActRefused("没有这个参与记录", field="participant", where=row.number)
    last = ends or running.today
    check_span(found.starts, last)
    if found.ends is not None and found.ends <= last:
        raise ActRefused(f"参与已于 {found.ends.isoformat()} 结束", field="ends", where=row.number)
    need_reason(reason)
    data: dict[str, JsonInput] = {"key": participant, "ends": last.isoformat()}
    result = tell(running, folded, row, ENDED, data, reason, signed)
    Participant.objects.filter(pk=found.pk).update(ends=last)
    return {"stream": matter, "seq": result.count, "participant": participant}


def held(running: Act, matter: str, expected: int | None) -> tuple[Folded, MatterRow]:
    """Lock the matter and refuse whoever does not answer for its own unit."""
    running.lock(matter)
    if expected is not None:
        running.expect(matter, expected)
    folded = matters.folded(matter, running.heads[matter])
    row = matter_rows.read(running.heads[matter])
    if not access.allows(running.grants, Action.INVITE, row, running.today):
        raise access.Denied("您无权决定谁参与此件", where=row.number, hint="请与承办单位联系")
    return folded, row


def need_reason(reason: str) -> None:
    """Refuse without words why."""
    if not reason.strip():
        raise ActRefused("须写明参与或结束参与的理由", field="reason", hint="例如：提请县司法局审查；邻所交叉审查")


def tell(
    running: Act,
    folded: Folded,
    row: MatterRow,
    kind: str,
    data: dict[str, JsonInput],
    reason: str,
    signed: Signed | None,
) -> Folded:
    """Record who takes part, with the reason where there is one, and bring the rows of the matter up to it."""
    given = {**data, "signed": signed.data()} if signed else data
    why = {"why": Private(cls="free", value=reason.strip())} if reason.strip() else {}
    event = running.event(folded.stream, kind, given, private=why)
    result = after(running, folded, event)
    matter_rows.settle(running, {folded.stream: result}, {folded.stream: row})
    return result
