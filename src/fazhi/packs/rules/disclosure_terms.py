"""Family EG: the terms and days of replies to requests for information: EG002, EG004, EG009."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, compiled, is_titled, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._days_told import pairs
from fazhi.packs.rules._papers import DAY, REVIEW, SIX_MONTHS, SUE, calendar, day_of, days_of, signed_on
from fazhi.packs.rules._words_disputes import AGAIN, LONGEST_PAPER, REFUSED, WITHHELD

LAW = "政府信息公开条例@2019"
_FI = ("fi",)

_WITHHELD = rf"(?<!部分)(?:不予(?:公开|提供)(?!的除外)|{REFUSED})"
_TERM = rf"(?:{SIX_MONTHS}|半年|三个月|3个月)(?:之|以)?[内里]?"
_TO_COURT = rf"(?:{SUE}|告(?:镇|乡|我|政府|街道)|法院(?:去)?告|打官司)"
_DIRECT = (
    rf"(?:也可以?|或者?)[^。;]{{0,40}}{_TERM}[^。]{{0,25}}{_TO_COURT}|{_TERM}[^。;]{{0,6}}直接[^。;]{{0,20}}{_TO_COURT}"
    rf"|(?<!得)(?<!能)(?<!可)直接(?:依法)?(?:向|到|上|去|找)?[^。;,]{{0,14}}法院[^。;,]{{0,8}}{_TO_COURT}"
    rf"|(?:不(?:走|经|经过|用|需|必|先)|无[需须]|免)[^。;,]{{0,6}}复议[^。;]{{0,20}}{_TO_COURT}"
)


@rule(
    code="EG004",
    name="direct-suit-after-refusal",
    title="不予公开告知可以直接起诉",
    why="申请政府信息公开，行政机关不予公开的，应当先申请行政复议，对复议决定不服再起诉。",
    basis=(f"{REVIEW}:23.1.4", f"{REVIEW}:23.2"),
    severity="error",
    kinds=_FI,
    scope="document",
    cues=("法院", "诉讼", "起诉"),
    somewhere=(WITHHELD,),
    since=date(2024, 1, 1),
    suggestion="改为先在六十日内向县级人民政府申请行政复议",
    bad=(
        "决定不予公开；可申请行政复议，也可在六个月内提起行政诉讼。",
        "第十六条说的就是这种，不给你看。不服的话用不着复议，无须先申请复议，上县法院打官司就是。",
        "整册不予提供；可以在六个月内直接到人民法院起诉。",
        "根据条例第十五条，本机关决定不予公开。如不服，可在60日内申请行政复议或者在6个月内向人民法院提起行政诉讼。",
    ),
    good=(
        "决定不予公开；应当先在60日内向某县人民政府申请行政复议。",
        "决定不予公开；不得直接向人民法院起诉，应当先申请行政复议，对复议决定不服的可以在十五日内起诉。",
        Example(
            text="决定不予公开；可申请行政复议，也可在六个月内提起行政诉讼。",
            as_of=date(2023, 6, 1),
        ),
        "本机关予以公开，见附件。如不服，可以申请行政复议，也可以在六个月内提起行政诉讼。",
    ),
)
def direct_suit_after_refusal(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Of other replies nothing is said: for those a suit may be open at once."""
    if len(document.folded) > LONGEST_PAPER or not context.found(document, _WITHHELD):
        return
    for match in compiled(_DIRECT).finditer(document.folded, start, end):
        yield Hit(*match.span(), message="不予公开的答复告知可以直接起诉，漏写先申请行政复议")


_CAME = r"收到|收悉|接到|递交|提交|寄来|送来|登记|申请"
_ASKED = (
    r"(?:告知|通知|要求|叫|让|请)(?:你|您|申请人)?[^。；]{0,10}补|补正(?:告知|通知)|(?:发出|作出)[^。；，]{0,6}补正"
)
_RECEIVED = rf"{DAY}[^。;\n]{{0,10}}收到"


@rule(
    code="EG002",
    name="correction-asked-late",
    title="补正告知超过七个工作日",
    why="申请内容不明确的，应当自收到申请之日起七个工作日内一次性告知补正。",
    basis=(f"{LAW}:30",),
    severity="error",
    kinds=_FI,
    scope="document",
    cues=(
        "补正",
        "补写",
        "补上",
        "补一补",
        "补齐",
        "再补",
        "请你补充",
        "你补充",
        "要补充",
        "要求补充",
        "继续补充",
        "再次补充",
        "知补充",
    ),
    suggestion="自收到申请之日起七个工作日内一次性告知，并核对登记日期",
    bad=(
        "政府信息公开申请补正告知书\n丁小水：\n本机关于2026年3月2日收到你的申请，内容不明确，请补正。\n柳湾镇人民政府\n2026年3月17日\n",
        "政府信息公开补正通知书\n丁小水：\n你的申请本机关已于2026年9月14日收到，请一次性补正。\n柳湾镇人民政府\n2026年9月30日\n",
        "你的申请3月2日已登记，本机关于3月25日通知你补正信息名称。",
        "你补正后仍不够清楚，现再次请你补充文件年份。",
    ),
    good=(
        "政府信息公开申请补正告知书\n丁小水：\n本机关于2026年3月2日收到你的申请，内容不明确，请补正。\n柳湾镇人民政府\n2026年3月11日\n",
        "政府信息公开申请答复书\n丁小水：\n本机关于2026年3月2日收到你补正后的申请。\n柳湾镇人民政府\n2026年3月20日\n",
        "本机关3月2日收到你的申请，3月9日一次性告知你补正信息名称，请于4月10日前补正。",
        "补正应当一次性告知，不得再次要求补正。",
    ),
)
def correction_asked_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    if len(folded) > LONGEST_PAPER:
        return
    for match in compiled(AGAIN).finditer(folded):
        if not compiled(r"不得|不再|不应|一次性(?:告知|补)").search(folded, *document.sentence(match.start())):
            yield Hit(*match.span(), message="多次要求补正，应当一次性告知")
            return
    for one, other in pairs(document, 0, len(folded), context, _CAME, _ASKED):
        if (late := calendar().working_between(one.last, other.first)) > 7:
            yield Hit(one.start, other.end, message=f"收到申请至告知补正{late}个工作日，超过七个工作日")
            return
    told = signed_on(document)
    if told is None or not is_titled(document, "补正"):
        return
    for received, begin, stop in days_of(_RECEIVED, document, context):
        days = calendar().working_between(received, told)
        if days > 7:
            yield Hit(begin, stop, message=f"收到申请至告知补正{days}个工作日，超过七个工作日")


_HEAD_DAY = r"(20[0-9]{2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})"
_MADE = lazily(rf"(?:成文日期|生成日期|形成日期|制发日期)[: ]{{0,3}}{_HEAD_DAY}")
_SHOWN = lazily(rf"(?:发布(?:日期|时间)|公开日期|公布日期)[: ]{{0,3}}{_HEAD_DAY}")


_ISSUED = r"^[^。；，]{0,10}(?:印发|制发|成文|发文|出台|形成|施行|签发|作出|发下|发的|发了|定下|印的|印出)"
_OPENED = r"^[^。；]{0,16}(?:公开|公布|发布|上网|挂网|挂(?:到|上|在)|贴(?:出|到|在))"
_MADE_IT = r"(?:印发|施行|出台|生效|印出来|发下去|定下来|实行)"
_LATER = r"(?:待|等|拟(?:待|于|到)?|打算(?:等|到)?|准备(?:等|到)?|留到|放到|推迟到|缓到)"
_PUT_OFF = rf"(?:已|就|早)[^。；]{{0,14}}{_MADE_IT}[^。；]{{0,10}}[，；]?[^。；]{{0,10}}{_LATER}[^。；]{{0,24}}(?:后|底|末|再|下半年|明年|换届|检查)[^。；]{{0,12}}(?:公开|公布|发布|上网|挂网|贴)"
_NOT_OPEN_YET = r"过程性|征求意见|草案|不予公开|秘密|内部"


@rule(
    code="EG009",
    name="published-after-twenty-working-days",
    title="主动公开疑似超过二十个工作日",
    why="属于主动公开范围的政府信息，应当自形成或者变更之日起二十个工作日内公开；法律、法规另有期限的从其规定。",
    basis=(f"{LAW}:26",),
    severity="warning",
    kinds=("nd", "ar", "gw", "dp"),
    scope="document",
    cues=(
        *("成文日期", "生成日期", "形成日期", "制发日期", "对外发布", "上网", "网站", "挂网"),
        *("对外公开", "主动公开", "公开栏", "公示栏", "向社会公开", "向社会公布"),
    ),
    since=date(2019, 5, 15),
    suggestion="核对两个日期；确已超过的说明原因",
    bad=(
        "成文日期：2026-01-05　发布日期：2026-03-20\n柳湾镇集市管理办法\n第一条 制定本办法。\n",
        "《柳湾镇养犬管理办法》2026年2月3日印发施行，5月20日才在镇政府网站公开。",
        "救助标准的文件一月就印出来了，我们打算等年底再一起贴到公开栏。",
        Example(text="索引号：A1\n生成日期：2026年3月2日\n发布时间：2026年5月6日\n关于开展清理的通知\n请认真落实。\n"),
    ),
    good=(
        "成文日期：2026-01-05　发布日期：2026-01-20\n柳湾镇集市管理办法\n第一条 制定本办法。\n",
        "成文日期：2026-01-05\n柳湾镇集市管理办法\n第一条 制定本办法。\n",
        "《柳湾镇养犬管理办法》2026年2月3日印发，2月12日在镇政府网站公开。",
        "会议记录等过程性信息待作出决定后再公开。",
        "本通知2026年2月3日印发，请各村于5月20日前将本村的账目向社会公开。",
        "发布日期：2026-03-20　成文日期：2026-03-18\n关于开展清理的通知\n请认真落实。\n",
    ),
)
def published_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The two days stand in the head of a page that was put on a website, or are told in a sentence."""
    folded = document.folded
    for one, other in pairs(document, 0, len(folded), context, _ISSUED, _OPENED):
        if document.sentence(one.start) != document.sentence(other.start):
            continue
        if (late := calendar().working_between(one.last, other.first)) > 20:
            yield Hit(one.start, other.end, message=f"成文至公开{late}个工作日，超过二十个工作日")
            return
    for sign in ("再", "推迟到", "留到") if len(folded) <= LONGEST_PAPER else ():
        at = folded.find(sign)
        while at >= 0:
            begin, stop = document.sentence(at)
            match = compiled(_PUT_OFF).search(folded, begin, stop)
            if match and not compiled(_NOT_OPEN_YET).search(folded, begin, stop):
                yield Hit(*match.span(), message="已经印发的文件推迟公开")
                return
            at = folded.find(sign, stop)
    made, shown = _MADE.search(document.folded, 0, 2000), _SHOWN.search(document.folded, 0, 2000)
    if made is None or shown is None:
        return
    first, last = day_of(made), day_of(shown)
    if first and last and first < last and (days := calendar().working_between(first, last)) > 20:
        yield Hit(*made.span(), message=f"成文至发布{days}个工作日，超过二十个工作日")
