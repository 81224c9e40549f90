"""Whether a title between 《》 names a normative instrument: told from how it ends."""

from __future__ import annotations

from functools import lru_cache

from fazhi.kernel.lint.lazily import lazily

_TAIL = lazily(
    r"(?:[（(〔\[][^（()）〔〕]*[）)〕\]]|(?:征求意见|送审|修订|修改|草案|讨论)?[草文]?稿|草案|[一二三四五六七八九十\d]+号)$"
)
# Papers, forms and writings whose last word would otherwise pass for an instrument.
_NOT = lazily(
    r"(?:[^议定]书|^书|证明?|执照|[表册簿]|报告|[简日周月晚]?报|纪要|合同|协议|台账|笔录|案例|手册|读本|问答|汇编|要览|概论|"
    r"做法|方法|书法|算法|用法|语法|说法|看法|想法|执法|司法|普法|学法|守法|违法|兵法|工作法|立法|依法|魔法|疗法|"
    r"(?:审查|审核|反馈|处理|答复|鉴定|专家|法律|复查|复核|调解|处置|复议|审议|评审|论证|拟办|初审|会签|咨询|整改|检查|修改|回复)意见|"
    r"(?:处罚|复议|强制|赔偿|执行|许可|征收|补偿|受理|停工|查封|扣押|裁定|任免|没收|处理|处分|延期|补正)决定|"
    r"(?:招标|中标|拍卖|成交|采购|送达|听证|招聘|遗失|迁坟|出让|商标|专利)公告|(?:听证|催告|缴款|会议|补正|停工|整改|中标|验收)通知|"
    r"学习纲要|教学大纲|考试大纲|村规民约|自治章程|(?:居民|村民|市民|文明|乡规|自律|行业)公约|"
    r"(?:公司|协会|学会|商会|合作社|基金会|企业|医院|学校|大学)章程|工作制度上墙)$"
)
_IS = lazily(
    r"(?:法|法典|条[例列]|规定|规则|细则|税则|办法|解释|决定|决议|意见|通知|纲要|规划|方案|计划|规程|规范|准则|守则|通则|总则|"
    r"章程|宪章|制度|措施|批复|复函|命令|条令|公告|通告|指引|要点|修正案|公约|协定|条约|议定书|政策|预案|答复|安排|规约|"
    r"通令|布告|补充规定|责任制|大纲|程序|\d+条|[百十]条)$"
)
_PAPER = lazily(
    r"的?(?:报告|请示|函|说明|议案|提案|建议|汇报|总结|讲话|声明|情况|思考|调研|研究|调查|通报|批示|评论|解读|公示|书)$"
)
# 《第二十条》, 《第一条》: an article alone is the name of a film or a column, never of an instrument.
_ARTICLE_ALONE = lazily(r"第[零〇一二三四五六七八九十百千两0-9０-９]+条$")
_BY_ORGAN = lazily(r"^(?:中共中央|国务院|全国人民代表大会|最高人民|中央办公厅)?(?:[^，。]{0,20})?关于")


@lru_cache(maxsize=4096)
def is_normative(title: str) -> bool:
    """Return whether a cleaned title names a normative instrument.

    Laws, regulations, rules, interpretations, decisions, opinions, notices, outlines and programmes are; certificates,
    forms, reports, periodicals and books are not. Standards, catalogues and lists count only where a catalogue knows
    them, which is the caller's business.
    """
    plain = title
    while (shorter := _TAIL.sub("", plain)) != plain and shorter:
        plain = shorter
    plain = plain.rstrip("〉”’\"'")
    if not plain:
        return False
    if plain.endswith("规划的建议") or (plain.endswith("目标的建议") and "关于制定" in plain):
        return True
    if _NOT.search(plain) or _ARTICLE_ALONE.match(plain):
        return False
    if _IS.search(plain):
        return True
    return _BY_ORGAN.match(plain) is not None and _PAPER.search(plain) is None
