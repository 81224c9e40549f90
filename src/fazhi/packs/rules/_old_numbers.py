"""Whether an article number is that of an earlier edition: told from what the sentence is about.

Three kinds of evidence: words that only the old article of that number is about (``_ABOUT``), runs of words that stand in
the old article and not in the present one, and what the articles of both editions are about in pairs of characters
(``fazhi.kernel.citations.topics``). Where the article went is read from the maps between editions whose texts were both
at hand, or from that; without both texts nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from fazhi.kernel.citations.fingerprint import sketch
from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.citations.instrument import COUNTRY
from fazhi.kernel.citations.numerals import number_cn
from fazhi.kernel.citations.topics import pairs as pairs_of
from fazhi.kernel.citations.topics import went_to
from fazhi.kernel.lint import Context, Document, compiled
from fazhi.kernel.lint.citations import Citation
from fazhi.kernel.lint.citations.editions import edition_before
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.laws.compiled import article_maps, topics

_ENOUGH = 3
_REACH = 160
_BEFORE, _TOGETHER, _BESIDE = 60, 4, 60
_TITLES = lazily(r"《[^》]{0,200}》(?:\s?[（(][^（）()]{0,10}[0-9]{4}年[^（）()]{0,16}[）)])?")
_DAY = lazily(r"((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月)?")
_PLAIN = lazily(r"[\s，。、；：（）“”‘’《》〈〉()]+")

# What the article of that number was about in the edition before the present one, in words no other article is about.
_ABOUT: dict[str, dict[int, str]] = {
    "村民委员会组织法": {
        11: r"直接选举产生|指定、委派或者?撤换",
        13: r"年满十八周岁的村民|选民登记|登记参加选举的条件",
        15: r"直接提名候选人|过半数的选票|秘密写票",
        16: r"联名|罢免",
        17: r"贿赂|虚报选举票数|当选无效",
        19: r"出缺|补选",
        20: r"工作移交",
        24: r"经村民会议讨论决定|讨论决定方可办理|涉及村民利益的事项",
        25: r"设立村民代表会议|推选.{0,6}村民代表|村民代表的产生",
        27: r"村规民约|自治章程",
        30: r"村务公开|公布.{0,10}财务|财务.{0,6}公布",
        32: r"村务监督",
        33: r"民主评议",
        34: r"村务档案",
        35: r"离任.{0,6}审计|经济责任审计",
        36: r"侵害村民合法权益|申请.{0,8}撤销",
    },
    "城市居民委员会组织法": {15: r"居民公约", 8: r"居民委员会.{0,12}选举|每户派代表", 20: r"协助.{0,10}工作"},
    "治安管理处罚法": {
        23: r"扰乱.{0,20}秩序",
        25: r"散布谣言|谎报|投放虚假",
        26: r"寻衅滋事|结伙斗殴|追逐、?拦截",
        42: r"侮辱|诽谤|偷窥|恐吓信|散布.{0,4}隐私",
        43: r"殴打|故意伤害",
        44: r"猥亵|裸露身体",
        45: r"虐待|遗弃",
        49: r"盗窃|诈骗|哄抢|抢夺|敲诈勒索|损毁公私财物",
        50: r"阻碍.{0,16}执行职务|拒不执行.{0,12}(?:决定|命令)",
        66: r"卖淫|嫖娼",
        67: r"容留|介绍.{0,4}卖淫",
        70: r"赌博",
        72: r"吸食|注射毒品|非法持有",
        75: r"饲养动物|犬只|养犬",
        82: r"传唤",
        98: r"听证",
        99: r"办案期限|办理治安案件的期限|三十日",
    },
    "立法法": {
        72: r"设区的市.{0,30}(?:地方性法规|立法权)",
        82: r"政府规章|制定规章|规章.{0,10}(?:权限|事项)|减损|增加其义务",
        84: r"部务会议",
        93: r"溯及既往|从旧",
        98: r"备案",
        99: r"审查的?(?:要求|建议)",
    },
    "仲裁法": {
        16: r"仲裁协议.{0,10}(?:包括|内容|应当具有)",
        17: r"仲裁协议无效",
        18: r"没有约定或者约定不明",
        19: r"仲裁协议(?:独立|的效力不受)",
        20: r"效力有异议",
        58: r"撤销.{0,4}裁决",
        62: r"申请.{0,6}执行",
        63: r"不予执行",
    },
}


def moved(document: Document, citation: Citation, context: Context) -> tuple[str, str] | None:
    """Return message and suggestion where the number is that of the edition before; ``None`` where nothing says so."""
    said = citation.verdict
    if not isinstance(context.catalogue, LawIndex) or citation.article is None or citation.suffix is not None:
        return None
    if said is None or said.canonical is None or said.effective is None or citation.to is not None:
        return None
    pairs = article_maps().get(said.canonical)
    entry = context.catalogue.find(said.canonical)
    if not pairs or entry is None:
        return None
    present = next((each for each in entry.editions if each.effective == said.effective and each.adopted), None)
    if present is None or _of_its_time(document, citation, said.effective):
        return None
    for pair, written in pairs.items():
        old, _, new = pair.partition(">")
        if new != present.key:
            continue
        became = _became(document, citation, context.catalogue, said.canonical, (old, new), _map(written))
        if became is None or _stands_beside(document, citation, became):
            continue
        place = number_cn(citation.article)
        return (
            f"《{said.canonical}》自{said.effective}起条文重新编号，这里说的是原第{place}条的内容",
            f"核对现行文本；原第{place}条现为第{number_cn(became)}条",
        )
    return None


def _stands_beside(document: Document, citation: Citation, number: int) -> bool:
    """Whether the words tell the present number too, 第二十九条（现为第四十二条）: who names both knows."""
    start, end = document.sentence(citation.start)
    line = document.text.find("\n", citation.end)
    end = max(end, min(citation.end + _BESIDE, line if line >= 0 else len(document.text)))
    told = rf"(?:现|今|新|改|后|为)[^，。；第]{{0,6}}第(?:{number_cn(number)}|{number})条"
    return compiled(told).search(document.text, start, end) is not None


def _became(
    document: Document,
    citation: Citation,
    catalogue: LawIndex,
    title: str,
    editions: tuple[str, str],
    moves: Mapping[str, str],
) -> int | None:
    """Return the present number of the article that the sentence is about, where that is not the one cited."""
    article = citation.article or 0
    went = moves.get(str(article), str(article))
    if went.isdigit() and int(went) != article:
        words = _words(document, citation)
        about = _ABOUT.get(title.removeprefix(COUNTRY), {}).get(article)
        clear = about is not None and compiled(about).search(words) is not None
        if clear or _stands_in_old(catalogue, title, *editions, article, int(went), words):
            return int(went)
    known = topics(title)
    old, new = (known.get(edition) for edition in editions)
    if old is None or new is None or went == str(article):
        return None
    start, end = document.sentence(citation.start)
    here = [each for each in document.citations if start <= each.start < end]
    beside = {str(each.article) for each in here if each.canonical == title} - {str(article)}
    before, after = _around(document, citation, here, title)
    both, present = before | after, new.topics.get(str(article), frozenset())
    # What was found and what is done about it are told apart by the citation: one of them may say which article is meant.
    for around in (both, before, after):
        found = went_to(around, str(article), old, new, became=went or None, beside=sorted(beside))
        if found is not None and (around is both or not both & present):
            return int(found) if found.isdigit() else None
    return None


def _around(
    document: Document, citation: Citation, here: Sequence[Citation], title: str
) -> tuple[frozenset[int], frozenset[int]]:
    """The pairs of what a sentence says of one citation: back to the citation before it, and on to the one behind."""
    start, end = document.sentence(citation.start)
    begin = max([each.end for each in here if each.end <= citation.start], default=start)
    stop, at = end, citation.end
    for each in sorted(here, key=lambda one: one.start):
        if each.start < at:
            continue
        if each.start - at > _TOGETHER:
            stop = each.start
            break
        at = each.end  # a list of places is about one thing
    own = pairs_of(title)
    before = document.text[max(begin, citation.start - _BEFORE) : citation.start]
    return pairs_of(_TITLES.sub("。", before)) - own, pairs_of(_TITLES.sub("。", document.text[at:stop][:_REACH])) - own


def _of_its_time(document: Document, citation: Citation, since: date) -> bool:
    """Whether all days named before the citation in its paragraph lie before the law was numbered anew.

    What was done then was rightly judged by the numbers of then.
    """
    words = document.folded
    begin = document.text.rfind("\n", 0, citation.start) + 1
    _, end = document.sentence(citation.start)
    # 2023年修订的《行政复议法》, 《行政复议法》（2023年修订）: the year of a wording is none in which something was done.
    words = words[begin : edition_before(words, citation.start)] + words[citation.start : end]
    named = [(int(match[1]), int(match[2] or 12)) for match in _DAY.finditer(_TITLES.sub("", words))]
    return bool(named) and max(named) < (since.year, since.month)


@cache
def _map(written: str) -> dict[str, str]:
    found = {}
    for each in written.split():
        old, _, new = each.partition(">")
        found[old] = new
    return found


def _words(document: Document, citation: Citation) -> str:
    """What the sentence says besides the citation: a little before it, the most after it."""
    start, end = document.sentence(citation.start)
    return document.text[max(start, citation.start - 30) : citation.start] + document.text[citation.end : end][:_REACH]


def _stands_in_old(catalogue: LawIndex, title: str, old: str, new: str, article: int, became: int, words: str) -> bool:
    if len(_PLAIN.sub("", words)) < 12:
        return False
    entry = catalogue.find(title)
    if entry is None:
        return False
    sketches = catalogue.sketches(entry)
    before, now = sketches.get(old, {}), sketches.get(new, {})
    wanted = set(sketch(words))
    then = len(wanted.intersection(before.get(str(article), ())))
    same = len(wanted.intersection(now.get(str(article), ())))
    there = len(wanted.intersection(now.get(str(became), ())))
    return then >= _ENOUGH and same * 3 <= then and there * 2 >= then
