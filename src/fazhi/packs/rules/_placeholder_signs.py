"""Signs with which a drafter marks what is missing, and what must hold for each: none of them tells it by itself.

A star is a footnote, a hash a key, a question mark a question, AA a mark, a box is there for a tick, 喻某某 is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_senses import (
    SURNAMES,
    is_blank_day,
    is_illegible,
    is_no_bold,
    is_no_letter,
    is_no_mention,
    is_no_name,
    is_ordered,
    is_unquoted,
)

__all__ = [
    "ALONE",
    "ANY",
    "ASKED",
    "ASKED_TWICE",
    "AT",
    "AT_TWICE",
    "BOX",
    "BRACKETS",
    "COUNTED_LATER",
    "CROSS",
    "CROSSES",
    "DASHES",
    "DOTS",
    "DOTS_COUNTED",
    "DOUBLED",
    "HASH",
    "HOLLOW",
    "HOUSE",
    "LATER",
    "LETTER",
    "LINE",
    "MISSING",
    "NAMES",
    "NUMBERS",
    "ONE_LETTER",
    "ONE_SHAPE",
    "OTHER_END",
    "RINGS",
    "SHAPES",
    "SINGLE",
    "SOMEBODY",
    "STARRED",
    "STARS",
    "STARS_TWICE",
    "WHOLE",
    "Sign",
    "is_gap",
    "is_nobody",
    "is_plain",
    "is_running",
    "is_shaped",
]

_CN: Final = "\u4e00-\u9fff"
_SPOKEN_OF: Final = lazily(
    r"字样|代替|替换|化名|隐名|匿名|隐去|称谓|称呼|必填|选填|勾选|键|图例|[标带][有注明*#]|级别|等级|评级|评定|信用|成绩|答案|[:,;(注]\*{1,3}(?:为|表示|代表|指)"
)
# Signs that lead to a name and are none: before 某 any other is a surname, 喻某某.
_LEADING_ON: Final = (
    "省市县区镇乡村由向与经对在于给从和被将把及或为是的位到至以因记长任席员理师表者人方聘命免了请让派选定"
)
_MASKED_NAME: Final = lazily(
    rf"(?![某{_LEADING_ON}])[{_CN}]某|[{''.join(sorted(SURNAMES))}](?:××?(?![年月×])|\*(?!\*))"
)
_NOTED: Final = lazily(rf"[{_CN}0-9)]\*(?![*{_CN}])")
_ASKS: Final = lazily(r"[吗呢么何谁否]|多少|哪|怎|如何|几[个名人件次]")
_TOPIC: Final = lazily(rf"#[{_CN}0-9A-Za-z]{{2,20}}#")
_FORMULA: Final = lazily(r"[=÷]|公式")
_INDEFINITE: Final = lazily(r"[^,。;]{1,30}的,")
_UNIT_ONLY: Final = lazily(
    "(?:件|起|次|亩|万元|亿元|元|公里|平方米|%|个百分点|日[内前]|个月|个工作日|吨|场|批|份)(?=[,。;、前内])"
)
_ANYBODY: Final = ("单位", "部门", "企业", "人", "事", "时", "地", "年")
_OWING: Final = frozenset("由向与经对《于记长任免命位为议是给:")
_CHOSEN: Final = lazily(
    r"下列|正确|错误|是否|选项|选择|满意|赞成|票|不同意|同意\(|√|打勾|通配符|字符|输入|按下?[#*]|符号"
)
_TICKED: Final = lazily(r"[√☑☐✓]|打勾|勾选|方框|□ *(?:同意|是|否|赞成|有|无)|不□|选项|[○●] *(?:同意|是|否)|标[有注]")
_SIGNED: Final = lazily(r"签字|签名|签章|盖章|签收|捺印|签到")
_LETTERED: Final = lazily("(?<![A-Za-z])[A-Z][、,和与][A-Z](?![A-Za-z])|其中[A-Za-z]为|字母|变量")
_NAMED_SO: Final = lazily(r"[制级类型超角座线组款面柜号键内霜攻抄]|等[级,。]|的为")


def _sign_of(match: re.Match[str]) -> tuple[int, str]:
    """Return where the sign itself stands and what it is, without the words that lead to it."""
    which = "blank" if "blank" in match.re.groupindex else 0
    return match.start(which), match[which]


def is_plain(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """The sign is not itself spoken of, asks nothing, multiplies nothing and stands in no quotation of a form."""
    start, sign = _sign_of(match)
    if _SPOKEN_OF.search(line) or _FORMULA.search(line):
        return False
    if sign == "*" and not line[:start].strip() and _NOTED.search(document.folded, 0, max(0, at - 1)):
        return False  # the note to what bears a star above
    if sign.startswith("?"):
        return _ASKS.search(re.split("[,。;]", line[:start])[-1]) is None
    if sign.startswith("#") and _TOPIC.search(line):
        return False
    if sign.startswith("@"):
        return is_no_mention(line, match, document, at)
    if sign.startswith("**"):
        return is_no_bold(line, match, document, at)
    return not sign.startswith("*") or line.count("*") % 2 == 1 or _apart(line)


def _apart(line: str) -> bool:
    """Whether the stars stand alone, each before its own count, and do not mark words in between."""
    return re.search(rf"\*[^*,。;]{{1,12}}\*(?![*{_CN}])", line) is None


def _whoever(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """某某 is a blank where nobody is masked: a published case masks every name, and 某某单位…的 is anybody."""
    if not is_plain(line, match, document, at) or _MASKED_NAME.search(document.folded):
        return False
    start, sign = _sign_of(match)
    before = line[:start]
    if _UNIT_ONLY.match(line, match.end()) is not None:
        return is_unquoted(line, match, document, at)
    if before and "\u4e00" <= before[-1] <= "\u9fff" and before[-1] not in _LEADING_ON:
        return False
    if line.startswith(_ANYBODY, match.end()) and not before.endswith(("由", "向", "与")):
        return False
    if before.endswith(("“", "像", "如", "在")) or before.count("“") > before.count("”"):
        return False
    return not (len(sign) == 2 and _INDEFINITE.match(line, match.end()) and "行为" not in line)


def is_nobody(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whoever is masked keeps a surname, 喻某某: three 某 are a whole name that is missing."""
    others = document.folded.replace("某某某", "")
    return (
        _MASKED_NAME.search(others) is None
        and is_plain(line, match, document, at)
        and is_unquoted(line, match, document, at)
    )


def is_running(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """The sign stands in a sentence, alone, and nobody is to choose, to vote or to press it."""
    sign = match[0]
    if "," not in line and "。" not in line:
        return False
    if (sign == "#" and line.count("#") % 2 == 0) or _CHOSEN.search(line):
        return False
    return _no_name(line, match, document, at) and _NAMED_SO.match(line, match.end()) is None


def _no_name(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return is_plain(line, match, document, at) and is_no_name(line, match, document, at)


def _star(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """One star behind a word is a footnote or masks a name; behind 由 or 书记 nothing but what is missing can follow."""
    start, sign = _sign_of(match)
    if sign == "*" and line[start - 1 : start] not in _OWING:
        return False
    if match[0].startswith(":"):
        return _SPOKEN_OF.search(line) is None  # no words are set in bold between a colon and a stop
    return _no_name(line, match, document, at)


def is_gap(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return is_plain(line, match, document, at) and is_blank_day(line, match, document, at)


def _shape(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A box or a ring in a sentence stands for something; where there is something to choose it is there for a tick."""
    if _TICKED.search(line) or _SIGNED.search(line):
        return False
    if is_illegible(line):
        return False
    start, sign = _sign_of(match)
    if sign == "□" and line[:start].endswith((" ", ":", "\n")):
        return False
    if sign in "○〇" and line.startswith(("期", "届"), match.end()):
        return False
    return is_no_name(line, match, document, at)


def _lone_letter(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A letter before a measure is a number, unless it is one of several letters or the text says what it stands for."""
    letter = _sign_of(match)[1]
    if _FORMULA.search(line) or _LETTERED.search(line):
        return False
    return line.count(letter) == 1 and not any(f"{letter}{word}" in line for word in ("为", "是", "指", "表示", "代表"))


def _house(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return is_ordered(line) and is_plain(line, match, document, at)


def _beside_x(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Y stands for a name where X does in the same line, before the same word."""
    return f"X{line[match.end()]}" in line and is_no_letter(line, match, document, at)


def is_shaped(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Two or more of a shape in a sentence stand for something, whatever is beside them."""
    return "。" in line and is_running(line, match, document, at) and _shape(line, match, document, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a drafter marks what is missing: ``words`` tell of it alone, else only ``mark`` beside what it stands for."""

    mark: str
    pattern: str
    holds: Callable[[str, re.Match[str], Document, int], bool] = is_plain
    words: tuple[str, ...] = ()
    more: str = ""

    def before(self, after: Iterable[str]) -> tuple[str, ...]:
        """Return the words one of which stands where the sign is followed by one of these."""
        return self.words or tuple(mark + word for word in after for mark in self.mark + self.more)

    def behind(self, before: Iterable[str]) -> tuple[str, ...]:
        """Return the words one of which stands where the sign follows one of these."""
        return self.words or tuple(word + mark for word in before for mark in self.mark + self.more)


_NO_MORE: Final = "(?![A-Za-z0-9])"
_TENS: Final = "一二三四五六七八九十百千〇○零"
STARS: Final = Sign(mark="*", pattern=r"\*{1,20}")
STARRED: Final = Sign(mark="*", pattern=r"\*{1,4}", holds=_star)
HASH: Final = Sign(mark="#", pattern=r"#{1,20}")
ASKED: Final = Sign(mark="?", pattern=r"\?{1,4}")
AT: Final = Sign(mark="@", pattern=r"@{1,4}")
STARS_TWICE: Final = Sign(mark="*", pattern=r"\*{2,4}", holds=_no_name)
ASKED_TWICE: Final = Sign(mark="?", pattern=r"\?{2,4}")
AT_TWICE: Final = Sign(mark="@", pattern=r"@{2,4}")
CROSS: Final = Sign(mark="×", pattern=r"×{1,4}", holds=_no_name)
DOUBLED: Final = tuple(Sign(mark=each * 2, pattern=f"{each}{{2,4}}{_NO_MORE}", words=(each * 2,)) for each in "AB")
BRACKETS: Final = Sign(mark=")", pattern=r"\( {1,12}\)", words=("( ",))
HOLLOW: Final = (
    BRACKETS,
    Sign(mark=")", pattern=r"\(\)", words=("()",)),
    Sign(mark="]", pattern=r"\[ {1,12}\]", words=("[ ",)),
    Sign(mark="]", pattern=r"\[\]", words=("[]",)),
    Sign(mark="】", pattern="【[Xx×*]{1,4}】", words=("【X", "【x", "【×", "【*")),
    Sign(mark=")", pattern=r"\((?:空|空白|暂空|暂缺|待核|未填|缺)\)", words=("(空", "(暂", "(待", "(未填", "(缺")),
)
SOMEBODY: Final = Sign(mark="某", pattern="某{2,3}", holds=_whoever, words=("某某",))
DOTS: Final = Sign(mark="…", pattern="…{1,8}", words=("…",))
DOTS_COUNTED: Final = Sign(mark="…", pattern="…{1,8}", holds=is_unquoted)
CROSSES: Final = Sign(
    mark="X", pattern="(?<![A-Za-z0-9])(?:X{2,8}|x{2,8}|×{2,8})(?![A-Za-z0-9])", words=("XX", "xx", "××")
)
LATER: Final = Sign(mark="待定", pattern="(?<!确)待(?:定|补充|填写|填)", words=("待定", "待补充", "待填"))
COUNTED_LATER: Final = Sign(
    mark="待", pattern="待(?:统计|核实|核定|核|查|测算|确认|补)", words=("待统", "待核", "待查", "待测", "待确", "待补")
)
"""What is still to be counted: only where a unit and then a stop follow, for 待核实线索 are things to be looked into."""
HOUSE: Final = Sign(mark="*○〇□_", pattern=r"[*○〇□_]{1,4}", holds=_house)
"""Where somebody lives is masked with the same signs: only what is ordered has its house named."""
OTHER_END: Final = Sign(mark="YZ", pattern="(?<![A-Za-z0-9])[YZ]", holds=_beside_x)
DASHES: Final = tuple(Sign(mark=each, pattern=f"{each}{{{1 + (each not in '—–~')},6}}") for each in "-—–~/")
"""A dash parts what is said; before a unit and a stop it stands for a number."""
ONE_LETTER: Final = tuple(
    Sign(mark=some, pattern=f"(?<![A-Za-z0-9+])[{some}]", holds=_lone_letter)
    for some in ("KMQ", "RUV", "WYZ", "abc", "dyz")
)
"""From A onwards things are counted off and N and X have their own rules; no other letter is a number of anything."""
RINGS: Final = tuple(Sign(mark=each, pattern=f"(?<![{_TENS}]){each}(?![{_TENS}])", holds=_shape) for each in "○〇")
BOX: Final = Sign(mark="□", pattern="□{1,4}", holds=_shape)
SHAPES: Final = tuple(
    Sign(mark=each, pattern=f"{each}{{2,6}}", holds=_shape, words=(each * 2,)) for each in "□●▲△■◇◆○〇"
)
ONE_SHAPE: Final = tuple(Sign(mark=each, pattern=f"{each}{{1,6}}", holds=_shape) for each in "△▲◇◆■●☆")
LINE: Final = Sign(mark="_", pattern="(?<![A-Za-z0-9_])_(?![A-Za-z0-9_])", holds=_shape)
ANY: Final = Sign(mark="N", pattern="(?<![A-Za-z0-9+])N(?:NN?)?(?![A-Za-z0-9+])", holds=is_no_letter)
LETTER: Final = Sign(mark="X", pattern="(?<![A-Za-z0-9+])[Xx](?![A-Za-z0-9+])", holds=is_no_letter, more="x")
_EITHER: Final = (STARS, HASH, ASKED, AT, CROSS, *DOUBLED, *HOLLOW)
NUMBERS: Final = (*_EITHER, LATER, SOMEBODY, *RINGS, BOX, LINE)
NAMES: Final = (*(STARRED, HASH, ASKED, AT, CROSS, *DOUBLED, *HOLLOW, SOMEBODY, DOTS, *RINGS, BOX, LINE, LATER),)
WHOLE: Final = (*NAMES, *SHAPES, LETTER)
"""What may stand for the whole of something: all there is between two marks, or behind the word that leads to it."""
ALONE: Final = (STARS_TWICE, ASKED_TWICE, AT_TWICE, *DOUBLED, *HOLLOW[1:], *SHAPES)
SINGLE: Final = (HASH, ASKED, AT, CROSS, LETTER, LINE, SOMEBODY)
MISSING: Final = (ASKED, *DOUBLED, *HOLLOW, SOMEBODY, *SHAPES)
