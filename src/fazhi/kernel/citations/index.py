"""The compiled catalogue: every instrument known by name, with its editions, quick to load and to ask.

Rows come as plain lists (from JSON) and become values only when they are asked for; a thousand titles cost nothing at
start. Dates in rows are ISO strings. The rows are built by ``fazhi law index``; see ``fazhi.packs.laws.compiled``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from fazhi.kernel.citations.instrument import COUNTRY
from fazhi.kernel.citations.names import name_key, name_keys, period_end, without_years

SURE, TEXT, WHOLE, GONE = 1, 2, 4, 8

Sketches = Mapping[str, Sequence[int]]
"""Sketches of one edition by article, ``"12"`` or ``"120_1"``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One wording of an instrument, or one that is only known to have been.

    ``adopted`` and ``effective`` are days or unknown; ``effective_sure`` is false where the day of adoption stands in
    for a day of entry into force that the text does not give. ``articles`` is the highest article number, ``None``
    where no text was at hand or the text has no articles (``text`` tells the two apart); ``inserted`` the articles
    之一, 之二 as pairs. ``repealed`` is the day from which the instrument, not only this wording, no longer applied;
    ``repealed_sure`` is false where it is known only to have ended by that day. ``successor`` is the full title of what
    took its place.
    """

    adopted: date | None
    effective: date | None
    effective_sure: bool
    articles: int | None
    inserted: frozenset[tuple[int, int]]
    text: bool
    whole: bool
    repealed: date | None
    repealed_sure: bool
    successor: str | None
    note: str | None

    @property
    def start(self) -> date | None:
        """The day this edition is counted from: entry into force, else adoption."""
        return self.effective or self.adopted

    @property
    def key(self) -> str:
        """The name of this edition among the sketches: the day of adoption."""
        return self.adopted.isoformat() if self.adopted else ""

    def has_article(self, article: int, suffix: int | None = None) -> bool | None:
        """Return whether the wording has that article; ``None`` when its articles are not known."""
        if self.articles is None:
            return None
        return 1 <= article <= self.articles and (not suffix or (article, suffix) in self.inserted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An instrument by name, its editions oldest first.

    ``origin`` says that the oldest edition is the first there ever was, so that a day before it lies before the
    instrument. Two instruments that bore the same name one after the other are one entry with a gap.
    """

    title: str
    kind: str
    issuer: str | None
    short: tuple[str, ...]
    editions: tuple[Edition, ...]
    origin: bool
    note: str | None

    @property
    def bare(self) -> str:
        """The title without 中华人民共和国 at its head."""
        return self.title.removeprefix(COUNTRY)

    def on(self, day: date) -> Edition | None:
        """Return the edition that applied, or had last applied, on that day; ``None`` before the oldest."""
        found = None
        for edition in self.editions:
            start = edition.start
            if start is None or start <= day:
                found = edition
        return found


class LawIndex:
    """Entries by every name they are cited by. Immutable after construction.

    ``rows`` and ``names`` come from the compiled file; ``sketches`` returns the sketches of one title by edition and
    article, and may be slow the first time a title is asked for; ``insides`` what its articles hold (``"12:3.5"``:
    article 12 has three paragraphs and five items at most), ``figures`` the figures in them (``"12:20工作日,3月"``).
    ``families`` maps the name of a plan without its years to
    the plans of that name; ``until`` a kind to the day until which its texts were followed.
    """

    __slots__ = ("__dict__", "_entries", "_families", "_figures", "_insides", "_names", "_rows", "_sketches", "until")

    def __init__(
        self,
        rows: Sequence[Sequence[Any]],
        names: Mapping[str, int],
        *,
        sketches: Callable[[str], Mapping[str, Sketches]] | None = None,
        insides: Callable[[str], Mapping[str, str]] | None = None,
        figures: Callable[[str], Mapping[str, str]] | None = None,
        families: Mapping[str, Sequence[int]] | None = None,
        until: Mapping[str, date] | None = None,
    ) -> None:
        self._rows = rows
        self._names = names
        self._families = families or {}
        self._entries: dict[int, Entry] = {}
        self._sketches = sketches
        self._insides = insides
        self._figures = figures
        self.until = until or {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Entry]:
        return (self._entry(at) for at in range(len(self._rows)))

    @property
    def known_until(self) -> date | None:
        """The latest day until which texts of any kind were followed."""
        return max(self.until.values(), default=None)

    def find(self, title: str, day: date | None = None) -> Entry | None:
        """Return the entry that bears the title in any accepted way of writing it; ``None`` when none does.

        A short name may bear the years of its plan. With ``day`` the name of a plan without its years finds the plan of
        that day, else the last one before it.
        """
        written = name_key(title)
        # Nearly every title is found as it is written; the other ways cost more than the search.
        for key in (written,) if written in self._names else name_keys(title):
            at = self._names.get(key)
            if at is not None:
                return self._entry(at)
        if (last := period_end(title)) is not None and (at := self._names.get(without_years(written))) is not None:
            # 八五普法规划（2021—2025年）: a short name with the years of the plan it is short for.
            plan = self._entry(at)
            return plan if period_end(plan.title) == last else None
        plans = [self._entry(at) for at in self._families.get(written, ())] if day else []
        begun = [plan for plan in plans if day and plan.on(day) is not None]
        return begun[-1] if begun else plans[0] if plans else None

    def joined(self, other: LawIndex) -> LawIndex:
        """Return this index with the entries of another whose titles this one does not know."""
        rows, names = list(self._rows), dict(self._names)
        moved: dict[int, int] = {}
        for at, row in enumerate(other._rows):
            if name_key(row[0]) not in self._names:
                moved[at] = len(rows)
                rows.append(row)
        for key, at in other._names.items():
            if at in moved:
                names.setdefault(key, moved[at])
        theirs = {rows[at][0] for at in moved.values()}

        def sketches(title: str) -> Mapping[str, Sketches]:
            source = other._sketches if title in theirs else self._sketches
            return {} if source is None else source(title)

        return LawIndex(
            rows,
            names,
            families=self._families,
            sketches=sketches,
            insides=self._insides,
            figures=self._figures,
            until=self.until,
        )

    def sketches(self, entry: Entry) -> Mapping[str, Sketches]:
        """Return the sketches of an entry by edition key and article; empty where no text was at hand."""
        return {} if self._sketches is None else self._sketches(entry.title)

    def inside(self, entry: Entry, edition: Edition, place: str) -> tuple[int, int] | None:
        """Return how many paragraphs and items an article has at most; ``None`` where that is not known."""
        editions = {} if self._insides is None else self._insides(entry.title)
        written = editions.get(edition.key)
        if written is None or edition.articles is None or place not in self.sketches(entry).get(edition.key, {}):
            return None
        # Searched plainly: a pattern made for every place would be compiled for every place.
        _, found, after = f" {written}".partition(f" {place}:")
        if not found:
            return (1, 0)
        paragraphs, _, items = after.partition(" ")[0].partition(".")
        return int(paragraphs), int(items or 0)

    def figures(self, entry: Entry, edition: Edition, place: str) -> tuple[str, ...] | None:
        """Return the figures that stand in an article, as ``figures_in``; ``None`` where they are not known."""
        editions = {} if self._figures is None else self._figures(entry.title)
        written = editions.get(edition.key)
        if written is None or place not in self.sketches(entry).get(edition.key, {}):
            return None
        _, found, after = f" {written}".partition(f" {place}:")
        return tuple(after.partition(" ")[0].split(",")) if found else ()

    @cached_property
    def titles(self) -> frozenset[str]:
        """Every full title, title without 中华人民共和国 and short name, as people write them."""
        found: set[str] = set()
        for row in self._rows:
            found.update((row[0], row[0].removeprefix(COUNTRY), *row[3]))
        return frozenset(found)

    def near(self, title: str, *, most: int = 3) -> tuple[str, ...]:
        """Return up to ``most`` titles that share most pairs of characters with an unknown one, best first."""
        wanted = _pairs(name_key(title))
        if len(wanted) < 3:
            return ()
        scored = []
        for row in self._rows:
            pairs = _pairs(name_key(row[0]))
            share = 2 * len(wanted & pairs) / (len(wanted) + len(pairs) or 1)
            if share >= 0.7:
                scored.append((-share, row[0]))
        return tuple(name for _, name in sorted(scored)[:most])

    def _entry(self, at: int) -> Entry:
        entry = self._entries.get(at)
        if entry is None:
            title, kind, issuer, short, origin, note, editions = self._rows[at]
            entry = Entry(
                title=title,
                kind=kind,
                issuer=issuer or None,
                short=tuple(short),
                editions=tuple(_edition(row) for row in editions),
                origin=bool(origin),
                note=note or None,
            )
            self._entries[at] = entry
        return entry


def _edition(row: Sequence[Any]) -> Edition:
    adopted, effective, articles, flags, inserted, repealed, successor, note = row
    return Edition(
        adopted=_day(adopted),
        effective=_day(effective),
        effective_sure=bool(flags & SURE),
        articles=articles or None,
        inserted=frozenset((pair[0], pair[1]) for pair in inserted),
        text=bool(flags & TEXT),
        whole=bool(flags & WHOLE),
        repealed=_day(repealed),
        repealed_sure=not flags & GONE,
        successor=successor or None,
        note=note or None,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
