"""Reading a law's text for facts: the ways texts are really written. All texts here are made up."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.kernel.citations.fingerprint import best, contained, sketch
from fazhi.kernel.citations.lawtext import Repeal, number_of, read_law
from fazhi.kernel.citations.names import name_key, name_keys

MARKDOWN = """# 中华人民共和国样例法

1994年8月31日 第八届全国人民代表大会常务委员会第九次会议通过

2017年9月1日 第十二届全国人民代表大会常务委员会第二十九次会议《关于修改〈中华人民共和国甲法〉等八部法律的决定》修正

<!-- INFO END -->

## 第一章　总则

**第一条**　为了示范，制定本法。

**第二条**　第一条规定的示范，
按《中华人民共和国甲法》(以下简称甲样法)办理。

第三条规定另有说明的，从其规定。

**第二条之一**　补充示范。

### 第二节 其他

第三条 示范者应当认真。

第四条 本法自1995年9月1日起施行。1980年1月5日国务院发布的《样例暂行条例》、《样例登记办法（试行）》同时废止。

附件一

第一条 附件另起。
"""


def test_articles_are_found_in_every_dress_and_annexes_are_left_out() -> None:
    law = read_law(MARKDOWN, "样例法")
    assert list(law.articles) == ["1", "2", "2_1", "3", "4"]
    assert law.articles["2"].endswith("第三条规定另有说明的，从其规定。")
    assert "第二节" not in law.articles["2_1"]
    assert "附件" not in law.articles["4"]


def test_history_entry_into_force_and_issuer() -> None:
    law = read_law(MARKDOWN, "样例法")
    assert [(event.day, event.deed) for event in law.history] == [
        (date(1994, 8, 31), "通过"),
        (date(2017, 9, 1), "修正"),
    ]
    assert law.effective == date(1995, 9, 1)
    assert law.issuer == "全国人民代表大会常务委员会"
    assert law.shorts == (("中华人民共和国甲法", "甲样法"),)


def test_a_whole_clause_of_repeals_is_read_with_its_dates() -> None:
    assert read_law(MARKDOWN, "样例法").repeals == (
        Repeal(title="样例暂行条例", adopted=date(1980, 1, 5)),
        Repeal(title="样例登记办法（试行）", adopted=None),
    )


@pytest.mark.parametrize(
    ("clause", "titles"),
    [
        ("《甲办法》和《国务院关于实施《乙法》的规定》同时废止。", ["甲办法", "国务院关于实施《乙法》的规定"]),
        ("《甲办法》（法释〔2000〕8号）、《乙办法》自本法施行之日起废止。", ["甲办法", "乙办法"]),
        ("《甲条例》中关于补贴的规定同时废止。", []),
        ("《甲条例》第三条同时废止。", []),
        ("甲管理办法同时废止。", []),
        ("股票灭失的，可以依照《乙法》请求宣告该股票失效。", []),
        ("国务院发布的《甲规定》即行废止。", ["甲规定"]),
    ],
)
def test_what_is_a_repeal_and_what_is_not(clause: str, titles: list[str]) -> None:
    law = read_law(f"# 丙法\n\n第一条 总则。\n\n第二条 本法自2001年1月1日起施行。{clause}\n", "丙法")
    assert [repeal.title for repeal in law.repeals] == titles


@pytest.mark.parametrize(
    ("closing", "day", "at_once"),
    [
        ("本法自2022年3月1日起施行。", date(2022, 3, 1), False),
        ("本条例自一九九○年八月一日起施行。", date(1990, 8, 1), False),
        ("本规则从一九五八年七月一日起实行。", date(1958, 7, 1), False),
        ("本条例自公布之日起施行。", None, True),
        ("第三章自2020年1月1日起施行，其余自2021年1月1日起施行。", date(2021, 1, 1), False),
        ("本法自2021年2月30日起施行。", None, False),
    ],
)
def test_entry_into_force(closing: str, day: date | None, at_once: bool) -> None:
    law = read_law(f"# 丙法\n\n第一条 总则。\n\n第二条 {closing}\n", "丙法")
    assert (law.effective, law.at_once) == (day, at_once)


def test_a_text_without_articles_has_none() -> None:
    assert read_law("# 丁方案\n\n一、总的要求\n\n（一）认真办。\n", "丁方案").articles == {}


def test_a_table_of_contents_is_not_taken_for_the_law() -> None:
    text = "# 戊法\n\n第三条 附则之条。\n\n## 第一章\n\n第一条 甲。\n\n第二条 乙。\n"
    assert list(read_law(text, "戊法").articles) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一百〇一", 101),
        ("１２", 12),
        ("一九八四", 1984),
        ("一千二百六十", 1260),
        ("十", 10),
        ("一百二", None),
        ("百百", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_numbers_as_they_are_written(written: str, number: int | None) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释",
        "最高人民法院关于适用〈行政诉讼法〉的解释",
        "《最高人民法院关于适用<行政诉讼法>的解释》",
        "最高人民法院 关于适用行政诉讼法的\n解释",
    ],
)
def test_one_key_for_every_way_of_writing_a_title(written: str) -> None:
    assert name_key(written) == "最高人民法院关于适用行政诉讼法的解释"


def test_brackets_dashes_and_years() -> None:
    wanted = name_key("法治政府建设实施纲要（2021－2025年）")
    for written in (
        "法治政府建设实施纲要(2021—2025年)",
        "法治政府建设实施纲要（2021-2025 年）",
        "《法治政府建设实施纲要(2021年至2025年)》",
    ):
        assert name_key(written) == wanted
    assert name_key("法治政府建设实施纲要（2015－2020年）") != wanted


def test_a_note_on_the_edition_is_dropped_only_as_a_second_try() -> None:
    assert name_keys("行政处罚法（2021年修订）") == ("行政处罚法(2021年修订)", "行政处罚法")
    assert name_keys("甲办法（试行）") == ("甲办法(试行)",)
    assert name_keys("甲规定（法释〔2019〕17号）")[1] == "甲规定"
    assert name_keys("甲条例（国务院令第711号）")[1] == "甲条例"
    assert name_keys("甲办法（第2号）") == ("甲办法(第2号)",)
    assert name_keys("甲纲要（2021－2025年）") == ("甲纲要(2021-2025年)",)


def test_a_central_organ_and_a_notice_that_sends_a_plan_are_looked_through() -> None:
    assert "关于甲的意见" in name_keys("中共中央 国务院关于甲的意见")
    assert name_keys("某省人民政府关于甲的意见") == ("某省人民政府关于甲的意见",)
    sends = "中共中央、国务院关于印发〈甲纲要(2015-2020年)〉的通知"
    assert name_keys(sends)[-1] == name_key("甲纲要（2015－2020年）")


def test_a_sketch_knows_its_own_words_and_no_others() -> None:
    article = "示范者应当在收到申请之日起二十个工作日内，作出是否准许的书面决定，并说明理由。"
    other = "违反前款规定的，由有关部门给予警告，可以并处一千元以上五千元以下的罚款。"
    assert contained(sketch("自收到申请之日起二十个工作日内作出是否准许的书面决定"), sketch(article)) > 0.7
    assert contained(sketch(other), sketch(article)) == 0
    assert contained(sketch("（示范者）应当在收到申请之日起 二十个工作日内"), sketch(article)) == 1
    assert best(sketch(other), {"1": sketch(article), "2": sketch(other)}) == ("2", 1.0)


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert list(sketch("示范者应当认真负责")) == [2373, 6245, 14910]
