"""A form of the county's own: a Word file with named places, filled by replacing text, nothing else.

A place is a content control with a tag (`标记`), or `{{name}}` in the text, in one run or several. A row of a table
whose places belong to a list is printed once per entry. Nothing in the file is evaluated; a name that the paper does
not have refuses the file before it is ever used.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

from fazhi.formats.docx.layout import W
from fazhi.formats.docx.safe import parts, prefixes, refuse_outside, written, xml
from fazhi.formats.errors import ReadError

_W: Final = f"{{{W}}}"
_PLACE: Final = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What the named places say: one value each, or for the names of a list one mapping per entry."""

    single: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=lambda: MappingProxyType({}))
    row_names: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def names(self) -> frozenset[str]:
        """Return every name that may stand in a form."""
        return frozenset(self.single).union(*self.row_names.values())


def check(body: bytes, names: frozenset[str]) -> frozenset[str]:
    """Return the names that stand in a form. Raises ReadError when it is unfit, has none, or one that is unknown."""
    found = parts(body)
    refuse_outside(found)
    used = frozenset(name for part, held in found.items() if _FILLED.fullmatch(part) for name in _used(xml(held)))
    if unknown := sorted(used - names):
        known = "、".join(sorted(names))
        raise ReadError(f"版式里的“{unknown[0]}”不是这件文书的占位名", code="F276", hint=f"可用：{known}")
    if not used:
        raise ReadError("版式里没有占位", code="F276", hint="在要填的地方写 {{名称}}，或插入带标记的内容控件")
    return used


def fill(body: bytes, values: Values) -> bytes:
    """Return the form with its places filled. Raises ReadError as ``check`` does."""
    check(body, values.names)
    whole = parts(body)
    for name in whole:
        if _FILLED.fullmatch(name):
            whole[name] = _filled(whole[name], values)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in whole.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def _used(tree: ElementTree.Element) -> Iterator[str]:
    for paragraph in tree.iter(f"{_W}p"):
        yield from (match[1] for match in _PLACE.finditer(_whole(paragraph)))
    for control in tree.iter(f"{_W}sdt"):
        if tag := _tag(control):
            yield tag


def _whole(paragraph: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))


def _tag(control: ElementTree.Element) -> str:
    found = control.find(f"{_W}sdtPr/{_W}tag")
    return "" if found is None else found.get(f"{_W}val", "").strip()


def _filled(body: bytes, values: Values) -> bytes:
    tree = xml(body)
    parents = {child: parent for parent in tree.iter() for child in parent}
    for row in list(tree.iter(f"{_W}tr")):
        _repeat(row, parents, values)
    _fill_in(tree, values.single)
    return written(tree, prefixes(body))


def _repeat(
    row: ElementTree.Element, parents: Mapping[ElementTree.Element, ElementTree.Element], values: Values
) -> None:
    used = set(_used(row))
    list_ = next((name for name, names in values.row_names.items() if used & (names - set(values.single))), None)
    parent = parents.get(row)
    if list_ is None or parent is None:
        return
    at = list(parent).index(row)
    parent.remove(row)
    for number, entry in enumerate(values.rows.get(list_, ())):
        made = copy.deepcopy(row)
        _fill_in(made, {**values.single, **entry})
        parent.insert(at + number, made)


def _fill_in(tree: ElementTree.Element, values: Mapping[str, str]) -> None:
    for control in tree.iter(f"{_W}sdt"):
        tag = _tag(control)
        content = control.find(f"{_W}sdtContent")
        if tag in values and content is not None:
            _put(content, values[tag])
    for paragraph in tree.iter(f"{_W}p"):
        _fill_paragraph(paragraph, values)


def _put(content: ElementTree.Element, value: str) -> None:
    """Let the first text of a control say the value, all others nothing; a control without text gets a run."""
    texts = list(content.iter(f"{_W}t"))
    if not texts:
        holder = next(iter(content.iter(f"{_W}p")), content)
        texts = [ElementTree.SubElement(ElementTree.SubElement(holder, f"{_W}r"), f"{_W}t")]
    _say(texts[0], value, content)
    for text in texts[1:]:
        text.text = ""


def _fill_paragraph(paragraph: ElementTree.Element, values: Mapping[str, str]) -> None:
    """Replace places, though Word may have cut one into several runs: the run it begins in says the value."""
    while True:
        texts = list(paragraph.iter(f"{_W}t"))
        whole = "".join(text.text or "" for text in texts)
        match = next((found for found in _PLACE.finditer(whole) if found[1] in values), None)
        if match is None:
            return
        position = 0
        for text in texts:
            own = text.text or ""
            start, end = position, position + len(own)
            position = end
            if end <= match.start() or start >= match.end():
                continue
            before, after = own[: max(0, match.start() - start)], own[max(0, match.end() - start) :]
            said = _safe(values[match[1]]) if start <= match.start() < end else ""
            _say(text, before + said + after, paragraph)


def _safe(value: str) -> str:
    """Return a value that is not itself a place: what was typed into a matter is never filled again."""
    return value.replace("{{", "｛｛").replace("}}", "｝｝")


def _say(text: ElementTree.Element, value: str, holder: ElementTree.Element) -> None:
    """Set a text; its lines are broken by w:br within the same run."""
    first, *more = "".join(sign for sign in value if sign >= " " or sign == "\n").split("\n")
    text.text = first
    text.set(_SPACE, "preserve")
    if not more:
        return
    run = next((item for item in holder.iter(f"{_W}r") if text in list(item)), None)
    if run is None:
        raise ReadError("版式里的占位不在文字里", code="F276", hint="把占位写在正文的文字中")
    at = list(run).index(text)
    for number, line in enumerate(more):
        broken, added = ElementTree.Element(f"{_W}br"), ElementTree.Element(f"{_W}t", {_SPACE: "preserve"})
        added.text = line
        run.insert(at + 1 + 2 * number, broken)
        run.insert(at + 2 + 2 * number, added)
