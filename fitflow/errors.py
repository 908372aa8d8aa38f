"""What can go wrong, sorted by who can mend it.

One line a message: what happened, what was expected, what to type next.
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
    """Base of every error that fitflow reports without a traceback."""

    exit_code = 1
    told = False  # set once it is on stdout as a JSON document


class InputError(FitflowError):
    """The command, the recipe, the data or the machine's set-up must change before a run can start (exit 2)."""

    exit_code = 2


class DataError(InputError):
    """A data file is missing, damaged, or not what its name promises."""


class RunFailed(FitflowError):
    """A run started and did not reach its end (exit 1)."""


class Refused(FitflowError):
    """What was asked for was judged, and the answer is no (exit 1)."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A clause that names the nearest known name, or lists them all: ends an "unknown ..." message.

    Args:
        name: what the user typed.
        known: the valid names.

    Returns:
        For example ``did you mean 'epochs'?`` or ``known: digits, mnist``.
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


def first_line(error: BaseException) -> str:
    """The first line of what a library's error says, or its kind where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
