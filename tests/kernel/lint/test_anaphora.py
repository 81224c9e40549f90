"""Places that go back to what their sentence cited; in a text of articles they are its own."""

from __future__ import annotations

import pytest

from fazhi.kernel.lint.citations import Names, extract

NAMES = Names((), lambda title: None)


def back(text: str) -> list[tuple[str, int | None, int | None, int | None, int | None]]:
    """Return title and place of every citation of the text."""
    return [(each.title, each.article, each.paragraph, each.item, each.to) for each in extract(text, NAMES)]


FIRST = ("甲条例", 8, None, None, None)


@pytest.mark.parametrize(
    ("behind", "meant"),
    [
        ("，该条第二款另有要求。", (8, 2, None, None)),
        ("；违反同条第三款第（二）项的，责令改正。", (8, 3, 2, None)),
        ("，该行为属于该条第（二）项。", (8, None, 2, None)),
        ("公告，也未依第十条催告。", (10, None, None, None)),
        ("的期限内作出决定，并在第十一条第一款规定的期限内送达。", (11, 1, None, None)),
        ("逐项审查，按第十二条至第十四条说明理由。", (12, None, None, 14)),
        ("请求复核；对办理意见不服的，依前条请求复查。", (7, None, None, None)),
        ("规定：“依照本条例第三条的规定处理。”", (3, None, None, None)),
        ("所称“违反第六条第一款规定的”，包括个人。", (6, 1, None, None)),
        ("写得明白：“依照本条例第三条的规定处理。”", (3, None, None, None)),
        ("管登记，第十条第二款还要求公示。", (10, 2, None, None)),
        ("先用；命名遵循同一条例第九条。", (9, None, None, None)),
        ("先用；其第九条另有要求。", (9, None, None, None)),
        ("。该条第二款也要执行。", (8, 2, None, None)),
        ("吗？答：知道。问：第四十二条第二款呢？", (42, 2, None, None)),
        ("，不属于第十五条第一款第（一）项。", (15, 1, 1, None)),
        ("允许在“本条例第三十三条规定的期限内”答复。", (33, None, None, None)),
        ("登记，而第十条第二款规定了公示。", (10, 2, None, None)),
        ("登记；第十条第（四）项则不问户籍。", (10, None, 4, None)),
        ("已经改过，现为第九条。", (9, None, None, None)),
        ("倡导安静，第七十条处罚。", (70, None, None, None)),
        ("之外，还应当注意第九条第一款。", (9, 1, None, None)),
        (" 办理，参照 第九条 。", (9, None, None, None)),
        ("，应当适用“第九条”。", (9, None, None, None)),
        ("要求书面，第十条要求订立书面合同。", (10, None, None, None)),
    ],
)
def test_a_place_goes_back_to_the_law_of_its_sentence(
    behind: str, meant: tuple[int, int | None, int | None, int | None]
) -> None:
    assert back(f"《甲条例》第八条{behind}") == [FIRST, ("甲条例", *meant)]


def test_a_paragraph_goes_back_to_the_one_before() -> None:
    assert back("《甲条例》第八条第二款不适用；前款规定的情形也不适用。")[1:] == [("甲条例", 8, 1, None, None)]
    assert back("《甲条例》第八条第二款，其中第（一）项引自上位法。")[1:] == [("甲条例", 8, 2, 1, None)]
    assert back("《甲条例》第八条第一款禁止，前款规定从其。")[1:] == []


def test_inside_its_wording_the_paragraph_before_and_the_article_itself_are_the_article_s() -> None:
    said = "《甲条例》第八条第二款规定：“个人有前款第二项、第三项行为之一的，处警告。”"
    assert back(said)[1:] == [("甲条例", 8, 1, 2, None), ("甲条例", 8, 1, 3, None)]
    assert back("《甲条例》第八条第二款写明：“前款规定的期限另行计算。”")[1:] == [("甲条例", 8, 1, None, None)]
    assert back("《甲条例》第八条第三款规定：“违反本条第一款规定的，罚款。”")[1:] == [("甲条例", 8, 1, None, None)]
    assert back("《甲条例》第八条规定：“前款规定的期限另行计算。”")[1:] == []
    assert back("《甲条例》第八条第三款规定：“前两款规定的期限另行计算。”")[1:] == []


def test_several_further_articles_that_do_one_thing() -> None:
    found = back("《甲条例》第八条规定登记，第九条、第十条第一款规定了年检。")
    assert found == [FIRST, ("甲条例", 9, None, None, None), ("甲条例", 10, 1, None, None)]
    assert back("《甲条例》第八条要求公告，第三条经验是早谋划。") == [FIRST]
    assert back("《甲条例》第八条适用，第二十条由合同的双方商定。") == [FIRST]


def test_a_text_without_articles_means_the_law_it_has_cited_by_this_law() -> None:
    assert back("《甲法》第八条禁止，违反的依本法第九条处理。")[1:] == [("甲法", 9, None, None, None)]
    assert back("《甲条例》第八条禁止，违反的依本法第九条处理。")[1:] == []


def test_a_title_that_ends_its_line_begins_no_new_sentence() -> None:
    found = back("违反《甲条例》\n第八条；近亲属可以依第九条申请。")
    assert found == [FIRST, ("甲条例", 9, None, None, None)]


def test_the_same_paragraph_and_further_ones() -> None:
    assert back("《甲条例》第八条第一款第（一）项在先；同款第（四）项也一样。")[1:] == [("甲条例", 8, 1, 4, None)]
    assert back("《甲条例》第八条第一款要求公告，第二款禁止收费。")[1:] == [("甲条例", 8, 2, None, None)]
    assert back("《甲条例》第八条第一款第二款都有规定。")[1:] == [("甲条例", 8, 2, None, None)]
    assert back("《甲条例》第八条要求公告，第二款项拨付到位。")[1:] == []


def test_an_interpretation_is_meant_by_its_class() -> None:
    rules = "最高人民法院关于甲问题的规定"
    assert back(f"按《{rules}》第四条催告；依上述司法解释第六条无效。")[1:] == [(rules, 6, None, None, None)]
    assert back("按《甲条例》第四条催告；依上述司法解释第六条无效。")[1:] == []
    assert back("《甲法》第四条和《乙条例》第五条；该法律第六条。")[2:] == [("甲法", 6, None, None, None)]


def test_of_two_laws_the_latter_and_the_former() -> None:
    two = "按《甲条例》第八条和《乙规定》第二条办理，不得违反"
    assert back(f"{two}后者第五条。")[2:] == [("乙规定", 5, None, None, None)]
    assert back(f"{two}前者第五条。")[2:] == [("甲条例", 5, None, None, None)]
    assert back("一是《甲条例》第八条，二是《乙规定》第二条。后者第五条另有规定。")[2:] == [
        ("乙规定", 5, None, None, None)
    ]
    assert back("一是《甲条例》第八条，二是《乙规定》第二条，后者第二款另有规定。")[2:] == [
        ("乙规定", 2, 2, None, None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "《甲条例》第八条另有规定。依第十条催告。",
        "《甲条例》第八条另有规定；本复查意见第二条先行。",
        "《甲条例》第八条另有规定，第二条路线要改。",
        "《甲条例》第八条另有规定；本合同约定，第十条还要求公示。",
        "草案超越了《甲条例》第八条，建议删去第九条。",
        "草案与《甲条例》第八条不一致，应按第九条修改。",
        "《甲条例》第八条与合同约定，适用第九条。",
        "在《甲条例》第八条中增加一款作为第二款。",
        "《甲条例》第八条规定的前两款不适用。",
        "第一条　为了管理，制定本办法。\n第二条　违反《甲条例》第八条的，依第十条处理。",
    ],
)
def test_what_may_be_another_text_s_article_is_none(text: str) -> None:
    assert back(text) == [FIRST]
