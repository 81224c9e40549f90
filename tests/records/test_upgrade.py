"""Upgrading, rehearsed with a later program: its tables have a step more than those of the backup and of the site."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.architecture import tree
from tests.built import demo
from tests.records.test_demo import Built, fazhi

WORDS = "青禾县演示用的一句口令"
SETTINGS = 'from fazhi.site.settings import *\nMIGRATION_MODULES = {"records": "later"}\n'
pytestmark = pytest.mark.own_site

SECOND = """
from django.db import migrations, models

def fill(apps, editor):
    apps.get_model("records", "Unit").objects.update(shade="later")

class Migration(migrations.Migration):
    dependencies = [("records", "{before}")]
    operations = [
        migrations.AddField("unit", "shade", models.CharField(max_length=9, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
"""
LATER = "9999_later"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A site of this program, its backup, and a program that is one step ahead."""
    base = tmp_path_factory.mktemp("upgrade")
    steps = sorted(path.stem for path in (tree.SOURCE / "records" / "migrations").glob("[0-9]*.py"))
    later = base / "program" / "later"
    later.mkdir(parents=True)
    (later / "__init__.py").touch()
    for name in steps:
        same = f"import_module('fazhi.records.migrations.{name}').Migration"
        (later / f"{name}.py").write_text(f"from importlib import import_module\nMigration = {same}\n")
    (later / f"{LATER}.py").write_text(SECOND.format(before=steps[-1]))
    (base / "program" / "later_settings.py").write_text(SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_PASSPHRASE", WORDS)
        home = base / "home"
        demo(tmp_path_factory, home)
        done = fazhi(home, "backup", "-o", str(base / "backup"), "--with-key")
        assert done.returncode == 0, done.stderr
        yield Built(home=home, said="")


def later(site: Built, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the later program."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    path = f"{tree.ROOT / 'src'}:{site.home.parent / 'program'}"
    given |= {"FAZHI_HOME": str(home), "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "later_settings"}
    return subprocess.run([sys.executable, "-m", "fazhi", *words], env=given, capture_output=True, text=True)


def shades(home: Path) -> set[str | None]:
    with closing(sqlite3.connect(home / "fazhi.sqlite3")) as database:
        return {shade for (shade,) in database.execute("SELECT shade FROM records_unit")}


def told(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    report = json.loads(done.stdout)
    return {name: report[name] for name in ("ok", "streams", "events", "checkpoint", "findings")}


def test_a_backup_of_an_earlier_version_is_restored_by_a_later_program_and_verifies(
    site: Built, tmp_path: Path
) -> None:
    home = tmp_path / "later"
    done = later(site, home, "restore", str(site.home.parent / "backup"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert shades(home) == {"later"}, "the later step found the rows that were put back"
    assert told(later(site, home, "verify", "--format", "json")) == told(fazhi(site.home, "verify", "--format", "json"))


def test_a_site_is_upgraded_where_it_lies_and_verifies(site: Built, tmp_path: Path) -> None:
    home = Path(shutil.copytree(site.home, tmp_path / "home"))
    before = told(fazhi(home, "verify", "--format", "json"))
    assert later(site, home, "backup", "-o", str(tmp_path / "new"), "--with-key").returncode == 0
    assert shades(home) == {"later"}
    assert told(later(site, home, "verify", "--format", "json")) == before
    refused = fazhi(tmp_path / "old", "restore", str(tmp_path / "new"))
    assert refused.returncode == 2 and LATER in refused.stderr and "本程序不认识" in refused.stderr
    assert not (tmp_path / "old" / "keys").exists()
