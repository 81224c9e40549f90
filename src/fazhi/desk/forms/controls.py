"""The controls every act has: who decides and handles, on which day, text, evidence, paper, and the late entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from fazhi.components import Choice, Field, Link, cn_date, short_date, table_date
from fazhi.desk import people
from fazhi.desk.actor import Desk
from fazhi.desk.forms.plan import LATE_SLOT, Plan, carried
from fazhi.desk.forms.reading import Problems, is_late
from fazhi.desk.forms.uploads import ACCEPT, HELP, Uploads, control
from fazhi.desk.forms.values import Values
from fazhi.desk.people import Candidate
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.procedures import ActKind, Procedure, days_late
from fazhi.kernel.procedures.acts import USUAL
from fazhi.records import matters
from fazhi.records.acts.proposals import TEXT_SLOT


def people_fields(
    made: Plan, desk: Desk, unit_path: str, values: Values, problems: Problems, handler: str | None
) -> Iterator[Field]:
    """Yield who decides, who handles, and the day."""
    found = people.candidates(made.step.posts, unit_path, desk.today)
    own = desk.person.key
    mine = next((item for item in found if item.key == own), None)
    default = own if mine is not None or not made.step.posts else (found[0].key if len(found) == 1 else "")
    if not made.step.posts:
        found = people.colleagues(unit_path, desk.today)
    posts = "、".join(people.post_name(post) for post in made.step.posts)
    if made.kind is ActKind.ANSWER:
        help_ = "登记答复的人。"
    else:
        help_ = f"在纸上签批的，选签批人，凭证附签批件。{f'应由{posts}决定。' if posts else ''}"
    yield Field(
        name="decider",
        label="决定人",
        kind="select",
        value=values.get("decider") if "decider" in values else default,
        choices=_options(found, own),
        half=True,
        error=problems.fields.get("decider"),
        help=help_,
    )
    everybody = people.colleagues(unit_path, desk.today)
    chosen = values.get("handler") if "handler" in values else (handler or own)
    yield Field(
        name="handler",
        label="经办人",
        kind="select",
        value=chosen if any(item.key == chosen for item in everybody) else "",
        choices=_options(everybody, own),
        half=True,
        required=False,
        error=problems.fields.get("handler"),
    )
    yield Field(
        name="occurred",
        label="发生日期",
        kind="date",
        value=values.get("occurred") if "occurred" in values else table_date(desk.today),
        half=True,
        error=problems.fields.get("occurred"),
        help=f"今天是{short_date(desk.today)}。照实填写，不得改成今天。",
    )


def _options(found: tuple[Candidate, ...], own: str) -> tuple[Choice, ...]:
    listed = tuple(Choice(value=item.key, label=item.label + ("，本人" if item.key == own else "")) for item in found)
    return (Choice(value="", label="请选择" if listed else "本单位今天无人任此岗位"), *listed)


def _text_label(name: str, *, needed: bool, written: bool, sent: bool) -> str:
    if written:
        return f"{name}（不传的，按所填内容生成送签稿）"
    return name if needed else f"{name}（另传）" if sent else f"{name}（改过的带回）"


def text_fields(
    made: Plan, procedure: Procedure, values: Values, uploads: Uploads, problems: Problems
) -> Iterator[Field]:
    """Yield the control for a new version of the text, or the number of a paper one."""
    if not made.text:
        return
    name = procedure.texts[made.text]
    sent = carried(made)
    makes = made.step.makes
    papers = [form for form in procedure.papers.values() if makes is not None and form.makes == makes]
    written = made.kind is ActKind.DO and bool(papers)
    needed = makes is not None and sent is None and not written
    if sent is not None:
        where = reverse("matter", args=[sent.matter])
        yield Field(
            name="text_carried",
            label=name,
            kind="checkboxes",
            values=values.all("text_carried") if "decider" in values else ("1",),
            choices=(Choice(value="1", label="沿用送办事项所送的文本"),),
            help=f"纸质件编号：{sent.paper}。" if sent.paper else "与送办时一字不差；另传文件的，以另传的为准。",
            basis=Link(label="送办事项", href=where),
        )
    yield Field(
        name=control(TEXT_SLOT),
        label=_text_label(name, needed=needed, written=written, sent=sent is not None),
        kind="file",
        required=needed,
        accept=ACCEPT,
        help=HELP,
        files=uploads.lines(TEXT_SLOT),
        error=problems.fields.get(control(TEXT_SLOT)),
    )
    yield Field(
        name="text_paper",
        label=f"{name}的纸质件编号",
        value=values.get("text_paper"),
        required=False,
        half=True,
        help="没有电子件的，登记纸质件编号。",
    )


def evidence_fields(made: Plan, values: Values, uploads: Uploads, problems: Problems) -> Iterator[Field]:
    """Yield a file control and a page for each evidence item of the step."""
    if made.kind is ActKind.SEND:
        return
    for item in made.step.evidence:
        yield Field(
            name=control(item.id),
            label=f"凭证：{item.name}",
            kind="file",
            required=False,
            accept=ACCEPT,
            help=HELP + ("" if item.required is False else "暂缺的可以先办，列入待补凭证，归档前补齐。"),
            files=uploads.lines(item.id),
            error=problems.fields.get(control(item.id)),
        )
        yield Field(
            name=f"pages-{item.id}",
            label=f"{item.name}的页码",
            value=values.get(f"pages-{item.id}"),
            required=False,
            half=True,
            help="例如：第3页、第1至4页。",
        )


def paper_fields(values: Values) -> Iterator[Field]:
    """Yield where the paper original lies."""
    yield Field(
        name="paper_place",
        label="原件位置",
        value=values.get("paper_place"),
        required=False,
        half=True,
        help="例如：党政办3号柜2024年第5盒，或者借给谁。",
    )
    yield Field(name="paper_page", label="签批所在页", value=values.get("paper_page"), required=False, half=True)


def why_fields(made: Plan, values: Values, problems: Problems) -> Iterator[Field]:
    """Yield the question what went wrong, for an unlawful fact."""
    if made.kind is ActKind.FACT:
        yield Field(
            name="why",
            label="情形说明",
            kind="textarea",
            value=values.get("why"),
            error=problems.fields.get("why"),
            help="写明什么事、为什么没有按程序办。系统自动列出缺少的前置程序；登记后不作为依法办理，日期照实填写。",
        )


def late_fields(
    made: Plan, desk: Desk, unit_path: str, values: Values, uploads: Uploads, problems: Problems
) -> tuple[tuple[Field, ...], str]:
    """Return the block for a late entry when the day, what was typed or the refusal calls for it."""
    occurred = _occurred(values, desk.today)
    days = days_late(occurred, desk.today, matters.calendar()) if is_late(made.kind, occurred, desk.today) else 0
    wanted = problems.late or days > USUAL.late_after or values.any_of(("late_reason", "late_approver", "late_paper"))
    if not wanted:
        return (), ""
    approvers = people.leaders(unit_path, desk.today)
    fields = (
        Field(
            name="late_reason",
            label="补录理由",
            kind="textarea",
            lines=2,
            value=values.get("late_reason"),
            error=problems.fields.get("late_reason"),
        ),
        Field(
            name="late_approver",
            label="批准补录的人",
            kind="select",
            value=values.get("late_approver"),
            choices=_options(approvers, desk.person.key),
            half=True,
        ),
        Field(
            name="late_paper",
            label="补录凭证的纸质件",
            value=values.get("late_paper"),
            required=False,
            half=True,
            help="凭证是扫描件的传在下面，是纸质件的写明名称和位置。",
        ),
        Field(
            name=control(LATE_SLOT),
            label="补录凭证",
            kind="file",
            required=False,
            accept=ACCEPT,
            help=HELP,
            files=uploads.lines(LATE_SLOT),
            error=problems.fields.get(control(LATE_SLOT)),
        ),
    )
    return (
        fields,
        f"发生于{cn_date(occurred)}，晚 {days} 个工作日登记，属于补录；记录上注明“补录（晚 {days} 个工作日）”。",
    )


def _occurred(values: Values, today: date) -> date:
    try:
        return parse_date(values.get("occurred")) if values.get("occurred") else today
    except TermError:
        return today
