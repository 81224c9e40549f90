"""One small invented world for the tests of conditions: a scope, a record of values, and Chinese names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from fazhi.kernel.expressions import (
    BOOL,
    DATE,
    INT,
    ITEM,
    MONEY,
    TEXT,
    Expr,
    StepScope,
    Type,
    Value,
    and_,
    enum_of,
    not_,
    or_,
    parse,
    set_of,
)


@dataclass(frozen=True, kw_only=True)
class World:
    """A Scope."""

    subject: Mapping[str, Type]
    param: Mapping[str, Type]
    fields: Mapping[str, Type]
    steps: Mapping[str, StepScope]
    terms: Mapping[str, str | None]
    lists: Collection[str]
    own_each: str | None = None


SUBJECT = {
    "risk": BOOL,
    "people": INT,
    "amount": MONEY,
    "note": TEXT,
    "due": DATE,
    "kind": enum_of(("普通", "重大")),
    "groups": set_of(("老人", "农户")),
    "item": ITEM,
}
FIELDS = {
    "outcome": enum_of(("同意", "退回补正")),
    "missing": TEXT,
    "days": INT,
    "urgent": BOOL,
    "end": DATE,
    "manners": set_of(("张榜", "座谈")),
}
STEPS = {
    "submit": StepScope(outcomes=("办结",)),
    "review": StepScope(outcomes=("合法", "不合法"), fields={"count": INT, "opinion": TEXT}),
    "counsel": StepScope(outcomes=("已复", "逾期未回"), is_call=True),
    "identify": StepScope(outcomes=("办结",), adds="parties"),
    "third": StepScope(outcomes=("同意公开", "不同意公开"), is_call=True, each="parties"),
}
SCOPE = World(
    subject=SUBJECT,
    param={"fast": INT},
    fields=FIELDS,
    steps=STEPS,
    terms={"reply": None, "t15": "parties"},
    lists=frozenset({"parties"}),
)
PER_PARTY = World(
    subject=SUBJECT,
    param=SCOPE.param,
    fields=FIELDS,
    steps=STEPS,
    terms=SCOPE.terms,
    lists=SCOPE.lists,
    own_each="parties",
)


@dataclass(kw_only=True)
class Record:
    """An Env that reads a table keyed by the text of the reference or call; what is absent is unknown."""

    values: Mapping[str, Value] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def _get(self, key: str) -> Value:
        self.asked.append(key)
        return self.values.get(key)

    def subject(self, name: str) -> Value:
        return self._get(f"subject.{name}")

    def param(self, name: str) -> Value:
        return self._get(f"param.{name}")

    def field(self, name: str) -> Value:
        return self._get(f"field.{name}")

    def step_value(self, step: str, attr: str) -> Value:
        return self._get(f"{step}.{attr}")

    def call(self, fn: str, args: tuple[str, ...]) -> Value:
        return self._get(f"{fn}({','.join(args)})")

    def days(self, a: date, b: date, unit: str) -> int | None:
        return (b - a).days if unit == "calendar_day" else None

    def total(self, step: str, attr: str) -> int | Decimal:
        value = self._get(f"sum {step}.{attr}")
        return value if isinstance(value, int | Decimal) else 0

    def today(self) -> date | None:
        value = self._get("today()")
        return value if isinstance(value, date) else None


class Cast:
    """Names."""

    _known: Mapping[str, str] = {
        "submit": "送审",
        "review": "合法性审查",
        "counsel": "法律顾问意见",
        "identify": "确定第三方",
        "third": "第三方意见",
        "reply": "答复期限",
        "t15": "征求意见期限",
        "parties": "第三方",
        "risk": "可能影响社会稳定",
        "people": "涉及人数",
        "amount": "金额",
        "item": "清单事项",
        "kind": "类型",
        "due": "约定日期",
        "groups": "涉及人群",
        "fast": "快速办理限额",
        "missing": "缺什么",
        "days": "办理天数",
        "urgent": "紧急",
        "end": "截止日期",
        "manners": "方式",
        "review.opinion": "审查意见",
        "review.count": "意见条数",
    }

    def _name(self, id: str) -> str:
        return self._known[id]

    step = term = list = subject = field = param = _name


ATOMS = tuple(
    map(
        parse,
        (
            "subject.risk",
            "field.urgent",
            "ok(review)",
            "happened(submit)",
            "settled(counsel)",
            "waiting(third)",
            "all(third)",
            "over(reply)",
            "ever(review, '不合法')",
            "vouched()",
            "subject.kind == '重大'",
            "field.outcome != '退回补正'",
            "review.outcome in ['合法', '不合法']",
            "subject.amount >= 500000",
            "5 > field.days",
            "subject.amount < param.fast",
            "count(third, '不同意公开') == 0",
            "count(third) >= listed(parties)",
            "'张榜' in field.manners",
            "days(submit.date, field.end, 'calendar_day') >= 7",
            "days(field.end, today(), 'working_day') <= 3",
            "counsel.sent <= subject.due",
            "in_force(subject.item)",
        ),
    )
)
"""Conditions without parts, all well typed in SCOPE; none asks present(), which alone turns unknown into an answer."""

conditions: st.SearchStrategy[Expr] = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: and_(*parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: or_(*parts)),
        inner.map(not_),
    ),
    max_leaves=10,
)
"""Well-typed conditions."""

KEYS: dict[str, st.SearchStrategy[Value]] = {
    **dict.fromkeys(
        [
            "subject.risk",
            "field.urgent",
            "ok(review)",
            "happened(submit)",
            "settled(counsel)",
            "waiting(third)",
            "all(third)",
            "over(reply)",
            "ever(review,不合法)",
            "vouched()",
        ],
        st.booleans(),
    ),
    "subject.kind": st.sampled_from(["普通", "重大"]),
    "field.outcome": st.sampled_from(["同意", "退回补正"]),
    "review.outcome": st.sampled_from(["合法", "不合法"]),
    "subject.amount": st.sampled_from([Decimal(1), Decimal(500000), Decimal("500000.5")]),
    "subject.item": st.sampled_from(["A 甲（2026年3月10日起）", "A 甲（2026年3月1日至2026年3月9日）"]),
    "param.fast": st.sampled_from([2, 500000]),
    "field.days": st.integers(0, 9),
    "field.manners": st.sampled_from([frozenset(), frozenset({"张榜"})]),
    **dict.fromkeys(["count(third)", "count(third,不同意公开)", "listed(parties)"], st.integers(0, 2)),
    **dict.fromkeys(
        ["submit.date", "field.end", "counsel.sent", "subject.due", "today()"],
        st.dates(date(2026, 3, 1), date(2026, 3, 20)),
    ),
}
known = st.fixed_dictionaries(KEYS)
"""A record in which everything is known but differences in working days."""

partly = st.tuples(known, st.sets(st.sampled_from(sorted(KEYS)))).map(
    lambda pair: {key: value for key, value in pair[0].items() if key not in pair[1]}
)
"""A record in which something may be unknown."""
