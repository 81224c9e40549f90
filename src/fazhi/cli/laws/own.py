"""The facts of a user's own texts: titles the shipped catalogue does not have, compiled beside the full texts.

They answer for validity, articles and wording like the shipped ones, so that a county's own regulations are no unknown
titles any more. A later import adds to them and takes the place of what bears the same title.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

from fazhi.cli.laws.build import compiled_file, table_file, write_files
from fazhi.cli.laws.facts import gather
from fazhi.cli.laws.folder import Ended, Source
from fazhi.cli.laws.rows import TITLE, facts_rows
from fazhi.cli.laws.sketches import SHARDS, Made, shards_of, sketches_of
from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.citations.names import name_key
from fazhi.packs.laws import compiled


def compile_own(folder: Path, sources: Sequence[Source], ended: Sequence[Ended]) -> int:
    """Write the own index into ``folder`` and return how many titles it holds; FazhiError for texts not readable."""
    shipped = compiled.read_index(compiled.HERE)
    gathered = gather(sources, ended)
    made = sketches_of(gathered)
    rows = [row for row in facts_rows(gathered) if shipped.find(row[TITLE]) is None]
    taken = {name_key(row[TITLE]) for row in rows}
    sketches = {row[TITLE]: made[row[TITLE]] for row in rows if row[TITLE] in made}
    if (folder / compiled.CATALOGUE).is_file():
        before = compiled.read_index(folder)
        for row in compiled.read_json(folder / compiled.CATALOGUE)["rows"]:
            if name_key(row[TITLE]) not in taken and shipped.find(row[TITLE]) is None:
                rows.append(row)
                sketches[row[TITLE]] = _kept(before, row[TITLE])
    if not rows:
        return 0
    rows.sort(key=lambda row: name_key(row[TITLE]))
    shards, table = shards_of(sketches)
    files = {compiled.shard(number): shards[number] for number in range(SHARDS)}
    write_files(folder, files | {compiled.TABLE: table_file(table), compiled.CATALOGUE: compiled_file(rows, {})})
    return len(rows)


def _kept(index: LawIndex, title: str) -> Made:
    entry = index.find(title)
    if entry is None:
        return {}
    return {
        edition: {place: array("H", hashes) for place, hashes in articles.items()}
        for edition, articles in index.sketches(entry).items()
    }
