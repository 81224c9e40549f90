"""Citations found in sentences of our own: every form of title and place, and what is none."""

from __future__ import annotations

import itertools
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.citations import Citation, Names, begins_to_apply, extract

LAW = "中华人民共和国"
NAMES = Names.of(
    {
        **{name: LAW + name for name in ("刑法", "民法典", "行政处罚法", "行政诉讼法", "土地管理法", "税收征收管理法")},
        **{LAW + name: LAW + name for name in ("刑法", "民法典", "行政处罚法", "土地管理法")},
        "信访工作条例": "信访工作条例",
        "信访条例": "信访条例",
        "税收征管法": LAW + "税收征收管理法",
        "法治政府建设实施纲要(2021—2025年)": "法治政府建设实施纲要（2021—2025年）",
    }
)


def places(text: str) -> list[str]:
    """The citations as ``title:article之n.paragraph.item-to``, empty places as nothing."""
    return [written(citation) for citation in extract(text, NAMES)]


def written(citation: Citation) -> str:
    if citation.article is None:
        return citation.title
    text = f"{citation.title}:{citation.article}{citation.suffix or ''}"
    if citation.paragraph or citation.item:
        text += f".{citation.paragraph or ''}"
    if citation.item:
        text += f".{citation.item}"
    return text + (f"-{citation.to}" if citation.to else "")


FORMS = [
    ("title alone", "贯彻《行政处罚法》精神。", ["行政处罚法"]),
    ("title and article", "依照《行政处罚法》第五条办理。", ["行政处罚法:5"]),
    ("paragraph and item", "见《行政处罚法》第三十三条第一款第（二）项。", ["行政处罚法:33.1.2"]),
    ("item without paragraph", "按《信访工作条例》第二十条第（三）项处理。", ["信访工作条例:20..3"]),
    ("item without brackets", "按《信访工作条例》第二十条第三项处理。", ["信访工作条例:20..3"]),
    ("item in brackets without 第", "按《信访工作条例》第二十条第一款（三）项处理。", ["信访工作条例:20.1.3"]),
    ("Arabic numerals", "《行政处罚法》第33条第1款第(2)项", ["行政处罚法:33.1.2"]),
    ("full-width numerals", "《行政处罚法》第３条", ["行政处罚法:3"]),
    ("large numerals", "《民法典》第一千二百六十条", ["民法典:1260"]),
    ("numerals by place", "《民法典》第一二六〇条", ["民法典:1260"]),
    ("inserted article", "刑法第二百八十七条之二第一款", ["刑法:287之二.1"]),
    ("之一 in Arabic numerals", "刑法第287条之1", ["刑法:287之一"]),
    ("之一切 is no suffix", "《行政处罚法》第五条之一切要求", ["行政处罚法:5"]),
    ("情形之一 is no suffix", "有刑法第五条之一情形的", ["刑法:5"]),
    ("list of articles", "《行政处罚法》第三条、第五条和第七条", ["行政处罚法:3", "行政处罚法:5", "行政处罚法:7"]),
    ("numbers share a unit", "《行政处罚法》第三、四条", ["行政处罚法:3", "行政处罚法:4"]),
    ("list of paragraphs", "《行政处罚法》第三条第一款、第二款", ["行政处罚法:3.1", "行政处罚法:3.2"]),
    ("paragraphs share a unit", "《行政处罚法》第三条第一、二款", ["行政处罚法:3.1", "行政处罚法:3.2"]),
    ("items share a unit", "《行政处罚法》第三条第（一）、（三）项", ["行政处罚法:3..1", "行政处罚法:3..3"]),
    (
        "mixed list",
        "刑法第三条第一款、第二款和第五条第（一）项、第八条之一",
        ["刑法:3.1", "刑法:3.2", "刑法:5..1", "刑法:8之一"],
    ),
    ("range of articles", "《行政处罚法》第三条至第五条、第九条", ["行政处罚法:3-5", "行政处罚法:9"]),
    ("range that shares a unit", "《行政处罚法》第三至五条", ["行政处罚法:3-5"]),
    ("range of items", "《行政处罚法》第三条第（一）至（三）项", ["行政处罚法:3..1-3"]),
    ("range of paragraphs", "《行政处罚法》第三条第一款至第三款", ["行政处罚法:3.1-3"]),
    ("comma between articles", "违反《行政处罚法》第三条第一款，第五条第二款", ["行政处罚法:3.1", "行政处罚法:5.2"]),
    ("number of measures is no item", "《行政处罚法》第三条和十项措施", ["行政处罚法:3"]),
    ("目 is read over", "《行政处罚法》第三条第一项第2目、第五条", ["行政处罚法:3..1", "行政处罚法:5"]),
    (
        "coordination over quotations",
        "《行政处罚法》第五条规定的“甲，乙。丙”和第六条规定",
        ["行政处罚法:5", "行政处罚法:6"],
    ),
    (
        "list that goes on behind a quotation with a citation of its own",
        "《行政处罚法》第五条规定的“依照刑法第九条办理”和第六条",
        ["行政处罚法:5", "刑法:9", "行政处罚法:6"],
    ),
    (
        "coordination over a phrase",
        "《行政处罚法》第五条规定的条件以及第六条规定的程序",
        ["行政处罚法:5", "行政处罚法:6"],
    ),
    ("another clause is another matter", "依照《行政处罚法》第五条办理；第六条另行规定。", ["行政处罚法:5"]),
    ("the text's own article ends the list", "《行政处罚法》第五条和本办法第六条、第七条", ["行政处罚法:5"]),
    ("no article of its own", "本条例第五条、前款和第六条", []),
    ("本《办法》", "本《办法》第二十条、《本办法》第三条", []),
    ("part of a code", "《民法典》合同编第五百条、《民法典》第三编第五百零二条", ["民法典:500", "民法典:502"]),
    ("的 between title and article", "《行政处罚法》的第五条", ["行政处罚法:5"]),
    ("document number between", "《信访工作条例》（中发〔2022〕1号）第五条", ["信访工作条例:5"]),
    ("place between mark and item without 第", "《行政处罚法》第三条一款二项", ["行政处罚法:3.1.2"]),
    (
        "articles without 第 in a list",
        "《行政处罚法》第三条、四条、五条第2款",
        ["行政处罚法:3", "行政处罚法:4", "行政处罚法:5.2"],
    ),
    ("articles in digits", "《民法典》第509、577条和第585条第2款", ["民法典:509", "民法典:577", "民法典:585.2"]),
    ("range in digits", "《民法典》第8-10条、第20条至30条", ["民法典:8-10", "民法典:20-30"]),
    ("之规定 is no suffix", "依《行政处罚法》第三条、第四条之规定", ["行政处罚法:3", "行政处罚法:4"]),
    (
        "edition in brackets",
        "《行政处罚法》（2021年修订）第三条第（3）项、第（5）项",
        ["行政处罚法:3..3", "行政处罚法:3..5"],
    ),
    (
        "next law in the same sentence",
        "违反《土地管理法》第二条第三款、第四十四条和《甲省土地条例》第三条的规定",
        ["土地管理法:2.3", "土地管理法:44", "甲省土地条例:3"],
    ),
    ("place broken by spaces", "行政处罚法第 38 条 第 2 款", ["行政处罚法:38.2"]),
    ("bare name in quotation marks", "依照“行政处罚法”第三条", ["行政处罚法:3"]),
    ("anaphor in marks", "《甲省养犬条例》第三条。前述《条例》第五条", ["甲省养犬条例:3", "甲省养犬条例:5"]),
    ("chapter is no place", "《行政处罚法》第四章第二节", ["行政处罚法"]),
    ("items in brackets that touch", "《行政处罚法》第三条（四）（五）项", ["行政处罚法:3..4", "行政处罚法:3..5"]),
    (
        "full name of an interpretation without marks",
        "根据最高人民法院关于适用民法典若干问题的解释第65条",
        ["最高人民法院关于适用民法典若干问题的解释:65"],
    ),
    ("two titles", "《行政处罚法》《信访工作条例》第三条", ["行政处罚法", "信访工作条例:3"]),
    ("bare name", "依照行政处罚法第三条", ["行政处罚法:3"]),
    ("bare name without article is none", "依照行政处罚法办理", []),
    ("bare name with state", "依照中华人民共和国行政处罚法第三条", [LAW + "行政处罚法:3"]),
    ("bare short name", "依照税收征管法第三条", ["税收征管法:3"]),
    ("bare local name", "根据甲省信访条例第三条", ["甲省信访条例:3"]),
    ("bare unknown law", "根据物业服务法第三条", ["物业服务法:3"]),
    ("bare unknown after a verb", "违反《信访条例》和养犬管理条例第三条", ["信访条例", "养犬管理条例:3"]),
    ("本法 after other words", "当事人不得援用本法第五条和本实施细则第六条", []),
    ("方法 is no law", "按照上述方法第三条步骤", []),
    (
        "nested marks",
        "《关于贯彻〈信访工作条例〉的通知》第三条",
        ["关于贯彻〈信访工作条例〉的通知:3"],
    ),
    ("nested same marks", "《关于贯彻《信访工作条例》的通知》第三条", ["关于贯彻〈信访工作条例〉的通知:3"]),
    ("nested angle brackets", "《关于贯彻<信访工作条例>的通知》", ["关于贯彻〈信访工作条例〉的通知"]),
    ("article of a law inside a title", "《关于刑法第九十三条第二款的解释》", ["关于刑法第九十三条第二款的解释"]),
    ("line break in a title", "《关于加强\n 基层治理的意见》提出", ["关于加强基层治理的意见"]),
    ("half-width brackets in a title", "《甲县(市)管理办法(试行)》第3条", ["甲县(市)管理办法(试行):3"]),
    ("mark never closed", "《未完 《行政处罚法》第三条", ["行政处罚法:3"]),
    ("next line is the text's own article", "《甲镇养犬管理办法》\n\n第一条 为了规范", ["甲镇养犬管理办法"]),
    ("line broken before the article", "依照《行政处罚法》\n第三条规定", ["行政处罚法:3"]),
    (
        "abbreviation in marks",
        "《甲省养犬条例》（以下简称《条例》）。依《条例》第三条",
        ["甲省养犬条例", "甲省养犬条例:3"],
    ),
    ("bare abbreviation", "《甲省养犬条例》(以下简称条例)。按照条例第三条", ["甲省养犬条例", "甲省养犬条例:3"]),
    (
        "abbreviation in quotation marks",
        "《甲省养犬条例》（下称“条例”），条例第三条",
        ["甲省养犬条例", "甲省养犬条例:3"],
    ),
    (
        "abbreviation after a document number",
        "《关于乙的意见》（丙发〔2021〕2号，以下称《意见》）。《 意见 》提出",
        ["关于乙的意见", "关于乙的意见"],
    ),
    (
        "abbreviation without bracket",
        "《甲省养犬条例》，简称《养犬条例》。《养犬条例》第三条",
        ["甲省养犬条例", "甲省养犬条例:3"],
    ),
    ("article after the declaration", "《甲省养犬条例》（以下简称《条例》）第三条", ["甲省养犬条例:3"]),
    ("abbreviation of a bare name", "中华人民共和国行政处罚法（以下简称处罚法），处罚法第三条", [LAW + "行政处罚法:3"]),
    ("本条例 is not the declared 条例", "《甲省养犬条例》（以下简称条例）。本条例第三条", ["甲省养犬条例"]),
    (
        "实施条例 is not the declared 条例",
        "《甲省养犬条例》（以下简称条例）。养犬实施条例第三条",
        ["甲省养犬条例", "养犬实施条例:3"],
    ),
    ("abbreviation shortly before its declaration", "《条例》。《甲条例》（以下简称《条例》）", ["甲条例", "甲条例"]),
    (
        "abbreviation long before its declaration",
        "《条例》" + "。" * 3000 + "《甲条例》（以下简称《条例》）",
        ["条例", "甲条例"],
    ),
    (
        "known name declared short",
        "《中华人民共和国土地管理法》（以下简称土地管理法），具备土地管理法第五条的条件",
        [LAW + "土地管理法", LAW + "土地管理法:5"],
    ),
    (
        "abbreviation declared again",
        "《甲办法》（以下简称《办法》）。《办法》。《乙办法》（以下简称《办法》）。《办法》",
        ["甲办法", "甲办法", "乙办法", "乙办法"],
    ),
    (
        "one name for two stays as it is",
        "《甲办法》和《乙办法》（以下统称《两办法》）。《两办法》",
        ["甲办法", "乙办法", "两办法"],
    ),
    ("anaphor", "《甲省养犬条例》第三条；该条例第五条、第六条", ["甲省养犬条例:3", "甲省养犬条例:5", "甲省养犬条例:6"]),
    ("anaphor 同法", "《行政处罚法》第三条，同法第五条", ["行政处罚法:3", "行政处罚法:5"]),
    ("anaphor without antecedent", "该条例第五条", []),
    ("anaphor of another kind", "《行政处罚法》第三条；该条例第五条", ["行政处罚法:3"]),
    ("certificate", "取得《安全生产许可证》《营业执照》", []),
    ("short name of a certificate", "《甲许可证》（以下简称《许可证》）。持《许可证》办理。", []),
    ("forms and papers", "填写《登记表》《行政处罚决定书》《整改通知书》", []),
    ("periodicals, books, reports", "《人民日报》《商标公告》刊登《关于基层情况的调研报告》《思想学习纲要》", []),
    ("opinion as a paper", "出具《合法性审查意见》", []),
    ("decision in a case", "作出《行政处罚决定》", []),
    (
        "programmes",
        "《法治政府建设实施纲要(2021-2025年)》《甲市整改方案》",
        ["法治政府建设实施纲要(2021-2025年)", "甲市整改方案"],
    ),
    ("amendment with number", "《刑法修正案（十二）》", ["刑法修正案（十二）"]),
    ("a film named after an article", "观看《第二十条》，讨论《刑法》第二十条", ["刑法:20"]),
    ("single angle marks", "根据〈行政处罚法〉第三十二条", ["行政处罚法:32"]),
    ("an edition before the title", "依照2017年修正的《行政处罚法》第八条", ["行政处罚法:8"]),
    (
        "an edition behind it",
        "《行政处罚法》修订前第八条、《土地管理法》2019年修正本第九条",
        ["行政处罚法:8", "土地管理法:9"],
    ),
    ("an old number", "《行政处罚法》旧第八条", ["行政处罚法:8"]),
    ("what one does with a law is not in its name", "一、学习民法典；二、讨论条例第八条", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_forms(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        ("依《行政处罚法》第三条第一款、第二款办", ["《行政处罚法》第三条第一款", "第二款"]),
        ("依《行政处罚法》第三条第（一）、（三）项办", ["《行政处罚法》第三条第（一）", "（三）项"]),
        ("依《行政处罚法》第三、四条办", ["《行政处罚法》第三", "四条"]),
        ("依刑法第八条之一、第九条办", ["刑法第八条之一", "第九条"]),
        ("依《行政处罚法》第三条第一项第2目办", ["《行政处罚法》第三条第一项第2目"]),
        ("依《行政处罚法》第五条之一切办", ["《行政处罚法》第五条"]),
        ("依《 行政\n处罚法 》 第 五 条办", ["《 行政\n处罚法 》 第 五 条"]),
        ("依《甲条例》（以下简称《条例》）第三条办", ["《甲条例》（以下简称《条例》）第三条"]),
        ("依《行政处罚法》第三条至第五条办", ["《行政处罚法》第三条至第五条"]),
    ],
)
def test_words_covered(text: str, raws: list[str]) -> None:
    found = extract(text, NAMES)
    assert [citation.raw for citation in found] == raws
    assert [text[citation.start : citation.end] for citation in found] == raws


def test_canonical_titles() -> None:
    text = "《行政处罚法》《中华人民共和国民法典》《法治政府建设实施纲要(2021—2025年)》《甲镇办法》，税收征管法第三条"
    assert [citation.canonical for citation in extract(text, NAMES)] == [
        LAW + "行政处罚法",
        LAW + "民法典",
        "法治政府建设实施纲要（2021—2025年）",
        None,
        LAW + "税收征收管理法",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("《行政处罚法》第三条规定：“应当遵守本办法”。", "应当遵守本办法"),
        ("《行政处罚法》第三条明确，“应当遵守本办法”。", "应当遵守本办法"),
        ("《行政处罚法》第三条关于“应当遵守本办法”的规定", "应当遵守本办法"),
        ("《行政处罚法》第三条。某某说：“应当遵守本办法”。", None),
        ("《行政处罚法》规定：“应当遵守本办法”。", None),
        ("将《行政处罚法》第三条“应当遵守本办法”修改为“可以”。", None),
        ("《行政处罚法》第三条：“应当遵守本办法。”“不得拖延。”修改为：“可以”。", None),
    ],
)
def test_quoted_wording(text: str, said: str | None) -> None:
    quoted = extract(text, NAMES)[0].quoted
    assert (text[quoted[0] : quoted[1]] if quoted else None) == said


@pytest.mark.parametrize(
    ("text", "repeal", "history"),
    [
        ("本办法自2026年1月1日起施行。《甲办法》同时废止。", True, False),
        ("下列文件废止：\n\n（一）《甲办法》；\n\n（二）《乙办法》。", True, False),
        ("根据2011年1月8日《国务院关于废止的决定》修订\n\n依照《行政处罚法》办理", False, True),
        ("根据2018年10月26日会议《关于修改〈行政处罚法〉的决定》修正\n", False, True),
        ("《甲条例》已经2019年4月20日会议通过，现予公布，自2019年9月1日起施行。", False, True),
        ("2019年4月20日国务院公布《甲条例》，自2019年9月1日起施行。", False, True),
        ("2026年3月，依照《行政处罚法》查处违法行为，各项措施得到实施。", False, False),
        ("依照《行政处罚法》制定本办法。", False, False),
        ("根据《关于废止部分文件的决定》办理。", False, False),
        ("《甲办法》自2025年1月1日起失效。", True, False),
        ("本办法施行前依照《行政处罚法》作出的决定，继续有效。", False, True),
        ("本办法施行前已经开工的，依照《行政处罚法》处理。", False, False),
    ],
)
def test_setting(text: str, repeal: bool, history: bool) -> None:
    found = extract(text, NAMES)[0]
    assert (found.in_repeal, found.in_history) == (repeal, history)


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("本办法自2021年1月1日起施行。", date(2020, 12, 20), date(2021, 1, 1)),
        ("本规定自一九九五年一月一日起执行。", date(1994, 12, 6), date(1995, 1, 1)),
        ("本办法自二〇二一年十一月三十日起施行。", date(2021, 1, 1), date(2021, 11, 30)),
        ("本办法自2021年1月1日起施行。", None, date(2021, 1, 1)),
        ("本办法自2011年1月1日起施行。", date(2020, 12, 20), None),
        ("本办法自2021年2月30日起施行。", date(2020, 12, 20), None),
        ("本办法自印发之日起施行。", date(2020, 12, 20), None),
        ("本办法自2021年1月1日起施行。本细则自2021年5月1日起施行。", date(2020, 12, 20), None),
    ],
)
def test_day_from_which_a_text_applies(text: str, written: date | None, day: date | None) -> None:
    assert begins_to_apply(Document(text, as_of=written)) == day


_PIECES = st.sampled_from(
    [
        *"《》〈〉第条款项之一二十百３4（）()、和至，。；：“” \n本该同",
        "行政处罚法",
        "以下简称",
        "条例",
        "刑法",
        "办法",
        "规定的",
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_gives_ordered_citations_of_its_own_words(text: str) -> None:
    found = extract(text, NAMES)
    for citation in found:
        assert text[citation.start : citation.end] == citation.raw
        assert citation.title
        assert citation.article is not None or citation.paragraph is citation.item is citation.suffix is None
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start


@pytest.mark.parametrize("piece", ["《", "》", "《甲", "（", "第三条、", "刑法第三条“", "以下简称", "第三条第（一）"])
def test_endless_repetition_ends_soon(piece: str) -> None:
    start = time.process_time()
    extract("《行政处罚法》第三条" + piece * 20_000, NAMES)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("依照刑法第 二 十 条第三款", [":20.3"]),
        ("《行政处罚法》第五十七条\n第一款第（一）项", [":57.1(1)"]),
        ("《行政处罚法》第三十\n八条第二款", [":38.2"]),
        ("《行政处罚法》第21条、22条和25条。", [":21", ":22", ":25"]),
        ("《行政处罚法》第3条和10条措施。", [":3"]),
        ("《行政处罚法》第三十条\n第二条　本办法适用。", [":30"]),
    ],
)
def test_numerals_set_apart_are_read_and_headings_are_not(text: str, found: list[str]) -> None:
    def place(each: Citation) -> str:
        paragraph = f".{each.paragraph}" if each.paragraph else ""
        return f":{each.article}{paragraph}" + (f"({each.item})" if each.item else "")

    assert [place(each) for each in extract(text, NAMES)] == found


def test_a_short_name_declared_in_two_pairs_of_marks_is_one() -> None:
    text = "《行政处罚法》（以下简称“《处罚法》”）第七条，《处罚法》第九条。"
    assert [(each.title, each.article) for each in extract(text, NAMES)] == [("行政处罚法", 7), ("行政处罚法", 9)]
