"""Procedures as data, matters as folds: model · load · state · view · gates · clocks · explain · cases."""

from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind, Late, Rules, Verdict
from fazhi.kernel.procedures.archiving import Filed, filed, kept_for
from fazhi.kernel.procedures.cases import Case, CaseAct, Played, aim, play, read_act, read_cases
from fazhi.kernel.procedures.checks import expressions, read_fields
from fazhi.kernel.procedures.clocks import CalendarClocks, Clock, Clocks, ClockState
from fazhi.kernel.procedures.events import SEALED, EventType, FieldValue, MatterEvent, from_ledger
from fazhi.kernel.procedures.explain import UNMET, Duty, Picture, StepState, StepView, duties, outline, picture
from fazhi.kernel.procedures.folding import ENGINE, apply, fold
from fazhi.kernel.procedures.following import Followed, follow
from fazhi.kernel.procedures.foretell import Foreseen, foretell, foretold
from fazhi.kernel.procedures.forms import asked, check_facts, owed_answer
from fazhi.kernel.procedures.gates import blockers
from fazhi.kernel.procedures.judge import days_late, judge
from fazhi.kernel.procedures.load import load
from fazhi.kernel.procedures.model import (
    Field,
    GiveBack,
    Given,
    Guarantee,
    Interest,
    Memory,
    PaperForm,
    Pattern,
    Procedure,
    Step,
    Term,
)
from fazhi.kernel.procedures.names import PackNames, step_named
from fazhi.kernel.procedures.remembering import Remembered, remembered
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.starting import Order, restarts
from fazhi.kernel.procedures.state import Run, Sending, Slot, State
from fazhi.kernel.procedures.taking import CODE, FINDINGS, SET_ASIDE, taker, taking
from fazhi.kernel.procedures.values import problem_with, typed
from fazhi.kernel.procedures.view import View

__all__ = [
    "CODE",
    "ENGINE",
    "FINDINGS",
    "SEALED",
    "SET_ASIDE",
    "UNMET",
    "Act",
    "ActKind",
    "BlockKind",
    "Blocker",
    "CalendarClocks",
    "Case",
    "CaseAct",
    "Clock",
    "ClockState",
    "Clocks",
    "Duty",
    "EventType",
    "Field",
    "FieldValue",
    "Filed",
    "Followed",
    "Foreseen",
    "GiveBack",
    "Given",
    "Guarantee",
    "Interest",
    "Late",
    "MatterEvent",
    "Memory",
    "Order",
    "PackNames",
    "PaperForm",
    "Pattern",
    "Picture",
    "Played",
    "Procedure",
    "Remembered",
    "Rules",
    "Run",
    "Sending",
    "Slot",
    "State",
    "Step",
    "StepState",
    "StepView",
    "Term",
    "Verdict",
    "View",
    "aim",
    "apply",
    "asked",
    "blockers",
    "check_facts",
    "days_late",
    "duties",
    "expressions",
    "filed",
    "fold",
    "follow",
    "foretell",
    "foretold",
    "from_ledger",
    "judge",
    "kept_for",
    "load",
    "names_of",
    "outline",
    "owed_answer",
    "picture",
    "play",
    "problem_with",
    "read_act",
    "read_cases",
    "read_fields",
    "remembered",
    "restarts",
    "step_named",
    "taker",
    "taking",
    "typed",
]
