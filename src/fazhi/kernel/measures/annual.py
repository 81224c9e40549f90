"""Yearly reports (年度报告、述法报告) as data: chapters, the figures that stand in them, what a person writes.

A report is declared in ``packs/annual``. Sentences name figures in braces; the figures are rows of a periodic form over
the year, so that they are computed, frozen and verified as those of any other form are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.annual_tables import AnnualTable, OpenCell, Typed, read_table
from fazhi.kernel.measures.forms import Column, FormPart, FormRow, PeriodicForm, read_part
from fazhi.kernel.measures.indicators import Indicator, Unit
from fazhi.kernel.measures.model import Measure
from fazhi.kernel.measures.periods import PeriodKind
from fazhi.kernel.procedures.tables import Table

LONGEST: Final = 10_000
"""Characters of what is written in one place of a report, inclusive."""

_FIGURE: Final = re.compile(r"\{([^{}]*)\}")
_IN_TITLES: Final = frozenset({"unit", "year", "next", "post", "person"})


@dataclass(frozen=True, slots=True)
class Named:
    """A figure in a sentence, by the id of its row."""

    row: str


Saying = tuple[str | Named, ...]
"""One sentence: words, and figures between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One part of a chapter: sentences with figures, ``tables``, then what a person writes under ``prompt``; each may
    be absent.

    ``none`` stands instead of the sentences where the whole year counted nothing. What is ``optional`` may stay
    unwritten. ``id`` names the written part in drafts and events.
    """

    id: str
    title: str
    says: tuple[Saying, ...]
    none: str
    prompt: str
    optional: bool
    tables: tuple[AnnualTable, ...] = ()

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the rows named in the sentences, each once, in their order."""
        return tuple(dict.fromkeys(piece.row for said in self.says for piece in said if isinstance(piece, Named)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter: its title, why the report must have it, its parts."""

    title: str
    basis: Basis
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A day of the following year by which something is to be done: a term stated as a day, which never rolls.

    ``publishes``: it is met by making the report public; the others by issuing it. ``rule`` is the checker's rule that
    finds the report late: who issues late says why, and that finding does not hold the report back.
    """

    id: str
    name: str
    month: int
    day: int
    basis: Basis
    publishes: bool = False
    rule: str = ""

    def after(self, year: int) -> date:
        """Return the last day for the report on a year, inclusive."""
        return date(year + 1, self.month, self.day)


@dataclass(frozen=True, kw_only=True)
class AnnualReport:
    """One report. ``post``: it is given by whoever holds that post (``called`` in its title), else by the unit itself.

    ``signers`` are the posts one of whose holders decides that it is issued; ``unrecorded`` says what no record of the
    programme bears. ``form`` holds every figure as a row of a yearly form, ``words`` the counter of each (件、条、次).
    ``kind`` is the kind of document as which the checker reads it.
    """

    id: str
    name: str
    heading: str
    says: str
    post: str
    called: str
    signers: tuple[str, ...]
    opening: str
    basis: Basis
    chapters: tuple[Chapter, ...]
    dues: tuple[DueDay, ...]
    unrecorded: tuple[str, ...]
    form: PeriodicForm
    words: Mapping[str, str]
    kind: str = "ar"

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return the parts of all chapters, in order."""
        return tuple(place for chapter in self.chapters for place in chapter.places)

    @cached_property
    def grid(self) -> frozenset[str]:
        """Return the figures that stand in tables alone: they are told there, and in no list."""
        shown = {name for table in self.tables for row in table.rows for name in row.cells}
        return frozenset(name for name in shown if name and name not in self.words)

    @cached_property
    def tables(self) -> tuple[AnnualTable, ...]:
        """Return the tables of all parts, in order."""
        return tuple(table for place in self.places for table in place.tables)

    @cached_property
    def open_cells(self) -> Mapping[str, OpenCell]:
        """Return the cells of tables that a person may fill in, by their names."""
        found = (cell for table in self.tables for row in table.rows for cell in table.open_cells(row))
        return {cell.id: cell for cell in found if cell is not None}

    def typed(self, texts: Mapping[str, str]) -> Typed:
        """Return the numbers among what was written. Raises FazhiError for what is none."""
        return {key: cell.read(texts[key]) for key, cell in self.open_cells.items() if key in texts}

    @cached_property
    def written(self) -> tuple[Place, ...]:
        """Return the parts a person writes."""
        return tuple(place for place in self.places if place.prompt)

    def titled(self, text: str, unit: str, year: int, person: str = "") -> str:
        """Return a title or opening with unit, year, post and person put in."""
        said = {"unit": unit, "year": year, "next": year + 1, "post": self.called, "person": person}
        return text.format_map(said)


def read_annual(
    data: Mapping[str, object],
    indicators: Mapping[str, Indicator],
    measures: Mapping[str, Measure],
    posts: Mapping[str, str],
) -> tuple[AnnualReport, ...]:
    """Return the reports of one file: one, or one for each post that gives it. Raises PackError, naming the place."""
    top = Table(data, "")
    name = top.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where="id", hint="用英文小写字母、数字、下划线")
    signers = top.texts("signers")
    given = {post: str(called) for post, called in top.table("posts").entries()}
    _posts(given, posts, "posts")
    _posts(signers, posts, "signers")
    if not signers:
        raise PackError("没有写由谁签发", where="signers", hint="写岗位的编号，见 packs/posts.toml")
    parts, words = _figures(top, name, indicators, measures)
    rows = {row.id: row for part in parts for row in part.rows}
    grids: list[FormPart] = []
    chapters = tuple(_chapter(table, name, measures, rows, grids) for table in top.tables("chapter"))
    made = AnnualReport(
        id=name,
        name=top.text("name"),
        heading=_titled(top, "title"),
        says=top.text("says"),
        post="",
        called="",
        signers=signers,
        opening=_titled(top, "opening"),
        basis=_basis(top, name),
        chapters=chapters,
        dues=tuple(_due(table) for table in top.tables("due")),
        unrecorded=top.texts("unrecorded"),
        form=_form(name, top, (*parts, *grids)),
        words=words,
        kind=top.choice("kind", ("ar", "gw")) if top.has("kind") else "ar",
    )
    top.done()
    _whole(made, rows)
    if not given:
        return (made,)
    return tuple(_of_post(made, post, called) for post, called in given.items())


def _of_post(report: AnnualReport, post: str, called: str) -> AnnualReport:
    """Return the report of one post: it is signed by whoever holds it, for it tells of the own work."""
    name = f"{report.id}_{post}"
    form = replace(report.form, id=name)
    named = f"{report.name}（{called}）"
    return replace(report, id=name, name=named, post=post, called=called, signers=(post,), form=form)


def _posts(named: Iterable[str], posts: Mapping[str, str], where: str) -> None:
    if unknown := next((post for post in named if post not in posts), None):
        raise PackError(f"没有“{unknown}”这一岗位", where=where, hint="见 packs/posts.toml")


def _basis(table: Table, name: str) -> Basis:
    given = table.take("basis")
    if not isinstance(given, Mapping):
        raise PackError(
            "须写依据", where=table.at("basis"), hint='basis = { text = "…", force = "policy", mark = "▲" }'
        )
    return Basis.from_dict(name, given, where=table.at("basis"))


def _titled(table: Table, key: str) -> str:
    text = table.text(key)
    for found in _FIGURE.findall(text):
        if found not in _IN_TITLES:
            raise PackError(f"不认识“{{{found}}}”", where=table.at(key), hint="、".join(sorted(_IN_TITLES)))
    return text


def _figures(
    top: Table, name: str, indicators: Mapping[str, Indicator], measures: Mapping[str, Measure]
) -> tuple[tuple[FormPart, ...], dict[str, str]]:
    parts: list[FormPart] = []
    words: dict[str, str] = {}
    for table in top.tables("figures"):
        word, own = table.text("word", "件"), table.table("words")
        part = read_part(table, name, indicators, measures)
        parts.append(part)
        counted = {row.id for row in part.rows if row.indicator.unit is Unit.COUNT}
        words |= {row.id: own.text(row.id, word) if row.id in counted else "" for row in part.rows}
        own.done()
    return tuple(parts), words


def _form(name: str, top: Table, parts: tuple[FormPart, ...]) -> PeriodicForm:
    return PeriodicForm(
        id=name,
        title=top.text("name"),
        says=top.text("says"),
        kinds=(PeriodKind.YEAR,),
        columns=(Column.PERIOD, Column.YEAR_BEFORE),
        parts=parts,
        basis=_basis(top, name),
    )


def _chapter(
    table: Table, report: str, measures: Mapping[str, Measure], rows: Mapping[str, FormRow], grids: list[FormPart]
) -> Chapter:
    title = _titled(table, "title")
    places = tuple(_place(one, report, measures, rows, grids) for one in table.tables("part"))
    made = Chapter(title=title, basis=_basis(table, title), places=places)
    table.done()
    if not made.places:
        raise PackError("这一章没有内容", where=table.path, hint="写 [[chapter.part]]")
    return made


def _place(
    table: Table, report: str, measures: Mapping[str, Measure], rows: Mapping[str, FormRow], grids: list[FormPart]
) -> Place:
    name = table.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    says = tuple(_saying(text, rows, table.at("say")) for text in table.texts("say"))
    tables = [read_table(one, report, measures, rows) for one in table.tables("table")]
    grids += [part for _, part in tables if part is not None]
    made = Place(
        id=name,
        title=table.text("title", ""),
        says=says,
        none=table.text("none", "") if not says else table.text("none"),
        prompt=table.text("write", ""),
        optional=table.flag("optional"),
        tables=tuple(one for one, _ in tables),
    )
    table.done()
    if not made.says and not made.prompt and not made.tables:
        raise PackError("既没有句子，也没有要写的", where=table.path, hint="写 say 或者 write")
    if made.says and not made.figures:
        raise PackError("句子里没有一个数", where=table.at("say"), hint="写成“……{reviews}……”")
    if made.optional and not made.prompt:
        raise PackError("optional 只用于要写的部分", where=table.at("optional"))
    return made


def _saying(text: str, rows: Mapping[str, FormRow], where: str) -> Saying:
    pieces: list[str | Named] = []
    for at, found in enumerate(_FIGURE.split(text)):
        if at % 2 == 0:
            if "{" in found or "}" in found:
                raise PackError("花括号不成对", where=where, hint="数写成“{编号}”")
            pieces += [found] if found else []
        elif found not in rows:
            raise PackError(f"没有“{found}”这个数", where=where, hint="先写在 [[figures.row]] 里")
        else:
            pieces.append(Named(found))
    return tuple(pieces)


def _due(table: Table) -> DueDay:
    name = table.text("name")
    made = DueDay(
        id=table.text("id"),
        name=name,
        month=table.number("month"),
        day=table.number("day"),
        basis=_basis(table, name),
        publishes=table.flag("publishes"),
        rule=table.text("rule", ""),
    )
    table.done()
    try:
        made.after(2000)
    except ValueError as error:
        raise PackError(f"没有{made.month}月{made.day}日", where=table.path) from error
    return made


def _whole(report: AnnualReport, rows: Mapping[str, FormRow]) -> None:
    """Refuse what is named twice, and a figure that no sentence and no table would show."""
    for names, where in (
        ([row.id for row in report.form.rows], "figures.row"),
        ([place.id for place in report.places], "chapter.part"),
        ([due.id for due in report.dues], "due"),
    ):
        if twice := next(_twice(names), None):
            raise PackError(f"“{twice}”重复", where=where)
    if not rows or not report.chapters:
        raise PackError("报告没有一个数，或者没有一章", where="figures" if not rows else "chapter")
    if sum(due.publishes for due in report.dues) > 1:
        raise PackError("至多一个期限以公开为准", where="due.publishes")


def _twice(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
