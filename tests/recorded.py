"""Runs recorded directly in MLflow, as training would leave them, in milliseconds and with any values a test wants."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CODE = "c0de" * 16


def record(
    seed: int | None = 0,
    *,
    recipe: str = "recorded",
    experiment: str = "recorded",
    status: str = "FINISHED",
    metrics: Mapping[str, float] | None = None,
    curves: Mapping[str, Sequence[float]] | None = None,
    params: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    test_split: str = "7e57" * 16,
    training_split: str = "7a1a" * 16,
    predictions: Mapping[str, Any] | None = None,
) -> str:
    """A run in the project's store; `seed` None makes one that fitflow did not make."""
    from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param

    from fitflow import tracking
    from fitflow.tracking.connection import connect

    ours = {"fitflow.recipe": recipe, "fitflow.code_digest": CODE, "fitflow.data_sha256": test_split + training_split}
    run_id = tracking.create_run(
        experiment, f"{recipe}-seed{seed}", (ours if seed is not None else {}) | dict(tags or {})
    ).run_id
    client = connect()
    values = dict(params or {}) | ({"seed": seed, "name": recipe} if seed is not None else {})
    now = int(time.time() * 1000)
    points = [Metric(name, value, now, 0) for name, value in (metrics or {}).items()]
    for name, line in (curves or {}).items():
        points += [Metric(name, value, now + step, step) for step, value in enumerate(line)]
    client.log_batch(run_id, params=[Param(name, str(value)) for name, value in values.items()], metrics=points)
    if seed is not None:
        splits = {"training": training_split, "testing": test_split}
        inputs = [
            DatasetInput(
                Dataset(f"data-{use}", sha256[:36], "local", "{}"),
                [InputTag("mlflow.data.context", use), InputTag("sha256", sha256)],
            )
            for use, sha256 in splits.items()
        ]
        client.log_inputs(run_id, datasets=inputs)
    if predictions is not None:
        _log_predictions(run_id, predictions)
    tracking.end_run(run_id, status, error="it broke" if status == "FAILED" else None) if status != "RUNNING" else None
    return run_id


def _log_predictions(run_id: str, columns: Mapping[str, Any]) -> None:
    import tempfile

    import pandas as pd

    from fitflow import tracking

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.parquet"
        pd.DataFrame(dict(columns)).to_parquet(path)
        tracking.log_file(run_id, path, "")
