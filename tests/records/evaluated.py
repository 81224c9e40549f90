"""A small scheme of evaluation over the small world of figures, and a second person at the county."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from tests.records import counted
from tests.records.conftest import FIRST

from fazhi.kernel.measures import read_scheme
from fazhi.packs import measures, schemes
from fazhi.records import clock
from fazhi.records.access import SYSTEM
from fazhi.records.acts import accounts, organisation
from fazhi.records.models import Account

SEED = {"text": "试验", "force": "seed", "mark": "▲"}
SCHEME: dict[str, Any] = {
    "id": "small", "title": "试验", "says": "义。", "kinds": ["month"], "total": 20, "share": "dimension", "vary": 20,
    "enough": 30, "window": 5, "late": 7, "basis": SEED,
    "band": [{"name": "好", "at": 80}, {"name": "待改进", "at": 0}],
    "dimension": [
        {"id": "one", "name": "办理", "points": 10, "item": [
            {"id": "returns", "indicator": "return_rate", "points": 6, "linear": {"zero": 100, "full": 0},
             "basis": SEED},
            {"id": "study", "name": "专题研究", "says": "义。", "points": 4, "evidence": ["会议纪要"], "basis": SEED},
        ]},
        {"id": "two", "name": "机制", "points": 10, "item": [
            {"id": "duty", "name": "职责", "says": "义。", "points": 5, "basis": SEED},
        ], "uncovered": [{"name": "调解", "points": 5, "why": "没有程序包"}]},
    ],
}  # fmt: skip


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small scheme be the only one shipped, over what the small procedure yields."""
    counted.install(monkeypatch)
    made = read_scheme(SCHEME, measures.indicators(), measures.every())
    monkeypatch.setattr(schemes, "shipped", lambda: MappingProxyType({made.id: made}))


def second_at_the_county() -> None:
    """Let a second person work at the county bureau (``dan``), who has scored nothing."""
    organisation.create_person(actor=SYSTEM, unit="qinghe", name="壬复核", person="p-dan")
    organisation.appoint(
        actor=SYSTEM, person="p-dan", unit="qinghe", post="county_reviewer", role="county", starts=FIRST
    )
    accounts.create_account(
        actor=SYSTEM, login="dan", person="p-dan", unit="qinghe", password="first-pass-1", created=FIRST
    )
    Account.objects.filter(login="dan").update(must_change_password=False)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=clock.CHINA)


DATES = {"assess_until": date(2026, 4, 10), "object_until": date(2026, 4, 20)}
