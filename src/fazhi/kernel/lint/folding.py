"""Folding of width, one to one: the folded text has the length and the offsets of the text.

Never NFKC, which changes lengths (…, ℃, Ⅲ, ①). Patterns are folded alike: an author may write either width.
"""

from __future__ import annotations

import re
from typing import Final

from fazhi.kernel.lint.lazily import lazily

# The marks that stand in every document are replaced first: five quick passes save the slow table in most texts.
_USUAL: Final = (("，", ","), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")"), ("\u3000", " "))
_SHORT: Final = 200  # signs, of a word or a line: one look is quicker than five passes
_FEW: Final = 12  # other signs: as many passes take less than the table
_LEAD: Final = "\uff01".encode()[:1]
_FULL: Final = lazily("[\uff01-\uff5e\u3000\u00a0]")
_TABLE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}


def fold(text: str) -> str:
    """Return the text with full-width ASCII, the ideographic and the no-break space at half width."""
    if len(text) < _SHORT:
        return text.translate(_TABLE) if _FULL.search(text) else text
    for full, half in _USUAL:
        text = text.replace(full, half)
    # In UTF-8 all that is left, but for the no-break space, begins with one byte: one look for it tells of most texts.
    some = "\u00a0" in text or _LEAD in text.encode("utf-8", "surrogatepass")
    rest = set(_FULL.findall(text)) if some else ()
    if len(rest) > _FEW:
        return text.translate(_TABLE)
    for full in rest:
        text = text.replace(full, chr(_TABLE[ord(full)]))
    return text


def fold_pattern(pattern: str) -> str:
    """Return a regular expression that finds in folded text what ``pattern`` finds in the text itself."""
    return _FULL.sub(lambda match: re.escape(chr(_TABLE[ord(match[0])])), pattern)
