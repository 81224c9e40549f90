"""Family V: replies in reviews, answers in suits, reports after them. V004 stands with the citations of old laws.

V003 stands in ``facts_admitted``. Left out: V011 (the same decision again) takes two decisions side by side, V012 (lost
suits looked into) the register of suits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Hit, Rule, is_titled, pattern_rule, require_rule, rule
from fazhi.packs.rules._papers import DAY, REVIEW, SUITS, calendar, day_of, days_of, signed_on

HEADS = "最高人民法院关于行政机关负责人出庭应诉若干问题的规定@2020"
SUITS_READ = "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释@2018"
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

RULES: tuple[Rule, ...] = (
    require_rule(
        code="V002",
        name="no-list-of-evidence",
        title="复议答复未附证据、依据清单",
        why="被申请人应当提出书面答复并提交证据、依据和其他有关材料；不提交的视为没有证据、依据。",
        basis=(f"{REVIEW}:44.1", f"{REVIEW}:48", f"{REVIEW}:70"),
        severity="error",
        kinds=_FY,
        since=date(2024, 1, 1),
        titled=r"复议答复|答辩",
        all_of=(
            ("证据", r"证据(?:目录|清单|材料)?"),
            ("依据", r"依据|规范性文件|法律"),
        ),
        message="复议答复、答辩未见证据、依据",
        suggestion="编目提交作出行政行为的证据、依据和其他有关材料",
        bad=(
            "我镇行为合法，请予维持。",
            _REPLY.replace("、证据充分、适用依据正确", "").replace("附：证据目录1至12号及法律依据文本。\n", ""),
        ),
        good=("附证据目录1—12号及法律依据文本。", _REPLY),
    ),
    pattern_rule(
        code="V005",
        name="concrete-administrative-act",
        title="沿用“具体行政行为”旧称",
        why="行政诉讼法、行政复议法修改后统一称“行政行为”。",
        basis=(f"{SUITS}:2.1", f"{REVIEW}:2.1"),
        severity="info",
        kinds=_FY,
        patterns=(r"具体行政行为",),
        unless=(r"“具体行政行为”|《[^》]*具体行政行为[^》]*》",),
        message="“具体行政行为”是旧称",
        suggestion="改为“行政行为”",
        bad=("我镇作出的具体行政行为合法。", "申请人请求撤销被申请人的具体行政行为。"),
        good=("我镇作出的行政行为合法。", "修改前的法律称“具体行政行为”。"),
    ),
    pattern_rule(
        code="V007",
        name="only-a-lawyer-attends",
        title="仅委托律师出庭",
        why="负责人不能出庭的，应当委托本机关相应的工作人员出庭，不得仅委托律师。",
        basis=(f"{SUITS}:3.3", f"{SUITS_READ}:128.2", f"{SUITS_READ}:132"),
        severity="error",
        kinds=_FY,
        patterns=(
            r"(?:由|委托|委派)[^。；]{0,12}律师(?:一人|1人|单独|独自)[^。；]{0,8}(?:出庭|到庭|应诉)",
            r"(?:仅|只|单独)(?:有|由|委托|委派)[^。；]{0,16}律师[^。；]{0,10}出庭",
            r"(?:不派|未派|无)工作人员[^。；]{0,20}律师[^。；]{0,10}出庭",
        ),
        before_unless=("不得", "严禁"),
        unless=(r"不得仅|不能仅|不得只",),
        message="疑似仅由律师出庭",
        suggestion="由负责人出庭；不能出庭的委托本机关工作人员并说明理由",
        bad=(
            "由代理律师一人到庭应诉。",
            "本案仅委托柳江律师事务所律师出庭应诉。",
            "镇长不能出庭，只由代理律师一人出庭。",
        ),
        good=(
            "本案由副镇长出庭，另委托律师一名。",
            "不得仅委托律师出庭。",
        ),
    ),
    pattern_rule(
        code="V008",
        name="not-a-head-of-the-organ",
        title="出庭的不是行政机关负责人",
        why="负责人包括正职、副职、参与分管被诉行为实施工作的副职级别的负责人以及其他参与分管的负责人。",
        basis=(f"{HEADS}:2",),
        severity="error",
        kinds=_FY,
        patterns=(
            r"(?:村(?:党支部)?书记|村委会主任|村主任|居委会主任|律师)[^。；，]{0,4}(?:代为出席|代为出庭|代替[^。；，]{0,6}出庭|代表[^。；，]{0,12}出庭)",
            r"(?:村(?:党支部|党总支)?书记|村委会主任|居委会主任|村主任|律师|网格员|司法所所?长)[^。；，]{0,12}(?:作为|代表|以)[^。；]{0,10}负责人(?:的身份|身份)?[^。；]{0,4}出庭",
        ),
        unless=(r"不得|不能(?:作为|代表)|不属于|不是",),
        message="拟出庭人员疑似不是行政机关负责人，请核对身份",
        suggestion="由正职、副职或者其他分管负责人出庭，并提交盖章的身份证明",
        bad=(
            "负责人不能出庭，委托河东村村主任代为出席。",
            "由河东村党支部书记丁小水作为行政机关负责人出庭。",
            "村委会主任戊小山代表机关负责人出庭应诉。",
        ),
        good=("由副镇长丁小水作为行政机关负责人出庭。", "村委会主任不能作为行政机关负责人出庭。"),
    ),
)

_COPY = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,30}}(?:复议申请书副本|复议申请笔录|答复通知书|提出答复通知)"
_COPY_BEFORE = rf"复议申请书副本[^。;\n]{{0,14}}{DAY}[^。;\n]{{0,4}}收到"
_CLAIM_THEN = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,10}}(?:起诉状副本|应诉通知书)[^。;\n]{{0,8}}?{DAY}[^。;\n]{{0,14}}(?:提交|提出)[^。;\n]{{0,8}}(?:答辩|证据)"
_OPINION_THEN = rf"{DAY}[^。;\n]{{0,10}}复议意见书[^。;\n]{{0,10}}{DAY}[^。;\n]{{0,10}}(?:报告|报送|反馈)"
_ADVICE_THEN = rf"{DAY}[^。;\n]{{0,24}}检察建议[^。;\n]{{0,10}}{DAY}[^。;\n]{{0,8}}(?:回复|答复|函复)"
_CLAIM = rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,24}}(?:起诉状副本|应诉通知书)"


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
    patterns=(_COPY, _COPY_BEFORE),
    gated=True,
    since=date(2024, 1, 1),
    suggestion="立即提交答复、证据和依据，并说明正当理由",
    bad=(
        _REPLY.replace("2026年3月16日", "2026年3月30日"),
        _REPLY.replace("现答复如下", "适用简易程序，现答复如下").replace("2026年3月16日", "2026年3月17日"),
    ),
    good=(_REPLY, _REPLY.replace("2026年3月16日", "2026年3月23日")),
)
def review_reply_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    replied = signed_on(document)
    if replied is None or not is_titled(document, "答复"):
        return
    limit = 5 if "简易程序" in document.folded else 10
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
    patterns=(_CLAIM_THEN, _CLAIM),
    gated=True,
    suggestion="立即提交；有正当事由的，十五日内书面申请延期提供证据",
    bad=(
        "出庭情况的说明\n2026年5月6日我镇收到起诉状副本，6月5日向法院提交答辩状和证据。\n柳湾镇人民政府\n2026年6月20日\n",
        _ANSWER.replace("2026年3月20日", "2026年4月2日"),
        _ANSWER.replace("2026年3月20日", "2026年3月25日"),
    ),
    good=(_ANSWER, _ANSWER.replace("2026年3月9日", "2026年9月12日").replace("2026年3月20日", "2026年9月28日")),
)
def answer_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The fifteenth day moves on to the first working day."""
    for match in context.each(document, _CLAIM_THEN):
        first, last = day_of(match), day_of(match, 4)
        if first and last and last > calendar().next_working(first + timedelta(days=15)):
            yield Hit(*match.span(), message=f"收到起诉状副本至答辩{(last - first).days}日，超过十五日")
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
    kinds=("fy", "gw"),
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
    kinds=("fy", "gw"),
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
