"""What every file of the repository owes its reader: short, finished, and of no particular machine."""

from __future__ import annotations

import re

from tests.architecture import tree

LONGEST = 450
LONGER: frozenset[str] = frozenset()  # stays empty: split the file, or raise LONGEST by an ADR

# Spelled so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|Us" r"ers|ho" r"me/[a-z]\w*)/")
HOSTS = re.compile(
    r"py" r"pi\.(?:org|tuna)|python" r"hosted\.org|mirr" r"ors?\.[a-z]+\.|registry\.(?:npm|yarn)|deb\.deb" r"ian\.org"
)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Return every line of the repository that a pattern finds, with its place."""
    return [
        f"{tree.place(path, number)} {line.strip()[:100]}"
        for path in tree.text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_source_file_is_too_long_to_read_at_a_sitting() -> None:
    written = [path for path in tree.modules(tree.ROOT / "src") if path.parent.name != "migrations"]  # those are made
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    found = [
        f"{path.relative_to(tree.ROOT)} has {length} lines"
        for path, length in lengths.items()
        if length > LONGEST and path.relative_to(tree.ROOT).as_posix() not in LONGER
    ]
    assert not found, f"more than {LONGEST} lines:\n" + "\n".join(found)
    assert not LONGER


def test_nothing_is_left_unfinished_in_the_open() -> None:
    assert lines_with(UNFINISHED) == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert lines_with(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(HOSTS) == []


def test_locked_packages_carry_hashes_and_no_addresses() -> None:
    for lock in sorted((tree.ROOT / "requirements").glob("*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, f"{lock.name} holds an address"
        blocks = re.split(r"\n(?=\S)", text.strip())
        bare = [block.splitlines()[0] for block in blocks if not block.startswith("#") and "--hash=" not in block]
        assert not bare, f"{lock.name}: no hash for {bare}"
