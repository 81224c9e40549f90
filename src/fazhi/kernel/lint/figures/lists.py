"""Lists beside the number that announces them (Q018): 三项措施：一是…二是…; 以下 4 个村：A、B、C; A、B、C 四个部门."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from ...citations import number_cn
from .slips import Checked, Slip

__all__ = ["check_lists"]

_DIGITS: Final = {"两": 2, "十": 10} | {char: at for at, char in enumerate("零一二三四五六七八九")}
_N: Final = r"(?P<n>[二两三四五六七八九十]|十[一二三四五六七八九]|\d{1,2})"
_UNIT: Final = (
    "(?:个方面|方面|个|项|条|类|种|大|点|步|级|件|名|位|所|家|部|支|处|座|套|批|环节|阶段|部分|户|起|本|人"
    "|组|村|镇|篇|期|次|张|块|台|辆|条?线)"
)
_ANNOUNCED: Final = lazily(
    rf"(?<![\d.第〔年月日至零〇一二三四五六七八九十百千等])(?:{_N}){_UNIT}(?!月|工作日|小时|以[上下])"
    r"(?P<noun>[^\d,;:。、()两三四五六七八九十]{0,14}?)"
    r"(?:,?(?P<open>分别(?:为|是|如下)?|依次(?:为|是)|即|具体(?:为|是|如下|包括|有)|如下|是指|(?:主要)?(?:包括|有|是|为)))?[:,(]?\s*$"
)
_MANY: Final = lazily(r"[二两三四五六七八九十\d]")
_ANY_COUNT: Final = lazily(rf"[二两三四五六七八九十\d]+{_UNIT}")
_RANK: Final = lazily(r"[二两三四五六七八九十\d]+[级类]")
_PARTED: Final = lazily(r"(?:分为|分成|分|下列|以下|划为|这|共|有)$")
"""三级、二类 are ranks, unless something is parted into so many."""
_PEOPLE: Final = lazily(r"[二两三四五六七八九十\d]+[人名户起次张位]")
_BRACKET: Final = lazily(r"\((?<![\n。;]\()(?=[^、]{0,14}、)")
"""A bracket with names in it, unless it begins a line or a sentence: then no count stands in front of it."""
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_STYLES: Final = (
    ("{cn}是", "{cn}是"),
    ("{cn}要", "{cn}要"),
    ("第{cn},", "第{cn}[,、]"),
    ("第{cn}、", "第{cn}[,、]"),
    ("首先,", "其次"),
    ("({cn})", r"\({cn}\)"),
    ("{circle}", "{circle}"),
    ("{n}.", r"(?<!\d){n}\.(?!\d)"),
    ("{n}、", r"(?<!\d){n}、"),
    ("({n})", r"\({n}\)"),
    ("{cn}、", "(?<![一二三四五六七八九十、]){cn}、"),
)
"""How the first of a list is marked, and the pattern of those that follow."""
_FAR: Final = 4000
_BACK: Final = 34
_LONGEST: Final = 120
_MORE: Final = lazily(r"最后|此外|另外|同时,|还要|再次|末尾")


def _value(written: str) -> int:
    if written.isdigit():
        return int(written)
    if written[0] == "十" and len(written) == 2:
        return 10 + _DIGITS[written[1]]
    return _DIGITS[written]


def check_lists(text: str) -> Iterator[Slip | Checked]:
    """Yield what is to be said of the lists of a text; ``text`` is folded, offsets are its own."""
    for at in _places(text, ":"):
        yield from _behind(text, at)
    for at in _places(text, "一是"):
        if text[at - 1 : at] in (",", "。", ";", " "):
            yield from _behind(text, at - 1)
    for word in ("分别是", "分别为", "即"):
        for at in _places(text, word):
            if text.find("、", at, at + 16) >= 0:
                yield from _named(text, at + len(word))
    for bracket in _BRACKET.finditer(text):
        yield from _named(text, bracket.start(), bracket=True)
    yield from _in_front(text)
    for found in _TOGETHER.finditer(text):
        yield from _together(text, found)


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _announced(text: str, at: int) -> re.Match[str] | None:
    """Return the count that a list is announced by, which ends at ``at``; None where there is none or more than one."""
    far = max(0, at - _BACK)  # to look back further, to a stop that is rare, would be to read the text again and again
    begin = max(text.rfind("\n", far, at), text.rfind("。", far, at), text.rfind(";", far, at), at - _BACK) + 1
    if not _MANY.search(text, begin, at):
        return None
    found = _ANNOUNCED.search(text[begin:at])
    if found is None or _value(found["n"]) < 2:
        return None
    clause = re.split(r"[,:]", text[begin : begin + found.start()])[-1]
    if clause.endswith(("一到", "级到", "类到")):
        return None
    if _ANY_COUNT.search(clause) or (_RANK.match(found[0]) and not _PARTED.search(clause)):
        return None
    return found


def _behind(text: str, at: int) -> Iterator[Slip | Checked]:
    """Judge what follows a colon at ``at`` (or a stop before 一是): a list with marks, or names."""
    after = at + 1
    while after < len(text) and text[after] in " \n":
        after += 1
    marked = _marked(text, after)
    if marked is None:
        if text[at] == ":" and "\n" not in text[at:after]:
            yield from _named(text, at + 1)
        return
    found = _announced(text, at)
    if found is None:
        return
    stated = _value(found["n"])
    many, more = _followed(text, after, *marked)
    if _PEOPLE.match(found[0]) and not found["open"]:
        return
    if many < 2 or (many < stated and more):
        return
    start = at - len(found[0]) + found.start("n") - found.start()
    yield from _said(start, found, stated, many)


def _said(start: int, found: re.Match[str], stated: int, many: int) -> Iterator[Slip | Checked]:
    if many == stated:
        yield Checked(start)
        return
    end = start + found.end("noun") - found.start("n")
    yield Slip(
        start=start,
        end=end,
        message=f"写明的是 {stated} 项，所列的是 {many} 项",
        suggestion="核对是漏列、多列，还是项数写错",
    )


@cache
def _form(pattern: str, n: int) -> str:
    cn, circle = number_cn(n), _CIRCLED[n - 1 : n] or "⑳"
    return pattern.replace("{cn}", cn).replace("{circle}", circle).replace("{n}", str(n))


def _marked(text: str, at: int) -> tuple[str, str] | None:
    """Return the style of the mark that stands at ``at``, where it is the first of a list."""
    if at >= len(text) or text[at] not in "一第首(①1":
        return None
    for mark, first, rest in _firsts():
        if text.startswith(mark, at) and not (first == "{n}." and text[at + 2 : at + 3].isdigit()):
            return first, rest
    return None


@cache
def _firsts() -> tuple[tuple[str, str, str], ...]:
    """Return how the first of a list looks in each style, with its style."""
    return tuple((_form(first, 1), first, rest) for first, rest in _STYLES)


def _followed(text: str, at: int, first: str, rest: str) -> tuple[int, bool]:
    """Return how many marks of one style follow one another, and whether something else may go on with the list."""
    line = at == 0 or text[at - 1 : at].strip(" ") in ("", "\n")
    opening = text.rfind("\n", 0, at) + 1
    starts_line = not text[opening:at].strip()
    mark = _form(first, 1)
    again = text.find(mark, at + 1)
    limit = min(len(text), at + _FAR, again if again > 0 else len(text))
    higher = _higher(text, at, first) if starts_line else None
    if higher is not None:
        limit = min(limit, higher)
    elif not starts_line and not line:
        limit = min(limit, _end_of_part(text, at))
    many, place = 1, at + len(mark)
    if first == "首先,":
        words = ["其次", "再次|第三,|然后", "最后"]
        for word in words:
            if found := re.compile(rf"(?<=[。;,\n])(?:{word})").search(text, place, limit):
                many, place = many + 1, found.end()
        return many, True
    while many < 40:
        pattern = _form(rest, many + 1)
        pattern = rf"(?:(?<=\n)|(?<=\n )|(?<=\n  )){pattern}" if starts_line else rf"(?<=[。;,:\s]){pattern}"
        found = re.compile(pattern).search(text, place, limit)
        if found is None:
            break
        many, place = many + 1, found.end()
    cn = number_cn(many + 1)
    other = re.compile(
        rf"{cn}(?:是|要|靠|来|抓)|第{cn}|\({cn}\)|{_CIRCLED[many : many + 1] or '⑳'}|(?<=[。;,\s]){cn}、"
    )
    hidden = other.search(text, place, limit) is not None or _MORE.search(text, place, limit) is not None
    return many, hidden or limit >= at + _FAR


def _end_of_part(text: str, at: int) -> int:
    """Return where the part of a text ends that a list inside a line belongs to: the next heading."""
    found = _HEAD.search(text, at)
    return found.start() if found else len(text)


_HEAD: Final = lazily(
    r"\n *(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百]+[章条节]|#)"
)
_ABOVE: Final = {
    "{cn}、": lazily(r"\n *(?:第[一二三四五六七八九十百]+[章条节部]|#|附件|附:)"),
    "({cn})": lazily(r"\n *(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]+[章条节部]|#|附件|附:)"),
}
_OTHERS: Final = lazily(
    r"\n *(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|第[一二三四五六七八九十百]+[章条节部]|#|附件|附:)"
)


def _higher(text: str, at: int, first: str) -> int | None:
    """Return where a heading above a list of lines ends it."""
    found = _ABOVE.get(first, _OTHERS).search(text, at + 1)
    return found.start() if found else None


_ASIDE: Final = lazily(r"\([^()]*\)|《[^《》]*》|“[^“”]*”")
_JOINED: Final = lazily(r"以及|和(?![谐平解睦])|(?<![以普])及(?![时格])|(?<!参)与(?!会)")
_OPEN_END: Final = lazily(r"等(?:[^、,]{0,8})$|…$")


def _named(text: str, at: int, *, bracket: bool = False) -> Iterator[Slip | Checked]:
    """Judge the names that stand at ``at``, behind a count: to the end of the sentence or of the bracket."""
    found = _announced(text, at)
    if found is None:
        return
    stop = re.compile(r"\)" if bracket else r"[。;\n!]").search(text, at + 1)
    end = stop.start() if stop else len(text)
    if end - at > 300:
        return
    words = text[at + (1 if bracket else 0) : end]
    stated = _value(found["n"])
    many = _counted(words, stated)
    if many is None:
        return
    least, most, ended = many
    start = at - len(found[0]) + found.start("n") - found.start()
    among = (found["open"] or "").endswith(("包括", "有", "是", "为")) and not (found["open"] or "").startswith("分别")
    if least <= stated <= most:
        yield Checked(start)
    elif (ended and not among and abs(least - stated) <= max(2, stated // 4)) or stated < least <= stated + 3:
        yield from _said(start, found, stated, least)


def _counted(words: str, stated: int) -> tuple[int, int, bool] | None:
    """Return the least and greatest number of names in a list, and whether the list is closed (no 等)."""
    bare = _ASIDE.sub("某", words.strip())
    open_end = _OPEN_END.search(bare)
    if open_end is not None:
        bare = bare[: open_end.start()]
    if re.search(r"\d", bare) and not re.search(r"、", bare):
        return None
    ahead, _, rest = bare.partition(",")
    if "、" in ahead:
        names = ahead.split("、")
        if rest and ("、" in rest or (len(rest) <= 8 and len(names) < stated)):
            return None
    elif "、" in bare or not rest:
        names = [ahead]
        if not _JOINED.search(ahead):
            return None
    else:
        names = bare.split(",")
        if max(map(len, names)) - min(map(len, names)) > 4:
            return None
    if any(not 1 <= len(name) <= 20 for name in names) or len(names) < 2:
        return None
    joined = len(_JOINED.findall(names[-1]))
    # 经济和信息化局 is one name, 桥头和石塘 are two: either is let pass.
    loose = sum(len(_JOINED.findall(name)) for name in names[:-1])
    least = len(names) - loose + (joined if joined == 1 and not loose else 0)
    return least, len(names) + joined + loose, open_end is None


_FRONT: Final = lazily(
    # With one of several signs in front, the search skips what begins no count.
    r"[等两三四五六七八九十](?:(?<=(?P<among>等))(?:共?计?)(?P<m>[二两三四五六七八九十]|\d{1,2})|(?<=(?P<n>[两三四五六七八九十])))"
    r"(?:级(?!以|人|政|单|主)|类|方面?(?!式|案|法|向|针)|个(?!月|工|年|小|以|自)|项(?!目)|种(?!植|子)|家|大(?!于|型|队|会|专|学|厅|桥|道|病|额|事|门|厦|街|院)|所|部门|要素|环节|位一体)"
)


_NO_COUNT: Final = frozenset("第、至到—-\n“0123456789零一二三四五六七八九十百")
_ORDINAL: Final = lazily(r"^\s*(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])")
_LED: Final = lazily(r"分为|是指|包括|涉及|建立|形成|组织|覆盖|围绕|聚焦|对照|针对|构建")


def _in_front(text: str) -> Iterator[Slip | Checked]:
    """Judge the names in front of their count: 柳湾村、桥头村、石塘村等 3 个村, 事前、事中、事后三个阶段."""
    for found in _FRONT.finditer(text):
        start = found.start()
        if text[start - 1 : start] in _NO_COUNT:
            continue
        far = max(0, start - _LONGEST - 1)
        if "、" not in text[far:start]:
            continue
        begin = max(text.rfind(mark, far, start) for mark in "\n。;,:(") + 1
        if start - begin < 3 or start - begin > _LONGEST:
            continue
        if "、" not in text[begin:start]:
            continue
        words = _ASIDE.sub("某", text[begin:start])
        words = _LED.split(_ORDINAL.sub("", words))[-1]
        names = words.split("、")
        if "等" in words or (len(names) == 2 and names[0][-1:] != names[1][-1:]):
            continue
        stated = _value(found["m"] or found["n"])
        if stated < 2 or len(names) < 2 or not _alike(names):
            continue
        joined = len(_JOINED.findall(names[-1]))
        loose = sum(len(_JOINED.findall(name)) for name in names[:-1])
        least, most = len(names), len(names) + joined + loose
        if not _whole_name(names[0], names[1:]):
            least -= 1
        if least <= stated <= most:
            yield Checked(start)
        elif most < stated and found["among"]:
            continue
        elif abs(most - stated) <= 2 and not loose:
            at = found.start("m") if found["m"] else start
            yield Slip(
                start=at,
                end=found.end(),
                message=f"写明的是 {stated} 项，前面所列的是 {most} 项",
                suggestion="核对是漏列、多列，还是项数写错",
            )


_TOGETHER: Final = lazily(
    r"共(?P<n>[二两三四五六七八九十]|\d{1,2})(?:家|个)(?P<noun>(?:成员)?单位|部门|站所|村(?![民组级干小])|行政村|社区|乡镇|街道)"
)
_OPEN: Final = lazily("等|所属|下属|其[他它余]|相关|有关|各|全部")


def _together(text: str, found: re.Match[str]) -> Iterator[Slip | Checked]:
    """Judge 由综治办、司法所、派出所、自然资源所共 4 家单位组成: closed, since nothing stands for others."""
    start = found.start()
    far = max(0, start - _LONGEST)
    begin = max(text.rfind(mark, far, start) for mark in "\n。;,:(") + 1
    words = re.split("(?:由|包括|涉及|覆盖)", _ASIDE.sub("某", text[begin:start]))[-1]
    names = words.split("、")
    if begin == 0 < far or len(names) < 3 or _OPEN.search(words) or _JOINED.search(words) or not _alike(names):
        return
    if found["noun"] not in ("单位", "成员单位", "部门", "站所") and any(
        _BODY.search(name) and name[-1] != found["noun"][-1] for name in names
    ):
        return
    stated, many = _value(found["n"]), len(names)
    if stated == many:
        yield Checked(start)
    elif abs(stated - many) <= 2:
        yield Slip(
            start=start,
            end=found.end(),
            message=f"写明的是 {stated} 项，前面所列的是 {many} 项",
            suggestion="核对是漏列、多列，还是项数写错",
        )


def _alike(names: list[str]) -> bool:
    """Say whether the names behind the first are of one kind: the same last sign, or the same length."""
    rest = names[1:]
    if any(not 1 <= len(name) <= 12 or re.search(r"\d", name) for name in rest):
        return False
    if _JOINED.search(rest[-1]):
        rest = [*rest[:-1], *_JOINED.split(rest[-1])]
    same = len({name[-1:] for name in rest}) == 1 or len({len(name) for name in rest}) == 1
    return same or (len(rest) > 2 and all(_BODY.search(name) for name in rest))


_BODY: Final = lazily(r"(?:办|队|所|站|局|委|院|科|室|中心|部|会|处|厅|组|村|社区|镇|街道|公司|学校|银行)$")


def _whole_name(first: str, rest: list[str]) -> bool:
    """Say whether the first name, with the words that lead to it, ends as the others do."""
    return len(first) <= max(map(len, rest)) or len({name[-1:] for name in (first, *rest)}) == 1
