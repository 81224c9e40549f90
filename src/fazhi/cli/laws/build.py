"""The files of the compiled catalogue: what they hold, byte for byte, and how they are written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fazhi.cli.laws import topics
from fazhi.cli.laws.facts import Gathered, gather
from fazhi.cli.laws.folder import read_ended, read_folder
from fazhi.cli.laws.inside import figures_of, insides_of
from fazhi.cli.laws.rows import Contradiction, Effect, Row, compile_rows, facts_rows, family_table, name_table
from fazhi.cli.laws.sketches import SHARDS, maps_of, shards_of, sketches_of
from fazhi.kernel.citations import Mark
from fazhi.kernel.errors import PackError
from fazhi.packs import laws
from fazhi.packs.laws import compiled

SCHEMA = "fazhi-laws/1"


def from_texts(folder: Path) -> tuple[dict[str, bytes], Gathered]:
    """Return by name the files that rest on the texts alone (facts, sketches, maps, what articles hold).

    With them comes what was gathered. Raises FazhiError for a folder that cannot be read.
    """
    gathered = gather(read_folder(folder), read_ended(folder))
    sketches = sketches_of(gathered)
    shards, table = shards_of(sketches)
    files = {compiled.shard(number): shards[number] for number in range(SHARDS)}
    files[compiled.FACTS] = _lines({"schema": SCHEMA}, "rows", facts_rows(gathered))
    files[compiled.TABLE] = table_file(table)
    maps = maps_of(sketches)
    files[compiled.MAPS] = table_file(maps)
    about, where = topics.files_of(topics.topics_of(gathered, maps))
    files |= {compiled.topics_file(number): content for number, content in enumerate(about)}
    files[compiled.TOPICS] = table_file(where)
    files[compiled.INSIDES] = table_file(insides_of(gathered))
    files[compiled.FIGURES] = table_file(figures_of(gathered))
    return files, gathered


def catalogue_file(facts: bytes) -> tuple[bytes, list[Contradiction]]:
    """Return ``catalogue.json`` from ``facts.json`` and the hand-written TOML, and where the two differ."""
    rows: list[Row] = json.loads(facts)["rows"]
    effects, names, until = read_hand(compiled.HAND)
    ready, found = compile_rows(rows, laws.load_all(), effects=effects, names=names)
    return compiled_file(ready, until), found


def compiled_file(rows: list[Row], until: Mapping[str, date]) -> bytes:
    """Return ``catalogue.json`` of the rows; ``until`` says by kind until when the texts were followed."""
    known = {kind: until[kind].isoformat() for kind in sorted(until)}
    head = {"schema": SCHEMA, "until": known, "families": family_table(rows), "names": name_table(rows)}
    return _lines(head, "rows", rows)


def read_hand(folder: Path) -> tuple[list[Effect], dict[str, list[str]], dict[str, date]]:
    """Return the effects of amending decisions, further short names by title, and until when texts are known by kind.

    Raises PackError naming the file for a key that is missing or wrong.
    """
    try:
        decisions = tomllib.loads((folder / "effects.toml").read_text(encoding="utf-8"))["decision"]
        names = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
        effects = [
            Effect(
                titles=tuple(item["titles"]),
                adopted=item["adopted"],
                effective=item["effective"],
                source=item["source"],
                mark=Mark(item["mark"]),
            )
            for item in decisions
        ]
        return effects, dict(names["short"]), dict(names["until"])
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(f"手写的法规事实读不出：{error}", where=str(folder)) from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write the files that differ and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, content in sorted(files.items()):
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
            changed.append(name)
    return changed


def _lines(head: Mapping[str, Any], key: str, rows: list[Row]) -> bytes:
    """JSON with one row a line, so that a changed law is one changed line."""
    start = "".join(f"{json.dumps(name)}:{_compact(value)},\n" for name, value in head.items())
    body = ",\n".join(_compact(row) for row in rows)
    return f"{{{start}{json.dumps(key)}:[\n{body}\n]}}\n".encode()


def table_file(table: Mapping[str, Any]) -> bytes:
    """Return a table as JSON with one key a line, in order."""
    body = ",\n".join(f"{json.dumps(key, ensure_ascii=False)}:{_compact(table[key])}" for key in sorted(table))
    return f"{{\n{body}\n}}\n".encode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
