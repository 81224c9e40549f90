"""What a row of an old ledger says of a matter, with everything that is odd about it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final

from fazhi.formats.tables import Grid, Header, Kind, Line, Raw, lines
from fazhi.formats.tables import values as read
from fazhi.formats.tables.values import Read
from fazhi.kernel.expressions import Kind as TypeKind
from fazhi.kernel.procedures import FieldValue, Procedure, Step
from fazhi.kernel.procedures.filling import identity
from fazhi.kernel.procedures.values import problem_with
from fazhi.records import numbering, site
from fazhi.records.models import Holding, Unit
from fazhi.records.sheets.mapping import Meaning
from fazhi.records.sheets.targets import Target, targets_of

TITLE: Final = range(2, 301)
_SMALL: Final = Decimal(1000)
_SHORT: Final = 120


class Level(StrEnum):
    """How much a problem weighs: the row is not taken, a value was left open, or something is worth knowing."""

    WRONG = "wrong"
    OPEN = "open"
    NOTE = "note"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {"wrong": "不导入", "open": "留空", "note": "说明"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is odd about a cell (``column`` from 0; None: about the row)."""

    level: Level
    text: str
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a row says of one step: its result and day, as far as they are said, and its answers."""

    step: str
    outcome: str = ""
    day: date | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One row on its way into the ledger. ``cells``: head and words of all that stands in it, unmapped columns too.

    ``key`` tells it from other rows of its table, ``print`` says whether it has changed (see ``matters.Origin``).
    """

    row: int
    title: str
    number: str
    opened: date | None
    handler: str | None
    unit: str
    place: str
    subject: Mapping[str, FieldValue]
    steps: tuple[Said, ...]
    cells: tuple[tuple[str, str], ...]
    key: str
    print: str
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        """Say whether the row cannot be taken as it is."""
        return any(problem.level is Level.WRONG for problem in self.problems)


class Reader:
    """Reads the rows of one table under one mapping, for the ledger of one unit."""

    def __init__(
        self,
        procedure: Procedure,
        mapping: Meaning,
        grid: Grid,
        header: Header,
        unit: Unit,
        today: date,
        entry: Step | None = None,
    ) -> None:
        self._fill = entry.fills if entry is not None else None
        self._procedure = procedure
        self._mapping = mapping
        self._grid = grid
        self._header = header
        self._unit = unit
        self._today = today
        self._targets = targets_of(procedure, entry)
        self._plan = [
            (place, head, self._targets[mapping.columns[head]])
            for place, head in enumerate(header.names)
            if head in mapping.columns
        ]
        self._heads = tuple(name or f"第 {place + 1} 栏" for place, name in enumerate(header.names))
        name = f"{entry.id}.{self._fill.name}" if entry is not None and self._fill is not None else "title"
        self.name_at = next((place for place, _, target in self._plan if target.id == name), None)
        self._name = name
        self._people, self._units = _staff(unit)
        self._secret = site.site_key().key
        self._usual = self._usual_amounts()

    @property
    def columns(self) -> dict[str, int]:
        """Return answer (or name on the cover) -> the column it stands in."""
        return {target.part or target.id: place for place, _, target in self._plan}

    def lines(self, after: int = 0) -> Iterator[Line]:
        """Yield every line under the heads, those behind row ``after`` only."""
        return lines(self._grid, self._header, self.name_at, after)

    def _usual_amounts(self) -> dict[int, Decimal]:
        """Return column -> the middle one of its amounts: one far below it may be meant in 万元."""
        found = {}
        for place, head, target in self._plan:
            if target.type.kind is not TypeKind.MONEY:
                continue
            unit = self._mapping.units.get(head, "")
            some = [
                read.money(row[place], unit).value
                for row in self._grid.rows[self._header.last + 1 :][:2000]
                if place < len(row)
            ]
            amounts = sorted(value for value in some if isinstance(value, Decimal) and value)
            if len(amounts) >= 10:
                found[place] = amounts[len(amounts) // 2]
        return found

    def draft(self, line: Line) -> Draft:
        """Return what a row says. Never raises: what cannot be read is a problem of the row."""
        problems = [
            Problem(level=Level.NOTE, column=column, text=f"合并的单元格，取第 {top} 行的内容")
            for column, top in line.filled
        ]
        found: dict[str, date | Decimal | int | bool | str] = {}
        for place, head, target in self._plan:
            raw = line.cells[place] if place < len(line.cells) else ""
            if (line.number - 1, place) in self._grid.unreckoned and raw == "":
                problems.append(
                    Problem(
                        level=Level.WRONG,
                        column=place,
                        text="这一格是公式，文件里没有算好的结果；请在 Excel 里重新计算后保存",
                    )
                )
                continue
            if raw == "":
                continue
            problem, value = self._value(raw, place, head, target, line)
            problems += problem
            if value is not None:
                found[target.id] = value
        cells = tuple(
            (self._heads[place], read.shown(raw))
            for place, raw in enumerate(line.cells)
            if raw != "" and place < len(self._heads)
        )
        return self._made(line, found, cells, problems)

    def _value(
        self, raw: Raw, place: int, head: str, target: Target, line: Line
    ) -> tuple[list[Problem], date | Decimal | int | bool | str | None]:
        if target.id == "handler":
            return self._handler(raw, place)
        if target.id == "unit":
            return self._office(raw, place)
        if target.type.kind is TypeKind.MONEY and place in line.split:
            text = "金额的单元格合并了几行，分不清各行是多少；请取消合并后分行填写"
            return [Problem(level=Level.WRONG, column=place, text=text)], None
        got = self._read(raw, head, target)
        if got.wrong:
            if got.vague and target.id != "title":
                return [Problem(level=Level.OPEN, column=place, text=f"{got.wrong}，没有填入（原文照存）")], None
            return [Problem(level=Level.WRONG, column=place, text=got.wrong)], None
        problems = [Problem(level=Level.NOTE, column=place, text=got.note)] if got.note else []
        usual = self._usual.get(place)
        if (
            isinstance(got.value, Decimal)
            and usual is not None
            and 0 < got.value < _SMALL
            and got.value * _SMALL <= usual
        ):
            text = f"{got.value:,.2f} 元，比同一栏的其他金额小得多，请核对是不是万元"
            problems.append(Problem(level=Level.NOTE, column=place, text=text))
        return problems, got.value

    def _read(self, raw: Raw, head: str, target: Target) -> Read:
        match target.type.kind:
            case TypeKind.DATE:
                return read.day(raw, self._today)
            case TypeKind.MONEY:
                return read.money(raw, self._mapping.units.get(head, ""))
            case TypeKind.INT:
                return read.whole(raw)
            case TypeKind.BOOL:
                return read.yes_or_no(raw)
            case TypeKind.ENUM:
                return read.choice(raw, target.type.values)
            case TypeKind.SET:
                return Read(wrong="多选的一项，不能从表里读入")
        return read.text(raw)

    def _handler(self, raw: Raw, place: int) -> tuple[list[Problem], str | None]:
        name = read.folded(raw).replace(" ", "")
        keys = self._people.get(name, ())
        if len(keys) == 1:
            return [], keys[0]
        if read.is_nothing(raw):
            return [], None
        why = "同名的有几人" if keys else "不在本单位的人员里"
        return [Problem(level=Level.OPEN, column=place, text=f"承办人“{name[:20]}”{why}，没有填入（原文照存）")], None

    def _office(self, raw: Raw, place: int) -> tuple[list[Problem], str | None]:
        name = read.folded(raw).replace(" ", "")
        code = self._units.get(name)
        if code is not None or read.is_nothing(raw):
            return [], code
        text = f"“{name[:20]}”不在本单位的科室里，按{self._unit.short}登记（原文照存）"
        return [Problem(level=Level.OPEN, column=place, text=text)], None

    def _made(
        self,
        line: Line,
        found: Mapping[str, date | Decimal | int | bool | str],
        cells: tuple[tuple[str, str], ...],
        problems: list[Problem],
    ) -> Draft:
        title = " ".join(str(found.get(self._name, "")).split())
        if len(title) not in TITLE or not title.isprintable():
            said = "没有名称" if not title else "名称应为 2 至 300 字"
            problems.append(Problem(level=Level.WRONG, column=self.name_at, text=said))
        opened = found.get("opened")
        if isinstance(opened, date) and opened > self._today:
            problems.append(self._at("opened", Level.WRONG, f"日期 {opened.isoformat()} 晚于今天"))
            opened = None
        number = str(found.get("number", ""))
        if len(number) > _SHORT or not number.isprintable():
            problems.append(self._at("number", Level.WRONG, "编号太长"))
        subject, steps = self._answers(found, problems)
        return Draft(
            row=line.number,
            title=title,
            number=number,
            opened=opened if isinstance(opened, date) else None,
            handler=str(found["handler"]) if "handler" in found else None,
            unit=str(found.get("unit", self._unit.code)),
            place=str(found.get("place", ""))[:60],
            subject=subject,
            steps=steps,
            cells=cells,
            key=(
                self._digest("key", self._identity(title, number, cells))
                if self._fill is None
                else identity(self._fill, steps[0].fields if steps else {})
            ),
            print=self._digest("row", [list(pair) for pair in cells]),
            problems=tuple(problems),
        )

    def _at(self, target: str, level: Level, text: str) -> Problem:
        column = next((place for place, _, item in self._plan if item.id == target), None)
        return Problem(level=level, column=column, text=text)

    def _answers(
        self, found: Mapping[str, date | Decimal | int | bool | str], problems: list[Problem]
    ) -> tuple[dict[str, FieldValue], tuple[Said, ...]]:
        subject: dict[str, FieldValue] = {
            name.partition(".")[2]: value for name, value in self._mapping.fixed.items() if name.startswith("subject.")
        }
        steps: dict[str, dict[str, FieldValue]] = {}
        for name, value in self._mapping.fixed.items() if self._fill is not None else ():
            steps.setdefault(name.partition(".")[0], {})[name.partition(".")[2]] = value
        days: dict[str, date] = {}
        for name, value in found.items():
            target = self._targets[name]
            if "." not in name:
                continue
            if target.step and target.part == "date":
                if isinstance(value, date) and value <= self._today:
                    days[target.step] = value
                    steps.setdefault(target.step, {})
                else:
                    problems.append(self._at(name, Level.WRONG, f"日期 {value} 晚于今天"))
                continue
            kept = value if isinstance(value, bool | int) else str(value)
            if target.type.kind is not TypeKind.ITEM and (problem := problem_with(kept, target.type)):
                problems.append(self._at(name, Level.WRONG, f"{target.name}{problem}"))
                continue
            if target.step:
                steps.setdefault(target.step, {})[target.part] = kept
            else:
                subject[target.part] = kept
        said = []
        for step in self._procedure.steps.values():
            if step.id in steps:
                answers = steps[step.id]
                only = step.outcomes[0] if len(step.outcomes) == 1 else self._fill.outcome if self._fill else ""
                outcome = str(answers.pop("outcome", only))
                said.append(Said(step=step.id, outcome=outcome, day=days.get(step.id), fields=answers))
        return subject, tuple(said)

    def _identity(self, title: str, number: str, cells: Sequence[tuple[str, str]]) -> list[object]:
        """Return what tells a row from the others: its number; without one its name and the days that stand in it."""
        if number:
            return ["number", numbering.plain(number)]
        dates = {head for _, head, target in self._plan if target.type.kind is TypeKind.DATE}
        return ["title", title, *([head, text] for head, text in cells if head in dates)]

    def _digest(self, what: str, said: list[object]) -> str:
        """Return a fingerprint under the key of the site: without it nobody can try values."""
        words = json.dumps([what, self._unit.code, self._procedure.id, said], ensure_ascii=False).encode()
        return hmac.new(self._secret, b"fazhi.sheet\x00" + words, sha256).hexdigest()


def _staff(unit: Unit) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return name -> keys of the people who ever held a post in the township, and name -> code of its offices."""
    home = "/".join(unit.path.split("/")[:2]) + "/"
    people: dict[str, set[str]] = {}
    for name, key in Holding.objects.filter(unit__path__startswith=home).values_list("person__name", "person__key"):
        people.setdefault(name, set()).add(key)
    units: dict[str, str] = {}
    for code, name, short in (
        Unit.objects.filter(path__startswith=unit.path).order_by("path").values_list("code", "name", "short")
    ):
        units.setdefault(name, code)
        units.setdefault(short, code)
        units.setdefault(name.removeprefix(unit.name), code)
    return {name: tuple(sorted(keys)) for name, keys in people.items()}, units


def is_row(line: Line) -> bool:
    """Say whether a line is a row of the ledger."""
    return line.kind is Kind.ROW
