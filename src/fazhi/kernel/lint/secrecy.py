"""Secrecy marks: what a paper or a file name says of itself when it must not be here.

Basis: 保守国家秘密法第三十一条第三项 (no state secrets on systems not built for them), 第六十四条 (work secrets). A law
that speaks *about* secrets bears no mark; a star beside the level, a line that is nothing but the level, or the
customary warnings are marks.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from fazhi.kernel.lint.lazily import lazily

_GAP = r"[ \t\u3000\u200b\ufeff]*"
_LEVEL = "|".join(_GAP.join(word) for word in ("绝密", "机密", "秘密"))
_STAR = r"[★☆✩✪✫✭✮✯⭐*＊]"
_WARNING = (
    rf"(?:内部|涉密|保密){_GAP}(?:资料|文件|材料|刊物|事项)?[ \t\u3000,，、；;。:：!！\-—]*"
    rf"(?:不得|严禁|请勿|禁止|切勿|勿){_GAP}(?:对外|向外)?{_GAP}(?:外传|扩散|翻印|外泄|泄露|传播)"
)
_ANYWHERE = lazily(
    rf"(?P<star>(?:{_LEVEL}){_GAP}★)|(?P<said>密{_GAP}级{_GAP}[:：]{_GAP}(?:{_LEVEL}|工作秘密))|(?P<warn>{_WARNING})"
)
_LINE = lazily(
    rf"^{_GAP}[【\[(（]?{_GAP}(?:(?:{_LEVEL})(?:{_GAP}{_STAR})?(?:{_GAP}(?:\d+{_GAP}年|长期))?|工作秘密|内部资料{_GAP}注意保存)"
    rf"{_GAP}[】\])）]?{_GAP}$",
    re.MULTILINE,
)
_EDGE = r"[\s_\-—.·【】\[\]()（）★☆*＊,，、0-9]"
_NAME = lazily(rf"(?:^|{_EDGE})(?:绝密|机密|秘密|工作秘密)(?:{_EDGE}|$)|(?:绝密|机密|秘密)(?:件|级|★|☆)")
_HEAD_LINES = 40


def secrecy_mark(text: str, *, whole_lines: bool = True) -> str | None:
    """Return the mark as it stands in ``text``, or None. Without ``whole_lines`` only marks that need no line.

    A level alone on a line counts among the first lines only, where a paper carries its mark.
    """
    plain = normalize("NFKC", text)
    found = _ANYWHERE.search(plain)
    if found is None and whole_lines:
        lines = [line for line in plain.splitlines() if line.strip()][:_HEAD_LINES]
        found = _LINE.search("\n".join(lines))
    return _shown(found.group(0)) if found else None


def in_name(name: str) -> str | None:
    """Return the mark in a file name, or None: a level set off by brackets, dashes or a star, or a warning."""
    plain = normalize("NFKC", name)
    stem = plain.rpartition(".")[0] or plain
    found = _ANYWHERE.search(stem) or _NAME.search(stem)
    return _shown(found.group(0)) if found else None


def _shown(text: str) -> str:
    return re.sub(r"\s+", "", text).strip("_-—.·,，、()（）[]【】0123456789") or text
