"""Reading a scheme of evaluation: strict, and nothing that does not add up, cannot be reached, or cannot be failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.asked import Asking
from fazhi.kernel.measures.indicators import Direction, Indicator, check_indicators, read_indicators
from fazhi.kernel.measures.indicators import Unit as MeasuredIn
from fazhi.kernel.measures.model import Measure
from fazhi.kernel.measures.periods import PeriodKind
from fazhi.kernel.measures.schemes import (
    Band,
    Deduct,
    Dimension,
    Item,
    Linear,
    Met,
    Rule,
    Scheme,
    ShareOut,
    Steps,
    Uncovered,
)
from fazhi.kernel.procedures.tables import Table

_POINTS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
LONGEST_ID = 20
"""Characters of the id of an item: it stands with the unit in the place of its evidence."""


def read_scheme(
    data: Mapping[str, object],
    indicators: Mapping[str, Indicator],
    measures: Mapping[str, Measure],
    asking: Asking | None = None,
) -> Scheme:
    """Return the scheme of one file; ``[[indicator]]`` in it are its own, written as in the packs.

    Those may also be ``asked`` of people: the sealed result of a survey's question, judged by ``asking``.

    Raises PackError for an unknown key or indicator, formulas that lead back to themselves, points that do not add up,
    and rules nobody could reach or that nobody could fail.
    """
    top = Table(data, "")
    own = read_indicators({"area": "考核", "indicator": top.take("indicator") or []}, measures, asking)
    for name in own.keys() & indicators.keys():
        raise PackError(f"“{name}”与已有的指标同名", where=f"indicator[{name}].id", hint="换一个名称")
    every = {**indicators, **own}
    check_indicators(every)
    name = _named(top)
    given = top.take("basis")
    if not isinstance(given, Mapping):
        raise PackError("考核体系须写依据", where="basis", hint='basis = { text = "…", force = "local", mark = "▲" }')
    kinds = top.texts("kinds")
    if not kinds or any(kind not in tuple(PeriodKind) for kind in kinds):
        raise PackError("时段种类不对", where="kinds", hint="、".join(PeriodKind))
    made = Scheme(
        id=name, title=top.text("title"), says=top.text("says"), basis=Basis.from_dict(name, given),
        kinds=tuple(PeriodKind(kind) for kind in kinds), total=points_of(top, "total"),
        share=ShareOut(top.choice("share", [one.value for one in ShareOut])),
        vary=_within(top, "vary", 1, 50), enough=_within(top, "enough", 0, 100), window=_within(top, "window", 1, 60),
        late=_within(top, "late", 0, 60),
        dimensions=tuple(_dimension(table, every) for table in top.tables("dimension")),
        bands=_bands(top), indicators=every, source=data,
    )  # fmt: skip
    top.done()
    _adds_up(made)
    return made


def points_of(table: Table, key: str) -> Decimal:
    """Return points or a value: a whole number, or a text with at most two decimals. Raises PackError."""
    value = table.take(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _POINTS.fullmatch(value):
        raise PackError("应为数，至多两位小数", where=table.at(key), hint='小数写成文字，例如 "2.5"')
    return Decimal(value)


def _within(table: Table, key: str, least: int, most: int) -> int:
    value = table.number(key)
    if not least <= value <= most:
        raise PackError(f"应在 {least} 至 {most} 之间", where=table.at(key))
    return value


def _named(table: Table) -> str:
    name = table.text("id")
    if not name.isidentifier() or len(name) > LONGEST_ID:
        raise PackError(
            f"“{name}”不能作名称", where=table.at("id"), hint=f"用英文小写字母、数字、下划线，至多 {LONGEST_ID} 个"
        )
    return name


def _dimension(table: Table, indicators: Mapping[str, Indicator]) -> Dimension:
    made = Dimension(
        id=_named(table), name=table.text("name"), says=table.text("says", ""), points=points_of(table, "points"),
        items=tuple(_item(one, indicators) for one in table.tables("item")),
        uncovered=tuple(_uncovered(one) for one in table.tables("uncovered")),
    )  # fmt: skip
    table.done()
    beyond = sum((one.points for one in made.uncovered), Decimal(0))
    if made.covered + beyond != made.points:
        raise PackError(
            f"“{made.name}”的分值对不上：项目 {made.covered} 分加未覆盖 {beyond} 分，不等于 {made.points} 分",
            where=table.at("points"),
        )
    return made


def _uncovered(table: Table) -> Uncovered:
    made = Uncovered(name=table.text("name"), points=points_of(table, "points"), why=table.text("why"))
    table.done()
    return made


def _item(table: Table, indicators: Mapping[str, Indicator]) -> Item:
    name = _named(table)
    given = table.take("basis")
    if not isinstance(given, Mapping):
        raise PackError(
            "项目须写依据", where=table.at("basis"), hint='basis = { text = "…", force = "seed", mark = "▲" }'
        )
    points = points_of(table, "points")
    if points == 0:
        raise PackError("项目的分值不能是 0", where=table.at("points"))
    indicator = _indicator(table, "indicator", indicators)
    made = Item(
        id=name, name=table.text("name", indicator.name if indicator else None),
        says=table.text("says", indicator.says if indicator else None), points=points,
        basis=Basis.from_dict(name, given, where=table.path), indicator=indicator,
        rule=_rule(table, points, indicator) if indicator else None, least=table.number("least", 0),
        over=_indicator(table, "over", indicators), evidence=table.texts("evidence"), excludes=table.texts("excludes"),
    )  # fmt: skip
    _item_holds(made, table)
    table.done()
    return made


def _indicator(table: Table, key: str, indicators: Mapping[str, Indicator]) -> Indicator | None:
    name = table.maybe(key)
    if name is not None and name not in indicators:
        raise PackError(f"没有“{name}”这一指标", where=table.at(key), hint="fazhi indicators list 列出全部")
    return indicators[name] if name is not None else None


def _item_holds(item: Item, table: Table) -> None:
    """Refuse what an item of its kind would not read, and smallest denominators that have nothing to be held to."""
    if item.indicator is None:
        for key in ("linear", "steps", "met", "deduct", "over", "least"):
            if table.has(key):
                raise PackError(
                    "自评项目没有指标，不用这一键", where=table.at(key), hint="写 indicator，或者删去这一键"
                )
        return
    if table.has("evidence"):
        raise PackError("由系统计算的项目不用佐证材料", where=table.at("evidence"), hint="删去这一键")
    if item.over is not None and item.over.unit is not MeasuredIn.COUNT:
        raise PackError(f"“{item.over.name}”不是件数，不能作分母", where=table.at("over"))
    if item.over is not None and item.indicator.is_rate:
        raise PackError("比率已有分母，不用 over", where=table.at("over"), hint="只写 least")
    if item.least < 0 or (item.least and not item.indicator.is_rate and item.over is None):
        raise PackError("没有分母可比", where=table.at("least"), hint="用 over 写明以哪一件数作分母")
    if item.over is not None and not item.least:
        raise PackError("写了 over 的，须写最小分母 least", where=table.at("least"))
    if item.indicator.is_rate and 0 < item.least < item.indicator.least:
        raise PackError(
            f"最小分母不能小于指标自己的 {item.indicator.least}", where=table.at("least"), hint="删去这一键或者写大"
        )


# -- rules ---------------------------------------------------------------------------------------------------------

_RULES = ("linear", "steps", "met", "deduct")


def _rule(table: Table, points: Decimal, indicator: Indicator) -> Rule:
    """Return the rule of an item. Whatever is a load and neither good nor bad is not scored at all."""
    written = [key for key in _RULES if table.has(key)]
    if len(written) != 1:
        raise PackError("记分办法须写一种，只写一种", where=table.path, hint="、".join(_RULES))
    if indicator.direction is Direction.NEITHER:
        raise PackError(
            f"“{indicator.name}”是工作量，多少都不分好坏，不能记分", where=table.at("indicator"),
            hint="换一个指标，或者改成自评项目",
        )  # fmt: skip
    up = indicator.direction is Direction.UP
    match written[0]:
        case "linear":
            return _linear(table.table("linear"), indicator, up=up)
        case "steps":
            return _steps(table, points, indicator, up=up)
        case "met":
            return Met(value=_value(table, "met", indicator))
    return _deduct(table.table("deduct"), points, indicator)


def _value(table: Table, key: str, indicator: Indicator) -> Decimal:
    value = points_of(table, key)
    if (
        indicator.unit in {MeasuredIn.PERCENT, MeasuredIn.POINTS}
        and value > 100
        and indicator.direction is Direction.UP
    ):
        raise PackError("超过 100%，没有单位够得着", where=table.at(key))
    return value


def _linear(table: Table, indicator: Indicator, *, up: bool) -> Linear:
    made = Linear(zero=_value(table, "zero", indicator), full=_value(table, "full", indicator))
    table.done()
    if made.zero == made.full:
        raise PackError("两点相同，记不出分", where=table.path, hint="达到某数即满分的，用 met")
    if (made.zero < made.full) is not up:
        raise PackError(f"“{indicator.name}”{'越大' if up else '越小'}越好，两点写反了", where=table.path)
    return made


def _steps(table: Table, points: Decimal, indicator: Indicator, *, up: bool) -> Steps:
    written = table.take("steps")
    if not isinstance(written, list) or len(written) < 2:
        raise PackError("至少写两档", where=table.at("steps"), hint='[["95", "5"], ["90", "3"]]')
    found = []
    for number, pair in enumerate(written, 1):
        where = f"{table.at('steps')}[{number}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise PackError("每档写两个数：达到多少、得几分", where=where)
        inner = Table({"value": pair[0], "points": pair[1]}, where)
        found.append((_value(inner, "value", indicator), points_of(inner, "points")))
    for (better, more), (worse, less) in pairwise(found):
        if (better > worse) is not up or better == worse or more <= less:
            raise PackError("各档应从好到差，得分依次减少", where=table.at("steps"))
    if found[0][1] != points:
        raise PackError(f"最高一档得 {found[0][1]} 分，够不着满分 {points} 分", where=table.at("steps"))
    return Steps(steps=tuple(found))


def _deduct(table: Table, points: Decimal, indicator: Indicator) -> Deduct:
    floor = points_of(table, "floor") if table.has("floor") else Decimal(0)
    made = Deduct(each=points_of(table, "each"), floor=floor)
    table.done()
    if indicator.unit is not MeasuredIn.COUNT or indicator.direction is not Direction.DOWN:
        raise PackError("逐件扣分只用于越少越好的件数", where=table.at("each"))
    if made.each == 0 or made.floor >= points:
        raise PackError("这样扣不掉分", where=table.path, hint="each 大于 0，floor 小于满分")
    return made


# -- the whole -----------------------------------------------------------------------------------------------------


def _bands(top: Table) -> tuple[Band, ...]:
    found = []
    for table in top.tables("band"):
        found.append(Band(name=table.text("name"), at=points_of(table, "at")))
        table.done()
    for better, worse in pairwise(found):
        if better.at <= worse.at or better.name == worse.name:
            raise PackError("各档应从高到低，名称不同", where="band")
    if found and not (found[0].at < 100 and found[-1].at == 0):
        raise PackError("最低一档从 0 起，最高一档低于 100", where="band")
    return tuple(found)


def _adds_up(scheme: Scheme) -> None:
    if not scheme.items:
        raise PackError("没有一个项目", where="dimension")
    whole = sum((dimension.points for dimension in scheme.dimensions), Decimal(0))
    if whole != scheme.total:
        raise PackError(f"各方面合计 {whole} 分，不等于总分 {scheme.total} 分", where="total")
    names = [item.id for dimension in scheme.dimensions for item in dimension.items]
    names += [dimension.id for dimension in scheme.dimensions]
    if twice := next((one for one in names if names.count(one) > 1), None):
        raise PackError(f"“{twice}”重复", where="dimension")
