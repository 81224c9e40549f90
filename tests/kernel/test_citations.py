"""Citations: numerals, references and what a basis prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.citations import (
    UNSET_TERM,
    Basis,
    Force,
    LawRef,
    Mark,
    number_cn,
    number_from_cn,
    parse_ref,
)
from fazhi.kernel.errors import CitationError, PackError


def law(ref: str, *, force: str = "must", mark: str = "✔", text: str | None = None) -> Basis:
    return Basis(id="b", ref=parse_ref(ref), text=text, force=Force(force), mark=Mark(mark))


# Numerals


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (33, "三十三"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (118, "一百一十八"),
        (120, "一百二十"),
        (1000, "一千"),
        (1005, "一千零五"),
        (1010, "一千零一十"),
        (1200, "一千二百"),
        (1242, "一千二百四十二"),
        (1260, "一千二百六十"),
    ],
)
def test_numbers_are_written_as_in_statutes(number: int, written: str) -> None:
    assert number_cn(number) == written
    assert number_from_cn(written) == number


def test_every_number_of_the_longest_code_reads_back() -> None:
    assert [number_from_cn(number_cn(n)) for n in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_outside_the_range_are_refused(number: int) -> None:
    with pytest.raises(CitationError):
        number_cn(number)


@pytest.mark.parametrize(
    "written", ["", "零", "一十", "一百二", "零五", "十十", "二百十", "三十三条", "12", "百", "廿"]
)
def test_irregular_numerals_are_refused(written: str) -> None:
    with pytest.raises(CitationError):
        number_from_cn(written)


# References

place = st.integers(1, 1260)
titles = st.text("条例法办规定通知重大行政决策程序《》（）〔〕2018", min_size=1, max_size=20)


@st.composite
def refs(draw: st.DrawFn) -> LawRef:
    article = draw(st.none() | place)
    below = (lambda: draw(st.none() | place)) if article else (lambda: None)
    return LawRef(
        title=draw(titles),
        version=draw(st.none() | st.sampled_from(["1986", "2019", "2019-2"])),
        article=article,
        suffix=below(),
        paragraph=below(),
        item=below(),
    )


@given(refs())
def test_a_written_reference_reads_back_to_itself(ref: LawRef) -> None:
    assert parse_ref(str(ref)) == ref


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("政府信息公开条例@2019:33.2", "《政府信息公开条例》第三十三条第二款"),
        ("政府信息公开条例@2019:33", "《政府信息公开条例》第三十三条"),
        ("政府信息公开条例@2019", "《政府信息公开条例》"),
        ("政府信息公开条例", "《政府信息公开条例》"),
        ("政府信息公开条例:33", "《政府信息公开条例》第三十三条"),
        ("重大行政决策程序暂行条例@2019:3.1.5", "《重大行政决策程序暂行条例》第三条第一款第（五）项"),
        ("重大行政决策程序暂行条例@2019:29..5", "《重大行政决策程序暂行条例》第二十九条第（五）项"),
        ("刑法@2020:120_1.2", "《刑法》第一百二十条之一第二款"),
        ("刑法@2020:133_2..3", "《刑法》第一百三十三条之二第（三）项"),
        ("民法典@2020:1260", "《民法典》第一千二百六十条"),
        (
            "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释@2018:48",
            "《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》第四十八条",
        ),
    ],
)
def test_a_reference_prints_as_officials_cite(written: str, printed: str) -> None:
    assert parse_ref(written).cn() == printed


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@2019:3",
        "条例@19:3",
        "条例@2019:",
        "条例@2019:0",
        "条例@2019:3.",
        "条例@2019:3..",
        "条例@2019:3.1.2.3",
        "条例@2019:3_",
        "条例@2019:三",
        "条例@2019:３",
        "条例@2019:54-62",
        "条例@2019:99999",
        "条例@2019:" + "9" * 5000,
        "条例@2019：3",
        "条例@2019:120之1",
        " 条例@2019:3",
        "条例@2019:3\n",
    ],
)
def test_a_reference_written_otherwise_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(CitationError) as refusal:
        parse_ref(written)
    assert refusal.value.hint is not None and "120_1" in refusal.value.hint


def test_a_place_below_no_article_is_refused() -> None:
    with pytest.raises(CitationError, match="没有写条"):
        LawRef(title="柳法", paragraph=2)


# What a basis prints


@pytest.mark.parametrize(
    ("basis", "printed"),
    [
        (law("柳法@2020:17.2"), "《柳法》第十七条第二款"),
        (law("柳法@2020:17", force="ref"), "参照《柳法》第十七条"),
        (law("柳法@2020:17", mark="▲"), "工作要求：《柳法》"),
        (law("柳法@2020:17", mark="◇", force="ref"), "工作要求：《柳法》"),
        (law("关于柳河的通知@2018", mark="◇", force="policy"), "工作要求：《关于柳河的通知》"),
        (law("柳法@2020:17", mark="§", force="seed", text="十五日内备案"), "本县（镇）规定：十五日内备案"),
        (Basis(id="b", text="五个工作日", force=Force.LOCAL, mark=Mark.SEED), "本县（镇）规定：五个工作日"),
        (Basis(id="b", text="先审后议", force=Force.POLICY, mark=Mark.EXCERPT), "工作要求：先审后议"),
        (Basis(id="b", force=Force.LOCAL, mark=Mark.SEED), UNSET_TERM),
        (Basis(id="b", force=Force.SEED, mark=Mark.SEED), UNSET_TERM),
    ],
)
def test_a_basis_prints_by_its_force_and_mark(basis: Basis, printed: str) -> None:
    assert basis.cn() == printed


@given(refs(), st.sampled_from(Force), st.sampled_from(Mark), st.none() | st.just("十五日内备案"))
def test_only_a_read_basis_ever_prints_an_article(ref: LawRef, force: Force, mark: Mark, text: str | None) -> None:
    printed = Basis(id="b", ref=ref, text=text, force=force, mark=mark).cn()
    # The title itself may hold the word 条; an article stands after the closing mark.
    cites_article = (
        printed.rpartition("》")[2].startswith("第") if text is None or mark is Mark.READ else "第" in printed
    )
    assert cites_article == (mark is Mark.READ and ref.article is not None)


@pytest.mark.parametrize("text", ["依据第二十四条办理", "见《督察规定》第24条", "第 24 条"])
def test_an_article_cannot_be_smuggled_in_as_text(text: str) -> None:
    with pytest.raises(CitationError, match="不得写条号"):
        Basis(id="b", text=text, force=Force.POLICY, mark=Mark.EXCERPT)


@pytest.mark.parametrize(("force", "text"), [("must", "应当"), ("ref", "参照"), ("policy", None)])
def test_a_basis_must_rest_on_something(force: str, text: str | None) -> None:
    with pytest.raises(CitationError):
        Basis(id="b", text=text, force=Force(force), mark=Mark.EXCERPT)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"ref": "柳法@2020:1", "force": "must"}, "mark"),
        ({"ref": "柳法@2020:1", "force": "should", "mark": "✔"}, "force"),
        ({"ref": "柳法@2020:1", "force": "must", "mark": "✔", "law": "x"}, "不认识的键“law”"),
        ({"ref": "柳法@2020:一", "force": "must", "mark": "✔"}, "读不懂"),
        ({"ref": 3, "force": "must", "mark": "✔"}, "basis.b.ref"),
        ({"text": "", "force": "local", "mark": "§"}, "空的"),
    ],
)
def test_a_malformed_basis_of_a_pack_is_refused_by_key(table: dict[str, object], says: str) -> None:
    with pytest.raises(PackError) as refusal:
        Basis.from_dict("b", table)
    assert says in str(refusal.value) and "basis.b" in str(refusal.value)


def test_a_basis_of_a_pack_is_read() -> None:
    assert Basis.from_dict("b", {"ref": "柳法@2020:17.2", "force": "must", "mark": "✔"}) == law("柳法@2020:17.2")


def test_several_articles_of_one_law_are_printed_under_one_title() -> None:
    from fazhi.kernel.citations import bases_cn

    def basis(name: str, ref: str | None, force: str = "ref", mark: str = "✔", text: str | None = None) -> Basis:
        return Basis.from_dict(name, {"ref": ref, "force": force, "mark": mark, "text": text})

    decision = [basis(f"j{n}", f"重大行政决策程序暂行条例@2019:{n}") for n in ("25", "26.1", "25")]
    other = basis("t47", "中华人民共和国土地管理法@2019:47", force="must")
    local = basis("local", None, force="local", mark="§")
    assert bases_cn(decision) == "参照《重大行政决策程序暂行条例》第二十五条、第二十六条第一款"
    assert bases_cn([*decision[:1], other, local]) == (
        "参照《重大行政决策程序暂行条例》第二十五条；《中华人民共和国土地管理法》第四十七条"
    )
    items = [basis(f"j29_{n}", f"重大行政决策程序暂行条例@2019:29..{n}") for n in (1, 2, 5)]
    assert bases_cn([*items, *decision]) == (
        "参照《重大行政决策程序暂行条例》第二十九条第（一）、（二）、（五）项、第二十五条、第二十六条第一款"
    )
    assert bases_cn([local, local]) == "本县（镇）设定，无法定期限"
    assert bases_cn([]) == ""
    assert bases_cn([local, other, local], rest=True) == (
        "《中华人民共和国土地管理法》第四十七条；本县（镇）设定，无法定期限"
    )


@pytest.mark.parametrize(
    ("places", "printed"),
    [
        (("16.1", "16.2"), "第十六条第一款、第二款"),
        (("16.2", "20", "16.1"), "第十六条第二款、第一款、第二十条"),
        (("16", "16.2"), "第十六条"),
        (("16.2.3", "16"), "第十六条"),
        (("16.1.2", "16.1.4", "16.3"), "第十六条第一款第（二）、（四）项、第三款"),
        (("16.1.2", "16.1"), "第十六条第一款"),
        (("16", "16_1", "16_1.2"), "第十六条、第十六条之一"),
        (("16..1", "16..5"), "第十六条第（一）、（五）项"),
        (("10", "12"), "第十条、第十二条"),
        (("16.1", "16.1"), "第十六条第一款"),
    ],
    ids=lambda value: value if isinstance(value, str) else "_".join(value),
)
def test_law_and_article_are_named_once(places: tuple[str, ...], printed: str) -> None:
    from fazhi.kernel.citations import bases_cn, refs_cn

    bases = [law(f"柳法@2020:{place}") for place in places]
    assert bases_cn(bases) == f"《柳法》{printed}"
    assert refs_cn([parse_ref(f"柳法@2020:{place}") for place in places]) == f"《柳法》{printed}"


def test_what_is_no_article_stands_beside_the_laws() -> None:
    from fazhi.kernel.citations import refs_cn

    said = [parse_ref("柳法@2020:3"), "文字规范：数字用半角", parse_ref("槐法@2021"), parse_ref("柳法@2020:5.1")]
    assert refs_cn(said) == "《柳法》第三条、第五条第一款；文字规范：数字用半角；《槐法》"
    assert refs_cn([]) == ""
