"""合同: what the office owes by which day, what being late costs a small enterprise, and gates that must not go."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from fazhi.kernel.procedures import CalendarClocks, Played, Procedure, duties, fold, load, picture, play
from fazhi.kernel.procedures.obligations import Owed, owed
from fazhi.kernel.procedures.prove.local import proved_locally
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

CALENDAR = load_calendar()
SIGNED_FIRST = "先签后审：签订登记为不合规事实，照样登记、公告、付款，补审不算事前审查"
LEASE = "出租老粮站：租金逐年递增，遇春节顺延，押金到期退还，期满前决定收回"
SMALL = "跨春节：付款期限末日在春节内，顺延到节后第一个工作日；迟了两日"
BOUGHT = "向小型企业采购服务：审查、研究、签订、公告备案，验收后付清，退还保证金，结项归档"
TEMPLATE = "示范文本小合同：快审通过，分管领导审批，自行采购，向个体经营者按固定日期付款"


def contract() -> Procedure:
    return procedures.get("contract")


def played(name: str) -> Played:
    case = next(case for case in procedures.cases("contract") if case.name == name)
    return play(contract(), case, CALENDAR)


def rows(name: str, on: str) -> dict[tuple[str, str | None], Owed]:
    """Return the obligations of a case as they stood on a day."""
    day = date.fromisoformat(on)
    state = fold(contract(), (event for event in played(name).events if event.occurred <= day))
    found = owed(contract(), state, CalendarClocks(contract(), state, CALENDAR, day))
    return {(row.obligation.id, row.key): row for row in found}


def test_late_interest_is_the_agreed_rate_or_half_a_thousandth_a_day() -> None:
    agreed = rows(SIGNED_FIRST, "2026-11-09")[("payments", "1")]  # 180000 × 3.45% ÷ 365 × 22日，末日因国庆为10月8日
    assert (agreed.due, agreed.settled, agreed.late) == (date(2026, 10, 8), date(2026, 10, 30), 22)
    assert agreed.interest == Decimal("374.30") and agreed.left == 0
    open_ = rows(SIGNED_FIRST, "2026-10-18")[("payments", "1")]
    assert (open_.late, open_.left, open_.interest) == (10, Decimal("180000.00"), Decimal("170.14"))
    daily = rows(SMALL, "2026-03-31")[("payments", "1")]  # 1000 × 万分之五 × 2日
    assert (daily.due, daily.late, daily.interest) == (date(2026, 2, 24), 2, Decimal("1.00"))


def test_nothing_is_claimed_where_the_law_sets_no_interest() -> None:
    rent = rows(LEASE, "2026-02-24")[("receipts", "1")]
    assert rent.interest is None and rent.settled == date(2026, 2, 24)
    person = rows(TEMPLATE, "2026-12-31")[("payments", "1")]
    assert (person.late, person.interest) == (0, Decimal(0))


def test_every_kind_of_obligation_has_its_day_and_its_sum() -> None:
    found = rows(LEASE, "2026-03-02")
    assert {key: (row.due, row.left) for key, row in found.items()} == {
        ("receipts", "1"): (date(2026, 2, 24), Decimal(0)),
        ("receipts", "2"): (date(2027, 3, 1), Decimal("10300.00")),
        ("receipts", "3"): (date(2028, 2, 18), Decimal("11025.00")),
        ("deposits", "1"): (date(2029, 1, 31), Decimal("5000.00")),
        ("renewal", None): (date(2029, 1, 1), None),
        ("warranty", None): (date(2027, 1, 16), None),
    }
    bought = rows(BOUGHT, "2026-11-25")[("payments", "1")]
    assert (bought.due, bought.paid, bought.left) == (date(2026, 12, 2), Decimal("100000.00"), Decimal("80000.00"))


def spoilt(step: str, drop: str, *, uses: str = "") -> Mapping[str, object]:
    data = copy.deepcopy(dict(procedures.declaration("contract")))
    steps = data["step"]
    assert isinstance(steps, list)
    found = next(item for item in steps if item["id"] == step)
    kept = [gate for gate in found["needs"] if not drop or drop not in gate["say"]]
    assert len(kept) == len(found["needs"]) - (1 if drop else 0)
    found["needs"] = kept
    if uses:
        found["uses"] = [name for name in found["uses"] if name != uses]
    return data


@pytest.mark.parametrize(
    ("guarantee", "step", "drop"),
    [
        ("C1", "sign", "没有审查通过"),
        ("C2", "sign", "没有确定签署人"),
        ("C4", "sign", "没有集体研究同意"),
        ("C6", "sign", "仲裁条款无效"),
        ("C9", "sign", "没有登记为政府采购"),
        ("C13", "pay", "没有交付、验收"),
        ("C14", "pay", "超过这一笔应付"),
        ("C16", "pay_plan", "不得超过60日"),
        ("C18", "pay_start", "登记的不是中小企业"),
        ("C19", "change", "原合同金额的10%"),
        ("C20", "change_sign", "没有审查通过"),
        ("C24", "close", "没有付清"),
        ("C25", "close", "先签的也要补审"),
    ],
)
def test_without_its_gate_a_promise_is_not_proved_and_a_case_fails(guarantee: str, step: str, drop: str) -> None:
    whole = contract()
    assert proved_locally(whole, whole.guarantees[guarantee], lambda: False)[0]
    broken = load(spoilt(step, drop), tuple(procedures.posts()))
    assert not proved_locally(broken, broken.guarantees[guarantee], lambda: False)[0]
    cases = procedures.cases("contract")
    assert any(play(broken, case, CALENDAR).wrong for case in cases)


def test_a_review_that_forgets_the_text_is_seen_by_the_promise_about_history() -> None:
    broken = load(spoilt("review", "", uses="prepare"), tuple(procedures.posts()))
    assert not proved_locally(broken, broken.guarantees["C3"], lambda: False)[0]


def test_what_was_reviewed_after_an_emergency_is_not_to_be_reviewed_again() -> None:
    case = next(case for case in procedures.cases("contract") if case.name.startswith("应急合同：主要负责人批准"))

    def asked(until: date) -> bool:
        events = play(contract(), case, CALENDAR).events
        state = fold(contract(), (event for event in events if event.occurred <= until))
        shown = picture(contract(), state, CALENDAR, date(2026, 8, 5))
        return any(duty.step.id == "review" for duty in duties(shown))

    assert asked(date(2026, 6, 26)) and not asked(date(2026, 7, 3))
