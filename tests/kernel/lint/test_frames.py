"""Frames of figures: what each tells by roles and measures, in whatever words, and what keeps it silent."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.figures import extract
from fazhi.kernel.lint.figures.frames import check_frames
from fazhi.kernel.lint.figures.passages import exchanged
from fazhi.kernel.lint.figures.quantities import quantities


def told(text: str) -> list[tuple[str, str]]:
    """Return what the frames alone say of a text: the codes and the words told of."""
    folded = text.translate(str.maketrans("（），：；", "(),:;"))
    starts = [at for at, sign in enumerate(folded) if sign in "。;\n" or at == len(folded) - 1]
    ranges, begin = [], 0
    for at, end in enumerate(starts):
        ranges.append((at, begin, end + 1, 2))
        begin = end + 1
    return [(code, folded[slip.start : slip.end]) for code, slip in check_frames(folded, ranges, {})]


@pytest.mark.parametrize(
    ("text", "right", "wrong", "code"),
    [
        # what there was, and came, less what went
        ("村级账户月初结存84200元，本月进账36500元，开支41800元，月末账面应为{}元。", "78900", "79800", "Q002"),
        ("原合同价735000元，增加挡墙48600元，核减草皮12900元，变更后的合同价为{}元。", "770700", "777000", "Q002"),
        ("会议应到21名，实到{}名，2名请假。", "19", "17", "Q002"),
        # totals by their words, lists told to hold all, copies, voices
        ("新建沟渠，上段长420米，中段长365米，下段长285米，全长{}米。", "1070", "1170", "Q002"),
        ("铁锹 7把\n油锯 3台\n杉木 {}根\n以上三类物品共计56件。", "46", "64", "Q002"),
        ("评标委员会由{}人组成，其中业主代表1人，评审专家4人。", "5", "7", "Q002"),
        ("本合同一式陆份，甲方执{}份，乙方执贰份，存档壹份。", "叁", "肆", "Q002"),
        ("实到5人。同意处罚的4人，不同意的{}人，弃权0人。", "1", "2", "Q002"),
        ("申请公租房的共有37户，符合条件的28户，不符合条件的{}户。", "9", "6", "Q002"),
        # so much for each, by the measures of the rate
        ("护林员8名，报酬每人每月2600元，协议期{}个月，报酬总额124800元。", "6", "8", "Q016"),
        ("垃圾费由每户每月6元调整为9元。按全镇4200户测算，每月可增收{}万元。", "1.26", "1.62", "Q016"),
        ("大村3个，每个8万元；小村6个，每个5万元，合计{}万元。", "54", "45", "Q016"),
        ("罚款总额6000元，每月缴纳{}元，分4期缴清。", "1500", "1800", "Q016"),
        ("借款本金伍万元，年利率6%，期限18个月，应付利息{}元。", "4500", "5400", "Q016"),
        # shares, growth, parts by a ratio
        ("甲方承担50%即2400元，乙方承担30%即1440元，丙方承担20%即{}元。", "960", "690", "Q001"),
        ("约定按{}的比例分成。净收益27000元，甲得13500元，乙得9000元，丙得4500元。", "3∶2∶1", "4∶2∶1", "Q001"),
        ("起拍价4500元，成交价{}元，溢价40%。", "6300", "5600", "Q003"),
        ("产值从2021年的15万元增加到2024年的60万元，是2021年的{}倍。", "4", "5", "Q003"),
        ("漏损率由21.5%降至13.0%，下降{}个百分点。", "8.5", "9.5", "Q014"),
        # lengths beside their days; one thing told twice
        ("2025年4月10日开工；2025年8月7日竣工。工期总日历天数{}天。", "120", "135", "Q007"),
        ("自2025年7月起按月偿还，{}个月还清，末期为2026年5月。", "11", "15", "Q007"),
        ("签订于2022年4月1日，租期6年，至{}年3月31日届满。", "2028", "2029", "Q007"),
        ("本金合计4950元。双方确认以本金{}元整作为还款基数。", "4950", "4590", "Q009"),
        ("全镇共有水库7座。防汛期间，{}座水库均落实了责任人。", "7", "8", "Q009"),
    ],
)
def test_a_frame_tells_a_slip_and_passes_what_is_right(text: str, right: str, wrong: str, code: str) -> None:
    assert told(text.format(right)) == []
    assert [each for each, _ in told(text.format(wrong))] == [code]


@pytest.mark.parametrize(
    "text",
    [
        # other ways in which what there was may have changed, or a figure that is not exact
        "账户月初结存84200元，本月进账36500元，主要开支41800元，月末账面为60200元。",
        "原有水泥80吨，购入120吨，领用95吨，损耗若干，月末盘点为102吨。",
        "年初预算20万元，追加5万元，支出24万元，连同上年结转资金，年末结余3万元。",
        # a level and no change; one more thing told in a word
        "现状床位48张。现有床位52张增至80张。",
        "会议共审议事项8件，其中5件通过，两件撤回，其余1件退回。",
        # parts that may overlap, or are fewer than there are
        "干部48人，其中30岁以下12人，31至40岁15人，41岁以上21人，女干部19人。",
        "项目分三期实施，一期投资800万元，二期投资1200万元，总投资2600万元。",
        # a rate for two kinds, at least, or with more in the total
        "耕地按每平方米20元、其他按每平方米30元的标准，占用120平方米，罚款3000元。",
        "全镇18个村，每村至少配备3名，共配备61名。",
        "标准为每亩2400元，共建3200亩，总投资812万元（含监理费）。",
        "2处门面每季度支付1.5万元，全年支付12万元。",
        # a ratio of something else
        "受理1560件，办结1502件，按期办结率99.8%。",
        "生产总值118.3亿元，上年为112.9亿元，按不变价格计算，增长6.1%。",
        "2024年办理案件120件，2023年办理86件，罚没款同比增长12.5%。",
        # two differences from two years
        "2025年办理86件，比2024年增加11件，比2023年增加20件。",
        # each holds a copy, absent voices, days left out
        "合同一式六份，甲乙双方各执两份，代理机构各执一份。",
        "实到40人，同意36票，不同意3票，弃权1票，2人因回避未参加表决，38人投票。",
        "3月5日受理，5月18日作出决定，扣除补正时间，用时46日。",
    ],
)
def test_what_may_be_otherwise_is_passed(text: str) -> None:
    assert told(text) == []


def test_nothing_is_told_twice() -> None:
    text = "单价35元，数量200份，总价8000元。"
    assert [len(slips) for slips in extract(Document(text)).slips.values()] == [1]


def test_quantities_have_their_words_and_what_they_are_told_for() -> None:
    money, months, total = quantities("劳务报酬每人每月2,600元,协议期6个月,总额壹万伍仟陆佰元整")
    assert (money.per, money.value, money.clause) == (("人", "月"), 2600, "劳务报酬每人每月")
    assert (months.unit, months.value, total.unit, total.value) == ("月", 6, "元", 15600)
    (copies,) = quantities("本合同一式陆份")
    assert (copies.value, copies.unit, copies.spelled) == (6, "份", True)


def test_only_two_digits_that_changed_places_count_as_exchanged() -> None:
    assert exchanged(Fraction(4950), Fraction(4590)) and exchanged(Fraction("12.51"), Fraction("15.21"))
    assert not exchanged(Fraction(4950), Fraction(4960)) and not exchanged(Fraction(46), Fraction(64))
