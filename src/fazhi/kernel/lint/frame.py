"""The frame of an official paper: title, 文号, addressee, signature and date, found by where and how they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from fazhi.kernel.lint.lazily import lazily

if TYPE_CHECKING:
    from fazhi.kernel.lint.document import Document

Span = tuple[int, int]

_HEAD_BLOCKS: Final = 40  # a page from a website has a long head before its title
_HEAD_CHARS: Final = 3000
_FOOT_BLOCKS: Final = 14
_LONGEST_TITLE: Final = 70

# Words that end the title of an official paper, a contract or a rule of a village.
_TYPE: Final = (
    "通知|通告|公告|公报|决定|决议|命令|意见|报告|请示|批复|议案|函|纪要|办法|规定|细则|规则|规范|章程|方案|规划|计划|要点|"
    "总结|公约|民约|规约|条例|制度|清单|合同|协议|协议书|合同书|意向书|备忘录|承诺书|责任书|决定书|告知书|通知书|答复书|"
    "答复|意见书|建议书|申请书|笔录|回证|催告书|公示|说明|解读|述职|述法|情况|标准|指引|指南|预案|议程|讲话|倡议书|法"
)
_TITLE: Final = lazily(
    rf"(?:{_TYPE})(?:\([^()\n]{{1,30}}\)|〔[^〕]*〕|及其?说明|草案|\(草案\))?$|^关于.{{4,}}的|^(?:目标)?责任状$"
)
_TITLE_ENDS: Final = frozenset(word[-1] for word in _TYPE.split("|")) | frozenset(")〕明案状")
_NOT_TITLE: Final = lazily(
    r"^(?:索引号|文号|发文|成文|发布|来源|日期|时间|作者|编辑|浏览|当前位置|首页|公开方式|有效性|统一编号|主题|摘要|关键词"
    r"|签发|编号|目录|附件|>|•|\*|份号|密级|紧急程度|第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)"
    r"|甲方|乙方|当事人|申请人|被申请人|送达(?!回证|公告|地址|材料)|打印|字号|分享)"
)
_NUMBER: Final = lazily(
    r"(?<![\u4e00-\u9fffA-Za-z])(?:文号[:\s]*)?"
    r"([\u4e00-\u9fff]{1,14}[〔\[(【][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】][ ]?第?[0-9]{1,5}号)(?=$|\s)",
    re.MULTILINE,
)
_NUMBER_END: Final = lazily(r"[〔\[(【][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】][ ]?第?[0-9]{1,5}号(?=$|\s)", re.MULTILINE)
_ADDRESSEE: Final = lazily(r"^[ \t]*([^\n。;!?]{2,120}?)[:][ \t]*$", re.MULTILINE)
_NO_ADDRESSEE: Final = lazily(
    r"如下|分为|包括|[是为]$|第[一二三四五六七八九十百0-9]+[条章]|条件|情形|(?:目的|原则|要求|日期|来源)$"
)
_DAY: Final = r"((?:19|20)[0-9]{2})[年./-][ ]?(1[0-2]|0?[1-9])[月./-][ ]?(3[01]|[12][0-9]|0?[1-9])(?:日|(?![0-9]))"
_DATED: Final = lazily(_DAY)
_DATE_LINE: Final = lazily(rf"^[ \t]*(?:[^\n。,;]{{0,40}}?)\(?{_DAY}\)?[^\n\u4e00-\u9fff]*$", re.MULTILINE)
_HEAD_DATE: Final = lazily(rf"(?:成文日期|发文日期|印发日期|签订日期|签订时间|签约日期|日期|发布时间|时间)[:\s]*{_DAY}")
_CN_DAY: Final = lazily(
    r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_CN_DIGITS: Final = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_ANNEX: Final = lazily(r"\n[ \t]*附件(?:[0-9一二三四五]|[ \t]*\n)")
_SIGNS: Final = lazily(
    r"(?:政府|委员会|办事处|局|办公室|办|所|中心|院|司|厅|部|队|公司|合作社|党委|村委会|小组|协会|处)(?:\(.{1,6}\))?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What was found in the head and the foot; ``None`` for what was not."""

    title: Span | None = None
    number: Span | None = None
    addressee: Span | None = None
    signature: Span | None = None
    date: date | None = None
    date_span: Span | None = None


def read_frame(document: Document) -> Frame:
    """Return the frame of a document."""
    folded = document.folded
    title = _title(document)
    # What a number ends with is looked for first: the number itself begins with any sign.
    number = _NUMBER.search(folded, 0, _HEAD_CHARS) if _NUMBER_END.search(folded, 0, _HEAD_CHARS) else None
    after = title[1] if title else 0
    addressee = _ADDRESSEE.search(folded, after, after + 400) if title else None
    if addressee and (len(folded[after : addressee.start()].strip()) > 60 or _NO_ADDRESSEE.search(addressee[1])):
        addressee = None
    day, day_span = _signed_day(document)
    return Frame(
        title=title,
        number=number.span(1) if number else None,
        addressee=addressee.span(1) if addressee else None,
        signature=_signature(document, day_span),
        date=day,
        date_span=day_span,
    )


def _title(document: Document) -> Span | None:
    folded, blocks = document.folded, document.blocks
    first: Span | None = None
    for index in range(min(len(blocks), _HEAD_BLOCKS)):
        start, end = blocks.starts[index], blocks.ends[index]
        written = folded[start:end].lstrip()
        start = end - len(written)
        line = written.lstrip("# ").rstrip("* ")
        if len(line) > _LONGEST_TITLE or line.endswith(("。", ";", ":", ",")) or _NOT_TITLE.match(line) or not line:
            if "。" in line and len(line) > _LONGEST_TITLE:
                break  # the running text has begun
            continue
        if line.endswith("号") and _NUMBER.fullmatch(line):
            continue
        if _may_be_title(line) and _TITLE.search(line):
            return _with_line_above(document, index, (start, end))
        if first is None and len(line) >= 4 and start < 200:
            first = (start, end)
    return first if first and len(blocks) > 2 else None


def _may_be_title(line: str) -> bool:
    """Whether a line begins or ends as ``_TITLE`` asks: most do not, and one look at a sign tells."""
    return line.rstrip("\n")[-1:] in _TITLE_ENDS or line.startswith("关于")


def _with_line_above(document: Document, index: int, span: Span) -> Span:
    """A title over two lines: the first one begins with 关于 or an issuer and was cut short."""
    blocks, folded = document.blocks, document.folded
    if index == 0:
        return span
    start, end = blocks.starts[index - 1], blocks.ends[index - 1]
    line = folded[start:end].strip()
    joined = (
        line.startswith("关于") or line.endswith(("关于", "印发", "人民政府", "办事处", "《")) or "关于印发《" in line
    )
    apart = folded[end : span[0]].count("\n") > 1
    if joined and not apart and not line.endswith("》的通知") and len(line) <= _LONGEST_TITLE:
        return start + (len(folded[start:end]) - len(folded[start:end].lstrip())), span[1]
    return span


def _signed_day(document: Document) -> tuple[date | None, Span | None]:
    """The last date that stands on a line of its own near the end, before the annexes; else one named in the head."""
    folded, blocks = document.folded, document.blocks
    stop = len(blocks)
    annex = _ANNEX.search(folded) if "附件" in folded else None
    body = blocks.at(annex.start() + 1) if annex else None
    ranges = [range(max(0, stop - _FOOT_BLOCKS), stop)]
    if body is not None and body > 3:
        ranges.insert(0, range(max(0, body - _FOOT_BLOCKS), body))
    for span in ranges:
        for index in reversed(span):
            start, end = blocks.starts[index], blocks.ends[index]
            if end - start <= _LONGEST_TITLE and (found := _date_in(folded, start, end)):
                return found
    # What all of them end with is looked for first: they begin with many a sign.
    named = folded.find("日期", 0, _HEAD_CHARS) >= 0 or folded.find("时间", 0, _HEAD_CHARS) >= 0
    if named and (head := _HEAD_DATE.search(folded, 0, _HEAD_CHARS)):
        return _day(head), head.span()
    for index in range(min(len(blocks), 12)):
        start, end = blocks.starts[index], blocks.ends[index]
        if end - start <= _LONGEST_TITLE and (dated := _date_in(folded, start, end)):
            return dated
    return None, None


def _date_in(folded: str, start: int, end: int) -> tuple[date, Span] | None:
    line = folded[start:end]
    if ("20" in line or "19" in line) and (match := _DATE_LINE.search(line)):
        inner = _DATED.search(line, match.start())
        if inner and (day := _day(inner)):
            return day, (start + inner.start(), start + inner.end())
    if "年" in line and (match := _CN_DAY.search(line)) and not line[match.end() :].strip():
        year = int("".join(str(_CN_DIGITS[sign]) for sign in match[1]))
        try:
            return date(year, _small(match[2]), _small(match[3])), (start + match.start(), start + match.end())
        except (ValueError, KeyError):  # 二月三十日, 五五月
            return None
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None  # 2 月 30 日 is the business of a rule, not of the frame


def _small(written: str) -> int:
    tens, _, ones = written.rpartition("十")
    if "十" not in written:
        return _CN_DIGITS[written]
    return (_CN_DIGITS[tens] if tens else 1) * 10 + (_CN_DIGITS[ones] if ones else 0)


def _signature(document: Document, day: Span | None) -> Span | None:
    """The issuer signs on the line of the date or in one of the three lines above it."""
    if day is None or day[0] < len(document.text) // 2:
        return None
    folded, blocks = document.folded, document.blocks
    at = blocks.at(day[0])
    if at is None:
        return None
    before = folded[blocks.starts[at] : day[0]].strip(" (")
    if len(before) >= 3:
        return blocks.starts[at], blocks.starts[at] + len(folded[blocks.starts[at] : day[0]].rstrip(" ("))
    for index in range(at - 1, max(at - 4, -1), -1):
        start, end = blocks.starts[index], blocks.ends[index]
        line = folded[start:end].strip()
        if _SIGNS.search(line) and len(line) <= 40:
            return start + (end - start - len(folded[start:end].lstrip())), end
        if len(line) > 40 or line.endswith(("。", ";")):
            return None
    return None
