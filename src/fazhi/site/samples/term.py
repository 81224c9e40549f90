"""A 期限计算书 with everything in it: restart after 补正, a stopped clock, an extension, a make-up working day."""

from __future__ import annotations

from datetime import date, timedelta

from fazhi.components import DayKind, DayMark, TermLine, TermSheet, calendar_month

_HOLIDAYS = {
    date(2026, 9, 25): "中秋",
    date(2026, 9, 26): "休",
    date(2026, 9, 27): "休",
    date(2026, 10, 1): "国庆",
    **{date(2026, 10, day): "休" for day in range(2, 8)},
}
_MADE_UP = {date(2026, 10, 10)}
_TODAY = date(2026, 11, 20)
_DUE = date(2026, 11, 30)


def _is_working(day: date) -> bool:
    return day in _MADE_UP or (day.weekday() < 5 and day not in _HOLIDAYS)


def _marks() -> dict[date, DayMark]:
    marks = {day: DayMark(kind=DayKind.REST, text=name) for day, name in _HOLIDAYS.items()}
    marks[date(2026, 9, 22)] = DayMark(kind=DayKind.START, text="起")
    counted = 0
    day = date(2026, 9, 23)
    while day <= _DUE:
        if _is_working(day):
            if date(2026, 10, 13) <= day <= date(2026, 10, 30):
                marks[day] = DayMark(kind=DayKind.PAUSED, text="停")
            else:
                counted += 1
                kind = DayKind.EXTENDED if counted > 20 else DayKind.COUNTED
                marks[day] = DayMark(kind=kind, text=str(counted), due=day == _DUE, today=day == _TODAY)
        day += timedelta(days=1)
    return marks


_MARKS = _marks()


def _line(event: str, begin: date, end: date | None, text: str, counted: int, total: int) -> TermLine:
    return TermLine(event=event, begin=begin, end=end, text=text, counted=counted, total=total)


SHEET = TermSheet(
    number="柳公开〔2026〕16号",
    subject="政府信息公开申请答复期限",
    matter="政府信息公开申请：2024年至2025年高标准农田建设项目验收资料",
    agency="青禾县柳湾镇人民政府",
    owner="何静（党政办）",
    period="20个工作日（机关应在期内办结）",
    period_basis="《政府信息公开条例》第三十三条第二款",
    start="收到补正的申请之日，当日不计",
    start_basis="《政府信息公开条例》第三十条",
    lines=(
        _line(
            "收到补正的申请",
            date(2026, 9, 22),
            None,
            "周二，网上提交，双方确认；当日不计。原申请9月15日收到，9月17日告知补正，补正后重新起算",
            0,
            0,
        ),
        _line(
            "计入",
            date(2026, 9, 23),
            date(2026, 10, 12),
            "不计中秋节9月25日至27日、国庆节10月1日至7日及周末；10月10日（周六）调休上班，计入",
            9,
            9,
        ),
        _line(
            "停止计算",
            date(2026, 10, 13),
            date(2026, 10, 30),
            "征求第三方意见，10月13日发出，10月30日收到回复（第三十三条第三款）；期间14个工作日不计",
            0,
            9,
        ),
        _line("计入", date(2026, 10, 31), date(2026, 11, 16), "周末不计。20个工作日至11月16日（周一）届满", 11, 20),
        _line(
            "延长",
            date(2026, 11, 17),
            date(2026, 11, 30),
            "延长10个工作日（最长20个）。11月13日政务公开办负责人林述安同意，当日告知申请人（第三十三条第二款）；届满前办理",
            10,
            30,
        ),
    ),
    due_label="应答复日",
    due=_DUE,
    as_of=_TODAY,
    remaining="剩6个工作日",
    result_note="末日为工作日，不涉及顺延。",
    months=tuple(calendar_month(2026, month, _MARKS) for month in (9, 10, 11)),
    notes="节假日依据：国务院办公厅2026年部分节假日安排，本次计算未跨入2027年，结果为确定日期。"
    "所依事件：第3、5、9、14、16号记录（卷内第2、6、11、15、18页）。校验码 8F2C-41D7-0B96。",
    counted_by="何静",
)
