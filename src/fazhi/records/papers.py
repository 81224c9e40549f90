"""Papers of matters: what they print of a matter, and which were issued, came back, were voided, were sealed.

Everything is read off the events of the matter's stream; there is no table of papers. Writing: ``acts.papers``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from django.db.models import Q

from fazhi.formats.docx import write
from fazhi.formats.docx.fill import Values, fill
from fazhi.kernel.ledger.envelope import Event, parse_body
from fazhi.kernel.papers import Paper, Standing
from fazhi.kernel.papers.named import names
from fazhi.kernel.procedures import CalendarClocks, PaperForm, State, fold, papersource
from fazhi.kernel.procedures.papersource import Facts, Offer, Reveal, made, named, offers
from fazhi.records import clock, ledger, masking, matters, vault
from fazhi.records import paper_settings as settings
from fazhi.records.matters import Folded
from fazhi.records.models import Blob, ConfigEntry, Matter, Person, Unit
from fazhi.records.models import Event as EventRow

ISSUED: Final = "paper_issued"
VOIDED: Final = "paper_voided"
RETURNED: Final = "paper_returned"
SEALED: Final = "paper_sealed"
TYPES: Final = (ISSUED, VOIDED, RETURNED, SEALED)

SLOT: Final = "paper"
"""Where the Word file of an issued paper, what came back of it, and its sealed scan are bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A file bound to an issued paper later: the event, the day, the digest; of a comparison its counts."""

    seq: int
    day: date
    sm3: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A paper that was issued: where, with which number, its Word file and the digest of its text, what came of it."""

    seq: int
    paper: str
    key: str | None
    name: str
    number: str
    series: str | None
    day: date
    sm3: str
    digest: str
    voided: bool = False
    returned: tuple[Bound, ...] = ()
    sealed: Bound | None = None

    @property
    def standing(self) -> Standing:
        """Return what the paper is now."""
        return Standing.SEALED if self.sealed is not None else Standing.ISSUED


def issued(stream_id: int) -> tuple[Issued, ...]:
    """Return the papers issued in a matter, earliest first, voided ones among them. One statement."""
    rows = EventRow.objects.filter(stream_id=stream_id, type__in=TYPES).order_by("seq")
    found: dict[int, Issued] = {}
    for body in rows.values_list("body", flat=True):
        event = parse_body(bytes(body))
        if event.type == ISSUED:
            found[event.seq] = _issued(event)
        elif event.run in found:
            found[event.run] = _after(found[event.run], event)
    return tuple(found.values())


def _issued(event: Event) -> Issued:
    data = event.data
    key, series = data.get("key"), data.get("series")
    return Issued(
        seq=event.seq,
        paper=str(data.get("paper", "")),
        key=str(key) if key is not None else None,
        name=str(data.get("name", "")),
        number=str(data.get("number", "")),
        series=str(series) if series is not None else None,
        day=date.fromisoformat(event.occurred.at[:10]),
        sm3=event.evidence[0].sm3 if event.evidence else "",
        digest=str(data.get("text", "")),
    )


def _after(paper: Issued, event: Event) -> Issued:
    if event.type == VOIDED:
        return replace(paper, voided=True)
    raw = event.data.get("changes")
    bound = Bound(
        seq=event.seq,
        day=date.fromisoformat(event.occurred.at[:10]),
        sm3=event.evidence[0].sm3 if event.evidence else "",
        counts={name: count for name, count in raw.items() if isinstance(count, int)} if isinstance(raw, dict) else {},
    )
    if event.type == SEALED:
        return replace(paper, sealed=bound)
    return replace(paper, returned=(*paper.returned, bound))


def current(papers: Iterable[Issued], paper: str, key: str | None) -> Issued | None:
    """Return the issued copy of a paper (and key) that was not voided."""
    return next((item for item in papers if item.paper == paper and item.key == key and not item.voided), None)


# -- what a paper prints -----------------------------------------------------------------------------------------------


def facts(matter: Folded, row: Matter, reveal: Reveal, *, masked: bool = True, on: date | None = None) -> Facts:
    """Return what papers print of a matter besides its declaration. ``reveal`` decides how personal values look.

    The names it signs under are those set for the day ``on`` (today).
    """
    card, on = matter.card, on or clock.today()
    home = settings.home_of(row.unit_path)
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=[home, row.unit_path])}
    township, unit = units.get(home), units.get(row.unit_path)
    said = {
        "number": card.number,
        "title": card.title,
        "unit": unit.name if unit else card.unit,
        "organ": settings.printed(township, settings.ORGAN, on),
        "place": settings.printed(township, settings.PLACE, on),
        "review_office": settings.printed(township, settings.REVIEW_OFFICE, on),
        "county": settings.printed(township, settings.COUNTY, on),
        "handler": Person.objects.filter(key=card.handler).values_list("name", flat=True).first() or "",
        "opened": card.opened,
        "source": card.source,
        "kept": card.place,
        "parent_number": row.parent.number if row.parent else "",
    }
    return Facts(
        matter=said,
        people=_people(matter),
        reveal=amended(matter.stream, reveal),
        then=partial(_after_events, matter),
        masked=masked,
        seal_marked=settings.printed(township, settings.SEAL, on) != settings.LEFT_FREE,
    )


def _after_events(matter: Folded, seq: int, day: date) -> State:
    """Return the state of what had occurred by a day, of the first ``seq`` events of a matter."""
    if seq >= matter.count:
        return matter.state
    events = (event for event in matters.history(matter.stream) if event.seq <= seq and event.occurred <= day)
    return fold(matter.procedure, events)


def _people(matter: Folded) -> dict[str, str]:
    state = matter.state
    keys = {run.decider for many in state.runs.values() for run in many}
    keys |= {item.decider for many in state.sendings.values() for item in many}
    return dict(Person.objects.filter(key__in=keys).values_list("key", "name"))


def masked_reveal(stream: str) -> Reveal:
    """Return a reveal that masks every value by its class; the vault is opened when the first is asked for."""
    held: dict[tuple[int, str], object] = {}

    def reveal(seq: int, path: str, cls: str) -> str:
        if not held:
            held.update({place: opening.value for place, opening in vault.open_fields(stream).items()})
        value = held.get((seq, path))
        return masking.masked(cls, str(value)) if value is not None else "（已依法删除）"

    return reveal


def whole_reveal(stream: str, seen: set[str]) -> Reveal:
    """Return a reveal that gives values whole and notes their classes in ``seen``: for acts that record the look."""
    held: dict[tuple[int, str], object] = {}

    def reveal(seq: int, path: str, cls: str) -> str:
        if not held:
            held.update({place: opening.value for place, opening in vault.open_fields(stream).items()})
        value = held.get((seq, path))
        seen.add(cls)
        return str(value) if value is not None else "（已依法删除）"

    return reveal


def amended(stream: str, reveal: Reveal) -> Reveal:
    """Return a reveal that reads a corrected value where it was corrected: in the amending event."""
    corrections: dict[tuple[int, str], int] | None = None

    def found(seq: int, path: str, cls: str) -> str:
        nonlocal corrections
        if corrections is None:
            corrections = {
                (event.run, name): event.seq
                for event in ledger.events(stream)
                if event.type == "amended" and event.run is not None
                for name in event.sealed
            }
        return reveal(corrections.get((seq, path), seq), path, cls)

    return found


def listed(matter: Folded, said: Facts, on: date) -> tuple[Offer, ...]:
    """Return the papers of a matter with whether each may be issued on a day."""
    clocks = CalendarClocks(matter.procedure, matter.state, matters.calendar(), on)
    return offers(matter.procedure, matter.state, clocks, said)


def own_form(unit_path: str, procedure: str, paper: str, on: date) -> tuple[str, bytes] | None:
    """Return digest and bytes of the county's (or township's) own form of a paper; None where the pack's own serves."""
    above = [unit_path[: i + 1] for i, sign in enumerate(unit_path) if sign == "/"]
    found = (
        ConfigEntry.objects.filter(kind="setting", name=form_name(procedure, paper), starts__lte=on)
        .filter(Q(unit__isnull=True) | Q(unit__path__in=above))
        .filter(Q(ends__isnull=True) | Q(ends__gte=on))
        .select_related("unit")
    )
    best = max(found, key=lambda entry: (len(entry.unit.path) if entry.unit else 0, entry.starts), default=None)
    digest = json.loads(best.value) if best is not None else ""
    body = Blob.objects.filter(digest=digest).values_list("body", flat=True).first() if digest else None
    return (digest, bytes(body)) if body is not None else None


def form_name(procedure: str, paper: str) -> str:
    """Return the name of the setting that holds the digest of an own form."""
    return f"paper.form.{procedure}.{paper}"


def values_of(matter: Folded, form: PaperForm, said: Facts, on: date, paper: Paper, key: str | None = None) -> Values:
    """Return what the named places of a paper say, for a form of the county's own."""
    clocks = CalendarClocks(matter.procedure, matter.state, matters.calendar(), on)
    single, rows = named(matter.procedure, matter.state, clocks, form, said, paper, key)
    return Values(single=single, rows=rows, row_names=names(form.body)[1])


def number_taken(matter: Folded, form: PaperForm, on: date, key: str | None = None) -> str:
    """Return the number an act of the matter has taken for a paper; empty where none has."""
    clocks = CalendarClocks(matter.procedure, matter.state, matters.calendar(), on)
    return papersource.number_taken(matter.procedure, matter.state, clocks, form, key)


def word_of(
    matter: Folded, unit_path: str, form: PaperForm, said: Facts, on: date, paper: Paper, key: str | None = None
) -> tuple[bytes, str]:
    """Return the Word file of a paper and the digest of the form it was filled into (empty: the writer's own)."""
    own = own_form(unit_path, matter.procedure.id, form.id, on)
    if own is None:
        return write(paper), ""
    digest, body = own
    return fill(body, values_of(matter, form, said, on, paper, key)), digest


def drawn(matter: Folded, form: PaperForm, said: Facts, on: date, key: str | None = None) -> Paper:
    """Return a paper of a matter as it stands on a day."""
    clocks = CalendarClocks(matter.procedure, matter.state, matters.calendar(), on)
    return made(matter.procedure, matter.state, clocks, form, said, key)
