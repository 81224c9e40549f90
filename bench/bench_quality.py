"""How often the checker is right: precision by rule on labelled findings, F1 of placeholders.

    FAZHI_TEXTS=folder python bench/bench_quality.py [--write] [--unlabelled]

The findings were labelled twice (``bench/quality/labels``); this runs the checker again, as a user does who names no
kind, and counts which labelled findings are still given. One text in three was held back, chosen by the hash of its
name: no rule was changed by looking at what it finds there. Without the texts the labels of laws and public reports
are left out, and that is said. ``--write`` puts the tables into docs/reference/quality.md; ``--unlabelled`` lists the
findings nobody has labelled. Exits 1 when a rule that is on by default has five labelled findings and is under 90 %.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final

from quality.corpus import HERE, findings_of, mark_of, papers
from quality.labels import ENOUGH, Measured, disagreements, labels, measure, precision
from quality.placeholders import score
from quality.recall import LISTS, seeds
from quality.unseen import score as score_unseen
from quality.unseen import sets

from fazhi.packs.rules import RETIRED, all_rules

PAGE: Final = HERE.parents[1] / "docs/reference/quality.md"
BEGIN, END = "<!-- bench_quality -->", "<!-- /bench_quality -->"
BAR: Final = 0.9
BAR_F1: Final = 0.98
SETS: Final = {
    "placeholders.txt": "first",
    "placeholders-2.txt": "second",
    "placeholders-3.txt": "third",
    "placeholders-4.txt": "fourth",
}


def main() -> int:
    """Print or write the tables; 1 where a bar is missed."""
    found = measure()
    lines = [
        *_summary(found),
        "",
        *_recall(),
        "",
        *_placeholders(),
        "",
        *_unseen(),
        "",
        *_table(found),
        "",
        *_thin(found),
        "",
        *_unclear(),
    ]
    text = "\n".join(lines)
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        print(text)
    if "--unlabelled" in sys.argv:
        _list_unlabelled()
    return 1 if any(_under(found)) else 0


def _of(found: Measured, code: str, held: bool | None, *, first: bool = False) -> Counter[str]:
    out: Counter[str] = Counter()
    for (rule, back), tally in found.tallies.items():
        if (not code or rule == code) and held in (None, back):
            out.update(tally.first if first else tally.now)
    return out


def _said(counts: Counter[str]) -> str:
    share = precision(counts)
    shown = "–" if share is None else f"{share:.1%}"
    return f"{counts['true']} / {counts['true'] + counts['false']} = {shown}" if share is not None else "–"


def _summary(found: Measured) -> Iterator[str]:
    given = labels()
    differ = sum(1 for _ in disagreements())
    yield f"{len(given)} labelled findings, {differ} labelled differently in the second pass."
    if found.away:
        yield f"**{found.away} of them are left out: their texts are not at hand (FAZHI_TEXTS).**"
    yield ""
    yield "| part | as first labelled, before anything was mended | still found today | true ones no longer found |"
    yield "|---|---|---|---|"
    for name, held in (("tuned on", False), ("held back", True), ("both", None)):
        before, now = _of(found, "", held, first=True), _of(found, "", held)
        yield f"| {name} | {_said(before)} | {_said(now)} | {before['true'] - now['true']} |"


def _recall() -> Iterator[str]:
    every = list(seeds())
    yield "| mistakes put in on purpose | found | share |"
    yield "|---|---|---|"
    for number, batch in enumerate(LISTS, 1):
        for name, held in (("tuned on", (False,)), ("held back", (True,)), ("both", (False, True))):
            some = [each for each in every if each.batch == batch and each.held_back in held]
            hit = sum(each.found for each in some)
            yield f"| batch {number}, papers {name}: {len(some)} | {hit} | {hit / len(some):.1%} |"
    for number, batch in enumerate(LISTS, 1):
        missed = [
            f"{each.paper} {'/'.join(sorted(each.codes))}「{each.words}」"
            for each in every
            if each.batch == batch and not each.found
        ]
        yield ""
        yield f"Not found of batch {number} ({len(missed)}): {'；'.join(missed)}。"


def _placeholders() -> Iterator[str]:
    yield "| sentences for G001 | places marked | found | wrong | missed | F1 |"
    yield "|---|---|---|---|---|---|"
    for name, title in SETS.items():
        path = HERE / name
        if path.is_file():
            got = score(path)
            marked = got.right + got.missed
            yield f"| {title} set | {marked} | {got.right} | {got.wrong} | {got.missed} | {got.f1:.3f} |"


def _unseen() -> Iterator[str]:
    yield "| short texts: right / wrong / missed | tuned on | held back | precision, held back | recall | F1 |"
    yield "|---|---|---|---|---|---|"
    for path in sets():
        tuned, held = score_unseen(path, False), score_unseen(path, True)
        cells = [f"{each.right} / {each.wrong} / {each.missed}" for each in (tuned, held)]
        yield f"| {path.stem} | {' | '.join(cells)} | {held.precision:.3f} | {held.recall:.3f} | {held.f1:.3f} |"


def _table(found: Measured) -> Iterator[str]:
    titles = {rule.code: rule for rule in all_rules()}
    yield "| rule | what it says | tuned on | held back | both | unsure | found, not labelled |"
    yield "|---|---|---|---|---|---|---|"
    for code in sorted({rule for rule, _ in found.tallies}):
        rule = titles.get(code)
        title = f"{rule.title}{'（深度）' if rule.deep else ''}" if rule else f"停用：{RETIRED[code]}"
        counts = _of(found, code, None)
        new = sum(tally.unlabelled for (name, _), tally in found.tallies.items() if name == code)
        cells = (_said(_of(found, code, False)), _said(_of(found, code, True)), _said(counts))
        yield f"| {code} | {title} | {' | '.join(cells)} | {counts['unsure']} | {new} |"


def _thin(found: Measured) -> Iterator[str]:
    """Name the rules of which too little was labelled to say anything."""
    clear = {rule.code: _of(found, rule.code, None) for rule in all_rules()}
    few = [code for code, counts in clear.items() if 0 < counts["true"] + counts["false"] < ENOUGH]
    none = [code for code, counts in clear.items() if counts["true"] + counts["false"] == 0]
    yield f"Fewer than {ENOUGH} labelled findings, so that the share says little ({len(few)}): {' '.join(few)}."
    yield ""
    yield f"No labelled finding at all ({len(none)}): {' '.join(none)}."


def _unclear() -> Iterator[str]:
    yield "| where | rule | first | second | settled | why |"
    yield "|---|---|---|---|---|---|"
    for label in labels():
        if label.first != label.second or label.label == "unsure" or label.label != label.first:
            place = label.doc.partition(":")[2] + label.article
            yield f"| {place} | {label.rule} | {label.first} | {label.second} | {label.label} | {label.why} |"


def _under(found: Measured) -> Iterator[str]:
    for rule in all_rules():
        counts = _of(found, rule.code, None)
        share = precision(counts)
        if not rule.deep and share is not None and share < BAR and counts["true"] + counts["false"] >= ENOUGH:
            print(f"{rule.code}: {share:.1%} under {BAR:.0%}", file=sys.stderr)
            yield rule.code


def _list_unlabelled() -> None:
    known = {(label.doc, label.rule, label.mark or label.at) for label in labels()}
    for paper in papers():
        document = paper.read()
        for each in findings_of(document):
            place = mark_of(document, each) if paper.name.startswith("law:") else each.start
            if (paper.name, each.code, place) not in known:
                around = document.text[max(0, each.start - 30) : each.end + 30].replace("\n", "⏎")
                print(paper.name, each.code, each.start, around, each.message, sep="\t")


if __name__ == "__main__":
    sys.exit(main())
