"""Choices not made, fields not filled, wide gaps in a sentence; and the lines that are there to be filled in by hand."""

from __future__ import annotations

import re
from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_senses import Form, always, beside, is_blank_day

__all__ = ["BY_HAND", "CHOICES", "FOR_OTHERS", "NAMED_ASIDE", "SLIP"]

_CN: Final = "\u4e00-\u9fff"
_COUNTS: Final = ("件", "起", "份", "次", "场", "条", "人", "名", "户", "个", "项", "元", "万元", "家", "处")
_QUIET: Final = lazily(r"签字|签名|签章|盖章|签收|捺印|公章|填表")
_GAP: Final = lazily(rf"(?<=[{_CN}]) {{2,}}(?=[{_CN}])")
BY_HAND: Final = lazily(
    r"^ *(?:范文|范例|例文|示例|样例|样文|文书样式|例|例如|比如|如)[0-9一二三]?:|(?:填空|选择|判断|简答|单选|多选)题|\([^()]{0,12}填[写好][^()]{0,8}\):? *_|试题|题库|考生|答题卡|^ *填空:"
    r"|^ *(?:填报|填表|签订|签约|签署|签字|签名|签收|制表|申请|打印)(?:日期|时间):? *_* *年[ _]*月[ _]*日 *$"
    r"|(?:承诺|声明|保证|具结|领取|签收|证明|见证)人: *[_ ]{2,}.{0,4}(?:身份证|证件|电话|联系|日期|时间)"
    r"|请在“[_×Xx○]+”处|^(?=.*(?:填表|制表|审核|复核|校对|签))(?: *[\u4e00-\u9fff]{2,8}: *[_ ]*(?:年[_ ]*月[_ ]*日)? *){2,}$|^ *(?:(?:审核|复核|制表|经办|填表|校对|审批|拟稿|核稿|签发|承办|主办|经手|验收|证明|监交|移交|接收|发放|领用|保管|制单|记账|出纳|会计|调查|被调查|监票|计票|唱票)(?:人|员)?: *[_ ]{2,}){2,}$"
)
"""Examples, questions of a test, and lines of a form in which a hand is to write."""
FOR_OTHERS: Final = lazily(r"空白|样[式表]|式样|示范文本|参考文本|格式文本|(?:由|供)[^()\n]{1,8}(?:填[写报]|签[署订])")
SLIP: Final = lazily(
    r"会签栏|签收栏|审批栏|意见栏|回执|存根|报名表|登记表|申报表|填报表|申请表|反馈表|意见表|征求意见单|联系单|委托书样"
)
"""What goes out, or stays, to be filled in by somebody's hand."""
NAMED_ASIDE: Final = lazily(
    r"请(?:注明|说明|列明|写明)\)?:? *$|另选(?:他人|人): *$|(?:承诺|声明|保证|具结|领取|签收|宣誓|监誓|领誓|投票|移交|接收|监交|领款)人: *$|(?:示例|样例|范例):[^。;]{0,12}$|\? *$"
)
"""其他（请注明）：____ is for whoever fills in the form."""
_GOVERNING: Final = "于在由向经为以与给从将按至到达约共计第每距超"
_PLACES: Final = (
    "处",
    "公里",
    "件",
    "起",
    "户",
    "人",
    "人次",
    "个",
    "名",
    "场",
    "次",
    "家",
    "份",
    "亩",
    "万元",
    "元",
    "吨",
    "台",
    "座",
    "条",
)
_DONE_LATER: Final = "办|整改|处理|命|查|审|审批|业|岗|遇|产|销号|化解|开|办理|完成|付|建|拆"


def _is_wide_gap(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """A gap in a sentence is a blank; two or more without a stop are a line set in columns."""
    return "。" in line and _QUIET.search(line) is None and len(_GAP.findall(line)) < 4


def _is_told(line: str, match: re.Match[str], document: Document, at: int) -> bool:
    """In a sentence nobody ticks a box: □ before a unit stands for its number."""
    return "。" in line and "√" not in line


CHOICES: Final[tuple[Form, ...]] = tuple(
    (words, lazily(pattern), holds)
    for words, pattern, holds in (
        (beside("@", _COUNTS), r"(?:^|(?<=[,。;、:]))@{1,4}(?:件|起|份|次|场|条|人|名|户|个|项|万?元|家|处)", always),
        ((":待",), rf":待(?!{_DONE_LATER})[{_CN}]{{1,3}}(?=[,。;]|$)", always),
        ((":(空", ":(暂"), r":\((?:空|空白|暂缺|暂空)\)", always),
        (("写】", "写]", "额】", "额]"), r"(?<=[为:])[【\[](?:大写|小写|大小写|数额|金额)[】\]]", always),
        (("【请", "[请"), r"[【\[]请[^【】\[\]\n]{1,12}(?:补充|填写|提供|核实|确认|完善|核对|把关|审核)[^【】\[\]\n]{0,6}[】\]]", always),
        (
            ("(单位", "(发文", "(机关", "(镇名", "(乡镇", "(部门"),
            r"^ *\((?:单位|单位名称|发文机关(?:名称)?|机关名称|镇名|乡镇(?:名称)?|部门(?:名称)?)\)(?=关于|人民政府|文件)",
            always,
        ),
        (("…实际", "…要求", "…精神", "…工作", "…情况", "…问题", "…事宜", "…事项", "…议题", "…目标", "…任务", "…主题", "…中心", "…主线", "…部署"), r"(?<=[合照对绕按镇村县局位取了])…{1,8}(?=实际|要求|精神|工作|情况|问题|事宜|事项|议题|目标|任务|主题|中心|主线|部署)", always),
        (
            tuple(sign + word for sign in "×Xx" for word in "发政府党委"),
            rf"(?:^|(?<=[(,、为]))(?:×|X|x)(?:发|政|府|党|委)[{_CN}]{{0,4}}(?=〔)",
            always,
        ),
        (("性别】", "年龄】", "住址】", "职务】", "民族】", "住所】", "事由】"), r"【(?:性别|年龄|住址|职务|民族|住所|事由)】", always),
        (("增长/下降", "上升/下降", "增加/减少", "提高/降低"), r"(?:增长/下降|上升/下降|增加/减少|提高/降低)(?= ?[Xx×_*N ]{2})", always),
        (("-%", "—%", "?%"), rf"(?<=[{_CN}])(?:-{{0,3}}-%|—{{0,3}}—%|\?{{0,2}}\?%)", always),
        (beside("NN", ("万元", "元", "件", "人", "户", "次", "起", "个", "份", "%")), rf"(?<=[{_CN}])N{{2,4}}(?=万?元|件|人|户|次|起|个|份|%)", always),
        (
            tuple(word + ">" for word in ("名", "名称", "文号", "日期", "时间", "地点", "金额", "单位", "部门", "数量", "姓名")),
            rf"<[{_CN}]{{0,8}}(?:名|名称|文号|日期|时间|地点|金额|单位|部门|数量|姓名)>",
            always,
        ),
        (("(请",), r"\(请[^()\n]{2,10}(?:补充|填写|提供|核实|确认|完善|核对)[^()\n]{0,6}\)(?!协议|合同)", always),
        (("○人", "〇人"), r"(?<=[\u4e00-\u9fff])(?<![一二三四五六七八九十百千〇○零])[○〇]人(?=[参受出到])", always),
        (("[]", "[ ]"), r"\[ ?\](?=万?元|个|件|人|户|名|%|亩|份|年|天|日)", always),
        (beside("待", ("插", "补", "填", "统计", "更新", "核实", "确认", "提供")), r"\([^()\n]{1,6}待(?:插入|补充?|填写?|统计|更新|核实|确认|提供)[^()\n]{0,4}\)", always),
        (("□□□", "■■■"), r"(?<=[^ □■])(?:□{3,}|■{3,})(?=[),。;元]|$)", always),
        (tuple(word + "   " for word in "任记长表师民志员"), rf"[任记长表师民志员](?P<blank> {{3,20}})(?=[{_CN}])", _is_wide_gap),
        (("/",), rf"【[{_CN}]{{1,12}}/[{_CN}/]{{1,24}}】", always),
        (
            tuple(sign + word for sign in "【[" for word in "责牵主承配建施监经负联"),
            r"(?<=[:由])[【\[](?:责任|牵头|主管|承办|配合|建设|施工|监理|主持|经办|负责|联系)(?:单位|部门|领导|人)(?:姓名|名称)?[】\]]",
            always,
        ),
        (
            tuple(mark + word for mark in "(【[" for word in ("需", "请", "须", "待")),
            r"[(【\[](?:需|请|须)(?:再|进一步)?(?:补充|核实|核对|确认|完善|更新|提供)(?!说明|协议|材料目录)[^()【】\[\]\n]{1,12}[)】\]]",
            always,
        ),
        (("N处", "N起", "N件", "N户", "N场"), r"(?<=[治查处现立结办训改决展除销建])N(?:处|起|件|户|场次?)(?=[^“”]{0,12}[,。;])", always),
        (("〔20_", "〔20 "), r"〔20[_ ]{1,4}〕", always),
        (("(20_", "(20 "), r"\(20[_ ]{1,4}\)", always),
        ((" ㎡", " m²", " 公顷", " 平方"), rf"(?<=[{_CN}]) {{1,12}}(?:㎡|m²)", is_blank_day),
        (
            beside("  ", ("个", "名", "户", "人", "家", "件", "亩", "元", "万")),
            rf"(?<=[有共达约为计辖设]) {{2,12}}(?:个|名|户|人|家|件|亩|万?元)(?=[{_CN}])",
            _is_wide_gap,
        ),
        (tuple(word + "  " for word in _GOVERNING), rf"[{_GOVERNING}](?P<blank> {{2,30}})(?![于及者])(?=[{_CN},。;])", _is_wide_gap),
        (("□",), rf"(?<=[按为由以用])□[{_CN}]{{1,8}}[/或、]□[{_CN}]{{1,8}}", _is_told),
        (("_票",), r"[意成对权](?P<blank>_{1,6})(?=票)", always),
        (("附件(", "附表(", "附图("), r"附[件表图]\( {1,12}\)", always),
        (tuple("□" + word for word in _PLACES), rf"(?<=[{_CN}])□{{1,4}}(?:{'|'.join(_PLACES)})(?=[,。;、])", _is_told),
        (("?月", "？月"), r"(?:^|(?<=[,。;于至]))[?？]月(?=[底初末前]|[0-9?？])", always),
    )
)  # fmt: skip
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
