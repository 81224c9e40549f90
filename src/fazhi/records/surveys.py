"""Surveys: the questionnaires there are, a survey as it stands, codes and the box. Reading only; see ``acts.surveys``.

A code is told to one person on a slip and kept here as a digest only, spent or not. Answers lie in the box as a bag:
sorted by what they say, so that the same answers give the same bytes in whatever order they came.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import canonical, sm3_hex
from fazhi.kernel.measures.surveys import Answer, Frame, Questionnaire, Sheet, frame_of
from fazhi.packs import surveys as packs
from fazhi.records import chance, site, vault
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, Grants, UnitAction, on_unit
from fazhi.records.models import Survey, SurveyBox

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs of a code: none that looks like another one. Twelve of them are 59 bits."""
SIZE: Final = 12
GROUP: Final = 4
MOST_CODES: Final = 5000
"""Codes of one survey: its box is written whole with each answer."""
_EVEN: Final = 256 // len(SIGNS) * len(SIGNS)
_DIGEST: Final = 32

BALLOTS, WORDS = "ballots", "words"
"""The two sealed values of a closing: all answers, and all free words; neither says anything of the other."""


class CodeRefused(FazhiError):
    """A code with which nothing can be answered: not there, spent, too late."""

    code = "F322"


@dataclass(frozen=True)
class One:
    """One survey; its questionnaire and population are read when they are asked for."""

    row: Survey

    @cached_property
    def asked(self) -> Questionnaire:
        """Return the questionnaire it was opened with."""
        return packs.read_kept(json.loads(self.row.kept))

    @cached_property
    def frame(self) -> Frame:
        """Return the population."""
        return frame_of(json.loads(self.row.places))

    @property
    def stream(self) -> str:
        """Return the key of its stream."""
        return stream_of(self.row.unit.code, self.row.key)

    @property
    def result(self) -> dict[str, Any]:
        """Return the sealed result; empty while it is open."""
        return json.loads(self.row.result) if self.row.result else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """What a box holds: answers and words, each sorted, and how many came on paper."""

    answers: tuple[Answer, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paper: int = 0

    def with_(self, sheet: Sheet, *, paper: bool) -> Ballots:
        """Return the box with one more sheet in it, wherever its place in the order is."""
        words = dict(self.words)
        for name, said in sheet.texts.items():
            words[name] = tuple(sorted((*words.get(name, ()), said)))
        return Ballots(
            answers=tuple(sorted((*self.answers, dict(sheet.answer)), key=canonical)), words=words,
            paper=self.paper + paper,
        )  # fmt: skip


def stream_of(unit: str, key: str) -> str:
    """Return the stream that keeps everything that is told of a survey."""
    return f"unit/{unit}/surveys/{key}"


def questionnaires() -> Mapping[str, Questionnaire]:
    """Return the questionnaires a survey can be opened with. Raises PackError."""
    return packs.every(site.home())


def find(key: str) -> One | None:
    """Return a survey by its key; ``None`` where there is none."""
    row = Survey.objects.filter(key=key).select_related("unit").first()
    return None if row is None else One(row)


def find_for(grants: Grants, key: str, action: UnitAction = UnitAction.SEE_SURVEY) -> One:
    """Return a survey the account may see (or run). Raises Denied as for one that is not there."""
    one = find(key)
    if one is None or not on_unit(grants, action, one.row.unit.path):
        raise Denied("没有这次测评，或您无权办理", where=key[:40], hint="测评由审查人员和县局办理，领导可以看结果")
    return one


def seen(grants: Grants) -> list[One]:
    """Return the surveys an account may see, the newest first."""
    paths = grants.paths(ALLOWED_ON_UNIT[UnitAction.SEE_SURVEY])
    rows = Survey.objects.select_related("unit").order_by("-opened", "-pk")
    return [One(row) for row in rows if any(row.unit.path.startswith(path) for path in paths)]


# -- codes ---------------------------------------------------------------------------------------------------------


def new_codes(count: int) -> list[str]:
    """Return so many codes nobody has had before, sorted: the order of the slips says nothing."""
    found: set[str] = set()
    while len(found) < count:
        drawn = [SIGNS[byte % len(SIGNS)] for byte in chance.token_bytes(2 * SIZE) if byte < _EVEN]
        if len(drawn) >= SIZE:
            found.add("".join(drawn[:SIZE]))
    return sorted(found)


def grouped(code: str) -> str:
    """Return a code in groups of four, as it is printed and read out."""
    return " ".join(code[at : at + GROUP] for at in range(0, SIZE, GROUP))


def read_code(typed: str) -> str:
    """Return a code as it is digested. Raises CodeRefused for what cannot be one."""
    plain = "".join(unicodedata.normalize("NFKC", typed[:100]).upper().split()).replace("-", "")
    if len(plain) != SIZE or any(sign not in SIGNS for sign in plain):
        raise CodeRefused(
            f"口令码应为 {SIZE} 位字母和数字", hint="照条子上的写；没有数字 0、1，也没有字母 I、L、O 这类容易看错的"
        )
    return plain


def digest_of(salt: str, code: str) -> str:
    """Return the digest under which a code is kept."""
    return sm3_hex(f"{salt}|{code}".encode())[:_DIGEST]


def listed(digests: Iterable[str]) -> str:
    """Return digests as the box keeps them: sorted."""
    return " ".join(sorted(digests))


def box_of(code: str) -> tuple[One, bool]:
    """Return the open survey of a code and whether the code is spent. Raises CodeRefused where it belongs to none."""
    plain = read_code(code)
    boxes = SurveyBox.objects.filter(survey__closed__isnull=True).select_related("survey__unit").defer("answers")
    for box in boxes:
        digest = digest_of(box.salt, plain)
        if digest in box.unspent.split():
            return One(box.survey), False
        if digest in box.spent.split():
            return One(box.survey), True
    raise CodeRefused("没有这个口令码，或者测评已经结束", hint="请核对条子上的口令码和截止日期")


# -- the box -------------------------------------------------------------------------------------------------------


def opened_box(key: str, box: bytes) -> Ballots:
    """Return what lies in a box; an empty one where nobody has answered."""
    if not box:
        return Ballots()
    held = json.loads(vault.open_ballots(key, bytes(box)))
    words = {name: tuple(said) for name, said in held["words"].items()}
    return Ballots(answers=tuple(held["answers"]), words=words, paper=held["paper"])


def closed_box(key: str, held: Ballots) -> bytes:
    """Return a box as it is stored."""
    plain = {
        "answers": [dict(one) for one in held.answers],
        "words": {name: list(said) for name, said in held.words.items()},
        "paper": held.paper,
    }
    return vault.box_ballots(key, canonical(plain))


def taken(one: One) -> int:
    """Return how many have answered so far: no more than that can be seen before the closing."""
    if one.row.closed is not None:
        return one.row.answers
    box = SurveyBox.objects.filter(survey=one.row).defer("answers").first()
    return 0 if box is None else len(box.spent.split())
