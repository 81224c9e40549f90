"""What is told of figures by evidence and not by a phrase, and what looks like it and is passed."""

from __future__ import annotations

import pytest

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.figures import extract, numbers
from fazhi.kernel.lint.figures.places import before_it, readings
from fazhi.kernel.lint.figures.totals import otherwise


def told(text: str) -> dict[str, list[str]]:
    """Return the codes that a text yields, each with the words told of."""
    return {
        code: [text[slip.start : slip.end] for slip in slips] for code, slips in extract(Document(text)).slips.items()
    }


@pytest.mark.parametrize(
    ("text", "right", "wrong", "code"),
    [
        # two digits exchanged: in a part, in the total, in a rate, in a product
        ("共收到信件153件，其中来信27件、来访{}件、网上32件。", "94", "49", "Q002"),
        ("累计参训{}人次，其中集中培训640人次、讲座480人次。", "1120", "1210", "Q002"),
        ("防汛袋2000条，按每条1.8元，金额{}元。", "3600", "6300", "Q016"),
        # the only ratio between the only two amounts
        ("采购预算120万元，成交金额112.8万元，资金节约率{}%。", "6.0", "9.0", "Q001"),
        ("租金为每年50000元，自第四年起上调10%，调整为每年{}元。", "55000", "60000", "Q003"),
        ("年初预算420万元，调整后预算546万元，为年初预算的{}倍。", "1.3", "1.5", "Q003"),
        ("原价每台6400元，按八五折供货，折后单价{}元。", "5440", "5840", "Q001"),
        # lists of which nothing is in two parts, or that add up in another unit
        ("受理申请1406件，准予许可1352件，不予许可17件，撤回{}件。", "37", "47", "Q002"),
        (
            "查处23起，罚款214万元，其中甲类9起、罚款87万元，乙类8起、罚款76万元，丙类6起、罚款{}万元。",
            "51",
            "32",
            "Q002",
        ),
        ("受访者中，30岁以下占18.5%，30至59岁占{}%，60岁以上占28.3%。", "53.2", "51.6", "Q002"),
        ("登记救助对象538人，其中特困人员{}人。", "83", "853", "Q012"),
        # part and whole by their names, several parts together, all of them
        ("实到38人，经表决，{}人同意，同意人数超过实到人数的一半。", "27", "17", "Q001"),
        ("在320名受访群众中，选择“满意”的211人，选择“基本满意”的83人，两项合计占{}%。", "91.9", "95.9", "Q001"),
        ("应诉案件18起，负责人全部出庭，出庭率{}%。", "100", "96", "Q001"),
        # three amounts, one of them the difference, in any order
        ("账面资金86.3万元，扣除应付款{}万元，可用资金64.5万元。", "21.8", "26.8", "Q002"),
        ("全乡现有网格42个，较优化前减少{}个，优化前为48个。", "6", "8", "Q014"),
        # a unit by itself, though figures of another stand between
        ("越级上访12批47人次，批次较上年的19批减少{}批。", "7", "9", "Q014"),
    ],
)
def test_evidence_tells_a_slip_and_passes_what_is_right(text: str, right: str, wrong: str, code: str) -> None:
    assert told(text.format(right)) == {}
    assert list(told(text.format(wrong))) == [code]


@pytest.mark.parametrize(
    "text",
    [
        # a list that leaves something out, and no two digits put back make it come out
        "查处违法行为286起，其中流动摊贩137起、店外经营91起。",
        # stages, of which one matter passes several
        "受理120件，办结的110件，公开的85件，回访的60件。",
        # a rate of something else
        "共有摄像头1260个，在线1235个，完好率99.3%。",
        # a rate agreed upon for something that is not told
        "合同价款265000元，逾期每日按5%支付违约金，最高10000元。",
        "全年生产总值118.3亿元，上年为112.9亿元，按不变价格计算，比上年增长6.1%。",
        "会议应到68人，实到61人，请假5人，病假2人，实到人数超过应到人数的三分之二。",
        "本题为多选题，选择噪声的占62%，选择停车的占57%，选择路灯的占38%。",
        "发包收入12万元，租赁收入8万元，收入合计20万元；支出合计15万元，收支相抵后结余5万元。",
    ],
)
def test_what_is_no_slip_is_passed(text: str) -> None:
    assert told(text) == {}


def test_digits_changed_are_told_mildly_with_the_right_figure() -> None:
    (slip,) = extract(Document("共收到信件153件，其中来信27件、来访49件、网上32件。")).slips["Q002"]
    assert slip.mild
    assert "94" in slip.message


def test_a_reading_keeps_the_places_of_what_is_left() -> None:
    text = "上访12批47人次,比上年的19批(含旧案3批)减少7批"
    for plain, places, _ in readings(text, 5):
        assert [text[place] for place in places[:-1]] == list(plain)
        assert places[-1] == len(text)
    assert [plain for plain, _, _ in readings(text, 5)] == [
        "上访12批47人次,比上年的19批减少7批",
        "上访12批,比上年的19批减少7批",
    ]


@pytest.mark.parametrize(
    ("text", "total", "parts", "tied"),
    [
        # the total is itself a part: 36 and 4 are the 40
        ("答复40件，自然人36件，法人4件，公开28件，其他12件", 1, (2, 5), True),
        ("答复45件，自然人36件，法人4件，公开28件，其他12件", 1, (2, 5), False),
        # the parts are those of another figure
        ("完成1260亩，任务1200亩，其中甲760亩、乙500亩", 1, (2, 4), True),
        ("完成1270亩，任务1200亩，其中甲760亩、乙500亩", 1, (2, 4), False),
        # some parts are made of those behind them
        ("案卷30卷，其中甲18卷，优秀6卷、合格12卷，乙12卷", 0, (1, 5), True),
        ("案卷31卷，其中甲18卷，优秀6卷、合格12卷，乙12卷", 0, (1, 5), False),
        # one of them is taken off
        ("原有36家，新开业8家，关停3家，现有41家", 3, (0, 3), True),
        ("原有36家，新开业8家，关停3家，现有42家", 3, (0, 3), False),
    ],
)
def test_figures_that_come_out_in_another_way_are_no_total(
    text: str, total: int, parts: tuple[int, int], tied: bool
) -> None:
    found = numbers(text.replace("，", ","))
    assert otherwise(found, found[total], found[slice(*parts)]) is tied


def test_what_stands_before_a_sentence_is_of_its_paragraph() -> None:
    document = Document("标题\n甲村3件;乙村5件;丙村7件。\n丁村9件。戊村2件。")
    ends = document.sentence_ends
    starts = [0, *ends[:-1]]
    said = {
        document.folded[start:end].strip(): before_it(document, at, start)
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    }
    assert said["丙村7件。"] == "甲村3件;乙村5件;"
    assert said["甲村3件;"] == ""
    assert said["丁村9件。"] == ""
    assert said["戊村2件。"] == "丁村9件。"
