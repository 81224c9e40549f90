"""One answer: read from what was typed, strictly; and split so that free words stand with nothing else.

An answer holds numbers of options only, no time and no number of its own; two equal answers cannot be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures.surveys.model import Frame, QuestionKind, Questionnaire

LONGEST: Final = 200
"""Characters of free words, inclusive."""
_NUMBERS: Final = re.compile(r"[0-9０-９][0-9０-９Xx\s-]{9,}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Answer = Mapping[str, int]
"""Id of the place (``place``), a group or a question -> number of the option, 0 for the first; open ones are absent."""


class NotAnswered(FazhiError):
    """An answer that cannot be taken as it is; ``field`` names the question."""

    code = "F321"

    def __init__(self, message: str, *, field: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one person said: the options, and apart from them the free words by question."""

    answer: Answer
    texts: Mapping[str, str]


def read_sheet(asked: Questionnaire, frame: Frame, typed: Mapping[str, str]) -> Sheet:
    """Return a sheet from what was typed: numbers of options by id, words by id; other names are not read.

    Raises NotAnswered: no place, an option that is not there, words too long or with a number that names somebody, or
    nothing answered at all.
    """
    answer: dict[str, int] = {}
    place = _option(typed, "place", len(frame.places))
    if place is None:
        raise NotAnswered(f"请选择：{asked.place}", field="place")
    answer["place"] = place
    for name, most in given_of(asked).items():
        option = _option(typed, name, most)
        if option is not None:
            answer[name] = option
    texts = {one.id: words for one in asked.texts if (words := _words(typed.get(one.id, ""), one.id))}
    if not texts and not any(one.id in answer for one in asked.questions):
        raise NotAnswered("还没有回答问题", field=asked.questions[0].id, hint="不了解的题可以不答，至少答一题")
    return Sheet(answer=answer, texts=texts)


def given_of(asked: Questionnaire) -> Mapping[str, int]:
    """Return the ids of groups and questions with options, and how many options each has."""
    groups = {one.id: len(one.values) for one in asked.groups}
    return groups | {one.id: len(one.options) for one in asked.questions if one.kind is not QuestionKind.TEXT}


def _option(typed: Mapping[str, str], name: str, most: int) -> int | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or int(text) >= most:
        raise NotAnswered("请从所列的选项中选择", field=name)
    return int(text)


def _words(text: str, name: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST:
        raise NotAnswered(f"至多 {LONGEST} 字，现在 {len(said)} 字", field=name)
    if _CONTROL.search(said):
        raise NotAnswered("里面有不能识别的字符", field=name, hint="请重新输入")
    if _NUMBERS.search(said):
        raise NotAnswered("请不要写电话、身份证号、银行卡号", field=name, hint="测评不记名，删去号码再提交")
    return said
