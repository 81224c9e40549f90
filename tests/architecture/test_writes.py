"""Only an act writes: one event, one transaction, one place to look."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.architecture import tree

WRITERS = ("records/acts/", "records/ledger.py", "records/ledger/", "records/migrations/")
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
WRITES_ON_A_QUERY = {"update", "delete"}  # on a dict or a set they are harmless
QUERY = {"objects", "filter", "exclude", "all", "select_for_update"}


def writes(path: Path) -> list[str]:
    """Return one line for each call in a module that would write to the database past the acts."""
    found = []
    for line, name in tree.calls(path):
        *chain, method = name.split(".")
        if chain == ["book"]:  # a workbook, a printed book: goes to a file, not to the database
            continue
        if chain and (method in WRITES or (method in WRITES_ON_A_QUERY and QUERY & set(chain))):
            found.append(f"{tree.place(path, line)} calls {name}()")
    return found


CURSORS = ("records/ledger/", "records/migrations/", "site/database.py")


def raw_sql(path: Path) -> list[str]:
    """Return one line for each place of a module that opens a cursor."""
    return [f"{tree.place(path, line)} calls {name}()" for line, name in tree.calls(path) if name.endswith(".cursor")]


def elsewhere(allowed: tuple[str, ...]) -> list[Path]:
    """Return the modules that are not among the allowed files and folders."""
    return [
        path for path in tree.modules(tree.SOURCE) if not path.relative_to(tree.SOURCE).as_posix().startswith(allowed)
    ]


def test_nothing_but_acts_and_ledger_writes_rows() -> None:
    found = [line for path in elsewhere(WRITERS) for line in writes(path)]
    assert not found, "write it as an act in records/acts:\n" + "\n".join(found)


def test_only_the_ledger_speaks_sql() -> None:
    found = [line for path in elsewhere(CURSORS) for line in raw_sql(path)]
    assert not found, "put the statement into records/ledger/:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    ["matter.save()", "Matter.objects.create(a=1)", "Task.objects.filter(a=1).update(b=2)", "x.objects.all().delete()"],
)
def test_the_scan_sees_what_it_forbids(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.py"
    path.write_text(source, encoding="utf-8")
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    assert writes(path)


def test_a_dictionary_may_be_updated(tmp_path: Path) -> None:
    path = tmp_path / "fine.py"
    path.write_text("values.update(a=1)", encoding="utf-8")
    assert isinstance(ast.parse(path.read_text(encoding="utf-8")), ast.Module)
    assert writes(path) == []
