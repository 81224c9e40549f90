"""Those we are measured beside, each with ``step(n, rows)``: one more step, committed with the same durability.

``rows`` are the events our own act just wrote: the bare insert writes the same bytes, the audit row holds as many.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.db import connections, transaction

from fazhi.records.ledger import Row

PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")
COLUMNS = ("stream_id", "seq", "body", "hash", "type", "step", "act_id", "account", "recorded", "occurred")


class Contestant(Protocol):
    """Somebody who records one step at a time."""

    name: str

    def step(self, n: int, rows: Sequence[Row]) -> None:
        """Record step ``n``, durable when this returns."""
        ...

    def synchronous(self) -> str:
        """Return what its connection answers when asked how durable it is."""
        ...


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection as the site's own are: WAL, FULL, and transactions begun by hand."""
    path.unlink(missing_ok=True)
    made = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        made.execute(pragma)
    return made


def level(made: sqlite3.Connection) -> str:
    """Return PRAGMA synchronous in words; raise unless it is FULL."""
    found = made.execute("PRAGMA synchronous").fetchone()[0]
    if found != 2:
        raise SystemExit(f"synchronous is {found}, not FULL")
    return "FULL"


def _values(n: int, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Return the columns of ``rows``, at a place of their own in the stream: the same event may come twice."""
    return [
        tuple(n * len(rows) + at if name == "seq" else getattr(row, name) for name in COLUMNS)
        for at, row in enumerate(rows)
    ]


class Bare:
    """The same bytes into a table of the same columns and the same unique index, by the driver alone."""

    name = "bare INSERT (sqlite3)"

    def __init__(self, folder: Path) -> None:
        self._base = opened(folder / "bare.sqlite3")
        self._base.execute(
            "CREATE TABLE event (id INTEGER PRIMARY KEY, stream_id INTEGER, seq INTEGER, body BLOB, hash TEXT, "
            "type TEXT, step TEXT, act_id TEXT, account TEXT, recorded TEXT, occurred TEXT, UNIQUE (stream_id, seq))"
        )
        holes = ", ".join("?" * len(COLUMNS))
        self._sql = f"INSERT INTO event ({', '.join(COLUMNS)}) VALUES ({holes})"

    def step(self, n: int, rows: Sequence[Row]) -> None:
        """Insert the rows and commit."""
        values = _values(n, rows)
        self._base.execute("BEGIN IMMEDIATE")
        self._base.executemany(self._sql, values)
        self._base.execute("COMMIT")

    def synchronous(self) -> str:
        """Return the answer of the connection."""
        return level(self._base)


class BarePostgres:
    """The same into a table of the same server, by psycopg alone."""

    name = "bare INSERT (psycopg)"

    def __init__(self) -> None:
        import psycopg

        self._base = psycopg.connect(**connections["peer"].get_connection_params(), autocommit=True)
        self._base.execute("DROP TABLE IF EXISTS bare_event")
        self._base.execute(
            "CREATE TABLE bare_event (id BIGSERIAL PRIMARY KEY, stream_id BIGINT, seq BIGINT, body BYTEA, hash TEXT, "
            "type TEXT, step TEXT, act_id TEXT, account TEXT, recorded TEXT, occurred TEXT, UNIQUE (stream_id, seq))"
        )
        holes = ", ".join(["%s"] * len(COLUMNS))
        self._sql = f"INSERT INTO bare_event ({', '.join(COLUMNS)}) VALUES ({holes})"

    def step(self, n: int, rows: Sequence[Row]) -> None:
        """Insert the rows and commit."""
        with self._base.transaction(), self._base.cursor() as cursor:
            cursor.executemany(self._sql, _values(n, rows))

    def synchronous(self) -> str:
        """Return the answer of the connection."""
        told = self._base.execute("SELECT current_setting('fsync') || '/' || current_setting('synchronous_commit')")
        return str(told.fetchone()[0])


class Fsm:
    """django-fsm-2: a transition, ``save()`` and one row of audit in a transaction."""

    def __init__(self, *, load: bool) -> None:
        from bench.contest.fsm.models import Audit, Case

        self.name = "django-fsm-2, loaded, save(), audit" if load else "django-fsm-2, save(), audit"
        self._load, self._audit, self._model = load, Audit, Case
        connection = connections["peer"]
        known = connection.introspection.table_names()
        with connection.schema_editor() as editor:
            for model in (Case, Audit):
                if model._meta.db_table not in known:
                    editor.create_model(model)
        self._case = Case(
            number="柳收〔2026〕1号",
            title="集镇公厕改造工程施工合同",
            unit="liuhe",
            handler="p-1",
            opened=date(2026, 1, 5),
        )
        self._case.save(using="peer")

    def step(self, n: int, rows: Sequence[Row]) -> None:
        """Make the next transition and save."""
        with transaction.atomic(using="peer", durable=True):
            case = self._model.objects.using("peer").get(pk=self._case.pk) if self._load else self._case
            (case.send, case.accept, case.grade)[n % 3]()
            case.changed = rows[-1].recorded
            case.save(using="peer")
            self._audit.objects.using("peer").create(
                case=case, actor=rows[-1].account, action=case.state, at=rows[-1].recorded,
                body="".join(bytes(row.body).decode() for row in rows),
            )  # fmt: skip

    def synchronous(self) -> str:
        """Return the answer of the connection."""
        connection = connections["peer"]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            return level(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('fsync') || '/' || current_setting('synchronous_commit')")
            return str(cursor.fetchone()[0])


class Spiff:
    """SpiffWorkflow: the next user task done, the serialized state stored.

    ``behind`` steps were done before, in a loop of ten tasks; without it, ten tasks in a row and then a new case.
    ``load``: the state is read from the database at each step, as a web server must, instead of being kept in memory.
    """

    def __init__(self, folder: Path, *, load: bool, behind: int = 0) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        self.name = "SpiffWorkflow, " + ("loaded, stored" if load else "kept, stored")
        self.name += f", {behind:,} behind" if behind else ""
        self._load, self._loop = load, behind > 0
        parser = BpmnParser()
        parser.add_bpmn_str(bpmn(loop=self._loop).encode())
        self._spec = parser.get_spec("ten")
        self._new = BpmnWorkflow
        self._serializer = BpmnWorkflowSerializer()
        self._base = opened(folder / f"spiff-{load}-{behind}.sqlite3")
        self._base.execute("CREATE TABLE flow (id INTEGER PRIMARY KEY, state TEXT, changed TEXT)")
        self._flow = self._begun()
        for n in range(behind):
            self._do(self._flow, n, "p-1", "2026-03-02")
        self._store(self._flow, "")

    def _begun(self) -> Any:
        flow = self._new(self._spec)
        flow.do_engine_steps()
        return flow

    def _store(self, flow: Any, changed: str) -> None:
        self._base.execute(
            "INSERT INTO flow (id, state, changed) VALUES (1, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, changed = excluded.changed",
            (self._serializer.serialize_json(flow), changed),
        )

    def _do(self, flow: Any, n: int, decider: str, on: str) -> None:
        from SpiffWorkflow import TaskState

        task = flow.get_next_task(state=TaskState.READY, manual=True)
        task.data[f"step_{n % 10}"] = {"outcome": "办结", "decider": decider, "on": on}
        task.run()
        flow.do_engine_steps()

    def step(self, n: int, rows: Sequence[Row]) -> None:
        """Do the next user task and store the state; begin again after the tenth."""
        self._base.execute("BEGIN IMMEDIATE")
        flow = self._flow
        if self._load:
            text = self._base.execute("SELECT state FROM flow WHERE id = 1").fetchone()[0]
            flow = self._serializer.deserialize_json(text)
        self._do(flow, n, rows[-1].account, rows[-1].occurred)
        if flow.is_completed():
            flow = self._flow = self._begun()
        self._store(flow, rows[-1].recorded)
        self._base.execute("COMMIT")

    def synchronous(self) -> str:
        """Return the answer of the connection."""
        return level(self._base)


def bpmn(*, loop: bool) -> str:
    """Return a process of ten user tasks in a row; with ``loop`` the first follows the tenth for ever."""
    tasks = [
        f'<userTask id="t{n}" name="第{n}步"><incoming>f{n}</incoming><outgoing>f{n + 1}</outgoing></userTask>'
        for n in range(10)
    ]
    names = ["start", *(f"t{n}" for n in range(10)), "again" if loop else "end"]
    flows = [
        f'<sequenceFlow id="f{n}" sourceRef="{names[n]}" targetRef="{names[n + 1]}"/>' for n in range(len(names) - 1)
    ]
    end = "f10"
    if loop:
        end = "stop"
        tasks[0] = tasks[0].replace("<incoming>f0</incoming>", "<incoming>f0</incoming><incoming>back</incoming>")
        tasks.append(
            '<exclusiveGateway id="again" default="stop"><incoming>f10</incoming><outgoing>back</outgoing>'
            "<outgoing>stop</outgoing></exclusiveGateway>"
        )
        flows += [
            '<sequenceFlow id="back" sourceRef="again" targetRef="t0"><conditionExpression>True</conditionExpression>'
            "</sequenceFlow>",
            '<sequenceFlow id="stop" sourceRef="again" targetRef="end"/>',
        ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="fazhi:bench">'
        '<process id="ten" isExecutable="true"><startEvent id="start"><outgoing>f0</outgoing></startEvent>'
        f'{"".join(tasks)}<endEvent id="end"><incoming>{end}</incoming></endEvent>{"".join(flows)}'
        "</process></definitions>"
    )


def size_of(rows: Sequence[Row]) -> int:
    """Return the bytes of the events."""
    return sum(len(row.body) for row in rows)
