"""Reading matters one may see: as a query, by number, by file, by unit. Access is part of every query.

Lists that may be long are read through ``records.browsing``; a query over all that one sees is for few rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from fazhi.records import access, numbering
from fazhi.records.access import Action, Grants, Role
from fazhi.records.filtering import Filter, condition
from fazhi.records.models import EvidenceLink, Matter, Unit


def seen_by(grants: Grants, on: date, wanted: Filter | None = None) -> QuerySet[Matter]:
    """Return the matters that ``grants`` open for looking at and that ``wanted`` lets through, newest first."""
    found = Matter.objects.filter(access.matter_predicate(grants, Action.SEE, on))
    if wanted is not None:
        found = found.filter(condition(wanted, on))
    return found.select_related("stream", "unit", "handler").order_by("-opened", "-stream_id")


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
    return list(found.filter(tail=f"〔{short[1]}〕{int(short[2])}号")[:10])


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
