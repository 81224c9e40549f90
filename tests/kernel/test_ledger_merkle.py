"""Trees, checkpoints and proofs: the published vectors of RFC 6962 trees, and every proof for every size."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.ledger_world import chain, checkpoint, head

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import (
    GENESIS,
    Head,
    HeadTree,
    RootBuilder,
    Tree,
    canonical,
    event_proof,
    events_tree,
    hash_of,
    head_of,
    inclusion_proof,
    loads_strict,
    make_checkpoint,
    parse_checkpoint,
    proof_fields,
    proof_from,
    sm3,
    sm3_hex,
    verify_consistency,
    verify_event_proof,
    verify_inclusion,
    verify_stream_proof,
)

# The leaves and roots of the Certificate Transparency reference tests.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def data(count: int) -> list[bytes]:
    return [sm3(str(number).encode()) for number in range(count)]


def test_the_roots_are_those_of_the_published_trees() -> None:
    assert Tree(hash_function=sha256).root() == sha256(b"")
    builder, tree = RootBuilder(sha256), Tree(hash_function=sha256)
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        builder.add(leaf)
        tree.add(leaf)
        assert builder.root().hex() == tree.root().hex() == root
    for size, root in enumerate(ROOTS, 1):
        assert tree.root(size).hex() == root


def test_a_published_audit_path_and_consistency_proof() -> None:
    tree = Tree(LEAVES, sha256)
    assert [node.hex() for node in tree.inclusion(5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [node.hex() for node in tree.consistency(6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_leaf_of_every_size_is_proved_and_no_other() -> None:
    leaves = data(20)
    tree = Tree(leaves)
    for size in range(1, 21):
        root = tree.root(size)
        for index in range(size):
            path = tree.inclusion(index, size)
            assert verify_inclusion(leaves[index], index, size, path, root)
            assert not verify_inclusion(leaves[index], (index + 1) % 21, size, path, root)
            assert not verify_inclusion(leaves[(index + 1) % 20], index, size, path, root)
            assert not verify_inclusion(leaves[index], index, size, (*path, root), root)
            assert not path or not verify_inclusion(leaves[index], index, size, path[:-1], root)


def test_a_path_of_a_smaller_tree_proves_nothing_of_a_larger_one() -> None:
    tree = Tree(data(8))
    for size in range(1, 8):
        for claimed in range(size + 1, 9):
            assert not verify_inclusion(data(1)[0], 0, claimed, tree.inclusion(0, size), tree.root(size)) or (
                len(tree.inclusion(0, size)) == len(tree.inclusion(0, claimed))
            ), (size, claimed)


def test_every_pair_of_sizes_is_consistent_and_no_forged_one() -> None:
    tree = Tree(data(18))
    forged = Tree([*data(5), sm3(b"forged"), *data(18)[6:]])
    for new in range(1, 19):
        for old in range(1, new + 1):
            path = tree.consistency(old, new)
            assert verify_consistency(old, new, tree.root(old), tree.root(new), path)
            assert not verify_consistency(old, new, tree.root(old), sm3(b"other"), path)
            assert not verify_consistency(old, new, sm3(b"other"), tree.root(new), path)
            if old > 5 and new > old:
                bad = forged.consistency(old, new)
                assert not verify_consistency(old, new, tree.root(old), forged.root(new), bad)
    assert not verify_consistency(0, 3, sm3(b""), tree.root(3), ())


@given(st.integers(1, 300), st.data())
def test_the_two_builders_agree_and_prove(size: int, draw: st.DataObject) -> None:
    leaves = data(size)
    builder, tree = RootBuilder(), Tree(leaves)
    for leaf in leaves:
        builder.add(leaf)
    assert builder.root() == tree.root()
    index = draw.draw(st.integers(0, size - 1))
    assert verify_inclusion(leaves[index], index, size, tree.inclusion(index), tree.root())
    assert verify_consistency(index + 1, size, tree.root(index + 1), tree.root(), tree.consistency(index + 1))


@pytest.mark.parametrize("call", [(-1, None), (3, None), (2, 2), (0, 4)])
def test_a_leaf_outside_the_tree_has_no_path(call: tuple[int, int | None]) -> None:
    with pytest.raises(IndexError):
        Tree(data(3)).inclusion(*call)


STREAMS = [chain("unit/justice", 3), chain("matter/2", 5), chain("matter/1", 9), chain("access/justice/2026-03", 1)]


def test_a_checkpoint_covers_number_previous_time_and_all_heads_in_order() -> None:
    made = checkpoint(STREAMS)
    assert [item.stream for item in made.heads] == ["access/justice/2026-03", "matter/1", "matter/2", "unit/justice"]
    assert (made.header.events, made.header.streams) == (18, 4)
    assert made.root == sm3_hex(made.header.body)
    assert parse_checkpoint(made.body) == made
    roots = {made.root, checkpoint(STREAMS[1:]).root, checkpoint(STREAMS, 2, made.root).root}
    roots.add(
        make_checkpoint(number=1, previous_root=GENESIS, recorded="2026-03-08T18:00:01+08:00", heads=made.heads).root
    )
    assert len(roots) == 4


def test_a_head_pins_count_hash_and_every_event() -> None:
    hashes = [hash_of(body) for body in STREAMS[2]]
    full = head_of("matter/1", hashes)
    assert (full.count, full.head) == (9, hashes[-1])
    assert full.tree == Tree(bytes.fromhex(item) for item in hashes).root().hex()
    assert head_of("matter/1", [hashes[1], hashes[0], *hashes[2:]]).tree != full.tree


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"events": 17}, "总数"),
        ({"streams": 5}, "总数"),
        ({"tree": "0" * 64}, "树根"),
        ({"format": "other"}, "格式"),
        ({"number": 0}, "number"),
        ({"number": 2}, "前一根"),
        ({"previous": "1" * 64}, "前一根"),
        ({"recorded": "2026-03-08"}, "recorded"),
        ({"note": "x"}, "不认识"),
        ({"heads": None}, "heads"),
    ],
)
def test_a_checkpoint_that_does_not_hold_together_is_refused(change: dict[str, object], words: str) -> None:
    raw = loads_strict(checkpoint(STREAMS).body)
    assert isinstance(raw, dict)
    with pytest.raises(LedgerError, match=words):
        parse_checkpoint(canonical({**raw, **change}))  # type: ignore[arg-type]


def test_two_heads_of_one_stream_and_empty_streams_are_refused() -> None:
    with pytest.raises(LedgerError, match="重复"):
        checkpoint([STREAMS[1], STREAMS[1]])
    empty = Head(stream="matter/9", count=0, head=GENESIS, tree=sm3(b"").hex())
    with pytest.raises(LedgerError):
        make_checkpoint(number=1, previous_root=GENESIS, recorded="2026-03-08T18:00:00+08:00", heads=[empty])


def test_a_stream_is_proved_under_the_published_root_without_the_others() -> None:
    made = checkpoint(STREAMS)
    for bodies in STREAMS:
        proof = inclusion_proof(made, head(bodies).stream)
        assert verify_stream_proof(proof, made.root)
        assert not verify_stream_proof(proof, "0" * 64)
        assert proof_from(loads_strict(canonical(proof_fields(proof))), made.header) == proof
        forged = dataclasses.replace(proof, head=dataclasses.replace(proof.head, head="a" * 64))
        assert not verify_stream_proof(forged, made.root)
        later = dataclasses.replace(
            proof, header=dataclasses.replace(made.header, recorded="2026-03-09T18:00:00+08:00")
        )
        assert not verify_stream_proof(later, made.root)
    with pytest.raises(LedgerError, match="没有这条流"):
        inclusion_proof(made, "matter/404")


def test_one_event_is_proved_without_showing_its_neighbours() -> None:
    made, longer = checkpoint(STREAMS), chain("matter/1", 12, start=STREAMS[2])
    proofs, tree = HeadTree(made), events_tree(hash_of(body) for body in longer)
    for seq in range(1, 10):
        proof = event_proof(proofs.proof("matter/1"), tree, seq)
        assert verify_event_proof(proof, hash_of(longer[seq - 1]), made.root)
        assert not verify_event_proof(proof, hash_of(longer[seq]), made.root)
        assert not verify_event_proof(dataclasses.replace(proof, seq=seq + 1), hash_of(longer[seq - 1]), made.root)
    with pytest.raises(LedgerError, match="较晚的检查点"):
        event_proof(proofs.proof("matter/1"), tree, 10)


def test_a_stream_that_grew_is_shown_to_keep_its_old_events() -> None:
    longer = chain("matter/1", 12, start=STREAMS[2])
    old, new, tree = head(STREAMS[2]), head(longer), events_tree(hash_of(body) for body in longer)
    path = tree.consistency(old.count, new.count)
    assert verify_consistency(old.count, new.count, bytes.fromhex(old.tree), bytes.fromhex(new.tree), path)
