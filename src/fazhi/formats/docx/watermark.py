"""A watermark across every page of a Word file, for copies that leave the office.

It stands in the headers: pale words aslant behind the text, and the same words small at the head of the page, so that a
program that draws no shapes still shows for whom the copy is. Headers the file had are left out of the copy; nothing
else of it is touched, and what is kept is the file, never this copy.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from fazhi.formats.docx import safe
from fazhi.formats.docx.parts import W

R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_HEADER: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_PART: Final = "word/fazhi-watermark.xml"
_ID: Final = "rIdFazhiWatermark"
_FIXED: Final = (2000, 1, 1, 0, 0, 0)


def watermarked(body: bytes, words: str) -> bytes:
    """Return the Word file with ``words`` across every page. Raises ReadError for what is no fit Word file."""
    found = safe.parts(body)
    names = safe.prefixes(found[safe.DOCUMENT])
    tree = safe.xml(found[safe.DOCUMENT])
    for section in _sections(tree):
        for old in section.findall(f"{{{W}}}headerReference"):
            section.remove(old)
        for number, kind in enumerate(("default", "even", "first")):
            mark = ElementTree.Element(f"{{{W}}}headerReference", {f"{{{W}}}type": kind, f"{{{R}}}id": _ID})
            section.insert(number, mark)
    found[safe.DOCUMENT] = safe.written(tree, {**names, W: names.get(W, "w"), R: names.get(R, "r")})
    found[_PART] = _header(words).encode()
    _relate(found)
    _declare(found)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in found.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED), part)
    return target.getvalue()


def _sections(tree: ElementTree.Element) -> list[ElementTree.Element]:
    found = list(tree.iter(f"{{{W}}}sectPr"))
    if not found:  # a file may do without: Word then takes its usual page
        holder = tree.find(f"{{{W}}}body")
        found = [ElementTree.SubElement(holder if holder is not None else tree, f"{{{W}}}sectPr")]
    return found


def _relate(found: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    tree = safe.xml(found[name]) if name in found else ElementTree.Element(f"{{{_RELATIONS}}}Relationships")
    target = {"Id": _ID, "Type": f"{R}/header", "Target": _PART.removeprefix("word/")}
    ElementTree.SubElement(tree, f"{{{_RELATIONS}}}Relationship", target)
    found[name] = _plain(tree, _RELATIONS)


def _declare(found: dict[str, bytes]) -> None:
    tree = safe.xml(found["[Content_Types].xml"])
    override = {"PartName": f"/{_PART}", "ContentType": _HEADER}
    ElementTree.SubElement(tree, f"{{{_TYPES}}}Override", override)
    found["[Content_Types].xml"] = _plain(tree, _TYPES)


def _plain(tree: ElementTree.Element, address: str) -> bytes:
    """Return a flat list of elements of one namespace, declared as the default one."""
    rows = "".join(
        f"<{row.tag.rpartition('}')[2]}" + "".join(f" {key}={quoteattr(value)}" for key, value in row.items()) + "/>"
        for row in tree
    )
    root = tree.tag.rpartition("}")[2]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{root} xmlns="{address}">{rows}</{root}>'.encode()
    )


def _header(words: str) -> str:
    shape = (
        '<v:shape id="fazhi-mark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:480pt;'
        "height:32pt;rotation:315;z-index:-251;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#c0c0c0" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;SimSun&quot;" string={quoteattr(words)}/></v:shape>'
    )
    kind = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:textpath on="t" fitshape="t"/></v:shapetype>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:hdr xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><w:p>'
        f'<w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:pict>{kind}{shape}</w:pict></w:r>'
        f'<w:r><w:rPr><w:color w:val="808080"/><w:sz w:val="18"/></w:rPr><w:t>{escape(words)}</w:t></w:r></w:p></w:hdr>'
    )
