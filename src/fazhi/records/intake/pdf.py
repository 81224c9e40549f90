"""The text layer of a PDF, roughly: enough to find a secrecy mark, in memory, without a library.

Streams are unfolded with bounds; strings shown by text operators are read through every ToUnicode table that may
belong to the current font. Scans have no text and give an empty string.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

STREAM = 32 * 1024 * 1024
TOTAL = 192 * 1024 * 1024
"""Bounds on unfolded bytes: of one stream, of all."""

_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b(.*?)(?=\bstream\r?\n|\bendobj)", re.DOTALL)
_STREAM = re.compile(rb"(\d+)\s+\d+\s+obj\b((?:(?!endobj).){0,4096}?)\bstream\r?\n", re.DOTALL)
_FONT_NAME = re.compile(rb"/([A-Za-z0-9_.+-]+)\s+(\d+)\s+\d+\s+R")
_TO_UNICODE = re.compile(rb"/ToUnicode\s+(\d+)\s+\d+\s+R")
_BF = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])", re.DOTALL)
_TOKEN = re.compile(
    rb"/([A-Za-z0-9_.+-]+)\s+[-\d.]+\s+Tf|<([0-9A-Fa-f\s]*)>|\(((?:\\.|[^\\()]|\([^()]*\))*)\)|\b(T[dDm*]|BT|ET)\b",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

Table = dict[int, str]


def text_of(body: bytes) -> str | None:
    """Return the text that the PDF shows; empty for a scan, None when it is encrypted or cannot be read."""
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", body):
        return None
    streams = dict(_streams(body))
    objects = {int(m[1]): m[2] for m in _OBJECT.finditer(body)}
    for number, (head, plain) in list(streams.items()):
        if b"/ObjStm" in head:
            objects |= _packed_objects(head, plain)
        objects.setdefault(number, head)
    tables = {n: _table(plain) for n, (_h, plain) in streams.items() if b"beginbf" in plain}
    by_font = {n: tables[int(m[1])] for n, o in objects.items() if (m := _TO_UNICODE.search(o)) and int(m[1]) in tables}
    by_name: dict[bytes, list[Table]] = {}
    for source in objects.values():
        for name, number in _FONT_NAME.findall(source):
            table = by_font.get(int(number))
            if table and table not in by_name.setdefault(name, []):
                by_name[name].append(table)
    shown = [_show(plain, by_name, list(tables.values())) for _h, plain in streams.values() if b"Tf" in plain]
    return "\n".join(shown)


def _streams(body: bytes) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    total = 0
    for found in _STREAM.finditer(body):
        head, start = found[2], found.end()
        if b"/Image" in head or b"/FontFile" in head or b"/Length1" in head:
            continue
        end = body.find(b"endstream", start)
        raw = body[start : end if end >= 0 else len(body)]
        plain = _unfold(raw) if b"FlateDecode" in head or b"/Fl " in head else raw[:STREAM]
        total += len(plain)
        if total > TOTAL:
            return
        yield int(found[1]), (head, plain)


def _unfold(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, STREAM)
    except zlib.error:
        return b""


def _packed_objects(head: bytes, plain: bytes) -> dict[int, bytes]:
    first = re.search(rb"/First\s+(\d+)", head)
    if first is None:
        return {}
    start = int(first[1])
    numbers = [int(n) for n in plain[:start].split() if n.isdigit()]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    ends = [offset for _n, offset in pairs[1:]] + [len(plain)]
    return {n: plain[start + offset : start + end] for (n, offset), end in zip(pairs, ends, strict=True)}


def _table(plain: bytes) -> Table:
    table: Table = {}
    for which, block in _BF.findall(plain):
        if which == b"char":
            for code, value in _CHAR.findall(block):
                table[int(re.sub(rb"\s", b"", code), 16)] = _utf16(value)
            continue
        for low, high, value, listed in _RANGE.findall(block):
            first, last = int(low, 16), int(high, 16)
            if listed:
                for i, item in enumerate(re.findall(rb"<([0-9A-Fa-f\s]*)>", listed)[: last - first + 1]):
                    table[first + i] = _utf16(item)
            elif base := _utf16(value):
                for code in range(first, min(last, first + 0xFFFF) + 1):
                    table[code] = base[:-1] + chr(min(ord(base[-1]) + code - first, 0x10FFFF))
    return table


def _utf16(digits: bytes) -> str:
    text = re.sub(rb"\s", b"", digits)
    return bytes.fromhex((text + b"0" * (len(text) % 2)).decode()).decode("utf-16-be", errors="replace")


def _show(plain: bytes, by_name: dict[bytes, list[Table]], every: list[Table]) -> str:
    """Return the strings of one content stream, read by the tables of the font in force (of all, if it has none)."""
    out: list[str] = []
    tables: list[Table] = every
    for name, digits, literal, move in _TOKEN.findall(plain):
        if name:
            tables = by_name.get(name) or every
        elif move:
            out.append("\n" if move in (b"BT", b"T*") else " ")
        else:
            code = _literal(literal) if literal else bytes.fromhex(_even(digits))
            out.append(_read(code, tables))
    return "".join(out)


def _even(digits: bytes) -> str:
    text = re.sub(rb"\s", b"", digits).decode()
    return text + "0" * (len(text) % 2)


def _literal(raw: bytes) -> bytes:
    def value(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return bytes([int(found[1], 8) & 255])
        return b"" if found[2] in (b"\n", b"\r\n", b"\r") else _ESCAPED.get(found[2], found[2])

    return _ESCAPE.sub(value, raw)


def _read(code: bytes, tables: list[Table]) -> str:
    best = ""
    for table in tables[:64]:
        wide = len(code) % 2 == 0 and max(table, default=0) > 255
        codes = [code[i] << 8 | code[i + 1] for i in range(0, len(code), 2)] if wide else list(code)
        text = "".join(table.get(c, "") for c in codes)
        if len(text) > len(best):
            best = text
    if best:
        return best
    return code.decode("utf-16-be", errors="ignore") if code[:2] == b"\xfe\xff" else code.decode("latin-1")
