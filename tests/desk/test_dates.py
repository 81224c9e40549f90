"""Spans of days in the notations people type."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.desk.dates import read_span, span_words
from fazhi.kernel.errors import TermError

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-08-01 至 2026-11-21", date(2026, 8, 1), DAY),
        ("20260801到20261121", date(2026, 8, 1), DAY),
        ("2026年8月1日—2026年11月21日", date(2026, 8, 1), DAY),
        ("至 2026.11.21", None, DAY),
        ("2026.11.21 至", DAY, None),
        ("2026-11-21", DAY, DAY),
        ("", None, None),
    ],
)
def test_spans_are_read_and_written_again(text: str, since: date | None, until: date | None) -> None:
    assert read_span(text) == (since, until)
    assert read_span(span_words(since, until)) == (since, until)


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(TermError, match="早于"):
        read_span("2026-11-21 至 2026-08-01")


@pytest.mark.parametrize("text", ["2026-02-30", "昨天 至 今天", "2026-13-01 至 2026-11-21"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(TermError):
        read_span(text)
