"""Family D, second part: days and terms of a proposal against those of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, compiled, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._papers import DAY, amount_of, calendar, day_of, days_of
from fazhi.packs.rules.decisions import LAW

_DAY = r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"


def _date(match: re.Match[str], at: int) -> date | None:
    try:
        return date(int(match[at]), int(match[at + 1]), int(match[at + 2]))
    except ValueError:
        return None


_SOON = (
    r"(?:(?<!申)请|要求|须)[^。；]{0,16}(?:于|在)?(?<![0-9十])(?:[1-6一二两三四五六]个?(?:工作日|日|天)(?:之)?内|当日|当天|即日|今日|次日|明日)"
    r"[^。；]{0,16}(?:出具|完成|反馈|提出)[^。；]{0,10}(?:合法性)?审查(?:意见)?"
)
_SENT_FOR_REVIEW = (
    DAY
    + r"[^。；\n]{0,10}送[^。；\n]{0,10}(?:司法所|审查机构|法制机构|法律顾问)[^。；\n]{0,12}?"
    + DAY
    + r"前?[^。；\n]{0,6}(?:回复|反馈|出具|完成|提出)"
)


_HURRIED = (
    r"(?:司法所|审查机构|法制机构|法律顾问|合法性审查|审查意见)[^。；]{0,36}(?:连夜|今晚|明早|明天|后天|当天|当日|马上|立刻|加急|次日|隔天|半天|(?<![0-9十])[1-6一二三四五六两]个?(?:工作日|天|日)内?)[^。；]{0,24}"
    r"(?:审查意见|写出来|出具|审完|审出来|审好|盖章|看完|反馈|回复|出意见|给意见|要用|上会)"
)


@rule(
    code="D003",
    name="too-little-time-for-review",
    title="留给合法性审查的时间不足",
    why="送请合法性审查应当保证必要的审查时间，一般不少于七个工作日。",
    basis=(f"{LAW}:26",),
    severity="warning",
    kinds=("dp", "gw"),
    cues=("审查", "司法所", "法制机构", "法律顾问"),
    patterns=(_SOON, _SENT_FOR_REVIEW, _HURRIED),
    message="要求审查机构出具意见的时间少于七个工作日",
    suggestion="留足七个工作日；确属紧急的写明理由并经批准",
    bad=(
        "请司法所于3日内出具合法性审查意见。",
        "要求司法所当天完成合法性审查。",
        "2026年6月23日将材料送镇司法所，请于6月25日前回复。",
        "方案刚发给司法所，后天一早上会，麻烦加急审完。",
        "送司法所审查的期限为两个工作日，届时反馈意见。",
    ),
    good=(
        "请司法所于10个工作日内出具合法性审查意见。",
        "应当自受理申请之日起5个工作日内完成审查。",
        "请司法所于十五日内完成审查。",
        "司法所审查后，起草单位应当在三日内修改完善。",
        "2026年6月23日将材料送镇司法所，请于7月10日前回复。",
    ),
)
def too_little_time(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what asks for the review within days, or from one day to another with fewer than seven working days."""
    folded = document.folded
    if re.search(r"紧急|突发|提前|补正", folded[start:end]):
        return
    if match := compiled(_SOON).search(folded, start, end) or compiled(_HURRIED).search(folded, start, end):
        yield Hit(*match.span())
        return
    for match in compiled(_SENT_FOR_REVIEW).finditer(folded, start, end):
        first, last = day_of(match), day_of(match, 4)
        if first and last and first < last and calendar().working_between(first, last) < 7:
            yield Hit(*match.span())


_STATED = lazily(
    r"公开征(?:求|集)[^。；\n]{0,30}?(?:期限?|时间|为期|意见)(?:为|共|:)?(?:([1-9]|1[0-9]|2[0-9])|([一二三四五六七八九]|二?十[一二三四五六七八九]?))(?:日|天|个工作日)"
)
_TOLD_APART = lazily(
    _DAY
    + r"[^。；\n]{0,20}(?:刊登|公布|发布|公开|挂网|公告)[^。；\n]{0,16}(?:意见|建议)[^。；\n]{0,10}?(?:至|到|截至|截止)(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日"
)
_UNTIL = lazily(
    _DAY
    + r"起?[^。;\n]{0,24}(?:征求|征集|听取)[^。;\n]{0,10}意见[^。;\n]{0,8}?(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日(?:截止|为止|止|结束)"
)
_MINUTES = lazily(r"纪要|会议记录")
_FIRST = lazily(
    _DAY
    + r"(?:起)?(?:至|到|—|-)+(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日[^。；\n]{0,30}?(?:征求|征集|听取)[^。；\n]{0,10}意见"
)
_CONSULTED = lazily(
    r"(?:公开)?征求(?:社会)?(?:公众)?意见[^。；\n]{0,24}?"
    + _DAY
    + r"(?:起)?(?:至|到|—|-)+(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日"
)


_SPOKEN_DAY = r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})月([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:日|号)"
_ASKED_FROM = lazily(_SPOKEN_DAY + r"[^。；]{0,40}?" + _SPOKEN_DAY + r"[^。；，]{0,3}(?:前|止|截止|为止|结束|截|以前)")
_ASKED_UNTIL = lazily(_SPOKEN_DAY + r"[^。；]{0,40}?(?:截止|截至|到期)(?:时间|日期)?(?:为|是|:|到)?" + _SPOKEN_DAY)
_ABOUT_OPINIONS = lazily(r"有话|意见|建议|反馈|来说")
_MADE_PUBLIC = lazily(r"挂网|贴|挂(?:的|出|在)|公布|公开|贴出|张榜|公示|征求|上网|发布")
_FEW_DAYS = lazily(
    r"(?:征求|征集|听取|收集|提)[^。；，]{0,8}(?:意见|建议)[^。；]{0,14}?(?<![0-9一二三四五六七八九十月第])(?:一周|两周|一星期|两星期|一个星期|两个星期|半个月|半月|[三五七]天|十天|十五天|二十天|1?[0-9]天|2[0-9]天|1?[0-9]日(?!期)|十日|十五日|七日|二十日)(?!前|截|内(?:答复|研究|办理))"
    r"|(?:公示|公布|挂网|公开|贴)[^。；，]{0,8}?(?:一个礼拜|两个礼拜|一周|两周|一星期|半个月|[三五七]天|十天|十五天|二十天)[^。；]{0,12}(?:意见|建议|反馈|来说)"
)


def _spoken(match: re.Match[str], at: int) -> date | None:
    numbers = [amount_of(match[at]), amount_of(match[at + 1])]
    try:
        return date(2026, int(numbers[0] or 0), int(numbers[1] or 0))
    except ValueError:
        return None


def _plainly_short(document: Document, start: int, end: int) -> Iterator[Hit]:
    """Yield days told without a year, or a term in words, that leave the public fewer than thirty days."""
    folded = document.folded
    if re.search(r"缩短|紧急|村民|职工|部门意见|内部", folded[start:end]) or not _ABOUT_OPINIONS.search(
        folded, start, end
    ):
        return
    if (match := _FEW_DAYS.search(folded, start, end)) and _MADE_PUBLIC.search(folded, start, end):
        yield Hit(*match.span(), message="写明的公开征求意见期限少于三十日")
    match = _ASKED_FROM.search(folded, start, end) or _ASKED_UNTIL.search(folded, start, end)
    if match and _MADE_PUBLIC.search(folded, start, end):
        first, last = _spoken(match, 1), _spoken(match, 3)
        if first and last and timedelta(0) < last - first < timedelta(days=29):
            yield Hit(*match.span(), message=f"公开征求意见{(last - first).days + 1}日，一般不少于三十日")


@rule(
    code="D001",
    name="consultation-too-short",
    title="公开征求意见疑似少于三十日",
    why="决策事项向社会公开征求意见，期限一般不少于三十日；因情况紧急等需要缩短的，应当说明理由。",
    basis=(f"{LAW}:15",),
    severity="error",
    kinds=("dp", "gw"),
    cues=("征求", "征集", "意见"),
    suggestion="延长到三十日，或者写明缩短的理由",
    bad=(
        "方案于2026年6月1日在村务公开栏征求意见，6月10日截止，收到意见12条。",
        Example(text="镇长办公会议纪要\n方案2026年6月1日公开征求意见，6月10日截止，会议同意该方案。\n", kind=Kind.GW),
        "2026年度方案公开征求意见时间为2026年3月1日至3月15日。",
        "方案于2026年6月1日在镇政府网站刊登，意见收集到6月12日结束。",
        "方案在门户网站公开征求意见，期限15日，收到意见41条。",
        "选址三月二号贴出来的，谁有意见三月十二号以前到镇里说。",
        "方案上网公布，收集意见半个月。",
        "在政府网站公开征集意见二十天。",
        "2026年4月3日至4月17日，在门户网站公示方案并征求社会公众意见。",
    ),
    good=(
        Example(text="关于征求意见的公告\n2026年6月1日起公开征求意见，6月10日截止。\n", kind=Kind.GW),
        "公开征求意见时间为2026年3月1日至3月31日。",
        "因防汛情况紧急，公开征求意见缩短为2026年6月1日至6月5日。",
        "征求村民意见时间为2026年3月1日，3月15日开会。",
        "方案于2026年6月1日在镇政府网站公布，意见征集到7月5日。",
        "方案公开征求意见，期限三十日。",
        "选址三月二号贴出来的，谁有意见四月五号以前到镇里说。",
    ),
)
def short_consultation(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a consultation of the public whose printed days make fewer than thirty, with no word of shortening.

    Of official papers only minutes are looked at: they decide, where a notice may ask about something small.
    """
    folded = document.folded
    if document.kind is Kind.DP:
        yield from _plainly_short(document, start, end)
    if document.kind is Kind.GW and not (document.title and _MINUTES.search(folded, *document.title)):
        return
    if re.search(r"缩短|紧急", folded[max(0, start - 80) : min(len(folded), end + 80)]):
        return
    if match := _STATED.search(folded, start, end):
        yield Hit(*match.span(), message="写明的公开征求意见期限少于三十日")
        return
    for match in (
        *_CONSULTED.finditer(folded, start, end),
        *_TOLD_APART.finditer(folded, start, end),
        *_FIRST.finditer(folded, start, end),
        *_UNTIL.finditer(folded, start, end),
    ):
        if not re.search("公开|公众|社会|刊登|公布|发布|挂网|公告", folded[start:end]):
            continue
        first = _date(match, 1)
        year = match[4] or match[1]
        try:
            last = date(int(year), int(match[5]), int(match[6]))
        except ValueError:
            continue
        if first and last > first and (last - first) + timedelta(days=1) < timedelta(days=30):
            yield Hit(*match.span(), message=f"公开征求意见{(last - first).days + 1}日，一般不少于三十日")


_REVIEWED = DAY + r"[^。；\n月]{0,24}(?:出具|作出|形成|完成)[^。；\n]{0,8}(?:合法性)?审查(?:意见)?"
_MET_FIRST = (
    r"(?:党政联席会|班子会|办公会|常务会)议?[^。；\n]{0,8}" + DAY + r"[^。；\n]{0,8}(?:审议|讨论|研究|通过|同意)"
)
_REVIEWED_FIRST = (
    r"(?:司法所|法律顾问|审查机构|法制机构)[^。；\n]{0,4}"
    + DAY
    + r"[^。；\n]{0,8}(?:出具|作出|形成|完成)[^。；\n]{0,8}审查"
)
_MET = (
    DAY
    + r"[^。；\n]{0,16}(?:召开|经)?[^。；\n]{0,12}(?:会议|党政联席会|班子会|办公会|常务会)[^。；\n]{0,12}(?:审议|讨论|研究|通过|同意)"
)
_LATER = (
    r"审查(?!(?:意见书?|报告)?(?:指出|要求|提出|中))(?:意见书?|报告|手续)?[^。；\n]{0,14}(?:补上|补办|补送|补出|补做|补开|补签|后补|补审|过(?:几天|两天|些天|些日子|一阵|阵子|会儿)[^。；，]{0,2}补|以后补|再补|后头补)"
    r"|(?:现|再|事后|会后)补(?:送|报|做|办)?[^。；\n]{0,14}审查"
    r"|(?:司法所|法律顾问|审查)[^。；\n]{0,10}(?:回头|事后|过后)[^。；\n]{0,2}补"
    r"|(?:拍板|通过|定了|开完会?|上会)[^。；\n]{0,12}(?:合法性|法律|法制)?审[查核][^。；\n]{0,10}(?:再[审补做走送说办出来]|后补|以后|下周|下月)"
    r"|先(?:定|议|上会|通过|表决|签|研究)[^。；\n]{0,24}审查[^。；\n]{0,16}补"
)


@rule(
    code="D004",
    name="decided-before-review",
    title="疑似先议后审",
    why="未经合法性审查不得提交决策机关讨论；会后补审不能补正。",
    basis=(f"{LAW}:25",),
    severity="error",
    blocking=True,
    kinds=("dp", "gw"),
    scope="document",
    patterns=(_REVIEWED, _REVIEWED_FIRST, _LATER),
    anywhere=(_MET, _MET_FIRST),
    gated=True,
    suggestion="如实登记为补审，重新提交讨论",
    bad=(
        "协议文本今天会上先定，合法性审查意见请司法所下周补上。",
        "2026年3月10日党政联席会审议通过方案。\n2026年3月15日司法所出具合法性审查意见。\n",
        "方案2026年5月起草。镇长办公会议6月24日讨论同意本方案，司法所6月26日出具了审查意见。\n",
    ),
    good=(
        "合法性审查意见指出的材料，由村建办补送。",
        "2026年3月5日司法所出具合法性审查意见。\n2026年3月10日党政联席会审议通过方案。\n",
    ),
)
def decided_before_review(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day of a meeting that discussed before the day on which the review was given."""
    reviewed = [day for each in (_REVIEWED, _REVIEWED_FIRST) for day, _, _ in days_of(each, document, context)]
    met = [found for each in (_MET, _MET_FIRST) for found in days_of(each, document, context)] if reviewed else []
    if met and met[0][0] < reviewed[0]:
        yield Hit(met[0][1], met[0][2], message=f"会议（{met[0][0]}）早于合法性审查意见（{reviewed[0]}）")
        return
    for match in context.each(document, _LATER):
        yield Hit(*match.span(), message="写明先议定、后补合法性审查")
        return


_SENT = DAY + r"[^。；\n月]{0,12}(?:送达|发送|提供|通知|发给|送给)[^。；\n]{0,8}(?:听证|参会代表)(?:材料|通知|参加人)?"
_SENT_TO = DAY + r"[^。；\n月]{0,6}(?:向|给)[^。；\n]{0,4}听证[^。；\n]{0,8}(?:送达|发送|提供|寄送)"
_HELD_FIRST = r"听证会[^。；\n]{0,6}" + DAY + r"[^。；\n]{0,10}(?:举行|召开)"
_HELD = DAY + r"[^。；\n]{0,12}(?:举行|召开)[^。；\n]{0,6}听证会?"


_PAPERS_SENT = lazily(
    r"(?:材料|方案|文本|资料|稿子)[^。；\n]*[送发提寄领给拿]|[送发提寄领给拿][^。；\n]*(?:材料|方案|文本|资料|稿子)"
)
_AT_THE_LAST = (
    r"听证会?前[一二两三四五六1-6][天日][^。；\n]{0,14}(?:材料|方案|文本|资料)[^。；\n]{0,10}(?:送|发|提供|寄)",
    r"听证[^。；\n]{0,24}(?:材料|方案|文本|资料|稿子)[^。；\n]{0,14}(?:那天|开会前|今天|今晚|当天|当日|当场|会上|现场|前一[天日]|前[一二两三四五六1-6][天日]|头天|昨天|提前[一二两三四五六1-6][天日])[^。；\n]{0,10}(?:发|送|领|给|提供|拿|寄)",
    r"听证[^。；\n]{0,4}(?:那天|当天|当日|前一[天日]|头天|前[一二两三四五六1-6][天日])[^。；\n]{0,8}(?:才|再|把)[^。；\n]{0,8}(?:材料|方案|文本|资料|稿子)[^。；\n]{0,6}(?:发|送|给)",
    r"(?:材料|方案|文本|资料|稿子)[^。；\n]{0,14}(?:听证)[^。；\n]{0,8}(?:当天|当日|当场|会上|现场|前一[天日]|前[一二两三四五六1-6][天日]|头天|开始前)[^。；\n]{0,10}(?:发|送|领|给|提供|拿|寄)",
)


def _at_the_last(document: Document) -> re.Match[str] | None:
    """Return where a sentence about a hearing tells that its papers come just before it."""
    folded, passed = document.folded, -1
    at = folded.find("听证")
    while at >= 0:
        if at >= passed:
            start, passed = document.sentence(at)
            if _PAPERS_SENT.search(folded, start, passed):
                for pattern in _AT_THE_LAST:
                    if match := compiled(pattern).search(folded, start, passed):
                        return match
        at = folded.find("听证", max(at + 2, passed))
    return None


@rule(
    code="D009",
    name="hearing-papers-late",
    cues=("听证",),
    title="听证材料送达疑似不足七日",
    why="听证会举行七日前应当通知听证参加人并提供材料。",
    basis=(f"{LAW}:16",),
    severity="error",
    kinds=("dp", "gw"),
    scope="document",
    anywhere=(_SENT, _SENT_TO, _HELD, _HELD_FIRST),
    suggestion="改期，重新通知",
    bad=(
        "2026年3月8日送达听证材料。\n2026年3月10日举行听证会。\n",
        "后天开听证会，方案文本会上现场发给代表。",
        "听证材料于会前三日发送各参加人，材料在听证会前三日送达。",
        "2026年6月，听证会于6月18日举行，材料于6月15日送达各听证参加人。\n",
        "2026年4月20日向听证代表送达方案材料，4月24日召开听证会。\n",
    ),
    good=("2026年3月1日送达听证材料。\n2026年3月10日举行听证会。\n",),
)
def late_hearing_papers(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day hearing papers were delivered where fewer than seven days lie before the hearing."""
    if match := _at_the_last(document):
        yield Hit(*match.span(), message="听证材料应当在听证会七日前提供")
        return
    sent = min((found for each in (_SENT, _SENT_TO) for found in days_of(each, document, context)), default=None)
    held = [day for each in (_HELD, _HELD_FIRST) for day, _, _ in days_of(each, document, context)] if sent else []
    if sent and held and sent[0] <= held[0] < sent[0] + timedelta(days=7):
        yield Hit(sent[1], sent[2], message=f"距听证会{(held[0] - sent[0]).days}日，应当在七日前")
