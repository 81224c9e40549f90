"""Findings as SARIF 2.1.0, for editors and build servers. Columns count code points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fazhi import __version__
from fazhi.formats.writers.summary import Summary
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Finding, Result, Rule, Severity, basis_cn

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_UNREAD = '{"unread":'


def one(result: Result) -> str:
    """Return the results of one document, joined by commas; empty where nothing was found."""
    uri = _uri(result.document.path)
    return ",\n".join(json.dumps(_result(finding, result, uri), ensure_ascii=False) for finding in result.findings)


def unread(path: str, error: FazhiError) -> str:
    """Return the notification of a file that could not be read."""
    return _UNREAD + json.dumps(
        {
            "level": "error",
            "message": {"text": str(error)},
            "descriptor": {"id": error.code},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
        },
        ensure_ascii=False,
    )


def whole(parts: Iterable[str], summary: Summary, rules: Iterable[Rule] = ()) -> Iterator[str]:
    """Yield one log with one run; notifications stand after the results."""
    driver = {
        "name": "fazhi",
        "version": __version__,
        "language": "zh-CN",
        "rules": [_descriptor(rule) for rule in rules],
    }
    yield (
        '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":'
        f'"unicodeCodePoints","tool":{{"driver":{json.dumps(driver, ensure_ascii=False)}}},"results":[\n'
    )
    notices: list[str] = []
    first = True
    for part in parts:
        if part.startswith(_UNREAD):
            notices.append(part.removeprefix(_UNREAD))
        elif part:
            yield part if first else ",\n" + part
            first = False
    done = "true" if not notices else "false"
    yield (
        f'\n],"invocations":[{{"executionSuccessful":{done},"toolExecutionNotifications":[{",".join(notices)}]}}],'
        f'"properties":{{"asOf":"{summary.as_of}","files":{summary.files},"unreadable":{summary.unreadable}}}}}]}}\n'
    )


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, result: Result, uri: str) -> dict[str, Any]:
    line, column = result.document.line_column(finding.end)
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + (f"。{finding.suggestion}" if finding.suggestion else "")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {
                        "startLine": finding.line,
                        "startColumn": finding.column,
                        "endLine": line,
                        "endColumn": column,
                        "charOffset": finding.start,
                        "charLength": finding.end - finding.start,
                        "snippet": {"text": finding.text},
                    },
                }
            }
        ],
        "properties": {
            "certainty": finding.certainty.value,
            "confidence": finding.confidence,
            "blocking": finding.blocking,
            "basis": [basis_cn(basis) for basis in finding.basis],
        },
    }


def _uri(path: str) -> str:
    return quote(PurePath(path).as_posix())
