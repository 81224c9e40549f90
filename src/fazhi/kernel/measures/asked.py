"""Figures that are asked of people: the question of a survey in the place of a formula, and what is told beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tells(StrEnum):
    """What of a survey's question is told: the mean of its points, or the share of the good answers."""

    MEAN = "mean"
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """The question of a survey (满意度测评) whose sealed result is the figure: questionnaire, question, what of it."""

    survey: str
    question: str
    tells: Tells

    @property
    def source(self) -> str:
        """Return how it is written where a formula stands: survey.township.overall.mean."""
        return f"{_SURVEY}.{self.survey}.{self.question}.{self.tells.value}"

    def words(self, questions: Mapping[str, str] | None = None) -> str:
        """Return in words what is told, as a formula is told. ``questions``: question -> as people are asked it."""
        what = "平均得分" if self.tells is Tells.MEAN else "答得好的比率"
        label = (questions or {}).get(self.question, f"{self.survey}：{self.question}")
        return f"本时段封存的满意度测评中，“{label}”一题的{what}"


_SURVEY = "survey"
_SOURCE = re.compile(rf"{_SURVEY}\.(\w+)\.(\w+)\.({'|'.join(Tells)})")


def asked_by(source: str) -> AskedOf | None:
    """Return the question that stands in the place of a formula; ``None`` for a formula."""
    found = _SOURCE.fullmatch(source)
    return None if found is None else AskedOf(survey=found[1], question=found[2], tells=Tells(found[3]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What must be told with a figure that is asked of people: how many answered, and the margin of error.

    ``margin`` in the unit of the figure, as it is printed; empty where none can be given.
    """

    answers: int
    margin: str

    @property
    def words(self) -> str:
        """Return both in words: 误差±4.1，64 份答卷."""
        said = f"{self.answers} 份答卷"
        return f"误差±{self.margin}，{said}" if self.margin else f"{said}，误差算不出"

    @property
    def tight(self) -> str:
        """Return both as they follow a number in a narrow column: ±4.1（64份）."""
        return f"±{self.margin}（{self.answers}份）" if self.margin else f"（{self.answers}份，误差算不出）"


_SAMPLE = re.compile(r"(?:误差±([\d.]+)，)?(\d+) 份答卷(?:，误差算不出)?")


def sample_of(words: str) -> Sample | None:
    """Return the sample that `Sample.words` told; ``None`` for other words."""
    found = _SAMPLE.fullmatch(words)
    return None if found is None else Sample(margin=found[1] or "", answers=int(found[2]))


Asking = Callable[[AskedOf], str]
"""Says what is wrong with the question an indicator names; empty for nothing."""
