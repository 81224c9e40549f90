"""L008, L009, L016-L019: how numbers of documents and places in a text are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, pattern_rule, rule
from fazhi.kernel.lint.lazily import lazily

_SIGN = (
    r"(?:政|办|发|函|字|规|委|党|司|法|财|环|建|农|民|教|卫|人社|自然资|市监|综执|令|通|文|会|组|纪|审|议|信|复|批|呈"
    r"|请|告|决|处|罚|综)"
)
_FORM = "文字规范：发文字号的年份用六角括号〔〕括入，序号不编虚位、不加“第”"

L008 = pattern_rule(
    code="L008",
    name="document-number-brackets",
    title="文号的年份没有用六角括号",
    why="公文格式要求年份用六角括号“〔〕”括入；用方括号、圆括号会与案号、标准号混淆。",
    basis=(_FORM,),
    severity="warning",
    patterns=(
        rf"(?:(?![按据照和及与见实行落彻于到了的在为是])[\u4e00-\u9fff]){{0,8}}{_SIGN}(?:\[|\(|【|〈|﹝|［|<)\s?(?:19|20)\d\d\s?(?:\]|\)|】|〉|﹞|］|>)\s?第?\s?\d{{1,4}}\s?号",
        r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,8}(?:政|办|党)(?:发|函|字|办发|规发)\s?(?:19|20)\d\d\s?年\s?第?\s?\d{1,4}\s?号",
    ),
    each=True,
    cues=("号",),
    bad=("沿政发[2024]03号", "根据甲政办发(2023)12号文件。", "参见乙党发【2022】5号。", "甲政发2024年第3号"),
    good=(
        "沿政发〔2024〕3号",
        "国务院令第713号",
        "（2024）浙1082民初123号",
        "执行GB/T 9704—2012。",
        "浙台综执罚决字〔2024〕第000123号",
    ),
)

L009 = pattern_rule(
    code="L009",
    name="document-number-padding",
    title="文号的序号编了虚位或者加了“第”字",
    why="发文字号的序号不编虚位（1不写作01），不加“第”字。",
    basis=(_FORM,),
    severity="warning",
    patterns=(
        rf"[\u4e00-\u9fff]{{0,12}}{_SIGN}(?:〔|\[|\(|【)\s?(?:19|20)\d\d\s?(?:〕|\]|\)|】)\s?(?:第\s?\d{{1,3}}|0\d{{1,2}})\s?号",
    ),
    unless=(r"(?:罚|决|强|停|案|告|执|刑|民|行|调)(?:字|决|告|初|终)?(?:〔|\[|\(|【)",),
    each=True,
    cues=("号",),
    bad=("沿政发[2024]03号", "甲政办发〔2023〕第12号", "乙党发〔2022〕007号"),
    good=(
        "沿政发〔2024〕3号",
        "甲综执罚决字〔2024〕第000123号",
        "甲调字〔2024〕第12号",
        "国务院令第713号",
        "甲政发〔2024〕103号",
    ),
)

_OWN = lazily(
    r"本(?:实施|暂行)?(?:办法|规定|条例|细则|方案|规则|制度|合同|协议|公约|章程|法|规程|意见)"
    r"\s?(?P<first>第\s?(?P<number>[一二三四五六七八九十百千零〇两0-9]{1,7})\s?条)"
)


@rule(
    code="L016",
    name="own-article-missing",
    title="引用了本文件没有的条",
    why="文件引用自己的条文，而全文没有这一条，多为增删条文后没有改条号。",
    basis=("文字规范：文件内部引用的条号应当与条文相符",),
    severity="error",
    scope="document",
    bad=("第一条 制定本办法。\n第二条 应当登记。\n第三条 违反本办法第十二条的，予以批评。\n第四条 自印发之日起施行。",),
    good=(
        "第一条 制定本办法。\n第二条 应当登记。\n第三条 违反本办法第二条的，予以批评。\n第四条 自印发之日起施行。",
        "依照本办法第十二条办理。",
        "第一条 甲。\n第二条 将本办法第十二条修改为“养犬应当登记”。\n第三条 乙。\n第四条 丙。",
    ),
)
def own_article_missing(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    from fazhi.kernel.lint.citations.numerals import read_number

    owned = [(match, number) for match in _OWN.finditer(document.text) if (number := read_number(match["number"]))]
    greatest = max(owned, key=lambda each: each[1], default=None)
    if greatest is None or document.begins_article(greatest[0]["number"]):
        return
    articles = document.article_numbers
    if len(articles) < 4 or articles[:3] != [1, 2, 3]:
        return
    numbers = set(articles)
    last = max(numbers)
    # Numbers that leap or begin again are those of several texts in one file, where nothing can be said.
    if len(numbers) < last or articles.count(1) > 1:
        return
    for match, number in owned:
        if number <= last:
            continue
        begin, stop = document.sentence(match.start())
        if re.search(r"修改为|修改如下|改为|增加一条|删去|删除|原", document.text[begin:stop]):
            continue
        said = f"本文件共{last}条，没有{''.join(match['first'].split())}"
        yield Hit(*match.span("first"), message=said, suggestion="核对条号")


L017 = pattern_rule(
    code="L017",
    name="bracketed-paragraph",
    title="款的序号加了括号",
    why="款不编序号，引用时写“第二款”；加括号的是项，写成“第（二）款”分不清是款还是项。",
    basis=("文字规范：引用款写“第二款”，引用项写“第（二）项”",),
    severity="warning",
    patterns=(r"第\s?\([一二三四五六七八九十\d]{1,3}\)\s?款",),
    each=True,
    cues=("款",),
    bad=("依照《甲条例》第三条第（二）款办理。", "违反第十条第(1)款的规定。"),
    good=("依照《甲条例》第三条第二款第（二）项办理。", "（二）款项支付按照合同约定。"),
)


@rule(
    code="L018",
    name="reversed-range",
    title="条款的起止号颠倒或者相同",
    why="从后到前的范围没有内容，必有一个号写错。",
    basis=("文字规范：引用连续的条款，由小到大写明起止",),
    severity="error",
    scope="document",
    bad=("依照《行政处罚法》第五十四条至第四十五条办理。", "《民法典》第五条第三款至第三款"),
    good=("依照《行政处罚法》第四十五条至第五十四条办理。", "刑法第一百二十条之一至第一百二十条之六"),
)
def reversed_range(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in document.citations:
        first = citation.item or citation.paragraph or citation.article
        if citation.to is None or citation.suffix is not None or first is None or citation.to > first:
            continue
        said = f"起号{first}不小于止号{citation.to}"
        yield Hit(citation.start, citation.end, message=said, suggestion="核对起止的条款号")
