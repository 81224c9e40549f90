"""The office's memory: earlier opinions as rows, found again by words or by likeness of the clause at hand.

Rows are a projection of matters whose pack declares a memory. Who may see a matter may read its opinions; models of the
county are for all. Likeness: the same rule of the checker, the same article cited, like wording (pairs of characters).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet

from fazhi.kernel.citations.bigrams import indexed, phrases, tokens
from fazhi.kernel.lint.citations import extract, names_of
from fazhi.kernel.procedures import Remembered, remembered
from fazhi.packs.laws.compiled import load_index
from fazhi.records import access, ledger
from fazhi.records.access import Action, Grants
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, ModelOpinion, Opinion

COLUMNS: Final = ("day", "weight", "place", "message", "basis", "suggestion", "code", "fate", "later", "tokens")
"""What of a row is folded from the events, beside its key."""

LEAST: Final = 0.2
"""Likeness below which an earlier opinion is not shown."""

_CANDIDATES, _TOKENS, _MODELS = 200, 48, 2000
_CODE, _ARTICLE, _LAW, _WORDING = 0.4, 0.3, 0.1, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one is about to give an opinion on: words of the clause and of what is wrong, its basis, the rule."""

    text: str
    basis: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An opinion that was given before, or a model of the county (``matter`` is None): what it says and how it fared.

    ``key`` names it in a form; ``score`` is its likeness to the clause asked for (0 to 1), ``same`` says in words
    wherein they are alike.
    """

    key: str
    title: str
    place: str
    message: str
    basis: str
    suggestion: str
    code: str
    weight: str
    fate: str
    later: str
    day: date
    matter: Matter | None
    score: float = 0.0
    same: str = ""


def rows_of(folded: Folded) -> tuple[Remembered, ...]:
    """Return the opinions a matter leaves to the memory, as they stand."""
    return remembered(folded.procedure, folded.state)


def columns_of(entry: Remembered) -> dict[str, str | date]:
    """Return the columns of a row."""
    return {
        "day": entry.day,
        "weight": entry.outcome[:64],
        "place": entry.place,
        "message": entry.message,
        "basis": entry.basis,
        "suggestion": entry.suggestion,
        "code": entry.code[:16],
        "fate": entry.fate[:64],
        "later": entry.later[:64],
        "tokens": indexed("\n".join((entry.place, entry.message, entry.basis, entry.suggestion))),
    }


def keep(matter_id: int, entries: Iterable[Remembered]) -> None:
    """Write the opinions of a matter in the place of those that stood there. Inside a transaction."""
    rows = [(entry.key, *(str(value) for value in columns_of(entry).values())) for entry in entries]
    ledger.replace_opinions(matter_id, rows)


def find(grants: Grants, on: date, words: str, *, most: int = 30) -> list[Earlier]:
    """Return the opinions and models that hold every word of ``words``, models first, then best first."""
    wanted = phrases(words)
    if not wanted:
        return []
    models = [each for each in _models() if all(_holds(phrase, _tokens_of(each)) for phrase in wanted)]
    ranked = ledger.found_opinions(wanted, _seen(grants, on), every=True, most=most)
    return [*models[:most], *_fetched([pk for pk, _ in ranked])]


def like(grants: Grants, on: date, clause: Clause, *, but: int | None = None, most: int = 5) -> list[Earlier]:
    """Return the opinions most like ``clause``, best first; those of matter ``but`` are left out. Two statements."""
    seen = _seen(grants, on)
    if but is not None:
        seen = seen.exclude(matter_id=but)
    pairs = list(dict.fromkeys(token for run in tokens(f"{clause.text} {clause.basis}") for token in run))[:_TOKENS]
    ids = [pk for pk, _ in ledger.found_opinions(pairs, seen, every=False, most=_CANDIDATES)]
    if clause.code:
        ids += list(seen.filter(code=clause.code).order_by("-day", "-pk").values_list("pk", flat=True)[:50])
    scored = [_scored(clause, each) for each in (*_models(), *_fetched(list(dict.fromkeys(ids))))]
    wanted = [each for each in scored if each.score >= LEAST]
    return sorted(wanted, key=lambda each: (-each.score, each.matter is not None, -each.day.toordinal()))[:most]


def one(grants: Grants, on: date, key: str) -> Earlier | None:
    """Return the opinion or model that ``key`` names, if one may see it."""
    if key.startswith("m"):
        return next((each for each in _models() if each.key == key), None)
    pk = key.removeprefix("o")
    found = _fetched(list(_seen(grants, on).filter(pk=int(pk)).values_list("pk", flat=True))) if pk.isdigit() else []
    return found[0] if found else None


def _seen(grants: Grants, on: date) -> QuerySet[Opinion]:
    visible = Matter.objects.filter(access.matter_predicate(grants, Action.SEE, on)).values("pk")
    return Opinion.objects.filter(matter_id__in=visible)


def _fetched(ids: Sequence[int]) -> list[Earlier]:
    rows = Opinion.objects.filter(pk__in=ids).select_related("matter__stream", "matter__unit").in_bulk()
    return [_earlier(rows[pk]) for pk in ids if pk in rows]


def _earlier(row: Opinion) -> Earlier:
    return Earlier(
        key=f"o{row.pk}", title=row.matter.title, place=row.place, message=row.message, basis=row.basis,
        suggestion=row.suggestion, code=row.code, weight=row.weight, fate=row.fate, later=row.later, day=row.day,
        matter=row.matter,
    )  # fmt: skip


def _models() -> list[Earlier]:
    rows = ModelOpinion.objects.filter(withdrawn__isnull=True).order_by("-published", "-pk")[:_MODELS]
    return [
        Earlier(
            key=f"m{row.key}", title=row.title, place="", message=row.message, basis=row.basis,
            suggestion=row.suggestion, code=row.code, weight="", fate="", later="", day=row.published, matter=None,
        )
        for row in rows
    ]  # fmt: skip


def _tokens_of(each: Earlier) -> str:
    said = indexed("\n".join((each.title, each.message, each.basis, each.suggestion)))
    return f" {said} "


def _holds(phrase: str, held: str) -> bool:
    return f" {phrase}" in held if len(phrase) == 1 else f" {phrase} " in held


def _scored(clause: Clause, each: Earlier) -> Earlier:
    said = f"{each.title if each.matter is None else ''}\n{each.place}\n{each.message}"
    wording = max(_alike(clause.text, said), _alike(clause.text, each.message))
    score, same = _WORDING * wording, ["用语相近"] if wording >= LEAST else []
    if clause.code and clause.code == each.code:
        score, same = score + _CODE, ["同类提示", *same]
    mine, theirs = _cited(f"{clause.basis}\n{clause.text}"), _cited(f"{each.basis}\n{each.message}")
    if mine & theirs:
        score, same = score + _ARTICLE, ["同一条文", *same]
    elif {title for title, _ in mine} & {title for title, _ in theirs}:
        score, same = score + _LAW, ["同一法律", *same]
    return replace(each, score=min(score, 1.0), same="、".join(same))


def _alike(one: str, other: str) -> float:
    """Return how alike two texts are by their pairs of characters: 0 to 1, of the shorter one."""
    a, b = (frozenset(token for run in tokens(text) for token in run) for text in (one, other))
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter >= 4 else 0.0


@lru_cache(maxsize=4096)
def _cited(text: str) -> frozenset[tuple[str, int | None]]:
    index = load_index()
    found = extract(text, names_of(index))
    articles = {(citation.canonical or citation.title, citation.article) for citation in found}
    return frozenset(pair for pair in articles if pair[1] is not None) or frozenset(articles)
