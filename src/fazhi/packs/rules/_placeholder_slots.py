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
    OTHER_END,
    RINGS,
    SINGLE,
    SOMEBODY,
    STARRED,
    STARS,
    STARS_TWICE,
    WHOLE,
    Sign,
    is_gap,
    is_nobody,
    is_plain,
    is_running,
)

__all__ = ["SLOTS"]

_CN: Final = "\u4e00-\u9fff"
_UNITS: Final = (
    *("个工作日", "个日历天", "个月", "工作日", "万元", "亿元", "人次", "剂次", "批次", "公里", "公顷", "公斤", "千克", "平方", "立方", "小时", "分钟", "季度", "学时"),
    *("个", "名", "位", "人", "户", "家", "件", "份", "起", "次", "场", "条", "处", "项", "篇", "部", "辆", "台", "套", "座", "栋", "幢"),
    *("间", "张", "本", "册", "块", "株", "棵", "头", "只", "箱", "袋", "吨", "斤", "亩", "米", "年", "天", "日", "周", "岁", "届", "页", "层"),
    *("倍", "期", "成", "宗", "笔", "组", "班", "轮", "遍", "支", "面", "盏", "口", "道", "片", "段", "席", "卷", "盒", "例", "把", "枚", "根", "桶", "瓶", "艘", "节", "颗", "则", "幅", "趟", "架", "种", "分", "度", "元", "%", "‰", "㎡"),
)  # fmt: skip
_ANY_UNIT: Final = f"(?:{'|'.join(_UNITS)})"
_COUNTS: Final = (*_UNITS, "余", "多")
# After these the unit begins a word of its own, 人员, 件数, 项目, 个人; a size or a key is named by the sign, *号, AA级.
_NUMBER: Final = (
    rf"(?=(?:{'|'.join(_COUNTS)})(?!民|大|数|均|限|员|才|力|口|度|序|常|域|目|单|所|性|份额|们|键|(?<=期)[间限满刊货末初中望待票房权颐许]|选|为必填|标[注有记]"
    r"|(?<=个)[人体别]|(?<=人)工|(?<=年)[龄纪级近满老轻青幼]|(?<=[面口道片段本支条])[^,。;、共内外的以]))"
)
_BODIES: Final = (
    *("公司", "集团", "企业", "超市", "商店", "饭店", "酒店", "工厂", "学校", "小学", "中学", "医院", "卫生院", "银行", "合作社"),
    *("局", "委员会", "办公室", "部门", "单位", "支部", "科室", "中队", "大队", "派出所", "镇", "乡", "县", "市", "区", "省", "村", "社区", "街道"),
    *("人民法院", "人民检察院", "人民政府", "律师事务所", "仲裁委", "支行", "分局", "供电所", "水库", "会议室", "有限", "办汇", "办、", "办牵", "办负"),
)  # fmt: skip
# 区域, 市场, 村民, 镇里: words of their own.
_BODY: Final = (
    rf"(?={'|'.join(_BODIES)})(?!镇[里内上定]|市场|区[域别分间内]|村[民里内干]|县[里内]|省[内略去心]|局[部面]|乡[亲里])"
)
_ACTS: Final = (
    "反映",
    "指出",
    "介绍",
    "走访",
    "到场",
    "参加",
    "主持",
    "通报",
    "带队",
    "宣读",
    "传达",
    "出席",
    "陪同",
    "汇报",
    "作了",
    "牵头",
    "担任",
    "讲话",
)
_TEN: Final = "一二三四五六七八九十"
_HEADING: Final = lazily(rf" *(?:[{_TEN}]{{1,3}}、|\([{_TEN}]{{1,3}}\)|第[{_TEN}]{{1,3}}[部条章])")
_ALONE_IN_LINE: Final = r"^ *(?:…{1,8}|[Xx×]{1,20}|\?{2,20}|@{2,20}|A{2,4}|B{2,4}|□{2,20}|△{2,20}|\[\]|\[ {1,12}\]) *$"
_SPEAKS: Final = "说道问答曰称示写唱云喊出到调为明确定"


def _under_heading(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A line of dots between two headings is a part that was not written; elsewhere it leaves out what is quoted."""
    text = document.folded
    before = text[: at - match.start()].rstrip().rpartition("\n")[2]
    after = text[at + len(line) - match.start() :].lstrip().partition("\n")[0]
    return _HEADING.match(before) is not None and _HEADING.match(after) is not None


_UNDERTAKEN: Final = ("专项", "活动", "行动", "整治", "工程", "项目", "会议", "培训", "演练", "检查")
_MEASURED: Final = (
    *(
        "个工作日",
        "个日历天",
        "个月",
        "日内",
        "天内",
        "公里",
        "公顷",
        "平方米",
        "立方米",
        "平方公里",
        "公斤",
        "千克",
        "个百分点",
        "日前",
        "‰",
        "日未",
        "日后",
    ),
)
_LETTERED: Final = (
    *_MEASURED,
    *("万元", "亿元", "人次", "场次", "件", "户", "份", "起", "次", "亩", "元", "%", "天", "批次", "万人"),
)
_LEADING: Final = (
    dict.fromkeys(("任命", "免去", "聘任", "聘请", "任用"), "为|的|担任|[,。]")
    | dict.fromkeys(("审议", "讨论", "研究"), "[,。;]")
    | dict.fromkeys(
        ("原因是", "理由是", "内容为", "内容是", "品种为", "结果为", "名称是", "数量为", "案由为"), "[,。;]"
    )
    | dict.fromkeys(("位于", "坐落于", "地址为", "地点为", "时间为", "名称为"), "[,。;、]")
)
_ASKED_OF: Final = "问题|事项|诉求|请求|情况|信息|一文|投诉|举报|申请|线索|材料|政府信息"
_WHO: Final = (
    "当事人",
    "申请人",
    "信访人",
    "负责人",
    "举报人",
    "来访人",
    "受害人",
    "经营者",
    "业主",
    "户主",
    "村民",
    "居民",
)
_DID: Final = "于|在|对|向|因|系|未|擅自|提出|反映|不服|自[行愿]"
_ANNEXES: Final = "方案|办法|制度|名单|清单|[一-龥]{0,4}[图表](?: *$)|报告 *$|情况|合同|协议"
_NUMBERED: Final = ("手机", "开户行", "账号", "户名", "证号", "号码", "编号", "代码", "电话", "邮编")
_LEADS: Final = "为约达至到期占担额款址人方"
_PAPERS: Final = "请示|通知|报告|汇报|函|批复|意见|决定|通告|公告|议题|建议|说明"
_NEVER_WORDS: Final = ("万元", "亿元", "平方米", "立方米", "公里", "人次", "个百分点", "公顷")
_CHARGED: Final = (
    "任组",
    "任副",
    "担任",
    "任主",
    "兼任",
    "主持",
    "牵头",
    "负责",
    "带队",
    "承建",
    "承办",
    "保管",
    "审核",
)


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


def _made() -> _Made:
    """Yield each sign in each place where a value is owed."""
    for sign in (HASH, ASKED, AT, *DOUBLED, *RINGS, ANY, BOX, LATER):
        day = rf"(?<![0-9A-Za-z])(?:{sign.pattern})月(?!刊|票|报)(?:(?:{sign.pattern})日)?"
        yield sign.before(("月",)), day, sign.holds
    for sign in (STARS, HASH, ASKED, AT, *DOUBLED, *RINGS, BOX, LINE, DOTS_COUNTED):
        yield (
            sign.words or ("20" + sign.mark, "19" + sign.mark),
            rf"(?<![0-9A-Za-z])(?:20|19)(?P<blank>{sign.pattern})(?=年)",
            _of_sign(sign),
        )
    yield from _before((STARS, *HOLLOW, DOTS_COUNTED), f"(?<=[{_CN}])", "月(?=[底初末前]|…{1,8}日)", ("月",))
    yield from _before(NUMBERS, rf"(?:^|(?<=[{_CN},:)”》]))", _NUMBER, _COUNTS)
    yield from _before(
        (DOTS_COUNTED,), f"(?<=[{_CN}])(?<!等)", rf"(?={_ANY_UNIT})(?={_ANY_UNIT}(?:[,。;、)]|村))", _COUNTS
    )
    yield from _before((ANY,), f"(?<=[{_CN}])", "(?=岁|余[份人件次户]|期[,。;、])", ("岁", "余", "期"))
    yield ("N个",), "(?<=[镇县市乡村区辖])N(?=个(?:行政|自然)?[村社])", is_no_letter
    yield ("N项", "N条", "N个"), "(?<=[了过])N(?=[项条个])(?!个[人体])", is_no_letter
    stopped = rf"(?={_ANY_UNIT})(?={_ANY_UNIT}[,。;、)])"
    yield from _before((COUNTED_LATER,), f"(?<=[{_CN}])(?<![、的尚为])", stopped, _UNITS)
    yield from _before(DASHES, f"(?<=[{_CN}])", stopped, _UNITS)
    yield from _before(DASHES, f"(?<=[{_CN}])", rf"(?={'|'.join(_MEASURED)})", _MEASURED)
    yield from _before(
        ONE_LETTER,
        f"(?:^|(?<=[{_CN},:)”]))",
        rf"(?={'|'.join(_LETTERED)})(?=(?:{'|'.join(_LETTERED)})[,。;、)的享])",
        _LETTERED,
    )
    yield from _before((ANY, LETTER), f"(?<=[{_CN}])", rf"(?={'|'.join(_MEASURED)})", _MEASURED)
    votes = (STARS, HASH, ASKED, AT, CROSS, LETTER, ANY, *DOUBLED)
    yield from _before(votes, f"(?<=[{_CN}])", "(?=票)", ("票",))  # ( )票 is for whoever counts
    yield from _behind((*NUMBERS, ANY, LETTER), "第", "(?=[条款项届期批档类组章节页版])", ("第",))
    yield from _behind((DOTS_COUNTED,), "第", "(?=[届次期批]|季度)", ("第",))
    yield from _behind(NUMBERS, "第", "(?=次)", ("第",))
    yield from _before(NUMBERS, "(?<=[日午晚晨])", "(?=时)", ("时",))
    yield from _behind((*NUMBERS, ANY), "〕", "(?= ?号)", ("〕",))
    yield beside("N", _COUNTS), rf"(?<=共有|共计|累计|达到|现有|合计)N{{1,3}}{_NUMBER}", is_no_letter
    yield from _before(NAMES, rf"(?:^|(?<=[{_CN}《,;。:、]))", _BODY, _BODIES)
    yield from _before(NAMES, rf"(?:^|(?<=[{_CN}《,;。:、]))", "(?=同志)", ("同志",))
    yield from _before(NAMES, "(?<=[记长任席员理师表者人])", f"(?={'|'.join(_ACTS)})", _ACTS)
    yield from _before(NAMES, "(?<=[展办开进施织行加了])", f"(?={'|'.join(_UNDERTAKEN)})", _UNDERTAKEN)
    yield from _before((HOUSE,), "(?<=[路街巷弄道村幢楼栋])", "(?=号)", ("号",))
    yield from _before((OTHER_END,), f"(?<=[{_CN}、])", "(?=[村镇乡县])", ("村", "镇", "乡", "县"))
    yield ("“某某",), r"(?<=[、由])“(?P<blank>某某)”(?=\(|承办|担任|负责)", is_plain
    yield from _before(DASHES, f"(?<=[{_CN}])", "(?=月[底初末]|日前)", ("月", "日前"))
    yield tuple("为" + sign for sign in "×Xx?#_"), r"[级度]为(?P<blank>[×Xx?#_]{1,4})(?=级[,。;])", is_unquoted
    yield from _behind((DOTS_COUNTED,), "(?:名称|姓名|住址|电话)", "(?=[,。;])", ("称", "名", "址", "话"))
    yield from _before((ASKED, HASH, AT, SOMEBODY), "(?<=[记长任员师])", "(?=与|和)", ("与", "和"))
    yield from _behind((SOMEBODY,), "(?<=某)[与和]", "(?=共同|一[起同]|负责|牵头)", ("某",))
    yield from _behind(WHOLE, "由", f"(?={'|'.join(_CHARGED)})", ("由",))
    yield from _behind(WHOLE, "代表", "(?=向)", ("代表",))
    # 是否公开:( ) is for whoever answers.
    labelled = tuple(sign for sign in WHOLE if sign not in (BRACKETS, BOX, LETTER))
    yield from _behind(labelled, rf"(?<=[{_CN})])(?<![{_SPEAKS}]):", "(?=[,。;)]|$)", (":",))
    yield from _behind(labelled, rf"(?<=[{_CN})])(?<![{_SPEAKS}]):", r"(?=\()", (":",))
    yield from _behind(NAMES, "《", f"(?=[{_CN}])", ("《",))
    yield from _behind(WHOLE, "《", "(?=》)", ("《",))
    yield from _behind(WHOLE, "关于", f"(?=的(?:{_PAPERS}))", ("关于",))
    yield from _behind(WHOLE, "(?<=[一二三四五六])是", "(?=[;。])", ("是",))
    for word in ("任命", "免去", "聘任", "聘请"):
        yield from _behind(DASHES, word, "(?=为|的)", (word,))
    for word, ends in _LEADING.items():
        yield from _behind(WHOLE, word, f"(?={ends})", (word,))
    yield from _behind(MISSING, "、", "(?=[,。;]|$)", ("、",))
    yield from _behind(ALONE, ",", "(?=[,。;])", (",",))
    for word in _NUMBERED:
        yield from _behind(MISSING, word, "(?=[,。;)]|$)", (word,))
        yield from _behind(
            (STARS, HASH, AT, CROSS, LETTER, DOTS, *RINGS, LINE), rf"(?<=\(){word}", r"(?=[,。;)])", (word,)
        )
    yield from _behind((*NUMBERS, ANY, LETTER, DOTS), "[￥¥]", "(?=[,。;)元])", ("￥", "¥"))
    leads = (*MISSING, STARRED, HASH, AT, CROSS, DOTS, LETTER, LINE)
    yield from _behind(leads, f"(?<!标)(?<!记)[{_LEADS}]", "(?=[,。;、])", _LEADS)
    yield from _behind((CROSS, LETTER), "[图表]", "(?=[,。;、)所中])", ("图", "表"))
    # One of several names in a row, or all there is in an item of a list or behind a label at the end of a line.
    yield from _behind(ALONE, rf"(?<=[{_CN})”》])[:、]", r"(?=[、(]|$)", (":", "、"))
    yield from _behind(SINGLE, f"(?<=[{_CN}])、", f"(?=、[{_CN}])", ("、",))
    yield from _behind((*ALONE, *SINGLE, LATER), r"^ *[0-9]{1,2}[.、] ?", r"(?= *$)", (".", ". ", "、", "、 "))
    # Two of a sign in running text are nothing else, and one hash is not the pair that sets off a topic.
    for sign in (STARS_TWICE, ASKED_TWICE, AT_TWICE, *DOUBLED):
        yield sign.words or (sign.mark * 2,), rf"(?<=[{_CN},、]){sign.pattern}(?=[{_CN}])", is_running
    yield ("( ",), rf"(?<=[{_CN}])\( {{1,12}}\)(?=[{_CN}])", is_running
    yield ("[ ",), rf"(?<=[{_CN}])\[ {{1,12}}\](?=[{_CN}])", is_running
    yield ("[]",), rf"(?<=[{_CN}])\[\](?=[{_CN}])", is_running
    # What was asked for, who is addressed, who did it, what an annex is called.
    asked = (*WHOLE, CROSSES)
    yield from _behind(asked, "(?<=[的开映诉报询])“", f"(?=”的?(?:{_ASKED_OF}))", ("“",))
    addressed = (STARS, HASH, ASKED, AT, CROSSES, *DOUBLED, *HOLLOW, DOTS, *RINGS, BOX, LINE, LATER)
    yield from _behind(addressed, "尊敬的", "(?=女士|先生|同志|居民|代表|委员)", ("的",))
    ones = (HASH, ASKED, AT, DOTS_COUNTED, *DOUBLED, *HOLLOW[1:], LINE, LATER)
    for who in _WHO:
        yield from _behind(ones, who, f"(?={_DID})", (who[-1],))
    yield from _behind(
        (HASH, ASKED, AT, DOTS_COUNTED, LINE, LETTER), f"(?<=[{_CN}])、", r"(?=\((?:证|电话|身份))", ("、",)
    )
    named = (HASH, ASKED, ASKED_TWICE, AT, CROSS, DOTS, CROSSES, LETTER, *DOUBLED, *HOLLOW[1:])
    yield from _behind(named, r"^ *[0-9]{1,2}[.、] ?", f"(?={_ANNEXES})", (".", ". ", "、", "、 "))
    # White space is told only by what stands on both sides of it.
    yield (" 元",), r"(?<=[￥¥]) {1,20}元", is_gap
    within = ("个工作日", "个日历天", "个月", "日内", "天内")
    yield beside(" ", within), rf"(?<=[为后前于达起]) {{1,20}}(?:{'|'.join(within)})", is_gap
    yield (" 时",), r"(?<=[0-9]日) {1,8}时", is_gap
    yield (
        beside("  ", ("村", "镇", "乡", "县", "社区", "街道")),
        rf"(?:(?<=[{_CN})]:)|(?<=[镇乡道县市])) {{3,20}}(?:村|镇|乡|县|社区|街道)(?=$|[,。;])",
        is_gap,
    )
    yield beside("  ", ("有限",)), r"(?<=[:由与]) {2,20}(?=有限)", is_gap
    yield beside(" ", _NEVER_WORDS), rf"(?<=[{_CN}]) {{2,20}}(?:{'|'.join(_NEVER_WORDS)})", is_gap
    yield (
        beside(" ", ("场次", "余份", "余人", "余件", "余户")),
        rf"(?<=[{_CN}]) {{2,20}}(?:场次|余[份人件户])(?=[,。;、])",
        is_gap,
    )
    yield (" 个行政", " 个村", " 个自然"), r"(?<=[镇县市乡辖共有]) {1,20}个(?=行政村|村|自然村)", is_gap
    yield ("  元",), r"(?<=[款金额币资]) {2,20}元(?=[的整,。;()])", is_gap
    for who in _WHO:
        yield (who[-1] + "  ",), rf"{who}(?P<blank> {{2,20}})(?=[于因系未]|擅自|反映)", is_gap
    yield ("的  ",), "尊敬的(?P<blank> {2,20})(?=女士|先生|同志)", is_gap
    yield ("《  ",), "《(?P<blank> {2,12})(?=[县市镇乡区省])", is_gap
    yield beside("  ", _BODIES), rf"(?<=[由向经与织赴到在对为给请取导助访问]) {{2,20}}{_BODY}", is_gap
    yield beside("  ", _UNDERTAKEN), rf"(?<=[展办开进施织行加动]) {{2,20}}(?={'|'.join(_UNDERTAKEN)})", is_gap
    yield (
        beside(" ", ("月起", "月底", "月初", "月末", "月前", "月,", "月至")),
        r"(?<=[0-9]年) {1,8}月(?=[起底初末前,至])",
        is_gap,
    )
    yield (
        tuple(word + "  " for word in ("任命", "免去", "聘任", "聘请")),
        r"(?:任命|免去|聘任|聘请)(?P<blank> {2,20})(?=[为的担])",
        is_gap,
    )
    told = ("日内", "日前", "个月", "个工作日", "户", "余人", "%", "个百分点", "号")
    yield beside("…", told), rf"(?<=[{_CN}〕])…{{1,8}}(?=日[内前]|个月|个工作日|户|余人|%|个百分点|号$)", is_unquoted
    yield ("第…",), r"第(?P<blank>…{1,8})(?=[条款项](?:第|规|的规|之规))", is_unquoted
    yield beside("  ", ("同志", *_ACTS)), rf"(?<=[记长任席员理师]) {{2,20}}(?=同志|{'|'.join(_ACTS)})", is_gap
    yield ("  起",), r"(?<=自) {2,20}起", is_gap
    yield ("大写 ", "写: "), r"大写:?(?P<blank> {2,20})\)", is_gap
    # A day of the week, a list of which the items are dots, what is to be added later.
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
SLOTS: Final[tuple[Form, ...]] = tuple((words, lazily(pattern), holds) for words, pattern, holds in _made())
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
