"""Places that go back to a citation before them in the sentence: 该条第二款, 前款, 后者第八条, 未依第三十五条催告.

Only in texts without articles of their own: in others 前款 and 第八条 are the text's. Inside wording quoted from a law
本法 is that law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fazhi.kernel.lint.citations.model import Citation
from fazhi.kernel.lint.citations.numerals import NUMERAL, read_number
from fazhi.kernel.lint.citations.places import PARAGRAPH, Place, read_places
from fazhi.kernel.lint.lazily import lazily

_OWN_ARTICLES = lazily(rf"(?:^|\n)[ \u3000*#]*第\s?[一1]\s?条(?![{NUMERAL}、，,和至规所的])")
_INSIDE = (
    rf"(?:第\s?(?P<paragraph>[{NUMERAL}]+)\s?款)?"
    rf"(?:第?\s?[（(]?\s?(?P<item>[{NUMERAL}]+)\s?[）)]?\s?项)?"
)
_BEFORE = r"(?P<before>前[条款])(?![一二两三四五六七八九十几]|所称的?决定)"
_PLACE = rf"第\s?[{NUMERAL}]+\s?条(?:第\s?[（(]?[{NUMERAL}]+[）)]?\s?[款项])*"
_BACK = lazily(
    rf"(?P<same>[该同此][条款]|其中|(?<=[依照据按用反合在见引于和及由])(?=第\s?[{NUMERAL}]+\s?款)){_INSIDE}"
    rf"|{_BEFORE}"
    rf"|(?P<which>[前后]者)(?:的|中)?(?=第)(?:第\s?(?P<of_which>[{NUMERAL}]+)\s?款)?"
    r"|(?:(?<=[依照据按用反合在见引其])(?<!意见)|(?<=属于)|(?<=注意)|(?<=涉及)|(?<=[现应]为)|(?<=改列)|(?<=[移调]至)|(?<=[整正]为))(?P<article>\s?“?(?=第))"
    # Who has no articles himself and says 本法 means the law he has just cited.
    r"|(?P<law>本法(?=第))"
    # 第十八条第一款要求…，第二款禁止…: told by what the place does, for 第二条路线 does nothing.
    rf"|(?<=[，；而但])(?:第\s?(?P<next>[{NUMERAL}]+)\s?款|(?P<further>{_PLACE}(?:[、和与]{_PLACE}){{0,6}}))"
    r"(?=则|的(?:情形|规定|要求|行为|期限)|(?:还|也|又|另|分别|同时)?(?:规定|要求|明确|讲|写|说|禁止|列|界定|管的?是?|是关于|授权|允许|赋予|设定|确立|更|针对|不问|不限)(?!书|了?合同))"
    # 第七十条倡导…: so high a number counts no measures or lessons.
    rf"|(?<=[，；])(?P<high>(?=第\s?(?:[{NUMERAL}]{{3,}}|[1-9][0-9]|[{NUMERAL}]?[二三四五六七八九]十|十[{NUMERAL}])\s?条(?!以[上下])))"
    r"|(?<=[问答][：:])\s?(?P<asked>(?=第))"
)
# A sentence that begins so goes on with what the one before it cites.
_GOES_ON = lazily(
    r"[\s　]*(?:(?:但是?|而|且|并且|其中|至于)?[，,]?(?:[前后]者|[该同此][条款])(?:的|中)?第|[问答][：:])"
)
# Whose article it is where the paper speaks of a draft or a contract too, nobody can say.
_OTHERS = lazily(
    r"草案|送审稿|征求意见稿|讨论稿|合同|协议|章程|本[^，。；《]{0,4}(?:办法|规定|通知|方案|意见|细则|制度|决定|[议约定知]书)|文件第"
)
# The same where the place says what it does, 第十条要求订立书面合同: only one who speaks of articles of a contract.
_OWN_PLACES = lazily(
    r"草案|送审稿|征求意见稿|讨论稿|(?:合同|协议|章程)(?:的|中|里)?[约第]|[本该](?:合同|协议|章程)|"
    r"本[^，。；《]{0,4}(?:办法|规定|通知|方案|意见|细则|制度|决定|[议约定知]书)|文件第"
)
_QUOTES = lazily(
    r"(?:规定|所称|写明|明确|载明|指出|要求|中|的|了|为|是|[：:，,\s]){0,4}“([^”\n]{4,400})”"
    r"|[^。；，,：:“”《》第\n]{1,14}[：:，,]\s?“(?P<led>[^”\n]{4,400})”"
)
_WITHIN = lazily(
    r"本(?P<noun>法典?|条例|规定|办法|规则|细则|解释)(?=第)|(?<=[依照据按用反合因])(?P<article>(?=第))"
    rf"|本条(?=第)第\s?(?P<own>[{NUMERAL}]+)\s?款|{_BEFORE}"
)
_WORDING = lazily(r"“([^”\n]{4,400})”")
_TITLE = lazily(r"《[^》]{0,200}》")
_LONGEST_SENTENCE = 400


def anaphors(text: str, found: Sequence[Citation]) -> Iterator[Citation]:
    """Yield what goes back to one of ``found`` (in their order); each lies in the sentence of what it goes back to."""
    if not found or _OWN_ARTICLES.search(text) is not None:
        return
    at = 0
    while at < len(found):
        end = _sentence_end(text, found[at].end)
        last = at
        while last < len(found) and found[last].start < end:
            last += 1
        yield from _in_sentence(text, end, list(found[at:last]))
        at = last


def _sentence_end(text: str, at: int) -> int:
    """Where the sentence ends, and those after it that go on with what it cites."""
    limit = min(len(text), at + _LONGEST_SENTENCE)
    while True:
        ends = [end for sign in "。\n" if (end := text.find(sign, at, limit)) >= 0]
        end = min(ends, default=limit)
        if end >= limit or _GOES_ON.match(text, end + 1) is None:
            return end
        at = end + 1


def _in_sentence(text: str, end: int, cited: list[Citation]) -> Iterator[Citation]:
    quotes = {}
    for each in cited:
        match = _QUOTES.match(text, each.end)
        if match is not None and each.article is not None:
            quotes[match.span(1 if match["led"] is None else "led")] = each
    for (start, stop), law in quotes.items():
        yield from _in_quote(text, start, stop, law)
    yield from _in_further_quotes(text, end, cited, quotes)
    # To look back further, to a stop that is rare, would be to read the text again and again.
    far = max(0, cited[0].start - _LONGEST_SENTENCE)
    begin = max(far, *(text.rfind(sign, far, cited[0].start) + 1 for sign in "。\n"))
    words = _TITLE.sub("", text[begin:end])
    doubtful, drafted = _OTHERS.search(words) is not None, _OWN_PLACES.search(words) is not None
    done = 0
    for match in _BACK.finditer(text, cited[0].end, end):
        before = [each for each in cited if each.end <= match.start()]
        if match.start() < done or not before or any(a <= match.start() < b for a, b in quotes):
            continue
        if any(each.start <= match.start() < each.end for each in cited):
            continue
        if text.count("“", before[-1].end, match.start()) > text.count("”", before[-1].end, match.start()):
            continue
        for place, law in _read(text, match, before, doubtful=doubtful, drafted=drafted):
            done = place.end
            new = _placed(law, text, place)
            cited.append(new)
            cited.sort(key=lambda each: each.start)
            yield new


def _read(
    text: str, match: re.Match[str], before: Sequence[Citation], *, doubtful: bool, drafted: bool
) -> Iterator[tuple[Place, Citation]]:
    """Yield the places that the words mean and the citation whose law they belong to.

    ``doubtful`` says that the sentence speaks of a paper with articles of its own, ``drafted`` that it speaks of them.
    """
    last = before[-1]
    start = match.start()
    if match["same"] is not None:
        paragraph, item = (read_number(match[key]) if match[key] else None for key in ("paragraph", "item"))
        if last.article is None or (paragraph is None and item is None) or last.to is not None:
            return
        if match["same"].endswith("款"):
            if item is None or paragraph is not None:
                return
            paragraph = last.paragraph
        if match["same"] == "其中" and paragraph is None:
            paragraph = last.paragraph
        yield (
            Place(
                start=start, end=match.end(), article=last.article, suffix=last.suffix, paragraph=paragraph, item=item
            ),
            last,
        )
    elif match["before"] is not None:
        yield from ((place, last) for place in _before(text, match, last))
    elif match["which"] is not None:
        titles = list(dict.fromkeys(each.title for each in before))
        if len(titles) == 2:
            title = titles[match["which"] == "后者"]
            of_it = [each for each in before if each.title == title]
            if match["of_which"] is not None:
                yield from _paragraph(start, match.end(), read_number(match["of_which"]), of_it[-1])
                return
            law = of_it[0]
            yield from ((place, law) for place in read_places(text, match.end()))
    elif match["next"] is not None:
        if not drafted and last.paragraph is not None:
            yield from _paragraph(start, match.end(), read_number(match["next"]), last)
    elif match["further"] is not None:
        if not drafted and last.article is not None:
            yield from ((place, last) for place in read_places(text, start))
    elif match["law"] is not None:
        if last.title.split("（")[0].endswith("法") and not drafted:
            yield from ((place, last) for place in read_places(text, match.end()))
    elif last.article is not None and not doubtful:  # 依第三十五条催告; 问：第四十二条呢？
        yield from ((place, last) for place in read_places(text, match.end()))


def _paragraph(start: int, end: int, paragraph: int | None, of: Citation) -> Iterator[tuple[Place, Citation]]:
    """Yield another paragraph of the article that was cited, where there is one."""
    if of.article is not None and of.to is None and paragraph is not None:
        yield Place(start=start, end=end, article=of.article, suffix=of.suffix, paragraph=paragraph), of


def _before(text: str, match: re.Match[str], of: Citation) -> Iterator[Place]:
    """Yield what 前款 means, with the items named behind it, or 前条; nothing where the citation does not tell."""
    if of.article is None or of.to is not None:
        return
    if match["before"] == "前条":
        if of.article > 1 and of.suffix is None:
            yield Place(start=match.start(), end=match.end(), article=of.article - 1)
        return
    if of.paragraph is None or of.paragraph < 2:
        return
    whole = Place(
        start=match.start(),
        end=match.end(),
        article=of.article,
        suffix=of.suffix,
        paragraph=of.paragraph - 1,
        level=PARAGRAPH,
    )
    yield from read_places(text, match.end(), whole, at_once=True) or [whole]


def _in_quote(text: str, start: int, stop: int, law: Citation) -> Iterator[Citation]:
    """Inside wording of an article 本法 and a bare article are that law's, 前款 and 本条 that article's."""
    for match in _WITHIN.finditer(text, start, stop):
        if match["before"] is not None:
            for place in _before(text, match, law):
                yield _placed(law, text, place)
            continue
        if match["own"] is not None:
            for place, _ in _paragraph(match.start(), match.end(), read_number(match["own"]), law):
                yield _placed(law, text, place)
            continue
        yield from _of_law(text, match, law)


def _of_law(text: str, match: re.Match[str], law: Citation) -> Iterator[Citation]:
    if match["noun"] is None or law.title.split("（")[0].endswith(match["noun"]):
        for place in read_places(text, match.end()):
            yield _placed(law, text, place)


def _in_further_quotes(
    text: str, end: int, cited: Sequence[Citation], quotes: Mapping[tuple[int, int], Citation]
) -> Iterator[Citation]:
    """Wording that does not follow its article at once, 允许在“本条例第三十三条规定的期限内”: 本条例 tells whose."""
    for quote in _WORDING.finditer(text, cited[0].end, end):
        if any(start < quote.end(1) and quote.start(1) < stop for start, stop in quotes):
            continue
        before = [each for each in cited if each.end <= quote.start()]
        for match in _WITHIN.finditer(text, *quote.span(1)):
            if match["noun"] is not None and before[-1].article is not None:
                yield from _of_law(text, match, before[-1])


def _placed(law: Citation, text: str, place: Place) -> Citation:
    return replace(
        law,
        start=place.start,
        end=place.end,
        raw=text[place.start : place.end],
        article=place.article,
        suffix=place.suffix,
        paragraph=place.paragraph,
        item=place.item,
        to=place.to,
        inherited=True,
        quoted=None,
    )
