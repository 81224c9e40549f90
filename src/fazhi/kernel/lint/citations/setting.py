"""What surrounds a citation: a repeal clause, a line of history, wording quoted from the article."""

from __future__ import annotations

from fazhi.kernel.lint.lazily import lazily

_LONGEST_SENTENCE = 3000
_HISTORY_BEGIN = lazily(
    r"[\s（(*>#]*(?:根据|经|由|依照)?\s*[（(]?\s*(?:[12]\d{3}|[１２][０-９]{3}|[一二]九?[〇○零一二三四五六七八九]{2,3})\s?年"
)
_HISTORY_END = lazily(
    r"(?:通过|修正|修订|修改|公布|发布|颁布|批准|批转)(?:[^。\n]{0,40}(?:施行|实施))?[\s）)*。；;，,]*$"
)
_TITLE = lazily(r"《[^》]{0,200}》")
_REPEALS = lazily(r"废止|(?:宣布|同时|一并|即行|自行|自动|继续|已经?|均|现|起)失效|失效的")
_PROMULGATED = lazily(
    r"现(?:予|将其?)(?:公布|发布)|(?:已经?|业经).{0,80}(?:通过|批准|同意)，(?:现|自)|已于.{0,60}通过，"
)
_FORMERLY = lazily(r"施行(?:之|以)?前，?[^。；，《]{0,4}(?:依照|按照|依据|根据)[^。；]*$")
_SAYS = lazily(
    r"\s?(?:中|里)?(?:明确|已经?|也|均|就|即|都)?(?:规定|指出|要求|载明|写明|明确|强调|界定|称)?(?:的|了|为|是|有)?\s?[：:，,]?\s?[“「\"](?P<said>[^”」\"]{4,800})[”」\"]"
    r"|\s?(?:关于|有关|中|所称|规定的|中规定的)\s?[“「\"](?P<about>[^”」\"]{4,800})[”」\"]"
    # 第三十三条规定，双方当事人“可以自…申请司法确认”: the subject stands before the mark. A long quotation only, and
    # no name of a thing: “…”的做法.
    r"|\s?(?:中|里)?(?:明确|已经?|也|均|就|即|都)?(?:规定|要求|载明|写明|明确|强调)(?:了)?[，,：:]"
    r"(?P<led>(?:(?!推行|开展|实行|落实|建立|打造|形成|做到|坚持|所谓|称为|叫做)[^“”「」\"《》。；;\n第]){2,24}"
    r"“[^”\n]{14,400})”(?!的)"
)
# Wording that is quoted to be altered is not what the article says now.
_ALTERED = lazily(r"(?:”\s*“[^”]{0,300}){0,4}[”」\"]?[，,。]?\s*(?:一句)?(?:相应)?(?:修改|改|增加|删去|删除|调整)")


class Settings:
    """Answers about places of one text; sentences and lines already judged are remembered."""

    __slots__ = ("_line", "_sentence", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentence: tuple[int, int, bool, bool] = (0, 0, False, False)
        self._line: tuple[int, int, bool] = (0, 0, False)

    def in_repeal(self, at: int) -> bool:
        """Return whether the sentence (between two 。, over line breaks) speaks of a repeal."""
        return self._judged(at)[2]

    def in_history(self, at: int) -> bool:
        """Return whether the place tells of former days: a line of adoption, a promulgation, 本法施行前依照…."""
        if self._judged(at)[3] or _FORMERLY.search(self._text, self._judged(at)[0], at):
            return True
        text, (start, end, told) = self._text, self._line
        if not start <= at < end:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            told = (
                end - start < 2000
                and _HISTORY_BEGIN.match(text, start, end) is not None
                and _HISTORY_END.search(text, start, end) is not None
            )
            self._line = (start, end, told)
        return told

    def quoted(self, end: int) -> tuple[int, int] | None:
        """Return the span of wording in quotation marks that follows a place as what it says; ``None`` without."""
        match = _SAYS.match(self._text, end)
        if match is None:
            return None
        span = next(match.span(name) for name in ("said", "about", "led") if match[name] is not None)
        return None if _ALTERED.match(self._text, span[1]) else span

    def _judged(self, at: int) -> tuple[int, int, bool, bool]:
        start, end = self._sentence[:2]
        if not start <= at < end:
            text = self._text
            start = text.rfind("。", max(0, at - _LONGEST_SENTENCE), at) + 1 or max(0, at - _LONGEST_SENTENCE)
            end = text.find("。", at, at + _LONGEST_SENTENCE) + 1 or min(len(text), at + _LONGEST_SENTENCE)
            repeal = text.find("废止", start, end) >= 0 or text.find("失效", start, end) >= 0
            if repeal:
                # 《关于废止…的决定》 is a title like any other; only what the sentence itself says counts.
                repeal = _REPEALS.search(_TITLE.sub("", text[start:end])) is not None
            promulgated = _PROMULGATED.search(text, start, end) is not None
            self._sentence = (start, end, repeal, promulgated)
        return self._sentence
