"""Moves a model line's aliases, so that a death at any moment leaves the old state or the new one.

Before an alias moves the ledger says what is meant (`intent`), then MLflow moves it in one transaction, then the ledger
says that it is done. Whoever opens the ledger next finds an intent that nothing followed, asks the registry where the
alias is, and writes the end of it. The registry holds the digest of the last line: lines that are gone are missed.
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
LOCK_SECONDS = 900  # another promotion loads models: it is done by then
TOLERANCE = 1e-5
TOLERANCE_MIXED = 2e-2  # bfloat16 has 8 bits; another processor rounds otherwise


@dataclass
class Book:
    """A model line's ledger, open under its lock: its file and lines."""

    name: str
    path: Path
    lines: list[Line] = field(default_factory=list[Line])

    def write(self, event: ledger.Event, **facts: Any) -> Line:
        """Append a line and tell the registry of it."""
        line = ledger.append(self.path, self.lines, event, name=self.name, **facts)
        registry.set_tag(self.name, HEAD, line.digest)
        return line


class Busy(InputError):
    """Another process keeps the ledger locked."""


@contextmanager
def opened(name: str, wait: float = LOCK_SECONDS) -> Generator[Book]:
    """A line's ledger, checked, settled, and locked for the time of the block.

    Args:
        name: a registered model.
        wait: seconds, if another process has locked it.

    Raises:
        InputError: no model has the name, or FITFLOW_HOME cannot be written.
        Busy: another process keeps the lock.
        Refused: the ledger is not as it was written.
    """
    registry.check_name(name)
    path = ledger.path_of(name, registry.store_digest())
    with _locked(path, wait):
        lines, wrong = _read(name, path)
        if wrong and ledger.drop_torn(path, lines, registry.tag_of(name, HEAD)):
            lines, wrong = _read(name, path)
        if wrong:
            raise Refused(f"{wrong[0]}; nothing is promoted on it; see: fitflow history {name} --verify")
        book = Book(name, path, lines)
        _settle(book)
        yield book


@dataclass(frozen=True)
class Reading:
    """A ledger as it was found: its lines, up to the first that was changed, and what is wrong."""

    lines: list[Line]
    problems: list[str]


def read(name: str) -> Reading:
    """A line's ledger, settled where that can be done, and what is wrong within it or between it and the registry.

    Raises:
        InputError: no model has the name.
    """
    try:
        with opened(name, wait=0) as book:
            return Reading(book.lines, _disagreements(book))
    except (Busy, Refused):  # a promotion is going on, or something is wrong
        return Reading(*_read(name, ledger.path_of(name, registry.store_digest())))


def note_moves_of_others(book: Book) -> None:
    """Write down that the champion is another than the ledger's: it was moved by other means than fitflow."""
    now = registry.aliased(book.name, CHAMPION)
    said = ledger.champion(book.lines)
    if said != (now.version if now else None):
        run_id = now.run_id if now else None
        book.write("found", alias=CHAMPION, old=said, new=now.version if now else None, run_id=run_id)


def move(book: Book, action: ledger.Event, alias: str, version: Version, **facts: Any) -> Line:
    """Let an alias point at a version; returns the ledger's line of it.

    Args:
        book: the open ledger.
        action: `promoted` or `rolled back`.
        alias: champion or challenger.
        version: where it shall point.
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
    """Load a version in a fresh process and compare its predictions for a fixed batch with those of its making.

    Returns:
        the largest difference.

    Raises:
        InputError: its run keeps no fixed batch.
        Refused: it cannot be loaded, or predicts something else.
    """
    limit = TOLERANCE_MIXED if "mixed" in tracking.get_run(version.run_id)["tags"].get("precision", "") else TOLERANCE
    with tempfile.TemporaryDirectory() as folder:
        batch = tracking.download(version.run_id, reload_check.BATCH, Path(folder))
        found = _in_fresh_process(version.uri, batch)
    if "error" in found:
        raise Refused(f"{version.uri} does not stand the test of loading: {found['error']}; no alias was moved")
    if not found["max_difference"] <= limit:
        raise Refused(
            f"{version.uri}, loaded from the registry, predicts otherwise than when it was made: largest difference "
            f"{found['max_difference']:.3g} on {found['num_examples']} examples, limit {limit:g}; no alias was moved"
        )
    return float(found["max_difference"])


def rollback(name: str, reason: str) -> Line:
    """Let the champion alias go back to the champion before, after the same check as a promotion.

    Raises:
        InputError: there was none before.
        Refused: the ledger is not as it was written, or the version does not load as it was made.
    """
    with opened(name) as book:
        note_moves_of_others(book)
        stack = ledger.champions(book.lines)
        if len(stack) < 2:
            raise InputError(f"{name} has had no champion before this one; see: fitflow history {name}")
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
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return {"error": f"the process ended with {done.returncode}: {last}"}


def _disagreements(book: Book) -> list[str]:
    now = registry.aliased(book.name, CHAMPION)
    said = ledger.champion(book.lines)
    if said == (now.version if now else None):
        return []
    found = f"version {now.version}" if now else "none"
    return [f"the registry's champion is {found}, the ledger's {f'version {said}' if said else 'none'}"]


def _read(name: str, path: Path) -> tuple[list[Line], list[str]]:
    """The ledger's whole lines, and what is wrong, also by the registry's tag."""
    lines, wrong = ledger.read(path)
    known = registry.tag_of(name, HEAD)
    if not wrong and known not in (None, *(line.digest for line in lines)):
        wrong = [f"lines are missing from {path}: the registry knows a later one, or one of another FITFLOW_HOME"]
    return lines, wrong


def _settle(book: Book) -> None:
    """Write the end of what a death left open."""
    intent = ledger.pending(book.lines)
    if intent is None:
        return
    now = registry.aliased(book.name, intent.alias)
    if now is not None and now.version == intent.new:
        _finish(book, intent)
    else:
        book.write("undone", **_facts(intent))


def _finish(book: Book, intent: Line) -> Line:
    """What follows when the alias has moved; doing it twice is as doing it once."""
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
        raise Busy(f"another command keeps the ledger {path} locked; wait for it to end") from None
