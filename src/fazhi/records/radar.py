"""The radar of a site: every place that cites a changed law, its sentence, what changed, what was done about it.

Files of matters one may see, and what is the site's own: procedures, papers, rules, calendars, imported texts, local
settings, model opinions. The same core as ``fazhi law radar``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from django.db.models import Q, QuerySet

from fazhi.cli.laws import store
from fazhi.cli.laws.changes import (
    Change,
    KeptText,
    Kind,
    affects,
    all_changes,
    changes_of,
    kept_changes,
    keys_of,
    said_of,
)  # fmt: skip
from fazhi.cli.laws.radar import Place, own_texts, places
from fazhi.kernel.citations import LawRef
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.errors import PackError
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.lint.citations import extract
from fazhi.kernel.lint.validity import place_cn
from fazhi.packs.checker import names
from fazhi.packs.laws.compiled import CATALOGUE, load_index, own_folder
from fazhi.records import access, packs, reading, site
from fazhi.records.access import Action, Grants, Role
from fazhi.records.acts.base import ActRefused
from fazhi.records.ledger import radar as table
from fazhi.records.ledger.radar import Cited
from fazhi.records.models import ConfigEntry, Matter, ModelOpinion, RadarMark

USERS: Final = (Role.REVIEW, Role.COUNTY, Role.LEAD)
"""Who works the lists off."""

SITE: Final = "本站"

_AT_ONCE: Final = 500
"""Names of laws asked for in one statement."""


class State(StrEnum):
    """What was done about a place."""

    OPEN = "待看"
    FINE = "已看（无需改）"
    CHANGED = "已改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place on a list. ``unit`` is the code of the unit whose it is, None for what is the whole site's.

    ``kind`` is 文本, 文书 or 附件 of a matter, or 规程, 规则 and the like; ``sm3`` and ``sentence`` say where the
    words lie, ``words`` are they.
    """

    key: str
    kind: str
    where: str
    cited: str
    said: str
    day: date | None
    unit: str | None
    matter: Matter | None
    sm3: str = ""
    seq: int = 0
    sentence: int = 0
    words: str = ""
    mark: RadarMark | None = None

    @property
    def state(self) -> State:
        """Return what was done about it."""
        return State(self.mark.state) if self.mark is not None and self.mark.state else State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A change with how many places it touches here, how many were dealt with, and the next day set for one."""

    change: Change
    places: int
    done: int
    due: date | None


def kept_texts() -> list[KeptText]:
    """Return what the store of full texts holds, as the radar needs it."""
    place = store.place_of()
    return [
        KeptText(
            title=kept.title,
            adopted=kept.adopted,
            effective=kept.effective,
            articles=partial(_articles, place, kept.title, kept.adopted),
        )
        for kept in store.newest(place)
    ]


def _articles(place: Path, title: str, adopted: date | None) -> dict[str, str]:
    return {kept.place: kept.words for kept in store.whole(place, title, adopted) if kept.place}


def change_of(id: str) -> Change | None:
    """Return the change with this name, None where the catalogue (and the store) know none."""
    key, _, _day = id.rpartition("@")
    entry = load_index().find(key)
    if entry is None:
        return None
    found = [*changes_of(entry), *kept_changes(load_index(), kept_texts())]
    return next((change for change in found if change.id == id), None)


def counted(grants: Grants, on: date, since: date, until: date) -> list[Counted]:
    """Return the changes that touch anything here, newest first; a handful of statements for any number of matters."""
    index = load_index()
    changes = all_changes(index, since, until, kept_texts())
    wanted = sorted({key for change in changes for key in keys_of(index.find(change.title), change.title)})
    by_law: dict[str, list[tuple[date, int]]] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        for law, day, count in table.counts_by_law(_seen(grants, on), wanted[at : at + _AT_ONCE]):
            by_law.setdefault(law, []).append((day, count))
    marks: dict[str, Counter[str]] = {}
    dues: dict[str, date] = {}
    for mark in RadarMark.objects.filter(_visible(grants)):
        marks.setdefault(mark.change, Counter())[mark.state] += 1
        if mark.due is not None and mark.state in ("", State.OPEN):
            dues[mark.change] = min(mark.due, dues.get(mark.change, mark.due))
    own = _by_law(_own_places())
    found = []
    for change in changes:
        keys = keys_of(index.find(change.title), change.title)
        places_ = sum(count for key in keys for day, count in by_law.get(key, ()) if affects(change, written=day))
        places_ += sum(1 for _ in _own(change, own))
        if places_:
            said = marks.get(change.id, Counter())
            done = said[State.FINE] + said[State.CHANGED]
            found.append(Counted(change=change, places=places_, done=done, due=dues.get(change.id)))
    return found


def rows(grants: Grants, on: date, change: Change) -> list[Row]:
    """Return every place one may see that the change touches: the site's own first, then matters, newest first."""
    entry = load_index().find(change.title)
    before = None if change.kind is Kind.REPEALED else change.day
    cited = table.citations_of(_seen(grants, on), keys_of(entry, change.title), before)
    found = Matter.objects.select_related("stream", "unit").in_bulk({each.stream for each in cited})
    made = [*_own(change, _by_law(_own_places()))]
    of_matters = [_of_matter(change, each, found[each.stream]) for each in cited if each.stream in found]
    made += sorted(of_matters, key=lambda row: (row.day or date.min, row.where), reverse=True)
    marks = {mark.key: mark for mark in RadarMark.objects.filter(change=change.id)}
    return [replace(row, mark=marks.get(row.key)) for row in made]


def with_sentences(grants: Grants, on: date, wanted: Sequence[Row]) -> tuple[list[Row], list[Matter]]:
    """Return rows with their sentences, where one may read files of the matter, and the matters whose were read."""
    ids = {row.matter.pk for row in wanted if row.matter is not None}
    open_ = set(
        Matter.objects.filter(access.matter_predicate(grants, Action.UNMASK, on), pk__in=ids).values_list(
            "pk", flat=True
        )
    )
    read = reading.sentences_of({row.sm3 for row in wanted if row.matter is not None and row.matter.pk in open_})
    shown, matters = [], {}
    for row in wanted:
        if row.matter is None or row.matter.pk not in open_:
            shown.append(row)
            continue
        held = read.get(row.sm3, [])
        matters[row.matter.pk] = row.matter
        shown.append(replace(row, words=held[row.sentence] if row.sentence < len(held) else ""))
    return shown, list(matters.values())


def _seen(grants: Grants, on: date) -> QuerySet[Matter]:
    return Matter.objects.filter(access.matter_predicate(grants, Action.SEE, on))


def _visible(grants: Grants) -> Q:
    found = Q(unit__isnull=True)
    for path in grants.paths(access.ALLOWED[Action.SEE]):
        found |= access.under("unit__path", path)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    kind: str
    where: str
    ref: LawRef
    words: str
    day: date | None = None


def _own_places() -> list[_Own]:
    """Return what the site itself cites: packs, rules, calendars, local settings, model opinions."""
    try:
        held = list(places(load_index(), site.home()))
    except PackError as error:
        raise ActRefused(error.message, where=error.where, hint=error.hint) from error
    found = [_Own(kind=place.kind, where=place.where, ref=place.ref, words=place.sentence) for place in held]
    for entry in ConfigEntry.objects.filter(ends__isnull=True).order_by("key"):
        found += _cited("本地设置", entry.name, entry.basis, entry.starts)
    for model in ModelOpinion.objects.filter(withdrawn__isnull=True).order_by("key"):
        words = "。".join(part for part in (model.message, model.suggestion, model.basis) if part)
        found += _cited("示范意见", model.title, words, model.published)
    return found


def _texts(change: Change) -> list[Place]:
    """Return the citations in texts of the place itself that were imported here (local regulations and rules)."""
    entry = load_index().find(change.title)
    if entry is None or not (own_folder() / CATALOGUE).is_file():
        return []
    return list(own_texts(load_index(), entry))


def _cited(kind: str, where: str, words: str, day: date) -> Iterator[_Own]:
    for citation in extract(words, names()):
        ref = LawRef(title=citation.title, article=citation.article, suffix=citation.suffix)
        yield _Own(kind=kind, where=where, ref=ref, words=words[:240], day=day)


def _by_law(held: Sequence[_Own]) -> dict[str, list[_Own]]:
    found: dict[str, list[_Own]] = {}
    for each in held:
        found.setdefault(name_key(each.ref.title), []).append(each)
    return found


def _own(change: Change, held: Mapping[str, Sequence[_Own]]) -> Iterator[Row]:
    keys = keys_of(load_index().find(change.title), change.title)
    texts = (_Own(kind=p.kind, where=p.where, ref=p.ref, words=p.sentence) for p in _texts(change))
    seen: Counter[str] = Counter()
    for each in (*(one for key in keys for one in held.get(key, ())), *texts):
        if not affects(change, written=each.day, version=each.ref.version):
            continue
        where = f"{each.kind}|{each.where}|{each.ref}"
        seen[where] += 1
        yield Row(
            key=_key(change, where, str(seen[where])),
            kind=each.kind,
            where=each.where,
            cited=each.ref.cn(),
            said=said_of(change, each.ref.article, each.ref.suffix, written=each.day, version=each.ref.version),
            day=each.day,
            unit=None,
            matter=None,
            words=each.words,
        )


def _of_matter(change: Change, each: Cited, matter: Matter) -> Row:
    kind = {"text": "文本", "paper": "文书"}.get(each.slot, "附件")
    article = place_cn(each.article, each.suffix) if each.article is not None else ""
    return Row(
        key=_key(change, matter.stream.key, each.sm3, str(each.start)),
        kind=kind,
        where=_label(matter, each),
        cited=f"《{each.title}》{article}",
        said=said_of(change, each.article, each.suffix, written=each.day),
        day=each.day,
        unit=matter.unit.code,
        matter=matter,
        sm3=each.sm3,
        seq=each.seq,
        sentence=each.sentence,
    )


def _label(matter: Matter, each: Cited) -> str:
    procedure = packs.by_digest(matter.pack_digest)
    step = procedure.steps.get(each.step)
    name = ""
    if each.slot == "text" and step is not None:
        back = step.call.returns if step.call is not None else None
        name = procedure.texts.get(step.makes or back or "", "")
    elif step is not None:
        name = next((item.name for item in step.evidence if item.id == each.slot), "")
    return f"{matter.number or matter.title}　{matter.title}" + (f"　{name}" if name else "")


def _key(change: Change, *parts: str) -> str:
    return sm3_hex("|".join((change.id, *parts)).encode())[:40]
