"""Every paper of every pack, made for every expected run: official forms, seal places, nothing unresolved or leaked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import cast

import pytest

from fazhi.kernel.errors import PackError
from fazhi.kernel.papers import Grade, Paper, Paragraph, Signature, Table, lines, text_of
from fazhi.kernel.papers.tree import DuePlace, pieces_of
from fazhi.kernel.procedures import SEALED, CalendarClocks, MatterEvent, PaperForm, Played, Procedure, State, fold, play
from fazhi.kernel.procedures.checklists import checklists, no_past, passed_on
from fazhi.kernel.procedures.load import load
from fazhi.kernel.procedures.papersource import Facts, made, offers
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

IDS = procedures.ids()
WITH_PAPERS = [name for name in IDS if procedures.get(name).papers]
MATTER = {
    "number": "柳合审收〔2026〕81号",
    "title": "中心农贸市场改造方案",
    "unit": "柳湾镇经济发展办公室",
    "organ": "青禾县柳湾镇人民政府",
    "place": "柳湾镇",
    "review_office": "柳湾司法所",
    "county": "青禾县",
    "handler": "周明远",
    "opened": date(2026, 3, 2),
    "source": "当面",
    "kept": "三号柜",
}
ODD = re.compile(r"\{\{|\}\}|\[\[|\]\]|None|\x00|。。|；。|，。|：。|（）|《》|\$")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@cache
def played(name: str) -> tuple[Played, ...]:
    return tuple(play(procedures.get(name), case, load_calendar()) for case in procedures.cases(name))


def facts(events: list[MatterEvent], *, whole: bool, procedure: Procedure) -> Facts:
    """Return the facts of a matter; a sealed value is read from its event, or hidden."""
    held = {event.seq: event.fields for event in events}

    def reveal(seq: int, path: str, cls: str) -> str:
        return str(held[seq][path.removeprefix("fields.")]) if whole else f"［{cls}］"

    def then(seq: int, day: date) -> State:
        return fold(procedure, (sealed(procedure, item) for item in events if item.seq <= seq and item.occurred <= day))

    return Facts(
        matter=MATTER, reveal=reveal, then=then, number="柳公告〔2026〕3号", day=date(2026, 4, 1), person="沈若兰"
    )


def sealed(procedure: Procedure, event: MatterEvent) -> MatterEvent:
    """Return the event as a ledger holds it: what is personal stands in the vault."""
    step = procedure.steps.get(event.step or "")
    personal = {field.id for field in (step.fields if step else procedure.subject.values()) if field.pii}
    return replace(event, fields={name: SEALED if name in personal else value for name, value in event.fields.items()})


def personal_values(procedure: Procedure, events: list[MatterEvent]) -> set[str]:
    found = set()
    for event in events:
        kept = sealed(procedure, event)
        found |= {str(value) for name, value in event.fields.items() if kept.fields[name] == SEALED and value}
    return found


def all_papers(name: str, *, whole: bool = False) -> Iterator[tuple[PaperForm, Paper, set[str]]]:
    """Yield every paper that some expected run may print, with the personal values of its matter."""
    procedure = procedures.get(name)
    for item in played(name):
        state = fold(procedure, (sealed(procedure, event) for event in item.events))
        clocks = CalendarClocks(procedure, state, load_calendar(), state.latest or date(2026, 6, 1))
        said = facts(item.events, whole=whole, procedure=procedure)
        for offer in offers(procedure, state, clocks, said):
            if offer.ready:
                paper = made(procedure, state, clocks, offer.form, said, offer.key)
                yield offer.form, paper, personal_values(procedure, item.events)


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_every_paper_is_printed_in_some_expected_run(name: str) -> None:
    assert {form.id for form, _, _ in all_papers(name)} == set(procedures.get(name).papers)


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_nothing_is_left_unresolved_and_forms_are_official(name: str) -> None:
    """No result is printed twice in a row either: two steps' results in one place read 合法合法."""
    results = {str(outcome) for step in procedures.get(name).steps.values() for outcome in step.outcomes}
    for form, paper, _ in all_papers(name):
        text = "\n".join(lines(paper))
        assert not ODD.search(text), f"{form.id}: {ODD.search(text)}\n{text}"
        assert not [result for result in results if result * 2 in text], form.id
        prose = [block for block in paper.blocks if not isinstance(block, Table)]
        for block in prose:
            if isinstance(block, Paragraph):
                assert not DATE.search(text_of(block.spans)), f"{form.id}: {text_of(block.spans)}"


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_issued_papers_have_a_seal_place_and_internal_ones_a_hand_to_sign(name: str) -> None:
    for form, paper, _ in all_papers(name):
        signed = [block for block in paper.blocks if isinstance(block, Signature)]
        if form.grade is Grade.INTERNAL:
            assert not any(block.seal for block in signed), form.id
        else:
            assert [block.seal for block in signed] == [True], form.id


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_the_masked_form_shows_no_personal_value(name: str) -> None:
    """What the fixed words of the pack say as well (申请理由不合理) says nothing of a person and is left out."""
    fixed = str(procedures.declaration(name)["paper"])
    for form, paper, personal in all_papers(name):
        text = "\n".join(lines(paper))
        leaked = {value for value in personal if value not in fixed and value in text}
        assert not leaked, f"{form.id}: {leaked}"


def test_the_whole_form_shows_the_applicant_and_the_third_party() -> None:
    found = {form.id: (paper, personal) for form, paper, personal in all_papers("disclosure_request", whole=True)}
    for form in ("reply", "correction", "third_letter", "extension"):
        paper, personal = found[form]
        assert paper.addressee in personal, form


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_only_what_is_not_known_before_issue_stays_blank(name: str) -> None:
    """A paper that may be printed lacks at most a number that an act has not taken yet, or a later act's date."""
    late = {"文号", "文号（签发时编列）"}
    for form, paper, _ in all_papers(name):
        assert {item.what for item in paper.missing} <= late, form.id


@pytest.mark.parametrize("name", [n for n in IDS if any(f.agenda for f in procedures.get(n).papers.values())])
def test_what_goes_to_a_meeting_lists_what_the_meeting_asks_and_when_one_passed_it(name: str) -> None:
    """Without a list of conditions everything would look complete; what has passed is not offered as ready again."""
    procedure, calendar = procedures.get(name), load_calendar()
    listed = {step for form in procedure.papers.values() if form.agenda for step in checklists(form)}
    assert listed == {"meeting"}
    seen = set()
    for item in played(name):
        held = [run for run in item.state.of("meeting") if run.lawful and not run.voided]
        day = passed_on(procedure, item.state, calendar, item.state.latest or date(2026, 6, 1), "meeting")
        assert day is None or (held and day == max(run.occurred for run in held))
        seen.add((bool(held), day is not None))
    assert {(False, False), (True, True)} <= seen


def test_a_checklist_says_each_condition_in_the_words_of_the_pack() -> None:
    """The sentence of an expression would read 结果为……，或者（……）: nobody signs below that."""
    seen = {}
    for name in WITH_PAPERS:
        for form, paper, _ in all_papers(name):
            for table in (block for block in paper.blocks if isinstance(block, Table)):
                if text_of(table.rows[0][1].spans) == "前置条件":
                    said = [text_of(row[1].spans) for row in table.rows[1:]]
                    assert not [words for words in said if "或者（" in words or "结果为" in words], (form.id, said)
                    seen[name] = len(said)
    assert seen == {"cleanup": 2, "contract": 15, "list_change": 2, "major_decision": 11, "normative_document": 3}


def drawn(name: str, case: str, form: str, on: date, *, past: bool = True) -> str:
    """Return the text of a paper of an expected run, drawn on a day."""
    procedure = procedures.get(name)
    item = next(item for item in played(name) if item.case.name == case)
    state = fold(procedure, (sealed(procedure, event) for event in item.events))
    clocks = CalendarClocks(procedure, state, load_calendar(), on)
    said = facts(item.events, whole=True, procedure=procedure)
    said = said if past else replace(said, then=no_past)
    return "\n".join(lines(made(procedure, state, clocks, procedure.papers[form], said)))


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_a_paper_that_goes_out_names_the_step_at_which_its_term_was_counted(name: str) -> None:
    """It bears the day of that step: printed again later it must say the day it said then."""
    for form in procedures.get(name).papers.values():
        places = [piece for piece in pieces_of(form.body) if isinstance(piece, DuePlace)]
        assert form.grade is Grade.INTERNAL or all(piece.moment for piece in places), form.id


def test_a_receipt_printed_late_says_the_last_day_it_said_when_it_was_given() -> None:
    case = "补正重新起算、征求第三方、延期相接：11月30日届满"
    text = drawn("disclosure_request", case, "receipt", date(2026, 11, 20))
    assert "本机关应于2026年10月19日前（含当日）答复" in text
    text = drawn("disclosure_request", case, "receipt", date(2026, 11, 20), past=False)
    assert "2026年10月19日" not in text and "2026年11月30日" in text
    assert "2026年11月30日" in drawn("disclosure_request", case, "extension", date(2026, 12, 20))


def test_a_checklist_of_what_was_done_says_when_and_how_it_stood_before() -> None:
    """A contract that is signed does not lack that it is not signed yet."""
    procedure, seen = procedures.get("contract"), set()
    for item in played("contract"):
        text = drawn("contract", item.case.name, "approval", item.state.latest or date(2026, 6, 1))
        done = any(run.lawful and not run.voided for run in item.state.of("sign"))
        fact = any(run.breach and not run.voided for run in item.state.of("sign"))
        how = "事实" if "登记为违规事实；" in text else "办理" if "“签订”已于" in text else ""
        assert how != "办理" or (done and "“签订”已于" in text and "上列为当日办理以前的情况。" in text), text
        assert how != "事实" or (fact and "的情况。" in text), text
        assert how == "" or "尚缺" not in text, text
        stands = {"办理": "√ 具备", "事实": "× 不具备", "": "√ 已具备"}[how]
        assert f"合同尚未签订\n{stands}" in text, text
        seen.add(how)
    assert procedure.steps["sign"].name == "签订" and seen == {"", "办理", "事实"}


def texts_of(name: str, form: str) -> list[str]:
    return ["\n".join(lines(paper)) for one, paper, _ in all_papers(name) if one.id == form]


def test_the_law_for_small_enterprises_stands_in_papers_on_them_only() -> None:
    law, small_ones = "保障中小企业款项支付条例", ("中型企业", "小型企业", "微型企业")
    for form in ("pay_slip", "diligence_form"):
        found = {(law in text, any(f"\n{size}" in text for size in small_ones)) for text in texts_of("contract", form)}
        assert found <= {(True, True), (False, False)} and (True, True) in found, (form, found)


def test_a_notice_that_ends_an_agreement_tells_the_remedy_of_its_kind() -> None:
    """Of an administrative agreement reconsideration and suit with their terms, of a contract court or arbitration."""
    seen = set()
    for text in texts_of("contract", "end_notice"):
        public, civil = "六十日内向青禾县人民政府申请行政复议" in text, "可以请求人民法院确认解除的效力" in text
        assert public != civil and ("六个月内" in text) == public, text
        seen.add(public)
    assert seen == {True, False}, seen


def test_a_sum_of_money_is_money_also_while_nothing_was_paid() -> None:
    for text in texts_of("contract", "pay_book"):
        assert re.search(r"已付合计[\d.]+元，已收合计[\d.]+元，已退保证金合计[\d.]+元。", text), text


def test_the_notice_to_supplement_names_the_last_day_that_counts() -> None:
    """It said so many days from receipt while the file counted from the sending: one was over before the other."""
    for item in played("disclosure_request"):
        sent = [one for one in item.state.calls("correction") if not one.voided]
        if sent:
            text = drawn("disclosure_request", item.case.name, "correction", item.state.latest or sent[-1].occurred)
            days = int(str(sent[-1].fields["days"]))
            last = load_calendar().add_working(sent[-1].occurred, days)
            assert f"请在{last.year}年{last.month}月{last.day}日前（含当日）补正" in text, text


def test_who_is_told_a_decision_that_touches_him_is_told_remedy_and_term() -> None:
    for form in ("reply", "public_interest"):
        for text in texts_of("disclosure_request", form):
            assert "六十日内" in text and "行政复议" in text and "行政诉讼" in text, text
            assert "六个月内" in text or "十五日内" in text, text


@pytest.mark.parametrize("name", ["village_advice", "village_decision", "village_disclosure", "village_rules"])
def test_a_paper_to_a_village_is_sent_to_its_committee(name: str) -> None:
    for form, paper, _ in all_papers(name):
        if paper.addressee:
            assert paper.addressee.endswith(("村民委员会", "居民委员会")), form.id


@pytest.mark.parametrize("name", ["village_advice", "village_decision", "village_disclosure", "village_rules"])
def test_what_goes_to_a_village_is_signed_by_who_guides_it(name: str) -> None:
    """The township or 街道 (村民委员会组织法, 居民委员会组织法 6, 31); a 司法所 is an office of the county's bureau."""
    seen = set()
    for form, paper, _ in all_papers(name):
        signed = next((item for item in paper.blocks if isinstance(item, Signature)), None)
        if paper.addressee and signed is not None:
            assert signed.unit == MATTER["organ"], form.id
            seen.add(form.id)
    assert seen


def test_an_order_to_correct_says_what_is_unlawful() -> None:
    for text in texts_of("village_rules", "order"):
        after = text.partition("违反法律规定（")[2].partition("\n")[2]
        assert after.startswith(("（一）", "违反法律规定的内容见所附备案审查意见")), text


def test_a_day_by_which_something_is_ordered_says_whether_it_counts() -> None:
    forms = {"village_rules": "order", "village_decision": "order", "village_disclosure": "order", "cleanup": "notice"}
    for name, form in forms.items():
        for text in texts_of(name, form):
            assert re.search(r"\d日前（含当日）", text) and not re.search(r"\d日前[^（]", text), text


def test_the_regulation_on_decisions_is_cited_in_papers_on_decisions_only() -> None:
    found = 0
    for item in played("legality_review"):
        procedure = procedures.get("legality_review")
        state = fold(procedure, (sealed(procedure, event) for event in item.events))
        kind = state.subject["kind"]
        clocks = CalendarClocks(procedure, state, load_calendar(), state.latest or date(2026, 6, 1))
        said = facts(item.events, whole=True, procedure=procedure)
        for offer in offers(procedure, state, clocks, said):
            text = "\n".join(lines(made(procedure, state, clocks, offer.form, said, offer.key)))
            cited = "重大行政决策程序暂行条例" in text
            assert not cited or kind == "重大行政决策", f"{item.case.name}: {offer.form.id}"
            found += cited
    assert found


def small(text: str, **more: object) -> dict[str, object]:
    """Return a made-up pack with one paper."""
    basis = {"own": {"force": "local", "mark": "§"}}
    step = {"id": "ask", "name": "询问", "posts": ["handler"], "basis": ["own"], "field": [FIELD]}
    paper = {"id": "slip", "name": "单", "grade": "formal", "text": text, **more}
    top = {"id": "x", "title": "某事", "version": "1", "summary": "某事", "numbering": "某", "opens": "ask"}
    return {**top, "basis": basis, "step": [step], "paper": [paper]}


FIELD = {"id": "who", "name": "谁", "type": "text", "pii": "name"}


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("{{ask.whom}}", {}, "papers/slip.txt 第1行"),
        ("甲\n{{asc.who}}", {}, "没有名为“asc”的步骤"),
        ("@如 ask.who\n甲\n@止", {}, "不是“是”或者“否”"),
        ("{{matter.outcome}}", {}, "没有“matter.outcome”"),
        ("{{依据 none}}", {}, "没有声明依据“none”"),
        ("@逐 people\n甲\n@止", {}, "没有名为“people”的名单"),
        ("{{期限 soon}}", {}, "没有名为“soon”的期限"),
        ("@核对 asked", {}, "没有名为“asked”的步骤"),
        ("甲", {"when": "ask.who"}, "paper[slip].when"),
        ("甲", {"each": "people"}, "没有名为“people”的名单"),
        ("甲", {"series": "某", "grade": "internal"}, "内部用纸不另取文号"),
        ("甲", {"number": "ask.date"}, "文号应为文字"),
        ("甲", {"grade": "secret"}, "不在可选之列"),
        ("甲", {"colour": "red"}, "不认识的键“colour”"),
    ],
)
def test_a_paper_that_does_not_fit_its_pack_is_refused_at_load(text: str, more: dict[str, object], said: str) -> None:
    with pytest.raises(PackError) as refused:
        load(small(text, **more), ["handler"])
    assert said in f"{refused.value} {refused.value.where}"


def test_a_paper_that_fits_is_loaded_with_its_personal_place() -> None:
    procedure = load(small("@标题 单\n{{ask.who}}，{{matter.title}}，{{paper.number}}", series="某"), ["handler"])
    assert procedure.papers["slip"].series == "某"


BOXES = re.compile(r"□ ?([^□|¶\n]+)")


@pytest.mark.parametrize("name", WITH_PAPERS)
def test_what_a_page_offers_to_tick_is_what_the_pack_can_record(name: str) -> None:
    """Boxes that name one answer of a question name no answer that the question lacks."""
    procedure = procedures.get(name)
    asked = [field for step in procedure.steps.values() for field in step.fields] + list(procedure.subject.values())
    known = [frozenset(one.outcomes) for one in procedure.steps.values()]
    known += [frozenset(one.type.values) for one in asked if one.type.values]
    for paper in cast(list[dict[str, str]], procedures.declaration(name).get("paper", [])):
        for line in paper["text"].splitlines():
            offered = {item.strip() for item in BOXES.findall(line)}
            near = [one for one in known if offered & one]
            assert not near or any(offered <= one for one in near), f"{paper['id']}: {line}"
