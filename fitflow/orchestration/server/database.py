"""Prefect's own database if it is an SQLite file: checks it and, when damaged, moves it aside."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fitflow.errors import InputError
from fitflow.processes import services

if TYPE_CHECKING:
    from fitflow.lifecycle.doctor import Finding

SETTINGS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
SIDE_FILES = ("", "-wal", "-shm")


def home() -> Path:
    """Prefect's own folder."""
    return Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")


def path() -> Path | None:
    """The database file; None if the user configured another database."""
    if any(os.environ.get(name) for name in SETTINGS):
        return None
    return home() / "prefect.db"


def check() -> None:
    """Refuse a database on which no server can start.

    Raises:
        InputError: the database is damaged, or made by a newer Prefect.
    """
    if wrong := _wrong():
        raise InputError(f"Prefect's database {path()} {wrong}; see: fitflow doctor")


def findings() -> list[Finding]:
    """Report the database's faults, for `fitflow doctor`."""
    from fitflow.lifecycle.doctor import Finding

    file, wrong = path(), _wrong()
    if file is None or wrong is None:
        return []
    if services.serving("prefect"):
        return [Finding(f"Prefect's database {file}", wrong, "fitflow down, then fitflow doctor --fix", None)]
    aside = file.with_name(f"{file.name}.aside-{time.strftime('%Y%m%d-%H%M%S')}")
    remedy = f"moved to {aside.name}; Prefect creates a new one, without the old flow runs and schedules"
    return [Finding(f"Prefect's database {file}", wrong, remedy, lambda: _move(file, aside))]


def _wrong() -> str | None:
    file = path()
    if file is None or not file.exists() or not file.stat().st_size:
        return None
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            status = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.OperationalError as error:
        return None if "no such table" in str(error) else f"cannot be read ({error})"
    except sqlite3.DatabaseError as error:
        return f"is damaged ({error})"
    if status != "ok":
        return f"is damaged ({str(status).splitlines()[0]})"
    unknown = [version for (version,) in found if not _is_known(str(version))]
    return f"was made by a newer Prefect (its revision is {unknown[0]})" if unknown else None


def _is_known(revision: str) -> bool:
    """Whether the installed Prefect knows this revision of its database."""
    spec = find_spec("prefect")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    versions = package / "server" / "database" / "_migrations" / "versions" / "sqlite"
    return any(f'revision = "{revision}"' in file.read_text() for file in versions.glob("*.py"))


def _move(file: Path, aside: Path) -> None:
    for side in SIDE_FILES:
        part = file.with_name(f"{file.name}{side}")
        if part.exists():
            part.rename(aside.with_name(f"{aside.name}{side}"))
