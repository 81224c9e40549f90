"""Questions of a pack as fields of a page, and what was typed as answers of the pack.

Nothing here knows any one procedure: a type has its control, a condition its sentence, a basis its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.urls import reverse

from fazhi.components import Choice, Field, Link, Refusal, money
from fazhi.components.forms import FieldKind
from fazhi.desk.forms.offered import offered
from fazhi.desk.forms.values import Values
from fazhi.desk.lawlinks import address_of
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.citations import bases_cn
from fazhi.kernel.errors import TermError
from fazhi.kernel.expressions import Expr, Kind, evaluate, sentence
from fazhi.kernel.procedures import CODE, FieldValue, PackNames, Procedure, Step, View, asked, names_of
from fazhi.kernel.procedures import Field as Question

FEW: Final = 4
"""Up to so many choices stand open as radio buttons; more become a select."""

_MONEY: Final = re.compile(r"\d+(?:\.\d+)?")


def field_of(
    procedure: Procedure,
    question: Question,
    values: Values,
    *,
    name: str,
    view: View | None = None,
    step: Step | None = None,
    error: Refusal | None = None,
    optional: bool = False,
    items: tuple[str, date] | None = None,
) -> Field | None:
    """Return a question as a field, or ``None`` when it is not asked here and now.

    ``view`` knows the answers given so far; a question whose condition is not known yet is asked. ``optional`` asks
    without insisting (a fact that went wrong is recorded with what is known). ``items`` are unit path and day: a
    question for an item offers what the list of powers holds there and then.
    """
    if view is not None and asked(question, view) is False:
        return None
    if question.takes == CODE and not values.get(name):
        return None  # nobody is asked for it: it came with a finding, or there is none
    required = question.required if isinstance(question.required, bool) else _holds(question.required, view)
    kind, choices = _control(question)
    if question.type.kind is Kind.ITEM and items is not None:
        choices = offered(*items)
    return Field(
        name=name,
        label=question.name,
        kind=kind,
        value=values.get(name, ""),
        values=values.all(name) if kind == "checkboxes" else (),
        required=required and not optional,
        help=_help(procedure, question, step, view, required=required),
        basis=basis_link(procedure, question.basis),
        error=error,
        choices=choices,
        unit="元" if question.type.kind is Kind.MONEY else "",
        lines=4 if question.long else 3,
    )


def basis_link(procedure: Procedure, ids: tuple[str, ...]) -> Link | None:
    """Return the bases of a question: an article opens, several lead to the guide, a local rule leads nowhere."""
    bases = procedure.bases(ids)
    if not bases:
        return None
    legal = [item for item in bases if item.prints_article]
    words = bases_cn(bases)
    if len(legal) == 1 and legal[0].ref is not None:
        return Link(label=words, href=address_of(legal[0].ref))
    return Link(label=words, href=f"{reverse('guide', args=[procedure.id])}#basis" if legal else "")


def _holds(condition: Expr, view: View | None) -> bool:
    return view is not None and evaluate(condition, view) is True


def _help(procedure: Procedure, question: Question, step: Step | None, view: View | None, *, required: bool) -> str:
    parts = [question.help.rstrip("。")] if question.help else []
    if question.series is not None:
        parts.append("留空则自动取号；已有纸质旧号的填写旧号")
    if question.type.kind is Kind.ITEM and not question.help:
        parts.append("填写事项编码，或者从列出的事项中选择")
    if question.type.kind is Kind.DATE and not question.help:
        parts.append("可写成20261121、2026.11.21或2026年11月21日")
    if (
        isinstance(question.required, Expr)
        and not required
        and (view is None or evaluate(question.required, view) is None)
    ):
        scope = names_of(procedure).within(step) if step is not None else None
        if scope is not None:
            parts.append(f"{sentence(question.required, PackNames(procedure, step), scope)}时须填写")
    return "。".join(parts) + ("。" if parts else "")


def _control(question: Question) -> tuple[FieldKind, tuple[Choice, ...]]:
    kind = question.type.kind
    if kind is Kind.BOOL:
        return "radio", (Choice(value="1", label="是"), Choice(value="0", label="否"))
    if kind is Kind.SET:
        return "checkboxes", tuple(Choice(value=value, label=value) for value in question.type.values)
    if kind is Kind.ENUM:
        choices = tuple(Choice(value=value, label=value) for value in question.type.values)
        if len(choices) <= FEW:
            return "radio", choices
        return "select", (Choice(value="", label="请选择"), *choices)
    plain: Mapping[Kind, FieldKind] = {Kind.INT: "number", Kind.MONEY: "money", Kind.DATE: "date"}
    return plain.get(kind, "textarea" if question.long else "text"), ()


def answer_of(question: Question, values: Values, name: str) -> FieldValue | None:
    """Return what was typed as an answer of the question's type, ``None`` for nothing.

    Raises ValueError with what is wrong, as the end of a Chinese sentence.
    """
    kind = question.type.kind
    if kind is Kind.SET:
        chosen = tuple(value for value in values.all(name) if value)
        return chosen or None
    text = values.get(name)
    if not text:
        return None
    if kind is Kind.BOOL:
        return {"1": True, "0": False}.get(text)
    if kind is Kind.INT:
        return _int(text)
    if kind is Kind.MONEY:
        return _money(text)
    if kind is Kind.DATE:
        try:
            return parse_date(text).isoformat()
        except TermError as error:
            raise ValueError(str(error)) from error
    return text.replace("\r\n", "\n")


def _int(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not re.fullmatch(r"-?\d{1,12}", plain):
        raise ValueError("须为整数，例如 15")
    return int(plain)


def _money(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").removesuffix("元").strip()
    wan = plain.endswith("万")
    plain = plain.removesuffix("万").strip()
    if not _MONEY.fullmatch(plain):
        raise ValueError("须为金额（元），例如 42800.00")
    try:
        amount = Decimal(plain) * (10000 if wan else 1)
    except InvalidOperation as error:
        raise ValueError("须为金额（元），例如 42800.00") from error
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("至多两位小数（元、角、分）")
    return f"{amount.quantize(Decimal('0.01'))}"


def printed(question: Question, value: FieldValue | None) -> str:
    """Return an answer as pages print it."""
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value)
    if question.type.kind is Kind.MONEY:
        return f"{money(Decimal(str(value)))} 元"
    return str(value)


def typed_again(question: Question, value: FieldValue | None) -> tuple[str, ...]:
    """Return an answer as a form shows it for changing: the texts of its control."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("1" if value else "0",)
    if isinstance(value, tuple):
        return value
    return (str(value),)
