"""A county's own form of a paper: checked, kept under its digest, in force from a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from fazhi.formats.docx.fill import check
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.papers.named import names
from fazhi.packs import procedures
from fazhi.records import ledger, paper_settings, papers
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.config import set_in, stream_of_kind
from fazhi.records.acts.organisation import unit_of


@act
def set_form(
    running: Act, *, procedure: str, paper: str, body: bytes | None, basis: str, starts: date, unit: str
) -> Result:
    """Put a Word file into force as the form of a paper, for a unit and those below it.

    Without ``body`` the pack's own layout serves again. Raises ReadError for a file that is unfit or names a place the
    paper does not have, ActRefused, Denied; the file is kept only when it is fit.
    """
    running.lock("config/blobs", stream_of_kind("setting"))
    running.require(unit_of(unit).path, Role.ADMIN)
    form = procedures.get(procedure).papers.get(paper) if procedure in procedures.ids() else None
    if form is None:
        raise ActRefused("没有这件文书", field="paper", where=f"{procedure}.{paper}"[:80])
    digest = ""
    if body is not None:
        single, rows = names(form.body)
        check(body, single.union(*rows.values()))
        digest = sm3_hex(body)
        ledger.put_blob(digest, "paper_form", body)
        data = {"kind": "paper_form", "name": f"{form.name}.docx", "digest": digest, "size": len(body)}
        running.event("config/blobs", "blob_kept", data)
    name = papers.form_name(procedure, paper)
    return set_in(running, kind="setting", name=name, value=digest, basis=basis, starts=starts, unit=unit)


LONGEST: Final = 40
"""Characters of a name on a paper, inclusive."""


@act
def set_paper(running: Act, *, name: str, value: str, basis: str, starts: date, unit: str) -> Result:
    """Set what a township's papers print: a name it signs under, a place, the words for the seal. Dated.

    An empty ``value`` takes the setting back. Papers that were issued stay as they are. Raises ActRefused, Denied.
    """
    running.lock(stream_of_kind("setting"))
    running.require(unit_of(unit).path, Role.ADMIN)
    setting = next((one for one in paper_settings.SETTINGS if one.name == name), None)
    if setting is None:
        raise ActRefused("没有这项设置", field="value", where=name[:60])
    value = " ".join(value.split())
    if len(value) > LONGEST or not value.isprintable():
        raise ActRefused(f"最多 {LONGEST} 字", field="value", where=setting.label)
    if value and setting.values and value not in setting.values:
        raise ActRefused("请从所列各项中选", field="value", where=setting.label)
    return set_in(running, kind="setting", name=name, value=value, basis=basis, starts=starts, unit=unit)
