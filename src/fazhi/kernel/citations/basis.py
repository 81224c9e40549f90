"""The basis of a step, term or gate: a law, a policy or a local setting, and how it may be printed.

A local parameter must never look like an article of a law; that rule lives here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from fazhi.kernel.citations.reference import LawRef, parse_ref, places_cn
from fazhi.kernel.errors import CitationError, PackError

UNSET_TERM = "本县（镇）设定，无法定期限"
_ARTICLE_IN_TEXT = re.compile(r"第\s*[0-9０-９零〇一二三四五六七八九十百千]+\s*条")
_KEYS = frozenset({"ref", "text", "force", "mark"})


class Force(StrEnum):
    """How strongly a basis binds the township."""

    MUST = "must"
    REF = "ref"
    POLICY = "policy"
    LOCAL = "local"
    SEED = "seed"


class Mark(StrEnum):
    """How far a basis was verified: read in the text, seen in an excerpt, from knowledge, a sample policy."""

    READ = "✔"
    EXCERPT = "◇"
    UNVERIFIED = "▲"
    SEED = "§"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One declared basis; ``where`` an id is shown it is the pack's own name for it.

    Raises CitationError when force ``must``, ``ref`` or ``policy`` names nothing to rest on (the first two need a
    ``ref``), and when a basis that is not ✔, or has no ``ref``, smuggles an article in through its ``text``.
    """

    id: str
    ref: LawRef | None = None
    text: str | None = None
    force: Force
    mark: Mark

    def __post_init__(self) -> None:
        if self.text is not None and not self.text.strip():
            raise CitationError("依据的文字是空的", code="empty_basis", where=self.id, hint="写上内容，或删去 text")
        if self.ref is None and self.force in (Force.MUST, Force.REF):
            hint = "写上 ref；本地规定请用 force = “local”"
            raise CitationError(f"force 为“{self.force}”的依据没有写法律", code="empty_basis", where=self.id, hint=hint)
        if self.ref is None and self.text is None and self.force is Force.POLICY:
            hint = "写上 ref 或 text"
            raise CitationError("政策依据没有写是哪份文件、什么要求", code="empty_basis", where=self.id, hint=hint)
        if self.text and not self.prints_article and _ARTICLE_IN_TEXT.search(self.text):
            hint = "核对原文后写成 ref 并标 ✔，或从文字中删去条号"
            raise CitationError("未核对的依据不得写条号", code="article_in_text", where=self.id, hint=hint)

    @property
    def prints_article(self) -> bool:
        """Whether this basis is printed as a citation of an article: only ✔ with a ``ref``."""
        return self.mark is Mark.READ and self.ref is not None

    def cn(self) -> str:
        """Return the words shown to officials: the citation (参照《…》 for ``ref``), or what local rule or policy asks.

        Anything but ✔ prints no article; a local or seed basis that says nothing prints ``UNSET_TERM``.
        """
        if self.ref is not None and self.prints_article:
            return self.law_cn(self.ref) + places_cn([self.ref])
        said = self.text or (self.ref.title_cn() if self.ref else None)
        if said is None:
            return UNSET_TERM
        return ("本县（镇）规定：" if self.force in (Force.LOCAL, Force.SEED) else "工作要求：") + said

    def law_cn(self, ref: LawRef) -> str:
        """Return how the law of ``ref`` is named by this basis: 《…》, or 参照《…》 where it only guides."""
        return ("参照" if self.force is Force.REF else "") + ref.title_cn()

    @classmethod
    def from_dict(cls, id: str, data: Mapping[str, object], *, where: str = "basis") -> Basis:
        """Return the basis declared in a pack as ``{ref, text, force, mark}``; ``where`` names the table it stands in.

        Raises PackError naming the key for unknown keys, wrong types, unknown values of ``force`` and ``mark``, an
        unreadable ``ref`` and whatever the class itself refuses.
        """
        place = f"{where}.{id}"
        unknown = sorted(set(data) - _KEYS)
        if unknown:
            raise PackError(f"不认识的键“{unknown[0]}”", where=place, hint=f"可用的键：{'、'.join(sorted(_KEYS))}")
        words: dict[str, str | None] = {}
        for key in sorted(_KEYS):
            value = data.get(key)
            if value is not None and not isinstance(value, str):
                raise PackError("须写成文字", where=f"{place}.{key}")
            words[key] = value
        force, mark, ref = words["force"], words["mark"], words["ref"]
        if force not in tuple(Force):
            raise PackError(f"force 不能是“{force}”", where=f"{place}.force", hint=f"可用：{'、'.join(Force)}")
        if mark not in tuple(Mark):
            raise PackError(f"mark 不能是“{mark}”", where=f"{place}.mark", hint=f"可用：{'、'.join(Mark)}")
        try:
            return cls(
                id=id, ref=parse_ref(ref) if ref else None, text=words["text"], force=Force(force), mark=Mark(mark)
            )
        except CitationError as error:
            raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error


def bases_cn(bases: Iterable[Basis], *, rest: bool = False) -> str:
    """Return several bases as one phrase: articles of one law together, law and article named once.

    Where some of them print articles, only those are printed: 参照《…》第二十五条、第二十六条第一款；《…》第八条. With
    ``rest`` also what the others ask is printed, after them.
    """
    return _phrase(tuple(bases), rest)


@lru_cache(maxsize=4096)
def _phrase(said: tuple[Basis, ...], rest: bool) -> str:
    """Put bases into words once: each task and each term of every act names its own."""
    laws: dict[str, list[LawRef]] = {}
    for item in said:
        if item.prints_article and item.ref is not None:
            laws.setdefault(item.law_cn(item.ref), []).append(item.ref)
    phrases = [law + places_cn(places) for law, places in laws.items()]
    if rest or not laws:
        phrases += dict.fromkeys(item.cn() for item in said if not item.prints_article)
    return "；".join(phrases)
