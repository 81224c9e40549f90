"""Wording: doubled and wrong signs, marks of punctuation, spans of numbers and years, what an editor left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, pattern_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._said_decisions import SAID
from fazhi.packs.rules._wrong_words import WRONG

_PUNCTUATION: Final = "文字规范：标点符号用法国家标准"
_NUMBERS: Final = "文字规范：出版物上数字用法国家标准"
_WORDS: Final = "文字规范：通用规范汉字和现代汉语通行用词"
_NEXT_PARAGRAPHS = 1200
_QUOTES: Final = lazily("[“”]")
_WHOLE: Final = "文字规范：公文内容应当完整，印发前清除编辑痕迹"

_ANY_WRONG: Final = lazily(
    "|".join(f"{word}(?!{excuse})" if excuse else word for word, (_, excuse) in sorted(WRONG.items(), reverse=True))
)


@rule(
    code="G030",
    name="wrong-word",
    title="错别字",
    why="错别字影响公文的严肃性，有的还会改变意思，如“权利机关”“法制政府”。",
    basis=(_WORDS,),
    severity="warning",
    cues=tuple(WRONG),
    patterns=(_ANY_WRONG.pattern,),
    bad=("建立工作台帐，截止目前已完成一半。", "这是建设法制政府的要求，各部门要履行责职。", "双方签定协议。"),
    good=(
        "建立工作台账，报名截止时间为三月底。",
        "法治政府建设与法制宣传教育。",
        "坚苦卓绝的奋斗；做为人的尊严。",
        "按规定配置安全设施，部分额度由财政承担。",
    ),
)
def wrong_word(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each word that is written wrongly, with the right one."""
    for match in _ANY_WRONG.finditer(document.folded, start, end):
        right = WRONG[match[0]][0]
        yield Hit(*match.span(), message=f"“{match[0]}”疑为“{right}”", suggestion=f"核对后改为“{right}”")


G016 = pattern_rule(
    code="G016",
    name="doubled-word",
    title="叠字",
    why="重复的字是录入时留下的，校对时应当删去。",
    basis=(_WORDS,),
    severity="warning",
    suggestion="删去重复的字",
    each=True,
    patterns=(
        r"切实切实|广泛广泛|深入深入|充分充分|持续持续|大力大力|认真认真|进一步进一步|加强加强|不断不断|全面全面|积极积极|严格严格|及时及时|按照按照|根据根据|有关有关|工作工作(?!者)|应当应当|进行进行|对于对于|我们我们|以及以及|并且并且|落实落实",
        r"(?<![目标])的的(?!确|士)|了了(?![解结无然当断却事账债心愿])|法治治化|依法治治国|贯彻彻(?!底)"
        r"|落实实(?![际践施现体物事行效处情地质验名干绩用权控训战习况收缴数证])|存在在(?![线职校建册岗编押])"
        r"|加强强(?![制化度对势迫调国军村县基弱农市])|进一步一步|进一步步(?!骤|伐)|(?<!法)规规定|办公公室"
        r"|推进进(?![一步度程行展出口入修村户社驻场城厂校企])|规定定(?![期于向额点时量性价岗编员人责罪案标制级])"
        r"|委员会会(?![议同务场后前商长费刊员计谈见签上期址])|政府府(?![邸衙院城际])|应当当(?![地事场日面即庭众天年月])"
        r"|按照照(?![片明相护顾管])|根据据(?![点说实])",
    ),
    bad=("各村要切实切实增强责任感。", "深入推进基层法治治化建设。", "群众关心的的问题已经解决，贯彻彻落实实到位。"),
    good=(
        "认认真真抓好落实。",
        "这的的确确是群众的愿望，了了解情况。",
        "加强强制措施管理，以罚款为目的的执法，法律、法规规定的情形。",
        "按规定定期报告，落实实施方案。",
    ),
)

G031 = pattern_rule(
    code="G031",
    name="doubled-mark",
    scope="block",
    title="标点重复",
    why="连用两个句号、逗号是修改时留下的。",
    basis=(_PUNCTUATION,),
    severity="info",
    suggestion="只留一个标点",
    each=True,
    patterns=(
        r"，，|。。(?!。)(?<!。。。)|；；|、、|,,(?!,)(?<![0-9,],,)|，。|。，|、，|，、|；。|。；|、。|。、|::(?!:)(?<!:::)",
    ),
    bad=("各村要落实责任，，按时上报。", "现予公布。。", "包括道路、桥梁、。"),
    good=("各村要落实责任，按时上报……", "比例为1:2:3。", "他说：“好。”，随后离开。"),
)


@rule(
    code="G011",
    name="half-width-marks",
    title="中文句子里用了半角标点",
    why="中文公文使用全角标点，半角标点多是转换格式时带进来的。",
    basis=(_PUNCTUATION,),
    severity="info",
    suggestion="用替换功能一次改为全角标点",
    scope="document",
    cues=(",", ";", ":", "?", "!"),
    confidence=0.8,
    bad=("各村要落实责任,按时上报;逾期的,予以通报。",),
    good=("各村要落实责任，按时上报。", "网址为http://example.com/a?b=1,2。", "比例为1:2，数量1,200件。"),
)
def half_width_marks(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first half-width mark between Chinese words, with their number: one finding for the whole text."""
    text = document.text
    found = sorted(match.start() for mark, form in _HALF if mark in text for match in form.finditer(text))
    if len(found) >= _SOME:
        yield Hit(found[0], found[0] + 1, message=f"全文有{len(found)}处中文句子用了半角标点，这是第一处")


# A pattern that begins with one sign is looked for many times quicker than one that begins with any of several.
_HALF: Final = tuple((mark, lazily(f"\\{mark}(?<=[\u4e00-\u9fff”》）].)(?=[\u4e00-\u9fff“《（])")) for mark in ",;:?!")
_SOME: Final = 2

G012 = pattern_rule(
    code="G012",
    name="span-of-years",
    title="起止年份用了短横线",
    why="起止年份之间用一字线“—”，短横线容易看成编号。",
    basis=(_PUNCTUATION,),
    severity="info",
    suggestion="改为“2021—2025年”",
    each=True,
    patterns=(r"(?<![0-9A-Za-z-])(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}(?=年)", *SAID["G012"].patterns),
    bad=("贯彻落实2021-2025年规划。", *SAID["G012"].bad),
    good=(
        "贯彻落实2021—2025年规划。",
        "档号为2021-2025-003。",
        "文号〔2021〕25号，2021年至2025年。",
        *SAID["G012"].good,
    ),
)

G013 = pattern_rule(
    code="G013",
    name="span-of-amounts",
    title="数值范围省略单位，容易误解",
    why="“30-50%”“3-5万元”前一个数没有单位，可以读成30个至50%、3元至5万元。",
    basis=(_NUMBERS,),
    severity="info",
    suggestion="写成“30%—50%”“3万元—5万元”",
    each=True,
    patterns=(r"(?<![0-9.A-Za-z〔-])[0-9]+(?:\.[0-9]+)?[-—~至][0-9]+(?:\.[0-9]+)?(?:%|万元|亿元|万吨|万人)",),
    cues=("%", "万元", "亿元", "万吨", "万人"),
    bad=("补助比例为30-50%。", "每户补助3-5万元。"),
    good=("补助比例为30%—50%。", "每户补助3万元至5万元。", "房号为3-502，电话0571-5000。"),
)

G014 = pattern_rule(
    code="G014",
    name="short-year",
    title="年份用了简写",
    why="“24年”既可以是年份也可以是年数，正式公文写四位数年份。",
    basis=(_NUMBERS,),
    severity="info",
    suggestion="写成四位数年份",
    patterns=(
        r"(?<![0-9.〇一二三四五六七八九十第近约满余逾达超过前后了用有隔经历])2[0-9]年(?=[0-9]{1,2}月|上半年|下半年|度(?!过)|全年|底|末|第[一二三四]季度|汛情|汛期|春季|夏季|秋季|冬季)",
        *SAID["G014"].patterns,
    ),
    bad=(
        "26年汛情仍然严峻。",
        "24年3月完成改造，25年底前验收。",
        *SAID["G014"].bad,
    ),
    good=("2024年3月完成改造。", "工作了24年，近25年度过汛期。", "第24年3月的账目。", *SAID["G014"].good),
)

G015 = pattern_rule(
    code="G015",
    name="short-name-of-organ",
    title="机关简称没有先写全称",
    why="对外公文第一次出现时写机关全称，简称要先注明。",
    basis=("文字规范：党政机关公文处理的一般要求",),
    severity="info",
    suggestion="第一次出现时写全称并注明简称",
    kinds=("nd", "gw", "dp"),
    scope="document",
    patterns=(
        r"(?<!全面)依法治[市县区州省]办",
        r"(?<![\u4e00-\u9fff])[市县区]扫黑办",
        r"[市县区]委改革办|[市县区]委编办",
    ),
    cues=("依法治", "扫黑办", "委改革办", "委编办"),
    document_unless=(r"简称|全面依法治[市县区州省]委员会办公室|机构编制委员会办公室|全面深化改革委员会办公室",),
    deep=True,
    bad=("请于月底前报市委依法治市办备案。",),
    good=("请于月底前报中共某市委全面依法治市委员会办公室（以下简称市委依法治市办）备案。", "全面依法治市办公会议。"),
)

G034 = pattern_rule(
    code="G034",
    name="nested-book-marks",
    title="书名号里又用双书名号",
    why="书名号里面再用书名号，里面的用单书名号〈〉，否则看不出标题到哪里结束。",
    basis=(_PUNCTUATION,),
    severity="info",
    suggestion="里面的改为〈〉",
    patterns=(r"《[^《》\n]{1,60}《[^《》\n]{1,60}》[^《》\n]{0,20}》",),
    bad=("转发《关于贯彻《某某条例》的通知》。",),
    good=("转发《关于贯彻〈某某条例〉的通知》。", "依据《甲条例》《乙办法》办理。"),
)


@rule(
    code="G035",
    name="unpaired-quotes",
    title="引号不成对",
    why="引号缺一半，读不出引文到哪里结束。",
    basis=(_PUNCTUATION,),
    severity="info",
    suggestion="补上缺的一半",
    scope="block",
    cues=("“", "”"),
    confidence=0.8,
    bad=("要求各村做到“应保尽保，不漏一户。", "推行一件事”改革。"),
    good=(
        "要求各村做到“应保尽保”，不漏一户。",
        "“引文的第一段，\n“引文的第二段。”",
        "修改为：“有下列情形的：\n（一）甲；\n（二）乙。\n“单位犯前款罪的，从重。”",
        "他说：“推行‘一件事’改革。”",
    ),
)
def unpaired_quotes(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first quotation mark of a paragraph that has no other half; a quotation over paragraphs is whole."""
    text = document.text
    depth, opened = 0, start
    for mark in _QUOTES.finditer(text, start, end):
        at = mark.start()
        if mark[0] == "“":
            depth, opened = depth + 1, at
        else:
            depth -= 1
            if depth < 0:
                goes_on = text.rfind("“", max(0, start - 2000), start) > text.rfind("”", max(0, start - 2000), start)
                if not goes_on:
                    yield Hit(at, at + 1)
                return
    if depth > 0 and not text[start:end].lstrip().startswith("“"):
        following = text[end : end + 400].lstrip()
        again = re.search(r"\n\s*“", text[end : end + _NEXT_PARAGRAPHS])  # each paragraph of what is quoted opens anew
        whole = again is not None and "”" not in text[end : end + again.start()]
        if not whole and not following.startswith("“") and "”" not in following.partition("“")[0]:
            yield Hit(opened, opened + 1)


G037 = pattern_rule(
    code="G037",
    name="broken-field",
    scope="block",
    title="域代码或者公式出错",
    why="自动编号、目录、表格公式出错后会留下提示文字，印发后读者看不到应有的内容。",
    basis=(_WHOLE,),
    severity="error",
    suggestion="更新域或者改为手工输入后再印发",
    each=True,
    patterns=(
        r"错误! ?(?:未找到引用源|未定义书签|书签自引用)[。.]?",
        r"#(?:REF|VALUE|NAME|NUM|NULL)[!?]|#DIV/0!|#N/A|\{ ?(?:PAGE|TOC|REF) [^}]{0,40}\}|MERGEFORMAT",
    ),
    bad=("详见错误！未找到引用源。", "合计#REF!万元。"),
    good=("详见第三部分。", "错误百出的材料退回重报。"),
)

G038 = pattern_rule(
    code="G038",
    name="garbled",
    title="乱码",
    why="转换编码出错留下的乱码，读者无法理解。",
    basis=(_WHOLE,),
    severity="error",
    suggestion="找原稿核对，改正乱码",
    patterns=(r"锟斤拷|烫烫烫|屯屯屯|\ufffd{1,}|鐨勬|銆傚|锛屽",),
    bad=("建立工作机制锟斤拷落实责任。", "联系人：\ufffd\ufffd。"),
    good=("天气热得烫手，屯田制度。", "拷贝一份材料存档。"),
)

G039 = pattern_rule(
    code="G039",
    name="editing-left",
    title="修改意见没有清除",
    why="送审、会签时写在正文里的批注没有删去，会随文件一起公布。",
    basis=(_WHOLE,),
    severity="error",
    suggestion="处理完批注后删去",
    each=True,
    patterns=(
        r"[(【\[](?:批注|修改意见|修改说明|建议修改为|建议删除|此处建议|领导批示|编者注|待领导|原文为)"
        r"[^()【】\[\]\n]{0,40}[)】\]]",
        r"[(【\[]请.{1,8}(?:核实|补充|确认|提供|核对)[^()【】\[\]\n]{0,40}[)】\]]",
        r"(?:此段|本段|此句|这句|此条|该段)(?:建议)?(?:删除|删去|可删|重写|待改|保留)(?=[)】\],。;\s]|$)",
    ),
    cues=(
        "批注", "修改意见", "修改说明", "建议修改为", "建议删除", "此处建议", "(请", "【请", "[请",
        "领导批示", "编者注", "待领导", "原文为", "此段", "本段", "此句", "这句", "此条", "该段",
    ),
    bad=("全年培训干部200人（请司法所核实）。", "【批注：数字与台账不符】", "（此段建议删除）"),
    good=("申请人应当补充材料（请在窗口领取表格）。", "根据修改意见完善方案。", "此条规定自公布之日起施行。"),
)  # fmt: skip

G041 = pattern_rule(
    code="G041",
    name="already-party",
    title="“已方”疑为“乙方”或“己方”",
    why="合同当事人写错，责任归谁就有争议。",
    basis=(_WORDS,),
    severity="warning",
    suggestion="核对后改为“乙方”",
    kinds=("ct",),
    patterns=(r"(?<!双方)已方(?!可|能|便|始|才)",),
    bad=("已方应当为作业人员缴纳工伤保险。",),
    good=("乙方应当为作业人员缴纳工伤保险。", "手续办妥已方可施工。"),
)
