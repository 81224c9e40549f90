"""An old ledger taken over: what becomes of each row, again, after a kill, and what it is worth afterwards."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from tests.records.conftest import TODAY, Cast
from tests.records.old_ledger import made

from fazhi.kernel.procedures import ActKind, BlockKind
from fazhi.packs import procedures
from fazhi.records import access, evidence, matters, packs, register_cells, registers
from fazhi.records.acts import rebuilding, sheets
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.browsing import listing_of, totals
from fazhi.records.evidence import Attached
from fazhi.records.filtering import Filter
from fazhi.records.models import Event, ImportedRow, Matter, Number, SheetImport, Task, Unit, YieldedFact
from fazhi.records.sheets import running
from fazhi.records.sheets.mapping import Meaning, heads_of, proposed, saved
from fazhi.records.sheets.running import Fate
from fazhi.records.standing import IMPORTED
from fazhi.records.verification import verify_site

ROWS = 200


@dataclass(frozen=True)
class Old:
    """A table on the disk and what is expected of it."""

    cast: Cast
    file: evidence.Received
    expected: Counter[str]
    meaning: Meaning

    @property
    def unit(self) -> Unit:
        return Unit.objects.get(code="liuhe")

    def table(self) -> running.Table:
        return running.table_of(self.unit, "contract", self.file.sm3, self.file.name, self.meaning, TODAY)

    def begin(self) -> SheetImport:
        done = sheets.begin_sheet(
            actor=self.cast.actor("leader"), key=None, unit="liuhe", procedure="contract", meaning=self.meaning,
            file=Attached(file=self.file, slot=sheets.SLOT), rows=self.table().last,
        )  # fmt: skip
        return SheetImport.objects.select_related("unit").get(key=done["sheet"])

    def all(self) -> SheetImport:
        begun = self.begin()
        deque(running.go_on(self.cast.actor("leader"), begun, TODAY, seconds=600), maxlen=0)
        return begun


def _old(cast: Cast, body: bytes, expected: Counter[str]) -> Old:
    file = evidence.receive([body], "合同台账.xlsx")
    procedure = packs.for_new("contract", Unit.objects.get(code="liuhe"), TODAY)
    grid = running.grid_of(file.sm3, file.name, "")
    begin = proposed(procedure, heads_of(grid, procedure, None), None)
    meaning = Meaning(columns=begin.columns, units=begin.units, fixed={"subject.pays": True, "subject.natural": False})
    return Old(cast=cast, file=file, expected=expected, meaning=meaning)


@pytest.fixture(scope="module")
def table() -> tuple[bytes, Counter[str]]:
    return made(ROWS)


@pytest.fixture
def old(cast: Cast, table: tuple[bytes, Counter[str]]) -> Iterator[Old]:
    matters.forget()
    running.grid_of.cache_clear()
    yield _old(cast, *table)


def test_columns_are_proposed_by_the_words_of_the_register(old: Old) -> None:
    assert old.meaning.columns == {
        "合同编号": "number", "合同名称": "title", "合同种类": "subject.kind", "承办科室": "unit", "承办人": "handler",
        "相对方": "subject.party", "标的": "subject.object", "金额（万元）": "subject.amount",
        "采购方式": "procure.outcome", "签订日期": "enter.signed_on", "履行期限起": "enter.from",
        "履行期限止": "enter.until",
    }  # fmt: skip
    assert old.meaning.units == {"金额（万元）": "万元"}


def test_every_line_is_of_a_kind_and_every_row_has_its_fate(old: Old) -> None:
    found = running.survey(old.table())
    assert {kind.value: n for kind, n in found.lines.items() if kind.value not in {"row", "blank"}} == {
        name: old.expected[name] for name in ("total", "title", "heads", "note") if old.expected[name]
    }
    assert found.fates == {
        Fate.READY: old.expected["ready"], Fate.WRONG: old.expected["wrong"], Fate.TWICE: old.expected["twice"]
    }  # fmt: skip


def test_rows_stand_as_imported_and_nothing_is_owed_by_them(old: Old) -> None:
    begun = old.all()
    assert (begun.taken, begun.refused, begun.state) == (
        old.expected["ready"], old.expected["wrong"] + old.expected["twice"], sheets.ENDED
    )  # fmt: skip
    rows = Matter.objects.filter(procedure="contract")
    assert rows.count() == old.expected["ready"] and set(rows.values_list("state", flat=True)) == {IMPORTED}
    assert not Task.objects.filter(matter__in=rows).exists()
    words = totals(listing_of(access.grants_of(old.cast.account("leader"), TODAY), TODAY)).words
    assert f"导入、未核验 {old.expected['ready']}" in words and "在办" not in words
    of_kind = listing_of(access.grants_of(old.cast.account("county"), TODAY), TODAY, Filter(procedure="contract"))
    assert totals(of_kind).all == totals(of_kind).imported == old.expected["ready"]
    assert verify_site().findings == ()


def test_a_second_import_adds_nothing(old: Old) -> None:
    first = old.all()
    events = Event.objects.filter(stream__kind="matter").count()
    again = old.all()
    assert again.key != first.key
    assert (again.taken, again.same, again.changed) == (0, first.taken, 0)
    assert Event.objects.filter(stream__kind="matter").count() == events


def test_whoever_is_killed_goes_on_where_the_ledger_stands(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PORTION", 60)
    begun, actor = old.begin(), old.cast.actor("leader")
    next(running.go_on(actor, begun, TODAY, seconds=0))
    written, ledger_add = begun.taken, sheets.ledger.add_imported

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sheets.ledger, "add_imported", killed)
    with pytest.raises(KeyboardInterrupt):
        list(running.go_on(actor, begun, TODAY, seconds=600))
    monkeypatch.setattr(sheets.ledger, "add_imported", ledger_add)
    matters.forget()
    running.grid_of.cache_clear()
    left = SheetImport.objects.select_related("unit").get(key=begun.key)
    assert 0 < left.taken == written == Matter.objects.count() < old.expected["ready"]
    deque(running.go_on(actor, left, TODAY, seconds=600), maxlen=0)
    assert (left.taken, left.refused) == (
        old.expected["ready"], old.expected["wrong"] + old.expected["twice"]
    )  # fmt: skip
    assert verify_site().findings == ()


def test_two_who_import_at_once_do_not_take_a_row_twice(old: Old) -> None:
    begun = old.begin()
    rows = [one.draft for one in running.every(old.table()) if one.fate is Fate.READY][:20]
    portion = sheets.Portion(rows=rows, after=begun.done, done=30)
    actor = old.cast.actor("leader")
    sheets.take_rows(actor=actor, key=None, sheet=begun.key, portion=portion)
    with pytest.raises(ActRefused, match="别处导入"):
        sheets.take_rows(actor=actor, key=None, sheet=begun.key, portion=portion)
    assert Matter.objects.count() == 20


def test_a_row_that_changed_is_shown_and_left_alone(old: Old) -> None:
    old.all()
    one = Matter.objects.filter(number__startswith="柳合").first()
    grid = old.table().grid
    rows = [tuple("改了" if cell == one.title else cell for cell in row) for row in grid.rows]
    changed = running.Table(**{
        name: getattr(old.table(), name) for name in ("unit", "procedure", "header", "numbering")
    } | {"sheet": "0" * 64, "grid": grid, "reader": _reader(old, rows)})  # fmt: skip
    fates = Counter(item.fate for item in running.every(changed))
    assert fates[Fate.CHANGED] == 1 and fates[Fate.READY] == 0
    (found,) = [item for item in running.every(changed) if item.fate is Fate.CHANGED]
    assert found.matter == one.stream.key and one.number in found.problems[-1].text


def _reader(old: Old, rows: list[tuple[object, ...]]) -> object:
    from dataclasses import replace

    from fazhi.records.sheets.drafts import Reader

    table = old.table()
    grid = replace(table.grid, rows=tuple(rows))
    return Reader(packs.for_new("contract", old.unit, TODAY), old.meaning, grid, table.header, old.unit, TODAY)


def test_what_is_imported_satisfies_no_gate_and_is_in_no_figure_until_confirmed(old: Old) -> None:
    old.all()
    row = Matter.objects.filter(number__startswith="柳合").select_related("stream").first()
    stream, actor = row.stream.key, old.cast.actor("leader")
    proposal = Proposal(kind=ActKind.DO, step="register", outcome="办结", fields={"purpose": "路灯维护"})
    with pytest.raises(Refused) as refused:
        record(actor=actor, matter=stream, proposals=[proposal])
    assert [item.kind for item in refused.value.blockers] == [BlockKind.IMPORTED]
    assert not YieldedFact.objects.exists()
    contract = procedures.get("contract")
    line = next(iter(register_cells.lines(contract, contract.registers[0], [row], TODAY)))
    said = [registers.words(entry) for entry in line.entries]
    assert row.title in said and any(IMPORTED in word for word in said)
    signed = matters.folded(stream).state.of("enter")[0].fields["signed_on"]
    assert signed in said and not matters.folded(stream).state.of("enter")[0].lawful
    with pytest.raises(ActRefused) as missing:
        sheets.confirm(actor=actor, matter=stream, facts={}, against="合同原件")
    assert missing.value.field == "operators" or missing.value.field is not None
    facts = dict.fromkeys(("operators", "major", "county", "emergency", "template"), False)
    amount = {} if "amount" in matters.folded(stream).state.subject else {"amount": "5000.00"}
    sheets.confirm(actor=actor, matter=stream, facts={**facts, **amount}, against="合同原件，党政办 3 号柜")
    row.refresh_from_db()
    state = matters.folded(stream).state
    assert row.state != IMPORTED and not state.imported and Task.objects.filter(matter=row).exists()
    assert row.findings == 0 and not any(run.lawful for runs in state.runs.values() for run in runs)
    with pytest.raises(Refused) as still:
        record(
            actor=actor, matter=stream,
            proposals=[Proposal(kind=ActKind.DO, step="pay_plan", outcome="办结", fields={"what": "首付"})],
        )  # fmt: skip
    assert any("还没有登记" in item.text for item in still.value.blockers)
    assert verify_site().findings == ()


def test_rows_that_somebody_altered_are_found_and_written_again(old: Old) -> None:
    old.all()
    ImportedRow.objects.filter(pk=ImportedRow.objects.first().pk).update(key="0" * 64)
    ImportedRow.objects.last().delete()
    Matter.objects.filter(pk=Matter.objects.first().pk).update(state="在办", standing=0)
    SheetImport.objects.update(done=3)
    words = " ".join(finding.message for finding in verify_site().findings)
    assert "行标识" in words and "缺少导入来源" in words and "办理位置" in words and "已处理到" in words
    assert rebuilding.rebuild().left == () and verify_site().findings == ()


def test_personal_values_and_the_row_as_it_stood_are_sealed(old: Old) -> None:
    old.all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM records_event WHERE type = 'opened'")
        bodies = [bytes(row[0]).decode() for row in cursor.fetchall()]
    assert bodies and not any("限额以下自行采购" in body or "内部备注" in body for body in bodies)
    from fazhi.records.vault import open_fields

    row = ImportedRow.objects.select_related("matter__stream").first()
    cells = dict(open_fields(row.matter.stream.key)[1, "imported.cells"].value)
    assert cells["合同名称"] == row.matter.title and "序号" in cells


def test_numbers_that_are_in_the_book_are_not_entered_twice(old: Old) -> None:
    table = old.table()
    number = next(one.draft.number for one in running.every(table) if one.draft.number)
    from fazhi.records.acts.numbers import enter_paper_number

    enter_paper_number(actor=old.cast.actor("leader"), unit="liuhe", kind="合同", text=number, day=TODAY)
    begun = old.all()
    assert begun.taken == old.expected["ready"] - 1 and Number.objects.filter(text=number).count() == 1
    assert saved(old.unit, "contract") is None
    sheets.map_sheet(actor=old.cast.actor("leader"), unit="liuhe", procedure="contract", meaning=old.meaning)
    assert saved(old.unit, "contract") == old.meaning


def test_another_town_does_not_import_here(old: Old) -> None:
    with pytest.raises(access.Denied):
        sheets.begin_sheet(
            actor=old.cast.actor("other"), key=None, unit="liuhe", procedure="contract", meaning=old.meaning,
            file=Attached(file=old.file, slot=sheets.SLOT), rows=10,
        )  # fmt: skip
    begun = old.begin()
    with pytest.raises(access.Denied):
        portion = sheets.Portion(rows=(), after=0, done=5)
        sheets.take_rows(actor=old.cast.actor("other"), key=None, sheet=begun.key, portion=portion)
