"""Family P, second part: the simple procedure, amounts, who acted and who reviewed, as far as one paper says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from fazhi.kernel.lint import Context, Document, Hit, Kind, Rule, compiled, rule
from fazhi.packs.rules._enforcement_ways import said_in, said_rule, way
from fazhi.packs.rules._papers import (
    AMOUNT,
    PENALTIES,
    after,
    amount_of,
    same_person,
)
from fazhi.packs.rules._words_enforcement import OFFICERS

_NEW_LAW = date(2021, 7, 15)

RULES: tuple[Rule, ...] = (
    said_rule(
        code="P019",
        name="one-officer-alone",
        title="执法人员疑似少于两人",
        why="执法人员不得少于两人，法律另有规定的除外；由一人取得的证据和实施的处罚会被否定。",
        basis=(f"{PENALTIES}:42.1", f"{PENALTIES}:55"),
        severity="error",
        blocking=True,
        kinds=("pd", "ps", "pn", "jc", "qz"),
        patterns=(
            r"检查人员:(?:执法人员)?[\u4e00-\u9fff]{2,3}(?=[;\n]|$)",
            r"执法(?:人员|队员)[\u4e00-\u9fff]{1,4}(?:一人|1人|单独|独自)[^。]{0,14}(?:完成|办理|承办|负责|进行|前往|送达|制作)",
            r"(?:检查|调查|询问|勘验|取证)[^。；]{0,10}由(?:执法(?:人员|队员))?[\u4e00-\u9fff]{1,4}(?:一人|1人|单独|独自)",
            r"(?:由)?(?:一名|1名|一位|1位)(?:行政)?执法人员[^。]{0,20}(?:检查|调查|询问|取证|勘验|作出|实施)",
            r"执法(?:人员|队员)[^。,;]{1,4}(?:单独|独自|一人)[^。]{0,14}(?:检查|调查|询问|取证|勘验|作出|实施|到场)",
        ),
        unless=(
            r"不得|不能|严禁|电子(?:监控|技术监控)|治安|至少|另[一1](?:名|位|人)(?![^。;]{0,14}(?:补签|没|未|不在|代签|请假|事后|出差|后补))|和一名|及一名",
        ),
        ways=(
            way(r"(?:执法人员|检查人员|询问人|调查人员)(?:为|是|:)[\u4e00-\u9fff]{2,3}(?:一人|1人|一个人)"),
            way(
                r"(?:再无|无|没有)(?:其他|其它|别的|第二名|另外的)(?:执法|办案|检查)?(?:人员|队员|人)",
                r"执法|检查|询问|调查|笔录|记录",
                without=r"当事人|证人|店员|从业",
            ),
            way(
                r"(?:一个人|独自|单独|只身|孤身|一人|1人|一名|1名|一位)[^。;、]{0,14}?(?:检查|调查|询问|勘验|勘查|取证|做(?:的|了)?笔录|制作|送达|拍照|办理|完成|承办|处理|开(?:的|了|具)?[^。;,]{0,4}(?:单|决定)|作出|到(?:了)?现场|上门|去(?:的|了|查))",
                rf"{OFFICERS}|由(?:我镇|本镇|镇里|镇)?[\u4e00-\u9fff]{{2,3}}(?=一个人|独自|单独|一人)",
                without=r"不得|不能|严禁|两[名人位]|二人|2[名人]|双人|当事人(?:一人|单独)|[\u4e00-\u9fff]、[\u4e00-\u9fff]|至少|另[一1]名|和一名|及一名|分别|个别|电子监控|治安|法律另有|见证|隔离|监护|陪同",
                near=30,
            ),
            way(
                r"(?:另一|另外一|第二|其他|搭档|同事)(?:名|位|个)?[^。;,、]{0,12}?(?:没有?(?:去|到|来|在|参加)|未(?:到|在|参加|去)|不在|请假|出差|补签|代签|事后|后补|挂名)",
                r"检查|调查|询问|笔录|执法|签|取证|办案",
                without=r"当事人不在|不得|见证",
            ),
            way(r"(?:单人|一人)执法", without=r"不得|严禁|杜绝|防止|避免|禁止|整治|不存在|没有"),
            way(
                r"(?:只|仅|就)(?:有|派|来|去|到|由|安排|是)?(?:了)?[^。;,、]{0,8}?(?:一个人(?=[去来到查做看问])|(?:一人|1人|一名|1名|一位|一个人?)(?:(?=[^。;,]{0,6}(?:队员|执法|办案|检查|干部|同志))|(?=[,。;去到查做])))",
                rf"{OFFICERS}|检查|调查|询问|取证|笔录|执法",
                without=r"不得|不能|严禁|证人|从业|工人|当事人",
                near=30,
            ),
        ),
        message="疑似由一名执法人员实施",
        suggestion="由两名以上持有效证件的执法人员重新实施；不能补正的证据不用",
        bad=(
            "那天只去了一个队员，检查、拍照、做笔录都是他。",
            "询问笔录由丁某一人制作，另一名执法人员事后补签。",
            "现场检查笔录\n检查人员：丁某\n",
            "调查由执法人员丁某一人完成。",
            "由一名执法人员到现场检查并制作笔录。",
            "执法人员丁某单独询问了当事人。",
        ),
        good=(
            "丁甲、戊乙两名队员对当事人单独询问，证人在隔壁等候。",
            "店内只有一名店员在场，两名执法人员进行了检查。",
            "现场检查笔录\n检查人员：丁某、戊某\n",
            "检查由丁某、戊某二人完成。",
            "由两名执法人员到现场检查并制作笔录。",
            "不得由一名执法人员进行检查。",
            "一名执法人员询问，另一名执法人员记录。",
        ),
    ),
)


_YUAN = AMOUNT.removesuffix("元") + "(?:元|块)"
_OLD_LIMIT = r"当场[^。]{0,40}(?:五十元|(?<![0-9])50元|一千元|(?<![0-9])1000元)以下"
_MORE_THAN_A_FINE = r"(?:决定|给予|处以|予以|当场|现场)[^。;]{0,20}(?:没收|吊销|暂扣|责令停产停业|停业(?:整顿|[0-9一二三四五六七八九十])|停产|关停|通报批评|限制从业)"
_NOT_ON_THE_SPOT = r"可以|不得|不能|不适用|建议|移送|普通程序|另行|立案|清单"
_UNIT = r"公司|合作社|统一社会信用代码|法定代表人|经营部|(?<=当事人:)[^\n,]{2,20}(?:店|厂|部|行)|[\u4e00-\u9fff](?:饭店|面馆|餐馆|超市|工厂|加工厂|加工点|砂场|商行|工地)|你(?:店|厂|公司|单位|场)"
_PERSON = r"(?:当事人|被处罚人|相对人):[\u4e00-\u9fff]{2,3}(?=[,。;\s(])|身份证|性别|(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])|公民|自然人|个人|村民|(?:当事人|对)[\u4e00-\u9fff]某|(?:罚|给)(?:了)?[他她你](?!店|厂|公司|单位|们)"
_FINED = rf"(?:决定|给予|处以?|当场)[^。;]{{0,20}}?(?:罚款{AMOUNT}(?!以[上下])|{AMOUNT}(?:的)?罚款)|罚[^。;,、0-9以]{{0,10}}?(?:[你他她]|店|馆|厂|场|户|公司|单位|款)?{_YUAN}(?!以[上下])"


@rule(
    code="P012",
    name="beyond-the-simple-procedure",
    title="超出简易程序的限额或者种类",
    why="当场处罚限于警告、对公民二百元以下、对单位三千元以下罚款；五十元、一千元是修改前的规定。",
    basis=(f"{PENALTIES}:51",),
    severity="error",
    blocking=True,
    kinds=("ps",),
    scope="document",
    patterns=(_OLD_LIMIT, _MORE_THAN_A_FINE, _FINED),
    anywhere=(_UNIT, _PERSON),
    gated=True,
    since=_NEW_LAW,
    suggestion="超出的转普通程序：立案、调查、告知、决定",
    bad=(
        "当场行政处罚决定书\n经查你店门口占道，当场罚你店四千元。\n",
        "现场对村民丁某罚款三百元，单子当面给了他。",
        "对公民可当场处五十元以下、对单位一千元以下罚款。",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定罚款五百元。\n2026年3月2日\n",
        "当场行政处罚决定书\n被处罚人：丁某，住址：柳湾镇上街村8号\n现当场给予你罚款五百元的行政处罚。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定处以300元罚款。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：柳湾食品有限公司。\n决定罚款人民币5,000元。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水。\n决定没收违法所得。\n2026年3月2日\n",
    ),
    good=(
        "当场行政处罚决定书\n对丁某当场罚款一百五十元。\n没收工具另行立案办理。\n",
        "一百元以下罚款可以当场收缴。",
        "对法人当场处三千元以下罚款。",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定罚款二百元。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：柳湾食品有限公司。\n决定罚款3000元。\n2026年3月2日\n",
    ),
)
def beyond_simple(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The old limits wherever they stand; the fine itself only where text tells a person from an organisation."""
    folded = document.folded
    own = document.kind is Kind.PS
    for match in context.each(document, _OLD_LIMIT):
        if "收缴" not in match[0]:
            yield Hit(*match.span(), message="写的是修改前的当场处罚限额")
    if not own or "治安管理处罚法" in folded or "道路交通安全法" in folded:
        return
    for match in context.each(document, _MORE_THAN_A_FINE):
        if not compiled(_NOT_ON_THE_SPOT).search(folded, *document.sentence(match.start())):
            yield Hit(*match.span(), message="该处罚种类不能当场作出")
    for match in context.each(document, _FINED):
        fine = amount_of(match[1] or match[2] or match[3])
        limit = 3000 if context.found(document, _UNIT) or not context.found(document, _PERSON) else 200
        if fine is not None and fine > limit and not re.search("可以?处|逾期|拒不", match[0]):
            yield Hit(*match.span(), message=f"当场罚款超过{limit}元，请核对程序")


_LATE_REVIEW = (
    way(
        r"(?:承办人|办案人员?|经办人|调查人员|负责调查)[^。;]{0,30}?(?:由其|其|自己|本人|并)(?:一并|同时|兼任?|自行)[^。;,]{0,8}审核",
        without=r"不得|不能|回避|以外",
    ),
    way(
        r"审核(?:人|人员)?[^。;\n]{0,14}\((?:即|系|为)?(?:本案)?(?:案件)?(?:承办|经办|办案|调查)", without=r"回避|以外"
    ),
    way(r"自己(?:办|查)的(?:案子|案件|案)?[^。;,]{0,6}自己(?:来)?(?:审|核)", without=r"不得|不能"),
    way(
        r"审核(?:表|意见|栏)?[^。;]{0,10}(?:也是|还是|仍由|仍是|就是|由)[^。;,]{0,6}(?:承办人|办案人|经办人|办案人员|调查人员)",
        without=r"不得|不能|以外|送|提交|提出",
    ),
    way(
        r"法制审核|法审|法核|合法性审核|审核意见",
        r"后补|补齐|补办|补上|补做|补签|补交|待后|事后|再补|(?<!应当)未经(?:过)?|没有?(?:经过?|做|走|搞|送|过)|省[略去了]|免[去了]|来不及|跳过|略过|不再(?:进行|送|走)|先(?:行)?[^。;]{0,12}(?:作出|送达|下|发|决定|罚)",
        r"决定|处罚|罚|听证|送达",
        without=r"不得|不属于|不需|无需|无须|不必|依法不|应当(?:先|在)|之前|才(?:能|可)|的,",
        near=50,
    ),
    way(
        r"(?:承办人|办案人员|办案人|经办人|调查人员|执法人员)[^。;,]{0,10}?(?:自己|自行|兼|同时|本人|一并)[^。;,]{0,12}(?:审核|法审|把关)",
        without=r"不得|不能|回避|以外|非",
    ),
)
_REVIEWS, _HANDLES = "审核人|审核人员", "承办人|经办人|办案人员|调查人员|案件承办人"


@rule(
    code="P033",
    name="reviewed-by-the-one-who-handled",
    title="审核人与承办人是同一人",
    why="应当经法制审核的案件，由从事法制审核的人员审核，承办人审核自己办的案件等于没有审核。",
    basis=(f"{PENALTIES}:58.1",),
    severity="error",
    blocking=True,
    kinds=("pd", "pn", "qz", "zg"),
    scope="document",
    patterns=(after(_REVIEWS), *(each.anchor for each in _LATE_REVIEW)),
    anywhere=(after(_HANDLES),),
    gated=True,
    message="审核人与承办人姓名相同，请核对是否经法制审核",
    suggestion="由承办人以外的法制审核人员审核",
    bad=(
        "处罚决定先发出去了，法制审核的单子月底再补。",
        "审批时由办案人员自己兼做法制审核。",
        "行政处罚审批\n承办人：丁甲、戊乙\n法制审核人：丁甲\n",
        "案件处理意见\n经办人：丁某甲\n审核人：丁某甲\n",
    ),
    good=(
        "本案不属于应当法制审核的情形，未经法制审核。",
        "未经法制审核的，不得作出处罚决定。",
        "行政处罚审批\n承办人：丁甲、戊乙\n法制审核人：己丙\n",
        "承办人：丁甲，审核人：戊乙。",
    ),
)
def reviewed_by_handler(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from same_person(document, context, _REVIEWS, _HANDLES)
    for hit in said_in(_LATE_REVIEW, document, context, Kind.PD, Kind.PN, Kind.QZ, Kind.ZG):
        yield replace(hit, message="法制审核疑似未在决定之前进行，或者由承办人自己进行")


_SUM = AMOUNT.removesuffix("元") + "(?:元|块钱?)?"
_TO = "(?:以上|至|到|-|—)"
_RANGE = (
    rf"(?:处|罚款?)(?:以)?(?:罚款)?{_SUM}{_TO}{_SUM}(?:以下)?的?(?:罚款|幅度)?"
    rf"|幅度(?:为|是|在)?{_SUM}{_TO}{_SUM}|(?:可以|可)?处{AMOUNT}以下的?罚款"
)
_OTHER_RANGE = r"减轻|倍以[上下]|百分之[^。]{1,6}以[上下]|%以[上下]|合并|分别处|情节严重的,处|逾期不"
_DECIDED = rf"(?:决定|给予|处|罚)[^。;,至到]{{0,24}}?(?:罚款?|罚金)[^。;,、0-9一二三四五六七八九十至到以]{{0,6}}?{AMOUNT}(?!以[上下]|[至到-])|(?:决定|依据该条|现|镇里|本机关)[^。;,]{{0,12}}(?:处|罚)(?:以)?[^。;,、0-9一二两三四五六七八九十至到以]{{0,6}}{AMOUNT}(?!以[上下]|[至到-])"


@rule(
    code="P021",
    name="fine-outside-the-range",
    cues=("罚款", "罚"),
    title="罚款数额不在所引幅度内",
    why="决定书自己引述了罚款幅度，决定的数额却不在其中；低于下限的须写明减轻的依据和理由。",
    basis=(f"{PENALTIES}:4", f"{PENALTIES}:57.1.1"),
    severity="error",
    blocking=True,
    kinds=("pd", "ps", "pn"),
    scope="document",
    somewhere=(_RANGE, _DECIDED),
    anywhere=(_RANGE, _DECIDED, _OTHER_RANGE),
    suggestion="改到幅度之内；低于下限的写明减轻处罚的法定事由",
    bad=(
        "该条例规定可处五百元以下罚款。本机关决定罚款八百元。",
        "该办法第九条写明罚款二百元至一千元，现罚你户一千五百元。",
        "依据第三十条，处五百元以上一千元以下罚款。现决定罚款2000元。",
        "依据《临江县市容管理办法》第三十条，可以处200元以上500元以下的罚款，决定对当事人处以罚款人民币一百元。",
    ),
    good=(
        "该条例规定可处五百元以下罚款。本机关决定罚款五百元。",
        "依据第三十条，处五百元以上一千元以下罚款。现决定罚款800元。",
        "处五百元以上一千元以下罚款。当事人主动消除危害后果，减轻处罚，决定罚款300元。",
        "处五百元以上一千元以下罚款；情节严重的，处一千元以上五千元以下罚款。现决定罚款2000元。",
    ),
)
def fine_outside_range(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Only where one range and one fine stand in the paper; multiples and shares say nothing here."""
    if document.kind not in (Kind.PD, Kind.PS, Kind.PN):
        return
    ranges = list(islice(context.each(document, _RANGE), 2))
    if len(ranges) != 1 or context.found(document, _OTHER_RANGE):
        return
    only = ranges[0]
    low, high = (
        amount_of(only[at]) if only[at] else None for at in ((1, 2) if only[1] else (3, 4) if only[3] else (5, 5))
    )
    low = 0 if only[5] else low
    fines = [
        match
        for match in context.each(document, _DECIDED)
        if not only.start() <= match.start() < only.end() and not only.start() < match.end() <= only.end()
    ]
    if low is None or high is None or len({match[1] or match[2] for match in fines}) != 1:
        return
    fine = amount_of(fines[0][1] or fines[0][2])
    if fine is not None and not low <= fine <= high:
        side = "高于上限" if fine > high else "低于下限"
        yield Hit(*fines[0].span(), message=f"决定的罚款{side}，与所引幅度不符")
