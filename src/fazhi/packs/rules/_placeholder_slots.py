"""Signs that may be many things, and the places where a value is owed: only where both meet something was left open.

A star is a footnote, a hash a key, a question mark a question, AA a mark: nothing is told by the sign alone. Before a
unit, between 由 and 公司, after 书记, behind a label, in 第…条 a number or a name must stand; a sign there stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_forms import (
    SURNAMES,
    Form,
    beside,
    is_blank_day,
    is_no_bold,
    is_no_letter,
    is_no_mention,
    is_no_name,
)

__all__ = ["SLOTS"]

_CN: Final = "\u4e00-\u9fff"
_UNITS: Final = (
    *("个工作日", "个日历天", "个月", "工作日", "万元", "亿元", "人次", "剂次", "批次", "公里", "公顷", "公斤", "千克", "平方", "立方", "小时", "分钟", "季度", "学时"),
    *("个", "名", "位", "人", "户", "家", "件", "份", "起", "次", "场", "条", "处", "项", "篇", "部", "辆", "台", "套", "座", "栋", "幢"),
    *("间", "张", "本", "册", "块", "株", "棵", "头", "只", "箱", "袋", "吨", "斤", "亩", "米", "年", "天", "日", "周", "岁", "届", "页", "层"),
    *("倍", "成", "宗", "笔", "组", "班", "轮", "遍", "支", "面", "盏", "口", "道", "片", "段", "席", "卷", "盒", "元", "%", "‰", "㎡"),
)  # fmt: skip
_COUNTS: Final = (*_UNITS, "余", "多")
# After these the unit begins a word of its own, 人员, 件数, 项目, 个人; a size or a key is named by the sign, *号, AA级.
_NUMBER: Final = (
    rf"(?=(?:{'|'.join(_COUNTS)})(?!民|大|数|均|限|员|才|力|口|度|序|常|域|目|单|所|性|份额|们|键|选|为必填|标[注有记]"
    r"|(?<=个)[人体别]|(?<=人)工|(?<=年)[龄纪级近满老轻青幼]|(?<=[面口道片段本支条])[^,。;、共内外的以]))"
)
_BODIES: Final = (
    *("公司", "集团", "企业", "超市", "商店", "饭店", "酒店", "工厂", "学校", "小学", "中学", "医院", "卫生院", "银行", "合作社"),
    *("局", "委员会", "办公室", "部门", "单位", "支部", "派出所", "镇", "乡", "县", "市", "区", "省", "村", "社区", "街道"),
    *("人民法院", "人民检察院", "人民政府", "律师事务所", "水库", "有限"),
)  # fmt: skip
# 区域, 市场, 村民, 镇里: words of their own.
_BODY: Final = (
    rf"(?={'|'.join(_BODIES)})(?!镇[里内上定]|市场|区[域别分间内]|村[民里内干]|县[里内]|省[内略去心]|局[部面]|乡[亲里])"
)
_ACTS: Final = ("主持", "通报", "带队", "宣读", "传达", "出席", "陪同", "汇报", "作了", "牵头", "担任", "讲话")
_SPOKEN_OF: Final = lazily(
    r"字样|代替|替换|化名|隐名|匿名|隐去|称谓|称呼|必填|选填|勾选|键|图例|[标带][有注明*#]|级别|等级|评级|评定|信用|成绩|答案|[:,;(注]\*{1,3}(?:为|表示|代表|指)"
)
# Signs that lead to a name and are none: before 某 any other is a surname, 喻某某.
_LEADING_ON: Final = "省市县区镇乡村由向与经对在于给从和被将把及或为是的位到至以因记长任席员理师表者人方聘命免"
_MASKED_NAME: Final = lazily(
    rf"(?![某{_LEADING_ON}])[{_CN}]某|[{''.join(sorted(SURNAMES))}](?:××?(?![年月×])|\*(?!\*))"
)
_ASKS: Final = lazily(r"[吗呢么何谁否]|多少|哪|怎|如何|几[个名人件次]")
_FORMULA: Final = lazily(r"[=÷]|公式")
_INDEFINITE: Final = lazily(r"[^,。;]{1,30}的,")
_ANYBODY: Final = ("单位", "部门", "企业", "人", "事", "时", "地", "年")
_OWING: Final = frozenset("由向与经对《于记长任免命位为议是给:")
_CHOSEN: Final = lazily(
    r"下列|正确|错误|是否|选项|选择|满意|赞成|票|不同意|同意\(|√|打勾|通配符|字符|输入|按下?[#*]|符号"
)
_NAMED_SO: Final = lazily(r"[制级类型超角座线组款面柜号键内霜]|等[级,。]|的为")
_TEN: Final = "一二三四五六七八九十"
_HEADING: Final = lazily(rf" *(?:[{_TEN}]{{1,3}}、|\([{_TEN}]{{1,3}}\)|第[{_TEN}]{{1,3}}[部条章])")
_SPEAKS: Final = "说道问答曰称示写唱云喊出到调为明确定"


def _sign_of(match: re.Match[str]) -> tuple[int, str]:
    """Return where the sign itself stands and what it is, without the words that lead to it."""
    which = "blank" if "blank" in match.re.groupindex else 0
    return match.start(which), match[which]


def _plain(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """The sign is not itself spoken of, asks nothing, multiplies nothing and stands in no quotation of a form."""
    start, sign = _sign_of(match)
    if _SPOKEN_OF.search(line) or _FORMULA.search(line):
        return False
    if sign.startswith("?"):
        return _ASKS.search(re.split("[,。;]", line[:start])[-1]) is None
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
    if not _plain(line, match, document, at) or _MASKED_NAME.search(document.folded):
        return False
    start, sign = _sign_of(match)
    before = line[:start]
    if before and "\u4e00" <= before[-1] <= "\u9fff" and before[-1] not in _LEADING_ON:
        return False
    if line.startswith(_ANYBODY, match.end()) and not before.endswith(("由", "向", "与")):
        return False
    if before.endswith(("“", "像", "如", "在")) or before.count("“") > before.count("”"):
        return False
    return not (len(sign) == 2 and _INDEFINITE.match(line, match.end()) and "行为" not in line)


def _running(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """The sign stands in a sentence, alone, and nobody is to choose, to vote or to press it."""
    sign = match[0]
    if "," not in line and "。" not in line:
        return False
    if (sign == "#" and line.count("#") % 2 == 0) or _CHOSEN.search(line):
        return False
    return _no_name(line, match, document, at) and _NAMED_SO.match(line, match.end()) is None


def _no_name(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _plain(line, match, document, at) and is_no_name(line, match, document, at)


def _star(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """One star behind a word is a footnote or masks a name; behind 由 or 书记 nothing but what is missing can follow."""
    start, sign = _sign_of(match)
    if sign == "*" and line[start - 1 : start] not in _OWING:
        return False
    if match[0].startswith(":"):
        return _SPOKEN_OF.search(line) is None  # no words are set in bold between a colon and a stop
    return _no_name(line, match, document, at)


def _gap(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _plain(line, match, document, at) and is_blank_day(line, match, document, at)


def _unquoted(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    before = line[: match.start()]
    return before.count("“") == before.count("”")


def _under_heading(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A line of dots between two headings is a part that was not written; elsewhere it leaves out what is quoted."""
    text = document.folded
    before = text[: at - match.start()].rstrip().rpartition("\n")[2]
    after = text[at + len(line) - match.start() :].lstrip().partition("\n")[0]
    return _HEADING.match(before) is not None and _HEADING.match(after) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """How a drafter marks what is missing: ``words`` tell of it alone, else only ``mark`` beside what it stands for."""

    mark: str
    pattern: str
    holds: Callable[[str, re.Match[str], Document, int], bool] = _plain
    words: tuple[str, ...] = ()

    @property
    def blank(self) -> str:
        """Return the pattern as the part of a longer one that is to be filled in."""
        return f"(?P<blank>{self.pattern})"

    def before(self, after: Iterable[str]) -> tuple[str, ...]:
        """Return the words one of which stands where the sign is followed by one of these."""
        return self.words or beside(self.mark, after)

    def behind(self, before: Iterable[str]) -> tuple[str, ...]:
        """Return the words one of which stands where the sign follows one of these."""
        return self.words or tuple(word + self.mark for word in before)


_NO_MORE: Final = "(?![A-Za-z0-9])"
_STARS: Final = _Sign(mark="*", pattern=r"\*{1,4}")
_STARRED: Final = _Sign(mark="*", pattern=r"\*{1,4}", holds=_star)
_HASH: Final = _Sign(mark="#", pattern=r"#{1,4}")
_ASKED: Final = _Sign(mark="?", pattern=r"\?{1,4}")
_AT: Final = _Sign(mark="@", pattern=r"@{1,4}")
_STARS_TWICE: Final = _Sign(mark="*", pattern=r"\*{2,4}", holds=_no_name)
_ASKED_TWICE: Final = _Sign(mark="?", pattern=r"\?{2,4}")
_AT_TWICE: Final = _Sign(mark="@", pattern=r"@{2,4}")
_CROSS: Final = _Sign(mark="×", pattern=r"×{1,4}", holds=_no_name)
_DOUBLED: Final = tuple(_Sign(mark=each * 2, pattern=f"{each}{{2,4}}{_NO_MORE}", words=(each * 2,)) for each in "AB")
_BRACKETS: Final = _Sign(mark=")", pattern=r"\( {1,12}\)", words=("( ",))
_HOLLOW: Final = (
    _BRACKETS,
    _Sign(mark=")", pattern=r"\(\)", words=("()",)),
    _Sign(mark="]", pattern=r"\[ {1,12}\]", words=("[ ",)),
    _Sign(mark="]", pattern=r"\[\]", words=("[]",)),
    _Sign(mark="】", pattern="【[Xx×*]{1,4}】", words=("【X", "【x", "【×", "【*")),
    _Sign(mark=")", pattern=r"\((?:空|空白|暂空|暂缺|待核)\)", words=("(空", "(暂", "(待")),
)
_SOMEBODY: Final = _Sign(mark="某", pattern="某{2,3}", holds=_whoever, words=("某某",))
_DOTS: Final = _Sign(mark="…", pattern="…{1,2}", words=("…",))
_LATER: Final = _Sign(mark="待定", pattern="(?<!确)待定", words=("待定",))
_EITHER: Final = (_STARS, _HASH, _ASKED, _AT, _CROSS, *_DOUBLED, *_HOLLOW)
_NUMBERS: Final = (*_EITHER, _LATER, _SOMEBODY)
_NAMES: Final = (_STARRED, _HASH, _ASKED, _AT, _CROSS, *_DOUBLED, *_HOLLOW, _SOMEBODY, _DOTS)
_MISSING: Final = (_ASKED, *_DOUBLED, *_HOLLOW, _SOMEBODY)
_UNDERTAKEN: Final = ("专项", "活动", "行动", "整治", "工程", "项目", "会议", "培训", "演练", "检查")
_LEADING: Final = (
    dict.fromkeys(("任命", "免去", "聘任", "聘请", "任用"), "为|的|担任|[,。]")
    | dict.fromkeys(("审议", "讨论", "研究"), "[,。;]")
    | dict.fromkeys(("位于", "坐落于", "地址为", "地点为", "时间为", "名称为"), "[,。;、]")
)
_NUMBERED: Final = ("开户行", "账号", "户名", "证号", "号码", "编号", "代码", "电话", "邮编")
_LEADS: Final = "为约达至到期占担额款址人方"
_PAPERS: Final = "请示|通知|报告|汇报|函|批复|意见|决定|通告|公告|议题|建议|说明"


def _made() -> Iterator[tuple[tuple[str, ...], str, Callable[[str, re.Match[str], Document, int], bool]]]:
    """Yield each sign in each place where a value is owed."""
    for sign in (_HASH, _ASKED, _AT, *_DOUBLED):
        yield sign.before(("月",)), rf"(?<![0-9A-Za-z]){sign.pattern}月(?:{sign.pattern}日)?", sign.holds
    for sign in _NUMBERS:
        yield sign.before(_COUNTS), rf"(?:^|(?<=[{_CN},:)])){sign.pattern}{_NUMBER}", sign.holds
        yield sign.behind(("第",)), rf"第{sign.blank}(?=[条款项次届期批])", sign.holds
        yield sign.before(("时",)), rf"(?<=[日午晚晨]){sign.pattern}(?=时)", sign.holds
        yield sign.behind(("〕",)), rf"〕{sign.blank} ?号", sign.holds
    yield beside("N", _COUNTS), rf"(?<=共有|共计|累计|达到|现有|合计)N{{1,3}}{_NUMBER}", is_no_letter
    for sign in _NAMES:
        yield sign.before(_BODIES), rf"(?:^|(?<=[{_CN}《,;。:、])){sign.pattern}{_BODY}", sign.holds
        yield sign.before(("同志",)), rf"(?:^|(?<=[{_CN}《,;。:、])){sign.pattern}(?=同志)", sign.holds
        yield sign.before(_ACTS), rf"(?<=[记长任席员理师表者人]){sign.pattern}(?={'|'.join(_ACTS)})", sign.holds
        yield sign.before(_UNDERTAKEN), rf"(?<=[展办开进施织行加]){sign.pattern}(?={'|'.join(_UNDERTAKEN)})", sign.holds
        if sign is not _BRACKETS:  # 是否公开:( ) is for whoever answers
            yield sign.behind((":",)), rf"(?<=[{_CN})])(?<![{_SPEAKS}]):{sign.blank}(?=[,。;)]|$)", sign.holds
        yield sign.behind(("《",)), rf"《{sign.blank}(?=[{_CN}])", sign.holds
        yield sign.behind(("关于",)), rf"关于{sign.blank}(?=的(?:{_PAPERS}))", sign.holds
        yield sign.behind(("是",)), rf"(?<=[一二三四五六])是{sign.blank}(?=[;。])", sign.holds
        for word, ends in _LEADING.items():
            yield sign.behind((word,)), rf"{word}{sign.blank}(?={ends})", sign.holds
    for sign in _MISSING:
        yield sign.behind(("、",)), f"、{sign.blank}(?=[,。;]|$)", sign.holds
        for word in _NUMBERED:
            yield sign.behind((word,)), f"{word}{sign.blank}(?=[,。;]|$)", sign.holds
    for sign in (*_MISSING, _STARRED, _HASH, _AT_TWICE):
        yield sign.behind(_LEADS), f"(?<!标)(?<!记)[{_LEADS}]{sign.blank}(?=[,。;])", sign.holds
    yield beside("X", ",。;"), rf"(?<=[{_LEADS}])(?<![标记]为)X(?=[,。;])", is_no_letter
    # Two of a sign in running text are nothing else, and one hash is not the pair that sets off a topic.
    for sign in (_STARS_TWICE, _ASKED_TWICE, _AT_TWICE, *_DOUBLED):
        yield sign.words or (sign.mark * 2,), rf"(?<=[{_CN},、]){sign.pattern}(?=[{_CN}])", _running
    yield ("( ",), rf"(?<=[{_CN}])\( {{1,12}}\)(?=[{_CN}])", _running
    yield ("[ ",), rf"(?<=[{_CN}])\[ {{1,12}}\](?=[{_CN}])", _running
    yield ("[]",), rf"(?<=[{_CN}])\[\](?=[{_CN}])", _running
    # White space is told only by what stands on both sides of it.
    yield (" 元",), r"(?<=[￥¥]) {1,20}元", _gap
    within = ("个工作日", "个日历天", "个月", "日内", "天内")
    yield beside(" ", within), rf"(?<=[为后前于达起]) {{1,20}}(?:{'|'.join(within)})", _gap
    yield (" 时",), r"(?<=[0-9]日) {1,8}时", _gap
    yield beside("  ", _BODIES), rf"(?<=[由向经与]) {{2,20}}{_BODY}", _gap
    yield beside("  ", ("同志", *_ACTS)), rf"(?<=[记长任席员理师]) {{2,20}}(?=同志|{'|'.join(_ACTS)})", _gap
    yield ("  起",), r"(?<=自) {2,20}起", _gap
    yield ("大写 ", "写: "), r"大写:?(?P<blank> {2,20})\)", _gap
    # A day of the week, a list of which the items are dots, what is to be added later.
    yield tuple("期" + sign for sign in "Xx×*?_"), r"星期(?P<blank>[Xx×*?_]{1,2})(?![A-Za-z])", _plain
    yield ("_年", "X-20", "X—20", "X至20"), r"(?<![0-9A-Za-z])20[0-9](?:_(?=年)|X(?=-20|—20|至20))", _plain
    yield (
        ("…",),
        rf"(?:^|(?<=[:;。 ]))(?:[0-9]{{1,2}}\.|[{_TEN}]、|\([{_TEN}]\))(?P<blank>…{{1,2}})(?=[;。]|$)",
        _unquoted,
    )
    yield (
        ("姓名)", "名称)", "全称)", "住址)", "地址)", "号码)"),
        rf"(?<=[由向经在于为与对托聘请])\([{_CN}]{{2,6}}(?:姓名|名称|全称|住址|地址|号码)\)(?=[代担为负于承办,。、])",
        _plain,
    )
    yield ("…",), r"(?:指出|强调|要求|认为|提出),(?P<blank>…{1,2})(?=[;。,]|$)", _unquoted
    yield ("某某某",), r"(?<=[长记任员席理师])某{3}(?=[,。;、 ]|$)", _whoever
    yield ("后补", "另补"), rf"[(【\[][{_CN}]{{0,8}}(?:后补|另补)[)】\]]", _plain
    # A number of a standard, what an act has not yet found, a part that is only dots.
    yield ("GB",), r"GB(?:/T)? ?(?:X{2,20}|x{2,20}|×{2,20}|_{2,20})", _plain
    yield tuple("待" + word for word in _UNDONE), rf"[(【\[][{_CN}]{{0,12}}待(?:{'|'.join(_UNDONE)})[)】\]]", _plain
    yield ("…", "X", "x", "×"), r"^ *(?:…{1,4}|[Xx×]{1,4}) *$", _under_heading


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
)
SLOTS: Final[tuple[Form, ...]] = tuple((words, lazily(pattern), holds) for words, pattern, holds in _made())
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
