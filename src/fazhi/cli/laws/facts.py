"""From texts to facts: one instrument per title, its editions in order, who repealed it, and when.

Rules, and why: a text is dated by its file, for consolidated texts do not say when the last amendment took effect;
the last 自…起施行 is the entry into force of the newest edition that is not younger than it; a repeal ends only what
is older than the repealing act and never its own namesake, for names come back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fazhi.cli.laws.folder import Ended, Source
from fazhi.kernel.citations.lawtext import Event, LawText
from fazhi.kernel.citations.names import name_key

KINDS = {"statutes": "法律", "former": "法律", "regulations": "行政法规", "interpretations": "司法解释"}
_APPROVED = frozenset({"批准", "通过", "修订通过"})
_PUBLISHED = frozenset({"公布", "发布", "颁布"})
_FIRST = frozenset({"批准", "通过", "公布", "发布", "颁布"})
_APPROVAL = timedelta(days=800)
_SLIP = timedelta(days=14)
# Titles that name no instrument by themselves.
_PLACE = re.compile("(?!中华人民共和国)[一-龥]{2,8}?(?:省|自治区|自治州|地区|市|州|县|区|旗|镇|乡)")
_NAMELESS = frozenset({"修正案", "决定", "规定", "办法", "暂行规定", "暂行条例", "实施细则", "企业法"})


@dataclass(slots=True, kw_only=True)
class Made:
    """One edition while it is put together; the fields are those of ``Edition``."""

    adopted: date | None
    effective: date | None = None
    sure: bool = False
    text: LawText | None = None
    repealed: date | None = None
    gone: bool = False
    successor: str | None = None
    note: str | None = None
    path: str = ""

    @property
    def start(self) -> date | None:
        return self.effective or self.adopted


@dataclass(slots=True, kw_only=True)
class Known:
    """One instrument while it is put together."""

    title: str
    kind: str
    issuer: str | None = None
    short: list[str] = field(default_factory=list)
    editions: list[Made] = field(default_factory=list)
    origin: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a folder yields; ``remarks`` are Chinese sentences about what was left out or does not fit."""

    laws: dict[str, Known]
    remarks: tuple[str, ...]


def gather(sources: Sequence[Source], ended: Iterable[Ended]) -> Gathered:
    """Return the instruments by name key, in order of keys."""
    remarks: list[str] = []
    groups: dict[str, list[Source]] = defaultdict(list)
    sources = [_dated(source) for source in sources]
    for source in sources:
        if source.law.title in _NAMELESS:
            remarks.append(f"{source.path.name}：标题没有写明是哪件文件，未收")
            continue
        groups[name_key(source.law.title)].append(source)
    laws = {key: _known(group) for key, group in sorted(groups.items())}
    for source in sorted(sources, key=lambda each: (each.day or date.min, each.name)):
        if source.law.title not in _NAMELESS:
            _repeal(source, laws, remarks)
    for row in ended:
        _end(row, laws, remarks)
    for source in sources:
        _shorten(source.law, laws)
    return Gathered(laws=dict(sorted(laws.items())), remarks=tuple(remarks))


def _dated(source: Source) -> Source:
    """Return the source with the day of its last event where its own history goes on after the day of its file."""
    last = next((event.day for event in reversed(source.law.history) if event.deed != "施行"), None)
    late = source.day is not None and last is not None and last - source.day > _SLIP
    return replace(source, day=last) if late else source


def _known(group: list[Source]) -> Known:
    dated = [source for source in group if source.day is not None]
    group = sorted(dated or group, key=lambda source: source.day or date.min)
    newest = group[-1]
    titles = [source.law.title for source in group]
    regulation = newest.folder == "regulations" or newest.folder == "interpretations"
    days: dict[date, Event | None] = {}
    for source in group:
        for event in _editions(source, regulation=regulation):
            days.setdefault(event.day, event)
        if source.day is not None:
            days.setdefault(source.day, None)
    editions = {day: Made(adopted=day) for day in sorted(days)}
    if not editions:
        editions = {date.min: Made(adopted=None)}
    for source in group:
        _enter(source, editions)
    oldest = group[0]
    first = next(iter(_editions(oldest, regulation=regulation)), None)
    longest = max(titles, key=lambda title: (title == newest.law.title, len(title)))
    return Known(
        title=longest,
        kind=_kind(newest),
        issuer=newest.law.issuer or ("国务院" if newest.folder == "regulations" else None),
        editions=list(editions.values()),
        origin=first is None or first.deed in _FIRST,
    )


def _kind(source: Source) -> str:
    if source.folder == "interpretations" and not source.law.title.startswith("最高人民"):
        return "地方性法规"
    if source.folder in KINDS:
        return KINDS[source.folder]
    # A folder of a user's own: what bears the name of a place is of that place.
    place = _PLACE.match(source.law.title)
    if place is not None:
        return "地方性法规" if source.law.title.endswith("条例") else "地方政府规章"
    return _guess(source.law.title, "行政法规")


def _editions(source: Source, *, regulation: bool) -> list[Event]:
    """Return the events that made an edition: approval and promulgation are one, the day of effect is none."""
    events = [event for event in source.law.history if event.deed != "施行"]
    kept: list[Event] = []
    for at, event in enumerate(events):
        later = events[at + 1] if at + 1 < len(events) else None
        if event.deed in _APPROVED or (regulation and event.deed in ("修订", "批准")):
            if later and later.deed in _PUBLISHED and later.day - event.day <= _APPROVAL:
                deed = later.deed if event.deed in _FIRST else "修订"
                events[at + 1] = Event(day=later.day, deed=deed)
                continue
            waits = source.day is not None and timedelta() < source.day - event.day <= _APPROVAL
            if regulation and not later and waits and event.deed in _APPROVED and source.day is not None:
                kept.append(Event(day=source.day, deed=event.deed))
                continue
        if source.day is not None and abs(event.day - source.day) <= _SLIP:
            event = Event(day=source.day, deed=event.deed)
        kept.append(event)
    return kept


def _enter(source: Source, editions: dict[date, Made]) -> None:
    """Give the text to its edition and the entry into force to the edition it speaks of."""
    law = source.law
    own = editions[source.day] if source.day in editions else next(reversed(editions.values()))
    own.text, own.path = law, source.path.name
    said = law.effective or next((event.day for event in reversed(law.history) if event.deed == "施行"), None)
    if said is not None:
        spoken = [made for made in editions.values() if made.adopted is None or made.adopted <= said]
        upto = [made for made in spoken if made.adopted is None or own.adopted is None or made.adopted <= own.adopted]
        if upto:
            upto[-1].effective, upto[-1].sure = said, True
        else:
            own.note = f"正文写明自{said.isoformat()}起施行，早于所知的最早文本"
            editions_before = Made(adopted=None, effective=said, sure=True)
            editions[said - timedelta(days=1)] = editions_before
            _sort(editions)
    elif law.at_once:
        made = editions[_made_anew(source, editions)]
        made.effective = made.effective or made.adopted
        made.sure = made.effective is not None
    if own.effective is None:
        own.effective = own.adopted


def _made_anew(source: Source, editions: dict[date, Made]) -> date:
    """Return the day of the edition whose closing article the text still carries: the last made as a whole."""
    anew = [event.day for event in source.law.history if event.anew]
    return next((day for day in reversed(anew) if day in editions), next(iter(editions)))


def _sort(editions: dict[date, Made]) -> None:
    ordered = sorted(editions.items())
    editions.clear()
    editions.update(ordered)


def _repeal(source: Source, laws: dict[str, Known], remarks: list[str]) -> None:
    law = source.law
    if not law.repeals:
        return
    own = laws[name_key(law.title)]
    day = law.effective or next((event.day for event in reversed(law.history) if event.deed == "施行"), None)
    if day is None:
        # 自公布之日: the whole act as first made, or as made anew under a new number.
        days = {made.adopted: made for made in own.editions if made.adopted is not None}
        day = _made_anew(source, days) if law.at_once and days else None
    if day is None:
        remarks.append(f"《{law.title}》：废止了其他文件，但读不出施行日，未记")
        return
    for repeal in law.repeals:
        key = name_key(repeal.title)
        if key == name_key(own.title):
            if repeal.adopted is not None:
                _older(own, repeal.adopted)
            continue
        known = laws.get(key)
        if known is None:
            known = laws[key] = Known(title=repeal.title, kind=_guess(repeal.title, own.kind), origin=False)
        _finish(known, day, repeal.adopted, own.title)


def _older(own: Known, adopted: date) -> None:
    if all(made.adopted is None or abs(made.adopted - adopted) > _SLIP for made in own.editions):
        own.editions.append(Made(adopted=adopted))
        own.editions.sort(key=lambda made: made.start or date.min)


def _finish(known: Known, day: date, adopted: date | None, successor: str) -> None:
    """End the life that was there on ``day``: what is older than the repealing act, unless it lived on."""
    older = [made for made in known.editions if made.start is None or made.start < day]
    younger = [made for made in known.editions if made not in older]
    named = adopted is not None and any(abs(_day(made) - adopted) <= _SLIP for made in older)
    if not older:
        last = Made(adopted=adopted)
        known.editions.insert(0, last)
        known.origin = False
    elif not younger or named or not known.origin:
        last = older[-1]
    else:
        return  # the instrument went on under its name: what was repealed is an older namesake, not known here
    if last.repealed is None or day < last.repealed:
        last.repealed, last.successor, last.gone = day, successor, False


def _day(made: Made) -> date:
    return made.adopted or made.effective or date.min


def _end(row: Ended, laws: dict[str, Known], remarks: list[str]) -> None:
    key = name_key(row.title)
    known = laws.get(key)
    if known is None:
        known = laws[key] = Known(title=row.title, kind=_guess(row.title, "行政法规"), origin=False)
        known.editions.append(Made(adopted=row.last))
    last = known.editions[-1]
    successor = row.successor and laws[name_key(row.successor)].title if name_key(row.successor or "") in laws else None
    if last.repealed is not None and row.ended is not None and last.repealed != row.ended:
        remarks.append(f"《{known.title}》：repealed.csv 写 {row.ended} 失效，废止条款写 {last.repealed}，从条款")
    elif last.repealed is None and row.ended is not None:
        last.repealed, last.successor, last.note = row.ended, successor, row.source
    elif last.repealed is None:
        last.repealed, last.gone, last.note = date(2025, 4, 1), True, row.source


def _guess(title: str, kind: str) -> str:
    if title.endswith(("法典", "通则", "总则")) or (title.endswith("法") and not title.endswith("办法")):
        return "法律"
    return "行政法规" if kind == "法律" and title.endswith(("条例", "办法", "规定", "细则")) else kind


def _shorten(law: LawText, laws: dict[str, Known]) -> None:
    for title, short in law.shorts:
        known = laws.get(name_key(title))
        if known is None or name_key(short) in laws or len(short) < 3 or short in _NAMELESS:
            continue
        if short.endswith(("法", "条例", "办法", "规定", "细则", "解释")) and short not in known.short:
            known.short.append(short)
