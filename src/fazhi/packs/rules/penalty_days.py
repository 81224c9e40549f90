"""Family P: the days of a case: opened, told, reviewed, decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Kind, rule
from fazhi.packs.rules._enforcement_ways import said_in, way
from fazhi.packs.rules._papers import DAY, DECISION, PENALTIES, day_of, days_of, signed_on

# No other day stands between a day and what happened on it.
_OPENED = rf"{DAY}[^。;\n月]{{0,16}}立案(?!侦查)"
_OPENED_ON = rf"立案(?:日期|时间|之日)?(?:为|:){DAY}"
_DECIDED_ON = rf"(?:处罚)?决定[^。;\n月]{{0,4}}于{DAY}[^。;\n月]{{0,14}}(?:作出|批准)"
_MADE_ON = rf"(?:于|在|,|^){DAY}[^。;,\n月]{{0,6}}(?:作出|作的|下的|出的|定的|做出|开的)[^。;,\n月]{{0,10}}决定"
_LONGER = r"(?:^|[。;,\n])[^。;,\n未没无]{0,20}(?:延长|中止|延期)|期限另有规定"
_TOLD = rf"{DAY}[^。;\n月]{{0,40}}(?:送达|告知|发出|下达|制发|作出)[^。;\n月]{{0,30}}告知书"
_OPENED_LATER = rf"立案(?:审批|登记|手续)?(?:表)?[^。;,\n月]{{0,6}}{DAY}[^。;,\n月]{{0,6}}(?:才|办|批|填|签|补)"
_TOLD_LATER = rf"告知书[^。;\n月]{{0,14}}{DAY}[^。;,\n月]{{0,10}}(?:送|发|交|到|给)"
_TOGETHER = (
    way(
        r"告知书?[^。;,]{0,20}(?:与|和|同|跟|及|、|连同)[^。;,]{0,12}决定书?[^。;]{0,20}(?:同日|同时|同一天|当天|一并|一起|一块儿?|一次|一同|一道)|决定书?[^。;,]{0,20}(?:与|和|同|跟|及|、|连同)[^。;,]{0,12}告知书[^。;]{0,20}(?:同日|同时|同一天|当天|一并|一起|一块儿?|一次|一同|一道)",
        without=r"归档|归入|案卷|入档|存卷|入卷|装订|公开|放弃|副本|案卷|不得|不能|复议权|听证笔录",
    ),
    way(
        r"告知书",
        r"补(?!充|正|助|偿)|后补|事后|再补|倒签|倒填|落款[^。;,]{0,6}改",
        r"决定|处罚|罚",
        without=r"不得|补充(?:告知|调查)|归档|重新(?:告知|作出)",
    ),
    way(
        r"告知书?",
        r"决定[^。;]{0,16}(?:一块儿?|一起|一并|同时|一同|随)|(?:一块儿?|一起|一并|同时|一同|随(?:同|决定书))[^。;]{0,16}(?:送|发|交|下达|给|到)",
        r"处罚决定|决定书",
        without=r"归档|归入|案卷|入档|存卷|装订|放弃|不得|复议|诉讼|听证|副本|权利|公开",
        near=40,
    ),
    way(
        r"(?:先|已经?)(?:行)?[^。;,]{0,6}(?:罚|处罚|作出决定|下(?:了)?决定|决定)[^。;]{0,20}(?:再|后来?|然后|事后|之后|才)[^。;,]{0,8}(?:告知|听(?:取)?[^。;,]{0,4}(?:陈述|申辩|意见))",
        without=r"不得|不能|复议|诉讼|起诉|结果",
    ),
    way(
        r"(?:未|没有?|不再|省[去略]了?|免去|无需|不必|不用|来不及|跳过)(?:事先|另行|再|经|予|履行|进行|书面){0,3}(?:告知|听取[^。;,]{0,6}(?:陈述|申辩))",
        r"直接|径行|即|就|便|先行?",
        r"决定|处罚|罚",
        without=r"不得|不能|的,|应当|撤销|违反",
    ),
    way(
        r"(?:有话|有意见|申辩|陈述|意见|要说的?|不同意见)[^。;,]{0,12}(?:交(?:了|完|清)|缴(?:了|完|清)|罚(?:了|完)|决定(?:以后|之后|后))[^。;,]{0,8}(?:再|以后|之后|后|才)",
        without=r"不得|不能|复议",
    ),
)


def _opened(document: Document, context: Context) -> tuple[date, int, int] | None:
    found = [*days_of(_OPENED, document, context), *days_of(_OPENED_ON, document, context)]
    return found[0] if len(found) == 1 else None


@rule(
    code="P018",
    name="decided-before-telling",
    title="决定不晚于告知",
    why="作出处罚决定之前应当告知并听取陈述、申辩；没有告知的，不得作出决定。",
    basis=(f"{PENALTIES}:44", f"{PENALTIES}:45.1", f"{PENALTIES}:62"),
    severity="error",
    blocking=True,
    kinds=("pd",),
    scope="document",
    patterns=(_TOLD, _TOLD_LATER, *(each.anchor for each in _TOGETHER)),
    anywhere=(_DECIDED_ON, _MADE_ON),
    gated=True,
    suggestion="先告知、听取陈述申辩，再决定；当事人明确放弃的写明并附书面材料",
    bad=(
        "告知书和决定书同一天一起送到他家。",
        "先把罚款决定下了，然后才去告知他可以申辩。",
        DECISION.replace("如不服", "处罚决定于2026年3月4日经负责人批准作出。如不服"),
        DECISION.replace("2026年3月5日", "2026年3月18日"),
        DECISION.replace("2026年3月5日", "2026年3月16日"),
    ),
    good=(
        "告知书与决定书一并归档。",
        "作出决定时一并告知了复议的权利。",
        DECISION,
        DECISION.replace("2026年3月5日", "2026年3月16日").replace("未陈述、申辩", "书面放弃陈述、申辩"),
    ),
)
def decided_before_telling(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    if "放弃" in document.folded:
        return
    for hit in said_in(_TOGETHER, document, context, Kind.PD):
        yield replace(hit, message="告知疑似不在决定之前，请核对是否先告知后决定")
    # Days without any year are of one year: only their order counts.
    decisions = [_day_or(match) for pattern in (_DECIDED_ON, _MADE_ON) for match in context.each(document, pattern)]
    decided = min([day for day in (signed_on(document), *decisions) if day is not None], default=None)
    if decided is None:
        return
    for pattern in (_TOLD, _TOLD_LATER):
        for match in context.each(document, pattern):
            told = _day_or(match)
            if told is None or told < decided or told.year != decided.year:
                continue
            when = "同一天" if told == decided else "之后"
            yield Hit(*match.span(), message=f"告知在决定{when}，请核对是否先告知后决定")


_NOW_DECIDED = rf"(?:现于|于|至|到|延至|迟至){DAY}[^。;\n月]{{0,14}}(?:作出|才?决定|结案|下达)"
_OVER_NINETY = r"(?:9[1-9]|[1-9][0-9]{2}|九十[一二三四五六七八九]|[一二两三四五六七八九]百[^。;,]{0,5}?)(?:多|余|来)?个?(?:日|天)|(?<![十0-9])(?:[4-9四五六七八九]|十|1[0-2]|十一|十二)个多?月|大?半年|(?:三|3)个多月|[一1]年"
_TOO_LONG = rf"(?:办案|办理|办结)(?:期限|时间|周期|天数)[^。;]{{0,8}}?(?:{_OVER_NINETY})|(?:拖|压|放)(?:到|了)[^。;]{{0,14}}(?:才|现在)[^。;]{{0,8}}(?:罚|决定|处罚)[^。;]{{0,12}}(?:{_OVER_NINETY})|立案[^。;\n]{{0,40}}?(?:历时|用了|拖了|拖到|经过|已过|超过|过了|隔了|至今|才|距)[^。;\n]{{0,10}}?(?:{_OVER_NINETY})|(?:历时|用了|拖了|办了|隔了|过了|超过)(?:{_OVER_NINETY})[^。;\n]{{0,20}}(?:才|方)[^。;\n]{{0,10}}(?:决定|处罚|罚|结案)|立案(?:以后|之后|后)[^。;,\n]{{0,6}}(?:{_OVER_NINETY})[^。;\n]{{0,16}}(?:决定|处罚|罚|结案)"


@rule(
    code="P025",
    name="longer-than-ninety-days",
    title="立案至决定超过九十日",
    why="应当自立案之日起九十日内作出处罚决定，法律、法规、规章另有规定的从其规定。",
    basis=(f"{PENALTIES}:60",),
    severity="warning",
    kinds=("pd",),
    scope="document",
    patterns=(_OPENED, _OPENED_ON, _TOO_LONG),
    anywhere=(_LONGER, _NOW_DECIDED),
    gated=True,
    suggestion="另有规定的写明依据；已经超期的评估程序违法的风险",
    bad=(
        "案子立案后拖了半年才下处罚决定。",
        "本案自立案起历时一百二十日作出决定。",
        DECISION.replace("经查，", "本机关于2025年11月3日立案。经查，"),
        DECISION.replace("经查，", "立案时间：2025年12月15日。经查，"),
    ),
    good=(
        "本案于立案后八十日作出决定。",
        "本案立案后经批准延长，历时一百二十日作出决定。",
        DECISION.replace("经查，", "本机关于2026年3月3日立案。经查，"),
        DECISION.replace("经查，", "本机关于2025年11月3日立案，经批准延长办案期限。经查，"),
    ),
)
def longer_than_ninety_days(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    if context.found(document, _LONGER):
        return
    for match in context.each(document, _TOO_LONG):
        if not re.search("鉴定|检测|听证|公告|移送|侦查", match[0]):
            yield Hit(*match.span(), message="立案至决定疑似超过九十日")
            return
    opened = _opened(document, context)
    said = [day for day, _, _ in days_of(_NOW_DECIDED, document, context)]
    decided = signed_on(document) or (said[0] if said else None)
    if decided is None or opened is None:
        return
    days = (decided - opened[0]).days
    if days > 90:
        yield Hit(opened[1], opened[2], message=f"立案至决定{days}日，超过九十日")


_OPENED_AFTERWARDS = (
    way(
        r"立案",
        r"补(?:填|办|做|写|上|齐|签|录|立|了|的|批)|后补(?!充)|事后|倒签|倒填|追补|回头",
        r"告知|处罚|罚|调查|结案|决定|笔录|询问|查完|归档|立案审批|手续",
        without=r"补充(?:立案|材料|调查)|不得|不能|补正|避免|杜绝|防止",
    ),
    way(
        r"(?:先|已经?)[^。;]{0,30}(?:告知|罚|处罚|决定|调查|查完|笔录|询问)[^。;]{0,24}(?:再|才|后|然后|之后)(?:去|来|报|补|办理?|予以|行|填|走)?[^。;,]{0,4}立案",
        without=r"不得|不能|不予立案|侦查|撤销|线索|初步|核查",
    ),
    way(
        r"(?:未|没有?|尚未|还没)(?:经|办理?|报|进行)?立案[^。;]{0,16}(?:就|即|便|已|先|直接)[^。;]{0,14}(?:告知|处罚|罚|决定)",
        without=r"不得|不能|的,",
    ),
)


@rule(
    code="P040",
    name="told-before-opening",
    title="先告知后立案",
    why="符合立案标准的应当及时立案；立案日期晚于处罚告知，说明未立案先定论。",
    basis=(f"{PENALTIES}:54.2", f"{PENALTIES}:76.2"),
    severity="warning",
    kinds=("pd",),
    scope="document",
    patterns=(_OPENED, _OPENED_ON, _OPENED_LATER, *(each.anchor for each in _OPENED_AFTERWARDS)),
    anywhere=(_TOLD, _TOLD_LATER),
    gated=True,
    message="立案日期晚于处罚告知日期",
    suggestion="核对立案审批表的日期；确属未立案的，说明情况并评估程序",
    bad=(
        "罚款都收了，才回头把立案手续补上。",
        "告知书发出时尚未立案，已先行确定罚款数额。",
        DECISION.replace("经查，", "本机关于2026年3月9日立案。经查，"),
        DECISION.replace("经查，", "立案日期：2026年3月6日。经查，"),
    ),
    good=(
        "本机关先行核查，后于2026年3月3日立案，2026年3月9日告知。",
        DECISION.replace("经查，", "本机关于2026年3月3日立案。经查，"),
        DECISION,
    ),
)
def told_before_opening(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for hit in said_in(_OPENED_AFTERWARDS, document, context, Kind.PD):
        yield replace(hit, message="立案疑似在告知、处罚之后补办")
    for match in context.each(document, _OPENED_LATER):
        day = _day_or(match)
        before = [_day_or(told) for told in context.each(document, _TOLD_LATER)]
        if day and any(told and told < day for told in before):
            yield Hit(*match.span(), message="立案日期晚于处罚告知日期")
            return
    opened = _opened(document, context)
    told = opened and [day for day, _, _ in days_of(_TOLD, document, context)]
    if opened and told and opened[0] > min(told):
        yield Hit(opened[1], opened[2])


def _day_or(match: re.Match[str]) -> date | None:
    """Return the day of a match, in the year 4 where the text tells no year at all before it."""
    try:
        return day_of(match) or date(4, int(match[2]), int(match[3]))
    except ValueError:
        return None
