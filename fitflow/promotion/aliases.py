"""Moves a registered model's aliases, so that a crash at any moment leaves either the old state or the new one.

First the ledger records the `intent`, then MLflow moves the alias in one transaction, then the ledger records the
outcome. Opening the ledger completes an intent without an outcome by asking the registry where the alias is. The
registry holds the digest of the last line, which reveals missing lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filelock

from fitflow import tracking
from fitflow.errors import InputError, Refused
from fitflow.promotion import ledger
from fitflow.promotion.ledger import Line
from fitflow.system.paths import check_writable
from fitflow.tracking import registry, reload_check
from fitflow.tracking.registry import CHALLENGER, CHAMPION, Version

HEAD = "fitflow.ledger_head"
LOCK_SECONDS = 900  # another promotion, which loads models, has ended by then
TOLERANCE = 1e-5
TOLERANCE_MIXED = 2e-2  # bfloat16 has 8 bits; other processors round differently


@dataclass
class Book:
    """A registered model's ledger, open and locked: its file and lines."""

    name: str
    path: Path
    lines: list[Line] = field(default_factory=list[Line])

    def write(self, event: ledger.Event, **facts: Any) -> Line:
        """Append a line and store its digest in the registry."""
        line = ledger.append(self.path, self.lines, event, name=self.name, **facts)
        registry.set_tag(self.name, HEAD, line.digest)
        return line


class Busy(InputError):
    """Another process holds the ledger's lock."""


@contextmanager
def opened(name: str, wait: float = LOCK_SECONDS) -> Generator[Book]:
    """Open a registered model's ledger: checked, settled, and locked while the block runs.

    Args:
        name: a registered model.
        wait: seconds to wait for another process's lock.

    Raises:
        InputError: no model has the name, or FITFLOW_HOME cannot be written.
        Busy: another process holds the lock.
        Refused: the ledger was changed.
    """
    registry.check_name(name)
    path = ledger.path_of(name, registry.store_digest())
    with _locked(path, wait):
        lines, wrong = _read(name, path)
        if wrong and ledger.drop_torn(path, lines, registry.tag_of(name, HEAD)):
            lines, wrong = _read(name, path)
        if wrong:
            raise Refused(f"{wrong[0]}; promotion is blocked; see: fitflow history {name} --verify")
        book = Book(name, path, lines)
        _settle(book)
        yield book


@dataclass(frozen=True)
class Reading:
    """A ledger as found: its lines up to the first changed one, and its problems."""

    lines: list[Line]
    problems: list[str]


def read(name: str) -> Reading:
    """Read a registered model's ledger, settled if possible, with its problems and disagreements with the registry.

    Raises:
        InputError: no model has the name.
    """
    try:
        with opened(name, wait=0) as book:
            return Reading(book.lines, _disagreements(book))
    except (Busy, Refused):  # a promotion is running, or something is wrong
        return Reading(*_read(name, ledger.path_of(name, registry.store_digest())))


def record_outside_moves(book: Book) -> None:
    """Record in the ledger that something other than fitflow moved the champion alias."""
    now = registry.aliased(book.name, CHAMPION)
    recorded = ledger.champion(book.lines)
    if recorded != (now.version if now else None):
        run_id = now.run_id if now else None
        book.write("found", alias=CHAMPION, old=recorded, new=now.version if now else None, run_id=run_id)


def move(book: Book, action: ledger.Event, alias: str, version: Version, **facts: Any) -> Line:
    """Point an alias at a version; returns the ledger's line.

    Args:
        book: the open ledger.
        action: `promoted` or `rolled back`.
        alias: champion or challenger.
        version: the alias's new version.
        facts: verdict, report, forced and reason, for the ledger.
    """
    now = registry.aliased(book.name, alias)
    old = now.version if now else None
    intent = book.write(
        "intent", alias=alias, old=old, new=version.version, run_id=version.run_id, action=action, **facts
    )
    registry.set_alias(book.name, alias, version.version)
    return _finish(book, intent)


def check_reload(version: Version) -> float:
    """Load a version in a fresh process and compare its predictions for a fixed batch with the recorded ones.

    Returns:
        the largest difference.

    Raises:
        InputError: its run has no fixed batch.
        Refused: it cannot be loaded, or its predictions differ.
    """
    limit = TOLERANCE_MIXED if "mixed" in tracking.get_run(version.run_id)["tags"].get("precision", "") else TOLERANCE
    with tempfile.TemporaryDirectory() as folder:
        batch = tracking.download(version.run_id, reload_check.BATCH, Path(folder))
        found = _in_fresh_process(version.uri, batch)
    if "error" in found:
        raise Refused(f"{version.uri} fails the reload check: {found['error']}; no alias was moved")
    if not found["max_difference"] <= limit:
        raise Refused(
            f"{version.uri}, loaded from the registry, predicts differently than when logged: largest difference "
            f"{found['max_difference']:.3g} on {found['num_examples']} examples, limit {limit:g}; no alias was moved"
        )
    return float(found["max_difference"])


def rollback(name: str, reason: str) -> Line:
    """Move the champion alias back to the previous champion, after the same check as a promotion.

    Raises:
        InputError: there is no previous champion.
        Refused: the ledger was changed, or the version fails the reload check.
    """
    with opened(name) as book:
        record_outside_moves(book)
        stack = ledger.champions(book.lines)
        if len(stack) < 2:
            raise InputError(f"{name} has no previous champion; see: fitflow history {name}")
        before = registry.version(name, stack[-2])
        check_reload(before)
        return move(book, "rolled back", CHAMPION, before, reason=reason)


def _in_fresh_process(uri: str, batch: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "fitflow.tracking.reload_check", uri, str(batch)]
    environment = os.environ | {"MLFLOW_TRACKING_URI": tracking.tracking_uri(), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        return {"error": f"the process ended with {done.returncode}: {last}"}


def _disagreements(book: Book) -> list[str]:
    now = registry.aliased(book.name, CHAMPION)
    recorded = ledger.champion(book.lines)
    if recorded == (now.version if now else None):
        return []
    found = f"version {now.version}" if now else "none"
    return [f"the registry's champion is {found}, the ledger's {f'version {recorded}' if recorded else 'none'}"]


def _read(name: str, path: Path) -> tuple[list[Line], list[str]]:
    """The ledger's intact lines, and its problems, including those that the registry's tag reveals."""
    lines, wrong = ledger.read(path)
    known = registry.tag_of(name, HEAD)
    if not wrong and known not in (None, *(line.digest for line in lines)):
        wrong = [f"lines are missing from {path}, or FITFLOW_HOME is another one: the registry refers to a later line"]
    return lines, wrong


def _settle(book: Book) -> None:
    """Record the outcome of an intent that a crash left open."""
    intent = ledger.pending(book.lines)
    if intent is None:
        return
    now = registry.aliased(book.name, intent.alias)
    if now is not None and now.version == intent.new:
        _finish(book, intent)
    else:
        book.write("undone", **_facts(intent))


def _finish(book: Book, intent: Line) -> Line:
    """Complete a move of the alias; idempotent."""
    challenger = registry.aliased(book.name, CHALLENGER)
    if intent.alias == CHAMPION and challenger is not None and challenger.version == intent.new:
        registry.drop_alias(book.name, CHALLENGER)
    event: Any = intent.action
    return book.write(event, **_facts(intent))


def _facts(intent: Line) -> dict[str, Any]:
    names = {"alias", "old", "new", "run_id", "action", "verdict", "forced", "report", "reason"}
    return intent.model_dump(include=names)


@contextmanager
def _locked(path: Path, wait: float) -> Generator[None]:
    check_writable(path.parent, "FITFLOW_HOME elsewhere")
    try:
        with filelock.FileLock(path.with_suffix(".lock"), timeout=wait):
            yield
    except filelock.Timeout:
        raise Busy(f"another command holds the lock of the ledger {path}; wait for it to end") from None
