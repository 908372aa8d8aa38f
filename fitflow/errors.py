"""Exceptions, by who can fix the problem.

Each message is one line: what happened, what was expected, what to type next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NotRequired, TypedDict


class ErrorDocument(TypedDict):
    """What a verb prints with `--json` in place of its own document when it fails; the exit code is 1 or 2 then.

    Attributes:
        status: FAILED; KILLED where the command was stopped by Ctrl-C or a signal.
        recipe: the recipe as it was typed; `fitflow run` only.
        error: what happened, what was expected and what to type next, in one line.
    """

    status: str
    recipe: NotRequired[str]
    error: str


class FitflowError(Exception):
    """Base class of the errors that fitflow reports without a traceback."""

    exit_code = 1
    told = False  # True once printed on stdout as JSON


class InputError(FitflowError):
    """The user must change the command, recipe, data or set-up before a run can start (exit 2)."""

    exit_code = 2


class DataError(InputError):
    """A data file is missing, damaged, or not what its name promises."""


class RunFailed(FitflowError):
    """A run started but did not finish (exit 1)."""


class Refused(FitflowError):
    """The request was evaluated and rejected (exit 1)."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of an "unknown ..." message: the nearest known name, or all of them.

    Args:
        name: the name that the user typed.
        known: valid names.

    Returns:
        For example ``did you mean 'epochs'?`` or ``known: digits, mnist``.
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


def first_line(error: BaseException) -> str:
    """Return the first line of an exception's message, or the exception's class name if it has none."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
