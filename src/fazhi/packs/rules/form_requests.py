"""The form of requests and reports to superiors: one matter, one addressee, nothing asked in a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, pattern_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules.form import HANDLING, title_of

_SECOND_MATTER: Final = lazily(
    r"(?:^|(?<=[。；\n]))(?:另|同时|此外|另外)[,，]?[^。；\n]{0,30}?(?:请|恳请)(?:求)?(?:一并|一同|同时)[^。；\n]{0,20}"
)


@rule(
    code="G005",
    name="report-with-request",
    title="文种混用：请示报告并用，或者报告中夹带请示事项",
    why="报告不用批复，请示应当一文一事。夹带在报告里的请示事项，上级可以不答复。",
    basis=(HANDLING,),
    severity="warning",
    suggestion="需要批准的单独写请示；报告中删去请求批复的话",
    kinds=("gw", "ar", "dp"),
    scope="document",
    cues=(
        "请示报告",
        "恳请",
        "一并",
        "请求",
        "请批示",
        "请予批示",
        "请批复",
        "请予批复",
        "请审批",
        "请予审批",
        "请批准",
        "请予批准",
        "请指示",
    ),
    bad=(
        "柳湾镇人民政府关于新建便民服务中心的请示报告\n县人民政府：\n现请示如下。",
        "柳湾镇人民政府关于集镇改造情况的报告\n县人民政府：\n今年已完成改造。妥否，请批示。",
        "柳湾镇人民政府关于早稻生产情况的报告\n县人民政府：\n今年已插秧。恳请县人民政府安排泵站资金80万元。",
        "柳湾镇人民政府关于危桥改造的请示\n县人民政府：\n急需改造。同时，人手不足，请一并核增编制三名。妥否，请批复。",
    ),
    good=(
        "柳湾镇人民政府关于新建便民服务中心的请示\n县人民政府：\n妥否，请批示。",
        "柳湾镇人民政府关于集镇改造情况的报告\n县人民政府：\n今年已完成改造。特此报告。",
        "严格执行请示报告制度，重大事项及时请示。",
    ),
)
def report_with_request(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the title 请示报告, or the request at the end of what is titled a report."""
    words = title_of(document)
    if document.title is None or not words.endswith(("报告", "请示")):
        return
    folded, begin = document.folded, document.title[1]
    second = _SECOND_MATTER.search(folded, begin) if "请示" in words[-4:] else None
    if words.endswith("的请示报告"):
        yield Hit(begin - 4, begin)
    if second:
        yield Hit(*second.span(), message="请示应当一文一事，这里另提了一事")
    if "请示" in words[-4:]:
        return
    asked = re.search(
        r"(?:妥否|当否|可否|以上报告|如无不妥)[,，]?请予?(?:批示|批复|审批|批准|指示)"
        r"|(?:恳请|请求)(?:县|市|区|上级|你)[^。；，]{0,10}(?:安排|拨付|解决|批准|增加|给予|划拨)[^。；，]{0,20}(?:资金|经费|编制|指标|补助|万元)",
        folded[begin:],
    )
    if asked:
        yield Hit(begin + asked.start(), begin + asked.end())


_ASKS: Final = lazily(r"请(?:予)?(?:批示|批复|审批|批准|指示|解决|拨付)")
_COPIED_BELOW: Final = lazily(r"(?m)^[ ]*抄送:[^\n]{0,40}?(?:各村|村民委员会|各社区|居民委员会|所属各)[^\n]{0,10}")


@rule(
    code="G006",
    name="several-superiors",
    title="请示的主送机关不对",
    why="请示要写明主送的上级机关，而且只写一个；多头主送会互相等待或者批复不一。",
    basis=(HANDLING,),
    severity="warning",
    suggestion="写明一个主送机关，需要同时送其他上级的用抄送",
    kinds=("gw", "dp"),
    scope="document",
    cues=("请示",),
    bad=(
        "柳湾镇人民政府关于新建便民服务中心的请示\n县人民政府、县财政局：\n现请示如下。妥否，请批示。",
        "柳湾镇人民政府关于添置水泵的请示\n水泵坏了两台，需添置。妥否，请批示。\n柳湾镇人民政府\n2026年6月2日",
    ),
    good=(
        "柳湾镇人民政府关于新建便民服务中心的请示\n县人民政府：\n现请示如下。妥否，请批示。",
        "柳湾镇人民政府关于报送请示件的通知\n各村、各社区：\n请于月底前报送。",
    ),
)
def several_superiors(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the addressee of a request where it names several bodies, or the end of its title where there is none."""
    if not re.search("请示(?:报告)?$", title_of(document)):
        return
    if document.addressee is None:
        if document.number is None and document.title is not None and _ASKS.search(document.folded, document.title[1]):
            yield Hit(document.title[1], document.title[1], message="请示没有写主送机关", absent=True)
        return
    if re.search(r"[、,]|并报", document.folded[slice(*document.addressee)]):
        yield Hit(*document.addressee)
    if below := _COPIED_BELOW.search(document.folded, document.addressee[1]):
        yield Hit(*below.span(), message="请示不得同时抄送下级机关")


_SOFT: Final = r"可以|可结合|不作统一|自愿|鼓励|原则上|视情|参考|量力"
_HARD: Final = r"必须|一律|务必|应当|不得|均须|全部|强制"

G021 = pattern_rule(
    code="G021",
    name="duty-made-stronger",
    title="转发时改变了义务强度",
    why="转发上级文件不得把“可以”“鼓励”改成“必须”“一律”，加重下级和群众的义务。",
    basis=(HANDLING,),
    severity="warning",
    suggestion="按上级原文表述；确需从严的，写明本级的依据",
    kinds=("gw", "nd"),
    scope="block",
    patterns=(
        rf"(?:原文|通知|文件|要求|意见|规定)[^“\n]{{0,12}}“[^”\n]{{0,80}}(?:{_SOFT})[^”\n]{{0,60}}”[^\n]{{0,40}}(?:我[镇乡]|本[镇乡]|转发)[^\n]{{0,30}}(?:{_HARD})",
    ),
    cues=("我镇", "我乡", "本镇", "本乡", "转发"),
    message="上级原文是可以、鼓励，转发后成了必须",
    bad=("县里通知写明：“各乡镇可以视情开展评比。”我镇要求各村一律于五月底前完成评比。",),
    good=("县里通知写明：“各乡镇可以视情开展评比。”我镇本年度不开展评比。",),
)
