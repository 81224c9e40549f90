"""Acts on numbers: take one before print, enter an old paper one, void one, set how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import Event, stamp
from fazhi.records import chance, ledger, numbering
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.organisation import add, stream_of, unit_of
from fazhi.records.models import Number, NumberFormat, NumberSeries, Unit

_USERS = (Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)


def take_in(running: Act, *, stream: str, unit: Unit, kind: str, day: date, matter: str | None = None) -> str:
    """Take the next number inside another act and return it as printed. ``stream`` (locked) keeps the event.

    ``matter`` is the stream of the matter that gets it: the book says so, and a matter cut out whole is missed.

    Costs three statements and the event. Numbers entered from paper are stepped over, never given again.
    """
    form = numbering.format_of(unit, kind, day)
    year = day.year if form.yearly else 0
    while True:
        series_id, n = ledger.next_number(unit.pk, kind, year)
        text = form.text(unit=unit.short, kind=kind, year=day.year, n=n)
        if not Number.objects.filter(series_id=series_id, n=n).exists():
            break
    data = _entry(unit, kind, year, n, text, matter)
    _keep(series_id, n, text, "taken", running.event(stream, "number_taken", data))
    return text


def _entry(unit: Unit, kind: str, year: int, n: int | None, text: str, matter: str | None) -> dict[str, JsonInput]:
    data: dict[str, JsonInput] = {"unit": unit.code, "kind": kind, "year": year, "n": n, "text": text}
    return data if matter is None else {**data, "matter": matter}


def _keep(series_id: int, n: int | None, text: str, state: str, event: Event) -> None:
    Number.objects.create(
        series_id=series_id, n=n, text=text, state=state, stream_key=event.stream, taken=event.recorded,
        act_id=event.act_id,
    )  # fmt: skip


@act
def take(running: Act, *, unit: str, kind: str, day: date | None = None) -> Result:
    """Take the next number of ``unit`` and ``kind`` for a paper that is not a matter's own. Returns its text."""
    running.lock(stream_of(unit))
    found = unit_of(unit)
    running.require(found.path, *_USERS)
    text = take_in(running, stream=stream_of(unit), unit=found, kind=kind, day=day or running.today)
    return {"number": text}


@act
def enter_paper_number(running: Act, *, unit: str, kind: str, text: str, day: date) -> Result:
    """Enter a number given on paper before (补录旧号). A number that stands in the book already is refused."""
    running.lock(stream_of(unit))
    found = unit_of(unit)
    running.require(found.path, *_USERS)
    return {"number": enter_in(running, stream=stream_of(unit), unit=found, kind=kind, text=text, day=day)}


def enter_in(
    running: Act, *, stream: str, unit: Unit, kind: str, text: str, day: date, matter: str | None = None
) -> str:
    """Enter a paper number inside another act and return it as kept. ``stream`` (locked) keeps the event."""
    found = unit
    text = text.strip()
    if not text or len(text) > 120 or not text.isprintable():
        raise ActRefused("编号应为 1 至 120 字", field="number")
    form = numbering.format_of(found, kind, day)
    parsed = form.read(text, unit=found.short, kind=kind)
    year = (parsed[0] or day.year) if form.yearly and parsed else (day.year if form.yearly else 0)
    n = parsed[1] if parsed else None
    series, _made = NumberSeries.objects.get_or_create(unit=found, kind=kind, year=year)
    same = Number.objects.filter(series=series, text=text).first()
    same = same or (Number.objects.filter(series=series, n=n).first() if n is not None else None)
    if same is not None:
        words = "已作废，作废的号不再使用" if same.state == "void" else "已经用过"
        raise ActRefused(
            f"{text} {words}", field="number", where=f"{found.name} {kind} {same.taken[:10]} 登记",
            hint="请核对纸质登记簿；如确有两件同号，给后一件另取新号并在备注写明原号",
        )  # fmt: skip
    data = _entry(unit, kind, year, n, text, matter)
    event = running.event(stream, "paper_number_entered", data, occurred=min(day, running.today))
    _keep(series.pk, n, text, "paper", event)
    return text


@act
def void(running: Act, *, unit: str, kind: str, text: str, reason: str, signed: Signed | None = None) -> Result:
    """Void a number with a reason: it stays in the book, marked, and is never given again."""
    running.lock(stream_of(unit))
    found = unit_of(unit)
    running.require(found.path, *_USERS)
    return {
        "number": void_in(
            running, stream=stream_of(unit), unit=found, kind=kind, text=text, reason=reason, signed=signed
        )
    }


def void_in(
    running: Act, *, stream: str, unit: Unit, kind: str, text: str, reason: str, signed: Signed | None = None
) -> str:
    """Void a number inside another act and return it. ``stream`` (locked) keeps the event."""
    found = unit
    if not reason.strip():
        raise ActRefused("作废须写明理由", field="reason", where=text)
    number = Number.objects.select_related("series").filter(series__unit=found, series__kind=kind, text=text).first()
    if number is None:
        raise ActRefused("编号簿里没有这个号", field="number", where=text)
    if number.state == "void":
        raise ActRefused("这个号已经作废", field="number", where=text)
    data = {
        "unit": found.code,
        "kind": kind,
        "year": number.series.year,
        "n": number.n,
        "text": text,
        "reason": reason.strip(),
    }
    given = {**data, "signed": signed.data()} if signed else data
    running.event(stream, "number_voided", given)
    Number.objects.filter(pk=number.pk).update(state="void", void_reason=reason.strip()[:400])
    return text


def _only_here(unit: str | None, kind: str, template: str) -> None:
    """Refuse the form of one unit for another that is not above or below it: both would give the same numbers."""
    if unit is None or "{unit}" in template:
        return
    path = unit_of(unit).path
    for other in NumberFormat.objects.filter(kind=kind, template=template, unit__isnull=False).select_related("unit"):
        if other.unit is not None and not (other.unit.path.startswith(path) or path.startswith(other.unit.path)):
            raise ActRefused(
                f"{other.unit.name}的“{kind}”已经写成这个样子，两个单位会重号",
                field="template",
                hint="写上本单位的代码、简称或者 {unit}，例如 ATLD61-{year}-{n:04}",
            )


@act
def set_format(
    running: Act, *, kind: str, template: str, starts: date, unit: str | None = None, yearly: bool = True
) -> Result:
    """Set how numbers of ``kind`` are written from ``starts`` on, for ``unit`` and those below it (None: the site)."""
    numbering.check_template(template, yearly=yearly)
    stream = stream_of(unit) if unit else "config/numbers"
    running.lock(stream)
    running.require(unit_of(unit).path if unit else "", Role.ADMIN)
    _only_here(unit, kind, template)
    key = f"n{chance.token_hex(8)}"
    data = {
        "key": key, "unit": unit, "kind": kind, "template": template, "yearly": yearly, "starts": starts.isoformat(),
    }  # fmt: skip
    add(running, stream, "number_format_set", data)
    return {"format": key, "sample_at": stamp(running.recorded)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A number given on paper before, the day it was given, and the stream of the matter that has it."""

    text: str
    day: date
    matter: str


def enter_many(running: Act, *, stream: str, unit: Unit, kind: str, wanted: Sequence[Wanted]) -> dict[str, str]:
    """Enter many paper numbers inside another act; return matter -> number. Those already in the book are left out.

    As ``enter_in`` for each, with few statements for all.
    """
    forms: dict[date, numbering.Format] = {}
    series: dict[int, int] = {}
    placed: list[tuple[Wanted, str, int, int | None]] = []
    plain = not NumberFormat.objects.filter(kind=kind).exists()
    for one in wanted:
        day = running.today if plain else one.day
        if day not in forms:
            forms[day] = numbering.format_of(unit, kind, day)
        form, text = forms[day], one.text.strip()
        parsed = form.read(text, unit=unit.short, kind=kind)
        year = (parsed[0] or one.day.year) if form.yearly and parsed else (one.day.year if form.yearly else 0)
        if year not in series:
            series[year] = NumberSeries.objects.get_or_create(unit=unit, kind=kind, year=year)[0].pk
        placed.append((one, text, year, parsed[1] if parsed else None))
    books = list(series.values())
    given = Number.objects.filter(series_id__in=books)
    texts = set(given.filter(text__in=[text for _, text, _, _ in placed]).values_list("series_id", "text"))
    ns = {n for _, _, _, n in placed if n is not None}
    counted = set(given.filter(n__in=ns).values_list("series_id", "n")) if ns else set()
    rows: list[tuple[int, int | None, str, str, str, str, str]] = []
    entered: dict[str, str] = {}
    for one, text, year, n in placed:
        book = series[year]
        if (book, text) in texts or (n is not None and (book, n) in counted):
            continue
        texts.add((book, text))
        counted.add((book, n if n is not None else -1))
        data = _entry(unit, kind, year, n, text, one.matter)
        event = running.event(stream, "paper_number_entered", data, occurred=min(one.day, running.today))
        rows.append((book, n, text, "paper", stream, event.recorded, event.act_id))
        entered[one.matter] = text
    ledger.add_numbers(rows)
    return entered
