"""Family ED: what decisions say of terms in days, and what the papers of a file show: ED001 to ED004.

ED005 (what was left open) stands in ``service``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, compiled, pattern_rule, rule
from fazhi.packs.rules._days_told import Told, told_days
from fazhi.packs.rules._papers import (
    CIVIL_SUITS,
    DAY,
    DECISION,
    DECISIONS,
    PENALTIES,
    REVIEW,
    SIXTY,
    SUE,
    SUITS,
    days_of,
    signed_on,
)

_CASE_LIST: Final = "行政处罚案卷目录\n1.立案审批表\n2.行政处罚事先告知书\n3.行政处罚决定书\n4.送达回证\n5.结案报告\n"
_DECIDES: Final = (Kind.PD, Kind.QZ, Kind.ZG)
_SIXTY_DAYS: Final = rf"{SIXTY}[日天]"
_NO_HOLIDAYS: Final = (
    r"(?:(?:周末|双休日?|节假日|公休日?|休息日|星期[六天日]|礼拜[六天日]|过节|过年)[^。；]{0,14}(?:不算|不计|除外|扣除|剔除|刨开|刨除|不包括|另算|去掉)"
    r"|(?:按|以|指|均为|只算|都是)工作日|\(工作日\)|(?:不算|不计|扣除|剔除|刨开|刨除|不包括|去掉|除去)[^。；，]{0,6}(?:周末|双休|节假日|公休|休息日|星期|礼拜))"
)

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="ED001",
        name="sixty-working-days",
        title="复议期限写成工作日",
        why="申请行政复议的六十日是自然日；只有三日、五日、七日、十日指工作日。",
        basis=(f"{REVIEW}:20.1", f"{REVIEW}:88.2"),
        severity="error",
        kinds=(*DECISIONS, "fi", "fy", "pn", "jc"),
        patterns=(
            rf"{SIXTY}个?工作日[^。]{{0,30}}(?:申请)?(?:行政)?复议",
            rf"复议(?!机关|机构|决定)[^。；]{{0,24}}{SIXTY}个?工作日",
            rf"{_SIXTY_DAYS}[^。；]{{0,24}}{_NO_HOLIDAYS}[^。；]{{0,40}}复议|复议[^。；]{{0,30}}{_SIXTY_DAYS}[^。；]{{0,30}}{_NO_HOLIDAYS}",
        ),
        message="申请行政复议的六十日不是工作日",
        suggestion="改为“六十日”",
        bad=(
            "60个工作日内向临江县人民政府申请复议。",
            "可在60个工作日内申请行政复议。",
            "自收到之日起六十个工作日内向临江县人民政府申请行政复议。",
            "可自收到之日起六十日（法定节假日及公休日不计算在内）内申请行政复议。",
            "复议有60天好申请，星期天和过年过节都刨开不算。",
        ),
        good=(
            "可在60日内申请行政复议。",
            "可在60日内申请行政复议，期间最后一日为法定节假日的，顺延至节后第一个工作日。",
            "收到申请之日起二十个工作日内答复，六十日内可以申请行政复议。",
        ),
    ),
    pattern_rule(
        code="ED002",
        name="180-days-for-six-months",
        title="六个月写成一百八十日",
        why="起诉期限按月计算，到对应日届满，换算成一百八十日会少算。",
        basis=(f"{SUITS}:46.1",),
        severity="warning",
        kinds=(*DECISIONS, "fi", "fy"),
        patterns=(
            rf"(?:180|一百八十|百八十)个?(?:日|天)(?:之|以)?[内里]?[^。；]{{0,30}}(?:{SUE}|诉至|诉请|告[镇乡我到上]|法院)",
            rf"(?:{SUE}|上法院|去法院|打官司)[^。；]{{0,16}}(?:180|一百八十)(?:日|天)",
        ),
        unless=(r"判决|裁定|强制执行|有效期|工期",),
        message="起诉期限写成一百八十日，应按月计算",
        suggestion="改为“六个月”",
        bad=(
            "可在180日内提起行政诉讼。",
            "或者一百八十日内向人民法院起诉。",
            "要打官司的，180天里头去县法院。",
        ),
        good=("可在六个月内提起行政诉讼。", "180日内完成整改。"),
    ),
)

_OPENED = rf"{DAY}[^。;\n]{{0,16}}立案(?!侦查)"
_OPENED_ON = rf"立案(?:日期|时间|之日)?(?:为|:){DAY}"
_CHECKED_ON = rf"{DAY}[^。;\n]{{0,20}}法制审核"
_DISCUSSED_ON = rf"{DAY}[^。;\n]{{0,20}}集体讨论"
_BACKWARDS = r"处罚决定|决定书|作出决定|罚单"
_STEPS = (
    ("告知", r"(?:事先)?告知"),
    ("调查", r"(?:调查|询问|勘验|现场检查)(?:笔录|取证)"),
    ("立案", r"立案(?!侦查)"),
    ("法制审核", r"法制审核|审核意见"),
    ("集体讨论", r"集体讨论"),
    (
        "决定",
        r"(?:作出|下达?|下了|签发|落款|写|开)[^。；，]{0,8}(?:决定|罚单|落款)?|落款|决定书?(?:日期|的日期|作出|下|是|签)",
    ),
    ("送达", r"送达|交给|签收|送到|交到|送给|领走"),
)
_DECIDED, _SERVED = 5, 6
_OF_DECISION = r"决定|罚单|落款"
_OTHER_PAPER = r"通知书?|催告|复查|回访|改正|听证"


def _step_of(told: Told) -> int | None:
    """Return which step of ``_STEPS`` a day tells of, by the words right after it, else right before; ``None``: none."""
    after, before = told.after[:16].split("，")[0].split(",")[0], told.before[-14:]
    own = before.replace(",", "，").rsplit("，", 1)[-1]
    if compiled(_OTHER_PAPER).search(after) or compiled(_OTHER_PAPER).search(own):
        return None
    for part in (after, before):
        for at, (_, pattern) in enumerate(_STEPS):
            if compiled(pattern).search(part) and (at != _DECIDED or compiled(_OF_DECISION).search(before + after)):
                return at
    return None


def _told_backwards(document: Document, context: Context) -> Iterator[Hit]:
    """Yield two steps of one sentence that are told in days against their order: served before decided and the like."""
    folded = document.folded
    if not context.found(document, _BACKWARDS):
        return
    done: set[int] = set()
    for match in context.each(document, _BACKWARDS):
        begin, stop = document.sentence(match.start())
        if begin in done:
            continue
        done.add(begin)
        if compiled(r"撤销|复议|变更|重新|原(?:处罚)?决定|诉讼|判决|不得|应当").search(folded, begin, stop):
            continue
        steps = [
            (step, day) for day in told_days(document, begin, stop, context) if (step := _step_of(day)) is not None
        ]
        decided = [day for step, day in steps if step == _DECIDED]
        if len(decided) != 1:
            continue
        for step, day in steps:
            if step < _DECIDED and day.first > decided[0].last:
                yield Hit(day.start, day.end, message=f"{_STEPS[step][0]}的日期晚于决定的日期")
                return
            if step == _SERVED and day.last < decided[0].first:
                yield Hit(day.start, day.end, message="送达的日期早于决定的日期")
                return


@rule(
    code="ED003",
    name="days-out-of-order",
    title="文书日期先后疑似不合逻辑",
    why="立案、审核、讨论都在决定之前；日期倒置说明记录不实或者程序颠倒。",
    basis=(f"{PENALTIES}:47", f"{PENALTIES}:57"),
    severity="error",
    kinds=("pd", "qz", "zg", "gw", "sd", "ps", "pn"),
    scope="document",
    cues=("立案", "法制审核", "集体讨论", "送达", "决定书", "罚单", "落款"),
    anywhere=(_OPENED, _OPENED_ON, _CHECKED_ON, _DISCUSSED_ON, _BACKWARDS),
    suggestion="按案卷核对各环节日期",
    bad=(
        Example(text=DECISION.replace("经查，", "本机关于2026年4月3日立案。经查，"), kind=Kind.PD),
        Example(text=DECISION.replace("决定罚款", "经2026年3月20日负责人集体讨论，决定罚款"), kind=Kind.PD),
        "案卷显示，处罚决定书落款为5月20日，送达回证载明5月12日送达。",
        "立案审批表是6月9号签的，调查笔录倒是5月底做的，处罚决定5月30号就下了。",
        "本案4月8日集体讨论，4月2日作出处罚决定。",
    ),
    good=(
        DECISION,
        DECISION.replace("决定罚款", "经2026年3月12日负责人集体讨论，决定罚款"),
        "本案3月3日立案，3月16日告知，3月25日作出处罚决定，3月27日送达。",
        "处罚决定书3月25日作出，责令改正通知书3月4日送达。",
        "3月27日送达处罚决定书，决定书落款3月25日。",
    ),
)
def days_out_of_order(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from _told_backwards(document, context)
    decided = signed_on(document)
    if decided is None or document.kind not in _DECIDES:
        return
    for word, pattern in (
        ("立案", _OPENED),
        ("立案", _OPENED_ON),
        ("法制审核", _CHECKED_ON),
        ("集体讨论", _DISCUSSED_ON),
    ):
        for day, begin, stop in days_of(pattern, document, context):
            if day > decided:
                yield Hit(begin, stop, message=f"{word}的日期晚于决定的日期")


_LIST = r"\A[^\n]{0,30}(?:卷内|案卷|归档)[^\n]{0,10}目录"
_PROOF = r"回证|送达凭证|邮寄(?:凭证|回执|单)|邮政回执|公告送达|送达公告|电子送达|送达(?:情况)?记录|留置送达|签收"
_UNPROVED = (
    r"(?:未|没有?|没)(?:制作|填写|填|开|写|让[^。；，]{0,8}签|附|留(?:下|存)?|取得|办理)[^。；，]{0,8}(?:送达回证|回证|送达凭证|签收(?:单|记录|字据)?|回执|凭证|送达记录|签字)"
    r"|(?:无|缺|缺少|没有?)(?:任何|什么)?(?:送达回证|回证|送达凭证|送达记录|签收记录|签收凭证|回执)|(?:没|没有|未)签(?:字|收)(?!的)"
)
_DELIVERED = r"送达|交(?:付|给|到)|送(?:给|到|去)|给(?:了)?(?:他|她|当事人)|发(?:给|到|出)|口头|寄"
_MENDED = r"补(?:办|做|制作|送|充)|重新送达|责令|整改|不得|不能|应当|视为(?:没有|未)送达|拒"


@rule(
    code="ED004",
    name="no-proof-of-service",
    title="案卷未见送达凭证",
    why="送达文书应当有送达回证；邮寄、电子、公告送达的附相应凭证，没有凭证的视为没有送达。",
    basis=(f"{CIVIL_SUITS}:87", f"{PENALTIES}:61"),
    severity="error",
    kinds=("gw", "pd", "sd", "qz", "zg"),
    scope="document",
    cues=("决定书", "文书", "告知书", "通知书", "送达"),
    anywhere=(_LIST, _PROOF, _UNPROVED),
    message="目录中有决定书，未见送达凭证",
    suggestion="补入送达回证、邮政回执、电子送达记录或者影像",
    bad=(
        Example(text=_CASE_LIST.replace("4.送达回证\n", "")),
        Example(text="卷内文件目录\n1.现场笔录\n2.责令改正决定书\n3.结案报告\n"),
        Example(text="决定书是老周顺路带给当事人的，没让他签收回执，算送到了。", kind=Kind.PD),
        Example(text="处罚决定书已当面交付当事人，未填写送达回证，视为送达。", kind=Kind.PD),
    ),
    good=(
        Example(text=_CASE_LIST),
        Example(text="卷内文件目录\n1.现场笔录\n2.询问笔录\n"),
        Example(text="2025年度规范性文件目录\n1.关于撤销某决定书的通知\n"),
        Example(text="处罚决定书以邮政特快专递寄往当事人确认的地址，本人签收，回执附卷。", kind=Kind.PD),
        Example(text="自查发现处罚决定书送达时未填写送达回证，已重新送达并补办手续。", kind=Kind.PD),
    ),
)
def no_proof_of_service(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a list of papers with a decision and no proof, and what is told to have been served without any."""
    folded = document.folded
    for match in context.each(document, _UNPROVED):
        begin, stop = document.sentence(match.start())
        if compiled(_DELIVERED).search(folded, begin, stop) and not compiled(_MENDED).search(folded, begin, stop):
            yield Hit(*match.span(), message="写了已经送达而没有送达凭证")
            return
    if context.found(document, _LIST) and "决定书" in folded and not context.found(document, _PROOF):
        at = document.written_end
        yield Hit(at, at, absent=True)
