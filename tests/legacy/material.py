"""The kept set of an old fitflow put together in a folder as it once lay in another, and commands that run in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DATA = Path(__file__).parent / "data"
SECONDS = 300


@dataclass(frozen=True)
class Old:
    """A project of the old fitflow with its cache and its FITFLOW_HOME, all in one folder."""

    root: Path
    prefect: Path

    @property
    def project(self) -> Path:
        return self.root / "project"

    @property
    def database(self) -> Path:
        return self.project / "mlruns/mlflow.db"

    @property
    def ledger(self) -> Path:
        return self.root / "home/ledgers" / _place(self.database)[:16] / "digits.jsonl"

    def artifact(self, run_id: str, name: str) -> Path:
        """A file that a run logged."""
        (found,) = self.project.glob(f"mlruns/**/{run_id}/artifacts/{name}")
        return found

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command as a user of the project would."""
        settings = ("FITFLOW", "MLFLOW", "PREFECT", "KERAS")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(settings)}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "FITFLOW_HOME": str(self.root / "home"),
            "FITFLOW_CACHE_DIR": str(self.root / "cache"),
            "PREFECT_HOME": str(self.prefect),
            "KERAS_HOME": str(self.root / "keras"),
        }
        call = [sys.executable, "-P", "-m", "fitflow.cli", *arguments]
        return subprocess.run(
            call, cwd=self.project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> Any:
        """A command's document; it must end with one of the codes."""
        done = self.command(*arguments, "--json")
        assert done.returncode in codes, f"exit {done.returncode}: {done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)


def materialise(root: Path, prefect: Path) -> Old:
    """Put the set together.

    Records of the cache hold paths, and a checksum over themselves: they get that of the document with today's paths.
    Folders of FITFLOW_HOME are named by a digest of where the database is. Ledgers and checkpoints are as written.

    Args:
        root: a folder to make, with no links in its path.
        prefect: a folder for Prefect's database, which sets may share.
    """
    shutil.copytree(DATA, root, ignore=shutil.ignore_patterns("mlflow.sql", "said"))
    for path in root.rglob("*"):
        if path.is_file() and b"@ROOT@" in (content := path.read_bytes()):
            text = content.decode()
            path.write_text(sealed(text, text.replace("@ROOT@", str(root))))
    old = Old(root, prefect)
    with closing(sqlite3.connect(old.database)) as database:
        database.executescript((DATA / "mlflow.sql").read_text().replace("@ROOT@", str(root)))
    place = _place(old.database)
    (root / "home/ledgers/store").rename(root / "home/ledgers" / place[:16])
    (root / "home/history/store").rename(root / "home/history" / place[:12])
    return old


def said(name: str, root: Path) -> Any:
    """What a command of make.py printed when the set was made, as if it had been made in this folder."""
    return json.loads((DATA / f"said/{name}.json").read_text().replace("@ROOT@", str(root)))


def sealed(before: str, after: str) -> str:
    """A text in which names of places have changed, with its own checksum where it had the right one before."""
    if not before.startswith("{"):
        return after
    old, new = json.loads(before), json.loads(after)
    if "sha256" not in old or old.pop("sha256") != _checksum(old):
        return after
    del new["sha256"]
    return json.dumps(new | {"sha256": _checksum(new)})


def _checksum(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _place(database: Path) -> str:
    return hashlib.sha256(f"sqlite:///{database}".encode()).hexdigest()
