"""`fitflow doctor`: find and repair disagreements between Prefect, MLflow, the leases and the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from fitflow.cli.session import session
from fitflow.cli.verbs import Verb
from fitflow.errors import RunFailed


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be repaired, and print it.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show the output of Prefect and MLflow.")] = False,
) -> None:
    """Find runs that died, records that disagree, and damaged data. Never touches a run that is alive."""
    from fitflow.orchestration.server import database

    rows = [_row(finding, fix) for finding in database.findings()]
    if all(row["done"] for row in rows):  # else no server starts on the database
        rows += _disagreements(fix, verbose)
    if json_:
        print(json.dumps({"findings": rows}))
    else:
        _print(rows, fix)
    left = [row for row in rows if not row["done"]]
    if left:
        raise RunFailed(
            f"{len(left)} of {len(rows)} problems are not repaired" + ("" if fix else "; fitflow doctor --fix")
        )


def _disagreements(fix: bool, verbose: bool) -> list[dict[str, Any]]:
    from fitflow.lifecycle import doctor as library

    with session(verbose, train=False):
        from fitflow.orchestration import reconcile

        found = [*reconcile.findings(library.statuses()), *library.findings()]
        return [_row(finding, fix) for finding in found]


def _row(finding: Any, fix: bool) -> dict[str, Any]:
    row = {"about": finding.about, "wrong": finding.wrong, "remedy": finding.remedy, "done": False, "error": None}
    if fix and finding.mend is not None:
        row |= _repair(finding.mend)
    return row


def _repair(mend: Callable[[], None]) -> dict[str, Any]:
    try:
        mend()
        return {"done": True}
    except Exception as error:  # a failed repair must not stop the others
        return {"error": str(error).splitlines()[0] if str(error) else type(error).__name__}


def _print(rows: list[dict[str, Any]], fix: bool) -> None:
    if not rows:
        print("no problems: MLflow, Prefect, leases and the store agree")
    for row in rows:
        end = f"-> {row['remedy']}" if row["done"] else f"not repaired: {row['error']}" if row["error"] else ""
        if not fix:
            end = f"(--fix: {row['remedy']})"
        print(f"{row['about']}: {row['wrong']} {end}".rstrip(), file=sys.stdout)


VERBS = (Verb("doctor", doctor, 1),)
