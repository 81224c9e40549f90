"""What a paper itself tells that should not be so: P023, P039, G022, G024.

Left out for good, because no single paper shows them: G010 (blank first pages: a text has no pages), G020 (names of leaders:
needs the list of who holds which office), G021 (duties made harder than in the text passed on: needs that text), G023 (the
same document issued twice: needs all the others), V012 (see the module of its family).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, Rule, pattern_rule, rule
from fazhi.packs.rules._papers import PENALTIES, day_of

_VILLAGES: Final = (
    r"(?:各|全体|所有)?(?:村(?:\(社区\)|\(居\)|级组织|社区|委会|居)?|社区(?:居委会)?|村(?:\(居\))?民委员会)"
)

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="P023",
        name="fined-twice",
        title="同一行为疑似两次罚款",
        why="对当事人的同一个违法行为，不得给予两次以上罚款的行政处罚。",
        basis=(f"{PENALTIES}:29",),
        severity="error",
        blocking=True,
        kinds=("pd", "pn"),
        patterns=(
            r"(?:同一|上述|该)(?:个)?(?:违法)?(?:行为|事实)[^。；]{0,16}(?:另行|另外?|再次|再|又)(?:处以?|并处|处)?[^。；]{0,4}罚款",
            r"同一(?:个)?(?:违法)?(?:行为|事实)[^。]{0,30}(?:已|曾)[^。]{0,24}(?:罚款|处罚)[^。]{0,60}(?:再|又|另|继续)[^。]{0,12}(?:罚款|处罚)",
            r"(?:已|曾)(?:被|由|经|对)[^。]{0,30}(?:罚款|处罚)[^。]{0,24}同一(?:个)?(?:违法)?行为[^。]{0,30}(?:再|又|另|继续)[^。]{0,12}(?:罚款|处罚)",
        ),
        unless=(r"不再|不得|不予|不能|不另|免予|警告|是否",),
        message="疑似对同一违法行为两次罚款",
        suggestion="同一行为违反多个规范的，按罚款数额高的处罚；已经罚款的不再罚款",
        bad=(
            "因同一违法行为另行罚款五千元。",
            "当事人的同一违法行为已由县交通局罚款500元，本机关决定再处罚款300元。",
            "当事人曾被县水利局处罚，对同一违法行为，本机关另处罚款200元。",
        ),
        good=(
            "对上述行为已由县局罚款，本机关不再另行罚款。",
            "当事人的同一违法行为已由县交通局罚款，本机关不再给予罚款。",
            "当事人曾因占道经营被罚款，本次为新的违法行为，决定罚款300元。",
            "对同一违法行为，违反多个法律规范的，按照罚款数额高的规定处罚。",
        ),
    ),
    pattern_rule(
        code="P039",
        name="crime-not-handed-over",
        title="涉嫌犯罪未见移送",
        why="违法行为涉嫌犯罪的，应当及时移送司法机关，不得以行政处罚代替刑事处罚。",
        basis=(f"{PENALTIES}:8.2", f"{PENALTIES}:27.1"),
        severity="error",
        blocking=True,
        kinds=("pd", "pn"),
        patterns=(
            r"(?:行为)?(?:已(?:经)?)?(?:涉嫌(?:构成)?犯罪|(?<!不)构成犯罪|达到(?:刑事)?(?:案件)?(?:立案)?追诉标准)(?!的|嫌疑不|[^。]{0,6}(?:的|应当),)",
        ),
        unless=(r"不构成|未达到|尚未|不涉嫌|未涉嫌|如果?|构成犯罪的|涉嫌犯罪的|是否",),
        document_unless=(r"移送|移交[^。]{0,8}公安",),
        message="写了涉嫌犯罪，未见移送公安机关",
        suggestion="依法移送；公安机关不予立案的，附不予立案通知再作行政处罚",
        bad=(
            "当事人的行为涉嫌犯罪，决定罚款五千元。",
            "经查，盗采砂石价值已达到立案追诉标准，本机关决定没收违法所得。",
        ),
        good=(
            "构成犯罪的，依法追究刑事责任。",
            "当事人的行为涉嫌犯罪，本机关已移送公安机关。",
            "经公安机关审查，当事人的行为不构成犯罪，决定罚款五千元。",
        ),
    ),
    pattern_rule(
        code="G024",
        name="new-burden-on-villages",
        title="疑似给村（社区）增加报表、台账",
        why="为基层减负，不得随意要求村（社区）填表报数、建台账、开证明；没有依据的新增任务应当删去或者合并。",
        basis=("工作要求：没有依据不得要求村（社区）新增报表、台账、留痕材料",),
        severity="info",
        kinds=("nd", "gw", "dp"),
        confidence=0.6,
        patterns=(
            rf"{_VILLAGES}[^。;]{{0,16}}(?:每日|每天|每周|逐日|日报|周报)[^。;]{{0,14}}(?:报送|上报|填报|报告|制度)",
            rf"{_VILLAGES}[^。;]{{0,16}}(?:建立|填写|制作|完善)[^。;]{{0,14}}(?:台账|登记簿|工作日志|痕迹材料)",
            rf"{_VILLAGES}[^。;]{{0,24}}(?:拍照|截图|视频)(?:打卡|留痕|上传)",
        ),
        before_unless=("不得", "严禁", "取消", "清理", "减少", "禁止", "不再"),
        unless=(
            r"不得|严禁|取消|清理|精简|不再|统计法|法定|防汛|台风|汛期|疫情|应急|灾情|险情|依据《|根据《|按照《|依照《",
        ),
        message="疑似要求村（社区）新增报表、台账或者留痕",
        suggestion="核对有无依据；能从已有系统取得的不再要求报送",
        bad=(
            "各村要每日报送垃圾分类情况。",
            "各社区应建立入户走访台账，每户一页。",
            "村（社区）开展走访须拍照打卡上传工作群。",
        ),
        good=(
            "不得要求各村建立台账。",
            "台风期间，各村每日报送灾情。",
            "清理规范各村填报的台账，减少一半以上。",
            "镇应急办建立检查台账。",
            "各村按照《安全生产法》的规定建立隐患台账。",
        ),
    ),
)

_DONE: Final = r"已(?:经)?(?:于|在)([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日(?:前|底)?[^。;,，\n]{0,16}(?:完成|完毕|建成|竣工|办结|整改到位|投入使用|召开|印发)"


@rule(
    code="G022",
    name="future-told-as-done",
    title="把尚未发生的事写成已经完成",
    why="拟办、计划的事项不能写成已经完成；所写日期晚于成文日期的，不是事实写错就是日期写错。",
    basis=("文字规范：公文所写的事实应当准确",),
    severity="error",
    kinds=("ar", "gw", "dp", "nd", "fy"),
    cues=("已于", "已在", "已经于", "已经在"),
    suggestion="核对：尚未完成的写“拟”“计划”，已经完成的改正日期",
    bad=(
        "关于整改情况的报告\n县司法局：\n排涝泵站已于2026年6月30日建成投入使用。\n柳湾镇人民政府\n2026年3月2日\n",
        "关于整改情况的报告\n县司法局：\n该案已经在2026年4月1日前办结。\n柳湾镇人民政府\n2026年3月2日\n",
    ),
    good=(
        "关于整改情况的报告\n县司法局：\n排涝泵站已于2026年1月30日建成投入使用。\n柳湾镇人民政府\n2026年3月2日\n",
        "关于整改情况的报告\n县司法局：\n排涝泵站拟于2026年6月30日建成投入使用。\n柳湾镇人民政府\n2026年3月2日\n",
        "会议已定于2026年4月1日召开。\n柳湾镇人民政府\n2026年3月2日\n",
    ),
)
def future_told_as_done(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """A day after the one under the paper is told as past; papers without a day of their own are passed."""
    own: date | None = document.frame.date
    if own is None:
        return
    for match in re.finditer(_DONE, document.folded[start:end]):
        day = day_of(match)
        if day is not None and day > own:
            yield Hit(start + match.start(), start + match.end(), message=f"写作已于{day}完成，晚于成文日期{own}")
