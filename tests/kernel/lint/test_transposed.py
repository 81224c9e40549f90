"""Two exchanged digits that would set a figure right: what each relation finds, and what stays unsaid."""

from __future__ import annotations

import re

import pytest

from fazhi.kernel.lint.figures.transposed import check_transposed

PAIRS = (
    ("Q002", "累计参训{1120|1210}人次，其中集中培训640人次，专题讲座480人次"),
    ("Q002", "收到信访254件次，其中来信61件、来访{75|57}次、来电118次"),
    ("Q002", "种植业318.5万元，林业46.2万元，渔业{125.3|152.3}万元，收入合计490.0万元"),
    ("Q002", "征收土地18.64公顷，其中农用地12.51公顷（含耕地9.82公顷）、建设用地4.18公顷、未利用地{1.95|1.59}公顷"),
    ("Q002", "受访者中，青年占18.5%，中年占{53.2|52.3}%，老年占28.3%"),
    ("Q001", "持证人员64人，在岗执法人员82人，持证率{78.0%|87.0%}"),
    ("Q001", "合同价款265000元，签订后支付80%，计{212000|221000}元"),
    ("Q003", "本年审查215件，上年173件，增长{24.3%|42.3%}"),
    ("Q014", "参加投票的选民1283人，上届1197人，比上届增加{86|68}人"),
    ("Q016", "每箱单价165元，共40箱，金额{6600|6060}元"),
    ("Q016", "保洁费每月4200元，服务期12个月，共{50400|54000}元，2次付清"),
)


def said(text: str) -> list[str]:
    folded = text.translate(str.maketrans("（），：", "(),:"))
    return [code for code, _ in check_transposed(folded, set())]


@pytest.mark.parametrize(("code", "pair"), PAIRS)
def test_what_two_exchanged_digits_set_right_is_told_and_the_right_one_not(code: str, pair: str) -> None:
    right, wrong = (re.sub(r"\{([^|]*)\|([^}]*)\}", rf"\{n}", pair) for n in (1, 2))
    assert said(right) == []
    assert said(wrong) == [code]


def test_the_slip_says_what_the_others_make_and_what_was_perhaps_meant() -> None:
    text = "累计参训1210人次,其中集中培训640人次,专题讲座480人次"
    ((code, slip),) = check_transposed(text, set())
    assert code == "Q002" and slip.mild and text[slip.start : slip.end] == "1210人次"
    assert slip.message == "各项相加为1120，与“1210人次”不符；两位数字对调成1120则相符"
    assert slip.suggestion == "核对是否应为1120"


@pytest.mark.parametrize(
    "text",
    [
        "累计参训1230人次，其中集中培训640人次，专题讲座480人次",  # off, but by no exchange
        "检查32家，其中餐饮18家、住宿5家",  # short figures come out by chance
        "参训约1210人次，其中集中培训640人次，专题讲座480人次",
        "交办2143件，同比下降10.7%（上年2400件），满意率98.2%",  # 89.2 would be cut off, not rounded
        "参训1210人次，其中集中培训640人次，专题讲座480人次，送教上门90人次",
        "现有企业160家，规上42家，限上26家",
    ],
)
def test_what_comes_out_only_nearly_or_by_chance_is_not_told(text: str) -> None:
    assert said(text) == []


def test_what_was_judged_already_is_left_alone() -> None:
    text = "累计参训1210人次,其中集中培训640人次,专题讲座480人次"
    assert list(check_transposed(text, {text.index("1210")})) == []


def test_a_figure_that_agrees_with_others_is_not_doubted_for_a_third() -> None:
    """640 and 480 make 1120; that 1120 and 380 do not make 1050 (nor 830 out of 1210) is another matter."""
    text = "参训1120人次,其中集中培训640人次,专题讲座480人次,比上年增加302人次,上年1098人次,前年818人次"
    assert list(check_transposed(text, set())) == []
