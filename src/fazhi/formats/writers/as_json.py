"""Findings as JSON, with the keys other programs call (fazhi-check/1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fazhi.formats.writers.summary import Summary
from fazhi.kernel.citations import LawRef
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Finding, Result

SCHEMA = "fazhi-check/1"


def one(result: Result) -> str:
    """Return the object of one file."""
    document = result.document
    day = document.date
    return _dumped(
        {
            "path": document.path,
            "kind": document.kind.value,
            "kind_reason": document.kind_reason,
            "title": document.title_text or None,
            "as_of": day.isoformat() if day else None,
            "counts": result.counts,
            "findings": [as_dict(finding) for finding in result.findings],
            "suppressed": [{**as_dict(finding), "reason": finding.suppressed} for finding in result.suppressed],
        }
    )


def unread(path: str, error: FazhiError) -> str:
    """Return the object of a file that could not be read."""
    return _dumped({"path": path, "error": {"code": error.code, "message": error.message, "hint": error.hint}})


def whole(parts: Iterable[str], summary: Summary) -> Iterator[str]:
    """Yield the text of the whole answer; ``summary`` is read after the last part."""
    yield f'{{"schema":"{SCHEMA}","catalogue":{_dumped(summary.catalogue)},"as_of":"{summary.as_of}","files":[\n'
    for at, part in enumerate(parts):
        yield (",\n" if at else "") + part
    yield f'\n],"summary":{_dumped(_totals(summary))}}}\n'


def as_dict(finding: Finding) -> dict[str, Any]:
    """Return one finding with the fixed keys; ``absent`` stands only where something is missing."""
    keys: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity.value,
        "blocking": finding.blocking,
        "start": finding.start,
        "end": finding.end,
        "line": finding.line,
        "column": finding.column,
        "text": finding.text,
        "message": finding.message,
        "basis": [basis_dict(basis) for basis in finding.basis],
        "suggestion": finding.suggestion,
        "confidence": finding.confidence,
        "certainty": finding.certainty.value,
    }
    if finding.absent:
        keys["absent"] = True
    return keys


def basis_dict(basis: LawRef | str) -> dict[str, Any]:
    """Return a basis: a law with numbers as integers, or a demand that is no law with ``article`` null."""
    if isinstance(basis, str):
        return {"law": basis, "article": None}
    return {
        "law": basis.title,
        "article": basis.article,
        "suffix": basis.suffix,
        "paragraph": basis.paragraph,
        "item": basis.item,
        "version": basis.version,
        "text": basis.cn(),
    }


def _totals(summary: Summary) -> dict[str, Any]:
    return {
        "files": summary.files,
        "unreadable": summary.unreadable,
        "characters": summary.characters,
        "findings": dict(summary.severities),
        "blocking": summary.blocking,
        "suppressed": summary.suppressed,
        **summary.counts,
    }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
