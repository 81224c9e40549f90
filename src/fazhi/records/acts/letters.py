"""Acts on letters from the portal: taken in, read (each look on record), put down to a matter, or set aside.

A letter belongs to the stream of the unit it was sent to; what it says is sealed in the event of its arrival.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from fazhi.formats.letters import LetterError, lookup, open_letter
from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import Event
from fazhi.packs import procedures
from fazhi.records import organisation, vault
from fazhi.records.access import SYSTEM, Actor, Denied, Grants, Role
from fazhi.records.acts import projecting
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.looks import stream_of as looks_of
from fazhi.records.acts.organisation import stream_of
from fazhi.records.models import Letter, Matter, Unit
from fazhi.records.publishing.keys import inbox_key
from fazhi.records.vault import Private

NEW: Final = "new"
KEPT: Final = "kept"
ASIDE: Final = "aside"
OPENED: Final = "opened"
ANSWERED: Final = "answered"
PASSED_ON: Final = "passed_on"
KINDS: Final = {"request": "申请", "comment": "意见", "problem": "反映问题"}
STATES: Final = {
    NEW: "新到",
    KEPT: "已登记",
    OPENED: "已立项",
    ASIDE: "不予登记",
    ANSWERED: "已答复",
    PASSED_ON: "已转送",
}
PATH: Final = "letter"


def take_in(number: str, letter: bytes) -> str:
    """Take a closed letter in for the unit it names and return that unit's code, nothing where it was taken before.

    Raises LetterError for one that is not closed to this site or does not say what a letter says.
    """
    if Letter.objects.filter(number=number).exists():
        return ""
    try:
        said = json.loads(open_letter(inbox_key(), letter, number))
        fields = {str(name): str(value) for name, value in said["fields"].items()}
        kind, code, sent = str(said["kind"]), str(said["code"]), str(said["sent"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LetterError("信件的内容读不懂", where=number) from error
    if kind not in KINDS or said.get("number") != number:
        raise LetterError("信件的内容读不懂", where=number)
    record = str(said.get("record", ""))[:120]
    unit = _addressee(fields.pop("body", ""), record)
    _arrived(
        actor=SYSTEM, unit=unit.code, number=number, kind=kind, procedure=str(said.get("procedure", ""))[:64],
        record=record, sent=sent[:40], key_=lookup(number, code), fields=fields, about=str(said.get("about", ""))[:300],
    )  # fmt: skip
    return unit.code


def _addressee(code: str, record: str) -> Unit:
    """Return the body a letter goes to: that of the matter it speaks of, else the one chosen, else the topmost."""
    matter = Matter.objects.filter(number=record).first() if record else None
    if matter is not None:
        home = "/".join(matter.unit_path.split("/")[:2]) + "/"
        found = Unit.objects.filter(path=home).first()
    else:
        found = Unit.objects.filter(code=code).first()
    found = found or Unit.objects.order_by("path").first()
    if found is None:
        raise LedgerError("这个站点还没有单位")
    return found


@act
def _arrived(
    running: Act, *, unit: str, number: str, kind: str, procedure: str, record: str, sent: str, key_: str,
    fields: Mapping[str, str], about: str,
) -> Result:  # fmt: skip
    running.lock(stream_of(unit))
    data: dict[str, JsonInput] = {
        "unit": unit, "number": number, "kind": kind, "procedure": procedure, "record": record, "sent": sent,
        "lookup": key_, "arrived": running.today.isoformat(),
    }  # fmt: skip
    content = json.dumps({"about": about, "fields": dict(fields)}, ensure_ascii=False, sort_keys=True)
    event = running.event(
        stream_of(unit), "letter_arrived", data, private={PATH: Private(cls="free", value=content)}
    )  # fmt: skip
    projecting.write(organisation.changes(event))
    return {"number": number}


def readable(grants: Grants, letter: Letter) -> bool:
    """Return whether somebody may open a letter: who receives such for the body it was sent to, and who leads that.

    Receiving is a post's: that which does the first step of what the letter opens, for others any such post.
    """
    posts = receivers(letter.procedure)
    held = any(post in posts and path.startswith(letter.unit.path) for post, _, path in grants.held)
    return held or grants.covers(letter.unit.path, [Role.LEAD])


def receivers(procedure: str = "") -> frozenset[str]:
    """Return the posts that do the first step of what residents may ask for (of one procedure, where it is given)."""
    asked = [procedures.get(name) for name in procedures.ids() if not procedure or name == procedure]
    return frozenset(post for one in asked if one.inbox is not None for post in one.steps[one.opens].posts)


def read(*, actor: Actor, letter: Letter, page: str) -> Mapping[str, Any]:
    """Return what a letter says (``about`` and ``fields``), after recording that ``actor`` saw it. Raises Denied."""
    _looked(actor=actor, letter=letter.number, page=page)
    opened = vault.open_fields(stream_of(letter.unit.code), [letter.seq])
    opening = opened.get((letter.seq, PATH))
    return {"about": "", "fields": {}} if opening is None else json.loads(str(opening.value))


@act
def _looked(running: Act, *, letter: str, page: str) -> Result:
    held = _held(running, letter)
    stream = looks_of(held.unit.code, running.today.isoformat())
    running.lock(stream)
    running.event(stream, "looked", {"letter": held.number, "page": page, "classes": ["free"], "fields": 1})
    return {}


@act
def keep(running: Act, *, letter: str, matter: str, opened: bool = False) -> Result:
    """Put a letter down to a matter: the one it opened, or the one it speaks of.

    ``opened``: a problem for which this matter was opened, so that its sender is told how it goes on.
    """
    held = _held(running, letter)
    running.lock(stream_of(held.unit.code))
    _open(held, matter)
    row = Matter.objects.filter(stream__key=matter).first()
    if row is None:
        raise ActRefused("没有这个事项", field="matter")
    _moved(running, held, "letter_kept", {"state": OPENED if opened else KEPT, "matter": matter, "reason": ""})
    return {"number": held.number}


@act
def set_aside(running: Act, *, letter: str, reason: str) -> Result:
    """Set a letter aside; the reason is told to its sender."""
    held = _held(running, letter)
    running.lock(stream_of(held.unit.code))
    _open(held)
    words = " ".join(reason.split())
    if not 4 <= len(words) <= 200:
        raise ActRefused("理由应为 4 至 200 字", field="reason", hint="提交的人查进度时会看到")
    _moved(running, held, "letter_kept", {"state": ASIDE, "matter": "", "reason": words})
    return {"number": held.number}


@act
def answer(running: Act, *, letter: str, words: str, passed_to: str = "") -> Result:
    """Answer a problem, or pass it on to the body ``passed_to`` and say so: its sender reads it by number and code.

    What is a request is answered by its matter, what is a comment by the summary of all; they are refused here.
    """
    held = _held(running, letter)
    running.lock(stream_of(held.unit.code))
    _open(held)
    if held.kind != "problem":
        raise ActRefused("申请、意见随事项办理，不在这里答复", where=held.number, hint="登记为事项，或者收入事项")
    said, to = " ".join(words.split()), " ".join(passed_to.split())
    reason = f"转送{to}：{said}" if to else said
    if len(said) < 4 or len(reason) > 200:
        raise ActRefused("答复应为 4 至 200 字", field="words", hint="提交的人凭登记号和查询码看到全文")
    _moved(running, held, "letter_kept", {"state": PASSED_ON if to else ANSWERED, "matter": "", "reason": reason})
    return {"number": held.number}


def _held(running: Act, number: str) -> Letter:
    held = Letter.objects.select_related("unit").filter(number=number).first()
    if held is None:
        raise ActRefused("没有这封信件", where=number[:20])
    if not readable(running.grants, held):
        raise Denied("您无权查看这封信件", where=held.number, hint="它是交给别的单位的")
    return held


def _open(held: Letter, matter: str = "") -> None:
    held.refresh_from_db()
    if held.state != NEW and (not matter or held.matter != matter):
        raise ActRefused("这封信件已经处理过", where=held.number, hint="刷新后看处理结果")


def _moved(running: Act, held: Letter, kind: str, said: Mapping[str, str]) -> Event:
    data: dict[str, JsonInput] = {
        "number": held.number,
        "unit": held.unit.code,
        "day": running.today.isoformat(),
        **said,
    }
    event = running.event(stream_of(held.unit.code), kind, data)
    projecting.write(organisation.changes(event))
    return event
