"""Acts on the paper originals of a matter: where they are kept, lent, returned, handed over for good."""

from __future__ import annotations

from datetime import date
from typing import Final

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.records import access, matters
from fazhi.records.access import Action
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.opening import after
from fazhi.records.originals import PLACED, WHO, WHY, Originals, Way, originals
from fazhi.records.vault import Private

LONGEST: Final = 120
"""Characters of a place, a borrower or a purpose, inclusive."""


@act
def place_originals(
    running: Act,
    *,
    matter: str,
    way: Way,
    day: date,
    place: str = "",
    to: str = "",
    until: date | None = None,
    why: str = "",
    signed: Signed | None = None,
) -> Result:
    """Record what happened to the originals on ``day``: kept in a place, lent, returned, handed over. Returns seq.

    A loan names who took them (``to``, sealed) and until when (inclusive); a hand-over the body that has them now
    (``place``). What is lent cannot be lent again, what was handed over is no longer ours to lend. The place of a
    loan stays where they belong; a return may name another. Raises ActRefused, Denied.
    """
    running.lock(matter)
    folded = matters.folded(matter, running.heads[matter])
    row = matter_rows.read(running.heads[matter])
    if not access.allows(running.grants, Action.ACT, row, running.today):
        raise access.Denied("您无权办理此件", where=row.number, hint="请与承办单位或档案员联系")
    now = originals(folded, running.heads[matter].id)
    place, to, why = place.strip(), to.strip(), why.strip()
    for name, text in (("place", place), ("to", to), ("why", why)):
        if len(text) > LONGEST:
            raise ActRefused(f"最多 {LONGEST} 字", field=name)
    _check_day(now, day, running.today, folded.card.opened)
    _check(way, now, place=place, to=to, until=until, day=day)
    kept = place or now.place
    data: dict[str, JsonInput] = {"way": way.value, "place": kept}
    if way is Way.LENT and until is not None:
        data["until"] = until.isoformat()
    if signed is not None:
        data["signed"] = signed.data()
    private = {WHO: Private(cls="name", value=to)} if to else {}
    if why:
        private[WHY] = Private(cls="free", value=why)
    event = running.event(matter, PLACED, data, occurred=day, private=private)
    result = after(running, folded, event)
    matter_rows.settle(running, {matter: result}, {matter: row})
    return {"stream": matter, "seq": result.count}


def _check_day(now: Originals, day: date, today: date, opened: date) -> None:
    first = max(opened, now.moves[-1].day) if now.moves else opened
    if not first <= day <= today:
        raise ActRefused(
            "日期不对", field="day", where=day.isoformat(), hint=f"应在{first.isoformat()}至{today.isoformat()}之间"
        )


def _check(way: Way, now: Originals, *, place: str, to: str, until: date | None, day: date) -> None:
    if now.given is not None:
        raise ActRefused(f"原件已移交{now.given.place}，本机关不再保管", where=now.given.day.isoformat())
    match way:
        case Way.RETURNED:
            if now.lent is None:
                raise ActRefused("原件没有借出，不能登记归还")
        case _ if now.lent is not None:
            raise ActRefused("原件借出还没有归还", where=now.lent.day.isoformat(), hint="先登记归还")
        case Way.LENT:
            if not to:
                raise ActRefused("须写明谁借走（单位、姓名）", field="to")
            if until is None or until < day:
                raise ActRefused("须写明归还期限，不早于借出日期", field="until")
        case Way.KEPT | Way.GIVEN:
            if not place:
                words = "须写明存放在哪里（柜、盒）" if way is Way.KEPT else "须写明接收的单位"
                raise ActRefused(words, field="place")
