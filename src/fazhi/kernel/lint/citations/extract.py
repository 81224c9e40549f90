"""Find every citation of a normative instrument in a text: one pass over 《…》, one over bare names before 第…条."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from fazhi.kernel.lint.citations.abbreviations import Abbreviations, find_declarations
from fazhi.kernel.lint.citations.anaphora import anaphors
from fazhi.kernel.lint.citations.editions import WORDS_BETWEEN
from fazhi.kernel.lint.citations.model import Citation
from fazhi.kernel.lint.citations.names import Names, clean_title
from fazhi.kernel.lint.citations.numerals import NUMERAL
from fazhi.kernel.lint.citations.places import Place, read_places
from fazhi.kernel.lint.citations.setting import Settings
from fazhi.kernel.lint.citations.titles import is_normative
from fazhi.kernel.lint.lazily import lazily

_LONGEST_TITLE = 220
_ENDINGS = frozenset("法典例定则释案办程见约律规知编")
_SPACE, _CLOSED = frozenset(" \u3000"), frozenset("”』」〉")
# What follows a bare name; a search for the one sign 第 is much quicker than one for the many a name may end with.
_FIRST_ARTICLE = lazily(rf"第(?:\s?[{NUMERAL}])+\s?[条、至和]")
# The same where one of these signs stands before it: most articles are heads of their own, and no name ends there.
_AFTER_A_NAME = lazily(rf"第(?<=[{''.join(sorted(_ENDINGS | _SPACE | _CLOSED))}）)]第)(?:\s?[{NUMERAL}])+\s?[条、至和]")
# Between a bare name and its article: nothing but the edition that is meant, 土地管理法（2004年修正）第三十七条.
_EDITION = lazily(r"[（(](?:19|20)\d\d年?(?:第[一二三四五六]次)?(?:修订|修正|修改)?(?:版|本|文本)?[）)]$")
_BRACKETS = r"(?:\s{0,2}[（(【][^（）()【】\n]{0,120}[）)】])*"
_PART = rf"(?:(?:第\s?[{NUMERAL}]+\s?[编章节])+|[\u4e00-\u9fff]{{2,5}}编|[总分附]则)?"
# Between a title and its article: brackets (document number, abbreviation), 的 or 中, the part of a code.
_GLUE = lazily(rf"[”』」〉]?{_BRACKETS}{WORDS_BETWEEN}\s{{0,2}}(?:中的|中|的|之)?\s{{0,2}}{_PART}\s{{0,2}}(?=第)")
# On to the next place in the same clause: no other title, no place of the text itself, quotations passed over whole.
_ON = lazily(
    rf"(?:[^，,。；;：:！？!?\n《》“”「」（）()第本该同]|“[^”]{{0,300}}”|「[^」]{{0,300}}」|[（(][^（）()]{{0,60}}[）)]){{0,80}}?"
    rf"(?=(?:、|以及|及|和|与|或者|或|并)\s?第\s?[（(]?\s?[{NUMERAL}]+\s?[）)]?\s?[条款项])"
)
_ITSELF = lazily(
    r"本(?:实施|暂行|试行|管理)?(?:法典?|条例|规定|办法|规则|细则|解释|决定|意见|通知|方案|规程|公约|协[定议]|合同|章程|纲要|通则)$"
)
_ANAPHOR = lazily(
    r"(?P<pointing>该|同一?|此|前述|上述|前引|上引)[部件]?《?"
    r"(?P<noun>法典|法律?|条例|办法|规定|规则|细则|(?:司法)?解释|决定|意见|通知|通则|方案|纲要|(?:行政)?法规)》?$"
)
# What a class of instruments is called by names: 该法律, 上述司法解释, 该行政法规.
_CLASSES = {
    "法律": lazily(r"法典?$"),
    "司法解释": lazily(r"^最高人民(?:法院|检察院)|解释$"),
    "行政法规": lazily(r"(?:条例|规定|办法|细则)$"),
    "法规": lazily(r"(?:条例|规定|办法|细则)$"),
}
_POINTING = lazily(r"(?:该|同一?|此|前述|上述|前引|上引)$")
_REGION = lazily(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|经济特区|省|市|县|州|盟|旗|区))+(?:人民政府|人大常委会)?$"
)
# A local title that ends as one of the state does: 甲市市容和环境卫生管理条例.
_LOCAL = lazily(
    r"(?:^|[^\u4e00-\u9fff]|[依按参]照|[依根]据|违反|适用)"
    r"(?P<own>[\u4e00-\u9fff]{1,8}?[省市县州区](?:(?!条例|办法|规定|法)[\u4e00-\u9fff]){1,12}[和与])$"
)
_LEAD = lazily(
    r".*(?:依照|依据|根据|按照|遵照|参照|违反|适用|执行|符合|对照|触犯|属于|讨论|学习|宣读|和|与|及|或|的|在|由|对|将|把|按|以|为|是|有|至|从)"
)
# A bare name that no catalogue knows: after a word that leads to a law, ending as laws of the state and of places do.
_UNKNOWN = lazily(
    r"(?:依照|依据|根据|按照|遵照|参照|违反|适用|执行|符合|触犯|[，。；：、\n“（(和与及或])"
    r"(?P<name>[\u4e00-\u9fff]{2,30}?(?:法|法典|条例|规定|办法|规则|细则|通则|解释|决定))$"
)
# The full name of an interpretation or decision written without marks: from the organ, or from 关于, on.
_ABOUT = lazily(
    r"(?:最高人民(?:法院|检察院)(?:、最高人民检察院)?|国务院|全国人民代表大会常务委员会|全国人大常委会|中共中央)?"
    r"关于[\u4e00-\u9fff〈〉（）]{4,40}(?:解释|规定|决定|批复|意见|办法|通知)$"
)
_OWN = lazily(
    r"(?:本|该|同|此|其|前款|上述|前述|有关|相关|法律|法规|行政法规|部门规章|规章|国家|各项|以上|下列|如下)[^，。]{0,6}$"
)
_GENERIC = frozenset(("法", "条例", "规定", "办法", "规则", "细则", "解释", "决定", "意见", "通知"))
_NO_LAW = ("方法", "做法", "立法", "司法", "执法", "违法", "依法", "合法", "用法", "书法", "该法", "地方性法")
_BEFORE_SHORT = lazily(r"(?:^|[^\u4e00-\u9fff]|[照据按反合对由与和及的至依用行守在除以将为从、])$")


@dataclass(slots=True)
class _Owner:
    """A title or bare name that may own places; ``start`` to ``end`` its own words, marks included."""

    start: int
    end: int
    title: str
    bare: bool


def extract(text: str, names: Names) -> tuple[Citation, ...]:
    """Return the citations of ``text`` in order; ``names`` is what the catalogue knows.

    There is one for every 《…》 that names a normative instrument and for every bare name directly before an article; a
    list gives one for each place, a range one. References of a text to itself (本条例第…条, 前款) are none. 该条例第…条
    counts for the title before it, 该条第二款 or 依第三十五条 for what its sentence cited before (``anaphora``). Legal
    basis of the forms: the drafting norms for statutes (立法技术规范).
    """
    if "《" not in text and "条" not in text:
        return ()
    spans = _titles(text)
    short = _abbreviations(text, spans, names)
    owners = _marked(text, spans, short, names) + _bare(text, spans, short, names)
    owners.sort(key=lambda owner: owner.start)
    settings = Settings(text)
    found: list[Citation] = []
    for owner in owners:
        if not owner.title:
            owner.title = _antecedent(text, owner, found)
            if not owner.title:
                continue
        found += _cite(text, owner, names, settings)
    # A list that goes on behind a quotation ends after what is cited inside it.
    found.sort(key=lambda citation: citation.start)
    going_back = list(anaphors(text, found))
    return tuple(sorted(found + going_back, key=lambda citation: citation.start)) if going_back else tuple(found)


def _titles(text: str) -> list[tuple[int, int]]:
    """The outermost 《…》 of the text, marks included; a mark that is never closed is passed over."""
    found = []
    start = text.find("《")
    while start >= 0:
        end = text.find("》", start)
        if end < 0:
            break
        inner = text.find("《", start + 1, end)
        if inner >= 0:
            end = _outer_end(text, start, end)
        if end < 0 or end - start > _LONGEST_TITLE or text.find("。", start, end) >= 0:
            start = text.find("《", start + 1)
            continue
        found.append((start, end + 1))
        start = text.find("《", end + 1)
    return found


def _outer_end(text: str, start: int, first_close: int) -> int:
    """Where the 》 stands that closes the 《 at ``start`` when others stand inside; -1 when none does in reach."""
    depth, position, limit = 0, start, start + _LONGEST_TITLE
    while position < limit:
        opening, closing = text.find("《", position, limit), text.find("》", position, limit)
        if closing < 0:
            return -1
        if 0 <= opening < closing:
            depth, position = depth + 1, opening + 1
        else:
            depth, position = depth - 1, closing + 1
            if depth == 0:
                return closing
    return -1


def _abbreviations(text: str, spans: list[tuple[int, int]], names: Names) -> Abbreviations:
    short = Abbreviations()
    starts = [start for start, _ in spans]
    for word, begin, end, name in find_declarations(text):
        index = bisect_right(starts, word) - 1
        # The short name may itself stand in 《》: then the title is the one before.
        title = ""
        if index >= 0 and spans[index][1] <= word and _belongs(text, spans[index][1], word):
            joined = index > 0 and text[spans[index - 1][1] : spans[index][0]].strip() in ("", "、", "和", "及", "与")
            if "统" not in text[word:begin] or not joined:
                title = clean_title(text[spans[index][0] + 1 : spans[index][1] - 1])
        else:
            tail = len(text[max(0, word - 80) : word].rstrip(" （(，,【[\u3000"))
            place = max(0, word - 80) + tail
            found = names.start_of(text, place)
            if found >= 0:
                title = text[found:place]
        # A declaration that belongs to no single title resolves nothing, but is no citation either.
        short.add(name, (short.resolve(title, word) or title) if title else None, word, end)
    return short


def _belongs(text: str, end: int, word: int) -> bool:
    """Whether a declaration at ``word`` speaks of the title that ended at ``end``: little but brackets between."""
    if word - end > 90:
        return False
    between = text[end:word]
    if any(mark in between for mark in "。；;《"):
        return False
    plain = re.sub(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]", "", between)
    head, _, tail = plain.replace("(", "（").partition("（")
    return len(head.strip(" ，,、\n")) <= 8 and len(tail) <= 60


def _marked(text: str, spans: list[tuple[int, int]], short: Abbreviations, names: Names) -> list[_Owner]:
    owners = []
    declared = sorted(short.spans)
    ends = [end for _, end in declared]
    for start, end in spans:
        index = bisect_right(ends, start)
        if index < len(declared) and declared[index][0] <= start:
            continue
        title = clean_title(text[start + 1 : end - 1])
        if not title or title[0] == "本" or text[start - 1 : start] == "本":
            continue
        full = short.resolve(title, start) if short.declared else None
        if full is not None:
            # 《许可证》 stays a certificate under whatever short name.
            if is_normative(full) or names.canonical(full) is not None:
                owners.append(_Owner(start, end, full, bare=False))
        elif title in _GENERIC and _POINTING.search(text, max(0, start - 2), start):
            owners.append(_Owner(start, end, "", bare=False))
        elif is_normative(title) or names.canonical(title) is not None:
            owners.append(_Owner(start, end, title, bare=False))
    return owners


def _bare(text: str, spans: list[tuple[int, int]], short: Abbreviations, names: Names) -> list[_Owner]:
    owners = []
    endings = _ENDINGS.union(name[-1] for name in short.declared)
    starts = [start for start, _ in spans]
    behind = 0
    for match in (_AFTER_A_NAME if endings == _ENDINGS else _FIRST_ARTICLE).finditer(text):
        end = match.start()
        end -= text[end - 1 : end] in _SPACE
        end -= text[end - 1 : end] in _CLOSED
        if text[end - 1 : end] in ("）", ")") and (edition := _EDITION.search(text, max(0, end - 20), end)) is not None:
            end = edition.start()
        if end <= behind or text[end - 1] not in endings:
            continue
        behind = match.end()
        index = bisect_right(starts, end) - 1
        if index >= 0 and end <= spans[index][1]:
            continue
        owner = _bare_owner(text, end, short, names)
        if owner is not None:
            owners.append(owner)
    return owners


def _bare_owner(text: str, end: int, short: Abbreviations, names: Names) -> _Owner | None:
    """The bare name that ends there: declared in the text, known to the catalogue, an anaphor, or plainly a law."""
    window = text[max(0, end - 40) : end]
    base = end - len(window)
    if _ITSELF.search(window):
        return None
    if window.endswith("编"):
        return _part_owner(text, end, names)
    known = names.start_of(text, end)
    if short.declared:
        for length in range(min(30, len(window)), 1, -1):
            full = short.resolve(window[-length:], end)
            covers = known < 0 or end - length <= known + len("中华人民共和国")
            if full is not None and covers and _stands_alone(window[:-length], window[-length:]):
                return _Owner(end - length, end, full, bare=True)
    if known >= 0:
        before = text[max(0, known - 14) : known]
        region = _REGION.search(before)
        if region is not None and text[end - 1] != "法":
            own = _LEAD.sub("", region[0])
            known -= len(own)
        return _Owner(known, end, text[known:end], bare=True)
    anaphor = _ANAPHOR.search(window)
    if anaphor is not None:
        return _Owner(base + anaphor.start(), end, "", bare=True)
    about = _ABOUT.search(text, max(0, end - 60), end)
    if about is not None:
        return _Owner(about.start(), end, about[0], bare=True)
    unknown = _UNKNOWN.search(window)
    if unknown is None:
        return None
    name = _LEAD.sub("", unknown["name"]) or unknown["name"]
    least = 3 if name.endswith("法") and not name.endswith("办法") else 8 if not name.endswith("条例") else 4
    if len(name) < least or name.endswith(_NO_LAW) or _OWN.match(name):
        return None
    start = end - len(name)
    longer = _LOCAL.search(text, max(0, start - 24), start)
    if longer is not None:
        start = longer.start("own")
    return _Owner(start, end, text[start:end], bare=True)


def _part_owner(text: str, end: int, names: Names) -> _Owner | None:
    """The known name before the part of a code, 民法典侵权责任编; its own end is that of the name."""
    for at in range(end - 3, max(0, end - 9), -1):
        if text[at - 1 : at] == "典" and (known := names.start_of(text, at)) >= 0:
            return _Owner(known, at, text[known:at], bare=True)
    return None


def _stands_alone(before: str, name: str) -> bool:
    """Whether a short name is a word of its own there: 本条例 and 实施条例 are not the declared 条例."""
    return name not in _GENERIC or _BEFORE_SHORT.search(before) is not None


def _antecedent(text: str, owner: _Owner, found: list[Citation]) -> str:
    """The title that 该条例 stands for: the last one cited shortly before whose name ends so; empty without."""
    pointed = _ANAPHOR.search(text, owner.start, owner.end)
    noun = text[owner.start : owner.end].strip("《》") if pointed is None else pointed["noun"]
    named = _CLASSES.get(noun)
    for citation in reversed(found[-6:]):
        if owner.start - citation.end > 300:
            break
        plain = citation.title.split("（")[0].split("(")[0]
        if named is not None:
            fits = named.search(plain) is not None
        else:
            fits = plain.endswith(noun) or (noun == "法" and plain.endswith("法典"))
        if fits:
            return citation.title
    return ""


def _cite(text: str, owner: _Owner, names: Names, settings: Settings) -> list[Citation]:
    places = _places(text, owner)
    canonical = names.canonical(owner.title)
    in_repeal, in_history = settings.in_repeal(owner.start), settings.in_history(owner.start)
    if not places:
        if owner.bare:
            return []
        places = [Place(start=owner.start, end=owner.end)]
    cited = []
    for number, place in enumerate(places):
        start = owner.start if number == 0 else place.start
        cited.append(
            Citation(
                start=start,
                end=place.end,
                raw=text[start : place.end],
                title=owner.title,
                canonical=canonical,
                article=place.article,
                suffix=place.suffix,
                paragraph=place.paragraph,
                item=place.item,
                to=place.to,
                bare=owner.bare,
                inherited=number > 0,
                quoted=settings.quoted(place.end) if place.article is not None else None,
                in_repeal=in_repeal,
                in_history=in_history,
            )
        )
    return cited


def _places(text: str, owner: _Owner) -> list[Place]:
    glue = _GLUE.match(text, owner.end)
    if glue is None:
        return []
    broken = text.count("\n", owner.end, glue.end())
    places = read_places(text, glue.end())
    if broken and (broken > 1 or (places and text[places[-1].end : places[-1].end + 1].isspace())):
        # The title ends its line and the text's own first article begins the next.
        return []
    while places:
        on = _ON.match(text, places[-1].end)
        more = read_places(text, on.end(), places[-1]) if on is not None else []
        if not more:
            break
        places += more
    return places
