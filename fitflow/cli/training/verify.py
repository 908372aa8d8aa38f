"""`fitflow verify`: run recorded runs again and compare the results."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fitflow.cli.options import Json, MovedDataDir, absolute
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import FitflowError, InputError, RunFailed
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.verification.verify import Verification


def verify(
    run: Annotated[str | None, typer.Argument(help="Run id, id prefix, latest or best:RECIPE.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Verify all finished runs that reused no training.")] = False,
    sample: Annotated[int | None, typer.Option(min=1, metavar="N", help="Verify a random sample of N runs.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the random sample.")] = None,
    data_dir: MovedDataDir = None,
    json_: Json = False,
) -> None:
    """Re-run a recorded run, compare weights, metrics and predictions, and explain differences.

    Exit 0: bit-identical or within tolerance; 1: different; 2: the run's recipe or data is gone.
    """
    from fitflow.verification import verify as verification

    if (run is None) != all_:
        raise InputError(
            "name one run, or pass --all; for example: fitflow verify latest, fitflow verify --all --sample 5"
        )
    if sample is not None and not all_:
        raise InputError("--sample needs --all")
    folder = absolute(data_dir)
    with contextlib.redirect_stdout(sys.stderr):
        found = _all(sample, seed, folder) if all_ else [verification.verify(str(run), folder)]
    if json_:
        print(to_json(found if all_ else found[0]))
    else:
        print_verdicts(found)
    wrong = [one for one in found if one["verdict"] not in (verification.IDENTICAL, verification.TOLERABLE)]
    if wrong:
        raise RunFailed(f"{len(wrong)} of {len(found)} run{'s' * (len(found) > 1)} could not be reproduced")


def _all(sample: int | None, seed: int | None, data_dir: str | None) -> list[Verification]:
    """Verify all chosen runs; one that cannot be verified does not stop the others."""
    from fitflow.verification import verify as verification

    found: list[Verification] = []
    for run_id in verification.chosen(sample, seed):
        try:
            found.append(verification.verify(run_id, data_dir))
        except FitflowError as error:
            found.append(verification.problem(error, run_id))
    return found


def print_verdicts(found: list[Verification]) -> None:
    """Print the verdicts as text."""
    for one in found:
        print(f"{one['run_id'][:8]}  {one.get('recipe', '')}  {_sentence(one)}")
        for name, facts in one.get("compared", {}).items():
            if isinstance(facts, dict):
                print(f"  {name:<12}{_words(facts)}")
        for note in [*one.get("notes", []), *(f"missing: {gap}" for gap in one["missing"])]:
            print(f"  {note}")


def _sentence(one: Verification) -> str:
    reasons = "; ".join(one["reasons"])
    return f"{one['verdict']}, because {reasons}" if reasons else one["verdict"]


def _words(facts: Mapping[str, Any]) -> str:
    if facts["identical"]:
        return "identical"
    if facts["identical"] is None:
        return facts.get("reason", "none")
    largest = facts.get("largest_difference")
    words = [f"differ by up to {largest:.3g}" if largest is not None else facts.get("reason", "differ")]
    if "other_class" in facts:
        words.append(f"predicted class differs for {facts['other_class']} of {facts['examples']} examples")
    words += [f"{name} {before:.6g} -> {now:.6g}" for name, (before, now) in list(facts.get("changed", {}).items())[:5]]
    return "; ".join(words)


def documents() -> Documents:
    """What the verb prints with --json: a list with --all."""
    from fitflow.verification.verify import Verification

    return {"verify": (Verification, list[Verification])}


VERBS = (Verb("verify", verify, 5),)
