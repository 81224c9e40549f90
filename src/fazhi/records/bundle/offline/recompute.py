#!/usr/bin/env python3
"""复算年度报告的数：只用 Python 标准库，不用本系统。用法：python3 recompute.py [文件夹]

读同一文件夹里的 facts.csv（每件事项记下的每一笔）、measures.csv、formulas.csv，把 figures.csv 里的每个数重新算一遍，
与报告所列逐个比较。全部相符退出码 0，有不同 1，文件读不出来 2。满意度测评的数（算式以 survey. 开头）不能复算，
因为答卷密封，不在这个文件夹里；逐个列出，不算相符。
"""

import csv
import re
import sys
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

USUAL = {"flow": "sum", "stock": "closing", "late": "closing", "duration": "times", "distinct": "distinct"}
READINGS = ("sum", "times", "total", "mean", "median", "longest", "within", "opening", "closing", "distinct")
PIECE = re.compile(r"\s*(?:([A-Za-z_]\w*)|(\d+)|([-+*/(),.])|'([^']*)')")


def rows(folder, name):
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return [
            {key: value[1:] if value.startswith("'") else value for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def day(text):
    return date.fromisoformat(text)


def years_back(days):
    """上年同期：年初对年初；二月末对二月末。"""
    found = []
    for one in days:
        after = one + timedelta(days=1)
        if after.day == 1:
            found.append(date(after.year - 1, after.month, 1) - timedelta(days=1))
        else:
            found.append(one.replace(year=one.year - 1))
    return tuple(found)


class Formulas:
    """算式：计量的名、别的指标、整数、加减乘除、读法。"""

    def __init__(self, facts, measures, formulas):
        self.facts, self.measures, self.formulas = facts, measures, formulas

    def value(self, source, days, before=None):
        return Reading(self, source, days, before).whole()

    def read(self, how, measure, slices, limit, days):
        first, last = days
        mine = [f for f in self.facts.get(measure, ()) if not slices or f["slice"] in slices]
        if how in ("opening", "closing"):
            end = last if how == "closing" else first - timedelta(days=1)
            return Fraction(sum(f["n"] for f in mine if f["day"] <= end))
        mine = [f for f in mine if first <= f["day"] <= last]
        if how == "distinct":
            kept = Counter()
            for f in mine:
                kept[f["unit"], f["slice"], f["item"]] += f["n"]
            return Fraction(len({key[2] for key, n in kept.items() if n > 0}))
        count, amount = sum(f["n"] for f in mine), sum(f["amount"] for f in mine)
        if how in ("sum", "total"):
            return Fraction(amount)
        if how == "times":
            return Fraction(count)
        if how == "mean":
            return Fraction(amount, count) if count > 0 else None
        held = Counter()
        for f in mine:
            held[f["bucket"]] += f["n"]
        if how == "within":
            return Fraction(sum(n for days, n in held.items() if days <= limit))
        each = [days for days in sorted(held) for _ in range(held[days])]
        if not each:
            return None
        if how == "longest":
            return Fraction(each[-1])
        return Fraction(each[(len(each) - 1) // 2] + each[len(each) // 2], 2)


def joined(op, left, right):
    """两个值相加减乘除；有一个没有值，或者除以零，就没有值。"""
    if left is None or right is None or (op == "/" and right == 0):
        return None
    if op in "+-":
        return left + right if op == "+" else left - right
    return left * right if op == "*" else left / right


class Reading:
    """一个算式在若干日内的值。"""

    def __init__(self, given, source, days, before=None):
        self.given, self.days, self.before, self.at = given, days, before, 0
        self.tokens = []
        at = 0
        source = source.strip()
        while at < len(source):
            piece = PIECE.match(source, at)
            if piece is None:
                raise ValueError("算式读不出来：" + source)
            name, number, mark, text = piece.groups()
            kinds = (("name", name), ("int", number), ("mark", mark), ("text", text))
            self.tokens.append(next(pair for pair in kinds if pair[1] is not None))
            at = piece.end()
        self.tokens.append(("end", ""))

    def take(self, *marks):
        kind, value = self.tokens[self.at]
        if kind == "mark" and value in marks:
            self.at += 1
            return value
        return None

    def need(self, kind):
        found, value = self.tokens[self.at]
        if found != kind:
            raise ValueError("算式读不出来")
        self.at += 1
        return value

    def whole(self):
        found = self.sum()
        self.need("end")
        return found

    def parts(self):
        """最上一层是除法的，给出分子、分母。"""
        left, last, op = self.factor(), None, None
        while True:
            op = self.take("*", "/")
            if op is None:
                break
            right = self.factor()
            last = (left, right, op)
            left = joined(op, left, right)
        return last[:2] if last and last[2] == "/" and self.tokens[self.at][0] == "end" else None

    def sum(self):
        left = self.product()
        while True:
            op = self.take("+", "-")
            if op is None:
                return left
            left = joined(op, left, self.product())

    def product(self):
        left = self.factor()
        while True:
            op = self.take("*", "/")
            if op is None:
                return left
            left = joined(op, left, self.factor())

    def factor(self):
        if self.take("("):
            found = self.sum()
            self.take(")")
            return found
        if self.tokens[self.at][0] == "int":
            return Fraction(int(self.need("int")))
        name = self.need("name")
        if name == "last_year" and self.take("("):
            kept = self.days, self.before
            self.days, self.before = self.before or years_back(self.days), None
            found = self.sum()
            self.take(")")
            self.days, self.before = kept
            return found
        if name in READINGS and self.take("("):
            measure, slices, limit = self.measure(self.need("name")), [], 0
            while self.take(","):
                kind, value = self.tokens[self.at]
                self.at += 1
                if kind == "text":
                    slices.append(value)
                else:
                    limit = int(value)
            self.take(")")
            return self.given.read(name, measure, slices, limit, self.days)
        measure = self.measure(name)
        if name == "indicator":
            return self.given.value(self.given.formulas[measure.partition(".")[2]], self.days, self.before)
        return self.given.read(USUAL[self.given.measures[measure]], measure, [], 0, self.days)

    def measure(self, first):
        self.take(".")
        return first + "." + self.need("name")


def exact(value):
    return "" if value is None else str(value)


def main(folder):
    try:
        facts = {}
        for row in rows(folder, "facts.csv"):
            kept = {
                "day": day(row["day"]),
                "n": int(row["n"]),
                "amount": int(row["amount"]),
                "bucket": int(row["bucket"]),
            }
            facts.setdefault(row["measure"], []).append({**row, **kept})
        measures = {row["id"]: row["kind"] for row in rows(folder, "measures.csv")}
        formulas = {row["id"]: row["formula"] for row in rows(folder, "formulas.csv")}
        figures = rows(folder, "figures.csv")
    except (OSError, KeyError, ValueError) as error:
        print("读不出来：" + str(error))
        return 2
    given, wrong = Formulas(facts, measures, formulas), 0
    asked = [row for row in figures if row["formula"].startswith("survey.")]
    for row in asked:
        print("没有复算：%s（%s）%s，是满意度测评的结果，答卷密封" % (row["name"], row["column"], row["printed"]))
    figures = [row for row in figures if row not in asked]
    for row in figures:
        days = day(row["first"]), day(row["last"])
        before = day(row["first_before"]), day(row["last_before"])
        parts = Reading(given, row["formula"], days, before).parts()
        if parts is None:
            over = under = None
            value = given.value(row["formula"], days, before)
        else:
            over, under = parts
            small = under is None or over is None or under == 0 or under < int(row["least"])
            value = None if small else over / under
        now = (exact(value), exact(over), exact(under))
        said = (row["value"], row["over"], row["under"])
        if now != said:
            wrong += 1
            print("不同：%s（%s）报告为 %s，复算为 %s" % (row["name"], row["column"], said, now))
    print("复算 %d 个数，%s" % (len(figures), "全部相符" if not wrong else "%d 个不同" % wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
