"""Dates, sums and what may not be broken across lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.components import cn_date, long_date, money, pieces, short_date, table_date
from fazhi.site.templatetags import official

FRIDAY = date(2026, 11, 20)


def test_a_day_is_written_as_prose_terms_and_tables_write_it() -> None:
    assert cn_date(FRIDAY) == "2026年11月20日"
    assert short_date(date(2026, 11, 24)) == "11月24日（周二）"
    assert long_date(FRIDAY) == "2026年11月20日（周五）"
    assert table_date(date(2026, 1, 2)) == "2026-01-02"


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Decimal("42800"), "42,800.00"), (Decimal("0.005"), "0.01"), (0, "0.00"), (Decimal("-1234.5"), "-1,234.50")],
)
def test_a_sum_has_two_decimals_and_thousands_marks(amount: Decimal, written: str) -> None:
    assert money(amount) == written


def test_no_day_and_no_sum_print_nothing_but_zero_is_printed() -> None:
    assert official.cn_date(None) == official.short_date(None) == official.table_date(None) == ""
    assert official.long_date(None) == official.money(None) == official.nowrap(None) == ""
    assert official.money(Decimal(0)) == "0.00"


@pytest.mark.parametrize(
    "whole",
    [
        "2026年11月21日",
        "11月24日（周二）止",
        "2026-11-20 15:02",
        "剩 3 个工作日",
        "第 20 个工作日",
        "15日",
        "第三十三条第二款",
        "第一百二十条之一",
        "柳合审收〔2026〕86号",
        "〔2026〕A052",
        "42,800.00元",
        "0571-88886666",
    ],
)
def test_these_stay_on_one_line(whole: str) -> None:
    assert (whole, True) in pieces(f"，{whole}，")


@given(st.text(alphabet="第三十条之一款项年月日止〔〕2026-11,.元个工作，（周五）abc <&", max_size=60))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text


def test_the_filter_escapes_what_it_wraps() -> None:
    assert official.nowrap("<b>11月24日</b>") == '&lt;b&gt;<span class="nb">11月24日</span>&lt;/b&gt;'
