"""The text of a paper as a pack writes it, read into a tree: lines, places, tables, conditions, repeats.

A line is a paragraph. `#` to `####` number a clause; `@word` says what else a line is; `{{…}}` is a place. The
reference with examples is docs/reference/papers.md. Nothing here knows what a name means: see ``check``.
"""

from __future__ import annotations

import re
from typing import Final

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Expr, parse
from fazhi.kernel.papers.tree import (
    PARTS,
    BasisPlace,
    CellNode,
    Checklist,
    DuePlace,
    Each,
    Form,
    Grid,
    Group,
    If,
    Kind,
    Line,
    Node,
    Ordinal,
    Past,
    Piece,
    Pieces,
    Place,
    Row,
    Words,
    rows_of,
)

LONGEST: Final = 20_000
"""Characters of a text."""

_GROUP = re.compile(r"\[\[(.*?)\]\]")
_PLACE = re.compile(r"\{\{(.*?)\}\}")
_ARTICLE = re.compile(r"》[^。；，]{0,4}第[〇零一二三四五六七八九十百千0-9]+条")
_HEADING = re.compile(r"(#{1,4})\s*(.*)")
_BLOCKS: Final = ("如", "逐", "历次", "表")


def read(text: str, where: str) -> tuple[Node, ...]:
    """Return the tree of a text. Raises PackError naming ``where`` and the line."""
    if len(text) > LONGEST:
        raise PackError(f"文书正文超过 {LONGEST} 字", where=where, hint="分成几件文书")
    return _Reader(text, where).all()


class _Reader:
    __slots__ = ("_at", "_lines", "_where")

    def __init__(self, text: str, where: str) -> None:
        self._lines = text.splitlines()
        self._where = where
        self._at = 0

    def all(self) -> tuple[Node, ...]:
        nodes, end = self._block(in_grid=False)
        if end:
            self._fail(f"没有开头的“@{end}”", "删去，或补上开头")
        return nodes

    def _fail(self, message: str, hint: str | None = None, line: int | None = None) -> None:
        raise PackError(message, where=f"{self._where} 第{line or self._at}行", hint=hint)

    def _block(self, *, in_grid: bool) -> tuple[tuple[Node, ...], str]:
        """Return the nodes up to the end of the block and the word that ended it (empty: end of the text)."""
        nodes: list[Node] = []
        while self._at < len(self._lines):
            raw = self._lines[self._at].strip()
            self._at += 1
            if not raw or raw.startswith("%"):
                continue
            word, _, rest = raw[1:].partition(" ") if raw.startswith("@") else ("", "", raw)
            if raw.startswith("@") and word in ("止", "否则", "表完"):
                return tuple(nodes), word
            if raw.startswith("@") and word in _BLOCKS:
                nodes.append(self._open(word, rest.strip(), in_grid))
            elif raw.startswith("|"):
                if not in_grid:
                    self._fail("表外有表格的行", "先写 @表 和各列宽")
                nodes.append(self._row(raw))
            elif in_grid:
                self._fail("表内只能有表格的行、@如、@逐、@历次")
            else:
                nodes.append(self._line(raw, word, rest))
        return tuple(nodes), ""

    def _open(self, word: str, rest: str, in_grid: bool) -> Node:
        line = self._at
        if word == "表":
            if in_grid:
                self._fail("表内不能再有表")
            return self._grid(rest, line)
        body, end = self._block(in_grid=in_grid)
        otherwise: tuple[Node, ...] = ()
        if end == "否则":
            otherwise, end = self._block(in_grid=in_grid)
        if end != "止":
            self._fail(f"“@{word}”没有“@止”", "在这一段的末尾写 @止", line)
        if word == "如":
            return If(expr=self._expr(rest, line), body=body, otherwise=otherwise, line=line)
        name, _, where = (part.strip() for part in rest.partition("其中"))
        if not name.isidentifier():
            self._fail(f"“@{word}”后面要写名称", "例如 @逐 opinions", line)
        if word == "历次":
            return Past(step=name, body=body, otherwise=otherwise, line=line)
        condition = self._expr(where, line) if where else None
        return Each(list=name, where=condition, body=body, otherwise=otherwise, line=line)

    def _grid(self, rest: str, line: int) -> Grid:
        small = rest.endswith("小")
        widths = rest.removesuffix("小").split()
        if not widths or not all(item.isdigit() and 0 < int(item) < 100 for item in widths):
            self._fail("“@表”后面要写各列的宽", "例如 @表 2 8 4", line)
        body, end = self._block(in_grid=True)
        if end != "表完":
            self._fail("“@表”没有“@表完”", "在表的末尾写 @表完", line)
        made = Grid(widths=tuple(int(item) for item in widths), body=body, line=line, small=small)
        for row in rows_of(body):
            if (found := sum(cell.across for cell in row.cells)) != len(widths):
                self._fail(f"这一行有{found}格，表有{len(widths)}列", "跨列的格子后面用 < 占位", row.line)
        return made

    def _row(self, raw: str) -> Row:
        head = raw.startswith("|=")
        cells: list[CellNode] = []
        for part in _bars(raw[2:] if head else raw[1:]):
            text = part.strip()
            if text == "<" and cells:
                last = cells.pop()
                cells.append(CellNode(pieces=last.pieces, across=last.across + 1, head=last.head))
                continue
            label = text.startswith("=")
            cells.append(CellNode(pieces=self._pieces(text[1:] if label else text), head=head or label))
        return Row(cells=tuple(cells), head=head, line=self._at)

    def _line(self, raw: str, word: str, rest: str) -> Node:
        if found := _HEADING.fullmatch(raw):
            level, text = len(found[1]), found[2]
            return Line(kind=Kind.BODY, parts=(self._pieces(text),), line=self._at, level=level)
        if not raw.startswith("@"):
            return Line(kind=Kind.BODY, parts=(self._pieces(raw),), line=self._at)
        if word == "核对":
            if not rest.strip().isidentifier():
                self._fail("“@核对”后面要写步骤", "例如 @核对 meeting")
            return Checklist(step=rest.strip(), line=self._at)
        if word not in {kind.value for kind in Kind if kind.value}:
            known = "、".join(f"@{kind.value}" for kind in Kind if kind.value)
            self._fail(f"不认识的“@{word}”", f"可用：{known}、@如、@逐、@历次、@表、@核对、@否则、@止、@表完")
        kind = Kind(word)
        parts = tuple(self._pieces(part.strip()) for part in _bars(rest)) if kind in PARTS else (self._pieces(rest),)
        if kind in PARTS and not 1 <= len(parts) <= PARTS[kind]:
            self._fail(f"“@{word}”至多{PARTS[kind]}项", "各项用 | 隔开")
        if kind is Kind.SIGNED and len(parts) != PARTS[kind]:
            self._fail("“@落款”要有单位和日期", "写成 @落款 单位 | 日期")
        return Line(kind=kind, parts=parts, line=self._at)

    def _pieces(self, text: str) -> Pieces:
        """Return the pieces of a text: every other part of the split is what stood inside ``[[…]]``."""
        found: list[Piece] = []
        for number, part in enumerate(_GROUP.split(text)):
            if number % 2 == 0:
                found += self._flat(part)
            elif part:
                found.append(Group(pieces=self._flat(part)))
        return tuple(found)

    def _flat(self, text: str) -> Pieces:
        found: list[Piece] = []
        end = 0
        for match in _PLACE.finditer(text):
            if match.start() > end:
                found.append(self._words(text[end : match.start()]))
            found.append(self._place(match[1].strip()))
            end = match.end()
        if end < len(text):
            found.append(self._words(text[end:]))
        return tuple(found)

    def _words(self, text: str) -> Words:
        if any(mark in text for mark in ("{{", "}}", "[[", "]]")):
            self._fail("占位的括号不配对", "写成 {{…}} 或者 [[…]]")
        if found := _ARTICLE.search(text):
            self._fail(f"正文中直接写了条文“{found[0].removeprefix('》')}”", "写进 [basis]，正文用 {{依据 代号}}")
        return Words(text=text.replace("¶", "\n"))

    def _place(self, inner: str) -> Piece:
        line = self._at
        word, _, rest = inner.partition(" ")
        if inner == "序":
            return Ordinal(line=line)
        if word == "依据":
            ids = tuple(rest.split())
            if not ids:
                self._fail("“依据”后面要写代号", "例如 {{依据 jc25}}")
            return BasisPlace(ids=ids, line=line)
        if word == "期限":
            term, bar, moment = (part.strip() for part in rest.partition("|"))
            if not term.isidentifier() or (bar and not moment.isidentifier()):
                self._fail(
                    "“期限”后面要写代号", "例如 {{期限 review}}，按某一步办理时计算的写 {{期限 review | submit}}"
                )
            return DuePlace(term=term, moment=moment or None, line=line)
        source, bar, form = (part.strip() for part in inner.rpartition("|")) if "|" in inner else (inner, "", "")
        if bar and form not in {item.value for item in Form if item.value}:
            self._fail(f"没有“{form}”这种写法", f"可用：{'、'.join(item.value for item in Form if item.value)}")
        optional = source.endswith("?")
        return Place(
            expr=self._expr(source.removesuffix("?").strip(), line), form=Form(form), optional=optional, line=line
        )

    def _expr(self, source: str, line: int) -> Expr:
        try:
            return parse(source)
        except ExpressionError as error:
            place = f"{self._where} 第{line}行：{source}"
            raise PackError(f"读不懂：{error.message}", where=place, hint=error.hint) from error


def _bars(text: str) -> list[str]:
    """Return what stands between the bars, those inside places apart."""
    parts, depth, current = [], 0, ""
    for index, sign in enumerate(text):
        depth += (text[index : index + 2] == "{{") - (text[index : index + 2] == "}}")
        if sign == "|" and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    return [*parts, current]
