"""L001-L004, L012: what is cited must have been in force, and say what it is cited for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Severity, rule
from fazhi.kernel.lint.citations import Citation
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status
from fazhi.packs.rules._citing import cited, editions_named, hit, no_programme, quiet
from fazhi.packs.rules._old_numbers import moved

_IN_FORCE = "工作要求：引用的法律法规和文件应当在行文之日有效"
_CORRECT = "工作要求：引用条文应当与所引文本一致"
_AS_BASIS = lazily(r"(?:根据|依据|依照|按照|遵照|违反|适用|执行|符合|属于)[^。；，]{0,20}$")
# 删去第三款: what an amendment takes out is not there afterwards.
_TAKEN_OUT = lazily(r"(?:删去|删除|取消)[^。；，]{0,12}$")
_EARLIER_LAW = timedelta(days=3 * 366)
_SOON = timedelta(days=62)
_DECIDE_CASES = frozenset(Kind) - {Kind.ND, Kind.DP, Kind.GW, Kind.AR, Kind.VR, Kind.FL}
_SET_RULES = frozenset((Kind.ND, Kind.DP, Kind.FL))
_DAY = lazily(r"(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_MAKES_READY = lazily(
    r"制定|制订|起草|草拟|拟[定订]|修[订改](?!后?的|通过的|本|版)|筹备|准备|学习|培训|宣讲|宣传|衔接|过渡|清理|对照|届时|今后|到时"
    r"|本(?:办法|规定|细则|方案|制度|意见|通知)"
)
_FROM_NOW = lazily(
    r"即日起|立即|定于|(?:现|拟|依法)?决定[^。；，]{0,4}(?:罚款|处罚|给予|责令|没收|不予|准予)|现(?:决定|依据|根据|依照|对|责令)|责令|予以(?:行政)?处罚|处以罚款|作出.{0,8}(?:处罚|强制)决定"
)
_COMING = lazily(
    r"将于|将自|即将|将(?:依据|依照|按照|根据|适用)|(?:明|次)年(?:1月1日)?起|(?:起|后|以后|之日起?)(?:正式)?(?:施行|适用)|施行后|施行前|尚未施行|学习宣传|宣传贯彻|做好.{0,12}准备|草案|送审|征求意见"
)


@rule(
    code="L001",
    name="repealed-law",
    title="引用的法律法规或文件已经失效",
    why="失效的法律法规不能再作依据，据此作出的决定、签订的合同会因依据错误被纠正。",
    basis=(_IN_FORCE,),
    severity="error",
    scope="document",
    bad=(
        Example(text="依照《中华人民共和国合同法》第五十二条，该合同无效。", as_of=date(2022, 3, 1)),
        Example(text="自2026年8月15日起依据《环境保护法》责令停止排放。", as_of=date(2026, 9, 1)),
        Example(text="根据信访条例第十四条，向有权处理的机关提出。", as_of=date(2023, 1, 1)),
        Example(text="根据《治安管理处罚条例》给予警告。", as_of=date(2024, 1, 1)),
        Example(text="根据1999年公布的《合同法》第五十二条，该约定无效。", as_of=date(2024, 1, 1)),
    ),
    good=(
        Example(text="依照《中华人民共和国合同法》第五十二条，该合同无效。", as_of=date(2020, 3, 1)),
        Example(text="合同订立时依照当时有效的《合同法》第五十二条判断。", as_of=date(2022, 3, 1)),
        Example(text="原《合同法》第五十二条的规定已纳入民法典。", as_of=date(2022, 3, 1)),
        Example(text="《合同法》（已废止）对此有规定。", as_of=date(2022, 3, 1)),
        Example(text="老《合同法》第五十二条列了五种无效情形。", as_of=date(2022, 3, 1)),
        Example(text="《民法典》施行，《合同法》同时废止。", as_of=date(2022, 3, 1)),
        Example(text="依照《劳动合同法》第五十二条订立。", as_of=date(2022, 3, 1)),
        Example(text="依照《合同法》订立的合同继续履行。", as_of=date(2022, 3, 1)),
        Example(text="2019年，镇里按照《合同法》审查合同12份。", as_of=date(2022, 3, 1)),
    ),
)
def repealed_law(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in cited(document, Status.REPEALED):
        said = citation.verdict
        if said is None or not no_programme(citation.canonical or citation.title) or quiet(document, citation, context):
            continue
        instead = f"改引《{said.successor}》的相应条文" if said.successor else "改引现行规定"
        yield hit(
            citation,
            f"《{citation.canonical or citation.title}》{said.reason}",
            f"{instead}；确需引用旧法的，注明“当时有效”",
            # Where only the day is unknown by which it had ended, the reader has to look.
            severity=None if said.repealed is not None else Severity.WARNING,
        )


@rule(
    code="L002",
    name="old-article-number",
    title="引用的是修改前的条号",
    why="法律修改后条文重新编号，旧条号现在说的是另一件事，依据就引错了。",
    basis=(_CORRECT,),
    severity="error",
    scope="document",
    bad=(
        Example(text="根据村委会组织法第二十七条制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据《村民委员会组织法》第二十七条，村民会议可以制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据2025年修订的村委会组织法第二十七条制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据《村民委员会组织法》（2025年修订）第二十七条制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据现行《村民委员会组织法》第二十七条制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="以离婚为由取消妇女集体收益分配，违反《妇女权益保障法》第三十三条。", as_of=date(2023, 11, 8)),
    ),
    good=(
        Example(text="根据村委会组织法第二十七条制定村规民约。", as_of=date(2025, 5, 1)),
        Example(text="根据村委会组织法第三十一条制定村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据修订前的村委会组织法第二十七条制定了村规民约。", as_of=date(2026, 3, 1)),
        Example(text="根据2018年修正的村委会组织法第二十七条制定了村规民约。", as_of=date(2026, 3, 1)),
        Example(text="《村民委员会组织法》修订前第二十七条规定了村规民约。", as_of=date(2026, 3, 1)),
        Example(text="《村民委员会组织法》原第二十七条规定了村规民约。", as_of=date(2026, 3, 1)),
        Example(text="《突发事件应对法》（2007年）第四十二条将预警分为四级。", as_of=date(2025, 3, 6)),
        Example(text="根据《村民委员会组织法》第二十七条制定村规民约。该条现为第三十一条。", as_of=date(2026, 3, 1)),
        Example(text="根据《村民委员会组织法》第二十七条制定村规民约。以上引用系修订前条文。", as_of=date(2026, 3, 1)),
        Example(
            text="本报告引用的《村民委员会组织法》条文均为2018年修正文本。\n各村依据《村民委员会组织法》第二十七条制定村规民约。",
            as_of=date(2026, 3, 1),
        ),
        Example(text="《村民委员会组织法》第二十七条另有规定。", as_of=date(2026, 3, 1)),
    ),
)
def old_article_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in document.citations:
        said = citation.verdict
        if said is None or citation.article is None:
            continue
        found = None
        if said.status is Status.RENUMBERED:
            where = f"，现在写作{said.new_article}条" if said.new_article else ""
            found = said.reason, f"核对现行文本后改写条号{where}"
        elif said.status in (Status.IN_FORCE, Status.OUT_OF_RANGE):
            found = moved(document, citation, context)
        # Few numbers were moved, so the words around are read only where one was.
        if found is not None and not quiet(document, citation, context):
            yield hit(citation, *found)


@rule(
    code="L003",
    name="article-out-of-range",
    title="引用的条、款、项在该法中没有",
    why="所引的条、款、项在该法中不存在，依据不能核对，多为笔误或者引用了别的版本。",
    basis=(_CORRECT,),
    severity="error",
    scope="document",
    bad=(
        Example(text="依照《行政处罚法》第九十六条办理。", as_of=date(2024, 1, 1)),
        Example(text="依照《民法典》第一千二百条至第一千三百条办理。", as_of=date(2024, 1, 1)),
        Example(text="依照刑法第一百三十三条之九处罚。", as_of=date(2024, 1, 1)),
        Example(text="根据《行政处罚法》第六十三条第一款第（七）项，告知听证权利。", as_of=date(2024, 1, 1)),
        Example(text="根据《行政处罚法》第六十三条第三款办理。", as_of=date(2024, 1, 1)),
        Example(text="有行政处罚法第六十三条第（七）项、第（八）项规定情形。", as_of=date(2024, 1, 1), count=1),
    ),
    good=(
        Example(text="依照《行政处罚法》第八十六条办理。", as_of=date(2024, 1, 1)),
        Example(text="根据《行政处罚法》第六十三条第一款第（六）项，告知听证权利。", as_of=date(2024, 1, 1)),
        Example(text="根据《行政处罚法》第六十三条第二款，不收取费用。", as_of=date(2024, 1, 1)),
        Example(text="九、删去《行政处罚法》第六十三条第三款。", as_of=date(2024, 1, 1)),
        Example(text="依照刑法第一百三十三条之一处罚。", as_of=date(2024, 1, 1)),
        Example(text="依照《甲市养犬条例》第九百条办理。", as_of=date(2024, 1, 1)),
        Example(text="2012年修正的《治安管理处罚法》第四十三条第三款办理。", as_of=date(2026, 3, 1)),
        Example(text="新《公司法》第二百六十六条规定了施行日期。", as_of=date(2024, 3, 1)),
        Example(text="本办法第九十六条另有规定。", as_of=date(2024, 1, 1)),
    ),
)
def article_out_of_range(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    told: set[tuple[int, str | None, int | None]] = set()
    for citation in cited(document, Status.OUT_OF_RANGE):
        if citation.verdict is None or quiet(document, citation, context) or moved(document, citation, context):
            continue
        begin, _ = document.sentence(citation.start)
        once = (begin, citation.canonical, citation.article)
        if once in told or _TAKEN_OUT.search(document.text, max(0, begin - 1), citation.start):
            continue
        told.add(once)
        yield hit(citation, f"《{citation.canonical}》：{citation.verdict.reason}", "核对条号和法律的版本")


@rule(
    code="L004",
    name="wording-not-in-article",
    title="引文与所引的条不符",
    why="引号里的话不在所引的条里，或者在别的条里，读者据此查不到依据。",
    basis=(_CORRECT,),
    severity="warning",
    confidence=0.8,
    scope="document",
    bad=(
        Example(
            text="《行政处罚法》第十六条规定：“当事人有权要求听证的，行政机关应当组织听证”。",
            as_of=date(2024, 1, 1),
        ),
        Example(
            text="《行政处罚法》第六十条规定：“行政机关应当自行政处罚案件立案之日起六十日内作出行政处罚决定。”",
            as_of=date(2024, 1, 1),
        ),
        Example(
            text="《政府信息公开条例》第三十三条规定：“行政机关不能当场答复的，应当自收到申请之日起15个工作日内予以答复”。",
            as_of=date(2024, 1, 1),
        ),
        Example(
            text="《行政处罚法》第三十三条规定：“违法行为轻微并及时改正，没有造成危害后果的，可以从轻处罚”。",
            as_of=date(2024, 1, 1),
        ),
    ),
    good=(
        Example(text="《行政处罚法》第十六条规定：“依照本办法办理”。", as_of=date(2020, 1, 1)),
        Example(
            text="《行政处罚法》第六十条规定：“行政机关应当自行政处罚案件立案之日起九十日内作出行政处罚决定。”",
            as_of=date(2024, 1, 1),
        ),
        Example(text="《甲办法》第十六条规定：“当事人要求听证的，应当组织听证”。", as_of=date(2024, 1, 1)),
        Example(text="《行政处罚法》第六十三条规定了“听证”程序。", as_of=date(2024, 1, 1)),
        Example(
            text="《行政处罚法》第十六条：“当事人有权要求听证的，应当组织听证。”修改为：“甲。”", as_of=date(2024, 1, 1)
        ),
    ),
)
def wording_not_in_article(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in cited(document, Status.MISMATCH):
        if citation.verdict is None or citation.quoted is None or quiet(document, citation, context):
            continue
        where = citation.verdict.new_article
        suggestion = (
            f"对照原文；相近的话在该法第{where.replace('_', '条之')}条" if where else "对照原文改正引文或者条号"
        )
        yield hit(citation, f"疑似引文与条文不符：{citation.verdict.reason}", suggestion)


def _only_a_wording(first: date | None, day: date) -> bool:
    """Whether the law itself applied by that day, so that only the wording that is named does not yet: it is told of."""
    return first is not None and first <= day


def _prepares(document: Document, citation: Citation, begins: date) -> bool:
    """Whether the paper makes ready for a law about to apply, and does not act under it already.

    Rules are made ahead of time; of other papers the sentence must say so, or name a day on which the law applies.
    """
    if document.kind in _DECIDE_CASES:
        return False
    begin, stop = document.sentence(citation.start)
    if _FROM_NOW.search(document.text, begin, stop) is not None:
        return False
    if document.kind in _SET_RULES or not _AS_BASIS.search(document.text, begin, citation.start):
        return True
    named = [tuple(map(int, match.groups())) for match in _DAY.finditer(document.folded, begin, stop)]
    return any(day >= (begins.year, begins.month, begins.day) for day in named) or (
        _MAKES_READY.search(document.text, begin, stop) is not None
    )


@rule(
    code="L012",
    name="not-yet-in-force",
    title="引用的法律法规在行文之日尚未施行",
    why="尚未施行的法律不能作依据；应当适用行文之日有效的规定。",
    basis=(_IN_FORCE,),
    severity="error",
    scope="document",
    bad=(
        Example(text="依照《民法典》第五百条，承担赔偿责任。", as_of=date(2020, 8, 1)),
        Example(text="根据《公平竞争审查条例》进行审查。", as_of=date(2024, 5, 1)),
        Example(text="依照《仲裁法》（2025年修订）申请仲裁。", as_of=date(2025, 12, 1)),
        Example(text="依照《民法典》第五百条，赔偿损失。", kind=Kind.CT, as_of=date(2020, 12, 1)),
        Example(text="依照《民法典》第五百条制定本办法。", kind=Kind.ND, as_of=date(2020, 8, 1)),
        Example(text="依据《民法典》第五百条，自即日起按新标准赔偿。", as_of=date(2020, 12, 1)),
        Example(text="依据《民法典》第五百条，决定罚款二百元。", kind=Kind.GW, as_of=date(2020, 12, 1)),
        Example(text="根据《民法典》第五百条，由乙方赔偿损失。", kind=Kind.GW, as_of=date(2020, 12, 1)),
        Example(text="依据新修订的《仲裁法》第三十条，合同无效不影响仲裁协议。", as_of=date(2025, 11, 1)),
        Example(text="属于2026年6月26日修订的《商标法》第七十二条第（三）项所列行为。", as_of=date(2026, 11, 20)),
    ),
    good=(
        Example(text="依照《民法典》第五百条，承担赔偿责任。", as_of=date(2021, 8, 1)),
        Example(text="《民法典》将于2021年1月1日起施行，请做好学习宣传。", as_of=date(2020, 8, 1)),
        Example(text="组织学习《民法典》。", as_of=date(2020, 8, 1)),
        Example(text="依照《仲裁法》（2025年修订）申请仲裁。", as_of=date(2026, 4, 1)),
        Example(text="《仲裁法》（2025年修订）将于2026年3月1日起施行。", as_of=date(2025, 12, 1)),
        Example(text="依照《民法典》第五百条制定本办法。", kind=Kind.ND, as_of=date(2020, 12, 1)),
        Example(text="根据《民法典》第五百条，自2021年1月1日起按新标准赔偿。", kind=Kind.GW, as_of=date(2020, 12, 1)),
        Example(text="依照《民法典》第五百条承担赔偿责任。", kind=Kind.ND, as_of=date(2020, 12, 1)),
        Example(
            text="第一条 根据《民法典》第五百条，制定本办法。\n第二条 本办法自2021年1月1日起施行。",
            as_of=date(2020, 12, 20),
        ),
        Example(text="根据《环境保护法》第六条开展检查。", as_of=date(1983, 5, 1)),
        Example(text="学习新修订的《仲裁法》第三十条。", as_of=date(2025, 11, 1)),
        Example(text="依据2025年《仲裁法》第十六条审查的案件共12起。", as_of=date(2025, 11, 1)),
        Example(text="依据新修订的《仲裁法》第三十条，合同无效不影响仲裁协议。", as_of=date(2026, 4, 1)),
        Example(text="明年3月起将依据新《仲裁法》第三十条审查。", as_of=date(2025, 11, 1)),
    ),
)
def not_yet_in_force(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in cited(document, Status.NOT_YET):
        begin, stop = document.sentence(citation.start)
        if citation.verdict is None or _COMING.search(document.text, begin, stop):
            continue
        entry = context.catalogue.find(citation.title) if isinstance(context.catalogue, LawIndex) else None
        first = entry.editions[0].start if entry is not None else None
        if first is not None and first - context.day(document) > _EARLIER_LAW:
            # So long before, the name was that of an earlier law.
            continue
        begins = citation.verdict.effective
        if begins is not None and begins - context.day(document) <= _SOON and _prepares(document, citation, begins):
            # Who sets rules prepares for a law about to apply; who decides a case, or acts from now on, must not yet.
            continue
        if (citation.article is None or _only_a_wording(first, context.day(document))) and not _AS_BASIS.search(
            document.text, begin, citation.start
        ):
            continue
        said = f"《{citation.canonical}》{citation.verdict.reason}，行文之日尚未施行"
        yield hit(citation, said, "改引行文之日有效的规定，或者等施行以后再发")
    for named in editions_named(document, context):
        begin, stop = document.sentence(named.start)
        coming = [each for each in named.editions if each.effective and each.effective > context.day(document)]
        if coming and len(coming) == len(named.editions) and not _COMING.search(document.text, begin, stop):
            said = f"《{named.title}》{named.year}年的文本自{coming[0].effective}起施行，行文之日尚未施行"
            yield Hit(named.start, named.end, message=said, suggestion="改引行文之日有效的文本")
