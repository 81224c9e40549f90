"""Findings as real comments in the user's own Word file, at the very words. Nothing else in the file is changed."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lxml import etree

from fazhi.formats.readers.numbering import W
from fazhi.formats.readers.packed import Element, Packed
from fazhi.formats.readers.word import Piece, WordSource
from fazhi.formats.target import checked
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Finding, Result

__all__ = ["commented", "write"]

AUTHOR: Final = "公文体检"
_W_URI: Final = W[1:-1]
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENTS_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


def write(result: Result, target: Path) -> None:
    """Write the commented file to ``target``; it appears only when it is whole.

    FazhiError where the document did not come from a .docx file, or where ``target`` is that very file.
    """
    if target.exists() and Path(result.document.path).exists() and target.samefile(result.document.path):
        raise FazhiError("批注不能写回原文件", hint="请用-o写另一个文件名，原件保持不动")
    data = commented(result)
    half = checked(target).with_name(f".{target.name}.{os.getpid()}")
    try:
        half.write_bytes(data)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def commented(result: Result, when: datetime | None = None) -> bytes:
    """Return the bytes of the user's file with one comment for each finding, dated ``when`` (now).

    A finding in a header, a note or a text box, where Word allows no comment, stands at the paragraph it belongs to.
    """
    source = result.document.source
    if not isinstance(source, WordSource):
        raise FazhiError(
            "只有.docx文件能写成带批注的Word文件", hint="其他格式请用--format html，或者先用Word、WPS另存为.docx"
        )
    fresh = source.packed
    root = copy.deepcopy(source.root)
    matching = {id(old): new for old, new in zip(source.root.iter(), root.iter(), strict=True)}
    comments, name = _comments(fresh, source.main)
    first = max((int(each.get(f"{W}id") or 0) for each in comments.iterfind(f"{W}comment")), default=-1) + 1
    stamp = (when or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    main = [piece for piece in source.pieces if piece.part == source.main and not _boxed(piece)]
    splits = _Splits(main, matching)
    for at, finding in enumerate(result.findings):
        number = str(first + at)
        if not splits.mark(finding, number):
            _at_paragraph(source, finding, root, matching, number)
        comments.append(_comment(finding, number, stamp))
    splits.apply()
    changed = {source.main: _xml(root), name: _xml(comments)}
    changed |= _declared(fresh, source.main, name)
    return fresh.copy(changed)


class _Splits:
    """Where runs are cut and comments begin and end; applied from the end so that offsets stay true."""

    def __init__(self, pieces: list[Piece], matching: dict[int, Element]) -> None:
        self._pieces, self._matching = pieces, matching
        self._marks: dict[int, list[tuple[int, bool, str]]] = {}

    def mark(self, finding: Finding, number: str) -> bool:
        """Note the comment at the words of the finding; False where none of them stand in the running text."""
        start, end = finding.start, finding.end
        if start == end:  # something is missing: the sign before the place bears the comment
            before = [at for at, piece in enumerate(self._pieces) if piece.start < max(start, 1)]
            if not before:
                return False
            piece = self._pieces[before[-1]]
            start, end = max(piece.start, min(start, piece.end) - 1), min(max(start, piece.start + 1), piece.end)
        touched = [at for at, piece in enumerate(self._pieces) if piece.start < end and piece.end > start]
        touched = [at for at in touched if self._run(self._pieces[at]) is not None]
        if not touched:
            return False
        first, last = self._pieces[touched[0]], self._pieces[touched[-1]]
        self._marks.setdefault(touched[0], []).append((max(start, first.start) - first.start, True, number))
        self._marks.setdefault(touched[-1], []).append((min(end, last.end) - last.start, False, number))
        return True

    def _run(self, piece: Piece) -> Element | None:
        element = self._matching[id(piece.element)]
        parent = element.getparent()
        return parent if parent is not None and parent.tag == f"{W}r" else None

    def apply(self) -> None:
        """Cut the runs and put the marks in."""
        for at in sorted(self._marks, reverse=True):
            piece = self._pieces[at]
            run = self._run(piece)
            if run is None:
                continue
            element = self._matching[id(piece.element)]
            # At one place a comment that ends comes before one that begins.
            for offset, begins, number in sorted(self._marks[at], key=lambda mark: (-mark[0], not mark[1])):
                _insert(run, element, offset, begins, number)


def _insert(run: Element, element: Element, offset: int, begins: bool, number: str) -> None:
    """Put the start or the end of a comment behind so many signs of an element's text."""
    parent = run.getparent()
    if parent is None:
        return
    words = element.text or ""
    whole = len(words) if element.tag == f"{W}t" else 1
    before = offset <= 0 and element is _first_content(run)
    after = offset >= whole and element is _last_content(run)
    if before:
        place = parent.index(run)
    elif after:
        place = parent.index(run) + 1
    else:
        _cut(run, element, offset)
        place = parent.index(run) + 1
    for new in reversed(_start(number) if begins else _end(number)):
        parent.insert(place, new)


def _content(run: Element) -> list[Element]:
    return [child for child in run if child.tag != f"{W}rPr"]


def _first_content(run: Element) -> Element | None:
    found = _content(run)
    return found[0] if found else None


def _last_content(run: Element) -> Element | None:
    found = _content(run)
    return found[-1] if found else None


def _cut(run: Element, element: Element, offset: int) -> None:
    """Move what follows so many signs of ``element`` into a run of its own with the same form, right behind."""
    parent = run.getparent()
    if parent is None:
        return
    rest = etree.Element(f"{W}r")
    form = run.find(f"{W}rPr")
    if form is not None:
        rest.append(copy.deepcopy(form))
    following = list(element.itersiblings())
    if element.tag == f"{W}t":
        words = element.text or ""
        behind = etree.SubElement(rest, f"{W}t")
        behind.text = words[offset:]
        behind.set(_SPACE, "preserve")
        element.text = words[:offset]
        element.set(_SPACE, "preserve")
    elif offset <= 0:
        following.insert(0, element)
    for each in following:
        rest.append(each)
    parent.insert(parent.index(run) + 1, rest)


def _start(number: str) -> list[Element]:
    return [etree.Element(f"{W}commentRangeStart", {f"{W}id": number})]


def _end(number: str) -> list[Element]:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}commentReference", {f"{W}id": number})
    return [etree.Element(f"{W}commentRangeEnd", {f"{W}id": number}), run]


def _at_paragraph(
    source: WordSource, finding: Finding, root: Element, matching: dict[int, Element], number: str
) -> None:
    """Put a comment around the nearest paragraph of the running text."""
    near = min(source.pieces, key=lambda piece: max(piece.start - finding.start, finding.start - piece.end, 0))
    paragraph: Element | None = matching.get(id(near.paragraph))
    while paragraph is not None and _in_box(paragraph):
        paragraph = next(paragraph.iterancestors(f"{W}p"), None)
    if paragraph is None:
        paragraph = next(iter(root.iterfind(f"{W}body/{W}p")), None)
    if paragraph is None:
        paragraph = etree.SubElement(next(iter(root)), f"{W}p")
    place = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    paragraph.insert(place, _start(number)[0])
    paragraph.extend(_end(number))


def _boxed(piece: Piece) -> bool:
    return _in_box(piece.paragraph)


def _in_box(element: Element) -> bool:
    return next(element.iterancestors(f"{W}txbxContent"), None) is not None


def _comment(finding: Finding, number: str, stamp: str) -> Element:
    comment = etree.Element(
        f"{W}comment",
        {f"{W}id": number, f"{W}author": AUTHOR, f"{W}date": stamp, f"{W}initials": "检"},
    )
    for line in _lines(finding):
        paragraph = etree.SubElement(comment, f"{W}p")
        run = etree.SubElement(paragraph, f"{W}r")
        text = etree.SubElement(run, f"{W}t")
        text.text = line
        text.set(_SPACE, "preserve")
    return comment


def _lines(finding: Finding) -> Iterator[str]:
    level = "（阻断）" if finding.blocking else ""
    yield f"【{finding.certainty.value}】{finding.code}{level} {finding.message}"
    if finding.basis:
        yield "依据：" + refs_cn(finding.basis)
    if finding.suggestion:
        yield "建议：" + finding.suggestion
    yield "本条为机器提示，结论由审查人作出。"


def _comments(packed: Packed, main: str) -> tuple[Element, str]:
    """Return the comments that are there already, or an empty list, with the name of the part."""
    folder = main.rpartition("/")[0]
    for each in _relations(packed, main).iterfind(f"{_REL}Relationship"):
        if each.get("Type") == _COMMENTS_REL and each.get("TargetMode") != "External":
            target = each.get("Target") or ""
            name = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            if name in packed.names:
                return packed.xml(name), name
    return etree.Element(f"{W}comments", nsmap={"w": _W_URI}), f"{folder}/comments.xml"


def _relations_name(main: str) -> str:
    folder, _, name = main.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _relations(packed: Packed, main: str) -> Element:
    name = _relations_name(main)
    if name in packed.names:
        return packed.xml(name)
    return etree.fromstring(f'<Relationships xmlns="{_REL[1:-1]}"/>')


def _declared(packed: Packed, main: str, name: str) -> dict[str, bytes]:
    """Return content types and relations with the comments declared, where they were not."""
    changed = {}
    relations = _relations(packed, main)
    if not any(each.get("Type") == _COMMENTS_REL for each in relations):
        taken = {each.get("Id") for each in relations}
        free = next(f"rIdFazhi{number}" for number in range(1, 10**6) if f"rIdFazhi{number}" not in taken)
        etree.SubElement(
            relations,
            f"{_REL}Relationship",
            {"Id": free, "Type": _COMMENTS_REL, "Target": name.rpartition("/")[2]},
        )
        changed[_relations_name(main)] = _xml(relations)
    types = packed.xml("[Content_Types].xml")
    if not any(each.get("PartName") == f"/{name}" for each in types.iterfind(f"{_TYPES}Override")):
        etree.SubElement(types, f"{_TYPES}Override", {"PartName": f"/{name}", "ContentType": _COMMENTS_TYPE})
        changed["[Content_Types].xml"] = _xml(types)
    return changed


def _xml(root: Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data
