"""Lists of many matters: pages by key, counts up to ten thousand, choices for their filters.

Access is part of every list. What one may see is laid together from what belongs to the own units and what one takes
part in; each follows an index that fits what is filtered, and reads no further than a page or than is counted. Which
index serves which filter is decided in ``_own``; each stands in ``models.Matter``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from fazhi.records import access
from fazhi.records.access import Action, Grants
from fazhi.records.filtering import COUNTED, Filter, Standing, Totals, Words, condition, in_text, path_of, words_of
from fazhi.records.ledger import listing
from fazhi.records.ledger import words as words_index
from fazhi.records.ledger.listing import BY_KEY, UNIT, Branch
from fazhi.records.models import Matter, Person, Unit
from fazhi.records.taking import Taking

SIZE: Final = 50
"""Rows of a page."""
CHUNK: Final = 500
"""Rows that are read at once when all of a list are wanted."""
_RARE: Final = 20_000
"""Matters that may hold a word for the word alone to be followed where units narrow the list too."""
_SHARED: Final = 2000
"""Matters of others, the latest, whose procedures and 承办人 are offered as filters."""
_MARKS: Final = {
    "findings": "matter_findings",
    "vouchers": "matter_vouchers",
    "late_entries": "matter_late_entries",
    "urgent": "matter_urgent",
    "late": "matter_due",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that somebody asks for on a day: the filter with what was looked up for it.

    ``path`` is that of the unit in the filter (None without one, empty for a unit that is not there). ``paths`` are the
    units whose matters are open to the person, None for all. ``own`` and ``shared``: with the matters of these units,
    with those the person or the units take part in. ``taken``: the keys of the latter, where they were read already.
    """

    grants: Grants
    on: date
    wanted: Filter
    words: Words
    path: str | None
    paths: tuple[str, ...] | None
    rare: bool = False
    own: bool = True
    shared: bool = True
    taken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, newest first. ``first`` is the place of its first row among ``total``, from 1; 0 for beyond
    ``COUNTED``, and for an empty page.

    ``before`` and ``after`` are the keys that the page before and after are asked for with; empty when there is none.
    """

    rows: tuple[Matter, ...]
    first: int
    total: int
    before: str = ""
    after: str = ""


def listing_of(grants: Grants, on: date, wanted: Filter | None = None, taking: Taking | None = None) -> Listing:
    """Return a list with what its filter needs looked up: a statement for a unit, for words, for the units below.

    ``taking``: what one takes part in, read once for several lists; without it each reads it anew.
    """
    wanted = wanted or Filter()
    roles = access.ALLOWED[Action.SEE]
    path = (path_of(wanted.unit) or "") if wanted.unit else None
    paths = None if grants.covers_all(roles) else grants.paths(roles)
    words = words_of(wanted.words)
    rare = bool(words.texts) and listing.rare(words.texts, _RARE)
    taken = taking.keys if taking is not None and paths is not None else None
    return Listing(grants=grants, on=on, wanted=wanted, words=words, path=path, paths=paths, rare=rare, taken=taken)


def _is_narrow(wanted: Filter) -> bool:
    """Say whether a list may have few of the matters of a unit. Words do not count: rare ones are followed alone, and
    of the others a page is soon full."""
    return replace(wanted, since=None, until=None, unit="", words="") != Filter()


def _scopes(found: Listing) -> tuple[str, ...]:
    """Return the paths to which the own matters are confined; one empty path for no bound at all."""
    own = ("",) if found.paths is None else found.paths
    if found.path is None:
        return own
    if not found.path:
        return ()
    inner = found.path
    return tuple(
        sorted(
            {
                inner if inner.startswith(path) else path
                for path in own
                if inner.startswith(path) or path.startswith(inner)
            }
        )
    )


def branches(found: Listing, more: Q | None = None, *, ordered: bool = False) -> Sequence[Branch]:
    """Return the branches of a list, with one more condition; ``ordered`` when its first rows are wanted.

    A list without words, 承办人 or condition is put together once: what it says depends on nothing but ``found``, and a
    page asks a dozen of them.
    """
    if more is None and not found.words.all and not found.wanted.handler:
        return _plain(found, ordered=ordered)
    return _branches(found, more if more is not None else Q(), ordered=ordered)


@lru_cache(maxsize=512)
def _plain(found: Listing, *, ordered: bool) -> tuple[Branch, ...]:
    return tuple(_branches(found, Q(), ordered=ordered))


def _branches(found: Listing, more: Q, *, ordered: bool) -> list[Branch]:
    where = condition(replace(found.wanted, unit=""), found.on, found.words) & more
    scopes = _scopes(found) if found.own else ()
    made = [branch for scope in scopes for branch in _own(found, scope, where, ordered=ordered)]
    if found.paths is None or not found.shared or (found.path is not None and not found.path):
        return made
    shared = _shared(found)
    if found.path:
        shared = shared.filter(access.under("unit_path", found.path))
    return [*made, Branch(query=shared.filter(where), index=BY_KEY, keys=found.taken)]


def _shared(found: Listing) -> QuerySet[Matter]:
    """Return the matters one sees for taking part in them alone."""
    own = Q(pk__in=())
    for path in found.paths or ():
        own |= access.under("unit_path", path)
    if found.taken is not None:
        return Matter.objects.filter(~own)
    return Matter.objects.filter(Q(pk__in=access.taken_part_in(found.grants, Action.SEE, found.on)) & ~own)


def _own(found: Listing, scope: str, where: Q, *, ordered: bool) -> list[Branch]:
    """Return the branches of the own matters under a path (all for an empty one), and the index each follows."""
    wanted, words = found.wanted, found.words
    inside = access.under("unit_path", scope)
    beside = tuple(words.texts) if words_index.combines() else ()

    def served(extra: Q, index: str) -> Branch:
        return Branch(query=Matter.objects.filter(where & extra), index=index, words=beside)

    def worded(said: list[str]) -> Branch:
        return Branch(query=Matter.objects.filter(where & inside), words=tuple(said))

    if words.texts and found.rare:
        return [worded(words.texts)]
    if wanted.handler:
        return [served(inside, "matter_handled")]
    for name, index in _MARKS.items():
        if getattr(wanted, name):
            return [served(inside, index)]
    if wanted.book:
        return [served(inside, "matter_book")]
    if words.all and not words.texts and words_index.indexed():
        word = words.all[0]
        named = served(inside & ~in_text(word) & Q(handler_id__in=words.people[word]), "matter_handled")
        return [worded([word]), named]
    if scope:
        if ordered and not _is_narrow(wanted):
            return [replace(served(Q(unit_path=UNIT), "matter_list"), under=scope)]
        by_standing = wanted.standing is not None and not wanted.procedure
        units = Q(unit_path__in=access.units_under(scope, "path"))
        return [served(units, "matter_place" if by_standing else "matter_office")]
    if wanted.procedure and (wanted.standing is not None or not ordered):
        return [served(Q(), "matter_kind")]
    if wanted.procedure:
        return [served(Q(standing=place), "matter_kind") for place in range(len(Standing))]
    if words.texts and words_index.indexed():
        return [worded(words.texts)]
    if wanted.standing is not None:
        return [served(Q(), "matter_standing")]
    return [served(Q(), "matter_newest")]


def count(found: Listing, most: int = 0) -> int:
    """Return how many matters a list has; ``COUNTED`` + 1 (or ``most``) where there are as many or more."""
    return listing.counts([branches(found)], most or COUNTED + 1)[0]


def count_each(grants: Grants, on: date, kinds: tuple[str, ...], taking: Taking | None = None) -> dict[str, int]:
    """Return procedure -> matters one may see, as ``count`` does. Two statements, one for who sees all."""
    if not kinds:
        return {}
    found = listing_of(grants, on, taking=taking)
    lists = [branches(replace(found, wanted=Filter(procedure=kind), shared=False)) for kind in kinds]
    counted = dict(zip(kinds, listing.counts(lists, COUNTED + 1), strict=True))
    # What one takes part in is read once for all of them.
    besides = listing.by_kind(branches(replace(found, own=False)))
    return {kind: min(n + besides.get(kind, 0), COUNTED + 1) for kind, n in counted.items()}


def totals(found: Listing) -> Totals:
    """Return the counts of a list: exact up to ``COUNTED``, beyond it ``COUNTED`` + 1. At most three statements.

    Of a long list that follows words or a person only the whole is counted.
    """
    own, others = replace(found, shared=False), replace(found, own=False)
    # What one takes part in is read once, for the count as for the sums: by keys, here and there.
    n, besides = listing.count_and_sums(branches(own), branches(others), found.on, COUNTED + 1)
    n = min(n + besides[0], COUNTED + 1)
    wanted = found.wanted
    if n <= COUNTED:
        mine = listing.sums(branches(own), found.on)
        return _totals(tuple(a + b for a, b in zip(mine, besides, strict=True)))
    if found.words.all or wanted.handler:
        return Totals(all=n)
    if besides[0] > COUNTED:
        besides = listing.sums(branches(others), found.on)
    marks = ("late", "findings", "vouchers", "late_entries")
    lists = [branches(_with(own, **{mark: True})) for mark in marks]
    if wanted.standing is None:
        lists += [branches(_with(own, standing=one)) for one in Standing]
    each = listing.counts(lists, COUNTED + 1)
    is_live = wanted.standing in {Standing.OPEN, Standing.WAITING}
    only = (0, 0, n) if wanted.standing is Standing.IMPORTED else (n, 0, 0) if is_live else (0, n, 0)
    stands = each[len(marks) :]
    live, done, imported = (sum(stands[:2]), sum(stands[2:4]), stands[4]) if stands else only
    counted = (n, live, done, *each[: len(marks)], imported)
    return _totals(tuple(min(a + b, COUNTED + 1) for a, b in zip(counted, besides, strict=True)))


def _totals(counted: tuple[int, ...]) -> Totals:
    names = ("all", "open", "closed", "late", "findings", "vouchers", "late_entries", "imported")
    return Totals(**dict(zip(names, counted, strict=True)))


def _with(found: Listing, **changed: Any) -> Listing:
    return replace(found, wanted=replace(found.wanted, **changed))


def page(found: Listing, total: int, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """Return the page that follows key ``after`` (or precedes ``before``); with neither, the first. Two statements.

    A key that cannot be read is as none.
    """
    key = _key(after) or _key(before)
    forwards = not (_key(before) and not _key(after))
    edge = Q() if key is None else (_older(key) if forwards else _newer(key))
    wanted = listing.rows(branches(found, edge, ordered=True), newest=forwards, most=size + 1, edge=key)
    rows = list(_rows(wanted, newest=forwards))
    more = len(rows) > size
    rows = rows[:size] if forwards else rows[:size][::-1]
    if not rows and key is not None:
        return page(found, total, size=size)
    first = 1
    if rows and key is not None:
        first = listing.counts([branches(found, _newer((rows[0].opened, rows[0].pk)))], COUNTED + 1)[0] + 1
    has_newer, has_older = (first > 1, more) if forwards else (more, True)
    return Page(
        rows=tuple(rows),
        first=first if rows and first <= COUNTED else 0,
        total=total,
        before=key_of(rows[0]) if rows and has_newer else "",
        after=key_of(rows[-1]) if rows and has_older else "",
    )


def first_rows(found: Listing, most: int, *, newest: bool = True) -> tuple[Matter, ...]:
    """Return the first ``most`` matters of a list. One statement."""
    return tuple(_rows(listing.rows(branches(found, ordered=True), newest=newest, most=most), newest=newest))


def every(found: Listing) -> Iterator[Matter]:
    """Yield all matters of a list, oldest first, ``CHUNK`` to a statement: for files.

    Units and persons are read once: they are few, and making each anew for every row took a third of a file's time.
    """
    key: tuple[date, int] | None = None
    units, people = Unit.objects.in_bulk(), Person.objects.in_bulk()
    while True:
        edge = Q() if key is None else _newer(key)
        wanted = listing.rows(branches(found, edge, ordered=True), newest=False, most=CHUNK, edge=key)
        rows = list(_ordered(wanted, newest=False).select_related("stream"))
        for row in rows:
            # Whoever came after this file was begun is read on the way.
            for name, known, pk in (("unit", units, row.unit_id), ("handler", people, row.handler_id)):
                if pk is None or pk in known:
                    row._state.fields_cache[name] = known.get(pk)
            yield row
        if len(rows) < CHUNK:
            return
        key = rows[-1].opened, rows[-1].pk


def _rows(keys: RawSQL, *, newest: bool) -> QuerySet[Matter]:
    return _ordered(keys, newest=newest).select_related("stream", "unit", "handler")


def _ordered(keys: RawSQL, *, newest: bool) -> QuerySet[Matter]:
    order = ("-opened", "-stream_id") if newest else ("opened", "stream_id")
    return Matter.objects.filter(pk__in=keys).order_by(*order)


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
    return Q(opened__lte=key[0]) & (Q(opened__lt=key[0]) | Q(pk__lt=key[1]))


def _newer(key: tuple[date, int]) -> Q:
    return Q(opened__gte=key[0]) & (Q(opened__gt=key[0]) | Q(pk__gt=key[1]))


def kinds_and_handlers(
    grants: Grants, on: date, taking: Taking | None = None
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return (id, title) of the procedures and (key, name) of the 承办人 of what one sees, by name. One statement.

    Of what one only takes part in, the latest ``_SHARED`` matters are asked.
    """
    roles = access.ALLOWED[Action.SEE]
    if grants.covers_all(roles):
        kinds, people = listing.choices(None, Branch(query=Matter.objects.none()))
    else:
        taken = taking.latest(_SHARED) if taking is not None else None
        latest = access.taking_part(grants, Action.SEE, on).order_by("-matter_id").values("matter_id")[:_SHARED]
        part = Matter.objects.all() if taken is not None else Matter.objects.filter(pk__in=access.raw(latest))
        kinds, people = listing.choices(grants.paths(roles), Branch(query=part, index=BY_KEY, keys=taken))
    return tuple(sorted(kinds, key=lambda item: item[1])), tuple(sorted(people, key=lambda item: item[1]))
