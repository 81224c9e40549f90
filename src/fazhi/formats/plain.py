"""Plain text and Markdown: which encoding the bytes are in, and LF line ends."""

from __future__ import annotations

import codecs
import re
from typing import Final

from fazhi.formats.errors import ReadError
from fazhi.kernel.lint import Document

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# First bytes of formats that are no text, whatever the name of the file says.
_OTHERS: Final = (
    (b"%PDF", "PDF文件"),
    (b"PK\x03\x04", "压缩包或Office文件"),
    (b"\xd0\xcf\x11\xe0", "旧版Office文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x7fELF", "程序"),
    (b"MZ", "程序"),
)
_SAMPLE: Final = 20_000
_USUAL: Final = re.compile(
    "[\t\n\r\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2190-\u21ff\u2460-\u24ff\u2500-\u25ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f]")


def read(data: bytes, path: str) -> Document:
    """Return the document of a text file. ReadError for bytes that are no text."""
    for magic, name in _OTHERS:
        if data.startswith(magic):
            raise ReadError(f"内容是{name}，与文件名不符", code="F204", hint="请改成正确的扩展名，或者另存后再检查")
    text = decode(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError("文件里没有文字", code="F202", hint="请核对是不是导出失败，重新导出后再检查")
    return Document(text, path=path)


def decode(data: bytes) -> str:
    """Return the text in UTF-8, UTF-16 or GB18030, by its mark or by what fits. ReadError where none does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, encoding)
            if text is None:
                raise ReadError(f"标明是{encoding.upper()}编码，内容却不是", code="F205", hint="请用记事本另存为UTF-8")
            return text.removeprefix("\ufeff")
    text = _decoded(data, "utf-8")
    if text is not None and not _CONTROLS.search(text[:_SAMPLE]):
        return text
    candidates = ["gb18030"]
    if b"\0" in data[:_SAMPLE]:  # in GB18030 and UTF-8 no text has them; in UTF-16 each digit and line end has one
        candidates = ["utf-16-le", "utf-16-be"]
    found = [text for encoding in candidates if (text := _decoded(data, encoding)) is not None]
    best = max(found, key=_usual, default="")
    if _usual(best) < 0.9:
        hint = "请核对是不是文字文件；是的，用记事本另存为UTF-8"
        raise ReadError("认不出文字编码，或者不是文字文件", code="F205", hint=hint)
    return best


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _usual(text: str) -> float:
    """The share of signs that stand in Chinese papers, in the first part of the text."""
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) / len(sample) if sample else 0.0
