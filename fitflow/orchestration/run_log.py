"""The log of a run: lines that people see in their terminal and in Prefect's UI."""

from __future__ import annotations

from logging import Logger, LoggerAdapter, LogRecord
from typing import Any

from prefect import get_run_logger


def run_log() -> Logger | LoggerAdapter[Any]:
    """Prefect's logger of the current task or flow run; its lines are marked as fitflow's own."""
    return get_run_logger(fitflow=True)


def is_ours(record: LogRecord) -> bool:
    """Whether a line was written through `run_log`, not by a library."""
    return bool(getattr(record, "fitflow", False))
