"""The form of official papers: 文号, date, title, addressee, ordinals, annexes, signature, marks of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from fazhi.kernel.lint import Context, Document, Example, Hit, pattern_rule, require_rule, rule
from fazhi.kernel.lint.lazily import lazily

_STANDARD: Final = "文字规范：党政机关公文格式国家标准"
HANDLING: Final = "文字规范：党政机关公文处理的一般要求"
_PAPERS: Final = ("nd", "dp", "ar", "fi", "gw")
_FOOT: Final = 14
_LONG: Final = "\n".join(f"第{number}条 犬只应当拴养。" for number in "一二三四五六七八九十" * 2)
"""A text passed on that is longer than a foot, for the examples."""
_PASSED_ON: Final = lazily(r"(?:印发|转发|发布|公布|下发)《([^《》]{4,60})》")
_IN_WORDS: Final = (
    r"[二〇○零oO0-9一三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
)
"""A day in Chinese figures, or in both kinds mixed; in Arabic figures alone it is looked for before."""
_OTHERWISE: Final = lazily(_IN_WORDS + r"|(?:19|20)[0-9]{2}[./-][0-9]{1,2}[./-][0-9]{1,2}|[0-9]{1,2}月[0-9]{1,2}日")
_IN_FIGURES: Final = lazily(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
_OF_THE_CENTURY: Final = lazily(r"(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_ADDRESSED: Final = lazily(r"(?:通知|请示|报告|函|批复|意见)$")
_TYPED: Final = lazily(
    r"(?:通知|通告|公告|公报|决定|决议|命令|令|意见|报告|请示|批复|议案|函|纪要|办法|规定|细则|规则|规范|章程|方案|规划|计划|要点|总结|"
    r"公约|条例|制度|清单|公示|说明|解读|情况|标准|指引|指南|预案|复函|答复|汇报|材料|名单|目录|表|书|述法|述职)(?:\(.{1,12}\))?$"
)


_ANNEX: Final = lazily(r"\n[ ]*附件(?:[0-9一二三四五]|[ ]*\n)")


@lru_cache(maxsize=1)
def _feet(document: Document) -> tuple[tuple[int, int], ...]:
    """Return the short blocks at the end, before the annexes, from the last one upwards; several rules ask for them."""
    blocks, folded = document.blocks, document.folded
    annex = _ANNEX.search(folded) if "附件" in folded else None
    stop = len(blocks)
    if annex is not None and (at := blocks.at(annex.start() + 1)) is not None and at > 3:
        stop = at
    if (at := _promulgated(document)) is not None:
        stop = min(stop, at)
    foot = range(stop - 1, max(-1, stop - 1 - _FOOT), -1)
    spans = ((blocks.starts[index], blocks.ends[index]) for index in foot)
    return tuple((start, end) for start, end in spans if end - start <= 40)


def _promulgated(document: Document) -> int | None:
    """Return the block in which a text begins that a notice passes on: it bears the title that the notice names."""
    named = _PASSED_ON.search(title_of(document))
    if named is None or document.title is None:
        return None
    blocks = document.blocks
    for index in range((blocks.at(document.title[1] - 1) or 0) + 1, len(blocks)):
        if "".join(document.folded[blocks.starts[index] : blocks.ends[index]].split()) == named[1]:
            return index
    return None


def title_of(document: Document) -> str:
    """The title in half width without spaces."""
    return document.folded_title


def _is_official(document: Document) -> bool:
    """Whether it is a paper with the marks of one: a 文号 or an addressee under a title."""
    return document.title is not None and (document.number is not None or document.addressee is not None)


G002 = pattern_rule(
    code="G002",
    name="number-incomplete",
    title="发文字号不完整",
    why="发文字号由机关代字、年份、序号组成，缺“号”字或者年份不全，引用和归档时对不上。",
    basis=(_STANDARD,),
    severity="warning",
    suggestion="写成“机关代字〔年份〕序号号”，年份用四位数字",
    kinds=_PAPERS,
    scope="block",
    patterns=(
        r"^[ ]*[\u4e00-\u9fff]{2,12}〔(?:19|20)[0-9]{2}〕[0-9]{1,4}[ ]*$",
        r"^[ ]*[\u4e00-\u9fff]{2,12}〔[0-9]{2}〕[0-9]{1,4}号[ ]*$",
    ),
    cues=("〔",),
    bad=("柳政发〔2026〕12\n关于做好防汛工作的通知", "柳政发〔26〕12号\n关于做好防汛工作的通知"),
    good=("柳政发〔2026〕12号\n关于做好防汛工作的通知", "档号柳〔2026〕12由综合档案室保管。"),
)


@rule(
    code="G003",
    name="date-form",
    title="成文日期写法不规范",
    why="成文日期是公文生效的日期，应当用阿拉伯数字写全年、月、日。",
    basis=(_STANDARD,),
    severity="warning",
    suggestion="写成“2026年1月14日”的形式",
    kinds=_PAPERS,
    scope="document",
    bad=(
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n二〇二六年一月十四日",
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n2026.1.14",
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n2026/01/14",
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n1月14日",
        "关于印发《犬只管理办法》的通知\n各村：\n现予印发。\n柳湾镇人民政府\n二0二六年3月5日\n犬只管理办法\n" + _LONG,
    ),
    good=(
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n2026年1月14日",
        "关于防汛工作的通知\n各村：\n1月14日前报送情况。\n柳湾镇人民政府\n2026年1月14日",
        "统计表\n日期\n2026.1.14\n件数\n12\n以上为截至上月底的情况，有关数字由党政综合办公室逐件核对，与台账一致。\n2026年2月1日",
    ),
)
def date_form(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the last day of the foot where it is written otherwise than in figures with year, month and day."""
    for begin, stop in _feet(document):
        line = document.folded[begin:stop].strip()
        if _IN_FIGURES.search(line):
            return
        if _OTHERWISE.fullmatch(line):
            at = document.folded.index(line, begin)
            yield Hit(at, at + len(line))
            return


@rule(
    code="G025",
    name="date-padded",
    title="成文日期编了虚位",
    why="月、日不编虚位，一月写“1”，不写“01”。",
    basis=(_STANDARD,),
    severity="info",
    suggestion="删去月、日前面的0",
    kinds=_PAPERS,
    scope="document",
    bad=("关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n2026年01月04日",),
    good=(
        "关于防汛工作的通知\n各村：\n请抓好落实。\n柳湾镇人民政府\n2026年10月4日",
        "报表\n填表日期为2026年01月04日的，按原表归档；本说明随表印发，由经办人逐页核对后存档备查。\n2026年3月4日",
    ),
)
def date_padded(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day in the foot whose month or day begins with a nought."""
    for begin, stop in _feet(document):
        line = document.folded[begin:stop]
        found = _OF_THE_CENTURY.search(line) if "年" in line else None
        if found is not None:
            if re.search(r"年0|月0", found[0]):
                yield Hit(begin + found.start(), begin + found.end())
            return


_BARE: Final = lazily(r"\s*([\u4e00-\u9fff]{1,16}。)[ ]*\n[ ]*各[\u4e00-\u9fff、()]{1,20}:")
"""A line that stands for a title, ended like a sentence, above the addressees."""


@rule(
    code="G004",
    name="title-form",
    title="标题要素不全或者带句号",
    why="标题由发文机关、事由、文种组成，没有文种就看不出公文的性质；标题末尾不用句号。",
    basis=(HANDLING,),
    severity="warning",
    suggestion="补上文种（如通知、报告、请示），删去末尾标点",
    kinds=_PAPERS,
    scope="document",
    bad=(
        "柳政发〔2026〕3号\n关于进一步加强集镇管理工作\n各村（社区）：\n现通知如下。\n柳湾镇人民政府\n2026年3月2日",
        "防溺水。\n各村：天热了，看好孩子。\n柳湾镇人民政府\n2026年6月2日",
        "柳政发〔2026〕3号\n关于加强集镇管理工作的通知。\n各村（社区）：\n请遵照执行。\n柳湾镇人民政府\n2026年3月2日",
    ),
    good=(
        "柳政发〔2026〕3号\n关于加强集镇管理工作的通知\n各村（社区）：\n请遵照执行。\n柳湾镇人民政府\n2026年3月2日",
        "柳湾镇人民政府\n关于规范出租房屋管理的通知\n柳政发〔2026〕3号\n统一编号：LWZD02-2026-0001\n各村民委员会：\n现通知如下。\n2026年3月2日",
        "招聘公示\n现将拟聘人员名单公示如下。\n公示期五日。",
        "柳湾镇民宿管理规定\n柳政〔2026〕23号\n第一条 为促进民宿发展，制定本规定。\n柳湾镇人民政府\n2026年5月6日",
        "柳政发〔2026〕3号\n柳湾镇2026年法治政府建设工作要点（试行）\n各村：\n请遵照执行。",
    ),
)
def title_form(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the title, or the line between 文号 and addressee that stands for it."""
    number, addressee = document.number, document.addressee
    folded = document.folded
    if document.title and re.fullmatch("(?:通知|通告|报告|请示|函|公告|意见)", title_of(document)):
        yield Hit(*document.title, message="标题只有文种，没有写事由")
        return
    if number is None and (bare := _BARE.match(folded)):
        yield Hit(*bare.span(1), message="标题没有写机关、事由和文种，还带了句号")
        return
    above = document.title is not None and number is not None and document.title[1] <= number[0]
    if above and _TYPED.search(title_of(document)):
        return  # the number stands under the title
    if number is not None:
        match = re.compile(r"\s*([^\n]{4,80})\n").match(folded, number[1])
        if match is None:
            return
        begin, stop = match.span(1)
        following = folded[stop : stop + 60].strip().split("\n")[0]
        line = folded[begin:stop].strip()
        two_lines = not following.endswith((":", "。")) and addressee is not None and addressee[0] > stop + 60
        if re.match(r"第[一二三四五六七八九十0-9]+条|[(（]|一、", line):
            return  # the number stands under the title
        if two_lines or line.endswith((":", ";")) or "。" in line[:-1] or len(line) > 60:
            return
        if line.endswith("。") or (not _TYPED.search(line) and following.endswith(":")):
            yield Hit(begin, begin + len(line))
        return


@rule(
    code="G026",
    name="no-addressee",
    title="没有写主送机关",
    why="通知、请示、报告、函等要写明送给谁，收文机关才知道由谁办理。",
    basis=(HANDLING,),
    severity="warning",
    suggestion="在标题下顶格写明主送机关；公布性的公文改用公告、通告",
    kinds=("gw", "nd"),
    scope="document",
    confidence=0.7,
    bad=(
        "柳政发〔2026〕3号\n柳湾镇人民政府关于加强集镇管理工作的通知\n现将有关事项通知如下，请遵照执行。\n2026年3月2日",
        "柳湾镇人民政府关于加强集镇管理工作的通知\n柳政发〔2026〕3号\n现将有关事项通知如下，请遵照执行。\n2026年3月2日",
    ),
    good=(
        "柳政发〔2026〕3号\n柳湾镇人民政府关于加强集镇管理工作的通知\n各村（社区）：\n请遵照执行。\n2026年3月2日",
        "柳政发〔2026〕4号\n柳湾镇人民政府关于封闭施工路段的公告\n现公告如下。\n2026年3月2日",
        "关于举办培训的通知\n定于三月举办培训。",
    ),
)
def no_addressee(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the end of the title of a numbered paper that is addressed to nobody."""
    title = document.title
    if title is None or document.number is None or document.addressee is not None:
        return
    words = title_of(document)
    if _ADDRESSED.search(words) and (title[0] >= document.number[0] or document.number[0] - title[1] < 4):
        yield Hit(title[1], title[1], absent=True)


G007 = pattern_rule(
    code="G007",
    name="ordinal-marks",
    title="层次序数的标点不对",
    why="“一、”后面不再加标点，“（一）”后面不用顿号，多写的标点说明套用时没有改净。",
    basis=(_STANDARD,),
    severity="warning",
    suggestion="层次序数写成一、（一）1.（1）",
    scope="block",
    patterns=(
        r"^[ ]*(?:[一二三四五六七八九十]{1,3}、[、,.:]|\([一二三四五六七八九十]{1,3}\)[、,.])",
        r"^[ ]*(?:[0-9]{1,2}\.、|\([0-9]{1,2}\)、)",
        r"^[ ]*[一二三四五六七八九十]{1,3}(?:,|\.)(?=[\u4e00-\u9fff]{2})",
    ),
    cues=(
        "、、",
        "、,",
        "、.",
        "、:",
        ")、",
        "),",
        ").",
        ".、",
        *(sign + mark for sign in "一二三四五六七八九十" for mark in ",."),
    ),
    bad=("（一）、加强领导\n各村要落实责任。", "一、，加强领导\n各村要落实责任。", "一.加强领导\n各村要落实责任。"),
    good=(
        "一、加强领导\n（一）落实责任\n1.明确分工\n（1）镇级分工",
        "第（一）、（二）项情形依法处理。",
        "一、二、三组村民代表参加会议。",
    ),
)

G027 = pattern_rule(
    code="G027",
    name="third-ordinal",
    title="第三层序数用了顿号",
    why="第三层序数写“1.”，不写“1、”。",
    basis=(_STANDARD,),
    severity="info",
    suggestion="改为“1.”",
    kinds=_PAPERS,
    scope="block",
    patterns=(r"^[ ]*[0-9]{1,2}、(?=[\u4e00-\u9fff]{2})",),
    cues=tuple(f"{digit}、" for digit in range(10)),
    deep=True,
    bad=("1、明确分工，落实到人。",),
    good=("1.明确分工，落实到人。", "涉及1、2组村民的，另行通知。"),
)


@rule(
    code="G009",
    name="no-signature",
    title="没有落款",
    why="没有发文机关署名和成文日期的公文，看不出由谁、何时作出，也无从计算施行和救济期限。",
    basis=(_STANDARD,),
    severity="error",
    message="未见发文机关署名和成文日期",
    suggestion="在正文之后署发文机关名称、写成文日期并盖章；纪要除外",
    kinds=("nd", "gw", "fi"),
    scope="document",
    confidence=0.7,
    bad=("柳政发〔2026〕3号\n柳湾镇人民政府关于加强集镇管理工作的通知\n各村（社区）：\n请各村遵照执行。",),
    good=(
        "柳政发〔2026〕3号\n关于加强集镇管理工作的通知\n各村：\n请遵照执行。\n柳湾镇人民政府\n2026年3月2日",
        "关于防汛资金的请示\n县人民政府：\n妥否，请批示。\n柳湾镇人民政府\n2026年2月30日\n（联系电话：0570-88880023）",
        "柳湾镇党政联席会议纪要\n柳政纪〔2026〕3号\n会议听取了汇报。",
        "学习资料\n本资料供各村学习使用。",
        "柳政发〔2026〕3号\n关于印发《犬只管理办法》的通知\n各村：\n现予印发。\n柳湾镇人民政府\n二〇二六年三月五日\n"
        "犬只管理办法\n" + _LONG,
    ),
)
def no_signature(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the end of an official paper that is neither signed nor dated."""
    if not _is_official(document) or document.frame.date is not None or document.signature is not None:
        return
    title = title_of(document)
    if "纪要" in title or not _TYPED.search(title):
        return
    at = document.written_end
    foot = document.folded[max(0, at - 160) : at]
    day = r"[0-9〇一二三四五六七八九]{4}年[^\n]{1,6}月[^\n]{1,6}日"
    if re.search(rf"(?m:^[^\n,。]{{0,20}}{day}[ )]*$)|{day}[^\n]{{0,12}}\Z", foot):
        return
    if not any(re.fullmatch(_IN_WORDS, document.folded[begin:stop].strip()) for begin, stop in _feet(document)):
        yield Hit(at, at, absent=True)


G017 = require_rule(
    code="G017",
    name="no-publicity-mark",
    title="没有标明公开属性",
    why="公文办理时就要确定是主动公开、依申请公开还是不予公开，事后再定容易漏公开或者错公开。",
    basis=("政府信息公开条例@2019:17",),
    severity="info",
    suggestion="经保密审查后在文末标明公开属性",
    kinds=("nd",),
    when=(r"(?m)^[ ]*[\u4e00-\u9fff]{2,12}〔20[0-9]{2}〕[0-9]{1,4}号[ ]*$",),
    all_of=(("主动公开、依申请公开、不予公开之一", r"主动公开|依申请公开|不予公开|公开方式|此件.{0,6}公开|公开属性"),),
    deep=True,
    bad=("柳政发〔2026〕3号\n关于印发管理办法的通知\n各村：\n请遵照执行。\n2026年3月2日",),
    good=(
        "柳政发〔2026〕3号\n关于印发管理办法的通知\n各村：\n请遵照执行。\n2026年3月2日\n（此件主动公开）",
        "关于举办培训的通知\n各村：\n请按时参加。",
    ),
)

G018 = pattern_rule(
    code="G018",
    name="secret-and-public",
    title="标了密级又写公开",
    why="国家秘密不得公开。同一件公文又标密级又写公开，必有一处是错的。",
    basis=("政府信息公开条例@2019:14",),
    severity="error",
    blocking=True,
    suggestion="核对定密情况：确属秘密的删去公开字样，并移到涉密设备上办理；不是秘密的删去密级",
    scope="document",
    patterns=(r"密级[: ]*(?:秘密|机密|绝密)", r"\A\s*(?:秘密|机密|绝密)[★ 0-9年]*\n"),
    document_also=(r"主动公开|此件公开|予以公开",),
    document_unless=(r"已解密|解密后",),
    bad=(
        "秘密\n关于某项工作的通知\n各村：\n请落实。\n（此件主动公开）",
        "密级：秘密\n关于某项工作的通知\n各村：\n请落实。\n（此件主动公开）",
    ),
    good=(
        "密级：无\n关于某项工作的通知\n（此件主动公开）",
        "涉及国家秘密的，不予公开；其他信息主动公开。",
        Example(text="原密级：秘密（已解密）\n（此件主动公开）", kind=None),
    ),
)
