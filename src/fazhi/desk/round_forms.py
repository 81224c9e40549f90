"""The small forms of a round of evaluation: assessing, scoring, excluding, objecting, deciding, putting right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.http import HttpRequest

from fazhi.components import Choice, Field
from fazhi.desk import rounds
from fazhi.desk.actor import Desk
from fazhi.desk.forms.uploads import ACCEPT, HELP
from fazhi.desk.rounds import Shown
from fazhi.desk.small import Small, Typed
from fazhi.kernel.measures import Item, Scored
from fazhi.records import access, evidence
from fazhi.records.access import UnitAction
from fazhi.records.acts import rounds as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.evidence import Attached, UploadRefused
from fazhi.records.models import RoundItem

RULINGS: Final[Mapping[str, str]] = {"upheld": "成立，改分", "dismissed": "不成立，维持"}
"""What may become of an objection, in words."""


def free(sheet: Shown, item: Item) -> bool:
    """Say whether an item may still be scored: nobody objected to its score."""
    row = sheet.rows.get(item.id)
    return row is None or row.objected_day is None


def score_all(desk: Desk, sheet: Shown, items: list[Item]) -> Small:
    """Return the sheet on which all assessed items of a unit are scored; what is left empty is not recorded."""

    def do(typed: Typed) -> str:
        given = [
            acts.Given(item=item.id, points=typed.text(f"p_{item.id}"), reason=typed.text(f"r_{item.id}"))
            for item in items
            if (typed.text(f"p_{item.id}"), typed.text(f"r_{item.id}")) != _held(sheet.rows.get(item.id))
            and typed.text(f"p_{item.id}")
        ]
        try:
            done = acts.score_items(
                actor=desk.actor, key=typed.key, round=sheet.one.row.key, unit=sheet.unit.code, scores=given
            )
        except ActRefused as error:
            wrong = next((item for item in items if item.name == error.where), None)
            missing = next((one for one in given if not one.reason), None)
            place = f"p_{wrong.id}" if wrong else f"r_{missing.item}" if missing and error.field == "reason" else None
            raise ActRefused(error.message, field=place, where=error.where, hint=error.hint) from error
        return f"已评 {done['scored']} 项。"

    fields: list[Field] = []
    for item in items:
        row = sheet.rows.get(item.id)
        own = f"自评 {row.own_points} 分，佐证 {row.files} 件：{row.own_note}" if row and row.own_day else "没有自评"
        points, reason = _held(row)
        fields += [
            Field(
                name=f"p_{item.id}", label=f"{item.name}（满分 {item.points} 分）", kind="money", value=points,
                required=False, unit="分", half=True, help=own[:300],
            ),
            Field(
                name=f"r_{item.id}", label="理由", before=item.name, kind="textarea", value=reason, lines=2,
                required=False, half=True,
            ),
        ]  # fmt: skip
    return Small(
        id="score", title="评分", verb="记下评分", do=do, open=True, fields=tuple(fields),
        note="每一项写明理由；没有填分数的不记。评过的人不能答复对这一项的异议。",
    )  # fmt: skip


def _held(row: RoundItem | None) -> tuple[str, str]:
    return (row.points, row.reason) if row is not None else ("", "")


def forms_of(request: HttpRequest, desk: Desk, sheet: Shown, scored: Scored) -> Iterator[Small]:
    """Yield what this person may do with the item now."""
    row, item, today = sheet.rows.get(scored.item.id), scored.item, desk.today
    given = {"round": sheet.one.row.key, "unit": sheet.unit.code, "item": item.id}
    answers = access.on_unit(desk.grants, UnitAction.ANSWER_ROUND, sheet.unit.path)
    gives = rounds.scores(desk, sheet.one)
    objected = row is not None and row.objected_day is not None
    if sheet.sealed is not None:
        if gives:
            yield _correct(desk, given, item)
        return
    due, object_until = sheet.one.row.assess_until, sheet.one.row.object_until
    if answers and item.indicator is None and due is not None and today <= due and (row is None or row.day is None):
        yield _assess(request, desk, given, item, row)
    has = item.indicator is not None or (row is not None and row.day is not None)
    if answers and has and not objected and object_until is not None and today <= object_until:
        yield _object(request, desk, given)
    if gives and objected and row is not None and not row.ruling:
        yield _rule(desk, given, item)
    if gives and not objected:
        yield _score(desk, given, scored, row)
        yield _exclude(desk, given)


def _brought(request: HttpRequest, name: str) -> list[Attached]:
    """Return the files that came with a form, looked at and kept. Raises ActRefused beside the field."""
    found = []
    for upload in request.FILES.getlist(name):
        try:
            file = evidence.receive(upload, upload.name or "", declared=upload.size)
        except UploadRefused as error:
            raise ActRefused(error.message, field="file", where=error.where, hint=error.hint) from error
        found.append(Attached(file=file, slot=""))
    return found


def _file_field(label: str, *, needed: bool, said: str = "") -> Field:
    return Field(name="file", label=label, kind="file", accept=ACCEPT, required=needed, help=f"{said}{HELP}")


def _assess(request: HttpRequest, desk: Desk, given: dict[str, str], item: Item, row: RoundItem | None) -> Small:
    def do(typed: Typed) -> str:
        files = _brought(request, "assess-file")
        acts.assess(
            actor=desk.actor, key=typed.key, **given, points=typed.text("points"), note=typed.text("note"), files=files
        )
        return f"“{item.name}”的自评已记下。"

    before = row.files if row is not None else 0
    asked = f"须有：{'、'.join(item.evidence)}。" if item.evidence else ""
    had = f"已有 {before} 件，不用重传。" if before else ""
    return Small(
        id="assess", title="自评", verb="记下自评", do=do, open=True,
        note="可以改，县局评分以前、自评截止日以前都可以。说明里不写群众姓名，材料里有姓名、身份证号的先遮住。",
        fields=(
            Field(
                name="points", label=f"自评分（满分 {item.points} 分）", kind="money", unit="分",
                value=row.own_points if row is not None else "",
            ),
            Field(
                name="note", label="做了什么", kind="textarea", lines=4, value=row.own_note if row is not None else "",
            ),
            _file_field("佐证材料", needed=bool(item.evidence) and not before, said=asked + had),
        ),
    )  # fmt: skip


def _object(request: HttpRequest, desk: Desk, given: dict[str, str]) -> Small:
    def do(typed: Typed) -> str:
        files = _brought(request, "object-file")
        acts.object_to(actor=desk.actor, key=typed.key, **given, reason=typed.text("reason"), files=files)
        return "异议已经提出，由县局没有评过这一项的同志答复。"

    return Small(
        id="object", title="提出异议", verb="提出异议", do=do, note="每一项可以提一次。",
        fields=(
            Field(name="reason", label="理由", kind="textarea", lines=4),
            _file_field("材料", needed=False),
        ),
    )  # fmt: skip


def _points(item: Item, value: str = "", *, needed: bool = True) -> Field:
    return Field(
        name="points", label=f"分数（满分 {item.points} 分）", kind="money", unit="分", value=value, required=needed
    )


_REASON: Final = Field(name="reason", label="理由", kind="textarea", lines=3)


def _score(desk: Desk, given: dict[str, str], scored: Scored, row: RoundItem | None) -> Small:
    def do(typed: Typed) -> str:
        one = acts.Given(item=given["item"], points=typed.text("points"), reason=typed.text("reason"))
        acts.score_items(
            actor=desk.actor, key=typed.key, round=given["round"], unit=given["unit"], scores=[one]
        )  # fmt: skip
        return "评分已记下。"

    counted = scored.item.indicator is not None
    return Small(
        id="score", title="不按计算的分，另行评分" if counted else "评分", verb="记下评分", do=do, open=not counted,
        note="按数算的分和县评的分并列，都写在考核表上。" if counted else "",
        fields=(_points(scored.item, row.points if row is not None else ""), _REASON),
    )  # fmt: skip


def _exclude(desk: Desk, given: dict[str, str]) -> Small:
    def do(typed: Typed) -> str:
        acts.exclude_item(actor=desk.actor, key=typed.key, **given, reason=typed.text("reason"))
        return "这一项对这个单位不计分。"

    return Small(
        id="exclude", title="不计分", verb="定为不计分", do=do, fields=(_REASON,),
        note="这个单位的这一项不计分，分值按考核办法分摊；以后评了分，就重新计分。",
    )  # fmt: skip


def _rule(desk: Desk, given: dict[str, str], item: Item) -> Small:
    def do(typed: Typed) -> str:
        said = typed.needed("ruling", "答复")
        acts.rule(
            actor=desk.actor, key=typed.key, **given, upheld=said == "upheld", points=typed.text("points"),
            reason=typed.text("reason"),
        )  # fmt: skip
        return "异议已经答复。"

    return Small(
        id="rule", title="答复异议", verb="答复异议", do=do, open=True, note="评过这一项的人不能答复。",
        fields=(
            Field(
                name="ruling", label="答复", kind="radio",
                choices=tuple(Choice(value=one, label=words) for one, words in RULINGS.items()),
            ),
            _points(item, needed=False), _REASON,
        ),
    )  # fmt: skip


def _correct(desk: Desk, given: dict[str, str], item: Item) -> Small:
    def do(typed: Typed) -> str:
        acts.correct(
            actor=desk.actor, key=typed.key, **given, points=typed.text("points"), reason=typed.text("reason")
        )  # fmt: skip
        return "更正已记下，列在封存的结果旁边。"

    return Small(
        id="correct", title="封存后更正", verb="记下更正", do=do, note="封存的结果不改，更正列在旁边。",
        fields=(_points(item), _REASON),
    )  # fmt: skip
