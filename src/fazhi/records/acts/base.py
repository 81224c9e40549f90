"""What every act has in common: who, once, in one transaction, in order, and written before it is answered.

Statements an act costs here: BEGIN; one for actor and idempotency; one to lock its streams; one INSERT of its events;
one UPDATE of each stream; one INSERT of the idempotency key; COMMIT. An act on a matter adds one UPDATE of its row and
one or two for its tasks; what is sealed one INSERT, evidence two, and on PostgreSQL the row and the keys one SELECT.
There they are sent together: the server is waited for twice, for who may and what is locked, and for the rest. On
SQLite rights that are known are confirmed by the statement that locks (``rights``): one less.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import IntegrityError, OperationalError, connection

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import envelope
from fazhi.kernel.ledger.building import build_event
from fazhi.kernel.ledger.canonical import JsonInput, writer
from fazhi.kernel.ledger.envelope import Event, Evidence, Occurred, hash_of, stamp
from fazhi.kernel.ledger.sealed import Sealed
from fazhi.kernel.making import maker
from fazhi.records import access, chance, clock, ledger, rights
from fazhi.records.access import Actor, Grants, Role
from fazhi.records.evidence import Attached
from fazhi.records.ledger import Conflict, Head, Row
from fazhi.records.vault import ItemRow, Private, StreamVault

P = ParamSpec("P")
Result = Mapping[str, Any]

_as_json = writer(separators=(": ", ", "))


class ActRefused(FazhiError):
    """What was asked cannot be done as asked; nothing was written. ``field`` names the form field at fault, if any."""

    code = "F230"

    def __init__(
        self, message: str, *, field: str | None = None, where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.field = field


class _Again(Exception):
    """The form was done before; its stored result. What was begun meanwhile is taken back."""

    def __init__(self, done: str) -> None:
        super().__init__(done)
        self.done = done


class Busy(FazhiError):
    """The database could not be reached or locked in time; nothing was written."""

    code = "F212"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who decided on paper and who handled it: person keys. Leaders sign on paper and may never sign in.

    ``voucher`` says where the signature is seen: the SM3 of a scan with its page, or words for a paper still to come
    (``None``: 待补凭证, which blocks archiving and nothing else).
    """

    decider: str | None = None
    handler: str | None = None
    voucher: str | None = None
    page: str | None = None

    def data(self) -> dict[str, JsonInput]:
        """Return what stands in ``data.signed`` of the event: only what was said."""
        given = {"decider": self.decider, "handler": self.handler, "voucher": self.voucher, "page": self.page}
        return {name: value for name, value in given.items() if value is not None}


_actor, _evidence, _private = maker(envelope.Actor), maker(Evidence), maker(Private)


@dataclass(slots=True)
class Act:
    """One running act. ``recorded`` is fixed when its streams are locked and never lies before what stands in them.

    A ``rehearsal`` is taken back as a whole: it keeps no file.
    """

    id: str
    actor: Actor
    now: datetime
    recorded: datetime
    _begun: rights.Beginning
    _grants: Grants | None = None
    rehearsal: bool = False
    heads: dict[str, Head] = field(default_factory=dict)
    _rows: list[Row] = field(default_factory=list)
    _touched: dict[str, Head] = field(default_factory=dict)
    _vaults: dict[str, StreamVault] = field(default_factory=dict)
    _items: list[ItemRow] = field(default_factory=list)
    _files: dict[str, Attached] = field(default_factory=dict)
    _links: list[tuple[int, int, str, str, str, str, str]] = field(default_factory=list)

    @property
    def grants(self) -> Grants:
        """What the actor may do. Raises Denied for an account that may nothing, _Again when the form was done before.

        Read with the lock of the streams at the latest; asked with that where rights are known, or a server is asked.
        """
        if self._grants is None:
            self._grants, done = self._begun.read()
            if done is not None:
                raise _Again(done)
        return self._grants

    @property
    def today(self) -> date:
        """The day on which the act is recorded."""
        return self.recorded.date()

    def lock(self, *keys: str) -> None:
        """Lock all the streams the act will write, in one go, before its first event.

        The clock may have gone back: then the act is recorded at the last recorded time, and says so in its events.
        """
        new = [key for key in keys if key not in self.heads]
        if not new:
            return
        if self.heads:
            raise RuntimeError("an act locks its streams once; name them all in the first call")
        asks = self._begun.asks if self._grants is None and len(new) == 1 else None
        if asks is None:
            self.heads = ledger.lock(new)
        else:
            self.heads, mark = ledger.lock_and_ask(new[0], *asks)
            self._begun.saw(mark)
        self.judged()
        latest = max(head.last_recorded for head in self.heads.values())
        if latest > stamp(self.recorded):
            self.recorded = datetime.fromisoformat(latest)

    def judged(self) -> None:
        """Refuse the act unless its actor may act at all and it was not done before: raises as ``grants``."""
        _ = self.grants

    def expect(self, key: str, seq: int) -> None:
        """Refuse the act with Conflict unless stream ``key`` has exactly ``seq`` events."""
        head = self.heads[key]
        if head.count != seq:
            since = tuple(ledger.events(key, after=seq)) if seq < head.count else ()
            raise Conflict(key, expected=seq, found=head.count, since=since)

    def event(
        self,
        stream: str,
        type: str,
        data: Mapping[str, JsonInput],
        *,
        occurred: date | datetime | Occurred | None = None,
        step: str | None = None,
        run: int | None = None,
        pack_digest: str | None = None,
        private: Mapping[str, Private] | None = None,
        files: Sequence[Attached] = (),
        expected: int | None = None,
    ) -> Event:
        """Add one event to ``stream`` (locked before) and return it as it will be read; stored by ``finish``.

        ``occurred``: a day, a minute, or None for now. ``private``: path -> personal value, sealed into the vault.
        ``files``: evidence already on disk; their names are sealed. ``expected``: the events the caller knew of.
        """
        if expected is not None:
            self.expect(stream, expected)
        head = self.heads[stream]
        behind = 0 if self.recorded is self.now else int((self.recorded - self.now).total_seconds())
        names = {f"evidence.{i}.name": _private(cls="file", value=f.file.name) for i, f in enumerate(files)}
        body, event = build_event(
            stream=stream,
            seq=head.count + 1,
            prev=head.hash,
            type=type,
            act_id=self.id,
            actor=_actor(account=self.actor.login, post=self.actor.post, unit=self.actor.unit),
            recorded=self.recorded,
            occurred=self._occurred(occurred),
            data={**data, "clock_behind": behind} if behind > 0 else data,
            pack_digest=pack_digest,
            step=step,
            run=run,
            sealed=self._seal(stream, head, {**(private or {}), **names}),
            evidence=[_evidence(sm3=f.file.sm3, sha256=f.file.sha256, size=f.file.size) for f in files],
        )
        head.count, head.hash, head.last_recorded = event.seq, hash_of(body), event.recorded
        self._touched[stream] = head
        self._rows.append(row_of(head.id, body, event, head.hash))
        for i, attached in enumerate(files):
            self._files[attached.file.sm3] = attached
            link = (head.id, event.seq, attached.slot, step or "", attached.pages, f"evidence.{i}.name")
            self._links.append((*link, attached.file.sm3))
        return event

    def _seal(self, stream: str, head: Head, values: Mapping[str, Private]) -> dict[str, Sealed]:
        if not values:
            return {}
        if stream not in self._vaults:
            self._vaults[stream] = StreamVault(head)
        sealed, rows = self._vaults[stream].seal(head.count + 1, values)
        self._items += rows
        return sealed

    def _occurred(self, moment: date | datetime | Occurred | None) -> Occurred:
        if isinstance(moment, Occurred):
            return moment
        if moment is None or isinstance(moment, datetime):
            return Occurred.at_minute(moment or self.recorded)
        if moment > self.today:
            raise ActRefused(
                f"发生日期 {moment.isoformat()} 晚于今天 {self.today.isoformat()}",
                field="occurred",
                hint="请核对日期；尚未发生的事不能先行登记",
            )
        return Occurred.on(moment)

    def require(self, path: str, *roles: Role) -> None:
        """Refuse the act unless the actor has one of ``roles`` over the unit at ``path``."""
        if not self.grants.covers(path, roles):
            words = "、".join(role.cn for role in roles)
            raise access.Denied(
                f"您没有这个单位的“{words}”权限", where=path.rstrip("/"), hint="请与本单位或县局管理员联系"
            )

    def finish(self) -> None:
        """Write the events and the heads of their streams. The transaction is committed by ``act``."""
        if not self._rows:
            return
        heads = list(self._touched.values())
        if not ledger.insert(self._rows, heads):
            ledger.advance(heads)
        if self._items:
            ledger.add_vault_items(self._items)
        if self._links:
            moment = stamp(self.recorded)
            files = [(a.file.sm3, a.file.sha256, a.file.size, a.file.kind, a.file.marks) for a in self._files.values()]
            ledger.add_evidence([(*file, moment) for file in files], self._links)
        self._rows.clear()


_row = maker(Row)


def row_of(stream_id: int, body: bytes, event: Event, digest: str) -> Row:
    """Return the columns that are copied from ``body``; ``fazhi verify`` makes them again and compares."""
    return _row(
        stream_id=stream_id,
        seq=event.seq,
        body=body,
        hash=digest,
        type=event.type,
        step=event.step or "",
        act_id=event.act_id,
        account=event.actor.account,
        recorded=event.recorded,
        occurred=event.occurred.at,
    )


def act(function: Callable[Concatenate[Act, P], Result]) -> Callable[..., dict[str, Any]]:
    """Make ``function(act, *, …)`` an act: called with ``actor=`` and ``key=`` before its own keywords.

    Returns what the function returned (plain JSON values) with ``act_id``, and ``again: True`` when the same form was
    posted before: then nothing is written, and the answer is that of the first time. Raises Denied, ActRefused,
    Conflict (somebody was quicker), Busy; in each case nothing was written.
    """

    @wraps(function)
    def run(*, actor: Actor, key: str | None = None, **arguments: Any) -> dict[str, Any]:
        try:
            return _once(function, actor, key, arguments)
        except _Again as again:
            return {**json.loads(again.done), "again": True}
        except (IntegrityError, Conflict) as error:
            # On PostgreSQL the second of two equal posts waits for the first and then fails here: it was done.
            done = _done(actor, key)
            if done is not None:
                return done
            if isinstance(error, Conflict):
                raise
            raise _translated(error) from error
        except OperationalError as error:
            raise out_of_order(error) from error

    return run


def _once(
    function: Callable[..., Result], actor: Actor, key: str | None, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    with ledger.Committed():
        now = clock.now()
        begun = rights.Beginning(actor, now.date(), key or "")
        running = Act(id=chance.token_hex(16), actor=actor, now=now, recorded=now, _begun=begun)
        if ledger.serving() is None and begun.asks is None:
            running.judged()
        try:
            result = {**function(running, **arguments), "act_id": running.id}
        except FazhiError:
            running.judged()  # whoever may not, or has done it already, is told that and nothing else
            raise
        running.judged()
        running.finish()
        if key and actor.account_id is not None:
            ledger.remember(actor.account_id, key, running.id, _as_json(result), stamp(running.recorded))
        return result


def _done(actor: Actor, key: str | None) -> dict[str, Any] | None:
    if not key or actor.account_id is None or connection.needs_rollback:
        return None
    _grants, done = rights.Beginning(actor, clock.today(), key).read()
    return None if done is None else {**json.loads(done), "again": True}


def out_of_order(error: OperationalError) -> Busy:
    """Return the refusal for a database that cannot write: full, read-only, busy or gone."""
    text = str(error).lower()
    if "full" in text or "disk i/o" in text or "no space" in text:
        return Busy("磁盘已满或写不进去，您的操作没有写入", hint="请告诉管理员清理磁盘；您填写的内容仍然保留")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return Busy("数据库所在的磁盘只能读，您的操作没有写入", hint="请告诉管理员检查磁盘；您填写的内容仍然保留")
    return Busy("数据库暂时忙或连接中断，您的操作没有写入", hint="请稍候再提交一次；您填写的内容仍然保留")


_TAKEN = {
    "number": "编号刚刚被别人用去",
    "account": "账号名已经用过",
    "unit": "单位代码已经用过",
    "person": "人员编码已经用过",
    "offlinestub": "这个编号已经登记",
}


def _translated(error: IntegrityError) -> FazhiError:
    """Return the refusal that a violated constraint stands for; SQLite and PostgreSQL name it differently."""
    text = str(error)
    if "event_once_per_place" in text or "records_event.seq" in text:
        return Conflict("", expected=0, found=1)
    for table, words in _TAKEN.items():
        if f"records_{table}." in text or f'"{table}_' in text or f'"records_{table}_' in text:
            return ActRefused(f"{words}，没有写入", hint="请刷新后再提交；您填写的内容仍然保留")
    return ActRefused("与已有的记录重复，或引用了不存在的记录，没有写入", where=text.splitlines()[0][:120])
