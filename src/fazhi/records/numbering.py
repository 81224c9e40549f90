"""How numbers are written and read: formats, the default ones, and what a series looks like to the eye.

A series belongs to a unit, a kind (收件, 审查意见, 合同, 会议, 档案 …) and a year. Taking a number is
an act (``acts.numbers.take``): before print, never reused, a voided one stays visible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.db.models import Q

from fazhi.kernel.errors import FazhiError
from fazhi.records import site
from fazhi.records.models import Number, NumberFormat, NumberSeries, Unit

PLAIN = "{unit}{kind}〔{year}〕{n}号"
"""The format of a kind that nobody has set: 柳河审查意见〔2026〕3号."""

_FIELDS = frozenset({"unit", "kind", "year", "n"})


class BadFormat(FazhiError):
    """A number format that could give the same text twice or cannot be printed."""

    code = "F260"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How numbers of a kind are written in a unit; ``yearly`` ones begin at 1 each year."""

    template: str
    yearly: bool = True

    def text(self, *, unit: str, kind: str, year: int, n: int) -> str:
        """Return the number as printed."""
        return self.template.format(unit=unit, kind=kind, year=year, n=n)

    def read(self, text: str, *, unit: str, kind: str) -> tuple[int, int] | None:
        """Return (year, n) of a number written in this format (year 0 where it shows none), else None."""
        parts = []
        for literal, name, _spec, _conversion in Formatter().parse(self.template):
            parts.append(re.escape(_plain(literal)))
            if name:
                known = {"unit": re.escape(_plain(unit)), "kind": re.escape(_plain(kind))}
                parts.append(known.get(name) or (r"(?P<year>\d{4})" if name == "year" else r"0*(?P<n>\d{1,9})"))
        found = re.fullmatch("".join(parts), _plain(text))
        return None if found is None else (int(found.groupdict().get("year") or 0), int(found["n"]))


def _plain(text: str) -> str:
    """Return ``text`` as numbers are compared: the brackets people type for 〔〕 taken as these, no spaces."""
    return re.sub(r"\s", "", text).translate(
        str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "［": "〔", "］": "〕"})
    )


def check_template(template: str, *, yearly: bool) -> None:
    """Refuse a template without {n}, a yearly one without {year}, and fields or forms that nobody knows."""
    try:
        fields = [
            (name, spec, conversion) for _l, name, spec, conversion in Formatter().parse(template) if name is not None
        ]
    except ValueError as error:
        raise BadFormat("编号格式的花括号不配对", where=template) from error
    names = [name for name, _spec, _conversion in fields]
    for name, spec, conversion in fields:
        if name not in _FIELDS or conversion:
            raise BadFormat(
                f"编号格式里没有“{name}”这一项", where=template, hint="可用 {unit} {kind} {year} {n} {n:03}"
            )
        if spec and not (name == "n" and re.fullmatch(r"0[1-9]", spec)):
            raise BadFormat(f"“{name}:{spec}”的写法不收", where=template, hint="补零写作 {n:03}")
    if names.count("n") != 1 or names.count("year") > 1:
        raise BadFormat("编号格式须恰有一个 {n}，至多一个 {year}", where=template)
    if yearly and "year" not in names:
        raise BadFormat("每年重新编号的格式须含 {year}，否则会重号", where=template)
    if len(template) > 120 or not template.isprintable():
        raise BadFormat("编号格式应为 1 至 120 字", where=template[:40])


def format_of(unit: Unit, kind: str, on: date) -> Format:
    """Return how ``unit`` writes numbers of ``kind`` on that day: its own rule, the nearest above it, or PLAIN."""
    above = [unit.path[: i + 1] for i, c in enumerate(unit.path) if c == "/"]
    found = (
        NumberFormat.objects.filter(Q(unit__isnull=True) | Q(unit__path__in=above), kind=kind, starts__lte=on)
        .select_related("unit")
        .order_by("starts", "pk")
    )
    best = max(found, key=lambda f: (len(f.unit.path) if f.unit else 0, f.starts, f.pk), default=None)
    template, yearly = (best.template, best.yearly) if best else (PLAIN, True)
    # What is registered on a stick is brought home later: its numbers must not be those given at home meanwhile.
    return Format(template=template.replace("{n", f"{site.stick_mark()}{{n"), yearly=yearly)


def book_of(unit: Unit, kind: str, on: date) -> Unit:
    """Return the unit that keeps the book in which ``unit`` takes its matters' numbers: the township (or bureau).

    Offices of one township share one book, or two of them would give the same number; an office with a format of its
    own keeps a book of its own.
    """
    home = "/".join(unit.path.split("/")[:2]) + "/"
    if unit.path == home or unit.parent_id is None:
        return unit
    inside = [unit.path[: i + 1] for i, c in enumerate(unit.path) if c == "/" and len(unit.path[: i + 1]) > len(home)]
    own = (
        NumberFormat.objects.filter(unit__path__in=inside, kind=kind, starts__lte=on)
        .select_related("unit")
        .order_by("-unit__path")
        .first()
    )
    if own is not None and own.unit is not None:
        return own.unit
    return Unit.objects.filter(path=home).first() or unit


def foreseen(unit: Unit, kind: str, on: date) -> str:
    """Return the number that the next matter of ``unit`` would get now. It is taken only when the act is done."""
    return foreseen_in(book_of(unit, kind, on), kind, on)


def foreseen_in(book: Unit, kind: str, on: date) -> str:
    """Return the number that the book of ``book`` itself would give next."""
    form = format_of(book, kind, on)
    series = NumberSeries.objects.filter(unit=book, kind=kind, year=on.year if form.yearly else 0).first()
    used = set(Number.objects.filter(series=series, n__isnull=False).values_list("n", flat=True)) if series else set()
    n = (series.last if series else 0) + 1
    while n in used:
        n += 1
    return form.text(unit=book.short, kind=kind, year=on.year, n=n)


def plain(text: str) -> str:
    """Return a number as numbers are compared: any kind of bracket as 〔〕, without spaces."""
    return _plain(text)


def series_of(unit: Unit, kind: str, year: int) -> Sequence[Number]:
    """Return every number of a series in order, voided ones among them: what the number book shows."""
    return list(
        Number.objects.filter(series__unit=unit, series__kind=kind, series__year=year).order_by("n", "taken", "pk")
    )


def series_in(units: Sequence[Unit]) -> Sequence[NumberSeries]:
    """Return every series that one of ``units`` keeps, by kind and year."""
    return list(NumberSeries.objects.filter(unit__in=units).order_by("kind", "-year"))


def missing(unit: Unit, kind: str, year: int) -> list[int]:
    """Return the numbers up to the highest one that are neither taken nor voided: paper numbers not yet entered."""
    series = NumberSeries.objects.filter(unit=unit, kind=kind, year=year).first()
    if series is None:
        return []
    given = set(Number.objects.filter(series=series, n__isnull=False).values_list("n", flat=True))
    return [n for n in range(1, max(given, default=0) + 1) if n not in given]
