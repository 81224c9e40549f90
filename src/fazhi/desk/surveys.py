"""What the pages and papers of a survey show: its questions as fields, its result as tables, the method in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fazhi.components import Cell, Choice, Column, Field, Refusal, SimpleTable, State, Tag, long_date, table_date
from fazhi.desk.small import options
from fazhi.kernel.measures.surveys import Frame, Question, QuestionKind, Questionnaire
from fazhi.kernel.measures.surveys.answering import LONGEST, NotAnswered
from fazhi.records import clock
from fazhi.records.surveys import One

BOX: Final = "a-"
"""Begins the name of each control of a questionnaire."""
FEW: Final = 6
"""So many places stand side by side; more are chosen from a list."""
ABREAST: Final = 6
"""Questions side by side in a table of groups."""
HELD: Final = "隐去"
NOBODY: Final = "无答卷"

Told = Mapping[str, Any]


def fields_of(asked: Questionnaire, frame: Frame, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the questions as fields, with what was typed."""
    found = [
        _chosen("place", asked.place, [place.name for place in frame.places], typed, listed=len(frame.places) > FEW)
    ]
    found += [
        replace(_chosen(one.id, one.label, one.values, typed), required=False, help="不想说的可以不选。")
        for one in asked.groups
    ]
    for number, question in enumerate(asked.questions, 1):
        label = f"{number}．{question.label}"
        if question.kind is QuestionKind.TEXT:
            found.append(
                Field(
                    name=f"{BOX}{question.id}", label=label, kind="textarea", required=False,
                    value=typed.get(question.id, ""),
                    help=f"至多 {LONGEST} 字。请不要写姓名、电话、门牌号。原话与其他答案分开保存。",
                )
            )  # fmt: skip
        else:
            found.append(replace(_chosen(question.id, label, question.options, typed), required=False))
    return tuple(found)


def _chosen(name: str, label: str, values: Any, typed: Mapping[str, str], *, listed: bool = False) -> Field:
    choices = tuple(Choice(value=str(at), label=said) for at, said in enumerate(values))
    if listed:
        choices = options([(one.value, one.label) for one in choices])
    return Field(
        name=f"{BOX}{name}", label=label, kind="select" if listed else "radio", choices=choices,
        value=typed.get(name, ""),
    )  # fmt: skip


def typed_of(post: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into the fields of a questionnaire."""
    return {name.removeprefix(BOX): str(value) for name, value in post.items() if name.startswith(BOX)}


def with_error(fields: tuple[Field, ...], error: NotAnswered) -> tuple[Field, ...]:
    """Return the fields with an error beside the one it is about."""
    said = Refusal(text=f"{error.message}。", brief=error.message, advice=f"{error.hint}。" if error.hint else "")
    return tuple(replace(one, error=said) if one.name == f"{BOX}{error.field}" else one for one in fields)


def state_tag(one: One) -> Tag:
    """Return where a survey stands."""
    if one.row.closed is not None:
        return Tag(state=State.DONE, text=f"{table_date(one.row.closed)}封存")
    if one.row.until is not None and clock.today() <= one.row.until:
        return Tag(state=State.OPEN, text=f"答题，{table_date(one.row.until)}止")
    return Tag(state=State.TODAY, text="待封存")


# -- the result ----------------------------------------------------------------------------------------------------


def tables_of(one: One) -> Iterator[SimpleTable]:
    """Yield the result as tables: everybody by question, the options, then each kind of group."""
    told, asked = {each["id"]: each for each in one.result["questions"]}, one.asked
    columns = (
        Column(key="question", name="题目"), Column(key="n", name="答的份数", numeric=True),
        Column(key="mean", name="平均分（满分100）", numeric=True), Column(key="good", name="满意率", numeric=True),
    )  # fmt: skip
    rows = []
    for question in asked.questions:
        if question.kind is QuestionKind.TEXT:
            continue
        said = told[question.id]
        shown = (f"不足 {one.result['least']} 份", HELD, HELD)
        if said["n"] is not None and question.kind is QuestionKind.SCALE:
            shown = (f"{said['n']}", _figure(said["mean"]), _figure(said["good"], "%"))
        elif said["n"] is not None:
            shown = (f"{said['n']}", "看各选项", "")
        rows.append((Cell(text=f"{_number(one, question)}．{question.label}"), *(Cell(text=text) for text in shown)))
    yield SimpleTable(caption="总体", columns=columns, rows=tuple(rows))
    scales = [question for question in asked.scales if "groups" in told[question.id]]
    for at, group in enumerate(_groups(told)):
        for first in range(0, len(scales), ABREAST):
            yield _by_group(one, told, at, group, scales[first : first + ABREAST])
    yield _options(one, told)


def _number(one: One, question: Question) -> int:
    return one.asked.questions.index(question) + 1


def _groups(told: Told) -> list[Told]:
    return next((list(each["groups"]) for each in told.values() if "groups" in each), [])


def _by_group(one: One, told: Told, at: int, group: Told, scales: Sequence[Question]) -> SimpleTable:
    names = list(dict.fromkeys(row["name"] for each in scales for row in told[each.id]["groups"][at]["rows"]))
    rows = []
    for name in names:
        cells = [Cell(text=name)]
        for question in scales:
            row = next((each for each in told[question.id]["groups"][at]["rows"] if each["name"] == name), None)
            cells.append(Cell(text=NOBODY if row is None else _group_figure(row)))
        rows.append(tuple(cells))
    columns = (
        Column(key="name", name="分组"),
        *(Column(key=each.id, name=f"第{_number(one, each)}题", numeric=True) for each in scales),
    )
    return SimpleTable(caption=f"按“{group['label']}”：平均分", columns=columns, rows=tuple(rows))


def _group_figure(row: Told) -> str:
    if row["held"]:
        return HELD
    return NOBODY if not row["n"] else f"{_figure(row)}（{row['n']}份）"


def _options(one: One, told: Told) -> SimpleTable:
    rows = []
    for question in one.asked.questions:
        for at, option in enumerate(question.options):
            said = told[question.id]
            share = HELD if said["n"] is None else _figure(said["options"][at], "%")
            rows.append((Cell(text=f"第{_number(one, question)}题"), Cell(text=option), Cell(text=share)))
    columns = (
        Column(key="question", name="题目"), Column(key="option", name="选项"),
        Column(key="share", name="占比", numeric=True),
    )  # fmt: skip
    return SimpleTable(caption="各选项占比", columns=columns, rows=tuple(rows), lead=1)


def _figure(told: Told, unit: str = "") -> str:
    margin = f"±{told['margin']}" if told["margin"] else "（误差无法估计）"
    return f"{told['value']}{unit}{margin}" if told["value"] else NOBODY


def method_of(one: One) -> tuple[str, ...]:
    """Return in sentences how the result was reckoned, what the margin means and what it does not."""
    result, least = one.result, one.result["least"]
    unreached = f"没有答卷的：{'、'.join(result['unreached'])}，结果不代表这些地方。" if result["unreached"] else ""
    return (
        f"应测人口 {result['people']} 人，有答卷的村（社区）共 {result['reached']} 人，"
        f"收回答卷 {result['answers']} 份，印发口令码 {one.row.issued} 个。{unreached}",
        "加权：每份答卷代表本村（社区）人口数 ÷ 本村（社区）对这道题的答卷数，人口多的村不因答卷少而吃亏。"
        "满意率是选前几项（很满意、满意一类）的占比。",
        "误差（置信度 95%）：E＝1.96×√V，V＝Σ N²(1－n/N)s²/n ÷ (ΣN)²，对各村求和；"
        "N 是本村人口，n 是答卷数，s² 是本村答案的方差，(1－n/N) 是有限总体校正；"
        "分组的平均分是比率估计，s² 用线性化残差。只有一份答卷的村借用其他村的方差。",
        "前提：每个村里答题的人等于随机抽到的。不愿答的人、没有拿到口令码的人与答题的人看法不同，误差里看不出来；"
        "两个数的差小于误差的，不能说谁高谁低。",
        f"不足 {least} 份的分组、全组答案一样的分组隐去；为了不能用总数减出来，同时再隐去最小的一组。"
        "不作村与年龄的交叉表。",
    )


def until_words(one: One) -> str:
    """Return the last day to answer in words."""
    return long_date(one.row.until) if one.row.until is not None else ""
