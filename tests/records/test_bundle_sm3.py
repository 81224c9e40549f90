"""The SM3 that goes into bundles against GB/T 32905 and against the library the ledger uses."""

from __future__ import annotations

import random

import pytest

from fazhi.kernel.ledger import Tree, sm3
from fazhi.records.bundle import writing

SCRIPT: dict[str, object] = {"__name__": "script", "__file__": "verify.py"}
exec(compile(writing.offline("verify.py"), "verify.py", "exec"), SCRIPT)


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_the_vectors_of_the_standard(data: bytes, digest: str) -> None:
    assert SCRIPT["sm3"](data).hex() == digest


def test_every_length_around_the_block_and_in_pieces() -> None:
    chance = random.Random(32905)
    for size in (*range(0, 200), 1000, 4096):
        data = chance.randbytes(size)
        pieces = SCRIPT["Sm3"]()
        for at in range(0, size, 37):
            pieces.update(data[at : at + 37])
        assert SCRIPT["sm3"](data) == sm3(data) == pieces.digest()


def test_a_broken_sm3_is_noticed_before_anything_is_checked(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setitem(SCRIPT, "sm3", lambda data: bytes(32))
    assert SCRIPT["main"](["."]) == 2
    assert "与国家标准的示例不符" in capsys.readouterr().err


def test_trees_and_paths_agree_with_those_of_the_ledger() -> None:
    for size in range(1, 34):
        leaves = [bytes([number]) * 32 for number in range(size)]
        tree = Tree(leaves)
        assert SCRIPT["tree_root"](leaves) == tree.root().hex()
        for index in range(size):
            path = [node.hex() for node in tree.inclusion(index)]
            assert SCRIPT["follows"](leaves[index], index, size, path, tree.root().hex())
            assert not SCRIPT["follows"](leaves[index], index, size, [*path, "0" * 64], tree.root().hex())
            assert not SCRIPT["follows"](b"else", index, size, path, tree.root().hex())
