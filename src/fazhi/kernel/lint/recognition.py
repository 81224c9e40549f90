"""Which kind of document this is: by the words of its title, then by words of its structure. Unknown is gw.

The text of a law, a regulation or a judicial interpretation is a kind of its own: what an office may not set down, they
may, so that only rules about form, wording, citations and figures look at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fazhi.kernel.lint.kinds import Kind
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.needs import may_match

if TYPE_CHECKING:
    from fazhi.kernel.lint.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A kind with the reason for it, in Chinese."""

    kind: Kind
    reason: str


# The first that fits decides: narrow words stand before wide ones (处罚告知书 before 处罚, 协议书 before 协议).
_BY_TITLE: Final = (
    (Kind.PN, r"(?:行政)?处罚.{0,6}(?:事先|意见)?告知|听证(?:告知|通知|笔录|报告)"),
    (Kind.PS, r"当场.{0,4}处罚|简易程序.{0,6}处罚"),
    (Kind.PD, r"处罚决定(?!.{0,24}(?:函|报告|说明|通知|公告|请示|批复|情况|意见)$)"),
    (Kind.PD, r"处罚.{0,4}(?:审批表|公示)$|案件(?:处理意见|审核|审批)(?:书|表)?$"),
    (
        Kind.QZ,
        r"(?:强制|催告|查封|扣押|冻结|代履行|强制拆除|限期拆除).{0,8}(?:决定|通知|告知|催告|公告|书|笔录|清单|审批表)|催告书"
        r"|限期(?:自行)?拆除.{0,10}通告",
    ),
    (
        Kind.ZG,
        r"责令.{0,10}(?:改正|整改|停止).{0,10}(?:通知|决定|书)|(?:改正|整改)(?:违法行为)?(?:通知书|指令书|决定书)",
    ),
    (Kind.SD, r"送达回证|送达公告|公告送达|送达地址确认"),
    (Kind.JC, r"行政检查|检查(?:通知|笔录|登记|告知|记录)|现场检查"),
    (Kind.TJ, r"调解.{0,6}(?:协议|书|笔录|记录|登记表)|(?:终止|不成).{0,4}调解|司法确认"),
    (
        Kind.XF,
        r"信访.{0,12}(?:答复|告知|意见|受理|处理|复查|复核)|(?:不予受理|受理|转送)告知书?.{0,4}信访"
        r"|反映.{0,30}(?:处理意见|答复意见|复查意见|复核意见)|息诉罢访|息访",
    ),
    (
        Kind.FY,
        r"(?:行政)?复议(?:答复|决定|申请)|应诉|出庭.{0,4}(?:情况|说明)|诉.{2,24}一案|行政答辩|答辩状|行政复议"
        r"|(?:检察|司法)建议.{0,10}(?:回复|复函|报告|答复)",
    ),
    (Kind.FI, r"(?:政府)?信息公开.{0,14}(?:答复|告知|决定|补正|征求意见)|依申请公开"),
    (Kind.VR, r"村规民约|居民公约|村民自治章程|居民自治章程|乡规民约|村民公约"),
    (Kind.CT, r"合同|协议(?:书)?(?:\(.*\))?$|意向书|备忘录|承包书|框架协议|补充协议"),
    (Kind.AR, r"(?:工作|情况|建设|年度).{0,8}(?:报告|总结)$|述法|述职|年度.{0,20}报告|工作总结"),
    (Kind.DP, r"决策草案"),
    (
        Kind.DP,
        r"(?:决策|建设|改造|整治|搬迁|迁建|扩建|新建|撤并|调整|收费|利用|征收|安置|提升|改革|实施|工作|处置|补偿)"
        r".{0,6}方案|重大行政决策|规划",
    ),
    (Kind.ND, r"(?:办法|规定|细则|规则|规范)(?:\(.{1,8}\))?(?:》?的通知)?$|意见》?的通知$|实施意见"),
    (Kind.ND, r"(?:促进|扶持|奖励|支持|推进|若干).{0,12}(?:措施|政策)(?:\(.{1,8}\))?(?:》?的通知)?$"),
    (Kind.ND, r"关于(?:禁止|加强|规范|严禁|限制|实施|划定).{2,40}通告$"),
)  # fmt: skip
_LAW_TITLE: Final = lazily(
    r"(?:法|法典|条例|命令|规定|办法|细则|规则|决定|章程|解释|解答|批复|制度|意见|通则|修正案|方案|契约)(?:\([^()]{1,20}\))?$"
)
# A township cannot issue a 条例; one of its own that is called so is left to the rules (N030).
_LAW_NAMES: Final = lazily(
    r"(?:实施)?《?中华人民共和国|国务院|中国人民解放军|最高人民(?:法院|检察院)|(?!.{0,8}(?:镇|乡|街道)(?!镇|村|集体|级|排水|燃气|医生))[\u4e00-\u9fff、《》〈〉]{2,40}条例(?:\([^()]{1,12}\))?$"
)
_LAW_HEAD: Final = lazily(
    r"(?:国务院|政务院|(?:中央)?军事委员会|主席|国家.{2,12}(?:委员会|总局|局)|部)令第?[0-9一二三四五六七八九十]|国务院(?:批准|发布|批转|同意|公布)|政务院.{0,12}(?:通过|公布|批准|发布)"
    r"|国务院(?:第[^\n]{1,12}次)?[^\n]{0,6}常务会议[^\n]{0,6}通过|(?:全国|省|自治区|市)(?:第[^\n]{1,6}届)?人民代表大会(?:常务委员会)?(?:第[^\n]{1,16}次会议|[^\n]{0,20})(?:通过|批准|修订|修正)"
    r"|最高人民(?:法院|检察院)[^\n]{0,30}(?:委员会|会议)[^\n]{0,16}通过|^ *法释〔"
)
PATTERNS: Final = tuple(pattern for _, pattern in _BY_TITLE)
"""What tells a kind in a title; what they need is remembered with that of the rules."""
_TITLES: Final = tuple((kind, lazily(pattern)) for kind, pattern in _BY_TITLE)
# Two of the words of a kind, within the beginning of the text, stand for a title that was not found.
_BY_WORDS: Final = (
    (Kind.CT, ("甲方", "乙方")),
    (Kind.PN, ("拟", "处罚", "陈述", "申辩")),
    (Kind.SD, ("受送达人", "送达地点")),
    (Kind.SD, ("公告送达", "视为送达")),
    (Kind.JC, ("被检查", "检查人员", "检查情况")),
    (Kind.XF, ("信访事项", "请求复查")),
    (Kind.QZ, ("催告", "申辩", "逾期")),
    (Kind.FY, ("起诉状副本", "答辩如下")),
    (Kind.FY, ("复议申请书副本", "答复如下")),
    (Kind.PD, ("当事人", "经查", "处罚", "决定")),
    (Kind.ZG, ("责令你", "改正")),
    (Kind.FI, ("信息公开申请", "答复")),
    (Kind.TJ, ("调解", "自愿达成", "协议")),
    (Kind.ND, ("第一条", "制定本")),
    # A notice that sets down rules says at its end from when until when they hold.
    (Kind.ND, ("起施行", "有效期", "通知如下")),
    (Kind.ND, ("起施行", "有效期", "通告如下")),
)
_LOOK: Final = 6000
_LAW_LOOK: Final = 400


def recognise(document: Document) -> Recognised:
    """Return the kind of a document with the reason; gw where nothing speaks for another."""
    title = document.folded_title.lstrip("#")
    if title and (mark := _of_a_law(document, title)):
        return Recognised(kind=Kind.FL, reason=f"题名、题注有“{mark}”")
    if title:
        for kind, pattern in _TITLES:
            if may_match(pattern.pattern, title) and (match := pattern.search(title)):
                return Recognised(kind=kind, reason=f"标题有“{match[0]}”")
    head = document.folded[:_LOOK]
    for kind, words in _BY_WORDS:
        if all(word in head for word in words):
            return Recognised(kind=kind, reason=f"正文有“{'”“'.join(words)}”")
    return Recognised(kind=Kind.GW, reason="标题和正文没有其他文种的特征")


def _of_a_law(document: Document, title: str) -> str | None:
    """Return the words in or under the title of a law, a regulation, a judicial interpretation; ``None`` for others."""
    if not _LAW_TITLE.search(title) or document.title is None:
        return None
    if named := _LAW_NAMES.match(title):
        return named[0]
    end = document.title[1]
    match = _LAW_HEAD.search(document.folded, end, end + _LAW_LOOK)
    return match[0] if match else None
