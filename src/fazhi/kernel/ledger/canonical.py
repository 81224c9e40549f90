"""Canonical JSON: one value, one sequence of bytes.

RFC 8785 restricted to what two programs cannot read differently: strings (NFC), integers below 2^53 in magnitude,
booleans, null, lists, and objects whose keys are sorted by UTF-16 code units. Decimals and dates are strings.
Building normalises strings to NFC; reading refuses everything but the canonical bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final, NoReturn
from unicodedata import is_normalized, normalize

from fazhi.kernel.errors import LedgerError

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
"""What canonical JSON can hold."""

JsonInput = str | int | bool | None | Sequence["JsonInput"] | Mapping[str, "JsonInput"]
"""What may be given to be written: read-only shapes (tuples, mappings) too."""

INTEGER_LIMIT: Final = 2**53
"""Exclusive bound of the magnitude of an integer: beyond it JavaScript and others lose digits."""

DEPTH_LIMIT: Final = 32
"""Deepest nesting of lists and objects, inclusive."""

_DIGITS = len(str(INTEGER_LIMIT)) + 1


def canonical(value: JsonInput) -> bytes:
    """Return the canonical UTF-8 bytes of ``value``; strings and keys are normalised to NFC on the way.

    Raises LedgerError for a float, another type, an integer out of range, a key that is no string, two keys that
    become one under NFC, a lone surrogate, or nesting deeper than DEPTH_LIMIT.
    """
    return write(normalize("NFC", value)) if type(value) is str else set_down(value)[0]


def writer(*, separators: tuple[str, str], sort_keys: bool = False) -> Callable[[object], str]:
    """Return what writes a value as ``json.JSONEncoder`` does, which makes what does the work anew for each value."""
    encoder = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, sort_keys=sort_keys, separators=separators[::-1]
    )
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    key, item = separators
    write_in = make(None, encoder.default, encode_basestring, None, key, item, sort_keys, False, True)

    def written(value: object) -> str:
        return "".join(write_in(value, 0))

    return written


def set_down(value: JsonInput, where: str = "", depth: int = 0) -> tuple[bytes, Json]:
    """Return the canonical bytes of ``value`` and the value as they read back. Raises LedgerError as ``canonical``.

    ``where`` and ``depth`` say at which place, how deep, it stands in what it belongs to.
    Nearly every value is plain and normal already; then the bytes are written and read by the library alone, and that
    what is read equals what was given shows that nothing was changed on the way.
    """
    try:
        text = _WRITE_SORTED(value)
        if _shallow(text, depth) and is_normalized("NFC", text):
            body, settled = text.encode("utf-8"), _SCAN(text, 0)[0]
            if settled == value and not _ASTRAL.search(body):
                return body, settled
    except (TypeError, ValueError, RecursionError, LedgerError):
        pass  # what is wrong is said below, with its place; or it is right and only not plain
    slow = settle(value, where, depth)
    return write(slow), slow


def settle(value: JsonInput, where: str = "", depth: int = 0) -> Json:
    """Return ``value`` as it will read when its canonical bytes are read back. Raises LedgerError as ``canonical``."""
    try:
        return _settle(value, where, depth)
    except UnicodeEncodeError as error:
        raise _unpaired() from error


def write(settled: Json) -> bytes:
    """Return the canonical bytes of what ``settle`` returned. Raises LedgerError for a lone surrogate."""
    try:
        return _WRITE(settled).encode("utf-8")
    except UnicodeEncodeError as error:
        raise _unpaired() from error


def loads_strict(body: bytes) -> Json:
    """Return the value written in ``body``, which must be canonical to the byte.

    Raises LedgerError for everything else: white space, other key order, a repeated key, floats, text that is not
    UTF-8 or not NFC, needless escapes.
    """
    value, text = _read(body)
    if _shallow(text) and _WRITE_SORTED(value) == text and is_normalized("NFC", text):
        return value
    # The quick comparison is too strict for keys beyond the BMP and for a combining mark after an escape.
    if canonical(value) == body:
        return value
    repeated = _repeated_key(text)
    if repeated is not None:
        raise _refuse(f"键“{repeated}”重复", "同一对象内每个键只能出现一次")
    raise _refuse("不是规范形式的 JSON", "键须按次序、无空白、字符串须为 NFC；请用导出时的原始字节")


def _unpaired() -> LedgerError:
    return _refuse("文字含有不成对的代理码，不能存为 UTF-8", "请重新输入这段文字")


def _read(body: bytes) -> tuple[Json, str]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refuse("不是 UTF-8 文字", "请用导出时的原始字节", f"第 {error.start} 字节") from error
    try:
        value: Json = _DECODE(text)
    except json.JSONDecodeError as error:
        raise _refuse("不是 JSON", "请用导出时的原始字节", f"第 {error.pos + 1} 个字符") from error
    except RecursionError as error:
        raise _refuse("层次太深", f"至多 {DEPTH_LIMIT} 层") from error
    return value, text


def _shallow(text: str, depth: int = 0) -> bool:
    """Return whether the nesting is certainly within DEPTH_LIMIT (brackets inside strings only overcount)."""
    return depth + text.count("[") + text.count("{") <= DEPTH_LIMIT


def _settle(value: JsonInput, where: str, depth: int) -> Json:
    """Return ``value`` as plain types with NFC strings and keys in canonical order."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, int):
        if not -INTEGER_LIMIT < value < INTEGER_LIMIT:
            raise _refuse("整数超出正负二的五十三次方", "请改用字符串", where)
        return int(value)
    if depth >= DEPTH_LIMIT:
        raise _refuse("层次太深", f"至多 {DEPTH_LIMIT} 层", where)
    if isinstance(value, Mapping):
        return _settle_object(value, where, depth)
    if isinstance(value, list | tuple):
        return [_settle(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, float):
        raise _refuse("不收小数", "金额、比率请写成字符串", where)
    raise _refuse(f"不收 {type(value).__name__} 类型", "只收字符串、整数、真假、空值、列表、对象", where)


def _settle_object(value: Mapping[str, JsonInput], where: str, depth: int) -> Json:
    settled: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise _refuse("键不是字符串", "请把键写成字符串", where)
        name = normalize("NFC", key)
        if name in settled:
            raise _refuse(f"键“{name}”归一后重复", "请改名", where)
        settled[name] = _settle(item, f"{where}.{name}" if where else name, depth + 1)
    if any(not name.isascii() for name in settled):
        return {name: settled[name] for name in sorted(settled, key=_utf16)}
    return {name: settled[name] for name in sorted(settled)}


def _utf16(key: str) -> bytes:
    """Return the sort key RFC 8785 asks for: big-endian UTF-16 orders as its code units do."""
    return key.encode("utf-16-be")


def _repeated_key(text: str) -> str | None:
    found: list[str] = []

    def pairs(items: list[tuple[str, Json]]) -> dict[str, Json]:
        seen: dict[str, Json] = {}
        for key, item in items:
            if key in seen:
                found.append(key)
            seen[key] = item
        return seen

    json.JSONDecoder(object_pairs_hook=pairs, parse_int=_integer, parse_float=_no_float).decode(text)
    return found[0] if found else None


def _integer(text: str) -> int:
    if len(text) > _DIGITS or not -INTEGER_LIMIT < (number := int(text)) < INTEGER_LIMIT:
        raise _refuse("整数超出正负二的五十三次方", "请改用字符串", text[:20])
    return number


def _no_float(text: str) -> NoReturn:
    raise _refuse("不收小数", "金额、比率请写成字符串", text[:20])


def _refuse(message: str, hint: str, where: str | None = None) -> LedgerError:
    return LedgerError(message, code="F141", where=where or None, hint=hint)


_ASTRAL: Final = re.compile(rb"[\xf0-\xf4]")
"""First bytes of what lies beyond the BMP: there the order of code points is not that of UTF-16 code units."""

_DECODER: Any = json.JSONDecoder(parse_int=_integer, parse_float=_no_float, parse_constant=_no_float)
_DECODE = _DECODER.decode
_SCAN = _DECODER.scan_once  # of what was just written: nothing stands before or behind it
_WRITE = writer(separators=(":", ","))
_WRITE_SORTED = writer(separators=(":", ","), sort_keys=True)
