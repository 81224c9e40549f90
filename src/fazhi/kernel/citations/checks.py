"""Whether declared bases exist: the check that pack loading and the build make fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.citations.basis import Basis, Force, Mark
from fazhi.kernel.citations.catalogue import Catalogue, Resolved
from fazhi.kernel.errors import CitationError


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisProblem:
    """Why one basis cannot stand: a stable code, a Chinese sentence, what to do."""

    basis: str
    code: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"依据“{self.basis}”：{self.message}。{self.hint}"


def check_bases(bases: Mapping[str, Basis], catalogue: Catalogue, *, on: date | None = None) -> list[BasisProblem]:
    """Return what is wrong with the bases, in their order; an empty list when each names something that exists.

    Codes: ``unknown_title``, ``version_missing`` (a pack must say which wording it was written for),
    ``unknown_version``, ``article_out_of_range``, ``article_not_verifiable`` (✔ on an article whose text was not read),
    ``law_as_local`` (a national law, marked ✔, given as ground of a local setting), and with ``on``, the day the pack
    speaks of, ``version_repealed`` and ``version_not_in_force``.
    """
    found = []
    for name, basis in bases.items():
        problem = _check(name, basis, catalogue, on)
        if problem is not None:
            found.append(problem)
    return found


def _check(name: str, basis: Basis, catalogue: Catalogue, on: date | None) -> BasisProblem | None:
    ref = basis.ref
    if ref is None:
        return None
    try:
        resolved = catalogue.resolve(ref)
    except CitationError as error:
        return BasisProblem(basis=name, code=error.code, message=error.message, hint=error.hint or "")
    if ref.version is None:
        message = f"《{resolved.instrument.title}》没有写版本"
        hint = f"写明依据的是哪一年的文本，如 @{resolved.version.id}"
        return BasisProblem(basis=name, code="version_missing", message=message, hint=hint)
    if basis.mark is Mark.READ and ref.article is not None and not resolved.certain:
        message = f"《{resolved.instrument.title}》的条文未经核对，不能标 ✔"
        hint = "改标 ◇ 或 ▲（打印时不出条号），或取得原文核对后补进目录"
        return BasisProblem(basis=name, code="article_not_verifiable", message=message, hint=hint)
    if basis.prints_article and basis.force in (Force.LOCAL, Force.SEED) and resolved.instrument.kind.national_law:
        message = f"以全国性的《{resolved.instrument.title}》作本地规定的依据"
        hint = "是法律要求的改 force；是本地设定的去掉 ref，只写 text"
        return BasisProblem(basis=name, code="law_as_local", message=message, hint=hint)
    return None if on is None else _check_day(name, resolved, on)


def _check_day(name: str, resolved: Resolved, on: date) -> BasisProblem | None:
    version = resolved.version
    said = f"《{resolved.instrument.title}》{version.id} 年版本"
    if version.effective is not None and on < version.effective:
        message = f"{said}自 {version.effective.isoformat()} 起施行，在 {on.isoformat()} 还没有施行"
        hint = "改用当时施行的版本"
        return BasisProblem(basis=name, code="version_not_in_force", message=message, hint=hint)
    if version.repealed is not None and version.repealed <= on:
        message = f"{said}自 {version.repealed.isoformat()} 起不再适用"
        current = resolved.instrument.in_force(on)
        instead = f"{current.id} 年版本" if current else f"《{resolved.instrument.successor}》"
        hint = f"改用{instead}，并核对条号" if current or resolved.instrument.successor else "另寻依据或删去"
        return BasisProblem(basis=name, code="version_repealed", message=message, hint=hint)
    return None
