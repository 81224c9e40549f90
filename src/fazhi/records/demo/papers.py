"""Small papers for the demonstration, made when it is built: no document of anybody lies in the program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

NOTICE = "本件为演示材料，单位、人员、内容均为虚构。"

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a Word file with a title and paragraphs; the same words give the same bytes."""
    body = _paragraph(title, size=44, align="center") + "".join(_paragraph(text, size=32) for text in paragraphs)
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_WORDS}"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def _paragraph(text: str, *, size: int, align: str = "both") -> str:
    return (
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr><w:r><w:rPr><w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def draft(title: str, version: Sequence[str], day: date) -> bytes:
    """Return one version of a text under review."""
    return docx(title, [*version, f"（{day.year}年{day.month}月{day.day}日稿）", NOTICE])


def voucher(name: str, title: str, number: str, day: date) -> bytes:
    """Return a paper of evidence: what it is, to which matter it belongs, and of which day."""
    lines = [
        f"事项：{title}",
        f"编号：{number}",
        f"日期：{day.year}年{day.month}月{day.day}日",
        "（签字、盖章处）",
        NOTICE,
    ]
    return docx(name, lines)
