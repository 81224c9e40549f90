"""The papers of a pack: read with the declaration, every place checked against it before the pack is used.

The text of a paper is part of the declaration (``text``), so that the blob kept with a matter holds it: a matter
prints the papers of the version it was opened with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import DATE, TEXT, Expr, Kind, Ref, StepScope, Type, check, check_condition, walk
from fazhi.kernel.papers.language import read
from fazhi.kernel.papers.model import Grade
from fazhi.kernel.papers.tree import (
    BasisPlace,
    Checklist,
    DuePlace,
    Each,
    Grid,
    If,
    Line,
    Node,
    Past,
    Piece,
    Place,
    Row,
    leaves,
    pieces_of,
)
from fazhi.kernel.procedures.model import PaperForm, Procedure
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import Names, names_of
from fazhi.kernel.procedures.tables import Table

MATTER: Final[Mapping[str, tuple[Type, str]]] = MappingProxyType(
    {
        "number": (TEXT, "事项编号"),
        "title": (TEXT, "事项名称"),
        "unit": (TEXT, "承办单位"),
        "organ": (TEXT, "本机关"),
        "place": (TEXT, "本机关简称"),
        "review_office": (TEXT, "审查机构"),
        "county": (TEXT, "县（市、区、旗）"),
        "handler": (TEXT, "承办人"),
        "opened": (DATE, "立项日期"),
        "source": (TEXT, "来件渠道"),
        "kept": (TEXT, "原件存放"),
        "parent_number": (TEXT, "送来本件的事项编号"),
    }
)
"""What `matter.x` may ask: facts of the matter that no procedure declares."""

OWN: Final[Mapping[str, tuple[Type, str]]] = MappingProxyType(
    {"number": (TEXT, "文号"), "date": (DATE, "印发日期"), "person": (TEXT, "经办人"), "key": (TEXT, "第几项")}
)
"""What `paper.x` may ask: facts of the paper itself."""

SPACES: Final[Mapping[str, Mapping[str, tuple[Type, str]]]] = MappingProxyType({"matter": MATTER, "paper": OWN})


def paper(reader: Reader, table: Table) -> PaperForm:
    """Return one declared paper, its text read. Raises PackError with the key, or the line of the text."""
    name = table.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    where = f"papers/{name}.txt"
    body = read(table.text("text"), where)
    number = table.maybe("number")
    made = PaperForm(
        id=name,
        name=table.text("name"),
        grade=Grade(table.choice("grade", [item.value for item in Grade])),
        body=body,
        when=reader.condition(table, "when"),
        each=table.maybe("each"),
        series=table.maybe("series"),
        number=reader.expr(number, table.at("number")) if number is not None else None,
        basis=reader.bases(table),
        copies=table.number("copies", 1),
        makes=table.maybe("makes"),
        vouches=table.maybe("vouches"),
        agenda=table.number("agenda", 0),
    )
    if made.series is not None and made.grade is Grade.INTERNAL:
        raise PackError("内部用纸不另取文号", where=table.at("series"))
    for piece in pieces_of(body):
        if isinstance(piece, BasisPlace):
            for id_ in piece.ids:
                if id_ not in reader.basis:
                    raise PackError(f"没有声明依据“{id_}”", where=_at(where, piece.line), hint="写入 [basis]")
                reader.used_bases.add(id_)
    table.done()
    return made


def check_papers(procedure: Procedure) -> None:
    """Raise PackError for the first thing in a paper that does not fit the declaration: name, type, list, term."""
    for step in SPACES:
        if step in procedure.steps:
            raise PackError(f"步骤不能叫“{step}”", where=f"step[{step}]", hint="文书用这个词指事项、文书自己")
    for form in procedure.papers.values():
        where = f"paper[{form.id}]"
        if form.each is not None and form.each not in procedure.lists:
            raise PackError(f"没有名为“{form.each}”的名单", where=f"{where}.each")
        if form.makes is not None and form.makes not in procedure.texts:
            raise PackError(f"没有名为“{form.makes}”的文本", where=f"{where}.makes")
        if form.vouches is not None:
            step, _, item = form.vouches.partition(".")
            known = [piece.id for piece in procedure.steps[step].evidence] if step in procedure.steps else []
            if item not in known:
                raise PackError(f"没有凭证“{form.vouches}”", where=f"{where}.vouches", hint="写成 步骤.凭证")
        scope = scope_of(procedure).per(form.each)
        if form.when is not None:
            _condition(form.when, scope, f"{where}.when")
        if form.number is not None and _typed(form.number, scope, f"{where}.number").kind is not Kind.TEXT:
            raise PackError("文号应为文字", where=f"{where}.number")
        _Check(procedure, f"papers/{form.id}.txt").nodes(form.body, scope)


def scope_of(procedure: Procedure) -> Names:
    """Return what a place of a paper may name: all of the pack, the matter itself and the paper itself."""
    names = names_of(procedure)
    spaces = {
        space: StepScope(outcomes=(), fields={name: kind for name, (kind, _) in facts.items()})
        for space, facts in SPACES.items()
    }
    return replace(names, steps={**names.steps, **spaces})


def _at(where: str, line: int) -> str:
    return f"{where} 第{line}行"


def _typed(expr: Expr, scope: Names, where: str) -> Type:
    try:
        found = check(expr, scope)
    except ExpressionError as error:
        raise PackError(error.message, code=error.code, where=f"{where}：{expr.source}", hint=error.hint) from error
    _only_declared(expr, where)
    return found


def _condition(expr: Expr, scope: Names, where: str) -> None:
    try:
        check_condition(expr, scope)
    except ExpressionError as error:
        raise PackError(error.message, code=error.code, where=f"{where}：{expr.source}", hint=error.hint) from error
    _only_declared(expr, where)


def _only_declared(expr: Expr, where: str) -> None:
    """A matter has no outcome and no decider, though every step has."""
    for node in walk(expr):
        if isinstance(node, Ref) and node.owner in SPACES and node.name not in SPACES[node.owner]:
            known = "、".join(f"{node.owner}.{name}" for name in SPACES[node.owner])
            raise PackError(f"没有“{node.source}”", where=f"{where}：{expr.source}", hint=f"可用：{known}")


@dataclass(frozen=True, slots=True)
class _Check:
    procedure: Procedure
    where: str

    def nodes(self, nodes: tuple[Node, ...], scope: Names) -> None:
        for node in nodes:
            self._node(node, scope)

    def _node(self, node: Node, scope: Names) -> None:
        match node:
            case Line():
                for part in node.parts:
                    self._pieces(part, scope)
            case Row():
                for cell in node.cells:
                    self._pieces(cell.pieces, scope)
            case Grid():
                self.nodes(node.body, scope)
            case If():
                _condition(node.expr, scope, _at(self.where, node.line))
                self.nodes(node.body, scope)
                self.nodes(node.otherwise, scope)
            case Each():
                self._known(node.list, self.procedure.lists, "名单", node.line)
                own = scope.per(node.list)
                if node.where is not None:
                    _condition(node.where, own, _at(self.where, node.line))
                self.nodes(node.body, own)
                self.nodes(node.otherwise, scope)
            case Past():
                self._known(node.step, self.procedure.steps, "步骤", node.line)
                self.nodes(node.body, scope.within(self.procedure.steps[node.step]))
                self.nodes(node.otherwise, scope)
            case Checklist():
                self._known(node.step, self.procedure.steps, "步骤", node.line)

    def _pieces(self, pieces: tuple[Piece, ...], scope: Names) -> None:
        for piece in leaves(pieces):
            if isinstance(piece, Place):
                _typed(piece.expr, scope, _at(self.where, piece.line))
            elif isinstance(piece, DuePlace):
                self._known(piece.term, self.procedure.terms, "期限", piece.line)
                if piece.moment is not None:
                    self._known(piece.moment, self.procedure.steps, "步骤", piece.line)
                each = self.procedure.terms[piece.term].each
                if each is not None and each != scope.own_each:
                    raise PackError(
                        f"期限“{piece.term}”按名单“{each}”逐项计算，此处不知指哪一项",
                        where=_at(self.where, piece.line),
                        hint=f"写在 @逐 {each} 之内",
                    )

    def _known(self, name: str, names: Collection[str], what: str, line: int) -> None:
        if name not in names:
            raise PackError(f"没有名为“{name}”的{what}", where=_at(self.where, line))


def personal(procedure: Procedure, form: PaperForm) -> Iterator[str]:
    """Yield the classes of personal information that a paper may show."""
    for piece in pieces_of(form.body):
        if isinstance(piece, Place) and isinstance(piece.expr, Ref):
            ref = piece.expr
            step = procedure.steps.get(ref.owner)
            fields = procedure.subject.values() if ref.owner == "subject" else step.fields if step else ()
            yield from (field.pii for field in fields if field.id == ref.name and field.pii)
