"""What of all matters a list wants: a filter as data and as a condition over Matter, and the totals of its matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Final

from django.db.models import Q

from fazhi.records import access, numbering
from fazhi.records.ledger.words import grams
from fazhi.records.models import Matter, Person, Unit

COUNTED: Final = 10_000
"""How far lists count: more is said as 一万件以上."""


class Standing(StrEnum):
    """Where a matter stands, as lists are filtered by it."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    ARCHIVED = "archived"
    IMPORTED = "imported"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {
            "open": "在办", "waiting": "等待答复", "closed": "已办结", "archived": "已归档", "imported": "导入、未核验"
        }[self.value]  # fmt: skip

    @property
    def place(self) -> int:
        """The number in ``Matter.standing``."""
        return tuple(Standing).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of all matters is wanted; an empty field wants everything. Days are inclusive.

    ``unit`` is a code and takes the units below it; ``handler`` a key. ``late``: past its last day and not closed.
    ``unfiled``: not in the archive yet. ``book``: of the register kept apart with this id; empty: of none.
    """

    words: str = ""
    procedure: str = ""
    standing: Standing | None = None
    unit: str = ""
    handler: str = ""
    since: date | None = None
    until: date | None = None
    late: bool = False
    findings: bool = False
    vouchers: bool = False
    late_entries: bool = False
    urgent: bool = False
    unfiled: bool = False
    book: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over everything a filter lets through, not over the page; above ``COUNTED`` there are more than that."""

    all: int = 0
    open: int = 0
    closed: int = 0
    late: int = 0
    findings: int = 0
    vouchers: int = 0
    late_entries: int = 0
    imported: int = 0

    @property
    def words(self) -> str:
        """Return the totals as a list says them: 13 件：在办 3，已办结 10；逾期 1."""
        places = (("在办", self.open), ("已办结", self.closed), ("导入、未核验", self.imported))
        said = [f"{name} {many(n)}" for name, n in places if n]
        marks = [
            f"{name} {many(n)}"
            for name, n in (
                ("逾期", self.late),
                ("有不合规事实", self.findings),
                ("待补凭证", self.vouchers),
                ("补录", self.late_entries),
            )
            if n
        ]
        rest = "；".join(part for part in ("，".join(said), "，".join(marks)) if part)
        return f"{pieces(self.all)}：{rest}" if rest else pieces(self.all)


def many(n: int) -> str:
    """Return a count as it is printed: 13, 一万以上."""
    return str(n) if n <= COUNTED else "一万以上"


def pieces(n: int) -> str:
    """Return a count of matters as it is printed: 13 件, 一万件以上."""
    return f"{n} 件" if n <= COUNTED else "一万件以上"


def totals_of(rows: Iterable[Matter], on: date) -> Totals:
    """Return the counts over rows that are at hand."""
    found = list(rows)
    return Totals(
        all=len(found),
        open=sum(row.closed is None and row.standing != Standing.IMPORTED.place for row in found),
        closed=sum(row.closed is not None for row in found),
        late=sum(row.closed is None and row.next_due is not None and row.next_due < on for row in found),
        findings=sum(row.findings > 0 for row in found),
        vouchers=sum(row.vouchers_owed > 0 for row in found),
        late_entries=sum(row.late_entries > 0 for row in found),
        imported=sum(row.standing == Standing.IMPORTED.place for row in found),
    )


def late(on: date) -> Q:
    """Return the condition that a duty of the matter is past its last day on ``on``."""
    return Q(closed__isnull=True, next_due__lt=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a filter; ``people`` maps a word to the persons whose name holds it.

    Words without a letter or digit count for nothing; ``none``: nothing else was typed, and nothing is found.
    """

    all: tuple[str, ...] = ()
    none: bool = False
    people: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)

    @property
    def texts(self) -> list[str]:
        """The words that can stand in nothing but a number or a title."""
        return [word for word in self.all if not self.people.get(word)]


def words_of(text: str) -> Words:
    """Return the words that were typed, and whose names they may be. One statement; none without words."""
    typed = tuple(dict.fromkeys(text.split()))
    words = tuple(word for word in typed if grams(word))
    if not words:
        return Words(none=bool(typed))
    held = reduce(lambda found, word: found | Q(name__contains=word), words, Q(pk__in=()))
    people = list(Person.objects.filter(held).values_list("pk", "name"))
    return Words(all=words, people={word: tuple(pk for pk, name in people if word in name) for word in words})


def in_text(word: str) -> Q:
    """Return the condition that a word stands in the title or the number."""
    return Q(title__contains=word) | Q(number__contains=numbering.plain(word))


def condition(wanted: Filter, on: date, words: Words | None = None) -> Q:
    """Return ``wanted`` as a condition over Matter on a day; ``words`` are its words, read when they are not given."""
    found = Q()
    words = words if words is not None else words_of(wanted.words)
    if words.none:
        found &= Q(pk__in=())
    for word in words.all:
        people = words.people.get(word, ())
        found &= in_text(word) | Q(handler_id__in=people) if people else in_text(word)
    if wanted.procedure:
        found &= Q(procedure=wanted.procedure)
    if wanted.unit:
        path = path_of(wanted.unit)
        found &= access.under("unit_path", path) if path else Q(pk__in=())
    if wanted.handler:
        found &= Q(handler_id=Person.objects.filter(key=wanted.handler).values_list("pk", flat=True).first() or 0)
    if wanted.since:
        found &= Q(opened__gte=wanted.since)
    if wanted.until:
        found &= Q(opened__lte=wanted.until)
    if wanted.standing is not None:
        found &= Q(standing=wanted.standing.place)
    if wanted.late:
        found &= late(on)
    for name, given in (
        ("findings", wanted.findings),
        ("vouchers_owed", wanted.vouchers),
        ("late_entries", wanted.late_entries),
    ):
        if given:
            found &= Q(**{f"{name}__gt": 0})
    if wanted.urgent:
        found &= Q(urgent=True)
    if wanted.book is not None:
        found &= Q(book=wanted.book)
    if wanted.unfiled:
        found &= Q(archived__isnull=True)
    return found


def path_of(unit: str) -> str | None:
    """Return the path of the unit with this code."""
    return Unit.objects.filter(code=unit).values_list("path", flat=True).first()
