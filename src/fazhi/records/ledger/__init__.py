"""The ledger in the database, and the one place for raw SQL: everything that opens a cursor lies in this package."""

from fazhi.kernel.ledger.envelope import hash_of
from fazhi.records.ledger.committing import Committed
from fazhi.records.ledger.durability import unhurried
from fazhi.records.ledger.issued import found_texts, keep_words, replace_issued, unread_texts
from fazhi.records.ledger.lines import behind, drop_lines, keep_lines, lines_of
from fazhi.records.ledger.listed import replace_listed, replace_uses
from fazhi.records.ledger.rows import (
    actor_rows,
    add_erased,
    add_evidence,
    add_imported,
    add_numbers,
    add_vault_items,
    add_vault_key,
    change_tasks,
    destroy,
    next_number,
    posts_held,
    put_blob,
    remember,
    replace_tasks,
    write_matter,
)
from fazhi.records.ledger.search import found_opinions, replace_opinions
from fazhi.records.ledger.settling import settle
from fazhi.records.ledger.statements import once_committed
from fazhi.records.ledger.streams import (
    Conflict,
    Head,
    Row,
    advance,
    all_heads,
    beside,
    bodies,
    bodies_of,
    events,
    hashes,
    head,
    insert,
    lock,
    rows_of,
)

__all__ = [
    "Committed",
    "Conflict",
    "Head",
    "Row",
    "actor_rows",
    "add_erased",
    "add_evidence",
    "add_imported",
    "add_numbers",
    "add_vault_items",
    "add_vault_key",
    "advance",
    "all_heads",
    "behind",
    "beside",
    "bodies",
    "bodies_of",
    "change_tasks",
    "destroy",
    "drop_lines",
    "events",
    "found_opinions",
    "found_texts",
    "hash_of",
    "hashes",
    "head",
    "insert",
    "keep_lines",
    "keep_words",
    "lines_of",
    "lock",
    "next_number",
    "once_committed",
    "posts_held",
    "put_blob",
    "remember",
    "replace_issued",
    "replace_listed",
    "replace_opinions",
    "replace_tasks",
    "replace_uses",
    "rows_of",
    "settle",
    "unhurried",
    "unread_texts",
    "write_matter",
]
