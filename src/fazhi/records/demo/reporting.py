"""The yearly reports of the demonstration: issued through the act in the weeks after the year, by all units but one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Period, PeriodKind
from fazhi.records import annual, chance, clock
from fazhi.records.access import actor_of
from fazhi.records.acts.annual import issue_report, publish_report
from fazhi.records.demo.script import County, Days, ReportEntry, ScriptError
from fazhi.records.models import Account, Unit

HOUR = time(17, 50)
"""After the forms of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A yearly report to be issued on a day, or (``public``) to be registered as made public."""

    day: date
    public: bool
    year: int
    unit: str
    by: str
    entry: ReportEntry


def reports(county: County, days: Days) -> list[Report]:
    """Return what was done with the reports on the last year before the day of the county."""
    year = Period(year=days.as_of.year - 1, number=1, kind=PeriodKind.YEAR)
    found = [
        Report(
            day=days.calendar.add_working(year.last, after),
            public=public,
            year=year.year,
            unit=unit,
            by=by,
            entry=entry,
        )
        for entry in county.reports
        for unit, by in entry.by.items()
        for public, after in ((False, entry.after), (True, entry.public))
    ]
    return [item for item in found if item.day < days.as_of]


def play(item: Report, county: County, as_of: date) -> None:
    """Issue a report on its day by who writes it (the first who may decides), or register that it was made public.

    Raises ScriptError, naming the unit.
    """
    person = county.person(item.by)
    post, unit = person.posts[0]
    name = f"{item.unit} {item.entry.report} {item.year}{' public' if item.public else ''}"
    with clock.fixed(datetime.combine(item.day, HOUR, tzinfo=clock.CHINA)), chance.seeded(f"{as_of} {name}"):
        actor = actor_of(Account.objects.get(login=person.login), post=post, unit=unit, on=item.day)
        try:
            if item.public:
                publish_report(
                    actor=actor, key=f"demo {name}", unit=item.unit, report=item.entry.report, year=item.year,
                    day=item.day, place=item.entry.place,
                )  # fmt: skip
                return
            report, where = annual.report_of(item.entry.report), Unit.objects.get(code=item.unit)
            signers = annual.signers(report, where, item.day)
            issue_report(
                actor=actor, key=f"demo {name}", unit=item.unit, report=item.entry.report, year=item.year,
                texts=item.entry.texts, signer=signers[0].key if signers else "",
            )  # fmt: skip
        except FazhiError as error:
            raise ScriptError(f"演示的年度报告不能签发、公开：{error}", where=name) from error
