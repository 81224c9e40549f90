"""Yearly reports of a unit: computed for a year, checked, read back as they were issued. Issuing: ``acts.annual``."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fazhi.cli.checker.one import Settings, check_document
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import canonical, loads_strict, sm3_hex
from fazhi.kernel.lint import Document, Finding, Kind, Result, Severity
from fazhi.kernel.measures import Column, Period, PeriodKind, Sheet
from fazhi.kernel.measures.annual import LONGEST, AnnualReport, DueDay
from fazhi.kernel.measures.annual_paper import Around, lacking, paper_of
from fazhi.kernel.measures.stated import plain
from fazhi.kernel.papers import Paper, lines
from fazhi.kernel.papers import keeping as kept_papers
from fazhi.packs import annual as declared
from fazhi.packs import measures as pack
from fazhi.records import figures, known, opened, paper_settings, periodic, site
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import Holding, IssuedForm, Person, Unit, YieldedFact
from fazhi.records.periodic import Given

UNFINISHED: Final = "G001"
"""The checker's rule for what was left to be filled in: nothing sets it aside."""


def report_of(name: str) -> AnnualReport:
    """Return a declared report. Raises FazhiError where there is none."""
    found = declared.reports().get(name)
    if found is None:
        raise FazhiError(f"没有“{name[:60]}”这种报告", hint="、".join(declared.reports()))
    return found


def year_of(unit: Unit, year: int, today: date) -> Period:
    """Return the year as the unit counts it. Raises FazhiError for one that has not begun or in which it was not."""
    period = cuts_of(unit.path).period(PeriodKind.YEAR, year, 1)
    if period.first > today:
        raise FazhiError(f"{year}年还没有开始", hint=f"今天是{today.isoformat()}")
    if unit.starts > period.last or (unit.ends is not None and unit.ends < period.first):
        raise FazhiError(f"{unit.name}在{year}年还没有建立，或者已经撤并", hint="核对单位和年份")
    return period


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report as it would be issued now: its figures, its text, what is not written yet."""

    report: AnnualReport
    unit: Unit
    period: Period
    sheet: Sheet
    around: Around
    texts: Mapping[str, str]
    paper: Paper

    @property
    def seal(self) -> str:
        """Return the SM3 of figures and words, day and time left out: shows whether anything moved since a look."""
        said = {key: text for key, text in self.texts.items() if text.strip()}
        return sm3_hex(canonical({"sheet": periodic.seal_of(self.sheet), "texts": said, "report": self.report.id}))


def draft(report: AnnualReport, unit: Unit, period: Period, texts: Mapping[str, str], moment: str, day: date) -> Draft:
    """Return the report of a unit for a year by what was known at ``moment``, dated ``day``. Reading only."""
    said = clean(report, texts)
    sheet = periodic.compute(report.form, unit, period, moment)
    around = _around(report, unit, period, sheet, day)
    paper = paper_of(report, sheet, said, around)
    return Draft(report=report, unit=unit, period=period, sheet=sheet, around=around, texts=said, paper=paper)


def clean(report: AnnualReport, texts: Mapping[str, str]) -> dict[str, str]:
    """Return what was written, without signs that no paper holds; the number of a cell as it is printed.

    Raises FazhiError for a strange part, too long a text, a cell that is no number.
    """
    places, cells = {place.id: place for place in report.written}, report.open_cells
    found = {}
    for key, text in texts.items():
        if key in cells:
            if text.strip():
                found[key] = str(cells[key].read(text))
            continue
        if key not in places:
            raise FazhiError(f"报告没有“{key[:40]}”这一部分", hint="、".join(places))
        held = "".join(sign for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n")) if _printable(sign))
        if len(held) > LONGEST:
            raise FazhiError(f"“{places[key].title or places[key].prompt}”超过{LONGEST}字", hint="请删减或者另附材料")
        if held.strip():
            found[key] = held.strip()
    return found


def _printable(sign: str) -> bool:
    """Say whether a sign may stand in a paper: no control, no direction mark, no half of a pair, none unassigned."""
    return sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn", "Co"}


def _around(report: AnnualReport, unit: Unit, period: Period, sheet: Sheet, day: date) -> Around:
    among = pack.indicators()
    later = known.later(sheet.known)
    asked = figures.Asked(path=unit.path, period=period, known=sheet.known, later=later)
    counted = {}
    for row in report.form.rows:
        if row.id in report.grid:
            continue  # told in its table, which names one source for all its cells
        readings = dict.fromkeys(figures.read_by(row.indicator.formula, period, among))
        behind = {one[0] for reading, days in readings if days == period for one in figures.behind(reading, asked)}
        counted[row.id] = len(behind)
    held = holder_of(report, unit, period)
    return Around(
        place=paper_settings.printed(unit, paper_settings.PLACE, day),
        organ=paper_settings.printed(unit, paper_settings.ORGAN, day) if not report.post else (held or ""),
        year=period.year,
        day=day,
        person=held or "",
        seal=not report.post,
        before=_had_records(unit, period, sheet.known),
        formulas={row.id: opened.in_words(row.indicator) for row in report.form.rows},
        matters=counted,
    )


def holder_of(report: AnnualReport, unit: Unit, period: Period) -> str | None:
    """Return who gives a report that a post gives: its holder on the last day of the year; ``None`` for nobody."""
    if not report.post:
        return None
    held = Holding.objects.filter(unit=unit, post=report.post, starts__lte=period.last, acting_for__isnull=True)
    held = held.exclude(ends__lt=period.last).select_related("person").order_by("starts")
    last = held.last()
    return last.person.name if last is not None else None


def _had_records(unit: Unit, period: Period, moment: str) -> bool:
    """Say whether anything at all is on record for the year before: else nothing is compared."""
    last = period.year_before().last
    rows = YieldedFact.objects.filter(unit__path__startswith=unit.path, day__lte=last, recorded__lte=moment)
    return rows.exists()


def signers(report: AnnualReport, unit: Unit, day: date) -> list[Person]:
    """Return who may decide that a report is issued: holders that day of one of its posts in the unit or below it."""
    held = Holding.objects.filter(post__in=report.signers, unit__path__startswith=unit.path, starts__lte=day)
    held = held.exclude(ends__lt=day)
    return list(Person.objects.filter(pk__in=held.values("person_id")).order_by("pk"))


# -- the checker -------------------------------------------------------------------------------------------------------


def checked(paper: Paper, day: date, kind: str = Kind.AR) -> Result:
    """Return what the checker says of the whole text, notes and tables included, as a document of ``kind``."""
    text, as_ = "\n".join(lines(paper)) + "\n", Kind(kind)
    document = Document(text, path=f"{paper.title}.txt", kind=as_)
    return check_document(document, Settings(today=day, kind=as_, site=site.home()))


def errors(result: Result, aside: Iterable[str] = ()) -> list[Finding]:
    """Return what holds a report back: every error, but those of rules that were set ``aside`` with a reason."""
    left = frozenset(aside) - {UNFINISHED}
    return [one for one in result.findings if one.severity is Severity.ERROR and one.code not in left]


def explained(report: AnnualReport, year: int, today: date) -> list[DueDay]:
    """Return the terms of publication that have passed: who issues now says why, and their rules hold nothing back."""
    return [due for due in report.dues if due.publishes and due.after(year) < today]


# -- terms -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One day by which a report is to be submitted or made public, and where it stands on a day."""

    due: DueDay
    last: date
    done: date | None
    today: date

    @property
    def late(self) -> bool:
        """Say whether the day passed before it was done."""
        return (self.done or self.today) > self.last

    @property
    def words(self) -> str:
        """Return where it stands in words."""
        if self.done is not None:
            over = (self.done - self.last).days
            return f"{self.done.isoformat()}已办" + (f"，逾期{over}日" if over > 0 else "")
        left = (self.last - self.today).days
        return f"剩{left}日，{self.last.isoformat()}止" if left >= 0 else f"已逾期{-left}日，{self.last.isoformat()}止"


def terms(report: AnnualReport, year: int, row: IssuedForm | None, today: date) -> list[Term]:
    """Return the terms of a report: those of publication end when it was made public, the others when it was issued."""
    issued = row.issued if row is not None else None
    public = row.published if row is not None else None
    return [
        Term(due=due, last=due.after(year), done=public if due.publishes else issued, today=today)
        for due in report.dues
    ]


# -- as it was issued --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Issued(Given):
    """A report as it was issued: its figures (`sheet`), its text, the digest of the text."""

    @cached_property
    def _held(self) -> Any:
        held: Any = loads_strict(self.row.body.encode())
        return held["report"]

    @cached_property
    def paper(self) -> Paper:
        """Return the paper, word for word."""
        return kept_papers.read(self._held["paper"])

    @property
    def digest(self) -> str:
        """Return the SM3 of the text."""
        return str(self._held["digest"])

    @property
    def signer(self) -> str:
        """Return the name of who decided."""
        return str(self._held["signer"])

    @property
    def late(self) -> str:
        """Return why it was issued after its day; empty where it was not."""
        return str(self._held["late"])

    @property
    def before(self) -> bool:
        """Say whether there were records of the year before."""
        return bool(self._held["before"])

    @property
    def texts(self) -> Mapping[str, str]:
        """Return what was written, part by part."""
        return {str(key): str(text) for key, text in self._held["texts"].items()}


def text_digest(paper: Paper) -> str:
    """Return the SM3 of the lines of a paper."""
    return sm3_hex("\n".join(lines(paper)).encode("utf-8"))


def issued(report: AnnualReport, unit: Unit, year: int) -> Issued | None:
    """Return the report issued for a year; ``None`` where there is none."""
    row = IssuedForm.objects.filter(unit=unit, form=report.id, period=str(year)).first()
    return None if row is None else Issued(row)


def differing(one: Issued, moment: str) -> list[tuple[str, str, str]]:
    """Return (figure, as issued, as it is now) of every figure of the year that is another today.

    Raises NotComputable where a measure it rests on is gone.
    """
    now = periodic.again(one, moment)
    found = []
    for line, other in zip(one.sheet.lines, now.lines, strict=True):
        was, new = line.of(Column.PERIOD), other.of(Column.PERIOD)
        if was is not None and new is not None and was.exact != new.exact:
            found.append((line.name, was.words, new.words))
    return found


def read_texts(path: Path, report: AnnualReport) -> dict[str, str]:
    """Return the parts written in a JSON file (part -> text). Raises FazhiError for what is none."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise FazhiError("读不了文稿文件", where=str(path), hint="核对路径和权限") from error
    except (ValueError, RecursionError) as error:
        raise FazhiError("文稿文件不是合格的 JSON", where=str(path), hint="写成 {部分编号: 文字}") from error
    if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
        raise FazhiError("文稿文件应是“部分编号: 文字”", where=str(path), hint="、".join(p.id for p in report.written))
    return clean(report, {key: str(text) for key, text in data.items()})


__all__ = [
    "Draft", "Issued", "Term", "checked", "clean", "differing", "draft", "errors", "issued", "lacking", "plain",
    "report_of", "signers", "terms", "year_of",
]  # fmt: skip
