"""The periodic forms of the demonstration: each township issues a period's a few working days after its end.

At first the county asked for the year's only, for the last months it asks for the month's as well. What is entered late
stands in the next form as 上期更正. One township owes its last one, so that there is something to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from fazhi.kernel.measures import Period, PeriodKind
from fazhi.records import chance, clock
from fazhi.records.access import SYSTEM, actor_of
from fazhi.records.acts.periodic import issue_form, set_forms
from fazhi.records.asked_forms import FORMS
from fazhi.records.demo.script import County, Days
from fazhi.records.models import Account

ASKED = "演示县局的报送通知（虚构）"
AFTER = 3
"""Working days after the end of a month on which its form is issued."""
HOUR = time(17, 40)
"""When the moves of a day are over."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Owed:
    """A form to be issued on a day."""

    day: date
    period: str
    unit: str
    form: str
    by: str


def owed(county: County, days: Days) -> list[Owed]:
    """Return the forms that were issued before the day of the county, in the order of their days."""
    months = list(_months(days.as_of, county.asked.months))
    year = Period(year=days.as_of.year - 1, number=1, kind=PeriodKind.YEAR)
    found = [
        Owed(day=days.calendar.add_working(period.last, AFTER), period=str(period), unit=unit, form=entry.form, by=by)
        for entry in county.forms
        for unit, by in entry.by.items()
        for period in (year, *months)
        if not (period == months[-1] and unit in entry.owes)
    ]
    return sorted(item for item in found if item.day < days.as_of)


def ask(county: County, founded: date, as_of: date) -> None:
    """Set what the county asks for, from its founding on and since the first of the months."""
    since = next(_months(as_of, county.asked.months)).first
    lists = [(founded, county.asked.before), (since, county.asked.since)]
    for starts, forms in lists if since > founded else [(founded, county.asked.since)]:
        with chance.seeded(f"{as_of} {FORMS} {starts}"):
            set_forms(
                actor=SYSTEM, key=f"demo {FORMS} {starts}", unit=county.units[0].code, forms=forms, basis=ASKED,
                starts=starts,
            )  # fmt: skip


def _months(day: date, count: int) -> Iterator[Period]:
    """Yield the last ``count`` months that were over before a day's own, the oldest first."""
    for back in range(count, 0, -1):
        month = day.year * 12 + day.month - 1 - back
        yield Period(year=month // 12, number=month % 12 + 1)


def issue(item: Owed, county: County, as_of: date) -> None:
    """Issue a form on its day, through the act, by who signs it."""
    person = county.person(item.by)
    post, unit = person.posts[0]
    name = f"{item.unit} {item.form} {item.period}"
    with clock.fixed(datetime.combine(item.day, HOUR, tzinfo=clock.CHINA)), chance.seeded(f"{as_of} {name}"):
        actor = actor_of(Account.objects.get(login=person.login), post=post, unit=unit, on=item.day)
        issue_form(actor=actor, key=f"demo {name}", unit=item.unit, form=item.form, period=item.period)
