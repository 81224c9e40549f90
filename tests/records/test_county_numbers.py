"""The annex of a county's rule book on the one number of a normative document: code of the maker, year, serial."""

from __future__ import annotations

from datetime import date

import pytest
from tests.records.conftest import FIRST, Cast

from fazhi.packs import procedures
from fazhi.records.access import SYSTEM
from fazhi.records.acts import numbers
from fazhi.records.acts.base import ActRefused

SERIES = "规范性文件登记"


def number(cast: Cast, day: date, *, login: str = "clerk", unit: str = "liuhe-ny") -> str:
    return str(numbers.take(actor=cast.actor(login), unit=unit, kind=SERIES, day=day)["number"])


@pytest.fixture
def books(cast: Cast) -> Cast:
    """附件一、二、五: area code, two digits of the township, the year, four digits, joined by hyphens."""
    for unit, code in (("liuhe", "ATLD57"), ("shanbei", "ATLD63")):
        numbers.set_format(actor=SYSTEM, kind=SERIES, template=f"{code}-{{year}}-{{n:04}}", starts=FIRST, unit=unit)
    return cast


def test_annex_1_to_5_a_number_is_written_as_the_annex_writes_it_and_begins_anew_each_year(books: Cast) -> None:
    assert procedures.get("normative_document").steps["register"].fields[0].series == SERIES
    first = [number(books, date(2026, 3, day)) for day in range(2, 14)]
    assert (first[0], first[-1]) == ("ATLD57-2026-0001", "ATLD57-2026-0012") and len(set(first)) == 12
    assert number(books, date(2027, 1, 4)) == "ATLD57-2027-0001"


def test_annex_2_and_4_each_maker_has_its_own_code_and_serial_and_no_number_comes_twice(books: Cast) -> None:
    assert number(books, date(2026, 3, 2)) == "ATLD57-2026-0001"
    assert number(books, date(2026, 3, 2), login="other", unit="shanbei") == "ATLD63-2026-0001"
    told = {"actor": books.actor("clerk"), "unit": "liuhe-ny", "kind": SERIES}
    numbers.void(**told, text="ATLD57-2026-0001", reason="登记有误")
    with pytest.raises(ActRefused, match="作废的号不再使用"):
        numbers.enter_paper_number(**told, text="ATLD57-2026-0001", day=date(2026, 3, 3))
    assert number(books, date(2026, 3, 3)) == "ATLD57-2026-0002"
