"""From events to rows: what an event changes in the projected tables, as data. ``acts.projecting`` writes it.

``Change`` names a table, the natural key of a row and the columns to set. Acts write changes as they append; ``fazhi
verify`` folds the same changes into plain dicts and compares them with the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from fazhi.records import models

Value = str | int | bool | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Set ``values`` in the row of ``table`` with natural key ``key``, making the row if there is none."""

    table: str
    key: Mapping[str, Value]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a projected table is addressed: model, natural key, and which columns point to rows by their natural key."""

    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    links: Mapping[str, tuple[type[Model], str]]


_UNIT = (models.Unit, "code")
_PERSON = (models.Person, "key")
_ROUND = (models.EvaluationRound, "key")

TABLES: dict[str, Table] = {
    "unit": Table(
        model=models.Unit,
        key=("code",),
        columns=("path", "parent", "name", "short", "kind", "starts", "ends", "merged_into"),
        links={"parent": _UNIT, "merged_into": _UNIT},
    ),
    "period": Table(
        model=models.UnitPeriod,
        key=("unit", "starts"),
        columns=("name", "short", "kind", "ends"),
        links={"unit": _UNIT},
    ),
    "person": Table(model=models.Person, key=("key",), columns=("name",), links={}),
    "holding": Table(
        model=models.Holding,
        key=("key",),
        columns=("person", "unit", "post", "role", "starts", "ends", "acting_for"),
        links={"person": _PERSON, "unit": _UNIT, "acting_for": (models.Holding, "key")},
    ),
    "account": Table(
        model=models.Account,
        key=("login",),
        columns=("person", "home", "must_change_password", "disabled_from", "created"),
        links={"person": _PERSON, "home": _UNIT},
    ),
    "scope": Table(
        model=models.Scope,
        key=("key",),
        columns=("account", "unit", "post", "over", "role", "starts", "ends"),
        links={"account": (models.Account, "login"), "unit": _UNIT, "over": _UNIT},
    ),
    "number_format": Table(
        model=models.NumberFormat,
        key=("key",),
        columns=("unit", "kind", "template", "yearly", "starts"),
        links={"unit": _UNIT},
    ),
    "config": Table(
        model=models.ConfigEntry,
        key=("key",),
        columns=("kind", "name", "unit", "value", "basis", "starts", "ends"),
        links={"unit": _UNIT},
    ),
    "model_opinion": Table(
        model=models.ModelOpinion,
        key=("key",),
        columns=("title", "message", "basis", "suggestion", "code", "published", "withdrawn", "reason"),
        links={},
    ),
    "radar_mark": Table(
        model=models.RadarMark,
        key=("key",),
        columns=("change", "unit", "place", "state", "reason", "due", "by", "day"),
        links={"unit": _UNIT},
    ),
    "token": Table(
        model=models.ApiToken,
        key=("key",),
        columns=("account", "name", "made", "ends", "revoked"),
        links={"account": (models.Account, "login")},
    ),
    "issued_form": Table(
        model=models.IssuedForm,
        key=("unit", "form", "period"),
        columns=("kind", "first", "last", "known", "issued", "by", "note", "body", "published", "place"),
        links={"unit": _UNIT},
    ),
    "superior_sheet": Table(
        model=models.SuperiorSheet,
        key=("key",),
        columns=("unit", "title", "digest", "cells", "mapped", "by", "dropped"),
        links={"unit": _UNIT},
    ),
    "sheet_mapping": Table(
        model=models.SheetMapping,
        key=("unit", "procedure"),
        columns=("value", "by", "day"),
        links={"unit": _UNIT},
    ),
    "sheet_import": Table(
        model=models.SheetImport,
        key=("key",),
        columns=(
            "unit",
            "procedure",
            "sheet",
            "mapping",
            "rows",
            "done",
            "taken",
            "same",
            "changed",
            "refused",
            "state",
            "by",
            "begun",
        ),
        links={"unit": _UNIT},
    ),
    "round": Table(
        model=models.EvaluationRound,
        key=("key",),
        columns=(
            "unit",
            "name",
            "title",
            "period",
            "units",
            "scheme",
            "opened",
            "assess_until",
            "object_until",
            "closed",
            "by",
            "note",
        ),
        links={"unit": _UNIT},
    ),
    "round_item": Table(
        model=models.RoundItem,
        key=("round", "unit", "item"),
        columns=(
            "own_points",
            "own_note",
            "own_by",
            "own_day",
            "own_persons",
            "files",
            "points",
            "reason",
            "by",
            "day",
            "scorers",
            "excluded",
            "objection",
            "objected_by",
            "objected_day",
            "ruling",
            "ruled_reason",
            "ruled_by",
            "ruled_day",
            "corrected",
            "corrected_reason",
            "corrected_by",
            "corrected_day",
        ),
        links={"round": _ROUND, "unit": _UNIT},
    ),
    "round_result": Table(
        model=models.RoundResult,
        key=("round", "unit"),
        columns=("known", "body"),
        links={"round": _ROUND, "unit": _UNIT},
    ),
    "survey": Table(
        model=models.Survey,
        key=("key",),
        columns=(
            "unit",
            "name",
            "title",
            "kept",
            "places",
            "opened",
            "until",
            "issued",
            "closed",
            "answers",
            "result",
            "by",
        ),
        links={"unit": _UNIT},
    ),
    "letter": Table(
        model=models.Letter,
        key=("number",),
        columns=(
            "unit",
            "kind",
            "procedure",
            "record",
            "sent",
            "arrived",
            "lookup",
            "seq",
            "state",
            "matter",
            "reason",
            "by",
            "day",
        ),
        links={"unit": _UNIT},
    ),
    "offline_stub": Table(
        model=models.OfflineStub, key=("unit", "number"), columns=("day", "result"), links={"unit": _UNIT}
    ),
}


def stored(name: str) -> dict[tuple[Value, ...], dict[str, Value]]:
    """Return table ``name`` as natural key -> columns, links as natural keys: what ``fold`` must have given."""
    table = TABLES[name]

    def column(field: str) -> str:
        link = table.links.get(field)
        return f"{field}__{link[1]}" if link else field

    fields = (*table.key, *table.columns)
    rows = table.model._default_manager.values_list(*(column(field) for field in fields))
    width = len(table.key)
    return {tuple(row[:width]): dict(zip(table.columns, row[width:], strict=True)) for row in rows}


def fold(changes: Iterable[Change]) -> dict[str, dict[tuple[Value, ...], dict[str, Value]]]:
    """Return what the tables must hold after ``changes`` (in the order they were recorded)."""
    folded: dict[str, dict[tuple[Value, ...], dict[str, Value]]] = {name: {} for name in TABLES}
    for change in changes:
        table = TABLES[change.table]
        key = tuple(change.key[part] for part in table.key)
        folded[change.table].setdefault(key, _blank(table)).update(change.values)
    return folded


def _blank(table: Table) -> dict[str, Value]:
    """Return the columns of a row before anything was said of it: the defaults of the model."""
    blank: dict[str, Value] = {}
    for name in table.columns:
        field = table.model._meta.get_field(name)
        default = field.get_default() if field.has_default() else None
        blank[name] = default
    return blank
