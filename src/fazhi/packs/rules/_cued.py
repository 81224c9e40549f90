"""A rule of patterns that waits for words its author names, and for nothing else its patterns need.

The scan over a text looks for every word any rule waits for, so that a rule whose patterns are made of everyday words
(材料, 开展, 次) costs more in waiting than in looking. These rules look wherever one of their own, rarer words stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, rule


def cued_rule(
    *,
    patterns: Iterable[str],
    cues: Iterable[str],
    unless: Iterable[str] = (),
    also: Iterable[str] = (),
    document_unless: Iterable[str] = (),
    **declared: Any,
) -> Rule:
    """Return the rule that one of the patterns matches in a sentence with one of the cues, while nothing excuses it.

    ``also`` must match in the sentence as well; one of ``unless`` there, or of ``document_unless`` anywhere, excuses it.
    A test proves that every match of every pattern holds a cue.
    """
    searched, excuses, needs, nowhere = tuple(patterns), tuple(unless), tuple(also), tuple(document_unless)

    def check(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
        folded = document.folded
        for pattern in searched:
            match = compiled(pattern).search(folded, start, end)
            if match is None:
                continue
            if any(compiled(each).search(folded, start, end) for each in excuses):
                return
            if not all(compiled(each).search(folded, start, end) for each in needs):
                return
            if any(context.found(document, each) for each in nowhere):
                return
            yield Hit(*match.span())
            return

    return rule(cues=cues, patterns=searched, anywhere=nowhere, **declared)(check)
