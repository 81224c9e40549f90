"""L005, L007, L010, L011, L013-L015, L019: names of laws and documents, and which of them may be a basis here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, pattern_rule, rule
from fazhi.kernel.lint.citations import clean_title
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status
from fazhi.packs.rules._citing import editions_named, hit, judged_late

_RIGHT_NAME = "工作要求：引用法律法规和文件应当使用准确的名称"
_RIGHT_TEXT = "工作要求：引用条文应当与所引文本一致"
_OF_A_PLACE = lazily(r"^[\u4e00-\u9fff]{1,10}?(?:省|市|县|区|州|盟|旗|镇|乡|街道|自治区|村|社区)")
_NUMERAL = lazily(r"[0-9]+|(?<=\()[一二三四五六七八九十]+(?=\))")
_KIND = lazily(r"(?:法|条例|规定|办法|细则|规则|意见|通知|决定|纲要|规划|方案|清单|目录|名录|标准|解释|制度)(?=\(|$)")
_MEANING = lazily(r"实施|暂行|试行|特别|补充|修正|农村|城市|基本|简易")


@rule(
    code="L005",
    name="inexact-title",
    title="法律法规的名称疑似写错",
    why="名称差一个字，读者就查不到所引的文件，也不能核对它是否有效。",
    basis=(_RIGHT_NAME,),
    severity="warning",
    confidence=0.8,
    scope="document",
    bad=(
        "落实《法治政府与责任落实督察工作规定》。",
        "依照《行政处罚条法》办理。",
        "按照《重大行政决策程序暂行条列》执行。",
    ),
    good=(
        "落实《法治政府建设与责任落实督察工作规定》。",
        "依照《中华人民共和国行政处罚法》和《行政处罚法》办理。",
        "按照《甲省重大行政决策程序规定》执行。",
        "《重大行政决策程序暂行条例》（以下简称《决策条列》）。按照《决策条列》执行。",
        "依照《养犬管理办法》办理。",
    ),
)
def inexact_title(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    index = context.catalogue
    if not isinstance(index, LawIndex):
        return
    seen: dict[str, str | None] = {}
    for citation in document.citations:
        if citation.verdict is None or citation.verdict.status is not Status.UNKNOWN or citation.bare:
            continue
        if citation.inherited or citation.in_history or citation.in_repeal:
            continue
        title = citation.title
        # Said once, where the name stands in full: what follows only repeats it.
        if title in seen or clean_title(citation.raw).find(title) < 0:
            continue
        meant = seen[title] = None if _OF_A_PLACE.match(title) else _meant(index, title)
        if meant is not None:
            yield hit(citation, f"目录中没有“{title}”，疑似应为《{meant}》", f"核对名称；应为《{meant}》的，改正")


def _meant(index: LawIndex, title: str) -> str | None:
    """The known title that this one misses by a letter or two; ``None`` where it may well be another document."""
    key = name_key(title)
    if len(key) < 5:
        return None
    allowed = 1 if len(key) < 10 else 2
    best: tuple[int, str] | None = None
    for known, near in _by_head(index).get(key[:2], ()):
        if abs(len(known) - len(key)) > allowed or _difference(key, known):
            continue
        distance = _distance(key, known)
        # Two letters may be missing or too many; two letters exchanged make another word.
        if distance > 1 and distance != abs(len(known) - len(key)):
            continue
        if distance <= allowed and (best is None or distance < best[0]):
            best = distance, near
    return None if best is None else best[1]


@cache
def _by_head(index: LawIndex) -> dict[str, list[tuple[str, str]]]:
    """Known titles by their first two letters: who misspells a title seldom begins with the mistake."""
    found: dict[str, list[tuple[str, str]]] = {}
    for title in sorted(index.titles):
        key = name_key(title)
        found.setdefault(key[:2], []).append((key, title))
    return found


def _difference(one: str, other: str) -> bool:
    """Whether the two differ by a number or a word that makes another document of it: 实施, 暂行, 清单 for 条例."""
    if any(pattern.findall(one) != pattern.findall(other) for pattern in (_NUMERAL, _MEANING)):
        return True
    kinds = _KIND.findall(one)
    return bool(kinds) and kinds != _KIND.findall(other)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        left = [at]
        for to, that in enumerate(other, 1):
            left.append(min(row[to] + 1, left[to - 1] + 1, row[to - 1] + (sign != that)))
        row = left
    return row[-1]


_NUMBERED = lazily(
    r"\s?[（(]\s?(?P<number>[\u4e00-\u9fff]{1,12}\s?[〔\[(（【]\s?\d{4}\s?[〕\])）】]\s?第?\d{1,4}\s?号)"
)


@rule(
    code="L007",
    name="two-document-numbers",
    title="同一文件写了两个不同的文号",
    why="同一份文件只有一个文号，前后不一必有一处写错。",
    basis=("工作要求：引用文件的文号应当准确、前后一致",),
    severity="warning",
    scope="document",
    bad=(
        "《甲省养犬规定》（甲政令〔2020〕3号）提出要求。又据《甲省养犬规定》（甲政令〔2020〕5号），办理登记。",
        "《关于乙事的通知》（丙政发〔2021〕2号）；《关于乙事的通知》（丙政办发〔2021〕2号）",
    ),
    good=(
        "《甲省养犬规定》（甲政令〔2020〕3号）提出要求。又据《甲省养犬规定》（甲政令[2020] 3号），办理登记。",
        "《甲通知》（甲发〔2020〕1号）、《乙通知》（甲发〔2020〕2号）",
        "《关于修改规章的决定》（甲政令〔2019〕1号）；《关于修改规章的决定》（甲政令〔2020〕2号）",
    ),
)
def two_document_numbers(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    first: dict[str, str] = {}
    for citation in document.citations:
        if citation.bare or citation.inherited or citation.title.endswith("的决定"):
            continue
        begin = document.text.find("》", citation.start, citation.end)
        match = _NUMBERED.match(document.text, document.text.rfind("》", begin, citation.end) + 1)
        if match is None:
            continue
        number = re.sub(r"[\s第]", "", re.sub(r"[〔\[(（【〕\])）】]", "|", match["number"]))
        known = first.setdefault(name_key(citation.title), number)
        if known != number:
            shown = known.replace("|", "〔", 1).replace("|", "〕", 1)
            said = f"《{citation.title}》前文的文号是{shown}，这里不同"
            yield Hit(*match.span("number"), message=said, suggestion="核对原件，统一文号")


L010 = pattern_rule(
    code="L010",
    name="unnamed-basis",
    title="设义务只写“根据有关规定”，没有写出依据的名称",
    why="不写明依据的名称，义务从何而来无从核对，当事人也不能据此判断是否合法。",
    basis=("工作要求：设定义务的，写明所依据的法律法规或者文件的名称",),
    severity="info",
    confidence=0.7,
    kinds=("nd", "dp", "vr"),
    patterns=(
        r"(?:^|[。；：\n 　])(?P<basis>(?:根据|依据|按照|依照)(?:国家|上级|省市|市县|[省市县]|中央)?的?"
        r"(?:有关|相关)(?:法律、?法规|政策|文件)?的?(?:规定|要求|精神))，"
        r"(?=[^。；]{0,60}(?:应当|必须|不得|禁止|须|一律))",
    ),
    group="basis",
    unless=(r"《", r"依法"),
    document_unless=(r"(?:根据|依据|依照|按照)《",),
    bad=("根据有关规定，商户必须在门前设置垃圾桶。", "按照国家有关法律法规规定，村民不得在房前堆放杂物。"),
    good=(
        "根据《城市市容和环境卫生管理条例》有关规定，商户必须在门前设置垃圾桶。",
        "为了规范管理，根据《甲条例》，制定本办法。商户应当遵守，按照有关规定必须办理登记。",
        "按照有关规定报销差旅费。",
        "经营者应当按照国家有关规定办理登记，不得占道。",
    ),
)

_PROVINCE = lazily(
    r"(?:北京|天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
    r"云南|陕西|甘肃|青海)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区"
)
_LEARNING = lazily(r"参考|借鉴|学习|对比|比较|参照.{0,10}做法|先进|经验|协作|跨省|移送|住所地|户籍|外省|籍|出具")
_BASIS_BEFORE = lazily(r"(?:根据|依据|依照|按照|遵照|违反)[^。；]{0,60}$")


@rule(
    code="L011",
    name="foreign-local-law",
    title="以外省的地方性法规、规章为依据",
    why="地方性法规、规章只在本行政区域内有效，不能作为别处机关的依据，多为照抄外地文稿。",
    basis=("立法法@2023:80", "工作要求：地方性法规、规章在本行政区域内适用"),
    severity="warning",
    scope="document",
    bad=("甲镇养犬办法\n第一条 为了规范养犬，根据《浙江省养犬条例》，制定本办法。\n江苏省乙市甲镇人民政府",),
    good=(
        "甲镇养犬办法\n第一条 为了规范养犬，根据《江苏省养犬条例》，制定本办法。\n江苏省乙市甲镇人民政府",
        "甲镇养犬情况\n参考《浙江省养犬条例》的做法，向上级提出建议。\n江苏省乙市甲镇人民政府",
        "根据《浙江省养犬条例》，制定本办法。",
    ),
)
def foreign_local_law(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    local = [(citation, _PROVINCE.match(citation.title)) for citation in document.citations if not citation.inherited]
    home = _home(document) if any(place for _, place in local) else None
    if home is None:
        return
    for citation, place in local:
        if place is None or place[0] == home or citation.in_history or citation.in_repeal:
            continue
        begin, stop = document.sentence(citation.start)
        if _LEARNING.search(document.text, begin, stop):
            continue
        if _BASIS_BEFORE.search(document.text, begin, citation.start) is None:
            continue
        said = f"本文出自{home}，《{citation.title}》只在{place[0]}适用"
        yield hit(citation, said, "改引国家的或者本省的规定；只是参考的，写明参考")


def _home(document: Document) -> str | None:
    """The one province that head and signature name; ``None`` where they name none or several."""
    text = document.text
    parts = [text[slice(*span)] for span in (document.title, document.number, document.signature) if span]
    found = {match[0] for part in [*parts, text[-120:]] for match in _PROVINCE.finditer(re.sub("《[^》]*》", "", part))}
    return found.pop() if len(found) == 1 else None


L013 = pattern_rule(
    code="L013",
    name="reply-as-law",
    title="以答复、批复、会议纪要为设定的依据",
    why="答复、批复针对个案，会议纪要是内部文书，都不能作为增加义务、设定条件的依据。",
    basis=("工作要求：设定义务、条件以法律、法规、规章为依据",),
    severity="info",
    confidence=0.7,
    patterns=(
        r"(?:根据|依据|依照|按照)[^。；，]{0,40}(?:答复|批复|复函|会议纪要|座谈会纪要|电话记录)(?:》|的规定|规定|精神|要求)?[，,]"
        r"(?=[^。]{0,60}(?:应当|必须|不得|罚款|处以|收取|缴纳|取消|停止))",
    ),
    bad=("依据某某局的答复，经营者必须缴纳卫生保证金。", "按照镇长办公会议纪要，外来人员不得摆摊。"),
    good=("根据县政府的批复，项目开工建设。", "按照会议纪要，由党政办公室负责落实。", "依据《甲条例》，应当登记。"),
)

_OUTWARD = tuple(
    kind.value for kind in (Kind.ND, Kind.PD, Kind.PS, Kind.PN, Kind.QZ, Kind.ZG, Kind.FI, Kind.XF, Kind.CT)
)
L014 = pattern_rule(
    code="L014",
    name="unpublished-basis",
    title="以未公布的内部文件为对外依据",
    why="没有公布的文件对公众没有约束力，不能作为要求公众、作出处理的依据。",
    basis=("行政处罚法@2021:5.3", "工作要求：对外适用的依据应当已经公布"),
    severity="warning",
    kinds=_OUTWARD,
    patterns=(
        r"(?:根据|依据|依照|按照)[^。；，、可规定]{0,12}(?:内部(?:文件|规定|通知|办法|掌握|标准)|领导(?:批示|指示|口头)|未公开的|口头通知|工作群通知|明传电报)",
    ),
    unless=(r"不(?:得|能|应)(?:以|根据|依据|依照|按照)",),
    bad=("根据我局内部规定，对你单位处以罚款。", "按照领导批示，取消你户的补贴。"),
    good=(
        "不得以内部规定为处罚依据。不得依据内部文件作出处罚。",
        "按照内部控制制度办理报销。",
        "根据《甲条例》处以罚款。",
    ),
)

# Names that lived on in habit; whether one had ended on the day is asked of the catalogue.
_HABIT = (
    "合同法", "担保法", "物权法", "婚姻法", "继承法", "收养法", "侵权责任法",
    "民法通则", "民法总则", "信访条例", "治安管理处罚条例", "环境保护法", "环境影响评价法", "大气污染防治法",
    "水污染防治法", "土壤污染防治法", "噪声污染防治法", "海洋环境保护法", "清洁生产促进法", "放射性污染防治法",
    "法规规章备案条例", "行政监察法", "劳动教养试行办法", "城市规划法",
)  # fmt: skip
_OLD_NAME = lazily(
    r"(?:根据|依据|依照|按照|遵照|违反|适用|执行|符合)(?:我国|国家|中华人民共和国|《)?[^。；，《》]{0,12}?(?P<name>"
    + "|".join(_HABIT)
    + ")(?![》〉律制治院庭]|规(?!定))"
)
_LONGER = lazily(r"(?:劳动|承包|土地承包|技术|保险|仲裁|涉外|信托|融资|旅游|租赁|实施|借款|保障|农村|海事)$")


@rule(
    code="L015",
    name="old-name-of-law",
    title="沿用已经失效的法律的名称",
    why="不加书名号、不写条号地沿用旧法名称，同样是以失效的法律为依据。",
    basis=("工作要求：引用的法律法规应当有效",),
    severity="warning",
    cues=_HABIT,
    bad=(
        Example(text="根据合同法的规定，双方协商一致可以解除。", as_of=date(2024, 1, 1)),
        Example(text="依据担保法和物权法，办理登记。", as_of=date(2024, 1, 1)),
        Example(text="按照环境保护法的要求开展检查。", as_of=date(2026, 9, 1)),
    ),
    good=(
        Example(text="根据劳动合同法的规定，支付经济补偿。", as_of=date(2024, 1, 1)),
        Example(text="根据合同法的规定，双方协商一致可以解除。", as_of=date(2020, 1, 1)),
        Example(text="按照环境保护法的要求开展检查。", as_of=date(2026, 1, 1)),
        Example(text="合同签订时适用当时有效的合同法。", as_of=date(2024, 1, 1)),
        Example(text="根据婚姻登记条例办理。", as_of=date(2024, 1, 1)),
        Example(text="依照有关环境保护法律、法规处罚。", as_of=date(2026, 9, 1)),
    ),
)
def old_name_of_law(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    from fazhi.kernel.lint.validity import verdict
    from fazhi.packs.rules._citing import _MEANT_IN_SENTENCE

    index = context.catalogue
    if not isinstance(index, LawIndex) or _MEANT_IN_SENTENCE.search(document.text, start, end):
        return
    for match in _OLD_NAME.finditer(document.folded, start, end):
        begin, stop = match.span("name")
        before, after = document.folded[max(start, begin - 6) : begin], document.folded[stop : stop + 12]
        if (
            _LONGER.search(before)
            or re.match(r"\s?第|实施|条例|解释|的?司法解释", after)
            or before.endswith(("原", "旧"))
        ):
            continue
        said = verdict(index, match["name"], as_of=context.day(document))
        if said.status is not Status.REPEALED or said.repealed is None or judged_late(document, said.repealed):
            continue
        instead = f"改引《{said.successor}》的相应条文" if said.successor else "改引现行规定"
        yield Hit(begin, stop, message=f"“{match['name']}”{said.reason}", suggestion=instead)


@rule(
    code="L019",
    name="no-such-edition",
    title="括注的修订年份与该法的历次修订不符",
    why="括注年份是说明引用哪一个文本，年份不对就找不到所引的文本，多为年份写错。",
    basis=(_RIGHT_TEXT,),
    severity="warning",
    confidence=0.8,
    scope="document",
    bad=(
        Example(text="依照《行政处罚法》（2020年修订）第五条办理。", as_of=date(2024, 1, 1)),
        Example(text="依照《治安管理处罚法》（2015年修正）办理。", as_of=date(2024, 1, 1)),
    ),
    good=(
        Example(text="依照《行政处罚法》（2021年修订）第五条办理。", as_of=date(2024, 1, 1)),
        Example(text="依照《治安管理处罚法》（2012年修正）、《甲办法》（2020年修订）办理。", as_of=date(2024, 1, 1)),
        Example(text="依照《行政处罚法》（2020年全县培训教材）办理。", as_of=date(2024, 1, 1)),
    ),
)
def no_such_edition(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for named in editions_named(document, context):
        if not named.editions and named.whole:
            said = f"目录中《{named.title}》没有{named.year}年通过、修改或者施行的文本"
            yield Hit(named.start, named.end, message=said, suggestion="核对年份")
