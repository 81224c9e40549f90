"""The offline stub: a file with a secrecy mark is handled on paper; only number, day and result are kept here."""

from __future__ import annotations

from datetime import date

from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, stream_of, unit_of
from fazhi.records.intake import marks

RESULTS = ("在办", "已办结", "已移交", "已退回")
"""Closed: a free text would invite what must not be written here."""


@act
def keep_offline_stub(running: Act, *, unit: str, number: str, day: date, result: str = "在办") -> Result:
    """Register 涉密件，线下办理: its number, the day, the result; the same number again changes the result."""
    running.lock(stream_of(unit))
    running.require(unit_of(unit).path, Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)
    if result not in RESULTS:
        raise ActRefused("结果只能选：" + "、".join(RESULTS), field="result")
    number = number.strip()
    if not 0 < len(number) <= 40 or not number.isprintable() or marks.secrecy_mark(number):
        raise ActRefused("编号应为 1 至 40 字，不得写标题、内容、密级", field="number")
    if day > running.today:
        raise ActRefused("日期晚于今天", field="day", where=day.isoformat())
    data = {"unit": unit, "number": number, "day": day.isoformat(), "result": result}
    add(running, stream_of(unit), "offline_stub_kept", data)
    return {"number": number}
