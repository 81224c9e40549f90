"""What events about units, persons, posts, accounts, settings and the like change: pure functions, one an event type.

Days in ``data`` are ISO texts; ``starts`` and ``ends`` are both days on which the thing holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.ledger.envelope import Event
from fazhi.records import round_events, survey_events
from fazhi.records.projection import Change, Value

Projector = Callable[[Event], list[Change]]
PROJECTORS: dict[str, Projector] = {**round_events.PROJECTORS, **survey_events.PROJECTORS}
"""Event type -> the pure function that says what it changes."""


def projects(event_type: str) -> Callable[[Projector], Projector]:
    """Register the decorated function as the projector of ``event_type``; one only."""

    def register(function: Projector) -> Projector:
        if event_type in PROJECTORS:
            raise LedgerError(f"事件类型“{event_type}”有两个投影函数")
        PROJECTORS[event_type] = function
        return function

    return register


def changes(event: Event) -> list[Change]:
    """Return what ``event`` changes. Raises LedgerError for a type that none of these functions knows."""
    if event.type not in PROJECTORS:
        raise LedgerError(f"不认识的事件类型“{event.type}”", where=f"{event.stream} 第 {event.seq} 件")
    return PROJECTORS[event.type](event)


def _day(data: Mapping[str, Any], name: str) -> date | None:
    text = data.get(name)
    return None if text is None else date.fromisoformat(text)


def _pick(data: Mapping[str, Any], *names: str) -> dict[str, Value]:
    return {name: data.get(name) for name in names}


@projects("unit_created")
def unit_created(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    starts = _day(d, "starts")
    words = _pick(d, "name", "short", "kind")
    return [
        Change(table="unit", key=_pick(d, "code"), values={**_pick(d, "path", "parent"), **words, "starts": starts}),
        Change(table="period", key={"unit": d["code"], "starts": starts}, values=words),
    ]


@projects("unit_renamed")
def unit_renamed(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    starts, before = date.fromisoformat(d["starts"]), _day(d, "previous_starts")
    words = _pick(d, "name", "short", "kind")
    return [
        Change(table="period", key={"unit": d["code"], "starts": before}, values={"ends": starts - timedelta(days=1)}),
        Change(table="period", key={"unit": d["code"], "starts": starts}, values=words),
        Change(table="unit", key=_pick(d, "code"), values=words),
    ]


@projects("unit_merged")
def unit_merged(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    ends = _day(d, "ends")
    return [
        Change(table="unit", key=_pick(d, "code"), values={"ends": ends, "merged_into": d["into"]}),
        Change(table="period", key={"unit": d["code"], "starts": _day(d, "previous_starts")}, values={"ends": ends}),
    ]


@projects("unit_absorbed")
def unit_absorbed(event: Event) -> list[Change]:
    return []  # stands in the successor's stream so that it can be read there; ``unit_merged`` makes the change


@projects("person_created")
def person_created(event: Event) -> list[Change]:
    return [Change(table="person", key=_pick(event.data, "key"), values=_pick(event.data, "name"))]


@projects("appointed")
def appointed(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = _pick(d, "person", "unit", "post", "role", "acting_for")
    return [
        Change(
            table="holding",
            key=_pick(d, "key"),
            values={**values, "starts": _day(d, "starts"), "ends": _day(d, "ends")},
        )
    ]


@projects("holding_ended")
def holding_ended(event: Event) -> list[Change]:
    return [Change(table="holding", key=_pick(event.data, "key"), values={"ends": _day(event.data, "ends")})]


@projects("account_created")
def account_created(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {**_pick(d, "person", "home"), "created": _day(d, "created")}
    values["must_change_password"] = d.get("must_change") is not False
    return [Change(table="account", key=_pick(d, "login"), values=values)]


@projects("password_reset")
def password_reset(event: Event) -> list[Change]:
    return [Change(table="account", key=_pick(event.data, "login"), values={"must_change_password": True})]


@projects("password_changed")
def password_changed(event: Event) -> list[Change]:
    return [Change(table="account", key=_pick(event.data, "login"), values={"must_change_password": False})]


@projects("account_disabled")
def account_disabled(event: Event) -> list[Change]:
    values = {"disabled_from": _day(event.data, "disabled_from")}
    return [Change(table="account", key=_pick(event.data, "login"), values=values)]


@projects("account_enabled")
def account_enabled(event: Event) -> list[Change]:
    return [Change(table="account", key=_pick(event.data, "login"), values={"disabled_from": None})]


@projects("scope_granted")
def scope_granted(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = _pick(d, "account", "unit", "over", "role")
    days = {"starts": _day(d, "starts"), "ends": _day(d, "ends"), "post": d.get("post") or ""}
    return [Change(table="scope", key=_pick(d, "key"), values={**values, **days})]


@projects("scope_ended")
def scope_ended(event: Event) -> list[Change]:
    return [Change(table="scope", key=_pick(event.data, "key"), values={"ends": _day(event.data, "ends")})]


@projects("number_format_set")
def number_format_set(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {**_pick(d, "unit", "kind", "template", "yearly"), "starts": _day(d, "starts")}
    return [Change(table="number_format", key=_pick(d, "key"), values=values)]


@projects("config_set")
def config_set(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {
        **_pick(d, "kind", "name", "unit", "value", "basis"),
        "starts": _day(d, "starts"),
        "ends": _day(d, "ends"),
    }
    return [Change(table="config", key=_pick(d, "key"), values=values)]


@projects("config_ended")
def config_ended(event: Event) -> list[Change]:
    return [Change(table="config", key=_pick(event.data, "key"), values={"ends": _day(event.data, "ends")})]


@projects("offline_stub_kept")
def offline_stub_kept(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {"day": _day(d, "day"), "result": d["result"]}
    return [Change(table="offline_stub", key=_pick(d, "unit", "number"), values=values)]


@projects("model_opinion_published")
def model_opinion_published(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = _pick(d, "title", "message", "basis", "suggestion", "code")
    return [Change(table="model_opinion", key=_pick(d, "key"), values={**values, "published": _day(d, "published")})]


@projects("model_opinion_withdrawn")
def model_opinion_withdrawn(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {"withdrawn": _day(d, "withdrawn"), **_pick(d, "reason")}
    return [Change(table="model_opinion", key=_pick(d, "key"), values=values)]


@projects("radar_marked")
def radar_marked(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    said: dict[str, Value] = {}
    if d.get("state") is not None:
        said = {**_pick(d, "state", "reason"), "by": event.actor.account, "day": _day(d, "day")}
    if d.get("due") is not None:
        said["due"] = _day(d, "due")
    return [
        Change(
            table="radar_mark",
            key={"key": row["key"]},
            values={"change": d["change"], "unit": d.get("unit"), "place": row["place"], **said},
        )
        for row in d["rows"]
    ]


@projects("form_issued")
def form_issued(event: Event) -> list[Change]:
    return [_issued(event, event.data["sheet"])]


@projects("report_issued")
def report_issued(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    return [_issued(event, {**d["sheet"], "report": d["report"]})]


@projects("report_published")
def report_published(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values: dict[str, Value] = {"published": _day(d, "day"), "place": d["place"]}
    return [Change(table="issued_form", key=_pick(d, "unit", "form", "period"), values=values)]


def _issued(event: Event, body: Any) -> Change:
    d: Mapping[str, Any] = event.data
    values: dict[str, Value] = {
        "kind": d["kind"], "first": _day(d, "first"), "last": _day(d, "last"), "known": d["sheet"]["known"],
        "issued": date.fromisoformat(event.recorded[:10]), "by": event.actor.account, "note": d["note"],
        "body": canonical(body).decode(),
    }  # fmt: skip
    return Change(table="issued_form", key=_pick(d, "unit", "form", "period"), values=values)


@projects("sheet_kept")
def sheet_kept(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    return [Change(table="superior_sheet", key=_pick(d, "key"), values=_pick(d, "unit", "title", "digest"))]


@projects("sheet_mapped")
def sheet_mapped(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    day = date.fromisoformat(event.recorded[:10])
    values: dict[str, Value] = {
        "cells": canonical(d["cells"]).decode(), "mapped": day, "by": event.actor.account,
    }  # fmt: skip
    return [Change(table="superior_sheet", key=_pick(d, "key"), values=values)]


@projects("sheet_dropped")
def sheet_dropped(event: Event) -> list[Change]:
    day = date.fromisoformat(event.recorded[:10])
    return [Change(table="superior_sheet", key=_pick(event.data, "key"), values={"dropped": day})]


@projects("token_made")
def token_made(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {**_pick(d, "account", "name"), "made": _day(d, "made"), "ends": _day(d, "ends")}
    return [Change(table="token", key=_pick(d, "key"), values=values)]


@projects("token_revoked")
def token_revoked(event: Event) -> list[Change]:
    return [Change(table="token", key=_pick(event.data, "key"), values={"revoked": _day(event.data, "revoked")})]


@projects("letter_arrived")
def letter_arrived(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values: dict[str, Value] = {
        **_pick(d, "unit", "kind", "procedure", "record", "sent", "lookup"),
        "arrived": _day(d, "arrived"),
        "seq": event.seq,
    }
    return [Change(table="letter", key=_pick(d, "number"), values=values)]


@projects("letter_kept")
def letter_kept(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {**_pick(d, "state", "matter", "reason"), "by": event.actor.account, "day": _day(d, "day")}
    return [Change(table="letter", key=_pick(d, "number"), values=values)]


@projects("ledger_mapped")
def ledger_mapped(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values: dict[str, Value] = {"value": _kept(d["value"]), "by": event.actor.account, "day": _day(d, "day")}
    return [Change(table="sheet_mapping", key=_pick(d, "unit", "procedure"), values=values)]


@projects("ledger_begun")
def ledger_begun(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = {**_pick(d, "unit", "procedure", "sheet", "rows"), "mapping": _kept(d["mapping"])}
    by: dict[str, Value] = {"by": event.actor.account, "begun": _day(d, "day")}
    return [Change(table="sheet_import", key=_pick(d, "key"), values={**values, **by})]


@projects("ledger_rows_taken")
def ledger_rows_taken(event: Event) -> list[Change]:
    d: Mapping[str, Any] = event.data
    values = _pick(d, "done", "taken", "same", "changed", "refused", "state")
    return [Change(table="sheet_import", key=_pick(d, "key"), values=values)]


def _kept(value: Any) -> str:
    """Return a mapping as its row keeps it (``sheets.mapping``)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
