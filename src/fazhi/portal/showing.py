"""What pages show of a published thing on a day: how it stands, in a word with a shape, and its days in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fazhi.components import wording
from fazhi.kernel.procedures.library import CHANGED, ENDING, IN_FORCE, NOT_YET, Issued
from fazhi.kernel.procedures.listing import Change, Entry, Known, known, ordered
from fazhi.portal.store import Brief

SHAPES: Final = {
    "done": "✓", "open": "●", "wait": "○", "warn": "▲", "over": "■",
}  # fmt: skip
"""A shape goes with each word, so that nothing is said by colour alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a thing stands: its class, its shape and its words."""

    css: str
    words: str

    @property
    def shape(self) -> str:
        """The sign before the words."""
        return SHAPES[self.css]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list: where it leads, its title, what stands beneath, and at the side."""

    href: str
    title: str
    beneath: tuple[str, ...]
    side: str
    standing: Standing | None = None


def standing(day: date, until: str, force: Mapping[str, str]) -> Standing | None:
    """Return how a document or a consultation stands on a day; None for what merely was published."""
    if until:
        left = (date.fromisoformat(until) - day).days
        if left < 0:
            return Standing(css="wait", words="征求意见已截止")
        return Standing(css="open", words="征求意见，今天截止" if left == 0 else f"征求意见中，剩 {left} 日")
    if not force:
        return None
    word = _issued(force).state_on(day)
    css = {IN_FORCE: "done", ENDING: "warn", NOT_YET: "wait"}.get(word, "over")
    changed = force.get("changed") and css != "over"
    shown = {IN_FORCE: "现行有效", ENDING: "现行有效，即将失效"}.get(word, word)
    return Standing(css=css, words=f"{shown}（{CHANGED}）" if changed else shown)


def _issued(force: Mapping[str, str]) -> Issued:
    def day(name: str) -> date | None:
        return date.fromisoformat(force[name]) if force.get(name) else None

    published = day("published") or date.min
    return Issued(
        number=force.get("number", ""), document=force.get("document", ""), published=published,
        since=day("since") or published, until=day("until"), warn=day("warn"), ended=day("ended"),
        word=force.get("word", ""), changed=day("changed"), digest="", texts=0,
    )  # fmt: skip


def line(brief: Brief, day: date) -> Line:
    """Return a published thing as a line of a list."""
    stands = standing(day, brief.until, brief.force)
    beneath = [brief.unit, brief.number]
    side = brief.day
    if brief.until:
        left = (date.fromisoformat(brief.until) - day).days
        beneath.append(f"{short(brief.day)}至{short(brief.until)}")
        side = "已截止" if left < 0 else "今天截止" if left == 0 else f"剩 {left} 日"
    elif stands is not None:
        beneath.append(stands.words + _when(brief.force, day, stands))
    return Line(
        href=f"/items/{brief.id}/", title=brief.title, beneath=tuple(word for word in beneath if word), side=side,
        standing=stands,
    )  # fmt: skip


def _when(force: Mapping[str, str], day: date, stands: Standing) -> str:
    if force.get("since", "") > day.isoformat():
        return f"，{force['since']} 起"
    return f"，{force['until']} 止" if force.get("until") and stands.css != "over" else ""


def short(day: str) -> str:
    """Return 11月2日 of an ISO day."""
    return f"{int(day[5:7])}月{int(day[8:10])}日"


def long(day: str) -> str:
    """Return 2026年11月2日 of an ISO day, empty for none."""
    return wording.cn_date(date.fromisoformat(day)) if day else ""


def facts(item: Mapping[str, Any], day: date) -> list[tuple[str, str]]:
    """Return what is told beside a published thing: days of force first, then what its procedure tells."""
    force = item.get("force") or {}
    told = [("施行", f"{long(force['since'])}起施行")] if force.get("since") else []
    if force.get("until"):
        told.append(("有效期", f"至{long(force['until'])}"))
    if force.get("changed"):
        told.append(("修改", long(force["changed"])))
    if force.get("ended"):
        told.append((force.get("word") or "终止", long(force["ended"])))
    said = {name for name, _ in told} | ({"施行日期", "有效期至"} if force else set())
    told += [(name, _dated(words)) for name, words in item["facts"] if name not in said]
    return [*told, ("登记号", item["record"]), ("承办", item["office"]), ("依据", item["basis"])]


def _dated(words: str) -> str:
    return (
        long(words) if len(words) == 10 and words[4] == words[7] == "-" and words.replace("-", "").isdigit() else words
    )


# -- lists of powers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item of a list as it stands on a day: code, name, kind, its standing, what is told of it, its versions."""

    code: str
    title: str
    kind: str
    standing: Standing
    told: tuple[tuple[str, str], ...]
    versions: tuple[str, ...]


def list_items(entries: list[Mapping[str, Any]], day: date) -> list[ListItem]:
    """Return the items of a list by kind and code, as they stand on a day; those that are gone come last."""
    held = ordered(_entry(row) for row in entries)
    made = [_item(one, day) for one in known(held, day)]
    return sorted(made, key=lambda item: (item.kind, item.standing.css == "over", item.code))


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        key="", change=Change(row["change"]), code=row["code"], title=row["title"], kind=row["kind"], flow=row["flow"],
        published=date.fromisoformat(row["published"]), since=date.fromisoformat(row["since"]),
        shown=tuple((name, words) for name, words in row["shown"]),
    )  # fmt: skip


def _item(one: Known, day: date) -> ListItem:
    shown = one.now or next((entry for entry in one.versions if entry.since > day), one.versions[-1])
    kind = next((entry.kind for entry in reversed(one.versions) if entry.kind), "")
    if one.now is not None:
        stands = Standing(css="done", words="在清单上")
    elif one.item.since > day:
        stands = Standing(css="wait", words=f"{one.item.since.isoformat()} 起")
    else:
        stands = Standing(css="over", words="已取消")
    versions = tuple(f"{entry.since.isoformat()} {entry.change.cn}" for entry in one.versions)
    return ListItem(
        code=one.code, title=shown.title, kind=shown.kind or kind, standing=stands, told=shown.shown, versions=versions
    )
