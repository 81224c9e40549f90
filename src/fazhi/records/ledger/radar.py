"""Citations of kept texts in the database: what was read goes in once per content, and is asked by law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fazhi.records.ledger.search import ids_in
from fazhi.records.ledger.statements import fetch, run, run_many

_JOINED = (
    "FROM records_citedplace p JOIN records_evidencefile f ON f.sm3 = p.text_id "
    "JOIN records_evidencelink l ON l.file_id = f.id "
    "JOIN records_event e ON e.stream_id = l.stream_id AND e.seq = l.seq WHERE l.stream_id IN (<seen>)"
)
_COUNTS = (
    "SELECT law, day, count(*) FROM (SELECT p.law AS law, p.id, l.stream_id, min(substr(e.occurred, 1, 10)) AS day "
    "<joined> AND p.law IN (<laws>) GROUP BY p.law, p.id, l.stream_id) AS places GROUP BY law, day"
).replace("<joined>", _JOINED)
_PLACES = (
    "SELECT l.stream_id, l.seq, l.slot, l.step, p.text_id, substr(e.occurred, 1, 10), p.title, p.article, p.suffix, "
    "p.start, p.sentence <joined> AND p.law IN (<laws>) AND e.occurred < %s "
    "ORDER BY l.stream_id, p.text_id, p.start, l.seq"
).replace("<joined>", _JOINED)
_UNREAD = (
    "SELECT f.sm3 FROM records_evidencefile f LEFT JOIN records_citedtext t ON t.digest = f.sm3 AND t.reader = %s "
    "WHERE t.digest IS NULL AND f.kind IN (<kinds>) ORDER BY f.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation in a file of a matter. ``day`` is that of the event which brought the file."""

    stream: int
    seq: int
    slot: str
    step: str
    sm3: str
    day: date
    title: str
    article: int | None
    suffix: int | None
    start: int
    sentence: int


PlaceRow = tuple[str, str, int | None, int | None, int, int]
"""Law key, title as cited, article, suffix, offset, number of the sentence."""


def keep_citations(digest: str, reader: str, box: bytes | None, trouble: str, places: Sequence[PlaceRow]) -> None:
    """Keep what was read in a text, in the place of an earlier reading. What two do at once is the same."""
    with transaction.atomic():
        run("DELETE FROM records_citedplace WHERE text_id = %s", (digest,))
        run("DELETE FROM records_citedtext WHERE digest = %s", (digest,))
        run(
            "INSERT INTO records_citedtext (digest, reader, box, trouble) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (digest) DO NOTHING",
            (digest, reader, box, trouble[:200]),
        )
        if places:
            run_many(
                "INSERT INTO records_citedplace (text_id, law, title, article, suffix, start, sentence) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [(digest, *place) for place in places],
            )


def unread(reader: str, kinds: Sequence[str], most: int | None = None) -> list[str]:
    """Return the SM3 of the files of these kinds that were not read yet in this way, oldest first."""
    sql = _UNREAD.replace("<kinds>", ", ".join(["%s"] * len(kinds))) + (f" LIMIT {int(most)}" if most else "")
    return [row[0] for row in fetch(sql, (reader, *kinds))]


def counts_by_law(seen: QuerySet[Any], laws: Sequence[str]) -> list[tuple[str, date, int]]:
    """Return (law key, day, citations) of laws (keys) over the files of matters in ``seen``. One statement."""
    found = ids_in(seen)
    if found is None or not laws:
        return []
    subquery, values = found
    sql = _COUNTS.replace("<seen>", subquery).replace("<laws>", ", ".join(["%s"] * len(laws)))
    rows = fetch(sql, (*values, *laws))
    return [(row[0], date.fromisoformat(row[1]), row[2]) for row in rows]


def citations_of(seen: QuerySet[Any], laws: Sequence[str], before: date | None) -> list[Cited]:
    """Return the citations of laws (keys) in files that came before a day (None: on any day), by matter. One statement.

    A file bound several times in one matter counts where it came first.
    """
    found = ids_in(seen)
    if found is None:
        return []
    subquery, values = found
    sql = _PLACES.replace("<seen>", subquery).replace("<laws>", ", ".join(["%s"] * len(laws)))
    cited: dict[tuple[int, str, int], Cited] = {}
    for row in fetch(sql, (*values, *laws, before.isoformat() if before is not None else "9999")):
        place = (row[0], row[4], row[9])
        if place not in cited:
            cited[place] = Cited(
                stream=row[0], seq=row[1], slot=row[2], step=row[3], sm3=row[4], day=date.fromisoformat(row[5]),
                title=row[6], article=row[7], suffix=row[8], start=row[9], sentence=row[10],
            )  # fmt: skip
    return list(cited.values())
