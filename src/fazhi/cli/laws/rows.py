"""The rows of the compiled catalogue: from gathered texts, from hand-written TOML, and how the second wins.

A row is ``[title, kind, issuer, short, origin, note, editions]``; an edition ``[adopted, effective, articles, flags,
inserted, repealed, successor, note]``, as ``fazhi.kernel.citations.index`` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.cli.laws.facts import Gathered, Known, Made
from fazhi.kernel.citations import Catalogue, Instrument, Mark, Version
from fazhi.kernel.citations.index import GONE, SURE, TEXT, WHOLE
from fazhi.kernel.citations.instrument import COUNTRY
from fazhi.kernel.citations.names import name_key, without_years

Row = list[Any]
TITLE, KIND, ISSUER, SHORT, ORIGIN, NOTE, EDITIONS = range(7)
ADOPTED, EFFECTIVE, ARTICLES, FLAGS, INSERTED, REPEALED, SUCCESSOR, REMARK = range(8)
_FEW = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A hand-written fact that differs from what the text says: the law, the edition, what both say."""

    title: str
    edition: str
    fact: str
    written: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The day one amending decision took effect, for each law it amended; ``source`` says where that is known from."""

    titles: tuple[str, ...]
    adopted: date
    effective: date
    source: str
    mark: Mark


def facts_rows(gathered: Gathered) -> list[Row]:
    """Return the rows of what the texts say, in order of titles."""
    return sorted((_row(known) for known in gathered.laws.values()), key=lambda row: name_key(row[TITLE]))


def compile_rows(
    facts: Iterable[Row], catalogue: Catalogue, *, effects: Iterable[Effect] = (), names: Mapping[str, Iterable[str]]
) -> tuple[list[Row], list[Contradiction]]:
    """Return the rows with the hand-written facts laid over them, and where the two differ.

    Hand-written TOML wins, but for a day marked ▲ (from knowledge) against a day that stands in the text. ``names``
    maps a title to further short names; a title it does not find is a KeyError, so that a slip cannot pass.
    """
    rows = {name_key(row[TITLE]): _copy(row) for row in facts}
    found: list[Contradiction] = []
    for effect in effects:
        for title in effect.titles:
            _effect(rows[name_key(title)], effect, found)
    for instrument in catalogue:
        key = name_key(instrument.title)
        row = rows.get(key)
        if row is None:
            row = rows[key] = [instrument.title, "", "", [], 1, "", []]
        _overlay(row, instrument, found)
    for title, shorts in names.items():
        row = rows[name_key(title)]
        row[SHORT] += [short for short in shorts if short not in row[SHORT]]
    return [rows[key] for key in sorted(rows)], found


def name_table(rows: list[Row]) -> dict[str, int]:
    """Return the position of the row by every name key; a full title wins, a shared short name is left out."""
    table = {name_key(row[TITLE]): at for at, row in enumerate(rows)}
    shorts: dict[str, set[int]] = {}
    for at, row in enumerate(rows):
        for short in row[SHORT]:
            shorts.setdefault(name_key(short), set()).add(at)
    for key, places in sorted(shorts.items()):
        if len(places) == 1:
            table.setdefault(key, *places)
    return table


def family_table(rows: list[Row]) -> dict[str, list[int]]:
    """Return the positions of plans that differ in their years only, by the name without the years, oldest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for at, row in enumerate(rows):
        key = name_key(row[TITLE])
        if (bare := without_years(key)) != key:
            found.setdefault(bare, []).append((key, at))
    return {bare: [at for _, at in sorted(plans)] for bare, plans in sorted(found.items())}


def _row(known: Known) -> Row:
    return [
        known.title,
        known.kind,
        known.issuer or "",
        known.short,
        int(known.origin),
        known.note or "",
        [_edition(made) for made in known.editions],
    ]


def _edition(made: Made) -> Row:
    articles, inserted, flags = 0, [], 0
    if made.text is not None:
        places = [place.partition("_") for place in made.text.articles]
        numbers = {int(number) for number, _, _ in places}
        inserted = sorted([int(number), int(suffix)] for number, _, suffix in places if suffix)
        cut_off = len(numbers) < _FEW and made.text.effective is None and not made.text.at_once
        articles = 0 if cut_off or not numbers else max(numbers)
        whole = bool(numbers) and not cut_off and numbers == set(range(1, articles + 1))
        flags |= TEXT | (WHOLE if whole else 0)
    flags |= (SURE if made.sure else 0) | (GONE if made.gone else 0)
    return [
        str(made.adopted or ""),
        str(made.effective or ""),
        articles,
        flags,
        inserted,
        str(made.repealed or ""),
        made.successor or "",
        made.note or "",
    ]


def _copy(row: Row) -> Row:
    return [*row[:SHORT], list(row[SHORT]), row[ORIGIN], row[NOTE], [list(edition) for edition in row[EDITIONS]]]


def _effect(row: Row, effect: Effect, found: list[Contradiction]) -> None:
    for edition in row[EDITIONS]:
        if edition[ADOPTED] == str(effect.adopted):
            if edition[FLAGS] & SURE and edition[EFFECTIVE] != str(effect.effective):
                found.append(
                    Contradiction(
                        title=row[TITLE],
                        edition=edition[ADOPTED],
                        fact="施行日",
                        written=str(effect.effective),
                        text=edition[EFFECTIVE],
                    )
                )
                return
            edition[EFFECTIVE] = str(effect.effective)
            edition[FLAGS] |= SURE
            return
    raise KeyError(f"《{row[TITLE]}》没有 {effect.adopted} 的版本")


def _overlay(row: Row, instrument: Instrument, found: list[Contradiction]) -> None:
    country = instrument.title if instrument.title.startswith(COUNTRY) or not row[TITLE] else row[TITLE]
    row[TITLE] = instrument.title if len(instrument.title) >= len(country) else country
    row[KIND], row[ISSUER] = str(instrument.kind), instrument.issuer
    row[SHORT] += [short for short in instrument.short if short not in row[SHORT]]
    row[NOTE] = instrument.note or row[NOTE]
    for version in instrument.versions:
        edition = _place(row, version)
        _lay(row[TITLE], edition, version, found)
    row[EDITIONS].sort(key=lambda edition: edition[EFFECTIVE] or edition[ADOPTED])
    if not any(edition[FLAGS] & TEXT for edition in row[EDITIONS]):
        row[ORIGIN] = 1  # all that is known of it was entered by hand, from its beginning
    if instrument.repealed is not None:
        day = str(instrument.repealed)
        older = [edition for edition in row[EDITIONS] if (edition[EFFECTIVE] or edition[ADOPTED]) < day]
        last = older[-1]
        if last[REPEALED] and last[REPEALED] != day and not last[FLAGS] & GONE:
            found.append(
                Contradiction(title=row[TITLE], edition=last[ADOPTED], fact="失效日", written=day, text=last[REPEALED])
            )
        last[REPEALED], last[FLAGS] = day, last[FLAGS] & ~GONE
        last[SUCCESSOR] = instrument.successor or last[SUCCESSOR]


def _place(row: Row, version: Version) -> Row:
    """Return the edition a hand-written version speaks of: same day, else the only one of its year, else a new one."""
    editions: list[Row] = row[EDITIONS]
    day = str(version.adopted or "")
    for edition in editions:
        if day and edition[ADOPTED] == day:
            return edition
    year = [edition for edition in editions if edition[ADOPTED][:4] == version.id[:4]]
    if len(year) == 1 and "-" not in version.id:
        return year[0]
    nameless = [edition for edition in editions if not edition[ADOPTED] and not edition[FLAGS] & TEXT]
    if nameless and nameless[0][REPEALED]:
        return nameless[0]
    edition = [day, "", 0, 0, [], "", "", ""]
    editions.append(edition)
    return edition


def _lay(title: str, edition: Row, version: Version, found: list[Contradiction]) -> None:
    says = edition[FLAGS] & TEXT and version.mark is Mark.READ

    def differ(fact: str, written: object, text: object) -> None:
        found.append(
            Contradiction(title=title, edition=edition[ADOPTED], fact=fact, written=str(written), text=str(text))
        )

    if version.adopted is not None:
        if says and edition[ADOPTED] != str(version.adopted):
            differ("通过（公布）日", version.adopted, edition[ADOPTED])
        edition[ADOPTED] = str(version.adopted)
    if version.effective is not None:
        known = bool(edition[FLAGS] & SURE)
        if known and edition[EFFECTIVE] != str(version.effective):
            differ("施行日", version.effective, edition[EFFECTIVE])
        if not known or version.effective_mark is not Mark.UNVERIFIED:
            edition[EFFECTIVE] = str(version.effective)
            moved = version.effective != version.adopted
            sure = version.effective_mark is not Mark.UNVERIFIED or moved
            edition[FLAGS] = edition[FLAGS] | SURE if sure else edition[FLAGS]
    if version.articles is not None:
        if says and edition[ARTICLES] and edition[ARTICLES] != version.articles:
            differ("条数", version.articles, edition[ARTICLES])
        edition[ARTICLES] = version.articles
        edition[INSERTED] = sorted([list(pair) for pair in version.inserted]) or edition[INSERTED]
    edition[REMARK] = version.note or edition[REMARK]
