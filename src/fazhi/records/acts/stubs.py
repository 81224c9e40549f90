"""The offline stub: a file with a secrecy mark is handled on paper; only number, day and result are kept here."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from fazhi.kernel.lint import secrecy
from fazhi.records import numbering
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, stream_of, unit_of

RESULTS = ("在办", "已办结", "已移交", "已退回")
"""Closed: a free text would invite what must not be written here."""


_NUMBER: Final = re.compile(r"[0-9A-Za-z\u4e00-\u9fff〔〕（）()第.\-—–/·]{1,40}")
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{9,}")


def problem_with_number(number: str) -> str | None:
    """Return what is wrong with the number of a stub as the end of a sentence, or None.

    A number has a digit, and no words a title could be made of: what must not be written here often ends up in the
    only free box there is.
    """
    if not 0 < len(number) <= 40:
        return "应为 1 至 40 字"
    if not any("0" <= sign <= "9" for sign in number):
        return "里须有数字，不得写标题、内容"
    if not _NUMBER.fullmatch(number) or _WORDS.search(number):
        return "只能是代字、年份、序号，不得写标题、内容"
    if (
        secrecy.secrecy_mark(number)
        or secrecy.in_name(number)
        or any(level in number for level in ("绝密", "机密", "秘密"))
    ):
        return "里不得写密级"
    return None


@act
def keep_offline_stub(running: Act, *, unit: str, number: str, day: date, result: str = "在办") -> Result:
    """Register 涉密件，线下办理: its number, the day, the result; the same number again changes the result."""
    running.lock(stream_of(unit))
    running.require(unit_of(unit).path, Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)
    if result not in RESULTS:
        raise ActRefused("结果只能选：" + "、".join(RESULTS), field="result")
    number = numbering.plain(number)
    if (problem := problem_with_number(number)) is not None:
        raise ActRefused(
            f"编号{problem}",
            field="number",
            where=number[:40] or None,
            hint="照抄纸质登记簿上的号，例如 线下〔2026〕3号",
        )
    if day > running.today:
        raise ActRefused("日期晚于今天", field="day", where=day.isoformat())
    data = {"unit": unit, "number": number, "day": day.isoformat(), "result": result}
    add(running, stream_of(unit), "offline_stub_kept", data)
    return {"number": number}
