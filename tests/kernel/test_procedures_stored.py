"""Declarations stored by earlier versions still load, under the digest of their own bytes (ADR 3).

``packs/stored`` holds declarations as earlier versions stored them, byte for byte; a change of the language that one
of them does not pass needs an upgrade of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.kernel.errors import LedgerError, PackError
from fazhi.kernel.ledger import canonical, loads_strict, sm3_hex
from fazhi.kernel.procedures import load
from fazhi.kernel.procedures.load import plain
from fazhi.kernel.procedures.upgrading import UPGRADES, load_stored, upgraded
from fazhi.packs import procedures

STORED = sorted((Path(__file__).parent / "packs" / "stored").glob("*.json"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_what_earlier_versions_stored_loads_under_its_own_digest(path: Path) -> None:
    body = path.read_bytes()
    with pytest.raises(PackError, match="不认识的键“key”"):
        load(loads_strict(body), procedures.posts())  # type: ignore[arg-type]
    procedure = load_stored(body, procedures.posts())
    assert procedure.digest == sm3_hex(body) and procedure.id == path.stem
    assert canonical(plain(procedure.source)) == body, "it could be stored again as it was"
    assert procedure.lists and all(isinstance(name, str) for name in procedure.lists.values())


def test_there_are_such_declarations() -> None:
    assert len(STORED) == 2


@pytest.mark.parametrize("id_", procedures.ids())
def test_what_this_version_writes_needs_no_upgrade(id_: str) -> None:
    data = procedures.declaration(id_)
    assert upgraded(data) is data
    body = canonical(plain(data))
    assert load_stored(body, procedures.posts()) == load(plain(data), procedures.posts())  # type: ignore[arg-type]


def test_upgrades_have_names_of_their_own_and_touch_nothing_else() -> None:
    assert len({one.name for one in UPGRADES}) == len(UPGRADES) and all(one.was for one in UPGRADES)
    odd = {"list": [{"id": "a", "name": "甲", "key": "k", "more": 1}, "x"], "key": "stays"}
    assert upgraded(odd) == {"list": [{"id": "a", "name": "甲", "more": 1}, "x"], "key": "stays"}
    assert "key" in odd["list"][0], "what was stored is not changed in place"


def test_a_stored_statement_of_interest_learns_which_result_is_silence() -> None:
    data = plain(procedures.declaration("legality_review"))
    step = next(one for one in data["step"] if one["id"] == "counsel")  # type: ignore[index,union-attr,call-overload]
    assert step["call"]["interest"].pop("silence") == "逾期未回"
    stored = canonical(data)  # type: ignore[arg-type]
    call = load_stored(stored, procedures.posts()).steps["counsel"].call
    assert call is not None and call.interest is not None and call.interest.silence == "逾期未回"
    odd = {"step": ["x", {"id": "a", "call": {"interest": {"none": "n"}}, "needs_answer": ["ok(b)"]}]}
    assert upgraded(odd) is odd


@pytest.mark.parametrize("body", [b"[]", b"1"])
def test_bytes_that_are_no_declaration_are_refused(body: bytes) -> None:
    with pytest.raises(LedgerError):
        load_stored(body, procedures.posts())


def test_an_unknown_key_is_still_refused() -> None:
    data = {**plain(procedures.declaration("legality_review")), "odd": 1}  # type: ignore[dict-item]
    with pytest.raises(PackError, match="odd"):
        load_stored(canonical(data), procedures.posts())
