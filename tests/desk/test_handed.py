"""Nothing is typed twice: what was said at the sending stands in the first form of the matter that was sent."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.desk.conftest import page_of
from tests.records.test_calls import START, decision, send  # noqa: F401

from fazhi.kernel.errors import PackError
from fazhi.packs import procedures
from fazhi.records import clock, matters
from fazhi.records.models import Account

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def checked(shown: str) -> set[str]:
    found = re.findall(r'<input id="[^"]*" type="(?:checkbox|radio)" name="([^"]*)" value="([^"]*)" checked', shown)
    return {f"{name}={value}" for name, value in found}


@pytest.fixture
def child(decision: str) -> str:  # noqa: F811
    Account.objects.update(must_change_password=False)
    return send(decision)


@pytest.mark.parametrize("where", ["act/do/submit/", ""])
def test_the_first_form_of_the_called_matter_is_filled_in(child: str, sign, where: str) -> None:
    with clock.fixed(START):
        shown = text(sign("liuwan-jjb").get(f"{page_of(child)}{where}"))
    assert {"materials=有关依据", "materials=履行法定程序说明", "urgent=0", "text_carried=1"} <= checked(shown)
    assert re.search(r'name="wanted"[^>]*value="2026-10-26"', shown)
    assert "已填入送办事项里说过的内容，请核对" in shown


def test_it_is_recorded_as_it_stands_without_typing_anything(child: str, sign) -> None:
    with clock.fixed(START):
        client = sign("liuwan-jjb")
        shown = text(client.get(f"{page_of(child)}act/do/submit/"))
        given = {
            "_key": "k", "_seq": "1", "decider": "p-zhou", "text_carried": "1",
            "materials": ["有关依据", "履行法定程序说明"], "wanted": "2026-10-26", "urgent": "0",
        }  # fmt: skip
        assert set(given) - {"_key", "_seq", "decider"} <= set(re.findall(r'name="([^"]+)"', shown))
        assert client.post(f"{page_of(child)}act/do/submit/", given).status_code == 302
    run = matters.folded(child).state.of("submit")[-1]
    assert (run.fields["wanted"], run.fields["materials"]) == ("2026-10-26", ("有关依据", "履行法定程序说明"))


def test_what_was_typed_over_it_wins_and_a_second_sending_begins_with_nothing(child: str, sign) -> None:
    with clock.fixed(START):
        client = sign("liuwan-jjb")
        given = {
            "_key": "k", "_seq": "1", "decider": "p-zhou", "text_carried": "1", "materials": ["其他"],
            "wanted": "2026-10-30", "urgent": "0",
        }  # fmt: skip
        client.post(f"{page_of(child)}act/do/submit/", given)
    assert matters.folded(child).state.of("submit")[-1].fields["wanted"] == "2026-10-30"
    with clock.fixed(date(2026, 10, 13)):
        again = text(sign("liuwan-jjb").get(f"{page_of(child)}act/do/submit/"))
    assert "2026-10-26" not in again and "已填入" not in again


@pytest.mark.parametrize(("login", "expected"), [("liuwan-jjb-zr", 200), ("shiqiao-nyb", 403), ("", 302)])
def test_the_filled_in_form_is_shown_to_those_who_may_work_on_it(child: str, sign, client, login, expected) -> None:
    with clock.fixed(START):
        at = sign(login) if login else client
        assert at.get(f"{page_of(child)}act/do/submit/").status_code == expected


def test_a_pack_that_hands_over_what_nobody_asks_is_refused(monkeypatch) -> None:
    data = {**procedures.declaration("major_decision")}
    data["step"] = [
        {**item, "call": {**item["call"], "hands": {"wnated": "x"}}} if item["id"] == "legal_review" else item
        for item in data["step"]  # type: ignore[union-attr]
    ]
    real = procedures.declaration
    monkeypatch.setattr(procedures, "declaration", lambda name: data if name == "major_decision" else real(name))
    with pytest.raises(PackError, match="没有“wnated”这一项") as caught:
        procedures.get.__wrapped__("major_decision")
    assert "legal_review" in str(caught.value)
