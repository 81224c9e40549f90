"""The texts findings are labelled on: documents written for it, public reports and the laws, where they are at hand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fazhi.kernel.lint import Document, Finding, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set

HERE: Final = Path(__file__).resolve().parent
DAY: Final = date(2026, 9, 1)
HELD_BACK_OF: Final = 3
"""One document in so many is held back: by the hash of its name, fixed before anything was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One text with its name in the labels: ``doc:…`` written for this, ``source:…`` or ``law:…`` where at hand."""

    name: str
    path: Path

    @property
    def held_back(self) -> bool:
        """Whether nothing may be tuned on this text."""
        return hashlib.sha256(self.name.encode()).digest()[0] % HELD_BACK_OF == 0

    def read(self) -> Document:
        """Return the text as a document whose kind is still to be recognised."""
        text = self.path.read_text(encoding="utf-8").replace("\r\n", "\n")
        return Document(text, path=self.path.name)


def texts_folder() -> Path | None:
    """Return the folder with ``laws`` and ``sources``; ``None`` where there is none."""
    given = os.environ.get("FAZHI_TEXTS")
    folder = Path(given) if given else HERE.parents[1].parent / "shared"
    return folder if (folder / "laws").is_dir() else None


def papers() -> Iterator[Paper]:
    """Yield every text at hand, the committed ones first."""
    for path in sorted((HERE / "documents").glob("*.txt")):
        yield Paper(name=f"doc:{path.stem}", path=path)
    folder = texts_folder()
    if folder is None:
        return
    for path in sorted((folder / "sources").glob("*.txt")):
        yield Paper(name=f"source:{path.stem}", path=path)
    for path in sorted((folder / "laws").glob("*/*.md")):
        yield Paper(name=f"law:{path.parent.name}/{path.stem}", path=path)


def findings_of(document: Document, *, every_rule: bool = False, deep: bool = False) -> tuple[Finding, ...]:
    """Return what the checker shows a user who names no kind, or with all rules forced."""
    kind: Kind | None = None if every_rule else document.kind
    return check(document, rule_set(kind, deep=deep), context_for(as_of=document.date or DAY, deep=deep)).findings


def article_at(document: Document, offset: int) -> str:
    """Return 第N条 as it stands before the offset, or nothing."""
    article = document.article(offset)
    return document.text[article.start : article.heading_end].strip("*# \n") if article else ""


def mark_of(document: Document, finding: Finding) -> str:
    """Return twelve signs that stand for the words of a finding with twenty signs around them: a law is not quoted."""
    around = document.text[max(0, finding.start - 20) : finding.end + 20]
    return hashlib.sha256(around.encode()).hexdigest()[:12]
