"""One line of a register, read over a folded matter."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.procedures import play
from fazhi.packs import procedures
from fazhi.packs.calendar import load
from fazhi.records.matters import Card, Folded
from fazhi.records.registers import Facts, entries, words

PACK = "disclosure_request"


def line(case: str, on: date) -> dict[str, str]:
    """Return the line of the matter that an expected run makes: column -> what is printed."""
    procedure = procedures.get(PACK)
    state = play(procedure, next(item for item in procedures.cases(PACK) if item.name.startswith(case)), load()).state
    card = Card(number="柳公开〔2026〕16号", title="", unit="", handler=None, opened=on)
    matter = Folded(stream="m", card=card, procedure=procedure, state=state, count=state.seq, hash="")
    facts = Facts(number="柳公开〔2026〕16号", title="", unit="", handler="", state="在办")
    (register,) = procedure.registers
    found = entries(register.columns, matter, facts, {}, load(), on)
    return {column.name: words(entry) for column, entry in zip(register.columns, found, strict=True)}


def test_the_register_says_the_last_day_and_the_days_of_every_party() -> None:
    said = line("补正重新起算、征求第三方、延期相接", date(2026, 11, 20))
    assert said["收到日期及依据"] == "2026-09-15 确认之日"
    assert said["补正通知日/补正收到日"] == "2026-09-17 2026-09-22"
    assert said["征求第三方（其他机关）发出日/回复日"] == "2026-10-13 2026-10-30"
    assert said["延期告知日"] == "2026-11-13"
    assert said["应答复日（算法）"] == "2026-11-30"
    assert said["实际答复日"] == ""


def test_a_term_that_has_not_begun_has_no_last_day() -> None:
    said = line("跨中秋、国庆", date(2026, 9, 14))
    assert said["应答复日（算法）"] == "2026-10-16"
    assert said["征求第三方（其他机关）发出日/回复日"] == ""
