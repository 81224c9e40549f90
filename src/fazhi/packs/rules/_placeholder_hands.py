"""What is open and no gap: what a text speaks of or quotes, and what goes out for somebody else's hand."""

from __future__ import annotations

from typing import Final

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_fields import BY_HAND, FOR_OTHERS, NAMED_ASIDE, SLIP

__all__ = ["for_a_hand", "is_spoken_of"]

_CN: Final = "\u4e00-\u9fff"
_WORDING: Final = lazily(r"”(?:[、和或]?“[^“”]{1,12}”){0,4}(?:等|之类的?|这样的)?(?:字样|字眼|记号|标记|符号)")
# The sign is named in the same line as what is to be replaced: 印发《关于××的通知》时应将“××”替换为具体事项.
_WORDED: Final = lazily(
    rf"[{_CN}%×Xx]{{0,8}}”?(?:这种|这样|之类|一类)?的(?:表述|写法|说法|提法|记载|模板|字样)|[{_CN}]{{0,4}}系(?:举例|示例|示范|假设)"
)
_REPLACED: Final = lazily("”(?:替换|换成|换为|改为|改成)")
_TOLD: Final = lazily(r"[(【\[]请[^()【】\[\]]{0,12}填[写好]?(?:后|并|完)")
_SUCH: Final = lazily(r"[^《》“”,。]{0,30}》(?:一类|这类|之类|此类|这种|这样|的?写法|范本|示范文本|模板)")
# Who quotes says where the words stand, who said them, or that they must not stand there.
_QUOTING: Final = lazily(
    r"(?:谣言|传言|网传|谎称|误传|(?:载|写|注|标|列)明|标注|写[着有道成作为]?|印[着有]|刻有|贴有|[说称道答喊问]|询问|请勿|不得|不要|勿|不能|不应|杜绝|避免|防止"
    r"|[栏文本中里内处项]为?|显示|留有|仍[有留]|出现|使用|所谓|格式[为是]|原文|原话|规定)[:,]?$"
)
_QUOTED: Final = lazily(
    r"(?:[、和及]?“[^“”]{1,20}”)*(?:组成|构成|(?:系|属于|均为|是)(?:谣言|不实|虚假|误传|伪造)|[的]?(?:视频|图片|传言|说法|表述|写法|字样|记载|字眼|措辞|错误|笔误|涂鸦|标语|横幅|留言|帖子|牌子|来信)|(?:条款|条目|部分)?(?:空缺|空白|缺失|未填|漏填)|一?[处栏项]|等(?:表述|说法|写法|问题|内容|空白|栏目|字段))"
)
_DAY_ALONE: Final = lazily("[ _年月日时分:]+")
_SENTENCE: Final = lazily("[。?!…]")
_CALLED_SO: Final = lazily("”(?:、?“[^“”]{1,8}”)*等")
_NICKNAMED: Final = lazily("[帮贷宝会教案门派]”")
_LABEL: Final = rf"[{_CN}()]{{1,12}}:? *_{{2,}} *[{_CN}/]{{0,4}}(?:\([^()]*\))? *"
_LABELS: Final = lazily(rf"(?:{_LABEL}){{2,}}")
_HANDED_OUT: Final = lazily(
    r"\((?:[^()]{0,8}由|供)[^()]{1,10}填[写报]?\)|\([^()]{0,8}(?:自填|空表)[^()]{0,8}\)|\([^()]{0,12}填[写好]后[^()]{0,20}\)"
)
_HEADED: Final = lazily(r" *[^。,;:()]{0,20}(?:回执|存根|[表单栏联卡页])\((?:本表|此栏)?[由供][^()]{1,14}填写?\) *")
"""The head of a form says who is to fill it in."""
_SIGNS: Final = (
    "法定代表人|授权代表|授权代理人|委托代理人|代理人|代表人|见证人|记录人|书记员|受?送达人|代收人|被?询问人|被?调查人|被?谈话人|被?约谈人|陈述人|在场人|"
    "邀请参加人|调解员|主持人|当事人|申请人|被申请人|公证员|[收付交领]款人|审核人|验收人|监督人|移交人|接收人|证人|检查人|被检查人|翻译人?|鉴定人|监护人|执法人员|协助人"
)
_SIGNERS: Final = lazily(
    rf" *(?:(?:{_SIGNS})(?:[或、/](?:{_SIGNS}))?: *_{{2,}} *)(?:(?:{_SIGNS}|送达时间|日期|时间)(?:[或、/](?:{_SIGNS}))?:[_ 年月日时分]* *|[ _]*年[ _]*月[ _]*日[ _]*)+"
)
"""Two or more who sign, side by side."""
_FAR: Final = 12
"""Lines of a slip, at most, above the one that is looked at."""


def is_spoken_of(line: str, first: int, last: int) -> bool:
    """Whether the text speaks of the sign (“××”等字样), quotes words in which it stands, or tells who is to fill it in."""
    if NAMED_ASIDE.search(line[max(0, first - 12) : first]) or _TOLD.match(line, first) is not None:
        return True
    if _SUCH.match(line, last) is not None:
        return True
    if _WORDED.match(line, last) is not None:
        return True
    if _REPLACED.search(line) is not None and f"“{line[first:last]}”" in line:
        return True
    front, behind = line[:first].rstrip("【[(<"), len(line) - len(line[last:].lstrip("】])>"))
    if front.endswith("“") and _WORDING.match(line, behind) is not None:
        return True
    return any(_is_quoted(line, first, last, *marks) for marks in ("“”", "‘’"))


def _is_quoted(line: str, first: int, last: int, opens: str, closes: str) -> bool:
    """Whether the sign stands in words that somebody said, wrote or must not write, and not in a name set off by marks."""
    begun = line.rfind(opens, 0, first)
    ended = line.find(closes, last)
    if begun < 0 or ended < 0 or line.find(closes, begun, first) >= 0:
        return False
    if line.startswith(":", begun - 1) and _SENTENCE.search(line, begun, ended) is not None:
        return True
    if first == begun + 1:
        if last >= ended - 2 and _CALLED_SO.match(line, ended) is not None:
            return True
        if _NICKNAMED.match(line, last) is not None:
            return True
    if _DAY_ALONE.fullmatch(line, begun + 1, ended) is not None and (
        _QUOTING.search(line, max(0, begun - 12), begun) is not None or _QUOTED.match(line, ended + 1) is not None
    ):
        return True
    if not any("\u4e00" <= sign <= "\u9fff" for sign in line[begun + 1 : first] + line[last:ended]):
        return False
    return _QUOTING.search(line, max(0, begun - 12), begun) is not None or _QUOTED.match(line, ended + 1) is not None


def for_a_hand(document: Document, at: int) -> bool:
    """Whether what is open in the line of a place is for a hand to write in: a signature, a slip, a form for others."""
    text = document.folded
    begun, ended = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[begun : ended if ended >= 0 else len(text)]
    if _HEADED.fullmatch(line) is not None or BY_HAND.search(line) is not None:
        return True
    if _SIGNERS.fullmatch(line) is not None:
        return True
    return _in_form(document, at) or _in_slip(document, begun, line)


def _in_slip(document: Document, at: int, line: str) -> bool:
    """Whether a line of labels alone stands under the head of what goes out to be filled in: 回执, 申请表(由申请人填写)."""
    if _LABELS.fullmatch(line.strip()) is None:
        return False
    lines = document.folded[:at].rstrip().splitlines()[-_FAR:]
    for above in reversed(lines):
        if (SLIP.search(above) or _HANDED_OUT.search(above)) and "____" not in above:
            return True
        if _LABELS.fullmatch(above.strip()) is None:
            return False
    return False


def _in_form(document: Document, at: int) -> bool:
    """Whether the place lies in an annex whose head says that it is a form for others to fill in."""
    text = document.folded
    head = max(text.rfind("\n附件", 0, at), text.rfind("\n附表", 0, at), 0 if text.startswith(("附件", "附表")) else -1)
    if head < 0:
        return False
    end = text.find("\n", text.find("\n", head + 1) + 1)  # its number may stand in a line of its own
    return FOR_OTHERS.search(text, head, end if end > head else len(text)) is not None
