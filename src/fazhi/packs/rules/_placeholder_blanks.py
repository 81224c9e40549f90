"""More ways a place was left open, by what stands in it: nothing at all, white space, a sign, a field, an error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_senses import Form, always, beside, is_blank_day, is_no_letter, is_unquoted

__all__ = ["BLANKS"]

_CN: Final = "\u4e00-\u9fff"
_STOP: Final = r"(?=[,。;、)]|$)"
_COUNT: Final = (
    *("万元", "亿元", "人次", "家次", "户次", "件次", "批次", "公里", "平方米", "个百分点"),
    *"件份人次元名起个家户场项处篇期部辆亩米吨套台座条张间栋棵票级",
)
_UNIT: Final = "(?:" + "|".join(_COUNT) + ")"
_PLACE: Final = ("村", "镇", "乡", "县", "市", "区")
# 文  件, 住  户: a word set wide, not a number that is missing.
_WIDE: Final = lazily(
    r"(?:[文附条案证信稿邮来要事零部硬软急物构配快密原证组]件|[个他本法工证病主家老当]人|[公单多美欧]元|[住农账用客大门落散]户|"
    r"[每多层档名批其依本首再上初此]次|[事款奖选各专强义]项|[缘发一引兴]起|[身年月股省部备]份|[地姓署报签书罪别知排提除实命]名|"
    r"[各哪这那逐]个|[国大专公东]家|[市现磁操广]场|[强好各到]处|[学分定日工任]期|[干全内外]部|[面]条|[管信]道|[主纸夸]张|[房时空期]间)$"
)
_QUIET: Final = lazily(r"签字|签名|签章|盖章|签收|捺印|填表|编号")


def _is_gap(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A gap before a unit is a number that is missing, unless the two signs are one word set wide."""
    word = line[: match.start()].rstrip()[-1:] + match[0].strip()[:1]
    return _WIDE.search(word) is None and _QUIET.search(line) is None


_STRONG: Final = (
    *"套台辆张间栋座吨",
    *("万元", "亿元", "人次", "件次", "公里", "平方米"),
    *"件份人次元起户家项处场亩吨批名",
)
_EACH: Final = "[每各几数多某该一二三四五六七八九十两百千万亿本此首末整单双]"


def _is_lone_gap(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A single blank before a unit counts where the line is not full of stray blanks, as scanned pages are."""
    if sum(1 for _ in _STRAY.finditer(line)) > 3:
        return False
    return _is_gap(line, match, document, at)


_STRAY: Final = lazily(rf"(?<=[{_CN}]) (?=[{_CN}])(?! ?(?:{'|'.join(_STRONG)}))")


def _stopped(units: Iterable[str]) -> tuple[str, ...]:
    """Return the units with a blank before and a stop behind: many words of laws begin with 人 behind a blank."""
    return tuple(f" {unit}{stop}" for unit in units for stop in ",。;、")


def _is_prose(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    return _QUIET.search(line) is None


def _blank_day(sign: str) -> str:
    return rf"{sign}年{sign}月(?:{sign}日)?"


_ASKED_OF: Final = "问题|事项|诉求|请求|情况|信息|一文|投诉|举报|申请|线索"
_MEASURES: Final = (
    "平方米",
    "立方米",
    "平方公里",
    "公里",
    "公顷",
    "万元",
    "亿元",
    "人次",
    "公斤",
    "千克",
    "毫米",
    "厘米",
)


_SPANS: Final = ("个月", "个工作日", "个日历天", "日历天")
_REMARKED: Final = tuple(
    verb + sign for verb in ("更新", "核实", "核对", "补充", "确认", "完善", "核准") for sign in ")】]"
)
BLANKS: Final[tuple[Form, ...]] = tuple(
    (words, lazily(pattern), holds)
    for words, pattern, holds in (
        # Days of which a part is white space or a sign of its own.
        ((" 日",), r"(?:(?:19|20)[0-9]{2}年 ?)?(?<![0-9])[0-9]{1,2} ?月 {1,8}日", is_blank_day),
        ((" 月",), r"[一二][〇○零一二三四五六七八九]{3}年 {1,8}月 {0,8}日?", is_blank_day),
        (("午 ",), r"午 {1,8}(?:时|点)", is_blank_day),
        (("□月",), _blank_day("□{1,4}"), always),
        (("NN月",), r"(?<![0-9A-Za-z])(?:NN年)?NN月(?:NN日)?", always),
        (("-月", "—月"), _blank_day("[-—]{1,4}"), always),
        (("…月",), _blank_day("…{1,8}"), always),
        (("年月日", "月日"), r"(?<![0-9])(?:19|20)[0-9]{2}年(?:[0-9]{0,2}月日)", is_blank_day),
        (("X时", "x时", "×时"), r"(?<![0-9A-Za-z×])[Xx×]{1,2}时(?:[Xx×]{1,2}分|(?=[,。;前至在召开]))", always),
        # Noughts in the place of a day or a number that is not known yet.
        (("00月", "0月0"), r"(?<![0-9])(?:0000年|(?:19|20)[0-9]{2}年)?(?:00月(?:00日)?|0月0日)", always),
        (("0000年",), "(?<![0-9])0000年(?!0)", always),
        (("话000", "机000", ":000", "号000"), r"[话机:号]0{3,4}-?0{6,16}(?![0-9])", always),
        # A unit with nothing before it where a number must stand.
        (
            tuple(word + span for word in "期限为" for span in _SPANS),
            rf"(?:有效|保修|质保|租|服务|工|履行|合同)期(?:限为|限|为|)(?:{'|'.join(_SPANS)})(?=[,。;])",
            always,
        ),
        (("仟佰", "千百"), r"(?<=[币):])(?:拾?[万亿])?(?:仟佰|千百)[拾十]元(?:角分?)?整?", is_blank_day),
        (("起日内", "起个"), r"(?<=日)起(?P<blank>日内|个工作日内|个月内)", always),
        # Numbers that are white space.
        (beside("  ", _COUNT), rf"(?<=[{_CN})]) {{2,12}}{_UNIT}{_STOP}", _is_gap),
        (("第 ",), r"第 {1,10}[条款项目章节期次届批](?!件)", _is_prose),
        (("第条", "第款", "第项"), r"(?:(?<=》)|(?<=法)|(?<=例)|(?<=条))第[条款项](?=第|规|的|之|,|、)", always),
        (("第号",), r"(?<=[字〕)])第号", always),
        ((") ",), r"(?<=\)) {3,20}(?:万|亿)?元(?=整|[,。;()])", _is_prose),
        (("￥ ", "¥ "), r"[￥¥] {2,20}(?=[),。;]|元|$)", _is_prose),
        (
            _stopped(_STRONG),
            rf"(?<=[{_CN}])(?<!{_EACH}) (?:{'|'.join(_STRONG)})(?=[,。;、])",
            _is_lone_gap,
        ),
        (
            beside(" ", tuple(unit + " " for unit in _STRONG)),
            rf"(?<=[{_CN}])(?<!{_EACH}) (?:{'|'.join(_STRONG)})(?= )(?= {_UNIT}[,。;])",
            _is_lone_gap,
        ),
        (("  %", "  ‰"), rf"(?<=[{_CN}]) {{2,12}}[%‰]", always),
        ((" %",), rf"(?<=[{_CN}]) {{1,8}}%(?=[,。;、])", always),
        ((": ",), rf"(?<=[{_CN}]): {{1,40}}(?=[,。;)])", _is_prose),
        ((" 月",), r"(?<=:) {1,6}月 {1,6}日(?: {1,6}时)?(?=[,。;])", is_blank_day),
        (
            (" 年", " 个月", " 个工作日", " 天", " 个日历天"),
            rf"(?<=[限期为后前内]) {{1,8}}(?:年|个月|个工作日|天|个日历天){_STOP}",
            is_blank_day,
        ),
        (("达%", "率%", "为%", "到%", "占%", "至%"), rf"[达率为到占至]%{_STOP}", always),
        (("〔 ", "﹝ "), rf"[〔﹝] {{1,8}}[〕﹞](?={_UNIT})", always),
        (("“”", "“ "), rf"“(?:”|  ?  ?  ?”)(?=[{_CN}])", always),
        ((".X", ".×", "/X", "/×", "-X", "-×"), r"(?<=[0-9]{4})[./-](?:[0-9]{1,2}[./-])?[X×]{1,2}(?:[./-][X×]{1,2})?(?![0-9A-Za-z×.])", always),
        (("  号",), r"(?<=[路街巷弄道村幢楼]) {2,12}号", is_blank_day),
        ((" 月",), r"(?<=[于在自至]) {1,6}年 {1,6}月(?! *日)", is_blank_day),
        (("( 年", "(  年", "(   年"), r"\( {1,6}年 {1,8}月 {1,8}日\)(?=起|前|止|内)", always),
        (("绕…", "就…", "对…", "将…", "把…"), r"[绕就对将把](?P<blank>…{1,8})(?=进行|开展|展开|作|提出)", is_unquoted),
        (("…",), r"《[^《》…\n]{2,16}…{1,4}[^…《》\n]{0,8}(?:法|条例|规定|办法|通知|方案|意见)》", always),
        (("以…",), r"以(?P<blank>…{1,8})(?=为)", is_unquoted),
        ((":…", "为…", "是…", ",…"), r"(?:事项|内容|理由|原因|情况|如下|做法|建议|要求)(?:[为是]:?|[:,])(?P<blank>…{1,8})(?=[。;])", is_unquoted),
        (("…年度",), rf"(?<=[{_CN}])…{{1,8}}(?=年度)", is_unquoted),
        (tuple("道" + sign for sign in "GSXYC"), r"(?<=[国省县乡村])道[GSXYC](?P<blank>[X×]{2,4})(?![0-9A-Za-z])", always),
        (("周X", "周×", "周_"), r"周(?P<blank>[X×_]{1,2})(?=上午|下午|晚|[,。;)前])", always),
        (("“…",), rf"“…{{1,8}}”的?(?={_ASKED_OF})", always),
        (("关于 ",), r"关于 {2,20}的(?=请示|通知|报告|函|批复|意见|决定|通告|公告)", always),
        (("人:", "话:", "间:", "点:", "址:", "额:", "位:"), r"[人话间点址额位]:(?=[;,。])", always),
        # Signs in the place of a number or a name.
        ((":*",), rf"(?<=[{_CN}]:)\*{{3,}}{_STOP}", always),
        (
            ("@@", *beside("@", _PLACE)),
            rf"^ ?@{{1,4}}(?:{'|'.join(_PLACE)})(?![民干委情里内外])|@{{2,4}} ?{_UNIT}|@{{2,4}}(?![月日])(?=[{_CN}]{{2}})",
            always,
        ),
        (beside("…", _COUNT), rf"(?<=[{_CN}])(?<!第)…{{1,8}}{_UNIT}{_STOP}", is_unquoted),
        (beside("…", _MEASURES), rf"(?<=[{_CN}])…{{1,8}}(?:{'|'.join(_MEASURES)})", is_unquoted),
        (("附件X", "附件x", "附件×"), r"附件[Xx×](?=[,。;、:)]|$)", is_no_letter),
        (("X-X", "x-x", "×-×"), r"[图表][Xx×]-[Xx×](?![0-9A-Za-z])", always),
        ((":X", ":x", ":×"), rf"(?<=[{_CN}]:)[Xx×](?=[,;。)]|$)", is_no_letter),
        (("XXXXXXXXX", "xxxxxxxxx"), r"(?<![0-9A-Za-z])(?:X{9,24}|x{9,24})(?![0-9A-Za-z])", always),
        (("XX:XX", "xx:xx", "××:××"), r"(?:XX:XX|xx:xx|××:××)(?![0-9A-Za-z])", always),
        (("X X", "x x"), rf"(?<![0-9A-Za-z])(?:X(?: X)+|x(?: x)+)(?= ?(?:[省市县镇乡村区局]|{_UNIT}))", always),
        (("xx@x", "XX@X", "xx@X"), r"[Xx]{2,}@[Xx]{1,}[Xx.a-z]*", always),
        (("ХХ", "ΧΧ", "✕✕", "╳╳", "ⅩⅩ", "ⅹⅹ", "✖✖"), rf"(?:ХХ+|ΧΧ+|✕✕+|╳╳+|ⅩⅩ+|ⅹⅹ+|✖✖+)(?=[{_CN},。;])", always),
        (("某镇人", "某县人", "某乡人", "某市人"), r"^ *某{1,2}[县镇乡市]人民政府(?:办公室)?[0-9]{4}年", always),
        ((*beside("-", ("XX", "xx")),), rf"(?<=20[0-9]{{2}})-(?:X{{2,8}}|x{{2,8}}){_STOP}", always),
        (("??",), r"^ *\?{2,} *$", always),
        # Fields and remarks of whoever drafted it.
        (
            (":待",),
            rf":待[{_CN}]{{1,6}}(?:确定|商定|明确|核实|核定|确认|补充|提供|填写){_STOP}",
            always,
        ),
        ((":另行",), rf":另行(?:测算|核定|填报|填写){_STOP}", always),
        (
            _REMARKED,
            rf"[(【\[][^()【】\[\]\n]{{0,10}}(?:需|须|请)(?:再|进一步)?(?:{'|'.join(map(re.escape, _REMARKED))})"
            r"|[(【\[](?:(?:以下|此处|本段|该处|本节)(?:内容|部分|数据)?)?由[^()【】\[\]\n]{1,8}"
            rf"(?:{'|'.join(map(re.escape, _REMARKED))})",
            always,
        ),
        (
            tuple(sign + "插入" for sign in "(【[<"),
            r"[(【\[<]插入[^()【】\[\]<>\n]{1,10}[)】\]>]",
            always,
        ),
        (("协商填写)", "协商确定)"), r"\((?:由)?(?:甲乙)?双方协商(?:填写|确定)\)", always),
        (("{",), rf"(?:(?<=[{_CN}:,(《])|^)\{{[A-Za-z_.]{{2,30}}\}}", always),
        (beside("%", ("单", "姓", "名", "日", "金", "项", "标", "数", "地", "部")), rf"(?<![0-9.%])%[单姓名日金项标数地部][{_CN}]{{1,7}}%", always),
        (
            ("(标题)", "(正文)", "(副标题)", "(主送", "(称谓)", "(内容)", "(发文"),
            r"^ *\((?:副?标题|正文|主送(?:单位|机关)|称谓|内容|发文(?:机关|字号|单位))\) *$",
            always,
        ),
        (
            tuple(f"略{stop}{word}" for stop in ",;、" for word in "待请需"),
            r"[(【\[]略[,;、][待请需][^()【】\[\]\n]{1,10}[)】\]]",
            always,
        ),
        (
            tuple(mark + word for mark in "(【[" for word in ("需", "请", "须", "数据待", "数字待", "内容待", "此处待", "此数", "此处需")),
            r"[(【\[](?:需|请|须|数据待|数字待|内容待|此处待|此数据?[需待]|此处需)(?:再|进一步)?"
            r"(?:核实|核对|核准|确认|补充|补齐|更新|完善|提供|核定|明确|修改|调整)(?:后?填[写入])?(?:数据|数字|内容|一下)?[)】\]]",
            always,
        ),
        (
            ("(数字)", "(数量)", "(人数)", "(户数)", "(件数)", "(面积)", "(金额)"),
            rf"\((?:数字|数量|人数|户数|件数|面积|金额)\)(?={_UNIT})",
            always,
        ),
        (("(姓名)", "(名字)"), r"(?<=[长记任员席理])\((?:姓名|名字)\)", always),
        (("附图", "附照片", "插图", "图片"), r"(?<![在见如按与以])[【\[(](?:附图|附照片|插图|图片|此处插图)[)】\]]", always),
        (
            tuple(word + sign for word in ("姓名", "名称", "日期", "金额", "电话") for sign in "】]>"),
            rf"(?<=[{_CN}:])[【\[<][{_CN}]{{1,6}}(?:姓名|名称|日期|金额|电话)[】\]>](?![:0-9])",
            always,
        ),
        (("填写)",), r"\((?:签名|签字|核实|审核|盖章)后填写\)", always),
        (("TO" "DO", "TBD", "FIX" "ME"), r"(?<![A-Za-z])(?:TO" r"DO|TBD|FIX" r"ME)(?![A-Za-z])", always),
        # What programs leave behind.
        (("#REF", "#N/A", "#VALUE", "#DIV", "#NAME", "#NUM"), r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!)", is_unquoted),
        (("错误!",), r"错误!(?:未找到引用源|未定义书签|文档中没有)", always),
        (
            ("null", "undefined", "NaN", "None"),
            rf"(?<=[{_CN}:,])(?:null|undefined|NaN|None)(?={_UNIT}|[{_CN}%,。;])",
            always,
        ),
    )
)  # fmt: skip
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
