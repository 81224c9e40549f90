"""Reading lists of matters: filters, pages, totals, search. Access is part of every query; nothing folds or writes.

Pages are cut by the key of the last row seen (day of opening, stream), never by counting rows from the top.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q, QuerySet

from fazhi.records import access, numbering
from fazhi.records.access import Action, Grants, Role
from fazhi.records.models import EvidenceLink, Matter, Unit

SIZE: Final = 50
"""Rows of a page."""


class Standing(StrEnum):
    """Where a matter stands, as lists are filtered by it."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    ARCHIVED = "archived"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {"open": "在办", "waiting": "等待答复", "closed": "已办结", "archived": "已归档"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of all matters is wanted; an empty field wants everything. Days are inclusive.

    ``unit`` is a code and takes the units below it; ``handler`` a key. ``late``: past its last day and not closed.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over everything a filter lets through, not over the page."""

    all: int
    open: int
    closed: int
    late: int
    findings: int
    vouchers: int
    late_entries: int

    @property
    def words(self) -> str:
        """Return the totals as a list says them: 13 件：在办 3，已办结 10；逾期 1."""
        said = [f"{name} {n}" for name, n in (("在办", self.open), ("已办结", self.closed)) if n]
        marks = [
            f"{name} {n}"
            for name, n in (
                ("逾期", self.late),
                ("有不合规事实", self.findings),
                ("待补凭证", self.vouchers),
                ("补录", self.late_entries),
            )
            if n
        ]
        rest = "；".join(part for part in ("，".join(said), "，".join(marks)) if part)
        return f"{self.all} 件：{rest}" if rest else f"{self.all} 件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, newest first. ``first`` is the place of its first row among ``total``, from 1.

    ``before`` and ``after`` are the keys that the page before and after are asked for with; empty when there is none.
    """

    rows: tuple[Matter, ...]
    first: int
    total: int
    before: str = ""
    after: str = ""


def seen_by(grants: Grants, on: date, wanted: Filter | None = None) -> QuerySet[Matter]:
    """Return the matters that ``grants`` open for looking at and that ``wanted`` lets through, newest first."""
    found = Matter.objects.filter(access.matter_predicate(grants, Action.SEE, on))
    if wanted is not None:
        found = found.filter(condition(wanted, on))
    return found.select_related("stream", "unit", "handler").order_by("-opened", "-stream_id")


def condition(wanted: Filter, on: date) -> Q:
    """Return ``wanted`` as a condition over Matter on a day."""
    found = Q()
    for word in wanted.words.split():
        found &= Q(title__contains=word) | Q(number__contains=numbering.plain(word)) | Q(handler__name__contains=word)
    if wanted.procedure:
        found &= Q(procedure=wanted.procedure)
    if wanted.unit:
        path = Unit.objects.filter(code=wanted.unit).values_list("path", flat=True).first()
        found &= access.under("unit_path", path) if path else Q(pk__in=())
    if wanted.handler:
        found &= Q(handler__key=wanted.handler)
    if wanted.since:
        found &= Q(opened__gte=wanted.since)
    if wanted.until:
        found &= Q(opened__lte=wanted.until)
    match wanted.standing:
        case Standing.OPEN:
            found &= Q(closed__isnull=True) & ~Q(state__startswith="等待答复")
        case Standing.WAITING:
            found &= Q(closed__isnull=True, state__startswith="等待答复")
        case Standing.CLOSED:
            found &= Q(closed__isnull=False, archived__isnull=True)
        case Standing.ARCHIVED:
            found &= Q(archived__isnull=False)
    if wanted.late:
        found &= late(on)
    for name, given in (("findings", wanted.findings), ("vouchers_owed", wanted.vouchers)):
        if given:
            found &= Q(**{f"{name}__gt": 0})
    if wanted.late_entries:
        found &= Q(late_entries__gt=0)
    if wanted.urgent:
        found &= Q(urgent=True)
    return found


def late(on: date) -> Q:
    """Return the condition that a duty of the matter is past its last day on ``on``."""
    return Q(closed__isnull=True, next_due__lt=on)


def totals(found: QuerySet[Matter], on: date) -> Totals:
    """Return the counts over ``found`` in one statement."""
    counted = found.order_by().aggregate(
        n_all=Count("pk"),
        n_closed=Count("pk", filter=Q(closed__isnull=False)),
        n_late=Count("pk", filter=late(on)),
        n_findings=Count("pk", filter=Q(findings__gt=0)),
        n_vouchers=Count("pk", filter=Q(vouchers_owed__gt=0)),
        n_late_entries=Count("pk", filter=Q(late_entries__gt=0)),
    )
    numbers = {name.removeprefix("n_"): value for name, value in counted.items()}
    return Totals(**numbers, open=numbers["all"] - numbers["closed"])


def page_of(found: QuerySet[Matter], total: int, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """Return the page that follows key ``after`` (or precedes ``before``); with neither, the first. Two statements.

    A key that cannot be read is as none.
    """
    key = _key(after) or _key(before)
    forwards = not (_key(before) and not _key(after))
    wanted = found
    if key is not None:
        wanted = found.filter(_older(key) if forwards else _newer(key))
    if forwards:
        rows = list(wanted[: size + 1])
        more, rows = len(rows) > size, rows[:size]
    else:
        rows = list(wanted.order_by("opened", "stream_id")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
    if not rows and key is not None:
        return page_of(found, total, size=size)
    first = 1
    if rows and key is not None:
        first = found.filter(_newer((rows[0].opened, rows[0].pk))).count() + 1
    has_newer, has_older = (first > 1, more) if forwards else (more, True)
    return Page(
        rows=tuple(rows),
        first=first if rows else 0,
        total=total,
        before=key_of(rows[0]) if rows and has_newer else "",
        after=key_of(rows[-1]) if rows and has_older else "",
    )


def key_of(row: Matter) -> str:
    """Return the key of a row: where a page ends."""
    return f"{row.opened.isoformat()}.{row.pk}"


def _key(text: str) -> tuple[date, int] | None:
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None


def _older(key: tuple[date, int]) -> Q:
    return Q(opened__lt=key[0]) | Q(opened=key[0], pk__lt=key[1])


def _newer(key: tuple[date, int]) -> Q:
    return Q(opened__gt=key[0]) | Q(opened=key[0], pk__gt=key[1])


def kinds_and_handlers(
    found: QuerySet[Matter],
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return (id, title) of the procedures and (key, name) of the 承办人 among ``found``, by name. One statement."""
    rows = list(
        found.order_by().values_list("procedure", "procedure_title", "handler__key", "handler__name").distinct()
    )
    kinds = {procedure: title for procedure, title, _, _ in rows}
    people = {key: name for _, _, key, name in rows if key}
    return (
        tuple(sorted(kinds.items(), key=lambda item: item[1])),
        tuple(sorted(people.items(), key=lambda item: item[1])),
    )


def count_by_procedure(grants: Grants, on: date) -> dict[str, int]:
    """Return procedure -> matters one may see. One statement."""
    rows = seen_by(grants, on).order_by().values("procedure").annotate(n=Count("pk"))
    return {row["procedure"]: row["n"] for row in rows}


def units_of(grants: Grants, on: date, roles: Collection[Role] = access.ALLOWED[Action.SEE]) -> tuple[Unit, ...]:
    """Return the units over which one of ``roles`` (those that see matters) is given, parents before children."""
    reach = Q(pk__in=())
    for path in grants.paths(roles):
        reach |= access.under("path", path)
    in_time = Q(ends__isnull=True) | Q(ends__gte=on)
    return tuple(Unit.objects.filter(reach, in_time).order_by("path"))


_YEAR_AND_NUMBER: Final = re.compile(r"(\d{4})\D{1,3}0*(\d{1,6})\D?")


def numbered(found: QuerySet[Matter], text: str) -> Sequence[Matter]:
    """Return the matters among ``found`` whose number is ``text`` exactly, whatever brackets were typed.

    A year and a number alone (2026-16, 〔2026〕16号) find all series in which it was given.
    """
    plain = numbering.plain(text)
    if not plain:
        return ()
    exact = list(found.filter(number=plain)[:10])
    if exact:
        return exact
    short = _YEAR_AND_NUMBER.fullmatch(plain.strip("〔"))
    if short is None:
        return ()
    return list(found.filter(number__endswith=f"〔{short[1]}〕{int(short[2])}号")[:10])


def search(grants: Grants, on: date, text: str) -> QuerySet[Matter]:
    """Return the matters one may see in whose number, title or 承办人 every word of ``text`` occurs."""
    return seen_by(grants, on, Filter(words=text))


def bound_before(grants: Grants, on: date, digests: Collection[str]) -> dict[str, Matter]:
    """Return SM3 -> the newest matter one may see to which the same file is bound already. One statement."""
    links = (
        EvidenceLink.objects.filter(
            file__sm3__in=digests, stream__matter__in=seen_by(grants, on).order_by().values("pk")
        )
        .select_related("file", "stream__matter__stream", "stream__matter__unit")
        .order_by("stream_id")
    )
    return {link.file.sm3: link.stream.matter for link in links}


def of_title(grants: Grants, on: date, title: str) -> Matter | None:
    """Return the newest open matter one may see whose title holds ``title``: perhaps an earlier version of it."""
    if len(title) < 2:
        return None
    return seen_by(grants, on).filter(title__contains=title, closed__isnull=True).first()
