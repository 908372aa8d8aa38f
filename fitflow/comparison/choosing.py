"""Which runs to compare: those named, or a recipe's newest."""

from __future__ import annotations

from collections.abc import Sequence

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.system.urls import redact
from fitflow.tracking import Query, Run

LEAST, MOST = 2, 200
LATEST = 5
ID_LENGTH = 32


def chosen(names: Sequence[str], recipe: str, last: int | None) -> list[Run]:
    """Return the runs to compare, each once: the named ones in order, or the newest ones, oldest first.

    Raises:
        InputError: neither or both are given, a name fits no run or several, or there are too few or too many runs.
    """
    if bool(names) == bool(recipe or last):
        raise InputError("name the runs to compare, or a recipe: fitflow compare --recipe mnist-dense --last 5")
    if max(len(set(names)), last or 0) > MOST:
        raise InputError(f"{max(len(set(names)), last or 0)} runs are more than {MOST}; compare fewer at once")
    runs = _named(names) if names else _newest(recipe, last or LATEST)
    if len(runs) < LEAST:
        raise InputError(
            f"{_found(names, recipe, runs)}; compare needs at least two different runs; see: fitflow list runs"
        )
    return runs


def _named(names: Sequence[str]) -> list[Run]:
    whole = tuple(dict.fromkeys(name for name in names if len(name) == ID_LENGTH))
    known = {run["run_id"]: run for run in (tracking.search(Query(ids=whole, limit=len(whole))) if whole else [])}
    found = [known[name] if name in known else tracking.get_run(name) for name in dict.fromkeys(names)]
    return list({run["run_id"]: run for run in found}.values())


def _newest(recipe: str, last: int) -> list[Run]:
    return tracking.list_runs(last, recipe)[::-1]


def _found(names: Sequence[str], recipe: str, runs: Sequence[Run]) -> str:
    if names:
        return f"{' and '.join(names)} {'are the same' if len(names) > 1 else 'is one'} run, {runs[0]['run_id'][:12]}"
    what = "no run" if not runs else "one run"
    return f"there is {what}{f' of the recipe {recipe!r}' if recipe else ''} in {redact(tracking.tracking_uri())}"
