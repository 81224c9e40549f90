"""The parts of a Word file that are the same in every paper: styles, settings, footers, the package around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from fazhi.formats.docx.layout import (
    BLOCK,
    ER_HAO,
    FANG,
    HEI,
    KAI,
    LINE,
    NUMBERS,
    SAN_HAO,
    SI_HAO,
    SONG,
    TIGHTER,
    XIAO_SI,
    XIAO_WU,
    R,
    W,
)

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def fonts(name: str) -> str:
    """Return the fonts of a run: the same name for Chinese and for digits, quotes taken as Chinese."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'


def _style(id_: str, name: str, font: str, size: int, pPr: str = "", *, spacing: int = TIGHTER) -> str:  # noqa: N803
    default = ' w:default="1"' if id_ == "Body" else ""
    based = "" if id_ == "Body" else '<w:basedOn w:val="Body"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{id_}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f'<w:pPr>{pPr}</w:pPr><w:rPr>{fonts(font)}<w:spacing w:val="{spacing}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


_GRID = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_TABLE_LINE = '<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="{}" w:lineRule="exact"/>'


def styles() -> str:
    """Return styles.xml: body, heads of three levels, title, number, tables, notes."""
    indent = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
    both = '<w:jc w:val="both"/>'
    plain = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    body = (
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/>'
        f'<w:autoSpaceDN w:val="0"/>{_GRID}{indent}{both}'
    )
    table, small = _TABLE_LINE.format(420), _TABLE_LINE.format(320)
    dense = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="220" w:lineRule="exact"/>'
    made = (
        _style("Body", "公文正文", FANG, SAN_HAO, body),
        _style("Title", "公文标题", SONG, ER_HAO, f'<w:keepNext/>{plain}<w:jc w:val="center"/>', spacing=0),
        _style("Number", "公文文号", FANG, SAN_HAO, f'{plain}<w:jc w:val="center"/>'),
        _style("To", "公文主送", FANG, SAN_HAO, f'{plain}<w:jc w:val="left"/>'),
        _style("Clause1", "公文一级标题", HEI, SAN_HAO, "<w:keepNext/>"),
        _style("Clause2", "公文二级标题", KAI, SAN_HAO),
        _style("Clause3", "公文三级标题", FANG, SAN_HAO),
        _style("Clause4", "公文四级标题", FANG, SAN_HAO),
        _style("Signed", "公文落款", FANG, SAN_HAO, f'<w:keepNext/>{plain}<w:jc w:val="right"/>'),
        _style("Cell", "公文表格", FANG, SI_HAO, f'{table}{plain}<w:jc w:val="left"/>', spacing=0),
        _style("CellSmall", "公文小表格", FANG, XIAO_SI, f'{small}{plain}<w:jc w:val="left"/>', spacing=0),
        _style("CellDense", "公文日历", FANG, XIAO_WU, f'{dense}{plain}<w:jc w:val="center"/>', spacing=0),
        _style("Hands", "公文签字", FANG, SI_HAO, f'{plain}<w:jc w:val="left"/>', spacing=0),
        _style("Note", "公文附注", FANG, XIAO_SI, f'{small}{plain}<w:jc w:val="both"/>', spacing=0),
        _style("Foot", "公文页脚", NUMBERS, XIAO_WU, f'<w:snapToGrid w:val="0"/>{plain}', spacing=0),
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return f'{HEAD}<w:styles xmlns:w="{W}">{defaults}{"".join(made)}</w:styles>'


_ENDNOTES: Final = '<w:endnotePr><w:numFmt w:val="decimal"/><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>'


def settings(*, endnotes: bool = False) -> str:
    """Return settings.xml: odd and even pages differ; punctuation is not squeezed, so that 28 signs stay 28."""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"{_ENDNOTES if endnotes else ''}"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def footer(foot: str, *, even: bool) -> str:
    """Return a footer: the page number —1— at the outer edge, one character in; the foot line at the inner edge."""
    run = f'<w:rPr>{fonts(NUMBERS)}<w:sz w:val="{SI_HAO}"/><w:szCs w:val="{SI_HAO}"/></w:rPr>'
    page = (
        f'<w:r>{run}<w:t>—</w:t></w:r><w:r>{run}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{run}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{run}<w:t>1</w:t></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="end"/></w:r><w:r>{run}<w:t>—</w:t></w:r>'
    )
    words = f'<w:r><w:t xml:space="preserve">{escape(foot)}</w:t></w:r>' if foot else ""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{BLOCK if even else BLOCK - 280}"/></w:tabs>'
    indent = f'<w:ind w:left="{280 if even else 0}" w:firstLineChars="0" w:firstLine="0"/>'
    inner = f"{page}<w:r><w:tab/></w:r>{words}" if even else f"{words}<w:r><w:tab/></w:r>{page}"
    return f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Foot"/>{tab}{indent}</w:pPr>{inner}</w:p></w:ftr>'


def package(parts: Mapping[str, str], title: str) -> bytes:
    """Return the file: stored, not packed, at one fixed time, so that equal words are equal bytes everywhere."""
    overrides = {
        "word/document.xml": "document.main+xml",
        "word/styles.xml": "styles+xml",
        "word/settings.xml": "settings+xml",
        "word/footer1.xml": "footer+xml",
        "word/footer2.xml": "footer+xml",
        **({"word/endnotes.xml": "endnotes+xml"} if "word/endnotes.xml" in parts else {}),
    }
    notes = f'<Relationship Id="rId5" Type="{_OFFICE}/endnotes" Target="endnotes.xml"/>'
    types = "".join(f'<Override PartName="/{name}" ContentType="{_MAIN}.{kind}"/>' for name, kind in overrides.items())
    core = f"{_PACKAGE}/metadata/core-properties"
    whole = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": (
            f'{HEAD}<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>"
        ),
        **parts,
        "word/_rels/document.xml.rels": (
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>'
            f'<Relationship Id="rId3" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
            f'<Relationship Id="rId4" Type="{_OFFICE}/footer" Target="footer2.xml"/>'
            f"{notes if 'word/endnotes.xml' in parts else ''}</Relationships>"
        ),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in whole.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            archive.writestr(info, text.encode("utf-8"))
    return buffer.getvalue()


__all__ = ["HEAD", "R", "W", "fonts", "footer", "package", "settings", "styles"]
