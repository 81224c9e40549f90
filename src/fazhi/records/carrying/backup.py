"""A backup: everything a site keeps, of one moment, in a form no database owns.

Members: ``ledger.jsonl`` (an export like any other, so it can be verified by itself), ``tables/*.jsonl`` (rows that no
event holds: passwords, boxes, drafts; projections too, which the verification after a restore makes again and
compares), ``evidence/<sm3>``, ``checkpoints/*.json``, ``laws.jsonl`` with the full texts of laws that were imported,
and ``site.key`` under a pass-phrase where one was given.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from fazhi import __version__
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.envelope import stamp
from fazhi.records import checkpoints, clock, evidence, export, site
from fazhi.records.carrying import fulltexts, passphrase
from fazhi.records.carrying.container import Packing, json_lines, packing
from fazhi.records.ledger.carrying import one_moment, table_models
from fazhi.records.models import Checkpoint, Event, EvidenceFile, Stream

FORMAT: Final = "fazhi-backup/1"
LEDGER: Final = "ledger.jsonl"
KEY: Final = "site.key"

LEFT_OUT: Final = {("account", "last_login")}
"""Columns that are no part of what is kept: when somebody last signed in is in no event and of no use elsewhere."""

Told = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _all: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a backup holds."""

    streams: int
    events: int
    files: int
    root: str | None
    with_key: bool


def data_version() -> str:
    """Return the last step that the tables of records were brought to."""
    applied = MigrationRecorder(connection).applied_migrations()
    return max((name for app, name in applied if app == "records"), default="")


def back_up(target: Path, words: str | None = None, told: Told = silent) -> Made:
    """Write a backup of this site to ``target`` while work goes on; ``words`` is a pass-phrase for the site key.

    Everything is of one moment: evidence is written before the act that binds it is committed, so what the moment
    names is there. Raises NothingToExport on an empty site, UploadRefused when an evidence file is missing or altered.
    """
    if target.exists():
        raise FazhiError("这个文件已经有了，没有覆盖", code="F312", where=str(target), hint="换一个文件名")
    with packing(target) as packed, one_moment():
        events, streams = Event.objects.count(), Stream.objects.filter(count__gt=0).count()
        last = Checkpoint.objects.order_by("-number").first()
        packed.add(LEDGER, _counted(export.lines(), "账本", events + 1, told))
        for model in table_models():
            if model is not Event:
                packed.add(f"tables/{model._meta.model_name}.jsonl", _table(model))
        files = _evidence(packed, told)
        for number in checkpoints.numbers():
            packed.add(f"checkpoints/{number:06}.json", iter([checkpoints.path_of(number).read_bytes()]))
        packed.add(fulltexts.FULL_TEXTS, fulltexts.packed())
        if words is not None:
            packed.add(KEY, iter([passphrase.wrapped(_key_file(), words, FORMAT)]))
        packed.close(
            {
                "format": FORMAT,
                "made": stamp(clock.now()),
                "program": __version__,
                "data": data_version(),
                "streams": streams,
                "events": events,
                "files": files,
                "checkpoint": None if last is None else {"number": last.number, "root": last.root},
            }
        )
    return Made(
        streams=streams, events=events, files=files, root=None if last is None else last.root,
        with_key=words is not None,
    )  # fmt: skip


def _key_file() -> bytes:
    return (site.home() / "keys" / "site.key").read_bytes()


def _evidence(packed: Packing, told: Told) -> int:
    names = list(EvidenceFile.objects.order_by("pk").values_list("sm3", flat=True))
    for done, sm3 in enumerate(names, 1):
        packed.add(f"evidence/{sm3}", iter([evidence.read(sm3)]), pressed=False)
        told("附件", done, len(names))
    return len(names)


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a table that travel: not those that the database reckons itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (model._meta.model_name, field.name) not in LEFT_OUT
    ]


def _table(model: type[models.Model]) -> Iterator[bytes]:
    """Yield a table: a first line with its name and columns, then a row a line; bytes in base64."""
    fields = columns_of(model)
    binary = [field.column for field in fields if isinstance(field, models.BinaryField)]
    head = {"table": model._meta.db_table, "columns": [field.column for field in fields], "binary": binary}
    yield from json_lines([head])
    rows = model._default_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=2000):
        yield from json_lines([{"row": [_plain(value) for value in row]}])


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, date | datetime) else value


def _counted(lines: Iterator[bytes], what: str, total: int, told: Told) -> Iterator[bytes]:
    for done, line in enumerate(lines, 1):
        yield line
        if done % 500 == 0 or done == total:
            told(what, done, total)
