"""What the county settles for disclosure requests: the table of remedies, tighter terms, never looser ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import CalendarClocks, Case, CaseAct, ClockState, Played, Procedure, play
from fazhi.kernel.procedures.remedies import remedies_of
from fazhi.packs import procedures
from fazhi.packs.calendar import load

PACK = "disclosure_request"


def county(param: str, value: object) -> Procedure:
    """Return the procedure with one setting of a county in force."""
    overlay = {
        "id": "qinghe",
        "title": "青禾县规定",
        "level": "county",
        "effective": "2026-01-01",
        "basis": {"rule": {"text": "县司法局确认的对照表", "force": "local", "mark": "§"}},
        "set": [{"procedure": PACK, "param": param, "value": value, "basis": ["rule"]}],
    }
    return procedures.resolved(PACK, [overlay], date(2026, 3, 1))


def told(procedure: Procedure, name: str, remedy: str) -> Played:
    """Play a case whose last act is the reply, with another wording of the remedy in it."""
    case = next(item for item in procedures.cases(PACK) if item.name == name)
    last = case.acts[-1]
    act = replace(last.act, fields={**last.act.fields, "remedy": remedy})
    acts: tuple[CaseAct, ...] = (*case.acts[:-1], replace(last, act=act))
    again: Case = replace(case, acts=acts, due={}, expect={})
    return play(procedure, again, load())


@pytest.mark.parametrize(
    ("param", "name"),
    [
        ("remedy_absent", "未检索不能答复信息不存在，检索后可以"),
        ("remedy_processing", "需要加工、分析的，可以不予提供"),
        ("remedy_not_handled", "重复申请的，写明前次答复，不予重复处理"),
        ("remedy_told", "已主动公开的，告知获取途径"),
    ],
)
def test_a_confirmed_line_of_the_table_binds_and_an_unconfirmed_one_leaves_it_to_the_signer(
    param: str, name: str
) -> None:
    assert told(procedures.get(PACK), name, "可选").wrong == []
    assert told(procedures.get(PACK), name, "复议前置").wrong == []
    assert told(county(param, "复议前置"), name, "复议前置").wrong == []
    refused = told(county(param, "复议前置"), name, "可选").verdicts[-1]
    assert [item.text for item in refused.blockers] == ["救济告知与县司法局确认的对照表不一致"]
    assert refused.blockers[0].next == "按对照表选择"


def test_silence_on_reasons_may_count_only_where_the_county_says_so() -> None:
    case = next(item for item in procedures.cases(PACK) if item.name.startswith("申请人不说明理由的"))
    assert play(procedures.get(PACK), case, load()).wrong == []
    assert play(county("silent_reasons", "可以不予处理"), case, load()).wrong


def test_a_county_may_shorten_its_own_terms_and_never_those_of_others() -> None:
    assert county("reply", 15).params["reply"].value == 15
    for param, value in (("reply", 25), ("extension", 30), ("correction", 10), ("third", 10), ("co_maker", 5)):
        with pytest.raises(PackError):
            county(param, value)


def test_the_remedies_that_the_law_leaves_open_print_no_article() -> None:
    procedure = procedures.get(PACK)
    for name in ("remedy_absent", "remedy_processing", "remedy_not_handled", "remedy_told", "remedy_overdue"):
        assert not any(procedure.basis[item].prints_article for item in procedure.params[name].basis)
        assert procedure.params[name].value == "未确认"


def test_the_register_keeps_the_columns_of_the_offices() -> None:
    (register,) = procedures.get(PACK).registers
    assert [column.name for column in register.columns] == [
        "登记号",
        "收到日期及依据",
        "渠道",
        "申请人（脱敏）",
        "申请内容",
        "补正通知日/补正收到日",
        "征求第三方（其他机关）发出日/回复日",
        "延期告知日",
        "应答复日（算法）",
        "实际答复日",
        "答复类型",
        "区分处理",
        "送达方式及凭证",
        "收费",
        "复议、诉讼结果",
        "归档号",
    ]


def test_the_sender_is_told_his_remedies_with_their_last_days() -> None:
    procedure = procedures.get(PACK)
    case = next(one for one in procedures.cases(PACK) if one.name == "当面申请，检索审查后予以公开，送达归档")
    state = play(procedure, case, load()).state
    told = {one.remedy.say[:9]: one.due for one in remedies_of(procedure, state, load(), date(2026, 5, 11))}
    # Delivered on 11 March: the sixtieth day, 10 May, is a Sunday.
    assert list(told.values()) == [date(2026, 5, 11), date(2026, 9, 11)]
    left = [one.due for one in remedies_of(procedure, state, load(), date(2026, 5, 12))]
    assert left == [date(2026, 9, 11)]


def test_a_stop_whose_receipt_nobody_entered_says_so_in_the_term_sheet() -> None:
    procedure = procedures.get(PACK)
    name = "征求意见书发出后没有登记收到之日：逾期提醒，停止暂从发出之日算"
    played = play(procedure, next(item for item in procedures.cases(PACK) if item.name == name), load())
    clocks = CalendarClocks(procedure, played.state, load(), date(2026, 11, 20))
    due = clocks.clock("reply_term").due
    assert due is not None
    assert [line.text for line in due.lines if line.event == "停止计算"] == [
        "征求第三方意见（《中华人民共和国政府信息公开条例》第三十三条第三款），“第三方收到征求意见书”没有登记，停止到哪一日未定；"
        "暂按自送出之日起算，算至“第三方提出意见的期限”届满之日为止；期间16个工作日不计"
    ]
    receipt = clocks.clock("third_receipt", "1")
    assert receipt.state_on(date(2026, 11, 20)) is ClockState.OVER
