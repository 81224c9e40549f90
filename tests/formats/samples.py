"""Files of every format, built by code: what a township's folder holds, and what somebody might send in."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NS = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def run(text: str, form: str = "") -> str:
    """Return a run of Word with its text."""
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """Return a paragraph of Word; plain words become a run."""
    runs = "".join(each if each.startswith("<") else run(each) for each in inside)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def word(body: str, **parts: str) -> bytes:
    """Return a .docx file with this body; parts by the name of their relation (numbering, header, footnotes…)."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_REL}/{name}" Target="{name}.xml"/>' for at, name in enumerate(parts)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{_HEAD}<w:document {_NS}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"{_HEAD}<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
    }
    for name, content in parts.items():
        tag = {"header": "hdr", "footer": "ftr"}.get(name, name)
        members[f"word/{name}.xml"] = f"{_HEAD}<w:{tag} {_NS}>{content}</w:{tag}>"
    return zipped(members)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlText w:val="第%1条"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
)


def listed(depth: int) -> str:
    """Return the properties of a paragraph numbered at this depth."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="5"/></w:numPr>'


def pdf(*pages: str, encrypted: bool = False) -> bytes:
    """Return a PDF whose pages hold these lines in a standard font (Latin only); an empty page has no text layer."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    font = 3 + 2 * len(pages)
    for at, page in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -16 Td " for line in page.split("\n")) if page else ""
        stream = f"BT /F1 12 Tf 72 720 Td {lines}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    out = b"%PDF-1.4\n"
    places = []
    for at, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{at} 0 obj\n{each}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    lock = ""
    if encrypted:
        lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00> <00>] "
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {lock}>>\nstartxref\n{start}\n%%EOF\n".encode()


def ofd(*lines: str) -> bytes:
    """Return an OFD file with one page, a text object a line."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="30 {30 + 10 * at} 150 6" Size="5.6"><ofd:TextCode X="0" Y="5">{line}'
        "</ofd:TextCode></ofd:TextObject>"
        for at, line in enumerate(lines)
    )
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    content = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
    return zipped(
        {
            "OFD.xml": f"{_HEAD}<ofd:OFD {space}>{body}</ofd:OFD>",
            "Doc_0/Document.xml": f"{_HEAD}<ofd:Document {space}>{pages}</ofd:Document>",
            "Doc_0/Pages/Page_0/Content.xml": f"{_HEAD}<ofd:Page {space}>{content}</ofd:Page>",
        }
    )


def bomb() -> bytes:
    """Return a .docx whose main part would unpack to 400 MB."""
    data = word(paragraph("正常"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "word/document.xml":
                with target.open(name, "w") as member:
                    for _ in range(100):
                        member.write(b"\0" * 4 * 2**20)
            else:
                target.writestr(name, source.read(name))
    return out.getvalue()


def lying_bomb() -> bytes:
    """Return a .docx whose main part says it is small and unpacks to much more."""
    data = bytearray(word(paragraph("正常")))
    # The size that the central directory gives for the main part is set to ten.
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)
