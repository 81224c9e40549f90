"""A county of a million matters as lists need them: rows by bulk insert, no events. Never verified, only listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction

from fazhi.records import site
from fazhi.records.access import SYSTEM, Role
from fazhi.records.acts import accounts, organisation
from fazhi.records.ledger.carrying import put_back
from fazhi.records.models import Matter, Person, Unit

TODAY = date(2026, 11, 20)
TOWNS, OFFICES = 20, ("jjb", "nyb", "dzb")
KINDS = (
    ("legality_review", "合法性审查"),
    ("disclosure_request", "政府信息公开申请"),
    ("major_decision", "重大行政决策"),
)
FIRST = 1000
"""Keys of streams below are those of units."""
_STARTS = date(2020, 1, 1)
_STREAM = ("id", "key", "kind", "count", "head", "last_recorded")
_MATTER = (
    "stream_id", "number", "title", "procedure", "procedure_title", "pack_digest", "unit_id", "unit_path", "handler_id",
    "state", "stage", "outcome", "opened", "closed", "archived", "archive_number", "urgent", "findings", "late_entries",
    "vouchers_owed", "next_due", "parent_id", "last_recorded", "refreshed", "standing",
)  # fmt: skip
_TASK = (
    "matter_id", "kind", "name", "run_key", "title", "unit_id", "posts", "person_id", "due", "work_by", "provisional",
    "statutory", "basis", "since", "paused",
)  # fmt: skip


def fill(count: int) -> bool:
    """Make the county with ``count`` matters unless it is there; say whether it was made."""
    call_command("migrate", verbosity=0, interactive=False)
    site.ensure()
    if Matter.objects.count() >= count:
        _share(count)
        return False
    if not Unit.objects.exists():
        _county()
    offices = list(Unit.objects.filter(kind="office").order_by("code").values_list("pk", "path", "code"))
    people = dict(Person.objects.values_list("key", "pk"))
    rows = [(pk, path, people[f"p-{code}"]) for pk, path, code in offices]
    for start in range(0, count, 50_000):
        numbers = range(start + 1, min(start + 50_000, count) + 1)
        with transaction.atomic():
            put_back(
                "records_stream", _STREAM, ((FIRST + n, f"matter/{n}", "matter", 1, "0" * 64, "x") for n in numbers)
            )
            put_back("records_matter", _MATTER, (_matter(n, count, rows) for n in numbers))
            put_back("records_task", _TASK, (task for n in numbers for task in _tasks(n, count, rows)))
    _share(count)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _share(count: int) -> None:
    """Let somebody whose office has no matters see one in two hundred, and a town one in five hundred."""
    if not Unit.objects.filter(code="county-law").exists() and Person.objects.filter(key="p-counsel").exists():
        _seat()
    if Person.objects.filter(key="p-counsel").exists():
        return
    organisation.create_person(actor=SYSTEM, unit="county", name="某律师", person="p-counsel")
    accounts.create_account(
        actor=SYSTEM, login="counsel", person="p-counsel", unit="county", password="bench-only-1",
        hashed=make_password("bench-only-1"), created=_STARTS, must_change=False,
    )  # fmt: skip
    _seat()
    person, town = Person.objects.get(key="p-counsel").pk, Unit.objects.get(code="town-07").pk
    shared = ((FIRST + n, person, None) for n in range(50, count + 1, 200))
    invited = ((FIRST + n, None, town) for n in range(99, count + 1, 500))
    with transaction.atomic():
        put_back(
            "records_participant",
            ("key", "matter_id", "person_id", "unit_id", "role", "starts", "ends"),
            (
                (f"bench-{matter}-{who or ''}", matter, who, unit, "view", _STARTS.isoformat(), None)
                for matter, who, unit in (*shared, *invited)
            ),
        )


def _seat() -> None:
    """Give the one who only takes part a post: without any he would be outside, and have no list of matters."""
    organisation.create_unit(
        actor=SYSTEM, code="county-law", name="测速县法律服务所", short="法律服务所", kind="office", starts=_STARTS,
        parent="county",
    )  # fmt: skip
    organisation.appoint(
        actor=SYSTEM, person="p-counsel", unit="county-law", post="counsel", role=Role.VIEW, starts=_STARTS
    )


def _county() -> None:
    hashed = make_password("bench-only-1")

    def unit(code: str, name: str, kind: str, parent: str | None) -> None:
        organisation.create_unit(
            actor=SYSTEM, code=code, name=name, short=name[:8], kind=kind, starts=_STARTS, parent=parent
        )

    def person(login: str, where: str, post: str, role: Role) -> None:
        key = f"p-{login}"
        organisation.create_person(actor=SYSTEM, unit=where, name=f"某{login[-6:]}", person=key)
        organisation.appoint(actor=SYSTEM, person=key, unit=where, post=post, role=role, starts=_STARTS)
        accounts.create_account(
            actor=SYSTEM, login=login, person=key, unit=where, password="bench-only-1", hashed=hashed,
            created=_STARTS, must_change=False,
        )  # fmt: skip

    unit("county", "测速县司法局", "county_bureau", None)
    person("sfj-sc", "county", "county_reviewer", Role.COUNTY)
    for town in range(TOWNS):
        code = f"town-{town:02}"
        unit(code, f"第{town:02}镇", "township", "county")
        person(f"{code}-fg", code, "leader", Role.LEAD)
        for office in OFFICES:
            unit(f"{code}-{office}", f"第{town:02}镇{office}", "office", code)
            person(f"{code}-{office}", f"{code}-{office}", "handler", Role.WORK)


def _drawn(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


def _matter(number: int, count: int, rows: list[tuple[int, str, int]]) -> tuple[object, ...]:
    """Return one row: older ones are archived, one in a hundred is open and older, the last twentieth is at work."""
    drawn = _drawn(number)
    unit, path, handler = rows[drawn[0] * 256 + drawn[1] - (drawn[0] * 256 + drawn[1]) // len(rows) * len(rows)]
    opened = TODAY - timedelta(days=(count - number) * 2000 // count)
    kind, title = KINDS[0 if drawn[2] < 170 else 1 if drawn[2] < 240 else 2]
    open_ = number > count * 19 // 20 or drawn[3] < 2
    closed = None if open_ else (opened + timedelta(days=20 + drawn[4] % 20)).isoformat()
    archived = None if open_ or drawn[5] < 30 else (opened + timedelta(days=50)).isoformat()
    due = (TODAY + timedelta(days=drawn[6] % 60 - 6)).isoformat() if open_ and drawn[7] < 200 else None
    return (
        FIRST + number, f"第{unit}收〔{opened.year}〕{number}号", f"第{number}件测速事项", kind, title, "0" * 64, unit,
        path,
        handler, "在办：审查意见书" if open_ else "已办结", "审查", "", opened.isoformat(), closed, archived, "",
        drawn[8] < 3, int(drawn[9] < 3), int(drawn[10] < 5), int(drawn[11] < 5), due, None, f"{opened}T09:00:00+08:00",
        TODAY.isoformat(), 0 if open_ else 2 if archived is None else 3,
    )  # fmt: skip


def _tasks(number: int, count: int, rows: list[tuple[int, str, int]]) -> Iterator[tuple[object, ...]]:
    made = _matter(number, count, rows)
    if made[13] is None:
        yield (
            FIRST + number, "step", "opinion", "", "出具审查意见书", made[6], "|reviewer|", None, made[20], made[20],
            False, False, "本县（镇）设定，无法定期限", made[12], False,
        )  # fmt: skip
