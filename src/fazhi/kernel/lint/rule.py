"""A rule: one mistake, one code. ``@rule`` for a function, ``pattern_rule`` and ``require_rule`` for the usual forms.

Patterns are regular expressions over the folded text; an author may write full or half width. Without ``(?s)`` a dot
passes 。 but no line break; ``^`` and ``$`` match at the ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from fazhi.kernel.errors import PackError
from fazhi.kernel.lint.context import Context
from fazhi.kernel.lint.cues import cues_of
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import NOT_LAW, Certainty, Hit, Severity
from fazhi.kernel.lint.folding import fold
from fazhi.kernel.lint.kinds import Kind
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.needs import compiled

Check = Callable[[Document, int, int, Context], Iterator[Hit]]

_CODE: Final = lazily(r"[A-Z]{1,3}[0-9]{3}|LOCAL-[A-Z0-9-]{1,30}")
_REVERSED_WITHIN: Final = 12
_TOGETHER_WITHIN: Final = 48


class Scope(StrEnum):
    """How much of the document a rule is given at once."""

    SENTENCE = "sentence"
    ARTICLE = "article"
    BLOCK = "block"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text of a kind, with the day it is judged on; ``count`` is how many findings of the code it must give."""

    text: str
    kind: Kind | None = None
    as_of: date | None = None
    count: int | None = None

    @property
    def as_of_day(self) -> date:
        """The day the example is judged on."""
        return self.as_of or EXAMPLE_DAY


EXAMPLE_DAY: Final = date(2026, 9, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check with all that is printed about it. ``kinds`` empty means every kind; ``deep`` rules are off by default.

    ``patterns`` are searched in its scope, ``anywhere`` in the whole document; both are only told here, for the build.
    Nothing is found where one of ``also`` does not match in its scope, or one of ``somewhere`` nowhere in the document.
    Patterns that are ``own`` are looked for in documents of its kinds alone, even where it is asked of others.
    Of each of ``together`` all must match near each other; the first of them stands among ``patterns`` too.
    ``since`` and ``until`` (exclusive) bound the date of the documents a rule applies to. ``over`` are codes that say
    the same of any document: where this rule was made for the kind of the document, they are not shown beside it.
    """

    code: str
    name: str
    title: str
    why: str
    basis: tuple[str, ...]
    severity: Severity
    message: str
    suggestion: str
    check: Check = field(repr=False)
    blocking: bool = False
    kinds: frozenset[Kind] = frozenset()
    scope: Scope = Scope.SENTENCE
    cues: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    together: tuple[tuple[str, ...], ...] = ()
    anywhere: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    somewhere: tuple[str, ...] = ()
    confidence: float = 0.9
    called: Certainty | None = None
    deep: bool = False
    since: date | None = None
    until: date | None = None
    over: frozenset[str] = frozenset()
    bad: tuple[Example, ...] = field(repr=False)
    good: tuple[Example, ...] = field(repr=False)
    gated: bool = False
    """Whether there is nothing to be found where none of ``patterns`` matches in the scope; the run looks first."""

    @property
    def certainty(self) -> Certainty:
        """How its findings are called towards officials: a rule that rests on form alone is about the wording.

        ``called`` wins: two figures that do not agree are to be looked at, whatever the rule rests on.
        """
        if self.called is not None:
            return self.called
        if all(basis.startswith("文字规范：") for basis in self.basis):
            return Certainty.WORDING
        return Certainty.SUSPECTED if self.severity is Severity.ERROR else Certainty.VERIFY

    @property
    def asked(self) -> tuple[str, ...]:
        """The patterns it may look for in the whole document."""
        return (*self.anywhere, *self.patterns) if self.gated and self.scope is Scope.DOCUMENT else self.anywhere

    @property
    def needed(self) -> tuple[str, ...]:
        """The patterns of which a set of rules asks at once what they need: those above, and what gates a sentence."""
        elements = (each for group in self.together for each in group)
        return (*self.asked, *self.somewhere, *((*self.patterns, *elements, *self.also) if self.gated else ()))

    def applies(self, kind: Kind) -> bool:
        """Whether the rule looks at documents of this kind."""
        return not self.kinds or kind in self.kinds


def rule(
    *,
    code: str,
    name: str,
    title: str,
    why: str,
    basis: Iterable[str],
    severity: str,
    bad: Iterable[Example | str],
    good: Iterable[Example | str],
    message: str = "",
    suggestion: str = "",
    blocking: bool = False,
    kinds: Iterable[str] = (),
    scope: str = "sentence",
    cues: Iterable[str] = (),
    confidence: float = 0.9,
    called: str | None = None,
    deep: bool = False,
    since: date | None = None,
    until: date | None = None,
    over: Iterable[str] = (),
    patterns: Iterable[str] = (),
    own: Iterable[str] = (),
    together: Iterable[tuple[str, ...]] = (),
    anywhere: Iterable[str] = (),
    also: Iterable[str] = (),
    somewhere: Iterable[str] = (),
    gated: bool = False,
) -> Callable[[Check], Rule]:
    """Return a decorator that makes a rule of a function; the function yields a ``Hit`` for each place.

    Raises PackError for a rule without examples, reason, basis or (unless it looks at the document) cues.
    """

    def made(check: Check) -> Rule:
        found = Rule(
            code=code, name=name, title=title, why=why, basis=tuple(basis), severity=Severity(severity),
            message=message or title, suggestion=suggestion, check=check, blocking=blocking,
            kinds=frozenset(Kind(kind) for kind in kinds), scope=Scope(scope),
            cues=tuple(fold(cue) for cue in cues), patterns=tuple(patterns), own=frozenset(own),
            together=tuple(together), anywhere=tuple(anywhere), also=tuple(also), somewhere=tuple(somewhere),
            confidence=confidence,
            called=Certainty(called) if called is not None else None, deep=deep,
            since=since, until=until, over=frozenset(over), bad=_examples(bad), good=_examples(good), gated=gated,
        )  # fmt: skip
        _refuse_incomplete(found)
        return found

    return made


def pattern_rule(
    *,
    patterns: Iterable[str],
    together: Iterable[tuple[str, ...]] = (),
    unless: Iterable[str] = (),
    also: Iterable[str] = (),
    document_also: Iterable[str] = (),
    document_unless: Iterable[str] = (),
    before_unless: Iterable[str] = (),
    titled: str = "",
    group: int | str = 0,
    each: bool = False,
    cues: Iterable[str] = (),
    **declared: object,
) -> Rule:
    """Return the rule that any of ``patterns`` matches in its scope (the sentence) while nothing excuses it.

    Each of ``together`` holds the elements of a mistake, in whatever order they are said within some fifty signs of the
    first; that one is marked. It is silent where one of ``unless`` matches in the same scope, one of ``also`` does not,
    one of
    ``document_unless`` matches anywhere, one of ``document_also`` nowhere, or one of the words ``before_unless`` stands
    in the twelve signs before the match. ``titled`` must match in the title where there is one. ``group`` is what is
    marked; ``each`` marks every match instead of the first. Cues are derived from the patterns unless given.
    """
    searched, groups = tuple(patterns), tuple(together)
    excuses, needs = tuple(unless), tuple(also)
    nowhere, somewhere, reversed_by = tuple(document_unless), tuple(document_also), tuple(before_unless)

    looked_for = (*((pattern, ()) for pattern in searched), *((group_[0], group_[1:]) for group_ in groups))
    firsts = tuple(dict.fromkeys((*searched, *(group_[0] for group_ in groups))))

    def check(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
        folded = document.folded
        if titled and not is_titled(document, titled):
            return
        for pattern, others in looked_for:
            for match in compiled(pattern).finditer(folded, start, end):
                if others and not _near(folded, match, start, end, others):
                    continue
                if reversed_by and _reversed(folded, start, match.start(), reversed_by):
                    continue
                if any(compiled(each_one).search(folded, start, end) for each_one in excuses):
                    return
                if not all(compiled(each_one).search(folded, start, end) for each_one in needs):
                    return
                if not all(context.found(document, each_one) for each_one in somewhere):
                    return
                if any(context.found(document, each_one) for each_one in nowhere):
                    return
                yield Hit(*match.span(0 if others else group))
                if not each:
                    return

    given = tuple(cues) or cues_of(firsts) or ()
    around = (*somewhere, *nowhere)
    declared = {"also": needs, "somewhere": somewhere, **declared}
    declared = {"patterns": firsts, "together": groups, "anywhere": around, **declared}
    return rule(cues=given, gated=True, **declared)(check)  # type: ignore[arg-type]


def require_rule(
    *,
    all_of: Iterable[str | tuple[str, str]],
    place: str = "end",
    when: Iterable[str] = (),
    unless: Iterable[str] = (),
    titled: str = "",
    **declared: object,
) -> Rule:
    """Return the rule that a document of its kinds has all of these; one finding of absence names what is missing.

    ``all_of`` are patterns, or pairs of a word for the reader and a pattern; a message may hold ``{missing}``.
    ``place`` is ``end``, ``title``, ``signature`` or ``start``. All of ``when`` must match for the rule to ask at all,
    and ``titled`` in the title where there is one: a kind holds several papers.
    """
    if place not in _PLACES:
        raise PackError(f"place不能是“{place}”", where=str(declared.get("code")), hint=f"可用：{'、'.join(_PLACES)}")
    needed = tuple(("", item) if isinstance(item, str) else item for item in all_of)
    asked, excuses = tuple(when), tuple(unless)

    def check(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
        if titled and not is_titled(document, titled):
            return
        if not all(context.found(document, pattern) for pattern in asked):
            return
        if any(context.found(document, pattern) for pattern in excuses):
            return
        missing = [word for word, pattern in needed if not context.found(document, pattern)]
        if not missing:
            return
        at = _PLACES[place](document)
        words = "、".join(word for word in missing if word)
        message = str(declared.get("message") or declared["title"])
        if "{missing}" in message:
            message = message.replace("{missing}", words)
        elif words:
            message = f"{message}：未见{words}"
        yield Hit(at, at, message=message, absent=True)

    everything = (*(pattern for _, pattern in needed), *asked, *excuses)
    declared = {"scope": "document", "anywhere": everything, "somewhere": asked, **declared}
    return rule(**declared)(check)  # type: ignore[arg-type]


def is_titled(document: Document, pattern: str) -> bool:
    """Return whether the pattern matches in the title; true of a document without one."""
    if document.title is None:
        return True
    return compiled(pattern).search(document.folded_title) is not None


def _end_of(document: Document) -> int:
    return document.written_end


def _signature_of(document: Document) -> int:
    frame = document.frame
    if frame.signature:
        return frame.signature[0]
    return frame.date_span[0] if frame.date_span and frame.date_span[0] > len(document.text) // 2 else _end_of(document)


_PLACES: Final[dict[str, Callable[[Document], int]]] = {
    "end": _end_of,
    "signature": _signature_of,
    "title": lambda document: document.title[1] if document.title else 0,
    "start": lambda document: 0,
}


def _reversed(folded: str, start: int, at: int, words: tuple[str, ...]) -> bool:
    before = folded[max(start, at - _REVERSED_WITHIN) : at]
    return any(word in before for word in words)


def _near(folded: str, match: re.Match[str], start: int, end: int, others: tuple[str, ...]) -> bool:
    """Whether all of the others match in the same scope near a match, before or after it."""
    begin, stop = max(start, match.start() - _TOGETHER_WITHIN), min(end, match.end() + _TOGETHER_WITHIN)
    return all(compiled(each).search(folded, begin, stop) for each in others)


def _examples(given: Iterable[Example | str]) -> tuple[Example, ...]:
    return tuple(Example(text=item) if isinstance(item, str) else item for item in given)


def _refuse_incomplete(found: Rule) -> None:
    where = f"规则{found.code}"
    if not _CODE.fullmatch(found.code):
        raise PackError(f"规则编号“{found.code}”不能用", hint="写成一至三个大写字母加三位数字，如 N001")
    for word, value in (("名称", found.name), ("标题", found.title), ("理由", found.why), ("依据", found.basis)):
        if not value:
            raise PackError(f"没有写{word}", where=where)
    if not found.bad or not found.good:
        raise PackError("正例和反例都要有", where=where, hint="bad写会命中的句子，good写容易误报而不得命中的句子")
    if not found.cues and found.scope is not Scope.DOCUMENT:
        hint = "把模式写得必含某个词，或者用cues写明；只有看全文的规则可以没有线索词"
        raise PackError("没有线索词", where=where, hint=hint)
    if any(not basis.startswith(NOT_LAW) and "：" in basis for basis in found.basis):
        raise PackError(f"依据“{found.basis}”读不懂", where=where, hint=f"不是法条的，开头写{'、'.join(NOT_LAW)}")
