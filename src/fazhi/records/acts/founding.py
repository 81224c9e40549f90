"""The first acts of a site: its first unit, its first administrator. Recorded under the account ``system``."""

from __future__ import annotations

from fazhi.records import clock
from fazhi.records.access import SYSTEM, Role
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.calendars import keep_calendars


def found_site(*, unit: str, name: str, short: str, admin: str, login: str, password: str) -> None:
    """Register the first unit and an administrator of it, from today on."""
    today = clock.today()
    organisation.create_unit(actor=SYSTEM, code=unit, name=name, short=short, kind="county_bureau", starts=today)
    person = organisation.create_person(actor=SYSTEM, unit=unit, name=admin)["person"]
    organisation.appoint(actor=SYSTEM, person=person, unit=unit, post="administrator", role=Role.ADMIN, starts=today)
    keep_calendars()
    accounts.create_account(actor=SYSTEM, login=login, person=person, unit=unit, password=password, created=today)
