"""The text that comes back: reviewed version beside returned version, which opinions concern what changed, 审后改."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Choice, Field, State, Tag, cn_date
from fazhi.desk.evidence_text import source_of
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.desk.versions import Opinion, Version, opinions, usual, versions
from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.papers import Fate, Row, SecondLook, second_look
from fazhi.records import evidence
from fazhi.records.access import Action

_FATES: Final = {
    Fate.CHANGED: State.DONE,
    Fate.GONE: State.DONE,
    Fate.UNTOUCHED: State.CHECK,
    Fate.UNPLACED: State.NOTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row of the table: the line on both sides, the opinions told there, or that it was altered after review."""

    row: Row
    opinions: tuple[tuple[Opinion, Tag], ...]
    word: str = ""
    tag: Tag | None = None


@never_cache
@require_safe
def compared_text(request: HttpRequest, matter: str, text: str) -> HttpResponse:
    """Compare two versions of a text clause by clause; ``before`` and ``after`` choose others than the usual two."""
    found = find(request, matter, Action.UNMASK)
    held = versions(found, text) if text in found.procedure.texts else ()
    if len(held) < 2:
        raise Http404
    said = opinions(found)
    before, after = _asked(request, held, *usual(held, said))
    name = found.procedure.texts[text]
    every = request.GET.get("all") == "1"
    shared = {
        "heading": f"对照：{name}",
        "before_name": _name(name, before),
        "after_name": _name(name, after),
        "fields": _choices(name, held, before, after),
        "here": f"{request.path}?before={before.seq}&after={after.seq}",
        "every": every,
    }
    try:
        look = second_look(_lines(found, before), _lines(found, after), {each.key: each.place for each in said})
    except FazhiError as error:
        context = page_context(
            request, "对照", found.crumbs, nav="matters", print_foot=found.row.number, refusal=reason(error), **shared
        )
        return render(request, "desk/second_look.html", context, status=422)
    rows = tuple(_rows(look, said))
    shown = [row for row in rows if every or row.row.altered or row.opinions]
    context = page_context(
        request,
        "对照",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        note=f"{found.row.number}　{shared['before_name']}、{shared['after_name']}",
        words=_words(look, said),
        rows=shown,
        total=len(rows),
        different=sum(row.row.altered or bool(row.opinions) for row in rows),
        unplaced=[(each, _tag(Fate.UNPLACED)) for each in said if look.fates[each.key] is Fate.UNPLACED],
        **shared,
    )
    return render(request, "desk/second_look.html", context)


def _lines(found: Found, version: Version) -> list[str]:
    """Return the lines of a version, after logging that its name was seen. Raises FazhiError."""
    source = source_of(found, version.link.file.sm3, str(version.seq), page="compare")
    if source is None:
        raise Http404
    return read(Path(source.name), evidence.read(version.link.file.sm3)).text.split("\n")


def _asked(request: HttpRequest, held: Sequence[Version], before: Version, after: Version) -> tuple[Version, Version]:
    by_seq = {str(each.seq): each for each in held}
    return by_seq.get(request.GET.get("before", ""), before), by_seq.get(request.GET.get("after", ""), after)


def _name(name: str, version: Version) -> str:
    return f"{name}第{version.number}版（{version.step.name}，{cn_date(version.day)}）"


def _choices(name: str, held: Sequence[Version], before: Version, after: Version) -> tuple[Field, ...]:
    if len(held) < 3:
        return ()
    choices = tuple(Choice(value=str(each.seq), label=_name(name, each)) for each in held)
    return tuple(
        Field(name=key, label=label, kind="select", half=True, choices=choices, value=str(chosen.seq))
        for key, label, chosen in (("before", "审查的文本", before), ("after", "交回的文本", after))
    )


def _rows(look: SecondLook, said: Sequence[Opinion]) -> Iterator[Shown]:
    """Yield the rows; an opinion is told once, at the first altered line of its clause, or at its first line."""
    first: dict[str, int] = {}
    for at, row in enumerate(look.rows):
        for key in row.points:
            if key not in first or (row.altered and not look.rows[first[key]].altered):
                first[key] = at
    for at, row in enumerate(look.rows):
        told = tuple((each, _tag(look.fates[each.key])) for each in said if first.get(each.key) == at)
        if row.after_review:
            yield Shown(row=row, opinions=(), word="审后改", tag=Tag(state=State.CHECK, text="不在意见内，须审查"))
        elif row.altered and not told:
            numbers = "、".join(row.points)
            yield Shown(row=row, opinions=(), word=f"第 {numbers} 条意见所指的条款")
        else:
            yield Shown(row=row, opinions=told)


def _tag(fate: Fate) -> Tag:
    return Tag(state=_FATES[fate], text=fate.cn)


def _words(look: SecondLook, said: Sequence[Opinion]) -> str:
    counts = [(fate, sum(each is fate for each in look.fates.values())) for fate in Fate]
    fates = "，".join(f"{fate.cn} {count}" for fate, count in counts if count)
    after = sum(row.after_review for row in look.rows)
    opinions_ = f"意见 {len(said)} 条：{fates}" if said else "没有意见"
    return f"{opinions_}。审后改 {after} 处。"


urlpatterns = [path("m/<slug:matter>/text/<slug:text>/", compared_text, name="compared-text")]
