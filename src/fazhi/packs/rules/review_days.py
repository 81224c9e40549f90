"""Family V: the days of a review or a suit: replies, answers, reports on what was put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Hit, compiled, is_titled, rule
from fazhi.packs.rules._days_told import Told, pairs
from fazhi.packs.rules._papers import DAY, REVIEW, SUITS, calendar, day_of, days_of, signed_on

_FY = ("fy",)
_REPLY = (
    "行政复议答复书\n临江县人民政府：\n你机关于2026年3月9日送来的丁小水行政复议申请书副本，本机关于2026年3月9日收到，现答复如下：\n"
    "本机关作出的处罚决定事实清楚、证据充分、适用依据正确，请予维持。\n附：证据目录1至12号及法律依据文本。\n"
    "柳湾镇人民政府\n2026年3月16日\n"
)
_ANSWER = (
    "行政答辩状\n答辩人：柳湾镇人民政府\n本机关于2026年3月9日收到起诉状副本，现答辩如下：请求驳回诉讼请求。\n"
    "附：证据目录及所依据的规范性文件。\n柳湾镇人民政府\n2026年3月20日\n"
)

_COPY = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,30}}(?:复议申请书副本|复议申请笔录|答复通知书|提出答复通知)"
_COPY_BEFORE = rf"复议申请书副本[^。;\n]{{0,14}}{DAY}[^。;\n]{{0,4}}收到"
_CLAIM_THEN = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,10}}(?:起诉状副本|应诉通知书)[^。;\n]{{0,8}}?{DAY}[^。;\n]{{0,14}}(?:提交|提出)[^。;\n]{{0,8}}(?:答辩|证据)"
_OPINION_THEN = rf"{DAY}[^。;\n]{{0,10}}复议意见书[^。;\n]{{0,10}}{DAY}[^。;\n]{{0,10}}(?:报告|报送|反馈)"
_ADVICE_THEN = rf"{DAY}[^。;\n]{{0,24}}检察建议[^。;\n]{{0,10}}{DAY}[^。;\n]{{0,8}}(?:回复|答复|函复)"
_CLAIM = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,24}}(?:起诉状副本|应诉通知书)"


_CAME = r"收到|签收|收的|收了|收悉|接到|接的|送达|送到|送来|发来|来的|转来|寄来|下达|下发|拿到|到(?:了)?(?:镇|乡)"
_REPLIED = r"答复(?!通知)|答辩|举证|提交|递交|提出|交(?:给|到|上|了|去)|送(?:过来|去|交|到|达|给)|寄(?:出|去|给)|报送|才(?:把|将|交|送|写|弄)"
_REPORTED = r"还(?:没|未)[^。；，]{0,4}报|报(?:送|告|上|到|给|去)|上报|反馈|回复|汇报|报县|函告|书面说明|交(?:给|到|上|了)|才(?:把|将|报|回)"
_ANSWERED = r"还(?:没|未)回|回复|答复|函复|复函|回函|书面|反馈|报送|报告|回(?:了|过)|才(?:把|将|回|答)"
_ALLOWED = r"(?<!未申请)(?<!没申请)(?<!未经)(?<!没有申请)(?:准许|同意|批准)?延期(?:举证|提供|提交|答辩)"


def _told_late(
    document: Document, context: Context, first: str, last: str, thing: str, most: int
) -> Iterator[tuple[Told, Told, int]]:
    """Yield each pair of days told in the body, in a part that names the thing, with more days between than ``most``."""
    folded = document.folded
    for one, other in pairs(document, 0, len(folded), context, first, last):
        if compiled(r"^[^。；，]{0,6}(?:收到|接到|签收|送达)").match(other.after):
            continue  # what came on the second day is no answer to the first
        begin = document.sentence(one.start)[0]
        if (
            thing in folded[begin : document.sentence(other.start)[1]]
            and (days := (other.first - one.last).days) > most
        ):
            yield one, other, days


def _months_apart(first: date, last: date) -> int:
    """Return the months from one day to another, one begun counted as whole."""
    return (last.year - first.year) * 12 + last.month - first.month + (last.day > first.day)


@rule(
    code="V001",
    name="review-reply-late",
    title="复议答复超期",
    why="收到申请书副本之日起十日（工作日）内答复并提交证据，简易程序五日；逾期视为没有证据、依据。",
    basis=(f"{REVIEW}:48", f"{REVIEW}:54.1", f"{REVIEW}:70", f"{REVIEW}:88.2"),
    severity="error",
    blocking=True,
    kinds=_FY,
    scope="document",
    cues=("副本", "复议申请", "答复通知", "复议材料"),
    anywhere=(_COPY, _COPY_BEFORE),
    since=date(2024, 1, 1),
    suggestion="立即提交答复、证据和依据，并说明正当理由",
    bad=(
        _REPLY.replace("2026年3月16日", "2026年3月30日"),
        _REPLY.replace("现答复如下", "适用简易程序，现答复如下").replace("2026年3月16日", "2026年3月17日"),
        "行政复议答复通知书及申请书副本我镇6月3日签收，因经办人休假，7月8日方提交书面答复和证据。",
    ),
    good=(
        _REPLY,
        _REPLY.replace("2026年3月16日", "2026年3月23日"),
        "复议申请书副本我镇6月3日收到，6月12日提交书面答复和证据。",
        "申请人不服我镇3月10日作出的处罚决定，我镇4月1日收到答复通知书及复议申请书副本，4月9日提交书面答复。",
        "复议申请书副本我镇6月3日收到，请各办于6月30日前交齐材料。",
    ),
)
def review_reply_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    limit = 5 if "简易程序" in document.folded else 10
    if "起诉" not in document.folded:
        for one, other, _ in _told_late(document, context, _CAME, _REPLIED, "复议", limit):
            if (late := calendar().working_between(one.last, other.first)) > limit:
                yield Hit(one.start, other.end, message=f"收到副本至答复{late}个工作日，超过{limit}个工作日")
                return
    replied = signed_on(document)
    if replied is None or not is_titled(document, "答复"):
        return
    for received, begin, stop in [*days_of(_COPY, document, context), *days_of(_COPY_BEFORE, document, context)]:
        days = calendar().working_between(received, replied)
        if days > limit:
            yield Hit(begin, stop, message=f"收到副本至答复{days}个工作日，超过{limit}个工作日")


@rule(
    code="V006",
    name="answer-late",
    title="答辩状超过十五日",
    why="被告应当自收到起诉状副本之日起十五日内提交证据、规范性文件和答辩状；逾期视为没有相应证据。",
    basis=(f"{SUITS}:67.1", f"{SUITS}:34.2"),
    severity="error",
    blocking=True,
    kinds=_FY,
    scope="document",
    cues=("起诉状", "应诉通知", "法院传票", "诉状"),
    anywhere=(_CLAIM_THEN, _CLAIM),
    suggestion="立即提交；有正当事由的，十五日内书面申请延期提供证据",
    bad=(
        "出庭情况的说明\n2026年5月6日我镇收到起诉状副本，6月5日向法院提交答辩状和证据。\n柳湾镇人民政府\n2026年6月20日\n",
        _ANSWER.replace("2026年3月20日", "2026年4月2日"),
        _ANSWER.replace("2026年3月20日", "2026年3月25日"),
        "法院的起诉状是五月四号拿到的，答辩状和证据六月二号才送过去。",
    ),
    good=(
        _ANSWER,
        _ANSWER.replace("2026年3月9日", "2026年9月12日").replace("2026年3月20日", "2026年9月28日"),
        "起诉状副本5月4日收到，经法院准许延期举证，6月2日提交证据。",
        "起诉状副本5月4日收到，答辩状5月15日提交。",
    ),
)
def answer_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The fifteenth day moves on to the first working day."""
    allowed = compiled(_ALLOWED).search(document.folded) is not None
    for one, other, days in _told_late(document, context, _CAME, _REPLIED, "诉", 15):
        if not allowed and other.first > calendar().next_working(one.last + timedelta(days=15)):
            yield Hit(one.start, other.end, message=f"收到起诉状副本至答辩{days}日，超过十五日")
            return
    for match in context.each(document, _CLAIM_THEN):
        first, last = day_of(match), day_of(match, 4)
        if first and last and last > calendar().next_working(first + timedelta(days=15)):
            yield Hit(*match.span(), message=f"收到起诉状副本至答辩{(last - first).days}日，超过十五日")
            return
    answered = signed_on(document)
    if answered is None or not is_titled(document, "答辩") or "延期" in document.folded:
        return
    for received, begin, stop in days_of(_CLAIM, document, context):
        due = calendar().next_working(received + timedelta(days=15))
        if answered > due:
            yield Hit(begin, stop, message=f"收到起诉状副本至答辩{(answered - received).days}日，超过十五日")


@rule(
    code="V009",
    name="opinion-answered-late",
    title="复议意见书逾期未报送纠正情况",
    why="应当自收到行政复议意见书之日起六十日内，将纠正相关违法或者不当行政行为的情况报送行政复议机构。",
    basis=(f"{REVIEW}:76",),
    severity="error",
    scope="document",
    cues=("复议意见书",),
    since=date(2024, 1, 1),
    suggestion="立即报送，并说明迟延的原因",
    bad=(
        "关于整改工作的说明\n县人民政府2026年3月2日送达的行政复议意见书，我镇已于6月10日报告纠正情况。\n柳湾镇人民政府\n2026年6月20日\n",
        "关于行政复议意见书整改情况的报告\n临江县司法局：\n我镇于2026年3月2日收到行政复议意见书，现将整改情况报告如下。\n柳湾镇人民政府\n2026年6月1日\n",
        "关于行政复议意见书落实情况的报告\n临江县司法局：\n2025年11月3日，我镇收到行政复议意见书，已经纠正。\n柳湾镇人民政府\n2026年2月10日\n",
    ),
    good=(
        "关于行政复议意见书整改情况的报告\n临江县司法局：\n我镇于2026年3月2日收到行政复议意见书，现将整改情况报告如下。\n柳湾镇人民政府\n2026年4月1日\n",
    ),
)
def opinion_answered_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for one, other, days in _told_late(document, context, _CAME, _REPORTED, "复议意见书", 60):
        yield Hit(one.start, other.end, message=f"收到复议意见书至报送{days}日，超过六十日")
        return
    for match in context.each(document, _OPINION_THEN):
        first, last = day_of(match), day_of(match, 4)
        if first and last and (last - first).days > 60:
            yield Hit(*match.span(), message=f"收到复议意见书至报送{(last - first).days}日，超过六十日")
    reported = signed_on(document)
    if reported is None or not is_titled(document, "复议意见书"):
        return
    for received, begin, stop in days_of(rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,20}}复议意见书", document, context):
        if (days := (reported - received).days) > 60:
            yield Hit(begin, stop, message=f"收到复议意见书至报送{days}日，超过六十日")


@rule(
    code="V010",
    name="procuratorial-advice-answered-late",
    title="检察建议逾期回复",
    why="行政公益诉讼的检察建议，应当在收到之日起两个月内书面回复，紧急的十五日内。",
    basis=("工作要求：行政公益诉讼检察建议一般在两个月内书面回复，紧急的十五日内回复",),
    severity="warning",
    scope="document",
    cues=("检察建议",),
    suggestion="立即书面回复，并说明迟延的原因",
    bad=(
        "关于整改工作的说明\n县检察院2026年2月10日就河道垃圾发来检察建议，我镇于5月15日书面回复。\n柳湾镇人民政府\n2026年6月20日\n",
        "关于检察建议书的回复\n临江县人民检察院：\n我镇于2026年3月2日收到检察建议书，现回复如下。\n柳湾镇人民政府\n2026年6月1日\n",
        "关于检察建议办理情况的回复\n临江县人民检察院：\n2025年11月3日，我镇收到你院检察建议，现已整改。\n柳湾镇人民政府\n2026年2月10日\n",
    ),
    good=(
        "关于检察建议书的回复\n临江县人民检察院：\n我镇于2026年3月2日收到检察建议书，现回复如下。\n柳湾镇人民政府\n2026年5月2日\n",
    ),
)
def procuratorial_advice_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    urgent = compiled(r"紧急|十五日内(?:书面)?回复|15日内(?:书面)?回复").search(document.folded) is not None
    for one, other, days in _told_late(document, context, _CAME, _ANSWERED, "检察建议", 15):
        if _months_apart(one.last, other.first) > 2 or urgent:
            yield Hit(
                one.start, other.end, message=f"收到检察建议至回复{days}日，超过{'十五日' if urgent else '两个月'}"
            )
            return
    for match in context.each(document, _ADVICE_THEN):
        first, last = day_of(match), day_of(match, 4)
        if first and last and _months_apart(first, last) > 2:
            yield Hit(*match.span(), message=f"收到检察建议至回复{(last - first).days}日，超过两个月")
    replied = signed_on(document)
    if replied is None or not is_titled(document, "检察建议"):
        return
    for received, begin, stop in days_of(rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,20}}检察建议", document, context):
        if _months_apart(received, replied) > 2:
            yield Hit(begin, stop, message=f"收到检察建议至回复{(replied - received).days}日，超过两个月")
