"""How a place left to be filled in looks: the forms of G001 that tell of it wherever they stand."""

from __future__ import annotations

from typing import Final

from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_senses import (
    NOT_UNIT,
    UNIT,
    UNITS,
    Form,
    always,
    beside,
    is_blank,
    is_blank_day,
    is_day,
    is_legible,
    is_no_bold,
    is_no_format,
    is_no_letter,
    is_no_mention,
    is_no_name,
    is_no_product,
    is_no_rule,
)

__all__ = ["BARE", "FORMS"]

_CN: Final = "\u4e00-\u9fff"
# What an X names by its own letter.
_X_WORDS: Final = "光|射|线|轴|综合征|连锁|型|形|刀|档|染色|坐标|值|片|荧光|衍射|波|展架|门|世代|机|战|光机|等于|大于|小于|倍|方向|平面|代表|表示|为|系列"
BARE: Final = lazily(rf"[{_CN}￥¥%:)㎡²m]*")


def _dated(blank: str) -> str:
    """Return the pattern of a day in which at least one part is ``blank``; the parts after the year may be missing."""
    part = rf"(?:{blank}|[0-9]{{1,2}})"
    year = r"(?<![0-9])(?:19|20)[0-9]{2} ?年"
    return (
        rf"(?<![0-9A-Za-z])(?:20|19)?{blank} ?年(?:(?![龄纪级近满老轻青幼])| ?{part} ?月(?: ?{part} ?日)?)"
        rf"|{year} ?{blank} ?月(?: ?{part} ?日)?|{year} ?[0-9]{{1,2}} ?月 ?{blank} ?日"
        rf"|(?<![0-9A-Za-z]){blank} ?月 ?{part} ?日|(?<![0-9])[0-9]{{1,2}} ?月 ?{blank} ?日"
    )


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
_NOUNS: Final = (
    *("单位", "姓名", "名称", "日期", "金额", "数字", "地址", "电话", "编号", "标题", "年份", "数量", "职务", "机关"),
)
_AFTER: Final = ",。;、改自完缴前于赴"
# Words that must stand in the line for the pattern to be tried at all; pattern; what else must hold.
FORMS: Final[tuple[Form, ...]] = tuple(
    (words, lazily(pattern), holds)
    for words, pattern, holds in (
        (("@",), rf"(?<=[{_CN}、,:;约达近于]) ?@ ?{UNIT}{NOT_UNIT}", is_no_mention),
        # A day with a blank in it is one thing to fill in, whatever it is made of.
        (("×", "x", "X"), _dated("[×xX]{1,4}"), is_day),
        (beside("**", _OF_DAYS), _dated(r"\*{2,4}"), is_blank_day),
        (beside("__", _OF_DAYS), _dated("_{2,12}"), is_blank_day),
        (("*月",), r"(?<![0-9])(?:19|20)[0-9]{2}年\*月(?:\*日)?", is_blank_day),
        (("×", "x", "X"), r"(?<![0-9A-Za-z])(?:20|19)(?:[xX]{2}|×{1,2})(?![0-9A-Za-z])", always),
        (("××", "× ×"), r"(?<![0-9A-Za-z×])(?<![A-Z]·)×(?: ?×)+(?![0-9A-Za-z×])", is_no_name),
        (("×",), rf"(?<![0-9A-Za-z×)]) ?(?<=[{_CN}〔\[( ,:])×{UNIT}{NOT_UNIT}", is_no_product),
        (
            ("XX", "xx"),
            rf"(?<![0-9A-Za-z+\-_./])(?:X{{2,8}}|x{{2,8}})(?![0-9A-Za-z+\-_./])(?=[{_CN}]|[ 、,。;)》”]{{0,2}})",
            is_no_name,
        ),
        (
            ("X", "x"),
            rf"(?<![0-9A-Za-z+\-_./×*“])[Xx] ?[余多]?{UNIT}{NOT_UNIT}(?![+])"
            rf"|(?<=[{_CN}《(、,。])(?<!“) ?[Xx](?= ?[{_CN}])(?! ?(?:{_X_WORDS}))",
            is_no_letter,
        ),
        (("X", "x"), r"(?<![0-9A-Za-z+\-_.])[Xx]{1,3}\.[Xx]{1,3}(?=%|万|亿|元|个百分点|" + UNIT + r"|[ ,。)])", always),
        (("X", "x"), r"^[ ]*[Xx](?= ?[政府委办党]{1,3}[发办函字]{1,2} ?〔)", always),
        (("X年", "x年", "×年", "*年"), r"(?<![0-9A-Za-z])(?:(?:19|20)[0-9][Xx×*]|20\*\*)(?=年)", always),
        (("-XX",), r"(?<=[0-9])-X{4,8}(?![0-9A-Za-z])", always),
        (("X",), r"(?<=[〔\[(])(?:20[0-9]?)?X{1,4}(?=[〕\])])", always),
        (("〇〇", "○○"), r"(?<![一二三四五六七八九〇○零])(?:〇{2,}|○{2,})(?![一二三四五六七八九〇○零])", is_no_name),
        (
            ("□□", "△△", "■■", "●●", "▲▲", "☆☆", "◇◇", "◆◆"),
            rf"(?<!★)(?:□□|△△|■■|●●|▲▲|☆☆|◇◇|◆◆)[□△■●▲☆◇◆]*(?={UNIT}|[{_CN}])",
            is_legible,
        ),
        (beside("**", UNITS), rf"(?<=[{_CN}年月为达了,”》])\*{{2,8}}(?={UNIT})", is_no_bold),
        (("***",), rf"(?<![0-9A-Za-z*\-])\*{{3,}}(?=[{_CN}])", is_no_rule),
        (("__",), r"(?<![0-9A-Za-z_])_{2,}(?:[ ]*[年月日][ ]*_{2,})*(?![A-Za-z_])", is_blank),
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
        (beside("   ", UNITS), rf"(?<=[{_CN}]) {{3,}}{UNIT}米?(?=[,。;])", is_blank_day),
        (("_",), rf"(?<=[{_CN}]) {{0,3}}_ {{0,3}}{UNIT}{NOT_UNIT}", is_blank),
        (
            (*beside("N", _TELLING), *beside("n", _TELLING)),
            rf"(?<=[{_CN}])(?<![“个])[Nn](?:人次?|件次?|次|元|户|场|份|万元|起|名|%|封|批次?|家|篇|卷|亩|部|期|处){NOT_UNIT}"
            rf"|(?<=[{_CN}])(?<![“个])n(?:条|项|个){NOT_UNIT}",
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
        (("…万元", "…亿元", "…元", "…件", "…人次"), rf"(?<=[{_CN}])…{{1,8}}(?=万元|亿元|元|件|人次)", always),
        ((" 月",), r"(?<=[至于]) {1,3}月(?=[底初末])", always),
        (("第 ",), r"第 [ ]*号", always),
        (("第_",), r"第__*号", always),
        (("【", "["), rf"【[ _●*\-.…]{{0,12}}】|\[[ _●]{{1,12}}\](?={UNIT})|\[●\]", always),
        (("( ",), rf"\( {{1,12}}\) ?{UNIT}{NOT_UNIT}", always),
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
            tuple(mark + noun for mark in "<[【" for noun in _NOUNS),
            rf"[<\[【](?:{'|'.join(_NOUNS)})[{_CN}]{{0,8}}[>\]】]",
            always,
        ),
        (
            ("待补", "待填", "待核", "待确认", "待完善", "待统计", "待更新", "待提供", "待落实", "待安排", "待明确"),
            r"(?<=[:(【\[为「])[^:()【】\[\]\n,。;]{0,8}待(?:补充?|填写?|核实?|核对|确认|完善|统计|更新|提供|落实|安排|明确)(?=[)】」\],.;。!\s]|$)",
            always,
        ),
        # What a number should stand for, with a blank in its place and a stop behind: 一式 份，甲方执 份.
        *(
            (
                tuple(f" {unit}{stop}" for unit in units for stop in _AFTER),
                rf"(?<=[行式执持留约共计达为在于额款金资收请结办立发案起限]) {{1,6}}(?:{'|'.join(units)})(?=[{_AFTER}])",
                is_blank_day,
            )
            for units in (("份", "件", "元", "万元", "户", "次", "名"), ("页", "亩", "日内", "个", "条", "人"))
        ),
        (("(×)", "(X)", "(x)"), r"\([×Xx]\)(?=[项款条])", always),
        (("…等", "…承", "…负"), r"(?<=[有由为据于括如])…{1,8}(?=等|承担|负责)", always),
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
        (("此处略",), r"[(【]此处略,待[^()【】\n]{2,20}[)】]", always),
        (("://X", "://x"), r"https?://X{2,8}|https?://x{3,8}", always),
        (
            ("MM月", "mm月", "DD日", "dd日", "M月D", "m月d"),
            r"(?<![0-9A-Za-z])(?:(?:YYYY|yyyy)年)?(?:MM月(?:DD日)?|mm月(?:dd日)?|DD日|dd日|M月D日|m月d日)",
            is_no_format,
        ),
        (("www",), r"www\.(?:x{2,20}|X{2,20})\.[a-zA-Z.]+", always),
        (("YYYY年",), "YYYY年MM月DD日", is_no_format),
        (("YYY",), rf"(?<=[{_CN}])Y{{3,4}}(?=[{_CN}])", always),
        (("*月",), r"(?<![0-9*])\*{1,2}月\*{1,2}日", is_blank_day),
        (("*.*",), rf"\*{{1,4}}\.\*{{1,4}}(?={UNIT})", always),
        (("仟", "佰", "拾"), r"[×Xx_]{1,4} ?[仟佰拾](?: ?[×Xx_]{1,4} ?[仟佰拾元角分])*", always),
        (("×年", "X年"), r"二[〇○][一二三×X](?:×年|X年)(?:[×X〇○]{1,2}月)?(?:[×X〇○]{1,2}日)?", always),
        (("《…",), r"《…{1,4}[^《》\n]{0,16}》", always),
        ((":空缺",), r":空缺(?=[,。;]|$)", always),
        ((":    ",), rf"(?<=[{_CN}]):(?P<blank> {{4,}})(?=[,。;])", is_blank),
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
