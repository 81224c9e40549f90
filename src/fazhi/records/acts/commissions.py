"""委托: one sending of a matter given to somebody outside, who has an account that opens its packet and nothing else.

What comes of it is what comes of the packet: the same answer to the same sending, by the same gates. The account adds
who typed it, the statement of interest before the first paper, and a trace of each look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.procedures import ActKind, Sending
from fazhi.records import access, chance, matters
from fazhi.records.access import Denied, Role
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.organisation import check_span, person_of
from fazhi.records.acts.participants import held, need_reason, tell
from fazhi.records.acts.proposals import Proposal
from fazhi.records.matters import Folded
from fazhi.records.models import Account, Participant
from fazhi.records.participation import ADDED, STATED


def open_sending(folded: Folded, step: str) -> Sending | None:
    """Return the sending of a step that waits for its answer, None without one."""
    sent = folded.state.calls(step)
    return next((one for one in sent if one.answered is None and not one.voided), None)


@act
def commission(
    running: Act,
    *,
    matter: str,
    step: str,
    person: str,
    ends: date,
    reason: str,
    starts: date | None = None,
    signed: Signed | None = None,
    expected: int | None = None,
) -> Result:
    """Give the sending of ``step`` that waits to one person outside, from ``starts`` (today) to ``ends``, both in.

    Returns ``participant``, the key by which ``end_participant`` ends it sooner. Only what a pack lets go out as a
    packet with a statement of interest can be given. Raises ActRefused, Denied, Conflict.
    """
    folded, row = held(running, matter, expected)
    declared = folded.procedure.steps.get(step)
    if declared is None or declared.call is None or declared.call.interest is None:
        raise ActRefused("这一步不能凭账号委托", where=step, hint="请取意见包送出，收回后登记答复")
    sending = open_sending(folded, step)
    if sending is None:
        raise ActRefused(f"“{declared.name}”没有等待答复的送出", where=row.number, hint="先送出，再委托")
    first = starts or running.today
    check_span(first, ends)
    need_reason(reason)
    asked = person_of(person)
    if not any(account.enabled_on(first) for account in Account.objects.filter(person=asked)):
        raise ActRefused(f"{asked.name}没有可用的账号", field="person", hint="请管理员开设账号，或者取意见包送出")
    same = Participant.objects.filter(matter_id=row.pk, run=sending.id, starts__lte=ends, ends__gte=first)
    if same.filter(person=asked).exists():
        raise ActRefused(f"这段时间已经委托{asked.name}", field="person", where=row.number)
    key = f"t{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "unit": None, "person": person, "role": Role.COUNSEL.value, "starts": first.isoformat(),
        "ends": ends.isoformat(), "run": sending.id,
    }  # fmt: skip
    result = tell(running, folded, row, ADDED, data, reason, signed)
    Participant.objects.create(
        key=key, matter_id=row.pk, person=asked, role=Role.COUNSEL.value, starts=first, ends=ends, run=sending.id
    )
    return {"stream": matter, "seq": result.count, "participant": key}


@act
def state_no_interest(running: Act, *, participant: str) -> Result:
    """State that one has no conflict of interest in what one is commissioned for; its papers open from then on.

    Who has one does not state it here but answers so. Raises Denied for whoever is not commissioned today.
    """
    found = Participant.objects.select_related("matter__stream").filter(key=participant).first()
    if found is None or not access.commissions(running.grants, running.now.date()).filter(pk=found.pk).exists():
        raise Denied("没有这项委托，或者已经结束", where=participant)
    if found.stated is not None:
        raise ActRefused("已经声明过", where=found.stated.isoformat())
    stream = found.matter.stream.key
    running.lock(stream)
    folded, row = matters.folded(stream, running.heads[stream]), matter_rows.read(running.heads[stream])
    result = tell(running, folded, row, STATED, {"key": participant}, "", None)
    Participant.objects.filter(pk=found.pk).update(stated=running.today)
    return {"stream": stream, "seq": result.count, "participant": participant}


def commissioned(running: Act, folded: Folded, proposals: Sequence[Proposal]) -> bool:
    """Say whether all that is proposed is the one answer that the actor was commissioned to give.

    Papers open only after the statement; the one answer that needs none is that there is a conflict. That no answer
    came is the office's to say, after the term.
    """
    if len(proposals) != 1 or proposals[0].kind is not ActKind.ANSWER:
        return False
    item = proposals[0]
    step, sending = folded.procedure.steps.get(item.step or ""), open_sending(folded, item.step or "")
    if step is None or step.call is None or step.call.interest is None or sending is None:
        return False
    if item.outcome is not None and item.outcome == step.call.interest.silence:
        return False
    # An answer may not put itself in the place of another, nor be backdated to a day before the commission.
    if (
        item.signed not in (Signed(), Signed(decider=running.grants.person))
        or item.late is not None
        or item.occurred not in (None, running.today)
    ):
        return False
    mine = access.commissions(running.grants, running.today).filter(matter__stream__key=folded.stream, run=sending.id)
    if item.outcome != step.call.interest.conflict:
        mine = mine.filter(stated__isnull=False)
    return mine.exists()
