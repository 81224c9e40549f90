"""Family R: what a yearly report must hold, and the years and days it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, compiled, require_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._days_told import told_days
from fazhi.packs.rules._words_disputes import LINES, LONGEST_PAPER

_INSPECTION = "工作要求：法治政府建设年度报告应当写明主要负责人履职、存在的不足及原因、下一年度安排"
_FORM = "文字规范：报告的数据、年份、机构名称应当准确"
_AR = ("ar",)
_RULE_OF_LAW = r"法治|依法行政|依法治|述法"
_HEAD = "柳湾镇2025年度法治政府建设情况报告\n"

RULES: tuple[Rule, ...] = (
    require_rule(
        code="R003",
        name="first-responsible-person-missing",
        title="缺第一责任人履职情况",
        why="年度报告应当写明党政主要负责人履行推进法治建设第一责任人职责的情况。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        when=(LINES,),
        all_of=(r"第一责任人",),
        message="未见党政主要负责人履行第一责任人职责的内容",
        suggestion="补写专门一段",
        bad=(_HEAD + "一、主要工作。\n二、存在的不足。\n三、下一年打算。\n",),
        good=(
            _HEAD + "一、党政主要负责人履行推进法治建设第一责任人职责情况。\n",
            "柳湾镇2025年度粮食生产工作总结\n一、主要工作。\n二、存在的不足。\n三、下一年打算。\n",
        ),
    ),
    require_rule(
        code="R004",
        name="shortcomings-missing",
        title="缺存在的不足",
        why="年度报告应当写明存在的不足和原因。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        when=(LINES,),
        all_of=(
            r"存在(?:的)?(?:主要)?(?:问题|不足|短板|差距|困难)|不足(?:之处|和原因|及原因|的地方)|短板(?:弱项)?|问题(?:和|与|及)(?:不足|原因)|差距|薄弱环节|(?:做得|干得|工作)?不(?:够|到位|好的地方)|欠缺",
        ),
        message="未见存在的问题和不足",
        suggestion="补写不足和原因",
        bad=(_HEAD + "一、第一责任人履职情况。\n二、主要工作。\n三、下一年打算。\n",),
        good=(_HEAD + "二、存在的不足：执法力量薄弱，原因是编制不足。\n",),
    ),
    require_rule(
        code="R005",
        name="next-year-missing",
        title="缺下一年度安排",
        why="年度报告应当写明下一年度推进法治政府建设的主要安排。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        when=(LINES,),
        all_of=(
            r"下一?年度?|下一?步|下一阶段|明年|来年|新的一年|今后|接下来|工作(?:打算|思路|计划|安排)|20[0-9]{2}年，?(?:工作)?(?:打算|思路|计划|安排|拟|力争)",
        ),
        message="未见下一年度安排",
        suggestion="补写下一年度主要安排",
        bad=(_HEAD + "一、第一责任人履职情况。\n二、存在的不足。\n",),
        good=(_HEAD + "三、下一年度工作安排。\n", _HEAD + "2026年，计划3月底前完成执法人员轮训。\n"),
    ),
    require_rule(
        code="R022",
        name="own-duties-missing",
        title="述法报告缺本人履职",
        why="述法是领导干部报告本人履职，通篇只写单位工作不符合要求。",
        basis=("工作要求：述法应当报告本人履行推进法治建设职责的情况",),
        severity="warning",
        kinds=_AR,
        all_of=(r"本人|我(?!们|镇|县|市|乡|街|省|国|区|所|局|办|单位|党)",),
        when=(r"述法",),
        titled=r"述法",
        place="title",
        message="述法报告未见本人履职内容",
        suggestion="补写本人研究部署、督办、带头学法等情况",
        bad=("柳湾镇党委书记述法报告\n一年来，全镇法治建设成效明显。\n",),
        good=(
            _HEAD + "书记、镇长按规定述法。\n",
            "柳湾镇党委书记述法报告\n一年来，本人主持研究法治工作六次。\n",
        ),
    ),
)

_YEARS = lazily(r"(20[0-9]{2})年度?")
_BEGINS = lazily(
    r"(?:^|[。；;\n…])[ \t]*(20[0-9]{2})年(?!以来|起|至|开始|底前|[0-9]{1,2}月|-|—|、|和|到)(?=[,，度全我共本上下])"
)
_COMPARED = lazily(r"较|相比|同比|比上年|逐年|历年|近年|分别")
_REPORT_OF = r"(20[0-9]{2})年(?:度)?[^。；，\n]{0,14}(?:法治|依法行政)[^。；，\n]{0,14}(?:报告|年报|总结)"
_ISSUED_AGAIN = lazily(r"修订版|更正版|修改版|首版|重新发布|更新后")
_SHOWN = lazily(r"公开|公布|发布|挂(?:到|上|在|出)|上网|挂网|贴(?:到|上|出)")


@rule(
    code="R006",
    name="published-late",
    title="年度报告公开疑似逾期",
    why="法治政府建设年度报告应当在次年四月一日前公开。",
    basis=("工作要求：法治政府建设年度报告次年四月一日前向社会公开",),
    severity="error",
    kinds=_AR,
    scope="document",
    suggestion="核对公开日期；已逾期的如实说明",
    bad=(
        Example(text="柳湾镇2025年度法治政府建设情况报告\n正文。\n柳湾镇人民政府\n2026年5月10日\n", kind=Kind.AR),
        "柳湾镇2025年度依法行政工作报告迟至6月9日方在镇政府网站公布。",
    ),
    good=(
        Example(text="柳湾镇2025年度法治政府建设情况报告\n正文。\n柳湾镇人民政府\n2026年1月10日\n", kind=Kind.AR),
        "柳湾镇2025年度法治政府建设情况报告（修订版，首版2026年2月3日公布），2026年6月9日发布。",
        "柳湾镇2025年度法治政府建设报告已于2026年3月9日在网站公布，6月9日召开了座谈会。",
    ),
)
def published_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the date of a yearly report that lies after the first of April of the next year."""
    folded = document.folded
    if ("法治" not in folded and "依法行政" not in folded) or _ISSUED_AGAIN.search(folded):
        return
    for match in compiled(_REPORT_OF).finditer(folded) if len(folded) <= LONGEST_PAPER else ():
        for told in told_days(document, match.start(), document.sentence(match.end())[1], context):
            around = re.split("[,，]", told.before[-14:])[-1] + re.split("[,，]", told.after[:16])[0]
            due = date(int(match[1]) + 1, 4, 1)
            if _SHOWN.search(around) and due < told.first <= date(due.year, 12, 31):
                yield Hit(told.start, told.end, message=f"{match[1]}年度报告{told.first}才公开，晚于次年四月一日")
                return
    title, day, span = document.title, document.frame.date, document.frame.date_span
    if title is None or day is None or span is None:
        return
    named = re.search(r"(20[0-9]{2})年度?", document.folded[title[0] : title[1]])
    if not named or "法治政府建设" not in document.folded[title[0] : title[1]]:
        return
    year = int(named[1])
    if (day.year, day.month, day.day) > (year + 1, 4, 1) and day.year <= year + 2:
        yield Hit(*span, message=f"{year}年度报告的日期为{day}，晚于次年四月一日")


@rule(
    code="R011",
    name="year-out-of-place",
    title="年份疑似错位",
    why="标题是一年、正文写另一年“今年”“全年”，多半是沿用旧稿没有改。",
    basis=(_FORM,),
    severity="error",
    kinds=_AR,
    scope="document",
    suggestion="核对年份；确指往年的写明对比",
    bad=(
        _HEAD + "2024年，我镇共审查合同80份。2024年，开展普法12场。2024年，化解纠纷90件。\n",
        _HEAD + "2023年度，我镇召开法治会议四次；2023年全年办结案件12件。\n",
    ),
    good=(
        _HEAD + "2025年，我镇共审查合同80份，2024年审查70份，同比增长14.3%。\n",
        _HEAD + "2023年以来，持续推进。\n",
        _HEAD + "2023年，我镇收案4件；2024年，收案6件，2025年收案9件，逐年上升。\n",
        _HEAD + "2024年，县里部署整治；2024年12月，我镇成立专班。今年整治任务全部完成。\n",
    ),
)
def years(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first sentence that begins with another year where that year begins three or more and the own none."""
    title = document.title
    if title is None or not (named := _YEARS.search(document.folded, title[0], title[1])):
        return
    own = named[1]
    folded = document.folded
    begins = [
        match
        for match in _BEGINS.finditer(folded, title[1])
        if not _COMPARED.search(folded, match.start(), document.sentence(match.start(1))[1])
    ]
    others = [match for match in begins if int(own) - 3 <= int(match[1]) < int(own)]
    if any(match[1] == own for match in begins):
        return
    often = [match for match in others if match[1] == str(int(own) - 1) and folded[match.end() :][:1] in ",，"]
    rest = folded[title[1] :]
    if len(often) >= 3 or (len(others) >= 2 and not re.search(rf"{own}年|今年|本年|报告年度", rest)):
        yield Hit(*others[0].span(1), message=f"标题为{own}年度，正文多处以“{others[0][1]}年”起头")


@rule(
    code="R020",
    name="two-titles",
    title="网页标题与正文标题不一致",
    why="同一份文件两个标题，引用、归档时容易混淆；文号应当填写。",
    basis=(_FORM,),
    severity="info",
    kinds=("ar", "gw", "nd"),
    scope="document",
    cues=("文号", "网页标题"),
    suggestion="统一标题",
    bad=("网页标题：柳湾镇法治建设年报\n正文标题：柳湾镇2025年度法治政府建设情况报告\n",),
    good=(
        "网页标题：柳湾镇2025年度法治政府建设情况报告\n正文标题：柳湾镇2025年度法治政府建设情况报告\n",
        Example(
            text="文号：柳政〔2025〕3号　成文日期：2025-01-14\n柳湾镇2024年度法治政府建设情况报告\n正文。\n",
            kind=Kind.AR,
        ),
    ),
)
def empty_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield two titles of one page that differ; where all is asked for, an empty number in its head."""
    net, body = (re.search(rf"{word}标题[:：][ \t]*([^\n]{{4,80}})", document.folded) for word in ("网页", "正文"))
    if net and body and re.sub(r"[\s《》]", "", net[1]) != re.sub(r"[\s《》]", "", body[1]):
        yield Hit(*body.span(1), message="网页标题与正文标题不一致")
        return
    if not context.deep:
        return
    if match := re.compile(r"文号[:][ \t]*(?=成文日期|\n|发布)").search(document.folded, 0, 1500):
        yield Hit(*match.span(), message="发布页的文号为空")
