"""Rules made ready for many documents: one scan for the words of all of them, and what those words tell.

The scan is one pass of an Aho-Corasick automaton; sentences are offsets, found by walking their ends along with the
matches. Nothing is made per sentence. A rule of patterns looks at a sentence only where the words that one of its
patterns cannot do without stand in it together, and at a document only where that is so anywhere in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final

from fazhi.kernel.citations import LawRef
from fazhi.kernel.lint.cues import cues_of
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Certainty, basis_of
from fazhi.kernel.lint.kinds import Kind
from fazhi.kernel.lint.needs import COMMON, compiled, needs_of
from fazhi.kernel.lint.rule import Rule, Scope
from fazhi.kernel.lint.scan import Match, Scan
from fazhi.kernel.lint.triggers import ALWAYS, Triggers, Way, both, scannable, united, words_of

_CHUNK: Final = 200_000  # matches of one chunk are held at once, so this bounds the memory
_REMEMBERED: Final = 40_000  # sums of ways; a few thousand make up nearly all sentences
_CONTENT: Final = "NF"
_EVERYWHERE: Final = "GLQ"  # families that look at page headers and footers too
_FREQUENT: Final = frozenset(
    (*"处罚交水电月受被药乡镇",
     "的,", "定的", "应当", "规定", "其他", "以上", "安全", "组织", "申请", "使用", "违法", "管理", "单位",
     "依法", "按照", "进行", "经营", "生产", "直接", "要求", "法规", "办法", "情节", "影响", "国家", "政府",
     "国务院", "法律", "服务", "保险", "制定", "犯罪", "情况", "提供", "条件", "规划", "基金", "设备", "处理", "建立")
)  # fmt: skip
"""Words that stand in so many sentences that to wait for them costs more than the searches it saves."""
_COMMON: Final = COMMON | _FREQUENT
_place: Final = itemgetter(1)
_rule: Final = itemgetter(0)
Gate = Callable[[str, int, int], object]
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What every finding of one rule has in common; worked out once."""

    content: bool  # of what is found in the whole document, nothing is a sentence that sets something
    everywhere: bool
    basis: tuple[LawRef | str, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the scan saw in one document: ``present`` words, ``found`` are their indexes, the ``matches`` themselves
    where it is not long, and which conditions ``met`` (see ``Triggers``) hold of it as a whole."""

    present: set[str]
    found: set[int]
    matches: list[Match] | None
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """The words that only documents of some ``kinds`` are searched for; their indexes begin with ``first``."""

    scan: Scan | None
    first: int
    kinds: frozenset[Kind]


class RuleSet:
    """Rules made ready: one automaton over all their cues. Make it once for a kind and use it for many documents."""

    __slots__ = (
        "_beyond",
        "_bounded",
        "_documents",
        "_gates",
        "_loose",
        "_near",
        "_over",
        "_owners",
        "_patterns",
        "_scan",
        "_sentences",
        "_strict",
        "_told",
        "_whole",
        "_wide",
        "_words",
        "asked",
        "dated",
        "over",
        "rules",
    )  # fmt: skip

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self.dated = frozenset(at for at, rule in enumerate(self.rules) if rule.since or rule.until)
        self._told: list[Told | None] = [None] * len(self.rules)
        self.over = tuple(rule for rule in self.rules if rule.over)
        self._over: dict[Kind, dict[str, frozenset[str]]] = {}
        self._whole = tuple(at for at, rule in enumerate(self.rules) if rule.scope is Scope.DOCUMENT or not rule.cues)
        # A cue of one sign stands in most documents: it is looked for only where a rule for the whole one names it.
        self._loose = {
            at: signs for at in self._whole if (signs := tuple(cue for cue in self.rules[at].cues if len(cue) == 1))
        }
        parts = [
            (at, patterns, strict)
            for at, rule in enumerate(self.rules)
            if at not in set(self._whole)
            for patterns, strict in _parts(rule)
        ]
        self._near = tuple(at for at, _, _ in parts)
        self._strict = tuple((which, self.rules[at].kinds) for which, (at, _, strict) in enumerate(parts) if strict)
        pairs = [_near_needs(self.rules[at], patterns) for at, patterns, _ in parts]
        near = [[way for way, _ in each] for each in pairs]
        self._patterns = [[patterns for _, patterns in each] for each in pairs]
        wholes = [_whole_needs(rule) for rule in self.rules]
        asked = {pattern: needs_of(pattern).ways for rule in self.rules for pattern in rule.asked}
        # Where most documents hold a word of what is needed, the pattern looks for itself.
        patterns = sorted(p for p, ways in asked.items() if ways and _FREQUENT.isdisjoint(words_of(ways)))
        anywhere = [asked[pattern] for pattern in patterns]
        anyhow = [ways for ways, (_, _, strict) in zip(near, parts, strict=True) if not strict]
        words = _vocabulary(anyhow, (*wholes, *anywhere))
        # What only papers of some kinds are asked for is scanned for in those alone.
        beyond = sorted({*_vocabulary(near, (*wholes, *anywhere))} - {*words})
        self._words = (*words, *beyond)
        self._beyond = Beyond(
            scan=Scan(beyond) if beyond else None,
            first=len(words),
            kinds=frozenset(kind for which, kinds in self._strict for kind in kinds),
        )
        index = {word: at for at, word in enumerate(self._words)}
        self._wide = {
            at: {index[cue] for cue in self.rules[at].cues}
            for at in self._near
            if self.rules[at].scope is not Scope.SENTENCE
        }
        self._sentences = Triggers(self._words, near)
        self._documents = Triggers(self._words, (*wholes, *(scannable(ways) for ways in anywhere)))
        self.asked = dict(zip(patterns, self._documents.bits[len(wholes) :], strict=True))
        self._bounded = tuple((at, self._documents.bits[at]) for at, ways in enumerate(wholes) if ways != ALWAYS)
        self._owners: dict[int, tuple[tuple[int, Gate | None], ...]] = {}
        self._gates: dict[tuple[int, int], tuple[int, Gate | None]] = {}
        self._scan = Scan(words) if words else None

    def told(self, at: int) -> Told:
        """Return what all findings of the rule at that index have in common."""
        known = self._told[at]
        if known is None:
            known = self._told[at] = _told(self.rules[at])
        return known

    def over_others(self, kind: Kind) -> dict[str, frozenset[str]]:
        """Return the rules made for that kind of document that speak for others there, with the others' codes."""
        known = self._over.get(kind)
        if known is None:
            known = self._over[kind] = {rule.code: rule.over for rule in self.over if kind in rule.kinds}
        return known

    def seen(self, document: Document) -> Seen:
        """Return what a scan for the words of all rules sees in a document."""
        folded, words = document.folded, self._words
        matches: list[Match] | None = None
        found: set[int] = set()
        if not self._words:
            matches = []
        elif len(folded) <= _CHUNK:
            matches = self._scanned(document, 0, len(folded))
            found = {match[0] for match in matches if not match[1] & 1}
        else:
            found = {
                match[0]
                for begin, end in _chunks(document)
                for match in self._scanned(document, begin, end)
                if not match[1] & 1
            }
        met = self._documents.of(found)
        return Seen(present={words[word] for word in found}, found=found, matches=matches, met=met)

    def _scanned(self, document: Document, begin: int, end: int) -> list[Match]:
        """Return the matches between two offsets of a document, those of the words for its kind behind all others."""
        text = document.folded[begin:end]
        matches = self._scan(text) if self._scan is not None else []
        scan, first, kinds = self._beyond.scan, self._beyond.first, self._beyond.kinds
        if scan is not None and document.kind in kinds:
            matches += [(first + word, start, stop) for word, start, stop in scan(text)]
        return matches

    def asleep(self, seen: Seen, day: date) -> tuple[set[int], int]:
        """Return the rules that cannot find anything in a document of that day, and how many the day excludes."""
        dated = {at for at in self.dated if not _applies(self.rules[at], day)}
        met = seen.met
        return dated.union([at for at, bits in self._bounded if not met & bits]), len(dated)

    def whole(self, document: Document, seen: Seen, asleep: set[int]) -> Iterator[int]:
        """Yield the index of each rule that looks at the document as a whole and may find something in it."""
        folded, loose = document.folded, self._loose
        for at in self._whole:
            if at in asleep:
                continue
            signs = loose.get(at)  # which the scan did not look for
            if not signs or any(sign in folded for sign in signs) or not seen.present.isdisjoint(self.rules[at].cues):
                yield at

    def places(self, document: Document, seen: Seen, asleep: set[int]) -> Iterator[tuple[int, int, int]]:
        """Yield (index of rule, start, end) for each smaller place where a rule has to look, each place once.

        Where all that a rule looks for are patterns, one of them matches there.
        """
        if not self._words:
            return
        folded, triggers, owners = document.folded, self._sentences, self._owners
        out = [which for which, at in enumerate(self._near) if at in asleep]
        if self._strict:
            kind = document.kind
            out += [which for which, kinds in self._strict if kind not in kinds]
        awake = triggers.without(out)
        # What a sentence cannot meet because the whole document does not, is not waited for in it.
        possible = triggers.of(seen.found) & awake
        if not possible:
            return
        marks = triggers.telling(seen.found, possible)
        last = [-1] * len(self.rules)  # where a rule that is given more than a sentence has looked
        for chunk, cut in _chunks(document):
            every = self._scanned(document, chunk, cut) if seen.matches is None else seen.matches
            matches = [match for match in every if match[0] in marks and not match[1] & 1]
            # They come by their ends; a word that runs over the end of a sentence must not tear the next one.
            matches.sort(key=_place)
            for begin, stop, met in self._hit(matches, document.sentence_ends, chunk, marks, possible):
                for at, gate in owners.get(met) or self._owning(met):
                    start, end = begin, stop
                    if at in self._wide:
                        start, end = self._around(document, at, matches, begin, chunk)
                        if last[at] == start:
                            continue
                        last[at] = start
                    if gate is None or gate(folded, start, end):
                        yield at, start, end

    def _owning(self, met: int) -> tuple[tuple[int, Gate | None], ...]:
        """Return the index of each rule with a way among those met, and what finds a match of the patterns they are of.

        The same ways are met in many sentences, and the same ways of one rule in many more.
        """
        bits, known, found, left = self._sentences.bits, self._gates, [], met
        while left:
            which = self._sentences.owner(left)
            part = left & bits[which]
            left ^= part
            gate = known.get((which, part))
            if gate is None:
                gate = known[which, part] = self._gated(which, part)
            found.append(gate)
        found.sort(key=_rule)
        owners = tuple(found)
        if len(self._owners) < _REMEMBERED:
            self._owners[met] = owners
        return owners

    def _gated(self, which: int, met: int) -> tuple[int, Gate | None]:
        """Return the index of the rule of that condition, and what finds a match of the patterns of the ways met."""
        at = self._near[which]
        if not self.rules[at].gated:
            return at, None
        ((_, ways),) = self._sentences.each(met)
        wanted = {group for way in ways for group in self._patterns[which][way]}
        return at, _gate(tuple(group for group in _groups(self.rules[at]) if group in wanted))

    def _hit(
        self, matches: list[Match], ends: list[int], chunk: int, marks: Mapping[int, int], awake: int
    ) -> list[tuple[int, int, int]]:
        """Return start and end of the sentences with all the words that a rule needs, and which ways are met there."""
        none, layers = self._sentences.none, self._sentences.layers
        found = []
        begin = stop = 0  # in bytes, as the matches
        together = none
        for word, at, _ in matches:
            if at >= stop:
                # As ``met`` does it, without a call for each sentence; the first layer alone rules most of them out.
                if ways := together & awake:
                    for shift, beyond in layers:
                        ways &= together >> shift | beyond
                    if ways:
                        found.append(((begin >> 1) + chunk, (stop >> 1) + chunk, ways))
                sentence = bisect_right(ends, (at >> 1) + chunk)
                begin, stop = ((ends[sentence - 1] - chunk) * 2 if sentence else 0), (ends[sentence] - chunk) * 2
                together = none
            together |= marks[word]
        if ways := self._sentences.met(together) & awake:
            found.append(((begin >> 1) + chunk, (stop >> 1) + chunk, ways))
        return found

    def _around(self, document: Document, at: int, matches: list[Match], begin: int, chunk: int) -> tuple[int, int]:
        """Return what the rule at that index is given whose first cue after ``begin`` stands there."""
        cues, first = self._wide[at], bisect_left(matches, (begin - chunk) * 2, key=_place)
        while matches[first][0] not in cues:
            first += 1
        offset = (matches[first][1] >> 1) + chunk
        if self.rules[at].scope is Scope.ARTICLE and (article := document.article(offset)) is not None:
            return article.start, article.end
        return document.block(offset)


def _vocabulary(near: Iterable[Sequence[Way]], anywhere: Iterable[Sequence[Way]]) -> tuple[str, ...]:
    """Return the words worth a scan: the cues, what whole documents are asked for, and one set more for each way.

    Every word costs something wherever it stands. What is left out is not waited for (see ``Triggers``).
    """
    ways = [way for condition in near for way in condition]
    found = {word for condition in anywhere for word in words_of(condition) if len(word) > 1}
    found.update(word for cues, *_ in ways for word in cues)
    for cues, *others in ways:
        telling = [words for words in others if words.isdisjoint(_COMMON) and not words <= cues]
        if telling and not any(words <= found for words in telling):
            found.update(telling[0])
    return tuple(sorted(found))


def _groups(rule: Rule) -> tuple[Group, ...]:
    """Return what the rule looks for in a sentence: patterns alone, and those that must all match."""
    firsts = {group[0] for group in rule.together}
    return (*((pattern,) for pattern in rule.patterns if pattern not in firsts), *rule.together)


def _parts(rule: Rule) -> Iterator[tuple[tuple[Group, ...], bool]]:
    """Yield what a rule looks for in any document, and what it looks for in documents of its kinds alone."""
    groups = _groups(rule)
    if not rule.own:
        yield groups, False
        return
    for strict in (False, True):
        if some := tuple(group for group in groups if (group[0] in rule.own) is strict):
            yield some, strict


def _near_needs(rule: Rule, groups: tuple[Group, ...]) -> list[tuple[Way, tuple[Group, ...]]]:
    """Return the words that must stand together in a sentence for the rule to find any of its groups there.

    With each way come the patterns that may match where it is met. Where the cues are those that the patterns show, a
    pattern is looked for by its own, or by the rest of what it needs where its own are too frequent; where an author
    gave them, one of them must be there whatever the pattern.
    """
    cues = frozenset(rule.cues)
    if rule.scope is not Scope.SENTENCE or not rule.gated:
        return [((cues,), groups)]
    derived = rule.cues == cues_of(rule.patterns)
    found: list[tuple[Way, tuple[Group, ...]]] = []
    for group in groups:
        pattern, *others = group
        own = frozenset(cues_of((pattern,)) or cues) if derived else cues
        ways = both(((own,),), scannable(needs_of(pattern).ways))
        for also in others:
            ways = both(ways, united(scannable(needs_of(also).ways)))
        for also in rule.also:
            ways = both(ways, scannable(needs_of(also).ways))
        if derived:
            ways = [tuple(words for words in way if words.isdisjoint(_FREQUENT)) or way for way in ways]
        found.extend((way, (group,)) for way in ways)
    return found


def _whole_needs(rule: Rule) -> Sequence[Way]:
    """Return the words that must stand in a document for the rule to find anything in it."""
    ways = ALWAYS
    if rule.scope is Scope.DOCUMENT:
        if rule.cues and min(map(len, rule.cues)) > 1:
            ways = ((frozenset(rule.cues),),)
        if rule.gated:
            ways = tuple(both(ways, [way for pattern in rule.patterns for way in scannable(needs_of(pattern).ways)]))
    for pattern in rule.somewhere:
        ways = tuple(both(ways, scannable(needs_of(pattern).ways)))
    return ways


def _chunks(document: Document) -> Iterator[tuple[int, int]]:
    """Yield start and end of parts of a text that end with a sentence, each about so long that its matches fit."""
    ends, length, chunk = document.sentence_ends, len(document.text), 0
    while chunk < length:
        cut = length
        if length - chunk > _CHUNK:
            cut = ends[min(bisect_right(ends, chunk + _CHUNK), len(ends) - 1)]
        yield chunk, cut
        chunk = cut


@lru_cache(maxsize=4096)
def _gate(groups: tuple[Group, ...]) -> Gate:
    """Return what finds matches of all patterns of any of the groups between two offsets, or something false."""
    searches = tuple(tuple(compiled(pattern).search for pattern in group) for group in groups)
    if len(searches) == 1 and len(searches[0]) == 1:
        return searches[0][0]

    def several(folded: str, start: int, end: int) -> bool:
        for group in searches:
            for search in group:
                if not search(folded, start, end):
                    break
            else:
                return True
        return False

    return several


def _applies(rule: Rule, day: date) -> bool:
    return not (rule.since and day < rule.since) and not (rule.until and day >= rule.until)


def _told(rule: Rule) -> Told:
    family = rule.code[0] if rule.code[1].isdigit() else rule.code[:2]
    return Told(
        content=family in _CONTENT and rule.scope is not Scope.DOCUMENT,
        everywhere=family in _EVERYWHERE,
        basis=tuple(basis_of(written) for written in rule.basis),
        certainty=rule.certainty,
    )
