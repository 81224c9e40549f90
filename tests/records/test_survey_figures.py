"""A survey's result in an evaluation: the sealed one only, with its margin, held back where too few answered."""

from __future__ import annotations

import copy
from types import MappingProxyType

import pytest
from tests.records import evaluated
from tests.records.conftest import Cast
from tests.records.evaluated import DATES, SCHEME, SEED, at
from tests.records.test_surveys import answered, asked, begun, with_codes, wrong  # noqa: F401

from fazhi.desk.rounds import figure_words, rule_words
from fazhi.kernel.ledger.envelope import stamp
from fazhi.kernel.measures import Period, read_scheme
from fazhi.packs import measures, schemes
from fazhi.packs import surveys as questionnaires
from fazhi.records import clock, opened, rounds
from fazhi.records.acts import rounds as acts
from fazhi.records.acts import surveys
from fazhi.records.acts.rounds import Given
from fazhi.records.models import Unit


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch, asked: Cast) -> Cast:  # noqa: F811
    """A county whose scheme asks people about one question."""
    evaluated.install(monkeypatch)
    data = copy.deepcopy(SCHEME)
    data["indicator"] = [
        {"id": "liked", "name": "群众满意度", "says": "问过的人满意不满意。",
         "asked": {"survey": "small", "question": "overall", "tells": "mean"}},
        {"id": "good", "name": "满意率", "says": "答得好的。",
         "asked": {"survey": "small", "question": "overall", "tells": "good"}},
    ]  # fmt: skip
    data["dimension"][0]["item"][0] = {
        "id": "liked", "indicator": "liked", "points": 6, "linear": {"zero": 0, "full": 100}, "basis": SEED,
    }  # fmt: skip
    data["dimension"][1]["uncovered"] = []
    data["dimension"][1]["item"].append(
        {"id": "good", "indicator": "good", "points": 5, "steps": [["60", "5"], ["30", "3"]], "basis": SEED}
    )
    made = read_scheme(data, measures.indicators(), measures.every(), questionnaires.asking(questionnaires.shipped()))
    monkeypatch.setattr(schemes, "shipped", lambda: MappingProxyType({made.id: made}))
    return asked


def _figures(cast: Cast, moment: str) -> dict[str, object]:
    unit = Unit.objects.get(code="liuhe")
    scheme = schemes.shipped()["small"]
    return dict(rounds.counted(scheme, unit, Period.read("2026-03"), moment))


def test_only_what_was_sealed_by_then_speaks_and_too_few_say_nothing(town: Cast) -> None:
    with clock.fixed(at(3, 2)):
        key = begun(town)
        codes = with_codes(town, key, 15)
        answered(codes, range(4))
    before = _figures(town, stamp(at(3, 20)))
    assert before["liked"].value is None and before["liked"].why == "本时段没有封存的满意度测评"
    with clock.fixed(at(3, 21)):
        surveys.close_survey(actor=town.actor("reviewer"), survey=key)
    then = _figures(town, stamp(at(3, 20)))["liked"]
    assert then.why == "本时段没有封存的满意度测评", "what was sealed later was not known then"
    few = _figures(town, stamp(at(3, 22)))["liked"]
    assert few.value is None and few.why == "回答不足 5 份，不公布"
    unit = Unit.objects.get(code="liuhe")
    april = rounds.counted(schemes.shipped()["small"], unit, Period.read("2026-04"), stamp(at(4, 22)))
    assert april["liked"].why == "本时段没有封存的满意度测评", "a survey counts for the period it ended in"


def test_the_sealed_result_is_scored_with_its_margin_and_reckoned_again(town: Cast) -> None:
    with clock.fixed(at(3, 2)):
        key = begun(town)
        codes = with_codes(town, key, 15)
        answered(codes, range(12))
    with clock.fixed(at(3, 21)):
        surveys.close_survey(actor=town.actor("reviewer"), survey=key)
    with clock.fixed(at(4, 1)):
        round_ = acts.open_round(
            actor=town.actor("county"), county="qinghe", scheme="small", period="2026-03", units=["liuhe"], **DATES
        )["round"]
        scores = [Given(item=item, points="4", reason="看过材料。") for item in ("study", "duty")]
        acts.score_items(actor=town.actor("county"), round=round_, unit="liuhe", scores=scores)
    one = rounds.find(round_)
    assert one is not None
    unit = one.unit("liuhe")
    assert unit is not None
    found = {scored.item.id: scored for scored in rounds.outcome(one, unit, stamp(at(4, 2))).items}
    assert str(found["liked"].score) == "3.00" and figure_words(found["liked"]).startswith("50.0 分（误差±")
    assert figure_words(found["liked"]).endswith("，12 份答卷）")
    assert found["good"].evidence.figure.bare.endswith("%") and found["good"].reckoned is not None
    assert rule_words(found["liked"].item) == "0分记0分，100分记满分，中间按比例"
    assert "满意度测评" in opened.in_words(found["liked"].item.indicator)
    with clock.fixed(at(4, 21)):
        acts.close_round(actor=town.actor("county"), round=round_)
        sealed = rounds.sealed(one, unit)
        assert sealed is not None and str(sealed.outcome.item("liked").score) == "3.00"
        assert sealed.outcome.item("liked").evidence.figure.sample == found["liked"].evidence.figure.sample
        assert wrong() == []
