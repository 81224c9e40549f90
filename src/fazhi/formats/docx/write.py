"""The one writer of Word files: a paper (or several, each on a fresh right-hand page) laid out as GB/T 9704 asks."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

from fazhi.formats.docx.endnotes import endnote_mark, endnotes_part
from fazhi.formats.docx.keeping import together
from fazhi.formats.docx.layout import (
    BLOCK,
    BOTTOM,
    CHARACTER,
    FANG,
    FOOT,
    HEI,
    HEIGHT,
    KAI,
    LEFT,
    LINE,
    RIGHT,
    TOP,
    WIDTH,
    WU_HAO,
    R,
    W,
)
from fazhi.formats.docx.parts import HEAD, fonts, footer, package, settings, styles
from fazhi.kernel.papers import (
    Align,
    Attachments,
    Block,
    Break,
    Cell,
    Clause,
    Hands,
    Mark,
    Note,
    Paper,
    Paragraph,
    Remark,
    Signature,
    Span,
    Spans,
    Standing,
    Style,
    Table,
    endnotes,
)
from fazhi.kernel.papers.model import shifted
from fazhi.kernel.papers.plain import attachment_lines


def write(*papers: Paper) -> bytes:
    """Return a Word file of the papers. The same papers give the same bytes, on any machine."""
    papers = _numbered(papers)
    body = "".join(_paper(paper, last=paper is papers[-1]) for paper in papers)
    foot = papers[0].foot if papers else ""
    title = papers[0].title if papers else ""
    parts = {
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/footer1.xml": footer(foot, even=False),
        "word/footer2.xml": footer(foot, even=True),
    }
    if notes := tuple(note for paper in papers for note in endnotes(paper)):
        parts["word/settings.xml"] = settings(endnotes=True)
        parts["word/endnotes.xml"] = endnotes_part([(note.number, _xml(note.text)) for note in notes])
    return package(parts, title)


def _numbered(papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """Return the papers with their notes numbered through: one file has one row of notes."""
    found, count = [], 0
    for paper in papers:
        found.append(shifted(paper, count) if count and endnotes(paper) else paper)
        count += len(endnotes(paper))
    return tuple(found)


def _paper(paper: Paper, *, last: bool) -> str:
    blocks = list(_head(paper))
    for block, kept in zip(paper.blocks, together(paper.blocks), strict=True):
        blocks += [_with_next(paragraph) for paragraph in _block(block)] if kept else _block(block)
    section = _section()
    if last:
        return "".join(blocks) + section
    return "".join(blocks) + f'<w:p><w:pPr><w:pStyle w:val="Note"/>{section}</w:pPr></w:p>'


def _with_next(paragraph: str) -> str:
    """Return a paragraph that stays on the page of the one that follows."""
    freed = paragraph.replace('<w:keepNext w:val="0"/>', "")
    return freed if "<w:keepNext/>" in freed else _STYLE.sub(r"\1<w:keepNext/>", freed, count=1)


_STYLE: Final = re.compile(r'(<w:pStyle w:val="\w+"/>)')


def _section() -> str:
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
        '<w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr><w:type w:val="oddPage"/>'
        f'<w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}"/><w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" '
        f'w:left="{LEFT}" w:header="851" w:footer="{FOOT}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def _head(paper: Paper) -> list[str]:
    found = []
    if paper.standing is Standing.DRAFT and paper.grade != "internal":
        found.append(_p("To", (Span(text="送签稿"),), font=HEI))
    found.append(_p("Title", (Span(text=paper.title),)))
    if paper.subtitle:
        found.append(_p("Number", (Span(text=paper.subtitle),), font=KAI))
    if paper.number:
        found.append(_p("Number", (Span(text=paper.number),)))
    if paper.addressee or paper.number or paper.subtitle or _begins_with_text(paper):
        found.append(_p("To", ()))
    if paper.addressee:
        found.append(_p("To", (Span(text=f"{paper.addressee.rstrip('：:')}："),)))
    return found


def _begins_with_text(paper: Paper) -> bool:
    return bool(paper.blocks) and not isinstance(paper.blocks[0], Break)


_ALIGN: Final = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
SIGN_HERE: Final = "签字：　　　　　　　年　　月　　日"
"""Under the words of a leader: left for the hand."""

_FLUSH: Final = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(spans=spans, align=Align.BODY):
            return [_p("Body", spans)]
        case Paragraph(spans=spans, align=align):
            return [_p("Body", spans, f'{_FLUSH}<w:jc w:val="{_ALIGN[align]}"/>')]
        case Clause(level=level, number=number, spans=spans):
            return [_clause(level, number, spans)]
        case Table():
            return [_table(block)]
        case Attachments(items=items):
            return [_p("To", ()), *_attachments(items)]
        case Signature():
            return _signature(block)
        case Hands(labels=labels):
            return [_hands(labels)]
        case Remark(label=label):
            line = '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>'
            signed = Span(text="签字：　　　　　　　年　　月　　日")
            return [
                _p("Hands", (Span(text=f"{label}："),), "<w:keepNext/>"),
                _p("Hands", ()),
                _p("Hands", (signed,), line),
            ]
        case Note(spans=spans):
            return [_p("Note", spans)]
        case Break(mark=Mark.GAP):
            return [_p("To", ())]
        case Break(mark=Mark.PAGE):
            return ['<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>']
        case Break():
            rule = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
            return [_p("Note", (), rule)]
    raise TypeError(f"no such block: {block!r}")


def _p(style: str, spans: Spans, more: str = "", *, font: str = "") -> str:
    """Return a paragraph. ``more`` are properties in the order of the schema, after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{"".join(_run(span, font) for span in spans)}</w:p>'


def _run(span: Span, font: str = "") -> str:
    properties = fonts(font) if font else ""
    if span.style is Style.STRONG:
        properties = fonts(HEI)
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{_xml(line)}</w:t>' for line in span.text.split("\n"))
    run = f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{text}</w:r>"
    return run + (endnote_mark(span.note.number) if span.note is not None else "")


def _xml(text: str) -> str:
    """Escape a text and drop the signs that XML cannot hold."""
    return escape("".join(sign for sign in text if sign >= " " or sign == "\t"))


def _clause(level: int, number: str, spans: Spans) -> str:
    """The head is in the font of its level, what follows it in the body's."""
    head = any(span.style is Style.HEAD for span in spans)
    heads = {1: HEI, 2: KAI}
    runs = [_run(Span(text=number), heads.get(level, "") if head else FANG)]
    runs += [_run(span, heads.get(level, FANG) if span.style is Style.HEAD else FANG) for span in spans]
    style = f"Clause{level}" if all(span.style is Style.HEAD for span in spans) else "Body"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def _attachments(items: tuple[str, ...]) -> list[str]:
    """附件说明: two characters in; from the second on under the first."""
    found = []
    for number, line in enumerate(attachment_lines(items)):
        left = 2 * CHARACTER if number == 0 else 5 * CHARACTER
        found.append(_p("To", (Span(text=line),), f'<w:ind w:left="{left}" w:firstLineChars="0" w:firstLine="0"/>'))
    return found


def _width(text: str) -> int:
    """Return how wide a text is in twips, half-width signs counted half."""
    return sum(CHARACTER if ord(sign) > 0x2E80 or sign in "“”‘’—…" else CHARACTER // 2 for sign in text)


def _signature(block: Signature) -> list[str]:
    """The day stands four characters from the right, the unit centred over it; a longer unit two characters."""
    unit, day = _width(block.unit), _width(block.day)
    day_right, unit_right = 4 * CHARACTER, 4 * CHARACTER + (day - unit) // 2
    if unit_right < 2 * CHARACTER:
        unit_right = 2 * CHARACTER
        day_right = unit_right + (unit - day) // 2

    def line(text: str, right: int, last: bool = False) -> str:
        keep = '<w:keepNext w:val="0"/>' if last else ""
        return _p(
            "Signed", (Span(text=text),), f'{keep}<w:ind w:right="{right}" w:firstLineChars="0" w:firstLine="0"/>'
        )

    room = 2 if block.seal else 1
    found = [_p("Signed", ()) for _ in range(room)]
    found += [line(block.unit, unit_right), line(block.day, day_right, last=not block.seal)]
    if block.seal:
        centre = max(0, day_right + day // 2 - _width("（印章位置）") * WU_HAO // 64)
        run = f'<w:r><w:rPr><w:color w:val="7F7F7F"/><w:sz w:val="{WU_HAO}"/></w:rPr><w:t>（印章位置）</w:t></w:r>'
        run = run if block.marked else ""
        found.append(
            f'<w:p><w:pPr><w:pStyle w:val="Signed"/><w:keepNext w:val="0"/><w:ind w:right="{centre}" '
            f'w:firstLineChars="0" w:firstLine="0"/></w:pPr>{run}</w:p>'
        )
    return found


def _hands(labels: tuple[str, ...]) -> str:
    step = BLOCK // len(labels)
    tabs = "".join(f'<w:tab w:val="left" w:pos="{step * n}"/>' for n in range(1, len(labels)))
    runs = "<w:r><w:tab/></w:r>".join(_run(Span(text=f"{label}：")) for label in labels)
    return f'<w:p><w:pPr><w:pStyle w:val="Hands"/><w:tabs>{tabs}</w:tabs></w:pPr>{runs}</w:p>'


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table) -> str:
    whole = sum(table.widths)
    widths = [BLOCK * part // whole for part in table.widths]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(table, row, widths, head=number < table.heads) for number, row in enumerate(table.rows))
    room = 0 if table.dense else 85
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{room}" w:type="dxa"/><w:right w:w="{room}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    # Two tables one after the other would grow together; and a table may not end a section.
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_p('Note', ())}"


def _row(table: Table, row: tuple[Cell, ...], widths: list[int], *, head: bool) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    style = "CellDense" if table.dense else "CellSmall" if table.small else "Cell"
    cells, column = "", 0
    for cell in row:
        width = sum(widths[column : column + cell.across])
        column += cell.across
        cells += _cell(cell, width, style)
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


_SHADES: Final = {
    "rest": '<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>',
    "start": '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>',
    "paused": '<w:shd w:val="thinDiagStripe" w:color="7F7F7F" w:fill="FFFFFF"/>',
}


def _cell(cell: Cell, width: int, style: str) -> str:
    across = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    heavy = ""
    if cell.mark == "gap":
        heavy = '<w:tcBorders><w:top w:val="nil"/><w:bottom w:val="nil"/></w:tcBorders>'
    if cell.mark == "due":
        sides = ("top", "left", "bottom", "right")
        heavy = "".join(f'<w:{side} w:val="single" w:sz="18" w:space="0" w:color="000000"/>' for side in sides)
        heavy = f"<w:tcBorders>{heavy}</w:tcBorders>"
    properties = (
        f'<w:tcW w:w="{width}" w:type="dxa"/>{across}{heavy}{_SHADES.get(cell.mark, "")}<w:vAlign w:val="center"/>'
    )
    more = '<w:jc w:val="center"/>' if cell.head or cell.mark else ""
    paragraph = _p(style, cell.spans, more, font=HEI if cell.head else "")
    if cell.mark == "start":
        paragraph = paragraph.replace("<w:r>", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph}</w:tc>"
