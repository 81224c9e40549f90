"""What only looks like a place left open, and what must hold for a sign to be one: a masked name, a sum, a key, a bold word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily

__all__ = [
    *("NOT_UNIT", "SURNAMES", "TEMPLATE", "UNIT", "UNITS", "Form", "Holds", "always", "beside"),
    *("is_blank", "is_blank_day", "is_day", "is_illegible", "is_legible", "is_no_bold", "is_no_format", "is_no_letter"),
    *("is_no_mention", "is_no_name", "is_no_product", "is_no_rule", "is_ordered", "is_unquoted"),
]

UNITS: Final = (
    *("万元", "亿元", "批次", "公里", "小时", "平方", "万人", "人次", "件次", "街道", "社区"),
    *"件份人次元名条起个家户场项处篇期部辆亩米吨套台座所批年月日天号县镇乡村市省区局万亿%例宗笔组班届款页分",
)
UNIT: Final = "(?:" + "|".join(UNITS) + ")"
# After these a unit begins another word: 人民, 人数, 件数, 年限, 次数, 个人, 日常, 市场 …
NOT_UNIT: Final = "(?!民|大|数|均|限|员|才|力|口|工|度|序|常|场|域|目|单|所|性|份额|(?<=个)[人体别]|(?<=月)刊|(?<=次)方|(?<=所)[有在谓述]|(?<=分)[别布析管工类批])"
_CN: Final = "\u4e00-\u9fff"
SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# 关于, 资金, 工程 end like a surname and are none.
_NO_SURNAME: Final = lazily(
    r"(?:[关对由位至终属处用限基等请应须在]于|[现主担责委专聘]任|[甲乙丙双各我对地多有]方|[资基奖现罚租押定]金|[工流课规日议章过全]程|"
    r"[路阶手地标]段|[本上下每一]周|[提最较]高|[日非正经平]常|[回照]顾|[历]史|[长大]江|[初华]夏|[明空]白|[宝岩]石|[水旱农]田|[房]产)$"
)
_PLACE: Final = frozenset("县镇乡村市省区局件份人次元名条起个家户场项年月日号街")
TEMPLATE: Final = lazily(
    r"示范文本|范本|模板|样表|样式|式样|参考文本|参考格式|文书格式|格式文本|填写说明|填报说明|空白表"
)
_COUNTED: Final = lazily(UNIT + NOT_UNIT)
_QUOTED_FORM: Final = lazily(
    r"字样|这类|此类|一类|称呼|称谓|伪造|冒用|假冒|变造|私刻|写作|写成|样式|式样|替换|代替|名称应当|名称为|格式为|写明|标明|表述为"
)
# Words by which a letter is introduced as a sign.
_LETTER: Final = lazily(
    r"(?:(?<![建开增添])设|[令随]) ?[Xx]|(?<![建开增添])设[^,。;]{1,8}为 ?[Xx]|(?<=[,;。(])[Xx](?:由|为|是|指|表示|代表)|函数|未知数|变量|参数|字母|选项|[=÷]|公式"
)
_INTRODUCED: Final = lazily(
    r"(?<=[,;。(、”])[XxN](?:由|为|是|指|表示|代表)|[“‘][XxN][”’](?:由|为|是|指|表示|代表)|(?:末位|末尾|尾号|校验码|首字母)(?:[为是]|带有?)?[“‘]?[Xx]"
)
_FORMULA: Final = lazily(r"[=÷]|公式|乘以|相乘|计算方法")
_ILLEGIBLE: Final = lazily("碑|铭文|题刻|漫漶|辨[认识]|缺字|字迹|墓志")
_SIGNED: Final = lazily(r"(?:签字|签名|签到|签章|盖章|公章|印章|签收|手印|捺印|签署)[^\n。]{0,12}$")
_SIGNATURES: Final = lazily(r"签字|签名|签章|盖章|公章|签收|捺印")
# Boxes to tick and a line for the reason: a form for whoever answers.
_TO_TICK: Final = lazily(r"□.{0,40}□.{0,12}[:(]$")
# 和平XX路: where somebody lives is left out on purpose, nobody is to fill it in.
_ADDRESS: Final = lazily(r" ?(?:路|巷|弄|大道|小区)")
_OPERATIVE: Final = lazily(r"准予|许可|批准|责令|决定|同意(?!\()|你(?:\(?单位|公司|户|店|厂|在|于|\()")
_TOLD_BY: Final = lazily(r"反映|居民|群众|来信|来电|举报|投诉|信访|住|说法|报道")
# “××”, “XX单位”等: the signs themselves are spoken of.
_SPOKEN_OF: Final = lazily(rf"[{_CN}]{{0,4}}”(?:等|之类|一类|称谓|代替|表示|字样|指代)|”")
_NAMES_A_THING: Final = lazily(rf"”(?!等|之类|代替|表示|字样|指代|的|号|符)[{_CN}]")
_NICKNAME: Final = lazily(r"(?:(?:网友|网名|昵称|用户|微信号?)[为是叫]?|账号[为是叫]?(?=“))“?$")
_SAID: Final = lazily(r"(?:[说称道问答]|反映|表示|回忆|坦言|感慨)[^“”《》]{0,4}[:,]“[^“”]*$")
_INSIDE: Final = lazily(r"《[^《》]{0,30}$")
_OTHER_LETTER: Final = lazily(r"(?<![A-Za-z])[a-wyz](?![A-Za-z])")
_LETTERS: Final = lazily(r"(?<![A-Za-z])[A-Z][、,和]$")
_SUM: Final = lazily(r"\([0-9]+ ?[-+*/] ?[Xx]\)|\([Xx] ?[-+*/] ?[0-9]+\)")
_GREETED: Final = lazily(rf"@[{_CN}]{{1,8}}?(?: ?(您好|你好|请)| |:)")
_MANY_TIMES: Final = lazily(r"[由从][Nn][次件趟个][^,。;]{0,8}(?:[降减变精]|到一)")
_SLOGAN: Final = lazily(r"“[^“”]{0,14}$")
Holds = Callable[[str, re.Match[str], Document, int], bool]
Form = tuple[tuple[str, ...], re.Pattern[str], Holds]
"""Words one of which stands in the line, the pattern, and what else must hold."""


def always(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return True


def is_unquoted(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether the place lies outside every quotation."""
    return line.count("“", 0, match.start()) == line.count("”", 0, match.start())


def is_blank(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A blank line is to be filled in, but not where a hand is to sign, and not a rule drawn across the page."""
    if not line.strip("_ -*"):
        return False
    before = line[: match.start()]
    if _SIGNED.search(before.rstrip("_ 、,/")) or _TO_TICK.search(before):
        return False
    if before.endswith("“") and line.startswith("”", match.end()) and TEMPLATE.search(line):
        return False
    return not (re.search(r"[年月日:]|^\s*$", match[0] + before[-1:]) and _beside_signature(document, at))


def is_blank_day(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return not _SIGNATURES.search(line) and not _beside_signature(document, at)


def is_ordered(line: str) -> bool:
    """Whether the line orders or permits something, so that a house in it is named and not masked."""
    return _OPERATIVE.search(line) is not None and _TOLD_BY.search(line) is None


def _beside_signature(document: Document, at: int) -> bool:
    """Whether the place lies in the lines where parties sign: days are written there by hand."""
    folded = document.folded
    begin = folded.rfind("\n", 0, max(0, at - 120)) + 1
    return _SIGNATURES.search(folded, begin, min(len(folded), at + 60)) is not None


def is_no_name(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """王××, 李XX: a name that is masked, not one that is missing."""
    before, after = line[: match.start()], line[match.end() :]
    if after.startswith(("代替", "代称", "指代", "隐去")) or "隐名" in after:
        return False
    if _SAID.search(before):
        return False  # whoever is quoted left the name out
    quoted = before.count("“") > before.count("”") or "字样" in after[:20]
    if quoted and _QUOTED_FORM.search(line):
        return False
    if _ADDRESS.match(after):  # what an act permits or forbids has its place
        return is_ordered(line)
    if before.endswith("“") and re.match("”(?:为(?:主题|抓手)|主题|专题|专项|系列|品牌|栏目|行动|工程|活动)", after):
        return True
    if before.endswith("“") and _SPOKEN_OF.match(after) and not (len(match[0]) > 3 and _NAMES_A_THING.match(after)):
        return False
    if _INSIDE.search(line, 0, match.start()) and TEMPLATE.search(line[match.end() :].partition("》")[0]):
        return False  # 《××镇处罚决定书（示范文本）》 is what that paper is called
    if _NICKNAME.search(line, max(0, match.start() - 8), match.start()) or before.endswith("罗马数字"):
        return False
    if after.startswith(("号染色", "染色", "开头", "打头", "牌")):
        return False
    surname = bool(before) and before[-1] in SURNAMES and not _NO_SURNAME.search(before)
    masked = surname and not (after and after[0] in _PLACE) and len(match[0]) <= 3 and match[0][-1] not in "年月日"
    return not masked or _COUNTED.match(after) is not None


def is_no_product(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _FORMULA.search(line) is None


def is_no_letter(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """X between words is a blank; where a text introduces a letter, it is that letter; 李X is a masked name."""
    before = line[: match.start()].rstrip()
    joined = before and not match[0].startswith(" ") and not line[: match.start()].endswith(" ")
    named = (
        (before[-1] in SURNAMES and _NO_SURNAME.search(before) is None) or before[-1] in "老小阿" if joined else False
    )
    if named and not re.search(UNIT, match[0]):
        return False
    if (
        _SLOGAN.search(before)
        and re.match(r"[^“”。，]{1,10}”", line[match.end() :])
        and not re.search(r"[省市县]", match[0])
    ):
        return False
    if _SUM.search(line) or (match[0].strip().startswith("x") and _OTHER_LETTER.search(line)):
        return False
    letter = match[0].strip()[:1]
    if _INTRODUCED.search(line) is not None or _MANY_TIMES.search(line) is not None:
        return False
    if _LETTERS.search(before) or f"+{letter}" in line or f"{letter}+" in line:
        return False  # 1+3+N: the letter has been introduced
    told = match[0].strip()[1:2] or line[match.end() : match.end() + 1]
    if told and told in "类级型科组班座栋" and re.search(rf"(?<![A-Za-z])[A-WYZ]{told}", line):
        return False  # A类、B类、X类: one of several letters
    return _LETTER.search(line, max(0, match.start() - 12), match.end() + 8) is None


def is_day(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """本金×年利率 multiplies."""
    return is_no_product(line, match, document, at) and is_blank_day(line, match, document, at)


def is_legible(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return not is_illegible(line)


def is_illegible(line: str) -> bool:
    """Whether boxes stand for signs that could not be read, as is done with inscriptions."""
    return _ILLEGIBLE.search(line) is not None


def is_no_mention(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    before = line[: match.start()]
    called = _GREETED.match(line, match.start())
    if called is not None and (called[1] or not before.strip() or before[-1] in " “"):
        return False
    if match[0].count("@") == 1 and re.search(r"(?:[。,;]|投稿|咨询|疑问)请$", before):
        return False  # 请@张三: somebody is called
    return re.search(r"(?:群[里内中]?|评论区|微博|朋友圈|留言|联系|网友)$", before) is None


def is_no_rule(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """***本页以下无内容*** is set off by its stars."""
    whole = line.strip()
    return not (whole.startswith("**") and whole.endswith("**")) and is_no_name(line, match, document, at)


def is_no_bold(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Stars around words make them bold; stars before a unit stand for a number."""
    marks = [found.span() for found in re.finditer(r"\*{2,}", line)]
    if len(marks) % 2:
        return True
    pairs = tuple(zip(marks[::2], marks[1::2], strict=True))
    if any(left[1] - left[0] != right[1] - right[0] for left, right in pairs):
        return True
    return all(_COUNTED.match(line[left[1] : right[0]].strip()) for left, right in pairs)


def is_no_format(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether how a day is to be written is not what the line tells."""
    return re.search("格式|填写|填报|录入|按照?$|统一|示例|样式", line) is None and is_unquoted(
        line, match, document, at
    )


def beside(mark: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(mark + word for word in words)
