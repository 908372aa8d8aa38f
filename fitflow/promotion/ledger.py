"""The append-only ledger of a registered model: who promoted, refused or rolled back which version, when and why.

A JSON Lines file. Each line holds its number, its digest and that of the line before, so that a changed or removed line
shows. It is in FITFLOW_HOME, one per tracking store and model name.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from fitflow.system import machine
from fitflow.system.paths import home_dir

Event = Literal["intent", "promoted", "rolled back", "undone", "rejected", "undecided", "found"]
START = "0" * 64


class Line(BaseModel):
    """One line of a ledger.

    An `intent` precedes each move of an alias and is followed by its outcome: `promoted`, `rolled back`, or `undone` if
    the alias had not moved. `found` records that something else moved the alias.

    Attributes:
        number: the line's number, from 1.
        previous: the digest of the line before; zeros in the first line.
        time: when it was written, in ISO 8601 (UTC).
        who: the user and the host.
        event: what happened.
        name: the registered model's name.
        alias: `champion` or `challenger`.
        old: the version that had the alias before; null if none had.
        new: the version that got it, or was judged; null if the alias was taken away.
        run_id: the id of the MLflow run that made the new version.
        action: what was meant: promoted or rolled back; null if no alias was to move.
        verdict: the gate's: promote, reject or undecided; null if it was not asked.
        forced: whether the alias moved although the verdict was not promote.
        report: the SHA-256 (hex) of the gate's report; null if there is none.
        reason: why, as it was given; empty if it was not.
        digest: the SHA-256 (hex) of all other fields of the line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    previous: str
    time: str
    who: str
    event: Event
    name: str
    alias: str
    old: str | None = None
    new: str | None = None
    run_id: str | None = None
    action: str | None = None
    verdict: str | None = None
    forced: bool = False
    report: str | None = None
    reason: str = ""
    digest: str = ""

    def sealed(self) -> Line:
        """The line with its own digest."""
        return self.model_copy(update={"digest": self.content_digest()})

    def content_digest(self) -> str:
        """SHA-256 (hex) of everything but `digest`."""
        return hashlib.sha256(_canonical(self.model_dump(exclude={"digest"})).encode()).hexdigest()

    def text(self) -> str:
        """The line as written to the file, without the newline."""
        return _canonical(self.model_dump())


def path_of(name: str, store_digest: str) -> Path:
    """Path of a registered model's ledger: `<FITFLOW_HOME>/ledgers/<store>/<name>.jsonl`."""
    return home_dir() / "ledgers" / store_digest[:16] / f"{quote(name, safe='')}.jsonl"


def read(path: Path) -> tuple[list[Line], list[str]]:
    """Read the intact lines, up to the first that is not, and the problem with that one."""
    lines: list[Line] = []
    for number, raw in enumerate(_content(path).splitlines(keepends=True), 1):
        line = _parsed(raw)
        if line is None:
            return lines, [f"line {number} of {path} was changed or is incomplete"]
        if line.number != number or line.previous != head(lines):
            return lines, [f"line {number} of {path} does not follow the one before it: a line was removed or inserted"]
        lines.append(line)
    return lines, []


def append(path: Path, lines: list[Line], event: Event, **facts: Any) -> Line:
    """Append a line to the file, synced to disk, and to `lines`, which are those of the file."""
    line = Line(
        number=len(lines) + 1,
        previous=head(lines),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        who=who(),
        event=event,
        **facts,
    ).sealed()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"{line.text()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    lines.append(line)
    return line


def drop_torn(path: Path, lines: list[Line], known: str | None) -> bool:
    """Cut off a torn line (without a newline) that a crash left after `lines`; returns whether it did.

    Nothing has followed from a torn line, since `append` returns only when the line is on disk.

    Args:
        path: the ledger.
        lines: its intact lines, from the first.
        known: digest of the last complete line; unless it is one of `lines`, nothing is cut.
    """
    whole = sum(len(line.text().encode()) + 1 for line in lines)
    torn = _content(path)[whole:]
    if known not in (None, *(line.digest for line in lines)) or b"\n" in torn or not torn:
        return False
    os.truncate(path, whole)
    return True


def head(lines: list[Line]) -> str:
    """The last line's digest."""
    return lines[-1].digest if lines else START


def pending(lines: list[Line]) -> Line | None:
    """Return an intent without an outcome, or None."""
    return lines[-1] if lines and lines[-1].event == "intent" else None


def champions(lines: list[Line]) -> list[str]:
    """Versions that were champion and not rolled back, the current one last."""
    stack: list[str] = []
    for line in lines:
        if line.alias != "champion" or line.event not in ("promoted", "rolled back", "found"):
            continue
        if line.event == "rolled back":
            stack = stack[:-1]
        if line.new is None:
            stack = []
        elif stack[-1:] != [line.new]:
            stack.append(line.new)
    return stack


def champion(lines: list[Line]) -> str | None:
    """The current champion according to the ledger."""
    return (champions(lines) or [None])[-1]


def who() -> str:
    """The user and host, as user@host."""
    return f"{machine.user()}@{socket.gethostname()}"


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _parsed(raw: bytes) -> Line | None:
    """Parse a line; None unless it is byte for byte what was written."""
    try:
        line = Line.model_validate_json(raw)
    except (ValidationError, ValueError):
        return None
    return line if line.digest == line.content_digest() and raw == f"{line.text()}\n".encode() else None


def _canonical(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))
