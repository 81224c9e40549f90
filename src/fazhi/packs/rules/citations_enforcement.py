"""P011, P038, V004, X007: laws of enforcement whose numbers or names changed, where the old ones still stand.

The words of an article are those it was about before it was renumbered; what it is about now is never among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.citations import number_cn
from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Severity, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._citing import quiet
from fazhi.packs.rules._papers import PENALTIES, REVIEW

_ALL_BUT_LAWS = tuple(sorted(kind.value for kind in Kind if kind is not Kind.FL))
_REACH = 44
_DONE_IN = lazily(r"((?:19|20)[0-9]{2})年[^,。;]{0,12}(?:依据|根据|依照|按照|适用|援引)[^,。;]{0,4}$")
_CODE_BEGINS = date(2026, 8, 15)
_ENDED = frozenset(
    f"中华人民共和国{name}法"
    for name in (
        *("环境保护", "大气污染防治", "水污染防治", "土壤污染防治", "固体废物污染环境防治", "噪声污染防治"),
        *("环境影响评价", "海洋环境保护", "放射性污染防治", "清洁生产促进"),
    )
)
# old article -> (present article, what the old one was about)
_PENALTIES_BEFORE = {
    23: ("28", r"责令"),
    24: ("29", r"再罚|[两二]次以上"),
    27: ("32、33", r"从轻|减轻|不予(?:行政)?处罚"),
    29: ("36", r"[二两]年|时效|追责期限"),
    31: ("44", r"告知|拟作出"),
    32: ("45", r"陈述|申辩"),
    33: ("51", r"当场"),
    36: ("54", r"调查|收集"),
    37: ("55、56", r"登记保存|出示|[两二]人|少于"),
    38: ("57", r"作出|处罚决定"),
    39: ("59", r"决定书|载明"),
    42: ("63、64", r"听证"),
    46: ("67", r"缴纳|罚缴|十五日|15日"),
    51: ("72", r"加处罚款|百分之三|3%|强制执行"),
}
_REVIEW_BEFORE = {
    9: ("20", r"六十日|60日"),
    12: ("24", r"上一级主管部门|选择"),
    13: ("24", r"上一级(?:地方)?人民政府"),
    17: ("30", r"五日|5日|受理"),
    23: ("48", r"十日|10日|书面答复"),
    28: ("63至69", r"维持|撤销|变更|确认"),
    31: ("62", r"六十日|60日"),
}
# What the article of the same number says now: where these words stand, the number is right.
_PENALTIES_NOW = {
    23: r"管辖",
    24: r"乡镇|街道|赋权|承接|交由",
    27: r"移送|司法机关|犯罪",
    29: r"较高|数额高|同一个违法行为",
    31: r"精神|智力",
    32: r"从轻|减轻",
    33: r"不予(?:行政)?处罚",
    36: r"[二两]年|五年|未被发现",
    37: r"从旧|从轻|新的规定|行为发生时",
    38: r"无效|主体资格",
    39: r"公示",
    42: r"两名|[两二]人|执法资格|文明执法",
    46: r"证据",
    51: r"当场",
}
_REVIEW_NOW = {
    23: r"先(?:向[^。]{0,20})?(?:申请|行政复议)",
    31: r"补正",
    17: r"代理|代表|委托",
    28: r"不作为|上级|执行",
}


def _old_numbers(
    document: Document, context: Context, title: str, before: dict[int, tuple[str, str]], now: dict[int, str]
) -> Iterator[Hit]:
    folded = document.folded
    for citation in document.citations:
        if citation.canonical != title or citation.article not in before or quiet(document, citation, context):
            continue
        became, about = before[citation.article]
        start, end = document.sentence(citation.start)
        words = folded[citation.end : min(end, citation.end + _REACH)]
        here = {each.article for each in document.citations if start <= each.start < end and each.canonical == title}
        if here & {int(number) for number in re.findall(r"[0-9]+", became)}:
            continue  # the present number stands beside it
        told = _DONE_IN.search(folded, start, citation.start)
        since = citation.verdict.effective if citation.verdict else None
        if told is not None and since is not None and int(told[1]) < since.year:
            continue  # what was done in a year of the old law was rightly based on it
        said_now = now.get(citation.article)
        if not re.search(about, words) or (said_now and re.search(said_now, words)):
            continue
        old = number_cn(citation.article)
        new = re.sub(r"[0-9]+", lambda match: number_cn(int(match[0])), became)
        yield Hit(
            citation.start,
            citation.end,
            message=f"《{title.removeprefix('中华人民共和国')}》修订后条文重新编号，这里说的是原第{old}条的内容",
            suggestion=f"核对现行文本；相应内容现为第{new}条",
        )


@rule(
    code="P011",
    name="old-number-of-the-penalties-law",
    title="引用修订前的行政处罚法条号",
    why="行政处罚法2021年修订后重新编号，旧条号现在说的是另一件事，依据就引错了。",
    basis=(f"{PENALTIES}:86",),
    severity="error",
    kinds=_ALL_BUT_LAWS,
    scope="document",
    cues=("行政处罚法", "处罚法"),
    since=date(2021, 7, 15),
    over=("L002", "L003"),
    bad=(
        "根据《中华人民共和国行政处罚法》第四十二条的规定，你有权要求听证。",
        "依照《行政处罚法》第51条，每日按罚款数额的3%加处罚款。",
        "依据《行政处罚法》第三十八条，作出如下处罚决定。",
        Example(text="作出较大数额罚款决定前，依据《行政处罚法》第四十二条告知要求听证的权利。", kind=Kind.GW),
    ),
    good=(
        "依据《行政处罚法》第四十二条，由两名持证执法人员调查。",
        "依据《行政处罚法》第六十三条，你有权要求听证。",
        "依据《行政处罚法》第三十三条第一款，不予行政处罚。",
        "依据《行政处罚法》第二十九条，按较高罚款规定处罚。",
        "依据《行政处罚法》第三十六条，违法行为已超过二年未被发现。",
        Example(text="根据《行政处罚法》第四十二条的规定，你有权要求听证。", as_of=date(2021, 3, 1)),
        Example(text="2020年依据《行政处罚法》第四十二条组织听证两次。", kind=Kind.AR, as_of=date(2024, 3, 1)),
    ),
)
def old_penalties_law(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from _old_numbers(document, context, "中华人民共和国行政处罚法", _PENALTIES_BEFORE, _PENALTIES_NOW)


@rule(
    code="V004",
    name="old-number-of-the-review-law",
    title="引用修订前的行政复议法条号",
    why="行政复议法2023年修订后重新编号，2024年起作出的文书应当引用现行条号。",
    basis=(f"{REVIEW}:90",),
    severity="error",
    kinds=_ALL_BUT_LAWS,
    scope="document",
    cues=("行政复议法", "复议法"),
    since=date(2024, 1, 1),
    over=("L002", "L003"),
    bad=(
        "根据《行政复议法》第二十八条，请求维持。",
        "根据《中华人民共和国行政复议法》第九条，可以自知道之日起六十日内提出申请。",
        "根据《行政复议法》第二十三条，现于十日内提出书面答复。",
    ),
    good=(
        "根据《行政复议法》第六十八条，请求维持。",
        "根据《行政复议法》第二十三条，应当先申请复议。",
        "根据《行政复议法》第四十八条，十日内提交答复。",
        Example(text="根据《行政复议法》第二十八条，请求维持。", as_of=date(2023, 6, 1)),
    ),
)
def old_review_law(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from _old_numbers(document, context, "中华人民共和国行政复议法", _REVIEW_BEFORE, _REVIEW_NOW)


_SAID_WITHOUT_MARKS = (
    r"(?:按照?|依照?|依据|根据|违反了?|照|触犯了?|援引|引用)(?:国家的?)?(?:中华人民共和国)?"
    r"((?:大气|水|噪声|土壤|放射性)污染防治法|固体废物污染环境防治法|海洋环境保护法|(?<![\u4e00-\u9fff]海洋)环境保护法|环境影响评价法|清洁生产促进法)(?![律规])"
)


@rule(
    code="P038",
    name="law-replaced-by-the-environmental-code",
    title="引用已被生态环境法典取代的法律",
    why="生态环境法典自2026年8月15日起施行，十部法律同时废止；行为在此之前的，按从旧兼从轻判断。",
    basis=("生态环境法典@2026:1242", f"{PENALTIES}:37"),
    severity="error",
    kinds=("pd", "ps", "pn", "qz", "zg"),
    scope="document",
    cues=("保护法", "防治法", "评价法", "促进法"),
    anywhere=(_SAID_WITHOUT_MARKS,),
    since=_CODE_BEGINS,
    over=("L001",),
    bad=(
        "你家烧秸秆，照大气污染防治法要罚。",
        "违反《中华人民共和国大气污染防治法》第七十七条。",
        "依据《噪声污染防治法》第八十七条，决定罚款五百元。",
    ),
    good=(
        "你家烧秸秆，照省里的大气污染防治条例要罚。",
        "违反《浙江省大气污染防治条例》第十条。",
        "依据《环境保护税法》第二条。",
        Example(text="违反《中华人民共和国大气污染防治法》第七十七条。", as_of=date(2026, 8, 1)),
        "依照行为发生时施行的《水污染防治法》第八十三条处罚。",
    ),
)
def replaced_by_the_code(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Where every day named in the text lies before the code began, the old law may be the right one: information."""
    for match in context.each(document, _SAID_WITHOUT_MARKS):
        if not re.search(r"行为(?:发生)?时|已废止|原《|2026年8月15日(?:前|以前|之前)", document.folded):
            yield Hit(*match.span(1), message=f"《{match[1]}》自2026年8月15日起废止，内容并入生态环境法典")
    ended = [
        citation
        for citation in document.citations
        if citation.canonical in _ENDED and not quiet(document, citation, context)
    ]
    if not ended:
        return
    body = document.folded
    frame = document.frame.date_span
    days = [
        match
        for match in re.finditer(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月(?:([0-9]{1,2})日)?", body)
        if not (frame and frame[0] <= match.start() < frame[1])
        and re.search(r"经查|检查|发现|现场|违法|排放|倾倒|焚烧", body[slice(*document.sentence(match.start()))])
    ]
    old = bool(days) and all((int(day[1]), int(day[2]), int(day[3] or 31)) < (2026, 8, 15) for day in days)
    for citation in ended:
        said = "，违法行为在此之前的按从旧兼从轻核对" if old else ""
        yield Hit(
            citation.start,
            citation.end,
            message=f"《{citation.canonical}》自2026年8月15日起废止，内容并入生态环境法典{said}",
            suggestion="改引《生态环境法典》的相应条款；行为在此之前的，写明“行为发生时施行的”",
            severity=Severity.INFO if old else None,
        )


@rule(
    code="X007",
    name="old-petitions-regulation",
    title="引用已被取代的《信访条例》",
    why="信访工作条例自2022年5月1日起施行，《信访条例》已经废止，期限和程序都有变化。",
    basis=("信访工作条例@2022:50",),
    severity="error",
    kinds=("xf", "fy", "tj"),
    scope="document",
    cues=("信访条例",),
    since=date(2022, 5, 1),
    over=("L001",),
    bad=("根据《信访条例》第三十四条。", "依照《信访条例》的规定，现答复如下。"),
    good=(
        "根据《信访工作条例》第三十五条。",
        "原《信访条例》已经废止。",
        Example(text="根据《信访条例》第三十四条。", as_of=date(2021, 5, 1)),
    ),
)
def old_petitions_regulation(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in document.citations:
        if citation.canonical == "信访条例" and not quiet(document, citation, context):
            yield Hit(
                citation.start,
                citation.end,
                message="《信访条例》已被《信访工作条例》取代",
                suggestion="改引《信访工作条例》的相应条款",
            )
