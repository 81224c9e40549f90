"""The ledger in the database, and the one place for raw SQL: everything that opens a cursor lies in this package."""

from fazhi.kernel.ledger.envelope import hash_of
from fazhi.records.ledger.rows import (
    actor_rows,
    add_evidence,
    add_vault_items,
    add_vault_key,
    destroy,
    next_number,
    put_blob,
    remember,
    vault_keys,
)
from fazhi.records.ledger.streams import (
    Conflict,
    Head,
    Row,
    advance,
    all_heads,
    bodies,
    events,
    hashes,
    insert,
    lock,
    rows_of,
)

__all__ = [
    "Conflict",
    "Head",
    "Row",
    "actor_rows",
    "add_evidence",
    "add_vault_items",
    "add_vault_key",
    "advance",
    "all_heads",
    "bodies",
    "destroy",
    "events",
    "hash_of",
    "hashes",
    "insert",
    "lock",
    "next_number",
    "put_blob",
    "remember",
    "rows_of",
    "vault_keys",
]
