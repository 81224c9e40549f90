"""Family L on whole documents: what is marked, what is counted, and what a date changes."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.kernel.lint import Document, Kind, Result, RuleSet, check
from fazhi.packs.checker import citations_of, context_for
from fazhi.packs.rules import all_rules

TODAY = date(2026, 9, 1)
FAMILY = RuleSet([rule for rule in all_rules() if rule.code[0] == "L" and rule.code[1].isdigit()])


def run(text: str, *, kind: Kind = Kind.GW, as_of: date | None = None) -> Result:
    return check(Document(text, kind=kind, as_of=as_of), FAMILY, context_for(as_of=TODAY))


def codes(text: str, *, kind: Kind = Kind.GW, as_of: date | None = None) -> list[str]:
    return [found.code for found in run(text, kind=kind, as_of=as_of).findings]


GOLDEN = [
    ("expired programme as the present one", "贯彻落实《法治政府建设实施纲要(2015-2020年)》", "2025-01-14", ["L006"]),
    ("looking back", "‘十三五’期间落实《法治政府建设实施纲要》（2015—2020年）", "2025-01-14", []),
    ("law in force without article", "依照《治安管理处罚法》处罚", "2026-03-01", []),
    ("number before the revision", "根据村委会组织法第二十七条制定村规民约", "2026-03-01", ["L002"]),
    ("same number in its time", "根据村委会组织法第二十七条制定村规民约", "2025-05-01", []),
    ("document number", "沿政发[2024]03号", "2024-05-01", ["L008", "L009"]),
    ("repealed by the code", "自2026年8月15日起依据《环境保护法》责令改正", "2026-09-01", ["L001"]),
    ("the day before", "依据《环境保护法》责令改正", "2026-08-14", []),
    ("the day itself", "依据《环境保护法》责令改正", "2026-08-15", ["L001"]),
]


@pytest.mark.parametrize(("text", "day", "expected"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN])
def test_golden_samples(text: str, day: str, expected: list[str]) -> None:
    assert codes(text, as_of=date.fromisoformat(day)) == expected


WHOLE = """甲镇人民政府关于印发《甲镇养犬管理办法》的通知
甲政发[2026]3号

各村：
　　根据《中华人民共和国合同法》第五条、《行政处罚条法》和《浙江省养犬条例》，按照《法治政府建设实施纲要（2015—2020年）》的要求，制定本办法。

第一条 依照《行政处罚法》第九十九条、《民法典》第二十条至第十条办理登记。
第二条 村民会议依据村委会组织法第二十七条制定村规民约。
第三条 依据担保法办理抵押，按照内部规定收取押金。
第四条 违反本办法第十二条、《甲县条例》第三条第（二）款的，依照《行政处罚法》（2020年修订）处理。
第五条 《行政处罚法》第十六条规定：“当事人有权要求听证的，行政机关应当组织听证”。
第六条 按照《甲县规定》（甲政发〔2025〕1号）和《甲县规定》（甲政发〔2025〕7号），参见甲办发〔2026〕第5号。
第七条 依据某局的答复，经营者必须缴纳保证金。根据《商标法》（2026年修订）办理。

江苏省乙市甲镇人民政府
2026年9月1日
"""


def test_a_whole_document_is_hit_by_nearly_every_rule() -> None:
    found = {finding.code for finding in run(WHOLE, kind=Kind.ND).findings}
    everything = {rule.code for rule in FAMILY.rules}
    # L010 asks for a document that names no basis at all.
    assert everything - found == {"L010"}
    assert codes("甲镇规定\n根据有关规定，商户必须在门前设置垃圾桶。", kind=Kind.ND) == ["L010"]


def test_what_was_looked_at_is_counted() -> None:
    counts = run("依照《行政处罚法》第三条、《甲镇办法》，《合同法》同时废止。", as_of=TODAY).counts["citations"]
    assert counts == {"found": 3, "checked": 0, "not_checkable": 3}
    counts = run("依照《行政处罚法》第三条、《甲镇办法》办理。", as_of=TODAY).counts["citations"]
    assert counts == {"found": 2, "checked": 1, "not_checkable": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年全镇工作总结\n一年来，依照《合同法》审查合同12份。", []),
        ("2022年全镇工作总结\n一年来，依照《合同法》审查合同12份。", ["L001"]),
        ("全镇工作总结\n一年来，依照《合同法》审查合同12份。", ["L001"]),
        ("2019年全镇工作总结\n一年来，依据担保法办理抵押。", []),
        ("工作方案\n贯彻落实《法治政府建设实施纲要（2015—2020年）》。", ["L006"]),
    ],
)
def test_an_undated_text_that_names_no_later_year_is_left_alone(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "day", "statuses"),
    [
        (
            "依照《合同法》领取的证照继续有效。《合同法》同时废止。",
            date(2022, 1, 1),
            ["not_checkable", "not_checkable"],
        ),
        ("依照《民法典》办理。\n\n（2020年12月1日甲大会通过）", date(2020, 6, 1), ["not_checkable"]),
        ("依照《民法典》办理。", date(2020, 6, 1), ["not_yet_in_force"]),
        ("第一条 依照《民法典》办理。\n第二条 本办法自2021年1月1日起施行。", date(2020, 12, 1), ["in_force"]),
        ("依照《民法典》第一条至第九千条办理。", date(2022, 1, 1), ["article_out_of_range"]),
        ("依照《民法典》第一条第一款至第九款办理。", date(2022, 1, 1), ["in_force"]),
    ],
)
def test_verdicts_depend_on_what_stands_around(text: str, day: date, statuses: list[str]) -> None:
    assert [citation.status for citation in citations_of(Document(text, as_of=day), as_of=TODAY)] == statuses
