"""Putting an answer into the box of a survey: the one write that leaves no event, no time and no name.

An act would say who, when and in which order; that is what nobody may know of an answer. Code and answer are written in
one statement into one row that is the same afterwards in whatever order people came. What the ledger knows is the
number of codes before, and at the closing all answers at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import OperationalError, transaction

from fazhi.kernel.measures.surveys import read_sheet
from fazhi.records import ledger, surveys
from fazhi.records.acts.base import out_of_order
from fazhi.records.models import SurveyBox
from fazhi.records.surveys import CodeRefused, One, closed_box, digest_of, listed, opened_box


def check(code: str, today: date) -> One:
    """Return the survey that can be answered with a code now. Raises CodeRefused."""
    one, spent = surveys.box_of(code)
    _in_time(one, today)
    if spent:
        raise _spent()
    return one


def answer(code: str, typed: Mapping[str, str], today: date, *, paper: bool = False, survey: str | None = None) -> One:
    """Take one answer in, spend its code, and return the survey; ``survey``: the only one it may belong to.

    Raises NotAnswered, CodeRefused (not there, spent, too late), Busy; then nothing was written.
    """
    one = check(code, today)
    if survey is not None and one.row.key != survey:
        raise CodeRefused("这个口令码不是这次测评的", hint="请核对条子上的标题")
    sheet = read_sheet(one.asked, one.frame, typed)
    plain = surveys.read_code(code)
    try:
        with transaction.atomic(durable=True):
            ledger.scrub()
            box = SurveyBox.objects.select_for_update().filter(survey=one.row, survey__closed__isnull=True).first()
            if box is None:
                raise CodeRefused("测评已经结束，没有收下")
            digest, unspent = digest_of(box.salt, plain), set(box.unspent.split())
            if digest not in unspent:
                raise _spent()
            held = opened_box(one.row.key, box.answers).with_(sheet, paper=paper)
            SurveyBox.objects.filter(pk=box.pk).update(
                unspent=listed(unspent - {digest}), spent=listed({*box.spent.split(), digest}),
                answers=closed_box(one.row.key, held),
            )  # fmt: skip
    except OperationalError as error:
        raise out_of_order(error) from error
    return one


def _in_time(one: One, today: date) -> None:
    if one.row.until is not None and today > one.row.until:
        raise CodeRefused(f"测评已于{one.row.until.isoformat()}截止，没有收下")


def _spent() -> CodeRefused:
    return CodeRefused("这个口令码已经用过，答卷已经收到", hint="一个口令码只能答一次，答过的不能再答、也不能改")
