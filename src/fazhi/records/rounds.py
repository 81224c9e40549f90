"""Rounds of evaluation: what stands now, what was sealed, and what has become another figure since.

A round carries its own scheme (``packs.schemes.kept``), so that it is reckoned by the formulas it was opened with.
Reading only; writing is ``acts.rounds``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from fazhi.kernel.errors import FazhiError, PackError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures import Evidence, Figure, Indicator, Outcome, Period, Scheme, line_of, sample_of, score
from fazhi.packs import measures as pack
from fazhi.packs import schemes as packs
from fazhi.records import figures, known, site
from fazhi.records.cutoffs import cuts_of
from fazhi.records.figures import Asked
from fazhi.records.models import EvaluationRound, RoundItem, RoundResult, Unit
from fazhi.records.periodic import NotComputable
from fazhi.records.signals import Signals, read_signals, signals_of

UPHELD, DISMISSED = "upheld", "dismissed"


def schemes() -> Mapping[str, Scheme]:
    """Return the schemes a round can be opened with: the shipped ones and those in the folder of the site."""
    return packs.every(site.home())


def stream_of(county: str, key: str) -> str:
    """Return the stream that keeps everything of a round."""
    return f"unit/{county}/rounds/{key}"


@dataclass(frozen=True)
class Round:
    """A round as it stands; the scheme is read when it is asked for."""

    row: EvaluationRound

    @cached_property
    def scheme(self) -> Scheme:
        """Return the scheme the round was opened with. Raises NotComputable where a measure of it is gone."""
        try:
            return packs.read_kept(json.loads(self.row.scheme))
        except PackError as error:
            raise NotComputable(error.message, where=self.row.title, hint="封存的结果仍可查看") from error

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Return the units evaluated, in the usual order of their paths."""
        return tuple(Unit.objects.filter(code__in=json.loads(self.row.units)).order_by("path"))

    @property
    def stream(self) -> str:
        """Return the key of its stream."""
        return stream_of(self.row.unit.code, self.row.key)

    @property
    def same_measures(self) -> bool:
        """Say whether all measures it rests on are declared today as they were when it was opened."""
        digests = pack.digests()
        held: dict[str, str] = json.loads(self.row.scheme)["measures"]
        return all(digests.get(name) == digest for name, digest in held.items())

    def period_of(self, unit: Unit) -> Period:
        """Return the period, cut as the unit's months are."""
        return cuts_of(unit.path).read(self.row.period)

    def unit(self, code: str) -> Unit | None:
        """Return a unit of the round by its code."""
        return next((unit for unit in self.units if unit.code == code), None)


def find(key: str) -> Round | None:
    """Return a round by its key; ``None`` where there is none."""
    found = EvaluationRound.objects.filter(key=key).select_related("unit").first()
    return None if found is None else Round(found)


def rows_of(one: Round, unit: Unit) -> dict[str, RoundItem]:
    """Return what was said of each item of a unit."""
    return {row.item: row for row in RoundItem.objects.filter(round=one.row, unit=unit)}


def points(text: str) -> Decimal | None:
    """Return points as they are stored; ``None`` for none."""
    return Decimal(text) if text else None


def given(row: RoundItem | None) -> Decimal | None:
    """Return the points the county gave (after an objection that was upheld: those of the decision)."""
    return None if row is None else points(row.points)


def outcome(one: Round, unit: Unit, moment: str, rows: Mapping[str, RoundItem] | None = None) -> Outcome:
    """Return the score of a unit by what is on record at ``moment`` and was said in the round until now."""
    said = rows_of(one, unit) if rows is None else rows
    found = counted(one.scheme, unit, one.period_of(unit), moment)
    return score(one.scheme, evidence(one.scheme, found, said))


def counted(scheme: Scheme, unit: Unit, period: Period, moment: str) -> dict[str, Figure]:
    """Return the figure of every indicator that a scheme reads, by indicator."""
    asked = Asked(path=unit.path, period=period, known=moment, later=known.later(moment))
    chosen = _read(scheme)
    found = figures.figures(chosen, asked, scheme.indicators)
    return dict(zip((one.id for one in chosen), found, strict=True))


def _read(scheme: Scheme) -> list[Indicator]:
    every = [one for item in scheme.items.values() for one in (item.indicator, item.over) if one is not None]
    return list({one.id: one for one in every}.values())


def evidence(scheme: Scheme, found: Mapping[str, Figure], said: Mapping[str, RoundItem]) -> dict[str, Evidence]:
    """Return what is known of each item from figures and from what was said."""
    return {
        item.id: Evidence(
            figure=None if item.indicator is None else found[item.indicator.id],
            over=None if item.over is None else found[item.over.id],
            given=given(said.get(item.id)),
            excluded=said[item.id].excluded if item.id in said else "",
        )
        for item in scheme.items.values()
    }


# -- sealed -----------------------------------------------------------------------------------------------------------


def seal(one: Round, unit: Unit, moment: str) -> dict[str, JsonInput]:
    """Return the result of a unit as it is sealed: every figure with its formula, the points, what stands beside."""
    found = outcome(one, unit, moment)
    period = one.period_of(unit)
    beside = signals_of(one.scheme, unit, period, moment)
    digests = pack.digests()
    items: list[JsonInput] = []
    for scored in found.items:
        item, shown = scored.item, scored.evidence
        said: dict[str, JsonInput] = {
            "id": item.id, "name": item.name, "points": str(item.points),
            "given": None if shown.given is None else str(shown.given), "excluded": shown.excluded, "why": scored.why,
            "weight": str(scored.weight), "score": None if scored.score is None else str(scored.score),
        }  # fmt: skip
        if item.indicator is not None and shown.figure is not None:
            line = line_of(item.id, item.name, item.indicator, (), one.scheme.indicators, digests)
            said |= {"figure": _plain(shown.figure), "formula": line.formula, "digest": line.digest}
        if shown.over is not None:
            said["over"] = _plain(shown.over)
        items.append(said)
    return {
        "known": moment, "first": period.first.isoformat(), "last": period.last.isoformat(), "items": items,
        "score": str(found.score), "reach": str(found.reach), "band": found.band, "why": found.why,
        "percent": None if found.percent is None else str(found.percent), "beside": beside.plain(),
    }  # fmt: skip


def _plain(figure: Figure) -> dict[str, JsonInput]:
    exact = [None if part is None else str(part) for part in (figure.value, figure.over, figure.under)]
    beside: dict[str, JsonInput] = {"beside": figure.sample.words} if figure.sample is not None else {}
    return {"exact": list[JsonInput](exact), "why": figure.why, "printed": figure.printed, **beside}


@dataclass(frozen=True)
class Sealed:
    """A sealed result: the row, what it says as it was written, and, by its own figures, the outcome again."""

    one: Round
    row: RoundResult

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """Return what was sealed."""
        found: dict[str, Any] = json.loads(self.row.body)
        return found

    @cached_property
    def outcome(self) -> Outcome:
        """Return the outcome from the sealed figures and points; by the same rules it is the sealed score."""
        scheme = self.one.scheme
        held = {one["id"]: one for one in self.body["items"]}
        return score(scheme, {name: _evidence(scheme, name, held[name]) for name in scheme.items})

    @property
    def beside(self) -> Signals:
        """Return what stood beside the score."""
        return read_signals(self.body["beside"])


def _evidence(scheme: Scheme, name: str, one: Mapping[str, Any]) -> Evidence:
    item = scheme.items[name]
    return Evidence(
        figure=_figure(item.indicator, one.get("figure")),
        over=_figure(item.over, one.get("over")),
        given=None if one["given"] is None else Decimal(one["given"]),
        excluded=one["excluded"],
    )


def _figure(indicator: Indicator | None, one: Mapping[str, Any] | None) -> Figure | None:
    if indicator is None or one is None:
        return None
    value, over, under = (None if part is None else Fraction(part) for part in one["exact"])
    return Figure(
        indicator=indicator, value=value, over=over, under=under, why=one["why"],
        sample=sample_of(one.get("beside", "")),
    )  # fmt: skip


def sealed(one: Round, unit: Unit) -> Sealed | None:
    """Return the sealed result of a unit; ``None`` before the round is closed."""
    row = RoundResult.objects.filter(round=one.row, unit=unit).first()
    return None if row is None else Sealed(one, row)


def sealed_all(one: Round) -> dict[int, Sealed]:
    """Return all sealed results by unit."""
    return {row.unit_id: Sealed(one, row) for row in RoundResult.objects.filter(round=one.row)}


def changed(before: Sealed, now: Mapping[str, Figure]) -> dict[str, tuple[Figure, Figure]]:
    """Return item -> (sealed, now) of every figure that has become another since: what came or was put right late."""
    found = {}
    for one in before.outcome.items:
        was = one.evidence.figure
        new = now.get(one.item.indicator.id) if one.item.indicator is not None else None
        if was is not None and new is not None and _exact(was) != _exact(new):
            found[one.item.id] = (was, new)
    return found


def _exact(figure: Figure) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    return figure.value, figure.over, figure.under


def corrections(rows: Iterable[RoundItem]) -> list[RoundItem]:
    """Return what was put right by the county after the round was closed."""
    return [row for row in rows if row.corrected]


def waiting(one: Round) -> list[tuple[Unit, RoundItem]]:
    """Return the objections nobody has decided yet."""
    open_ = RoundItem.objects.filter(round=one.row, objected_day__isnull=False, ruling="").select_related("unit")
    return [(row.unit, row) for row in open_.order_by("unit__path", "item")]


def scheme_of(name: str) -> Scheme:
    """Return a scheme that a round can be opened with. Raises FazhiError where there is none."""
    found = schemes().get(name)
    if found is None:
        raise FazhiError(f"没有“{name[:60]}”这套考核体系", hint="、".join(schemes()))
    return found
