"""Reading a questionnaire: strict, and nothing that could not be answered, counted or told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.surveys.model import LEAST, SMALLEST, Group, Question, QuestionKind, Questionnaire
from fazhi.kernel.procedures.tables import Table

LONGEST_ID: Final = 20
MOST_QUESTIONS: Final = 30
MOST_OPTIONS: Final = 12
_POINTS: Final = re.compile(r"(100|[0-9]{1,2})(\.[0-9]{1,2})?")


def read_questionnaire(data: Mapping[str, object]) -> Questionnaire:
    """Return the questionnaire of one file.

    Raises PackError for an unknown key, an id that stands twice, a scale whose points do not fall from the best to the
    worst, fewer than two options, a smallest group below five.
    """
    top = Table(data, "")
    name = _named(top)
    given = top.take("basis")
    if not isinstance(given, Mapping):
        raise PackError("问卷须写依据", where="basis", hint='basis = { text = "…", force = "policy", mark = "▲" }')
    least = top.number("least", LEAST)
    if not SMALLEST <= least <= 100:
        raise PackError(f"最小人数应在 {SMALLEST} 至 100 之间", where="least", hint="人太少，公布就等于点名")
    made = Questionnaire(
        id=name, title=top.text("title"), says=top.text("says"), basis=Basis.from_dict(name, given),
        place=top.text("place"), least=least, groups=tuple(_group(one) for one in top.tables("group")),
        questions=tuple(_question(one) for one in top.tables("question")), source=data,
    )  # fmt: skip
    top.done()
    names = [*(one.id for one in made.groups), *(one.id for one in made.questions)]
    if twice := next((one for one in names if names.count(one) > 1), None):
        raise PackError(f"“{twice}”重复", where="question")
    if not made.scales:
        raise PackError("至少要有一道打分的题", where="question", hint='kind = "scale"')
    if len(made.questions) > MOST_QUESTIONS:
        raise PackError(f"至多 {MOST_QUESTIONS} 道题", where="question", hint="题多了没有人答完")
    return made


def _named(table: Table) -> str:
    name = table.text("id")
    if not name.isidentifier() or not name.isascii() or len(name) > LONGEST_ID or name in ("place", "code"):
        raise PackError(
            f"“{name}”不能作名称", where=table.at("id"), hint=f"用英文小写字母、数字、下划线，至多 {LONGEST_ID} 个"
        )
    return name


def _options(table: Table, key: str) -> tuple[str, ...]:
    found = table.texts(key)
    if not 2 <= len(found) <= MOST_OPTIONS:
        raise PackError(f"应有 2 至 {MOST_OPTIONS} 个选项", where=table.at(key))
    return found


def _group(table: Table) -> Group:
    made = Group(id=_named(table), label=table.text("label"), values=_options(table, "values"))
    table.done()
    return made


def _question(table: Table) -> Question:
    kind = QuestionKind(table.choice("kind", [one.value for one in QuestionKind]))
    name, label = _named(table), table.text("label")
    options = () if kind is QuestionKind.TEXT else _options(table, "options")
    points = tuple(_point(table, one) for one in table.texts("points")) if kind is QuestionKind.SCALE else ()
    good = table.number("good") if kind is QuestionKind.SCALE else 0
    table.done()
    if kind is QuestionKind.SCALE:
        if len(points) != len(options):
            raise PackError("每个选项须有一个分值", where=table.at("points"))
        if any(better <= worse for better, worse in pairwise(points)):
            raise PackError("选项应从好到差，分值依次减少", where=table.at("points"))
        if not 1 <= good < len(options):
            raise PackError("good 是从头数几个选项算满意，不能是全部", where=table.at("good"))
    return Question(id=name, kind=kind, label=label, options=options, points=points, good=good)


def _point(table: Table, text: str) -> Decimal:
    if not _POINTS.fullmatch(text) or Decimal(text) > 100:
        raise PackError("分值应为 0 至 100 的数，写成文字", where=table.at("points"), hint='points = ["100", "75"]')
    return Decimal(text)
