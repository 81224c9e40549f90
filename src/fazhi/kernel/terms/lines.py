"""The rows, marks and notes of the 期限计算书, written from a counted term. Wording here, arithmetic in ``count``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fazhi.kernel.calendar import ONE_DAY, WEEKDAYS, Calendar
from fazhi.kernel.terms.count import Span, corresponding, last_counted
from fazhi.kernel.terms.spec import EndPolicy, Kind, Suspension, Unit

if TYPE_CHECKING:
    from fazhi.kernel.terms.derivation import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: 序, 事由, first and last day (both included), 说明, 计入 and 累计 in the term's unit."""

    seq: int
    event: str
    start: date
    end: date
    text: str
    counted: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """One day of a little calendar. ``label`` is what to print: counted number, 起, 停, 止, a holiday's name or 休."""

    day: date
    label: str
    number: int | None = None
    rest: bool = False
    suspended: bool = False
    start: bool = False
    end: bool = False
    extended: bool = False


def build_lines(due: Due) -> tuple[Line, ...]:
    """All rows of a counted term, numbered from 1; their ``counted`` add up to the term with its extensions."""
    if due.backward:
        rows = _backward(due)
    elif due.spec.unit in (Unit.month, Unit.year):
        rows = _by_months(due)
    else:
        rows = _by_days(due)
    lines: list[Line] = []
    total = 0
    for row in [_start_line(due), *rows, *_end_lines(due)]:
        total += row.counted
        lines.append(replace(row, seq=len(lines) + 1, total=total))
    return tuple(lines)


def _row(event: str, start: date, end: date, text: str, counted: int = 0) -> Line:
    return Line(seq=0, event=event, start=start, end=end, text=text, counted=counted, total=0)


def _start_line(due: Due) -> Line:
    day = due.start
    rest = due.calendar.rest_name(day)
    words = [day_cn(day, due.calendar)]
    if due.backward:
        words.append("当日计入" if due.spec.count_start else "当日不计，由此倒推")
        return _row(due.start_note or "后一行为之日", day, day, "，".join(words))
    words.append("当日计入" if due.spec.count_start else "当日不计，自次日起算")
    if rest and due.spec.count_start and due.spec.unit is Unit.working_day:
        words[-1] = "当日为休息日，不是工作日，不计"
    return _row(due.start_note or "起算", day, day, "，".join(words))


def _by_days(due: Due) -> Iterator[Line]:
    """Rows of a term in days: counted stretches, cut where a suspension lies in between or an extension begins."""
    spec, calendar = due.spec, due.calendar
    amount, day = spec.amount, due.counted_from
    budgets: list[tuple[str, str, int]] = [("计入", "", amount)]
    for item in due.extensions:
        amount += item.amount
        basis = f"（{item.basis}）" if item.basis else ""
        words = f"延长{item.amount}{spec.unit.cn}，{month_day(item.decided, due.start)}经{item.approver}决定{basis}"
        budgets.append(("延长", words + (f"，{item.reason}" if item.reason else ""), amount))
    for event, words, budget in budgets:
        last = last_counted(spec, budget, due.start, calendar, due.spans)
        for span, stopped in _stretches(day, last, due.spans):
            if stopped:
                yield _stop_line(due, span)
                continue
            counted = _countable(due, *span)
            text = "；".join(filter(None, (words, _rest_text(span, calendar, due.start, spec.unit))))
            if span[1] == last:
                text += f"；{budget}{spec.unit.cn}至{month_day(last, due.start)}（{WEEKDAYS[last.weekday()]}）届满"
            yield _row(event, *span, text.removeprefix("；") or f"计{counted}{spec.unit.cn}", counted)
            words = ""
        day = last + ONE_DAY


def _by_months(due: Due) -> Iterator[Line]:
    """Rows of a term in months or years: the corresponding day, the extensions, then the suspended days made good."""
    spec = due.spec
    amount = spec.amount
    last = corresponding(spec, amount, due.start)
    missing = not spec.count_start and last.day != due.start.day
    text = f"{amount}{spec.unit.cn}，到期月的" + (
        f"对应日不存在，以月末日{month_day(last, due.start)}为期满之日"
        if missing
        else f"期满之日为{month_day(last, due.start)}"
    )
    yield _row("计入", due.counted_from, last, text + "（《中华人民共和国民法典》第二百零二条）", amount)
    for item in due.extensions:
        amount += item.amount
        first, last = last + ONE_DAY, corresponding(spec, amount, due.start)
        basis = f"（{item.basis}）" if item.basis else ""
        text = f"延长{item.amount}{spec.unit.cn}，{month_day(item.decided, due.start)}经{item.approver}决定{basis}"
        yield _row("延长", first, last, text + (f"，{item.reason}" if item.reason else ""), item.amount)
    days = 0
    for span in due.counted_suspensions:
        days += (span[1] - span[0]).days + 1
        yield _stop_line(due, span)
    if days:
        text = f"停止计算共{days}日，期满之日相应后延至{month_day(due.counted_to, due.start)}"
        yield _row("补足停止的日数", last + ONE_DAY, due.counted_to, text)


def _backward(due: Due) -> Iterator[Line]:
    """Rows of a term solved backwards, in order of time, so that 累计 reaches the full gap at the event."""
    spec, calendar = due.spec, due.calendar
    if spec.unit in (Unit.month, Unit.year):
        for span in due.counted_suspensions:
            yield _stop_line(due, span)
        text = f"其间须隔满{spec.length_cn}（按月、年计的，以对应日为准，《中华人民共和国民法典》第二百零二条）"
        yield _row("隔满", due.counted_from, due.counted_to, text, spec.amount)
        return
    for span, stopped in _stretches(due.counted_from, due.counted_to, due.spans):
        if stopped:
            yield _stop_line(due, span)
        else:
            text = _rest_text(span, calendar, due.start, spec.unit)
            yield _row("计入", *span, f"其间须隔满{spec.length_cn}；{text}".rstrip("；"), _countable(due, *span))


def _end_lines(due: Due) -> Iterator[Line]:
    calendar, base = due.calendar, due.start
    for item in due.suspensions:
        if item.start > due.counted_to:
            text = f"晚于计算的末日{month_day(due.counted_to, base)}，期限已计满，不影响结果"
        elif item.end < due.counted_from:
            text = f"早于计算的首日{month_day(due.counted_from, base)}，不影响结果"
        else:
            continue
        yield _row("停止无效", item.start, item.end, f"{_reason(item)}；{text}".removeprefix("；"))
    if due.backward:
        rest = calendar.rest_name(due.due)
        hint = f"；当日为休息日（{rest}），宜在{month_day(due.work_by, base)}前办" if rest else ""
        yield _row("最迟之日", due.due, due.due, f"{day_cn(due.due, calendar)}，至迟当日完成前一行为{hint}")
    elif due.due != due.counted_to:
        text = f"{month_day(due.counted_to, base)}为休息日（{calendar.rest_name(due.counted_to)}），{_roll_words(due)}"
        yield _row("末日顺延", due.counted_to, due.due, text)


def _roll_words(due: Due) -> str:
    law = "（《中华人民共和国民法典》第二百零三条第一款）" if due.spec.end is EndPolicy.civil else ""
    return f"顺延至其后第一个工作日{month_day(due.due, due.start)}（{WEEKDAYS[due.due.weekday()]}）{law}"


def _stop_line(due: Due, span: Span) -> Line:
    days = (span[1] - span[0]).days + 1
    if due.spec.unit is Unit.working_day:
        working = due.calendar.working_between(span[0] - ONE_DAY, span[1])
        cost = f"期间{working}个工作日不计"
    else:
        cost = f"期间{days}日不计"
    reasons = [_reason(item) for item in due.suspensions if item.start <= span[1] and item.end >= span[0]]
    twice = "；重叠部分只计一次" if len(reasons) > 1 else ""
    return _row("停止计算", *span, f"{'；'.join(dict.fromkeys(reasons))}；{cost}{twice}".removeprefix("；"))


def _reason(item: Suspension) -> str:
    return item.reason + (f"（{item.basis}）" if item.basis else "") + (f"，{item.open}" if item.open else "")


def _stretches(first: date, last: date, spans: tuple[Span, ...]) -> Iterator[tuple[Span, bool]]:
    """``first`` to ``last`` cut into counted and suspended (True) stretches; suspended ones are cut at ``last``."""
    day = first
    for begin, end in spans:
        if end < day or begin > last:
            continue
        if begin > day:
            yield (day, begin - ONE_DAY), False
        yield (max(begin, day), min(end, last)), True
        day = end + ONE_DAY
    if day <= last:
        yield (day, last), False


def _countable(due: Due, first: date, last: date) -> int:
    if due.spec.unit is Unit.working_day:
        return due.calendar.working_between(first - ONE_DAY, last)
    return (last - first).days + 1


def _rest_text(span: Span, calendar: Calendar, base: date, unit: Unit) -> str:
    """Which days of the stretch do not count and which weekend days do, by name."""
    if unit is not Unit.working_day:
        return "连续计算，休息日计入"
    offs: list[tuple[str, date, date]] = []
    made_up: list[str] = []
    weekend = False
    day = span[0]
    while day <= span[1]:
        note = calendar.note(day)
        if note and note.off:
            if offs and offs[-1][0] == note.name and offs[-1][2] == day - ONE_DAY:
                offs[-1] = (note.name, offs[-1][1], day)
            else:
                offs.append((note.name, day, day))
        elif note:
            made_up.append(f"{month_day(day, base)}（{WEEKDAYS[day.weekday()]}）")
        elif day.weekday() >= 5:
            weekend = True
        day += ONE_DAY
    words = "、".join(name + range_cn(first, last, base) for name, first, last in offs)
    parts = []
    if words:
        parts.append(f"不计{words}{'及周末' if weekend else ''}")
    elif weekend:
        parts.append("不计周末")
    if made_up:
        parts.append(f"{'、'.join(made_up)}调休上班，计入")
    if span[1] > calendar.known_until:
        year = max(span[0], calendar.known_until + ONE_DAY).year
        parts.append(f"{year}年节假日安排未公布，按周一至周五推算")
    return "；".join(parts)


def statement(due: Due) -> str:
    """The conclusion in one or two sentences."""
    calendar = due.calendar
    tentative = "（暂定）" if due.provisional else ""
    head = f"{full_cn(due.due)}（{WEEKDAYS[due.due.weekday()]}）{tentative}。"
    if due.backward:
        return f"最迟之日：{head}该日与{full_cn(due.start)}之间隔满{due.spec.length_cn}。"
    if due.due != due.counted_to:
        tail = f"{full_cn(due.counted_to)}为休息日（{calendar.rest_name(due.counted_to)}），顺延至此。"
    elif rest := calendar.rest_name(due.due):
        tail = f"末日为休息日（{rest}），不顺延。"
        if due.spec.kind is Kind.within:
            early = f"{full_cn(due.work_by)}（{WEEKDAYS[due.work_by.weekday()]}）"
            tail = f"末日为休息日（{rest}），不顺延，应在{early}前（含当日）办结。"
    else:
        tail = "末日为工作日，不涉及顺延。"
    if due.spec.kind is Kind.at_least:
        tail += f"自{full_cn(due.free_from)}起方可进行后续行为。"
    return f"末日：{head}{tail}"


def build_notes(due: Due) -> tuple[str, ...]:
    """Notices relied on, whether the date is firm, and when to count again."""
    calendar = due.calendar
    first, last = due.counted_from, max(due.due, due.counted_to)
    notes = []
    if titles := [f"《{item.title}》" for item in calendar.notices_for(first, last)]:
        notes.append(f"节假日依据：{'、'.join(titles)}。")
    if not due.provisional:
        notes.append("所涉日期均在已公布的节假日安排之内，结果为确定日期。")
    elif last > calendar.known_until:
        year = calendar.known_until.year + 1
        notes.append(
            f"{year}年及以后的节假日安排尚未公布，按周一至周五为工作日推算，结果为暂定；安排公布后应当重新计算。"
        )
    else:
        notes.append(f"日历自{full_cn(calendar.known_from)}起，更早的日期按周一至周五为工作日推算，结果为暂定。")
    # In 2007, 2011, 2018 and 2022 the notice for the next year moved the last days of December.
    if not due.provisional and (calendar.known_until - last).days < 4:
        notes.append(f"{calendar.known_until.year + 1}年元旦安排可能调整本年末几日，公布后请核对。")
    return tuple(notes)


def build_marks(due: Due) -> tuple[DayMark, ...]:
    """Marks from the first day of the first month to the last day of the last month the term touches."""
    calendar, spec = due.calendar, due.spec
    numbered = spec.unit in (Unit.working_day, Unit.calendar_day)
    base_end = due.counted_to
    if due.extensions and not due.backward:
        base_end = last_counted(spec, spec.amount, due.start, calendar, due.spans)
    stops = due.counted_suspensions
    first, last = min(due.start, due.due), max(due.start, due.due, due.counted_to)
    day, marks, number = first.replace(day=1), [], 0
    while day <= last or day.month == last.month:
        inside = due.counted_from <= day <= due.counted_to
        working = calendar.is_working(day)
        stopped = any(a <= day <= b for a, b in stops) and (working or spec.unit is not Unit.working_day)
        counts = inside and not stopped and (working or spec.unit is not Unit.working_day)
        if counts:
            number += 1
        label = str(number) if counts and numbered else ""
        if stopped:
            label = "停"
        elif day == due.start and not counts:
            label = "起"
        elif day == due.due and not label:
            label = "止"
        elif not label and not working:
            label = _rest_label(calendar, day)
        marks.append(
            DayMark(
                day=day,
                label=label,
                number=number if counts and numbered else None,
                rest=not working,
                suspended=stopped,
                start=day == due.start,
                end=day == due.due,
                extended=counts and day > base_end,
            )
        )
        if day == date.max:
            break
        day += ONE_DAY
    return tuple(marks)


def _rest_label(calendar: Calendar, day: date) -> str:
    """The short name on a holiday's first day, 休 on its other days, nothing on an ordinary weekend."""
    note = calendar.note(day)
    if note is None:
        return ""
    before = calendar.note(day - ONE_DAY)
    if before and before.off and before.name == note.name:
        return "休"
    return note.name.split("、")[0].removesuffix("节")[:4]


def month_day(day: date, base: date) -> str:
    """9月25日; with the year where it is not that of ``base``."""
    return f"{day.month}月{day.day}日" if day.year == base.year else full_cn(day)


def full_cn(day: date) -> str:
    """2026年9月25日."""
    return f"{day.year}年{day.month}月{day.day}日"


def range_cn(first: date, last: date, base: date) -> str:
    """9月25日至27日, 9月30日至10月2日, or one day."""
    if first == last:
        return month_day(first, base)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{month_day(first, base)}至{f'{last.day}日' if same else month_day(last, base)}"


def day_cn(day: date, calendar: Calendar) -> str:
    """周二; with the holiday or the make-up day by name."""
    note = calendar.note(day)
    suffix = "" if note is None else (f"，{note.name}放假" if note.off else f"，{note.name}调休上班")
    return WEEKDAYS[day.weekday()] + suffix
