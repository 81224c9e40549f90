"""工作台: who sees which tasks, in which group, in what words, and at what cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import opened, page_of, who
from tests.records.conftest import Cast

from fazhi.desk import tasks
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.pages import work
from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, matters
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Task

Sign = Callable[[str], Client]
STATEMENTS = 12


@pytest.mark.parametrize(
    ("login", "sees"), [("ben", True), ("cai", True), ("ann", True), ("ada", True), ("county", True), ("far", False)]
)
def test_who_sees_a_task(sign: Sign, people: Cast, login: str, sees: bool) -> None:
    opened()
    assert ("集镇公厕改造工程施工合同" in sign(login).get("/").text) is sees


def test_the_public_sees_nothing(client: Client, people: Cast) -> None:
    opened()
    assert client.get("/").status_code == 302


def test_the_verb_leads_to_the_very_form(sign: Sign, people: Cast) -> None:
    stream = opened()
    page = sign("ben").get("/").text
    assert f'<a class="verb" href="{page_of(stream)}act/do/intake/">受理或退回补正</a>' in page
    assert "本县（镇）规定：本镇设定" in page, "no article is borrowed for a local term"


def test_tasks_stand_where_their_last_day_puts_them(sign: Sign, people: Cast) -> None:
    with clock.fixed(date(2026, 3, 2)):
        opened()
    client = sign("ben")
    for day, words, group in (
        (date(2026, 3, 2), "剩 1 个工作日", "五个工作日内"),
        (date(2026, 3, 3), "今天止", "今天"),
        (date(2026, 3, 6), "逾期 3 个工作日", "已逾期"),
    ):
        with clock.fixed(day):
            page = client.get("/").text
        assert words in page, day
        assert page.index(f"<h2>{group}") < page.index("集镇公厕"), day
    assert "法定期限逾期 0 件" in page


def test_rows_are_made_again_once_a_day(sign: Sign, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[date] = []
    monkeypatch.setattr(work, "_refreshed", set())
    monkeypatch.setattr(work.matter_rows, "refresh", made.append)
    client = sign("ben")
    client.get("/")
    client.get("/")
    assert made == [clock.today()]


def test_only_mine_is_what_bears_my_name_or_my_post(sign: Sign, people: Cast) -> None:
    opened(submitted=False)
    assert "集镇公厕" in sign("ann").get("/?tab=mine&all=1").text
    assert "集镇公厕" in sign("ada").get("/?all=1").text, "a colleague sees it in the office's list"


def test_what_was_sent_waits_apart(sign: Sign, people: Cast) -> None:
    done = open_matter(
        actor=who("pub"), procedure="request", unit="liuhe", title="申请公开村道养护支出", subject={},
        first=[
            Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields={"applicant": "某甲"}),
            Proposal(kind=ActKind.SEND, step="correction"),
        ],
    )  # fmt: skip
    page = sign("pub").get("/?tab=sent").text
    assert "告知补正：申请公开村道养护支出" in page
    assert "今天送出" in page
    assert f"{page_of(str(done['stream']))}act/answer/correction/" in page


def test_unlawful_facts_stand_in_a_list_of_their_own(sign: Sign, people: Cast) -> None:
    stream = opened()
    fact = Proposal(
        kind=ActKind.FACT, step="meeting", outcome="办结", why="会议先于审查", signed=Signed(decider="p-cai")
    )
    record(actor=who("ben"), matter=stream, proposals=[fact])
    assert "不合规事实 1 项" in sign("ben").get("/?tab=remedy").text
    assert "没有待补救的不合规事实" in sign("far").get("/?tab=remedy").text


def test_a_stopped_clock_is_never_late_and_says_so(people: Cast) -> None:
    opened()
    task = Task.objects.get()
    task.paused, task.due = True, date(2026, 1, 5)
    sorted_ = tasks.sort([task], matters.calendar(), clock.today())
    assert sorted_.late == () and sorted_.later == (task,)
    assert tasks.rows(sorted_.later, matters.calendar(), clock.today(), {})[0].clock.text == "中止计算"


def test_a_provisional_day_is_marked(people: Cast) -> None:
    opened()
    task = Task.objects.get()
    task.provisional = True
    assert tasks.rows([task], matters.calendar(), clock.today(), {})[0].until.endswith("（暂定）")


def test_the_page_costs_few_statements_however_much_there_is(sign: Sign, people: Cast) -> None:
    client = sign("ben")
    opened()
    client.get("/")
    for number in range(12):
        opened(title=f"第{number}件合同")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/?all=1")
    assert page.status_code == 200 and "第11件合同" in page.text
    assert len(seen) <= STATEMENTS, "\n".join(query["sql"][:150] for query in seen.captured_queries)


def test_one_step_for_several_entries_is_one_row(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    weights = ("建议", "建议", "应当")
    record(
        actor=who("ben"), matter=stream,
        proposals=[Proposal(kind=ActKind.DO, step="raise", outcome=weight) for weight in weights],
    )  # fmt: skip
    assert Task.objects.filter(name="settle").count() == 3
    page = sign("ann").get("/?all=1").text
    assert page.count("落实意见") == 1 and "落实意见（3 项）" in page
    assert f'href="{page_of(stream)}act/do/settle/"' in page, "one form takes them all"


def test_the_own_tasks_of_who_holds_no_post_are_those_that_name_him(people: Cast) -> None:
    """Found by the person and not by the last day, they are the same; counted without their matters, too."""
    for _ in range(3):
        opened()
    ben = Account.objects.get(login="ben").person
    some = list(Task.objects.order_by("pk")[:2])
    Task.objects.filter(pk=some[0].pk).update(person=ben)
    Task.objects.filter(pk=some[1].pk).update(person=ben, due=None)
    desk = _desk("ben")
    none = replace(desk, posts=())
    for whole in (True, False):
        mine, cut = tasks.of_person(none, whole=whole)
        assert {task.pk for task in mine} == {task.pk for task in some} and not cut
        assert {task.pk for task in tasks.of_office(desk, whole=whole)[0]} == set(
            Task.objects.values_list("pk", flat=True)
        )


def _desk(login: str) -> Desk:
    request = RequestFactory().get("/")
    request.user, request.session = Account.objects.get(login=login), {}
    return desk_of(request)
