"""The model card: a model's data, metrics, limits, usage and reproduction."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from fitflow.config import Recipe
from fitflow.evaluation import intervals
from fitflow.recipe_io.command import command
from fitflow.references import DatasetRef, Metrics, ModelRef, ModelVersion, PreparedRef, TrainedRef
from fitflow.reporting.markdown import results_table
from fitflow.store import entries
from fitflow.system.markdown import table

WEAKEST = 3
MAX_FEATURES = 30
VERSIONS = ("python", "tensorflow", "jax", "torch", "keras", "numpy")


def model_card(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    tags: Mapping[str, str],
    run_id: str,
) -> str:
    """A run's card in Markdown.

    Args:
        recipe, prepared, model, trained, metrics: the run's inputs and results.
        version: the model's entry in the registry.
        tags: of the MLflow run: command, commit, versions.
        run_id: of the MLflow run.
    """
    parts = [f"# {recipe.name}", _facts(recipe, prepared, model, trained, metrics), "## Test results"]
    parts += [results_table(metrics)]
    if metrics.per_class:
        rows = [(name, *(f"{round(value, 4):g}" for value in row.values())) for name, row in metrics.per_class.items()]
        parts += ["## By class", table(("class", "precision", "recall", "f1", "examples"), rows)]
    if metrics.coefficients:
        pairs = [(name, value, metrics.closed_form[name]) for name, value in metrics.coefficients.items()]
        rows = [(name, f"{ours:.6g}", f"{best:.6g}") for name, ours, best in pairs]
        parts += ["## Coefficients", table(("feature", "trained", "least squares"), rows)]
    parts += ["## Limits", "\n".join(f"- {limit}" for limit in _limits(prepared, metrics))]
    parts += ["## Use", _use(prepared.dataset, version, run_id)]
    return "\n\n".join([*parts, "## Reproduce", _reproduce(recipe, prepared, model, tags)]) + "\n"


def _facts(recipe: Recipe, prepared: PreparedRef, model: ModelRef, trained: TrainedRef, metrics: Metrics) -> str:
    dataset = prepared.dataset
    facts = [
        ("Network", f"{model.name}, {model.num_parameters:,} parameters"),
        ("Data", f"{dataset.name} ({dataset.variant}), SHA-256 {dataset.digest}"),
        ("Examples", f"{prepared.num_train:,} training, {prepared.num_val:,} validation, {dataset.num_test:,} test"),
        *([("Notes", dataset.notes)] if dataset.notes else []),
        ("Trained", f"{trained.epochs} epochs, {trained.seconds:.1f} s, {trained.examples_per_second:,.0f} examples/s"),
        ("Device", model.runtime["device"]),
        ("Precision", f"{model.runtime['precision']}: {model.runtime['precision_reason']}"),
        ("Seed", str(recipe.seed)),
        ("Test split", f"read {_times(metrics.test_reads)} for {dataset.name}, including this run"),
    ]
    return table(("", ""), facts)


def _limits(prepared: PreparedRef, metrics: Metrics) -> list[str]:
    """Limits that users of the model must know."""
    dataset = prepared.dataset
    limits = [f"Trained on {dataset.name} alone; it has seen no other data."]
    if dataset.task == "classification":
        limits.append(f"It knows {len(dataset.class_names)} classes and predicts one of them for any input.")
        limits += _weakest(metrics, dataset)
    if dataset.value_range:
        low, high = dataset.value_range
        limits.append(f"It takes {dataset.dtype} of shape {dataset.input_shape}, values {low:g} to {high:g}, raw.")
    elif dataset.feature_names:
        limits.append(f"It extrapolates outside the ranges of the training rows: {_ranges(prepared)}.")
    if dataset.task == "regression":
        _, targets = entries.open_split(dataset.path, "train")
        limits.append(f"{dataset.target} was {targets.min():.6g} to {targets.max():.6g} in training.")
    return limits


def _weakest(metrics: Metrics, dataset: DatasetRef) -> list[str]:
    """The classes with the lowest recall, and what they are mistaken for."""
    entry = entries.open_entry(Path(metrics.path))
    labels, predicted = entry.array("labels"), entry.array("probabilities").argmax(-1)
    recalls = {name: row["recall"] for name, row in metrics.per_class.items() if row["examples"]}
    weakest = sorted((name for name in recalls if recalls[name] < 1), key=lambda name: recalls[name])[:WEAKEST]
    limits: list[str] = []
    for name in weakest:
        given = predicted[labels == dataset.class_names.index(name)]
        right = given == dataset.class_names.index(name)
        low, high = intervals.wilson(int(right.sum()), len(given))
        taken = dataset.class_names[np.bincount(given[~right]).argmax()]
        limits.append(
            f"Weak at {name}: it finds {recalls[name]:.1%} of them (95 % interval {low:.1%} to {high:.1%}), "
            f"and most often mistakes them for {taken}."
        )
    return limits


def _ranges(prepared: PreparedRef) -> str:
    """Minimum and maximum of each feature in the training rows."""
    names = prepared.dataset.feature_names
    if len(names) > MAX_FEATURES:
        return f"{len(names)} features"
    raw, _ = entries.open_split(prepared.dataset.path, "train")
    pairs = zip(names, raw.min(0), raw.max(0), strict=True)
    return ", ".join(f"{name} {low:.6g} to {high:.6g}" for name, low, high in pairs)


def _times(count: int) -> str:
    return f"{count} time{'s' * (count != 1)}"


def _use(dataset: DatasetRef, version: ModelVersion, run_id: str) -> str:
    if dataset.task == "classification":
        output = f"one probability per class: {', '.join(dataset.class_names)}"
    else:
        output = f"the {dataset.target}, one number per example"
    columns = f" ({', '.join(dataset.feature_names)})" if dataset.feature_names else ""
    given = "--csv rows.csv" if dataset.columns else "image.png"
    return f"""Input: {dataset.dtype} of shape {dataset.input_shape}{columns}, raw. Output: {output}.

```sh
fitflow predict {run_id[:8]} {given}
fitflow serve models:/{version.name}/{version.version}
```

```python
import mlflow

model = mlflow.pyfunc.load_model("models:/{version.name}/{version.version}")
predictions = model.predict(examples)
```"""


def _reproduce(recipe: Recipe, prepared: PreparedRef, model: ModelRef, tags: Mapping[str, str]) -> str:
    versions = ", ".join(f"{name} {tags[f'version.{name}']}" for name in VERSIONS if f"version.{name}" in tags)
    commit = tags.get("mlflow.source.git.commit")
    changed = " with changes" if tags.get("fitflow.git_dirty") == "true" else ""
    code = f"commit {commit}{changed}, " if commit else ""
    return f"""```sh
{command(recipe, tags)}
```

Code: {code}SHA-256 {tags.get("fitflow.code_digest", "not known")}. Data: {prepared.dataset.found}, SHA-256
{prepared.dataset.digest}. Versions: {versions}. Device: {model.runtime["device"]}."""
