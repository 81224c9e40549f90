"""The 期限计算书 as plain text, for the terminal and for files without layout."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.terms.derivation import Due
from fazhi.kernel.terms.lines import Line, full_cn
from fazhi.kernel.terms.spec import EndPolicy, Kind, Unit


def policy_cn(due: Due) -> str:
    """How the term binds, in words: who must act, and what happens when the last day is a rest day."""
    if due.spec.kind is Kind.at_least:
        head = "不得少于此数"
    else:
        head = {"agency": "机关应在期内办结", "public": "当事人应在期内提出", "civil": "应在期内履行"}[
            due.spec.end.value
        ]
    if due.spec.unit is Unit.working_day:
        return head
    rolls = {
        EndPolicy.agency: "末日遇休息日不顺延",
        EndPolicy.public: "末日遇休息日顺延",
        EndPolicy.civil: "末日遇休息日顺延",
    }
    return f"{head}，{rolls[due.spec.end]}"


def line_dates(line: Line) -> str:
    """2026-09-23至2026-10-12, or the one day."""
    return line.start.isoformat() if line.start == line.end else f"{line.start}至{line.end}"


def line_text(line: Line) -> str:
    """One row on one line: 序. 事由 日期：说明（计入 n，累计 m）."""
    return f"{line.seq}. {line.event} {line_dates(line)}：{line.text}（计入{line.counted}，累计{line.total}）"


def term_sheet_text(due: Due, *, today: date | None = None) -> str:
    """The whole sheet; with ``today`` also what is left. Lines end in LF, the last one too."""
    spec = due.spec
    out = [
        "期限计算书",
        f"事项：{spec.name}",
        f"期限：{spec.length_cn}（{policy_cn(due)}）",
        f"依据：{spec.basis_cn}",
        "",
        "一、计算过程（序、事由、日期：说明，计入、累计）",
        *(line_text(line) for line in due.lines),
        "",
        f"二、{due.statement}",
    ]
    if today is not None:
        left = due.remaining(today)
        unit = "个工作日" if spec.unit is Unit.working_day else "日"
        out.append(f"截至{full_cn(today)}：{f'剩{left}{unit}' if left >= 0 else f'逾期{-left}{unit}'}。")
    return "\n".join([*out, "", "三、说明", *due.notes]) + "\n"
