"""满意度测评 in the ledger: one code one answer, nothing that joins them, sealed once, reckoned again by verify."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

import pytest
from tests.kernel.measures.test_surveys import SMALL
from tests.records import once
from tests.records.conftest import Cast
from tests.records.evaluated import at

from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.measures.surveys import read_questionnaire
from fazhi.kernel.measures.surveys.answering import NotAnswered
from fazhi.packs import surveys as packs
from fazhi.records import clock, surveys, vault
from fazhi.records.access import Denied
from fazhi.records.acts import answering
from fazhi.records.acts import surveys as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Event, Survey, SurveyBox
from fazhi.records.surveys import CodeRefused
from fazhi.records.verification import verify_site

PLACES = [["东村", 100], ["西村", 300]]
MARCH = date(2026, 3, 20)
TYPED = [
    {"place": str(n % 2), "age": str(n % 2), "overall": str((n // 2) % 3), "words": f"第{n}个愿望"} for n in range(12)
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Cast:
    made = read_questionnaire(SMALL)
    monkeypatch.setattr(packs, "shipped", lambda: MappingProxyType({made.id: made}))
    return cast


def begun(cast: Cast, login: str = "reviewer", unit: str = "liuhe") -> str:
    done = acts.open_survey(actor=cast.actor(login), unit=unit, questionnaire="small", places=PLACES, until=MARCH)
    return str(done["survey"])


def with_codes(cast: Cast, key: str, count: int) -> list[str]:
    codes = surveys.new_codes(count)
    acts.issue_codes(actor=cast.actor("reviewer"), survey=key, codes=codes)
    return codes


def answered(codes: Sequence[str], order: Sequence[int]) -> None:
    for n in order:
        answering.answer(codes[n], TYPED[n], clock.today())


def dumped() -> str:
    """Return every value of every table as one text."""
    return repr([(table, rows) for table, (_, rows) in once.taken().items()])


def wrong() -> list[str]:
    return [one.message for one in verify_site().findings if "须改口令" not in one.message]


def test_a_survey_from_opening_to_its_sealed_result(asked: Cast) -> None:
    with clock.fixed(at(3, 2)):
        key = begun(asked)
        codes = with_codes(asked, key, 15)
        assert Survey.objects.get().title == "柳禾镇测评（2026年3月）"
        answered(codes, range(11))
        answering.answer(codes[11], TYPED[11], clock.today(), paper=True, survey=key)
        with pytest.raises(ActRefused, match="以前还可以答题，不能封存"):
            acts.close_survey(actor=asked.actor("reviewer"), survey=key)
        with pytest.raises(ActRefused, match="封存以前谁也不能看"):
            acts.read_words(actor=asked.actor("reviewer"), survey=key)
        assert wrong() == []
    with clock.fixed(at(3, 21)):
        with pytest.raises(CodeRefused, match="已于2026-03-20截止"):
            answering.answer(codes[12], TYPED[0], clock.today())
        acts.close_survey(actor=asked.actor("reviewer"), survey=key)
        with pytest.raises(CodeRefused, match="没有这个口令码，或者测评已经结束"):
            answering.answer(codes[13], TYPED[0], clock.today())
        with pytest.raises(ActRefused, match="已于2026-03-21封存"):
            acts.issue_codes(actor=asked.actor("reviewer"), survey=key, codes=surveys.new_codes(1))
        with pytest.raises(ActRefused, match="已于2026-03-21封存"):
            acts.move_until(actor=asked.actor("reviewer"), survey=key, until=date(2026, 4, 1), reason="再等等")
        words = acts.read_words(actor=asked.actor("reviewer"), survey=key)
        assert sorted(words["words"]) == list(words["words"]) and len(words["words"]) == 12
        looked = Event.objects.get(type="looked", stream__key__startswith="access/liuhe/")
        assert json.loads(bytes(looked.body))["data"]["survey"] == key
    one = surveys.find(key)
    assert one is not None and one.row.answers == 12 and one.result["answers"] == 12
    rows = one.result["questions"][0]["groups"][0]["rows"]
    assert [(row["name"], row["n"], row["value"]) for row in rows] == [("东村", 6, "50.0"), ("西村", 6, "50.0")]
    assert not SurveyBox.objects.exists() and wrong() == []
    Survey.objects.update(result=one.row.result.replace('"50.0"', '"95.0"', 1))
    told = wrong()
    assert any("封存的结果与封存的答卷不符" in words for words in told) and any("测评表" in words for words in told)


def test_a_code_is_good_for_one_answer(asked: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    key = begun(asked)
    codes = with_codes(asked, key, 3)
    typed = f" {surveys.grouped(codes[0]).lower()} "
    answering.answer(typed, TYPED[0], clock.today())
    before = dumped()
    with pytest.raises(CodeRefused, match="已经用过，答卷已经收到"):
        answering.answer(codes[0], TYPED[1], clock.today())
    one = answering.check(codes[1], clock.today())
    monkeypatch.setattr(answering, "check", lambda *_: one)  # two at the same moment: both were let in at the door
    with pytest.raises(CodeRefused, match="已经用过，答卷已经收到"):
        answering.answer(codes[0], TYPED[1], clock.today())
    assert dumped() == before


@pytest.mark.parametrize("code", ["", "A", "ABCDEFGHJKMN", "０" * 12, "' OR 1=1 --", "A" * 5000, "东村" * 6])
def test_what_is_no_code_is_refused(asked: Cast, code: str) -> None:
    with_codes(asked, begun(asked), 2)
    with pytest.raises(CodeRefused):
        answering.answer(code, TYPED[0], clock.today())


def test_a_refused_answer_leaves_its_code_good(asked: Cast) -> None:
    key = begun(asked)
    codes = with_codes(asked, key, 1)
    with pytest.raises(NotAnswered):
        answering.answer(codes[0], {"place": "7"}, clock.today())
    with pytest.raises(CodeRefused, match="不是这次测评的"):
        answering.answer(codes[0], TYPED[0], clock.today(), survey="other")
    answering.answer(codes[0], TYPED[0], clock.today(), survey=key)


# -- nobody can be found --------------------------------------------------------------------------------------------


def test_an_answer_changes_the_box_and_nothing_else_and_leaves_no_time(asked: Cast) -> None:
    key = begun(asked)
    codes = with_codes(asked, key, 4)
    before = once.taken()
    answering.answer(codes[2], TYPED[0], clock.today())
    after = once.taken()
    changed = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
    assert changed == {"records_surveybox"}
    columns, rows = after["records_surveybox"]
    assert sorted(columns) == ["answers", "id", "salt", "spent", "survey_id", "unspent"] and len(rows) == 1
    assert [row[columns.index("id")] for row in rows] == [row[columns.index("id")] for row in before[_BOX][1]]


_BOX = "records_surveybox"


def test_what_is_stored_does_not_depend_on_the_order_of_answering(asked: Cast) -> None:
    """The same people in another order leave the same box: so nothing in it can tell the order."""
    stored = []
    for order in (range(12), range(11, -1, -1), (5, 0, 7, 3, 11, 1, 2, 4, 10, 6, 9, 8)):
        key = begun(asked)
        codes = with_codes(asked, key, 12)
        salt = "the same"
        SurveyBox.objects.filter(survey__key=key).update(
            salt=salt, unspent=surveys.listed(surveys.digest_of(salt, code) for code in codes)
        )
        answered(codes, order)
        box = SurveyBox.objects.get(survey__key=key)
        plain = vault.open_ballots(key, bytes(box.answers))
        stored.append(plain)
        held = json.loads(plain)
        assert held["answers"] == sorted(held["answers"], key=canonical)
        assert held["words"]["words"] == sorted(held["words"]["words"])
        assert all(set(answer) <= {"place", "age", "overall", "met"} for answer in held["answers"])
        assert box.spent.split() == sorted(box.spent.split())
    assert stored[0] == stored[1] == stored[2]


def test_after_the_closing_nothing_in_the_database_joins_a_code_with_an_answer(asked: Cast) -> None:
    with clock.fixed(at(3, 2)):
        key = begun(asked)
        codes = with_codes(asked, key, 12)
        salt = SurveyBox.objects.get().salt
        answered(codes, range(12))
        digests = [surveys.digest_of(salt, code) for code in codes]
        assert all(digest in dumped() for digest in digests)  # while it is open they stand there, so the scan sees
    with clock.fixed(at(3, 21)):
        acts.close_survey(actor=asked.actor("reviewer"), survey=key)
    everything = dumped()
    bodies = b"".join(bytes(event.body) for event in Event.objects.filter(stream__key__contains="/surveys/"))
    for secret in (*codes, *digests, salt, "愿望"):
        assert secret not in everything and secret.encode() not in bodies
    events = Event.objects.filter(stream__key__contains="/surveys/").values_list("type", flat=True)
    assert sorted(events) == ["survey_closed", "survey_codes_issued", "survey_opened"]


# -- who, when, how many --------------------------------------------------------------------------------------------


def test_who_may_run_a_survey(asked: Cast) -> None:
    for login in ("clerk", "leader", "viewer", "admin", "other"):
        with pytest.raises(Denied):
            begun(asked, login)
    with pytest.raises(Denied):
        begun(asked, "reviewer", "shanbei")
    key = begun(asked, "county", "shanbei")
    for login in ("clerk", "leader", "viewer", "reviewer"):
        with pytest.raises(Denied):
            acts.issue_codes(actor=asked.actor(login), survey=key, codes=surveys.new_codes(1))
        with pytest.raises(Denied):
            acts.close_survey(actor=asked.actor(login), survey=key)
        with pytest.raises(Denied):
            acts.read_words(actor=asked.actor(login), survey=key)


def test_what_is_wrong_with_a_survey_is_refused(asked: Cast) -> None:
    base = {"unit": "liuhe", "questionnaire": "small", "places": PLACES, "until": MARCH}
    for change, words in (
        ({"questionnaire": "none"}, "没有这份问卷"),
        ({"places": []}, "应为 1 至 60 个"),
        ({"places": [["东村", 0]]}, "人数应为"),
        ({"until": date(2026, 3, 1)}, "已经过去"),
        ({"until": date(2026, 9, 1)}, "至多 92 天"),
    ):
        with pytest.raises(ActRefused, match=words):
            acts.open_survey(actor=asked.actor("reviewer"), **{**base, **change})
    key = begun(asked)
    for codes, words in (([], "1 以上"), (surveys.new_codes(401), "一共不能超过 400 个")):
        with pytest.raises(ActRefused, match=words):
            acts.issue_codes(actor=asked.actor("reviewer"), survey=key, codes=codes)
    with pytest.raises(ActRefused, match="只能延期"):
        acts.move_until(actor=asked.actor("reviewer"), survey=key, until=date(2026, 3, 10), reason="够了")
    acts.move_until(actor=asked.actor("reviewer"), survey=key, until=date(2026, 3, 30), reason="下雨")
    assert Survey.objects.get().until == date(2026, 3, 30)


def test_a_box_that_was_tampered_with_is_not_sealed_and_is_named(asked: Cast) -> None:
    with clock.fixed(at(3, 2)):
        key = begun(asked)
        answered(with_codes(asked, key, 3), (0, 1))
    box = SurveyBox.objects.get()
    held = surveys.opened_box(key, bytes(box.answers))
    more = surveys.Ballots(answers=(*held.answers, {"place": 0, "overall": 0}), words=held.words, paper=0)
    SurveyBox.objects.update(answers=surveys.closed_box(key, more))
    assert any("答卷箱对不上：答卷 3 份、用过的口令码 2 个" in words for words in wrong())
    with clock.fixed(at(3, 21)), pytest.raises(ActRefused, match="对不上，不能封存"):
        acts.close_survey(actor=asked.actor("reviewer"), survey=key)
