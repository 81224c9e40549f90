"""Small files of every kind that comes in, made here so that nobody's document lies in the repository."""

from __future__ import annotations

import io
import zipfile
import zlib

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 32
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 32
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def packed(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def docx(*paragraphs: str, header: str = "") -> bytes:
    """Return a Word file; each paragraph is split into runs of one character, as Word likes to do."""

    def xml(texts: tuple[str, ...]) -> str:
        runs = ("".join(f"<w:r><w:t>{c}</w:t></w:r>" for c in text) for text in texts)
        return "<w:document>" + "".join(f"<w:p>{run}</w:p>" for run in runs) + "</w:document>"

    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": xml(paragraphs)}
    if header:
        members["word/header1.xml"] = xml((header,))
    return packed(members)


def xlsx(*texts: str, sheet: str = "表1") -> bytes:
    """Return an Excel file with shared strings."""
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook><sheets><sheet name="{sheet}" sheetId="1"/></sheets></workbook>',
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        }
    )


def ofd(text: str) -> bytes:
    """Return an OFD file with one line."""
    page = f"<ofd:Content><ofd:TextObject><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject></ofd:Content>"
    return packed({"OFD.xml": "<ofd:OFD/>", "Doc_0/Pages/Page_0/Content.xml": page})


def pdf(text: str, *, fonts: int = 1, encrypted: bool = False) -> bytes:
    """Return a PDF that shows ``text`` in embedded fonts with ToUnicode tables; characters alternate between fonts."""
    tables: list[dict[str, int]] = [{} for _ in range(fonts)]
    shown = ["BT"]
    for i, c in enumerate(text):
        table = tables[i % fonts]
        code = table.setdefault(c, len(table) + 0x0301)
        shown.append(f"/F{i % fonts} 12 Tf <{code:04x}> Tj")
    shown.append("ET")
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    names = " ".join(f"/F{i} {5 + 2 * i} 0 R" for i in range(fonts))
    objects.append(f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<{names}>>>>>>".encode())
    objects.append(_stream("\n".join(shown).encode()))
    for i, table in enumerate(tables):
        chars = "\n".join(f"<{code:04x}> <{c.encode('utf-16-be').hex()}>" for c, code in table.items())
        objects.append(f"<</Type/Font/Subtype/Type0/ToUnicode {6 + 2 * i} 0 R>>".encode())
        objects.append(_stream(f"{len(table)} beginbfchar\n{chars}\nendbfchar".encode()))
    body = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    trailer = b"trailer<</Root 1 0 R/Encrypt 9 0 R>>" if encrypted else b"trailer<</Root 1 0 R>>"
    return body + trailer + b"\n%%EOF"


def _stream(plain: bytes) -> bytes:
    raw = zlib.compress(plain)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(raw) + raw + b"\nendstream"
