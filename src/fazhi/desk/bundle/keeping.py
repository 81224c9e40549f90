"""How long a file is kept and where its paper originals lie, in words: before it is closed, and after."""

from __future__ import annotations

from fazhi.components import cn_date
from fazhi.desk import originals
from fazhi.desk.found import Found
from fazhi.desk.refusals import basis_words
from fazhi.kernel.procedures import filed, kept_for


def keeping(found: Found) -> tuple[tuple[str, str], ...]:
    """Return label and words: 归档, 档号, 保管期限 with its basis, 原件存放; only what is known."""
    procedure = found.procedure
    if procedure.archive is None:
        return originals.said(found)
    file = filed(procedure, found.state)
    retention = file.retention if file is not None else kept_for(procedure)
    said: list[tuple[str, str]] = []
    if file is not None:
        said.append(("归档", cn_date(file.day)))
        said.append(("档号", file.number))
    if retention is not None:
        param = procedure.params.get(procedure.archive.retention.removeprefix("param."))
        names = (*procedure.archive.basis, *(param.basis if param is not None else ()))
        said.append(("保管期限", f"{retention.value}（{basis_words(procedure, tuple(dict.fromkeys(names)))}）"))
    said += originals.said(found)
    return tuple((label, words) for label, words in said if words)
