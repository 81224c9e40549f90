"""What a term is, and what may happen to one: suspension, extension, being moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fazhi.kernel.errors import TermError

MAX_AMOUNT = 100_000

NO_LAW = "本县（镇）设定，无法定期限"


class Unit(StrEnum):
    """The unit a term is counted in. Months and years are never turned into days (民法典第二百零二条)."""

    working_day = "working_day"
    calendar_day = "calendar_day"
    month = "month"
    year = "year"

    @property
    def cn(self) -> str:
        """The unit after a number: 个工作日, 日, 个月, 年."""
        return {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "year": "年"}[self.value]


class EndPolicy(StrEnum):
    """What happens when the last day is a rest day: the one place where this is decided.

    ``agency``: a duty of the administration; the last day never rolls, the work is to be done before (``work_by``).
    ``public``: a right or protection of parties and the public; rolls to the first working day after.
    ``civil``: a civil obligation; rolls likewise (民法典第二百零三条第一款).
    Administrative law has no general rule for its own terms; the first two are a policy, so it is never implied.
    """

    agency = "agency"
    public = "public"
    civil = "civil"

    @property
    def rolls(self) -> bool:
        """Whether a last day on a rest day moves to the next working day."""
        return self is not EndPolicy.agency


class Kind(StrEnum):
    """``within``: to be done by the last day. ``at_least``: to be granted in full; the next act is open after it."""

    within = "within"
    at_least = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSpec:
    """A declared term. ``count_start`` counts the first day too; ``basis`` is the printed article or None."""

    amount: int
    unit: Unit
    end: EndPolicy
    name: str
    kind: Kind = Kind.within
    count_start: bool = False
    basis: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TermError(f"期限数应为整数，不是{self.amount!r}", where=self.name, hint="写成20这样的整数")
        if not 1 <= self.amount <= MAX_AMOUNT:
            raise TermError(f"期限数{self.amount}不在1至{MAX_AMOUNT}之间", where=self.name, hint="核对期限数")

    @property
    def length_cn(self) -> str:
        """20个工作日, 90日, 6个月, 1年."""
        return f"{self.amount}{self.unit.cn}"

    @property
    def basis_cn(self) -> str:
        """The basis as printed; a term without a law says so and never borrows an article."""
        return self.basis or NO_LAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A closed interval of days that are not counted: ``start`` and ``end`` both belong to it.

    ``open`` says of one that has not ended yet why, and up to when it is counted for the present; empty once it ended.
    """

    start: date
    end: date
    reason: str
    basis: str | None = None
    open: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise TermError(
                f"停止计算的起止颠倒：{self.start}至{self.end}", where=self.reason or None, hint="先写起日，再写止日"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An extension by ``amount`` of the term's own unit, decided on ``decided`` by ``approver``."""

    amount: int
    decided: date
    approver: str
    reason: str
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A due date that took the place of another: the old one is kept, ``why`` names what moved it."""

    old: date
    new: date
    why: str

    def __str__(self) -> str:
        return f"末日由{self.old}改为{self.new}：{self.why}"


def check_extension(
    spec: TermSpec,
    due: date,
    extension: Extension,
    *,
    earlier: Sequence[Extension] = (),
    max_amount: int | None = None,
    max_times: int | None = None,
) -> None:
    """Return nothing if the extension may be granted, else raise TermError.

    ``due`` is the last day before this extension; a decision on that very day is still in time (F132 after it).
    ``max_amount`` bounds the sum of all extensions in the term's unit (F133), ``max_times`` their number (F134).
    None means that the law sets no bound; then none is checked.
    """
    if isinstance(extension.amount, bool) or not 1 <= extension.amount <= MAX_AMOUNT:
        raise TermError(f"延长数{extension.amount}不在1至{MAX_AMOUNT}之间", where=spec.name, hint="核对延长数")
    if extension.decided > due:
        raise TermError(
            f"期限已于{due}届满，{extension.decided}才决定延长",
            code="F132",
            where=spec.name,
            hint="届满后不得延长；按逾期处理",
        )
    granted = sum(item.amount for item in earlier)
    if max_amount is not None and granted + extension.amount > max_amount:
        raise TermError(
            f"延长合计{granted + extension.amount}{spec.unit.cn}，超过最长{max_amount}{spec.unit.cn}",
            code="F133",
            where=spec.name,
            hint=f"至多还可延长{max(0, max_amount - granted)}{spec.unit.cn}",
        )
    if max_times is not None and len(earlier) + 1 > max_times:
        raise TermError(f"已延长{len(earlier)}次，至多{max_times}次", code="F134", where=spec.name, hint="不得再延长")
