"""Checks that the reports that a ledger refers to are unchanged."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.promotion.ledger import Line


def changed_reports(lines: Sequence[Line]) -> list[str]:
    """Describe which reports of a ledger's lines are gone, with their run, or changed."""
    problems: list[str] = []
    for line in lines:
        if line.event == "intent" or line.report is None or line.run_id is None:
            continue
        found = _digest(line.run_id, f"promotion/{line.report[:12]}.json")
        if found != line.report:
            what = "is gone" if found is None else "was changed"
            problems.append(f"the report of line {line.number}, of run {line.run_id[:8]}, {what}")
    return problems


def _digest(run_id: str, name: str) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return hashlib.sha256(tracking.download(run_id, name, Path(folder)).read_bytes()).hexdigest()
        except InputError:
            return None
