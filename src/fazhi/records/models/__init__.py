"""All tables, one module a noun. The ledger is the truth; everything else is a projection of it or a cache.

Nothing here writes by itself: rows come from ``records.acts`` and ``records.ledger`` only.
"""

from fazhi.records.models.account import Account, Scope
from fazhi.records.models.config import ConfigEntry
from fazhi.records.models.evidence import EvidenceFile, EvidenceLink
from fazhi.records.models.figures import Rollup, SumSeries, YearSum, YieldedFact
from fazhi.records.models.forms import Draft, Idempotency, SavedView
from fazhi.records.models.ledger import Blob, Checkpoint, Event, Stream
from fazhi.records.models.letters import Letter
from fazhi.records.models.library import IssuedDocument, IssuedText
from fazhi.records.models.listed import ItemUse, ListedChange
from fazhi.records.models.matter import Matter, OfflineStub, Participant, RegisterLine, Task
from fazhi.records.models.memory import ModelOpinion, Opinion
from fazhi.records.models.number import Number, NumberFormat, NumberSeries
from fazhi.records.models.organisation import Holding, Person, Unit, UnitPeriod
from fazhi.records.models.periodic import IssuedForm, SuperiorSheet
from fazhi.records.models.radar import CitedPlace, CitedText, RadarMark
from fazhi.records.models.rounds import EvaluationRound, RoundItem, RoundResult
from fazhi.records.models.sheets import ImportedRow, SheetImport, SheetMapping
from fazhi.records.models.surveys import Survey, SurveyBox
from fazhi.records.models.token import ApiToken
from fazhi.records.models.vault import VaultItem, VaultKey

__all__ = [
    "Account",
    "ApiToken",
    "Blob",
    "Checkpoint",
    "CitedPlace",
    "CitedText",
    "ConfigEntry",
    "Draft",
    "EvaluationRound",
    "Event",
    "EvidenceFile",
    "EvidenceLink",
    "Holding",
    "Idempotency",
    "ImportedRow",
    "IssuedDocument",
    "IssuedForm",
    "IssuedText",
    "ItemUse",
    "Letter",
    "ListedChange",
    "Matter",
    "ModelOpinion",
    "Number",
    "NumberFormat",
    "NumberSeries",
    "OfflineStub",
    "Opinion",
    "Participant",
    "Person",
    "RadarMark",
    "RegisterLine",
    "Rollup",
    "RoundItem",
    "RoundResult",
    "SavedView",
    "Scope",
    "SheetImport",
    "SheetMapping",
    "Stream",
    "SumSeries",
    "SuperiorSheet",
    "Survey",
    "SurveyBox",
    "Task",
    "Unit",
    "UnitPeriod",
    "VaultItem",
    "VaultKey",
    "YearSum",
    "YieldedFact",
]
