"""Refusals of acts in the words of a page: what cannot be done, under which article, and the next lawful move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fazhi.components import Link, Refusal, TimelineEntry
from fazhi.components.wording import table_date
from fazhi.desk import people
from fazhi.kernel.citations import bases_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.procedures import Blocker, BlockKind, Procedure, from_ledger
from fazhi.records import matters
from fazhi.records.ledger import Conflict


def basis_words(procedure: Procedure, ids: Iterable[str]) -> str:
    """Return the bases as printed, articles first; a law that only guides says 参照. Empty for no basis."""
    return bases_cn(procedure.bases(ids))


def refusal_of(procedure: Procedure, blocker: Blocker, act: str = "", moves: tuple[Link, ...] = ()) -> Refusal:
    """Return one reason: 不能提交班子会议：尚无合法性审查意见（参照《…》第二十五条）。可先：送司法所审查。

    ``act`` is the verb of the act that is refused; without it the reason stands alone.
    """
    basis = basis_words(procedure, blocker.basis)
    said = blocker.text.rstrip("。")
    if act and blocker.kind is BlockKind.AFTER:
        said = said.partition("，不能办理")[0]  # the act is named in front already
    if said.startswith("不能"):
        act = ""  # the pack says itself what cannot be done
    text = said + (f"（{basis}）" if basis else "") + "。"
    advice = f"{next_move(blocker.next)}。" if blocker.next else ""
    return Refusal(
        text=f"不能{act}：{text}" if act else text, brief=blocker.text.rstrip("。"), advice=advice, moves=moves
    )


_NO_MOVE = ("不", "只", "确", "期限", "记录", "发生", "需要", "日期")
"""A sentence that begins so is no act one could do first; it is printed as it is."""


def next_move(text: str) -> str:
    """Return the next lawful move as a sentence begins: 可先：送司法所审查; 先办：受理 gives 可先办：受理."""
    plain = text.rstrip("。")
    if plain.startswith("先"):
        return f"可{plain}"
    return plain if plain.startswith(_NO_MOVE) else f"可先：{plain}"


def reason(error: FazhiError) -> Refusal:
    """Return an error of the records as a refusal: its message, where, and what to do."""
    where = f"（{error.where}）" if error.where and not isinstance(error, Conflict) else ""
    return Refusal(
        text=f"{error.message.rstrip('。')}{where}。",
        brief=error.message,
        advice=f"{error.hint.rstrip('。')}。" if error.hint else "",
    )


def came_since(error: Conflict) -> tuple[TimelineEntry, ...]:
    """Return what was recorded between the making of a form and its sending, in words."""
    return tuple(_said(error.since))


def _said(events: Iterable[Event]) -> Iterator[TimelineEntry]:
    for event in events:
        seen = from_ledger(event)
        if seen is None:
            continue
        procedure = matters.glimpse(event.stream).procedure
        step = procedure.steps.get(seen.step or "")
        what = step.name if step is not None else {"changed": "变更事实", "voided": "作废", "vouched": "补交凭证"}.get(
            event.type, "更正"
        )  # fmt: skip
        title = f"{what}：{seen.outcome}" if seen.outcome and seen.outcome != "办结" else what
        yield TimelineEntry(
            day=seen.occurred,
            title=title,
            text=f"录入：{people.login_name(event.actor.account)}，{table_date(seen.recorded)}",
        )
