"""The periodic forms of the demonstration: each township issues last month's a few working days after its end.

The calendar months before the day the county is built for; what is entered late afterwards stands in the next form as
上期更正. One township owes its last one, so that the county's collection has something to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fazhi.kernel.measures import Period
from fazhi.records import chance, clock
from fazhi.records.access import actor_of
from fazhi.records.acts.periodic import issue_form
from fazhi.records.demo.script import County, Days, FormEntry
from fazhi.records.models import Account

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
    found = [item for entry in county.forms for item in _of(entry, days)]
    return sorted(item for item in found if item.day < days.as_of)


def _of(entry: FormEntry, days: Days) -> Iterator[Owed]:
    first = days.as_of.replace(day=1)
    for back in range(1, entry.months + 1):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        if back > entry.owes:
            yield Owed(
                day=days.calendar.add_working(last, AFTER),
                period=str(Period(year=last.year, number=last.month)),
                unit=entry.unit,
                form=entry.form,
                by=entry.by,
            )


def issue(item: Owed, county: County, as_of: date) -> None:
    """Issue a form on its day, through the act, by who signs it."""
    person = county.person(item.by)
    post, unit = person.posts[0]
    name = f"{item.unit} {item.form} {item.period}"
    with clock.fixed(datetime.combine(item.day, HOUR, tzinfo=clock.CHINA)), chance.seeded(f"{as_of} {name}"):
        actor = actor_of(Account.objects.get(login=person.login), post=post, unit=unit, on=item.day)
        issue_form(actor=actor, key=f"demo {name}", unit=item.unit, form=item.form, period=item.period)
