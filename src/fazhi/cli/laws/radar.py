"""``fazhi law radar``: where the packs cite a law that has changed, with the sentence, as a list to work off.

What is looked through: procedures (declared bases and what rests on each), their papers, the rules of the checker, the
calendar, and the imported texts of the place itself. Matters and documents of a site are looked through where its
records are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from fazhi.cli.laws.clock import today
from fazhi.cli.laws.questions import article_of, day_of
from fazhi.cli.laws.searching import written
from fazhi.cli.laws.store import count, home_of, place_of, search
from fazhi.kernel.citations import LawRef, parse_ref
from fazhi.kernel.citations.index import Edition, Entry, LawIndex
from fazhi.kernel.citations.instrument import COUNTRY
from fazhi.kernel.errors import CitationError
from fazhi.kernel.lint import Rule
from fazhi.kernel.lint.citations import extract, names_of
from fazhi.kernel.lint.validity import Status, verdict
from fazhi.packs import calendar, procedures
from fazhi.packs.laws import compiled
from fazhi.packs.laws.compiled import article_maps, load_index
from fazhi.packs.rules import all_rules, site_rules

_NOT_LAW = "："
_CALENDAR = "日历"
_MANY = 10_000
_HOLIDAYS = "全国年节及纪念日放假办法"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One citation: ``kind`` 规程, 文书, 规则, 日历 or 收存; ``where`` its place; ``sentence`` what is said there.

    ``state`` says in Chinese what became of what is cited, empty while it stands; ``moved`` the article it became.
    """

    kind: str
    where: str
    ref: LawRef
    sentence: str
    state: str = ""
    moved: str | None = None


def run(args: argparse.Namespace) -> int:
    """0 when nothing is to be worked off, 1 when something is listed; CitationError for a title not known."""
    index = load_index()
    day = day_of(args.as_of) if args.as_of else today()
    entry = index.find(args.title) if args.title else None
    if args.title and entry is None:
        raise CitationError(f"目录中没有“{args.title}”", code="unknown_title", hint="核对标题")
    number, suffix = article_of(args.article)
    found = []
    for place in (*places(index, home_of()), *(own_texts(index, entry) if entry is not None else ())):
        judged = _judge(place, index, day)
        known = index.find(place.ref.title)
        if (not judged.state) if entry is None else known is not entry:
            continue
        if number is not None and (place.ref.article, place.ref.suffix) != (number, suffix):
            continue
        found.append(judged)
    print(_json(found, day) if args.format == "json" else _text(found, day))
    return 1 if found else 0


def places(index: LawIndex, site: Path | None = None) -> Iterator[Place]:
    """Yield every citation of the packs, in order of kind and place; ``site`` adds the rules of its own."""
    yield from _of_packs(index)
    for rule in site_rules(site):
        yield from _of_rule(rule)


@lru_cache(maxsize=2)
def _of_packs(index: LawIndex) -> tuple[Place, ...]:
    """Return the citations of what ships with the program: the same as long as it runs."""
    return tuple(_shipped(index))


def _shipped(index: LawIndex) -> Iterator[Place]:
    names = names_of(index)
    for id in procedures.ids():
        declared = procedures.declaration(id)
        yield from _procedure(id, declared)
        papers = declared.get("paper", [])
        for paper in papers if isinstance(papers, list) else []:
            text = str(paper.get("text", ""))
            for citation in extract(text, names):
                ref = LawRef(title=citation.title, article=citation.article)
                sentence = text[text.rfind("\n", 0, citation.start) + 1 :].split("\n", 1)[0]
                yield Place(kind="文书", where=f"{id}/{paper.get('id')}", ref=ref, sentence=sentence)
    for rule in all_rules():
        yield from _of_rule(rule)
    yield Place(kind=_CALENDAR, where="各年", ref=LawRef(title=_HOLIDAYS), sentence="法定节假日")
    for table in calendar.tables():
        for notice in table.notices:
            ref = LawRef(title=notice.title)
            yield Place(kind=_CALENDAR, where=str(table.year), ref=ref, sentence="放假安排所据的通知")


def _of_rule(rule: Rule) -> Iterator[Place]:
    for basis in rule.basis:
        if _NOT_LAW not in basis:
            yield Place(kind="规则", where=rule.code, ref=parse_ref(basis), sentence=rule.title)


def own_texts(index: LawIndex, entry: Entry) -> Iterator[Place]:
    """Yield the citations of a law in the imported texts that the shipped catalogue does not have."""
    shipped, names = compiled.shipped(), names_of(index)
    for name in sorted({entry.bare, *entry.short}):
        for kept in search(place_of(), name, limit=_MANY) if count(place_of())[0] else ():
            if shipped.find(kept.title) is not None:
                continue
            for citation in extract(kept.words, names):
                if citation.canonical == entry.title and name in (citation.title, citation.title.removeprefix(COUNTRY)):
                    ref = LawRef(title=citation.title, article=citation.article)
                    sentence = kept.words[kept.words.rfind("。", 0, citation.start) + 1 :].split("。", 1)[0].strip()
                    where = f"《{kept.title}》{written(kept.place)}"
                    yield Place(kind="收存", where=where, ref=ref, sentence=sentence)


def _procedure(id: str, declared: Mapping[str, object]) -> Iterator[Place]:
    bases = declared.get("basis")
    users: dict[str, set[str]] = {}
    for key, name in _users(declared):
        users.setdefault(key, set()).add(name)
    for key, value in bases.items() if isinstance(bases, dict) else ():
        written = value.get("ref") if isinstance(value, dict) else None
        if not isinstance(written, str):
            continue
        sentence = "、".join(sorted(users.get(key, ()))) or str(value.get("text") or "")
        yield Place(kind="规程", where=f"{id}/{key}", ref=parse_ref(written), sentence=sentence)


def _users(data: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each listed ``basis`` with the name of the table that rests on it."""
    if isinstance(data, Mapping):
        own = str(data.get("name") or data.get("title") or data.get("text") or data.get("id") or name)
        listed = data.get("basis")
        for key in listed if isinstance(listed, list) else ():
            yield key, own
        for part, value in data.items():
            if part != "basis":
                yield from _users(value, f"{part}" if own == name else own)
    elif isinstance(data, list):
        for value in data:
            yield from _users(value, name)


def _judge(place: Place, index: LawIndex, day: date) -> Place:
    ref = place.ref
    said = verdict(index, ref.title, article=ref.article, suffix=ref.suffix, as_of=day)
    if said.status is Status.UNKNOWN and place.kind == _CALENDAR:
        return place  # notices of single years stand in no catalogue and end by themselves
    if said.status not in (Status.IN_FORCE, Status.NOT_CHECKABLE):
        return replace(place, state=f"{said.status.cn}：{said.reason}")
    entry = index.find(ref.title)
    edition = entry.on(day) if entry else None
    if entry is None or edition is None or ref.version is None or edition.adopted is None:
        return place
    meant = [each for each in entry.editions if each.adopted and str(each.adopted.year) == ref.version[:4]]
    if not meant or meant[-1].adopted is None or meant[-1].adopted >= edition.adopted:
        return place
    moved = _moved(entry.title, meant[-1], edition, ref)
    state = f"依据的是{ref.version}年文本，{edition.start}起适用{edition.adopted.year}年文本"
    return replace(place, state=state, moved=moved)


def _moved(title: str, old: Edition, new: Edition, ref: LawRef) -> str | None:
    """Return the article that holds the wording now; ``None`` where nobody compared the two texts."""
    if ref.article is None:
        return None
    moves = article_maps().get(title, {}).get(f"{old.key}>{new.key}")
    if moves is None:
        return None
    place = f"{ref.article}_{ref.suffix}" if ref.suffix else str(ref.article)
    became = dict(move.split(">") for move in moves.split())
    return became.get(place, place)


def _json(found: list[Place], day: date) -> str:
    rows = [
        {
            "kind": place.kind,
            "where": place.where,
            "law": place.ref.title,
            "ref": str(place.ref),
            "article": place.ref.article,
            "sentence": place.sentence,
            "state": place.state,
            "new_article": place.moved,
        }
        for place in found
    ]
    return json.dumps({"as_of": day.isoformat(), "places": rows}, ensure_ascii=False, indent=1)


def _text(found: list[Place], day: date) -> str:
    lines = []
    for place in found:
        moved = "" if place.moved is None else f"，现第{place.moved}条" if place.moved else "，现行文本中没有这段内容"
        state = f"　【{place.state}{moved}】" if place.state else ""
        lines.append(f"{place.kind} {place.where}　{place.ref.cn()}{state}")
        if place.sentence:
            lines.append(f"  {place.sentence}")
    lines.append(f"{day.isoformat()}：{len(found)} 处" + ("" if found else "，没有要处理的"))
    return "\n".join(lines)
