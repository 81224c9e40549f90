"""Endnotes of a Word file: the small raised number behind a piece of text, and the notes at the end of the paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fazhi.formats.docx.layout import W
from fazhi.formats.docx.parts import HEAD

_RAISED: Final = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_STYLE: Final = '<w:pPr><w:pStyle w:val="Note"/></w:pPr>'
_SEPARATORS: Final = "".join(
    f'<w:endnote w:type="{kind}" w:id="{number}"><w:p>{_STYLE}<w:r><w:{sign}/></w:r></w:p></w:endnote>'
    for number, (kind, sign) in enumerate(
        (("separator", "separator"), ("continuationSeparator", "continuationSeparator")), start=-1
    )
)


def endnote_mark(number: int) -> str:
    """Return the run behind a text: a raised number, counted by Word itself, which shows the note under it."""
    return f'<w:r>{_RAISED}<w:endnoteReference w:id="{number}"/></w:r>'


def endnotes_part(notes: Iterable[tuple[int, str]]) -> str:
    """Return endnotes.xml of (number, escaped text)."""
    written = "".join(
        f'<w:endnote w:id="{number}"><w:p>{_STYLE}<w:r><w:endnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve">　{text}</w:t></w:r></w:p></w:endnote>'
        for number, text in notes
    )
    return f'{HEAD}<w:endnotes xmlns:w="{W}">{_SEPARATORS}{written}</w:endnotes>'
