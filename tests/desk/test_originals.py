"""原件去向: kept, lent, returned, handed over; who has them is personal; what is overdue is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from tests.desk.conftest import opened, page_of, who
from tests.desk.test_bundle import taken, unpacked, verified
from tests.records.conftest import Cast

from fazhi.records import clock, ledger, matters, originals
from fazhi.records.access import Denied
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.originals import place_originals
from fazhi.records.models import Matter
from fazhi.records.originals import Way
from fazhi.records.verification.site import verify_site

Sign = Callable[[str], Client]
TODAY = date(2026, 3, 2)
WHO = "清禾县人民法院某丙丁"


@pytest.fixture
def stream(people: Cast) -> str:
    return opened()


def place(stream: str, way: Way, *, login: str = "ann", day: date = TODAY, **more: object) -> None:
    place_originals(actor=who(login), matter=stream, way=way, day=day, **more)  # type: ignore[arg-type]


def standing(stream: str) -> originals.Originals:
    row = Matter.objects.get(stream__key=stream)
    return originals.originals(matters.folded(stream, ledger.head(stream)), row.pk)


def bare(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"<[^>]+>", "", page)


def lend(stream: str) -> None:
    place(stream, Way.KEPT, place="二号柜3盒")
    place(stream, Way.LENT, to=WHO, until=date(2026, 3, 12), why="行政诉讼，寅镇长批准")


def test_a_loan_keeps_the_place_and_ends_with_the_return(stream: str) -> None:
    lend(stream)
    now = standing(stream)
    assert now.place == "二号柜3盒" and now.lent is not None and now.lent.until == date(2026, 3, 12)
    assert (now.lent.overdue(date(2026, 3, 12)), now.lent.overdue(date(2026, 3, 15))) == (0, 3)
    place(stream, Way.RETURNED, place="二号柜4盒")
    now = standing(stream)
    assert (now.place, now.lent, now.given) == ("二号柜4盒", None, None)
    assert [move.way for move in now.moves] == [Way.KEPT, Way.LENT, Way.RETURNED]
    assert matters.folded(stream).card.place == "二号柜4盒"
    assert [item for item in verify_site().findings if item.stream == stream] == []


@pytest.mark.parametrize(
    ("before", "way", "more", "words"),
    [
        ((), Way.LENT, {"until": date(2026, 3, 9)}, "须写明谁借走"),
        ((), Way.LENT, {"to": WHO}, "须写明归还期限"),
        ((), Way.LENT, {"to": WHO, "until": date(2026, 3, 1)}, "不早于借出日期"),
        ((), Way.RETURNED, {}, "没有借出"),
        ((), Way.KEPT, {}, "须写明存放在哪里"),
        ((), Way.GIVEN, {}, "须写明接收的单位"),
        ((), Way.KEPT, {"place": "柜" * 121}, "最多 120 字"),
        ((), Way.KEPT, {"place": "柜", "day": date(2026, 3, 3)}, "日期不对"),
        ((), Way.KEPT, {"place": "柜", "day": date(2026, 3, 1)}, "日期不对"),
        (("lent",), Way.LENT, {"to": WHO, "until": date(2026, 3, 9)}, "借出还没有归还"),
        (("lent",), Way.GIVEN, {"place": "县档案馆"}, "借出还没有归还"),
        (("given",), Way.LENT, {"to": WHO, "until": date(2026, 3, 9)}, "已移交县档案馆"),
    ],
)
def test_what_cannot_be_is_refused(
    stream: str, before: tuple[str, ...], way: Way, more: dict[str, object], words: str
) -> None:
    if "lent" in before:
        lend(stream)
    if "given" in before:
        place(stream, Way.GIVEN, place="县档案馆")
    count = matters.folded(stream).count
    with pytest.raises(ActRefused, match=words):
        place(stream, way, **more)  # type: ignore[arg-type]
    assert matters.folded(stream).count == count


def test_only_who_may_act_on_the_matter_says_where_its_originals_are(stream: str) -> None:
    for login in ("far", "viewer"):
        with pytest.raises(Denied):
            place(stream, Way.KEPT, login=login, place="别处")


def test_the_archive_page_records_a_loan_and_says_when_it_is_overdue(sign: Sign, stream: str) -> None:
    address = page_of(stream) + "volume/"
    page = sign("ann").get(address).text
    assert "借出原件" in page and "没有登记过去向" in page
    form = {
        "_form": "originals-lent",
        "originals-lent-day": "2026-03-02",
        "originals-lent-until": "2026年3月12日",
        "originals-lent-to": WHO,
        "originals-lent-why": "行政诉讼",
    }
    wrong = sign("ann").post(address, {**form, "originals-lent-to": ""})
    assert wrong.status_code == 200 and "须写明谁借走" in wrong.text and "行政诉讼" in wrong.text
    assert sign("ann").post(address, form).status_code == 302
    page = bare(sign("ann").get(address).text)
    assert WHO in page and "应于2026年3月12日归还" in page and "归还原件" in page and "借出原件" not in page
    with clock.fixed(date(2026, 3, 15)):
        assert "已逾期3日" in bare(sign("ann").get(address).text)
        listed = bare(sign("ann").get("/originals/").text)
        assert "逾期 3 日" in listed and WHO not in listed
        assert "没有借出的原件" in sign("far").get("/originals/").text
    seen = sign("viewer").get(address).text
    assert WHO not in seen and "原件去向" in seen and "归还原件" not in seen
    assert sign("viewer").post(address, form).status_code == 200, "no form, nothing done"
    assert len(standing(stream).moves) == 1
    assert "原件借出" in sign("ann").get(page_of(stream)).text


def test_the_bundle_says_where_the_originals_are_and_the_masked_one_not_who_has_them(
    sign: Sign, stream: str, tmp_path: Path
) -> None:
    lend(stream)
    for form in ("full", "masked"):
        folder = unpacked(taken(sign("ann"), stream, form), tmp_path / form)
        page = bare((folder / "目录.html").read_text(encoding="utf-8"))
        assert "二号柜3盒" in page and "借出（2026年3月2日起，应于2026年3月12日归还）" in page
        assert (WHO in page) is (form == "full")
        assert verified(folder).returncode == 0
