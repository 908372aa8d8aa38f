"""The gate's evidence on a run: its evaluation record, its predictions, its recipe."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fitflow import discovery, tracking
from fitflow.config import Published, Recipe
from fitflow.errors import InputError
from fitflow.evaluation import predictions, record
from fitflow.evaluation.headline import headline
from fitflow.evaluation.predictions import Predictions
from fitflow.recipe_io.loading import load_experiment, load_values
from fitflow.tracking import Run
from fitflow.tracking.query import MAIN_METRICS

GATE = "gate."
LOOKED_AT = 200


@dataclass(frozen=True, eq=False)
class Evidence:
    """One model's run; `document` is its evaluation.json."""

    run: Run
    document: dict[str, Any]
    predictions: Predictions


def of_run(run_id: str) -> Evidence:
    """Download a run's evidence.

    Raises:
        InputError: the run has none: an earlier fitflow made it.
    """
    run = tracking.get_run(run_id)
    with tempfile.TemporaryDirectory() as folder:
        try:
            document = json.loads(tracking.download(run_id, record.FILE, Path(folder)).read_text())
            table = predictions.read(tracking.download(run_id, predictions.FILE, Path(folder)))
        except InputError as error:
            raise InputError(f"{error}; an earlier fitflow made it; run {run['recipe']} again") from None
    return Evidence(run, document, table)


def check_comparable(candidate: Evidence, champion: Evidence) -> None:
    """Refuse two models that were not evaluated on the same test examples.

    Raises:
        InputError: tasks, test data or labels differ.
    """
    ours, theirs = candidate.document, champion.document
    pair = f"candidate {candidate.run['run_id'][:8]} and champion {champion.run['run_id'][:8]}"
    for name, words in (("task", "tasks"), ("test_sha256", "test examples")):
        if ours[name] != theirs[name]:
            raise InputError(f"{pair} were evaluated on different {words}, {ours[name][:14]} and {theirs[name][:14]}")
    if not np.array_equal(candidate.predictions.labels, champion.predictions.labels):
        raise InputError(f"{pair} have different true labels in {predictions.FILE}, despite the same test digest")


def recipe_of(run_id: str, overrides: Mapping[str, Any]) -> Recipe:
    """Return a run's recipe, with some thresholds of its gate replaced.

    Raises:
        InputError: an override is not a gate field, or its value is invalid.
    """
    values = tracking.recipe_of(run_id)
    gate = dict(values.get("gate", {}))
    for key, value in overrides.items():
        if not key.startswith(GATE):
            raise InputError(f"--set {key}: only the gate's thresholds can be set here, such as gate.min_difference")
        gate[key.removeprefix(GATE)] = value
    return load_values(values | {"gate": gate})


def known_answers(recipe: Recipe) -> list[Published]:
    """Return the published figures that one training of a recipe should meet; none if its dataset was changed.

    Without figures from beyond the source documents: those are goals, and some are not reached.
    """
    if not discovery.exists("recipes", recipe.name):
        return []
    figures: tuple[Published, ...] = getattr(discovery.find("recipes", recipe.name), "PUBLISHED", ())
    if load_experiment(recipe.name).dataset != recipe.dataset:
        return []
    return [figure for figure in figures if figure.sittings == 1 and not figure.beyond]


def by_seed(evidence: Evidence) -> list[float]:
    """Main test metric of finished runs that differ from this one only in the seed; higher is better."""
    params = {name: value for name, value in evidence.run["params"].items() if name not in ("seed", "experiment")}
    where = f"tags.`fitflow.recipe` = '{evidence.run['recipe']}' AND attributes.status = 'FINISHED'"
    found: dict[str, float] = {}
    for run in tracking.find_runs(where, max_results=LOOKED_AT):
        theirs = dict(run.data.params)
        seed = theirs.pop("seed", "")
        theirs.pop("experiment", None)
        if theirs == params and run.data.tags.get("fitflow.test_read") == evidence.document["test_sha256"]:
            found[seed] = _main_metric(run.data.metrics)
    return list(found.values())


def _main_metric(metrics: Mapping[str, float]) -> float:
    name, value = headline(metrics)
    return -value if MAIN_METRICS[name] else value
