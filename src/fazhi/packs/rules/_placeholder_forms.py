"""How a place left to be filled in looks, and what only looks like it: the forms of G001."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily

__all__ = [
    *("BARE", "FORMS", "SURNAMES", "TEMPLATE", "Form", "always", "beside"),
    *("is_blank_day", "is_illegible", "is_no_bold", "is_no_letter", "is_no_mention", "is_no_name", "is_unquoted"),
]

_UNITS: Final = (
    *("万元", "亿元", "批次", "公里", "小时", "平方", "万人", "人次", "件次", "街道", "社区"),
    *"件份人次元名条起个家户场项处篇期部辆亩米吨套台座所批年月日天号县镇乡村市省区局万亿%例宗笔组班届款页分",
)
_UNIT: Final = "(?:" + "|".join(_UNITS) + ")"
# After these a unit begins another word: 人民, 人数, 件数, 年限, 次数, 个人, 日常, 市场 …
_NOT_UNIT: Final = (
    "(?!民|大|数|均|限|员|才|力|口|工|度|序|常|场|域|目|单|所|性|份额|(?<=个)[人体别]|(?<=月)刊|(?<=次)方)"
)
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
_COUNTED: Final = lazily(_UNIT + _NOT_UNIT)
_QUOTED_FORM: Final = lazily(
    r"字样|这类|此类|一类|称呼|称谓|伪造|冒用|假冒|变造|私刻|写作|写成|样式|式样|替换|代替|名称应当|名称为|格式为|写明|标明|表述为"
)
# What an X names by its own letter, and the words by which a letter is introduced as a sign.
_X_WORDS: Final = "光|射|线|轴|综合征|连锁|型|形|刀|档|染色|坐标|值|片|荧光|衍射|波|展架|门|世代|机|战|光机|等于|大于|小于|倍|方向|平面|代表|表示|为|系列"
_LETTER: Final = lazily(
    r"(?:(?<![建开增添])设|[令随]) ?[Xx]|(?<![建开增添])设[^,。;]{1,8}为 ?[Xx]|(?<=[,;。(])[Xx](?:由|为|是|指|表示|代表)|函数|未知数|变量|参数|字母|选项|[=÷]|公式"
)
_INTRODUCED: Final = lazily(r"(?<=[,;。(、”])[XxN](?:由|为|是|指|表示|代表)|[“‘][XxN][”’](?:由|为|是|指|表示|代表)")
_FORMULA: Final = lazily(r"[=÷]|公式|乘以|相乘|计算方法")
_ILLEGIBLE: Final = lazily("碑|铭文|题刻|漫漶|辨[认识]|缺字|字迹|墓志")
_SIGNED: Final = lazily(r"(?:签字|签名|签到|签章|盖章|公章|印章|签收|手印|捺印|签署)[^\n。]{0,12}$")
_SIGNATURES: Final = lazily(r"签字|签名|签章|盖章|公章|签收|捺印")
# 和平XX路: where somebody lives is left out on purpose, nobody is to fill it in.
# Boxes to tick and a line for the reason: a form for whoever answers.
_TO_TICK: Final = lazily(r"□.{0,40}□.{0,12}[:(]$")
_ADDRESS: Final = lazily(r" ?(?:路|巷|弄|大道|小区)")
_OPERATIVE: Final = lazily(r"准予|许可|批准|责令|决定|同意(?!\()|你(?:\(?单位|公司|户|店|厂|在|于|\()")
_TOLD_BY: Final = lazily(r"反映|居民|群众|来信|来电|举报|投诉|信访|住|说法|报道")
# “××”, “XX单位”等: the signs themselves are spoken of.
_SPOKEN_OF: Final = lazily(rf"[{_CN}]{{0,4}}”(?:等|之类|一类|称谓|代替|表示|字样|指代)|”")
_NAMES_A_THING: Final = lazily(rf"”(?!等|之类|代替|表示|字样|指代|的|号|符)[{_CN}]")
_NICKNAME: Final = lazily(r"(?:(?:网友|网名|昵称|用户|微信号?)[为是叫]?|账号[为是叫]?(?=“))“?$")
_SAID: Final = lazily(r"(?:[说称道问答]|反映|表示|回忆|坦言|感慨)[^“”《》]{0,4}[:,]“[^“”]*$")
_INSIDE: Final = lazily(r"《[^《》]{0,30}$")
BARE: Final = lazily(rf"[{_CN}￥¥%:)㎡²m]*")
_OTHER_LETTER: Final = lazily(r"(?<![A-Za-z])[a-wyz](?![A-Za-z])")
_LETTERS: Final = lazily(r"(?<![A-Za-z])[A-Z][、,和]$")
_SUM: Final = lazily(r"\([0-9]+ ?[-+*/] ?[Xx]\)|\([Xx] ?[-+*/] ?[0-9]+\)")
_SLOGAN: Final = lazily(r"“[^“”]{0,14}$")
_Holds = Callable[[str, re.Match[str], Document, int], bool]
Form = tuple[tuple[str, ...], re.Pattern[str], _Holds]
"""Words one of which stands in the line, the pattern, and what else must hold."""


def always(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return True


def is_unquoted(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether the place lies outside every quotation."""
    return line.count("“", 0, match.start()) == line.count("”", 0, match.start())


def _is_blank(line: str, match: re.Match[str], document: Document, at: int) -> bool:
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
        return _OPERATIVE.search(line) is not None and _TOLD_BY.search(line) is None
    if before.endswith("“") and re.match("”(?:为(?:主题|抓手)|主题|专题|专项|系列|品牌|栏目|行动|工程|活动)", after):
        return True
    if before.endswith("“") and _SPOKEN_OF.match(after) and not (len(match[0]) > 3 and _NAMES_A_THING.match(after)):
        return False
    if _INSIDE.search(line, 0, match.start()) and TEMPLATE.search(line[match.end() :].partition("》")[0]):
        return False  # 《××镇处罚决定书（示范文本）》 is what that paper is called
    if _NICKNAME.search(line, max(0, match.start() - 8), match.start()) or before.endswith("罗马数字"):
        return False
    if after.startswith(("号染色", "染色", "开头", "打头")):
        return False
    surname = bool(before) and before[-1] in SURNAMES and not _NO_SURNAME.search(before)
    masked = surname and not (after and after[0] in _PLACE) and len(match[0]) <= 3
    return not masked or _COUNTED.match(after) is not None


def _is_no_product(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _FORMULA.search(line) is None


def is_no_letter(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """X between words is a blank; where a text introduces a letter, it is that letter; 李X is a masked name."""
    before = line[: match.start()].rstrip()
    joined = before and not match[0].startswith(" ") and not line[: match.start()].endswith(" ")
    named = (
        (before[-1] in SURNAMES and _NO_SURNAME.search(before) is None) or before[-1] in "老小阿" if joined else False
    )
    if named and not re.search(_UNIT, match[0]):
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
    if _INTRODUCED.search(line) is not None:
        return False
    if _LETTERS.search(before) or f"+{letter}" in line or f"{letter}+" in line:
        return False  # 1+3+N: the letter has been introduced
    told = match[0].strip()[1:2] or line[match.end() : match.end() + 1]
    if told and told in "类级型科组班座栋" and re.search(rf"(?<![A-Za-z])[A-WYZ]{told}", line):
        return False  # A类、B类、X类: one of several letters
    return _LETTER.search(line, max(0, match.start() - 12), match.end() + 8) is None


def _is_day(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """本金×年利率 multiplies."""
    return _is_no_product(line, match, document, at) and is_blank_day(line, match, document, at)


def _is_legible(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return not is_illegible(line)


def is_illegible(line: str) -> bool:
    """Whether boxes stand for signs that could not be read, as is done with inscriptions."""
    return _ILLEGIBLE.search(line) is not None


def is_no_mention(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    before = line[: match.start()]
    if match[0].count("@") == 1 and re.search(r"(?:[。,;]|投稿|咨询|疑问)请$", before):
        return False  # 请@张三: somebody is called
    return re.search(r"(?:群[里内中]?|评论区|微博|朋友圈|留言|联系|网友)$", before) is None


def _is_no_rule(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """***本页以下无内容*** is set off by its stars."""
    whole = line.strip()
    return not (whole.startswith("**") and whole.endswith("**")) and is_no_name(line, match, document, at)


def is_no_bold(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Stars around words make them bold; stars before a unit stand for a number."""
    marks = [found.span() for found in re.finditer(r"\*{2,}", line)]
    if len(marks) % 2:
        return True
    pairs = zip(marks[::2], marks[1::2], strict=True)
    return all(_COUNTED.match(line[left[1] : right[0]].strip()) for left, right in pairs)


def _is_no_format(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether how a day is to be written is not what the line tells."""
    return re.search("格式|填写|填报|录入|按照?$|统一|示例|样式", line) is None and is_unquoted(
        line, match, document, at
    )


def _dated(blank: str) -> str:
    """Return the pattern of a day in which at least one part is ``blank``; the parts after the year may be missing."""
    part = rf"(?:{blank}|[0-9]{{1,2}})"
    year = r"(?<![0-9])(?:19|20)[0-9]{2} ?年"
    return (
        rf"(?<![0-9A-Za-z])(?:20|19)?{blank} ?年(?:(?![龄纪级近满老轻青幼])| ?{part} ?月(?: ?{part} ?日)?)"
        rf"|{year} ?{blank} ?月(?: ?{part} ?日)?|{year} ?[0-9]{{1,2}} ?月 ?{blank} ?日"
        rf"|(?<![0-9A-Za-z]){blank} ?月 ?{part} ?日|(?<![0-9])[0-9]{{1,2}} ?月 ?{blank} ?日"
    )


def beside(mark: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(mark + word for word in words)


_OF_DAYS: Final = ("年", " 年", "月", " 月", "日", " 日")
_TELLING: Final = (
    "人",
    "件",
    "次",
    "元",
    "户",
    "场",
    "份",
    "万元",
    "亿元",
    "条",
    "项",
    "起",
    "名",
    "个",
    "%",
    "封",
    "批",
    "家",
    "篇",
    "卷",
    "亩",
    "部",
    "期",
    "处",
)
_OPEN: Final = "(【[<"
_FILL: Final = ("填写", "填入", "填报", "插入", "输入", "补充", "另附")
_FILL_REST: Final = r"(?!时|说明|要求|规范|示例|样式|须知|完整|附件|表|单位意见|事项|办法)[^()【】\[\]<>\n]{0,20}[)】\]>](?!协议|合同|通知|规定|意见)"
_FIELDS: Final = (
    *(
        "信息名称",
        "责任单位",
        "承办单位",
        "科目",
        "时间",
        "地点",
        "事由",
        "文号",
        "姓名",
        "职务",
        "电话",
        "编号",
        "日期",
    ),
    *("具体部门待定", "会议名称", "主持人", "单位", "人数", "数额"),
)
# Words that must stand in the line for the pattern to be tried at all; pattern; what else must hold.
FORMS: Final[tuple[Form, ...]] = tuple(
    (words, lazily(pattern), holds)
    for words, pattern, holds in (
        (("@",), rf"(?<=[{_CN}、,:;约达近于]) ?@ ?{_UNIT}{_NOT_UNIT}", is_no_mention),
        # A day with a blank in it is one thing to fill in, whatever it is made of.
        (("×", "x", "X"), _dated("[×xX]{1,4}"), _is_day),
        (beside("**", _OF_DAYS), _dated(r"\*{2,4}"), is_blank_day),
        (beside("__", _OF_DAYS), _dated("_{2,12}"), is_blank_day),
        (("*月",), r"(?<![0-9])(?:19|20)[0-9]{2}年\*月(?:\*日)?", is_blank_day),
        (("×", "x", "X"), r"(?<![0-9A-Za-z])(?:20|19)(?:[xX]{2}|×{1,2})(?![0-9A-Za-z])", always),
        (("××", "× ×"), r"(?<![0-9A-Za-z×])(?<![A-Z]·)×(?: ?×)+(?![0-9A-Za-z×])", is_no_name),
        (("×",), rf"(?<![0-9A-Za-z×)]) ?(?<=[{_CN}〔\[( ,:])×{_UNIT}{_NOT_UNIT}", _is_no_product),
        (
            ("XX", "xx"),
            rf"(?<![0-9A-Za-z+\-_./])(?:X{{2,8}}|x{{2,8}})(?![0-9A-Za-z+\-_./])(?=[{_CN}]|[ 、,。;)》”]{{0,2}})",
            is_no_name,
        ),
        (
            ("X", "x"),
            rf"(?<![0-9A-Za-z+\-_./×*“])[Xx] ?[余多]?{_UNIT}{_NOT_UNIT}(?![+])"
            rf"|(?<=[{_CN}《(、,。])(?<!“) ?[Xx](?= ?[{_CN}])(?! ?(?:{_X_WORDS}))",
            is_no_letter,
        ),
        (("X", "x"), r"(?<![0-9A-Za-z+\-_.])[Xx]{1,3}\.[Xx]{1,3}(?=%|万|亿|元|个百分点|" + _UNIT + r"|[ ,。)])", always),
        (("X", "x"), r"^[ ]*[Xx](?= ?[政府委办党]{1,3}[发办函字]{1,2} ?〔)", always),
        (("X年", "x年", "×年", "*年"), r"(?<![0-9A-Za-z])(?:(?:19|20)[0-9][Xx×*]|20\*\*)(?=年)", always),
        (("-XX",), r"(?<=[0-9])-X{4,8}(?![0-9A-Za-z])", always),
        (("X",), r"(?<=[〔\[(])(?:20[0-9]?)?X{1,4}(?=[〕\])])", always),
        (("〇〇", "○○"), r"(?<![一二三四五六七八九〇○零])(?:〇{2,}|○{2,})(?![一二三四五六七八九〇○零])", is_no_name),
        (
            ("□□", "△△", "■■", "●●", "▲▲", "☆☆", "◇◇", "◆◆"),
            rf"(?<!★)(?:□□|△△|■■|●●|▲▲|☆☆|◇◇|◆◆)[□△■●▲☆◇◆]*(?={_UNIT}|[{_CN}])",
            _is_legible,
        ),
        (beside("**", _UNITS), rf"(?<=[{_CN}年月为达了,”》])\*{{2,8}}(?={_UNIT})", is_no_bold),
        (("***",), rf"(?<![0-9A-Za-z*\-])\*{{3,}}(?=[{_CN}])", _is_no_rule),
        (("__",), r"(?<![0-9A-Za-z_])_{2,}(?:[ ]*[年月日][ ]*_{2,})*(?![A-Za-z_])", _is_blank),
        (
            ("年 ",),
            r"(?:(?<![0-9])(?:19|20)[0-9]{2}|(?<![0-9])20|^|(?<=[经于自至在到从由])|(?<=[ :,])) *年 {1,8}月 {0,8}日",
            is_blank_day,
        ),
        (("20 ",), r"(?<![0-9])20 {1,6}年(?! {1,8}月)", is_blank_day),
        (("〕",), r"〔(?:19|20)[0-9]{2}〕(?:第)? *号|〔 *〕 *[0-9]* *号", always),
        (
            ("  元", "  万元", "  亿元"),
            r"(?<=[约共计达为额款金资]) {2}(?:万|亿)?元(?=整|[,。;()])",
            always,
        ),
        (beside("   ", _UNITS), rf"(?<=[{_CN}]) {{3,}}{_UNIT}米?(?=[,。;])", is_blank_day),
        (("_",), rf"(?<=[{_CN}]) {{0,3}}_ {{0,3}}{_UNIT}{_NOT_UNIT}", _is_blank),
        (
            (*beside("N", _TELLING), *beside("n", _TELLING)),
            rf"(?<=[{_CN}])(?<![“个])[Nn](?:人次?|件次?|次|元|户|场|份|万元|起|名|%|封|批次?|家|篇|卷|亩|部|期|处){_NOT_UNIT}"
            rf"|(?<=[{_CN}])(?<![“个])n(?:条|项|个){_NOT_UNIT}",
            is_no_letter,
        ),
        (("待补",), rf"(?<=[{_CN}])待补(?=[,。;]|$)", always),
        (("$",), rf"\$[{_CN}]{{2,10}}\$", always),
        (("<<",), r"<<[^<>\n]{1,20}>>", always),
        (
            ("(姓名)", "(名称)", "(单位名称)", "(项目名称)", "(公司名称)", "(企业名称)", "(具体", "(金额)", "(数量)", "(日期)"),
            r"(?<=[:由向经在于为与,])\((?:姓名|名称|单位名称|(?:项目|公司|企业)名称|具体(?:位置|地点|时间|地址|金额|数量|名称))\)(?!:)"
            r"|(?<=[担付达为计])\((?:金额|数量|日期)\)",
            always,
        ),
        (("   元", "   万元", "   亿元"), rf"(?<=[{_CN}￥:]) {{3,}}(?:万|亿)?元(?=整|[,。;()])", always),
        (("￥  ",), r"￥ {2,}(?=\)|元)", always),
        ((" %", " ‰"), r"(?<=[率达为到的担至按股占]) {1,8}[%‰]", always),
        (("…万元", "…亿元", "…元", "…件", "…人次"), rf"(?<=[{_CN}])…{{1,2}}(?=万元|亿元|元|件|人次)", always),
        ((" 月",), r"(?<=[至于]) {1,3}月(?=[底初末])", always),
        (("第 ",), r"第 [ ]*号", always),
        (("第_",), r"第__*号", always),
        (("【", "["), rf"【[ _●*\-.…]{{0,12}}】|\[[ _●]{{1,12}}\](?={_UNIT})|\[●\]", always),
        (("( ",), rf"\( {{1,12}}\) ?{_UNIT}{_NOT_UNIT}", always),
        (("《》",), r"《》", always),
        (("《 ",), r"《 {1,9}》", always),
        (("{",), rf"\{{\{{[^{{}}\n]{{0,60}}\}}\}}|\$\{{[^{{}}\n]{{0,60}}\}}|\{{(?!附)[{_CN}][^{{}}\n]{{0,20}}\}}", always),
        (("«",), r"«[^«»\n]{1,40}»", always),
        (
            tuple(mark + word for mark in _OPEN for word in _FILL),
            rf"[(【\[<](?:{'|'.join(_FILL)}){_FILL_REST}",
            always,
        ),
        (
            tuple(mark + word for mark in _OPEN for word in ("请", "此处", "在此", "这里")),
            rf"[(【\[<](?:请在此处|请在此|请|此处|在此|这里)(?:{'|'.join(_FILL)}){_FILL_REST}",
            always,
        ),
        (tuple(mark + "由" for mark in _OPEN), rf"[(【\[<]由(?!申请人|本人|农户|户主|家长|考生|选民|村民|投标人|报名人|当事人)[^()\n]{{1,8}}(?:{'|'.join(_FILL)}){_FILL_REST}", always),
        (("(待", "【待", "[待", "<待"), r"[(【\[<]待(?!遇|业|岗|续)[^()【】\[\]<>\n]{1,20}[)】\]>]", always),
        (
            ("此处",),
            r"[(【\[<](?:请在)?此处(?![略无空])[^()【】\[\]<>\n]{0,20}[)】\]>]|(?:单击|点击)此处[^\n。,]{0,12}"
            r"|请?在?此处(?:输入|填写|填入|插入|录入)[^\n。,]{0,8}",
            always,
        ),
        (
            ("<", "[", "【"),
            r"[<\[【](?:单位|姓名|名称|日期|金额|数字|地址|电话|编号|标题|年份|数量|职务|机关)"
            rf"[{_CN}]{{0,8}}[>\]】]",
            always,
        ),
        (
            ("待补", "待填", "待核", "待确认", "待完善", "待统计", "待更新", "待提供", "待落实", "待安排", "待明确"),
            r"(?<=[:(【\[为「])[^:()【】\[\]\n,。;]{0,8}待(?:补充?|填写?|核实?|核对|确认|完善|统计|更新|提供|落实|安排|明确)(?=[)】」\],.;。!\s]|$)",
            always,
        ),
        # What a number should stand for, with a blank in its place and a stop behind: 一式 份，甲方执 份.
        (
            (" 份", " 件", " 元", " 万元", " 户", " 次", " 名", " 页", " 亩", " 日内", " 个", " 条", " 人"),
            r"(?<=[行式执持留约共计达为在于额款金资收请结办立发案起限]) {1,6}(?:份|件|万?元|户|次|名|页|亩|个|条|人|日内)(?=[,。;、]|[改自完缴前于赴])",
            is_blank_day,
        ),
        (("(×)", "(X)", "(x)"), r"\([×Xx]\)(?=[项款条])", always),
        (("…等", "…承", "…负"), r"(?<=[有由为据于括如])…{1,2}(?=等|承担|负责)", always),
        (
            (*beside("〇", _TELLING), *beside("○", _TELLING)),
            r"(?<![一二三四五六七八九十百千〇○零“])[〇○](?:个|件|人次?|户|次|名|场|份|万元|亿元|元|%|项|起)(?=[,。;、])",
            always,
        ),
        (("某镇人", "某县人", "某乡人", "某市人"), r"^ *某{1,2}[县镇乡市](?=人民政府(?:办公室)?关于)", always),
        ((" 元/",), r"(?<=[为按]) {1,6}元/", always),
        ((" 月",), r"(?<=[于自至在到从]) {1,4}月 {1,4}日", is_blank_day),
        (("〕×", "〕X", "〕x", "〕*"), r"〕[×Xx*]{1,3} ?号", is_no_name),
        (("-XX", "-xx"), r"(?<![0-9A-Za-z])(?:(?:20)?X{2,8}-XX[X\-]{0,12}|(?:20)?x{2,8}-xx[x\-]{0,12})(?![0-9A-Za-z])", always),
        ((".XX", "、XX"), rf"(?<=[0-9])[.、]X{{2,8}}(?=[{_CN}]|[ ,。;]|$)", always),
        (("--",), rf"(?<=[{_CN}])--(?={_UNIT}[,。;、])", always),
        (("此处略",), r"[(【]此处略,待[^()【】\n]{2,20}[)】]", always),
        (("://X", "://x"), r"https?://X{2,8}|https?://x{3,8}", always),
        (("YYYY年",), "YYYY年MM月DD日", _is_no_format),
        (("YYY",), rf"(?<=[{_CN}])Y{{3,4}}(?=[{_CN}])", always),
        (("*月",), r"(?<![0-9*])\*{1,2}月\*{1,2}日", is_blank_day),
        (("*.*",), rf"\*{{1,4}}\.\*{{1,4}}(?={_UNIT})", always),
        (("仟", "佰", "拾"), r"[×Xx_]{1,4} ?[仟佰拾](?: ?[×Xx_]{1,4} ?[仟佰拾元角分])*", always),
        (("×年", "X年"), r"二[〇○][一二三×X](?:×年|X年)(?:[×X〇○]{1,2}月)?(?:[×X〇○]{1,2}日)?", always),
        (("《…",), r"《…{1,4}[^《》\n]{0,16}》", always),
        ((":空缺",), r":空缺(?=[,。;]|$)", always),
        (("    ",), rf"(?<=[{_CN}]:)    +(?=[,。;])", _is_blank),
        ((":姓名", ":号码"), r"(?<=[人员]):姓名(?=[,。;]|$)|(?<=话):号码(?=[,。;]|$)", always),
        (
            (":待", ":暂", ":另填"),
            r":(?:待(?:通知|定|补|填|确认|核|明确|协商|商定|安排|落实|提供|统计|更新|审核|指定)|暂[缺空]|另填)(?=[,。;]|$)",
            always,
        ),
        (
            tuple(f"({word})" for word in _FIELDS),
            rf"(?<=[:由向经在于为与,的从到按担付长记任员问人])\((?:{'|'.join(_FIELDS)})\)(?!:)",
            always,
        ),
    )
)  # fmt: skip
