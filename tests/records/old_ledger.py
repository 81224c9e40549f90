"""An old contract ledger as offices keep them, made up from a seed, and what is expected of every mess in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from random import Random

from openpyxl import Workbook

HEADS = (
    ("序号", ""), ("合同编号", ""), ("合同名称", ""), ("合同种类", ""), ("承办科室", ""), ("承办人", ""),
    ("相对方", ""), ("标的", ""), ("金额（万元）", ""), ("采购方式", ""), ("签订日期", ""), ("履行期限", "起"),
    ("履行期限", "止"), ("内部备注", ""), ("备注", ""),
)  # fmt: skip
KINDS = ("采购货物", "采购工程", "采购服务", "出租", "承租")
WAYS = ("公开招标", "竞争性磋商", "单一来源", "限额以下自行采购")
THINGS = ("集镇路灯维护", "老粮站仓库", "村道硬化", "办公用品", "河道保洁", "会议室音响", "文化站屋面")
FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")
CN = str.maketrans("0123456789", "〇一二三四五六七八九")


def _chinese(day: date) -> str:
    def small(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens == 0 else "十" if tens == 1 else f"{'〇一二三'[tens]}十") + (
            "" if ones == 0 and tens else "〇一二三四五六七八九"[ones]
        )

    return f"{str(day.year).translate(CN)}年{small(day.month)}月{small(day.day)}日"


def _day(rng: Random, day: date, said: Counter[str]) -> object:
    """Return a day as somebody wrote it."""
    match rng.randrange(14):
        case 0:
            return f"{day.year}.{day.month}.{day.day}"
        case 1:
            return f"{day.year % 100}年{day.month}月{day.day}日"
        case 2:
            return (day - date(1899, 12, 30)).days
        case 3:
            return _chinese(day)
        case 4:
            return f"{day.year}-{day.month:02}-{day.day:02}".translate(FULL).replace("-", "/")
        case 5:
            return f"{day:%Y%m%d}"
        case 6:
            said["open"] += 1
            return f"{day.year % 100}年{day.month}月"
        case _:
            return day


def _amount(rng: Random, yuan: int, said: Counter[str]) -> object:
    """Return an amount as somebody wrote it in a column headed 万元."""
    match rng.randrange(20):
        case 0:
            return f"{yuan:,}元"
        case 1:
            return f"{yuan / 10000:g}万"
        case 2:
            return f"{yuan / 10000:g}".translate(FULL)
        case 3:
            said["open"] += 1
            return "约5万"
        case 4:
            return "—"
        case _:
            return yuan / 10000


def made(rows: int = 2000, seed: int = 7) -> tuple[bytes, Counter[str]]:
    """Return a workbook of ``rows`` contracts and what is expected: ready, wrong, twice, total, title, note, heads…"""
    rng, said = Random(seed), Counter[str]()
    book = Workbook()
    sheet = book.active
    sheet.title = "合同台账"
    sheet["A1"] = "柳禾镇合同管理台账（二〇二四年）"
    sheet.merge_cells("A1:O1")
    sheet["A2"] = "填报单位：柳禾镇人民政府"
    for place, (above, below) in enumerate(HEADS, start=1):
        sheet.cell(3, place, above if not (above == "履行期限" and below == "止") else None)
        sheet.cell(4, place, below or None)
        if not below:
            sheet.merge_cells(start_row=3, end_row=4, start_column=place, end_column=place)
    sheet.merge_cells("L3:M3")
    sheet.column_dimensions["N"].hidden = True
    at, cached = 5, {}
    for number in range(1, rows + 1):
        if number % 100 == 0:
            sheet.cell(at, 1, "小计")
            sheet.cell(at, 9, 123.4)
            said["total"] += 1
            at += 1
        if number % 400 == 1:
            sheet.cell(at, 1, f"{'一二三四五六七八九十'[number // 400]}、第{number // 400 + 1}批")
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=15)
            said["title"] += 1
            at += 1
        if number % 700 == 0:
            for place, (above, _) in enumerate(HEADS, start=1):
                sheet.cell(at, place, above)
            said["heads"] += 1
            at += 1
        signed = date(2021, 1, 4) + timedelta(days=rng.randrange(1400))
        yuan = rng.randrange(30, 9000) * 1000
        thing = f"{rng.choice(THINGS)}{number}号"
        fate, opened = "ready", Counter[str]()
        cells: list[object] = [
            number,
            f"柳合〔{signed.year}〕{number}号" if rng.random() > 0.1 else rng.choice([None, "无", "/"]),
            f"{thing}合同",
            rng.choice(KINDS),
            "农业办",
            rng.choice(["丙经办", "丁同事", "甲已调走"]),
            f"清禾{rng.choice(THINGS)}有限公司",
            thing,
            _amount(rng, yuan, opened),
            rng.choice(WAYS),
            _day(rng, signed, opened),
            signed,
            _day(rng, signed + timedelta(days=365), opened),
            "内部" if rng.random() < 0.05 else None,
            "=1+1" if number % 50 == 3 else None,
        ]
        if isinstance(cells[14], str):
            cached[f"O{at}"] = "2"
        if cells[1] in ("无", "/"):
            cells[1] = rng.choice(["无", "/"])
        if number % 97 == 0:
            cells[2] = None
            fate = "wrong"
        elif number % 89 == 0:
            cells[10] = "2024年2月30日"
            fate = "wrong"
        elif number % 83 == 0:
            cells[8] = f"=I{at - 1}*1"  # never reckoned: nothing is kept with it
            fate = "wrong"
        elif number % 79 == 0:
            cells[3] = "说不清"
            fate = "wrong"
        for place, value in enumerate(cells, start=1):
            sheet.cell(at, place, value)
        said[fate] += 1
        if number % 61 == 0 and fate == "ready":
            at += 1
            for place, value in enumerate(cells, start=1):
                sheet.cell(at, place, value)
            said["twice"] += 1
        at += 1
    sheet.cell(at + 1, 1, "合计")
    sheet.cell(at + 1, 9, 99999)
    said["total"] += 1
    sheet.cell(at + 3, 1, "注：本表由党政办汇总，以纸质合同为准。")
    sheet.cell(at + 4, 1, "填表人：丙经办")
    said["note"] += 2
    out = io.BytesIO()
    book.save(out)
    return _reckoned(out.getvalue(), cached), said


def _reckoned(body: bytes, cached: dict[str, str]) -> bytes:
    """Put the kept results into formulas, as a spreadsheet does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                for place, value in cached.items():
                    pattern = rf'(<c r="{place}"[^>]*><f>[^<]*</f>)<v\s*/>|(<c r="{place}"[^>]*><f>[^<]*</f>)<v></v>'
                    data = re.sub(pattern.encode(), lambda m, v=value: (m[1] or m[2]) + f"<v>{v}</v>".encode(), data)
            target.writestr(info.filename, data)
    return out.getvalue()
