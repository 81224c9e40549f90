"""Family X: the days of a petition: told within fifteen, handled within sixty, objected to within five working days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, compiled, is_titled, rule
from fazhi.packs.rules._days_told import pairs
from fazhi.packs.rules._papers import DAY, calendar, day_of, days_of, signed_on
from fazhi.packs.rules._words_disputes import LONGEST_PAPER

LAW = "信访工作条例@2022"
_XF = ("xf",)
_SINCE = date(2022, 5, 1)
_OPINION = (
    "柳湾镇人民政府信访事项处理意见书\n丁小水：\n你反映河东村道路损坏、请求修复的信访事项，本机关于2026年3月2日受理。\n"
    "经查，该路段确有破损，事实清楚。依据《临江县农村公路管理办法》第十二条，处理意见：支持你的请求，于6月底前修复。\n"
    "如不服本意见，可以自收到之日起30日内向临江县人民政府请求复查。\n柳湾镇人民政府\n2026年4月1日\n"
)
_TITLED = r"处理意见|信访答复意见|答复意见书"

_RECEIVED = (
    rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,20}}(?:信访|反映|来信|来访)"
    rf"|(?:信访|来信|来访)[^。;\n]{{0,20}}?{DAY}(?:收到|收悉|接到|登记)"
)
_TOLD_LATE = rf"{DAY}[^。;\n]{{0,4}}收到[^。;\n]{{0,16}}?{DAY}[^。;\n]{{0,8}}(?:书面)?告知"
_ACCEPTED = rf"{DAY}[^。;\n]{{0,14}}受理"

_CAME = r"来信|来访|来电|反映|收到|收悉|接到|登记|递交|寄来|寄到|投诉|写信|写来|交来"
_LETTER_DAY = r"来信|写信|写来|寄来|寄出|投寄"
_TOLD = r"告知如下|情况告知|予以告知|(?:告知|通知|告诉|答复)[^。；，\n]{0,4}(?:你|您|信访人|来信人|本人|予以受理|受理)|书面告知|(?:给|回)(?:你|您|他|她|人家|来信人|信访人)?(?:回|个|了|的)*(?:信|话|音)|才(?:告知|通知|告诉|回)|受理告知"
_NOBODY = r"姓名[^。]{0,8}不清|住址[^。]{0,8}不清|不详|无法联系|未留|没留|匿名|当(?:场|面|日|天)[^。]{0,6}(?:告知|答复)"
_POST = 5
"""So many days a letter may be on its way, where only the day it was written is told."""
_TAKEN_ON = r"受理|接(?:的|了|下)|立案"
_DONE = r"答复|处理意见|办结|办完|回复|处理完|出具|作出|给你(?:意见|说法|结果)"
_LONGER = r"延期|延长|展期|批准[^。]{0,6}推迟"
_NOT_LONGER = r"(?:未|没|没有|不)(?:经|曾|办|跟|向|书面|告)?[^。；，\n]{0,10}(?:延期|延长|展期|推迟)"
_OVER_SIXTY = r"(?:六十[一二三四五六七八九]|6[1-9]|[七八九]十[一二三四五六七八九]?|[789][0-9]|[一1]百[一二三四五六七八九十]*|1[0-9]{2})个?(?:工作)?[日天]|(?:三|四|五|六|[3-6])个月|半年|一年"
_SET_LATE = rf"受理[^。；，\n]{{0,10}}(?:{_OVER_SIXTY})(?:之|以)?内[^。；，\n]{{0,6}}(?:办结|答复|办完|出具|处理|给)"
_LONGER_LATE = r"(?:延期|延长)(?:办理)?(?:期限)?[^。；，\n]{0,8}?(?:(?:三十[一二三四五六七八九]|3[1-9]|[四五六七八九]十[一二三四五六七八九]?|[4-9][0-9]|[一1]百)[0-9一二三四五六七八九十]*个?(?:工作)?[日天]|(?:两|二|三|四|[2-6])个月|半年)"


@rule(
    code="X001",
    name="told-after-fifteen-days",
    title="收到信访事项十五日内未告知",
    why="不能当场告知的，应当自收到信访事项之日起十五日（自然日）内书面告知。",
    basis=(f"{LAW}:23.2", f"{LAW}:22"),
    severity="error",
    kinds=_XF,
    scope="document",
    anywhere=(_TOLD_LATE, _RECEIVED),
    cues=("告知", "通知", "告诉", "回信", "回话", "回音", "答复", "才回"),
    since=_SINCE,
    suggestion="自收到之日起十五日内书面告知，并核对登记日期",
    bad=(
        "信访事项受理告知书\n丁小水：\n本机关于2026年3月2日收到你的信访事项，决定受理。\n柳湾镇人民政府\n2026年3月20日\n",
        "信访事项处理意见书\n丁小水：\n你于2026年1月6日来信反映路灯一事，本镇1月6日收到，2月5日书面告知你予以受理。\n柳湾镇人民政府\n2026年3月2日\n",
        "你1月5日来信说的水管漏水，镇里到二月十八号才告诉你归哪家管。",
        "信访事项告知书\n丁小水：\n你邮寄的信访事项，本镇于2026年3月5日收悉。请向县人社局提出。\n柳湾镇人民政府\n2026年4月6日\n",
        "信访事项不予受理告知书\n丁小水：\n2026年5月6日，本镇收到你的来信。请向县人社局提出。\n柳湾镇人民政府\n2026年6月1日\n",
    ),
    good=(
        "信访事项受理告知书\n丁小水：\n本机关于2026年3月2日收到你的信访事项，决定受理。\n柳湾镇人民政府\n2026年3月17日\n",
        _OPINION,
        "你3月2日来信收悉，现于3月16日书面告知你予以受理。",
        "你3月2日来信收悉，请于4月20日前告知联系电话。",
        "来信未留住址，3月2日收到，4月10日联系上后告知你受理。",
    ),
)
def told_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    addressed = any(word in document.folded for word in ("你", "您", "信访", "来信"))
    if len(document.folded) > LONGEST_PAPER or not addressed:
        return
    for match in context.each(document, _TOLD_LATE):
        first, last = day_of(match), day_of(match, 4)
        if first and last and (last - first).days > 15:
            yield Hit(*match.span(), message=f"收到至告知{(last - first).days}日，超过十五日")
            return
    if not compiled(_NOBODY).search(document.folded):
        for one, other in pairs(document, 0, len(document.folded), context, _CAME, _TOLD):
            grace = _POST if compiled(_LETTER_DAY).search(one.after) and "收" not in one.after else 0
            if (late := (other.first - one.last).days) > 15 + grace:
                yield Hit(one.start, other.end, message=f"收到至告知{late}日，超过十五日")
                return
    told = signed_on(document)
    if told is None or not is_titled(document, "告知"):
        return
    for match in context.each(document, _RECEIVED):
        received = day_of(match) if match[2] else day_of(match, 4)
        if received is None:
            continue
        begin, stop = match.span()
        days = (told - received).days
        if days > 15:
            yield Hit(begin, stop, message=f"收到至告知{days}日，超过十五日")


@rule(
    code="X006",
    name="handled-after-sixty-days",
    title="信访事项办理超过六十日",
    why="应当自受理之日起六十日内办结，经批准延长不超过三十日并告知理由。",
    basis=(f"{LAW}:34",),
    severity="error",
    kinds=_XF,
    scope="document",
    cues=("受理", "信访", "延期", "延长"),
    anywhere=(_ACCEPTED, _SET_LATE, _LONGER_LATE),
    since=_SINCE,
    suggestion="超过六十日的写明批准延期和告知的情况；超过九十日的说明原因",
    bad=(
        _OPINION.replace("2026年4月1日", "2026年5月20日"),
        _OPINION.replace("2026年4月1日", "2026年7月1日").replace("经查，", "经批准延期三十日。经查，"),
        "本镇2026年1月8日受理你的信访事项，未办理延期手续，于4月2日作出处理意见。",
        "你这件事去年十月受理的，今年二月才答复。",
        "信访事项自受理之日起九十日内办结，延长期限两个月。",
    ),
    good=(
        _OPINION,
        _OPINION.replace("2026年4月1日", "2026年5月20日").replace("经查，", "经批准延期三十日。经查，"),
        "你的信访事项3月2日受理，经批准延长三十日，现于5月25日作出处理意见。",
        "本镇自受理之日起六十日内办结，你可于办结后查询。",
    ),
)
def handled_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    if len(folded) > LONGEST_PAPER:
        return
    for match in context.each(document, _SET_LATE):
        yield Hit(*match.span(), message="办理期限写成超过六十日")
        return
    for match in context.each(document, _LONGER_LATE):
        yield Hit(*match.span(), message="延期写成超过三十日")
        return
    limit = 90 if re.search(_LONGER, folded) and not compiled(_NOT_LONGER).search(folded) else 60
    for one, other in pairs(document, 0, len(folded), context, _TAKEN_ON, _DONE):
        if (days := (other.first - one.last).days) > limit:
            yield Hit(one.start, other.end, message=f"受理至办结{days}日，超过{limit}日")
            return
    done = signed_on(document)
    if done is None or not is_titled(document, _TITLED):
        return
    found = list(days_of(_ACCEPTED, document, context))
    if len(found) == 1 and (days := (done - found[0][0]).days) > limit:
        yield Hit(found[0][1], found[0][2], message=f"受理至办结{days}日，超过{limit}日")


_PASSED_ON = r"转送|转交|转办|交办|转来|转到|转给|批转|派单|收到"
_OBJECTED = r"提出(?:书面)?异议|退回|退件|退了|不接|申请(?:退|改派)"


@rule(
    code="X011",
    name="transfer-refused-late",
    title="对转送的信访事项提出异议超过五个工作日",
    why="有关单位认为转送、交办的信访事项不属于本单位职权范围的，应当自收到之日起五个工作日内提出异议并详细说明理由。",
    basis=(f"{LAW}:23",),
    severity="warning",
    kinds=("xf", "gw"),
    scope="document",
    cues=("转送", "转交", "转办", "交办", "转来", "转到", "转给", "批转", "派单"),
    since=date(2022, 5, 1),
    suggestion="核对收到日期；已超过的与转送机关协商",
    bad=(
        "关于信访事项转送异议的函\n临江县信访局：\n我镇于2026年3月2日收到你局转送的信访件，认为不属于我镇职权范围，现退回。\n柳湾镇人民政府\n2026年3月16日\n",
        "信访事项退回函\n临江县信访局：\n2026年3月2日，我镇收到转办的来信，现提出异议并退回。\n柳湾镇人民政府\n2026年3月11日\n",
        "县信访局3月2日转来的那封信，我们压到4月10号才退回去，说不是我们管的。",
    ),
    good=(
        "关于信访事项转送异议的函\n临江县信访局：\n我镇于2026年3月2日收到你局转送的信访件，现退回。\n柳湾镇人民政府\n2026年3月6日\n",
        "信访事项受理告知书\n丁小水：\n我镇于2026年3月2日收到县信访局转送的来信，决定受理。\n柳湾镇人民政府\n2026年3月16日\n",
    ),
)
def transfer_refused_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for one, other in pairs(document, 0, len(document.folded), context, _PASSED_ON, _OBJECTED):
        if (late := calendar().working_between(one.last, other.first)) > 5:
            yield Hit(one.start, other.end, message=f"收到转送至提出异议{late}个工作日，超过五个工作日")
            return
    answered = signed_on(document)
    if answered is None or not is_titled(document, "异议|退回") or "信访" not in document.folded:
        return
    pattern = rf"{DAY}[^。;\n]{{0,10}}收到[^。;\n]{{0,20}}(?:转送|转交|转办|交办)"
    for received, begin, stop in days_of(pattern, document, context):
        if (days := calendar().working_between(received, answered)) > 5:
            yield Hit(begin, stop, message=f"收到转送至提出异议{days}个工作日，超过五个工作日")
