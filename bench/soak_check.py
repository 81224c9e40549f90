"""Mutated documents through reader and checker: none may crash, hang or give a finding outside its text.

    python bench/soak_check.py [COUNT] [SEED]      # 20,000 documents, seed 1

Whole documents of the tests are cut, doubled, shuffled and spoilt as text and as bytes, in several encodings and as
HTML and Word files. A refusal with a message of ours is a good end; anything else is told with its number and the seed.
"""

from __future__ import annotations

import io
import random
import signal
import sys
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from types import FrameType

from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Context, Document, RuleSet, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set

ROOT = Path(__file__).resolve().parent.parent
LIMIT_S = 20
SIGNS = (
    "@×XxＸ〇__【】（）()〔〕[]《》“”、，。；：％%元年月日第条款项一二三十百万亿"
    "0123456789０１９ \u3000\n\n\t\u2028\ufeff\ufffd\x00ａ🙂①℃"
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def seeds() -> list[str]:
    """Return the documents that are spoilt."""
    paths = sorted((ROOT / "tests/packs/rules/cases").glob("*.toml"))
    return [tomllib.loads(path.read_text(encoding="utf-8"))["text"].lstrip("\n") for path in paths]


def spoilt(text: str, chance: random.Random, others: list[str]) -> str:
    """Return the text after a few random changes."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.choice((1, 2, 5, 30, 200)))
        act = chance.randrange(7)
        if act == 0:
            text = text[:at] + text[to:]
        elif act == 1:
            text = text[:to] + text[at:]
        elif act == 2:
            text = text[:at] + "".join(chance.choices(SIGNS, k=chance.choice((1, 3, 20, 300)))) + text[at:]
        elif act == 3:
            piece = chance.choice(others)
            begin = chance.randrange(len(piece))
            text = text[:at] + piece[begin : begin + 120] + text[to:]
        elif act == 4:
            text = text[:at] + "".join(chance.sample(text[at:to], to - at)) + text[to:]
        elif act == 5:
            text = text[:at] + text[at:to].replace("\n", "") + text[to:]
        else:
            text = text[:at] + chance.choice(("（", "《", "第", "“", "其中", "由", "__", "9" * 40)) * 40 + text[at:]
    return text


def as_word(text: str) -> bytes:
    """Return a small Word file of the text."""
    body = "".join(f"<w:p><w:r><w:t>{escape(_clean(line))}</w:t></w:r></w:p>" for line in text.split("\n"))
    kind = "application/vnd.openxmlformats-"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{kind}package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        f'ContentType="{kind}officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>"
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", links)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


def _clean(line: str) -> str:
    return "".join(sign for sign in line if sign >= " " and sign not in "\ufffe\uffff")


FORMS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("a.txt", lambda text: text.encode()),
    ("a.md", lambda text: text.encode()),
    ("a.txt", lambda text: text.encode("gb18030")),
    ("a.txt", lambda text: text.encode("utf-16")),
    ("a.html", lambda text: f"<html><body><p>{escape(text)}</p><table><tr><td>1</table>".encode()),
    ("a.docx", as_word),
)


def one(number: int, documents: list[str], rules: RuleSet, context: Context, seed: int) -> str:
    """Check one spoilt document and return how it ended; AssertionError where a finding lies outside the text."""
    chance = random.Random(f"{seed}-{number}")
    text = spoilt(chance.choice(documents), chance, documents)
    name, form = chance.choices(FORMS, weights=(8, 3, 2, 1, 1, 1))[0]
    data = form(text)
    if data and chance.random() < 0.2:
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        data = bytes(damaged[: chance.randrange(len(damaged))] if chance.random() < 0.3 else damaged)
    try:
        document = read(Path(name), data)
    except FazhiError as refusal:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in refusal.message), refusal.message
        return "refused"
    return "found" if _checked(document, rules, context) else "clean"


def _checked(document: Document, rules: RuleSet, context: Context) -> int:
    result = check(document, rules, context)
    length = len(document.text)
    for item in result.findings:
        assert 0 <= item.start <= item.end <= length, item
        assert document.text[item.start : item.end] == item.text, item
        assert (item.start == item.end) is item.absent, item
    return len(result.findings)


def hung(number: int, frame: FrameType | None) -> None:
    """Raise what tells of a document that takes too long."""
    raise TimeoutError(f"longer than {LIMIT_S} s")


def soak(count: int, seed: int = 1, *, say: Callable[[str], None] = print) -> int:
    """Check ``count`` spoilt documents and return how many ended as they must not."""
    documents, ends, bad = seeds(), Counter[str](), 0
    rules, context = rule_set(None, deep=True), context_for(as_of=date(2026, 9, 1), deep=True)
    signal.signal(signal.SIGALRM, hung)
    begun = time.monotonic()
    for number in range(count):
        signal.alarm(LIMIT_S)
        try:
            ends[one(number, documents, rules, context, seed)] += 1
        except Exception as error:  # noqa: BLE001  every way to fail is what is looked for
            bad += 1
            say(f"  document {number} of seed {seed}: {type(error).__name__}: {str(error)[:300]}")
        finally:
            signal.alarm(0)
        if number % 1000 == 999:
            say(f"  {number + 1:,} documents, {time.monotonic() - begun:.0f} s, {dict(ends)}, {bad} bad")
    return bad


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    raise SystemExit(1 if soak(*(asked or [20_000])) else 0)
