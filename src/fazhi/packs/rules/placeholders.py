"""G001: what was left to be filled in, told from what only looks like it (5+X, X光, 3×4, 张某某, 王××, **粗体**)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Example, Hit, rule
from fazhi.kernel.lint.lazily import lazily

_UNITS: Final = (
    *("万元", "亿元", "公里", "小时", "平方", "万人", "人次", "件次", "街道", "社区"),
    *"件份人次元名条起个家户场项处篇期部辆亩米吨套台座所批年月日天号县镇乡村市省区局万亿%例宗笔组班届款页",
)
_UNIT: Final = "(?:" + "|".join(_UNITS) + ")"
# After these a unit begins another word: 人民, 人数, 件数, 年限, 次数, 个人, 日常, 市场 …
_NOT_UNIT: Final = "(?!民|大|数|均|限|员|才|力|口|工|度|序|常|场|域|目|单|所|性|份额|(?<=个)[人体别])"
_CN: Final = "\u4e00-\u9fff"
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PLACE: Final = frozenset("县镇乡村市省区局件份人次元名条起个家户场项年月日号街")
_TEMPLATE: Final = lazily(
    r"示范文本|范本|模板|样表|样式|式样|参考文本|参考格式|文书格式|格式文本|填写说明|填报说明|空白表"
)
_COUNTED: Final = lazily(_UNIT + _NOT_UNIT)
_QUOTED_FORM: Final = lazily(r"字样|名称应当|名称为|格式为|写明|标明|表述为")
# What an X names by its own letter, and the words by which a letter is introduced as a sign.
_X_WORDS: Final = "光|射|线|轴|综合征|连锁|型|形|刀|档|染色|坐标|值|片|荧光|衍射|波|展架|门|世代|机|战|光机|等于|大于|小于|倍|代表|表示|为"
_LETTER: Final = lazily(r"[设令随] ?[Xx]|函数|未知数|变量|参数|字母|选项|[=÷]|公式")
_FORMULA: Final = lazily(r"[=÷]|公式|乘以|相乘|计算方法")
_SIGNED: Final = lazily(r"(?:签字|签名|签章|盖章|公章|印章|签收|手印|捺印|签署)[^\n。]{0,12}$")
_SIGNATURES: Final = lazily(r"签字|签名|签章|盖章|公章|签收|捺印")
# 和平XX路: where somebody lives is left out on purpose, nobody is to fill it in.
_ADDRESS: Final = lazily(r" ?(?:路|巷|弄|大道|小区)")
# “××”, “XX单位”等: the signs themselves are spoken of.
_SPOKEN_OF: Final = lazily(rf"[{_CN}]{{0,4}}”(?:等|之类|代替|表示|字样|指代)|”")
_BARE: Final = lazily(rf"[{_CN}￥%]*")
_SUM: Final = lazily(r"\([0-9]+ ?[-+*/] ?[Xx]\)|\([Xx] ?[-+*/] ?[0-9]+\)")
_SLOGAN: Final = lazily(r"“[^“”]{0,14}$")
_Holds = Callable[[str, re.Match[str], Document, int], bool]


def _always(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return True


def _is_blank(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A blank line is to be filled in, but not where a hand is to sign, and not a rule drawn across the page."""
    if not line.strip("_ -*"):
        return False
    before = line[: match.start()]
    if _SIGNED.search(before):
        return False
    return not (re.search(r"[年月日:]|^\s*$", match[0] + before[-1:]) and _beside_signature(document, at))


def _is_blank_day(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return not _SIGNATURES.search(line) and not _beside_signature(document, at)


def _beside_signature(document: Document, at: int) -> bool:
    """Whether the place lies in the lines where parties sign: days are written there by hand."""
    folded = document.folded
    begin = folded.rfind("\n", 0, max(0, at - 120)) + 1
    return _SIGNATURES.search(folded, begin, min(len(folded), at + 60)) is not None


def _is_no_name(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """王××, 李XX: a name that is masked, not one that is missing."""
    before, after = line[: match.start()], line[match.end() :]
    quoted = before.count("“") > before.count("”") or "字样" in after[:20]
    if quoted and _QUOTED_FORM.search(line):
        return False
    if _ADDRESS.match(after) or (before.endswith("“") and _SPOKEN_OF.match(after)):
        return False
    masked = bool(before) and before[-1] in _SURNAMES and not (after and after[0] in _PLACE) and len(match[0]) <= 3
    return not masked


def _is_no_product(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _FORMULA.search(line) is None


def _is_no_letter(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """X between words is a blank; where a text introduces a letter, it is that letter; 李X is a masked name."""
    before = line[: match.start()].rstrip()
    joined = before and not match[0].startswith(" ") and not line[: match.start()].endswith(" ")
    if joined and (before[-1] in _SURNAMES or before[-1] in "老小阿") and not re.search(_UNIT, match[0]):
        return False
    if (
        _SLOGAN.search(before)
        and re.match(r"[^“”。，]{1,10}”", line[match.end() :])
        and not re.search(r"[省市县]", match[0])
    ):
        return False
    if _SUM.search(line):
        return False
    return _LETTER.search(line, max(0, match.start() - 12), match.end() + 8) is None


def _is_no_bold(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Stars around words make them bold; stars before a unit stand for a number."""
    marks = [found.span() for found in re.finditer(r"\*{2,}", line)]
    if len(marks) % 2:
        return True
    pairs = zip(marks[::2], marks[1::2], strict=True)
    return all(_COUNTED.match(line[left[1] : right[0]].strip()) for left, right in pairs)


def _dated(blank: str) -> str:
    """Return the pattern of a day in which at least one part is ``blank``; the parts after the year may be missing."""
    part = rf"(?:{blank}|[0-9]{{1,2}})"
    year = r"(?<![0-9])(?:19|20)[0-9]{2} ?年"
    return (
        rf"(?<![0-9A-Za-z])(?:20|19)?{blank} ?年(?:(?![龄纪级近满老轻青幼])| ?{part} ?月(?: ?{part} ?日)?)"
        rf"|{year} ?{blank} ?月(?: ?{part} ?日)?|{year} ?[0-9]{{1,2}} ?月 ?{blank} ?日"
        rf"|(?<![0-9A-Za-z]){blank} ?月 ?{part} ?日|(?<![0-9])[0-9]{{1,2}} ?月 ?{blank} ?日"
    )


def _beside(mark: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(mark + word for word in words)


_OF_DAYS: Final = ("年", " 年", "月", " 月", "日", " 日")
_OPEN: Final = "(【[<"
_FILL: Final = ("填写", "填入", "填报", "插入", "输入", "补充", "另附")
_FILL_REST: Final = r"(?!说明|要求|规范|示例|样式|须知|完整|附件|表|单位意见|事项|办法)[^()【】\[\]<>\n]{0,20}[)】\]>]"
# Words that must stand in the line for the pattern to be tried at all; pattern; what else must hold.
_FORMS: Final[tuple[tuple[tuple[str, ...], re.Pattern[str], _Holds], ...]] = tuple(
    (words, lazily(pattern), holds)
    for words, pattern, holds in (
        (("@",), rf"(?<=[{_CN}、,:;约达近于]) ?@ ?{_UNIT}{_NOT_UNIT}", _always),
        # A day with a blank in it is one thing to fill in, whatever it is made of.
        (("×", "x", "X"), _dated("[×xX]{1,4}"), _is_blank_day),
        (_beside("**", _OF_DAYS), _dated(r"\*{2,4}"), _is_blank_day),
        (_beside("__", _OF_DAYS), _dated("_{2,12}"), _is_blank_day),
        (("*月",), r"(?<![0-9])(?:19|20)[0-9]{2}年\*月(?:\*日)?", _is_blank_day),
        (("×", "x", "X"), r"(?<![0-9A-Za-z])(?:20|19)(?:[xX]{2}|×{1,2})(?![0-9A-Za-z])", _always),
        (("××", "× ×"), r"(?<![0-9A-Za-z×])×(?: ?×)+(?![0-9A-Za-z])", _is_no_name),
        (("×",), rf"(?<![0-9A-Za-z×)]) ?(?<=[{_CN}〔\[( ,:])×{_UNIT}{_NOT_UNIT}", _is_no_product),
        (
            ("XX", "xx"),
            rf"(?<![0-9A-Za-z+\-_./])(?:X{{2,8}}|x{{2,8}})(?![0-9A-Za-z+\-_./])(?=[{_CN}]|[ 、,。;)》”]{{0,2}})",
            _is_no_name,
        ),
        (
            ("X", "x"),
            rf"(?<![0-9A-Za-z+\-_./×*“])[Xx] ?[余多]?{_UNIT}{_NOT_UNIT}(?![+])"
            rf"|(?<=[{_CN}《(、,。])(?<!“) ?[Xx](?= ?[{_CN}])(?! ?(?:{_X_WORDS}))",
            _is_no_letter,
        ),
        (("X", "x"), r"(?<![0-9A-Za-z+\-_.])[Xx]{1,3}\.[Xx]{1,3}(?=%|万|亿|元|[ ,。)])", _always),
        (("X", "x"), r"^[ ]*[Xx](?= ?[政府委办党]{1,3}[发办函字]{1,2} ?〔)", _always),
        (("X年", "x年", "×年", "*年"), r"(?<![0-9A-Za-z])(?:(?:19|20)[0-9][Xx×*]|20\*\*)(?=年)", _always),
        (("-XX",), r"(?<=[0-9])-X{4,8}(?![0-9A-Za-z])", _always),
        (("X",), r"(?<=[〔\[(])X{1,4}(?=[〕\])])", _always),
        (("〇〇", "○○"), r"(?<![一二三四五六七八九〇○零])(?:〇{2,}|○{2,})(?![一二三四五六七八九〇○零])", _is_no_name),
        (
            ("□□", "△△", "■■", "●●", "▲▲", "☆☆", "◇◇", "◆◆"),
            rf"(?:□□|△△|■■|●●|▲▲|☆☆|◇◇|◆◆)[□△■●▲☆◇◆]*(?={_UNIT}|[{_CN}])",
            _always,
        ),
        (_beside("**", _UNITS), rf"(?<=[{_CN}年月为达了,])\*{{2,8}}(?={_UNIT})", _is_no_bold),
        (("***",), rf"(?<![0-9A-Za-z*\-])\*{{3,}}(?=[{_CN}])", _is_no_name),
        (_beside("#", _UNITS), rf"(?<=[{_CN}])#{{1,4}}(?={_UNIT})", _always),
        (("??",), rf"\?{{2,}}(?={_UNIT})", _always),
        (("__",), r"(?<![0-9A-Za-z_])_{2,}(?:[ ]*[年月日][ ]*_{2,})*(?![A-Za-z_])", _is_blank),
        (
            ("年 ",),
            r"(?:(?<![0-9])(?:19|20)[0-9]{2}|(?<![0-9])20|^|(?<=[ :,])) *年 {1,8}月 {0,8}日",
            _is_blank_day,
        ),
        (("20 ",), r"(?<![0-9])20 {1,6}年(?! {1,8}月)", _is_blank_day),
        (("〕",), r"〔(?:19|20)[0-9]{2}〕(?:第)? *号|〔 *〕 *[0-9]* *号", _always),
        (
            ("  元", "  万元", "  亿元"),
            r"(?<=[约共计达为额款金资]) {2}(?:万|亿)?元(?=整|[,。;()])",
            _always,
        ),
        (_beside("   ", _UNITS), rf"(?<=[{_CN}]) {{3,}}{_UNIT}米?(?=[,。;])", _is_blank_day),
        (("_",), rf"(?<=[{_CN}]) {{0,3}}_ {{0,3}}{_UNIT}{_NOT_UNIT}", _is_blank),
        (
            _beside("N", ("人", "件", "次", "元", "户", "场", "份", "万元")),
            rf"(?<=[{_CN}])(?<![“个])N(?:人次?|件次?|次|元|户|场|份|万元){_NOT_UNIT}",
            _is_no_letter,
        ),
        (("待补",), rf"(?<=[{_CN}])待补(?=[,。;]|$)", _always),
        (("$",), rf"\$[{_CN}]{{2,10}}\$", _always),
        (("<<",), r"<<[^<>\n]{1,20}>>", _always),
        (
            ("(姓名)", "(名称)", "(单位名称)", "(项目名称)", "(公司名称)", "(企业名称)", "(具体", "(金额)", "(数量)", "(日期)"),
            r"(?<=[:由向经在于为与,])\((?:姓名|名称|单位名称|(?:项目|公司|企业)名称|具体(?:位置|地点|时间|地址|金额|数量|名称))\)(?!:)"
            r"|(?<=[担付达为计])\((?:金额|数量|日期)\)",
            _always,
        ),
        (("   元", "   万元", "   亿元"), rf"(?<=[{_CN}￥:]) {{3,}}(?:万|亿)?元(?=整|[,。;()])", _always),
        (("￥  ",), r"￥ {2,}(?=\)|元)", _always),
        ((" %",), r"(?<=[率达为到]) {1,4}%", _always),
        (("…万元", "…亿元", "…元", "…件", "…人次"), r"(?<=[约为达资计])…{1,2}(?=万元|亿元|元|件|人次)", _always),
        ((" 月",), r"(?<=[至于]) {1,3}月(?=[底初末])", _always),
        (("第  ",), r"第  [ ]*号", _always),
        (("第_",), r"第__*号", _always),
        (("【", "["), rf"【[ _●*\-.…]{{0,12}}】|\[[ _●]{{1,12}}\](?={_UNIT})|\[●\]", _always),
        (("()",), rf"\(\) ?{_UNIT}{_NOT_UNIT}", _always),
        (("( ",), rf"\( {{1,12}}\) ?{_UNIT}{_NOT_UNIT}", _always),
        (("《》",), r"《》", _always),
        (("《 ",), r"《 {1,9}》", _always),
        (("{",), rf"\{{\{{[^{{}}\n]{{0,60}}\}}\}}|\$\{{[^{{}}\n]{{0,60}}\}}|\{{[{_CN}][^{{}}\n]{{0,20}}\}}", _always),
        (("«",), r"«[^«»\n]{1,40}»", _always),
        (
            tuple(mark + word for mark in _OPEN for word in _FILL),
            rf"[(【\[<](?:{'|'.join(_FILL)}){_FILL_REST}",
            _always,
        ),
        (
            tuple(mark + word for mark in _OPEN for word in ("请", "此处", "在此", "这里")),
            rf"[(【\[<](?:请在此处|请在此|请|此处|在此|这里)(?:{'|'.join(_FILL)}){_FILL_REST}",
            _always,
        ),
        (tuple(mark + "由" for mark in _OPEN), rf"[(【\[<]由[^()\n]{{1,8}}(?:{'|'.join(_FILL)}){_FILL_REST}", _always),
        (("(待", "【待", "[待", "<待"), r"[(【\[<]待(?!遇|业|岗)[^()【】\[\]<>\n]{1,20}[)】\]>]", _always),
        (
            ("此处",),
            r"[(【\[<](?:请在)?此处[^()【】\[\]<>\n]{0,20}[)】\]>]|(?:单击|点击)此处[^\n。,]{0,12}"
            r"|请?在?此处(?:输入|填写|填入|插入|录入)[^\n。,]{0,8}",
            _always,
        ),
        (
            ("<", "[", "【"),
            r"[<\[【](?:单位|姓名|名称|日期|金额|数字|地址|电话|编号|标题|年份|数量|职务|机关)"
            rf"[{_CN}]{{0,8}}[>\]】]",
            _always,
        ),
        (("待定",), rf"(?<![有等期亟尚留])待定(?![{_CN}]|的)", _always),
        (
            ("待补", "待填", "待核", "待确认", "待完善", "待统计", "待更新"),
            r"(?<=[:(【\[为「])[^:()【】\[\]\n,。;]{0,8}待(?:补充?|填写?|核实?|核对|确认|完善|统计|更新)(?=[)】」\],.;。!\s]|$)",
            _always,
        ),
        (("TO" "DO", "TBD", "FIX" "ME"), r"(?<![A-Za-z])(?:TO" r"DO|TBD|FIX" r"ME)(?![A-Za-z])", _always),
    )
)  # fmt: skip


@rule(
    code="G001",
    name="placeholder",
    title="留空之处没有填写",
    why="草稿里留空的数字、名称、日期没有填上就印发，公布后内容不完整，也说明没有人通读过定稿。",
    basis=("文字规范：公文内容应当完整，印发前填实留空之处",),
    severity="error",
    message="疑似留空未填",
    suggestion="填上实际内容，或者删去这一句；本来就是供人填写的格式，请在标题中写明“示范文本”“样式”",
    scope="block",
    confidence=0.95,
    patterns=tuple(pattern.pattern for _, pattern, _ in _FORMS),
    cues=sorted({word for words, _, _ in _FORMS for word in words}),
    bad=(
        "今年以来成功调处矛盾纠纷@件，涉及家庭、工伤赔偿等领域。",
        "共培训＠ 人次，发放资料@份。",
        "××县人民政府办公室转来的举报件已经办结。",
        "XX镇坚持以法治建设为抓手。",
        "全年共化解纠纷X件，涉及金额XX万元。",
        Example(text="本办法自2024年X月X日起施行。", count=1),
        "会议定于×月×日召开。",
        "截至20xx年底，共有户籍人口××万人。",
        "本协议总价款为____元。",
        "服务期限自2026年__月__日起。",
        "现任命【】为调解员。",
        "由【●】公司承担违约责任。",
        "会议时间：待定。",
        "申请人{{姓名}}于今年三月提出申请。",
        "（此处填写单位名称）已经完成整改。",
        "案件编号（待补充）。",
        "沿政发〔2024〕 号",
        "本公告发布之日为2024年 月 日。",
        "我镇共有**个村，**户。",
        "〇〇镇人民政府负责组织实施。",
        "根据《》有关规定，制定本方案。",
        "共有（　）户参加。",
        "依据第×条的规定作出决定。",
        "培训干部??人。",
        "出台《x 市法治政府建设实施方案》，承接下放事项 x 项。",
        "体现 x 布局，扎实推进法治 X 建设，服务于 x 地方。",
        "以***思想为指导。",
        "20xx-20xx年规划执行情况",
        "合同金额：人民币      元整（￥      ）。",
        "完成率达XX.X%，覆盖率为 %。",
        "202X年以来，投入资金约……万元。",
        "总投资约  万元，应到 ＿ 人，培训N人。",
        "新建厂房    平方米，镇财政承担（金额）。",
        "由（单位名称）负责，经费待补，附$项目名称$和<<概算表>>。",
    ),
    good=(
        "联系邮箱：someone@example.com。",
        "关注微信公众号@人民日报。",
        "推行“5+X”工作机制和“1+11+N”治理体系。",
        "配备X光机一台，安装X射线安检设备。",
        "沿X轴方向布置，检测TXX型号设备。",
        "场地尺寸为3×4米，建筑面积＝长×宽。",
        "补助金额按单价×数量计算，奖金=基数×人数。",
        "张某某、李某某在某某镇发生纠纷。",
        "当事人王××、李X不服。",
        "车牌为浙A×××××的车辆。",
        "电话138××××1234，身份证号3310**********1234。",
        "二〇〇八年以来，二○○九年修订。",
        "**第一条**　为加强管理，制定本办法。",
        "要**严格**执行，共**5个**村。",
        "甲方（盖章）：________　乙方（签字）：________\n日期：____年__月__日",
        "□是　□否（请在方框内打勾）",
        "有待定论，等待定点医院确认，待定罪后处理。",
        "《合同示范文本》共20条，见【附件】。",
        "变量`__init__`和`a__b`是程序里的名字。",
        "柳湾镇劳动合同（示范文本）\n甲方：____\n乙方：____\n第一条　期限自____年__月__日起。",
        "柳政发〔2024〕3号，2024年 3 月 5 日。",
        "XXL号工作服二十件，Excel表格一份。",
        "请按填写说明（填写说明见附件）办理。",
        "实行“N+X”模式，X+Y两项合并。",
        "需要补充材料的，一次告知。",
        "拍摄X光片，悬挂X展架，做成X型。",
        "设X为户数，X乘以单价即为总额。",
        "外伤人员李X已送医，被告人张***到庭。",
        "牌匾写明“××律师事务所”字样。",
        "家住城东XX路的居民反映噪声扰民，走××小区北门。",
        "不得用“××”代替单位名称，不得出现“XX单位”等称谓。",
        "脆性X综合征筛查；每公斤x元的，补贴(5-x)元。",
        "打造“一带X节点”，帮扶老X，产量随X增加。",
        "受送达人（签收）：      年  月  日",
        "当事人的姓名（名称）、法治+N、N个场景、补助款 5 元。",
    ),
)  # fmt: skip
def placeholder(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each place that was left to be filled in; places inside one another are one."""
    if document.title and _TEMPLATE.search(document.folded, *document.title):
        return
    line = document.folded[start:end]
    taken: list[tuple[int, int]] = []
    for words, pattern, holds in _FORMS:
        if not any(word in line for word in words):
            continue
        for match in pattern.finditer(line):
            first = match.start() + len(match[0]) - len(match[0].lstrip())
            last = match.end() - (len(match[0]) - len(match[0].rstrip()))
            if _BARE.fullmatch(line, first, last):
                first, last = match.span()  # the blank itself is white space
            if any(first < right and left < last for left, right in taken):
                continue
            if holds(line, match, document, start + match.start()):
                taken.append((first, last))
                yield Hit(start + first, start + last)
