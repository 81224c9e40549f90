"""One line of a register, read over a folded matter."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.procedures import play
from fazhi.kernel.procedures.model import Register
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


def test_a_register_that_goes_through_a_list_has_a_line_for_every_entry() -> None:
    procedure = procedures.get("cleanup")
    case = next(item for item in procedures.cases("cleanup") if item.name.startswith("两年一次"))
    state = play(procedure, case, load()).state
    card = Card(number="柳清理〔2026〕1号", title="", unit="", handler=None, opened=date(2026, 3, 9))
    matter = Folded(stream="m", card=card, procedure=procedure, state=state, count=state.seq, hash="")
    facts = Facts(number="柳清理〔2026〕1号", title="2026年清理", unit="柳湾镇", handler="", state="在办")
    register = next(item for item in procedure.registers if item.id == "results")
    assert register.each == "documents" and state.lists["documents"] == ("1", "2", "3")
    on = date(2026, 6, 12)

    def told(register: Register, key: str | None = None) -> dict[str, str]:
        found = entries(register.columns, matter, facts, {}, load(), on, key)
        return {column.name: words(entry) for column, entry in zip(register.columns, found, strict=True)}

    lines = [told(register, key) for key in state.lists["documents"]]
    assert [(line["文件名称"], line["清理结论"], line["落实结果"]) for line in lines] == [
        ("集镇摊点管理办法", "修改", "已修改并公布 2026-06-10"),
        ("农村公路养护办法", "废止", "已公布废止 2026-05-06"),
        ("值班制度", "", ""),
    ]
    assert {line["清理编号"] for line in lines} == {"柳清理〔2026〕1号"}, "what is the matter's stands in every line"
    whole = next(item for item in procedure.registers if item.id == "campaigns")
    said = told(whole)
    assert (said["清理件数"], said["修改"], said["废止"], said["下一轮最迟"]) == ("2", "1", "1", "2028-04-20")
