"""A county's rule book for its townships, requirement by requirement: kept by the packs, or set by the county.

The rule book is part five of the fifth source with the annex on numbering: 三（一）1 is its section three, part one,
point one. Each test names the section. docs/explanation/county-rules.md says how each is kept. The annex is held in
``tests/records/test_county_numbers.py``: numbers live in the book of a unit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.architecture import tree

from fazhi.kernel.papers import Paragraph, text_of
from fazhi.kernel.papers.model import Align
from fazhi.kernel.procedures import CalendarClocks, Played, Procedure, load, play
from fazhi.kernel.procedures.cases import Case, read_cases
from fazhi.kernel.procedures.library import issued
from fazhi.kernel.procedures.overlay import resolve
from fazhi.kernel.procedures.papersource import Facts, made
from fazhi.packs import procedures
from fazhi.packs.calendar import load as calendar

DECISION = "简单事项走完全程"
DOCUMENT = "不涉企的管理办法，从立项到备案归档"
CONTRACT = "向小型企业采购服务：审查、研究、签订、公告备案，验收后付清，退还保证金，结项归档"
INVEST = "招商投资行政协议：公平竞争审查、本级审查、县级审查、集体研究，签订后十五个工作日内归档备案，遇春节"
PENALTY = "清单事项有效期内立案、处罚、送达、归档"


@cache
def told(pack: str) -> Mapping[str, Any]:
    text = files("fazhi.packs").joinpath("procedures", pack, "cases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def county(**rules: list[dict[str, object]]) -> dict[str, object]:
    """Return a rule of the county as a site keeps it: ``set``, ``gate``, ``owe``."""
    basis = {"r": {"text": "某县加强乡镇法治政府建设的实施意见", "force": "local", "mark": "§"}}
    shown = {name: [{**one, "basis": ["r"]} for one in many] for name, many in rules.items()}
    return {
        "id": "x", "title": "县规定", "level": "county", "effective": "2018-01-01", "basis": basis, **shown,
    }  # fmt: skip


def pack(name: str, *overlays: Mapping[str, object]) -> Procedure:
    return load(resolve(procedures.declaration(name), overlays, date(2026, 1, 1)), procedures.posts())


def tried(
    name: str, acts: Sequence[dict[str, object]], *, like: str = "", before: str = "", rule: Mapping[str, object] = {},
    subject: Mapping[str, object] = {},
) -> Played:  # fmt: skip
    """Return what came of acts that go on from an expected run, under the rule of the county if one is given."""
    case: dict[str, object] = {"name": "县里的要求", "kind": "lawful", "acts": list(acts), "subject": dict(subject)}
    case |= {key: value for key, value in (("like", like), ("before", before)) if value}
    procedure = pack(name, rule) if rule else procedures.get(name)
    last: Case = read_cases(procedure, {"case": [*told(name)["case"], case]})[-1]
    played = play(procedure, last, calendar())
    assert played.wrong == []
    return played


def refused(name: str, step: str, words: str) -> None:
    """Hold that an expected run of the pack tries this step and is refused for this reason."""
    found = [
        case
        for case in procedures.cases(name)
        for item in case.acts
        if item.act.step == step and item.refused and words in item.refused
    ]
    assert found, f"{name}：没有一例在“{step}”因“{words}”被拒"
    assert play(procedures.get(name), found[0], calendar()).wrong == []


def due(name: str, term: str, played: Played) -> date | None:
    clocks = CalendarClocks(procedures.get(name), played.state, calendar(), played.events[-1].occurred)
    found = clocks.clock(term, None).due
    return found.due if found else None


# ------------------------------------------------------------------------------------------ 三（一） 学法、履职能力


def test_3_1_1_the_leaders_study_four_times_a_year_and_cadres_are_trained_once_or_the_report_says_why() -> None:
    refused("law_year", "report", "集体学法少于规定的次数")
    refused("law_year", "report", "轮训少于规定的次数")
    step = procedures.get("law_year").steps["study"]
    asked = {field.id for field in step.fields if field.required is not None}
    assert {"planned", "topic", "hours", "present", "effect"} <= asked, "计划、内容、时间、人员、效果五落实"
    six = county(set=[{"procedure": "law_year", "param": "study_times", "value": 6}])
    whole = next(case for case in procedures.cases("law_year") if case.name.startswith("四次学法"))
    stricter = play(pack("law_year", six), whole, calendar())
    assert any("集体学法少于规定的次数" in line for line in stricter.wrong), "the county asks for six"


def test_3_1_2_officers_hold_certificates_and_who_failed_twice_does_not_enforce() -> None:
    refused("law_year", "certified", "还在从事行政执法")
    refused("law_year", "certified", "持证率没有达到")
    lower = county(set=[{"procedure": "law_year", "param": "lack_rate", "value": 15}])
    begun = {"on": "2026-01-12", "do": "launch", "field": {"plan": "每季一次", "year_end": "2026-12-31"}}
    short = {"should": 20, "lacks": 3, "failed": 0, "still": 0}
    passed = {"on": "2027-01-08", "do": "certified", "outcome": "符合要求", "field": short}
    assert tried("law_year", [begun, passed], subject={"year": 2026}, rule=lower).state


# ------------------------------------------------------------------------------------------------ 三（二） 法制机构


def test_3_2_the_justice_office_reviews_advisers_take_part_and_every_village_has_one() -> None:
    refused("law_year", "advisers", "不是全覆盖")
    steps = procedures.get("legality_review").steps
    assert {"reviewer", "review_head", "counsel"} <= set(steps["opinion"].posts)
    assert steps["outside"].outcomes[0] == "法律顾问审查" and steps["counsel"].call is not None
    refused("legality_review", "opinion", "不能只由法律顾问审查")


# ------------------------------------------------------------------------------------------------ 三（三） 决策


def test_3_3_1_decisions_pass_the_five_stages_and_the_county_may_demand_open_consultation() -> None:
    refused("major_decision", "legal_review", "公众意见尚未汇总")
    refused("major_decision", "gather", "听证会尚未举行")
    refused("major_decision", "legal_review", "专家论证尚未完成")
    refused("major_decision", "meeting", "风险评估尚未完成")
    rule = county(
        gate=[{"procedure": "major_decision", "step": "meeting", "if": "ok(open_close)", "say": "本县要求公开征求意见"}]
    )
    meeting = {"kind": "党政联席会议", "reviewer_there": True, "last": "镇长（主任）"}
    again = {"on": "2026-03-31", "do": "meeting", "by": "丙", "outcome": "已讨论", "field": meeting}
    tried("major_decision", [again], like=DECISION, before="meeting")
    tried("major_decision", [{**again, "refused": "本县要求公开征求意见"}], like=DECISION, before="meeting", rule=rule)


def test_3_3_2_what_was_not_reviewed_is_neither_discussed_nor_decided_nor_sent_to_the_county() -> None:
    refused("major_decision", "meeting", "尚无有效的合法性审查意见")
    refused("major_decision", "decide", "尚未依法经集体讨论")
    sent = {"on": "2026-03-19", "do": "county_report", "by": "丙", "outcome": "县政府同意", "refused": "尚未审查合格"}
    tried("major_decision", [sent], like=DECISION, before="legal_review")


def test_3_3_3_leaders_decide_together_and_what_goes_wrong_is_assessed_reported_and_decided_anew() -> None:
    refused("major_decision", "meeting", "不能代替决策机关的集体讨论")
    sent = {
        "on": "2026-03-30",
        "do": "county_report",
        "by": "丙",
        "outcome": "县政府同意",
        "refused": "集体讨论形成统一意见",
    }
    tried("major_decision", [sent], like=DECISION, before="meeting")
    refused("major_decision", "adjust", "另立事项的编号")
    changed = {"reason": "停止", "meeting": "联席会议", "successor": "决〔2026〕9号"}
    stop = {"on": "2026-10-20", "do": "adjust", "by": "丙", "outcome": "停止执行，另立事项", "field": changed}
    tried("major_decision", [{**stop, "refused": "风险评估和报县情况"}], like=DECISION)
    assert {"progress", "evaluate", "suspend"} <= set(procedures.get("major_decision").steps)


def test_3_3_4_one_decision_one_file_with_everything_in_it() -> None:
    refused("major_decision", "archive", "应附凭证不齐")
    played = tried(
        "major_decision",
        [{"on": "2026-07-01", "do": "progress", "outcome": "正常执行", "field": {"text": "好"}}],
        like=DECISION,
    )
    kept = [event.step for event in played.events]
    wanted = [
        "study",
        "prepare",
        "gather",
        "legal_review",
        "meeting",
        "record",
        "summary",
        "decide",
        "archive",
        "progress",
    ]
    assert [step for step in wanted if step not in kept] == [], "all of it is in one stream, what came after too"
    assert due("major_decision", "archive30", played) == date(2026, 5, 2)


# ------------------------------------------------------------------------------------------------ 三（四） 规范性文件


def test_3_4_1_documents_are_registered_numbered_and_issued_as_one_and_not_before_the_three_steps() -> None:
    refused("normative_document", "publish", "尚未统一登记编号")
    refused("normative_document", "prepare", "不得规定的内容")
    for step, words in (
        ("legal_review", "尚未听取意见"),
        ("meeting", "没有合法性审核通过的结论"),
        ("sign", "尚未依法集体审议通过"),
        ("publish", "公告栏张贴公布"),
    ):
        refused("normative_document", step, words)


def test_3_4_1_a_document_that_was_not_published_is_no_ground() -> None:
    """It is in no library, so no page and no checker offers it as one in force; of powers it gives none."""
    procedure = procedures.get("normative_document")
    signed = tried(
        "normative_document",
        [{"on": "2026-04-08", "do": "register", "by": "丁", "field": {"number": "无"}}],
        like=DOCUMENT,
        before="register",
    )
    assert issued(procedure, signed.state, calendar()) is None
    whole = play(procedure, next(c for c in procedures.cases("normative_document") if c.name == DOCUMENT), calendar())
    found = issued(procedure, whole.state, calendar())
    assert found is not None and found.state_on(date(2026, 6, 1)) == "有效"
    refused("power_use", "accept", "没有写明清单事项")


def test_3_4_1_the_number_stands_at_the_upper_right_of_what_is_issued() -> None:
    procedure = procedures.get("normative_document")
    whole = play(procedure, next(c for c in procedures.cases("normative_document") if c.name == DOCUMENT), calendar())
    facts = Facts(
        matter={"title": "村级公墓管理办法", "organ": "青禾县柳湾镇人民政府", "number": "无", "unit": "社会事务办"},
        reveal=lambda seq, path, cls: "", number="", day=date(2026, 4, 8), person="",
    )  # fmt: skip
    clocks = CalendarClocks(procedure, whole.state, calendar(), date(2026, 4, 9))
    paper = made(procedure, whole.state, clocks, procedure.papers["issue"], facts)
    first = next(block for block in paper.blocks if isinstance(block, Paragraph))
    assert (text_of(first.spans), first.align) == ("ATLD61-2026-0001", Align.RIGHT)


def test_3_4_2_documents_are_filed_in_fifteen_days_and_cleaned_up_every_two_years() -> None:
    published = tried(
        "normative_document",
        [{"on": "2026-04-09", "do": "evaluate", "outcome": "继续有效", "field": {"effect": "好", "upper": "无"}}],
        like=DOCUMENT,
        before="interpret",
    )
    assert due("normative_document", "file_by", published) == date(2026, 4, 23)
    ten = county(set=[{"procedure": "normative_document", "param": "file_days", "value": 10}])
    assert pack("normative_document", ten).params["file_days"].value == 10
    assert procedures.get("cleanup").params["cycle"].value == 2
    once = county(set=[{"procedure": "cleanup", "param": "cycle", "value": 1}])
    assert pack("cleanup", once).params["cycle"].value == 1
    refused("cleanup", "decide", "不能是继续有效")
    refused("cleanup", "publish", "还有文件没有结论")
    assert procedures.get("normative_document").library is not None


# ------------------------------------------------------------------------------------------------ 三（五） 合同


def test_3_5_contracts_are_looked_into_reviewed_and_discussed_before_they_are_signed() -> None:
    fields = {field.id for field in procedures.get("contract").steps["diligence"].fields if field.required is not None}
    assert {"standing", "assets", "credit", "own"} <= fields, "资质、资产、信用、履约能力，自身的也考虑"
    for words in ("没有审查通过", "没有集体研究同意"):
        refused("contract", "sign", words)
    refused("contract", "collective", "县级审查尚未同意")
    all_of_them = county(set=[{"procedure": "contract", "param": "collective_line", "value": 0}])
    assert str(pack("contract", all_of_them).params["collective_line"].value) in {"0", "0.00"}, (
        "every contract goes to the leaders"
    )


def test_3_5_major_contracts_are_archived_and_filed_in_fifteen_working_days_and_risk_is_reported() -> None:
    case = next(case for case in procedures.cases("contract") if case.name == INVEST)
    assert due("contract", "county_by", play(procedures.get("contract"), case, calendar())) == date(2026, 3, 4)
    unreported = {"what": "对方停工", "measure": "发函催告"}
    told_county = {"on": "2026-10-08", "do": "risk", "by": "甲", "field": {**unreported, "reported": True}}
    tried(
        "contract",
        [{**told_county, "field": unreported, "refused": "已向县政府报告"}, told_county],
        like=CONTRACT,
        before="announce",
    )


# ------------------------------------------------------------------------------------------------ 三（六） 执法


def test_3_6_powers_are_used_under_items_in_force_and_the_county_makes_the_three_systems_a_duty() -> None:
    refused("power_use", "accept", "不在有效期内")
    refused("power_use", "decide", "不在有效期内")
    refused("list_change", "publish", "还没有批准")
    rule = county(
        owe=[{"procedure": "power_use", "step": step} for step in ("checked", "shown")],
        gate=[
            {"procedure": "power_use", "step": "decide", "if": "ok(checked)", "say": "本县要求先经法制审核"},
            {"procedure": "power_use", "step": "archive", "if": "ok(shown)", "say": "本县要求公示以后归档"},
        ],
    )
    number = {"number": "柳罚〔2026〕1号", "content": "罚款二百元"}
    decided = {"on": "2026-05-20", "do": "decide", "by": "丙", "outcome": "予以处罚", "field": number}
    tried("power_use", [{**decided, "refused": "先经法制审核"}], like=PENALTY, before="inquire", rule=rule)
    filed = {"on": "2026-06-13", "do": "archive", "by": "甲", "field": {"number": "2026-ZF-001", "place": "1号柜"}}
    tried("power_use", [{**filed, "refused": "公示以后归档"}], like=PENALTY, before="shown", rule=rule)


# ------------------------------------------------------------------------------------------------ 三（七） 复议、应诉


def test_3_7_major_cases_are_discussed_the_head_appears_in_the_first_and_requests_are_passed_on() -> None:
    refused("suit_response", "answer", "还没有集体研讨")
    refused("suit_response", "appear", "原则上由主要负责人出庭")
    refused("suit_response", "assign", "代收的申请由行政复议机关办理")
    off = county(set=[{"procedure": "suit_response", "param": "talk", "value": False}])
    case = next(case for case in procedures.cases("suit_response") if case.name.startswith("重大诉讼案件"))
    answer = {
        "on": "2026-09-22",
        "do": "answer",
        "by": "丙",
        "vouchers": ["paper"],
        "field": {"evidence": 12, "points": "合法"},
    }
    tried("suit_response", [answer], like=case.name, before="answer", rule=off)


# ------------------------------------------------------------------------------------------------ 三（八）（九）


def test_3_8_publicity_of_law_is_part_of_the_work_and_kept_by_the_year() -> None:
    kinds = procedures.get("law_year").steps["publicity"].outcomes
    assert "结合执法、调解、听证普法" in kinds and "支持指导村（社区）普法" in kinds
    assert any(
        column.name == "参加人次" for register in procedures.get("law_year").registers for column in register.columns
    )


def test_3_9_rules_of_villages_are_filed_and_ordered_right_but_their_own_affairs_are_left_alone() -> None:
    refused("village_rules", "order", "自治范围")
    refused("village_rules", "examine", "已提出违法的意见")
    refused("village_rules", "vote", "只能由村民会议制定和修改")
    refused("work_sent_down", "pass_on", "经费没有由委托部门承担")


# ------------------------------------------------------------------------------------------------ 四 工作要求


def test_4_1_a_report_goes_to_the_county_in_the_first_quarter_and_is_published() -> None:
    case = next(case for case in procedures.cases("law_year") if case.name.startswith("四次学法"))
    assert due("law_year", "report_by", play(procedures.get("law_year"), case, calendar())) == date(2027, 3, 31)
    refused("law_year", "publish", "还没有报告")


def test_4_2_money_is_provided_and_stated() -> None:
    refused("law_year", "report", "还没有核对齐")
    assert {"budget", "spent"} <= {field.id for field in procedures.get("law_year").steps["funds"].fields}


def test_4_3_what_the_county_finds_is_put_right_and_reported() -> None:
    outcomes = procedures.get("law_year").steps["assessed"].outcomes
    assert tuple(outcomes[1:]) == ("表扬", "约谈", "责令整改", "通报批评")
    refused("law_year", "archive", "要求整改")


def test_the_page_of_the_rule_book_names_every_section() -> None:
    page = (Path(tree.ROOT) / "docs" / "explanation" / "county-rules.md").read_text(encoding="utf-8")
    sections = ["三（一）1", "三（一）2", "三（二）", *(f"三（三）{n}" for n in range(1, 5)), "三（四）1", "三（四）2"]
    sections += (
        [f"三（{n}）" for n in "五六七八九"] + [f"四（{n}）" for n in "一二三"] + [f"附件{n}" for n in "一二三四五"]
    )
    assert [name for name in sections if f"| {name} |" not in page] == []
