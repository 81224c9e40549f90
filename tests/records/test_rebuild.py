"""Tables written again from the ledger: whatever differed agrees afterwards, and nothing is made of a broken chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.records.conftest import Cast, make_matter
from tests.records.test_figures import counted, kept  # noqa: F401  counted is a fixture
from tests.records.test_verification_matters import ONE, TAMPERINGS, TWO, site  # noqa: F401  site is a fixture

from fazhi.kernel.ledger import parse_body
from fazhi.packs import measures
from fazhi.records import matters, versions
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.acts.rebuilding import REBUILT, STREAM, Unsound, rebuild
from fazhi.records.commands import serve
from fazhi.records.models import (
    Account,
    ConfigEntry,
    Event,
    Holding,
    Matter,
    Number,
    NumberSeries,
    Participant,
    Rollup,
    Scope,
    Task,
    Unit,
    YieldedFact,
)
from fazhi.records.verification import verify_site

ROWS = [row for row in TAMPERINGS if row[0] != "declaration changed"]


@pytest.mark.parametrize(("name", "tamper", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_each_difference_of_a_matter_is_mended(
    site: Cast, name: str, tamper: Callable[[], object], words: str  # noqa: F811
) -> None:  # fmt: skip
    tamper()
    matters.forget()
    done = rebuild()
    assert any(words in finding.message for finding in done.found) and done.left == ()
    assert verify_site().findings == ()


def test_everything_at_once_as_an_earlier_program_might_have_left_it(site: Cast) -> None:  # noqa: F811
    """Columns it did not have are empty, rows it did not keep are not there, some are named otherwise."""
    Matter.objects.update(stage="", outcome="旧", next_due=None, unit_path="", archive_number="x")
    Task.objects.all().delete()
    Participant.objects.all().delete()
    Matter.objects.filter(stream__key=TWO).delete()
    Unit.objects.filter(code="liuhe-ny").update(short="", name="旧名")
    Holding.objects.filter(post="observer").delete()
    Scope.objects.all().delete()
    Account.objects.filter(login="ann").update(disabled_from=date(2026, 1, 1))
    Number.objects.all().delete()
    NumberSeries.objects.update(last=0)
    before = Event.objects.count()
    done = rebuild()
    assert done.left == () and len(done.found) > 10
    assert verify_site().findings == ()
    assert versions.written() == versions.wanted()
    said = Event.objects.get(stream__key=STREAM, type=REBUILT)
    assert parse_body(bytes(said.body)).data["found"] == len(done.found)
    assert Event.objects.count() == before + 1, "the ledger says that it was done, and nothing else"
    assert NumberSeries.objects.filter(last__gt=0).exists(), "no number is given twice afterwards"


def test_figures_an_earlier_program_did_not_keep_are_made_with_their_times(counted: None, site: Cast) -> None:  # noqa: F811
    before = kept()
    assert before
    YieldedFact.objects.all().delete()
    Rollup.objects.all().delete()
    matters.forget()
    done = rebuild()
    assert any("计量" in finding.message for finding in done.found) and done.left == ()
    assert kept() == before
    Rollup.objects.update(amount=99)
    assert rebuild().left == () and verify_site().findings == ()


def test_what_agrees_is_not_touched_and_nothing_is_recorded(site: Cast) -> None:  # noqa: F811
    before = Event.objects.count()
    done = rebuild()
    assert (done.found, done.left) == ((), ()) and Event.objects.count() == before
    assert versions.written() == versions.wanted()


def test_rows_that_no_event_accounts_for_are_named_and_left(site: Cast) -> None:  # noqa: F811
    make_matter("liuhe-ny", key="matter/invented")
    ConfigEntry.objects.create(
        key="x", kind="setting", name="paper.organ", value='"假"', basis="无", starts=date(2026, 1, 1)
    )
    done = rebuild()
    words = " ".join(finding.message for finding in done.left)
    assert "事项表多出" in words and "设置表多出" in words and len(done.left) == 2
    assert versions.written() is None, "and the next start says it again"
    assert Matter.objects.filter(stream__key="matter/invented").exists()


@pytest.mark.parametrize("cut", [True, False])
def test_from_a_ledger_that_does_not_hold_nothing_is_written(site: Cast, cut: bool) -> None:  # noqa: F811
    make_checkpoint()
    event = Event.objects.filter(stream__key=ONE).order_by("seq")[1]
    if cut:
        Event.objects.filter(stream__key=ONE, seq__gt=2).delete()
    else:
        Event.objects.filter(pk=event.pk).update(body=bytes(event.body).replace(b"p-ann", b"p-ada"))
    Matter.objects.filter(stream__key=ONE).update(state="旧")
    with pytest.raises(Unsound, match="没有重写数据表"):
        rebuild()
    assert Matter.objects.get(stream__key=ONE).state == "旧"


def test_a_server_says_plainly_that_it_is_needed_and_does_it(
    site: Cast, capsys: pytest.CaptureFixture[str]  # noqa: F811
) -> None:  # fmt: skip
    Matter.objects.update(stage="旧")
    assert versions.needed(), "nobody knows which version wrote these tables"
    serve._rebuilt()
    said = capsys.readouterr().out
    assert "以前的程序" in said and "2 处不同，已重写" in said
    assert not versions.needed() and verify_site().findings == ()
    serve._rebuilt()
    assert capsys.readouterr().out == "", "once is enough"
    for earlier in (f"{versions.PROJECTION - 1} {measures.digest()}", f"{versions.PROJECTION} {'0' * 64}", ""):
        versions.path().write_text(f"{earlier}\n")
        assert versions.needed(), "another program, other measures, nobody knows which"


def test_an_empty_site_is_of_this_version(db, home: Path) -> None:
    assert not versions.needed() and versions.written() is None
    versions.begin()
    assert versions.written() == versions.wanted()
