"""What the settings promise: strict headers, a durable database, one secret, lock-out."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from fazhi.site.database import DatabaseAddressError, database
from fazhi.site.home import home_folder, secret_key


def test_only_this_site_may_bring_scripts_styles_and_pictures(client: Client) -> None:
    headers = client.get("/look/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy and "http" not in policy and "data:" not in policy
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_site_counts_in_shanghai_time_and_speaks_chinese() -> None:
    assert (settings.TIME_ZONE, settings.USE_TZ, settings.LANGUAGE_CODE) == ("Asia/Shanghai", True, "zh-hans")


def test_there_is_no_admin_and_passwords_are_hashed_with_argon2() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_wrong_passwords_lock_out_and_axes_stands_last() -> None:
    assert settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"
    assert settings.MIDDLEWARE[-1] == "axes.middleware.AxesMiddleware"
    assert settings.AXES_FAILURE_LIMIT <= 5


def test_cookies_are_out_of_reach_of_scripts() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_without_an_address_the_ledger_is_a_durable_sqlite_file(tmp_path: Path) -> None:
    found = database(None, tmp_path)
    assert found["NAME"] == tmp_path / "fazhi.sqlite3"
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE" and options["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=2000000000"):
        assert pragma in options["init_command"]


def test_an_address_names_a_postgresql_database(tmp_path: Path) -> None:
    found = database("postgresql://clerk:p%40ss@db.local:5433/fazhi?sslmode=require", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("clerk", "p@ss", "db.local")
    assert (found["PORT"], found["NAME"], found["OPTIONS"]) == (
        "5433",
        "fazhi",
        {"sslmode": "require", "prepare_threshold": 5, "options": "-c jit=off"},
    )


def test_an_address_can_turn_prepared_statements_off_for_a_pooler(tmp_path: Path) -> None:
    found = database("postgresql://clerk@db.local/fazhi?prepare_threshold=0", tmp_path)
    assert found["OPTIONS"] == {"prepare_threshold": None, "options": "-c jit=off"}


@pytest.mark.parametrize(
    ("said", "left"),
    [("options=", {}), ("options=-c%20statement_timeout%3D9s", {"options": "-c statement_timeout=9s"})],
    ids=["none, for a pooler that takes none", "others"],
)
def test_an_address_can_say_what_the_server_is_told(said: str, left: dict[str, str], tmp_path: Path) -> None:
    found = database(f"postgresql://clerk@db.local/fazhi?{said}", tmp_path)
    assert found["OPTIONS"] == {"prepare_threshold": 5, **left}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only a server compiles")
def test_a_server_compiles_no_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize(
    "address",
    ["mysql://a/b", "postgres://host:seven/x", "postgres://host/", "fazhi", "postgres://host/x?prepare_threshold=yes"],
)
def test_an_unreadable_address_is_refused_with_what_to_do(address: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseAddressError, match="DATABASE_URL"):
        database(address, tmp_path)


def test_a_refused_address_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseAddressError) as refused:
        database("postgres://clerk:hunter2@host:seven/x", tmp_path)
    assert "hunter2" not in str(refused.value)


def test_the_secret_is_written_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = home_folder({"FAZHI_HOME": str(tmp_path / "a" / "site")})
    first = secret_key(home, {})
    assert len(first) >= 50 and secret_key(home, {}) == first
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    assert secret_key(home, {"FAZHI_SECRET_KEY": "given"}) == "given"
