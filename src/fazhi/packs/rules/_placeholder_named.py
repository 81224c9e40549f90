"""What is missing told in words: the name of a field in brackets, a choice, a command, 待…, where a value is owed.

A noun in brackets behind a noun explains it (申请人（姓名）); behind 由, 提交 or a colon, or as all there is in an item of a
list, nothing stands there but that noun, and it names what ought to stand there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from fazhi.kernel.lint import BlockKind, Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_senses import Form, always, beside

__all__ = ["NAMED"]

_CN: Final = "\u4e00-\u9fff"
_STOP: Final = r"(?=[,。;、 ]|$)"
_KINDS: Final = (
    *("名称", "姓名", "全称", "简称", "编号", "号码", "文号", "牌号", "账号", "证号", "金额", "数额", "数量", "数字", "比例", "百分比", "日期"),
    *("时间", "地点", "地址", "住址", "住所", "位置", "方式", "渠道", "部门", "单位", "机构", "机关", "科室", "领导", "主体", "对象", "事项"),
    *("原因", "事由", "案由", "期限", "面积", "户数", "人数", "年份", "负责人", "联系人", "主持人", "记录人", "承办人", "经办人", "代理人", "受托人"),
    *("委托人", "担保人", "当事人", "申请人", "举报人", "公司名", "村名", "镇名", "人名", "地名", "路名", "职务", "电话", "材料名", "文件名", "用途"),
    *("题目", "标题", "主题", "议题", "来源", "途径", "文件", "依据", "条款", "罪名", "型号", "规格", "单价", "级别", "等级", "类别", "类型", "范围", "程度", "结果", "小标题", "人员", "附件", "村庄", "目的", "目标", "任务", "摘要", "具体工作", "具体内容", "方位", "正文", "描述", "简述", "概述", "情况", "经过"),
)  # fmt: skip
_NO_GLOSS: Final = "(?![含即如不限仅以非另原均或和]|包括|其中|下同)"
_NUMBERED: Final = ("议题", "人员", "单位", "案例", "问题", "措施", "任务")
_FIELDS: Final = (
    *("|".join(_KINDS[at : at + 20]) for at in range(0, len(_KINDS), 20)),
    f"(?:{'|'.join(_NUMBERED[:4])})[12一二]",
    f"(?:{'|'.join(_NUMBERED[4:])})[12一二]",
)
_TEN: Final = "一二三四五六七八九十"
_CHOICE: Final = rf"[{_CN}]{{1,8}}(?:/[{_CN}]{{1,8}}){{1,3}}"
# Words behind which a name or a number must follow; 理由, 已经, 现在 and 行为 end alike and are none.
# The bracket is asked for first: fifty looks back at every sign of a line cost more than all other forms together.
_GOVERNING: Final = (
    r"(?=[(【\[<〔〈])(?:(?<=[的了是])|(?<=[由])(?<![理自缘事来])|(?<=经)(?<![已曾财])|(?<=[向与给从将把按至到自])(?<![方意走趋去]向)|(?<=在)(?<![现存])|(?<=[对于])(?<![关属由])"
    r"|(?<=为)(?<![行作认因以])|(?<=以)(?<![所可予得足加难])|(?<=任命)|(?<=[聘委]任)|(?<=聘请)|(?<=委[派托])|(?<=指[派定])|(?<=授权)|(?<=确定)|(?<=提交)|(?<=提供)"
    r"|(?<=报送)|(?<=移[送交])|(?<=担任)|(?<=根据)|(?<=依照)|(?<=按照)|(?<=感谢)|(?<=关于)|(?<=种植)|(?<=收到)|(?<=会同)|(?<=联合)|(?<=[现经]查)"
    r"|(?<=支付)|(?<=缴[纳至])|(?<=查封)|(?<=扣押)|(?<=撤销)|(?<=采用)|(?<=属于)|(?<=位于)|(?<=[抄报]送)|(?<=发给)|(?<=批准)|(?<=采[取用])|(?<=反映)|(?<=听取)|(?<=审议)|(?<=讨论)|(?<=同意)|(?<=负责)|(?<=开展)|(?<=实施)|(?<=落实)|(?<=办理)|(?<=研究)|(?<=通过)|(?<=公布)|(?<=使用)|(?<=购买)|(?<=出租)|(?<=建设)|(?<=成立)|(?<=准予)|(?<=免去)|(?<=证明))"
)
_DOES: Final = "牵头|主持|承办|主办|协办|仲裁|管辖|列支|负责|支付|承担|代为|提出|作出|出具|宣读|传达|通报|汇报|应当|向|对|于|在|将|已"
_HAPPENED: Final = lazily("[0-9]{4}年|你|我[镇局县乡村办]|本机关|收悉|现[已就将答]")
_PRESCRIBED: Final = lazily("应当?|[必须需]|填[写报]|载明|包括|提供|可以|证明材料|格式|栏")
_FORMED: Final = lazily(r"填写说明|填表说明|样式|格式|示范|注明|应当(?:载明|写明|包括|注明)")
_DONE_LATER: Final = "办|整改|处理|命|查|审|业|岗|遇|产|销|化解|开|完成|付|建|拆|验|发|缴|还|诊|产|售|租|检|考|续|结|签"
_UNDONE: Final = "定|邀请|指派|填写?|填报|填入|补充?|补填|补录|补报|汇总|核实?|核定|核对|核算|查|确定|确认|统计|更新|提供|明确|公布|上报|录入|测算|报送|安排|落实|协调"
_ECHO: Final = rf"(?P<label>[{_CN}]{{2,6}}):请?(?:选择|填写|输入|填入|录入)(?P=label)"
_WILL_BE: Final = lazily(
    r"[^。;]{0,50}?(?:通知|会后|届时|随后|公告|公布|公示|告知|发布|等候|为准|另行|目前|仍在|尚在|正在|请各|请留意|由[^。;]{2,40}"
    r"|[待根视按经][^。;,]{1,25}(?:后|再|确定|定|而定)|协商|抽签|摇号|研究|确定后|报[^。;]{1,10}(?:批准|研究|审定))"
)
_TALKED_OF: Final = lazily("表述|写法|说法|字样|不得|赘述|类似")
_REMARKS: Final = ("核对", "核实", "补充", "填报", "填写", "提供", "确认", "完善", "更新", "核准")
_WORDED: Final = lazily(f"[{_CN}]{{2}}|[0-9]{{1,2}}月|…年")
_MASKED: Final = lazily(rf"[{_CN}]某(?:某|(?![年月日些个种]))")


def is_left_open(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether 待定 stands where a value should; 房号待定，由双方抽签确定 says who will settle it and when."""
    if line.endswith("视情况", 0, match.start()) or line.endswith("“", 0, match.start()):
        return False
    return line[: match.start()].endswith(":") or _WILL_BE.match(line, match.end()) is None


def _is_field(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _FORMED.search(line) is None


def _is_told(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether the sentence tells what was done, where nothing is explained, and does not say what is to be written."""
    return _HAPPENED.search(line) is not None and _PRESCRIBED.search(line) is None


def _is_cell(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether a sign in a cell is no tick, as √ and × answer one another, and not the # over the numbers of the rows."""
    sign = match[0].strip("|\t ")
    if sign == "#" and not line[: match.start()].strip("| "):
        return False
    return "√" not in document.folded or not sign.strip("×*?")


def _is_told_plainly(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether the line does not say what is to be written, as 姓名（性别）、住址 in a list of what an act contains."""
    return _PRESCRIBED.search(line) is None and _FORMED.search(line) is None


def _is_below(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether a row stands above that of the cell: % in the first row heads a column."""
    row = document.folded.rfind("\n", 0, at) + 1  # a block may hold several rows
    above = document.folded[:row].rstrip().rpartition("\n")[2]
    return "|" in above or "\t" in above


def _is_answered_elsewhere(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether another row has a number in the same column: where all are open, they are there for a hand."""
    column = line.count("|", line.rfind("\n", 0, match.start()) + 1, match.start() + 1)
    rows = (row.split("|") for row in document.folded.splitlines() if "|" in row)
    return any(len(row) > column and row[column].strip().rstrip("%").isdecimal() for row in rows)


def _is_only_dots(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether a cell of the row is words: a row of dots, with a number at most, leaves out rows."""
    return any(_WORDED.search(cell) is not None for cell in re.split(r"[|\t]", line))


def _is_whole_cell(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether the reader of a file found that these words are all that a cell holds."""
    return document.block_kind(at) is BlockKind.CELL


def _is_day(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """某月某日 is a blank where no name is masked and no tale told: 某日，村民发现."""
    if _TALKED_OF.search(line) is not None:
        return False
    return _MASKED.search(document.folded.replace(match[0], "")) is None and "“" not in line[: match.start()]


def _is_order(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """Whether it orders a single reader to put something here, and not those who answer to choose among what follows."""
    return re.search(r"其中|以上|以下|下列|一项|多项|单选|多选|说明|√|□", line) is None


_OPEN, _CLOSE = r"[(【\[<〔〈]", r"[)】\]>〕〉]"
_CLOSED: Final = tuple(
    kind + close
    for kind in (*_KINDS, *(kind + number for kind in _NUMBERED for number in "12一二"))
    for close in ")】]>〕〉"
)
_SHARES: Final = (
    "配套|自筹|出资|承担|负担|补助|增长|下降|共计|合计|剩余|违约金|赔偿金|补偿金|保证金|租金|价款|押金|定金|罚款"
)
_ORDERS: Final = ("选择", "填写", "输入", "填入", "录入")
_TO_ORDER: Final = ("请", "点", "单", "双", "在", "此", "下")
_CELLS: Final = ("|", "| ", "\t", "\t ")
_CELL_UNITS: Final = "万?元|人|户|个|件|亩|次|份|%|米|公里|吨|天"
_IN_CELL: Final = (
    *((mark, rf"{re.escape(mark)}{{1,4}}[一-龥%]?") for mark in "?@"),
    ("#", "#{1,6}"),
    ("N", "N"),
    ("(空", r"\((?:空|空白)\)"),
    ("(暂", r"\(暂[缺空]\)"),
    ("   ", rf"  {{2,12}}(?:{_CELL_UNITS})"),
    *((mark * 2, rf"{re.escape(mark)}{{2,20}}") for mark in "*XxAB×N□●▲△■○某"),
    *(
        ("X", "X"),
        ("_", "_"),
        ("X.", r"X\.X"),
        ("XX", "X{2,4}[./-]X{1,4}"),
        ("TBD", "TBD"),
        ("[", r"\[ {0,12}\]"),
        ("【", "【[ X×]{0,4}】"),
    ),
)
"""What tells of it and the pattern, for each sign that stands for the value of a cell."""


def _made() -> Iterator[tuple[tuple[str, ...], str, Callable[[str, re.Match[str], Document, int], bool]]]:
    """Yield the words that tell of it, the pattern and what else must hold."""
    # In parts, because the words of a form are held against what every match of its pattern contains.
    field = rf"{_OPEN}{_NO_GLOSS}[{_CN}、]{{0,8}}(?:{'|'.join(f'(?:{part}){_CLOSE}' for part in _FIELDS)})"
    yield _CLOSED, rf"{_GOVERNING}{field}(?!:)", _is_field
    yield (
        _CLOSED,
        rf"(?={_OPEN})(?:(?:^|(?<=[,。;、 ])|(?<=[0-9]\.)){field}(?={_DOES})|(?:^|(?<=[,。;])){field}(?=,)|(?<=[】)>]、){field})",
        _is_field,
    )
    yield _CLOSED, rf"(?<=[{_CN})]):(?P<blank>{field}){_STOP}", _is_field
    yield (
        tuple(kind + close for kind in ("名称", "姓名", "编号", "金额") for close in ")】]>〕〉"),
        rf"(?<=[{_CN}]):[{_CN}]{{1,8}}(?P<blank>{_OPEN}[{_CN}]{{0,6}}(?:名称|姓名|编号|金额){_CLOSE}){_STOP}",
        _is_told_plainly,
    )
    yield (
        tuple(word + sign for word in _REMARKS for sign in ")】]>"),
        rf"[(【\[<](?![^()]{{0,24}}(?:申请|本人|当事人|投标|报名|填表人))(?:以上|以下|上述|此处|此段|本段|该段|此项|此句)[^()【】\[\]<>\n]{{0,12}}[请待由需]"
        rf"[^()【】\[\]<>\n]{{1,14}}(?:{'|'.join(_REMARKS)})[)】\]>]",
        always,
    )
    yield (
        _CLOSED,
        rf"(?:^|(?<=;)) *(?:[0-9]{{1,2}}[.、]|\([{_TEN}]{{1,2}}\)|[{_TEN}]{{1,2}}、) *(?P<blank>{field})(?= *$|。)",
        _is_field,
    )
    yield _CLOSED, rf"{field}(?=等[0-9一二三四五六七八九十两几])", _is_field
    yield ("/",), rf"(?<=[{_CN}]):(?P<blank>{_OPEN}{_CHOICE}{_CLOSE}){_STOP}", _is_field
    yield beside(":", "(【[<〔〈"), rf":{_OPEN}[{_CN}]{{0,6}}待(?!{_DONE_LATER})[{_CN}]{{1,3}}{_CLOSE}{_STOP}", always
    share = rf"(?:{_SHARES})(?P<blank>{_OPEN}(?:金额|比例|数额){_CLOSE})"
    yield _CLOSED, rf"{share}(?=[,。;、])", _is_field
    yield _CLOSED, rf"^ *{_OPEN}[{_CN}]{{0,4}}(?:单位|全称|名称|机关){_CLOSE}(?=:)", _is_field
    strict = "姓名|名称|姓名或名称|姓名或者名称|日期|金额|摘要|事由|文号|编号|住址|地址|职务|时间|地点|方式"
    yield _CLOSED, rf"(?<=[{_CN}]){_OPEN}[{_CN}]{{0,2}}(?:{strict}){_CLOSE}(?=[于在的因与向为由])", _is_told
    noted = rf":[(【\[<〔](?:注明|写明|列明|填明)[{_CN}]{{1,10}}{_CLOSE}{_STOP}"
    yield tuple(":" + sign + word for sign in "(【[<〔〈" for word in ("注明", "写明", "列明", "填明")), noted, always
    yield ("币(大", "币(小", "币【大", "币【小", "币[大", "币[小"), r"币[(【\[][大小]写[)】\]](?=元)", always
    measures = (
        "人口|老年人|残疾人|劳动力|低保对象|从业人员|流动人口|面积|金额|数量|损失|[户人件总]数|总额|比例|产量|收入|支出"
    )
    yield ("待统计", "待核", "待测算"), rf"(?:{measures})(?P<blank>待(?:统计|核[实定算]|测算))(?=[,。;])", always
    yield ("方/",), "(?<=[由向归])[甲乙丙]方/[甲乙丙]方", always
    yield _CLOSED, rf"(?<=[{_CN}])(?=[【<]){field}(?=[{_CN},。;])", _is_field
    yield ("/",), rf"{_GOVERNING}{_OPEN}{_CHOICE}{_CLOSE}", _is_field
    told = (
        rf"(?:请|点击|单击|双击|在此|此处|下拉)(?:在此|此处|点击|下拉)?(?:点击|选择|输入|填写|填入|录入)[{_CN}]{{0,8}}"
    )
    yield tuple(sign + word for sign in "(【[<〔〈" for word in _TO_ORDER), _OPEN + told + _CLOSE, _is_order
    yield (*beside(":", _ORDERS), *beside(":请", _ORDERS)), _ECHO, always
    yield ("此处选", "此处勾", "此处点"), rf"(?<=:)(?:请在?)?此处(?:选择|勾选|点击)[{_CN}]{{0,8}}{_STOP}", always
    settled = "(?:暂|尚|还)?未(?:确定|定|明确|落实|统计|核实)"
    yield (":暂", ":尚", ":还", ":未"), rf":{settled}{_STOP}", always
    yield ("待定",), rf"(?<![有等期亟尚留])待定(?![{_CN}]|的)", is_left_open
    yield ("TBC", "TBA"), r"(?<![A-Za-z])TB[CA](?![A-Za-z])", always
    yield ("落款", "署名"), rf"^ *{_OPEN}[{_CN}]{{0,4}}(?:落款|署名){_CLOSE} *$", always
    yield (
        tuple("名" + close for close in "]】>"),
        rf"[\[【<][{_CN}]{{1,6}}(?<![签署提排报著冠命点])名[\]】>](?=[{_CN}])",
        _is_field,
    )
    yield ("[年]", "[月]", "[日]"), r"\[(?:年\](?=年)|月\](?=月)|日\](?=日))", always
    # Behind a party of a contract, in place of a number written out, of somebody's sex or of what a paper is called.
    yield (
        tuple(word + ")" for word in ("全称", "名称", "姓名")),
        rf"(?<=[甲乙丙]方)\([{_CN}]{{0,4}}(?:全称|单位名称|公司名称|企业名称|姓名)\)(?=[{_CN}])",
        _is_field,
    )
    yield (
        tuple(sign + word for sign in "(【[" for word in ("大写", "小写")),
        r"(?<=[额算价款币为])[(【\[][大小]写[)】\]](?=元)",
        _is_field,
    )
    yield (
        ("性别)", "年龄)", "民族)", "籍贯)", "学历)", "职业)"),
        rf"(?<=[{_CN}])\((?:性别|年龄|民族|籍贯|学历|职业)\)(?=[,、])",
        _is_told_plainly,
    )
    yield (
        tuple(sign + "双方" for sign in "(【[<〔〈"),
        rf"(?<=:){_OPEN}双方(?:补充|另行|协商|自行)?[约商]定{_CLOSE}{_STOP}",
        always,
    )
    yield ("文号)", "字号)"), rf"(?<=[{_CN}])\((?:发文字号|发文文号|文号)\)(?=文件|文的|精神|要求)", _is_field
    parts = "正文|内容|段落|标题|成效|做法|问题|建议|措施|案例|事例|数据|文字|结尾|开头|落款|称呼|导语"
    yield (
        tuple(sign + part[0] for sign in "(【[<〔〈" for part in ("正文", "内容", "段落", "标题", "导语", "落款")),
        rf"^ *{_OPEN}(?:正文|内容|段落|标题|导语|落款)(?:{parts})?{_CLOSE} *$",
        always,
    )
    # A cell of a table that holds nothing but what stands for its value.
    for mark, pattern in _IN_CELL:
        yield tuple(bar + mark for bar in _CELLS), rf"[|\t] ?{pattern} *(?=[|\t\n]|$)", _is_cell
    yield _CLOSED, rf"(?:(?<=\|)|(?<=\t)) *{field} *(?=[|\t\n]|$)", _is_field
    for mark, close in (("待", ""), ("(待", r"\)"), ("【待", "】")):
        undone = rf"{re.escape(mark)}(?:{_UNDONE}){close}"
        yield tuple(bar + mark for bar in _CELLS), rf"[|\t] ?{undone} *(?=[|\t\n]|$)", always
    later = rf"待[{_CN}]{{1,8}}(?:明确|确定|补充|填[写报]|提供|核[实定])"
    yield (*beside("|", ("待",)), "| 待", "\t待", "\t 待"), rf"[|\t] ?{later} *(?=[|\t\n]|$)", always
    yield ("( ",), r"\| ?\( {1,12}\) *(?=[|\n]|$)", _is_answered_elsewhere
    yield ("()",), r"\| ?\(\) *(?=[|\n]|$)", _is_answered_elsewhere
    for mark in "×x*○〇□△":
        yield ("|" + mark, "| " + mark), rf"\| ?{re.escape(mark)} *(?=[|\n]|$)", _is_answered_elsewhere
    units = tuple(unit for unit in _CELL_UNITS.split("|") if unit.isalpha())
    yield beside("|", tuple(f" {unit}" for unit in units)), rf"\| (?:{'|'.join(units)})(?=[|\n]|$)", _is_below
    yield beside("|", ("000000", " 000000")), r"\| ?0{6,20}(?= *(?:[|\n]|$))", always
    yield tuple(bar + "%" for bar in _CELLS), r"[|\t] ?% *(?=[|\t\n]|$)", _is_below
    yield tuple(bar + "…" for bar in _CELLS), r"[|\t] ?…{1,8} *(?=[|\t\n]|$)", _is_only_dots
    words = tuple("待" + word[0] for word in _UNDONE.split("|"))
    yield words, rf"^[(【]?待(?:{_UNDONE})[)】]?$", _is_whole_cell
    yield ("某月",), r"(?:某年)?某月某日", _is_day
    yield ("某年某月",), r"(?<=[于自])某年某月(?!某日)", _is_day


NAMED: Final[tuple[Form, ...]] = tuple((words, lazily(pattern), holds) for words, pattern, holds in _made())
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
