"""村级事项: outside the administrative figures, and no gate but those the laws name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from fazhi.kernel.measures import facts_of
from fazhi.kernel.measures.formula import Formula, Reading, parts
from fazhi.kernel.procedures import play
from fazhi.kernel.procedures.cases import read_act
from fazhi.kernel.procedures.inhand import in_hand
from fazhi.kernel.procedures.load import load
from fazhi.kernel.procedures.overlay import resolve
from fazhi.kernel.procedures.tables import Table
from fazhi.packs import measures, procedures
from fazhi.packs.calendar import load as calendar

VILLAGE = tuple(name for name in procedures.ids() if name.startswith("village_"))


def readings(formula: Formula) -> list[str]:
    """Return the measures a formula reads: legality_review.prior."""
    return [part.measure for part in parts(formula) if isinstance(part, Reading)]


def test_no_administrative_figure_counts_what_villages_decide() -> None:
    """A village's contract in 合法性审查率 would turn advice into review."""
    wrong = {
        one.id: one.area
        for one in measures.indicators().values()
        if any(read.startswith("village_") for read in readings(one.formula)) != (one.area == "村级事项")
    }
    assert wrong == {}


@pytest.mark.parametrize("step", ["sign", "archive", "vote"])
def test_advice_is_asked_for_by_nothing_that_a_village_decides(step: str) -> None:
    gates = procedures.get("village_advice").steps[step].needs
    asked = [gate.expr.source for gate in gates if re.search(r"\b(advise|raise|adopted)\b", gate.expr.source)]
    assert asked == []


def test_rules_are_published_without_waiting_for_the_township() -> None:
    for step in ("vote", "publish", "file"):
        for gate in procedures.get("village_rules").steps[step].needs:
            assert not re.search(r"\b(guide|accept|examine)\b", gate.expr.source), f"{step}: {gate.say}"


def test_a_town_that_files_residents_rules_by_a_local_rule_refers_what_is_unlawful_and_orders_nothing() -> None:
    """The law gives no town the power over 居民公约: a local rule may let it file them, and no more."""
    rule = {
        "id": "qinghe", "title": "青禾县镇管社区办法（示例）", "level": "county", "effective": "2026-01-01",
        "basis": {"r3": {"text": "青禾县镇管社区办法", "force": "local", "mark": "§"}},
        "set": [{"procedure": "village_rules", "param": "town_files", "value": True, "basis": ["r3"]}],
    }  # fmt: skip
    data = resolve(procedures.declaration("village_rules"), [rule], date(2026, 3, 2))
    town = load(data, procedures.posts())
    case = next(item for item in procedures.cases("village_rules") if item.name.startswith("镇没有居民公约"))
    before = [item for item in case.acts if item.act.step not in {"accept", "archive"}]
    found, days = "违反法律规定，应当责令改正", ("2026-03-20", "2026-03-24")
    ordered = {"number": "柳责改〔2026〕9号", "what": "停止执行有关条款", "by": "2026-04-30"}
    told = [
        {"on": "2026-03-19", "do": "accept", "outcome": "登记"},
        {"on": days[0], "do": "raise", "outcome": "违背公序良俗", "field": {"clause": "第五条", "issue": "排斥租户"}},
        {"on": days[0], "do": "examine", "by": "乙", "outcome": found, "field": {"number": "柳村约审〔2026〕9号"}},
        {"on": days[1], "do": "order", "field": ordered, "refused": "镇没有这项权力"},
        {"on": days[1], "do": "refer", "field": {"number": "柳政报〔2026〕9号"}},
        {"on": days[1], "do": "archive", "field": {"number": "2026-CG-009", "place": "1号柜"}},
    ]
    acts = (*before, *(read_act(town, Table(item, "acts")) for item in told))
    done = play(town, replace(case, acts=acts, due={}, expect={}), calendar())
    assert done.wrong == [] and done.state.closed is not None


def test_that_a_vote_fell_short_is_reckoned_too_from_the_same_conditions() -> None:
    """Whoever says 没有达到 is held to the numbers as whoever says 达到: one gate is all the others together."""
    gates = [gate.expr.source for gate in procedures.get("village_advice").steps["vote"].needs]
    reached = [text.partition(" or ")[2] for text in gates if text.startswith("field.outcome != '达到法定比例' or ")]
    short = next(text for text in gates if text.startswith("field.outcome != '没有达到法定比例' or "))
    assert len(reached) > 10
    assert short.partition(" or ")[2] == f"not ({' and '.join(f'({text})' for text in reached)})"


def test_advice_given_as_a_review_yields_nothing_but_the_one_figure_of_villages() -> None:
    """村规民约、村级合同 sent for review, not by the packs of villages, stay out of every other count."""
    case = next(one for one in procedures.cases("legality_review") if one.subject.get("kind") == "村规民约")
    pack = procedures.get("legality_review")
    state = play(pack, case, calendar()).state
    told = facts_of(measures.of("legality_review"), pack, state, calendar(), date(2027, 1, 4))
    assert {fact.measure for fact in told} == {"legality_review.village"}


COMMITTEES = {"村": "中华人民共和国村民委员会组织法", "居": "中华人民共和国城市居民委员会组织法"}
OF_VILLAGE = {
    "village_advice": ("organ", {"村": ["村民委员会"], "居": ["居民委员会"]}),
    "village_consultation": ("organ", {"村": ["村民委员会"], "居": ["居民委员会"]}),
    "village_disclosure": ("organ", {"村": ["村务公开"], "居": ["居务公开"]}),
    "village_rules": ("kind", {"村": ["村规民约", "村民自治章程"], "居": ["居民公约", "居民自治章程"]}),
}
NONE_OF_ITS_OWN = {("village_rules", "村"): ["refer"]}
"""Steps that only the other committee knows: what a town may not order of 居民公约 it refers upwards."""


@pytest.mark.parametrize("name", OF_VILLAGE)
@pytest.mark.parametrize("whose", COMMITTEES, ids=["a village", "a community"])
def test_a_matter_cites_the_law_of_its_own_committee(name: str, whose: str) -> None:
    """An order to a 村 under 居民委员会组织法, or the other way round, has no basis at all."""
    asked, values = OF_VILLAGE[name]
    for value in values[whose]:
        pack = in_hand(procedures.get(name), {asked: value})
        said = {basis.ref.title for basis in pack.bases(tuple(pack.basis)) if basis.ref is not None}
        assert said & set(COMMITTEES.values()) == {COMMITTEES[whose]}, value
        resting = [(step.id, step.basis) for step in pack.steps.values()]
        resting += [(term.id, term.basis) for term in pack.terms.values()]
        bare = [one for one, ids in resting if ids and not pack.bases(ids)]
        assert bare == NONE_OF_ITS_OWN.get((name, whose), []), value
