"""Surveys (满意度测评): the questionnaire as data, answers, estimates with their margin, what may be told of groups."""

from fazhi.kernel.measures.surveys.answering import Answer, Sheet, given_of, read_sheet
from fazhi.kernel.measures.surveys.declaring import read_questionnaire
from fazhi.kernel.measures.surveys.estimating import Estimate, One, Stratum, estimate
from fazhi.kernel.measures.surveys.model import Frame, Group, Place, Question, QuestionKind, Questionnaire, frame_of
from fazhi.kernel.measures.surveys.telling import held_back, result_of

__all__ = [
    "Answer",
    "Estimate",
    "Frame",
    "Group",
    "One",
    "Place",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Sheet",
    "Stratum",
    "estimate",
    "frame_of",
    "given_of",
    "held_back",
    "read_questionnaire",
    "read_sheet",
    "result_of",
]
