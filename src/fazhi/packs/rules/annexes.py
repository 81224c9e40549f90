"""Annexes: named where they are spoken of, numbered without gaps, without a mark at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, pattern_rule, rule

_STANDARD: Final = "文字规范：党政机关公文格式国家标准"
_PAPERS: Final = ("nd", "dp", "ar", "fi", "gw")


@rule(
    code="G008",
    name="annex-not-named",
    title="正文提到附件，没有附件说明",
    why="正文说“见附件”，文末却没有附件说明，收文的人不知道附件是否收全。",
    basis=(_STANDARD,),
    severity="warning",
    suggestion="在正文之后写“附件：”和附件名称；没有附件的，删去“见附件”",
    kinds=_PAPERS,
    scope="document",
    cues=("附件",),
    bad=("关于上报名单的通知\n各村：\n请填写报名表（见附件）后上报。\n柳湾镇人民政府\n2026年3月2日",),
    good=(
        "关于上报名单的通知\n各村：\n请填写报名表（见附件）后上报。\n附件：报名表\n柳湾镇人民政府\n2026年3月2日",
        "关于上报名单的通知\n各村：\n材料以附件形式发送邮箱。\n柳湾镇人民政府\n2026年3月2日",
    ),
)
def annex_not_named(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first 见附件 of a paper without a line that names annexes."""
    folded = document.folded
    said = re.search(r"(?:详?见|按|填写|参照)附(?:件[0-9一二三四五六]?|表)(?!形式)", folded)
    if said and not re.search(
        r"^[ ]*(?:附件?|附表)[0-9一二三四五六]?[ ]*(?:[:.]|\n|$|[^\n。]{1,30}$)", folded, re.MULTILINE
    ):
        yield Hit(*said.span())


G028 = pattern_rule(
    code="G028",
    name="annex-full-stop",
    title="附件说明末尾用了标点",
    why="附件名称后面不加标点。",
    basis=(_STANDARD,),
    severity="info",
    suggestion="删去末尾的标点",
    kinds=_PAPERS,
    scope="block",
    patterns=(r"^[ ]*附件[0-9]?:[^\n。;]{2,60}([。;])[ ]*(?:\n|$)",),
    cues=("附件",),
    group=1,
    bad=("附件：1.任务分工表；", "附件：任务分工表。"),
    good=("附件：任务分工表", "附件所列事项由各村负责。", "附件：任务分工表由各办填写，月底前报送；逾期通报。"),
)


@rule(
    code="G029",
    name="annex-numbers",
    title="附件序号不连续",
    why="附件序号断开或者重复，说明增删附件后没有改净。",
    basis=(_STANDARD,),
    severity="warning",
    suggestion="按顺序重新编号，并核对正文中的“见附件”",
    kinds=_PAPERS,
    scope="document",
    cues=("附件",),
    bad=("关于上报名单的通知\n各村：\n请上报。\n附件：1.报名表\n　　　3.汇总表\n柳湾镇人民政府\n2026年3月2日",),
    good=(
        "关于上报名单的通知\n各村：\n请上报。\n附件：1.报名表\n　　　2.汇总表\n柳湾镇人民政府\n2026年3月2日",
        "附件：报名表",
    ),
)
def annex_numbers(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first number in the list of annexes that does not follow the one before it."""
    listed = re.search(r"^[ ]*附件:[ ]*1[.、][^\n]*(?:\n[ ]*[0-9]{1,2}[.、][^\n]*)*", document.folded, re.MULTILINE)
    if listed is None:
        return
    wanted = 1
    for match in re.finditer(r"(?:^|[:\n])[ ]*([0-9]{1,2})[.、]", listed[0]):
        if int(match[1]) != wanted:
            yield Hit(listed.start() + match.start(1), listed.start() + match.end(1))
            return
        wanted += 1
