"""How each stream of a parcel stands to the same stream at home: pure reading, nothing is decided by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fazhi.kernel.ledger import hash_of
from fazhi.records import ledger
from fazhi.records.carrying.parcel import Parcel
from fazhi.records.ledger import Head


class Relation(StrEnum):
    """``NEW``: only there. ``AHEAD``: it continues what stands here. ``PARTED``: both went on, each in its own way."""

    NEW = "new"
    SAME = "same"
    AHEAD = "ahead"
    BEHIND = "behind"
    PARTED = "parted"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {
            "new": "新并入", "same": "两边相同", "ahead": "接着并入", "behind": "这里更新", "parted": "两边各自办了",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stream of a parcel: its relation, and how many events both have from the beginning."""

    stream: str
    relation: Relation
    common: int


def compare(parcel: Parcel) -> list[Standing]:
    """Return how every stream of the parcel stands to the ledger here, by key."""
    heads = {head.key: head for head in ledger.all_heads()}
    return [_stands(stream, parcel, heads) for stream in sorted(parcel.streams)]


def _stands(stream: str, parcel: Parcel, heads: Mapping[str, Head]) -> Standing:
    bodies, head = parcel.streams[stream], heads.get(stream)
    if head is None:
        return Standing(stream=stream, relation=Relation.NEW, common=0)
    there, here = len(bodies), head.count
    both = min(there, here)
    mine = list(ledger.hashes(head.id, both))
    theirs = [hash_of(body) for body in bodies[:both]]
    if mine == theirs:
        relation = Relation.SAME if there == here else Relation.AHEAD if there > here else Relation.BEHIND
        return Standing(stream=stream, relation=relation, common=both)
    # Chains: where they agree once they agree before, so the first difference says all.
    common = next(at for at, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b)
    return Standing(stream=stream, relation=Relation.PARTED, common=common)
