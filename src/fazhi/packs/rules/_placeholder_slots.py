"""Signs that may be many things, and the places where a value is owed: only where both meet something was left open.

Before a unit, between 由 and 公司, after 书记, behind a label, in 第…条 a number or a name must stand; a sign of
``_placeholder_signs`` there stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_owing import (
    ACTS,
    ANNEXES,
    ANY_UNIT,
    ASKED_OF,
    BODIES,
    BODY,
    CHARGED,
    COUNTS,
    DID,
    GOVERNING,
    HEADS,
    LEADING,
    LEADS,
    LETTERED,
    MEASURED,
    NUMBER,
    NUMBERED,
    PAPERS,
    UNDERTAKEN,
    UNITS,
    WHO,
)
from fazhi.packs.rules._placeholder_senses import (
    Form,
    Holds,
    beside,
    is_no_letter,
    is_unquoted,
)
from fazhi.packs.rules._placeholder_signs import (
    ALONE,
    ANY,
    ASKED,
    ASKED_TWICE,
    AT,
    AT_TWICE,
    BOX,
    BRACKETS,
    COUNTED_LATER,
    CROSS,
    CROSSES,
    DASHES,
    DOTS,
    DOTS_COUNTED,
    DOUBLED,
    HASH,
    HOLLOW,
    HOUSE,
    LATER,
    LETTER,
    LINE,
    MISSING,
    NAMES,
    NUMBERS,
    ONE_LETTER,
    ONE_SHAPE,
    OTHER_END,
    RINGS,
    SHAPES,
    SINGLE,
    SOMEBODY,
    STARRED,
    STARS,
    STARS_TWICE,
    WHOLE,
    Sign,
    is_nobody,
    is_plain,
    is_running,
    is_shaped,
)

__all__ = ["SLOTS"]

_CN: Final = "\u4e00-\u9fff"
_TEN: Final = "一二三四五六七八九十"
_HEADING: Final = lazily(rf" *(?:[{_TEN}]{{1,3}}、|\([{_TEN}]{{1,3}}\)|第[{_TEN}]{{1,3}}[部条章])")
_ALONE_IN_LINE: Final = r"^ *(?:…{1,8}|[Xx×]{1,20}|\?{2,20}|@{2,20}|A{2,4}|B{2,4}|□{2,20}|△{2,20}|\[\]|\[ {1,12}\]) *$"
_SPEAKS: Final = "说道问答曰称示写唱云喊出到调为明确定"
_UNDONE: Final = (
    "写",
    "补写",
    "核补",
    "补核",
    "撰写",
    "续写",
    "拟",
    "草拟",
    "录入",
    "补录",
    "补齐",
    "查补",
    "起草",
    "誊写",
    "报",
    "定名",
)


def _under_heading(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A line of dots between two headings is a part that was not written; elsewhere it leaves out what is quoted."""
    text = document.folded
    before = text[: at - match.start()].rstrip().rpartition("\n")[2]
    after = text[at + len(line) - match.start() :].lstrip().partition("\n")[0]
    return _HEADING.match(before) is not None and _HEADING.match(after) is not None


_Made = Iterator[tuple[tuple[str, ...], str, Holds]]


def _of_sign(sign: Sign) -> Holds:
    """Return what asks that which the sign asks, of the sign alone where a word leads to it."""
    pattern = lazily(sign.pattern)

    def holds(line: str, match: re.Match[str], document: Document, at: int) -> bool:
        begun = match.start("blank")
        alone = pattern.match(line, begun)
        return alone is not None and sign.holds(line, alone, document, at + begun - match.start())

    return holds


def _before(signs: Iterable[Sign], front: str, back: str, words: Iterable[str]) -> _Made:
    """Yield each of the signs where one of the words follows it."""
    words = tuple(words)
    for sign in signs:
        yield sign.before(words), rf"{front}{sign.pattern}{back}", sign.holds


def _behind(signs: Iterable[Sign], front: str, back: str, words: Iterable[str]) -> _Made:
    """Yield each of the signs where it follows one of the words."""
    words = tuple(words)
    for sign in signs:
        yield sign.behind(words), rf"{front}(?P<blank>{sign.pattern}){back}", _of_sign(sign)


def _numbers() -> _Made:
    """Yield each sign where a number or a part of a day is owed: before a unit, in 第…条, before 月."""
    for sign in (HASH, ASKED, AT, *DOUBLED, *RINGS, ANY, BOX, *ONE_SHAPE, LATER):
        day = rf"(?<![0-9A-Za-z])(?:{sign.pattern})月(?!刊|票|报)(?:(?:{sign.pattern})日)?"
        yield sign.before(("月",)), day, sign.holds
    for sign in (STARS, HASH, ASKED, AT, *DOUBLED, *RINGS, BOX, LINE, DOTS_COUNTED):
        yield (
            sign.words or ("20" + sign.mark, "19" + sign.mark),
            rf"(?<![0-9A-Za-z])(?:20|19)(?P<blank>{sign.pattern})(?=年)",
            _of_sign(sign),
        )
    yield from _before((STARS, *HOLLOW, DOTS_COUNTED), f"(?<=[{_CN}])", "月(?=[底初末前]|…{1,8}日)", ("月",))
    yield from _before(NUMBERS, rf"(?:^|(?<=[{_CN},:)”》]))", NUMBER, COUNTS)
    yield from _before(ONE_SHAPE, f"(?<=[{_CN}])", NUMBER, COUNTS)
    yield from _before(
        (DOTS_COUNTED,), f"(?<=[{_CN}])(?<!等)", rf"(?={ANY_UNIT})(?={ANY_UNIT}(?:[,。;、)]|村))", COUNTS
    )
    yield from _before((ANY,), f"(?<=[{_CN}])", "(?=岁|余[份人件次户]|期[,。;、])", ("岁", "余", "期"))
    yield ("N个",), "(?<=[镇县市乡村区辖])N(?=个(?:行政|自然)?[村社])", is_no_letter
    yield ("N项", "N条", "N个"), f"(?<=[{_CN}])N(?=[项条个])(?=[项条个][,。;])", is_no_letter
    yield ("N项", "N条", "N个"), "(?<=[了过])N(?=[项条个])(?!个[人体])", is_no_letter
    stopped = rf"(?={ANY_UNIT})(?={ANY_UNIT}[,。;、)])"
    yield from _before((COUNTED_LATER,), f"(?<=[{_CN}])(?<![、的尚为])", stopped, UNITS)
    yield from _before(DASHES, f"(?<=[{_CN}])", stopped, UNITS)
    yield from _before(DASHES, f"(?<=[{_CN}])", rf"(?={'|'.join(MEASURED)})", MEASURED)
    yield from _before(
        ONE_LETTER,
        f"(?:^|(?<=[{_CN},:)”]))",
        rf"(?={'|'.join(LETTERED)})(?=(?:{'|'.join(LETTERED)})[,。;、)的享])",
        LETTERED,
    )
    yield from _before((ANY, LETTER), f"(?<=[{_CN}])", rf"(?={'|'.join(MEASURED)})", MEASURED)
    votes = (STARS, HASH, ASKED, AT, CROSS, LETTER, ANY, *DOUBLED)
    yield from _before(votes, f"(?<=[{_CN}])", "(?=票)", ("票",))  # ( )票 is for whoever counts
    yield from _behind((*NUMBERS, ANY, LETTER), "第", "(?=[条款项届期批档类组章节页版])", ("第",))
    yield from _behind((DOTS_COUNTED,), "第", "(?=[届次期批]|季度)", ("第",))
    yield from _behind(NUMBERS, "第", "(?=次)", ("第",))
    yield from _before(NUMBERS, "(?<=[日午晚晨])", "(?=时)", ("时",))
    yield from _behind((*NUMBERS, ANY), "〕", "(?= ?号)", ("〕",))
    yield beside("N", COUNTS), rf"(?<=共有|共计|累计|达到|现有|合计)N{{1,3}}{NUMBER}", is_no_letter
    yield from _before(DASHES, f"(?<=[{_CN}])", "(?=月[底初末]|日前)", ("月", "日前"))
    yield tuple("为" + sign for sign in "×Xx?#_"), r"[级度]为(?P<blank>[×Xx?#_]{1,4})(?=级[,。;])", is_unquoted
    told = ("日内", "日前", "个月", "个工作日", "户", "余人", "%", "个百分点", "号")
    yield beside("…", told), rf"(?<=[{_CN}〕])…{{1,8}}(?=日[内前]|个月|个工作日|户|余人|%|个百分点|号$)", is_unquoted
    yield ("第…",), r"第(?P<blank>…{1,8})(?=[条款项](?:第|规|的规|之规))", is_unquoted


def _names() -> _Made:
    """Yield each sign where somebody, a body or what was undertaken must be named."""
    yield from _before(NAMES, rf"(?:^|(?<=[{_CN}《,;。:、]))", BODY, BODIES)
    yield from _before(NAMES, rf"(?:^|(?<=[{_CN}《,;。:、]))", "(?=同志)", ("同志",))
    yield from _before(NAMES, "(?<=[记长任席员理师表者人])", f"(?={'|'.join(ACTS)})", ACTS)
    headed = (HASH, ASKED, AT, *DOUBLED, *HOLLOW, CROSSES, SOMEBODY, *RINGS, LINE)
    yield from _before(headed, "(?<=[了由向与经对请])", f"(?={'|'.join(HEADS)})", HEADS)
    yield from _before(NAMES, "(?<=[展办开进施织行加了])", f"(?={'|'.join(UNDERTAKEN)})", UNDERTAKEN)
    yield from _before((HOUSE, HASH, AT, ASKED), "(?<=[路街巷弄道村幢楼栋区园])", "(?=号)(?!号[键楼])", ("号",))
    yield from _before((OTHER_END,), f"(?<=[{_CN}、])", "(?=[村镇乡县])", ("村", "镇", "乡", "县"))
    yield ("“某某",), r"(?<=[、由])“(?P<blank>某某)”(?=\(|承办|担任|负责)", is_plain
    yield from _behind((DOTS_COUNTED,), "(?:名称|姓名|住址|电话)", "(?=[,。;])", ("称", "名", "址", "话"))
    yield from _before((ASKED, HASH, AT, SOMEBODY), "(?<=[记长任员师])", "(?=与|和)", ("与", "和"))
    yield from _behind((SOMEBODY,), "(?<=某)[与和]", "(?=共同|一[起同]|负责|牵头)", ("某",))
    yield from _behind(WHOLE, "由", f"(?={'|'.join(CHARGED)})", ("由",))
    yield from _behind(WHOLE, "代表", "(?=向)", ("代表",))
    # What was asked for, who is addressed, who did it, what an annex is called.
    asked = (*WHOLE, CROSSES)
    yield from _behind(asked, "(?<=[的开映诉报询])“", f"(?=”的?(?:{ASKED_OF}))", ("“",))
    addressed = (STARS, HASH, ASKED, AT, CROSSES, *DOUBLED, *HOLLOW, DOTS, *RINGS, BOX, LINE, LATER)
    yield from _behind(addressed, "尊敬的", "(?=女士|先生|同志|居民|代表|委员)", ("的",))
    ones = (HASH, ASKED, AT, DOTS_COUNTED, *DOUBLED, *HOLLOW[1:], LINE, LATER)
    yield from _behind(ones, f"(?:{'|'.join(WHO)})", f"(?={DID})", WHO)
    yield from _behind(
        (HASH, ASKED, AT, DOTS_COUNTED, LINE, LETTER), f"(?<=[{_CN}])、", r"(?=\((?:证|电话|身份))", ("、",)
    )
    named = (HASH, ASKED, ASKED_TWICE, AT, CROSS, DOTS, CROSSES, LETTER, *DOUBLED, *HOLLOW[1:])
    yield from _behind(named, r"^ *[0-9]{1,2}[.、] ?", f"(?={ANNEXES})", (".", ". ", "、", "、 "))


def _wholes() -> _Made:
    """Yield each sign where it is all there is: behind a label or a word that leads to it, in a title, in an item."""
    # 是否公开:( ) is for whoever answers.
    labelled = tuple(sign for sign in WHOLE if sign not in (BRACKETS, BOX, LETTER))
    yield from _behind(labelled, rf"(?<=[{_CN})])(?<![{_SPEAKS}]):", "(?=[,。;)]|$)", (":",))
    yield from _behind(labelled, rf"(?<=[{_CN})])(?<![{_SPEAKS}]):", r"(?=\()", (":",))
    yield from _behind(DASHES[-1:], rf"(?<=[{_CN})]):", "(?=[,。;)])", (":",))
    yield from _behind(NAMES, "《", f"(?=[{_CN}])", ("《",))
    yield from _behind(WHOLE, "《", "(?=》)", ("《",))
    yield from _behind(WHOLE, "关于", f"(?=的(?:{PAPERS}))", ("关于",))
    yield from _behind(WHOLE, "(?<=[一二三四五六])是", "(?=[;。])", ("是",))
    yield from _behind(DASHES, "(?:任命|免去|聘任|聘请)", "(?=为|的)", ("任命", "免去", "聘任", "聘请"))
    objects = (HASH, ASKED_TWICE, AT, STARS_TWICE, CROSSES, DOTS_COUNTED, *HOLLOW[2:], *SHAPES, SOMEBODY, LATER)
    yield from _behind(objects, f"(?:{'|'.join(GOVERNING)})", f"(?=[{_CN},。;、])", GOVERNING)
    for words, ends in LEADING:
        yield from _behind(WHOLE, f"(?:{'|'.join(words)})", f"(?={ends})", words)
    yield from _behind(MISSING, "、", "(?=[,。;]|$)", ("、",))
    yield from _behind(ALONE, ",", "(?=[,。;])", (",",))
    numbered = f"(?:{'|'.join(NUMBERED)})"
    yield from _behind(MISSING, numbered, "(?=[,。;)]|$)", NUMBERED)
    yield from _behind(
        (STARS, HASH, AT, CROSS, LETTER, DOTS, *RINGS, LINE), rf"(?<=\(){numbered}", r"(?=[,。;)])", NUMBERED
    )
    yield from _behind((*NUMBERS, ANY, LETTER, DOTS), "[￥¥]", "(?=[,。;)元])", ("￥", "¥"))
    leads = (*MISSING, STARRED, HASH, AT, CROSS, DOTS, LETTER, LINE)
    yield from _behind(leads, f"(?<!标)(?<!记)[{LEADS}]", "(?=[,。;、])", LEADS)
    yield from _behind((CROSS, LETTER), "[图表]", "(?=[,。;、)所中])", ("图", "表"))
    # One of several names in a row, or all there is in an item of a list or behind a label at the end of a line.
    yield from _behind(ALONE, rf"(?<=[{_CN})”》□△■○?@*B])[:、]", r"(?=[、(等]|$)", (":", "、"))
    yield from _behind(ALONE, rf"(?<=[{_CN})”》]),", "(?=、)", (",",))
    yield from _behind(SINGLE, f"(?<=[{_CN}])、", f"(?=、[{_CN}])", ("、",))
    yield from _behind((*ALONE, *SINGLE, LATER), r"^ *[0-9]{1,2}[.、] ?", r"(?= *$)", (".", ". ", "、", "、 "))


def _running() -> _Made:
    """Yield what stands in running text: two of a sign are nothing else, one hash is not the pair around a topic."""
    for sign in (STARS_TWICE, ASKED_TWICE, AT_TWICE, *DOUBLED):
        yield sign.words or (sign.mark * 2,), rf"(?<=[{_CN},、]){sign.pattern}(?=[{_CN}])", is_running
    for sign in SHAPES[:-2]:  # rings are noughts, 二〇〇九年
        yield sign.words, rf"(?<=[{_CN},、:;(“《]){sign.pattern}(?=[{_CN},。;、)》”(])", is_shaped
    yield ("( ",), rf"(?<=[{_CN}])\( {{1,12}}\)(?=[{_CN}])", is_running
    yield ("[ ",), rf"(?<=[{_CN}])\[ {{1,12}}\](?=[{_CN}])", is_running
    yield ("[]",), rf"(?<=[{_CN}])\[\](?=[{_CN}])", is_running


def _others() -> _Made:
    """Yield signs in places of their own: a day of the week, an item or a part that is only dots, what comes later."""
    yield tuple("期" + sign for sign in "Xx×*?_"), r"星期(?P<blank>[Xx×*?_]{1,2})(?![A-Za-z])", is_plain
    yield ("_年", "X-20", "X—20", "X至20"), r"(?<![0-9A-Za-z])20[0-9](?:_(?=年)|X(?=-20|—20|至20))", is_plain
    yield (
        ("…",),
        rf"(?:^|(?<=[:;。 ]))(?:[0-9]{{1,2}}\.|[{_TEN}]、|\([{_TEN}]\))(?P<blank>…{{1,8}})(?=[;。]|$)",
        is_unquoted,
    )
    yield (
        ("姓名)", "名称)", "全称)", "住址)", "地址)", "号码)"),
        rf"(?<=[由向经在于为与对托聘请])\([{_CN}]{{2,6}}(?:姓名|名称|全称|住址|地址|号码)\)(?=[代担为负于承办,。、])",
        is_plain,
    )
    yield ("…",), r"(?:指出|强调|要求|认为|提出),要?(?P<blank>…{1,8})(?=[;。,]|$)", is_unquoted
    yield ("某某某",), r"(?<![某像如])某{3}(?![某案等])", is_nobody
    yield ("后补", "另补"), rf"[(【\[][{_CN}]{{0,8}}(?:后补|另补)[)】\]]", is_plain
    # A number of a standard, what an act has not yet found, a part that is only dots.
    yield ("GB",), r"GB(?:/T)? ?(?:X{2,20}|x{2,20}|×{2,20}|_{2,20})", is_plain
    yield tuple("待" + word for word in _UNDONE), rf"[(【\[][{_CN}]{{0,12}}待(?:{'|'.join(_UNDONE)})[)】\]]", is_plain
    yield ("…", "X", "x", "×", "??", "@@", "AA", "BB", "□□", "△△", "[]", "[ "), _ALONE_IN_LINE, _under_heading


_MADE: Final = (*_numbers(), *_names(), *_wholes(), *_running(), *_others())
SLOTS: Final[tuple[Form, ...]] = tuple((words, lazily(pattern), holds) for words, pattern, holds in _MADE)
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
