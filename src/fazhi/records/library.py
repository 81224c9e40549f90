"""现行有效文件库: all documents that matters of this site have put in force, found by state, kind, unit and words.

What was published is no secret: whoever works on the site may find and read it, though not its file.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat

from fazhi.formats import read
from fazhi.kernel.citations.bigrams import indexed, phrases
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures.library import CHANGED, ENDING, IN_FORCE, LAPSED, NOT_YET, Issued, issued
from fazhi.records import access, evidence, ledger, matters
from fazhi.records.matters import Folded
from fazhi.records.models import Event, EvidenceFile, IssuedDocument, IssuedText, Unit

READER: Final = "1"
"""The way of reading; another one reads every text again."""

MOST: Final = 500
"""Texts that are found at most by words."""

COLUMNS: Final = (
    "kind", "number", "document", "published", "since", "until", "warn", "ended", "word", "changed", "digest", "texts",
)  # fmt: skip

_SOON: Final = 1.0
_ALL_READ: Final[set[str]] = set()
"""The hash of the newest event when every text had been read: without a new event there is no new text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the library is asked for; nothing means all of it."""

    words: str = ""
    state: str = ""
    kind: str = ""
    unit: str = ""


def issued_of(folded: Folded) -> Issued | None:
    """Return the document a matter has put in force, as it stands."""
    return issued(folded.procedure, folded.state, matters.calendar()) if folded.procedure.library else None


def columns_of(kind: str, document: Issued, title: str) -> dict[str, Any]:
    """Return the columns of a row, in the order of the table."""
    return {
        "kind": kind,
        "number": document.number[:120],
        "document": document.document[:120],
        **{name: getattr(document, name) for name in COLUMNS[3:8]},
        "word": document.word[:40],
        "changed": document.changed,
        "digest": document.digest,
        "texts": document.texts,
        "title": title,
    }


def keep(matter_id: int, kind: str, document: Issued | None, title: str) -> None:
    """Write the document of a matter in the place of what stood there. Inside a transaction."""
    ledger.replace_issued(matter_id, None if document is None else tuple(columns_of(kind, document, title).values()))


def read_waiting(seconds: float | None = _SOON) -> int:
    """Read present texts that are not in the index yet, for at most so many seconds; return how many are left."""
    newest = Event.objects.order_by("-pk").values_list("hash", flat=True).first() or ""
    if newest and newest in _ALL_READ:
        return 0
    todo, begun = ledger.unread_texts(READER), time.monotonic()
    for done, digest in enumerate(todo):
        if seconds is not None and time.monotonic() - begun > seconds:
            return len(todo) - done
        try:
            words, trouble = indexed(text_of(digest)), ""
        except FazhiError as error:
            words, trouble = "", error.message
        ledger.keep_words(digest, READER, words, trouble)
    _ALL_READ.clear()
    _ALL_READ.add(newest)
    return 0


def text_of(digest: str) -> str:
    """Return what a kept text says, paragraph by paragraph. Raises a FazhiError where it cannot be read."""
    kind = EvidenceFile.objects.filter(sm3=digest).values_list("kind", flat=True).first() or "txt"
    return read(Path(f"{digest}.{kind}"), evidence.read(digest)).text


def trouble_of(digest: str) -> str:
    """Return why the text of a document is not searched, empty where it is."""
    return IssuedText.objects.filter(digest=digest).values_list("trouble", flat=True).first() or ""


def states(on: date) -> tuple[str, ...]:
    """Return the states there are, those of force first, then the words of the packs for an end."""
    words = IssuedDocument.objects.filter(ended__lte=on).order_by("word").values_list("word", flat=True).distinct()
    fixed = (IN_FORCE, ENDING, CHANGED, NOT_YET, LAPSED)
    return (*fixed, *(word for word in words if word not in fixed))


def standing(row: IssuedDocument, on: date) -> str:
    """Return how a document stands on a day."""
    told = Issued(**{name: getattr(row, name) for name in COLUMNS[1:]})
    return told.state_on(on)


def found(wanted: Wanted, on: date) -> QuerySet[IssuedDocument]:
    """Return the documents asked for, the newest first; by words, those whose numbers or title hold them before."""
    rows = IssuedDocument.objects.select_related("matter__stream", "matter__unit")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit:
        path = Unit.objects.filter(code=wanted.unit).values_list("path", flat=True).first()
        rows = rows.filter(access.under("matter__unit_path", path)) if path else rows.none()
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, on))
    if words := wanted.words.split():
        named = _named(words)
        inside = Q(digest__in=ledger.found_texts(phrases(wanted.words), MOST))
        rows = rows.filter(named | inside).annotate(
            by_name=Case(When(named, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        return rows.order_by("by_name", "-published", "-matter_id")
    return rows.order_by("-published", "-matter_id")


def _named(words: Sequence[str]) -> Q:
    """Return the condition that numbers or title hold every word; their keys, where they are few.

    The names of all documents are looked through once then, and not for the count and for the page again.
    """
    names = IssuedDocument.objects.alias(
        names=Concat("title", Value("\n"), "number", Value("\n"), "document", output_field=TextField())
    )
    for word in words:
        names = names.filter(names__contains=word)
    keys = list(names.values_list("pk", flat=True)[: MOST + 1])
    if len(keys) <= MOST:
        return Q(pk__in=keys)
    held = Q()
    for word in words:
        held &= Q(title__contains=word) | Q(number__contains=word) | Q(document__contains=word)
    return held


def _in_state(state: str, on: date) -> Q:
    ended = Q(ended__isnull=False, ended__lte=on)
    over = Q(until__isnull=False, until__lt=on)
    early = Q(since__gt=on)
    warned = Q(warn__isnull=False, warn__lte=on)
    match state:
        case "有效":
            return ~ended & ~over & ~early & ~warned
        case "将失效":
            return ~ended & ~over & ~early & warned
        case "被修改":
            return ~ended & ~over & Q(changed__isnull=False, changed__lte=on)
        case "尚未施行":
            return ~ended & ~over & early
        case "已失效":
            return (~ended & over) | (ended & Q(word=state))
    return ended & Q(word=state)


def kinds() -> Sequence[str]:
    """Return the kinds of documents there are."""
    return tuple(IssuedDocument.objects.order_by("kind").values_list("kind", flat=True).distinct())


def units() -> Sequence[tuple[str, str]]:
    """Return code and name of the townships (and bureaus) that have issued something."""
    paths = set(IssuedDocument.objects.values_list("matter__unit_path", flat=True))
    homes = {"/".join(path.split("/")[:2]) + "/" for path in paths}
    return tuple(Unit.objects.filter(path__in=homes).order_by("path").values_list("code", "name"))
