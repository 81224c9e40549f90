"""Figures: right ones pass, wrong ones are found, and the sentences written afterwards are only measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.kernel.lint.figure_sentences import HELD_BACK, KNOWN, LOOKED_AT, Made, sentences

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.figures import extract, numbers

PAIRS = sorted(Path(__file__).parent.glob("figure_pairs*.txt"))


def codes(text: str) -> set[str]:
    """Return the codes that the figures of a text yield."""
    return set(extract(Document(text)).slips)


def missed_and_false(made: list[Made]) -> tuple[list[str], list[str]]:
    """Return the wrong sentences that were not found under their code, and the right ones that were."""
    missed = [f"{code} {wrong}" for _, wrong, code in made if not codes(wrong) & set(code.split("/"))]
    false = [f"{sorted(found)} {right}" for right, _, _ in made if (found := codes(right))]
    return missed, false


def test_known_sentences_are_judged_rightly() -> None:
    missed, false = missed_and_false(sentences(KNOWN + LOOKED_AT, 40, seed=1))
    assert (missed, false) == ([], [])


def test_held_back_sentences_reach_what_is_promised() -> None:
    made = sentences(HELD_BACK, 40, seed=2)
    missed, false = missed_and_false(made)
    found = len(made) - len(missed)
    precision, recall = found / (found + len(false)), found / len(made)
    print(
        f"held back: {len(made)} sentences, precision {precision:.3f}, recall {recall:.3f}", *missed[::40], *false[:9]
    )
    assert precision >= 0.95
    assert recall >= 0.90


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("市场主体34.77万户", (347650, 347750)),
        ("发布40余篇", (40, 50)),
        ("服务1200余人次", (1200, 1300)),
        ("投入10余万元", (100000, 200000)),
        ("占百分之三十五点六", (35.55, 35.65)),
        ("近2300人参加", (2070, 2300)),
        ("罚款二十三件", (23, 23)),
    ],
)
def test_a_number_is_the_interval_its_print_allows(text: str, printed: tuple[float, float]) -> None:
    (number,) = numbers(text)
    assert (float(number.low), float(number.high)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "第12条第3款",
        "沿政发〔2024〕3号",
        "12345热线",
        "2024年12月31日",
        "3个月内",
        "两、三人",
        "一站式",
        "5+3模式",
        "1号文件",
        "18岁",
    ],
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert numbers(text) == ()


def test_offsets_are_those_of_the_text() -> None:
    text = "一、概况\n全镇共受理案件120件，办结110件，办结率95%。\n"
    (slip,) = extract(Document(text)).slips["Q001"]
    assert text[slip.start : slip.end] == "95%"


def test_what_was_compared_is_counted() -> None:
    figures = extract(Document("受理120件，办结108件，办结率90%。另有人员35人。"))
    assert figures.slips == {}
    assert figures.counts == {"found": 4, "checked": 1, "not_checkable": 3}


@pytest.mark.parametrize(
    ("text", "right", "code"),
    [
        ("应到代表86人，实到79人，到会率{}%。", ("91.9", "81.9"), "Q001"),
        ("应出庭9次，实际出庭{}次，出庭率100%。", ("9", "8"), "Q001"),
        ("全镇23个村中有18个村完成清产核资，完成率{}%。", ("78.3", "87.3"), "Q001"),
        ("收到议题32个，通过28个，占87.5%；暂缓4个，占{}%。", ("12.5", "22.5"), "Q001"),
        ("合格率{}%（抽查120件，合格114件）。", ("95", "98"), "Q001"),
        ("完成投资24亿元，占年度计划30亿元的{}%。", ("80", "90"), "Q001"),
        ("村民代表应到42人，实到{}人，超过三分之二。", ("31", "21"), "Q001"),
        ("合同总价100万元，预付30%即{}万元。", ("30", "36"), "Q001"),
        ("案件比上年的50件增加10件，增长{}%。", ("20", "25"), "Q003"),
        ("案件从120件上升到{}件，翻了一番。", ("240", "360"), "Q003"),
        ("办件量3600件，为去年1200件的{}倍。", ("3", "4"), "Q003"),
        ("一季度纠纷41起，二季度纠纷33起，环比下降{}%。", ("19.5", "29.5"), "Q003"),
        ("送审价268.5万元，审定价251.3万元，核减{}万元。", ("17.2", "27.2"), "Q014"),
        ("纠纷从260件增加15件至{}件。", ("275", "285"), "Q014"),
        ("2024年末人口21800人，2025年末21500人，减少{}人。", ("300", "400"), "Q014"),
        ("执法人员18名，其中持证15名，未持证{}名。", ("3", "4"), "Q002"),
        ("全年受理120件，一季度28件、二季度31件、三季度33件、四季度{}件。", ("28", "38"), "Q002"),
        ("共投入350万元，其中上级资金200万元，镇级资金{}万元。", ("150", "180"), "Q002"),
        ("预算安排50万元，实际支出45万元，结余{}万元。", ("5", "8"), "Q002"),
        ("会议应到58人，请假5人，实到{}人。", ("53", "55"), "Q002"),
        ("价格40分、技术40分、服务{}分，总分100分。", ("20", "30"), "Q002"),
        ("预付款30%、进度款50%、结算款{}%。", ("20", "30"), "Q008"),
        ("单价35元，数量200份，总价{}元。", ("7000", "8000"), "Q016"),
        ("租金每月3000元，全年租金共计{}元。", ("36000", "38000"), "Q016"),
    ],
)
def test_a_relation_passes_where_it_holds_and_is_told_where_not(text: str, right: tuple[str, str], code: str) -> None:
    holds, breaks = (text.format(value) for value in right)
    assert codes(holds) == set()
    assert codes(breaks) == {code}


@pytest.mark.parametrize(
    "text",
    [
        "今年发案28起，比去年同期少12起，下降30%。",
        "事项2285项，首批800项政务服务事项全省通办，不见面审批事项比例达93.56%。",
        "受理诉求40件，办结39件，满意率90%。",
        "每户补助500元，共发放120户，全镇共投入资金30万元。",
        "贷款余额由2亿元增加到2.5亿元，增长20%。",
    ],
)
def test_what_only_looks_like_a_relation_is_passed(text: str) -> None:
    assert codes(text) == set()


_CHOICE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def pairs() -> list[tuple[str, str | None, str]]:
    """Return what ``figure_pairs*.txt`` hold: the right sentence, the wrong one (None: there is none), the code."""
    out: list[tuple[str, str | None, str]] = []
    for line in (line for path in PAIRS for line in path.read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("# "):
            text, _, code = line.replace("\\n", "\n").replace("\\t", "\t").rpartition(" => ")
            right, wrong = (_CHOICE.sub(rf"\{side}", text) for side in (1, 2))
            out.append((right, None if code == "-" or right == wrong else wrong, code))
    return out


RIGHT = Path(__file__).parent / "figure_passages_right.txt"


@pytest.mark.parametrize("title", ["", "关于报送有关情况的说明\n"], ids=["alone", "under a title"])
def test_nothing_is_told_of_right_passages(title: str) -> None:
    passages = [line for line in RIGHT.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    false = [f"{sorted(found)} {text}" for text in passages if (found := codes(title + text.replace("\\n", "\n")))]
    assert false == []
    assert len(passages) > 200


def test_every_pair_of_sentences_is_told_apart() -> None:
    false = [f"{sorted(found)} {right}" for right, _, _ in pairs() if (found := codes(right))]
    missed = [
        f"{code} {wrong}" for _, wrong, code in pairs() if wrong is not None and not codes(wrong) & set(code.split("/"))
    ]
    assert (false, missed) == ([], [])
    assert len(pairs()) > 500
