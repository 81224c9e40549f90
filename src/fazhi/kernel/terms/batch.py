"""``fazhi term --batch``: one JSON object a line in, one a line out, in the same order.

The keys are fixed because other programs call them. ``direction`` after counts from the event on; before gives the
latest day for an act that must lie the full term before the event. Unknown keys are refused: a misspelt suspension
that is silently dropped would give a wrong date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fazhi.kernel.calendar import Calendar, parse_date
from fazhi.kernel.errors import FazhiError, TermError
from fazhi.kernel.terms.derivation import Due, compute, compute_before
from fazhi.kernel.terms.sheet import line_text
from fazhi.kernel.terms.spec import EndPolicy, Kind, Suspension, TermSpec, Unit

KEYS = ("id", "start", "amount", "unit", "direction", "rollover", "suspensions", "count_start")
MAX_LINE = 1_000_000


def answers(lines: Iterable[bytes], calendar: Calendar) -> Iterator[dict[str, object]]:
    """One result for each line; a bad one gives ``{"id", "error"}``. Blank lines at the very end are no lines."""
    blanks = 0
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            blanks += 1
            continue
        for missed in range(number - blanks, number):
            yield {"id": None, "error": f"第{missed}行是空行。每行写一个JSON对象"}
        blanks = 0
        yield answer(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, number, calendar)


def answer(raw: bytes, number: int, calendar: Calendar) -> dict[str, object]:
    """The result of one line; ``number`` (from 1) names it in the message."""
    ident: object = None
    try:
        if len(raw) > MAX_LINE:
            raise TermError(f"一行超过{MAX_LINE}字节", hint="每行写一个期限")
        query = _object(raw)
        ident = query.get("id")
        if not isinstance(ident, str | int) or isinstance(ident, bool):
            raise TermError("缺少id，或id不是文字、整数", hint='写成"id": "1"')
        due, silent = due_of(query, calendar)
        return {"id": ident, **result(due, silent)}
    except FazhiError as error:
        plain = ident if isinstance(ident, str | int) else None
        return {"id": plain, "error": f"第{number}行：{error}"}


def result(due: Due, rollover_silent: bool = False) -> dict[str, object]:
    """The fixed output keys without ``id``; ``explain`` is the 期限计算书 line by line."""
    explain = [*(line_text(line) for line in due.lines), due.statement, *due.notes]
    if rollover_silent and due.spec.unit is not Unit.working_day:
        explain.append("未写明末日遇休息日的口径（rollover），按不顺延计算。")
    return {
        "due": due.due.isoformat(),
        "work_by": due.work_by.isoformat(),
        "free_from": due.free_from.isoformat(),
        "provisional": due.provisional,
        "explain": explain,
    }


def due_of(query: Mapping[str, object], calendar: Calendar) -> tuple[Due, bool]:
    """The term that a query object asks for, and whether it left ``rollover`` open. TermError names the key."""
    if unknown := sorted(query.keys() - set(KEYS)):
        raise TermError(f"不认识的键：{'、'.join(unknown)[:80]}", hint=f"可用：{'、'.join(KEYS)}")
    for key in ("start", "amount", "unit"):
        if key not in query:
            raise TermError(f"缺少{key}", hint="start、amount、unit必须写明，没有默认值")
    rollover = _choice(query, "rollover", ("none", "forward"), "none")
    backward = _choice(query, "direction", ("after", "before"), "after") == "before"
    amount, count_start = query["amount"], query.get("count_start", False)
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TermError(f"amount应为整数，不是{json.dumps(amount, ensure_ascii=False)[:40]}", hint="写成20这样的整数")
    if not isinstance(count_start, bool):
        raise TermError("count_start应为true或false")
    spec = TermSpec(
        amount=amount,
        unit=Unit(_choice(query, "unit", tuple(Unit), None)),
        end=EndPolicy.public if rollover == "forward" else EndPolicy.agency,
        kind=Kind.at_least if backward else Kind.within,
        count_start=count_start,
        name="期限",
    )
    start = _day(query["start"], "start")
    count = compute_before if backward else compute
    return count(spec, start, calendar, suspensions=_suspensions(query.get("suspensions", []))), "rollover" not in query


def _object(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise TermError("不是UTF-8文字", hint="把文件另存为UTF-8编码") from error
    except (ValueError, RecursionError) as error:
        raise TermError("不是有效的JSON", hint="每行写一个JSON对象，键和文字用英文双引号") from error
    if not isinstance(value, dict):
        raise TermError("不是JSON对象", hint='写成{"id": "1", "start": …}')
    return value


def _choice(query: Mapping[str, object], key: str, allowed: tuple[str, ...], default: str | None) -> str:
    value = query.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        shown = json.dumps(value, ensure_ascii=False)[:40]
        raise TermError(f"{key}不能是{shown}", hint=f"可用：{'、'.join(str(item) for item in allowed)}")
    return value


def _day(value: object, key: str) -> date:
    if not isinstance(value, str):
        raise TermError(f"{key}应为文字日期", hint='写成"2026-11-21"')
    return parse_date(value)


def _suspensions(value: object) -> tuple[Suspension, ...]:
    if not isinstance(value, list):
        raise TermError("suspensions应为列表", hint='写成[["2026-10-13", "2026-10-30"]]')
    spans = []
    for item in value:
        if not isinstance(item, list) or len(item) != 2:
            raise TermError("suspensions的每一项应为起止两个日期", hint='写成[["2026-10-13", "2026-10-30"]]')
        spans.append(
            Suspension(start=_day(item[0], "suspensions"), end=_day(item[1], "suspensions"), reason="停止计算")
        )
    return tuple(spans)
