"""What officials, clerks and villages call the things that the rules about documents turn on, each named once.

Every name is an alternation, ready to stand in a pattern. ``in_turn`` and ``either`` put such elements together within
one sentence; a number is meant in digits and in 汉字 alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.lint import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """More ways of saying one mistake: patterns built of elements, what excuses, and examples of both."""

    patterns: tuple[str, ...]
    bad: tuple[Example | str, ...]
    good: tuple[Example | str, ...]
    unless: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()


def in_turn(*elements: str, within: int = 24) -> str:
    """Return the pattern of elements that follow each other in one sentence, each within so many signs."""
    return rf"[^。；]{{0,{within}}}?".join(f"(?:{element})" for element in elements)


def either(one: str, other: str, *, within: int = 24) -> tuple[str, str]:
    """Return the patterns of two elements in one sentence, whichever comes first."""
    return in_turn(one, other, within=within), in_turn(other, one, within=within)


def of(*names: Iterable[str] | str) -> str:
    """Return one alternation of several."""
    return "|".join(name if isinstance(name, str) else "|".join(name) for name in names)


# ---- numbers ----
NUMBER: Final = r"[0-9一二三四五六七八九十百千万两零半几]+(?:\.[0-9]+)?"
MONEY: Final = rf"{NUMBER}余?(?:元|块|万元|亿元|(?<=万)(?![人户亩株头只平斤吨]))"
SCORED: Final = r"得分|加分|计分|记分|给分|(?:得|加|计|记|给)[^。；，]{0,6}[0-9一二三四五六七八九十两几高满底]分"
DAY_OR_SO: Final = r"(?:个工作日|日|天)"

# ---- bodies ----
LOCAL_BODY: Final = (
    r"[镇乡](?:里|上|人民政府|政府|[\u4e00-\u9fff]{0,10}(?:办公室|办|所|站|中心|中队|大队|队|协会|组))|街道(?:办|办事处)?"
    r"|社区|居委会|居民委员会|村(?:里|上|委会|民委员会|委|干部|两委|部|民小组|集体|组)|所里|站里|办里|联社|我们[镇乡村]|本[镇乡村]|村主任|支书|镇长|所长"
)
"""A town, a village or an office of theirs: what sets something without being able to."""
VILLAGE: Final = r"各村|村(?:委会|民委员会|委|里|两委|干部|集体)|居(?:委会|民委员会)|社区|村支书|村(?:支部)?书记|村主任|支书|村\(社区\)|村\(居\)|每个村"
OWN: Final = (
    "(?:甲方|镇政府|乡政府|镇里|乡里|村里|镇人民政府|乡人民政府|街道办事处|街道|村委会|村民委员会|居委会|居民委员会|财政所|"
    "镇财政|乡财政|县财政|政府)"
)
"""The side of an authority or a village in a contract."""

# ---- places and operators ----
LOCAL: Final = (
    r"本[地镇乡县市区村省]|我[镇乡县市区]|咱们?[镇村乡县]?|[镇乡县市村][里内上]|辖区内?|当地|镇域|县域内|本土|本埠"
)
OUTSIDE: Final = r"外[地省市县乡镇村来埠籍]|[县镇乡市省]外|[域区]外|[域区境]以外|境外省|[镇乡县市省]境外|非本[地镇乡县市]|外[面头]来?的|外来的|异地|别[处的][县镇市]|邻[县镇市乡]|外面来"
OPERATOR: Final = r"企业|公司|厂家|厂子|工厂|供应商|施工队|施工单位|承包商|承包人|工程队|商户|商家|商贩|客商|店家|店铺|商行|合作社|经营者|经营户|队伍|老板|个体户|厂|船老大|司机|师傅|贩子"
FIRM: Final = r"[\u4e00-\u9fff]{2,16}(?:公司|集团|合作社|厂|店|商行|超市|经营部|门市部|工坊|商社)"
ACTIVITY: Final = (
    r"进场|施工|经营|营业|出摊|摆摊|设摊|开工|动工|开业|开张|承揽|承接|承包|从事|接单|接活|揽活|揽客|拉客|载客|上路|销售|收购|收货|出售"
    r"|养殖|开店|办席|摆酒|装修|出租|招租|开办|举办|生产|运营|作业|入场|入市|接客|接待|招生|开课|捕捞|做生意|做买卖|干活|参加|参与|投标|揽工"
)

# ---- modal words ----
CANNOT: Final = r"不得|不准|不许|不能|不让|不予|不给|别想|莫想|休想|禁止|一概不|概不|一律不|不可|别来|别再|莫再"
MUST: Final = r"应当|必须|均须|都要|都得|一律|务必|(?<![无不])须|要(?![求件素点])|应(?![急用对收届聘变])|得先"
ONLY_THEN: Final = r"方可|方能|方准|方予|才可|才能|才准|才让|才许|才给|才行|后方|才算"
NOT_DONE: Final = (
    r"不(?:出|参加|配合|交|缴|服从|清|拆|按|肯|打扫|整改|听|签|搬|来|改|执行|分类|遵守|到场)|未(?:按|参加|完成|缴|交|清|及时|达到|履行|整改|签|落实|通过|拆)"
    r"|没(?:有)?(?:按|交|参加|完成|来|去|签|清|拆|做)|拒(?:不|绝)|违反|违者|违规|乱(?:倒|扔|堆|停|搭|丢|放|砍|贴|占)|屡教|屡次|逾期|超期|私自|擅自|被(?:拍|抓|曝光|通报|点名)|偷盗|偷窃|偷砍|偷捕|偷排|偷倒|偷东西|盗伐|盗窃|盗采|毁坏|焚烧|打架|酗酒|赌博|违建|违法|占道|摆到|停在路|堆在|不分|不挪|不还|不给钱|未落实"
)
"""What somebody is held to have done or left undone."""
