"""One field of every kind, right and wrong."""

from __future__ import annotations

from fazhi.components import Choice, Field, Link, Refusal, State, Tag, error_summary
from fazhi.components.forms import FileLine


def _party(row: int, name: str, code: str, error: Refusal | None = None) -> tuple[Field, ...]:
    return (
        Field(name=f"parties-{row}-name", label="名称", value=name),
        Field(name=f"parties-{row}-code", label="统一社会信用代码", value=code, error=error),
        Field(
            name=f"parties-{row}-small",
            label="是否中小企业",
            kind="select",
            value="yes",
            choices=(Choice(value="yes", label="是"), Choice(value="no", label="否")),
        ),
    )


FIELDS = (
    Field(name="contract_title", label="合同名称", value="2027年度集镇环境卫生保洁服务合同"),
    Field(
        name="summary",
        label="主要内容",
        kind="textarea",
        required=False,
        help="二百字以内，供上会材料摘用。",
        value="集镇建成区道路、公厕及农贸市场周边保洁，期限一年。",
    ),
    Field(
        name="signed",
        label="签订日期",
        kind="date",
        value="2026年13月1日",
        half=True,
        help="可写 20261121、2026.11.21 或 2026年11月21日。",
        error=Refusal(text="没有这一天：2026年13月1日。", advice="请按合同末页填写。"),
    ),
    Field(name="copies", label="份数", kind="number", value="6", unit="份", half=True),
    Field(
        name="amount",
        label="金额",
        kind="money",
        value="368,000.00",
        unit="元",
        half=True,
        help="填到分。",
        basis=Link(label="政府采购法实施条例第五十条", href="/styleguide"),
    ),
    Field(
        name="nature",
        label="合同类别",
        kind="select",
        value="civil",
        half=True,
        choices=(
            Choice(value="civil", label="民事合同"),
            Choice(value="administrative", label="行政协议"),
            Choice(value="unsure", label="不确定"),
        ),
    ),
    Field(
        name="conclusion",
        label="审查结论",
        kind="radio",
        value="modify",
        choices=(
            Choice(value="lawful", label="合法"),
            Choice(value="modify", label="基本合法，按意见修改后可提交", hint="“必须”意见未落实的，复核前不得签订"),
            Choice(value="unlawful", label="不合法，不得签订"),
        ),
    ),
    Field(
        name="manners",
        label="公众参与方式",
        kind="checkboxes",
        values=("publish", "meeting"),
        basis=Link(label="本镇设定"),
        choices=(
            Choice(value="publish", label="公开征求意见"),
            Choice(value="meeting", label="座谈会"),
            Choice(value="hearing", label="听证会"),
        ),
    ),
    Field(name="disclosed", label="公开前已隐去个人信息和商业秘密", kind="bool", value="1"),
    Field(
        name="evidence",
        label="凭证",
        kind="file",
        help="单个不超过100MB。",
        files=(FileLine(name="镇长签批单.pdf", tag=Tag(state=State.DONE, text="1 页，已入卷"), href="/styleguide"),),
    ),
    Field(
        name="parties",
        label="相对方",
        kind="table",
        columns=(
            Field(name="name", label="名称"),
            Field(name="code", label="统一社会信用代码"),
            Field(name="small", label="是否中小企业"),
        ),
        rows=(
            _party(0, "青禾县净源保洁服务有限公司", "91000000MA0000001X"),
            _party(1, "青禾县恒信停车服务部", "9100", Refusal(text="应为 18 位，现为 4 位。")),
        ),
        add="add-party",
    ),
)

SUMMARY = error_summary("签订", FIELDS)
