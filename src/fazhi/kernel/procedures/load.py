"""From a pack's data to a `Procedure`: strict, typed, all references resolved. The only maker of procedures.

Reading files is the packs' business; here a plain dictionary comes in, so that the declaration stored with a matter
loads the same way as the one on disk.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from fazhi.kernel.errors import PackError
from fazhi.kernel.ledger import JsonInput, canonical, sm3_hex
from fazhi.kernel.procedures.archiving import check_archive, read_archive
from fazhi.kernel.procedures.calling import check_packets
from fazhi.kernel.procedures.checks import check_procedure
from fazhi.kernel.procedures.inhand import check_applies
from fazhi.kernel.procedures.library import check_library, read_library
from fazhi.kernel.procedures.listing import check_listing, read_listing
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.obligations import check_obligations, read_obligation
from fazhi.kernel.procedures.paperforms import paper
from fazhi.kernel.procedures.parts import PartReader, unique
from fazhi.kernel.procedures.publishing import check_publications, read_inbox, read_publication, read_raised
from fazhi.kernel.procedures.remembering import check_memory, read_memory
from fazhi.kernel.procedures.taking import check_fills, check_taking


def load(data: Mapping[str, object], posts: Collection[str]) -> Procedure:
    """Return the procedure a pack declares. ``posts`` are the ids of posts that exist.

    Raises PackError for an unknown key, a type error, a name that does not exist, a cycle or an unreachable step; the
    message names the TOML key. Whether a cited article exists is asked of the catalogue (`check_bases`), not here.
    """
    loader = PartReader(data, posts)
    top = loader.top
    loader.read_basis()
    params = {name: loader.param(name, raw) for name, raw in top.table("param").entries()}
    subject = [loader.field(item, of_subject=True) for item in top.tables("subject")]
    unique((item.id for item in subject), "subject")
    texts = dict(loader.named(item, "文本") for item in top.tables("text"))
    lists = dict(loader.named(item, "名单") for item in top.tables("list"))
    steps = [loader.step(item) for item in top.tables("step")]
    terms = [loader.term(item) for item in top.tables("term")]
    guarantees = [loader.guarantee(item) for item in top.tables("guarantee")]
    unique((item.id for item in guarantees), "guarantee")
    papers = [paper(loader, item) for item in top.tables("paper")]
    unique((item.id for item in papers), "paper")
    owing = [read_obligation(loader, item) for item in top.tables("obligation")]
    unique((item.id for item in owing), "obligation")
    procedure = Procedure(
        id=top.text("id"),
        title=top.text("title"),
        version=top.text("version"),
        summary=top.text("summary"),
        numbering=top.text("numbering"),
        opens=top.text("opens"),
        digest=sm3_hex(canonical(plain(data))),
        source=MappingProxyType(dict(data)),
        basis=MappingProxyType(loader.basis),
        params=MappingProxyType(params),
        subject=MappingProxyType({item.id: item for item in subject}),
        texts=MappingProxyType(texts),
        lists=MappingProxyType(lists),
        steps=MappingProxyType({item.id: item for item in steps}),
        terms=MappingProxyType({item.id: item for item in terms}),
        guarantees=MappingProxyType({item.id: item for item in guarantees}),
        registers=tuple(loader.register(item) for item in top.tables("register")),
        publications=tuple(read_publication(loader, item) for item in top.tables("publication")),
        stages=tuple(loader.stage(item) for item in top.tables("stage")),
        papers=MappingProxyType({item.id: item for item in papers}),
        result=top.maybe("result"),
        covers=top.maybe("covers"),
        archive=read_archive(loader, top),
        memory=read_memory(top),
        library=read_library(loader, top),
        listing=read_listing(loader, top),
        inbox=read_inbox(loader, top),
        raised=read_raised(loader, top),
        applies=MappingProxyType(loader.applies),
        obligations=MappingProxyType({item.id: item for item in owing}),
    )
    top.done()
    check_procedure(procedure)
    check_applies(procedure)
    check_archive(procedure)
    check_obligations(procedure)
    check_packets(procedure)
    check_taking(procedure)
    check_fills(procedure)
    check_memory(procedure)
    check_library(procedure)
    check_listing(procedure)
    check_publications(procedure)
    for name in procedure.basis:
        if name not in loader.used_bases:
            raise PackError(
                "声明了依据，但没有一处使用", where=f"basis.{name}", hint="删去，或在步骤、期限、条件上写明"
            )
    return procedure


def plain(value: object) -> JsonInput:
    """Return the declaration as canonical JSON can hold it. Raises PackError for a float or a TOML date."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool | int | str):
        return value
    raise PackError(f"不能写“{value}”这样的值", where="procedure.toml", hint="小数和日期加引号写成文字")
