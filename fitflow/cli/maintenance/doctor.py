"""`fitflow doctor`: find and repair disagreements between Prefect, MLflow, the leases and the store."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from fitflow.cli.options import Json, Verbose
from fitflow.cli.session import session
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import RunFailed, first_line
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.lifecycle.doctor import Finding


class FindingRow(TypedDict):
    """One thing that does not agree.

    Attributes:
        about: the run, the flow run or the folder.
        wrong: what does not agree.
        remedy: what --fix does about it.
        done: whether that was done.
        error: why it could not be done; null if it was, or was not tried.
    """

    about: str
    wrong: str
    remedy: str
    done: bool
    error: str | None


class Findings(TypedDict):
    """What does not agree.

    Attributes:
        findings: one row each; empty if everything agrees.
    """

    findings: list[FindingRow]


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be repaired, and print it.")] = False,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Find runs that died, records that disagree, and damaged data. Never touches a run that is alive."""
    from fitflow.orchestration.server import database

    rows = [_row(finding, fix) for finding in database.findings()]
    if all(row["done"] for row in rows):  # else no server starts on the database
        rows += _disagreements(fix, verbose)
    if json_:
        document: Findings = {"findings": rows}
        print(to_json(document))
    else:
        _print(rows, fix)
    left = [row for row in rows if not row["done"]]
    if left:
        raise RunFailed(
            f"{len(left)} of {len(rows)} problems are not repaired"
            + ("" if fix else "; to repair them: fitflow doctor --fix")
        )


def _disagreements(fix: bool, verbose: bool) -> list[FindingRow]:
    from fitflow.lifecycle import doctor as library

    with session(verbose, train=False):
        from fitflow.orchestration import mend_records

        found = [*mend_records.findings(library.statuses()), *library.findings()]
        return [_row(finding, fix) for finding in found]


def _row(finding: Finding, fix: bool) -> FindingRow:
    tried = fix and finding.mend is not None
    error = _repair(finding.mend) if fix and finding.mend is not None else None
    return {
        "about": finding.about,
        "wrong": finding.wrong,
        "remedy": finding.remedy,
        "done": tried and error is None,
        "error": error,
    }


def _repair(mend: Callable[[], None]) -> str | None:
    """What went wrong; None if nothing did."""
    try:
        mend()
    except Exception as error:  # a failed repair must not stop the others
        return first_line(error)
    return None


def _print(rows: list[FindingRow], fix: bool) -> None:
    if not rows:
        print("no problems: MLflow, Prefect, leases and the store agree")
    for row in rows:
        end = f"-> {row['remedy']}" if row["done"] else f"not repaired: {row['error']}" if row["error"] else ""
        if not fix:
            end = f"(--fix: {row['remedy']})"
        print(f"{row['about']}: {row['wrong']} {end}".rstrip(), file=sys.stdout)


def documents() -> Documents:
    """What the verb prints with --json."""
    return {"doctor": (Findings,)}


VERBS = (Verb("doctor", doctor, 1),)
