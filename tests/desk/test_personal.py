"""What a page shows of personal values: what a logged look brought, and nothing else."""

from __future__ import annotations

import pytest

from fazhi.desk import personal
from fazhi.desk.personal import Personal
from fazhi.kernel.ledger import Opening


@pytest.fixture(autouse=True)
def vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a vault hold a name and a reason of one event."""
    held = {
        (2, "fields.applicant"): Opening(value="某甲乙", salt=b"0" * 16),
        (2, "why"): Opening(value="会议先于审查召开", salt=b"1" * 16),
    }
    monkeypatch.setattr(personal.vault, "open_fields", lambda stream: held)


def test_without_a_look_everything_is_masked_and_the_page_says_so() -> None:
    shown = Personal("matter/1")
    assert "会议" not in shown.free(2, "why")
    assert shown.hides


def test_a_look_for_work_shows_reasons_and_leaves_names_masked() -> None:
    shown = Personal("matter/1", {(2, "why"): "会议先于审查召开"})
    assert shown.free(2, "why") == "会议先于审查召开"
    assert not shown.hides
    assert "某甲乙" not in shown.value(2, "fields.applicant", "name")
    assert shown.hides


def test_what_a_whole_look_did_not_bring_was_erased() -> None:
    shown = Personal("matter/1", {(2, "why"): "x"}, whole=True)
    assert shown.value(2, "fields.applicant", "name") == "（已依法删除）"
