"""What the files of the demonstration say, as values: units, people, matters, and acts dated relative to a day.

Days are whole working days from the *anchor*: the day the county is built for, or the next working day after it when
it falls on a day off. ``at = -3`` is the third working day before it. Inside answers, ``"@"`` is the day of the act,
``"@+7w"`` seven working days after it, ``"@-2d"`` two calendar days before it, ``"@office"`` the office of the
matter, ``"@:head"`` the name of who holds that post there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures import FieldValue

_SHIFT = re.compile(r"@(?:([+-]\d+)([wd]))?")


class ScriptError(FazhiError):
    """A file of the demonstration says something that cannot be read."""

    code = "F290"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A unit; ``mark`` is the first character of a township's number formats, ``agency`` its code in 统一编号."""

    code: str
    name: str
    short: str
    kind: str
    parent: str | None = None
    mark: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A person; without ``login`` there is no account. ``posts`` are (post, unit) pairs; ``over`` a scope beyond.

    Who holds no post is outside: ``home`` is then the unit where the account is kept.
    """

    id: str
    name: str
    posts: tuple[tuple[str, str], ...]
    role: str
    login: str | None = None
    over: str | None = None
    home: str = ""

    @property
    def key(self) -> str:
        """Return the key of the person in the records."""
        return f"p-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """Which forms the county asks for: ``before`` at first, ``since`` for the last ``months`` months."""

    months: int
    before: Mapping[str, Sequence[str]]
    since: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry:
    """A periodic form and who issues it in each unit (``by``); ``owes``: units whose last month's is still owed."""

    form: str
    by: Mapping[str, str]
    owes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """A yearly report and who issues it in each unit (``by``); a unit that is not named still owes it.

    ``after`` and ``public``: working days after the end of the year, when it is issued and registered as made public
    at ``place``; ``texts``: what a person writes, the same words in each unit.
    """

    report: str
    after: int
    public: int
    place: str
    by: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """Everything that stands before the first matter, and the forms that are issued of what follows."""

    units: tuple[UnitEntry, ...]
    people: tuple[PersonEntry, ...]
    numbers: Mapping[str, str]
    asked: AskedEntry
    forms: tuple[FormEntry, ...]
    reports: tuple[ReportEntry, ...] = ()

    def person(self, name: str) -> PersonEntry:
        """Return a person by id. Raises ScriptError."""
        found = next((one for one in self.people if one.id == name), None)
        if found is None:
            raise ScriptError(f"没有名为“{name}”的演示人员", where="county.toml")
        return found

    def holder(self, post: str, office: str) -> PersonEntry | None:
        """Return who holds ``post`` for a matter of ``office``: there, in its township, or above. None: nobody does.

        The head of an office (承办单位负责人) counts in that office only.
        """
        above = {unit.code: unit.parent for unit in self.units}
        town = self.town_of(office)
        for fits in (
            lambda unit: unit == office,
            lambda unit: post != "handler_head" and (unit == town or above[unit] == town),
            lambda unit: unit == above[town],
        ):
            for one in self.people:
                if any(held == post and fits(unit) for held, unit in one.posts):
                    return one
        return None

    def town_of(self, unit: str) -> str:
        """Return the township (or bureau) that a unit belongs to."""
        entry = next(one for one in self.units if one.code == unit)
        return entry.code if entry.mark or entry.parent is None else self.town_of(entry.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing done in a matter. ``at`` and ``recorded`` are working days from the anchor.

    ``verb``: do, send, answer, fact, void, change, vouch; commission gives the sending of a step to somebody outside
    (``field``: person, ends), state is that person's word that there is no conflict of interest. ``by`` and ``typed``
    name a person or a post; who typed is the one who decided where nothing is said and there is an account.
    ``missing`` are papers that were not there. ``child`` moves belong to the matter this one opened last.
    """

    at: int
    verb: str
    step: str | None = None
    recorded: int | None = None
    by: str | None = None
    typed: str | None = None
    outcome: str | None = None
    key: str | None = None
    field: Mapping[str, FieldValue] = field(default_factory=dict)
    text: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    late: Mapping[str, str] | None = None
    why: str = ""
    child: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterEntry:
    """A matter and its course. ``shows`` says in a word what it is there to show.

    A matter that is not ``certain`` may stop short: where the law refuses one of its moves on the days that fall out
    for it, that move and all after it are left out, and it is still open.
    """

    id: str
    procedure: str
    title: str
    unit: str
    handler: str
    subject: Mapping[str, FieldValue]
    moves: tuple[Move, ...]
    shows: str
    source: str = ""
    urgent: bool = False
    certain: bool = True


VERBS = ("do", "send", "answer", "fact", "void", "change", "vouch", "commission", "state")
_MOVE = {"at", "recorded", "by", "typed", "outcome", "key", "field", "text", "missing", "late", "why", "child", *VERBS}


@cache
def county() -> County:
    """Return units, people and number formats."""
    data = read("county.toml")
    people = [
        PersonEntry(**{**entry, "posts": tuple(tuple(post.split("@")) for post in entry["posts"])})
        for entry in data["person"]
    ]
    units = tuple(UnitEntry(**entry) for entry in data["unit"])
    asked, forms = AskedEntry(**data["asked"]), tuple(FormEntry(**entry) for entry in data["form"])
    reports = tuple(ReportEntry(**entry) for entry in data["report"])
    return County(
        units=units, people=tuple(people), numbers=data["numbers"], asked=asked, forms=forms, reports=reports
    )  # fmt: skip


@cache
def matters() -> tuple[MatterEntry, ...]:
    """Return every matter of the demonstration, in the order of the files."""
    found: list[MatterEntry] = []
    folder = files("fazhi.records.demo") / "matters"
    for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml")):
        data = read("matters", name)
        courses, subjects = data.get("course", {}), data.get("subjects", {})
        for entry in data["matter"]:
            entry["subject"] = {**subjects.get(entry.pop("like", ""), {}), **entry["subject"]}
            made = tuple(moves(entry.pop("acts"), courses, f"{name} {entry['id']}"))
            found.append(MatterEntry(**entry, moves=made))
    return tuple(found)


def courses(name: str) -> tuple[Mapping[str, Sequence[Mapping]], Mapping[str, Mapping]]:
    """Return the courses and the common facts that a file of matters declares."""
    data = read("matters", name)
    return data.get("course", {}), data.get("subjects", {})


def moves(listed: Sequence[Mapping], courses: Mapping[str, Sequence[Mapping]], where: str) -> list[Move]:
    """Return acts as written, their courses put in. Raises ScriptError for a word that nobody knows."""
    result: list[Move] = []
    for item in listed:
        if "course" in item:
            shift, child, skip = item["at"], item.get("child", False), item.get("without", ())
            for inner in moves(courses[item["course"]], courses, where):
                if inner.step not in skip:
                    result.append(_shifted(inner, shift, child))
            continue
        if unknown := set(item) - _MOVE:
            raise ScriptError(f"不认识的写法：{'、'.join(sorted(unknown))}", where=where)
        verb = next(word for word in VERBS if word in item)
        rest = {name: value for name, value in item.items() if name not in VERBS}
        for name in ("text", "missing"):
            rest[name] = tuple(rest.get(name, ()))
        step = item[verb] if verb != "change" else None
        if verb == "change":
            rest["field"] = item["change"]
        result.append(Move(verb=verb, step=step, **rest))
    return result


def _shifted(move: Move, days: int, child: bool) -> Move:
    values = {name: getattr(move, name) for name in Move.__slots__}
    values["at"] = move.at + days
    if move.recorded is not None:
        values["recorded"] = move.recorded + days
    return Move(**{**values, "child": move.child or child})


def read(*path: str) -> dict:
    """Return a file of the demonstration. Raises ScriptError."""
    source = files("fazhi.records.demo").joinpath(*path)
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"不是合格的 TOML：{error}", where="/".join(path)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a demonstration built for ``as_of``."""

    as_of: date
    calendar: Calendar

    @property
    def anchor(self) -> date:
        """Return the day that ``at = 0`` stands for when it is reached: ``as_of``, or the next working day after it."""
        return self.calendar.next_working(self.as_of)

    def day(self, at: int) -> date:
        """Return the day ``at`` working days from the anchor, never one that is still to come."""
        return min(self.as_of, self.calendar.add_working(self.anchor, at))

    def value(self, given: object, day: date) -> FieldValue:
        """Return an answer of an act done on ``day``, its relative dates made real."""
        if isinstance(given, list | tuple):
            return tuple(str(item) for item in given)
        if isinstance(given, str) and (found := _SHIFT.fullmatch(given)):
            count, unit = int(found[1] or 0), found[2]
            return (self.calendar.add_working(day, count) if unit == "w" else day + timedelta(days=count)).isoformat()
        if isinstance(given, bool | int | str):
            return given
        raise ScriptError(f"不认识的值：{given!r}")
