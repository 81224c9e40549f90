"""A restore: a backup into an empty site, on the same kind of database or the other; verified before it is trusted.

Order: every member compared with its list; the export verified; the site looked at (it must be empty); the tables made
as they were when the backup was taken; rows in one transaction; the tables brought up to this program; everything
verified again. A restore that was interrupted is begun again: the database is empty or whole.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Checkpoint, envelope, hash_of, parse_body, sm3_hex, verify_export
from fazhi.records import checkpoints, evidence, ledger, matters, site, versions
from fazhi.records.acts.base import row_of
from fazhi.records.carrying import container, fulltexts, passphrase
from fazhi.records.carrying.backup import FORMAT, KEY, LEDGER, Told, silent
from fazhi.records.carrying.container import Container, Damaged
from fazhi.records.ledger.carrying import continue_keys, put_back, tables_there
from fazhi.records.models import Event
from fazhi.records.verification import SiteReport, verify_site

_ROWS: Final = 500

Words = Callable[[], str]
"""Asks for the pass-phrase, when the backup has the key under one."""


class NotEmpty(FazhiError):
    """The folder or the database holds something already; it is left alone."""

    code = "F313"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back, and what the verification of it says."""

    streams: int
    events: int
    files: int
    report: SiteReport


def restore(
    source: Path, *, words: Words, key: Path | None = None, reference: Checkpoint | str | None = None,
    told: Told = silent,
) -> Restored:  # fmt: skip
    """Put the backup ``source`` into this empty site and verify it. ``key`` is a file with the site key, kept apart.

    ``reference`` is a checkpoint, or its root, got from elsewhere: the export must stand under it. Raises Damaged,
    NotEmpty, WrongPassphrase; nothing is written then.
    """
    with container.opened(source, FORMAT) as held:
        _check_version(held)
        key_file = _key_of(held, words, key)
        held.check_seal(_bytes_of(key_file, source))
        _check_ledger(held, reference)
        _check_empty(held, key_file)
        with ledger_migrated(str(held.facts["data"])), site.unhurried(), ledger.unhurried():
            _files(held, key_file, told)
            with transaction.atomic(durable=True):
                _tables(held)
                _events(held, told)
                continue_keys()
            fulltexts.put_back(held)
        facts = held.facts
    matters.forget()
    site.forget()
    report = verify_site(reference=reference)
    if report.ok:
        # Whatever version wrote the backup: its tables are what this one would have written.
        versions.mark()
    return Restored(
        streams=int(facts["streams"]), events=int(facts["events"]), files=int(facts["files"]), report=report
    )


class ledger_migrated:  # noqa: N801  used as a block
    """Bring the tables to ``version`` for the block, and to this program's after it."""

    def __init__(self, version: str) -> None:
        self.version = version

    def __enter__(self) -> None:
        # Tables of other apps (sessions, sign-in) have no data to restore: they are made as this program has them.
        call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())
        call_command("migrate", "records", self.version, verbosity=0, interactive=False, stdout=StringIO())

    def __exit__(self, *_: object) -> None:
        call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())


def _check_version(held: Container) -> None:
    known = {name for app, name in MigrationLoader(connection).disk_migrations if app == "records"}
    if held.facts["data"] not in known:
        raise Damaged(
            f"备份的数据版本 {held.facts['data']} 本程序不认识", where=str(held.path),
            hint=f"用 {held.facts['program']} 或更新的程序恢复",
        )  # fmt: skip


def _key_of(held: Container, words: Words, key: Path | None) -> bytes:
    if key is not None:
        return key.read_bytes()
    if KEY not in held.names:
        raise FazhiError(
            "这份备份里没有主密钥，没有密钥打不开密封的个人信息", code="F314", where=str(held.path),
            hint="用 --key 指明另行保管的 site.key",
        )  # fmt: skip
    return passphrase.unwrapped(held.read(KEY), words(), FORMAT)


def _bytes_of(key_file: bytes, source: Path) -> bytes:
    try:
        return bytes.fromhex(key_file.decode("ascii").split()[1])
    except (UnicodeDecodeError, IndexError, ValueError) as error:
        raise FazhiError("主密钥文件写法不对", code="F314", where=str(source)) from error


def _check_ledger(held: Container, reference: Checkpoint | str | None) -> None:
    report = verify_export(held.lines(LEDGER), checkpoint=reference)
    if not report.ok:
        first = report.findings[0]
        raise Damaged(
            f"账本核对不符（{len(report.findings)} 处）：{first.message}", where=first.stream or str(held.path)
        )
    if report.events != held.facts["events"] or report.streams != held.facts["streams"]:
        raise Damaged("账本的件数与清单不符", where=str(held.path))


def _check_empty(held: Container, key_file: bytes) -> None:
    if tables_there() and Event.objects.exists():
        raise NotEmpty(
            "数据库里已经有记录，没有改动", where=_database(), hint="恢复须用空的站点：另设 FAZHI_HOME 或另建数据库"
        )
    present = site.home() / "keys" / "site.key"
    if present.exists() and present.read_bytes() != key_file:
        raise NotEmpty(
            "这个文件夹里已有另一把主密钥，没有改动", where=str(present), hint="另选一个空文件夹：FAZHI_HOME=文件夹"
        )
    folder = site.home() / "evidence"
    foreign = {path.name for path in folder.glob("*/*/*")} - {name.split("/")[1] for name in held.under("evidence")}
    if foreign:
        raise NotEmpty(
            "这个文件夹里已有别的附件，没有改动", where=str(folder), hint="另选一个空文件夹：FAZHI_HOME=文件夹"
        )


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _files(held: Container, key_file: bytes, told: Told) -> None:
    for name in ("keys", "evidence"):
        (site.home() / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    site.write_new(site.home() / "keys" / "site.key", key_file)
    names = held.under("evidence")
    for done, name in enumerate(names, 1):
        digest, body = name.split("/")[1], held.read(name)
        if sm3_hex(body) != digest:
            raise Damaged(f"{name} 的内容与文件名不符", where=str(held.path))
        evidence.keep(digest, body)
        told("附件", done, len(names))
    for name in held.under("checkpoints"):
        checkpoints.write(int(Path(name).stem), held.read(name).removesuffix(b"\n"))


def _tables(held: Container) -> None:
    for name in held.under("tables"):
        lines = held.lines(name)
        head = json.loads(next(lines))
        put_back(head["table"], head["columns"], _rows(lines, head))


def _rows(lines: Iterator[bytes], head: dict[str, Any]) -> Iterator[list[Any]]:
    binary = {place for place, column in enumerate(head["columns"]) if column in head["binary"]}
    for line in lines:
        row = json.loads(line)["row"]
        yield [
            base64.b64decode(value) if place in binary and value is not None else value
            for place, value in enumerate(row)
        ]


def _events(held: Container, told: Told) -> None:
    """Put the events back: the bytes as they are, the columns made from them as an act makes them."""
    streams = {head.key: head.id for head in ledger.all_heads()}
    lines, total = held.lines(LEDGER), int(held.facts["events"])
    next(lines)
    some: list[ledger.Row] = []
    for done, line in enumerate(lines, 1):
        body = line.removesuffix(b"\n")
        event: envelope.Event = parse_body(body)
        if event.stream not in streams:
            raise Damaged("流表里没有账本中的这条流", where=event.stream)
        some.append(row_of(streams[event.stream], body, event, hash_of(body)))
        if len(some) == _ROWS:
            ledger.insert(some)
            some = []
        if done % _ROWS == 0 or done == total:
            told("账本", done, total)
    ledger.insert(some)
