"""What a township sets for its papers: under which names it signs, and whether the place of the seal is printed.

Dated settings (``ConfigEntry``, kind ``setting``) of a unit; without one the program's own choice serves. The forms of
numbers (文号) are the number book's. Writing: ``acts.paper_forms.set_paper``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from fazhi.records.models import ConfigEntry, Holding, Unit

ORGAN: Final = "paper.organ"
REVIEW_OFFICE: Final = "paper.review_office"
COUNTY: Final = "paper.county"
PLACE: Final = "paper.place"
SEAL: Final = "paper.seal_place"

PRINTED: Final = "印出"
LEFT_FREE: Final = "不印，只留位置"

_ORGAN: Final = {"township": "人民政府", "subdistrict": "办事处"}

_BUREAU: Final = "司法局"
"""What the first unit of a site is: 青禾县司法局, 明州市东湖区司法局; the rest of its name is the county's."""

_ANY_COUNTY: Final = "县级"
"""What serves where the first unit is something else: 县级人民政府 is true of each, and plainly not a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name, what it is called, where it is printed, and the answers it may have (empty: any text)."""

    name: str
    label: str
    help: str
    values: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting(name=ORGAN, label="本机关署名", help="印发件、公开件的落款，如××镇人民政府。"),
    Setting(
        name=REVIEW_OFFICE,
        label="审查机构署名",
        help="审查意见书等的落款，如××镇合法性审查办公室、××司法所；按本机关“三定”规定填。",
    ),
    Setting(
        name=COUNTY,
        label="县（市、区、旗）名称",
        help="写在“人民政府”“司法局”前面：报告、请示的主送，告知的复议机关，如××县、××市××区。",
    ),
    Setting(name=PLACE, label="文中地名", help="正文里称呼本镇（街道）用的简称。"),
    Setting(
        name=SEAL,
        label="印章位置字样",
        help="盖章处是否印浅灰色“（印章位置）”。位置总是留出，章由人工加盖。",
        values=(PRINTED, LEFT_FREE),
    ),
)


def home_of(unit_path: str) -> str:
    """Return the path of the township (or bureau) a unit belongs to."""
    parts = unit_path.strip("/").split("/")
    return "/".join(parts[:2]) + "/"


def entry_of(home: str, name: str, on: date) -> ConfigEntry | None:
    """Return the setting in force on a day: the township's own, else that of a unit above it, else the site's."""
    above = [home[: i + 1] for i, sign in enumerate(home) if sign == "/"]
    found = (
        ConfigEntry.objects.filter(kind="setting", name=name, starts__lte=on)
        .filter(Q(ends__isnull=True) | Q(ends__gte=on))
        .filter(Q(unit__isnull=True) | Q(unit__path__in=above))
        .select_related("unit")
    )
    return max(found, key=lambda entry: (len(entry.unit.path) if entry.unit else 0, entry.starts), default=None)


def value_of(home: str, name: str, on: date) -> str:
    """Return what is set on a day; empty where nothing is, or where it was set back."""
    entry = entry_of(home, name, on)
    return str(json.loads(entry.value)) if entry is not None else ""


def usual(township: Unit | None, name: str) -> str:
    """Return what serves where nothing is set."""
    if name == SEAL:
        return PRINTED
    if township is None:
        return ""
    match name:
        case "paper.organ":
            return township.name + _ORGAN.get(township.kind, "")
        case "paper.place":
            return township.short
        case "paper.county":
            return _county(township)
    held = Holding.objects.filter(post__in=("review_head", "reviewer"), unit__path__startswith=township.path)
    found: str | None = held.order_by("-post", "pk").values_list("unit__name", flat=True).first()
    return found or township.name


def _county(township: Unit) -> str:
    first = Unit.objects.filter(path=township.path.partition("/")[0] + "/").values_list("name", flat=True).first() or ""
    return first.removesuffix(_BUREAU) if first.endswith(_BUREAU) and first != _BUREAU else _ANY_COUNTY


def printed(township: Unit | None, name: str, on: date) -> str:
    """Return what papers print on a day: what is set, else what is usual."""
    return (value_of(township.path, name, on) if township is not None else "") or usual(township, name)
