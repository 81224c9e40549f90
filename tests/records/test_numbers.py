"""Numbers: unique, before print, yearly, old paper ones accepted, voided ones visible and never reused."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections
from tests.records.conftest import FIRST, TODAY

from fazhi.records import ledger, numbering
from fazhi.records.access import SYSTEM, Denied
from fazhi.records.acts import numbers
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Number, Unit


def take(cast, kind="审查意见", day=TODAY, **more) -> str:
    return numbers.take(actor=cast.actor("clerk"), unit="liuhe-ny", kind=kind, day=day, **more)["number"]


def test_numbers_run_within_unit_kind_and_year(cast) -> None:
    numbers.set_format(
        actor=SYSTEM, kind="审查意见", template="{unit}审字〔{year}〕第{n}号", starts=FIRST, unit="qinghe"
    )
    assert [take(cast), take(cast)] == ["柳禾审字〔2026〕第1号", "柳禾审字〔2026〕第2号"]
    assert take(cast, kind="收件") == "柳禾收件〔2026〕1号"
    assert take(cast, day=date(2027, 1, 4)) == "柳禾审字〔2027〕第1号"


def test_the_nearest_format_wins_and_the_latest_of_it(cast) -> None:
    unit = Unit.objects.get(code="liuhe-ny")
    numbers.set_format(actor=SYSTEM, kind="合同", template="{year}-{n:04}", starts=FIRST)
    numbers.set_format(actor=SYSTEM, kind="合同", template="柳合〔{year}〕{n}号", starts=FIRST, unit="liuhe")
    assert numbering.format_of(unit, "合同", TODAY).template == "柳合〔{year}〕{n}号"
    numbers.set_format(actor=SYSTEM, kind="合同", template="柳农合{year}第{n}号", starts=TODAY, unit="liuhe-ny")
    assert numbering.format_of(unit, "合同", TODAY).template == "柳农合{year}第{n}号"
    assert numbering.format_of(unit, "合同", FIRST).template == "柳合〔{year}〕{n}号"


def test_a_voided_number_stays_and_is_not_given_again(cast) -> None:
    first, second = take(cast), take(cast)
    numbers.void(actor=cast.actor("clerk"), unit="liuhe-ny", kind="审查意见", text=second, reason="打印错误")
    third = take(cast)
    book = numbering.series_of(Unit.objects.get(code="liuhe-ny"), "审查意见", 2026)
    assert [(n.text, n.state, n.void_reason) for n in book] == [
        (first, "taken", ""), (second, "void", "打印错误"), (third, "taken", ""),
    ]  # fmt: skip
    with pytest.raises(ActRefused, match="已经作废"):
        numbers.void(actor=cast.actor("clerk"), unit="liuhe-ny", kind="审查意见", text=second, reason="再次")
    with pytest.raises(ActRefused, match="理由"):
        numbers.void(actor=cast.actor("clerk"), unit="liuhe-ny", kind="审查意见", text=third, reason=" ")


def test_an_old_paper_number_is_entered_once_and_stepped_over(cast) -> None:
    actor = cast.actor("clerk")
    enter = {"actor": actor, "unit": "liuhe-ny", "kind": "审查意见", "day": date(2026, 1, 20)}
    numbers.enter_paper_number(**enter, text="柳禾审查意见[2026]2号")
    with pytest.raises(ActRefused, match="已经用过") as refused:
        numbers.enter_paper_number(**enter, text="柳禾审查意见〔2026〕2号")
    assert "纸质登记簿" in str(refused.value)
    assert [take(cast), take(cast)] == ["柳禾审查意见〔2026〕1号", "柳禾审查意见〔2026〕3号"]
    numbers.enter_paper_number(**enter, text="柳政审〔2025〕老17号")
    numbers.enter_paper_number(**enter, text="柳禾审查意见〔2026〕9号")
    assert numbering.missing(Unit.objects.get(code="liuhe-ny"), "审查意见", 2026) == [4, 5, 6, 7, 8]
    assert Number.objects.get(text="柳政审〔2025〕老17号").n is None


@pytest.mark.parametrize(
    ("template", "yearly", "words"),
    [
        ("第{n}号", True, "重号"),
        ("{year}", True, "恰有一个"),
        ("{n.__class__}{year}", True, "没有"),
        ("{n!r}{year}", True, "没有"),
        ("{n:>9999999}{year}", True, "写法不收"),
        ("{n}{year", True, "花括号"),
    ],
)
def test_a_format_that_could_go_wrong_is_refused(cast, template, yearly, words) -> None:
    with pytest.raises(numbering.BadFormat, match=words):
        numbers.set_format(actor=SYSTEM, kind="合同", template=template, starts=FIRST, yearly=yearly)


def test_a_number_is_taken_by_those_who_work_there(cast) -> None:
    with pytest.raises(Denied):
        numbers.take(actor=cast.actor("other"), unit="liuhe-ny", kind="收件")


def test_a_refused_act_gives_its_number_back(cast) -> None:
    from fazhi.records.acts.base import Act, act

    @act
    def take_and_fail(running: Act):
        running.lock("unit/liuhe-ny")
        unit = Unit.objects.get(code="liuhe-ny")
        numbers.take_in(running, stream="unit/liuhe-ny", unit=unit, kind="收件", day=TODAY)
        raise ActRefused("不行")

    with pytest.raises(ActRefused):
        take_and_fail(actor=cast.actor("clerk"))
    assert take(cast, kind="收件") == "柳禾收件〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    taken: list[str] = []

    def go() -> None:
        try:
            for _ in range(4):
                taken.append(numbers.take(actor=actor, unit="liuhe-ny", kind="收件")["number"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"柳禾收件〔2026〕{n}号" for n in range(1, 17))
    kinds = [event.type for event in ledger.events("unit/liuhe-ny")]
    assert kinds.count("number_taken") == 16


def test_a_form_with_the_code_of_the_office_is_no_other_offices(cast) -> None:
    """统一编号：制定机关编码-登记年份-流水号，每年从 0001 起；两个单位不得写成一样。"""
    kind = "规范性文件登记"
    numbers.set_format(actor=SYSTEM, kind=kind, template="ATLD57-{year}-{n:04}", starts=FIRST, unit="liuhe")
    assert [take(cast, kind=kind), take(cast, kind=kind)] == ["ATLD57-2026-0001", "ATLD57-2026-0002"]
    assert take(cast, kind=kind, day=date(2027, 1, 4)) == "ATLD57-2027-0001"
    other = Unit.objects.filter(kind="township").exclude(code="liuhe").first()
    assert other is not None
    with pytest.raises(ActRefused, match="两个单位会重号") as refused:
        numbers.set_format(actor=SYSTEM, kind=kind, template="ATLD57-{year}-{n:04}", starts=TODAY, unit=other.code)
    assert refused.value.field == "template"
    numbers.set_format(actor=SYSTEM, kind=kind, template="ATLD58-{year}-{n:04}", starts=TODAY, unit=other.code)
    numbers.set_format(actor=SYSTEM, kind="收件", template="{unit}{year}-{n}", starts=TODAY, unit="liuhe")
    numbers.set_format(actor=SYSTEM, kind="收件", template="{unit}{year}-{n}", starts=TODAY, unit=other.code)
    enter = {"actor": cast.actor("clerk"), "unit": "liuhe-ny", "kind": kind, "day": TODAY}
    with pytest.raises(ActRefused, match="已经用过"):
        numbers.enter_paper_number(**enter, text="ATLD57-2026-0002")
