"""Lists as they are read (by index, cut, laid together) against the plain condition over all matters."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import FIRST, TODAY, Cast

from fazhi.records import access, browsing, filtering, queries, taking
from fazhi.records.access import SYSTEM, Action
from fazhi.records.acts import accounts, organisation
from fazhi.records.browsing import Listing
from fazhi.records.filtering import Filter, Standing, Totals, totals_of
from fazhi.records.ledger import listing
from fazhi.records.ledger import words as words_index
from fazhi.records.models import Matter, Participant, Person, Stream, Task, Unit
from fazhi.records.standing import place_of
from fazhi.records.taking import Taking

pytestmark = pytest.mark.django_db
KINDS = (
    ("legality_review", "合法性审查"),
    ("disclosure_request", "政府信息公开申请"),
    ("major_decision", "重大行政决策"),
)
TITLES = (
    "沿河路路灯合同",
    "农贸市场改造（一期）方案",
    "集体“三资”管理办法",
    "Q4 采购 合同",
    "水",
    "关于丙经办请示的批复",
)
UNITS = ("liuhe-ny", "liuhe-sfs", "liuhe", "shanbei", "qinghe")
LOGINS = ("county", "reviewer", "leader", "clerk", "other", "admin", "guest")


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Three hundred matters at random, the same each time, some of them shared with others."""
    drawn = random.Random(20260302)
    organisation.create_person(actor=SYSTEM, unit="qinghe", name="癸律师", person="p-guest")
    accounts.create_account(
        actor=SYSTEM, login="guest", person="p-guest", unit="qinghe", password="first-pass-1", created=FIRST
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    handlers = [None, *Person.objects.order_by("pk")]
    for n in range(200):
        unit = units[drawn.choice(UNITS)]
        kind, title = drawn.choice(KINDS)
        opened = TODAY - timedelta(days=drawn.randrange(12))
        closed = TODAY if drawn.random() < 0.6 else None
        archived = TODAY if closed and drawn.random() < 0.5 else None
        state = "已办结" if closed else drawn.choice(("在办：审查", "等待答复：意见"))
        stream = Stream.objects.create(key=f"matter/{n}", kind="matter", count=1, head="0" * 64)
        Matter.objects.create(
            stream=stream, number=f"柳收〔2026〕{n + 1}号", title=f"{drawn.choice(TITLES)}{n % 7}", procedure=kind,
            procedure_title=title, pack_digest="0" * 64, unit=unit, unit_path=unit.path, handler=drawn.choice(handlers),
            state=state, standing=place_of(state, closed, archived), opened=opened, closed=closed, archived=archived,
            urgent=drawn.random() < 0.1, findings=int(drawn.random() < 0.2), late_entries=int(drawn.random() < 0.2),
            vouchers_owed=int(drawn.random() < 0.2), last_recorded="x", refreshed=TODAY,
            next_due=None if drawn.random() < 0.4 else TODAY + timedelta(days=drawn.randrange(-5, 9)),
        )  # fmt: skip
        if drawn.random() < 0.3:
            to = drawn.choice((units["shanbei"], units["liuhe"], None))
            Participant.objects.create(
                key=f"k{n}", matter_id=stream.pk, unit=to, role=drawn.choice(("view", "work")),
                person=None if to else Person.objects.get(key="p-guest"), starts=FIRST,
                ends=None if drawn.random() < 0.8 else TODAY - timedelta(days=1),
            )  # fmt: skip
    return cast


def wanted() -> Iterator[Filter]:
    """Yield every filter alone, and pairs and triples of them at random."""
    single = [
        {"words": word}
        for word in (
            "合同",
            "路灯 合同",
            "水",
            "2026",
            "（一期）",
            "q4",
            "丙经办",
            "丙经办 批复",
            "—",
            "没有",
            "〔2026〕3",
        )
    ]
    single += [{"procedure": kind} for kind, _ in KINDS] + [{"procedure": "no"}]
    single += [{"standing": one} for one in Standing]
    single += [{"unit": code} for code in (*UNITS, "no")] + [{"handler": f"p-{name}"} for name in ("clerk", "other")]
    single += [{"since": TODAY - timedelta(days=5)}, {"until": TODAY - timedelta(days=3)}]
    single += [{name: True} for name in ("late", "findings", "vouchers", "late_entries", "urgent", "unfiled")]
    yield Filter()
    for given in single:
        yield Filter(**given)
    drawn = random.Random(7)
    for _ in range(25):
        joined = {}
        for given in drawn.sample(single, drawn.choice((2, 3))):
            joined.update(given)
        yield Filter(**joined)


def asked() -> Iterator[tuple[str, Filter]]:
    """Yield every filter for two of the people, not the same two, and the empty one for all."""
    for at, filter_ in enumerate(wanted()):
        logins = (
            LOGINS if filter_ == Filter() else (LOGINS[at % len(LOGINS)], LOGINS[(at + 1 + at // 7 % 6) % len(LOGINS)])
        )
        yield from ((login, filter_) for login in logins)


def plainly(found: Listing) -> list[Matter]:
    """Return the same list by the one condition, newest first."""
    seen = Matter.objects.filter(access.matter_predicate(replace(found.grants, roots=()), Action.SEE, found.on))
    seen = seen.filter(filtering.condition(found.wanted, found.on))
    return sorted(seen, key=lambda row: (row.opened, row.pk), reverse=True)


def test_every_list_is_what_the_plain_condition_says(many: Cast, monkeypatch) -> None:
    for login, filter_ in asked():
        grants = access.grants_of(many.account(login), TODAY)
        rows = plainly(browsing.listing_of(grants, TODAY, filter_))
        for rare in (0, 20_000) if filter_.words else (0,):
            monkeypatch.setattr(browsing, "_RARE", rare)
            found = browsing.listing_of(grants, TODAY, filter_)
            assert [row.pk for row in browsing.first_rows(found, 300)] == [row.pk for row in rows], (login, filter_)
            assert browsing.count(found) == len(rows), (login, filter_)
            assert browsing.totals(found) == totals_of(rows, TODAY), (login, filter_)
            if connection.vendor == "sqlite" and login in {"guest", "other", "leader"}:
                kept = browsing.listing_of(grants, TODAY, filter_, Taking(grants, TODAY))
                assert kept.taken not in {None, "[]"}, "what is taken part in was read before"
                assert [row.pk for row in browsing.first_rows(kept, 300)] == [row.pk for row in rows], (login, filter_)
                assert browsing.totals(kept) == totals_of(rows, TODAY), (login, filter_)


def test_what_is_taken_part_in_is_read_once_for_all_lists_of_a_page(many: Cast, monkeypatch) -> None:
    grants = access.grants_of(many.account("guest"), TODAY)
    kinds = tuple(kind for kind, _ in KINDS)
    plain, asked = Taking(grants, TODAY), Taking(grants, TODAY)
    monkeypatch.setattr(plain, "keys", None)

    def page(given: Taking) -> list[object]:
        found = browsing.listing_of(grants, TODAY, taking=given)
        mine = access.task_predicate(grants, Action.SEE, TODAY, given.subquery)
        return [
            browsing.totals(found), browsing.page(found, 0, size=5), browsing.count_each(grants, TODAY, kinds, given),
            browsing.kinds_and_handlers(grants, TODAY, given), Task.objects.filter(mine).count(),
        ]  # fmt: skip

    with CaptureQueriesContext(connection) as first:
        told = page(plain)
    with CaptureQueriesContext(connection) as second:
        assert page(asked) == told
    looked = [sum("records_participant" in one["sql"] for one in found) for found in (first, second)]
    assert looked == ([5, 1] if connection.vendor == "sqlite" else [5, 5])
    monkeypatch.setattr(taking, "COUNTED", 3)
    assert Taking(grants, TODAY).keys is None, "too many to be handed on"
    assert page(Taking(grants, TODAY)) == told
    assert Taking(access.grants_of(many.account("county"), TODAY), TODAY).keys is None, "everything is seen anyway"


def test_pages_follow_one_another_without_gap_or_repeat(many: Cast, monkeypatch) -> None:
    monkeypatch.setattr(browsing, "CHUNK", 17)
    for login, words in itertools.product(("county", "reviewer", "other", "guest"), ("", "合同")):
        pages_of(many, login, words)


def pages_of(many: Cast, login: str, words: str) -> None:
    found = browsing.listing_of(access.grants_of(many.account(login), TODAY), TODAY, Filter(words=words))
    rows = [row.pk for row in plainly(found)]
    seen: list[int] = []
    page = browsing.page(found, len(rows), size=17)
    pages = [page]
    while page.after:
        seen += [row.pk for row in page.rows]
        page = browsing.page(found, len(rows), after=page.after, size=17)
        assert page.first == len(seen) + 1
        pages.append(page)
    assert seen + [row.pk for row in page.rows] == rows
    while page.before:
        page = browsing.page(found, len(rows), before=page.before, size=17)
        pages.pop()
        assert page.rows == pages[-1].rows
    assert [row.pk for row in browsing.every(found)] == rows[::-1]


def test_more_than_is_counted_is_said_to_be_more(many: Cast, monkeypatch) -> None:
    for module in (browsing, filtering):
        monkeypatch.setattr(module, "COUNTED", 10)
    for login in LOGINS:
        found = browsing.listing_of(access.grants_of(many.account(login), TODAY), TODAY)
        rows = plainly(found)
        counted = browsing.totals(found)
        if len(rows) <= 10:
            assert counted == totals_of(rows, TODAY)
            continue
        exact = totals_of(rows, TODAY)
        names = ("all", "open", "closed", "late", "findings", "vouchers", "late_entries")
        assert counted == Totals(**{name: min(getattr(exact, name), 11) for name in names}), login
        assert counted.words.startswith("一万件以上")
        if len(rows) < 18:
            continue
        page = browsing.page(found, counted.all, after=browsing.key_of(rows[11]), size=5)
        assert page.rows == tuple(rows[12:17]) and page.first == 0, "its place is beyond what is counted"


def test_filters_offer_what_stands_in_the_list(many: Cast) -> None:
    for login in LOGINS:
        found = browsing.listing_of(access.grants_of(many.account(login), TODAY), TODAY)
        rows = plainly(found)
        kinds, people = browsing.kinds_and_handlers(found.grants, TODAY)
        assert dict(kinds) == {row.procedure: row.procedure_title for row in rows}
        assert dict(people) == {row.handler.key: row.handler.name for row in rows if row.handler}
        counted = browsing.count_each(found.grants, TODAY, tuple(kind for kind, _ in KINDS))
        assert counted == {kind: sum(row.procedure == kind for row in rows) for kind, _ in KINDS}


def test_words_follow_a_title_that_changes_and_a_row_that_goes(many: Cast) -> None:
    grants = access.grants_of(many.account("county"), TODAY)
    row = Matter.objects.order_by("pk")[0]

    def hits(words: str) -> int:
        return browsing.count(browsing.listing_of(grants, TODAY, Filter(words=words)))

    Matter.objects.filter(pk=row.pk).update(title="改名为乡村道路养护")
    assert hits("道路养护") == 1
    Participant.objects.filter(matter_id=row.pk).delete()
    Matter.objects.filter(pk=row.pk).delete()
    assert hits("道路养护") == 0


def test_the_index_of_words_is_made_where_it_is_missing(many: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the table beside is SQLite's")
    grants = access.grants_of(many.account("county"), TODAY)
    before = browsing.count(browsing.listing_of(grants, TODAY, Filter(words="合同")))
    with connection.cursor() as cursor:
        for name in ("add", "drop", "change"):
            cursor.execute(f"DROP TRIGGER records_words_{name}")
        cursor.execute("DROP TABLE records_words")
    words_index.indexed.cache_clear()
    assert browsing.count(browsing.listing_of(grants, TODAY, Filter(words="合同"))) == before, "row by row"
    words_index.prepare()
    assert words_index.indexed()
    assert browsing.count(browsing.listing_of(grants, TODAY, Filter(words="合同"))) == before > 0


def test_no_list_reads_all_matters(many: Cast) -> None:
    """Each statement of a list names an index; the plan of none goes through the table itself."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    for login in LOGINS:
        grants = access.grants_of(many.account(login), TODAY)
        for filter_ in wanted():
            rows = browsing._rows(
                browsing.listing.rows(
                    browsing.branches(browsing.listing_of(grants, TODAY, filter_), ordered=True), newest=True, most=51
                ),
                newest=True,
            )
            plan = rows.explain()
            assert "SCAN records_matter\n" not in f"{plan}\n", (filter_, plan)


def test_the_tasks_of_one_person_are_found_by_the_person(many: Cast) -> None:
    """Among as many that name nobody: the index holds those that name somebody, and the plan says so."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    person = Person.objects.values_list("pk", flat=True)[0]
    found = listing.first_tasks(Task.objects.filter(person_id=person), 10, by_day=False)
    plan = Task.objects.filter(pk__in=found).explain()
    assert plan.count("USING INDEX task_person") == 2 and "SCAN records_task" not in plan, plan


def test_a_year_and_a_number_find_it(many: Cast) -> None:
    seen = queries.seen_by(access.grants_of(many.account("county"), TODAY), TODAY)
    assert [row.number for row in queries.numbered(seen, "2026-17")] == ["柳收〔2026〕17号"]
    assert queries.numbered(seen, "2025-17") == []


def test_only_who_is_given_every_root_sees_without_a_condition(cast: Cast) -> None:
    county = access.grants_of(cast.account("county"), TODAY)
    assert county.covers_all(access.ALLOWED[Action.SEE]) and county.roots == ("qinghe/",)
    assert not county.covers_all(access.ALLOWED[Action.HAND_OVER])
    organisation.create_unit(
        actor=SYSTEM, code="far", name="远方县司法局", short="远方", kind="county_bureau", starts=FIRST, parent=None
    )
    assert not access.grants_of(cast.account("county"), TODAY).covers_all(access.ALLOWED[Action.SEE])
    assert not access.grants_of(cast.account("admin"), TODAY).covers_all(access.ALLOWED[Action.SEE])
    assert not access.grants_of(cast.account("leader"), date(2026, 3, 2)).covers_all(access.ALLOWED[Action.SEE])


def test_what_is_put_together_once_is_read_anew(many: Cast) -> None:
    """A list that was asked before knows at once who takes part since, no longer, and which unit is new below."""
    found = browsing.listing_of(access.grants_of(many.account("other"), TODAY), TODAY)
    plain = access.matter_predicate(found.grants, Action.SEE, TODAY)

    def seen() -> set[int]:
        rows = {row.pk for row in browsing.first_rows(found, 300)}
        assert rows == set(Matter.objects.filter(plain).values_list("pk", flat=True))
        assert browsing.totals(found).all == browsing.count(found) == len(rows)
        return rows

    before = seen()
    row = Matter.objects.exclude(pk__in=before).order_by("pk")[0]
    invited = Participant.objects.create(
        key="late", matter_id=row.pk, unit=Unit.objects.get(code="shanbei"), role="view", starts=FIRST
    )
    assert seen() == before | {row.pk}
    Participant.objects.filter(pk=invited.pk).update(ends=TODAY - timedelta(days=1))
    assert seen() == before
    path = Unit.objects.get(code="shanbei").path
    new = organisation.create_unit(
        actor=SYSTEM, code="shanbei-new", name="山北镇新办", short="新办", kind="office", starts=FIRST, parent="shanbei"
    )
    assert new
    below = Unit.objects.get(code="shanbei-new")
    assert below.path.startswith(path)
    Matter.objects.filter(pk=row.pk).update(unit=below, unit_path=below.path)
    assert seen() == before | {row.pk}
